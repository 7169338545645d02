//! The folder as it is: which folder is whose, what lies in it, and whether its bytes are still the same.
//!
//! Everything here opens the archive read-only and follows no link. Bytes are handed on; what they mean is for the
//! readers to say.

pub mod container;
pub mod describe;
pub mod fixity;
pub mod identify;
pub mod layout;
pub mod walk;

pub use describe::{ArchiveDescription, DescriptionError};
pub use fixity::digest_of_file;
pub use identify::Format;
pub use layout::lay_out;
pub use walk::{Entry, WalkError, walk};

//! The archive's folder tree: which folder belongs to which village, which files it holds, their formats and digests.
//!
//! Everything here opens the archive read-only and follows no link. The bytes of
//! a file are interpreted by the readers, not here.

pub mod container;
pub mod describe;
pub mod encoding;
pub mod fixity;
pub mod identify;
pub mod layout;
pub mod walk;

pub use describe::{ArchiveDescription, DescriptionError};
pub use fixity::digest_of_file;
pub use identify::Format;
pub use layout::lay_out;
pub use walk::{WalkEntry, WalkError, walk};

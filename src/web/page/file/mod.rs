//! A file: one page of it with the quoted words marked, the file itself, and pages as pictures.

mod correction;
mod grid;
mod handler;
mod original;
mod page;
mod picture;

pub use correction::CorrectionForm;
pub(crate) use correction::corrected;
pub(crate) use handler::{correct, show};
pub(crate) use original::original;
pub use page::{FilePage, HitView};
pub(crate) use picture::{picture, thumbnail};

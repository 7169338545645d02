//! The papers of an archive: what each file is, its text as running text, which files tell of one occasion, and how near
//! papers are to each other.

pub mod caption_file;
pub mod classify;
pub mod compare;
pub mod contents_list;
pub mod correction;
pub mod document;
pub mod event;
pub mod failure;
pub mod identity;
pub mod issued;
pub mod likeness;
pub mod prose;
pub mod said;

pub use classify::Classifier;
pub use document::{Dated, Document, TextLine};
pub use event::Event;
pub use failure::Failures;
pub use prose::Content;

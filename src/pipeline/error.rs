//! What stops a run.

use std::path::PathBuf;

use thiserror::Error;

use crate::{
    archive::{DescriptionError, WalkError},
    catalog::CatalogError,
    index::IndexError,
};

/// What stops a run.
#[derive(Debug, Error)]
pub enum PipelineError {
    /// The archive cannot be walked.
    #[error(transparent)]
    Walk(#[from] WalkError),
    /// Its `archive.json` cannot be used.
    #[error("archive.json: {0}")]
    Description(#[from] DescriptionError),
    /// It holds no file at all.
    #[error("{} holds no files", .0.display())]
    Empty(PathBuf),
    /// The store would lie in the archive.
    #[error("the store {} lies inside the archive", .0.display())]
    StoreInArchive(PathBuf),
    /// The catalogue refuses.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The full-text index refuses.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The rubric's patterns do not compile.
    #[error("the rubric cannot be used: {0}")]
    Rubric(String),
}

//! What keeps the catalogue from being used.

use std::{io, path::PathBuf};

use thiserror::Error;

/// What keeps the catalogue from being used.
#[derive(Debug, Error)]
pub enum CatalogError {
    /// The store's folder cannot be made or written.
    #[error("cannot write the store {}: {source}", .dir.display())]
    Store {
        /// The store.
        dir: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// An error of SQLite.
    #[error("the catalogue cannot be used: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored value is not of the shape this version writes.
    #[error("a row of the catalogue cannot be understood: {0}")]
    Row(#[from] serde_json::Error),
    /// The catalogue was written by a later version.
    #[error("the catalogue is of version {found}, this program reads up to {known}")]
    Newer {
        /// The version in the file.
        found: u32,
        /// The version of this program.
        known: u32,
    },
    /// The store was in use, and its catalogue is gone or is that of another store.
    #[error("the catalogue of the store {} is gone", .store.display())]
    Lost {
        /// The store.
        store: PathBuf,
        /// Whether it had people, as far as is known.
        had_people: bool,
    },
    /// Rows or trees of the database are not as they were written.
    #[error("the catalogue of the store {} is damaged: {}", .store.display(), .damages.join("; "))]
    Damaged {
        /// The store.
        store: PathBuf,
        /// What is damaged, as SQLite names it.
        damages: Vec<String>,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(String),
}

impl CatalogError {
    /// Whether the trouble is that the store cannot be written, rather than that it is damaged.
    pub fn is_read_only(&self) -> bool {
        match self {
            CatalogError::Store { .. } => true,
            CatalogError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(
                    rusqlite::ErrorCode::ReadOnly
                        | rusqlite::ErrorCode::CannotOpen
                        | rusqlite::ErrorCode::PermissionDenied
                )
            ),
            CatalogError::Row(_)
            | CatalogError::Newer { .. }
            | CatalogError::Lost { .. }
            | CatalogError::Damaged { .. }
            | CatalogError::Random(_) => false,
        }
    }

    /// Whether the database is not as it was written.
    pub fn is_damaged(&self) -> bool {
        match self {
            CatalogError::Damaged { .. } | CatalogError::Row(_) => true,
            CatalogError::Sqlite(error) => matches!(
                error.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
            ),
            _ => false,
        }
    }

    /// Whether another process is writing.
    pub fn is_busy(&self) -> bool {
        matches!(self, CatalogError::Sqlite(error)
            if matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)))
    }
}

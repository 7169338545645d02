//! The catalogue: what is known of every file, in one SQLite database in the store.
//!
//! What was read from bytes is kept by content hash, so the same paper in two places is read once, and a moved paper
//! not again. Everything else is kept by path. Rows are written in the order of paths and hold no clock of this
//! machine, so the same archive gives the same rows.

mod audit;
mod caption;
mod decision;
mod migrate;
mod people;
mod read;
mod readers;
mod run;
#[cfg(test)]
mod tests;
mod write;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use thiserror::Error;

pub use decision::Kept;
pub use people::{Account, Attempt, Lockout};
pub use read::{KnownFile, UnrecognisedPages, WaitingPages};
pub use readers::Readers;
pub use write::{Batch, FileRow};

/// The database's name in the store.
const FILE_NAME: &str = "catalog.sqlite";

/// What keeps the catalogue from being used.
#[derive(Debug, Error)]
pub enum CatalogError {
    /// The store's folder cannot be made or written.
    #[error("cannot write the store {}: {source}", .dir.display())]
    Store {
        /// The store.
        dir: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// SQLite refuses.
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
            CatalogError::Row(_) | CatalogError::Newer { .. } => false,
        }
    }

    /// Whether another process is writing.
    pub fn is_busy(&self) -> bool {
        matches!(self, CatalogError::Sqlite(error)
            if matches!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked)))
    }
}

/// An open catalogue.
#[derive(Debug)]
pub struct Catalog {
    connection: Connection,
}

impl Catalog {
    /// Opens the catalogue in a store, making both where they do not exist yet.
    ///
    /// # Errors
    /// [`CatalogError::Store`] where the folder cannot be made; [`CatalogError::Sqlite`] where the database cannot be
    /// opened or written; [`CatalogError::Newer`] where a later version wrote it.
    pub fn open(store: &Path) -> Result<Self, CatalogError> {
        fs::create_dir_all(store).map_err(|source| CatalogError::Store { dir: store.to_owned(), source })?;
        let connection = Connection::open(store.join(FILE_NAME))?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        let mut catalog = Self { connection };
        migrate::migrate(&mut catalog.connection)?;
        Ok(catalog)
    }
}

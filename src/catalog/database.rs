//! The database in the store: opening it, and bringing its tables up to this version.

use std::{fs, path::Path};

use rusqlite::Connection;

use super::{error::CatalogError, migrate};

/// The database's name in the store.
pub(super) const FILE_NAME: &str = "catalog.sqlite";

/// An open catalogue.
#[derive(Debug)]
pub struct Catalog {
    pub(super) connection: Connection,
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

//! The database in the store: opening it, and bringing its tables up to this version.

use std::{
    fs,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension};

use super::{
    error::CatalogError,
    mark::{self, FILE_NAME, StoreMark},
    migrate, seal,
};

/// An open catalogue.
#[derive(Debug)]
pub struct Catalog {
    pub(super) connection: Connection,
    /// The store that it lies in.
    pub(super) store: PathBuf,
}

impl Catalog {
    /// Opens the catalogue in a store, making both where they do not exist yet.
    ///
    /// # Errors
    /// [`CatalogError::Store`] where the folder cannot be made; [`CatalogError::Sqlite`] where the database cannot be
    /// opened or written; [`CatalogError::Newer`] where a later version wrote it; [`CatalogError::Lost`] where the store
    /// was in use and its catalogue is gone.
    pub fn open(store: &Path) -> Result<Self, CatalogError> {
        Self::open_as(store, false)
    }

    /// The same, and holds every row and tree of the database against its seal. It reads all of it.
    ///
    /// # Errors
    /// As [`Catalog::open`]; [`CatalogError::Damaged`] names what is damaged.
    pub fn open_whole(store: &Path) -> Result<Self, CatalogError> {
        Self::open_as(store, true)
    }

    fn open_as(store: &Path, whole: bool) -> Result<Self, CatalogError> {
        make_private(store)?;
        mark::refuse_lost(store)?;
        let connection = Connection::open(store.join(FILE_NAME))?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // What somebody was told is kept stays so when the power fails.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        seal::install(&connection)?;
        let mut catalog = Self { connection, store: store.to_owned() };
        if whole {
            let damages = seal::damages(&catalog.connection)?;
            if !damages.is_empty() {
                return Err(CatalogError::Damaged { store: store.to_owned(), damages });
            }
        }
        let before = migrate::migrate(&mut catalog.connection)?;
        catalog.agree_with_mark(before)?;
        Ok(catalog)
    }

    /// Holds the catalogue's name against the store's, and brings the mark up to it. `before` is the version that the
    /// database had when it was opened, 0 for a new one.
    fn agree_with_mark(&mut self, before: u32) -> Result<(), CatalogError> {
        let sql = "SELECT id, people FROM store";
        let own: Option<(String, bool)> =
            self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let mark = StoreMark::read(&self.store);
        let (id, people) = match (own, &mark) {
            (Some((id, _)), Some(mark)) if id != mark.id => return Err(mark::lost(&self.store, Some(mark))),
            (Some(own), _) => own,
            (None, Some(mark)) if before == 0 => return Err(mark::lost(&self.store, Some(mark))),
            (None, mark) => {
                let id =
                    mark.as_ref().map_or_else(|| StoreMark::new().map(|mark| mark.id), |mark| Ok(mark.id.clone()))?;
                let sql = "INSERT INTO store (one, id, people) VALUES (1, ?1, 0) ON CONFLICT DO NOTHING";
                self.connection.execute(sql, [&id])?;
                // Another process may have been first.
                self.connection.query_row("SELECT id, people FROM store", [], |row| Ok((row.get(0)?, row.get(1)?)))?
            }
        };
        let had_people = people || mark.as_ref().is_some_and(|mark| mark.people) || self.has_people()?;
        if mark.as_ref().is_none_or(|mark| mark.people != had_people) {
            StoreMark::of(id, had_people).write(&self.store)?;
        }
        if had_people && !people {
            self.connection.execute("UPDATE store SET people = 1", [])?;
        }
        Ok(())
    }

    /// Whether there ever was anybody who can log in. A store that has lost them does not open its door again.
    pub fn had_people(&self) -> bool {
        let kept = self.connection.query_row("SELECT people FROM store", [], |row| row.get(0));
        kept.unwrap_or(true) || StoreMark::read(&self.store).is_none_or(|mark| mark.people)
    }

    /// Notes that there are people now.
    pub(super) fn note_people(&self) -> Result<(), CatalogError> {
        self.connection.execute("UPDATE store SET people = 1 WHERE people = 0", [])?;
        match StoreMark::read(&self.store) {
            Some(mark) if mark.people => Ok(()),
            _ => {
                let id = self.connection.query_row("SELECT id FROM store", [], |row| row.get(0))?;
                StoreMark::of(id, true).write(&self.store)
            }
        }
    }

    /// Copies the whole catalogue, as it is at one moment, to a file that does not exist yet, while others go on
    /// reading and writing.
    ///
    /// # Errors
    /// As SQLite answers, above all where the file exists or cannot be written.
    pub fn copy_to(&self, file: &Path) -> Result<(), CatalogError> {
        let name = file.to_str().ok_or_else(|| CatalogError::Store {
            dir: file.to_owned(),
            source: std::io::Error::new(std::io::ErrorKind::InvalidInput, "the name is not UTF-8"),
        })?;
        self.connection.execute("VACUUM INTO ?1", [name])?;
        Ok(())
    }
}

/// Makes the store's folder, for its owner alone: it holds whatever the papers hold.
fn make_private(store: &Path) -> Result<(), CatalogError> {
    let make = || -> std::io::Result<()> {
        fs::create_dir_all(store)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;

            let permissions = fs::metadata(store)?.permissions();
            // The mode of a folder on a share without modes, or of another owner, cannot be changed.
            if permissions.mode() & 0o077 != 0 {
                let _ = fs::set_permissions(store, fs::Permissions::from_mode(0o700));
            }
        }
        Ok(())
    };
    make().map_err(|source| CatalogError::Store { dir: store.to_owned(), source })
}

//! Read-only connections beside the one that writes, so that many can read while a run writes.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use rusqlite::{Connection, OpenFlags};

use super::{database::Catalog, error::CatalogError, mark::FILE_NAME, seal};

/// Idle connections that are kept open; more are opened when more threads read at once.
const KEPT: usize = 8;

/// Connections to one catalogue that can only read. The database's log of changes (WAL) lets them read the last whole
/// state while another connection writes the next.
#[derive(Debug)]
pub struct Readers {
    store: PathBuf,
    idle: Mutex<Vec<Catalog>>,
}

impl Readers {
    /// Readers of the catalogue in a store; nothing is opened yet.
    pub fn new(store: &Path) -> Self {
        Self { store: store.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    /// Reads with a connection that nobody else uses meanwhile.
    ///
    /// # Errors
    /// [`CatalogError::Sqlite`] where none can be opened.
    pub fn with<T>(&self, read: impl FnOnce(&Catalog) -> T) -> Result<T, CatalogError> {
        // In a statement of its own: the lock must be free again while the connection reads.
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let catalog = match idle {
            Some(catalog) => catalog,
            None => self.open()?,
        };
        let answer = read(&catalog);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(catalog);
        }
        Ok(answer)
    }

    fn open(&self) -> Result<Catalog, CatalogError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(self.store.join(FILE_NAME), flags)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        // A query may answer from an index over it.
        seal::install(&connection)?;
        Ok(Catalog { connection, store: self.store.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_answer_while_another_writes_and_cannot_write_themselves() {
        let store = tempfile::tempdir().expect("a temporary folder");
        let mut writer = Catalog::open(store.path()).expect("a catalogue");
        let readers = Readers::new(store.path());
        let batch = writer.batch().expect("a batch");
        let files = readers.with(|catalog| catalog.ledger().expect("an answer").files).expect("a connection");
        assert_eq!(files, 0, "the last whole state is read");
        batch.commit().expect("kept");
        let two = readers.with(|_| readers.with(|catalog| catalog.ledger().is_ok())).expect("a connection");
        assert!(two.expect("a second one"), "two read at once");
        let refused = readers.with(|catalog| catalog.connection.execute("DELETE FROM file", [])).expect("a connection");
        assert!(refused.is_err());
        assert_eq!(readers.idle.lock().expect("idle ones").len(), 2, "they are used again");
    }
}

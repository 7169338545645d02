//! Seals of rows: a bit that flips on the disk is told instead of believed.
//!
//! SQLite finds damage in its trees and not in the values of a row. So each table that matters has an index over a
//! digest of its rows ([`FUNCTION`]), which SQLite keeps up by itself in the transaction of the row, and
//! `PRAGMA integrity_check` holds the rows against it. Whoever writes to the tables needs the function.

use rusqlite::{
    Connection,
    functions::{Context, FunctionFlags},
    types::ValueRef,
};

use super::error::CatalogError;

/// The name of the function: all values of a row to an integer.
const FUNCTION: &str = "seal";
/// The name of the other: the digest of the entry before, and all values of a row, to 64 hexadecimal digits.
const LINK: &str = "link";

/// The most damages that are named.
const NAMED: u32 = 5;

/// What people entered and what cannot be made anew, in the order in which it is rescued, with the columns that are
/// sealed. The first column is the key.
pub(super) const ENTERED: &[(&str, &str)] = &[
    ("decision", "seq, at, by_name, rubric, unit, item, step, reason, seen"),
    ("caption", "seq, at, by_name, path, digest, step"),
    ("correction", "seq, at, by_name, path, digest, step"),
    ("transcription", "seq, at, by_name, path, digest, step"),
    ("folder", "seq, at, by_name, path, digest, step"),
    ("person", "id, name, role, password, created"),
    ("audit", "seq, at, by_name, what"),
];

/// Gives a connection the functions.
pub(super) fn install(connection: &Connection) -> Result<(), CatalogError> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function(LINK, -1, flags, |values| Ok(digest_of(values).to_hex().to_string()))?;
    connection.create_scalar_function(FUNCTION, -1, flags, |values| {
        let mut first = [0; 8];
        first.copy_from_slice(&digest_of(values).as_bytes()[..8]);
        Ok(i64::from_le_bytes(first))
    })?;
    Ok(())
}

/// The digest of all values, each with its kind and length.
fn digest_of(values: &Context<'_>) -> blake3::Hash {
    let mut digest = blake3::Hasher::new();
    for at in 0..values.len() {
        let (kind, bytes): (u8, &[u8]) = match values.get_raw(at) {
            ValueRef::Null => (0, &[]),
            ValueRef::Integer(number) => (1, &number.to_le_bytes()),
            ValueRef::Real(number) => (2, &number.to_le_bytes()),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(bytes) => (4, bytes),
        };
        digest.update(&[kind]);
        digest.update(&(bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    }
    digest.finalize()
}

/// What of the database is damaged, as SQLite names it; nothing where all is whole.
///
/// It reads the whole database: a second for some hundred megabytes.
pub(super) fn damages(connection: &Connection) -> Result<Vec<String>, CatalogError> {
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({NAMED})"))?;
    let said = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::catalog::{Catalog, mark::FILE_NAME};

    #[test]
    fn a_changed_letter_in_a_row_is_told() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        catalog
            .connection
            .execute_batch(
                "INSERT INTO content (hash, version, media_type) VALUES ('a', 1, 'text/plain');
                 INSERT INTO page (hash, page, source, width, height, text, lines)
                 VALUES ('a', 1, '\"plain\"', 595.0, 842.5, 'the quorum was reached', '[]');
                 PRAGMA wal_checkpoint(TRUNCATE);",
            )
            .expect("written");
        assert_eq!(damages(&catalog.connection).expect("an answer"), Vec::<String>::new());
        drop(catalog);
        let file = dir.path().join(FILE_NAME);
        let mut bytes = fs::read(&file).expect("read");
        let at = bytes.windows(6).position(|part| part == b"quorum").expect("the row");
        bytes[at] ^= 1;
        fs::write(&file, bytes).expect("written");
        match Catalog::open_whole(dir.path()) {
            Err(CatalogError::Damaged { damages, .. }) => assert!(damages[0].contains("page"), "{damages:?}"),
            other => panic!("{other:?}"),
        }
    }
}

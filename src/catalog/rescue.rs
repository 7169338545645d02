//! Saves what people entered out of a damaged catalogue: it is the only part that cannot be made anew.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension, params_from_iter, types::Value};

use super::{
    error::CatalogError,
    mark::FILE_NAME,
    mark::{self, StoreMark},
    migrate,
    seal::{self, ENTERED},
};

/// What became of the rows of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescuedTable {
    /// Its name: `decision`, `caption`, `correction`, `transcription`, `folder`, `person` or `audit`.
    pub name: &'static str,
    /// Rows that are whole and were taken over.
    pub saved: usize,
    /// Rows that can be read and do not have their seal: they are listed, and not taken over.
    pub doubtful: usize,
    /// Rows that cannot be read.
    pub lost: usize,
}

/// What was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rescued {
    /// By table, decisions first.
    pub tables: Vec<RescuedTable>,
    /// Where the damaged database lies now.
    pub aside: PathBuf,
    /// The list of doubtful rows, where there are any.
    pub doubts: Option<PathBuf>,
}

/// Puts a catalogue with what people entered in the place of a damaged one, which is kept beside it. Everything else is
/// read from the archive again by the next run.
///
/// # Errors
/// [`CatalogError::Lost`] where there is no database; [`CatalogError::Sqlite`] where nothing of it can be read; then
/// all stays as it is.
pub fn rescue(store: &Path) -> Result<Rescued, CatalogError> {
    let file = store.join(FILE_NAME);
    if fs::metadata(&file).map_or(0, |data| data.len()) == 0 {
        return Err(mark::lost(store, StoreMark::read(store).as_ref()));
    }
    let damaged = Connection::open(&file)?;
    seal::install(&damaged)?;
    // The first page must be readable, or there is no telling what is where.
    damaged.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let place = store.join("rescue.part");
    for ending in ["", "-journal", "-wal", "-shm"] {
        remove(&with_ending(&place, ending)).map_err(|source| CatalogError::Store { dir: store.to_owned(), source })?;
    }
    let mut fresh = Connection::open(&place)?;
    seal::install(&fresh)?;
    migrate::migrate(&mut fresh)?;
    let mut doubts = Vec::new();
    let tables: Result<Vec<_>, _> =
        ENTERED.iter().map(|(name, columns)| save(&damaged, &fresh, name, columns, &mut doubts)).collect();
    let tables = tables?;
    let mark = match StoreMark::read(store) {
        Some(mark) => mark,
        None => StoreMark::new()?,
    };
    let people = mark.people || tables.iter().any(|table| table.name == "person" && table.saved + table.lost > 0);
    fresh.execute("INSERT INTO store (one, id, people) VALUES (1, ?1, ?2)", rusqlite::params![mark.id, people])?;
    fresh.close().map_err(|(_, error)| error)?;
    drop(damaged);
    let io = |source| CatalogError::Store { dir: store.to_owned(), source };
    let aside = free_name(&file);
    for ending in ["-wal", "-shm"] {
        move_if_there(&with_ending(&file, ending), &with_ending(&aside, ending)).map_err(io)?;
    }
    fs::rename(&file, &aside).map_err(io)?;
    fs::rename(&place, &file).map_err(io)?;
    StoreMark::of(mark.id, people).write(store)?;
    // It tells of files that the new catalogue does not know yet.
    drop(fs::remove_dir_all(store.join("index")));
    let list = aside.with_extension("doubtful.jsonl");
    let doubts = if doubts.is_empty() {
        None
    } else {
        let mut out = File::create(&list).map_err(io)?;
        doubts.iter().try_for_each(|line| writeln!(out, "{line}")).map_err(io)?;
        Some(list)
    };
    Ok(Rescued { tables, aside, doubts })
}

/// Takes over the rows of one table.
fn save(
    damaged: &Connection,
    fresh: &Connection,
    name: &'static str,
    columns: &str,
    doubts: &mut Vec<String>,
) -> Result<RescuedTable, CatalogError> {
    let mut table = RescuedTable { name, saved: 0, doubtful: 0, lost: 0 };
    let key = columns.split(',').next().unwrap_or_default();
    let count = columns.split(',').count();
    // The largest key that was ever given stands in a table of SQLite's own; where that is gone, in the rows.
    let given = |sql: &str| damaged.query_row(sql, [], |row| row.get::<_, Option<i64>>(0)).ok().flatten();
    let last = given(&format!("SELECT seq FROM sqlite_sequence WHERE name = '{name}'"))
        .max(given(&format!("SELECT max({key}) FROM {name}")))
        .unwrap_or(0);
    let places: Vec<String> = (1..=count).map(|at| format!("?{at}")).collect();
    let insert = format!("INSERT INTO {name} ({columns}) VALUES ({})", places.join(", "));
    let has_seals = damaged
        .query_row("SELECT 1 FROM sqlite_schema WHERE name = ?1", [format!("{name}_seal")], |_| Ok(()))
        .optional();
    let read = format!("SELECT {columns} FROM {name} NOT INDEXED WHERE {key} = ?1");
    let sealed =
        format!("SELECT {key} FROM {name} INDEXED BY {name}_seal WHERE seal({columns}) = seal({})", places.join(", "));
    for number in 1..=last {
        let row: rusqlite::Result<Option<Vec<Value>>> =
            damaged.query_row(&read, [number], |row| (0..count).map(|at| row.get::<_, Value>(at)).collect()).optional();
        match row {
            Ok(Some(values)) => {
                let is_whole = !matches!(has_seals, Ok(Some(())))
                    || damaged
                        .query_row(&sealed, params_from_iter(&values), |row| row.get::<_, i64>(0))
                        .is_ok_and(|found| found == number);
                if is_whole && fresh.execute(&insert, params_from_iter(&values)).is_ok() {
                    table.saved += 1;
                } else {
                    table.doubtful += 1;
                    let values: Vec<String> = values.iter().map(shown).collect();
                    doubts.push(serde_json::json!({ "table": name, "row": values }).to_string());
                }
            }
            // People go; the logs only grow.
            Ok(None) if name == "person" => {}
            Ok(None) | Err(_) => table.lost += 1,
        }
    }
    Ok(table)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Integer(number) => number.to_string(),
        Value::Real(number) => number.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    }
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// A name beside the database that no file has yet.
fn free_name(file: &Path) -> PathBuf {
    let mut number = 1u32;
    loop {
        let name = with_ending(file, &format!(".damaged-{number}"));
        if !name.exists() {
            return name;
        }
        number += 1;
    }
}

fn remove(file: &Path) -> std::io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn move_if_there(from: &Path, to: &Path) -> std::io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::Catalog,
        model::{AuditEntry, AuditStep},
    };

    #[test]
    fn whole_rows_are_saved_and_a_changed_one_is_listed() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        for number in 0..20 {
            let step = AuditStep::Login { address: format!("192.0.2.{number}") };
            let entry =
                AuditEntry { seq: 0, at: "2020-06-18T09:30:00+08:00".to_owned(), by: "王芳".to_owned(), step };
            catalog.add_audit(&entry).expect("kept");
        }
        catalog.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("written");
        drop(catalog);
        let file = dir.path().join(FILE_NAME);
        let mut bytes = fs::read(&file).expect("read");
        let at = bytes.windows(11).position(|part| part == b"192.0.2.17\"").expect("the row");
        bytes[at + 9] ^= 1;
        fs::write(&file, bytes).expect("written");
        assert!(Catalog::open_whole(dir.path()).is_err_and(|error| error.is_damaged()));
        let rescued = rescue(dir.path()).expect("saved");
        let audit = rescued.tables.iter().find(|table| table.name == "audit").expect("the log");
        assert_eq!((audit.saved, audit.doubtful, audit.lost), (19, 1, 0));
        assert!(rescued.aside.exists());
        let doubts = fs::read_to_string(rescued.doubts.expect("a list")).expect("read");
        assert!(doubts.contains("192.0.2.16"), "{doubts}");
        let catalog = Catalog::open_whole(dir.path()).expect("it opens again");
        assert_eq!(catalog.audit(None, 100).expect("the log").len(), 19);
    }
}

//! `store.json`: what tells a new store from one that has lost its catalogue.
//!
//! A store whose catalogue is gone must not begin as new: nobody would have to log in any more, and what people decided
//! would be missing without a word. So the store bears the name of its catalogue beside it, and whether it ever had
//! people.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::error::CatalogError;

/// The database's name in the store.
pub(super) const FILE_NAME: &str = "catalog.sqlite";

const MARK: &str = "store.json";
const FORMAT: &str = "cundang-store/1";

/// What a store says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoreMark {
    format: String,
    /// The name of its catalogue, which the catalogue bears too.
    pub(super) id: String,
    /// Whether there ever was anybody who can log in.
    pub(super) people: bool,
}

impl StoreMark {
    /// A mark of a new store.
    pub(super) fn new() -> Result<Self, CatalogError> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(|error| CatalogError::Random(error.to_string()))?;
        let id = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self::of(id, false))
    }

    /// The mark of the store whose catalogue bears this name.
    pub(super) fn of(id: String, people: bool) -> Self {
        Self { format: FORMAT.to_owned(), id, people }
    }

    /// The mark of a store; `None` where it has none that can be read.
    pub(super) fn read(store: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(store.join(MARK)).ok()?).ok()
    }

    /// Writes it so that it is there whole, or as it was, whenever the machine stops.
    pub(super) fn write(&self, store: &Path) -> Result<(), CatalogError> {
        let write = || -> io::Result<()> {
            let beside = store.join(format!("{MARK}.part"));
            let mut file = File::create(&beside)?;
            file.write_all(&serde_json::to_vec(self)?)?;
            file.sync_all()?;
            fs::rename(&beside, store.join(MARK))?;
            // Windows cannot open a folder so; its file systems keep the rename by themselves.
            #[cfg(unix)]
            File::open(store)?.sync_all()?;
            Ok(())
        };
        write().map_err(|source| CatalogError::Store { dir: store.to_owned(), source })
    }
}

/// Refuses a store that was in use and has no catalogue any more.
pub(super) fn refuse_lost(store: &Path) -> Result<(), CatalogError> {
    let catalogue = fs::metadata(store.join(FILE_NAME)).map_or(0, |data| data.len());
    if catalogue > 0 {
        return Ok(());
    }
    let mark = store.join(MARK);
    let has_index = fs::read_dir(store.join("index")).is_ok_and(|mut entries| entries.next().is_some());
    if mark.exists() || has_index {
        return Err(lost(store, StoreMark::read(store).as_ref()));
    }
    Ok(())
}

/// The error for a store whose catalogue is gone, or is another one.
pub(super) fn lost(store: &Path, mark: Option<&StoreMark>) -> CatalogError {
    CatalogError::Lost { store: PathBuf::from(store), had_people: mark.is_none_or(|mark| mark.people) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        catalog::{Account, Catalog},
        model::{AccessRole, Person},
    };

    fn is_lost(store: &Path) -> bool {
        matches!(Catalog::open(store), Err(CatalogError::Lost { .. }))
    }

    #[test]
    fn a_store_without_its_catalogue_is_not_a_new_one() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (store, other) = (dir.path().join("a"), dir.path().join("b"));
        let file = store.join(FILE_NAME);
        drop(Catalog::open(&store).expect("a new store"));
        drop(Catalog::open(&store).expect("the same again"));
        let kept = fs::read(&file).expect("read");
        for content in [None, Some(&b""[..])] {
            fs::remove_file(&file).expect("removed");
            if let Some(content) = content {
                fs::write(&file, content).expect("written");
            }
            assert!(is_lost(&store), "{content:?}");
            assert_eq!(fs::metadata(&file).map_or(0, |data| data.len()), 0, "nothing is made in its place");
            fs::write(&file, &kept).expect("brought back");
        }
        drop(Catalog::open(&store).expect("it is back"));
        drop(Catalog::open(&other).expect("another store"));
        fs::copy(other.join(FILE_NAME), &file).expect("copied");
        assert!(is_lost(&store), "the catalogue of another store");
        // A store of an earlier version has no mark; its index tells that it was in use.
        fs::remove_file(store.join(MARK)).expect("removed");
        fs::remove_file(&file).expect("removed");
        fs::create_dir_all(store.join("index/v1")).expect("a folder");
        assert!(is_lost(&store));
        fs::remove_dir_all(store.join("index")).expect("removed");
        drop(Catalog::open(&store).expect("nothing tells of an earlier use"));
    }

    #[test]
    fn that_there_were_people_is_remembered() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        assert!(!catalog.had_people());
        let account = Account {
            person: Person { name: "王芳".to_owned(), role: AccessRole::Township },
            password: "$argon2id$x".to_owned(),
            created: "2020-06-18T09:30:00+08:00".to_owned(),
        };
        assert!(catalog.add_account(&account).expect("kept"));
        assert!(catalog.had_people());
        assert!(catalog.remove_account("王芳", false).expect("removed"));
        assert!(catalog.had_people(), "the last one has gone, and the door stays closed");
        drop(catalog);
        fs::remove_file(dir.path().join(MARK)).expect("removed");
        assert!(Catalog::open(dir.path()).expect("opened").had_people(), "the catalogue remembers it too");
    }
}

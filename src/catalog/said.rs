//! The logs of what people said of files and folders: captions, corrections, transcriptions, owners. Like that of decisions
//! each only grows, and refers to no other table, so that a new reading of the archive does not change it.

use rusqlite::{Row, TransactionBehavior, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{database::Catalog, decision::Kept, error::CatalogError};
use crate::model::{
    ArchivePath, CaptionText, Correction, FolderOwner, Page, SaidEntry, Transcription, TranscriptionStep, transcription,
};

const COLUMNS: &str = "seq, at, by_name, path, digest, step";

/// What people say of files, with the table that keeps it.
pub trait SaidOfFile: Serialize + DeserializeOwned + PartialEq {
    /// The table's name.
    const TABLE: &'static str;
}

impl SaidOfFile for CaptionText {
    const TABLE: &'static str = "caption";
}

impl SaidOfFile for Correction {
    const TABLE: &'static str = "correction";
}

impl SaidOfFile for Transcription {
    const TABLE: &'static str = "transcription";
}

impl SaidOfFile for FolderOwner {
    const TABLE: &'static str = "folder";
}

impl Catalog {
    /// Lays what people read in bytes of this digest over pages as they were recognised.
    pub(super) fn transcribe(&self, hash: &str, pages: &mut [Page]) -> Result<(), CatalogError> {
        let mut statement =
            self.connection.prepare_cached("SELECT seq, step FROM transcription WHERE digest = ?1 ORDER BY seq")?;
        let mut rows = statement.query([hash])?;
        let mut steps: Vec<(u64, TranscriptionStep)> = Vec::new();
        while let Some(row) = rows.next()? {
            steps.push((row.get(0)?, serde_json::from_str(&row.get::<_, String>(1)?)?));
        }
        let standing = transcription::standing(steps.iter().map(|(seq, step)| (*seq, step)));
        for page in pages.iter_mut().filter(|_| !standing.is_empty()) {
            transcription::lay(page, standing.iter().map(|(_, written)| *written));
        }
        Ok(())
    }

    /// Every entry of a log, in the order in which they were made.
    ///
    /// # Errors
    /// As SQLite answers, or where a row cannot be understood.
    pub fn said<T: SaidOfFile>(&self) -> Result<Vec<SaidEntry<T>>, CatalogError> {
        self.said_since(0)
    }

    /// The entries behind the one of this number.
    ///
    /// # Errors
    /// As [`Catalog::said`].
    pub fn said_since<T: SaidOfFile>(&self, seq: u64) -> Result<Vec<SaidEntry<T>>, CatalogError> {
        let sql = format!("SELECT {COLUMNS} FROM {} WHERE seq > ?1 ORDER BY seq", T::TABLE);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([seq])?;
        let mut log = Vec::new();
        while let Some(row) = rows.next()? {
            log.push(entry(row)?);
        }
        Ok(log)
    }

    /// Keeps one entry. `saw` is the number of the file's last entry that the person saw, 0 for none: where another was
    /// added since, nothing is kept.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn keep_said<T: SaidOfFile>(&mut self, saw: u64, entry: &SaidEntry<T>) -> Result<Kept, CatalogError> {
        // What a person entered must outlive a power cut; everything else can be read again.
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        let kept = self.keep_one(saw, entry);
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        kept
    }

    fn keep_one<T: SaidOfFile>(&mut self, saw: u64, new: &SaidEntry<T>) -> Result<Kept, CatalogError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut since: Vec<SaidEntry<T>> = Vec::new();
        {
            let sql = format!("SELECT {COLUMNS} FROM {} WHERE path = ?1 AND seq > ?2 ORDER BY seq", T::TABLE);
            let mut statement = tx.prepare(&sql)?;
            let mut rows = statement.query(params![new.path.as_str(), saw])?;
            while let Some(row) = rows.next()? {
                since.push(entry(row)?);
            }
        }
        match since.as_slice() {
            [] => {}
            // The same form was sent twice.
            [one] if one.says_the_same(new) => return Ok(Kept::Already),
            _ => return Ok(Kept::Conflict),
        }
        tx.execute(
            &format!("INSERT INTO {} (at, by_name, path, digest, step) VALUES (?1, ?2, ?3, ?4, ?5)", T::TABLE),
            params![new.at, new.by, new.path.as_str(), new.digest, serde_json::to_string(&new.step)?],
        )?;
        let number = u64::try_from(tx.last_insert_rowid()).unwrap_or_default();
        tx.commit()?;
        Ok(Kept::Yes(vec![number]))
    }
}

fn entry<T: DeserializeOwned>(row: &Row<'_>) -> Result<SaidEntry<T>, CatalogError> {
    Ok(SaidEntry {
        seq: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
        path: ArchivePath::new(row.get::<_, String>(3)?),
        digest: row.get(4)?,
        step: serde_json::from_str(&row.get::<_, String>(5)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CaptionEntry, CaptionStep, CorrectionEntry, CorrectionStep};

    fn catalog() -> (tempfile::TempDir, Catalog) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        (dir, catalog)
    }

    fn wrote(by: &str, event: &str) -> CaptionEntry {
        CaptionEntry {
            seq: 0,
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            by: by.to_owned(),
            path: ArchivePath::new("张庄村/公示/1.jpg"),
            digest: "0f".repeat(32),
            step: CaptionStep::Write(CaptionText { event: event.to_owned(), ..CaptionText::default() }),
        }
    }

    #[test]
    fn entries_come_out_as_they_went_in_and_outlive_the_files() {
        let (dir, mut catalog) = catalog();
        assert_eq!(catalog.keep_said(0, &wrote("甲", "张榜")).expect("kept"), Kept::Yes(vec![1]));
        let undo = CaptionEntry { step: CaptionStep::Undo { of: 1 }, ..wrote("乙", "") };
        assert_eq!(catalog.keep_said(1, &undo).expect("kept"), Kept::Yes(vec![2]));
        let batch = catalog.batch().expect("a batch");
        batch.remove_file(&wrote("", "").path).expect("dropped");
        batch.drop_unused_content().expect("dropped");
        batch.commit().expect("kept");
        drop(catalog);
        let catalog = Catalog::open(dir.path()).expect("opened again");
        let log = catalog.said::<CaptionText>().expect("the log");
        assert_eq!(log, [CaptionEntry { seq: 1, ..wrote("甲", "张榜") }, CaptionEntry { seq: 2, ..undo }]);
        assert_eq!(catalog.said_since::<CaptionText>(1).expect("the log").len(), 1);
    }

    #[test]
    fn who_did_not_see_the_last_entry_of_a_photo_adds_nothing() {
        let (_dir, mut catalog) = catalog();
        assert_eq!(catalog.keep_said(0, &wrote("甲", "张榜")).expect("kept"), Kept::Yes(vec![1]));
        assert_eq!(catalog.keep_said(0, &wrote("乙", "收榜")).expect("an answer"), Kept::Conflict);
        assert_eq!(catalog.keep_said(0, &wrote("甲", "张榜")).expect("an answer"), Kept::Already);
        let other = CaptionEntry { path: ArchivePath::new("张庄村/公示/2.jpg"), ..wrote("乙", "收榜") };
        assert_eq!(catalog.keep_said(0, &other).expect("kept"), Kept::Yes(vec![2]), "a photo for itself");
        assert_eq!(catalog.said::<CaptionText>().expect("the log").len(), 2);
    }

    #[test]
    fn the_log_cannot_be_changed_or_shortened() {
        let (_dir, mut catalog) = catalog();
        catalog.keep_said(0, &wrote("甲", "张榜")).expect("kept");
        let correction = CorrectionEntry {
            seq: 0,
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            by: "甲".to_owned(),
            path: ArchivePath::new("张庄村/公示/1.pdf"),
            digest: "0f".repeat(32),
            step: CorrectionStep::Write(Correction { kind: Some(String::new()), ..Correction::default() }),
        };
        catalog.keep_said(0, &correction).expect("kept");
        assert_eq!(catalog.said().expect("the log"), [CorrectionEntry { seq: 1, ..correction }]);
        let changes = ["UPDATE caption SET step = ''", "DELETE FROM caption", "UPDATE correction SET by_name = ''"];
        for sql in changes.into_iter().chain(["DELETE FROM correction"]) {
            let error = catalog.connection.execute(sql, []).expect_err("refused");
            assert!(error.to_string().contains("only grows"), "{error}");
        }
    }
}

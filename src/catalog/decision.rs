//! The log of what people decided. It only grows: triggers of the database refuse to change or delete an entry.

use rusqlite::{Row, TransactionBehavior, params};

use super::{database::Catalog, error::CatalogError};
use crate::model::{LogEntry, Unit};

/// The township in the column `unit`; a village is stored as `village:NAME`.
const TOWNSHIP: &str = "township";
const VILLAGE: &str = "village:";

/// The result of storing entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// They are stored under these numbers.
    Yes(Vec<u64>),
    /// The same person has already made the same decision since: nothing was added.
    Already,
    /// Somebody has decided since; nothing was added.
    Conflict,
}

impl Catalog {
    /// Every entry for a rubric, in the order in which they were made.
    ///
    /// # Errors
    /// As SQLite answers, or where a row cannot be understood.
    pub fn decisions(&self, rubric: &str) -> Result<Vec<LogEntry>, CatalogError> {
        let sql =
            "SELECT seq, at, by_name, unit, item, step, reason, seen FROM decision WHERE rubric = ?1 ORDER BY seq";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([rubric])?;
        let mut log = Vec::new();
        while let Some(row) = rows.next()? {
            log.push(entry(row)?);
        }
        Ok(log)
    }

    /// Keeps entries about one item, all or none. `saw` is the number of the item's last entry that the person saw,
    /// 0 for none: where another was added since, nothing is kept.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn keep_decisions(&mut self, rubric: &str, saw: u64, entries: &[LogEntry]) -> Result<Kept, CatalogError> {
        // What a person entered must outlive a power cut; everything else can be read again.
        self.connection.pragma_update(None, "synchronous", "FULL")?;
        let kept = self.keep(rubric, saw, entries);
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        kept
    }

    fn keep(&mut self, rubric: &str, saw: u64, entries: &[LogEntry]) -> Result<Kept, CatalogError> {
        let Some(first) = entries.first() else { return Ok(Kept::Already) };
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut since = Vec::new();
        {
            let mut statement = tx.prepare(
                "SELECT seq, at, by_name, unit, item, step, reason, seen FROM decision
                 WHERE rubric = ?1 AND unit = ?2 AND item = ?3 AND seq > ?4 ORDER BY seq",
            )?;
            let mut rows = statement.query(params![rubric, name(&first.unit), first.item, saw])?;
            while let Some(row) = rows.next()? {
                since.push(entry(row)?);
            }
        }
        if !since.is_empty() {
            // The same form was sent twice.
            let same = since.len() == entries.len() && since.iter().zip(entries).all(|(a, b)| a.says_the_same(b));
            return Ok(if same { Kept::Already } else { Kept::Conflict });
        }
        let mut numbers = Vec::new();
        for entry in entries {
            tx.execute(
                "INSERT INTO decision (at, by_name, rubric, unit, item, step, reason, seen)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    entry.at,
                    entry.by,
                    rubric,
                    name(&entry.unit),
                    entry.item,
                    serde_json::to_string(&entry.step)?,
                    entry.reason,
                    serde_json::to_string(&entry.seen)?,
                ],
            )?;
            numbers.push(u64::try_from(tx.last_insert_rowid()).unwrap_or_default());
        }
        tx.commit()?;
        Ok(Kept::Yes(numbers))
    }
}

fn name(unit: &Unit) -> String {
    match unit {
        Unit::Village(name) => format!("{VILLAGE}{name}"),
        Unit::Township | Unit::Unassigned => TOWNSHIP.to_owned(),
    }
}

fn entry(row: &Row<'_>) -> Result<LogEntry, CatalogError> {
    let unit: String = row.get(3)?;
    Ok(LogEntry {
        seq: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
        unit: unit.strip_prefix(VILLAGE).map_or(Unit::Township, |name| Unit::Village(name.to_owned())),
        item: row.get(4)?,
        step: serde_json::from_str(&row.get::<_, String>(5)?)?,
        reason: row.get(6)?,
        seen: serde_json::from_str(&row.get::<_, String>(7)?)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArchivePath, Code, Seen, Step, Verdict};

    fn catalog() -> (tempfile::TempDir, Catalog) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        (dir, catalog)
    }

    fn score(by: &str, score: f64) -> LogEntry {
        LogEntry {
            seq: 0,
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            by: by.to_owned(),
            unit: Unit::Village("张庄村".to_owned()),
            item: "V03".to_owned(),
            step: Step::Score { score, original_seen: true, suggested: Some(3.0) },
            reason: "公示清楚".to_owned(),
            seen: vec![Seen { path: ArchivePath::new("张庄村/公示.pdf"), digest: "0f".repeat(32) }],
        }
    }

    #[test]
    fn entries_come_out_as_they_went_in_with_their_numbers() {
        let (dir, mut catalog) = catalog();
        let verdict = LogEntry {
            unit: Unit::Township,
            item: "T01".to_owned(),
            step: Step::Verdict {
                finding: "photo-reused:abc".to_owned(),
                code: Code::PhotoReused,
                verdict: Verdict::WrongAlarm,
            },
            ..score("周小满", 0.0)
        };
        assert_eq!(catalog.keep_decisions("r", 0, &[score("周小满", 2.5)]).expect("kept"), Kept::Yes(vec![1]));
        assert_eq!(catalog.keep_decisions("r", 0, std::slice::from_ref(&verdict)).expect("kept"), Kept::Yes(vec![2]));
        drop(catalog);
        let catalog = Catalog::open(dir.path()).expect("opened again");
        let log = catalog.decisions("r").expect("the log");
        assert_eq!(log, [LogEntry { seq: 1, ..score("周小满", 2.5) }, LogEntry { seq: 2, ..verdict }]);
        assert_eq!(catalog.decisions("another").expect("the log"), [], "another table has its own decisions");
    }

    #[test]
    fn who_did_not_see_the_last_entry_adds_nothing() {
        let (_dir, mut catalog) = catalog();
        assert_eq!(catalog.keep_decisions("r", 0, &[score("甲", 2.0)]).expect("kept"), Kept::Yes(vec![1]));
        assert_eq!(catalog.keep_decisions("r", 0, &[score("乙", 3.0)]).expect("an answer"), Kept::Conflict);
        assert_eq!(catalog.keep_decisions("r", 0, &[score("甲", 2.0)]).expect("an answer"), Kept::Already);
        assert_eq!(catalog.decisions("r").expect("the log").len(), 1);
        let other = LogEntry { item: "V04".to_owned(), ..score("乙", 1.0) };
        assert_eq!(catalog.keep_decisions("r", 0, &[other]).expect("kept"), Kept::Yes(vec![2]), "an item for itself");
        assert_eq!(catalog.keep_decisions("r", 1, &[score("乙", 3.0)]).expect("kept"), Kept::Yes(vec![3]));
    }

    #[test]
    fn the_log_cannot_be_changed_or_shortened() {
        let (_dir, mut catalog) = catalog();
        catalog.keep_decisions("r", 0, &[score("甲", 2.0)]).expect("kept");
        for sql in ["UPDATE decision SET reason = ''", "DELETE FROM decision"] {
            let error = catalog.connection.execute(sql, []).expect_err("refused");
            assert!(error.to_string().contains("only grows"), "{error}");
        }
        assert_eq!(catalog.decisions("r").expect("the log").len(), 1);
    }

    #[test]
    fn a_new_reading_of_the_archive_leaves_the_log_alone() {
        let (_dir, mut catalog) = catalog();
        catalog.keep_decisions("r", 0, &[score("甲", 2.0)]).expect("kept");
        let batch = catalog.batch().expect("a batch");
        batch.remove_file(&ArchivePath::new("张庄村/公示.pdf")).expect("dropped");
        batch.drop_unused_content().expect("dropped");
        batch.commit().expect("kept");
        assert_eq!(catalog.decisions("r").expect("the log").len(), 1);
    }
}

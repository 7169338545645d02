//! What assessments came to: the last one, and the different one before it.

use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::{database::Catalog, error::CatalogError};
use crate::model::{KeptAssessment, KeptAssessments};

const NOW: &str = "now";
const BEFORE: &str = "before";

impl Catalog {
    /// The last assessment by a rubric, and the different one before it.
    ///
    /// # Errors
    /// As SQLite answers, or where a row cannot be understood.
    pub fn runs(&self, rubric: &str) -> Result<KeptAssessments, CatalogError> {
        let sql = "SELECT at, settled, standing FROM run WHERE rubric = ?1 AND place = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut run = |place: &str| -> Result<Option<KeptAssessment>, CatalogError> {
            let row = statement.query_row(params![rubric, place], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, bool>(1)?, row.get::<_, String>(2)?))
            });
            let Some((at, is_settled, standing)) = row.optional()? else { return Ok(None) };
            Ok(Some(KeptAssessment { at, is_settled, standing: serde_json::from_str(&standing)? }))
        };
        Ok(KeptAssessments { now: run(NOW)?, before: run(BEFORE)? })
    }

    /// Keeps what an assessment came to. One that came to the same changes nothing; one that follows an unsettled one
    /// takes its place, so that what was read bit by bit is one change.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn keep_run(&mut self, rubric: &str, run: &KeptAssessment) -> Result<(), CatalogError> {
        const KNOWN: &str = "SELECT settled, standing FROM run WHERE rubric = ?1 AND place = ?2";
        let standing = serde_json::to_string(&run.standing)?;
        let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, bool>(0)?, row.get::<_, String>(1)?));
        // Looked at without a lock first, so that runs that change nothing can go side by side.
        let known = self.connection.query_row(KNOWN, params![rubric, NOW], read).optional()?;
        if known.is_some_and(|(is_settled, known)| is_settled == run.is_settled && known == standing) {
            return Ok(());
        }
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let now = transaction.query_row(KNOWN, params![rubric, NOW], read).optional()?;
        match now {
            Some((_, known)) if known == standing => {
                transaction.execute(
                    "UPDATE run SET settled = ?3 WHERE rubric = ?1 AND place = ?2",
                    params![rubric, NOW, run.is_settled],
                )?;
            }
            now => {
                if now.is_some_and(|(is_settled, _)| is_settled) {
                    transaction.execute("DELETE FROM run WHERE rubric = ?1 AND place = ?2", params![rubric, BEFORE])?;
                    transaction.execute(
                        "UPDATE run SET place = ?3 WHERE rubric = ?1 AND place = ?2",
                        params![rubric, NOW, BEFORE],
                    )?;
                }
                transaction.execute(
                    "INSERT OR REPLACE INTO run (rubric, place, at, settled, standing) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![rubric, NOW, run.at, run.is_settled, standing],
                )?;
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Code, ItemStanding, ItemState, Standing, Unit, UnitStanding};

    fn run(at: &str, is_settled: bool, state: ItemState) -> KeptAssessment {
        let item = ItemStanding {
            id: "V03".to_owned(),
            state,
            min: 0.1,
            max: 4.0,
            findings: [(Code::NoticeTooShort, 2)].into(),
        };
        let unit = UnitStanding { unit: Unit::Village("张庄村".to_owned()), items: vec![item] };
        KeptAssessment { at: at.to_owned(), is_settled, standing: Standing { units: vec![unit] } }
    }

    #[test]
    fn the_last_change_stands_until_something_else_changes() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut catalog = Catalog::open(dir.path()).expect("a catalogue");
        assert_eq!(catalog.runs("r").expect("read"), KeptAssessments::default());
        let (first, second) = (run("1", true, ItemState::Missing), run("2", true, ItemState::Complete));
        for run in [&first, &second, &run("3", true, ItemState::Complete)] {
            catalog.keep_run("r", run).expect("kept");
        }
        let kept = KeptAssessments { now: Some(second), before: Some(first) };
        assert_eq!(catalog.runs("r").expect("read"), kept, "a run that changes nothing leaves all as it was");
        assert_eq!(catalog.runs("another").expect("read"), KeptAssessments::default());
    }

    #[test]
    fn what_is_read_bit_by_bit_is_one_change() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let mut catalog = Catalog::open(dir.path()).expect("a catalogue");
        for run in [run("1", false, ItemState::Unreadable), run("2", true, ItemState::Partial)] {
            catalog.keep_run("r", &run).expect("kept");
        }
        assert!(catalog.runs("r").expect("read").before.is_none(), "the first reading has nothing before it");
        for run in [
            run("3", false, ItemState::Unreadable),
            run("4", false, ItemState::Fault),
            run("5", true, ItemState::Complete),
            run("6", false, ItemState::Complete),
            run("7", true, ItemState::Complete),
        ] {
            catalog.keep_run("r", &run).expect("kept");
        }
        let runs = catalog.runs("r").expect("read");
        assert_eq!(runs.before, Some(run("2", true, ItemState::Partial)));
        assert_eq!(runs.now, Some(run("5", true, ItemState::Complete)));
    }
}

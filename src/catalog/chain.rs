//! Chains over the logs: each entry's digest covers the one before it, so that a changed, added or taken away entry
//! breaks the chain there, whoever wrote to the database.
//!
//! The chain is kept by triggers, in the transaction of the entry. Who notes a log's last digest elsewhere also finds
//! out whether its end was taken away.

use rusqlite::params_from_iter;

use super::{database::Catalog, error::CatalogError, seal::ENTERED};

/// How a log stands against its chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogChain {
    /// The log: `decision`, `caption`, `correction`, `transcription`, `folder` or `audit`.
    pub name: &'static str,
    /// Its entries.
    pub entries: u64,
    /// The digest of the last one, 64 hexadecimal digits; empty where there is none.
    pub last: String,
    /// The number of the first entry that does not fit.
    pub broken_at: Option<u64>,
}

impl Catalog {
    /// Holds every log against its chain.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn log_chains(&self) -> Result<Vec<LogChain>, CatalogError> {
        // People come and go; all else that was entered is a log.
        let logs = ENTERED.iter().filter(|(name, _)| *name != "person");
        logs.map(|(name, columns)| self.log_chain(name, columns)).collect()
    }

    fn log_chain(&self, name: &'static str, columns: &str) -> Result<LogChain, CatalogError> {
        // Numbers of both, so that an entry that is in one of them alone is seen in its place.
        let sql = format!("SELECT seq FROM {name} UNION SELECT seq FROM chain WHERE log = '{name}' ORDER BY seq");
        let mut statement = self.connection.prepare(&sql)?;
        let numbers = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        let sql = format!(
            "SELECT link(?1, {columns}), (SELECT digest FROM chain WHERE log = '{name}' AND chain.seq = {name}.seq)
             FROM {name} WHERE seq = ?2"
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut chain = LogChain { name, entries: 0, last: String::new(), broken_at: None };
        for number in numbers {
            let read = statement.query_row(
                params_from_iter([rusqlite::types::Value::from(chain.last.clone()), number.into()]),
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)),
            );
            match read {
                Ok((made, Some(kept))) if made == kept => {
                    chain.entries += 1;
                    chain.last = kept;
                }
                _ => {
                    chain.broken_at = u64::try_from(number).ok();
                    break;
                }
            }
        }
        Ok(chain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AuditEntry, AuditStep};

    fn catalog() -> (tempfile::TempDir, Catalog) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        for number in 0..5 {
            let step = AuditStep::Login { address: format!("192.0.2.{number}") };
            let entry =
                AuditEntry { seq: 0, at: "2020-06-18T09:30:00+08:00".to_owned(), by: "王芳".to_owned(), step };
            catalog.add_audit(&entry).expect("kept");
        }
        (dir, catalog)
    }

    fn broken(catalog: &Catalog) -> Option<u64> {
        let chains = catalog.log_chains().expect("an answer");
        chains.into_iter().find(|chain| chain.name == "audit").expect("the log").broken_at
    }

    #[test]
    fn a_log_that_was_written_over_breaks_its_chain_there() {
        let (_dir, untouched) = catalog();
        let chains = untouched.log_chains().expect("an answer");
        let audit = chains.iter().find(|chain| chain.name == "audit").expect("the log");
        assert_eq!((audit.entries, audit.last.len(), audit.broken_at), (5, 64, None));
        assert!(chains.iter().all(|chain| chain.broken_at.is_none()));
        for (sql, at) in [
            ("UPDATE audit SET by_name = '赵强' WHERE seq = 3", 3),
            ("DELETE FROM audit WHERE seq = 2", 2),
            ("DELETE FROM chain WHERE seq = 4", 4),
            ("UPDATE audit SET seq = 9 WHERE seq = 1", 1),
        ] {
            let (_dir, catalog) = catalog();
            for trigger in ["audit_update", "audit_delete", "chain_update", "chain_delete"] {
                catalog.connection.execute(&format!("DROP TRIGGER {trigger}"), []).expect("dropped");
            }
            catalog.connection.execute(sql, []).expect("written over");
            assert_eq!(broken(&catalog), Some(at), "{sql}");
        }
    }
}

//! The log of what happened at the workbench beside decisions. It only grows, as that of decisions does.

use rusqlite::params;

use super::{database::Catalog, error::CatalogError};
use crate::model::AuditEntry;

impl Catalog {
    /// Adds an entry; its number is given by the log.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn add_audit(&self, entry: &AuditEntry) -> Result<(), CatalogError> {
        self.connection
            .prepare_cached("INSERT INTO audit (at, by_name, what) VALUES (?1, ?2, ?3)")?
            .execute(params![entry.at, entry.by, serde_json::to_string(&entry.step)?])?;
        Ok(())
    }

    /// The last entries, newest first, at most `limit` of them: of one person where a name is given, else of all.
    ///
    /// # Errors
    /// As SQLite answers, or where a row cannot be understood.
    pub fn audit(&self, by: Option<&str>, limit: usize) -> Result<Vec<AuditEntry>, CatalogError> {
        let sql =
            "SELECT seq, at, by_name, what FROM audit WHERE ?1 IS NULL OR by_name = ?1 ORDER BY seq DESC LIMIT ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![by, i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut log = Vec::new();
        while let Some(row) = rows.next()? {
            log.push(AuditEntry {
                seq: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                step: serde_json::from_str(&row.get::<_, String>(3)?)?,
            });
        }
        Ok(log)
    }

    /// The names of all people in the log, sorted.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn audit_names(&self) -> Result<Vec<String>, CatalogError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT DISTINCT by_name FROM audit WHERE by_name <> '' ORDER BY by_name")?;
        let names = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccessRole, AuditStep};

    #[test]
    fn the_log_only_grows_and_comes_newest_first() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        let entry =
            |by: &str, step| AuditEntry { seq: 0, at: "2020-06-18T09:30:00+08:00".to_owned(), by: by.to_owned(), step };
        let added = AuditStep::PersonAdded { name: "王芳".to_owned(), role: AccessRole::Assessor };
        catalog.add_audit(&entry("", added.clone())).expect("kept");
        catalog.add_audit(&entry("王芳", AuditStep::Logout)).expect("kept");
        let log = catalog.audit(None, 10).expect("the log");
        assert_eq!(log.iter().map(|entry| entry.seq).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(log[1], AuditEntry { seq: 1, ..entry("", added) });
        assert_eq!(catalog.audit(Some("王芳"), 10).expect("the log").len(), 1);
        assert_eq!(catalog.audit(None, 1).expect("the log").len(), 1);
        assert_eq!(catalog.audit_names().expect("names"), ["王芳"]);
        for sql in ["UPDATE audit SET by_name = ''", "DELETE FROM audit"] {
            let error = catalog.connection.execute(sql, []).expect_err("refused");
            assert!(error.to_string().contains("only grows"), "{error}");
        }
    }
}

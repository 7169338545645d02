//! People with their passwords, the sessions they have open, and how often somebody tried to log in.
//!
//! Times here are seconds since 1970 UTC. A password is kept as a PHC string, a session's token as its digest.

use rusqlite::{OptionalExtension, Row, TransactionBehavior, params};

use super::{database::Catalog, error::CatalogError};
use crate::model::{AccessRole, Person};

/// A person as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Name and role.
    pub person: Person,
    /// The password's hash, a PHC string.
    pub password: String,
    /// When they were added: RFC 3339 with offset.
    pub created: String,
}

/// When logging in is refused, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lockout {
    /// So many failures are free.
    pub free: u32,
    /// How long the first refusal lasts; each further failure doubles it.
    pub first: i64,
    /// The longest refusal.
    pub longest: i64,
    /// Failures before this long ago are forgotten.
    pub forget: i64,
}

/// What a key of attempts stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// It may be tried; counted as a failure until it is said to be none. Where the failure would bring a refusal, its
    /// length in seconds.
    Taken(Option<u32>),
    /// Refused for so many seconds more.
    Refused(u32),
}

impl Catalog {
    /// Everybody, by name.
    ///
    /// # Errors
    /// As SQLite answers, or where a row cannot be understood.
    pub fn accounts(&self) -> Result<Vec<Account>, CatalogError> {
        let sql = "SELECT name, role, password, created FROM person ORDER BY name";
        let mut statement = self.connection.prepare_cached(sql)?;
        let accounts = statement.query_map([], account)?.collect::<Result<_, _>>()?;
        Ok(accounts)
    }

    /// The person of a name; capital letters do not count.
    ///
    /// # Errors
    /// As [`Catalog::accounts`].
    pub fn account(&self, name: &str) -> Result<Option<Account>, CatalogError> {
        let sql = "SELECT name, role, password, created FROM person WHERE name = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row([name], account).optional()?)
    }

    /// Whether there is anybody.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn has_people(&self) -> Result<bool, CatalogError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM person)";
        Ok(self.connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
    }

    /// Adds a person; false where the name is taken.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn add_account(&self, account: &Account) -> Result<bool, CatalogError> {
        let Person { name, role } = &account.person;
        let added = self
            .connection
            .prepare_cached(
                "INSERT INTO person (name, role, password, created) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            )?
            .execute(params![name, role.to_string(), account.password, account.created])?;
        if added > 0 {
            self.note_people()?;
        }
        Ok(added > 0)
    }

    /// Sets a password and ends the person's sessions; false where there is no such person.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn set_password(&mut self, name: &str, password: &str) -> Result<bool, CatalogError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let changed = tx.execute("UPDATE person SET password = ?2 WHERE name = ?1", [name, password])?;
        tx.execute("DELETE FROM session WHERE person IN (SELECT id FROM person WHERE name = ?1)", [name])?;
        tx.commit()?;
        Ok(changed > 0)
    }

    /// Gives a person another role. Where `keep_last` is set, the last person of the township keeps theirs. Returns
    /// whether it was changed.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn set_role(&self, name: &str, role: &AccessRole, keep_last: bool) -> Result<bool, CatalogError> {
        let sql = format!("UPDATE person SET role = ?2 WHERE name = ?1 AND (?3 OR {NOT_THE_LAST})");
        let stays = !keep_last || *role == AccessRole::Township;
        Ok(self.connection.prepare_cached(&sql)?.execute(params![name, role.to_string(), stays])? > 0)
    }

    /// Removes a person with their sessions. Where `keep_last` is set, the last person of the township stays. Returns
    /// whether they were removed.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn remove_account(&self, name: &str, keep_last: bool) -> Result<bool, CatalogError> {
        let sql = format!("DELETE FROM person WHERE name = ?1 AND (?2 OR {NOT_THE_LAST})");
        Ok(self.connection.prepare_cached(&sql)?.execute(params![name, !keep_last])? > 0)
    }

    /// Opens a session of a person under a token's digest; false where there is no such person any more, or their
    /// password is no longer the one that was checked.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn open_session(&self, name: &str, password: &str, token: &str, expires: i64) -> Result<bool, CatalogError> {
        let sql = "INSERT INTO session (token, person, expires)
                   SELECT ?3, id, ?4 FROM person WHERE name = ?1 AND password = ?2";
        Ok(self.connection.prepare_cached(sql)?.execute(params![name, password, token, expires])? > 0)
    }

    /// Who a session belongs to and when it ends, where it is still open. One that ends after `latest` was opened under
    /// a clock that went ahead, and is none.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn session(&self, token: &str, now: i64, latest: i64) -> Result<Option<(Person, i64)>, CatalogError> {
        let sql = "SELECT p.name, p.role, s.expires FROM session s JOIN person p ON p.id = s.person
                   WHERE s.token = ?1 AND s.expires > ?2 AND s.expires <= ?3";
        let found = self.connection.prepare_cached(sql)?.query_row(params![token, now, latest], |row| {
            Ok((Person { name: row.get(0)?, role: role(row, 1)? }, row.get(2)?))
        });
        Ok(found.optional()?)
    }

    /// Moves a session's end.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn extend_session(&self, token: &str, expires: i64) -> Result<(), CatalogError> {
        self.connection
            .prepare_cached("UPDATE session SET expires = ?2 WHERE token = ?1")?
            .execute(params![token, expires])?;
        Ok(())
    }

    /// Ends a session, and drops those that have run out.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn close_session(&self, token: &str, now: i64) -> Result<(), CatalogError> {
        self.connection
            .prepare_cached("DELETE FROM session WHERE token = ?1 OR expires <= ?2")?
            .execute(params![token, now])?;
        Ok(())
    }

    /// Takes an attempt to log in under each key with its rule, or says how long all are refused. What is taken counts
    /// as a failure at once, so that attempts side by side do not get around the rule.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn take_attempt(&mut self, keys: &[(String, Lockout)], now: i64) -> Result<Attempt, CatalogError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut refused = 0;
        for (key, rule) in keys {
            // Under a clock that went ahead and came back a name would stay locked until then.
            tx.prepare_cached("DELETE FROM login_attempt WHERE key = ?1 AND (last > ?2 OR locked_until > ?3)")?
                .execute(params![key, now, now + rule.longest])?;
            let until: Option<i64> = tx
                .prepare_cached("SELECT locked_until FROM login_attempt WHERE key = ?1")?
                .query_row([key], |row| row.get(0))
                .optional()?;
            refused = refused.max(until.unwrap_or_default() - now);
        }
        if refused > 0 {
            return Ok(Attempt::Refused(u32::try_from(refused).unwrap_or(u32::MAX)));
        }
        let mut brings = 0;
        for (key, rule) in keys {
            tx.prepare_cached("DELETE FROM login_attempt WHERE last < ?1")?.execute([now - rule.forget])?;
            let failures: u32 = tx
                .prepare_cached(
                    "INSERT INTO login_attempt (key, failures, last, locked_until) VALUES (?1, 1, ?2, 0)
                     ON CONFLICT (key) DO UPDATE SET failures = failures + 1, last = excluded.last RETURNING failures",
                )?
                .query_row(params![key, now], |row| row.get(0))?;
            if let Some(over) = failures.checked_sub(rule.free) {
                let wait = rule.first.saturating_mul(1 << over.min(20)).min(rule.longest);
                tx.prepare_cached("UPDATE login_attempt SET locked_until = ?2 WHERE key = ?1")?
                    .execute(params![key, now + wait])?;
                brings = brings.max(wait);
            }
        }
        tx.commit()?;
        Ok(Attempt::Taken((brings > 0).then(|| u32::try_from(brings).unwrap_or(u32::MAX))))
    }

    /// Forgets the failures of a key, and those of its pairs with others, which begin with it and a space.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn forget_attempts(&self, key: &str) -> Result<(), CatalogError> {
        let sql = "DELETE FROM login_attempt WHERE key = ?1 OR substr(key, 1, length(?1) + 1) = ?1 || ' '";
        self.connection.prepare_cached(sql)?.execute([key])?;
        Ok(())
    }

    /// Says that an attempt was no failure: the failures of a key are forgotten, those of the others are one less.
    ///
    /// # Errors
    /// As SQLite answers.
    pub fn clear_attempts(&mut self, key: &str, others: &[String]) -> Result<(), CatalogError> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        tx.execute("DELETE FROM login_attempt WHERE key = ?1", [key])?;
        for other in others {
            tx.execute(
                "UPDATE login_attempt SET failures = max(failures - 1, 0), locked_until = 0 WHERE key = ?1",
                [other],
            )?;
        }
        tx.commit()?;
        Ok(())
    }
}

/// Holds for everybody but the only one of the township.
const NOT_THE_LAST: &str = "(role <> 'township' OR EXISTS (SELECT 1 FROM person other WHERE other.role = 'township' AND other.id <> person.id))";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        person: Person { name: row.get(0)?, role: role(row, 1)? },
        password: row.get(2)?,
        created: row.get(3)?,
    })
}

fn role(row: &Row<'_>, column: usize) -> rusqlite::Result<AccessRole> {
    let name: String = row.get(column)?;
    AccessRole::from_name(&name).ok_or_else(|| {
        let problem = format!("there is no role {name}");
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, problem.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> (tempfile::TempDir, Catalog) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let catalog = Catalog::open(dir.path()).expect("a catalogue");
        (dir, catalog)
    }

    fn account(name: &str, role: AccessRole) -> Account {
        Account {
            person: Person { name: name.to_owned(), role },
            password: "$argon2id$x".to_owned(),
            created: "2020-06-18T09:30:00+08:00".to_owned(),
        }
    }

    #[test]
    fn people_come_out_as_they_went_in_each_name_once() {
        let (_dir, catalog) = catalog();
        assert!(!catalog.has_people().expect("an answer"));
        let clerk = account("Wang", AccessRole::Village("张庄村".to_owned()));
        assert!(catalog.add_account(&clerk).expect("kept"));
        assert!(!catalog.add_account(&account("wang", AccessRole::Township)).expect("an answer"), "the name is taken");
        assert!(catalog.has_people().expect("an answer"));
        assert_eq!(catalog.accounts().expect("people"), std::slice::from_ref(&clerk));
        assert_eq!(catalog.account("WANG").expect("an answer"), Some(clerk));
        assert_eq!(catalog.account("Li").expect("an answer"), None);
    }

    #[test]
    fn sessions_end_with_their_time_the_password_and_the_person() {
        let (_dir, mut catalog) = catalog();
        catalog.add_account(&account("王芳", AccessRole::Assessor)).expect("kept");
        let open = |catalog: &Catalog, token| catalog.open_session("王芳", "$argon2id$x", token, 100).expect("opened");
        assert!(open(&catalog, "a") && open(&catalog, "b"));
        assert!(!catalog.open_session("王芳", "$argon2id$old", "c", 100).expect("an answer"));
        let who = |catalog: &Catalog, token, now| {
            catalog.session(token, now, 1_000).expect("an answer").map(|(who, _)| who.name)
        };
        assert_eq!(who(&catalog, "a", 99).as_deref(), Some("王芳"));
        assert_eq!((who(&catalog, "a", 100), who(&catalog, "x", 1)), (None, None));
        assert_eq!(catalog.session("a", 1, 99).expect("an answer"), None, "opened under a clock that was ahead");
        catalog.extend_session("a", 200).expect("moved");
        assert!(who(&catalog, "a", 150).is_some());
        catalog.close_session("a", 150).expect("closed");
        assert_eq!((who(&catalog, "a", 1), who(&catalog, "b", 1)), (None, None), "those that ran out are dropped too");
        open(&catalog, "d");
        assert!(catalog.set_password("王芳", "$argon2id$y").expect("set"));
        assert_eq!(who(&catalog, "d", 1), None);
        catalog.open_session("王芳", "$argon2id$y", "e", 100).expect("opened");
        assert!(catalog.remove_account("王芳", true).expect("removed"));
        assert_eq!(who(&catalog, "e", 1), None);
    }

    #[test]
    fn the_last_of_the_township_stays_where_that_is_asked() {
        let (_dir, catalog) = catalog();
        catalog.add_account(&account("甲", AccessRole::Township)).expect("kept");
        catalog.add_account(&account("乙", AccessRole::Assessor)).expect("kept");
        assert!(!catalog.remove_account("甲", true).expect("an answer"));
        assert!(!catalog.set_role("甲", &AccessRole::Assessor, true).expect("an answer"));
        assert!(catalog.set_role("甲", &AccessRole::Township, true).expect("nothing changes"));
        assert!(catalog.set_role("乙", &AccessRole::Township, true).expect("changed"));
        assert!(catalog.set_role("甲", &AccessRole::Village("村".to_owned()), true).expect("changed"));
        assert!(!catalog.remove_account("乙", true).expect("an answer"));
        assert!(catalog.remove_account("乙", false).expect("removed"));
        assert!(!catalog.remove_account("丙", false).expect("an answer"));
    }

    #[test]
    fn failures_are_free_then_refused_for_longer_each_time() {
        let (_dir, mut catalog) = catalog();
        let rule = Lockout { free: 3, first: 30, longest: 100, forget: 1_000 };
        let keys = [("name:x".to_owned(), rule), ("address:y".to_owned(), Lockout { free: 50, ..rule })];
        let mut take = |now| catalog.take_attempt(&keys, now).expect("an answer");
        assert_eq!((take(0), take(1), take(2)), (Attempt::Taken(None), Attempt::Taken(None), Attempt::Taken(Some(30))));
        assert_eq!(take(12), Attempt::Refused(20));
        assert_eq!(take(32), Attempt::Taken(Some(60)), "twice as long");
        assert_eq!(take(92), Attempt::Taken(Some(100)), "never longer than the longest");
        assert_eq!(take(92 + 1_001), Attempt::Taken(None), "old failures are forgotten");
        assert_eq!(take(500), Attempt::Taken(None), "the clock came back, and nothing is locked until then");
        assert_eq!(take(501), Attempt::Taken(None));
        catalog.clear_attempts("name:x", &["address:y".to_owned()]).expect("cleared");
        for now in 2_000..2_002 {
            assert_eq!(catalog.take_attempt(&keys, now).expect("an answer"), Attempt::Taken(None));
        }
    }
}

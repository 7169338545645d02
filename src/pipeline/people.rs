//! Accounts: who may log in, their passwords and sessions, and the log of what they did beside deciding.
//!
//! It keeps connections of its own to the store's catalogue, so that no login waits while the archive is being read: one
//! that only reads, which never waits, and one for what is written.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use jiff::ZonedDateTime;
use thiserror::Error;

use super::NAME_LIMIT;
use crate::{
    catalog::{Account, Attempt, Catalog, CatalogError, Lockout},
    model::{AccessRole, AuditEntry, AuditStep, Message, Person},
    msg,
};

/// The fewest and the most characters of a password. Length is what counts; no sort of character is asked for.
pub const PASSWORD_LENGTHS: [usize; 2] = [8, 200];

/// A session ends so many seconds after it was last used.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// A session's end is moved at most so often, since each move writes to the store.
const SESSION_STEP: i64 = 600;

/// Wrong passwords for one name from one address: after five, half a minute, then twice as long each time up to a
/// quarter of an hour. Whoever tries names at an office's address locks nobody else there, and nobody elsewhere.
const BY_PAIR: Lockout = Lockout { free: 5, first: 30, longest: 900, forget: 12 * 3600 };
/// Wrong passwords for one name from anywhere.
const BY_NAME: Lockout = Lockout { free: 50, first: 30, longest: 900, forget: 12 * 3600 };
/// Wrong passwords from one address, where a whole office can stand behind one: only a machine comes to so many.
const BY_ADDRESS: Lockout = Lockout { free: 1_000, first: 30, longest: 60, forget: 12 * 3600 };

/// Memory in KiB, passes and lanes of Argon2id: the first recommendation of OWASP's Password Storage Cheat Sheet.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Why something about people could not be done.
#[derive(Debug, Error)]
pub enum PeopleError {
    /// The store cannot be used.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// The system gives no random numbers, or no memory for a hash.
    #[error("the system is out of means: {0}")]
    System(String),
    /// There is no such person.
    #[error("there is no person {0}")]
    Nobody(String),
    /// Something in it cannot be done as it is; the message says what and how to mend it.
    #[error("{}", .0.en)]
    Mend(Message),
}

impl PeopleError {
    /// The error in both languages.
    pub fn to_message(&self) -> Message {
        match self {
            Self::Catalog(error) => msg!("存储暂时无法使用：{error}", "the store cannot be used: {error}"),
            Self::System(error) => msg!("系统资源不足：{error}", "the system is out of means: {error}"),
            Self::Nobody(name) => msg!("没有名为“{name}”的人员", "there is nobody called “{name}”"),
            Self::Mend(message) => message.clone(),
        }
    }
}

/// The result of a login attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    /// A session was opened; this is its token, for the browser to keep.
    Granted(String),
    /// Name and password do not belong together; which of the two is wrong is not said.
    Wrong,
    /// Too many attempts: not before so many seconds have passed.
    Wait(u32),
}

/// An attempt to log in: name, password and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct LoginAttempt<'a> {
    /// The name as typed.
    pub name: &'a str,
    /// The password as typed.
    pub password: &'a str,
    /// The address that the request came from; empty where it is not known.
    pub address: &'a str,
}

/// The people of one archive.
#[derive(Debug)]
pub struct People {
    /// Only reads, so it waits for no writer.
    reader: Mutex<Catalog>,
    /// May wait until a run has written its batch.
    writer: Mutex<Catalog>,
    /// Held while a password is hashed: one at a time, so that many login attempts at once take neither all memory nor
    /// all cores.
    hashing: Mutex<()>,
}

impl People {
    /// The people kept in a store.
    ///
    /// # Errors
    /// As [`Catalog::open`].
    pub fn open(store: &Path) -> Result<Self, PeopleError> {
        let open = || Catalog::open(store).map(Mutex::new);
        Ok(Self { writer: open()?, reader: open()?, hashing: Mutex::new(()) })
    }

    /// Whether nobody can log in.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn is_empty(&self) -> Result<bool, PeopleError> {
        Ok(!self.reader().has_people()?)
    }

    /// Whether there never was anybody: then the store is that of one person, at their own desk. Errors as above.
    pub fn is_desk_of_one(&self) -> Result<bool, PeopleError> {
        let catalog = self.reader();
        Ok(!catalog.has_people()? && !catalog.had_people())
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn list(&self) -> Result<Vec<Account>, PeopleError> {
        Ok(self.reader().accounts()?)
    }

    /// Adds a person. `by` is who does it, empty for the command line.
    ///
    /// # Errors
    /// [`PeopleError::Mend`] where name or password cannot be used, or the name is taken.
    pub fn add(
        &self,
        name: &str,
        role: &AccessRole,
        password: &str,
        by: &str,
        now: &ZonedDateTime,
    ) -> Result<(), PeopleError> {
        let name = checked_name(name)?;
        check_password(&name, password)?;
        let account = Account {
            person: Person { name: name.clone(), role: role.clone() },
            password: self.hashed(password)?,
            created: written(now),
        };
        let catalog = self.writer();
        if !catalog.add_account(&account)? {
            return Err(PeopleError::Mend(msg!(
                "已经有名为“{name}”的人员：请换一个名字，或重设其密码",
                "there is somebody called “{name}” already: choose another name, or set their password anew"
            )));
        }
        note(&catalog, by, AuditStep::PersonAdded { name, role: role.clone() }, now)
    }

    /// Sets a person's password anew; their sessions end, and a lock on their name does too.
    ///
    /// # Errors
    /// [`PeopleError::Nobody`], or [`PeopleError::Mend`] where the password cannot be used.
    pub fn set_password(&self, name: &str, password: &str, by: &str, now: &ZonedDateTime) -> Result<(), PeopleError> {
        let name = self.known(name)?.person.name;
        check_password(&name, password)?;
        let hash = self.hashed(password)?;
        let mut catalog = self.writer();
        if !catalog.set_password(&name, &hash)? {
            return Err(PeopleError::Nobody(name));
        }
        catalog.forget_attempts(&name_key(&name))?;
        note(&catalog, by, AuditStep::PasswordChanged { name }, now)
    }

    /// Sets one's own password, for which the present one is asked; all other sessions end, and a new one begins. An
    /// attempt with a wrong password counts as one to log in.
    ///
    /// # Errors
    /// As [`People::set_password`].
    pub fn change_password(
        &self,
        attempt: LoginAttempt<'_>,
        password: &str,
        now: &ZonedDateTime,
    ) -> Result<Login, PeopleError> {
        check_password(attempt.name, password)?;
        let (account, refused) = self.check_attempt(attempt, now)?;
        let Some(account) = account else { return Ok(refused) };
        let name = account.person.name;
        let hash = self.hashed(password)?;
        let mut catalog = self.writer();
        catalog.set_password(&name, &hash)?;
        let login = open(&catalog, &name, &hash, now)?;
        note(&catalog, &name, AuditStep::PasswordChanged { name: name.clone() }, now)?;
        Ok(login)
    }

    /// Gives a person another role. With `keep_last` the last person of the township keeps theirs, so that somebody can
    /// still look after people.
    ///
    /// # Errors
    /// [`PeopleError::Nobody`], or [`PeopleError::Mend`] for the last of the township.
    pub fn set_role(
        &self,
        name: &str,
        role: &AccessRole,
        by: &str,
        keep_last: bool,
        now: &ZonedDateTime,
    ) -> Result<(), PeopleError> {
        let Person { name, role: from } = self.known(name)?.person;
        if from == *role {
            return Ok(());
        }
        let catalog = self.writer();
        if !catalog.set_role(&name, role, keep_last)? {
            return Err(last_one(&name));
        }
        note(&catalog, by, AuditStep::RoleChanged { name, from, to: role.clone() }, now)
    }

    /// Removes a person; their sessions end, and what they decided stays. `keep_last` as for [`People::set_role`].
    ///
    /// # Errors
    /// As [`People::set_role`].
    pub fn remove(&self, name: &str, by: &str, keep_last: bool, now: &ZonedDateTime) -> Result<(), PeopleError> {
        let Person { name, role } = self.known(name)?.person;
        let catalog = self.writer();
        if !catalog.remove_account(&name, keep_last)? {
            return Err(last_one(&name));
        }
        note(&catalog, by, AuditStep::PersonRemoved { name, role }, now)
    }

    /// Logs somebody in.
    ///
    /// # Errors
    /// As the catalogue answers; nobody is let in then.
    pub fn login(&self, attempt: LoginAttempt<'_>, now: &ZonedDateTime) -> Result<Login, PeopleError> {
        let (account, refused) = self.check_attempt(attempt, now)?;
        let Some(account) = account else { return Ok(refused) };
        let name = account.person.name;
        let catalog = self.writer();
        let login = open(&catalog, &name, &account.password, now)?;
        if matches!(login, Login::Granted(_)) {
            note(&catalog, &name, AuditStep::Login { address: attempt.address.to_owned() }, now)?;
        }
        Ok(login)
    }

    /// Who holds a session's token, and whether the session's end is to be moved, since it is in use
    /// ([`People::extend`]).
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn visitor(&self, token: &str, now: &ZonedDateTime) -> Result<Option<(Person, bool)>, PeopleError> {
        let now = now.timestamp().as_second();
        let found = self.reader().session(&digest_of(token), now, now + SESSION_SECONDS)?;
        Ok(found.map(|(person, expires)| (person, now + SESSION_SECONDS - expires >= SESSION_STEP)))
    }

    /// Moves a session's end. It may wait for a run to write its batch, so no page should wait for it; where somebody
    /// else is writing, the next request moves it.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn extend(&self, token: &str, now: &ZonedDateTime) -> Result<(), PeopleError> {
        let Ok(catalog) = self.writer.try_lock() else { return Ok(()) };
        Ok(catalog.extend_session(&digest_of(token), now.timestamp().as_second() + SESSION_SECONDS)?)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn logout(&self, token: &str, now: &ZonedDateTime) -> Result<(), PeopleError> {
        let (digest, seconds) = (digest_of(token), now.timestamp().as_second());
        let catalog = self.writer();
        let Some((person, _)) = catalog.session(&digest, seconds, i64::MAX)? else { return Ok(()) };
        catalog.close_session(&digest, seconds)?;
        note(&catalog, &person.name, AuditStep::Logout, now)
    }

    /// Adds an entry to the log. `by` is who did it, empty where that is not known.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn note(&self, by: &str, step: AuditStep, now: &ZonedDateTime) -> Result<(), PeopleError> {
        note(&self.writer(), by, step, now)
    }

    /// The last entries of the log, newest first, at most `limit` of them, of one person where a name is given.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn audit(&self, by: Option<&str>, limit: usize) -> Result<Vec<AuditEntry>, PeopleError> {
        Ok(self.reader().audit(by, limit)?)
    }

    /// Everybody who stands in the log, by name.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn audit_names(&self) -> Result<Vec<String>, PeopleError> {
        Ok(self.reader().audit_names()?)
    }

    /// Checks a name and a password: the account where they belong together, else the result to answer with.
    fn check_attempt(
        &self,
        attempt: LoginAttempt<'_>,
        now: &ZonedDateTime,
    ) -> Result<(Option<Account>, Login), PeopleError> {
        let name = attempt.name.trim();
        let by_name = name_key(name);
        let by_address = format!("address:{}", attempt.address);
        let by_pair = format!("{by_name} {by_address}");
        let keys = [(by_pair.clone(), BY_PAIR), (by_name.clone(), BY_NAME), (by_address.clone(), BY_ADDRESS)];
        let (taken, account) = {
            let mut catalog = self.writer();
            let taken = catalog.take_attempt(&keys, now.timestamp().as_second())?;
            (taken, catalog.account(name)?)
        };
        let brings = match taken {
            Attempt::Refused(seconds) => return Ok((None, Login::Wait(seconds))),
            Attempt::Taken(brings) => brings,
        };
        // A name that nobody has takes as long as one that somebody has.
        let hash = match &account {
            Some(account) => account.password.clone(),
            None => DUMMY_HASH.to_owned(),
        };
        let is_right =
            attempt.password.chars().count() <= PASSWORD_LENGTHS[1] && self.is_right(attempt.password, &hash);
        let mut catalog = self.writer();
        match account.filter(|_| is_right) {
            Some(account) => {
                catalog.clear_attempts(&by_pair, &[by_name, by_address])?;
                Ok((Some(account), Login::Wrong))
            }
            None => {
                let by = catalog.account(name)?.map(|account| account.person.name).unwrap_or_default();
                let address = attempt.address.to_owned();
                note(&catalog, &by, AuditStep::LoginFailed { address: address.clone() }, now)?;
                if let Some(seconds) = brings {
                    note(&catalog, &by, AuditStep::LockedOut { address, seconds }, now)?;
                }
                Ok((None, Login::Wrong))
            }
        }
    }

    fn known(&self, name: &str) -> Result<Account, PeopleError> {
        self.reader().account(name.trim())?.ok_or_else(|| PeopleError::Nobody(name.trim().to_owned()))
    }

    fn hashed(&self, password: &str) -> Result<String, PeopleError> {
        let _one_at_a_time = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = argon2().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string()).map_err(|error| PeopleError::System(error.to_string()))
    }

    fn is_right(&self, password: &str, hash: &str) -> bool {
        let _one_at_a_time = self.hashing.lock().unwrap_or_else(PoisonError::into_inner);
        argon2().verify_password(password.as_bytes(), hash).is_ok()
    }

    fn reader(&self) -> MutexGuard<'_, Catalog> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn writer(&self) -> MutexGuard<'_, Catalog> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The hash that unknown names are checked against, with the parameters of the others.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlzIQ$nU0Zc8vT1Qm0a6dY8v9x0m2k5r7wJ4hL3pX6sB1eCqo";

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY, PASSES, LANES, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Opens a session and gives its token: 256 random bits, of which the store keeps a digest only.
fn open(catalog: &Catalog, name: &str, hash: &str, now: &ZonedDateTime) -> Result<Login, PeopleError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| PeopleError::System(error.to_string()))?;
    let token: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let expires = now.timestamp().as_second() + SESSION_SECONDS;
    // Between the check and here the person may have gone, or got another password.
    let opened = catalog.open_session(name, hash, &digest_of(&token), expires)?;
    Ok(if opened { Login::Granted(token) } else { Login::Wrong })
}

fn digest_of(token: &str) -> String {
    blake3::hash(token.as_bytes()).to_hex().to_string()
}

/// The key of attempts under a name. A digest, since some type their password where the name belongs.
fn name_key(name: &str) -> String {
    format!("name:{}", digest_of(&name.trim().to_ascii_lowercase()))
}

fn note(catalog: &Catalog, by: &str, step: AuditStep, now: &ZonedDateTime) -> Result<(), PeopleError> {
    Ok(catalog.add_audit(&AuditEntry { seq: 0, at: written(now), by: by.to_owned(), step })?)
}

fn written(now: &ZonedDateTime) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn checked_name(name: &str) -> Result<String, PeopleError> {
    let name = name.trim();
    let limit = NAME_LIMIT;
    if name.is_empty() || name.chars().count() > limit || name.chars().any(char::is_control) {
        return Err(PeopleError::Mend(msg!(
            "姓名请写在一行内，1 到 {limit} 字",
            "a name is one line of 1 to {limit} characters"
        )));
    }
    Ok(name.to_owned())
}

fn check_password(name: &str, password: &str) -> Result<(), PeopleError> {
    let [least, most] = PASSWORD_LENGTHS;
    let length = password.chars().count();
    if !(least..=most).contains(&length) || password.contains(['\n', '\r', '\0']) {
        return Err(PeopleError::Mend(msg!(
            "密码至少 {least} 位，至多 {most} 位；建议用几个不相干的词连起来",
            "a password has {least} to {most} characters; a few words that have nothing to do with each other are best"
        )));
    }
    let mut letters = password.chars();
    let first = letters.next();
    if password.eq_ignore_ascii_case(name.trim()) || letters.all(|c| Some(c) == first) {
        return Err(PeopleError::Mend(msg!(
            "密码不能与姓名相同，也不能只是同一个字符",
            "a password is not one's name, and not one character over and over"
        )));
    }
    Ok(())
}

fn last_one(name: &str) -> PeopleError {
    PeopleError::Mend(msg!(
        "“{name}”是唯一的镇级人员：请先另设一位镇级人员，否则无人能管理",
        "“{name}” is the only person of the township: first give somebody else that role, or nobody could look after people"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> (tempfile::TempDir, People) {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let people = People::open(dir.path()).expect("a store");
        (dir, people)
    }

    fn at(seconds: i64) -> ZonedDateTime {
        let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
        jiff::Timestamp::from_second(1_592_442_000 + seconds).expect("a time").to_zoned_datetime(zone)
    }

    fn attempt<'a>(name: &'a str, password: &'a str) -> LoginAttempt<'a> {
        LoginAttempt { name, password, address: "192.0.2.7" }
    }

    fn token(login: Login) -> String {
        match login {
            Login::Granted(token) => token,
            other => panic!("{other:?}"),
        }
    }

    fn steps(people: &People) -> Vec<(String, AuditStep)> {
        let log = people.audit(None, 100).expect("the log");
        log.into_iter().rev().map(|entry| (entry.by, entry.step)).collect()
    }

    #[test]
    fn a_session_begins_with_the_right_password_and_slides() {
        let (_dir, people) = people();
        assert!(people.is_empty().expect("an answer"));
        people.add(" 王芳 ", &AccessRole::Assessor, "柳泉 石门 1990", "", &at(0)).expect("added");
        assert!(!people.is_empty().expect("an answer"));
        let hash = people.list().expect("people")[0].password.clone();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(people.login(attempt("王芳", "柳泉 石门 1991"), &at(0)).expect("an answer"), Login::Wrong);
        assert_eq!(people.login(attempt("李四", "柳泉 石门 1990"), &at(0)).expect("an answer"), Login::Wrong);
        let token = token(people.login(attempt("王芳", "柳泉 石门 1990"), &at(0)).expect("an answer"));
        assert_eq!(token.len(), 64);
        let visitor = |seconds| people.visitor(&token, &at(seconds)).expect("an answer");
        let who = |seconds| visitor(seconds).map(|(person, _)| person.name);
        assert_eq!(visitor(1).map(|(_, moves)| moves), Some(false));
        assert_eq!(visitor(SESSION_SECONDS - 1).map(|(_, moves)| moves), Some(true));
        people.extend(&token, &at(SESSION_SECONDS - 1)).expect("moved");
        assert_eq!(who(2 * SESSION_SECONDS - 2).as_deref(), Some("王芳"), "its use moves its end");
        assert_eq!(who(2 * SESSION_SECONDS), None);
        assert!(people.visitor("0", &at(0)).expect("an answer").is_none());
        people.logout(&token, &at(1)).expect("ended");
        assert_eq!(who(2), None);
        let address = "192.0.2.7".to_owned();
        let expected = [
            (String::new(), AuditStep::PersonAdded { name: "王芳".to_owned(), role: AccessRole::Assessor }),
            ("王芳".to_owned(), AuditStep::LoginFailed { address: address.clone() }),
            (String::new(), AuditStep::LoginFailed { address: address.clone() }),
            ("王芳".to_owned(), AuditStep::Login { address }),
            ("王芳".to_owned(), AuditStep::Logout),
        ];
        assert_eq!(steps(&people), expected);
    }

    #[test]
    fn the_dummy_hash_can_be_checked() {
        use argon2::password_hash::phc::PasswordHash;
        assert!(PasswordHash::new(DUMMY_HASH).is_ok());
        let (_dir, people) = people();
        assert!(!people.is_right("password", DUMMY_HASH));
    }

    #[test]
    fn too_many_wrong_passwords_are_refused_for_a_while_for_known_and_unknown_names_alike() {
        let (_dir, people) = people();
        people.add("王芳", &AccessRole::Township, "柳泉 石门 1990", "", &at(0)).expect("added");
        for name in ["王芳", "李四"] {
            for _ in 0..5 {
                assert_eq!(people.login(attempt(name, "wrong"), &at(0)).expect("an answer"), Login::Wrong);
            }
            assert_eq!(people.login(attempt(name, "柳泉 石门 1990"), &at(10)).expect("an answer"), Login::Wait(20));
        }
        assert!(
            steps(&people)
                .iter()
                .any(|(by, step)| by == "王芳" && matches!(step, AuditStep::LockedOut { seconds: 30, .. }))
        );
        assert_eq!(people.login(attempt("王芳", "wrong"), &at(31)).expect("an answer"), Login::Wrong);
        assert_eq!(
            people.login(attempt("王芳", "wrong"), &at(32)).expect("an answer"),
            Login::Wait(59),
            "twice as long"
        );
        // Whoever looks after people can help at once.
        people.set_password("王芳", "桃花 马山 2001", "", &at(33)).expect("set");
        token(people.login(attempt("王芳", "桃花 马山 2001"), &at(33)).expect("an answer"));
        assert_eq!(people.login(attempt("王芳", "wrong"), &at(34)).expect("an answer"), Login::Wrong, "counted anew");
    }

    #[test]
    fn ones_own_password_takes_the_present_one_and_ends_other_sessions() {
        let (_dir, people) = people();
        people.add("王芳", &AccessRole::Assessor, "柳泉 石门 1990", "", &at(0)).expect("added");
        let old = token(people.login(attempt("王芳", "柳泉 石门 1990"), &at(0)).expect("an answer"));
        let change = |old, new| people.change_password(attempt("王芳", old), new, &at(1));
        assert_eq!(change("wrong", "桃花 马山 2001").expect("an answer"), Login::Wrong);
        assert!(matches!(change("柳泉 石门 1990", "short"), Err(PeopleError::Mend(_))));
        let new = token(change("柳泉 石门 1990", "桃花 马山 2001").expect("an answer"));
        assert!(people.visitor(&old, &at(2)).expect("an answer").is_none());
        assert!(people.visitor(&new, &at(2)).expect("an answer").is_some());
        people.remove("王芳", "", true, &at(3)).expect("removed");
        assert!(people.visitor(&new, &at(4)).expect("an answer").is_none());
    }

    #[test]
    fn names_and_passwords_that_cannot_be_used_are_said_to_be() {
        let (_dir, people) = people();
        let add = |name: &str, password: &str| people.add(name, &AccessRole::Assessor, password, "", &at(0));
        for (name, password) in [
            ("", "柳泉 石门 1990"),
            ("a\nb", "柳泉 石门 1990"),
            ("王芳", "1234567"),
            ("wangfang", "WangFang"),
            ("王", "aaaaaaaaaa"),
        ] {
            assert!(matches!(add(name, password), Err(PeopleError::Mend(_))), "{name} {password}");
        }
        add("王芳", "柳泉 石门 1990").expect("added");
        assert!(matches!(add("王芳", "桃花 马山 2001"), Err(PeopleError::Mend(_))), "taken");
        assert!(matches!(people.remove("李四", "", true, &at(0)), Err(PeopleError::Nobody(_))));
        people.set_role("王芳", &AccessRole::Township, "", true, &at(0)).expect("changed");
        assert!(matches!(people.remove("王芳", "", true, &at(0)), Err(PeopleError::Mend(_))));
        people.remove("王芳", "", false, &at(0)).expect("removed");
    }
}

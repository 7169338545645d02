//! What happened at the workbench beside decisions: logins, changes of people. The log of it only grows.

use serde::{Deserialize, Serialize};

use super::person::AccessRole;

/// One thing that happened.
///
/// Kept as JSON under the names given here: a name and its meaning stay; what else is to be logged is a variant more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum AuditStep {
    /// Logged in.
    Login {
        /// From which address; empty where that is not known.
        address: String,
    },
    /// Logged out.
    Logout,
    /// A wrong password, or a name that nobody has: then the entry bears no name, since people type passwords there.
    LoginFailed {
        /// From which address.
        address: String,
    },
    /// Too many wrong passwords: refused for a while.
    LockedOut {
        /// From which address.
        address: String,
        /// For how long, in seconds.
        seconds: u32,
    },
    /// Added a person.
    PersonAdded {
        /// Whom.
        name: String,
        /// As what.
        role: AccessRole,
    },
    /// Gave a person another role.
    RoleChanged {
        /// Whom.
        name: String,
        /// Which role they had.
        from: AccessRole,
        /// Which they have now.
        to: AccessRole,
    },
    /// Set a password, one's own or another's; that person's sessions ended.
    PasswordChanged {
        /// Whose.
        name: String,
    },
    /// Asked to see the numbers of people on a page in full: identity numbers, telephones and bank cards.
    NumbersSeen {
        /// The file.
        path: String,
        /// The page, counted from 1.
        page: u32,
    },
    /// Started a run over the archive.
    RunStarted,
    /// Removed a person.
    PersonRemoved {
        /// Whom.
        name: String,
        /// What they were.
        role: AccessRole,
    },
}

/// An entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its number, ascending; 0 before it is kept.
    pub seq: u64,
    /// When: RFC 3339 with offset.
    pub at: String,
    /// Who; empty where that is not known, as for a failed login under no known name, and for what was done at the
    /// command line.
    pub by: String,
    /// What.
    pub step: AuditStep,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_kept_under_their_names() {
        let role = AccessRole::Village("张庄村".to_owned());
        let added = AuditStep::PersonAdded { name: "王芳".to_owned(), role };
        let text = serde_json::to_string(&added).expect("it can be written");
        assert_eq!(text, r#"{"what":"person-added","name":"王芳","role":"village:张庄村"}"#);
        assert_eq!(serde_json::from_str::<AuditStep>(&text).expect("it can be read"), added);
        assert_eq!(serde_json::to_string(&AuditStep::Logout).expect("it can be written"), r#"{"what":"logout"}"#);
    }
}

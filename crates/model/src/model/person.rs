//! Who works with an archive, and what each may do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a person may see and do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessRole {
    /// The township's station: sees everything, decides, and looks after people and the reading of the archive.
    Township,
    /// An assessor: sees everything and decides.
    Assessor,
    /// A village's clerk: sees their own village, by the name given here, and nothing else.
    Village(String),
}

/// How a village's role begins: `village:NAME`.
const VILLAGE: &str = "village:";

impl AccessRole {
    /// The role of a name: `township`, `assessor` or `village:NAME`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "township" => Some(AccessRole::Township),
            "assessor" => Some(AccessRole::Assessor),
            other => {
                let village = other.strip_prefix(VILLAGE)?.trim();
                (!village.is_empty()).then(|| AccessRole::Village(village.to_owned()))
            }
        }
    }

    /// The village that is all they see; `None` where they see everything.
    pub fn village(&self) -> Option<&str> {
        match self {
            AccessRole::Village(name) => Some(name),
            AccessRole::Township | AccessRole::Assessor => None,
        }
    }

    /// Whether they give scores, settle findings and take steps back.
    pub fn may_decide(&self) -> bool {
        matches!(self, AccessRole::Township | AccessRole::Assessor)
    }

    /// Whether they may see identity numbers, telephones and bank cards in full where they ask for it.
    pub fn may_see_numbers(&self) -> bool {
        matches!(self, AccessRole::Township | AccessRole::Assessor)
    }

    /// Whether they read the log of everybody's steps.
    pub fn may_read_log(&self) -> bool {
        matches!(self, AccessRole::Township | AccessRole::Assessor)
    }

    /// Whether they add, change and remove people.
    pub fn may_manage_people(&self) -> bool {
        matches!(self, AccessRole::Township)
    }

    /// Whether they say which folder is which village's.
    pub fn may_assign_folders(&self) -> bool {
        matches!(self, AccessRole::Township)
    }

    /// Whether they start or stop a reading of the archive.
    pub fn may_reindex(&self) -> bool {
        matches!(self, AccessRole::Township)
    }
}

impl fmt::Display for AccessRole {
    /// The name as [`AccessRole::from_name`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AccessRole::Township => f.write_str("township"),
            AccessRole::Assessor => f.write_str("assessor"),
            AccessRole::Village(name) => write!(f, "{VILLAGE}{name}"),
        }
    }
}

impl Serialize for AccessRole {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for AccessRole {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        AccessRole::from_name(&name).ok_or_else(|| serde::de::Error::custom(format!("there is no role {name}")))
    }
}

/// A person who logs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name they log in with, which their decisions bear.
    pub name: String,
    /// What they may see and do.
    pub role: AccessRole,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_go_by_their_names() {
        for role in [AccessRole::Township, AccessRole::Assessor, AccessRole::Village("张庄村".to_owned())] {
            assert_eq!(AccessRole::from_name(&role.to_string()), Some(role));
        }
        for name in ["", "village", "village:", "village: ", "admin", "Township"] {
            assert_eq!(AccessRole::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn a_clerk_reads_and_nothing_more() {
        let clerk = AccessRole::Village("张庄村".to_owned());
        assert_eq!(clerk.village(), Some("张庄村"));
        assert!(!clerk.may_decide() && !clerk.may_read_log() && !clerk.may_manage_people() && !clerk.may_reindex());
        assert!(AccessRole::Assessor.may_decide() && AccessRole::Assessor.may_read_log());
        assert!(!AccessRole::Assessor.may_manage_people() && !AccessRole::Assessor.may_reindex());
        assert!(
            AccessRole::Township.may_manage_people()
                && AccessRole::Township.may_reindex()
                && AccessRole::Township.may_decide()
        );
        assert_eq!((AccessRole::Township.village(), AccessRole::Assessor.village()), (None, None));
    }
}

//! What people decide: the score of an item, and whether a finding holds. Decisions are a log that only grows; what
//! stands now is what the log comes to.

use serde::{Deserialize, Serialize};

use super::{archive::Unit, code::Code, finding::Finding, path::ArchivePath};

/// What a person says of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Confirmed,
    /// It does not hold: the papers are in order there.
    WrongAlarm,
}

impl Verdict {
    /// Both, in the order of forms.
    pub const ALL: [Verdict; 2] = [Verdict::Confirmed, Verdict::WrongAlarm];

    /// The name in reports, forms and the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::WrongAlarm => "wrong-alarm",
        }
    }

    /// The verdict of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == name)
    }
}

/// A file as it stood when a person decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seen {
    /// The file.
    pub path: ArchivePath,
    /// Its digest, 64 hexadecimal digits; empty where its bytes were not read.
    pub digest: String,
}

/// What a person did.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// Gave an item its score.
    Score {
        /// The score, in points.
        score: f64,
        /// Whether the original was seen, where the standard asks for it.
        original_seen: bool,
        /// What the program suggested at the time.
        suggested: Option<f64>,
    },
    /// Settled a finding.
    Verdict {
        /// The finding's key.
        finding: String,
        /// Its code.
        code: Code,
        /// What was said of it.
        verdict: Verdict,
    },
    /// Took an earlier step back.
    Undo {
        /// The number of that step.
        of: u64,
    },
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// Its number, ascending over the whole log; 0 before it is kept.
    pub seq: u64,
    /// When: RFC 3339 with offset.
    pub at: String,
    /// Who.
    pub by: String,
    /// Of which unit.
    pub unit: Unit,
    /// Of which item.
    pub item: String,
    /// What.
    pub step: Step,
    /// Why; may be empty where the suggestion was taken or a finding confirmed.
    pub reason: String,
    /// The evidence at the time, sorted by path.
    pub seen: Vec<Seen>,
}

impl LogEntry {
    /// Whether both are the same step by the same person, whenever it was taken.
    pub fn says_the_same(&self, other: &LogEntry) -> bool {
        (&self.by, &self.unit, &self.item, &self.step, &self.reason, &self.seen)
            == (&other.by, &other.unit, &other.item, &other.step, &other.reason, &other.seen)
    }
}

/// How the evidence differs from what a person saw. A file that only moved is the same evidence.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Changes {
    /// Evidence that was not there.
    pub added: Vec<ArchivePath>,
    /// Evidence that is gone.
    pub removed: Vec<ArchivePath>,
    /// Files with other bytes.
    pub changed: Vec<ArchivePath>,
}

impl Changes {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// What became of `then` by `now`; both sorted by path.
    pub fn between(then: &[Seen], now: &[Seen]) -> Self {
        let find = |list: &[Seen], path: &ArchivePath| list.iter().find(|seen| seen.path == *path).cloned();
        let mut changes = Self::default();
        let mut gone: Vec<&Seen> = Vec::new();
        for seen in then {
            match find(now, &seen.path) {
                None => gone.push(seen),
                Some(other) if other.digest != seen.digest => changes.changed.push(seen.path.clone()),
                Some(_) => {}
            }
        }
        for seen in now.iter().filter(|seen| find(then, &seen.path).is_none()) {
            // The same bytes under another name have moved.
            match gone.iter().position(|old| !old.digest.is_empty() && old.digest == seen.digest) {
                Some(at) => {
                    gone.remove(at);
                }
                None => changes.added.push(seen.path.clone()),
            }
        }
        changes.removed = gone.into_iter().map(|seen| seen.path.clone()).collect();
        changes
    }
}

/// Who said something, when and why, and what has changed since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The number of the log's entry.
    pub seq: u64,
    /// Who.
    pub by: String,
    /// When: RFC 3339 with offset.
    pub at: String,
    /// Why.
    pub reason: String,
    /// What has changed in the evidence since.
    pub changes: Changes,
}

impl Said {
    /// Whether the evidence has changed since, so that somebody should look again (待复核). It counts all the same.
    pub fn is_stale(&self) -> bool {
        !self.changes.is_empty()
    }
}

/// The score that a person gave and that stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// The score, in points.
    pub score: f64,
    /// Whether the original was seen.
    pub original_seen: bool,
    /// What the program suggested at the time.
    pub suggested: Option<f64>,
    /// Who, when and why.
    pub said: Said,
}

/// A finding that a person settled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SettledFinding {
    /// Its key.
    pub key: String,
    /// The finding.
    pub finding: Finding,
    /// What was said of it.
    pub verdict: Verdict,
    /// Who, when and why.
    pub said: Said,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(files: &[(&str, &str)]) -> Vec<Seen> {
        files
            .iter()
            .map(|(path, digest)| Seen { path: ArchivePath::new(*path), digest: (*digest).to_owned() })
            .collect()
    }

    fn paths(list: &[ArchivePath]) -> Vec<&str> {
        list.iter().map(ArchivePath::as_str).collect()
    }

    #[test]
    fn what_was_added_removed_and_changed_is_told_apart() {
        let then = seen(&[("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]);
        let now = seen(&[("a", "1"), ("b", "9"), ("e", "5"), ("moved/d", "4")]);
        let changes = Changes::between(&then, &now);
        assert_eq!(paths(&changes.changed), ["b"]);
        assert_eq!(paths(&changes.removed), ["c"]);
        assert_eq!(paths(&changes.added), ["e"], "a file that moved is the same evidence");
        assert!(Changes::between(&now, &now).is_empty());
        assert!(Changes::between(&seen(&[("d", "4")]), &seen(&[("moved/d", "4")])).is_empty());
        let unread = Changes::between(&seen(&[("x", "")]), &seen(&[("y", "")]));
        assert_eq!((paths(&unread.removed), paths(&unread.added)), (vec!["x"], vec!["y"]), "nobody knows their bytes");
    }

    #[test]
    fn verdicts_go_by_their_names() {
        for verdict in Verdict::ALL {
            assert_eq!(Verdict::from_name(verdict.as_str()), Some(verdict));
        }
        assert_eq!(Verdict::from_name("maybe"), None);
    }
}

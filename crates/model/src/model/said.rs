//! What people say of a file: a caption, a correction. It is kept in the catalogue and never in the file, as a log that
//! only grows; what stands now is what the log comes to.

use serde::{Deserialize, Serialize};

use super::path::ArchivePath;

/// What a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum SaidStep<T> {
    /// Wrote something, which takes the place of what was written before.
    Write(T),
    /// Withdrew what was written, so that only what the program reads counts.
    Withdraw,
    /// Took an earlier step back.
    Undo {
        /// The number of that step.
        of: u64,
    },
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidEntry<T> {
    /// Its number, ascending over the whole log; 0 before it is kept.
    pub seq: u64,
    /// When: RFC 3339 with offset.
    pub at: String,
    /// Who.
    pub by: String,
    /// The file.
    pub path: ArchivePath,
    /// The digest of its bytes at the time, 64 hexadecimal digits.
    pub digest: String,
    /// What.
    pub step: SaidStep<T>,
}

impl<T: PartialEq> SaidEntry<T> {
    /// Whether both are the same step by the same person, whenever it was taken.
    pub fn says_the_same(&self, other: &Self) -> bool {
        (&self.by, &self.path, &self.digest, &self.step) == (&other.by, &other.path, &other.digest, &other.step)
    }
}

/// What stands for a file, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Written<T> {
    /// The number of the log's entry.
    pub seq: u64,
    /// Who.
    pub by: String,
    /// When: RFC 3339 with offset.
    pub at: String,
    /// What.
    pub said: T,
    /// The file has other bytes since, so that somebody should look again (待复核). What was written counts all the same.
    pub is_stale: bool,
}

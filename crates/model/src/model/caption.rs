//! What people write of photos. It is kept in the catalogue and never in the file, as a log that only grows; what
//! stands now is what the log comes to.

use serde::{Deserialize, Serialize};

use super::path::ArchivePath;

/// A caption in the words of a person: the four elements (时间、人物、地点、事件) and whatever else there is to say.
/// What is empty was not given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CaptionText {
    /// 时间.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub time: String,
    /// 人物, with `、` between several.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub people: String,
    /// 地点.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// 事件.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub event: String,
    /// Anything else.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
}

impl CaptionText {
    /// An element by its name in the data, `time`, `people`, `place` or `event`; nothing for another name.
    pub fn element(&self, name: &str) -> &str {
        match name {
            "time" => &self.time,
            "people" => &self.people,
            "place" => &self.place,
            "event" => &self.event,
            _ => "",
        }
    }

    /// Every field, the elements in their order and then the rest.
    pub fn fields(&self) -> [&str; 5] {
        [&self.time, &self.people, &self.place, &self.event, &self.text]
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|field| field.trim().is_empty())
    }
}

/// What a person did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum CaptionStep {
    /// Wrote a caption, which takes the place of the one before.
    Write(CaptionText),
    /// Withdrew what was written, so that only what the files say counts.
    Withdraw,
    /// Took an earlier step back.
    Undo {
        /// The number of that step.
        of: u64,
    },
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptionEntry {
    /// Its number, ascending over the whole log; 0 before it is kept.
    pub seq: u64,
    /// When: RFC 3339 with offset.
    pub at: String,
    /// Who.
    pub by: String,
    /// The photo.
    pub path: ArchivePath,
    /// The digest of its bytes at the time, 64 hexadecimal digits.
    pub digest: String,
    /// What.
    pub step: CaptionStep,
}

impl CaptionEntry {
    /// Whether both are the same step by the same person, whenever it was taken.
    pub fn says_the_same(&self, other: &CaptionEntry) -> bool {
        (&self.by, &self.path, &self.digest, &self.step) == (&other.by, &other.path, &other.digest, &other.step)
    }
}

/// The caption that stands for a photo, and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Written {
    /// The number of the log's entry.
    pub seq: u64,
    /// Who.
    pub by: String,
    /// When: RFC 3339 with offset.
    pub at: String,
    /// What.
    pub caption: CaptionText,
    /// The photo has other bytes since, so that somebody should look again (待复核). The caption counts all the same.
    pub is_stale: bool,
}

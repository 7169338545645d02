//! What people write of photos.

use serde::{Deserialize, Serialize};

use super::said::{SaidEntry, SaidStep};

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

    /// The fields that are given, in one line: `2020-06-18；王芳、李明；张庄村；张榜公示`.
    pub fn joined(&self) -> String {
        let given: Vec<&str> = self.fields().into_iter().filter(|field| !field.is_empty()).collect();
        given.join("；")
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.fields().iter().all(|field| field.trim().is_empty())
    }
}

/// What a person did to a caption.
pub type CaptionStep = SaidStep<CaptionText>;
/// An entry of the log of captions.
pub type CaptionEntry = SaidEntry<CaptionText>;

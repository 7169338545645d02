//! What people correct of the program's reading of a file.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::said::{SaidEntry, SaidStep};

/// What a file is, in the words of a person. What is left out stays as the program reads it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Correction {
    /// Its title; empty to leave it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The id of its kind in the rubric; empty for none of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The id of what it is about, which then is all that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Whether it is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<CorrectedState>,
    /// Whether it is a paper of this unit and this campaign, which can be evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<bool>,
    /// The day that it bears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Why.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Correction {
    /// Whether it corrects nothing; a reason alone does not.
    pub fn is_empty(&self) -> bool {
        let Self { title, kind, topic, state, counts, date, reason: _ } = self;
        title.is_empty() && kind.is_none() && topic.is_none() && state.is_none() && counts.is_none() && date.is_none()
    }
}

impl Correction {
    /// Whether it says that the file is none of the rubric's kinds.
    pub fn is_of_no_kind(&self) -> bool {
        self.kind.as_deref() == Some("")
    }
}

/// The state of a paper as a person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CorrectedState {
    /// 定稿: final.
    Final,
    /// 草案、征求意见稿: a draft.
    Draft,
    /// 空白表、范本: a blank form or a model.
    Blank,
}

/// What a person did to a correction.
pub type CorrectionStep = SaidStep<Correction>;
/// An entry of the log of corrections.
pub type CorrectionEntry = SaidEntry<Correction>;

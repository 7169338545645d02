//! What each check and each way of scoring does, in words: for `docs/checks.md`, the command that prints it and whoever
//! reads a rubric.
//!
//! A new [`CheckSpec`] or [`Scoring`] does not compile until it is described here: one arm each.

use super::shape::{CheckSpec, Scoring};
use crate::model::Message;

/// A check in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckWords {
    /// Its name in a rubric file.
    pub name: &'static str,
    /// What it looks for.
    pub looks_for: Message,
    /// What it reads.
    pub reads: Message,
    /// What it cannot see.
    pub blind_to: Message,
}

/// The check that every item has without asking.
pub const PRESENCE: &str = "presence";

/// Says a check: its name in the rubric, what it looks for, what it reads and what it cannot see, each in Chinese and
/// in English.
fn words(name: &'static str, looks_for: [&str; 2], reads: [&str; 2], blind_to: [&str; 2]) -> CheckWords {
    let message = |[zh, en]: [&str; 2]| Message::new(zh, en);
    CheckWords { name, looks_for: message(looks_for), reads: message(reads), blind_to: message(blind_to) }
}

/// The presence check in words.
pub fn presence() -> CheckWords {
    words(
        PRESENCE,
        ["材料有没有、够不够数；只有草案、空白样表的指出来", "whether the papers are there and enough; only a draft or a blank form is named"],
        ["文件名、文件夹名、标题和首页，卷内目录", "names, folders, titles and first pages, contents lists"],
        [
            "名称和内容都没有写明是什么的文件；纸上有而没有放进档案的",
            "files whose name and text do not say what they are; papers that are not in the archive",
        ],
    )
}

impl CheckSpec {
    /// The check in words.
    pub fn words(&self) -> CheckWords {
        match self {
            CheckSpec::Deadline {} => words(
                "deadline",
                ["材料的日期是否晚于截止日", "papers dated after the deadline"],
                ["落款日期，没有的看文件名、正文、文件夹里的日期", "the date under the paper, or else in its name, text or folder"],
                ["没有日期的材料；落款日期是否真实", "papers without a date; whether the date is true"],
            ),
            CheckSpec::EventComplete { .. } => words(
                "event-complete",
                ["一次活动的几样材料是否齐全", "events that have some of their papers and not all"],
                ["按文件夹和日期归到同一次活动的文件", "files that folder and date bring together as one event"],
                ["散放又没有日期的材料属于哪一次活动", "where a paper belongs that lies apart and bears no date"],
            ),
            CheckSpec::DoubleCount { .. } => words(
                "double-count",
                ["同一次活动是否在两个项目里重复计数", "events that count in two items"],
                ["各项目所用材料属于哪一次活动", "the events that the items' papers belong to"],
                ["换了名称和日期重新放一遍的同一次活动", "one event filed twice under another name and date"],
            ),
        }
    }
}

impl Scoring {
    /// How it scores, and who decides.
    pub fn words(&self) -> Message {
        let (zh, en) = match self {
            Scoring::PresenceFull { needs_original: true } => {
                ("材料齐全建议满分；原件由人当面查验", "full points are suggested when all is there; a person sees the original")
            }
            Scoring::PresenceFull { needs_original: false } => {
                ("材料齐全即得满分", "full points when all is there")
            }
            Scoring::CountCap { .. } => ("按次数（件数）计分，到上限为止", "points by count, up to a cap"),
            Scoring::WeightedCount { .. } => ("按次数加权计分，到上限为止", "points by weighted count, up to a cap"),
            Scoring::Composite { .. } => ("各部分分别计分", "each part scores for itself"),
            Scoring::TierDocDetail { .. } => ("按文件详细程度分档，由人评定", "grades of detail, a person decides"),
            Scoring::TierVolume { .. } => ("按材料多少分档，由人评定", "grades of volume, a person decides"),
            Scoring::Threshold { .. } => ("够数得满分，不够不得分，由人认定", "all or nothing by number, a person decides"),
            Scoring::VetoZero { .. } => {
                ("发现标准所列问题的不得分，由人认定", "nothing where the fault named is found, a person decides")
            }
            Scoring::Judgement {} => ("酌情打分，由人评定", "a person's judgement"),
            Scoring::JudgementField { .. } => ("实地走访后打分", "a person's judgement after field work"),
            Scoring::Unspecified {} => ("标准空白，按材料有无建议，由人评定", "the standard is blank: suggested by presence, a person decides"),
        };
        Message::new(zh, en)
    }

    /// What no paper can show for it.
    pub fn blind_to(&self) -> Option<Message> {
        let (zh, en) = match self {
            Scoring::PresenceFull { needs_original: true } => {
                ("扫描件是否有原件", "whether there is an original to the scan")
            }
            Scoring::TierDocDetail { .. } => ("内容是否切合实际", "whether the text fits what was done"),
            Scoring::JudgementField { .. } => ("村民是否知情、满意", "whether villagers know of it and are content"),
            Scoring::Judgement {} | Scoring::Unspecified {} | Scoring::TierVolume { .. } | Scoring::Threshold { .. } => {
                ("材料的好坏", "how good the papers are")
            }
            Scoring::PresenceFull { needs_original: false }
            | Scoring::CountCap { .. }
            | Scoring::WeightedCount { .. }
            | Scoring::Composite { .. }
            | Scoring::VetoZero { .. } => return None,
        };
        Some(Message::new(zh, en))
    }
}

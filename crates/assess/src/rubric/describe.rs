//! What each way of scoring does, in words: for `docs/checks.md`, the command that prints it and whoever reads a rubric.
//!
//! A new [`Scoring`] does not compile until it is described here: one arm each.

use super::shape::Scoring;
use crate::model::Message;

impl Scoring {
    /// How it scores, and who decides.
    pub fn words(&self) -> Message {
        let (zh, en) = match self {
            Scoring::PresenceFull { needs_original: true } => (
                "材料齐全建议满分；原件由人当面查验",
                "full points are suggested when all is there; a person sees the original",
            ),
            Scoring::PresenceFull { needs_original: false } => ("材料齐全即得满分", "full points when all is there"),
            Scoring::CountCap { .. } => ("按次数（件数）计分，到上限为止", "points by count, up to a cap"),
            Scoring::WeightedCount { .. } => ("按次数加权计分，到上限为止", "points by weighted count, up to a cap"),
            Scoring::Composite { .. } => ("各部分分别计分", "each part scores for itself"),
            Scoring::TierDocDetail { .. } => ("按文件详细程度分档，由人评定", "grades of detail, a person decides"),
            Scoring::TierVolume { .. } => ("按材料多少分档，由人评定", "grades of volume, a person decides"),
            Scoring::Threshold { .. } => {
                ("够数得满分，不够不得分，由人认定", "all or nothing by number, a person decides")
            }
            Scoring::VetoZero { .. } => {
                ("发现标准所列问题的不得分，由人认定", "nothing where the fault named is found, a person decides")
            }
            Scoring::Judgement {} => ("酌情打分，由人评定", "a person's judgement"),
            Scoring::JudgementField { .. } => ("实地走访后打分", "a person's judgement after field work"),
            Scoring::Unspecified {} => {
                ("标准空白，按材料有无建议，由人评定", "the standard is blank: suggested by presence, a person decides")
            }
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
            Scoring::Judgement {}
            | Scoring::Unspecified {}
            | Scoring::TierVolume { .. }
            | Scoring::Threshold { .. } => ("材料的好坏", "how good the papers are"),
            Scoring::PresenceFull { needs_original: false }
            | Scoring::CountCap { .. }
            | Scoring::WeightedCount { .. }
            | Scoring::Composite { .. }
            | Scoring::VetoZero { .. } => return None,
        };
        Some(Message::new(zh, en))
    }
}

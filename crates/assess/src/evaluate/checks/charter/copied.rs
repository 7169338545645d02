//! Papers that are nearly the same as another village's (R11). Villages rightly share the county's model, so this alone
//! is never more than a hint; the differences are shown so that a person can see whether the village filled in its own.

use schemars::JsonSchema;
use serde::Deserialize;

use super::papers;
use crate::{
    evaluate::{
        Case,
        case::{advice::Advice, slot::Filled},
        checks::{Check, CheckType, Target, Words},
    },
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::OwnSlot,
};

/// A paper that is nearly the same as another village's is named; that alone is never a fault (R11).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CopiedText {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// The share of the text from which it is named, 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    alike: f64,
}

impl CheckType for CopiedText {
    const NAME: &'static str = "copied-text";
    const CODES: &'static [Code] = &[Code::CopiedText];
    const WORDS: Words = Words {
        looks_for: [
            "隐去地名、姓名、数字后，与别村文本相似多少",
            "how alike a text is to another village's, names and figures masked",
        ],
        reads: ["各村同类材料的正文", "the same papers of all villages"],
        blind_to: ["相似是否正当：共用示范文本不算问题", "whether it matters: a shared model is no fault"],
    };
}

impl Check for CopiedText {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.slot, self.alike)
    }

    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        likeness(on.case, on.filled, &self.slot, self.alike, advice);
    }
}

fn check(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, alike: f64) -> Vec<Finding> {
    papers(case, filled, slot)
        .into_iter()
        .filter_map(|document| {
            let likeness = case.shared.likeness.get(&document.path)?;
            if likeness.share < alike {
                return None;
            }
            let percent = (likeness.share * 100.0).floor();
            let (title, other) = (&document.title, &likeness.village);
            let message = if document.unit.village().is_some() {
                msg!(
                    "《{title}》去除地名、人名和数字后，与{other}的同类材料相似 {percent}%：使用同一范本并填入本村实际的不算套用，请核实是否有未改的内容",
                    "without names and figures, “{title}” is {percent}% the same as the paper of {other}: one model with the village's own facts is no fault; please check that nothing was left of it"
                )
            } else {
                // An exemplar is to tell what one village did; there is no model for it.
                msg!(
                    "《{title}》去除地名、人名和数字后，与{other}的典型材料相似 {percent}%：请核实，建议写出该村自己的做法",
                    "without names and figures, “{title}” is {percent}% the same as the paper on {other}: please check, and tell what this village did"
                )
            };
            Some(Finding {
                code: Code::CopiedText,
                severity: Severity::Hint,
                message,
                places: vec![document.shown_by.clone(), Citation::file(&likeness.other)],
            })
        })
        .collect()
}

/// A pair less alike than this is not worth a line.
const WORTH_A_LINE: f64 = 0.9;

fn likeness(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, alike: f64, advice: &mut Advice) {
    for document in papers(case, filled, slot) {
        let Some(likeness) = case.shared.likeness.get(&document.path) else { continue };
        if likeness.share < WORTH_A_LINE.min(alike) {
            continue;
        }
        let percent = (likeness.share * 100.0).floor();
        let (title, other, count) = (&document.title, &likeness.village, likeness.differences.len());
        let both =
            |pair: &(Option<Citation>, Option<Citation>)| pair.0.iter().chain(&pair.1).cloned().collect::<Vec<_>>();
        let message = if count == 0 {
            msg!(
                "《{title}》去除地名、人名和数字后与{other}的相同（{percent}%）",
                "without names and figures, “{title}” is the same as that of {other} ({percent}%)"
            )
        } else {
            msg!(
                "《{title}》去除地名、人名和数字后与{other}的相似 {percent}%；不同之处（本村与{other}对照）列在下面",
                "without names and figures, “{title}” is {percent}% the same as that of {other}; where they differ, this village's words stand before the other's"
            )
        };
        let mut places: Vec<Citation> = likeness.differences.iter().flat_map(both).collect();
        if places.is_empty() {
            places = vec![document.shown_by.clone(), Citation::file(&likeness.other)];
        }
        advice.say(message, places);
    }
}

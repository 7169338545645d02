//! Which villages are held up as exemplars.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::good;
use crate::{
    evaluate::{
        Case,
        case::{advice::Advice, slot::Filled},
        checks::{Check, CheckType, Target, Words},
        documents::prose::running::Running,
    },
    model::{Citation, Code},
    msg,
    rubric::OwnSlot,
    text::pattern,
    vocabulary,
};

/// Which villages the papers hold up as exemplars.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exemplars {
    /// The slot that is counted by village.
    slot: OwnSlot,
}

impl CheckType for Exemplars {
    const NAME: &'static str = "exemplars";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["典型材料写的是哪几个村", "which villages are held up as exemplars"],
        reads: ["典型材料的标题和正文", "titles and text of the papers"],
        blind_to: ["是否够格作典型", "whether they deserve it"],
    };
}

impl Check for Exemplars {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        exemplars(on.case, on.filled, &self.slot, advice);
    }
}

/// Bodies above or outside a township that speak of an exemplar.
static OUTSIDE: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("bodies.tsv").forms("above")));

/// The villages that are held up as exemplars, by the papers that do so; candidates only.
fn exemplars(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    let papers = good(case, filled, slot);
    let villages: BTreeSet<&String> = papers.iter().flat_map(|document| &document.villages).collect();
    for village in villages {
        let of = papers.iter().filter(|document| document.villages.contains(village));
        let (mut places, mut outside) = (Vec::new(), 0);
        for document in of {
            places.push(document.shown_by.clone());
            outside += usize::from(OUTSIDE.is_match(Running::new(document).text));
        }
        let count = places.len();
        advice.say(
            msg!(
                "候选典型：{village}（材料 {count} 份，其中提到上级或媒体的 {outside} 份），由评定人认定",
                "candidate: {village} ({count} papers, {outside} of them naming a higher body or the press), for the assessor to decide"
            ),
            places,
        );
    }
    let nameless: Vec<Citation> = papers
        .iter()
        .filter(|document| document.villages.is_empty())
        .map(|document| document.shown_by.clone())
        .collect();
    if !nameless.is_empty() {
        advice.say(
            msg!("这些材料中未读到村名：请人工核对", "no village was read in these papers: please look at them"),
            nameless,
        );
    }
}

//! Reports in the media.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{good, names};
use crate::{
    evaluate::{
        Case,
        case::{advice::Advice, slot::Filled},
        checks::{Check, CheckType, Target, Words},
        documents::prose::running::Running,
    },
    model::Code,
    msg,
    rubric::OwnSlot,
    text::fold::fold_name,
};

/// Media reports are different ones and name the township.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Articles {
    /// The slot that is counted.
    slot: OwnSlot,
}

impl CheckType for Articles {
    const NAME: &'static str = "articles";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["报道是不是各不相同，有没有写到本镇", "whether reports differ and name the township"],
        reads: ["报道标题和正文", "titles and text of reports"],
        blind_to: ["媒体的级别", "the standing of the outlet"],
    };
}

impl Check for Articles {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        articles(on.case, on.filled, &self.slot, advice);
    }
}

/// Which reports there are, and whether each names the township or one of its villages.
fn articles(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    let names: Vec<String> = names(case).map(|name| fold_name(name)).filter(|name| name.chars().count() >= 3).collect();
    let mut titles: BTreeSet<String> = BTreeSet::new();
    for document in good(case, filled, slot) {
        let title = &document.title;
        if !titles.insert(fold_name(title)) {
            advice.say(
                msg!("《{title}》与另一份标题相同，只计一次", "“{title}” has the title of another and counts once"),
                vec![document.shown_by.clone()],
            );
            continue;
        }
        let text = format!("{}{}", fold_name(title), Running::new(document).text);
        let message = if !document.has_text {
            msg!("《{title}》：内容未识别，请人工核对", "“{title}”: its text was not recognised, please look at it")
        } else if names.iter().any(|name| text.contains(name.as_str())) {
            msg!("《{title}》：提到本镇或本镇的村", "“{title}” names the township or one of its villages")
        } else {
            msg!(
                "《{title}》：未见本镇或本镇村名，请核实是否报道本镇",
                "“{title}” was not seen to name the township or its villages: please check whether it is about them"
            )
        };
        advice.say(message, vec![document.shown_by.clone()]);
    }
}

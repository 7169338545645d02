//! What money was given for.

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::good;
use crate::{
    evaluate::{
        Case,
        case::{advice::Advice, slot::Filled},
        checks::{Check, CheckType, Target, Words, charter::papers, schema},
        documents::prose::running::Running,
    },
    model::{Citation, Code, Message},
    msg,
    rubric::{OwnSlot, Pattern},
    text::cut::Cut,
};

/// Money was given for the reform and not from a common pot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Purpose {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// Regular expression over the purpose.
    purpose: Pattern,
    /// Regular expression over words of a common pot.
    pooled: Pattern,
    /// What the reform is called in messages: `产权制度改革`, `the reform`, where it is left out.
    #[serde(default)]
    #[schemars(schema_with = "schema::message")]
    matter: Option<Message>,
}

impl CheckType for Purpose {
    const NAME: &'static str = "purpose";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: [
            "经费是否写明专用于改革，还是统筹安排",
            "whether money was given for the reform or from a common pot",
        ],
        reads: ["经费文件正文", "the text of budget papers"],
        blind_to: ["钱实际怎么用", "how it was spent"],
    };
}

impl Check for Purpose {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        let matter = self.matter.clone().unwrap_or_else(|| msg!("产权制度改革", "the reform"));
        purpose(on.case, on.filled, &self.slot, (&self.purpose, &self.pooled), &matter, advice);
    }
}

/// Whether the money was for the reform. A paper that only speaks of a common pot earns nothing (统筹性拨款不得分).
fn purpose(
    case: &Case<'_>,
    filled: &[Filled<'_>],
    slot: &str,
    (purpose, pooled): (&Regex, &Regex),
    Message { zh, en }: &Message,
    advice: &mut Advice,
) {
    let papers = papers(case, filled, slot);
    if papers.is_empty() {
        return;
    }
    let texts: Vec<Running<'_>> = papers.iter().map(|paper| Running::new(paper)).collect();
    let saying = |pattern: &Regex| -> Vec<Citation> {
        texts
            .iter()
            .filter_map(|running| {
                let sentences = running.sentences();
                let found = sentences.iter().find(|found| pattern.is_match(running.text.part(found.range.clone())))?;
                running.cite(&found.range).into_iter().next()
            })
            .collect()
    };
    let named = saying(purpose);
    if !named.is_empty() {
        advice.say(msg!("写明用途是{zh}", "{en} is named as its purpose"), named);
        return;
    }
    let pot = saying(pooled);
    let all_read = good(case, filled, slot).iter().all(|document| document.has_text && !document.has_unread_pages);
    if !pot.is_empty() && all_read {
        advice.say(
            msg!(
                "只见统筹性安排，未见{zh}的专门用途：统筹性拨款不得分，请核实",
                "only a common pot is named and not {en}: such money earns nothing, please check"
            ),
            pot,
        );
        advice.suggest(0.0);
    } else if all_read {
        advice.say(
            msg!(
                "未见{zh}的用途：请核实资金是否专项列支",
                "{en} is not named as its purpose: please check what the money was for"
            ),
            papers.iter().map(|paper| paper.shown_by.clone()).collect(),
        );
        advice.suggest_nothing();
    }
}

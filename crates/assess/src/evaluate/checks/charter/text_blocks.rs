//! The blocks that a charter has (V18).

use schemars::JsonSchema;
use serde::Deserialize;

use super::papers;
use crate::{
    evaluate::{
        Case,
        case::{advice::Advice, slot::Filled},
        checks::{
            Check, CheckType, Target, Words,
            text_parts::{TextPart, parts, shows},
        },
        documents::prose::running::Running,
    },
    model::{Code, Finding, Message, Severity},
    msg,
    rubric::OwnSlot,
};

/// A charter has these blocks; each adds its points to the suggestion.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextBlocks {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// The blocks.
    #[schemars(length(min = 1))]
    blocks: Vec<TextPart>,
}

impl CheckType for TextBlocks {
    const NAME: &'static str = "text-blocks";
    const CODES: &'static [Code] = &[Code::CharterBlockMissing];
    const WORDS: Words = Words {
        looks_for: ["章程是否写了要求的几块内容并有数字", "whether the parts asked for are there, with figures"],
        reads: ["章程正文", "the charter's text"],
        blind_to: ["数字是否属实（由数据一致一项核对）", "whether the figures are true"],
    };
}

impl Check for TextBlocks {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        blocks(on.case, on.filled, &self.slot, &self.blocks)
    }

    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        parts(on.case, on.item, on.filled, std::slice::from_ref(&self.slot), &self.blocks, advice);
    }
}

/// Names the blocks that no paper of the slot has, by the slot's name. A paper of which a page was not read is asked nothing.
fn blocks(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, blocks: &[TextPart]) -> Vec<Finding> {
    let papers = papers(case, filled, slot);
    if papers.is_empty() || papers.iter().any(|paper| paper.has_unread_pages) {
        return Vec::new();
    }
    let named = filled.iter().find(|filled| filled.slot.id == slot).map(|filled| filled.slot.name.clone());
    let Message { zh: paper_zh, en: paper_en } = named.unwrap_or_default();
    let paper_en = paper_en.to_lowercase();
    let texts: Vec<Running<'_>> = papers.iter().map(|paper| Running::new(paper)).collect();
    blocks
        .iter()
        .filter(|block| texts.iter().all(|running| shows(running, block).is_none()))
        .map(|block| {
            let (zh, en) = (&block.name.zh, &block.name.en);
            let recognised = texts.iter().any(|running| running.is_recognised(&(0..running.text.len())));
            Finding {
                code: Code::CharterBlockMissing,
                severity: if recognised { Severity::Hint } else { Severity::Warning },
                message: msg!(
                    "{paper_zh}中未找到“{zh}”的具体内容：请核实，缺的请补全",
                    "the {paper_en} was not found to state {en}: please check, and add it where it lacks"
                ),
                places: papers.iter().map(|paper| paper.shown_by.clone()).collect(),
            }
        })
        .collect()
}

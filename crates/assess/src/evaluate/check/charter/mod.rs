//! What a charter or a plan shows of having been filled in for this village: its blocks (V18), and for V19 names of
//! other places, placeholders, wording, what it cites, and how near it is to others'.

pub(super) mod anachronism;
pub(super) mod copied;
pub(super) mod place;
pub(in super::super) mod placeholder;
#[cfg(test)]
mod tests;
pub(super) mod wording;

use super::{
    super::{Case, Document, passage::Running, slot::Filled},
    rights,
};
use crate::{
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::{Item, Scoring, TextPart},
    text::cut::Cut,
};

/// At most so many places are named in one finding.
pub(super) const NAMED: usize = 6;

/// The papers of one slot that have text, each once.
pub(in super::super) fn papers<'c>(case: &Case<'c>, filled: &[Filled<'_>], slot: &str) -> Vec<&'c Document> {
    rights::papers(case, filled, &[slot.to_owned()])
}

/// What a clear trace weighs: a fault where the item loses all points for it, else a warning.
pub(super) fn weight(item: &Item) -> Severity {
    if matches!(item.scoring, Scoring::VetoZero { .. }) { Severity::Fault } else { Severity::Warning }
}

/// The first sentence that shows a part. Blanks left in it are no content.
pub(in super::super) fn shows(case: &Case<'_>, running: &Running<'_>, part: &TextPart) -> Option<Vec<Citation>> {
    let pattern = case.matcher.check_pattern(&part.pattern)?;
    running
        .sentences()
        .into_iter()
        .find(|sentence| pattern.is_match(running.text.part(sentence.range.clone())))
        .map(|sentence| running.cite(&sentence.range))
}

/// Names the blocks that no charter of the slot has. A charter of which a page was not read is asked nothing.
pub(super) fn blocks(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, blocks: &[TextPart]) -> Vec<Finding> {
    let papers = papers(case, filled, slot);
    if papers.is_empty() || papers.iter().any(|paper| paper.has_unread_pages) {
        return Vec::new();
    }
    let texts: Vec<Running<'_>> = papers.iter().map(|paper| Running::new(paper)).collect();
    blocks
        .iter()
        .filter(|block| texts.iter().all(|running| shows(case, running, block).is_none()))
        .map(|block| {
            let (zh, en) = (&block.name.zh, &block.name.en);
            let recognised = texts.iter().any(|running| running.is_recognised(&(0..running.text.len())));
            Finding {
                code: Code::CharterBlockMissing,
                severity: if recognised { Severity::Hint } else { Severity::Warning },
                message: msg!(
                    "章程中未找到“{zh}”的具体内容：请核实，缺的请补全",
                    "the charter was not found to state {en}: please check, and add it where it lacks"
                ),
                places: papers.iter().map(|paper| paper.shown_by.clone()).collect(),
            }
        })
        .collect()
}

//! What a charter or a plan shows of having been filled in for this village: its blocks (V18), and for V19 names of
//! other places, placeholders, wording, what it cites, and how near it is to others'.

pub(super) mod anachronism;
pub(super) mod copied;
pub(super) mod place;
pub(super) mod placeholder;
mod spans;
#[cfg(test)]
mod tests;
pub(super) mod text_blocks;
pub(super) mod wording;

use super::rights;
use crate::{
    evaluate::{Case, Document, case::slot::Filled},
    model::Severity,
    rubric::{Item, Scoring},
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

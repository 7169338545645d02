//! Public notices (公示): how long they stay up (R12), what they say, and whose data they show (R33).

pub(super) mod fields;
pub(super) mod period;
pub(super) mod personal_data;

use super::meeting::pieces;
use crate::{
    evaluate::{Case, Document, case::slot::Filled, facts::notice::NoticeFacts},
    rubric::KindRole,
};

/// The public notices of an item, with what they say.
fn notices<'c>(case: &'c Case<'_>, filled: &[Filled<'_>]) -> Vec<(&'c Document, &'c NoticeFacts)> {
    let facts = pieces(filled).into_iter().filter_map(|i| Some((case.documents.get(i)?, case.facts.notices.get(&i)?)));
    facts.filter(|(document, _)| document.role(case.rubric) == Some(KindRole::PublicNotice)).collect()
}

#[cfg(test)]
mod tests;

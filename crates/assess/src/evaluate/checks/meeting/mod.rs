//! Checks of meetings: what minutes record, who came, how they voted, and which body it was.

pub(super) mod attendance;
pub(super) mod body;
pub(super) mod dates;
pub(super) mod fields;
pub(super) mod matrix;
pub(super) mod place;
pub(super) mod roster;
pub(super) mod signature;
pub(super) mod threshold;

use std::collections::BTreeSet;

use crate::{
    evaluate::{
        Case, Document,
        case::slot::{Filled, PieceState},
        documents::prose::script::Fact,
        facts::{gathering::Gathering, meeting::MeetingFacts},
    },
    model::{Citation, MeetingBody},
    rubric::KindRole,
};

/// The documents that stand in an item, blank forms left out.
pub(super) fn pieces(filled: &[Filled<'_>]) -> BTreeSet<usize> {
    let pieces = filled.iter().flat_map(|slot| &slot.pieces);
    pieces.filter(|piece| piece.state != PieceState::Template).map(|piece| piece.document).collect()
}

/// The meetings whose papers stand in an item, by index into the case's.
pub(super) fn gatherings<'c>(case: &'c Case<'_>, filled: &[Filled<'_>]) -> Vec<&'c Gathering> {
    let pieces = pieces(filled);
    case.facts.gatherings.iter().filter(|gathering| gathering.is_among(&pieces)).collect()
}

/// What people call a meeting: its day and its name.
pub(super) fn name_of(case: &Case<'_>, gathering: &Gathering) -> String {
    let name = case.facts.said(gathering).find_map(|(_, facts)| facts.name.as_ref()).map(|fact| fact.value.clone());
    let event = || case.events.get(gathering.event).map(|event| event.name.clone()).unwrap_or_default();
    let name: String = name.unwrap_or_else(event).chars().take(40).collect();
    gathering.date.map_or_else(|| name.clone(), |date| format!("{date} {name}"))
}

/// Adds where a document says something, once.
fn cite<T>(document: &Document, fact: &Fact<T>, places: &mut Vec<Citation>) {
    let place = fact.cite(document);
    if !places.contains(&place) {
        places.push(place);
    }
}

/// Adds where one of the unit's documents says something.
fn cite_in<T>(case: &Case<'_>, document: usize, fact: &Fact<T>, places: &mut Vec<Citation>) {
    if let Some(document) = case.documents.get(document) {
        cite(document, fact, places);
    }
}

/// A paper's title for a message; a paper of one line has all of its text for a title.
fn title_of(document: &Document) -> String {
    let short: String = document.title.chars().take(30).collect();
    if short.len() < document.title.len() { short + "…" } else { short }
}

/// Whether a paper is a summary (会议纪要), which has neither speeches nor signatures.
fn is_summary(case: &Case<'_>, document: &Document) -> bool {
    document.role(case.rubric) == Some(KindRole::Summary)
}

/// Whether the minutes of a meeting are signed by those who came: those of the party's members and of the two committees
/// are kept by the secretary alone.
fn asks_for_signatures(facts: &MeetingFacts) -> bool {
    let body = facts.body.as_ref().map(|fact| fact.value);
    !matches!(body, Some(MeetingBody::Party | MeetingBody::Committee))
}

/// The request that doubtful readings add to a message.
fn by_hand(doubtful: bool) -> (&'static str, &'static str) {
    if doubtful {
        ("；文字由图片识别，请人工核对", "; the text was recognised from a picture, please compare")
    } else {
        ("", "")
    }
}

#[cfg(test)]
mod clerks;
#[cfg(test)]
pub(super) mod tests;

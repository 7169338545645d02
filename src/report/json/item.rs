//! An item as one unit stands in it: what fills it, what was found, and what people decided.

use serde::Serialize;

use super::parts::{FindingV1, Number, PlaceV1};
use crate::{
    evaluate::decision::finding_keys_of,
    model::{ArchivePath, Changes, ItemAssessment, Lang, Said, UnitAssessment},
};

#[derive(Serialize)]
pub(super) struct ItemV1<'a> {
    id: &'a str,
    points: Number,
    state: &'static str,
    decided_by: &'static str,
    suggested: Option<Number>,
    min: Number,
    max: Number,
    slots: Vec<SlotV1<'a>>,
    evidence: Vec<EvidenceV1<'a>>,
    findings: Vec<FindingV1<'a>>,
    reasons: Vec<ReasonV1<'a>>,
    decision: Option<DecisionV1<'a>>,
    settled: Vec<SettledV1<'a>>,
}

impl<'a> ItemV1<'a> {
    pub(super) fn new(item: &'a ItemAssessment, lang: Lang) -> Self {
        Self {
            id: &item.id,
            points: Number(item.points),
            state: item.state.as_str(),
            decided_by: item.decided_by.as_str(),
            suggested: item.suggested.map(Number),
            min: Number(item.min),
            max: Number(item.max),
            slots: item
                .slots
                .iter()
                .map(|slot| SlotV1 { id: &slot.id, required: slot.required, found: slot.found })
                .collect(),
            evidence: item
                .evidence
                .iter()
                .map(|evidence| EvidenceV1 { slot: &evidence.slot, place: PlaceV1::new(&evidence.citation) })
                .collect(),
            findings: keyed(item, lang),
            reasons: item
                .reasons
                .iter()
                .map(|reason| ReasonV1 {
                    message: reason.message.get(lang),
                    r#where: reason.places.iter().map(PlaceV1::new).collect(),
                })
                .collect(),
            decision: item.decision.as_ref().map(|decision| DecisionV1 {
                score: Number(decision.score),
                original_seen: decision.original_seen,
                suggested: decision.suggested.map(Number),
                said: SaidV1::new(&decision.said),
            }),
            settled: item
                .settled
                .iter()
                .map(|settled| SettledV1 {
                    verdict: settled.verdict.as_str(),
                    said: SaidV1::new(&settled.said),
                    finding: FindingV1::with_key(&settled.finding, settled.key.clone(), lang),
                })
                .collect(),
        }
    }
}

/// An item's findings with the keys by which a person settles them. Keys are made over all findings of the item, those
/// called wrong alarms too.
pub(super) fn keyed(item: &ItemAssessment, lang: Lang) -> Vec<FindingV1<'_>> {
    let keys = finding_keys_of(item);
    let shown = item.findings.iter().zip(keys);
    shown.map(|(finding, key)| FindingV1::with_key(finding, key, lang)).collect()
}

#[derive(Serialize)]
struct ReasonV1<'a> {
    message: &'a str,
    r#where: Vec<PlaceV1<'a>>,
}

#[derive(Serialize)]
struct DecisionV1<'a> {
    score: Number,
    original_seen: bool,
    suggested: Option<Number>,
    #[serde(flatten)]
    said: SaidV1<'a>,
}

#[derive(Serialize)]
struct SettledV1<'a> {
    verdict: &'static str,
    #[serde(flatten)]
    said: SaidV1<'a>,
    finding: FindingV1<'a>,
}

/// Who said it, when and why, and what has changed since.
#[derive(Serialize)]
struct SaidV1<'a> {
    by: &'a str,
    at: &'a str,
    reason: &'a str,
    stale: bool,
    changes: ChangesV1<'a>,
}

impl<'a> SaidV1<'a> {
    fn new(said: &'a Said) -> Self {
        let paths = |list: &'a [ArchivePath]| list.iter().map(ArchivePath::as_str).collect();
        let Changes { added, removed, changed } = &said.changes;
        Self {
            by: &said.by,
            at: &said.at,
            reason: &said.reason,
            stale: said.is_stale(),
            changes: ChangesV1 { changed: paths(changed), added: paths(added), removed: paths(removed) },
        }
    }
}

#[derive(Serialize)]
struct ChangesV1<'a> {
    changed: Vec<&'a str>,
    added: Vec<&'a str>,
    removed: Vec<&'a str>,
}

#[derive(Serialize)]
struct SlotV1<'a> {
    id: &'a str,
    required: u32,
    found: u32,
}

#[derive(Serialize)]
struct EvidenceV1<'a> {
    slot: &'a str,
    #[serde(flatten)]
    place: PlaceV1<'a>,
}

pub(super) fn items(unit: &UnitAssessment, lang: Lang) -> Vec<ItemV1<'_>> {
    unit.items.iter().map(|item| ItemV1::new(item, lang)).collect()
}

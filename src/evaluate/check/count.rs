//! Counting (R02): an event counts when it is complete, and it counts once.

use std::collections::BTreeSet;

use super::super::{Case, slot::Filled};
use crate::{
    model::{ArchivePath, Citation, Code, Finding, ItemAssessment, Severity},
    msg,
};

/// Names every event of a slot that lacks one of its kinds.
pub(super) fn events_complete(case: &Case<'_>, slot: &str, filled: &[Filled<'_>]) -> Vec<Finding> {
    let Some(filled) = filled.iter().find(|filled| filled.slot.id == slot) else { return Vec::new() };
    filled
        .part_events
        .iter()
        .map(|part| {
            let event = &case.events[part.event];
            let name = &event.name;
            let kinds: Vec<_> = part.lacks.iter().filter_map(|kind| case.rubric.kind(kind)).collect();
            let zh = kinds.iter().map(|kind| kind.name.zh.as_str()).collect::<Vec<_>>().join("、");
            let en = kinds.iter().map(|kind| kind.name.en.as_str()).collect::<Vec<_>>().join(", ");
            let members = filled.pieces.iter().filter(|piece| event.members.contains(&piece.document));
            Finding {
                code: Code::EventIncomplete,
                severity: Severity::Warning,
                message: msg!("“{name}”材料不齐，缺少：{zh}", "“{name}” is incomplete; it lacks: {en}"),
                places: members.map(|piece| case.documents[piece.document].shown_by.clone()).collect(),
            }
        })
        .collect()
}

/// Names every event that stands as evidence in an item and in one of the others it must not be counted in.
pub(super) fn double_counted(case: &Case<'_>, item: &str, with: &[String], items: &mut [ItemAssessment]) {
    let events_of = |item: &ItemAssessment| -> BTreeSet<usize> {
        let paths: BTreeSet<&ArchivePath> = item.evidence.iter().map(|evidence| &evidence.citation.path).collect();
        let holds = |&event: &usize| {
            case.events[event].members.iter().any(|&member| paths.contains(&case.documents[member].path))
        };
        (0..case.events.len()).filter(holds).collect()
    };
    let Some(own) = items.iter().find(|assessed| assessed.id == item).map(events_of) else { return };
    let mut findings = Vec::new();
    for other in items.iter().filter(|assessed| with.contains(&assessed.id)) {
        for &event in own.intersection(&events_of(other)) {
            let event = &case.events[event];
            let (name, other) = (&event.name, &other.id);
            findings.push(Finding {
                code: Code::DoubleCountedEvent,
                severity: Severity::Warning,
                message: msg!(
                    "“{name}”同时用于 {item} 和 {other}：同一活动只计一次，请核实",
                    "“{name}” serves both {item} and {other}: one event counts once, please check"
                ),
                places: event.members.iter().map(|&i| Citation::file(&case.documents[i].path)).collect(),
            });
        }
    }
    if let Some(assessed) = items.iter_mut().find(|assessed| assessed.id == item) {
        assessed.findings.extend(findings);
    }
}

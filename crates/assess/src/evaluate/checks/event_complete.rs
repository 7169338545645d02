//! An event counts when it is complete (R02).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words};
use crate::{
    evaluate::{Case, case::slot::Filled},
    model::{Code, Finding, Severity},
    msg,
    rubric::OwnSlot,
};

/// An event with some but not all of the slot's kinds is named, with what it lacks.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventComplete {
    /// The slot whose kinds an event must have.
    slot: OwnSlot,
}

impl CheckType for EventComplete {
    const NAME: &'static str = "event-complete";
    const CODES: &'static [Code] = &[Code::EventIncomplete];
    const WORDS: Words = Words {
        looks_for: ["一次活动的几样材料是否齐全", "events that have some of their papers and not all"],
        reads: ["按文件夹和日期归到同一次活动的文件", "files that folder and date bring together as one event"],
        blind_to: ["散放又没有日期的材料属于哪一次活动", "where a paper belongs that lies apart and bears no date"],
    };
}

impl Check for EventComplete {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        events_complete(on.case, &self.slot, on.filled)
    }
}

/// Names every event of a slot that lacks one of its kinds.
fn events_complete(case: &Case<'_>, slot: &str, filled: &[Filled<'_>]) -> Vec<Finding> {
    let Some(filled) = filled.iter().find(|filled| filled.slot.id == slot) else { return Vec::new() };
    filled
        .part_events
        .iter()
        .filter_map(|part| {
            let event = case.events.get(part.event)?;
            let name = &event.name;
            let kinds: Vec<_> = part.lacks.iter().filter_map(|kind| case.rubric.kind(kind)).collect();
            let zh = kinds.iter().map(|kind| kind.name.zh.as_str()).collect::<Vec<_>>().join("、");
            let en = kinds.iter().map(|kind| kind.name.en.as_str()).collect::<Vec<_>>().join(", ");
            let members = filled.pieces.iter().filter(|piece| event.members.contains(&piece.document));
            let members = members.filter_map(|piece| case.documents.get(piece.document));
            Some(Finding {
                code: Code::EventIncomplete,
                severity: Severity::Warning,
                message: msg!("“{name}”材料不齐，缺少：{zh}", "“{name}” is incomplete; it lacks: {en}"),
                places: members.map(|document| document.shown_by.clone()).collect(),
            })
        })
        .collect()
}

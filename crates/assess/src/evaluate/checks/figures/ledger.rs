//! A ledger stands beside an inventory report.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    evaluate::{
        Case,
        case::slot::{Filled, PieceState},
        checks::{Check, CheckType, Target, Words},
    },
    model::{Code, Finding, Severity},
    msg,
    rubric::{OwnSlot, TopicRole},
};

/// Beside an inventory report there is a ledger in this slot.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssetLedger {
    /// The slot of the ledger.
    slot: OwnSlot,
}

impl CheckType for AssetLedger {
    const NAME: &'static str = "ledger";
    const CODES: &'static [Code] = &[Code::LedgerMissing];
    const WORDS: Words = Words {
        looks_for: ["有清查报表的，是否建有资产台账", "whether a ledger stands beside an inventory report"],
        reads: ["本项材料的种类", "the kinds of the item's papers"],
        blind_to: ["台账是否漏记", "whether the ledger leaves anything out"],
    };
}

impl Check for AssetLedger {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        ledger(on.case, &self.slot, on.filled)
    }
}

/// Says that an inventory, by the name of its topic, was reported and no ledger was found, where no unread file can be it.
fn ledger(case: &Case<'_>, slot: &str, filled: &[Filled<'_>]) -> Vec<Finding> {
    let Some(ledger) = filled.iter().find(|filled| filled.slot.id == slot) else { return Vec::new() };
    let others: Vec<_> = filled
        .iter()
        .filter(|filled| filled.slot.id != slot)
        .flat_map(|filled| &filled.pieces)
        .filter(|piece| piece.state == PieceState::Good)
        .collect();
    if !ledger.pieces.is_empty() || !ledger.unknown.is_empty() || others.is_empty() {
        return Vec::new();
    }
    let others = others.iter().filter_map(|piece| case.documents.get(piece.document));
    let places = others.map(|document| document.shown_by.clone()).collect();
    let topic = case.rubric.topics.iter().find(|topic| topic.role == Some(TopicRole::AssetInventory));
    let inventory = topic.map_or("清查", |topic| topic.name.zh.as_str());
    let message = msg!(
        "有{inventory}报表，未见根据{inventory}结果建立的资产台账：请补充或核实",
        "there is an inventory report, and no ledger made from it was found: add it, or check"
    );
    vec![Finding::new(Code::LedgerMissing, Severity::Warning, message, places)]
}

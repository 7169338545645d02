//! The township's own items: who is in a group, how tasks and events are counted, what money was for, where tours led.

pub(super) mod articles;
pub(super) mod exemplars;
pub(super) mod group_paper;
pub(super) mod purpose;
pub(super) mod task_groups;
pub(super) mod tours;
pub(super) mod weights;

use crate::evaluate::{
    Case, Document,
    case::slot::{Filled, PieceState},
};

fn good<'c>(case: &Case<'c>, filled: &[Filled<'_>], slot: &str) -> Vec<&'c Document> {
    filled
        .iter()
        .filter(|filled| filled.slot.id == slot)
        .flat_map(|filled| &filled.pieces)
        .filter(|piece| piece.state == PieceState::Good)
        .filter_map(|piece| case.documents.get(piece.document))
        .collect()
}

/// The names of the villages and of the township.
fn names<'c>(case: &Case<'c>) -> impl Iterator<Item = &'c String> {
    case.township.villages.iter().flat_map(|village| village.names()).chain([&case.township.name])
}

//! The way to the next item that is not decided, and to the same item of the next village.

use crate::{
    model::{Lang, Unit},
    report::{Report, link, words},
};

/// The same item of the next village, from the last one to the first again. `None` where no other village has it.
pub(super) fn next_unit(report: &Report, from: &Unit, id: &str, lang: Lang) -> Option<(String, String)> {
    let with_item: Vec<&Unit> = report
        .villages
        .iter()
        .filter(|unit| unit.items.iter().any(|item| item.id == id))
        .map(|unit| &unit.unit)
        .collect();
    let at = with_item.iter().position(|unit| *unit == from)?;
    let next = with_item.iter().cycle().skip(at + 1).take(with_item.len()).find(|unit| **unit != from)?;
    Some((format!("{} {id}", words::unit_name(next, lang)), link::item(next, id)))
}

/// The next item that nobody has scored yet, or that is to be looked at again: after an item in its unit, then in the
/// units after it, then from the beginning. Without an item it is the first of a unit or of those after it, and without
/// either the first of all. `None` where all are decided.
pub(super) fn next_open(report: &Report, from: Option<(&Unit, Option<&str>)>, lang: Lang) -> Option<(String, String)> {
    let all: Vec<_> = report.units().flat_map(|unit| unit.items.iter().map(move |item| (&unit.unit, item))).collect();
    let start = match from {
        None => 0,
        Some((unit, None)) => all.iter().position(|(owner, _)| *owner == unit)?,
        Some((unit, Some(id))) => all.iter().position(|(owner, item)| *owner == unit && item.id == id)? + 1,
    };
    let (before, after) = all.split_at(start);
    let is_itself = |owner: &Unit, id: &str| from == Some((owner, Some(id)));
    let mut rest = after.iter().chain(before);
    let (owner, item) = rest.find(|(owner, item)| !item.is_decided() && !is_itself(owner, &item.id))?;
    let is_here = from.is_some_and(|(unit, _)| *owner == unit);
    let name = if is_here { item.id.clone() } else { format!("{} {}", words::unit_name(owner, lang), item.id) };
    Some((name, link::item(owner, &item.id)))
}

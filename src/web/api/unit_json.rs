//! Units and their items, as several addresses give them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    evaluate::decision::version_of,
    model::{ItemAssessment, ItemState, Lang, Unit, UnitAssessment},
    report::{Report, json::slice, photos::unit_key, todo},
};

/// The unit of this name: `township`, or a village's full name.
pub(super) fn unit_of<'r>(report: &'r Report, name: &str) -> Option<&'r UnitAssessment> {
    report.units().find(|known| unit_key(&known.unit) == name)
}

/// Whether a unit is the wanted one; any is where none is named.
pub(super) fn is_wanted(wanted: Option<&str>, unit: &Unit) -> bool {
    wanted.is_none_or(|wanted| unit_key(unit) == wanted)
}

/// A unit's name, score and how many of its items stand how.
pub(super) fn head(report: &Report, unit: &UnitAssessment) -> serde_json::Result<Value> {
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for item in &unit.items {
        *states.entry(item.state.as_str()).or_default() += 1;
    }
    let states: Map<String, Value> = ItemState::ALL
        .iter()
        .map(|state| (state.as_str().to_owned(), json!(states.get(state.as_str()).copied().unwrap_or(0))))
        .collect();
    let name = match &unit.unit {
        Unit::Township | Unit::Unassigned => report.township_name(),
        Unit::Village(name) => name,
    };
    Ok(json!({
        "unit": unit_key(&unit.unit),
        "name": name,
        "score": slice::score(unit.score)?,
        "states": states,
        "todos": todo::todos(report, unit).len(),
    }))
}

/// An item as `GET /units/{unit}/items/{item}` gives it.
pub(super) fn detail(
    report: &Report,
    unit: &UnitAssessment,
    item: &ItemAssessment,
    lang: Lang,
) -> serde_json::Result<Value> {
    let rule = report.rubric.item(&item.id);
    Ok(json!({
        "unit": unit_key(&unit.unit),
        "text": rule.map_or("", |rule| rule.text.as_str()),
        "standard": rule.map_or("", |rule| rule.standard.as_str()),
        "version": version_of(&report.log, &unit.unit, &item.id),
        "item": slice::item(item, lang)?,
    }))
}

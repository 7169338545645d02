//! From documents to an assessment: pure, with no file, clock or store in sight.
//!
//! [`classify`] says what each file is, [`event`] which files tell of one occasion, [`slot`] what fills which slot of
//! the rubric, [`check`] what is wrong, and [`score`] what that comes to.

pub mod catalogue;
pub mod check;
pub mod classify;
pub mod document;
pub mod event;
#[cfg(test)]
mod fixture;
pub mod photo;
pub mod score;
pub mod slot;

use jiff::civil::Date;

use crate::{
    model::{ItemAssessment, Score, Township, Unit, UnitAssessment, Village},
    rubric::{Item, Level, Matcher, Rubric},
};

pub use classify::Classifier;
pub use document::{Dated, Document};
pub use event::Event;

/// What one unit is assessed on.
#[derive(Debug)]
pub struct Case<'a> {
    /// The rubric.
    pub rubric: &'a Rubric,
    /// The rubric's patterns.
    pub matcher: &'a Matcher,
    /// The last day for evidence.
    pub deadline: Date,
    /// The unit's documents, sorted by path.
    pub documents: &'a [Document],
    /// The unit's events.
    pub events: &'a [Event],
}

/// Assesses one unit on its level of the rubric.
///
/// `documents` are the unit's, sorted by path.
pub fn assess(
    rubric: &Rubric,
    matcher: &Matcher,
    township: &Township,
    unit: &Unit,
    documents: &mut [Document],
) -> UnitAssessment {
    let events = event::group(documents);
    event::share_topics(documents, &events);
    let documents = &*documents;
    let deadline = township.deadline.unwrap_or(rubric.deadline);
    let case = Case { rubric, matcher, deadline, documents, events: &events };
    let level = if *unit == Unit::Township { Level::Township } else { Level::Village };
    let mut items: Vec<ItemAssessment> = rubric.items_of(level).map(|item| assess_item(&case, item)).collect();
    check::across(&case, &mut items);
    let village = unit.village().and_then(|name| township.villages.iter().find(|village| village.name == name));
    UnitAssessment {
        score: total(&items, rubric.points_of(level)),
        photos: photos(documents, &events, village),
        unit: unit.clone(),
        items,
    }
}

fn assess_item(case: &Case<'_>, item: &Item) -> ItemAssessment {
    let filled = slot::fill(case, item);
    let findings = check::of_item(case, item, &filled);
    score::settle(item, &filled, slot::evidence(case, &filled), findings)
}

/// The records of all pictures among the documents, in their order.
pub fn photos(documents: &[Document], events: &[Event], village: Option<&Village>) -> Vec<crate::model::PhotoRecord> {
    documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.is_photo())
        .map(|(i, document)| {
            let event = events.iter().find(|event| event.members.contains(&i));
            photo::record(document, event, village)
        })
        .collect()
}

fn total(items: &[ItemAssessment], max: f64) -> Score {
    Score { confirmed: items.iter().map(|item| item.min).sum(), possible: items.iter().map(|item| item.max).sum(), max }
}

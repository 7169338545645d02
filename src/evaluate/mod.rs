//! From documents to an assessment: pure, with no file, clock or store in sight.
//!
//! [`classify`] says what each file is, [`event`] which files tell of one occasion, [`fact`] what papers say and
//! [`gathering`] which meetings that makes, [`slot`] what fills which slot of the rubric, [`check`] what is wrong, and
//! [`score`] what that comes to.

pub mod account;
pub mod advice;
pub mod catalogue;
pub mod check;
pub mod classify;
pub mod decision;
pub mod document;
pub mod event;
pub mod fact;
#[cfg(test)]
mod fixture;
pub mod gathering;
pub mod likeness;
pub mod passage;
pub mod photo;
pub mod score;
pub mod shared;
pub mod slot;
pub mod workdays;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    model::{ArchivePath, FileStatus, Finding, ItemAssessment, Score, Township, Unit, UnitAssessment, Village},
    rubric::{Item, Level, Matcher, Rubric},
};

pub use account::Accounts;
pub use classify::Classifier;
pub use document::{Dated, Document, TextLine};
pub use event::Event;
pub use gathering::Facts;
pub use shared::Shared;

/// What one unit is assessed on.
#[derive(Debug)]
pub struct Case<'a> {
    /// The rubric.
    pub rubric: &'a Rubric,
    /// The rubric's patterns.
    pub matcher: &'a Matcher,
    /// The last day for evidence.
    pub deadline: Date,
    /// The township, with all its villages.
    pub township: &'a Township,
    /// Who is assessed.
    pub unit: &'a Unit,
    /// The unit's documents, sorted by path.
    pub documents: &'a [Document],
    /// The unit's events.
    pub events: &'a [Event],
    /// What the unit's papers say of meetings and notices.
    pub facts: &'a Facts,
    /// What holds over the whole archive.
    pub shared: &'a Shared,
    /// What they say in figures and lists.
    pub accounts: &'a Accounts,
}

/// Assesses one unit on its level of the rubric.
///
/// `documents` are the unit's, sorted by path.
pub fn assess(
    rubric: &Rubric,
    matcher: &Matcher,
    township: &Township,
    shared: &Shared,
    unit: &Unit,
    documents: &mut [Document],
) -> UnitAssessment {
    let events = event::group(documents);
    event::share_topics(documents, &events);
    let documents = &*documents;
    let deadline = township.deadline.unwrap_or(rubric.deadline);
    let facts = Facts::read(rubric, unit, documents, &events);
    // The township has no roster and no share plan of its own.
    let accounts = match unit {
        Unit::Village(_) => Accounts::new(documents, deadline, rubric.settings.reference_date),
        Unit::Township | Unit::Unassigned => Accounts::default(),
    };
    let case = Case {
        rubric,
        matcher,
        deadline,
        township,
        unit,
        documents,
        events: &events,
        facts: &facts,
        accounts: &accounts,
        shared,
    };
    let level = if *unit == Unit::Township { Level::Township } else { Level::Village };
    let mut items: Vec<ItemAssessment> = rubric.items_of(level).map(|item| assess_item(&case, item)).collect();
    check::across(&case, &mut items);
    for item in &mut items {
        item.by_papers.suggested = item.suggested;
        item.weigh_findings();
    }
    let village = unit.village().and_then(|name| township.villages.iter().find(|village| village.name == name));
    UnitAssessment {
        score: total(&items, rubric.points_of(level)),
        photos: photos(documents, &events, village),
        meetings: facts.records(documents, &events, matcher),
        unit: unit.clone(),
        items,
        figures: accounts.rows,
    }
}

fn assess_item(case: &Case<'_>, item: &Item) -> ItemAssessment {
    let filled = slot::fill(case, item);
    let findings = check::of_item(case, item, &filled);
    let is_settled = check::is_settled_by_rule(case, item, &filled, &findings);
    let mut assessed = score::settle(item, &filled, slot::evidence(case, &filled), findings);
    assessed.reasons.extend(check::reasons(case, item, &filled));
    advice::give(case, item, &filled, &mut assessed);
    if is_settled {
        score::settle_by_rule(&mut assessed);
    }
    assessed
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

/// The findings on photos that were used more than once, by file. `event_of` names the event of a photo; pictures of
/// one event, and pictures of papers, are not held against each other.
pub fn reused<'d>(
    documents: &'d [Document],
    event_of: impl Fn(&'d Document) -> &'d str,
) -> BTreeMap<ArchivePath, Vec<Finding>> {
    let pictures: Vec<photo::reuse::Picture<'d>> = documents
        .iter()
        .filter(|document| document.status == FileStatus::Read && !document.shows_a_page)
        .filter_map(|document| {
            let facts = document.photo.as_ref().filter(|facts| !facts.is_video)?;
            Some(photo::reuse::Picture {
                path: &document.path,
                digest: document.digest.as_deref(),
                hash: facts.pixels.as_ref().and_then(|pixels| pixels.hash.as_ref()),
                unit: &document.unit,
                event: event_of(document),
            })
        })
        .collect();
    let mut found: BTreeMap<ArchivePath, Vec<Finding>> = BTreeMap::new();
    for (index, finding) in photo::findings::of_reuse(&pictures, &photo::reuse::find(&pictures)) {
        found.entry(pictures[index].path.clone()).or_default().push(finding);
    }
    found
}

/// The interval of a unit whose items add up to `max` points.
fn total(items: &[ItemAssessment], max: f64) -> Score {
    Score { confirmed: items.iter().map(|item| item.min).sum(), possible: items.iter().map(|item| item.max).sum(), max }
}

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
pub mod compare;
pub mod copies;
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
pub mod reported;
pub mod score;
pub mod shared;
pub mod slot;
pub mod standing;
pub mod workdays;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    model::{
        Alike, ArchivePath, FileStatus, Finding, ItemAssessment, PhotoFacts, PhotoRecord, Score, Township, Unit,
        UnitAssessment, Village,
    },
    rubric::{Item, Level, Matcher, Rubric, Settings},
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
    gathering::open_notebooks(rubric, matcher, documents);
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
        photos: photos(documents, &events, township, village, &rubric.settings),
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
pub fn photos(
    documents: &[Document],
    events: &[Event],
    township: &Township,
    village: Option<&Village>,
    settings: &Settings,
) -> Vec<PhotoRecord> {
    let around = photo::Around::new(documents, township, village, settings);
    let mut event_of: Vec<Option<&Event>> = vec![None; documents.len()];
    for event in events {
        for &member in &event.members {
            event_of[member] = Some(event);
        }
    }
    documents
        .iter()
        .enumerate()
        .filter(|(_, document)| document.is_photo())
        .map(|(i, _)| around.record(i, event_of[i]))
        .collect()
}

/// What is known of a photo's likes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reused {
    /// One for each photo of another event or unit that is, or looks, the same.
    pub findings: Vec<Finding>,
    /// Those photos.
    pub alike: Vec<Alike>,
    /// Further photos of the same scene in the same event.
    pub burst: Vec<ArchivePath>,
}

/// Photos that were used more than once, by file. `event_of` names the event of a photo and the day that its caption
/// gives; pictures of one event are not held against each other, but grouped. Pictures of papers are left out, but for
/// photos of a notice on its board.
pub fn reused<'d>(
    documents: &'d [Document],
    event_of: impl Fn(&'d Document) -> (&'d str, Option<Date>),
) -> BTreeMap<ArchivePath, Reused> {
    let is_of_notice = |document: &Document, facts: &PhotoFacts| {
        let is_kind = document.kind.iter().chain(&document.secondary).any(|kind| kind == "PUB_PHOTO");
        is_kind && photo::is_from_camera(&document.path, facts)
    };
    let pictures: Vec<photo::reuse::Picture<'d>> = documents
        .iter()
        .filter(|document| document.status == FileStatus::Read)
        .filter_map(|document| {
            let facts = document.photo.as_ref().filter(|facts| !facts.is_video)?;
            if document.shows_a_page && !is_of_notice(document, facts) {
                return None;
            }
            let (event, day) = event_of(document);
            Some(photo::reuse::Picture {
                path: &document.path,
                digest: document.digest.as_deref(),
                hash: facts.pixels.as_ref().and_then(|pixels| pixels.hash.as_ref()),
                unit: &document.unit,
                event,
                day,
                is_sheet: document.shows_a_page,
            })
        })
        .collect();
    let reuse = photo::reuse::find(&pictures);
    let mut found: BTreeMap<ArchivePath, Reused> = BTreeMap::new();
    for (index, finding) in photo::findings::of_reuse(&pictures, &reuse) {
        found.entry(pictures[index].path.clone()).or_default().findings.push(finding);
    }
    for pair in &reuse.pairs {
        for (own, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let alike = photo::reuse::alike_of(pair, pictures[other].path);
            found.entry(pictures[own].path.clone()).or_default().alike.push(alike);
        }
    }
    for burst in &reuse.bursts {
        for &own in burst {
            let others = burst.iter().filter(|other| **other != own).map(|&other| pictures[other].path.clone());
            found.entry(pictures[own].path.clone()).or_default().burst.extend(others);
        }
    }
    found
}

/// The interval of a unit whose items add up to `max` points.
fn total(items: &[ItemAssessment], max: f64) -> Score {
    Score { confirmed: items.iter().map(|item| item.min).sum(), possible: items.iter().map(|item| item.max).sum(), max }
}

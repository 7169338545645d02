//! From documents to an assessment: pure, with no file, clock or store in sight.
//!
//! [`classify`] says what each file is, [`event`] which files tell of one occasion, [`fact`] what papers say and
//! [`gathering`] which meetings that makes, [`slot`] what fills which slot of the rubric, [`check`] what is wrong, and
//! [`score`] what that comes to. What the program itself fails on is lost alone ([`failure`]).

// Papers decide every index here, and one that does not fit would end the assessment of its unit.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::indexing_slicing))]

pub mod account;
pub mod advice;
pub mod campaign;
pub mod case;
pub mod check;
pub mod classify;
pub mod compare;
pub mod contents_list;
pub mod copies;
pub mod decision;
pub mod document;
pub mod event;
pub mod fact;
pub mod failure;
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
    containment::trip,
    model::{
        Alike, ArchivePath, Citation, Failure, FileStatus, Finding, ItemAssessment, PhotoFacts, PhotoRecord, Score,
        Stage, Township, Unit, UnitAssessment, Village,
    },
    rubric::{Item, Level, Role, Rubric, Settings},
};

pub use account::Accounts;
pub use advice::Advice;
pub use campaign::Campaign;
pub use case::Case;
pub use check::Checks;
pub use classify::Classifier;
pub use document::{Dated, Document, TextLine};
pub use event::Event;
pub use failure::Failures;
pub use gathering::Facts;
pub use shared::Shared;

#[cfg(test)]
use fixture::assess_item;

/// Assesses one unit on its level of the rubric.
///
/// `documents` are the unit's, sorted by path. Those that the assessment fails on are set aside among them, and named in
/// [`UnitAssessment::failures`].
pub fn assess(
    campaign: &Campaign,
    township: &Township,
    shared: &Shared,
    unit: &Unit,
    documents: &mut [Document],
) -> UnitAssessment {
    let once = |documents: &mut [Document]| {
        let failures = Failures::default();
        let assessed = assess_once(campaign, township, shared, unit, documents, &failures);
        (assessed, failures.into_list())
    };
    let (mut assessed, failures) = failure::spared(documents, once);
    assessed.failures = failures;
    assessed
}

fn assess_once(
    campaign: &Campaign,
    township: &Township,
    shared: &Shared,
    unit: &Unit,
    documents: &mut [Document],
    failures: &Failures,
) -> UnitAssessment {
    let (rubric, matcher, checks) = (&**campaign.rubric(), campaign.matcher(), campaign.checks());
    let events = failures.contain(|| Stage::Events, None, || event::group(documents)).unwrap_or_default();
    failures.contain(
        || Stage::Facts,
        None,
        || {
            event::share_topics(documents, &events);
            gathering::open_notebooks(rubric, matcher, documents);
        },
    );
    let documents = &*documents;
    let deadline = township.deadline.unwrap_or(rubric.deadline);
    let facts = failures.contain(|| Stage::Facts, None, || Facts::read(rubric, unit, documents, &events));
    let facts = facts.unwrap_or_default();
    let read_accounts = || match unit {
        Unit::Village(_) => Accounts::new(rubric, documents, deadline),
        // The township has no roster and no share plan of its own.
        Unit::Township | Unit::Unassigned => Accounts::default(),
    };
    let accounts = failures.contain(|| Stage::Figures, None, read_accounts).unwrap_or_default();
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
        failures,
    };
    let level = if *unit == Unit::Township { Level::Township } else { Level::Village };
    let mut items: Vec<ItemAssessment> = rubric.items_of(level).map(|item| assess_one(checks, &case, item)).collect();
    check::across(checks, &case, &mut items);
    for item in &mut items {
        if item.internal_error.is_none()
            && let Some(failure) = failures.of_item(&item.id)
        {
            score::leave_open(item, &failure, None);
        }
        item.by_papers.suggested = item.suggested;
        item.weigh_findings();
    }
    let village = unit.village().and_then(|name| township.villages.iter().find(|village| village.name == name));
    let meetings = failures.contain(|| Stage::Meetings, None, || facts.records(documents, &events, matcher));
    UnitAssessment {
        score: total(&items, rubric.points_of(level)),
        photos: photos(documents, &events, township, village, &rubric.settings, failures),
        meetings: meetings.unwrap_or_default(),
        unit: unit.clone(),
        items,
        figures: accounts.rows,
        failures: Vec::new(),
    }
}

fn assess_one(checks: &Checks, case: &Case<'_>, item: &Item) -> ItemAssessment {
    let assessed = case.failures.contain(|| Stage::Item, Some(&item.id), || assess_filled(checks, case, item));
    assessed.unwrap_or_else(|| score::unassessed(item))
}

fn assess_filled(checks: &Checks, case: &Case<'_>, item: &Item) -> ItemAssessment {
    let filled = slot::fill(case, item, |slot| checks.set_up_groups(&item.id, slot));
    let findings = check::of_item(checks, case, item, &filled);
    let is_settled = check::is_settled_by_rule(checks, case, item, &filled, &findings);
    let mut assessed = score::settle(item, &filled, slot::evidence(case, &filled), findings);
    assessed.reasons.extend(check::reasons(checks, case, item, &filled));
    let mut advice = Advice::default();
    check::advise(checks, case, item, &filled, assessed.suggested, &mut advice);
    advice.give(case, item, &mut assessed);
    if is_settled {
        score::settle_by_rule(&mut assessed);
    }
    if let Some((path, failure)) = slot::set_aside(case, &filled) {
        score::leave_open(&mut assessed, failure, Some(Citation::file(path)));
    }
    assessed
}

/// The records of the photos that belong to no unit, and what failed on them, which is set aside.
pub fn photos_of_nobody(
    documents: &mut [Document],
    township: &Township,
    settings: &Settings,
) -> (Vec<PhotoRecord>, Vec<Failure>) {
    failure::spared(documents, |documents| {
        let failures = Failures::default();
        let events = failures.contain(|| Stage::Events, None, || event::group(documents)).unwrap_or_default();
        let photos = photos(documents, &events, township, None, settings, &failures);
        (photos, failures.into_list())
    })
}

/// The records of all pictures among the documents, in their order.
pub fn photos(
    documents: &[Document],
    events: &[Event],
    township: &Township,
    village: Option<&Village>,
    settings: &Settings,
    failures: &Failures,
) -> Vec<PhotoRecord> {
    let around = failures.contain(|| Stage::Photo, None, || photo::Around::new(documents, township, village, settings));
    let mut event_of: Vec<Option<&Event>> = vec![None; documents.len()];
    for event in events {
        for &member in &event.members {
            if let Some(of_member) = event_of.get_mut(member) {
                *of_member = Some(event);
            }
        }
    }
    let record = |(i, event): (usize, Option<&Event>), document: &Document| {
        let around = around.as_ref().filter(|_| document.failure.is_none())?;
        failures.contain(
            || Stage::Photo,
            None,
            || {
                trip("photo", document.path.as_str());
                around.record(i, document, event)
            },
        )
    };
    event_of
        .into_iter()
        .enumerate()
        .zip(documents)
        .filter(|(_, document)| document.is_photo())
        // Of a photo that was not examined nothing is claimed, not even that it lacks a time.
        .map(|(at, document)| record(at, document).unwrap_or_else(|| PhotoRecord::unexamined(document.path.clone())))
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
    rubric: &Rubric,
    documents: &'d [Document],
    event_of: impl Fn(&'d Document) -> (&'d str, Option<Date>),
) -> BTreeMap<ArchivePath, Reused> {
    let is_of_notice = |document: &Document, facts: &PhotoFacts| {
        document.fits_role(rubric, Role::NoticePhoto) && photo::is_from_camera(&document.path, facts)
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
        if let Some(picture) = pictures.get(index) {
            found.entry(picture.path.clone()).or_default().findings.push(finding);
        }
    }
    let path_of = |index: usize| pictures.get(index).map(|picture| picture.path);
    for pair in &reuse.pairs {
        for (own, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            if let (Some(own), Some(other)) = (path_of(own), path_of(other)) {
                found.entry(own.clone()).or_default().alike.push(photo::reuse::alike_of(pair, other));
            }
        }
    }
    for burst in &reuse.bursts {
        for &own in burst {
            let others = burst.iter().filter(|other| **other != own).filter_map(|&other| path_of(other).cloned());
            if let Some(path) = path_of(own) {
                found.entry(path.clone()).or_default().burst.extend(others);
            }
        }
    }
    found
}

/// The interval of a unit whose items add up to `max` points.
fn total(items: &[ItemAssessment], max: f64) -> Score {
    Score { confirmed: items.iter().map(|item| item.min).sum(), possible: items.iter().map(|item| item.max).sum(), max }
}

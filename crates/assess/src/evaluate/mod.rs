//! From documents to an assessment: pure, with no file, clock or store in sight.
//!
//! [`documents`] says what each file is and which files tell of one occasion, [`facts`] what papers say and which meetings
//! that makes, [`case`] what fills which slot of the rubric and what that comes to, [`photos`] what pictures show, and
//! [`checks`] what is wrong. What the program itself fails on is lost alone ([`documents::failure`]).

// Papers decide every index here, and one that does not fit would end the assessment of its unit.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::indexing_slicing))]

pub mod documents;

pub mod facts;

pub mod case;

pub mod photos;

pub mod checks;

pub mod campaign;
pub mod decision;
#[cfg(test)]
mod fixture;
pub mod standing;

use crate::{
    model::{Citation, ItemAssessment, Score, Stage, Township, Unit, UnitAssessment},
    rubric::{Item, Level},
};

pub use campaign::Campaign;
pub use case::{Advice, Case, Shared};
pub use checks::Checks;
pub use documents::{Classifier, Dated, Document, Event, Failures, TextLine};
pub use facts::{Accounts, ElectionPaper, Facts, Minutes};

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
    let (mut assessed, failures) = documents::failure::spared(documents, once);
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
    let events = failures.contain(|| Stage::Events, None, || documents::event::group(documents)).unwrap_or_default();
    let minutes = failures.contain(
        || Stage::Facts,
        None,
        || {
            documents::event::share_topics(documents, &events);
            facts::gathering::open_minutes(rubric, matcher, documents)
        },
    );
    let minutes = minutes.unwrap_or_default();
    let documents = &*documents;
    let deadline = township.deadline.unwrap_or(rubric.deadline);
    let facts = failures.contain(|| Stage::Facts, None, || Facts::read(rubric, unit, documents, &events, minutes));
    let facts = facts.unwrap_or_default();
    let read_accounts = || match unit {
        Unit::Village(_) => Accounts::new(rubric, documents, deadline, &shared.rosters),
        // The township has no roster and no share plan of its own.
        Unit::Township | Unit::Unassigned => Accounts::default(),
    };
    let accounts = failures.contain(|| Stage::Figures, None, read_accounts).unwrap_or_default();
    let elections: Vec<ElectionPaper<'_>> = documents.iter().map(ElectionPaper::new).collect();
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
        elections: &elections,
        shared,
        failures,
    };
    let level = if *unit == Unit::Township { Level::Township } else { Level::Village };
    let mut items: Vec<ItemAssessment> = rubric.items_of(level).map(|item| assess_one(checks, &case, item)).collect();
    checks::across(checks, &case, &mut items);
    for item in &mut items {
        if item.internal_error.is_none()
            && let Some(failure) = failures.of_item(&item.id)
        {
            case::score::leave_open(item, &failure, None);
        }
        let by_papers = &mut item.by_papers;
        (by_papers.suggested, by_papers.min, by_papers.decided_by) = (item.suggested, item.min, item.decided_by);
        item.weigh_findings();
    }
    let village = unit.village().and_then(|name| township.villages.iter().find(|village| village.name == name));
    let meetings = failures.contain(|| Stage::Meetings, None, || facts.records(documents, &events, matcher));
    UnitAssessment {
        score: total(&items, rubric.points_of(level)),
        photos: photos::records::of_unit(
            documents,
            &events,
            &facts.notices,
            (township, village),
            &rubric.settings,
            failures,
        ),
        meetings: meetings.unwrap_or_default(),
        unit: unit.clone(),
        items,
        figures: accounts.rows,
        failures: Vec::new(),
    }
}

fn assess_one(checks: &Checks, case: &Case<'_>, item: &Item) -> ItemAssessment {
    let assessed = case.failures.contain(|| Stage::Item, Some(&item.id), || assess_filled(checks, case, item));
    assessed.unwrap_or_else(|| case::score::unassessed(item))
}

fn assess_filled(checks: &Checks, case: &Case<'_>, item: &Item) -> ItemAssessment {
    let filled = case::slot::fill(case, item, |slot| checks.set_up_groups(&item.id, slot));
    let findings = checks::of_item(checks, case, item, &filled);
    let is_settled = checks::is_settled_by_rule(checks, case, item, &filled, &findings);
    let mut assessed = case::score::settle(item, &filled, case::slot::evidence(case, &filled), findings);
    assessed.by_papers.rests_on = case::slot::rests_on(case, &filled);
    assessed.reasons.extend(checks::reasons(checks, case, item, &filled));
    let mut advice = Advice::default();
    checks::advise(checks, case, item, &filled, assessed.suggested, &mut advice);
    advice.give(case, item, &mut assessed);
    if is_settled {
        case::score::settle_by_rule(&mut assessed);
    }
    assessed.reasons.extend(case::slot::apart(case, &filled));
    if let Some((path, failure)) = case::slot::set_aside(case, &filled) {
        case::score::leave_open(&mut assessed, failure, Some(Citation::file(path)));
    }
    assessed
}

/// The interval of a unit whose items add up to `max` points.
fn total(items: &[ItemAssessment], max: f64) -> Score {
    Score { confirmed: items.iter().map(|item| item.min).sum(), possible: items.iter().map(|item| item.max).sum(), max }
}

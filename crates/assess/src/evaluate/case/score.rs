//! What a filled item comes to: its state, its interval and who settles it.
//!
//! `min` is what rules alone grant, and only on evidence that was read, so that a page can be shown for it. `max` is
//! what a person could still give with what is there; a file that may be the evidence keeps it open.

use std::collections::BTreeSet;

use super::slot::{Filled, PieceState};
use crate::{
    model::{
        ByPapers, Citation, DecidedBy, Evidence, Failure, Finding, ItemAssessment, ItemState, Reason, Severity,
        SlotStatus,
    },
    rubric::{Item, Scoring, Slot},
};

/// Settles an item from its filled slots and findings.
pub fn settle(item: &Item, filled: &[Filled<'_>], evidence: Vec<Evidence>, findings: Vec<Finding>) -> ItemAssessment {
    let interval = interval(item, filled);
    // Counted pieces reach the cap in more than one way (T13: 2 督查, or 4 调研), whatever each slot asks for.
    let counted_out = is_counted_out(item, filled) && interval.min >= item.points;
    let weighed = if counted_out { &[] } else { filled };
    ItemAssessment {
        id: item.id.clone(),
        points: item.points,
        state: state(weighed, &findings),
        decided_by: interval.decided_by,
        suggested: interval.suggested,
        reasons: Vec::new(),
        min: interval.min,
        max: interval.max,
        internal_error: None,
        slots: filled.iter().map(Filled::status).collect(),
        evidence,
        findings,
        by_papers: ByPapers {
            state: state(weighed, &[]),
            suggested: interval.suggested,
            min: interval.min,
            decided_by: interval.decided_by,
            fault_takes_all: matches!(item.scoring, Scoring::VetoZero { .. }),
            rests_on: BTreeSet::new(),
        },
        decision: None,
        settled: Vec::new(),
    }
}

/// Gives an item its full points by rule: all that its standard asks about was compared on readable places, and nothing
/// speaks against it.
pub fn settle_by_rule(assessed: &mut ItemAssessment) {
    if assessed.state == ItemState::Complete {
        assessed.min = assessed.points;
        assessed.max = assessed.points;
        assessed.suggested = Some(assessed.points);
        assessed.decided_by = DecidedBy::Rule;
    }
}

/// An item that could not be assessed at all: nothing of it is known.
pub fn unassessed(item: &Item) -> ItemAssessment {
    let slot = |slot: &Slot| SlotStatus { id: slot.id.clone(), required: slot.required, found: 0 };
    let slots = item.slots.iter().map(slot).collect();
    let by_papers = ByPapers {
        state: ItemState::Partial,
        suggested: None,
        min: 0.0,
        decided_by: DecidedBy::Human,
        fault_takes_all: false,
        rests_on: BTreeSet::new(),
    };
    ItemAssessment {
        id: item.id.clone(),
        points: item.points,
        state: ItemState::Partial,
        decided_by: DecidedBy::Human,
        suggested: None,
        reasons: Vec::new(),
        min: 0.0,
        max: item.points,
        internal_error: None,
        slots,
        evidence: Vec::new(),
        findings: Vec::new(),
        by_papers,
        decision: None,
        settled: Vec::new(),
    }
}

/// Leaves an item open in which the program failed, or which rests on a paper that it failed on: a person decides, from
/// nothing up to all of its points.
pub fn leave_open(assessed: &mut ItemAssessment, failure: &Failure, place: Option<Citation>) {
    (assessed.min, assessed.max) = (0.0, assessed.points);
    assessed.suggested = None;
    if assessed.decided_by == DecidedBy::Rule {
        assessed.decided_by = DecidedBy::Human;
    }
    assessed.by_papers.suggested = None;
    assessed.by_papers.state = ItemState::Partial;
    (assessed.by_papers.min, assessed.by_papers.decided_by) = (0.0, assessed.decided_by);
    if assessed.state != ItemState::Fault {
        assessed.state = ItemState::Partial;
    }
    let place = place.or_else(|| assessed.evidence.first().map(|evidence| evidence.citation.clone()));
    let reason = Reason { message: failure.message(), places: place.into_iter().collect() };
    assessed.reasons.insert(0, reason.clone());
    assessed.internal_error = Some(reason);
}

/// Whether an item that counts pieces has reached its cap, so that no slot of it wants more.
pub fn is_counted_out(item: &Item, filled: &[Filled<'_>]) -> bool {
    let counts = matches!(item.scoring, Scoring::CountCap { .. } | Scoring::WeightedCount { .. });
    counts && interval(item, filled).suggested.is_some_and(|suggested| suggested >= item.points)
}

fn state(filled: &[Filled<'_>], findings: &[Finding]) -> ItemState {
    if findings.iter().any(|finding| finding.severity == Severity::Fault) {
        return ItemState::Fault;
    }
    let mut required = filled.iter().filter(|slot| slot.is_required()).peekable();
    // An item that requires no paper at all is as full as its extras are.
    let open: Vec<&Filled<'_>> = if required.peek().is_none() {
        filled.iter().filter(|slot| slot.found == 0).collect()
    } else {
        required.filter(|slot| !slot.is_filled()).collect()
    };
    let any = filled.iter().any(|slot| has_anything(slot));
    if open.is_empty() {
        let asks_for_none = !filled.iter().any(Filled::is_required);
        let unread = filled.iter().any(|slot| (asks_for_none || slot.is_required()) && slot.rests_on_unread());
        if unread { ItemState::Unreadable } else { ItemState::Complete }
    } else if open.iter().all(|slot| !slot.unknown.is_empty()) {
        ItemState::Unreadable
    } else if any {
        ItemState::Partial
    } else if open.iter().any(|slot| !slot.unknown.is_empty()) {
        ItemState::Unreadable
    } else {
        ItemState::Missing
    }
}

fn has_anything(slot: &Filled<'_>) -> bool {
    slot.pieces.iter().any(|piece| !matches!(piece.state, PieceState::Template | PieceState::Rejected))
}

/// The points an item can come to.
struct Interval {
    suggested: Option<f64>,
    min: f64,
    max: f64,
    decided_by: DecidedBy,
}

fn interval(item: &Item, filled: &[Filled<'_>]) -> Interval {
    let points = item.points;
    let slot = |id: &str| filled.iter().find(|filled| filled.slot.id == id);
    let required: Vec<&Filled<'_>> = filled.iter().filter(|slot| slot.is_required()).collect();
    let is_full = !required.is_empty() && required.iter().all(|slot| slot.is_filled());
    let is_read = required.iter().all(|slot| slot.read >= slot.slot.required);
    let reachable = if filled.iter().any(|slot| has_anything(slot) || !slot.unknown.is_empty()) { points } else { 0.0 };
    let by_person =
        |suggested: Option<f64>| Interval { suggested, min: 0.0, max: reachable, decided_by: DecidedBy::Human };
    match &item.scoring {
        Scoring::PresenceFull { needs_original } => {
            let granted = if is_full && is_read && !needs_original { points } else { 0.0 };
            let decided_by = if *needs_original { DecidedBy::Human } else { DecidedBy::Rule };
            Interval { suggested: Some(if is_full { points } else { 0.0 }), min: granted, max: reachable, decided_by }
        }
        Scoring::CountCap { slot: id, unit, cap } => match slot(id) {
            Some(counted) => by_count(&[(counted, *unit)], *cap),
            None => by_person(None),
        },
        Scoring::WeightedCount { weights, cap } => {
            let counted: Vec<_> = weights.iter().filter_map(|(id, unit)| Some((slot(id)?, *unit))).collect();
            by_count(&counted, *cap)
        }
        Scoring::Composite { parts } => {
            let parts: Vec<_> = parts.iter().filter_map(|(id, points)| Some((slot(id)?, *points))).collect();
            let sum = |part: &dyn Fn(&Filled<'_>) -> bool| -> f64 {
                parts.iter().filter(|(slot, _)| part(slot)).map(|(_, points)| points).sum()
            };
            Interval {
                // A part that asks for no number still wants one piece before it earns anything.
                suggested: Some(sum(&|slot| slot.found >= slot.slot.required.max(1))),
                min: sum(&|slot| slot.read >= slot.slot.required.max(1)),
                max: sum(&|slot| has_anything(slot) || !slot.unknown.is_empty()),
                decided_by: DecidedBy::Rule,
            }
        }
        Scoring::TierDocDetail { tiers, slot: id } => {
            // A paper that is there and read earns the lowest grade at least, if nothing else is lacking.
            let granted = slot(id).is_some_and(|paper| paper.read > 0) && is_full;
            let least = if granted { tiers.first().copied().unwrap_or(0.0) } else { 0.0 };
            Interval { min: least, ..by_person(None) }
        }
        Scoring::TierVolume { tiers, slot: id, rich } => {
            let found = slot(id).map_or(0, |slot| slot.found);
            let least = tiers.first().copied().unwrap_or(0.0);
            let most = tiers.last().copied().unwrap_or(points);
            let suggested = if found == 0 {
                0.0
            } else if found >= *rich {
                most
            } else {
                let steps = u32::try_from(tiers.len().saturating_sub(1)).unwrap_or(1).max(1);
                let step = usize::try_from(found.saturating_mul(steps) / rich.max(&1)).unwrap_or(0);
                tiers.get(step).copied().unwrap_or(least)
            };
            let min = if slot(id).is_some_and(|slot| slot.read > 0) { least } else { 0.0 };
            Interval { min, ..by_person(Some(suggested)) }
        }
        Scoring::Threshold { slot: id, at_least } => {
            let reached = slot(id).is_some_and(|slot| slot.found >= *at_least || !slot.unknown.is_empty());
            Interval { max: if reached { points } else { 0.0 }, ..by_person(None) }
        }
        Scoring::VetoZero { .. } => by_person(Some(if is_full { points } else { 0.0 })),
        Scoring::Judgement {} | Scoring::Unspecified {} => by_person(Some(share(points, &required))),
        Scoring::JudgementField { .. } => {
            Interval { suggested: None, min: 0.0, max: points, decided_by: DecidedBy::Field }
        }
    }
}

fn by_count(counted: &[(&Filled<'_>, f64)], cap: f64) -> Interval {
    let sum = |number: &dyn Fn(&Filled<'_>) -> u32| -> f64 {
        counted.iter().map(|(slot, unit)| f64::from(number(slot)) * unit).sum::<f64>().min(cap)
    };
    let part = |slot: &Filled<'_>| u32::try_from(slot.part_events.len()).unwrap_or(u32::MAX);
    let open = counted.iter().any(|(slot, _)| !slot.unknown.is_empty());
    Interval {
        suggested: Some(sum(&|slot| slot.found)),
        min: sum(&|slot| slot.read),
        max: if open { cap } else { sum(&|slot| slot.most.saturating_add(part(slot))) },
        decided_by: DecidedBy::Rule,
    }
}

/// The share of required slots that are filled, in points, rounded down to halves.
fn share(points: f64, required: &[&Filled<'_>]) -> f64 {
    if required.is_empty() {
        return 0.0;
    }
    let filled: f64 =
        required.iter().map(|slot| (f64::from(slot.found) / f64::from(slot.slot.required)).min(1.0)).sum();
    let count = f64::from(u32::try_from(required.len()).unwrap_or(u32::MAX));
    (points * filled / count * 2.0).floor() / 2.0
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evaluate::{
        Document, assess_item,
        fixture::{paper, rubric, scan, slot, slot_named, with_case},
    };

    /// An item of 4 points with these papers.
    fn settled(scoring: &Value, slots: &Value, documents: Vec<Document>) -> ItemAssessment {
        let item = with_case(rubric(scoring, slots, &json!([])), documents, assess_item);
        assert!(0.0 <= item.min && item.min <= item.max && item.max <= item.points, "{item:?}");
        if let Some(suggested) = item.suggested {
            assert!((0.0..=item.max).contains(&suggested), "{item:?}");
            assert!(item.min <= suggested, "{item:?}");
        }
        item
    }

    /// Suggestion, least and most.
    fn points(scoring: &Value, slots: &Value, documents: Vec<Document>) -> (Option<f64>, f64, f64) {
        let item = settled(scoring, slots, documents);
        (item.suggested, item.min, item.max)
    }

    fn plans(number: usize) -> Vec<Document> {
        (0..number).map(|i| paper(&format!("方案{i}.docx")).kind("plan")).collect()
    }

    fn scans() -> Vec<Document> {
        vec![scan("扫描.pdf")]
    }

    #[test]
    fn presence_is_all_or_nothing() {
        let scoring = json!({ "type": "presence_full" });
        let slots = json!([slot("plan", 2, &json!({}))]);
        assert_eq!(points(&scoring, &slots, plans(2)), (Some(4.0), 4.0, 4.0));
        assert_eq!(points(&scoring, &slots, plans(1)), (Some(0.0), 0.0, 4.0));
        assert_eq!(points(&scoring, &slots, vec![]), (Some(0.0), 0.0, 0.0));
        assert_eq!(points(&scoring, &slots, scans()), (Some(0.0), 0.0, 4.0));
        let unread = vec![paper("方案.docx").kind("plan").unread(), paper("方案2.docx").kind("plan")];
        assert_eq!(points(&scoring, &slots, unread), (Some(4.0), 0.0, 4.0), "unread papers settle nothing");
    }

    #[test]
    fn an_original_is_for_a_person_to_tick() {
        let scoring = json!({ "type": "presence_full", "needs_original": true });
        let item = settled(&scoring, &json!([slot("plan", 1, &json!({}))]), plans(1));
        assert_eq!((item.suggested, item.min, item.max), (Some(4.0), 0.0, 4.0));
        assert_eq!(item.decided_by, DecidedBy::Human);
    }

    #[test]
    fn counted_pieces_earn_up_to_the_cap() {
        let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.5, "cap": 4.0 });
        let slots = json!([slot("plan", 3, &json!({}))]);
        assert_eq!(points(&scoring, &slots, vec![]), (Some(0.0), 0.0, 0.0));
        assert_eq!(points(&scoring, &slots, plans(2)), (Some(3.0), 3.0, 3.0));
        assert_eq!(points(&scoring, &slots, plans(5)), (Some(4.0), 4.0, 4.0));
        assert_eq!(points(&scoring, &slots, scans()), (Some(0.0), 0.0, 4.0));
        let mixed = vec![paper("方案.docx").kind("plan"), paper("方案2.docx").kind("plan").unread()];
        assert_eq!(points(&scoring, &slots, mixed), (Some(3.0), 1.5, 3.0));
    }

    #[test]
    fn an_event_under_way_raises_the_most() {
        let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 4.0 });
        let slots = json!([slot("minutes", 4, &json!({ "kinds": ["minutes", "signin"], "count": "complete-events" }))]);
        let documents = vec![
            paper("20190506/记录.docx").kind("minutes"),
            paper("20190506/签到.docx").kind("signin"),
            paper("20190812/记录.docx").kind("minutes"),
        ];
        assert_eq!(points(&scoring, &slots, documents), (Some(1.0), 1.0, 2.0));
    }

    #[test]
    fn a_paper_with_many_topics_counts_once_and_could_count_for_each() {
        let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 4.0 });
        let topics = ["assets", "members", "shares"];
        let slots = json!([slot("plan", 3, &json!({ "count": "topics", "topics": topics }))]);
        let one = vec![paper("方案.docx").kind("plan").topics(&topics)];
        assert_eq!(points(&scoring, &slots, one), (Some(1.0), 1.0, 3.0));
    }

    #[test]
    fn weights_add_up_to_the_cap_and_then_nothing_more_is_wanted() {
        let scoring = json!({ "type": "weighted_count", "weights": { "V01.1": 1.0, "V01.2": 2.0 }, "cap": 4.0 });
        let slots = json!([slot("plan", 4, &json!({})), slot_named("V01.2", "minutes", 2, &json!({}))]);
        let mut documents = plans(1);
        documents.push(paper("记录.docx").kind("minutes"));
        let item = settled(&scoring, &slots, documents.clone());
        assert_eq!((item.suggested, item.min, item.max), (Some(3.0), 3.0, 3.0));
        assert_eq!(item.state, ItemState::Partial);
        documents.push(paper("记录2.docx").kind("minutes"));
        let item = settled(&scoring, &slots, documents);
        assert_eq!((item.suggested, item.min, item.max), (Some(4.0), 4.0, 4.0));
        assert_eq!(item.state, ItemState::Complete, "two minutes alone reach the cap");
        assert!(item.findings.is_empty(), "{:?}", item.findings);
    }

    #[test]
    fn parts_score_by_themselves() {
        let scoring = json!({ "type": "composite", "parts": { "V01.1": 1.0, "V01.2": 3.0 } });
        let slots = json!([slot("plan", 1, &json!({})), slot_named("V01.2", "minutes", 1, &json!({}))]);
        assert_eq!(points(&scoring, &slots, plans(1)), (Some(1.0), 1.0, 1.0));
        assert_eq!(points(&scoring, &slots, vec![]), (Some(0.0), 0.0, 0.0));
        assert_eq!(points(&scoring, &slots, scans()), (Some(0.0), 0.0, 4.0));
        let both = vec![paper("方案.docx").kind("plan"), paper("记录.pdf").kind("minutes").unread()];
        assert_eq!(points(&scoring, &slots, both), (Some(4.0), 1.0, 4.0));
    }

    #[test]
    fn a_welcome_extra_is_a_part_only_where_it_is_there() {
        let scoring = json!({ "type": "composite", "parts": { "V01.1": 1.0, "V01.2": 3.0 } });
        let slots = json!([slot("plan", 1, &json!({})), slot_named("V01.2", "minutes", 0, &json!({}))]);
        assert_eq!(points(&scoring, &slots, plans(1)), (Some(1.0), 1.0, 1.0));
    }

    #[test]
    fn detail_is_graded_by_a_person_from_the_lowest_grade_up() {
        let scoring = json!({ "type": "tier_doc_detail", "tiers": [1.0, 2.0, 4.0], "slot": "V01.1" });
        let slots = json!([slot("plan", 1, &json!({})), slot_named("V01.2", "minutes", 1, &json!({}))]);
        let mut documents = plans(1);
        assert_eq!(points(&scoring, &slots, documents.clone()), (None, 0.0, 4.0), "the minutes lack");
        documents.push(paper("记录.docx").kind("minutes"));
        assert_eq!(points(&scoring, &slots, documents), (None, 1.0, 4.0));
        let unread = vec![paper("方案.docx").kind("plan").unread(), paper("记录.docx").kind("minutes")];
        assert_eq!(points(&scoring, &slots, unread), (None, 0.0, 4.0));
        assert_eq!(points(&scoring, &slots, vec![]), (None, 0.0, 0.0));
        assert_eq!(points(&scoring, &slots, scans()), (None, 0.0, 4.0));
    }

    #[test]
    fn volume_is_suggested_by_number() {
        let scoring = json!({ "type": "tier_volume", "tiers": [1.0, 2.0, 4.0], "slot": "V01.1", "rich": 6 });
        let slots = json!([slot("plan", 1, &json!({}))]);
        assert_eq!(points(&scoring, &slots, vec![]), (Some(0.0), 0.0, 0.0));
        assert_eq!(points(&scoring, &slots, plans(1)), (Some(1.0), 1.0, 4.0));
        assert_eq!(points(&scoring, &slots, plans(3)), (Some(2.0), 1.0, 4.0));
        assert_eq!(points(&scoring, &slots, plans(6)), (Some(4.0), 1.0, 4.0));
        assert_eq!(points(&scoring, &slots, scans()), (Some(0.0), 0.0, 4.0));
        let unread = vec![paper("方案.docx").kind("plan").unread()];
        assert_eq!(points(&scoring, &slots, unread), (Some(1.0), 0.0, 4.0));
    }

    #[test]
    fn a_threshold_is_open_only_once_it_is_reached() {
        let scoring = json!({ "type": "threshold", "slot": "V01.1", "at_least": 2 });
        let slots = json!([slot("plan", 2, &json!({}))]);
        assert_eq!(points(&scoring, &slots, plans(1)), (None, 0.0, 0.0));
        assert_eq!(points(&scoring, &slots, plans(2)), (None, 0.0, 4.0));
        assert_eq!(points(&scoring, &slots, scans()), (None, 0.0, 4.0));
    }

    #[test]
    fn judgement_gets_the_share_that_is_there_and_no_least() {
        let slots = json!([slot("plan", 3, &json!({})), slot_named("V01.2", "minutes", 1, &json!({}))]);
        for scoring in [json!({ "type": "judgement" }), json!({ "type": "unspecified" })] {
            // (1/3 + 0) / 2 of 4 points is 0.67, rounded down to halves.
            assert_eq!(points(&scoring, &slots, plans(1)), (Some(0.5), 0.0, 4.0));
            assert_eq!(points(&scoring, &slots, plans(9)), (Some(2.0), 0.0, 4.0));
            assert_eq!(points(&scoring, &slots, vec![]), (Some(0.0), 0.0, 0.0));
            assert_eq!(points(&scoring, &slots, scans()), (Some(0.0), 0.0, 4.0));
        }
    }

    #[test]
    fn a_veto_and_field_work_are_for_people() {
        let slots = json!([slot("plan", 1, &json!({}))]);
        let veto = json!({ "type": "veto_zero", "veto": "有侵权条款的不得分" });
        assert_eq!(points(&veto, &slots, plans(1)), (Some(4.0), 0.0, 4.0));
        assert_eq!(points(&veto, &slots, vec![]), (Some(0.0), 0.0, 0.0));
        let field = json!({ "type": "judgement_field", "veto": "有上访的不得分" });
        for documents in [vec![], plans(1), scans()] {
            let item = settled(&field, &slots, documents);
            assert_eq!((item.suggested, item.min, item.max), (None, 0.0, 4.0));
            assert_eq!(item.decided_by, DecidedBy::Field);
        }
    }

    #[test]
    fn states_tell_missing_from_unreadable() {
        let scoring = json!({ "type": "presence_full" });
        let slots = json!([slot("plan", 1, &json!({})), slot_named("V01.2", "minutes", 1, &json!({}))]);
        let state = |documents| settled(&scoring, &slots, documents).state;
        let minutes = || paper("记录.docx").kind("minutes");
        assert_eq!(state(vec![]), ItemState::Missing);
        assert_eq!(state(plans(1)), ItemState::Partial);
        assert_eq!(state(vec![scan("扫描.pdf")]), ItemState::Unreadable);
        assert_eq!(state(vec![paper("方案.docx").kind("plan"), minutes()]), ItemState::Complete);
        assert_eq!(state(vec![paper("方案.pdf").kind("plan").unread(), minutes()]), ItemState::Unreadable);
        let blank = Document { is_template: true, ..paper("方案样表.docx").kind("plan") };
        assert_eq!(state(vec![blank]), ItemState::Missing);
        let draft = Document { is_draft: true, ..paper("方案草案.docx").kind("plan") };
        assert_eq!(state(vec![draft]), ItemState::Partial);
    }
}

//! What people decided, laid over the assessment: pure, and cheap enough to do at every request.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    evaluate::total,
    model::{
        ArchivePath, Changes, ContentHash, DecidedBy, Decision, Finding, ItemAssessment, LogEntry, Said, Seen,
        SettledFinding, Severity, Step, UnitAssessment, Verdict,
    },
    text::Cut,
};

/// How many hexadecimal digits of a digest stand in a finding's key.
const KEY_DIGITS: usize = 12;

/// The keys of an item's findings, in their order: `notice-too-short:3fa9c1d20b7e`.
///
/// A key is the code with a digest of the places, so that a finding keeps it when its words change and loses it when
/// it shows elsewhere. Where several findings of an item have one code and the same places, or none at all, the words
/// count too.
pub fn finding_keys(findings: &[Finding]) -> Vec<String> {
    let key = |finding: &Finding, words: bool| {
        let mut text = String::new();
        for place in &finding.places {
            let page = place.page.unwrap_or_default();
            text.push_str(&format!("{}\u{1f}{page}\u{1f}{}\u{1e}", place.path, place.quote));
        }
        if words {
            text.push_str(&finding.message.zh);
        }
        let digest = ContentHash::of(text.as_bytes());
        format!("{}:{}", finding.code.as_str(), digest.as_str().part(..KEY_DIGITS))
    };
    let short: Vec<String> = findings.iter().map(|finding| key(finding, finding.places.is_empty())).collect();
    let is_shared = |own: &String| short.iter().filter(|text| *text == own).nth(1).is_some();
    let full = |(finding, own)| if is_shared(own) { key(finding, true) } else { own.clone() };
    findings.iter().zip(&short).map(full).collect()
}

/// The keys of the findings that stand in an item, in their order. A wrong alarm that has left the list still counts
/// in making them, so that they are those of the item as it was found.
pub fn finding_keys_of(item: &ItemAssessment) -> Vec<String> {
    let dismissed = item.settled.iter().filter(|settled| settled.verdict == Verdict::WrongAlarm);
    let all: Vec<Finding> = item.findings.iter().chain(dismissed.map(|settled| &settled.finding)).cloned().collect();
    let mut keys = finding_keys(&all);
    keys.truncate(item.findings.len());
    keys
}

/// The evidence that an item rests on: what fills its slots, and where its faults and warnings show.
pub fn seen_of_item(item: &ItemAssessment, digest_of: &dyn Fn(&ArchivePath) -> String) -> Vec<Seen> {
    let weighty = item.findings.iter().filter(|finding| finding.severity != Severity::Hint);
    let settled = item.settled.iter().map(|settled| &settled.finding).filter(|it| it.severity != Severity::Hint);
    let shown = weighty.chain(settled).flat_map(|finding| &finding.places).map(|place| &place.path);
    seen(item.evidence.iter().map(|evidence| &evidence.citation.path).chain(shown), digest_of)
}

/// The files that a finding shows in.
pub fn seen_of_finding(finding: &Finding, digest_of: &dyn Fn(&ArchivePath) -> String) -> Vec<Seen> {
    seen(finding.places.iter().map(|place| &place.path), digest_of)
}

fn seen<'p>(paths: impl Iterator<Item = &'p ArchivePath>, digest_of: &dyn Fn(&ArchivePath) -> String) -> Vec<Seen> {
    let paths: BTreeSet<&ArchivePath> = paths.collect();
    paths.into_iter().map(|path| Seen { path: path.clone(), digest: digest_of(path) }).collect()
}

/// The entries that stand: no undo, and not undone. In the order of the log.
pub fn standing(log: &[LogEntry]) -> Vec<&LogEntry> {
    let undone: BTreeSet<u64> = log
        .iter()
        .filter_map(|entry| match entry.step {
            Step::Undo { of } => Some(of),
            Step::Score { .. } | Step::Verdict { .. } => None,
        })
        .collect();
    let stands = |entry: &&LogEntry| !matches!(entry.step, Step::Undo { .. }) && !undone.contains(&entry.seq);
    log.iter().filter(stands).collect()
}

/// The entries of one item, in the order of the log.
pub fn of_item<'l>(log: &'l [LogEntry], unit: &crate::model::Unit, item: &str) -> Vec<&'l LogEntry> {
    log.iter().filter(|entry| entry.unit == *unit && entry.item == item).collect()
}

/// The number of the last entry of an item; 0 where there is none. Who decides says which one they saw.
pub fn version_of(log: &[LogEntry], unit: &crate::model::Unit, item: &str) -> u64 {
    of_item(log, unit, item).last().map_or(0, |entry| entry.seq)
}

/// Lays what people decided over a fresh assessment of a unit.
///
/// A decided item has one score, its own least and most. A wrong alarm moves from the findings to the settled ones and
/// weighs nothing. Whatever rests on evidence that has changed since says so, and counts all the same.
pub fn apply(unit: &mut UnitAssessment, log: &[LogEntry], digest_of: &dyn Fn(&ArchivePath) -> String) {
    let mut by_item: BTreeMap<&str, Vec<&LogEntry>> = BTreeMap::new();
    for entry in standing(log).into_iter().filter(|entry| entry.unit == unit.unit) {
        by_item.entry(&entry.item).or_default().push(entry);
    }
    for item in &mut unit.items {
        if let Some(entries) = by_item.get(item.id.as_str()) {
            apply_to(item, entries, digest_of);
        }
    }
    unit.score = total(&unit.items, unit.score.max);
}

fn apply_to(item: &mut ItemAssessment, entries: &[&LogEntry], digest_of: &dyn Fn(&ArchivePath) -> String) {
    // Before findings move, so that the evidence is the whole item's.
    let seen_now = seen_of_item(item, digest_of);
    let keys = finding_keys(&item.findings);
    let mut kept = Vec::new();
    for (finding, key) in std::mem::take(&mut item.findings).into_iter().zip(keys) {
        let verdict = entries.iter().rev().find_map(|entry| match &entry.step {
            Step::Verdict { finding, verdict, .. } if *finding == key => Some((*entry, *verdict)),
            _ => None,
        });
        let Some((entry, verdict)) = verdict else {
            kept.push(finding);
            continue;
        };
        if verdict == Verdict::Confirmed {
            kept.push(finding.clone());
        }
        let said = said(entry, &seen_of_finding(&finding, digest_of));
        item.settled.push(SettledFinding { key, finding, verdict, said });
    }
    item.findings = kept;
    item.weigh_findings();
    let scored = entries.iter().rev().find_map(|entry| match entry.step {
        Step::Score { score, original_seen, suggested } => Some((*entry, score, original_seen, suggested)),
        _ => None,
    });
    if let Some((entry, score, original_seen, suggested)) = scored {
        // The table may give fewer points than it did when the score was given.
        let score = score.min(item.points);
        (item.min, item.max, item.decided_by) = (score, score, DecidedBy::Human);
        item.decision = Some(Decision { score, original_seen, suggested, said: said(entry, &seen_now) });
    }
}

/// The photos of a unit of which people confirmed, in any of its items, that they were used twice or taken elsewhere. What people
/// decided must have been laid over it.
pub fn rejected_photos(unit: &UnitAssessment) -> BTreeSet<ArchivePath> {
    let settled = unit.items.iter().flat_map(|item| &item.settled);
    let confirmed =
        settled.filter(|settled| settled.verdict == Verdict::Confirmed && settled.finding.code.rejects_photo());
    // A finding of reuse names the photo that it stands at first, and the other behind it.
    confirmed.filter_map(|settled| Some(settled.finding.places.first()?.path.clone())).collect()
}

fn said(entry: &LogEntry, now: &[Seen]) -> Said {
    Said {
        seq: entry.seq,
        by: entry.by.clone(),
        at: entry.at.clone(),
        reason: entry.reason.clone(),
        changes: Changes::between(&entry.seen, now),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{ByPapers, Citation, Code, Evidence, ItemState, Message, Score, Unit},
        msg,
    };

    fn path(name: &str) -> ArchivePath {
        ArchivePath::new(name)
    }

    fn digest_of(path: &ArchivePath) -> String {
        format!("digest of {path}")
    }

    fn finding(code: Code, severity: Severity, places: &[(&str, &str)]) -> Finding {
        let place =
            |(file, quote): &(&str, &str)| Citation { path: path(file), page: Some(1), quote: (*quote).to_owned() };
        Finding {
            code, severity, message: msg!("请核实", "please verify"), places: places.iter().map(place).collect()
        }
    }

    /// A veto item of 2 points, all papers there, with one fault.
    fn unit() -> UnitAssessment {
        let mut item = ItemAssessment {
            id: "V11".to_owned(),
            points: 2.0,
            state: ItemState::Complete,
            decided_by: DecidedBy::Human,
            suggested: Some(2.0),
            reasons: Vec::new(),
            min: 0.0,
            max: 2.0,
            internal_error: None,
            slots: Vec::new(),
            evidence: vec![Evidence { slot: "V11.1".to_owned(), citation: Citation::file(&path("办法.pdf")) }],
            findings: vec![
                finding(Code::RightsInfringingClause, Severity::Fault, &[("办法.pdf", "外嫁女不享受")]),
                finding(Code::WordingError, Severity::Warning, &[("办法.pdf", "帐目")]),
            ],
            by_papers: ByPapers {
                state: ItemState::Complete,
                suggested: Some(2.0),
                min: 0.0,
                decided_by: DecidedBy::Human,
                fault_takes_all: true,
                rests_on: BTreeSet::from([path("办法.pdf")]),
            },
            decision: None,
            settled: Vec::new(),
        };
        item.weigh_findings();
        let score = Score { confirmed: 0.0, possible: 2.0, max: 2.0 };
        UnitAssessment {
            unit: Unit::Village("张庄村".to_owned()),
            score,
            items: vec![item],
            photos: Vec::new(),
            meetings: Vec::new(),
            figures: Vec::new(),
            failures: Vec::new(),
        }
    }

    fn entry(seq: u64, step: Step, seen: Vec<Seen>) -> LogEntry {
        LogEntry {
            seq,
            at: format!("2020-06-18T09:30:{seq:02}+08:00"),
            by: "周小满".to_owned(),
            unit: Unit::Village("张庄村".to_owned()),
            item: "V11".to_owned(),
            step,
            reason: "核对过原件".to_owned(),
            seen,
        }
    }

    fn score(points: f64) -> Step {
        Step::Score { score: points, original_seen: false, suggested: Some(0.0) }
    }

    fn verdict(unit: &UnitAssessment, at: usize, verdict: Verdict) -> Step {
        let finding = finding_keys(&unit.items[0].findings)[at].clone();
        Step::Verdict { finding, code: unit.items[0].findings[at].code, verdict }
    }

    #[test]
    fn a_score_moves_both_ends_and_says_whose_it_is() {
        let mut decided = unit();
        let seen = seen_of_item(&decided.items[0], &digest_of);
        apply(&mut decided, &[entry(1, score(1.5), seen)], &digest_of);
        let item = &decided.items[0];
        assert_eq!((item.min, item.max, item.decided_by), (1.5, 1.5, DecidedBy::Human));
        assert_eq!((decided.score.confirmed, decided.score.possible, decided.score.max), (1.5, 1.5, 2.0));
        let decision = item.decision.as_ref().expect("it is decided");
        assert_eq!((decision.score, decision.said.by.as_str()), (1.5, "周小满"));
        assert!(!decision.said.is_stale());
        assert_eq!(item.state, ItemState::Fault, "a score says nothing of the findings");
        assert_eq!(item.suggested, Some(0.0), "the program's suggestion stays beside it");
    }

    #[test]
    fn a_wrong_alarm_weighs_nothing_and_is_still_shown() {
        let mut unit = unit();
        assert_eq!((unit.items[0].state, unit.items[0].suggested), (ItemState::Fault, Some(0.0)));
        let step = verdict(&unit, 0, Verdict::WrongAlarm);
        let seen = seen_of_finding(&unit.items[0].findings[0], &digest_of);
        apply(&mut unit, &[entry(1, step, seen)], &digest_of);
        let item = &unit.items[0];
        assert_eq!((item.state, item.suggested), (ItemState::Fault, None), "a warning stands on what it rests on");
        assert_eq!(item.findings.len(), 1, "the other finding stands");
        assert_eq!(item.settled.len(), 1);
        assert_eq!((item.settled[0].verdict, item.settled[0].said.is_stale()), (Verdict::WrongAlarm, false));
    }

    #[test]
    fn green_comes_back_when_all_was_a_wrong_alarm() {
        let mut unit = unit();
        let steps: Vec<Step> = (0..2).map(|at| verdict(&unit, at, Verdict::WrongAlarm)).collect();
        let log: Vec<LogEntry> = (1..).zip(steps).map(|(seq, step)| entry(seq, step, Vec::new())).collect();
        apply(&mut unit, &log, &digest_of);
        assert_eq!((unit.items[0].state, unit.items[0].suggested), (ItemState::Complete, Some(2.0)));
    }

    #[test]
    fn a_confirmed_fault_stays_one() {
        let mut unit = unit();
        let step = verdict(&unit, 0, Verdict::Confirmed);
        apply(&mut unit, &[entry(1, step, Vec::new())], &digest_of);
        assert_eq!(unit.items[0].state, ItemState::Fault);
        assert_eq!((unit.items[0].findings.len(), unit.items[0].settled.len()), (2, 1));
    }

    #[test]
    fn the_last_step_that_was_not_undone_stands() {
        let given = |log: &[LogEntry]| {
            let mut unit = unit();
            apply(&mut unit, log, &digest_of);
            unit.items[0].decision.as_ref().map(|decision| decision.score)
        };
        let mut log = vec![entry(1, score(1.0), Vec::new()), entry(2, score(2.0), Vec::new())];
        assert_eq!(given(&log), Some(2.0));
        log.push(entry(3, Step::Undo { of: 2 }, Vec::new()));
        assert_eq!(given(&log), Some(1.0), "what stood before stands again");
        log.push(entry(4, Step::Undo { of: 1 }, Vec::new()));
        assert_eq!(given(&log), None);
        log.push(entry(5, score(0.5), Vec::new()));
        assert_eq!(given(&log), Some(0.5));
        assert_eq!(version_of(&log, &Unit::Village("张庄村".to_owned()), "V11"), 5);
        assert_eq!(version_of(&log, &Unit::Township, "V11"), 0);
    }

    #[test]
    fn evidence_that_changed_makes_a_decision_stale_and_it_still_counts() {
        let mut decided = unit();
        let seen = seen_of_item(&decided.items[0], &|_| "other bytes".to_owned());
        apply(&mut decided, &[entry(1, score(2.0), seen)], &digest_of);
        let decision = decided.items[0].decision.as_ref().expect("it is decided");
        assert!(decision.said.is_stale());
        assert_eq!(decision.said.changes.changed, [path("办法.pdf")]);
        assert_eq!(decided.score.confirmed, 2.0);
    }

    #[test]
    fn photos_that_people_confirmed_to_be_elsewhere_are_rejected() {
        let photo = |code: Code| finding(code, Severity::Warning, &[("公示.jpg", ""), ("../别村/公示.jpg", "")]);
        for (code, said, rejected) in [
            (Code::PhotoReused, Verdict::Confirmed, true),
            (Code::PhotoOutsideVillage, Verdict::Confirmed, true),
            (Code::PhotoReused, Verdict::WrongAlarm, false),
            (Code::PhotoTimeMismatch, Verdict::Confirmed, false),
        ] {
            let mut unit = unit();
            unit.items[0].findings = vec![photo(code)];
            let step = verdict(&unit, 0, said);
            apply(&mut unit, &[entry(1, step, Vec::new())], &digest_of);
            let wanted: BTreeSet<ArchivePath> = rejected.then(|| path("公示.jpg")).into_iter().collect();
            assert_eq!(rejected_photos(&unit), wanted, "{code:?} {said:?}");
        }
    }

    #[test]
    fn a_finding_that_shows_elsewhere_is_another_one() {
        let mut unit = unit();
        let step = verdict(&unit, 0, Verdict::WrongAlarm);
        unit.items[0].findings[0].places[0].quote = "入赘女婿不享受".to_owned();
        apply(&mut unit, &[entry(1, step, Vec::new())], &digest_of);
        assert_eq!(unit.items[0].state, ItemState::Fault, "nobody has looked at this clause");
    }

    #[test]
    fn keys_tell_findings_of_one_item_apart() {
        let at = |message: &str, places: &[(&str, &str)]| Finding {
            message: Message::same(message),
            ..finding(Code::MinutesFieldMissing, Severity::Warning, places)
        };
        let keys = finding_keys(&[
            at("缺主持人", &[("记录.pdf", "记录")]),
            at("缺记录人", &[("记录.pdf", "记录")]),
            at("缺时间", &[("记录2.pdf", "记录")]),
            at("缺决议", &[]),
            at("缺签字", &[]),
        ]);
        let distinct: BTreeSet<&String> = keys.iter().collect();
        assert_eq!(distinct.len(), 5, "{keys:?}");
        assert!(keys.iter().all(|key| key.starts_with("minutes-field-missing:")));
        let again = finding_keys(&[at("换了说法", &[("记录2.pdf", "记录")])]);
        assert_eq!(again[0], keys[2], "words alone do not make another finding");
    }
}

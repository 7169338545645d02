//! Nobody is in two places at once: two meetings of one hour, in two places, with the same host or the same signer.

use std::{collections::BTreeSet, sync::LazyLock};

use super::{cite, gatherings, name_of};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        facts::{gathering::Gathering, meeting::MeetingFacts},
    },
    model::{Code, Finding, MeetingBody, Severity},
    msg,
    text::{cut::Cut, fold::fold_name},
    vocabulary,
};

/// Meetings that begin within so many minutes of each other overlap.
const OVERLAP: u16 = 30;
/// Words for the village's own rooms: 村部 and 村委会会议室 can be one place.
static OFFICE: LazyLock<Vec<&str>> =
    LazyLock::new(|| vocabulary!("place-words.tsv").read_by("village-office").collect());
/// Names in a message.
const SHOWN: usize = 5;

/// When and where a meeting was held, and who was there by name.
struct Held<'c> {
    gathering: &'c Gathering,
    paper: usize,
    facts: &'c MeetingFacts,
    began: u16,
    place: String,
    people: BTreeSet<&'c str>,
}

/// Names every pair of an item's meetings that share people, the hour and not the place. Clocks and words for places are
/// loose: it is a hint.
pub(super) fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let held: Vec<Held<'_>> =
        gatherings(case, filled).into_iter().filter_map(|gathering| held(case, gathering)).collect();
    let mut findings = Vec::new();
    for (at, first) in held.iter().enumerate() {
        findings.extend(held.part(at + 1..).iter().filter_map(|second| at_once(case, first, second)));
    }
    findings
}

fn held<'c>(case: &'c Case<'_>, gathering: &'c Gathering) -> Option<Held<'c>> {
    let (paper, facts) =
        case.facts.said(gathering).find(|(_, facts)| facts.began.is_some() && facts.place.is_some())?;
    let place = fold_name(&facts.place.as_ref()?.value);
    let mut people: BTreeSet<&str> = BTreeSet::new();
    for (_, facts) in case.facts.said(gathering) {
        people.extend([&facts.host, &facts.recorder].into_iter().flatten().map(|fact| fact.value.as_str()));
    }
    for sheet in gathering.sign_ins.iter().filter_map(|i| case.facts.sign_ins.get(i)) {
        people.extend(sheet.rows.iter().filter(|row| row.signed == Some(true)).map(|row| row.name.as_str()));
    }
    let began = facts.began.as_ref()?.value;
    (gathering.date.is_some() && !facts.recognised).then_some(Held { gathering, paper, facts, began, place, people })
}

fn at_once(case: &Case<'_>, first: &Held<'_>, second: &Held<'_>) -> Option<Finding> {
    let (a, b) = (first.gathering, second.gathering);
    // Two papers of an unknown body may be of one meeting.
    let are_two = a.body != b.body && a.body != MeetingBody::Unknown && b.body != MeetingBody::Unknown;
    let in_office = |place: &str| OFFICE.iter().any(|word| place.contains(word));
    let may_be_one = first.place.contains(&second.place)
        || second.place.contains(&first.place)
        || (in_office(&first.place) && in_office(&second.place));
    let both: Vec<&str> = first.people.intersection(&second.people).copied().take(SHOWN).collect();
    if a.date != b.date || !are_two || may_be_one || first.began.abs_diff(second.began) >= OVERLAP || both.is_empty() {
        return None;
    }
    let mut places = Vec::new();
    for held in [first, second] {
        let Some(document) = case.documents.get(held.paper) else { continue };
        for fact in held.facts.place.iter().chain(&held.facts.host) {
            cite(document, fact, &mut places);
        }
    }
    let (one, other, zh, en) = (name_of(case, a), name_of(case, b), both.join("、"), both.join(", "));
    Some(Finding {
        code: Code::AttendanceMismatch,
        severity: Severity::Hint,
        message: msg!(
            "“{one}”与“{other}”时间相近、地点不同，{zh}两处都在：请核实时间和地点",
            "“{one}” and “{other}” are of the same hour and in two places, and {en} was at both: please check hour and place"
        ),
        places,
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        evaluate::{Document, checks::meeting::tests::found, fixture::paper},
        model::{Code, Severity},
    };

    fn minutes(path: &str, name: &str, time: &str, place: &str, host: &str) -> Document {
        let text = format!("槐荫村{name}记录\n时间：{time}\n地点：{place}\n主持人：{host}\n议题：清产");
        paper(path).kind("minutes").saying(&[&text])
    }

    fn pair(time: &str, place: &str, host: &str) -> Vec<Document> {
        vec![
            minutes("一.docx", "村民代表会议", "2019年3月8日上午9时", "文化广场", "冯大山"),
            minutes("二.docx", "党员大会", time, place, host),
        ]
    }

    #[test]
    fn one_host_in_two_places() {
        for (time, place) in [
            ("2019年3月8日上午9点", "村小学"),
            ("2019年3月8日9:15", "镇政府三楼"),
            ("二〇一九年三月八日上午九时二十分", "村委会会议室"),
        ] {
            let findings = found("attendance", pair(time, place, "冯大山"));
            assert_eq!(findings.len(), 1, "{time} {place}: {findings:?}");
            assert_eq!((findings[0].code, findings[0].severity), (Code::AttendanceMismatch, Severity::Hint));
            assert!(findings[0].message.zh.contains("冯大山两处都在"), "{}", findings[0].message.zh);
        }
    }

    #[test]
    fn other_hours_places_and_people_are_left_alone() {
        for (time, place, host) in [
            ("2019年3月8日下午3点", "村小学", "冯大山"),
            ("2019年3月9日上午9时", "村小学", "冯大山"),
            ("2019年3月8日上午9时", "村文化广场", "冯大山"),
            ("2019年3月8日上午9时", "村小学", "卫小河"),
            ("2019年3月8日上午", "村小学", "冯大山"),
            ("2019年3月8日上午10时", "村小学", "冯大山"),
        ] {
            let findings = found("attendance", pair(time, place, host));
            assert!(findings.is_empty(), "{time} {place} {host}: {findings:?}");
        }
        let rooms = vec![
            minutes("一.docx", "村民代表会议", "2019年3月8日上午9时", "村部", "冯大山"),
            minutes("二.docx", "党员大会", "2019年3月8日上午9时", "村委会二楼会议室", "冯大山"),
        ];
        assert!(found("attendance", rooms).is_empty(), "one room by two names");
    }
}

//! Those who came, signed in and voted are as many (R07).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{by_hand, cite, cite_in, gatherings, name_of, place, roster};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        documents::prose::script::Fact,
        facts::{count::Vote, gathering::Gathering, meeting::MeetingFacts},
    },
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::LevelSlot,
};

/// Those who came, signed in and voted are as many, and nobody was in two places at once (R07).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Attendance {
    /// The slot of the representatives' list, in whichever item of the same level, on which those who signed in stand.
    #[serde(default)]
    roster: Option<LevelSlot>,
}

impl CheckType for Attendance {
    const NAME: &'static str = "attendance";
    const CODES: &'static [Code] = &[Code::AttendanceMismatch];
    const WORDS: Words = Words {
        looks_for: [
            "实到人数、签到人数、表决票数是否一致；签到的人是否在代表名册中；同一人是否同时出现在两处",
            "whether those present, signed in and voting are as many, on the representatives' list, and in one place",
        ],
        reads: [
            "会议记录、决议、签到表、代表名册",
            "minutes, resolutions, sign-in sheets and lists of representatives",
        ],
        blind_to: ["代签、一人多签", "signatures by another hand"],
    };
}

impl Check for Attendance {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, self.roster.as_deref())
    }
}

fn check(case: &Case<'_>, filled: &[Filled<'_>], representatives: Option<&str>) -> Vec<Finding> {
    let mut findings = place::check(case, filled);
    findings.extend(roster::check(case, filled, representatives));
    for gathering in gatherings(case, filled) {
        let name = name_of(case, gathering);
        findings.extend(between_papers(case, gathering, &name));
        findings.extend(within_papers(case, gathering, &name));
        findings.extend(signed_in(case, gathering, &name));
    }
    findings
}

fn finding(doubtful: bool, zh: &str, en: &str, places: Vec<Citation>) -> Finding {
    let (hand_zh, hand_en) = by_hand(doubtful);
    Finding {
        code: Code::AttendanceMismatch,
        severity: if doubtful { Severity::Hint } else { Severity::Warning },
        message: msg!("{zh}，请核实{hand_zh}", "{en}; please check{hand_en}"),
        places,
    }
}

/// Picks a number out of what a paper says.
type Pick = fn(&MeetingFacts) -> Option<&Fact<u32>>;

/// Two papers of one meeting give other numbers.
fn between_papers(case: &Case<'_>, gathering: &Gathering, name: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let labels: [(&str, &str, Pick); 2] = [
        ("应到", "expected", |facts| facts.attendance.expected.as_ref()),
        ("实到", "present", |facts| facts.attendance.present.as_ref()),
    ];
    for (zh, en, pick) in labels {
        let given: Vec<(usize, &Fact<u32>)> =
            case.facts.said(gathering).filter_map(|(document, facts)| Some((document, pick(facts)?))).collect();
        let Some((first_at, first)) = given.first() else { continue };
        let Some((other_at, other)) = given.iter().find(|(_, fact)| fact.value != first.value) else { continue };
        let mut places = Vec::new();
        cite_in(case, *first_at, first, &mut places);
        cite_in(case, *other_at, other, &mut places);
        let (a, b) = (first.value, other.value);
        findings.push(finding(
            first.doubtful || other.doubtful,
            &format!("“{name}”各材料所记{zh}人数不一致：{a} 人、{b} 人"),
            &format!("“{name}”: the papers give {a} and {b} {en}"),
            places,
        ));
    }
    findings
}

/// A paper's own numbers: more came than could, a second 实到, votes that do not add up to those present.
fn within_papers(case: &Case<'_>, gathering: &Gathering, name: &str) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (at, facts) in case.facts.said(gathering) {
        let Some(document) = case.documents.get(at) else { continue };
        let Some(present) = &facts.attendance.present else { continue };
        let count = present.value;
        if let Some(expected) = facts.attendance.expected.as_ref().filter(|expected| expected.value < count) {
            let mut places = Vec::new();
            cite(document, expected, &mut places);
            cite(document, present, &mut places);
            let expected_count = expected.value;
            findings.push(finding(
                expected.doubtful || present.doubtful,
                &format!("“{name}”实到 {count} 人，多于应到 {expected_count} 人"),
                &format!("“{name}”: {count} came where {expected_count} were expected"),
                places,
            ));
        }
        if let Some(again) = &facts.attendance.present_again {
            let mut places = Vec::new();
            cite(document, present, &mut places);
            cite(document, again, &mut places);
            let other = again.value;
            findings.push(finding(
                present.doubtful || again.doubtful,
                &format!("“{name}”同一份材料中实到人数前后不一致：{count} 人、{other} 人"),
                &format!("“{name}”: one paper gives both {count} and {other} present"),
                places,
            ));
        }
        for vote in &facts.votes {
            let Some((sum, counts)) = sum(vote) else { continue };
            if sum == count {
                continue;
            }
            let mut places = Vec::new();
            cite(document, present, &mut places);
            for fact in &counts {
                cite(document, fact, &mut places);
            }
            let mut finding = finding(
                present.doubtful || counts.iter().any(|fact| fact.doubtful),
                &format!("“{name}”实到 {count} 人，同意、反对、弃权合计 {sum} 人"),
                &format!("“{name}”: {count} came, and the votes come to {sum}"),
                places,
            );
            // Some may not have voted; nobody votes twice.
            if sum > count && finding.severity == Severity::Warning {
                finding.severity = Severity::Fault;
            }
            findings.push(finding);
        }
    }
    // Minutes and resolution can hold the same slip; it is said once.
    let mut once: Vec<Finding> = Vec::new();
    for next in findings {
        match once.iter_mut().find(|before| before.message == next.message) {
            Some(before) => before
                .places
                .extend(next.places.into_iter().filter(|place| !before.places.contains(place)).collect::<Vec<_>>()),
            None => once.push(next),
        }
    }
    once
}

/// The sum of a vote whose three counts are all given, or which has more for it than came.
fn sum(vote: &Vote) -> Option<(u32, Vec<&Fact<u32>>)> {
    let counts = [vote.in_favour.as_ref()?, vote.against.as_ref()?, vote.abstained.as_ref()?];
    let sum = counts.iter().fold(0_u32, |sum, fact| sum.saturating_add(fact.value));
    Some((sum, counts.to_vec()))
}

/// The sign-in sheet and 实到: guests, and those listed who did not sign, may or may not be in the number.
fn signed_in(case: &Case<'_>, gathering: &Gathering, name: &str) -> Option<Finding> {
    let (at, sheet) = gathering.sign_ins.iter().find_map(|i| Some((*i, case.facts.sign_ins.get(i)?)))?;
    let several = gathering.sign_ins.len() > 1 || case.documents.get(at)?.has_unread_pages;
    if sheet.rows.len() < 3 || several {
        return None;
    }
    let (paper, present) =
        case.facts.said(gathering).find_map(|(i, facts)| Some((i, facts.attendance.present.as_ref()?)))?;
    let count = usize::try_from(present.value).ok()?;
    let counts = [sheet.signed(), sheet.signed_voters(), sheet.voters(), sheet.listed()];
    if counts.contains(&count) {
        return None;
    }
    let signed = sheet.signed();
    let recognised = sheet.meeting.recognised || present.doubtful;
    let mut places = Vec::new();
    cite_in(case, paper, present, &mut places);
    cite_in(case, at, &sheet.head, &mut places);
    Some(finding(
        recognised,
        &format!("“{name}”实到 {count} 人，签到表签到 {signed} 人"),
        &format!("“{name}”: {count} came, and {signed} signed in"),
        places,
    ))
}

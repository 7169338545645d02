//! The papers of one meeting bear fitting dates (R04, R32): the notice before it, the resolution on its day or after.

use std::sync::LazyLock;

use jiff::civil::{Date, date};
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{cite_in, gatherings, name_of, pieces, title_of};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        documents::{
            issued::issued,
            prose::script::{Fact, Script},
        },
        facts::gathering::Gathering,
    },
    model::{Citation, Code, Finding, MeetingBody, Message, Severity},
    msg,
    rubric::KindRole,
    text::{
        cut::Cut,
        dates::{find_dates, find_month_days},
        pattern,
        workdays::days_after,
    },
};

/// A meeting's notice, sign-in, minutes and resolution bear fitting dates (R04, R32).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeetingDates {}

impl CheckType for MeetingDates {
    const NAME: &'static str = "meeting-dates";
    const CODES: &'static [Code] = &[Code::DateAmbiguous, Code::DateOutOfOrder];
    const WORDS: Words = Words {
        looks_for: [
            "同一次会议的通知、签到、记录、决议日期是否相合；村民会议是否提前十天通知",
            "whether the papers of one meeting bear fitting dates, and meetings of all are called ten days before",
        ],
        reads: ["各份材料写明的日期", "the dates that the papers state"],
        blind_to: ["没有日期的材料", "papers without a date"],
    };
}

impl Check for MeetingDates {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled)
    }
}

fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for gathering in gatherings(case, filled) {
        findings.extend(order(case, gathering));
        findings.extend(ambiguous(case, gathering));
    }
    findings.extend(lunar(case, filled));
    findings
}

fn order(case: &Case<'_>, gathering: &Gathering) -> Vec<Finding> {
    let mut findings = Vec::new();
    let name = name_of(case, gathering);
    let held = case.facts.said(gathering).find_map(|(i, facts)| Some((i, facts.date.as_ref()?)));
    let Some((paper, held)) = held else { return findings };
    let day = held.value;
    let out_of_order = |message: Message, signed: Citation| {
        let mut places = vec![signed];
        cite_in(case, paper, held, &mut places);
        Finding { code: Code::DateOutOfOrder, severity: Severity::Warning, message, places }
    };
    for &i in &gathering.calls {
        let Some(document) = case.documents.get(i) else { continue };
        let Some(signed) = issued(document).filter(|signed| signed.value > day) else { continue };
        let signed_on = signed.value;
        let message = msg!(
            "“{name}”的会议通知落款 {signed_on}，晚于会议日期 {day}：请核实",
            "the notice of “{name}” is dated {signed_on}, after the meeting on {day}; please check"
        );
        findings.push(out_of_order(message, signed.cite(document)));
    }
    findings.extend(called_late(case, gathering, &name, (paper, held)));
    for &i in &gathering.resolutions {
        let Some(document) = case.documents.get(i) else { continue };
        let Some(signed) = issued(document).filter(|signed| signed.value < day) else { continue };
        // A paper whose own first day is its only one, and the one that the meeting was found by.
        if case
            .facts
            .resolutions
            .get(&i)
            .and_then(|facts| facts.date.as_ref())
            .is_some_and(|own| own.value == signed.value)
        {
            continue;
        }
        let signed_on = signed.value;
        let message = msg!(
            "“{name}”的决议落款 {signed_on}，早于会议日期 {day}：请核实",
            "the resolution of “{name}” is dated {signed_on}, before the meeting on {day}; please check"
        );
        findings.push(out_of_order(message, signed.cite(document)));
    }
    findings.extend(other_day(case, gathering, &name));
    findings
}

/// Days before the meeting on which it must be called.
const CALLED_BEFORE: i32 = 10;
/// The first day of 农村集体经济组织法.
const RCEO_2024: Date = date(2025, 5, 1);

/// A meeting of all villagers (村民委员会组织法 Art. 21), and since May 2025 one of all members or their representatives
/// (农村集体经济组织法 Art. 27), is called ten days before. With several notices, the first counts.
fn called_late(
    case: &Case<'_>,
    gathering: &Gathering,
    name: &str,
    (paper, held): (usize, &Fact<Date>),
) -> Option<Finding> {
    let day = held.value;
    let (law_zh, law_en) = match gathering.body {
        MeetingBody::Villagers => {
            ("《村民委员会组织法》第二十一条", "Art. 21 of the Organic Law of the Villagers' Committees")
        }
        MeetingBody::Members | MeetingBody::MemberRepresentatives if day >= RCEO_2024 => {
            ("《农村集体经济组织法》第二十七条", "Art. 27 of the Law on Rural Collective Economic Organizations")
        }
        _ => return None,
    };
    let calls = gathering.calls.iter().map(|&i| {
        let document = case.documents.get(i)?;
        Some((document, issued(document)?))
    });
    let calls = calls.collect::<Option<Vec<_>>>()?;
    let (call, signed) = calls.into_iter().min_by_key(|(_, signed)| signed.value)?;
    let ahead = days_after(signed.value, day);
    if !(0..CALLED_BEFORE).contains(&ahead) {
        return None;
    }
    let doubtful = signed.doubtful || held.doubtful;
    let mut places = vec![signed.cite(call)];
    cite_in(case, paper, held, &mut places);
    Some(Finding {
        code: Code::DateOutOfOrder,
        severity: if doubtful { Severity::Hint } else { Severity::Warning },
        message: msg!(
            "“{name}”提前 {ahead} 天通知；按{law_zh}应提前 {CALLED_BEFORE} 天：请核实是否另有更早的通知",
            "“{name}” was called {ahead} days before; by {law_en} it is {CALLED_BEFORE} days: please see whether there was an earlier notice"
        ),
        places,
    })
}

/// Minutes and a resolution or sign-in sheet that lie in one event, tell of one body, and bear another day.
fn other_day(case: &Case<'_>, gathering: &Gathering, name: &str) -> Option<Finding> {
    let minutes = gathering.minutes.first()?;
    let here = |other: &&Gathering| {
        other.event == gathering.event
            && other.body == gathering.body
            && other.minutes.is_empty()
            && other.date.is_some()
    };
    // With two meetings of the body in one event, each may have its own papers.
    let of_body =
        case.facts.gatherings.iter().filter(|other| other.event == gathering.event && other.body == gathering.body);
    if of_body.filter(|other| !other.minutes.is_empty()).count() > 1
        || !(gathering.resolutions.is_empty() || gathering.sign_ins.is_empty())
    {
        return None;
    }
    let other = case.facts.gatherings.iter().find(here)?;
    // The paper that is elsewhere is one that is lacking here.
    let lacking = (gathering.resolutions.is_empty() && !other.resolutions.is_empty())
        || (gathering.sign_ins.is_empty() && !other.sign_ins.is_empty());
    let facts = case.facts.minutes.get(&minutes.0)?.get(minutes.1)?.date.as_ref()?;
    let (at, theirs) = case.facts.said(other).find_map(|(i, facts)| Some((i, facts.date.as_ref()?)))?;
    if !lacking || facts.value == theirs.value {
        return None;
    }
    let mut places = Vec::new();
    cite_in(case, minutes.0, facts, &mut places);
    cite_in(case, at, theirs, &mut places);
    let (day, other_day) = (facts.value, theirs.value);
    let doubtful = facts.doubtful || theirs.doubtful;
    Some(Finding {
        code: Code::DateOutOfOrder,
        severity: if doubtful { Severity::Hint } else { Severity::Warning },
        message: msg!(
            "“{name}”会议记录的日期为 {day}，同一次会议的其他材料为 {other_day}：请核实",
            "the minutes of “{name}” give {day}, another paper of it {other_day}; please check"
        ),
        places,
    })
}

/// A meeting's day without its year, which no name or folder gives either; or one of the lunar calendar.
fn ambiguous(case: &Case<'_>, gathering: &Gathering) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (i, facts) in case.facts.said(gathering) {
        let Some(document) = case.documents.get(i) else { continue };
        let Some(day) = facts.yearless.as_ref().filter(|_| gathering.date.is_none()) else { continue };
        let name = name_of(case, gathering);
        findings.push(Finding {
            code: Code::DateAmbiguous,
            severity: Severity::Warning,
            message: msg!("“{name}”的日期没有年份：请补写年份", "the date of “{name}” has no year; please add it"),
            places: vec![day.cite(document)],
        });
    }
    findings
}

/// A day of the lunar calendar: `农历二月十二`, `腊月廿三`, `正月初八`.
static LUNAR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:农历|阴历|旧历|古历|夏历)[^,。;\n]{0,6}?(?:闰?[正一二三四五六七八九十冬腊]{1,2}|[0-9]{1,2})月(?:初?[一二三四五六七八九十廿卅]{1,3}|[0-9]{1,2})[日号]?|(?:[正冬腊]月|[一二三四五六七八九十]{1,2}月初)(?:初|廿|二十|十)?[一二三四五六七八九十]{1,2}日?",
    )
});

/// Meetings that are called, or were held, on a day that only the lunar calendar gives. A day of the common calendar in
/// the same sentence says which day it is.
fn lunar(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for i in pieces(filled) {
        let Some(document) = case.documents.get(i) else { continue };
        if !matches!(document.role(case.rubric), Some(KindRole::MeetingNotice | KindRole::Minutes | KindRole::SignIn)) {
            continue;
        }
        // A meeting whose day is given speaks of another day.
        let held = case.facts.minutes.get(&i).into_iter().flatten();
        let mut held = held.chain(case.facts.calls.get(&i)).peekable();
        if held.peek().is_some()
            && held.all(|facts| facts.date.is_some())
            && document.role(case.rubric) == Some(KindRole::Minutes)
        {
            continue;
        }
        let script = Script::new(document);
        let text = script.text;
        let only = LUNAR.find_iter(text).find(|found| {
            let (before, after) = (text.part(..found.start()), text.part(found.end()..));
            let before = before.rsplit(['。', '\n', ';']).next().unwrap_or_default();
            let after = after.split(['。', '\n', ';']).next().unwrap_or_default();
            // What the day is of: others tell when somebody was born, or of fairs and feasts.
            let sentence = [before, found.as_str(), after].concat();
            let is_call = ["召开", "开会", "举行", "时间", "定于", "参加"].iter().any(|word| sentence.contains(word));
            let is_given =
                [before, after].iter().any(|part| !find_dates(part).is_empty() || !find_month_days(part).is_empty());
            is_call && !is_given
        });
        let Some(found) = only else { continue };
        let fact: Fact<()> = script.fact((), found.range());
        let (title, words) = (title_of(document), found.as_str());
        findings.push(Finding {
            code: Code::DateAmbiguous,
            severity: if fact.doubtful { Severity::Hint } else { Severity::Warning },
            message: msg!(
                "《{title}》的会议日期只写了农历“{words}”：请补写公历日期",
                "“{title}” gives the meeting's day in the lunar calendar only, “{words}”: please add the date of the common calendar"
            ),
            places: vec![fact.cite(document)],
        });
    }
    findings
}

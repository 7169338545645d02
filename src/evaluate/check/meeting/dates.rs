//! The papers of one meeting bear fitting dates (R04, R32): the notice before it, the resolution on its day or after.

use super::{
    super::super::{Case, fact::issued::issued, gathering::Gathering, slot::Filled},
    cite, gatherings, name_of,
};
use crate::{
    model::{Citation, Code, Finding, Message, Severity},
    msg,
};

pub(crate) fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for gathering in gatherings(case, filled) {
        findings.extend(order(case, gathering));
        findings.extend(ambiguous(case, gathering));
    }
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
        cite(&case.documents[paper], held, &mut places);
        Finding { code: Code::DateOutOfOrder, severity: Severity::Warning, message, places }
    };
    for &i in &gathering.calls {
        let document = &case.documents[i];
        let Some(signed) = issued(document).filter(|signed| signed.value > day) else { continue };
        let signed_on = signed.value;
        let message = msg!(
            "“{name}”的会议通知落款 {signed_on}，晚于会议日期 {day}：请核实",
            "the notice of “{name}” is dated {signed_on}, after the meeting on {day}; please check"
        );
        findings.push(out_of_order(message, signed.cite(document)));
    }
    for &i in &gathering.resolutions {
        let document = &case.documents[i];
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
    cite(&case.documents[minutes.0], facts, &mut places);
    cite(&case.documents[at], theirs, &mut places);
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
        let document = &case.documents[i];
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

//! How long public notices stay up (R12), and in how many lists.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::notices;
use crate::{
    evaluate::{
        Case, Document,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        facts::notice::NoticeFacts,
    },
    model::{Code, Finding, Severity},
    msg,
    rubric::{OwnSlot, settings},
    text::workdays::{days_after, is_known, workdays},
};

/// Public notices stay up long enough (R12), in as many lists as advised.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticePeriod {
    /// The slot whose lists (榜) are counted; none where one list is usual.
    #[serde(default)]
    lists: Option<OwnSlot>,
}

impl CheckType for NoticePeriod {
    const NAME: &'static str = "notice-period";
    const CODES: &'static [Code] =
        &[Code::NoticeTooShort, Code::DateOutOfOrder, Code::DateAmbiguous, Code::NoticeFieldMissing];
    const WORDS: Words = Words {
        looks_for: ["公示期够不够天数；榜次够不够", "whether notices stay up long enough, in enough lists"],
        reads: ["公示写明的起止日期和天数，放假调休安排", "the days that notices state, and the public holidays"],
        blind_to: ["实际张贴了几天", "how long a notice really hung"],
    };
}

impl Check for NoticePeriod {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        period(on.case, on.filled, self.lists.as_deref())
    }
}

/// Days that the second and third list (榜) of one roster stay up in usual practice.
const LATER_LISTS: i32 = 5;

/// The days of a period: both ends counted, and without the first day, as the civil law counts (民法总则 Art. 201).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Days {
    pub(super) inclusive: i32,
    pub(super) strict: i32,
}

pub(super) fn days(start: Date, end: Date, working: bool) -> Days {
    if working {
        let strict = start.tomorrow().map_or(0, |next| workdays(next, end));
        Days { inclusive: workdays(start, end), strict }
    } else {
        let strict = days_after(start, end);
        Days { inclusive: strict.saturating_add(1), strict }
    }
}

/// Periods that are too short, and lists that are fewer than advised.
fn period(case: &Case<'_>, filled: &[Filled<'_>], lists: Option<&str>) -> Vec<Finding> {
    let rule = case.rubric.settings.notice;
    let notices = notices(case, filled);
    let mut findings: Vec<Finding> =
        notices.iter().filter_map(|(document, facts)| too_short(document, facts, rule)).collect();
    findings.extend(ambiguous(&notices));
    findings.extend(out_of_order(&notices));
    if let Some(slot) = lists.and_then(|id| filled.iter().find(|slot| slot.slot.id == id)) {
        findings.extend(few_lists(case, slot, rule));
    }
    findings
}

fn too_short(document: &Document, facts: &NoticeFacts, rule: settings::NoticePeriodSettings) -> Option<Finding> {
    let title = &document.title;
    let unit = |working: bool| if working { ("个工作日", "working days") } else { ("天", "days") };
    let severity = |severity: Severity, doubtful: bool| if doubtful { Severity::Hint } else { severity };
    let finding =
        |severity, message, place| Some(Finding { code: Code::NoticeTooShort, severity, message, places: vec![place] });
    let Some(period) = &facts.period else {
        // Without days of a calendar, what it says of itself is all there is.
        let declared = facts
            .declared
            .as_ref()
            .filter(|declared| declared.value.days < rule.days && declared.value.working == rule.working)?;
        let (days, needed, (zh, en)) = (declared.value.days, rule.days, unit(rule.working));
        let message = msg!(
            "《{title}》公示 {days} {zh}，应不少于 {needed} {zh}：请核实",
            "“{title}” stays up for {days} {en}, and {needed} are needed; please check"
        );
        return finding(severity(Severity::Warning, declared.doubtful), message, declared.cite(document));
    };
    let (start, end) = (period.value.start, period.value.end);
    if end < start {
        let message = msg!(
            "《{title}》公示止日 {end} 早于起日 {start}：请核实",
            "“{title}” ends on {end}, before it begins on {start}; please check"
        );
        return Some(Finding {
            code: Code::DateOutOfOrder,
            severity: severity(Severity::Warning, period.doubtful),
            message,
            places: vec![period.cite(document)],
        });
    }
    let needed = i32::try_from(rule.days).unwrap_or(i32::MAX);
    let counted = days(start, end, rule.working);
    let (zh, en) = unit(rule.working);
    // A year that is not in the table of holidays can have more of them than are known.
    let sure = !rule.working || (is_known(start) && is_known(end));
    if counted.inclusive < needed {
        let count = counted.inclusive;
        let message = msg!(
            "《{title}》自 {start} 至 {end} 公示 {count} {zh}，应不少于 {needed} {zh}：请核实",
            "“{title}” stays up from {start} to {end}, {count} {en}, and {needed} are needed; please check"
        );
        // Later lists are put up for fewer days in many places.
        let is_later = count >= LATER_LISTS && facts.list.as_ref().is_some_and(|list| list.value > 1);
        let fault = if sure && !is_later { Severity::Fault } else { Severity::Warning };
        return finding(severity(fault, period.doubtful), message, period.cite(document));
    }
    // What is counted from the first day and the length is as long as it says, however it is counted.
    if facts.end_is_counted {
        return None;
    }
    if let Some(declared) = facts
        .declared
        .as_ref()
        .filter(|declared| declared.value.working != rule.working || declared.value.days > rule.days)
    {
        let said = declared.value;
        let counted = days(start, end, said.working);
        let whole = i32::try_from(said.days).unwrap_or(i32::MAX);
        if counted.inclusive < whole {
            let (count, (zh, en)) = (counted.inclusive, unit(said.working));
            let message = msg!(
                "《{title}》写明公示 {whole} {zh}，自 {start} 至 {end} 为 {count} {zh}：请核实",
                "“{title}” says {whole} {en}, and {start} to {end} are {count}; please check"
            );
            let places = vec![declared.cite(document), period.cite(document)];
            return Some(Finding {
                code: Code::NoticeTooShort,
                severity: severity(Severity::Warning, period.doubtful || declared.doubtful),
                message,
                places,
            });
        }
    }
    if counted.strict < needed {
        let count = counted.strict;
        let message = msg!(
            "《{title}》自 {start} 至 {end} 公示，首日不计为 {count} {zh}，首尾都计为 {needed} {zh}：计法请与区级核实",
            "“{title}” stays up from {start} to {end}: {count} {en} without the first, {needed} with it; please ask which count holds"
        );
        return finding(severity(Severity::Warning, period.doubtful), message, period.cite(document));
    }
    None
}

/// Days without a year.
fn ambiguous(notices: &[(&Document, &NoticeFacts)]) -> Vec<Finding> {
    let yearless = notices.iter().filter_map(|(document, facts)| {
        let fact = facts.yearless.as_ref()?;
        let title = &document.title;
        Some(Finding {
            code: Code::DateAmbiguous,
            severity: Severity::Warning,
            message: msg!(
                "《{title}》公示起止日期没有年份：请补写年份",
                "the days of “{title}” have no year; please add it"
            ),
            places: vec![fact.cite(document)],
        })
    });
    yearless.collect()
}

/// A later list that begins before an earlier one.
fn out_of_order(notices: &[(&Document, &NoticeFacts)]) -> Vec<Finding> {
    let mut lists: Vec<_> = notices
        .iter()
        .filter_map(|(document, facts)| Some((facts.list.as_ref()?.value, facts.period.as_ref()?, *document)))
        .collect();
    lists.sort_by_key(|(number, period, _)| (*number, period.value));
    lists
        .array_windows()
        .filter(|[(first, before, _), (then, after, _)]| first < then && after.value.start < before.value.start)
        .map(|[(first, before, paper), (then, after, other)]| {
            let (first_day, then_day) = (before.value.start, after.value.start);
            Finding {
                code: Code::DateOutOfOrder,
                severity: Severity::Warning,
                message: msg!(
                    "第 {then} 榜自 {then_day} 起公示，早于第 {first} 榜的 {first_day}：请核实",
                    "list {then} begins on {then_day}, before list {first} on {first_day}; please check"
                ),
                places: vec![before.cite(paper), after.cite(other)],
            }
        })
        .collect()
}

/// Fewer lists (榜) than the rubric's settings ask for or advise.
fn few_lists(case: &Case<'_>, slot: &Filled<'_>, rule: settings::NoticePeriodSettings) -> Option<Finding> {
    let read: Vec<(&Document, &NoticeFacts)> = notices(case, std::slice::from_ref(slot));
    if read.is_empty()
        || !slot.unknown.is_empty()
        || slot.pieces.iter().any(|piece| case.documents.get(piece.document).is_none_or(|document| !document.is_read))
    {
        return None;
    }
    let mut distinct: Vec<String> = read
        .iter()
        .map(|(_, facts)| match (&facts.list, &facts.period) {
            (Some(list), _) => format!("list {}", list.value),
            (None, Some(period)) => format!("from {}", period.value.start),
            (None, None) => "one".to_owned(),
        })
        .collect();
    distinct.sort();
    distinct.dedup();
    let (count, advised) = (u32::try_from(distinct.len()).unwrap_or(u32::MAX), rule.lists_advised.max(rule.lists));
    if count >= advised {
        return None;
    }
    let severity = if count < rule.lists { Severity::Warning } else { Severity::Hint };
    Some(Finding {
        code: Code::NoticeFieldMissing,
        severity,
        message: msg!(
            "成员名单公示见到 {count} 榜，建议不少于 {advised} 榜：如另有榜次，请补充",
            "{count} list(s) of members seen, and {advised} are advised; if there were more, please add them"
        ),
        places: read.iter().map(|(document, facts)| facts.title.cite(document)).collect(),
    })
}

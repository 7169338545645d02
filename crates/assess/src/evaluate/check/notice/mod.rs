//! Public notices (公示): how long they stay up (R12), what they say, and whose data they show (R33).

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{
    super::{
        Case, Document,
        fact::notice::NoticeFacts,
        gathering::role_of,
        slot::Filled,
        workdays::{days_after, is_known, workdays},
    },
    meeting::pieces,
};
use crate::{
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::{NoticePeriod, Role},
    text::{
        fold::{Folded, fold_name},
        ids::{IdCheck, find_ids, mask_id},
        pattern,
    },
};

/// Ideographs from which on a paper is a notice and not a heading.
const NOTICE_LENGTH: usize = 40;
/// Days that the second and third list (榜) of one roster stay up in usual practice.
const LATER_LISTS: i32 = 5;
/// Masked quotations of one finding.
const SHOWN: usize = 3;
/// Telephone numbers of a paper that are its contacts, and no list of people's.
const CONTACTS: usize = 3;

/// The public notices of an item, with what they say.
fn notices<'c>(case: &'c Case<'_>, filled: &[Filled<'_>]) -> Vec<(&'c Document, &'c NoticeFacts)> {
    let facts = pieces(filled).into_iter().filter_map(|i| Some((case.documents.get(i)?, case.facts.notices.get(&i)?)));
    facts.filter(|(document, _)| role_of(case.rubric, document) == Some(Role::PublicNotice)).collect()
}

/// The days of a period: both ends counted, and without the first day, as the civil law counts (民法总则 Art. 201).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Days {
    inclusive: i32,
    strict: i32,
}

fn days(start: Date, end: Date, working: bool) -> Days {
    if working {
        let strict = start.tomorrow().map_or(0, |next| workdays(next, end));
        Days { inclusive: workdays(start, end), strict }
    } else {
        let strict = days_after(start, end);
        Days { inclusive: strict.saturating_add(1), strict }
    }
}

/// Periods that are too short, and lists that are fewer than advised.
pub(super) fn period(case: &Case<'_>, filled: &[Filled<'_>], lists: Option<&str>) -> Vec<Finding> {
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

fn too_short(document: &Document, facts: &NoticeFacts, rule: NoticePeriod) -> Option<Finding> {
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
fn few_lists(case: &Case<'_>, slot: &Filled<'_>, rule: NoticePeriod) -> Option<Finding> {
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

/// What a notice must say: its days, how to object, a number to call, who put it up, and when.
pub(super) fn fields(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let notices = notices(case, filled);
    let mut findings = Vec::new();
    for (document, facts) in &notices {
        let folded = fold_name(&facts.title.value);
        // 公告 tell of a result; lists are put up with a notice beside them.
        let is_notice = folded.contains("公示") || folded.contains('榜');
        let is_beside = facts.period.is_none()
            && facts.yearless.is_none()
            && notices.iter().any(|(other, said)| {
                said.period.is_some() && other.path != document.path && other.path.folder() == document.path.folder()
            });
        if !is_notice || is_beside || facts.length < NOTICE_LENGTH || document.is_photo() || document.has_unread_pages {
            continue;
        }
        let parts = [
            (
                facts.period.is_none() && facts.declared.is_none() && facts.yearless.is_none(),
                "公示起止日期",
                "first and last day",
            ),
            (facts.objection.is_none(), "异议方式", "how to object"),
            (facts.phone.is_none(), "联系电话", "a number to call"),
            (facts.issuer.is_none(), "落款单位", "who put it up"),
            (facts.signed.is_none(), "落款日期", "its date"),
        ];
        let missing: Vec<_> = parts.iter().filter(|(lacks, ..)| *lacks).collect();
        if missing.is_empty() {
            continue;
        }
        let zh = missing.iter().map(|(_, zh, _)| *zh).collect::<Vec<_>>().join("、");
        let en = missing.iter().map(|(.., en)| *en).collect::<Vec<_>>().join(", ");
        let title = &document.title;
        let [(lacks_days, ..), ..] = parts;
        let severity = if lacks_days && !facts.recognised { Severity::Warning } else { Severity::Hint };
        findings.push(Finding {
            code: Code::NoticeFieldMissing,
            severity,
            message: msg!(
                "《{title}》未见：{zh}。请核实补全",
                "“{title}” does not show: {en}; please check and complete"
            ),
            places: vec![facts.title.cite(document)],
        });
    }
    findings
}

/// Identity numbers, bank cards and people's telephone numbers in papers that hang in public. They are never printed:
/// the quotation is masked.
pub(super) fn personal_data(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (document, _) in notices(case, filled) {
        let mut ids: Vec<(u32, String)> = Vec::new();
        let mut cards: Vec<(u32, String)> = Vec::new();
        let mut phones: Vec<(u32, String)> = Vec::new();
        for line in document.lines() {
            for written in [line.text.to_owned(), grouped(line.text)] {
                let found = find_ids(&written).into_iter().filter(|id| id.check != IdCheck::BadDate);
                ids.extend(found.map(|id| (line.page, mask_id(&id.number))));
                cards.extend(bank_cards(&written).map(|number| (line.page, mask_id(&number))));
            }
            phones.extend(mobiles(line.text).map(|number| (line.page, mask_phone(&number))));
        }
        phones.sort();
        phones.dedup();
        // A few numbers are those to call.
        if phones.len() <= CONTACTS {
            phones.clear();
        }
        if ids.is_empty() && cards.is_empty() && phones.is_empty() {
            continue;
        }
        let (id_count, card_count, phone_count, title) = (ids.len(), cards.len(), phones.len(), &document.title);
        let shown = ids.iter().chain(&cards).chain(&phones).take(SHOWN);
        let places: Vec<Citation> = shown.map(|(page, masked)| document.cite(*page, masked)).collect();
        findings.push(Finding {
            code: Code::PersonalDataExposed,
            severity: Severity::Warning,
            message: msg!(
                "公示材料《{title}》中有完整身份证号 {id_count} 个、银行卡号 {card_count} 个、手机号 {phone_count} 个：公示前请遮盖，引文已遮盖",
                "the public paper “{title}” shows {id_count} whole identity numbers, {card_count} bank card numbers and {phone_count} telephone numbers; cover them before it is put up; they are masked here"
            ),
            places,
        });
    }
    findings
}

/// The numbers of a line that are written in groups (`6299 9900 …`), each put together again.
fn grouped(line: &str) -> String {
    static GROUPS: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9]{4,}(?: [0-9]{3,})+[0-9Xx]?"));
    let folded = Folded::normalized(line);
    let joined = |found: regex::Match<'_>| found.as_str().replace(' ', "");
    GROUPS.find_iter(&folded.text).map(joined).collect::<Vec<_>>().join("\n")
}

/// Numbers of bank cards of people: 16 to 19 digits that begin with 62 (银联) and pass the check of ISO/IEC 7812-1. The
/// accounts of a village or a cooperative have other forms.
fn bank_cards(line: &str) -> impl Iterator<Item = String> {
    let folded = Folded::normalized(line);
    let runs: Vec<String> = folded
        .text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|run| run.starts_with("62"))
        .map(str::to_owned)
        .collect();
    runs.into_iter().filter(|run| (16..=19).contains(&run.len()) && passes_luhn(run))
}

fn passes_luhn(number: &str) -> bool {
    let mut sum = 0;
    for (at, c) in number.chars().rev().enumerate() {
        let Some(digit) = c.to_digit(10) else { return false };
        let doubled = if at % 2 == 1 { digit * 2 } else { digit };
        sum += if doubled > 9 { doubled - 9 } else { doubled };
    }
    sum % 10 == 0
}

/// Mobile numbers of a line: runs of eleven digits that begin with 13 to 19, dashes and spaces inside allowed.
fn mobiles(line: &str) -> impl Iterator<Item = String> {
    let folded = fold_name(line.replace('\t', "|").as_str());
    let digits: Vec<String> = folded
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .collect();
    digits.into_iter().filter(|run| run.len() == 11 && matches!(run.as_bytes(), [b'1', b'3'..=b'9', ..]))
}

fn mask_phone(number: &str) -> String {
    number.chars().enumerate().map(|(at, c)| if (3..9).contains(&at) { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests;

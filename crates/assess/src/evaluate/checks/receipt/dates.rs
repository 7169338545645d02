//! The days of certificates and receipts: registered, then issued, then received, all before the deadline (R03, R04).

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::{NAMED, certificate, places};
use crate::{
    evaluate::{
        Case, Dated, Document,
        documents::issued::issued,
        facts::{account::counts, receipt::Receipts, roster::ListedPerson},
    },
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::KindRole,
    text::{Cut, Folded, find_dates, fold::fold_name, pattern},
    vocabulary,
};

/// Labels for the day of a registration.
static REGISTERED: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("labels.tsv").forms("registered-on");
    pattern(&format!(r"(?:{words})(?:日期|时间)"))
});
/// Labels for the day of a certificate.
static ISSUED: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("labels.tsv").forms("issued-on");
    pattern(&format!(r"(?:{words})(?:日期|时间)"))
});
/// How far behind its label a day may stand, in characters without white space.
const NEAR: usize = 4;

/// Rows that were received after the deadline.
pub(super) fn late(case: &Case<'_>, receipts: &Receipts<'_>, weight: Severity) -> Option<Finding> {
    let late: Vec<&ListedPerson> =
        receipts.rows.iter().copied().filter(|person| person.received.is_some_and(|day| day > case.deadline)).collect();
    let last = late.iter().filter_map(|person| person.received).max()?;
    let (count, all, deadline) = (late.len(), receipts.rows.len(), case.deadline);
    let clear: Vec<&ListedPerson> = late.iter().copied().filter(|person| !person.is_recognised).collect();
    let names: Vec<&str> = late.iter().take(6).map(|person| person.who()).collect();
    let names = names.join("、");
    let (severity, message) = if clear.is_empty() {
        (
            Severity::Hint,
            msg!(
                "{all} 户中有 {count} 户的领取日期读作晚于截止日 {deadline}（{names}），为识别文字：请人工核对",
                "of {all} households, {count} were read as having received after the deadline {deadline} ({names}); the days were recognised, please look"
            ),
        )
    } else {
        // A day whose year stands elsewhere in the list may be of another year.
        let is_sure = clear.iter().any(|person| !person.is_year_inferred);
        (
            if is_sure { weight } else { weight.max(Severity::Warning) },
            msg!(
                "{all} 户中有 {count} 户的领取日期晚于截止日 {deadline}（{names}，最晚 {last}）：请核实",
                "of {all} households, {count} received after the deadline {deadline} ({names}, the last on {last}): please check"
            ),
        )
    };
    Some(Finding::new(Code::DateAfterDeadline, severity, message, places(&late)))
}

/// Certificates that were issued or received before the cooperative was registered, and received before issued.
pub(super) fn order(case: &Case<'_>, receipts: &Receipts<'_>) -> Vec<Finding> {
    let registered =
        days(case, KindRole::RegistrationCertificate, &REGISTERED, false).into_iter().min_by_key(|dated| dated.date);
    // Without a registration to go by, the charter was adopted before anything was issued under it.
    let (founded, base_zh, base_en) = match registered {
        Some(registered) => (Some(registered), "合作社登记日期", "the registration on"),
        None => (adopted(case), "章程日期", "the charter of"),
    };
    let certificate = certificate(case);
    let issue_zh = format!("{certificate}发证日期");
    let certificates = days(case, KindRole::ShareCertificate, &ISSUED, true);
    let sure = || receipts.rows.iter().copied().filter(|person| !person.is_recognised);
    let mut findings = Vec::new();
    if let Some(founded) = &founded {
        let day = founded.date;
        let early: Vec<&Dated> = certificates.iter().filter(|dated| dated.date < day).collect();
        if let Some(first) = early.iter().map(|dated| dated.date).min() {
            let message = msg!(
                "{certificate}发证日期 {first} 早于{base_zh} {day}：请核实先后",
                "certificates are dated {first}, before {base_en} {day}: please check"
            );
            let shown = std::iter::once(&founded.place).chain(early.iter().map(|dated| &dated.place));
            findings.push(out_of_order(message, shown.cloned().collect()));
        }
    }
    // What was received before its registration was also received before its issue: one of them is told.
    let issued = certificates.iter().min_by_key(|dated| dated.date);
    for (base, zh, en) in [(founded.as_ref(), base_zh, base_en), (issued, issue_zh.as_str(), "the issue on")] {
        let Some(base) = base else { continue };
        let day = base.date;
        let early: Vec<&ListedPerson> =
            sure().filter(|person| person.received.is_some_and(|received| received < day)).collect();
        let Some(first) = early.iter().filter_map(|person| person.received).min() else { continue };
        let count = early.len();
        let message = msg!(
            "{count} 户领取日期（最早 {first}）早于{zh} {day}：请核实先后",
            "{count} households received (the first on {first}) before {en} {day}: please check"
        );
        let mut shown = vec![base.place.clone()];
        shown.extend(places(&early));
        findings.push(out_of_order(message, shown));
        break;
    }
    findings
}

/// The day of the earliest charter that bears one on its page: a first round's charter counts too.
fn adopted(case: &Case<'_>) -> Option<Dated> {
    let charters = case
        .documents
        .iter()
        .filter(|document| document.role(case.rubric) == Some(KindRole::Charter) && counts(document, Date::MAX));
    let days = charters.filter_map(|document| document.own_date().filter(|own| own.place.page.is_some()));
    days.min_by_key(|dated| dated.date).cloned()
}

fn out_of_order(message: crate::model::Message, mut places: Vec<Citation>) -> Finding {
    places.dedup();
    places.truncate(NAMED);
    Finding::new(Code::DateOutOfOrder, Severity::Warning, message, places)
}

/// The days that papers of a role bear behind one of the labels; without a label, the day under the issuer where
/// that may be it.
fn days(case: &Case<'_>, role: KindRole, label: &Regex, or_under_issuer: bool) -> Vec<Dated> {
    let papers = case.documents.iter().filter(|document| {
        document.role(case.rubric) == Some(role) && document.has_text && counts(document, Date::MAX)
    });
    papers
        .flat_map(|document| {
            let mut found = labelled(document, label);
            if found.is_empty() && or_under_issuer {
                let under = issued(document).filter(|fact| !fact.doubtful);
                found.extend(under.map(|fact| Dated { date: fact.value, place: fact.cite(document) }));
            }
            found
        })
        .collect()
}

fn labelled(document: &Document, label: &Regex) -> Vec<Dated> {
    let mut found = Vec::new();
    for line in document.lines() {
        let folded = Folded::normalized(line.text);
        let text = folded.text.as_str();
        for date in find_dates(text).into_iter().filter(crate::text::DateMention::is_day) {
            // Labels are printed with wide spaces between their characters.
            let before: String =
                fold_name(text.part(..date.range.start)).chars().filter(|c| !c.is_whitespace()).collect();
            let is_labelled =
                label.find_iter(&before).last().is_some_and(|label| before.part(label.end()..).chars().count() <= NEAR);
            // Only the day is quoted: a certificate's line may hold an identity number too.
            let quote = line.text.part(folded.original(date.range.clone()));
            if is_labelled && !document.is_doubtful(line.page, line.text) {
                found.push(Dated { date: date.date, place: document.cite(line.page, quote) });
            }
        }
    }
    found
}

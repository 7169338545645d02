//! Receipts of share certificates: every household signed, one certificate each, numbers without a gap (R24, E7).

pub(super) mod dates;
pub(super) mod names;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Check, CheckType, Target, Words,
    roster::{NAMED, households, places},
    schema,
};
use crate::{
    evaluate::{
        Case, Document,
        case::slot::Filled,
        facts::{
            account::is_of_one_group,
            receipt::{Numbering, Receipts, Signed},
            roster::{ListedPerson, PersonList},
        },
    },
    model::{Citation, Code, Finding, Reason, Severity},
    msg,
    rubric::{KindId, KindRole},
    text::{cut::Cut, fold::fold_name, pattern},
};

/// Receipt lists of a kind: signed, as many as households, certificate numbers without a gap (R24).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Receipt {
    /// The kind.
    kind: KindId,
    /// What a household without a signature weighs.
    #[schemars(schema_with = "schema::severity")]
    severity: Severity,
}

impl CheckType for Receipt {
    const NAME: &'static str = "receipt";
    const CODES: &'static [Code] = &[
        Code::ReceiptUnsigned,
        Code::ReceiptCountMismatch,
        Code::CertificateNumberGap,
        Code::FiguresDisagree,
        Code::DateAfterDeadline,
        Code::DateOutOfOrder,
    ];
    const WORDS: Words = Words {
        looks_for: [
            "股权证领取是否每户签字、与名册户主相符、在截止日前，证书编号是否连续，登记、发证、领取的先后",
            "whether every household of the roster signed, before the deadline; certificate numbers; registration, issue and receipt in order",
        ],
        reads: [
            "领取表的每一行，登记证和股权证的日期",
            "every row of the receipt list, days of registration and certificates",
        ],
        blind_to: ["代签；证书是否真到户", "signatures by another hand; whether it reached the household"],
    };
}

impl Check for Receipt {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, &self.kind, on.filled, self.severity)
    }

    fn reasons(&self, on: &Target<'_>) -> Vec<Reason> {
        reasons(on.case, &self.kind)
    }
}

/// Checks the receipt lists of a kind.
fn check(case: &Case<'_>, kind: &str, filled: &[Filled<'_>], weight: Severity) -> Vec<Finding> {
    let receipts = Receipts::new(case.accounts.lists_of(case.documents, kind).map(|(_, list)| list));
    if receipts.rows.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    findings.extend(unsigned(case, kind, &receipts, weight));
    let names = names::differences(case, kind, &receipts);
    match count(case, kind, filled, &receipts, weight, names.as_ref()) {
        // It names those who lack.
        Some(count) => findings.push(count),
        None => findings.extend(names.and_then(names::NameDifferences::finding)),
    }
    findings.extend(numbers(&receipts, certificate(case), &explained(case, kind)));
    findings.extend(shares(case, &receipts));
    findings.extend(dates::late(case, &receipts, weight));
    findings.extend(dates::order(case, &receipts));
    findings
}

/// What the rubric calls the certificate.
fn certificate<'c>(case: &Case<'c>) -> &'c str {
    case.rubric.kinds_with(KindRole::ShareCertificate).next().map_or("证书", |kind| kind.name.zh.as_str())
}

fn is_recognised(receipts: &Receipts<'_>) -> bool {
    receipts.rows.iter().any(|person| person.is_recognised)
}

/// Whether some list of a kind was not read, or not wholly.
fn has_unread(case: &Case<'_>, kind: &str) -> bool {
    case.documents.iter().any(|document| {
        document.kind.as_deref() == Some(kind)
            && !document.is_template
            && (!document.has_text || document.has_unread_pages)
    })
}

fn unsigned(case: &Case<'_>, kind: &str, receipts: &Receipts<'_>, weight: Severity) -> Option<Finding> {
    let all = receipts.rows.len();
    match receipts.signed() {
        Signed::All | Signed::NotShown => None,
        // The list before it was signed is kept too, or handwriting was not recognised.
        Signed::None if is_recognised(receipts) || has_unread(case, kind) => None,
        Signed::None => {
            let message = msg!(
                "领取登记表 {all} 户均未见签字：如已签字，请归入签字后的扫描件；请核实",
                "none of {all} households shows a signature: if they have signed, file the scan of the signed list; please check"
            );
            Some(Finding::new(Code::ReceiptUnsigned, Severity::Warning, message, places(receipts.rows.part(..1))))
        }
        Signed::Missing(missing) => {
            let count = missing.len();
            // On recognised pages a lone blank among printed names means something; many blanks mean handwriting.
            if missing.iter().any(|person| person.is_recognised) {
                if count * 4 >= all {
                    return None;
                }
                let message = msg!(
                    "{all} 户中有 {count} 户未识别到签字：请人工核对",
                    "of {all} households, no signature was recognised for {count}: please look"
                );
                return Some(Finding::new(Code::ReceiptUnsigned, Severity::Warning, message, places(&missing)));
            }
            let names: Vec<&str> = missing.iter().take(6).map(|person| person.who()).collect();
            let (names, signed) = (names.join("、"), all.saturating_sub(count));
            // With most rows blank it is rather the list as it was printed, with a remark here and there.
            let severity =
                if has_unread(case, kind) || count * 2 > all { weight.max(Severity::Warning) } else { weight };
            let certificate = certificate(case);
            let message = msg!(
                "{certificate}领取 {signed}/{all} 户已签字，{count} 户未签（{names}）：请核实是否已发放",
                "{signed} of {all} households have signed, {count} have not ({names}): please check whether they have their certificates"
            );
            Some(Finding::new(Code::ReceiptUnsigned, severity, message, places(&missing)))
        }
    }
}

/// E7: as many receipts as households. A village keeps its lists in any number of files; with one of them unread, or
/// with rosters that differ, nothing is held against it.
fn count(
    case: &Case<'_>,
    kind: &str,
    filled: &[Filled<'_>],
    receipts: &Receipts<'_>,
    weight: Severity,
    names: Option<&names::NameDifferences>,
) -> Option<Finding> {
    let rows = receipts.rows.len();
    let wanted = households(case)?;
    let by_equity_roster = case
        .accounts
        .lists_with(case.rubric, case.documents, KindRole::ShareRoster)
        .filter_map(PersonList::households_counted)
        .any(|counted| counted.count == rows);
    let mut documents = case.accounts.lists_of(case.documents, kind).filter_map(|(at, _)| case.documents.get(at));
    if rows == wanted || by_equity_roster || has_unread(case, kind) || documents.any(is_of_one_group) {
        return None;
    }
    let is_unsure = is_recognised(receipts) || filled.iter().any(|slot| !slot.unknown.is_empty());
    let roster = case.accounts.rows.iter().find(|row| row.key == crate::model::FigureKey::Households)?;
    let mut places: Vec<Citation> =
        receipts.rows.last().map(|person| person.place.citation.clone()).into_iter().collect();
    places.extend(
        roster.cells.iter().filter(|cell| cell.value == roster.agreed).filter_map(|cell| cell.place.clone()).take(2),
    );
    let without = names.map(|names| names.without.join("、")).filter(|names| !names.is_empty());
    let named_zh = without.as_ref().map_or_else(String::new, |names| format!("（未见 {names}）"));
    let named_en = without.as_ref().map_or_else(String::new, |names| format!(" (without {names})"));
    let (severity, message) = if is_unsure {
        (
            Severity::Warning,
            msg!(
                "领取登记表读出 {rows} 户，名册 {wanted} 户：请人工核对",
                "{rows} households were read in the receipt list and {wanted} in the roster: please look"
            ),
        )
    } else if rows < wanted {
        (
            weight,
            msg!(
                "领取登记表 {rows} 户，名册 {wanted} 户{named_zh}：请核实未列入的户是否已领取",
                "the receipt list has {rows} households and the roster {wanted}{named_en}: please check whether the others have their certificates"
            ),
        )
    } else {
        (
            Severity::Warning,
            msg!(
                "领取登记表 {rows} 户，名册 {wanted} 户：请核实",
                "the receipt list has {rows} households and the roster {wanted}: please check"
            ),
        )
    };
    Some(Finding::new(Code::ReceiptCountMismatch, severity, message, places))
}

/// What the lists say of numbers that were printed and not given out (作废, 注销), by letters and digits alone.
fn explained(case: &Case<'_>, kind: &str) -> Vec<String> {
    static VOID: LazyLock<Regex> = LazyLock::new(|| pattern("作废|注销|销号|销毁|打印错误|填写错误|印错|空号|未启用"));
    let lists = case.accounts.lists_of(case.documents, kind).filter_map(|(at, _)| case.documents.get(at));
    let lines = lists.flat_map(Document::lines).filter(|line| VOID.is_match(line.text));
    lines.map(|line| bare_number(line.text)).collect()
}

fn bare_number(text: &str) -> String {
    fold_name(text).to_ascii_lowercase().chars().filter(char::is_ascii_alphanumeric).collect()
}

fn numbers(receipts: &Receipts<'_>, certificate: &str, explained: &[String]) -> Option<Finding> {
    let mut numbering = Numbering::of(receipts.rows.iter().map(|person| person.certificate.as_str()));
    let is_explained = |number: &String| explained.iter().any(|line| line.contains(&bare_number(number)));
    let void = numbering.left_out.iter().filter(|number| is_explained(number)).count();
    numbering.left_out.retain(|number| !is_explained(number));
    numbering.gaps = numbering.gaps.saturating_sub(u64::try_from(void).unwrap_or(u64::MAX));
    if numbering == Numbering::default() {
        return None;
    }
    let odd = |person: &&&ListedPerson| numbering.twice.contains(&person.certificate);
    let mut shown: Vec<&ListedPerson> = receipts.rows.iter().filter(odd).copied().collect();
    // A gap is shown by the row behind it.
    for number in &numbering.left_out {
        let behind = receipts
            .rows
            .iter()
            .find(|person| person.certificate.as_str() > number.as_str() && person.certificate.len() == number.len());
        shown.extend(
            behind.copied().filter(|person| !shown.iter().any(|other| other.certificate == person.certificate)),
        );
    }
    let twice = numbering.twice.join("、");
    let left_out = numbering.left_out.join("、");
    let gaps = numbering.gaps;
    let mut zh = Vec::new();
    let mut en = Vec::new();
    if !twice.is_empty() {
        zh.push(format!("编号重复：{twice}"));
        en.push(format!("numbers that stand twice: {twice}"));
    }
    if gaps > 0 {
        zh.push(format!("缺 {gaps} 个编号：{left_out}"));
        en.push(format!("{gaps} numbers left out: {left_out}"));
    }
    let (zh, en) = (zh.join("；"), en.join("; "));
    let (severity, message) = if is_recognised(receipts) {
        (
            Severity::Hint,
            msg!("{certificate}{zh}；为识别文字，请人工核对", "certificates: {en}; they were recognised, please look"),
        )
    } else {
        (Severity::Warning, msg!("{certificate}{zh}：请核实", "certificates: {en}: please check"))
    };
    Some(Finding::new(Code::CertificateNumberGap, severity, message, places(&shown)))
}

/// The shares of a receipt are those of the share roster, household by household.
fn shares(case: &Case<'_>, receipts: &Receipts<'_>) -> Option<Finding> {
    let roster = case.accounts.lists_with(case.rubric, case.documents, KindRole::ShareRoster).next()?;
    let mut shown: Vec<Citation> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for receipt in &receipts.rows {
        let of_name: Vec<&ListedPerson> =
            roster.people.iter().filter(|person| person.head == receipt.head && !person.head.is_empty()).collect();
        // Namesakes cannot be told apart.
        let ([one], Some(shares)) = (of_name.as_slice(), receipt.shares) else { continue };
        let doubtful = receipt.is_recognised || one.is_recognised;
        if !doubtful && one.shares.is_some_and(|other| other != shares) {
            shown.extend([receipt.place.citation.clone(), one.place.citation.clone()]);
            names.push(receipt.who());
        }
    }
    if names.is_empty() {
        return None;
    }
    let count = names.len();
    names.truncate(6);
    shown.truncate(NAMED);
    let names = names.join("、");
    let message = msg!(
        "{count} 户领取登记的股数与股权清册不一致（{names}）：请核实",
        "the shares of {count} households differ between receipt list and share roster ({names}): please check"
    );
    Some(Finding::new(Code::FiguresDisagree, Severity::Warning, message, shown))
}

/// How many have signed.
fn reasons(case: &Case<'_>, kind: &str) -> Vec<Reason> {
    let receipts = Receipts::new(case.accounts.lists_of(case.documents, kind).map(|(_, list)| list));
    let Some(first) = receipts.rows.first() else { return Vec::new() };
    let (all, signed) = (receipts.rows.len(), receipts.rows.iter().filter(|person| person.is_signed).count());
    let message = if receipts.has_signatures {
        msg!("领取登记 {all} 户，见签字 {signed} 户", "{all} households in the receipt list, {signed} with a signature")
    } else {
        msg!("领取登记 {all} 户", "{all} households in the receipt list")
    };
    vec![Reason { message, places: vec![first.place.citation.clone()] }]
}

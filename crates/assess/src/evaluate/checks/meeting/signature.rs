//! Resolutions, minutes and sign-in sheets bear signatures (留存村民签字).
//!
//! Ink is seldom recognised, and a typed copy can stand for a signed original: what is said here is a request to look.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{asks_for_signatures, is_summary, pieces, title_of};
use crate::{
    evaluate::{
        Case, Document,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        documents::prose::script::Fact,
        facts::meeting::is_name,
    },
    model::{Code, Finding, Severity},
    msg,
};

/// Resolutions, minutes and sign-in sheets bear signatures.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Signatures {}

impl CheckType for Signatures {
    const NAME: &'static str = "signatures";
    const CODES: &'static [Code] = &[Code::SignatureMissing];
    const WORDS: Words = Words {
        looks_for: ["决议、记录、签到表是否有签字", "whether resolutions, minutes and sign-in sheets are signed"],
        reads: ["签字栏后面的文字", "what stands in the places for signatures"],
        blind_to: ["图片里的手写签名和手印；笔迹是否本人", "ink and fingerprints in pictures; whose hand it is"],
    };
}

impl Check for Signatures {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled)
    }
}

/// Rows from which on a sheet is a list of people.
const ROWS: usize = 3;

fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for i in pieces(filled) {
        let Some(document) = case.documents.get(i) else { continue };
        // Unread pages, above all the last one, can hold the signatures.
        if document.has_unread_pages || is_summary(case, document) {
            continue;
        }
        let several = case.facts.minutes.get(&i).map(Vec::as_slice).unwrap_or_default();
        let asked = several.iter().filter(|facts| asks_for_signatures(facts));
        for facts in asked.chain(case.facts.resolutions.get(&i)) {
            let mut found = below(
                document,
                facts.signatures.as_ref(),
                &facts.head,
                facts.recognised,
                facts.attendance.present.as_ref(),
            );
            // The sheet that was signed at the meeting lies beside it.
            if let Some(finding) = found.as_mut().filter(|_| has_signed_sheet(case, i)) {
                finding.severity = Severity::Hint;
            }
            findings.extend(found);
        }
        if let Some(sheet) = case.facts.sign_ins.get(&i) {
            // Of those who stayed away the sheet says so, and nobody asks them to sign.
            let unsigned = sheet.rows.iter().filter(|row| row.signed == Some(false) && !row.absent).count();
            let present = sheet.meeting.attendance.present.as_ref().and_then(|fact| usize::try_from(fact.value).ok());
            // Those who stayed away are listed, and do not sign.
            let absent = present.is_some_and(|present| sheet.signed() >= present);
            if sheet.rows.len() < ROWS || unsigned == 0 || absent {
                continue;
            }
            let (title, rows) = (title_of(document), sheet.rows.len());
            let severity = if sheet.meeting.recognised { Severity::Hint } else { Severity::Warning };
            findings.push(Finding {
                code: Code::SignatureMissing,
                severity,
                message: msg!(
                    "《{title}》{rows} 人中有 {unsigned} 人的签字栏未读到签字：请核对原件是否已签，或是否缺席",
                    "“{title}”: of {rows} people {unsigned} have no signature that was read; please see whether the original is signed, or whether they stayed away"
                ),
                places: vec![sheet.head.cite(document)],
            });
        }
    }
    findings
}

/// Whether the meeting that a paper tells of has a sign-in sheet with signatures.
fn has_signed_sheet(case: &Case<'_>, paper: usize) -> bool {
    let own = case.facts.gatherings.iter().filter(|gathering| gathering.members().any(|i| i == paper));
    own.flat_map(|gathering| &gathering.sign_ins)
        .filter_map(|i| case.facts.sign_ins.get(i))
        .any(|sheet| sheet.rows.iter().any(|row| row.signed == Some(true)))
}

fn below(
    document: &Document,
    signatures: Option<&Fact<Vec<String>>>,
    head: &Fact<()>,
    recognised: bool,
    present: Option<&Fact<u32>>,
) -> Option<Finding> {
    let title = title_of(document);
    let severity = if recognised { Severity::Hint } else { Severity::Warning };
    let finding = |severity, message, place| {
        Some(Finding { code: Code::SignatureMissing, severity, message, places: vec![place] })
    };
    let Some(signed) = signatures else {
        let message = msg!(
            "《{title}》未见签字处：请核对原件并附签字页",
            "“{title}” has no place for signatures; please look at the original and add the signed page"
        );
        return finding(severity, message, head.cite(document));
    };
    let count = signed.value.len();
    if count == 0 {
        let message = msg!(
            "《{title}》签字处未读到签字：请核对原件是否已签，并附签字页",
            "no signature was read in “{title}”; please see whether the original is signed, and add the signed page"
        );
        return finding(severity, message, signed.cite(document));
    }
    // A plain list of names can be counted; the chairman's name alone, or a hand, cannot.
    let countable = count >= ROWS && signed.value.iter().all(|name| is_name(name)) && !recognised;
    let present =
        present.and_then(|fact| usize::try_from(fact.value).ok()).filter(|&present| countable && count < present)?;
    let message = msg!(
        "《{title}》实到 {present} 人，签字处读到 {count} 人：请核对是否有人漏签",
        "“{title}”: {present} came and {count} signed; please see whether somebody forgot"
    );
    finding(Severity::Warning, message, signed.cite(document))
}

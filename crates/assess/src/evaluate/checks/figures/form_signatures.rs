//! Who signed the inventory's sheets.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    evaluate::{
        Case, Document,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        facts::{account, form},
    },
    model::{Code, Finding, PageSource, Reason, Severity},
    msg,
    text::fold::fold_name,
};

/// Labels for signatures in the papers that fill the item's slots have something behind them.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormSignatures {}

impl CheckType for FormSignatures {
    const NAME: &'static str = "form-signatures";
    const CODES: &'static [Code] = &[Code::SignatureMissing];
    const WORDS: Words = Words {
        looks_for: [
            "报表的填表人、负责人等栏是否有签名",
            "whether the signature labels of forms have something behind them",
        ],
        reads: ["签名栏后面的文字", "what follows the labels"],
        blind_to: ["图片里的手写签名", "ink in pictures"],
    };
}

impl Check for FormSignatures {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        signatures(on.case, on.filled)
    }

    fn reasons(&self, on: &Target<'_>) -> Vec<Reason> {
        signature_reasons(on.case, on.filled)
    }
}

/// Names labels for signatures on inventory sheets behind which nothing stands. A workbook is where the sheets were
/// filled in; the signed copy, a paper with such labels or a picture, is looked for among the other papers first. One
/// workbook is the signed copy of another only where both are the same sheet: a signed balance sheet does not sign for
/// the sheet of fixed assets beside it.
/// Recognised pages are passed over: a signature by hand is there and not read.
fn signatures(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut blanks = Vec::new();
    let mut signed_paper = false;
    let mut signed_sheets: Vec<String> = Vec::new();
    for (document, signatures) in forms(case, filled) {
        let content = &document.content;
        let sheet = fold_name(&document.title);
        let is_workbook = content.iter().all(|page| page.source == PageSource::Cells);
        let is_scan = content.iter().any(|page| page.source == PageSource::Ocr);
        let has_labels = !signatures.is_empty();
        let blank: Vec<_> =
            signatures.into_iter().filter(|signature| !signature.is_recognised && signature.value.is_empty()).collect();
        if blank.is_empty() && is_workbook && has_labels {
            signed_sheets.push(sheet.clone());
        }
        signed_paper |= blank.is_empty() && !is_workbook && (has_labels || is_scan);
        blanks.push((is_workbook, sheet, blank));
    }
    let mut pieces = filled.iter().flat_map(|slot| &slot.pieces).filter_map(|piece| case.documents.get(piece.document));
    let unread = pieces.any(|document| !document.has_text);
    let mut findings = Vec::new();
    for (is_workbook, sheet, blank) in blanks {
        if blank.is_empty() || (is_workbook && (signed_paper || unread || signed_sheets.contains(&sheet))) {
            continue;
        }
        let mut labels: Vec<&str> = blank.iter().map(|signature| signature.label.as_str()).collect();
        labels.sort_unstable();
        labels.dedup();
        let (count, labels) = (blank.len(), labels.join("、"));
        let message = msg!(
            "{count} 处签字栏未填（{labels}）：请补签或核实",
            "{count} places for a signature are blank ({labels}): have them signed, or check"
        );
        let places = blank.into_iter().map(|signature| signature.place.citation).take(20).collect();
        findings.push(Finding::new(Code::SignatureMissing, Severity::Warning, message, places));
    }
    findings
}

/// How many signature labels are filled.
fn signature_reasons(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Reason> {
    forms(case, filled)
        .into_iter()
        .filter(|(_, signatures)| !signatures.is_empty())
        .map(|(document, signatures)| {
            let (all, filled_in) =
                (signatures.len(), signatures.iter().filter(|signature| !signature.value.is_empty()).count());
            let message =
                msg!("签字栏 {all} 处，填写 {filled_in} 处", "{filled_in} of {all} places for signatures are filled");
            Reason { message, places: vec![document.shown_by.clone()] }
        })
        .collect()
}

fn forms<'c>(case: &Case<'c>, filled: &[Filled<'_>]) -> Vec<(&'c Document, Vec<form::Signature>)> {
    let mut documents: Vec<usize> = filled.iter().flat_map(|slot| &slot.pieces).map(|piece| piece.document).collect();
    documents.sort_unstable();
    documents.dedup();
    documents
        .into_iter()
        .filter_map(|document| case.documents.get(document))
        .filter(|document| account::counts(document, case.deadline) && document.has_text)
        .map(|document| (document, form::signatures(document)))
        .collect()
}

//! The inventory's own papers: the day it holds for, its ledger, and who signed its sheets.

use crate::{
    evaluate::{
        Case, Document, account,
        fact::{figure::Figure, form},
        slot::{Filled, Standing},
    },
    model::{Code, FigureKey, FigureValue, Finding, PageSource, Reason, Severity},
    msg,
    text::fold::fold_name,
};

/// Names inventory reports whose reference date is not the one that the settings call right. The end of another year
/// is right where the title calls the paper a yearly one (年度). The day of counting may be any: figures are rolled
/// back (倒轧) to the reference date.
pub(in crate::evaluate::check) fn reference_date(case: &Case<'_>, kinds: &[String], weight: Severity) -> Vec<Finding> {
    let settings = &case.rubric.settings;
    // Only what a label calls so: 截至… in a report's text may be any day.
    let is_labelled = |figure: &Figure| {
        figure.key == FigureKey::ReferenceDate && !figure.place.citation.quote.trim_start().starts_with('截')
    };
    // With the reform's own report there, one for the end of another year is a yearly one, whatever its title says.
    let has_right = case.accounts.sources.iter().any(|source| {
        let kind = case.documents.get(source.document).and_then(|document| document.kind.as_ref());
        let is_of = kind.is_some_and(|kind| kinds.contains(kind));
        let right = FigureValue::Day(settings.reference_date);
        is_of && source.figures.iter().any(|figure| is_labelled(figure) && figure.value == right)
    });
    let mut findings = Vec::new();
    for source in &case.accounts.sources {
        let Some(document) = case.documents.get(source.document) else { continue };
        // A notice of another matter, the share roster, may go by another day.
        let is_of_another_matter = document.kind.as_deref() == Some("PUB_NOTICE")
            && !document.topics.iter().any(|topic| topic == "asset-inventory");
        if is_of_another_matter || !document.kind.as_ref().is_some_and(|kind| kinds.contains(kind)) {
            continue;
        }
        let is_yearly = document.label.contains("年度") || document.title.contains("年度");
        let is_right = |value: FigureValue| match value {
            FigureValue::Day(day) => {
                day == settings.reference_date || (is_yearly && settings.yearly_reference_dates.contains(&day))
            }
            FigureValue::Number(_) => true,
        };
        let wrong: Vec<_> =
            source.figures.iter().filter(|figure| is_labelled(figure) && !is_right(figure.value)).collect();
        let Some(first) = wrong.first() else { continue };
        let (read, right, title) = (first.value, settings.reference_date, &document.title);
        // One paper with the right day too is a slip on one sheet; a person should see which.
        let is_mixed = source.figures.iter().any(|figure| is_labelled(figure) && is_right(figure.value));
        let is_doubtful = wrong.iter().all(|figure| figure.place.doubtful);
        let is_year_end =
            |value: FigureValue| settings.yearly_reference_dates.iter().any(|day| value == FigureValue::Day(*day));
        let may_be_yearly = has_right && wrong.iter().all(|figure| is_year_end(figure.value));
        let severity = if is_doubtful || is_mixed || may_be_yearly { weight.max(Severity::Warning) } else { weight };
        let message = if is_doubtful {
            msg!(
                "《{title}》登记时点读作 {read}，应为 {right}，但识别不确定：请人工核对",
                "the reference date of “{title}” was read as {read} and should be {right}, but the reading is not certain: please look"
            )
        } else {
            msg!(
                "《{title}》登记时点为 {read}，应为 {right}：请核实",
                "the reference date of “{title}” is {read} and should be {right}: please check"
            )
        };
        findings.push(Finding::new(Code::ReferenceDateWrong, severity, message, super::places(wrong.into_iter())));
    }
    findings
}

/// Says that an inventory was reported and no ledger was found, where no unread file can be it.
pub(in crate::evaluate::check) fn ledger(case: &Case<'_>, slot: &str, filled: &[Filled<'_>]) -> Vec<Finding> {
    let Some(ledger) = filled.iter().find(|filled| filled.slot.id == slot) else { return Vec::new() };
    let others: Vec<_> = filled
        .iter()
        .filter(|filled| filled.slot.id != slot)
        .flat_map(|filled| &filled.pieces)
        .filter(|piece| piece.standing == Standing::Good)
        .collect();
    if !ledger.pieces.is_empty() || !ledger.unknown.is_empty() || others.is_empty() {
        return Vec::new();
    }
    let others = others.iter().filter_map(|piece| case.documents.get(piece.document));
    let places = others.map(|document| document.shown_by.clone()).collect();
    let message = msg!(
        "有清产核资报表，未见根据清产核资结果建立的资产台账：请补充或核实",
        "there is an inventory report, and no ledger made from it was found: add it, or check"
    );
    vec![Finding::new(Code::LedgerMissing, Severity::Warning, message, places)]
}

/// Names labels for signatures on inventory sheets behind which nothing stands. A workbook is where the sheets were
/// filled in; the signed copy, a paper with such labels or a picture, is looked for among the other papers first. One
/// workbook is the signed copy of another only where both are the same sheet: a signed balance sheet does not sign for
/// the sheet of fixed assets beside it.
/// Recognised pages are passed over: a signature by hand is there and not read.
pub(in crate::evaluate::check) fn signatures(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
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
pub(in crate::evaluate::check) fn signature_reasons(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Reason> {
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

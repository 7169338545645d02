//! Sums in words are the sums in digits.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        documents::prose::flow::Flow,
        facts::figure,
    },
    model::{Code, FigureValue, Finding, Severity},
    msg,
};

/// Sums in words are the sums in digits, in the papers that fill the item's slots.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AmountsInWords {}

impl CheckType for AmountsInWords {
    const NAME: &'static str = "amounts-in-words";
    const CODES: &'static [Code] = &[Code::ArithmeticWrong];
    const WORDS: Words = Words {
        looks_for: ["大写金额与小写金额是否相同", "whether sums in words are those in digits"],
        reads: ["写在一起的大写和小写金额", "sums written both ways side by side"],
        blind_to: ["只写一种的金额", "sums written one way only"],
    };
}

impl Check for AmountsInWords {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        words(on.case, on.filled)
    }
}

/// Checks sums in words against the same in digits, in the papers that fill an item's slots.
fn words(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut documents: Vec<usize> = filled.iter().flat_map(|slot| &slot.pieces).map(|piece| piece.document).collect();
    documents.sort_unstable();
    documents.dedup();
    let mut findings = Vec::new();
    for document in documents.into_iter().filter_map(|document| case.documents.get(document)) {
        for (words, digits, place) in figure::words_against_digits(document, &Flow::new(document)) {
            let (words, digits) =
                (FigureValue::Number(words.saturating_mul(100)), FigureValue::Number(digits.saturating_mul(100)));
            let message = msg!(
                "大写金额 {words} 元与小写金额 {digits} 元不同：请核实",
                "the sum in words is {words} yuan and in digits {digits} yuan: please check"
            );
            // Of two sums in one sentence one is wrong, whoever reads it.
            let severity = if place.doubtful { Severity::Warning } else { Severity::Fault };
            findings.push(Finding::new(Code::ArithmeticWrong, severity, message, vec![place.citation]));
        }
    }
    findings
}

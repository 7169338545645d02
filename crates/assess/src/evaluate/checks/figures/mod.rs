//! Figures (R18, R19): the same number in every paper, and sums that come out.

pub(super) mod agree;
pub(super) mod amounts_in_words;
pub(super) mod arithmetic;
pub(super) mod classes;
pub(super) mod form_signatures;
pub(super) mod formula;
pub(super) mod ledger;
pub(super) mod reference_date;
mod sums;
#[cfg(test)]
mod tests;

use crate::{
    evaluate::{Case, facts::figure::Figure},
    model::{Citation, Code, FigureKey, FigureUnit, FigureValue, Finding, Lang, Severity},
    msg,
};

/// A sum that does not come out, in words without an end; of what was recognised with doubt it is a request to look.
pub(super) fn wrong(weight: Severity, is_doubtful: bool, zh: &str, en: &str, places: Vec<Citation>) -> Finding {
    let (severity, message) = if is_doubtful {
        (
            weight.max(Severity::Warning),
            msg!("{zh}，但识别不确定：请人工核对", "{en}, but the reading is not certain: please look"),
        )
    } else {
        (weight, msg!("{zh}：请核实", "{en}: please check"))
    };
    Finding::new(Code::ArithmeticWrong, severity, message, places)
}

/// A value with its unit: `248 人`.
pub(super) fn shown(key: FigureKey, value: FigureValue, lang: Lang) -> String {
    match key.unit() {
        FigureUnit::Day => value.to_string(),
        unit => format!("{value} {}", unit.word(lang)),
    }
}

/// The name of a document's kind, or its title where it has none.
pub(super) fn kind_name(case: &Case<'_>, document: usize, lang: Lang) -> String {
    let Some(document) = case.documents.get(document) else { return String::new() };
    let kind = document.kind.as_ref().and_then(|kind| case.rubric.kind(kind));
    kind.map_or_else(|| document.title.clone(), |kind| kind.name.get(lang).to_owned())
}

/// The places of figures, each once.
pub(super) fn places<'f>(figures: impl Iterator<Item = &'f Figure>) -> Vec<Citation> {
    let mut places: Vec<Citation> = Vec::new();
    for figure in figures {
        if !places.contains(&figure.place.citation) {
            places.push(figure.place.citation.clone());
        }
    }
    places
}

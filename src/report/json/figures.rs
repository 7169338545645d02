//! The figures of a village in `cundang-report/1`: one entry a figure, one cell a paper.

use serde::Serialize;

use crate::model::{FigureCell, FigureValue, Lang, UnitAssessment};

/// One figure in `cundang-report/1`.
#[derive(Serialize)]
pub(super) struct FigureV1<'a> {
    key: &'static str,
    name: &'static str,
    unit: &'static str,
    agreed: Option<String>,
    cells: Vec<CellV1<'a>>,
}

#[derive(Serialize)]
struct CellV1<'a> {
    kind: &'a str,
    verdict: &'static str,
    value: Option<String>,
    rounded: bool,
    path: &'a str,
    page: Option<u32>,
    quote: &'a str,
}

/// The figures of a unit for the JSON report. Values are decimal texts and days, so that no digit is lost.
pub(super) fn figures(unit: &UnitAssessment, lang: Lang) -> Vec<FigureV1<'_>> {
    let cell = |cell: &'_ FigureCell| -> (Option<u32>, Option<String>) {
        (cell.place.as_ref().and_then(|place| place.page), cell.value.map(|value| value.to_string()))
    };
    unit.figures
        .iter()
        .map(|row| FigureV1 {
            key: row.key.as_str(),
            name: row.key.title(lang),
            unit: row.key.unit().word(lang),
            agreed: row.agreed.map(|value: FigureValue| value.to_string()),
            cells: row
                .cells
                .iter()
                .map(|of| {
                    let (page, value) = cell(of);
                    CellV1 {
                        kind: &of.kind,
                        verdict: of.verdict.as_str(),
                        value,
                        rounded: of.rounded,
                        path: of.path.as_str(),
                        page,
                        quote: of.place.as_ref().map_or("", |place| place.quote.as_str()),
                    }
                })
                .collect(),
        })
        .collect()
}

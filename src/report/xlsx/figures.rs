//! The sheets of all figures, village by village: as a matrix of figures and papers, and as a list with the words of each.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Looks, fit_row, heads, put};
use crate::{
    model::{FigureCell, FigureRow, Lang},
    report::{
        figures::{agreed, kind_name, name, sign, word},
        view::Report,
        words,
    },
};

/// The matrix: a row a village and figure, a column a kind of paper.
pub(super) fn matrix(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    let mut kinds: Vec<&str> = Vec::new();
    for cell in report.units().flat_map(|unit| &unit.figures).flat_map(|row| &row.cells) {
        if !kinds.contains(&cell.kind.as_str()) {
            kinds.push(&cell.kind);
        }
    }
    let names: Vec<String> = kinds.iter().map(|kind| kind_name(report, kind, lang)).collect();
    let mut columns = vec![
        (lang.pick("单位", "Unit"), 13.0),
        (lang.pick("数据", "Figure"), 20.0),
        (lang.pick("多数材料", "Most papers"), 16.0),
    ];
    columns.extend(names.iter().map(|kind| (kind.as_str(), 15.0)));
    heads(sheet, 0, &columns, looks)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 3)?;
    let mut at = 1;
    for unit in report.units() {
        for row in &unit.figures {
            put(sheet, at, 0, words::unit_name(&unit.unit, lang), &looks.text)?;
            put(sheet, at, 1, &name(row.key, lang), &looks.text)?;
            put(sheet, at, 2, &agreed(row, lang), &looks.number)?;
            let mut lines: Vec<(String, f64)> = Vec::new();
            for (column, kind) in (3..).zip(&kinds) {
                let cells: Vec<String> =
                    row.cells.iter().filter(|cell| cell.kind == *kind).map(|cell| said(row, cell, lang)).collect();
                let text = cells.join("\n");
                put(sheet, at, column, &text, &looks.number)?;
                lines.push((text, 15.0));
            }
            let lines: Vec<(&str, f64)> = lines.iter().map(|(text, width)| (text.as_str(), *width)).collect();
            fit_row(sheet, at, &lines)?;
            at += 1;
        }
    }
    Ok(())
}

/// A figure in one paper, in a narrow cell: its sign and value; what it is where there is no value.
fn said(row: &FigureRow, cell: &FigureCell, lang: Lang) -> String {
    match cell.value {
        Some(value) => format!("{} {value}", sign(cell.verdict)),
        None => format!("{} {}", sign(cell.verdict), word(row, cell, lang)),
    }
}

/// The list: one row a figure and paper.
pub(super) fn list(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_landscape();
    let heads = [
        (lang.pick("单位", "Unit"), 14),
        (lang.pick("数据", "Figure"), 22),
        (lang.pick("多数材料", "Most papers"), 16),
        (lang.pick("材料种类", "Paper"), 18),
        (lang.pick("读出", "Read"), 16),
        (lang.pick("比对", "Agreement"), 12),
        (lang.pick("文件", "File"), 50),
        (lang.pick("页", "Page"), 6),
        (lang.pick("原文", "Words"), 40),
    ];
    for (column, (head, width)) in (0..).zip(heads) {
        put(sheet, 0, column, head, &looks.head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut at = 1;
    for unit in report.units() {
        for row in &unit.figures {
            for cell in &row.cells {
                let place = cell.place.as_ref();
                let texts = [
                    words::unit_name(&unit.unit, lang).to_owned(),
                    name(row.key, lang),
                    agreed(row, lang),
                    kind_name(report, &cell.kind, lang),
                    cell.value.map(|value| value.to_string()).unwrap_or_default(),
                    format!("{} {}", sign(cell.verdict), word(row, cell, lang)),
                    cell.path.to_string(),
                    place.and_then(|place| place.page).map(|page| page.to_string()).unwrap_or_default(),
                    place.map(|place| place.quote.clone()).unwrap_or_default(),
                ];
                for (column, text) in (0..).zip(&texts) {
                    put(sheet, at, column, text, &looks.text)?;
                }
                at += 1;
            }
        }
    }
    Ok(())
}

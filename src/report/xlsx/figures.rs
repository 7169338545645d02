//! The sheet of all figures, village by village.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Looks, put};
use crate::{
    model::Lang,
    report::{
        figures::{agreed, kind_name, name, sign, word},
        view::Report,
        words,
    },
};

/// Fills it; one row a figure and paper.
pub(super) fn fill(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
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

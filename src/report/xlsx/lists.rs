//! The lists: what to do, what was found, and how open questions are read.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Looks, fit_row, heads, number, put};
use crate::{
    model::{Finding, Lang},
    report::{codes, lines, settings, todo, view::Report, words},
};

/// What each unit has to do, the most weighty first.
pub(super) fn tasks(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    let widths = [12.0, 5.0, 40.0, 36.0, 40.0, 36.0, 8.0];
    let columns: Vec<(&str, f64)> = lines::task_heads(lang).into_iter().zip(widths).collect();
    heads(sheet, 0, &columns, looks)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 3)?;
    let mut row = 1;
    for unit in report.units() {
        for (order, todo) in (1u32..).zip(todo::todos(report, unit)) {
            put(sheet, row, 0, words::unit_name(&unit.unit, lang), &looks.text)?;
            number(sheet, row, 1, Some(f64::from(order)), &looks.number)?;
            let texts = lines::task(report, &todo, lang);
            for (column, text) in (2..).zip(&texts) {
                put(sheet, row, column, text, &looks.text)?;
            }
            let cells: Vec<(&str, f64)> = texts.iter().map(String::as_str).zip(widths[2..].iter().copied()).collect();
            fit_row(sheet, row, &cells)?;
            number(sheet, row, 6, Some(todo.urgency.points), &looks.number)?;
            row += 1;
        }
    }
    if row == 1 {
        return put(sheet, 1, 0, lang.pick("没有待办。", "Nothing is left to do."), &looks.note);
    }
    sheet.autofilter(0, 0, row - 1, 6)?;
    Ok(())
}

/// Every finding, those that a person settled too.
pub(super) fn findings(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    let columns = [
        (lang.pick("单位", "Unit"), 14.0),
        (lang.pick("项目", "Item"), 7.0),
        (lang.pick("名称", "Title"), 18.0),
        (lang.pick("轻重", "Severity"), 10.0),
        (lang.pick("说明", "Message"), 48.0),
        (lang.pick("在哪里", "Where it shows"), 48.0),
        (lang.pick("怎么办", "What to do"), 36.0),
        (lang.pick("判断", "Verdict"), 24.0),
        (lang.pick("代码", "Code"), 24.0),
    ];
    heads(sheet, 0, &columns, looks)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 2)?;
    let mut row = 1;
    let mut line = |unit: &str, item: &str, finding: &Finding, verdict: &str| -> Result<(), XlsxError> {
        let places: Vec<String> = finding.places.iter().map(|place| lines::place(place, lang)).collect();
        let remedy = codes::explain(finding.code).remedy;
        let cells = [
            unit,
            item,
            finding.code.title(lang),
            words::severity_word(finding.severity, lang),
            finding.message.get(lang),
            &places.join("\n"),
            remedy.get(lang),
            verdict,
            finding.code.as_str(),
        ];
        for (column, text) in (0..).zip(cells) {
            put(sheet, row, column, text, &looks.text)?;
        }
        let widths = columns.iter().map(|(_, width)| *width);
        fit_row(sheet, row, &cells.into_iter().zip(widths).collect::<Vec<_>>())?;
        row += 1;
        Ok(())
    };
    for unit in report.units() {
        let name = words::unit_name(&unit.unit, lang);
        for found in lines::item_findings(unit, lang) {
            line(name, found.item, found.finding, &found.verdict)?;
        }
        for finding in unit.photos.iter().flat_map(|photo| &photo.findings) {
            line(name, "", finding, "")?;
        }
    }
    if row == 1 {
        return put(sheet, 1, 0, lang.pick("没有发现。", "Nothing was found."), &looks.note);
    }
    sheet.autofilter(0, 0, row - 1, 8)?;
    Ok(())
}

/// How the questions that the table leaves open are read.
pub(super) fn settings(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    let columns = [
        (lang.pick("标准未写明之处", "What the table leaves open"), 56.0),
        (lang.pick("这里的理解", "How it is read here"), 64.0),
        (lang.pick("项目", "Items"), 16.0),
    ];
    heads(sheet, 0, &columns, looks)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    for (row, setting) in (1..).zip(settings::shown(report, lang)) {
        put(sheet, row, 0, &setting.question, &looks.text)?;
        put(sheet, row, 1, &setting.answer, &looks.text)?;
        put(sheet, row, 2, &setting.items, &looks.text)?;
        fit_row(sheet, row, &[(&setting.question, columns[0].1), (&setting.answer, columns[1].1)])?;
    }
    Ok(())
}

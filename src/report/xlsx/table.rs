//! The assessment table (综合评估表) as annex 3 of 凫政发〔2020〕48号 prints it: portrait, four columns, the township's part,
//! the village's part, their sums, lines to sign. The heads and the part's name stand on every page.
//!
//! What the program found and suggests stands on a sheet of its own, the working paper.

use rust_xlsxwriter::{Format, Formula, Worksheet, XlsxError};

use super::cells::{Looks, height_of, number, put};
use crate::{
    model::{Lang, Unit, UnitAssessment},
    report::{
        view::{Report, given, level_of},
        words,
    },
};

/// The columns, counted from 0: the part's name and the item's text together are 评估项目.
const PART: u16 = 0;
const TEXT: u16 = 1;
const STANDARD: u16 = 2;
const POINTS: u16 = 3;
const SCORE: u16 = 4;
/// Their widths, which fill an upright page but for a tenth.
const WIDTHS: [f64; 5] = [5.0, 36.0, 31.0, 6.5, 8.5];
/// The rows of the title, of whose table it is, of its full points, and of the heads.
const TITLE: u32 = 0;
const UNIT: u32 = 1;
const FULL: u32 = 2;
const HEADS: u32 = 3;
/// The heights of these, and of sums and lines to sign, in points.
const TITLE_POINTS: f64 = 34.0;
const LINE_POINTS: f64 = 22.0;
const SIGN_POINTS: f64 = 34.0;
/// What a page of A4 holds between its margins, with something to spare.
const PAGE_POINTS: f64 = 715.0;

/// The table of a village with the township's part before it, where that is shown, or of the township alone.
pub(super) fn fill(
    sheet: &mut Worksheet,
    report: &Report,
    unit: &UnitAssessment,
    lang: Lang,
    looks: &Looks,
) -> Result<(), XlsxError> {
    // A sum that is not there yet is an empty cell, not a nought.
    sheet.set_formula_result_default("");
    // Fitted to the page's width, since programs without the usual fonts draw columns wider; where that shrinks nothing, the
    // page breaks below stand where pages end anyway.
    sheet.set_portrait();
    for (column, width) in (0..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    let town = report.town.as_ref().filter(|_| matches!(unit.unit, Unit::Village(_)));
    let mut table = AnnexTable { sheet, report, lang, looks, row: 0, on_page: 0.0, breaks: Vec::new() };
    table.top(unit, town.is_some())?;
    let mut sums = Vec::new();
    for part in town.into_iter().chain([unit]) {
        table.part(part)?;
        sums.push(table.row - 1);
    }
    if let Some(town) = town {
        table.total([town, unit], &sums)?;
    }
    table.signatures()?;
    let breaks = table.breaks;
    sheet.set_repeat_rows(HEADS, HEADS)?;
    sheet.set_freeze_panes(HEADS + 1, 0)?;
    sheet.set_page_breaks(&breaks)?;
    Ok(())
}

/// The table while it is written.
struct AnnexTable<'a> {
    sheet: &'a mut Worksheet,
    report: &'a Report,
    lang: Lang,
    looks: &'a Looks,
    /// The row that is written next.
    row: u32,
    /// How much of the page is taken, in points.
    on_page: f64,
    breaks: Vec<u32>,
}

impl AnnexTable<'_> {
    /// Everything above the items.
    fn top(&mut self, unit: &UnitAssessment, with_town: bool) -> Result<(), XlsxError> {
        let (lang, looks, report) = (self.lang, self.looks, self.report);
        let name = words::unit_name(&unit.unit, lang);
        self.wide(TITLE, &report.rubric.title, &looks.centred_title)?;
        let deadline = report.deadline();
        let whose = match (lang, &unit.unit) {
            (Lang::Zh, Unit::Village(_)) => {
                format!("评估单位：{}{name}　　材料截至 {deadline}", report.township_name())
            }
            (Lang::Zh, _) => format!("评估单位：{}　　材料截至 {deadline}", report.township_name()),
            (Lang::En, _) => format!("Assessed: {}, {name}. Papers up to {deadline}", report.township_name()),
        };
        self.wide(UNIT, &whose, &looks.centred_line)?;
        let full = words::points(if with_town { report.rubric.total } else { unit.score.max });
        let full = match lang {
            Lang::Zh => format!("综合评估（{full}分）"),
            Lang::En => format!("Assessment ({full} points)"),
        };
        self.wide(FULL, &full, &looks.head)?;
        self.sheet.merge_range(HEADS, PART, HEADS, TEXT, "", &looks.head)?;
        let heads = [
            (PART, lang.pick("评估项目", "Assessed item")),
            (STANDARD, lang.pick("量化标准", "Standard")),
            (POINTS, lang.pick("分值", "Points")),
            (SCORE, lang.pick("合计得分", "Score")),
        ];
        for (column, head) in heads {
            put(self.sheet, HEADS, column, head, &looks.head)?;
        }
        for (row, height) in [(TITLE, TITLE_POINTS), (UNIT, LINE_POINTS), (FULL, LINE_POINTS), (HEADS, LINE_POINTS)] {
            self.sheet.set_row_height(row, height)?;
            self.on_page += height;
        }
        self.row = HEADS + 1;
        Ok(())
    }

    /// A row that is one cell.
    fn wide(&mut self, row: u32, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet.merge_range(row, PART, row, SCORE, "", format)?;
        put(self.sheet, row, PART, text, format)
    }

    /// Takes a row of a height; says whether it begins a page.
    fn take(&mut self, height: f64) -> Result<bool, XlsxError> {
        let begins = self.on_page + height > PAGE_POINTS;
        if begins {
            self.breaks.push(self.row);
            self.on_page = LINE_POINTS;
        }
        self.on_page += height;
        self.sheet.set_row_height(self.row, height)?;
        Ok(begins)
    }

    /// One part of the table with its subtotal.
    fn part(&mut self, unit: &UnitAssessment) -> Result<(), XlsxError> {
        let (lang, looks, report) = (self.lang, self.looks, self.report);
        let level = level_of(&unit.unit);
        let level = level.and_then(|level| report.rubric.levels.iter().find(|known| known.level == level));
        let heading = level.map_or("", |level| level.title.as_str());
        let first = self.row;
        let mut on_this_page = first;
        for item in &unit.items {
            let rule = report.rubric.item(&item.id);
            let (text, standard) = rule.map_or(("", ""), |rule| (rule.text.as_str(), rule.standard.as_str()));
            let cells = [(text, WIDTHS[1]), (standard, WIDTHS[2])];
            if self.take(height_of(&cells).max(LINE_POINTS))? {
                self.named(heading, on_this_page)?;
                on_this_page = self.row;
            }
            let row = self.row;
            put(self.sheet, row, TEXT, text, &looks.text_middle)?;
            put(self.sheet, row, STANDARD, standard, &looks.text_middle)?;
            number(self.sheet, row, POINTS, Some(item.points), &looks.number_middle)?;
            let score = item.decision.as_ref().map(|decision| decision.score);
            number(self.sheet, row, SCORE, score, &looks.number_middle)?;
            self.row += 1;
        }
        if self.take(LINE_POINTS)? {
            self.named(heading, on_this_page)?;
            on_this_page = self.row;
        }
        let row = self.row;
        put(self.sheet, row, TEXT, lang.pick("小计", "Subtotal"), &looks.number_middle)?;
        self.sheet.write_blank(row, STANDARD, &looks.text_middle)?;
        number(self.sheet, row, POINTS, Some(unit.score.max), &looks.number_middle)?;
        if unit.items.is_empty() {
            self.sheet.write_blank(row, SCORE, &looks.number_middle)?;
        } else {
            // Whoever fills in scores by hand gets the sum once all are there.
            let (from, to, count) = (first + 1, row, unit.items.len());
            let formula = format!("=IF(COUNT(E{from}:E{to})={count},SUM(E{from}:E{to}),\"\")");
            self.sheet.write_formula_with_format(
                row,
                SCORE,
                with_result(&formula, given(unit)),
                &looks.number_middle,
            )?;
        }
        self.row += 1;
        self.named(heading, on_this_page)
    }

    /// The part's name beside its rows on one page, from `first` to the row before the next.
    fn named(&mut self, heading: &str, first: u32) -> Result<(), XlsxError> {
        let Some(last) = self.row.checked_sub(1).filter(|last| *last >= first) else { return Ok(()) };
        if last > first {
            self.sheet.merge_range(first, PART, last, PART, "", &self.looks.head)?;
        }
        put(self.sheet, first, PART, heading, &self.looks.head)
    }

    /// The sum over both parts, the township's and the village's.
    fn total(&mut self, parts: [&UnitAssessment; 2], sums: &[u32]) -> Result<(), XlsxError> {
        self.take(LINE_POINTS)?;
        let (row, looks) = (self.row, self.looks);
        self.sheet.merge_range(row, PART, row, TEXT, "", &looks.head)?;
        put(self.sheet, row, PART, self.lang.pick("合计", "Total"), &looks.head)?;
        self.sheet.write_blank(row, STANDARD, &looks.head)?;
        number(self.sheet, row, POINTS, Some(parts.iter().map(|part| part.score.max).sum()), &looks.head)?;
        let cells: Vec<String> = sums.iter().map(|row| format!("E{}", row + 1)).collect();
        let count = cells.len();
        let formula = format!("=IF(COUNT({})={count},SUM({}),\"\")", cells.join(","), cells.join(","));
        let both = parts.iter().map(|part| given(part)).sum();
        self.sheet.write_formula_with_format(row, SCORE, with_result(&formula, both), &looks.head)?;
        self.row += 1;
        Ok(())
    }

    /// The lines to sign, together on one page.
    fn signatures(&mut self) -> Result<(), XlsxError> {
        if self.on_page + SIGN_POINTS * 2.0 > PAGE_POINTS {
            self.breaks.push(self.row);
            self.on_page = LINE_POINTS;
        }
        for line in words::signature_lines(self.lang) {
            self.take(SIGN_POINTS)?;
            self.wide(self.row, line, &self.looks.sign)?;
            self.row += 1;
        }
        Ok(())
    }
}

/// A formula with what it comes to, for readers that do not reckon.
fn with_result(formula: &str, points: Option<f64>) -> Formula {
    Formula::new(formula).set_result(points.map(words::points).unwrap_or_default())
}

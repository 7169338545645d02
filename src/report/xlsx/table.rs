//! The assessment table (综合评估表) in the layout of annex 3 of 凫政发〔2020〕48号, filled in: the township's part, the
//! village's part, their sums. Beside the columns of the paper stand the suggestion, the interval, the state and the
//! grounds.

use rust_xlsxwriter::{Formula, Worksheet, XlsxError};

use super::cells::{Looks, fit_row, heads, number, put};
use crate::{
    model::{Code, ItemAssessment, ItemState, Lang, Unit, UnitAssessment},
    report::{
        history, lines,
        view::{Report, given, level_of},
        words,
    },
};

/// How many pieces of evidence the grounds of an item name.
const EVIDENCE_NAMED: usize = 6;

/// The columns, counted from 0.
const POINTS: u16 = 4;
const SCORE: u16 = 5;
const INTERVAL: u16 = 7;
const LAST: u16 = 9;
/// How wide the columns are that wrap: the item's text, the standard, the grounds.
const TEXT_WIDTH: f64 = 36.0;
const STANDARD_WIDTH: f64 = 26.0;
const GROUNDS_WIDTH: f64 = 56.0;
/// The row of the heads.
const HEADS: u32 = 3;

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
    let name = words::unit_name(&unit.unit, lang);
    // A village's clerk is not shown the township's part: then the table is the village's alone.
    let town = report.town.as_ref().filter(|_| matches!(unit.unit, Unit::Village(_)));
    let title = &report.rubric.title;
    put(sheet, 0, 0, title, &looks.title)?;
    let full = words::points(if town.is_some() { report.rubric.total } else { unit.score.max });
    let line = match lang {
        Lang::Zh => format!("综合评估（{full}分）　{}　{name}", report.township_name()),
        Lang::En => format!("Assessment ({full} points), {}, {name}", report.township_name()),
    };
    put(sheet, 1, 0, &line, &looks.text_plain)?;
    let note = lang.pick(
        "“合计得分”只填评定人给的分；一部分未评时小计空着。建议分和区间由程序给出，供参考。",
        "The total score holds what assessors gave; sums stay empty until all items have one. Suggestions and intervals are the program's.",
    );
    put(sheet, 2, 0, note, &looks.note)?;
    let columns = [
        (lang.pick("项目类别", "Part"), 7.0),
        (lang.pick("序号", "No."), 6.0),
        (lang.pick("评估项目", "Assessed item"), TEXT_WIDTH),
        (lang.pick("量化标准", "Standard"), STANDARD_WIDTH),
        (lang.pick("分值", "Points"), 6.0),
        (lang.pick("合计得分", "Total score"), 9.0),
        (lang.pick("建议分", "Suggested"), 8.0),
        (lang.pick("区间", "Interval"), 9.0),
        (lang.pick("状态", "State"), 11.0),
        (lang.pick("依据", "Grounds"), GROUNDS_WIDTH),
    ];
    heads(sheet, HEADS, &columns, looks)?;
    sheet.set_repeat_rows(0, HEADS)?;
    sheet.set_freeze_panes(HEADS + 1, 3)?;
    let mut row = HEADS + 1;
    let mut sums = Vec::new();
    if let Some(town) = town {
        row = part(sheet, row, report, town, false, lang, looks)?;
        sums.push(row - 1);
    }
    row = part(sheet, row, report, unit, true, lang, looks)?;
    sums.push(row - 1);
    if let Some(town) = town {
        total(sheet, row, [town, unit], &sums, lang, looks)?;
        row += 1;
    }
    let sign =
        lang.pick("评定人签字：　　　　　　　　日期：　　　　　", "Assessor:                    Date:              ");
    put(sheet, row + 1, 2, sign, &looks.note)
}

/// One part of the table with its subtotal; returns the row after it.
fn part(
    sheet: &mut Worksheet,
    first: u32,
    report: &Report,
    unit: &UnitAssessment,
    with_grounds: bool,
    lang: Lang,
    looks: &Looks,
) -> Result<u32, XlsxError> {
    let level = level_of(&unit.unit).and_then(|level| report.rubric.levels.iter().find(|known| known.level == level));
    let heading = level.map_or("", |level| level.title.as_str());
    let mut row = first;
    for item in &unit.items {
        let rule = report.rubric.item(&item.id);
        sheet.write_blank(row, 0, &looks.number)?;
        put(sheet, row, 1, &item.id, &looks.number)?;
        let (text, standard) = rule.map_or(("", ""), |rule| (rule.text.as_str(), rule.standard.as_str()));
        put(sheet, row, 2, text, &looks.text)?;
        put(sheet, row, 3, standard, &looks.text)?;
        number(sheet, row, POINTS, Some(item.points), &looks.number)?;
        number(sheet, row, SCORE, item.decision.as_ref().map(|decision| decision.score), &looks.number)?;
        number(sheet, row, 6, item.suggested, &looks.number)?;
        put(sheet, row, INTERVAL, &words::interval(item.min, item.max), &looks.number)?;
        let state = format!("{} {}", words::state_sign(item.state), words::state_word(item.state, lang));
        put(sheet, row, 8, &state, looks.state(item.state))?;
        let grounds = if with_grounds {
            grounds(report, item, lang)
        } else {
            lang.pick("见“镇级”表", "see the sheet “Township”").to_owned()
        };
        put(sheet, row, LAST, &grounds, &looks.text)?;
        fit_row(sheet, row, &[(text, TEXT_WIDTH), (standard, STANDARD_WIDTH), (&grounds, GROUNDS_WIDTH)])?;
        row += 1;
    }
    // The subtotal stands under the part's heading, as in the paper.
    put(sheet, row, 2, lang.pick("小计", "Subtotal"), &looks.head)?;
    for column in [0, 1, 3, 6, 8, LAST] {
        sheet.write_blank(row, column, &looks.head)?;
    }
    number(sheet, row, POINTS, Some(unit.score.max), &looks.head)?;
    put(sheet, row, INTERVAL, &words::interval(unit.score.confirmed, unit.score.possible), &looks.head)?;
    if unit.items.is_empty() {
        sheet.write_blank(row, SCORE, &looks.head)?;
    } else {
        // Whoever fills in scores by hand gets the sum once all are there.
        let (from, to, count) = (first + 1, row, unit.items.len());
        let formula = format!("=IF(COUNT(F{from}:F{to})={count},SUM(F{from}:F{to}),\"\")");
        sheet.write_formula_with_format(row, SCORE, with_result(&formula, given(unit)), &looks.head)?;
    }
    if row > first {
        sheet.merge_range(first, 0, row, 0, "", &looks.head)?;
    }
    put(sheet, first, 0, heading, &looks.head)?;
    Ok(row + 1)
}

/// The sum over both parts, the township's and the village's.
fn total(
    sheet: &mut Worksheet,
    row: u32,
    parts: [&UnitAssessment; 2],
    sums: &[u32],
    lang: Lang,
    looks: &Looks,
) -> Result<(), XlsxError> {
    put(sheet, row, 2, lang.pick("合计", "Total"), &looks.head)?;
    for column in [0, 1, 3, 6, 8, LAST] {
        sheet.write_blank(row, column, &looks.head)?;
    }
    let [town, own] = parts.map(|part| part.score);
    number(sheet, row, POINTS, Some(town.max + own.max), &looks.head)?;
    let interval = words::interval(town.confirmed + own.confirmed, town.possible + own.possible);
    put(sheet, row, INTERVAL, &interval, &looks.head)?;
    let cells: Vec<String> = sums.iter().map(|row| format!("F{}", row + 1)).collect();
    let count = cells.len();
    let formula = format!("=IF(COUNT({})={count},SUM({}),\"\")", cells.join(","), cells.join(","));
    let both = parts.iter().map(|part| given(part)).sum();
    sheet.write_formula_with_format(row, SCORE, with_result(&formula, both), &looks.head)?;
    Ok(())
}

/// A formula with what it comes to, for readers that do not reckon.
fn with_result(formula: &str, points: Option<f64>) -> Formula {
    Formula::new(formula).set_result(points.map(words::points).unwrap_or_default())
}

/// The grounds of an item's state: what a person decided, what the suggestion rests on, what lacks, what was found
/// wrong, what fills it.
fn grounds(report: &Report, item: &ItemAssessment, lang: Lang) -> String {
    let mut lines = Vec::new();
    if let Some(decision) = &item.decision {
        lines.push(history::decision_line(&history::decision(decision, lang), lang));
    }
    for line in lines::reasons(item, lang) {
        lines.push(format!("{}{line}", lang.pick("建议依据：", "Suggested for: ")));
    }
    let lacking = lines::lacking(report, item, lang);
    if !lacking.is_empty() {
        lines.push(format!("{}{}", lang.pick("缺少：", "Lacking: "), lacking.join(lang.pick("、", ", "))));
    }
    let is_said = |code| code == Code::DocumentMissing && !lacking.is_empty();
    for (finding, line) in item.findings.iter().zip(lines::findings(item, lang)) {
        if is_said(finding.code) {
            continue;
        }
        lines.push(format!("{}{line}", lang.pick("发现：", "Found: ")));
    }
    for settled in &item.settled {
        let line = history::verdict_line(&history::verdict(settled, lang), lang);
        lines.push(format!("{}{} {line}", lang.pick("判断：", "Settled: "), settled.finding.code.title(lang)));
    }
    for evidence in item.evidence.iter().take(EVIDENCE_NAMED) {
        lines.push(format!("{}{}", lang.pick("证据：", "Evidence: "), lines::place(&evidence.citation, lang)));
    }
    let count = item.evidence.len();
    if count > EVIDENCE_NAMED {
        lines.push(match lang {
            Lang::Zh => format!("证据共 {count} 处，其余见网页或 JSON 报告"),
            Lang::En => {
                format!("{count} pieces of evidence in all; the others are on the pages and in the JSON report")
            }
        });
    }
    if lines.is_empty() && item.state == ItemState::Unreadable {
        lines.push(words::state_meaning(item.state, lang).to_owned());
    }
    lines.join("\n")
}

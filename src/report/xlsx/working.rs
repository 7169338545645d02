//! The working paper (底稿) of a unit: for each item of its table the suggestion, the interval, the state and the grounds.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Looks, fit_row, heads, number, put};
use crate::{
    model::{Code, ItemAssessment, ItemState, Lang, UnitAssessment},
    report::{history, lines, view::Report, words},
};

/// How many pieces of evidence the grounds of an item name.
const EVIDENCE_NAMED: usize = 6;
/// How wide the columns are that wrap: the item's text, the grounds.
const TEXT_WIDTH: f64 = 36.0;
const GROUNDS_WIDTH: f64 = 74.0;
/// The row of the heads.
const HEADS: u32 = 2;

/// The working paper of a unit.
pub(super) fn fill(
    sheet: &mut Worksheet,
    report: &Report,
    unit: &UnitAssessment,
    lang: Lang,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let name = words::unit_name(&unit.unit, lang);
    let title = match lang {
        Lang::Zh => format!("{name} 综合评估底稿"),
        Lang::En => format!("{name}, working paper of the assessment"),
    };
    put(sheet, 0, 0, &title, &looks.title)?;
    let note = lang.pick(
        "得分是评定人给的；建议分、区间、状态和依据由程序给出，供参考。",
        "Scores are the assessors'; suggestions, intervals, states and grounds are the program's.",
    );
    put(sheet, 1, 0, note, &looks.note)?;
    let columns = [
        (lang.pick("项目", "Item"), 6.0),
        (lang.pick("评估项目", "Assessed item"), TEXT_WIDTH),
        (lang.pick("分值", "Points"), 6.0),
        (lang.pick("得分", "Score"), 6.0),
        (lang.pick("建议分", "Suggested"), 8.0),
        (lang.pick("区间", "Interval"), 9.0),
        (lang.pick("状态", "State"), 10.0),
        (lang.pick("依据", "Grounds"), GROUNDS_WIDTH),
    ];
    heads(sheet, HEADS, &columns, looks)?;
    sheet.set_repeat_rows(HEADS, HEADS)?;
    sheet.set_freeze_panes(HEADS + 1, 2)?;
    for (row, item) in (HEADS + 1..).zip(&unit.items) {
        let text = report.rubric.item(&item.id).map_or("", |rule| rule.text.as_str());
        put(sheet, row, 0, &item.id, &looks.number)?;
        put(sheet, row, 1, text, &looks.text)?;
        number(sheet, row, 2, Some(item.points), &looks.number)?;
        number(sheet, row, 3, item.decision.as_ref().map(|decision| decision.score), &looks.number)?;
        number(sheet, row, 4, item.suggested, &looks.number)?;
        put(sheet, row, 5, &words::interval(item.min, item.max), &looks.number)?;
        let state = format!("{} {}", words::state_sign(item.state), words::state_word(item.state, lang));
        put(sheet, row, 6, &state, looks.state(item.state))?;
        let grounds = grounds(report, item, lang);
        put(sheet, row, 7, &grounds, &looks.text)?;
        fit_row(sheet, row, &[(text, TEXT_WIDTH), (&grounds, GROUNDS_WIDTH)])?;
    }
    Ok(())
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

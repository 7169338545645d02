//! The totals, and the signs of all units and items.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::{Looks, heads, number, put};
use crate::{
    model::{ItemState, Lang, Score, UnitAssessment},
    report::{
        folders,
        view::{Report, given},
        words,
    },
    rubric::Total,
};

/// Each village's total with the township's part, and the mean, as the settings ask.
pub(super) fn totals(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    put(sheet, 0, 0, &report.rubric.title, &looks.title)?;
    let (town, full) = (report.town.as_ref().map(|town| town.score), words::points(report.rubric.total));
    let line = match lang {
        Lang::Zh => format!(
            "{}　满分 {full} 分。“已确认”到“最高可得”是区间；“得分”只填评定人给的分，未评全的空着。",
            report.township_name()
        ),
        Lang::En => format!(
            "{}, {full} points in all. From confirmed to possible is the interval; scores are those that people gave, and stay empty until all are given.",
            report.township_name()
        ),
    };
    // In the same row, so that the table below stays where it is.
    let line = match folders::warning(report, lang) {
        Some(warning) => format!("✗ {warning}{} {line}", lang.pick("。", ".")),
        None => line,
    };
    put(sheet, 1, 0, &line, &looks.note)?;
    let columns = [
        (lang.pick("单位", "Unit"), 18.0),
        (lang.pick("镇级已确认", "Township confirmed"), 10.0),
        (lang.pick("镇级最高可得", "Township possible"), 10.0),
        (lang.pick("村级已确认", "Village confirmed"), 10.0),
        (lang.pick("村级最高可得", "Village possible"), 10.0),
        (lang.pick("合计已确认", "Confirmed in all"), 10.0),
        (lang.pick("合计最高可得", "Possible in all"), 10.0),
        (lang.pick("镇级得分", "Township score"), 10.0),
        (lang.pick("村级得分", "Village score"), 10.0),
        (lang.pick("合计得分", "Total score"), 10.0),
        (lang.pick("已评项数", "Items scored"), 10.0),
        (lang.pick("待复核", "To look at again"), 10.0),
    ];
    heads(sheet, 2, &columns, looks)?;
    sheet.set_repeat_rows(0, 2)?;
    sheet.set_freeze_panes(3, 1)?;
    let town_given = report.town.as_ref().and_then(given);
    let shows_each = report.rubric.settings.total != Total::Mean;
    let mut row = 3;
    for unit in &report.villages {
        let own = given(unit);
        let both = town_given.zip(own).map(|(town, own)| town + own);
        put(sheet, row, 0, words::unit_name(&unit.unit, lang), &looks.text)?;
        line_of(sheet, row, town, unit.score, [town_given, own, both], shows_each, looks)?;
        let count = |is: fn(&crate::model::ItemAssessment) -> bool| unit.items.iter().filter(|item| is(item)).count();
        let scored = format!("{} / {}", count(|item| item.decision.is_some()), unit.items.len());
        put(sheet, row, 10, &scored, &looks.number)?;
        put(sheet, row, 11, &count(|item| item.is_stale()).to_string(), &looks.number)?;
        row += 1;
    }
    if report.rubric.settings.total != Total::Village && !report.villages.is_empty() {
        let mean = mean(&report.villages);
        let all: Option<Vec<f64>> = report.villages.iter().map(given).collect();
        #[expect(clippy::cast_precision_loss, reason = "a township has some dozens of villages")]
        let own = all.map(|scores| scores.iter().sum::<f64>() / scores.len() as f64);
        let both = town_given.zip(own).map(|(town, own)| town + own);
        put(sheet, row, 0, lang.pick("平均", "Mean"), &looks.head)?;
        line_of(sheet, row, town, mean, [town_given, own, both], true, looks)?;
        for column in [10, 11] {
            sheet.write_blank(row, column, &looks.number)?;
        }
        row += 1;
    }
    if report.villages.is_empty() {
        put(sheet, row, 0, lang.pick("没有找到村。", "No village was found."), &looks.note)?;
    }
    Ok(())
}

/// The numbers of one line: the township's interval, the village's, both together, and what people gave.
fn line_of(
    sheet: &mut Worksheet,
    row: u32,
    town: Option<Score>,
    own: Score,
    given: [Option<f64>; 3],
    shows_sum: bool,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let sum = |points: f64| shows_sum.then_some(points);
    let both = town.map(|town| (town.confirmed + own.confirmed, town.possible + own.possible));
    let numbers = [
        town.map(|town| town.confirmed),
        town.map(|town| town.possible),
        Some(own.confirmed),
        Some(own.possible),
        both.and_then(|(confirmed, _)| sum(confirmed)),
        both.and_then(|(_, possible)| sum(possible)),
        given[0],
        given[1],
        given[2].and_then(sum),
    ];
    for (column, points) in (1..).zip(numbers) {
        number(sheet, row, column, points, &looks.number)?;
    }
    Ok(())
}

fn mean(villages: &[UnitAssessment]) -> Score {
    #[expect(clippy::cast_precision_loss, reason = "a township has some dozens of villages")]
    let count = villages.len().max(1) as f64;
    let of = |pick: fn(&Score) -> f64| villages.iter().map(|unit| pick(&unit.score)).sum::<f64>() / count;
    Score { confirmed: of(|score| score.confirmed), possible: of(|score| score.possible), max: of(|score| score.max) }
}

/// Every unit against every item, one sign each.
pub(super) fn states(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    put(sheet, 0, 0, &report.rubric.title, &looks.title)?;
    let deadline = report.deadline();
    let days = words::days_left(report.today, deadline, lang);
    let line = match lang {
        Lang::Zh => format!("{}　{deadline} 截止，{days}　{}", report.township_name(), ledger(report, lang)),
        Lang::En => format!("{}, due {deadline}, {days}. {}", report.township_name(), ledger(report, lang)),
    };
    put(sheet, 1, 0, &line, &looks.note)?;
    let legend = ItemState::ALL.map(|state| format!("{} {}", words::state_sign(state), words::state_word(state, lang)));
    put(sheet, 2, 0, &legend.join("　"), &looks.note)?;
    sheet.set_column_width(0, 16)?;
    let mut row = 4;
    for units in [report.town.as_slice(), report.villages.as_slice()] {
        let Some(first) = units.first() else { continue };
        let heads = [
            lang.pick("单位", "Unit"),
            lang.pick("确认", "Confirmed"),
            lang.pick("最高可得", "Possible"),
            lang.pick("满分", "Full"),
        ];
        for (column, head) in (0..).zip(heads) {
            put(sheet, row, column, head, &looks.head)?;
        }
        for (column, item) in (4..).zip(&first.items) {
            put(sheet, row, column, &item.id, &looks.head)?;
            sheet.set_column_width(column, 4.5)?;
        }
        row += 1;
        for unit in units {
            put(sheet, row, 0, words::unit_name(&unit.unit, lang), &looks.text)?;
            for (column, points) in (1..).zip([unit.score.confirmed, unit.score.possible, unit.score.max]) {
                number(sheet, row, column, Some(points), &looks.number)?;
            }
            for (column, item) in (4..).zip(&unit.items) {
                put(sheet, row, column, words::state_sign(item.state), looks.state(item.state))?;
            }
            row += 1;
        }
        row += 1;
    }
    sheet.set_repeat_rows(0, 2)?;
    sheet.set_repeat_columns(0, 0)?;
    Ok(())
}

fn ledger(report: &Report, lang: Lang) -> String {
    let ledger = report.ledger;
    let [files, read, unreadable, ignored] =
        [ledger.files, ledger.read, ledger.unreadable, ledger.ignored].map(words::count);
    match lang {
        Lang::Zh => format!("共 {files} 份文件：已读 {read}，未能读取 {unreadable}，不作材料 {ignored}"),
        Lang::En => format!("{files} files: {read} read, {unreadable} unreadable, {ignored} no evidence"),
    }
}

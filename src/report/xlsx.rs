//! The report as a workbook: the summary, what to do, and the assessment table as the district prints it, one
//! sheet for the township and one a village.
//!
//! In the table, 合计得分 stays empty: only a person fills it. The program's suggestion has a column of its own.

use std::collections::BTreeSet;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::{
    model::{ItemAssessment, ItemState, Lang, UnitAssessment},
    report::{
        csv, level_of,
        todo::{self, Class},
        view::Report,
        words,
    },
};

/// The most characters that a spreadsheet holds in a cell.
const CELL_LIMIT: usize = 32_767;
/// The most characters of a sheet's name.
const NAME_LIMIT: usize = 31;
/// Paper size A4 in the numbering of spreadsheet files.
const A4: u8 = 9;

/// The workbook's bytes. The same report gives the same bytes: the file's own dates are the report's.
///
/// # Errors
/// Where the workbook cannot be written: more sheets, rows or columns than the format has.
pub fn report_xlsx(report: &Report, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report, &report.rubric.title)?);
    let looks = Looks::new();
    let mut names = SheetNames::default();

    let mut sheet = new_sheet(&names.take(lang.pick("汇总", "Summary")))?;
    summary(&mut sheet, report, lang, &looks)?;
    workbook.push_worksheet(sheet);
    let mut sheet = new_sheet(&names.take(lang.pick("待办", "To do")))?;
    todo_sheet(&mut sheet, report, lang, &looks)?;
    workbook.push_worksheet(sheet);
    for unit in report.units() {
        let mut sheet = new_sheet(&names.take(words::unit_name(&unit.unit, lang)))?;
        table(&mut sheet, report, unit, lang, &looks)?;
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer()
}

/// A workbook's properties; its dates are the report's, so that the same report gives the same bytes.
pub(super) fn properties(report: &Report, title: &str) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new().set_title(title).set_author("cundang").set_creation_datetime(&created(report)?))
}

/// The report's own time in UTC, as the format wants it; the day it was made where that cannot be read.
fn created(report: &Report) -> Result<ExcelDateTime, XlsxError> {
    if let Ok(time) = report.generated_at.parse::<jiff::Timestamp>() {
        return ExcelDateTime::from_timestamp(time.as_second());
    }
    let day = report.today;
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// How cells look. Borders and signs carry the meaning, so that black and white print loses nothing.
pub(super) struct Looks {
    title: Format,
    note: Format,
    pub(super) head: Format,
    pub(super) text: Format,
    number: Format,
    states: [(ItemState, Format); 5],
}

impl Looks {
    pub(super) fn new() -> Self {
        let text = Format::new()
            .set_font_name("宋体")
            .set_font_size(10)
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border(FormatBorder::Thin);
        let number = text.clone().set_align(FormatAlign::Center);
        let ink = |state| match state {
            ItemState::Complete => 0x1F_6B3A,
            ItemState::Partial => 0x8A_5A00,
            ItemState::Missing | ItemState::Fault => 0xA3_2018,
            ItemState::Unreadable => 0x55_5555,
        };
        Self {
            title: Format::new().set_font_name("宋体").set_font_size(16).set_bold(),
            note: Format::new().set_font_name("宋体").set_font_size(10).set_font_color(Color::RGB(0x55_5555)),
            head: text
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0xEE_EEEE)),
            states: ItemState::ALL.map(|state| (state, number.clone().set_font_color(Color::RGB(ink(state))))),
            number,
            text,
        }
    }

    fn state(&self, state: ItemState) -> &Format {
        self.states.iter().find(|(known, _)| *known == state).map_or(&self.number, |(_, format)| format)
    }
}

/// A sheet for A4.
pub(super) fn new_sheet(name: &str) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_print_center_horizontally(true).set_footer("&C&P / &N");
    Ok(sheet)
}

fn summary(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_landscape();
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
    let town = std::slice::from_ref(&report.town);
    for units in [town, report.villages.as_slice()] {
        let Some(first) = units.first() else { continue };
        let heads = [
            lang.pick("单位", "Unit"),
            lang.pick("确认", "Confirmed"),
            lang.pick("可达", "Possible"),
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
                sheet.write_number_with_format(row, column, rounded(points), &looks.number)?;
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

fn todo_sheet(sheet: &mut Worksheet, report: &Report, lang: Lang, looks: &Looks) -> Result<(), XlsxError> {
    sheet.set_landscape();
    let heads = [
        (lang.pick("单位", "Unit"), 14),
        (lang.pick("次序", "Order"), 6),
        (lang.pick("类别", "Class"), 10),
        (lang.pick("项目", "Items"), 12),
        (lang.pick("要做的事", "To do"), 60),
        (lang.pick("涉及分值", "Points at stake"), 10),
        (lang.pick("依据", "Where it shows"), 50),
    ];
    for (column, (head, width)) in (0..).zip(heads) {
        put(sheet, 0, column, head, &looks.head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(1, 0)?;
    let mut row = 1;
    for unit in report.units() {
        for (order, todo) in (1u32..).zip(todo::todos(report, unit)) {
            put(sheet, row, 0, words::unit_name(&unit.unit, lang), &looks.text)?;
            sheet.write_number_with_format(row, 1, f64::from(order), &looks.number)?;
            put(sheet, row, 2, class_word(todo.urgency.class, lang), &looks.text)?;
            put(sheet, row, 3, &todo.items.join(" "), &looks.text)?;
            put(sheet, row, 4, todo.action.get(lang), &looks.text)?;
            sheet.write_number_with_format(row, 5, rounded(todo.urgency.points), &looks.number)?;
            let places: Vec<String> = todo.citations.iter().map(|place| csv::place(place, lang)).collect();
            put(sheet, row, 6, &places.join("\n"), &looks.text)?;
            row += 1;
        }
    }
    if row == 1 {
        put(sheet, 1, 0, lang.pick("没有待办。", "Nothing is left to do."), &looks.note)?;
    }
    Ok(())
}

/// The word for a class of actions.
pub(super) fn class_word(class: Class, lang: Lang) -> &'static str {
    match class {
        Class::Fault => lang.pick("先核实", "correct first"),
        Class::Unread => lang.pick("先可读", "make readable"),
        Class::Gap => lang.pick("补材料", "add papers"),
        Class::Warning => lang.pick("请核实", "please verify"),
    }
}

/// The assessment table of a unit.
fn table(
    sheet: &mut Worksheet,
    report: &Report,
    unit: &UnitAssessment,
    lang: Lang,
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_landscape();
    let name = words::unit_name(&unit.unit, lang);
    let level = level_of(&unit.unit).and_then(|level| report.rubric.levels.iter().find(|known| known.level == level));
    let heading = level.map_or(report.rubric.title.as_str(), |level| level.title.as_str());
    put(sheet, 0, 0, &format!("{}　{heading}　{name}", report.township.name), &looks.title)?;
    let score = unit.score;
    let interval = words::interval(score.confirmed, score.possible);
    let full = words::points(score.max);
    let line = match lang {
        Lang::Zh => format!("建议区间 {interval} / {full} 分；“合计得分”由评定人填写。"),
        Lang::En => format!("Suggested interval {interval} / {full}; the total score is for the assessor to fill in."),
    };
    put(sheet, 1, 0, &line, &looks.note)?;
    let heads = [
        (lang.pick("项目", "Item"), 7),
        (lang.pick("评估项目", "Assessed item"), 38),
        (lang.pick("量化标准", "Standard"), 26),
        (lang.pick("分值", "Points"), 6),
        (lang.pick("合计得分", "Total score"), 9),
        (lang.pick("建议分", "Suggested"), 8),
        (lang.pick("区间", "Interval"), 9),
        (lang.pick("状态", "State"), 11),
        (lang.pick("依据", "Grounds"), 60),
    ];
    for (column, (head, width)) in (0..).zip(heads) {
        put(sheet, 2, column, head, &looks.head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_repeat_rows(0, 2)?;
    sheet.set_freeze_panes(3, 0)?;
    let mut row = 3;
    for item in &unit.items {
        let rule = report.rubric.item(&item.id);
        put(sheet, row, 0, &item.id, &looks.number)?;
        put(sheet, row, 1, rule.map_or("", |rule| &rule.text), &looks.text)?;
        put(sheet, row, 2, rule.map_or("", |rule| &rule.standard), &looks.text)?;
        sheet.write_number_with_format(row, 3, rounded(item.points), &looks.number)?;
        sheet.write_blank(row, 4, &looks.number)?;
        match item.suggested {
            Some(points) => sheet.write_number_with_format(row, 5, rounded(points), &looks.number)?,
            None => sheet.write_blank(row, 5, &looks.number)?,
        };
        put(sheet, row, 6, &words::interval(item.min, item.max), &looks.number)?;
        let state = format!("{} {}", words::state_sign(item.state), words::state_word(item.state, lang));
        put(sheet, row, 7, &state, looks.state(item.state))?;
        put(sheet, row, 8, &grounds(report, item, lang), &looks.text)?;
        row += 1;
    }
    put(sheet, row, 0, lang.pick("合计", "Sum"), &looks.head)?;
    for column in [1, 2, 4, 5, 7, 8] {
        sheet.write_blank(row, column, &looks.head)?;
    }
    sheet.write_number_with_format(row, 3, rounded(score.max), &looks.head)?;
    put(sheet, row, 6, &interval, &looks.head)?;
    let sign =
        lang.pick("评定人签字：　　　　　　　　日期：　　　　　", "Assessor:                    Date:              ");
    put(sheet, row + 2, 1, sign, &looks.note)
}

/// Why an item stands where it stands: what lacks, what was found wrong, what fills it.
fn grounds(report: &Report, item: &ItemAssessment, lang: Lang) -> String {
    let mut lines = Vec::new();
    let lacking = csv::lacking(report, item, lang);
    if !lacking.is_empty() {
        lines.push(format!("{}{}", lang.pick("缺少：", "Lacking: "), lacking.join(lang.pick("、", ", "))));
    }
    for line in csv::findings(item, lang) {
        lines.push(format!("{}{line}", lang.pick("发现：", "Found: ")));
    }
    for evidence in &item.evidence {
        lines.push(format!("{}{}", lang.pick("证据：", "Evidence: "), csv::place(&evidence.citation, lang)));
    }
    if lines.is_empty() && item.state == ItemState::Unreadable {
        lines.push(words::state_meaning(item.state, lang).to_owned());
    }
    lines.join("\n")
}

fn ledger(report: &Report, lang: Lang) -> String {
    let ledger = report.ledger;
    let [files, read, unreadable, ignored] =
        [ledger.files, ledger.read, ledger.unreadable, ledger.ignored].map(words::count);
    match lang {
        Lang::Zh => format!("共 {files} 份文件：已读 {read}，未能读取 {unreadable}，非材料 {ignored}"),
        Lang::En => format!("{files} files: {read} read, {unreadable} unreadable, {ignored} no evidence"),
    }
}

/// Writes text as text: whatever it begins with, a spreadsheet never runs it.
pub(super) fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    if text.chars().count() > CELL_LIMIT {
        let cut: String = text.chars().take(CELL_LIMIT - 1).chain(['…']).collect();
        sheet.write_string_with_format(row, column, cut, format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

fn rounded(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}

/// Sheet names that the format allows, each taken once; case does not distinguish them.
#[derive(Default)]
struct SheetNames(BTreeSet<String>);

impl SheetNames {
    fn take(&mut self, wanted: &str) -> String {
        let safe: String = wanted
            .chars()
            .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { ' ' } else { c })
            .collect();
        let safe = safe.trim_matches(|c: char| c == '\'' || c.is_whitespace());
        let safe = if safe.is_empty() || safe.eq_ignore_ascii_case("history") { "_" } else { safe };
        for number in 1u32.. {
            let tail = if number == 1 { String::new() } else { format!(" {number}") };
            let name = format!("{}{tail}", cut(safe, NAME_LIMIT - tail.len()).trim_end_matches(['\'', ' ']));
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
        }
        unreachable!("there are more numbers than sheets")
    }
}

/// The beginning of a text in at most so many UTF-16 units, which is what spreadsheets count.
fn cut(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > units {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

    use super::*;
    use crate::report::fixture;

    fn read(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        open_workbook_from_rs(Cursor::new(bytes)).expect("the workbook opens")
    }

    #[test]
    fn a_sheet_for_the_summary_the_tasks_and_each_unit() {
        let mut workbook = read(report_xlsx(&fixture::report(), Lang::Zh).expect("it is written"));
        let names = workbook.sheet_names().to_vec();
        assert_eq!(names[..4], ["汇总", "待办", "镇级", "张庄村"]);
        assert_eq!(names[5], "李庄村");
        assert!(names[4].encode_utf16().count() <= 31 && names[4].starts_with("<script>alert"));
        let summary = workbook.worksheet_range("汇总").expect("the sheet is there");
        let signs: Vec<String> = (4..9).map(|column| summary[(8, column)].to_string()).collect();
        assert_eq!(signs, ["◐", "✗", "▨", "○", "●"]);
    }

    #[test]
    fn the_table_leaves_the_total_to_a_person() {
        let mut workbook = read(report_xlsx(&fixture::report(), Lang::Zh).expect("it is written"));
        let table = workbook.worksheet_range("张庄村").expect("the sheet is there");
        assert_eq!(table[(2, 4)], Data::String("合计得分".to_owned()));
        assert!((3..8).all(|row| table[(row, 4)] == Data::Empty));
        assert_eq!(table[(3, 3)], Data::Float(4.0));
        assert_eq!(table[(3, 5)], Data::Float(3.0));
        assert_eq!(table[(3, 6)], Data::String("0 – 3".to_owned()));
        assert!(table[(3, 8)].to_string().contains("缺少：公示照片（远景、近景） 1/2"));
        assert_eq!(table[(5, 5)], Data::Empty, "nothing is suggested for what was not read");
    }

    #[test]
    fn text_that_looks_like_a_formula_stays_text() {
        let mut report = fixture::report();
        report.villages[0].unit = crate::model::Unit::Village("=1+1".to_owned());
        let mut workbook = read(report_xlsx(&report, Lang::En).expect("it is written"));
        let summary = workbook.worksheet_range("Summary").expect("the sheet is there");
        assert_eq!(summary[(8, 0)], Data::String("=1+1".to_owned()));
        let formulas = workbook.worksheet_formula("Summary").expect("the sheet is there");
        assert!(formulas.used_cells().next().is_none());
    }

    #[test]
    fn an_empty_archive_still_gives_a_workbook() {
        let workbook = read(report_xlsx(&fixture::empty(), Lang::En).expect("it is written"));
        assert_eq!(workbook.sheet_names(), ["Summary", "To do", "Township"]);
    }

    #[test]
    fn the_file_bears_the_time_of_the_report() {
        let report = fixture::report();
        let time = created(&report).expect("the time is one");
        let utc = ExcelDateTime::parse_from_str("2020-06-18T01:30:00").expect("the time is one");
        assert!((time.to_excel() - utc.to_excel()).abs() < 1e-9);
    }

    #[test]
    fn the_same_report_gives_the_same_bytes() {
        let report = fixture::report();
        let once = report_xlsx(&report, Lang::Zh).expect("it is written");
        assert_eq!(once, report_xlsx(&report, Lang::Zh).expect("it is written"));
    }

    #[test]
    fn sheet_names_are_safe_and_unique() {
        let mut names = SheetNames::default();
        assert_eq!(names.take("a/b:c"), "a b c");
        assert_eq!(names.take("A?B*C"), "A B C 2");
        assert_eq!(names.take("''"), "_");
        assert_eq!(names.take("History"), "_ 2");
        let long = "村".repeat(40);
        assert_eq!(names.take(&long).chars().count(), 31);
        assert_eq!(names.take(&long), format!("{} 2", "村".repeat(29)));
    }
}

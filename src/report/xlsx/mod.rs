//! The report as a workbook: the totals, the states, what to do, what was found, the assessment table as annex 3 prints
//! it, one sheet for the township and one a village, a working paper (底稿) for each, and how open questions are read.
//!
//! In the table, 合计得分 holds what a person gave and nothing else. The program's suggestions stand in the working papers.

pub(super) mod cells;
mod figures;
mod lists;
mod summary;
mod table;
mod working;

use std::collections::BTreeSet;

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};

use self::cells::{Looks, cut, new_sheet, properties};
use crate::{
    model::Lang,
    report::{view::Report, words},
};

/// The most characters of a sheet's name.
const NAME_LIMIT: usize = 31;
/// The workbook's bytes. The same report gives the same bytes: the file's own dates are the report's.
///
/// # Errors
/// Where the workbook cannot be written: more sheets, rows or columns than the format has.
pub fn report_xlsx(report: &Report, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(report, &report.rubric.title)?);
    let looks = Looks::new();
    let mut names = SheetNames::default();

    let mut add = |name: &str, fill: &dyn Fn(&mut Worksheet) -> Result<(), XlsxError>| -> Result<(), XlsxError> {
        let mut sheet = new_sheet(&names.take(name))?;
        sheet.set_landscape();
        fill(&mut sheet)?;
        workbook.push_worksheet(sheet);
        Ok(())
    };
    add(lang.pick("汇总", "Summary"), &|sheet| summary::totals(sheet, report, lang, &looks))?;
    add(lang.pick("状态", "States"), &|sheet| summary::states(sheet, report, lang, &looks))?;
    add(lang.pick("待办", "To do"), &|sheet| lists::tasks(sheet, report, lang, &looks))?;
    add(lang.pick("发现", "Findings"), &|sheet| lists::findings(sheet, report, lang, &looks))?;
    for unit in report.units() {
        add(words::unit_name(&unit.unit, lang), &|sheet| table::fill(sheet, report, unit, lang, &looks))?;
    }
    for unit in report.units() {
        let name = format!("{} {}", words::unit_name(&unit.unit, lang), lang.pick("底稿", "paper"));
        add(&name, &|sheet| working::fill(sheet, report, unit, lang, &looks))?;
    }
    if report.units().any(|unit| !unit.figures.is_empty()) {
        add(lang.pick("数据对照", "Figures compared"), &|sheet| figures::matrix(sheet, report, lang, &looks))?;
        add(lang.pick("数据核对", "Figures"), &|sheet| figures::list(sheet, report, lang, &looks))?;
    }
    add(lang.pick("设置", "Settings"), &|sheet| lists::settings(sheet, report, lang, &looks))?;
    workbook.save_to_buffer()
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
            let name =
                format!("{}{tail}", cut(safe, NAME_LIMIT.saturating_sub(tail.len())).trim_end_matches(['\'', ' ']));
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
        }
        unreachable!("there are more numbers than sheets")
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Range, Reader, Xlsx, open_workbook_from_rs};

    use super::*;
    use crate::{
        model::{Changes, Decision, Said},
        report::fixture,
    };

    fn read(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
        open_workbook_from_rs(Cursor::new(bytes)).expect("the workbook opens")
    }

    fn sheet(report: &Report, name: &str) -> Range<Data> {
        let mut workbook = read(report_xlsx(report, Lang::Zh).expect("it is written"));
        workbook.worksheet_range(name).expect("the sheet is there")
    }

    /// The row of a sheet whose cell in a column says this.
    fn row_of(range: &Range<Data>, column: u32, text: &str) -> u32 {
        let rows = u32::try_from(range.height()).expect("few rows");
        (0..rows)
            .find(|row| range.get_value((*row, column)).is_some_and(|cell| *cell == *text))
            .unwrap_or_else(|| panic!("no {text}"))
    }

    fn cell(range: &Range<Data>, row: u32, column: u32) -> Data {
        range.get_value((row, column)).cloned().unwrap_or(Data::Empty)
    }

    fn decided(report: &mut Report, village: usize, item: usize, score: f64) {
        let unit = &mut report.villages[village];
        let said = Said {
            seq: 1,
            by: "周小满".to_owned(),
            at: "2020-06-18T09:30:00+08:00".to_owned(),
            reason: "公示清晰".to_owned(),
            changes: Changes::default(),
        };
        let item = &mut unit.items[item];
        item.decision = Some(Decision { score, original_seen: false, suggested: item.suggested, said });
        (item.min, item.max) = (score, score);
    }

    #[test]
    fn sheets_for_the_totals_the_lists_and_each_unit() {
        let mut workbook = read(report_xlsx(&fixture::report(), Lang::Zh).expect("it is written"));
        let names = workbook.sheet_names().to_vec();
        assert_eq!(names[..6], ["汇总", "状态", "待办", "发现", "镇级", "张庄村"]);
        assert_eq!(names[7..10], ["李庄村", "镇级 底稿", "张庄村 底稿"]);
        assert_eq!(names[11..], ["李庄村 底稿", "设置"]);
        assert!(names[6].encode_utf16().count() <= 31 && names[6].starts_with("<script>alert"));
        let states = workbook.worksheet_range("状态").expect("the sheet is there");
        let signs: Vec<String> = (4..9).map(|column| states[(8, column)].to_string()).collect();
        assert_eq!(signs, ["◐", "✗", "▨", "○", "●"]);
    }

    #[test]
    fn the_table_stands_as_in_the_annex_with_both_parts() {
        let table = sheet(&fixture::report(), "张庄村");
        let heads: Vec<String> = (0..6).map(|column| cell(&table, 3, column).to_string()).collect();
        assert_eq!(heads, ["评估项目", "", "量化标准", "分值", "合计得分", ""], "four columns and no more");
        assert_eq!(cell(&table, 0, 0).to_string(), "凫城镇农村集体产权制度改革工作考评表");
        assert_eq!(cell(&table, 1, 0).to_string(), "评估单位：凫城镇张庄村　　材料截至 2020-06-30");
        assert_eq!(cell(&table, 2, 0).to_string(), "综合评估（34分）");
        let (town, first) = (4, row_of(&table, 1, "形成清产核资报表，进行公示，保留公示影像资料"));
        assert_eq!(cell(&table, town, 0).to_string(), "镇级工作考评");
        assert_eq!(cell(&table, first, 0).to_string(), "村级工作考评");
        assert!(town < first);
        assert_eq!(cell(&table, first, 2).to_string(), "根据公示影像清晰和详实程度酌情打分");
        assert_eq!(cell(&table, first, 3), Data::Float(4.0));
        let sign = (0..table.height()).filter(|row| table[(*row, 0)].to_string().contains("（签字）：＿＿")).count();
        assert_eq!(sign, 2);
        let sums: Vec<Data> =
            (0..table.height()).map(|row| cell(&table, u32::try_from(row).expect("few rows"), 3)).collect();
        assert!(sums.contains(&Data::Float(8.0)) && sums.contains(&Data::Float(26.0)), "小计");
        assert!(sums.contains(&Data::Float(34.0)), "合计");
    }

    #[test]
    fn only_a_person_fills_the_total_score() {
        let mut report = fixture::report();
        let table = sheet(&report, "张庄村");
        let blank = |cell: Data| cell.to_string().is_empty();
        assert!((4..u32::try_from(table.height()).expect("few rows")).all(|row| blank(cell(&table, row, 4))));
        decided(&mut report, 0, 0, 2.5);
        let table = sheet(&report, "张庄村");
        let first = row_of(&table, 1, "形成清产核资报表，进行公示，保留公示影像资料");
        assert_eq!(cell(&table, first, 4), Data::Float(2.5));
        assert!(blank(cell(&table, first + 5, 4)), "a part of the scores is no sum");
        let paper = sheet(&report, "张庄村 底稿");
        let row = row_of(&paper, 0, "V03");
        assert!(cell(&paper, row, 7).to_string().starts_with("评定 2.5 分，周小满，2020-06-18 09:30：公示清晰"));
        for item in 1..5 {
            decided(&mut report, 0, item, 2.0);
        }
        let table = sheet(&report, "张庄村");
        assert_eq!(cell(&table, first + 5, 1).to_string(), "小计");
        assert_eq!(cell(&table, first + 5, 4), Data::Float(10.5), "2.5 and four times 2");
        let totals = sheet(&report, "汇总");
        let row = row_of(&totals, 0, "张庄村");
        assert_eq!(cell(&totals, row, 8), Data::Float(10.5));
        assert!(blank(cell(&totals, row, 9)), "the township's part is not scored yet");
    }

    #[test]
    fn grounds_give_the_reasons_of_a_suggestion() {
        let mut report = fixture::report();
        let message = crate::model::Message::new("章节 6/7", "sections 6 of 7");
        report.villages[0].items[0].reasons = vec![crate::model::score::Reason { message, places: Vec::new() }];
        let paper = sheet(&report, "张庄村 底稿");
        let row = row_of(&paper, 0, "V03");
        assert!(cell(&paper, row, 7).to_string().starts_with("建议依据：章节 6/7"));
        let item = |column| cell(&paper, row, column);
        assert_eq!((item(2), item(4)), (Data::Float(4.0), Data::Float(3.0)));
        assert_eq!(item(5).to_string(), "0 – 3");
        assert!(item(7).to_string().contains("缺少：公示照片（远景、近景） 1/2"));
        let unread = row_of(&paper, 0, "V19");
        assert_eq!(cell(&paper, unread, 4), Data::Empty, "nothing is suggested for what was not read");
    }

    #[test]
    fn titles_of_any_length_and_script_end_no_export() {
        for title in ["很长的题名".repeat(8_000), "𠮷".repeat(20_000), "a\u{0}b".to_owned()] {
            let mut report = fixture::report();
            let mut rubric = (*report.rubric).clone();
            rubric.title.clone_from(&title);
            for item in &mut rubric.items {
                item.text.clone_from(&title);
            }
            report.rubric = std::sync::Arc::new(rubric);
            let table = sheet(&report, "张庄村");
            let shown = cell(&table, 0, 0).to_string();
            assert!(
                shown.encode_utf16().count() <= 32_767 && shown.starts_with(title.chars().next().expect("a title"))
            );
        }
    }

    #[test]
    fn the_summary_adds_the_townships_part_and_gives_the_mean() {
        let mut report = fixture::report();
        let totals = sheet(&report, "汇总");
        let row = row_of(&totals, 0, "张庄村");
        let numbers: Vec<Data> = (1..7).map(|column| cell(&totals, row, column)).collect();
        // The township 1 – 6 of 8, the village 0 – 19 of 26.
        assert_eq!(numbers, [1.0, 6.0, 0.0, 19.0, 1.0, 25.0].map(Data::Float));
        let mean = row_of(&totals, 0, "平均");
        assert_eq!(cell(&totals, mean, 3), Data::Float(6.67));
        let mut rubric = (*report.rubric).clone();
        rubric.settings.total = crate::rubric::Total::Village;
        report.rubric = std::sync::Arc::new(rubric);
        let totals = sheet(&report, "汇总");
        assert!((0..totals.height()).all(|row| totals[(row, 0)] != *"平均"));
    }

    #[test]
    fn tasks_say_what_why_where_and_how() {
        let tasks = sheet(&fixture::report(), "待办");
        let row = row_of(&tasks, 2, "第 3 条疑似限制外嫁女，请核实并建议修改。");
        assert!(cell(&tasks, row, 3).to_string().starts_with("先核实 V11\n条款像是限制了"));
        assert!(cell(&tasks, row, 4).to_string().contains("01张庄村/成员办法.docx 第3页"));
        assert!(cell(&tasks, row, 5).to_string().starts_with("请看原文再定"));
        let gap = row_of(&tasks, 2, "请补一张能看到公示栏全貌的照片。");
        assert_eq!(cell(&tasks, gap, 3).to_string(), "补材料 V20\n向全体成员公示结果，保留公示影像资料");
        let findings = sheet(&fixture::report(), "发现");
        assert_eq!(cell(&findings, row_of(&findings, 1, "V11"), 2).to_string(), "疑似侵权条款");
        let settings = sheet(&fixture::report(), "设置");
        assert_eq!(settings.height(), 13);
    }

    #[test]
    fn text_that_looks_like_a_formula_stays_text() {
        let mut report = fixture::report();
        report.villages[0].unit = crate::model::Unit::Village("=1+1".to_owned());
        let mut workbook = read(report_xlsx(&report, Lang::En).expect("it is written"));
        let states = workbook.worksheet_range("States").expect("the sheet is there");
        assert_eq!(states[(8, 0)], Data::String("=1+1".to_owned()));
        for name in workbook.sheet_names() {
            let formulas = workbook.worksheet_formula(&name).expect("the sheet is there");
            for (_, _, formula) in formulas.used_cells().filter(|(.., formula)| !formula.is_empty()) {
                assert!(formula.starts_with("IF("), "{name}: {formula} is none of ours");
            }
        }
    }

    #[test]
    fn an_empty_archive_still_gives_a_workbook() {
        let workbook = read(report_xlsx(&fixture::empty(), Lang::En).expect("it is written"));
        assert_eq!(
            workbook.sheet_names(),
            ["Summary", "States", "To do", "Findings", "Township", "Township paper", "Settings"]
        );
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

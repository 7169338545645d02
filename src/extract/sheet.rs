//! Workbooks: a page for each sheet, tabs between columns, newlines between rows.

use std::{collections::BTreeMap, io::Cursor};

use calamine::{
    Cell, CellErrorType, Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, Xls, XlsError, Xlsb, Xlsx,
    open_workbook_from_rs,
};

use super::{Limits, is_noise, notice, office, single_page};
use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

type Source<'b> = Cursor<&'b [u8]>;

/// The cells of one sheet by row and column; absent ones are empty. Sheets may declare a million rows by sixteen
/// thousand columns and use three of them, so nothing is kept for the others.
#[derive(Default)]
struct Grid {
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    cells: usize,
    bytes: usize,
    cut: bool,
}

impl Grid {
    /// Adds a cell; false when the sheet is full.
    fn add(&mut self, row: u32, column: u32, text: String, limits: &Limits) -> bool {
        if text.is_empty() {
            return true;
        }
        self.cells += 1;
        self.bytes += text.len() + 1;
        if self.cells > limits.max_cells_per_sheet || self.bytes > limits.max_text_bytes {
            self.cut = true;
            return false;
        }
        self.rows.entry(row).or_default().insert(column, text);
        true
    }

    /// Adds the cells that `next` gives, until there are no more or the sheet is full. Damage in the middle of a sheet
    /// is handed on; the rows before it stay.
    fn fill<'c, E>(
        &mut self,
        limits: &Limits,
        mut next: impl FnMut() -> Result<Option<Cell<DataRef<'c>>>, E>,
    ) -> Result<(), E> {
        while let Some(cell) = next()? {
            let (row, column) = cell.get_position();
            if !self.add(row, column, shown(&Data::from(cell.get_value().clone())), limits) {
                break;
            }
        }
        Ok(())
    }

    /// The rows as lines. Columns and rows that are empty throughout are left out; the others stay aligned.
    fn text(&self) -> String {
        let mut columns: Vec<u32> = self.rows.values().flat_map(|row| row.keys().copied()).collect();
        columns.sort_unstable();
        columns.dedup();
        let mut out = String::new();
        for row in self.rows.values() {
            if !out.is_empty() {
                out.push('\n');
            }
            let mut at = 0;
            for (column, text) in row {
                let place = columns.partition_point(|used| used < column);
                for _ in at..place {
                    out.push('\t');
                }
                at = place;
                out.push_str(text);
            }
        }
        out
    }
}

pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    if format != Format::Xls && office::unpacks_to_too_much(bytes, limits) {
        return notice::only(notice::unpacks_to_too_much(format));
    }
    let sheets = match format {
        Format::Xlsx => open_xlsx(bytes, limits),
        Format::Xlsb => open_xlsb(bytes, limits),
        Format::Ods => {
            open_workbook_from_rs::<Ods<Source<'_>>, _>(Cursor::new(bytes)).ok().map(|book| ranges(book, limits))
        }
        _ => match open_workbook_from_rs::<Xls<Source<'_>>, _>(Cursor::new(bytes)) {
            Ok(book) => Some(ranges(book, limits)),
            Err(XlsError::Password) => return notice::only(notice::encrypted()),
            Err(_) => None,
        },
    };
    let Some((title, sheets)) = sheets else { return notice::only(notice::damaged(format)) };
    let mut extraction = Extraction { title, ..Extraction::default() };
    let mut cut = Vec::new();
    for (number, (name, grid)) in (1..).zip(sheets.into_iter().take(limits.max_pages)) {
        let cells = match &grid {
            Some(grid) => grid.text(),
            None => String::new(),
        };
        if grid.is_none_or(|grid| grid.cut) {
            cut.push(number);
        }
        let text = if is_default_name(&name) || cells.is_empty() { cells } else { format!("{name}\n{cells}") };
        extraction.pages.push(Page { page: number, ..single_page(PageSource::Cells, text) });
    }
    if !cut.is_empty() {
        extraction.notices.push(notice::pages_cut(&cut));
    }
    extraction
}

/// Sheets by name, each with its cells or, where it could not be read, nothing.
type Sheets = (Option<String>, Vec<(String, Option<Grid>)>);

fn open_xlsx(bytes: &[u8], limits: &Limits) -> Option<Sheets> {
    let mut book: Xlsx<Source<'_>> = open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let title = book.workbook_properties().ok().and_then(|properties| properties.title);
    let mut sheets = Vec::new();
    for name in worksheet_names(&book) {
        let mut grid = Grid::default();
        let read = book.worksheet_cells_reader(&name).and_then(|mut cells| grid.fill(limits, || cells.next_cell()));
        grid.cut |= read.is_err();
        sheets.push((name, Some(grid)));
    }
    Some((title, sheets))
}

fn open_xlsb(bytes: &[u8], limits: &Limits) -> Option<Sheets> {
    let mut book: Xlsb<Source<'_>> = open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let mut sheets = Vec::new();
    for name in worksheet_names(&book) {
        let mut grid = Grid::default();
        let read = book.worksheet_cells_reader(&name).and_then(|mut cells| grid.fill(limits, || cells.next_cell()));
        grid.cut |= read.is_err();
        sheets.push((name, Some(grid)));
    }
    Some((None, sheets))
}

fn ranges<'b, B: Reader<Source<'b>>>(mut book: B, limits: &Limits) -> Sheets {
    let mut sheets = Vec::new();
    for name in worksheet_names(&book) {
        let grid = book.worksheet_range(&name).ok().map(|range| {
            let mut grid = Grid::default();
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells() {
                if !grid.add(top + row as u32, left + column as u32, shown(value), limits) {
                    break;
                }
            }
            grid
        });
        sheets.push((name, grid));
    }
    (None, sheets)
}

/// Chart and macro sheets have no cells of their own.
fn worksheet_names<'b, B: Reader<Source<'b>>>(book: &B) -> Vec<String> {
    book.sheets_metadata()
        .iter()
        .filter(|sheet| matches!(sheet.typ, SheetType::WorkSheet | SheetType::DialogSheet))
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// A cell as people see it, on one line.
fn shown(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) => one_line(text),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => shown_number(*number),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) => shown_moment(moment),
        Data::DateTimeIso(text) => text.replace('T', " ").trim_end_matches(" 00:00:00").to_owned(),
        Data::DurationIso(text) => text.clone(),
        Data::Error(CellErrorType::NA) => "#N/A".to_owned(),
        Data::Error(error) => error.to_string(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace()
        .map(|word| word.chars().filter(|c| !is_noise(*c)).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A number to 15 significant digits, as spreadsheets show and keep it: whole numbers without `.0`, and no trace of
/// binary fractions.
fn shown_number(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number.fract() == 0.0 && number.abs() < 1e18 {
        if number.abs() < 1e15 {
            // Adding zero turns −0 into 0.
            return format!("{:.0}", number + 0.0);
        }
        let scientific = format!("{number:.14e}");
        let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let zeros = power.parse::<usize>().unwrap_or(14).saturating_sub(14);
        return format!("{}{}", digits.replace('.', ""), "0".repeat(zeros));
    }
    let digits = 14 - number.abs().log10().floor().clamp(-20.0, 14.0) as i32;
    let text = format!("{number:.*}", digits.clamp(0, 30) as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A serial date: the day, with the time where there is one; a time alone below day 1; a duration in hours.
fn shown_moment(moment: &ExcelDateTime) -> String {
    let value = moment.as_f64();
    if moment.is_duration() {
        let seconds = (value * 86_400.0).round() as i64;
        let (sign, seconds) = if seconds < 0 { ("-", -seconds) } else { ("", seconds) };
        return format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        (_, _, 0) => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    if (0.0..1.0).contains(&value) && !time.is_empty() {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if time.is_empty() { date } else { format!("{date} {time}") }
}

/// Names that programs give to sheets by themselves.
fn is_default_name(name: &str) -> bool {
    let name = name.trim();
    ["Sheet", "sheet", "工作表", "表", "表格"]
        .iter()
        .any(|stem| name.strip_prefix(stem).is_some_and(|rest| rest.trim().chars().all(|c| c.is_ascii_digit())))
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime as Moment, Format as CellFormat, Workbook};

    use super::*;

    fn pages(book: &mut Workbook) -> Vec<Page> {
        let bytes = book.save_to_buffer().expect("a workbook can be written");
        let extraction = read(&bytes, Format::Xlsx, &Limits::default());
        assert!(extraction.notices.is_empty());
        extraction.pages
    }

    #[test]
    fn cells_as_people_see_them() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let date = CellFormat::new().set_num_format("yyyy-mm-dd");
        let chinese = CellFormat::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let plain = CellFormat::new();
        let day = Moment::from_ymd(2020, 6, 15).expect("a day");
        let write = |result: Result<&mut rust_xlsxwriter::Worksheet, rust_xlsxwriter::XlsxError>| {
            result.map(|_| ()).expect("a cell can be written");
        };
        write(sheet.merge_range(0, 1, 0, 4, "资产台账", &plain));
        write(sheet.write(2, 1, "名称\n（全称）"));
        write(sheet.write(2, 3, "金额"));
        write(sheet.write(3, 1, "机井"));
        write(sheet.write(3, 3, 12000));
        write(sheet.write(3, 4, 0.1 + 0.2));
        write(sheet.write_with_format(4, 3, &day, &date));
        write(sheet.write_with_format(4, 4, &day, &chinese));
        write(sheet.write(1_000_000, 16_000, "远处"));
        let pages = pages(&mut book);
        assert_eq!(
            pages[0].text,
            "资产台账\n名称 （全称）\t金额\n机井\t12000\t0.3\n\t2020-06-15\t2020-06-15\n\t\t\t远处"
        );
        assert_eq!(pages[0].source, PageSource::Cells);
    }

    #[test]
    fn a_page_for_each_sheet_and_its_own_name_first() {
        let mut book = Workbook::new();
        for (name, text) in [("Sheet1", "甲"), ("成员名册", "乙"), ("Sheet3", "")] {
            let sheet = book.add_worksheet();
            sheet.set_name(name).expect("a name").write(0, 0, text).expect("a cell");
        }
        let texts: Vec<String> = pages(&mut book).into_iter().map(|page| page.text).collect();
        assert_eq!(texts, ["甲", "成员名册\n乙", ""]);
    }

    #[test]
    fn numbers_and_times() {
        assert_eq!(shown_number(-0.0), "0");
        assert_eq!(shown_number(5.0), "5");
        assert_eq!(shown_number(-1234.5), "-1234.5");
        assert_eq!(shown_number(1.0 / 3.0), "0.333333333333333");
        assert_eq!(shown_number(370_481_199_001_010_000.0), "370481199001010000");
        let moment = |value, kind| shown_moment(&ExcelDateTime::new(value, kind, false));
        use calamine::ExcelDateTimeType::{DateTime, TimeDelta};
        assert_eq!(moment(43_997.0, DateTime), "2020-06-15");
        assert_eq!(moment(43_997.604_166_667, DateTime), "2020-06-15 14:30");
        assert_eq!(moment(0.375, DateTime), "09:00");
        assert_eq!(moment(1.5, TimeDelta), "36:00:00");
    }

    #[test]
    fn a_full_sheet_is_cut_with_a_notice() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..20 {
            sheet.write(row, 0, "行").expect("a cell");
        }
        let bytes = book.save_to_buffer().expect("a workbook");
        let limits = Limits { max_cells_per_sheet: 5, ..Limits::default() };
        let extraction = read(&bytes, Format::Xlsx, &limits);
        assert_eq!(extraction.pages[0].text.lines().count(), 5);
        assert_eq!(extraction.notices.len(), 1);
    }
}

//! Sheets and cells of every workbook: properties, looks, and writing of text and numbers.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use crate::{model::ItemState, report::view::Report, text::Cut};

/// What a spreadsheet holds in a cell and in a property of the file, in UTF-16 units, which is what it counts.
const CELL_LIMIT: usize = 32_767;
const PROPERTY_LIMIT: usize = 255;
/// The height of a line of the sheets' text, and the greatest height of a row, in points: twelve lines, so that a village's
/// table stays a few pages on paper. What is longer stands in the cell whole, and in the list of findings.
const LINE_POINTS: f64 = 14.0;
const MOST_POINTS: f64 = 170.0;
/// Paper size A4 in the numbering of spreadsheet files.
const A4: u8 = 9;

/// A workbook's properties; its dates are the report's, so that the same report gives the same bytes.
pub(in crate::report) fn properties(report: &Report, title: &str) -> Result<DocProperties, XlsxError> {
    Ok(DocProperties::new()
        .set_title(cut(title, PROPERTY_LIMIT))
        .set_author("cundang")
        .set_creation_datetime(&created(report)?))
}

/// The report's own time in UTC, as the format wants it; the day it was made where that cannot be read.
fn created(report: &Report) -> Result<ExcelDateTime, XlsxError> {
    if let Ok(time) = report.generated_at.parse::<jiff::Timestamp>() {
        return ExcelDateTime::from_timestamp(time.as_second());
    }
    let day = report.today;
    ExcelDateTime::from_ymd(day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs())
}

/// The formats of cells. Borders and signs carry the meaning, so that nothing is lost in black and white print.
pub(in crate::report) struct Looks {
    pub(in crate::report) title: Format,
    pub(in crate::report) centred_title: Format,
    pub(in crate::report) centred_line: Format,
    pub(in crate::report) sign: Format,
    pub(in crate::report) text_middle: Format,
    pub(in crate::report) number_middle: Format,
    pub(in crate::report) note: Format,
    pub(in crate::report) head: Format,
    pub(in crate::report) text: Format,
    pub(in crate::report) number: Format,
    states: [(ItemState, Format); 5],
}

impl Looks {
    pub(in crate::report) fn new() -> Self {
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
            centred_title: Format::new()
                .set_font_name("宋体")
                .set_font_size(18)
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_shrink(),
            centred_line: Format::new()
                .set_font_name("宋体")
                .set_font_size(11)
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter),
            sign: Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::Bottom),
            text_middle: text.clone().set_align(FormatAlign::VerticalCenter),
            number_middle: number.clone().set_align(FormatAlign::VerticalCenter),
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

    pub(in crate::report) fn state(&self, state: ItemState) -> &Format {
        self.states.iter().find(|(known, _)| *known == state).map_or(&self.number, |(_, format)| format)
    }
}

/// A sheet for A4.
pub(in crate::report) fn new_sheet(name: &str) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(name)?;
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_print_center_horizontally(true).set_footer("&C&P / &N");
    Ok(sheet)
}

/// The beginning of a text in at most so many UTF-16 units.
pub(in crate::report) fn cut(text: &str, units: usize) -> &str {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += c.len_utf16();
        if used > units {
            return text.part(..at);
        }
    }
    text
}

/// Writes text as text: whatever it begins with, a spreadsheet never runs it.
pub(in crate::report) fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let shown = cut(&text, CELL_LIMIT);
    if shown.len() < text.len() {
        sheet.write_string_with_format(row, column, format!("{}…", cut(&text, CELL_LIMIT - 1)), format)?;
    } else {
        sheet.write_string_with_format(row, column, shown, format)?;
    }
    Ok(())
}

/// Writes a row of heads and sets the widths of their columns.
pub(in crate::report) fn heads(
    sheet: &mut Worksheet,
    row: u32,
    heads: &[(&str, f64)],
    looks: &Looks,
) -> Result<(), XlsxError> {
    for (column, (head, width)) in (0..).zip(heads) {
        put(sheet, row, column, head, &looks.head)?;
        sheet.set_column_width(column, *width)?;
    }
    Ok(())
}

/// Makes a row as high as the texts need that wrap in it, each given with its column's width. Some programs do so by
/// themselves when they open the file and some do not; there the cells would show their first line alone.
pub(in crate::report) fn fit_row(sheet: &mut Worksheet, row: u32, cells: &[(&str, f64)]) -> Result<(), XlsxError> {
    sheet.set_row_height(row, height_of(cells))?;
    Ok(())
}

/// The height that such a row needs, in points.
pub(in crate::report) fn height_of(cells: &[(&str, f64)]) -> f64 {
    let lines = cells.iter().map(|(text, width)| lines_in(text, *width)).max().unwrap_or(1).max(1);
    (f64::from(lines) * LINE_POINTS + 4.0).min(MOST_POINTS)
}

/// Lines of a text in a column so wide, in half-width characters.
fn lines_in(text: &str, width: f64) -> u32 {
    let lines = text.lines().map(|line| (cells_of(line) / width.max(1.0)).ceil().max(1.0)).sum::<f64>();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a cell holds 32,767 characters")]
    let lines = lines as u32;
    lines
}

fn cells_of(line: &str) -> f64 {
    f64::from(u32::try_from(line.width_cjk()).unwrap_or(u32::MAX))
}

/// Writes a number, or an empty cell where there is none.
pub(in crate::report) fn number(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    points: Option<f64>,
    format: &Format,
) -> Result<(), XlsxError> {
    match points {
        Some(points) => sheet.write_number_with_format(row, column, rounded(points), format)?,
        None => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

fn rounded(points: f64) -> f64 {
    (points * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn a_row_is_as_high_as_its_longest_cell() {
        assert_eq!(lines_in("", 10.0), 0);
        assert_eq!(lines_in("五个汉字好", 10.0), 1);
        assert_eq!(lines_in("六个汉字不行", 10.0), 2);
        assert_eq!(lines_in("half width", 10.0), 1);
        assert_eq!(lines_in("一\n\n三", 10.0), 3, "an empty line is a line");
    }

    #[test]
    fn a_text_is_cut_where_a_spreadsheet_counts() {
        assert_eq!(cut("𠮷𠮷𠮷", 4), "𠮷𠮷");
        assert_eq!(cut("𠮷𠮷𠮷", 5), "𠮷𠮷", "a character is never halved");
        assert_eq!(cut("村", 1), "村");
        assert_eq!(cut("", 0), "");
    }

    #[test]
    fn the_file_bears_the_time_of_the_report() {
        let report = fixture::report();
        let time = created(&report).expect("the time is one");
        let utc = ExcelDateTime::parse_from_str("2020-06-18T01:30:00").expect("the time is one");
        assert!((time.to_excel() - utc.to_excel()).abs() < 1e-9);
    }
}

//! Open spreadsheets (OpenDocument 1.3 part 3, 9).
//!
//! A cell keeps, beside its value, the text that it showed when the file was saved; that text is taken, and the value
//! only where there is none. A cell and a row may stand for thousands like it: empty ones take nothing here, and full
//! ones as many places as fit.

use std::collections::HashMap;

use quick_xml::events::{BytesStart, Event};

use super::{
    book::{Book, Sheet},
    cell::{self, CellValue, one_line},
    grid::cell_name,
    number_format::Epoch,
    parts::{PackageParts, lenient, push_reference, value},
    xlsx::title,
};
use crate::extract::{limits::Limits, package::drawn_objects};

const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;
/// Spaces that one mark may stand for.
const MAX_SPACES: usize = 100;
/// Remarks and text boxes of one sheet.
const MAX_REMARKS: usize = 10_000;

/// Reads a spreadsheet; `None` where its content is not there.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Option<Book> {
    let mut parts = PackageParts::open(bytes, limits)?;
    let content = parts.text("content.xml")?;
    let mut book = Book { title: parts.text("meta.xml").and_then(|part| title(&part.content)), ..Book::default() };
    let mut reading = OdsReading::new(limits);
    reading.content(&content.content);
    let styles = parts.text("styles.xml").map(|part| styles(&part.content)).unwrap_or_default();
    for (mut sheet, style) in reading.sheets {
        let style = reading.styles.get(&style).cloned().unwrap_or_default();
        let master = reading.masters.get(&style).or(styles.masters.get(&style)).cloned().unwrap_or(style);
        let lines = styles.lines.get(&master).or(styles.lines.get("Default"));
        if let Some((header, footer)) = lines {
            let printed = |lines: &[String]| {
                let lines = lines.iter().map(|line| line.replace(SHEET_NAME, &sheet.name));
                lines.filter(|line| *line != sheet.name).collect::<Vec<_>>()
            };
            (sheet.header, sheet.footer) = (printed(header), printed(footer));
        }
        sheet.grid.cut |= !content.is_whole;
        book.sheets.push(sheet);
    }
    for object in drawn_objects(bytes, limits, false) {
        // An object stands in the sheet that begins last before it.
        let before = object.place_in(&content.content).and_then(|place| content.content.get(..place));
        let at = before.map_or(0, |before| before.matches("<table:table ").count().saturating_sub(1));
        let at = at.min(book.sheets.len().saturating_sub(1));
        if let Some(sheet) = book.sheets.get_mut(at) {
            sheet.remarks.push(object.line);
        }
    }
    (!book.sheets.is_empty() || content.is_whole).then_some(book)
}

/// How many sheets a spreadsheet has.
pub(super) fn count(bytes: &[u8], limits: &Limits) -> Option<usize> {
    Some(read(bytes, limits)?.sheets.len())
}

/// The text of a paragraph that is being read, with its lines joined.
#[derive(Default)]
struct Text {
    text: String,
    /// Paragraphs that are open.
    depth: usize,
}

impl Text {
    fn begin(&mut self) {
        if self.depth == 0 && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.depth += 1;
    }

    fn take(&mut self) -> String {
        self.depth = 0;
        std::mem::take(&mut self.text)
    }
}

/// The cell that is being read.
#[derive(Default)]
struct OdsCell {
    repeats: u32,
    /// Rows and columns that it covers.
    span: (u32, u32),
    kind: String,
    value: String,
    text: Text,
}

struct OdsReading<'l> {
    limits: &'l Limits,
    sheets: Vec<(Sheet, String)>,
    /// Which style of a page each style of a sheet has.
    styles: HashMap<String, String>,
    masters: HashMap<String, String>,
    row: u32,
    row_repeats: u32,
    column: u32,
    /// The cells of the row with content, for its repetitions.
    cells: Vec<(u32, u32, OdsCell)>,
    cell: Option<OdsCell>,
    /// A remark or a text box within the cell or the sheet.
    aside: Option<(bool, Text)>,
    /// Tables within tables: only the outer one is a sheet.
    depth: usize,
    is_full: bool,
    /// Hidden sheets by the styles of theirs.
    hidden: Vec<String>,
    style: Option<String>,
}

impl<'l> OdsReading<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self {
            limits,
            sheets: Vec::new(),
            styles: HashMap::new(),
            masters: HashMap::new(),
            row: 0,
            row_repeats: 1,
            column: 0,
            cells: Vec::new(),
            cell: None,
            aside: None,
            depth: 0,
            is_full: false,
            hidden: Vec::new(),
            style: None,
        }
    }

    fn content(&mut self, xml: &str) {
        let mut reader = lenient(xml);
        reader.config_mut().expand_empty_elements = true;
        loop {
            match reader.read_event() {
                Ok(Event::Start(element)) => self.start(&element),
                Ok(Event::End(element)) => self.end(element.local_name().into_inner()),
                Ok(Event::Text(text)) => self.push(&text.xml10_content()),
                Ok(Event::CData(text)) => self.push(&text.xml10_content()),
                Ok(Event::GeneralRef(reference)) => {
                    let mut text = String::new();
                    push_reference(&mut text, reference);
                    self.push(&text);
                }
                Ok(Event::Eof) => break,
                Err(_) => {
                    if let Some((sheet, _)) = self.sheets.last_mut() {
                        sheet.grid.cut = true;
                    }
                    break;
                }
                Ok(_) => {}
            }
        }
        self.end_row();
    }

    fn text(&mut self) -> Option<&mut Text> {
        match &mut self.aside {
            Some((_, text)) => Some(text),
            None => self.cell.as_mut().map(|cell| &mut cell.text),
        }
    }

    fn push(&mut self, piece: &str) {
        // White space in the file is one space, as in every markup.
        if let Some(text) = self.text().filter(|text| text.depth > 0) {
            text.text.push_str(&piece.replace(['\n', '\t', '\r'], " "));
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let repeats = |name: &str| value(element, name).and_then(|count| count.parse::<u32>().ok()).unwrap_or(1);
        match element.local_name().into_inner() {
            "style" => {
                self.style = value(element, "name");
                if let (Some(name), Some(master)) = (self.style.clone(), value(element, "master-page-name")) {
                    self.styles.insert(name, master);
                }
            }
            "table-properties" if value(element, "display").is_some_and(|shown| shown == "false") => {
                self.hidden.extend(self.style.clone());
            }
            "table" => {
                self.depth += 1;
                if self.depth == 1 && self.sheets.len() < self.limits.max_pages {
                    let style = value(element, "style-name").unwrap_or_default();
                    let name = value(element, "name").unwrap_or_default();
                    let is_hidden = self.hidden.contains(&style);
                    self.sheets.push((Sheet { name, is_hidden, ..Sheet::default() }, style));
                    (self.row, self.row_repeats, self.column, self.is_full) = (0, 1, 0, false);
                }
            }
            "table-row" if self.depth == 1 => {
                self.end_row();
                self.row_repeats = repeats("number-rows-repeated");
            }
            "table-cell" | "covered-table-cell" if self.depth == 1 => {
                let kind = value(element, "value-type").unwrap_or_default();
                let stored = match kind.as_str() {
                    "date" => value(element, "date-value"),
                    "time" => value(element, "time-value"),
                    "boolean" => value(element, "boolean-value"),
                    "string" => value(element, "string-value"),
                    _ => value(element, "value"),
                };
                self.cell = Some(OdsCell {
                    repeats: repeats("number-columns-repeated"),
                    span: (repeats("number-rows-spanned"), repeats("number-columns-spanned")),
                    kind,
                    value: stored.unwrap_or_default(),
                    text: Text::default(),
                });
            }
            "annotation" => self.aside = Some((true, Text::default())),
            "text-box" | "custom-shape" if self.aside.is_none() => self.aside = Some((false, Text::default())),
            "p" | "h" => {
                if let Some(text) = self.text() {
                    text.begin();
                }
            }
            "s" => {
                let count = (repeats("c") as usize).min(MAX_SPACES);
                self.push(&" ".repeat(count));
            }
            "tab" | "line-break" => self.push(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "table" => {
                if self.depth == 1 {
                    self.end_row();
                }
                self.depth = self.depth.saturating_sub(1);
            }
            "table-row" if self.depth == 1 => self.end_row(),
            "table-cell" | "covered-table-cell" if self.depth == 1 => self.end_cell(),
            "p" | "h" => {
                if let Some(text) = self.text() {
                    text.depth = text.depth.saturating_sub(1);
                }
            }
            "annotation" | "text-box" | "custom-shape" => {
                let is_remark = name == "annotation";
                let Some((_, mut text)) = self.aside.take_if(|(remark, _)| *remark == is_remark) else { return };
                let line = one_line(&text.take());
                let place = cell_name(self.row, self.column);
                if let (Some((sheet, _)), false) = (self.sheets.last_mut(), line.is_empty())
                    && sheet.remarks.len() < MAX_REMARKS
                {
                    sheet.remarks.push(match is_remark {
                        true => format!("批注（{place}）：{line}"),
                        false => format!("文本框：{line}"),
                    });
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let first = self.column;
        let end = COLUMNS.min(first.saturating_add(cell.repeats));
        self.column = end;
        // What shows nothing is not written as often as it is repeated.
        if first < end && !cell::shown(shown(&cell), None, Epoch::Of1900).is_empty() {
            self.cells.push((first, end, cell));
        }
    }

    /// Writes the cells of a row into the sheet, once for each repetition.
    fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        let (first, repeats) = (self.row, std::mem::replace(&mut self.row_repeats, 1));
        let is_open = self.column > 0 || !cells.is_empty();
        self.column = 0;
        if !is_open {
            return;
        }
        let end = ROWS.min(first.saturating_add(repeats));
        self.row = end;
        let Some((sheet, _)) = self.sheets.last_mut() else { return };
        for row in (first..end).take_while(|_| !cells.is_empty()) {
            for (left, right, cell) in &cells {
                for column in *left..*right {
                    if self.is_full {
                        return;
                    }
                    if cell.span != (1, 1) {
                        let last = (
                            row.saturating_add(cell.span.0 - cell.span.0.min(1)),
                            column.saturating_add(cell.span.1 - cell.span.1.min(1)),
                        );
                        sheet.grid.merge([((row, column), last)]);
                    }
                    let value = shown(cell);
                    self.is_full = !sheet.grid.add(row, column, value, None, Epoch::Of1900, self.limits);
                }
            }
        }
    }
}

/// What the cell showed, or else what it keeps.
fn shown(cell: &OdsCell) -> CellValue<'_> {
    let stored = cell.value.as_str();
    if !cell.text.text.trim().is_empty() {
        return CellValue::Text(&cell.text.text);
    }
    match cell.kind.as_str() {
        "date" => CellValue::Moment(stored),
        "boolean" => CellValue::Truth(stored == "true"),
        "percentage" | "currency" | "float" => match stored.parse() {
            Ok(number) => CellValue::Number(number),
            Err(_) => CellValue::Text(stored),
        },
        _ => CellValue::Text(stored),
    }
}

/// What stands for the sheet's name in a printed line.
const SHEET_NAME: char = '\u{E000}';

/// What the styles say of printed pages.
#[derive(Default)]
struct Styles {
    /// Lines above and below the cells by the style of the page.
    lines: HashMap<String, (Vec<String>, Vec<String>)>,
    masters: HashMap<String, String>,
}

fn styles(xml: &str) -> Styles {
    let mut styles = Styles::default();
    let mut reader = lenient(xml);
    reader.config_mut().expand_empty_elements = true;
    let (mut page, mut part, mut line) = (String::new(), None, String::new());
    // Fields show their own values; that of the sheet's name is put in later.
    let mut field = 0_usize;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().into_inner() {
                "master-page" => page = value(&element, "name").unwrap_or_default(),
                "header" | "header-left" | "header-first" if is_shown(&element) => part = Some(true),
                "footer" | "footer-left" | "footer-first" if is_shown(&element) => part = Some(false),
                "p" => line.clear(),
                "sheet-name" => {
                    line.push(SHEET_NAME);
                    field += 1;
                }
                "page-number" | "page-count" | "date" | "time" | "file-name" => field += 1,
                _ => {}
            },
            Ok(Event::End(element)) => match element.local_name().into_inner() {
                "header" | "header-left" | "header-first" | "footer" | "footer-left" | "footer-first" => part = None,
                "sheet-name" | "page-number" | "page-count" | "date" | "time" | "file-name" => {
                    field = field.saturating_sub(1);
                }
                "p" => {
                    let line = one_line(&line);
                    let says_something = line
                        .chars()
                        .any(|c| c == SHEET_NAME || (c.is_alphanumeric() && !"第页共张Page of".contains(c)));
                    if let (Some(is_header), true) = (part, says_something) {
                        let (header, footer) = styles.lines.entry(page.clone()).or_default();
                        let known = if is_header { header } else { footer };
                        if !known.contains(&line) {
                            known.push(line);
                        }
                    }
                }
                _ => {}
            },
            Ok(Event::Text(text)) if part.is_some() && field == 0 => line.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) if part.is_some() && field == 0 => push_reference(&mut line, reference),
            Ok(Event::Eof) | Err(_) => return styles,
            Ok(_) => {}
        }
    }
}

/// Headers that are switched off are kept in the file.
fn is_shown(element: &BytesStart<'_>) -> bool {
    value(element, "display").is_none_or(|shown| shown != "false")
}

#[cfg(test)]
mod tests;

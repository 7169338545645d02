//! Workbooks of Excel 5 to 2003 (MS-XLS).

mod decrypt;
mod record;

use std::{collections::HashMap, rc::Rc};

use self::record::{BiffRecord, BiffRecords, RecordReader, TextEncoding, f64_at, u16_at, u32_at};
use super::{
    book::{Book, Sheet, printed},
    cell::{self, CellValue},
    grid::cell_name,
    number_format::{Epoch, MAX_FORMATS, NumberFormat},
};
use crate::extract::{limits::Limits, ole};

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const HEADER: u16 = 0x0014;
const FOOTER: u16 = 0x0015;
const NOTE: u16 = 0x001C;
const DATE_MODE: u16 = 0x0022;
const FILE_PASS: u16 = 0x002F;
const CODE_PAGE: u16 = 0x0042;
const OBJECT: u16 = 0x005D;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const RICH_LABEL: u16 = 0x00D6;
const STYLE: u16 = 0x00E0;
const MERGED: u16 = 0x00E5;
const TEXTS: u16 = 0x00FC;
const SHARED_LABEL: u16 = 0x00FD;
const TEXT_OBJECT: u16 = 0x01B6;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const TRUTH: u16 = 0x0205;
/// What the formula before it gives.
const STRING: u16 = 0x0207;
const COMPACT_NUMBER: u16 = 0x027E;
const FORMAT: u16 = 0x041E;
const BEGIN: u16 = 0x0809;
const MORE_HEADERS: u16 = 0x089C;
/// The words of a chart (MS-XLS 2.4.254): a title, an axis or a series.
const CHART_WORDS: u16 = 0x100D;

/// Sheets and styles of one workbook.
const MAX_LISTED: usize = 100_000;
/// Remarks and text boxes of one sheet.
const MAX_REMARKS: usize = 10_000;
/// The kind of an object that shows a remark.
const REMARK: u16 = 0x19;

/// Why a workbook is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// It has a password of its own.
    Encrypted,
    Damaged,
}

/// What all sheets of a workbook share.
struct Globals {
    writing: TextEncoding,
    epoch: Epoch,
    /// The sheets, each with where in the stream it begins.
    sheets: Vec<(usize, Sheet)>,
    texts: Vec<String>,
    formats: HashMap<u16, Rc<NumberFormat>>,
    /// The number of the format of each style.
    styles: Vec<u16>,
    is_cut: bool,
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Book, Unreadable> {
    let stream = stream(bytes)?;
    let globals = globals(&stream).ok_or(Unreadable::Damaged)?;
    let mut book = Book::default();
    for (start, sheet) in globals.sheets.iter().take(limits.max_pages) {
        let mut sheet = Sheet { name: sheet.name.clone(), is_hidden: sheet.is_hidden, ..Sheet::default() };
        if BiffRecords::new(&stream, *start).next().is_some_and(|record| record.id == BEGIN) {
            sheet.grid.cut = globals.is_cut;
            read_sheet(&stream, *start, &globals, &mut sheet, limits);
        } else {
            book.missing.push(sheet.name.clone());
        }
        book.sheets.push(sheet);
    }
    Ok(book)
}

/// How many sheets with cells a workbook has.
pub(super) fn count(bytes: &[u8]) -> Option<usize> {
    Some(globals(&stream(bytes).ok()?)?.sheets.len())
}

/// The stream of records, decrypted where everybody can.
fn stream(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let found = ole::stream(bytes, "Workbook").or_else(|| ole::stream(bytes, "Book")).ok_or(Unreadable::Damaged)?;
    let is_encryption = |record: &BiffRecord<'_>| record.id == FILE_PASS;
    let head = BiffRecords::new(&found, 0).take_while(|record| record.id != END);
    match head.into_iter().find(is_encryption) {
        None => Ok(found),
        Some(record) => decrypt::decrypted(&found, record.data()).ok_or(Unreadable::Encrypted),
    }
}

fn globals(stream: &[u8]) -> Option<Globals> {
    let mut records = BiffRecords::new(stream, 0);
    let first = records.next().filter(|record| record.id == BEGIN)?;
    let mut globals = Globals {
        writing: if u16_at(first.data(), 0)? >= 0x0600 {
            TextEncoding::Unicode
        } else {
            TextEncoding::Bytes(encoding_rs::GBK)
        },
        epoch: Epoch::Of1900,
        sheets: Vec::new(),
        texts: Vec::new(),
        formats: HashMap::new(),
        styles: Vec::new(),
        is_cut: false,
    };
    for record in records.by_ref() {
        let data = record.data();
        match record.id {
            END => return Some(globals),
            CODE_PAGE => {
                if let (TextEncoding::Bytes(_), Some(page)) = (globals.writing, u16_at(data, 0)) {
                    globals.writing = TextEncoding::Bytes(record::encoding(page));
                }
            }
            DATE_MODE if u16_at(data, 0) == Some(1) => globals.epoch = Epoch::Of1904,
            SHEET if globals.sheets.len() < MAX_LISTED => {
                let (Some(start), Some([state, kind])) = (u32_at(data, 0), data.get(4..6)) else { continue };
                // Charts, macros and modules have no cells of their own.
                if *kind == 0 {
                    let name = globals.writing.text(&record.parts, 6, true).unwrap_or_default();
                    let sheet = Sheet { name, is_hidden: state & 3 != 0, ..Sheet::default() };
                    globals.sheets.push((start as usize, sheet));
                }
            }
            TEXTS => {
                let mut reader = RecordReader::new(&record.parts);
                reader.skip(8);
                globals.texts.extend(std::iter::from_fn(|| reader.rich_text()));
            }
            FORMAT if globals.formats.len() < MAX_FORMATS => {
                let is_short = matches!(globals.writing, TextEncoding::Bytes(_));
                let code = globals.writing.text(&record.parts, 2, is_short);
                if let (Some(id), Some(code)) = (u16_at(data, 0), code) {
                    globals.formats.insert(id, Rc::new(NumberFormat::parse(&code)));
                }
            }
            STYLE if globals.styles.len() < MAX_LISTED => globals.styles.push(u16_at(data, 2).unwrap_or(0)),
            _ => {}
        }
    }
    globals.is_cut = records.is_cut;
    (!globals.sheets.is_empty()).then_some(globals)
}

impl Globals {
    fn format(&self, style: u16) -> Option<Rc<NumberFormat>> {
        let id = *self.styles.get(usize::from(style))?;
        self.formats.get(&id).cloned().or_else(|| NumberFormat::of_builtin(id.into()).map(Rc::new))
    }
}

/// A sheet while it is read.
struct SheetReading<'g, 's> {
    globals: &'g Globals,
    limits: &'g Limits,
    sheet: &'s mut Sheet,
    formats: HashMap<u16, Option<Rc<NumberFormat>>>,
    /// The formula whose text follows: row, column and style.
    formula: Option<(u16, u16, u16)>,
    is_full: bool,
}

impl SheetReading<'_, '_> {
    fn add(&mut self, (row, column, style): (u16, u16, u16), value: CellValue<'_>) {
        if self.is_full {
            return;
        }
        let globals = self.globals;
        let format = self.formats.entry(style).or_insert_with(|| globals.format(style)).as_deref();
        let (row, column) = (row.into(), column.into());
        self.is_full = !self.sheet.grid.add(row, column, value, format, globals.epoch, self.limits);
    }

    /// Takes in a record of a cell; `None` for one that is cut off.
    fn cell(&mut self, record: &BiffRecord<'_>) -> Option<()> {
        let data = record.data();
        let place = || Some((u16_at(data, 0)?, u16_at(data, 2)?, u16_at(data, 4)?));
        match record.id {
            NUMBER => self.add(place()?, CellValue::Number(f64_at(data, 6)?)),
            COMPACT_NUMBER => self.add(place()?, CellValue::Number(compact(u32_at(data, 6)?))),
            NUMBERS => {
                let (row, first, _) = place()?;
                for (at, cell) in data.get(4..data.len().saturating_sub(2))?.chunks_exact(6).enumerate() {
                    let column = first.saturating_add(u16::try_from(at).ok()?);
                    self.add((row, column, u16_at(cell, 0)?), CellValue::Number(compact(u32_at(cell, 2)?)));
                }
            }
            SHARED_LABEL => {
                let globals = self.globals;
                let text = globals.texts.get(u32_at(data, 6)? as usize)?;
                self.add(place()?, CellValue::Text(text));
            }
            LABEL | RICH_LABEL => {
                let text = self.globals.writing.text(&record.parts, 6, false)?;
                self.add(place()?, CellValue::Text(&text));
            }
            TRUTH => self.add(place()?, truth_or_error(*data.get(6)?, *data.get(7)? != 0)),
            FORMULA => {
                let place = place()?;
                self.formula = None;
                match data.get(6..14)? {
                    [0, .., 0xFF, 0xFF] => self.formula = Some(place),
                    [kind @ 1..=2, _, value, .., 0xFF, 0xFF] => self.add(place, truth_or_error(*value, *kind == 2)),
                    [_, .., 0xFF, 0xFF] => {}
                    _ => self.add(place, CellValue::Number(f64_at(data, 6)?)),
                }
            }
            STRING => {
                let text = self.globals.writing.text(&record.parts, 0, false)?;
                let place = self.formula.take()?;
                self.add(place, CellValue::Text(&text));
            }
            _ => {}
        }
        Some(())
    }
}

fn read_sheet(stream: &[u8], start: usize, globals: &Globals, sheet: &mut Sheet, limits: &Limits) {
    let mut reading = SheetReading { globals, limits, sheet, formats: HashMap::new(), formula: None, is_full: false };
    let mut records = BiffRecords::new(stream, start);
    records.next();
    let mut depth = 0_usize;
    // The kind and the number of the last object, whose text follows; the texts of remarks, and where they belong.
    let mut object = (0, 0);
    let mut remarks: Vec<(u16, String)> = Vec::new();
    let mut places: HashMap<u16, (u16, u16)> = HashMap::new();
    let mut boxes = Vec::new();
    let mut chart: Vec<String> = Vec::new();
    for record in records.by_ref() {
        let data = record.data();
        match record.id {
            // Charts inside the sheet have records of the same numbers.
            BEGIN => depth += 1,
            END if depth == 0 => break,
            END => {
                depth -= 1;
                let words = std::mem::take(&mut chart);
                boxes.extend((!words.is_empty()).then(|| format!("图表：{}", words.join("；"))));
            }
            CHART_WORDS if depth > 0 && chart.len() + boxes.len() < MAX_REMARKS => {
                let words = globals.writing.text(&record.parts, 2, true).unwrap_or_default();
                let words = cell::one_line(&words);
                if !words.is_empty() && !chart.contains(&words) {
                    chart.push(words);
                }
            }
            _ if depth > 0 => {}
            HEADER | FOOTER => {
                let is_short = matches!(globals.writing, TextEncoding::Bytes(_));
                let code = globals.writing.text(&record.parts, 0, is_short).unwrap_or_default();
                let lines = printed(&code, &reading.sheet.name);
                add_lines(reading.sheet, record.id == HEADER, lines);
            }
            MORE_HEADERS => more_headers(&record, reading.sheet),
            OBJECT => object = (u16_at(data, 4).unwrap_or(0), u16_at(data, 6).unwrap_or(0)),
            TEXT_OBJECT if remarks.len() + boxes.len() < MAX_REMARKS => {
                if let Some(text) = text_of(&record) {
                    match object {
                        (REMARK, id) => remarks.push((id, text)),
                        _ => boxes.push(format!("文本框：{text}")),
                    }
                }
            }
            NOTE => {
                if let (Some(row), Some(column), Some(id)) = (u16_at(data, 0), u16_at(data, 2), u16_at(data, 6)) {
                    places.insert(id, (row, column));
                }
            }
            MERGED => {
                let regions = data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(|region| {
                    let at = |at| u16_at(region, at).map(u32::from);
                    Some(((at(0)?, at(4)?), (at(2)?, at(6)?)))
                });
                reading.sheet.grid.merge(regions);
            }
            _ => {
                if reading.cell(&record).is_none() {
                    reading.sheet.grid.cut = true;
                }
            }
        }
    }
    sheet.grid.cut |= records.is_cut;
    let remarks = remarks.into_iter().map(|(id, text)| match places.get(&id) {
        Some((row, column)) => format!("批注（{}）：{text}", cell_name((*row).into(), (*column).into())),
        None => format!("批注：{text}"),
    });
    sheet.remarks = remarks.chain(boxes).collect();
}

fn add_lines(sheet: &mut Sheet, is_header: bool, lines: Vec<String>) {
    let known = if is_header { &mut sheet.header } else { &mut sheet.footer };
    for line in lines {
        if !known.contains(&line) {
            known.push(line);
        }
    }
}

/// Headers and footers of even pages and of the first one (MS-XLS 2.4.137).
fn more_headers(record: &BiffRecord<'_>, sheet: &mut Sheet) {
    let mut reader = RecordReader::new(&record.parts);
    reader.skip(12 + 16 + 2);
    let lengths: Vec<u16> = (0..4).map_while(|_| reader.word()).collect();
    for (length, is_header) in lengths.into_iter().zip([true, false, true, false]) {
        if length > 0 {
            let Some(code) = reader.rich_text() else { return };
            let lines = printed(&code, &sheet.name);
            add_lines(sheet, is_header, lines);
        }
    }
}

/// The text of an object: it stands in the record that continues the object's own.
fn text_of(record: &BiffRecord<'_>) -> Option<String> {
    let count = u16_at(record.data(), 10).filter(|count| *count > 0)?;
    let (first, rest) = record.parts.get(1..)?.split_first()?;
    let flags = first.first()?;
    // Put before it what other texts have there: a length and how the characters are written.
    let head = [&count.to_le_bytes()[..], &[*flags & 1]].concat();
    let parts: Vec<&[u8]> = [&head[..], first].into_iter().chain(rest.iter().copied()).collect();
    let text = TextEncoding::Unicode.text(&parts, 0, false)?;
    let text = cell::one_line(&text);
    (!text.is_empty()).then_some(text)
}

/// A number in 30 bits (MS-XLS 2.5.217).
pub(super) fn compact(bits: u32) -> f64 {
    let number = if bits & 2 != 0 { f64::from((bits as i32) >> 2) } else { f64::from_bits(u64::from(bits & !3) << 32) };
    if bits & 1 != 0 { number / 100.0 } else { number }
}

/// A logical value or an error by its number (MS-XLS 2.5.10).
pub(super) fn truth_or_error(value: u8, is_error: bool) -> CellValue<'static> {
    if !is_error {
        return CellValue::Truth(value != 0);
    }
    CellValue::Error(match value {
        0x00 => "#NULL!",
        0x07 => "#DIV/0!",
        0x0F => "#VALUE!",
        0x17 => "#REF!",
        0x1D => "#NAME?",
        0x24 => "#NUM!",
        0x2A => "#N/A",
        _ => "#ERROR!",
    })
}

#[cfg(test)]
mod tests;

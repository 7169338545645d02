//! Workbooks in the binary form of Office Open XML (MS-XLSB).

use std::{collections::HashMap, rc::Rc};

use super::{
    book::{Book, Sheet, printed},
    cell::{self, CellValue},
    grid::cell_name,
    number_format::{Epoch, MAX_FORMATS, NumberFormat},
    parts::PackageParts,
    remark,
    xls::{compact, truth_or_error},
    xlsx::{ListedSheet, WorkbookParts, title},
};
use crate::extract::limits::Limits;

const ROW: u16 = 0;
const CELL_COMPACT: u16 = 2;
const CELL_ERROR: u16 = 3;
const CELL_TRUTH: u16 = 4;
const CELL_NUMBER: u16 = 5;
const CELL_TEXT: u16 = 6;
const CELL_SHARED: u16 = 7;
const FORMULA_TEXT: u16 = 8;
const FORMULA_NUMBER: u16 = 9;
const FORMULA_TRUTH: u16 = 10;
const FORMULA_ERROR: u16 = 11;
const SHARED_TEXT: u16 = 19;
const FORMAT: u16 = 44;
const STYLE: u16 = 47;
const CELL_RICH_TEXT: u16 = 62;
const BOOK_PROPERTIES: u16 = 153;
const SHEET: u16 = 156;
const MERGED: u16 = 176;
const STYLES_BEGIN: u16 = 617;
const STYLES_END: u16 = 618;
const HEADERS: u16 = 479;
const REMARK_BEGIN: u16 = 635;
const REMARK_TEXT: u16 = 637;

/// Styles of one workbook.
const MAX_LISTED: usize = 100_000;

/// The records of a part, to the first that is not whole.
struct XlsbRecords<'p> {
    part: &'p [u8],
    is_cut: bool,
}

impl<'p> Iterator for XlsbRecords<'p> {
    type Item = (u16, &'p [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        if self.part.is_empty() {
            return None;
        }
        let found = self.one();
        if found.is_none() {
            self.is_cut = true;
            self.part = &[];
        }
        found
    }
}

impl<'p> XlsbRecords<'p> {
    fn new(part: &'p [u8]) -> Self {
        Self { part, is_cut: false }
    }

    /// A number of one or two bytes, a length of one to four, and the data.
    fn one(&mut self) -> Option<(u16, &'p [u8])> {
        let (first, mut rest) = self.part.split_first()?;
        let mut id = u16::from(*first);
        if first & 0x80 != 0 {
            let (second, behind) = rest.split_first()?;
            id = u16::from(first & 0x7F) | u16::from(second & 0x7F) << 7;
            rest = behind;
        }
        let mut length = 0_usize;
        for shift in [0, 7, 14, 21] {
            let (byte, behind) = rest.split_first()?;
            length |= usize::from(byte & 0x7F) << shift;
            rest = behind;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let (data, behind) = rest.split_at_checked(length)?;
        self.part = behind;
        Some((id, data))
    }
}

fn u16_at(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

fn u32_at(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*data.get(at..)?.first_chunk()?))
}

/// A text with its length before it, and where it ends; no text where the length says so.
fn text_at(data: &[u8], at: usize) -> Option<(String, usize)> {
    let count = u32_at(data, at)?;
    if count == u32::MAX {
        return Some((String::new(), at + 4));
    }
    let end = at.checked_add(4)?.checked_add((count as usize).checked_mul(2)?)?;
    let units: Vec<u16> = data.get(at + 4..end)?.as_chunks().0.iter().map(|unit| u16::from_le_bytes(*unit)).collect();
    Some((String::from_utf16_lossy(&units), end))
}

#[derive(Default)]
struct XlsbShared {
    texts: Vec<String>,
    styles: Vec<Option<Rc<NumberFormat>>>,
    epoch: Epoch,
}

/// Reads a workbook; `None` for a package without any part of one.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Option<Book> {
    let mut parts = PackageParts::open(bytes, limits)?;
    let places = WorkbookParts::find(&mut parts, "bin");
    let list = parts.bytes(&places.book);
    let mut book = Book::default();
    if list.as_ref().is_none_or(|list| !list.is_whole) {
        book.missing.push(places.book.clone());
    }
    let (listed, epoch) = sheets(list.as_ref().map_or(&[], |list| &list.content));
    let sheets = places.sheets(&parts, listed, "bin");
    if list.is_none() && sheets.is_empty() {
        return None;
    }
    book.title = parts.text("docProps/core.xml").and_then(|part| title(&part.content));
    let mut shared = XlsbShared { epoch, ..XlsbShared::default() };
    let mut of_all = |name: &str| {
        let Some(name) = places.shared(&parts, name) else { return Vec::new() };
        let part = parts.bytes(&name);
        if part.as_ref().is_none_or(|part| !part.is_whole) {
            book.missing.push(name);
        }
        part.map(|part| part.content).unwrap_or_default()
    };
    shared.texts = texts(&of_all("sharedstrings"));
    shared.styles = styles(&of_all("styles"));
    for (listed, path) in sheets.into_iter().take(limits.max_pages) {
        let mut sheet = Sheet { name: listed.name, is_hidden: listed.is_hidden, ..Sheet::default() };
        match parts.bytes(&path) {
            Some(part) => {
                sheet.grid.cut = !part.is_whole;
                read_sheet(&part.content, &shared, &mut sheet, limits);
                sheet.remarks = remark::of_sheet(&mut parts, &path, remarks);
            }
            None => book.missing.push(sheet.name.clone()),
        }
        book.sheets.push(sheet);
    }
    Some(book)
}

/// How many sheets with cells a workbook has.
pub(super) fn count(bytes: &[u8], limits: &Limits) -> Option<usize> {
    let mut parts = PackageParts::open(bytes, limits)?;
    let places = WorkbookParts::find(&mut parts, "bin");
    let list = parts.bytes(&places.book);
    let (listed, _) = sheets(list.as_ref().map_or(&[], |list| &list.content));
    let sheets = places.sheets(&parts, listed, "bin");
    (list.is_some() || !sheets.is_empty()).then_some(sheets.len())
}

fn sheets(part: &[u8]) -> (Vec<ListedSheet>, Epoch) {
    let (mut listed, mut epoch) = (Vec::new(), Epoch::Of1900);
    for (id, data) in XlsbRecords::new(part) {
        match id {
            BOOK_PROPERTIES if data.first().is_some_and(|flags| flags & 1 != 0) => epoch = Epoch::Of1904,
            SHEET if listed.len() < MAX_LISTED => {
                let Some((relation, end)) = text_at(data, 8) else { continue };
                let name = text_at(data, end).map(|(name, _)| name).unwrap_or_default();
                listed.push(ListedSheet {
                    name,
                    is_hidden: u32_at(data, 0).is_some_and(|state| state != 0),
                    id: relation,
                });
            }
            _ => {}
        }
    }
    (listed, epoch)
}

fn texts(part: &[u8]) -> Vec<String> {
    let texts = XlsbRecords::new(part).filter(|(id, _)| *id == SHARED_TEXT);
    texts.map(|(_, data)| text_at(data, 1).map(|(text, _)| text).unwrap_or_default()).collect()
}

fn styles(part: &[u8]) -> Vec<Option<Rc<NumberFormat>>> {
    let (mut formats, mut styles) = (HashMap::new(), Vec::new());
    let mut in_cells = false;
    for (id, data) in XlsbRecords::new(part) {
        match id {
            FORMAT if formats.len() < MAX_FORMATS => {
                if let (Some(number), Some((code, _))) = (u16_at(data, 0), text_at(data, 2)) {
                    formats.insert(number, Rc::new(NumberFormat::parse(&code)));
                }
            }
            STYLES_BEGIN => in_cells = true,
            STYLES_END => in_cells = false,
            STYLE if in_cells && styles.len() < MAX_LISTED => styles.push(u16_at(data, 2).unwrap_or(0)),
            _ => {}
        }
    }
    let mut known = HashMap::new();
    let format = |id: u16| formats.get(&id).cloned().or_else(|| NumberFormat::of_builtin(id.into()).map(Rc::new));
    styles.into_iter().map(|id| known.entry(id).or_insert_with(|| format(id)).clone()).collect()
}

fn read_sheet(part: &[u8], shared: &XlsbShared, sheet: &mut Sheet, limits: &Limits) {
    let mut row = 0;
    let mut records = XlsbRecords::new(part);
    let mut is_full = false;
    for (id, data) in records.by_ref() {
        match id {
            ROW => row = u32_at(data, 0).unwrap_or(row),
            CELL_COMPACT..=FORMULA_ERROR | CELL_RICH_TEXT if !is_full => {
                match add(id, data, row, shared, sheet, limits) {
                    Some(goes_on) => is_full = !goes_on,
                    None => sheet.grid.cut = true,
                }
            }
            MERGED => {
                let at = |at| u32_at(data, at);
                let region = || Some(((at(0)?, at(8)?), (at(4)?, at(12)?)));
                sheet.grid.merge(region());
            }
            HEADERS => {
                let mut at = 2;
                // Of odd pages, of even ones, of the first: above and below in turn.
                for is_header in [true, false, true, false, true, false] {
                    let Some((code, end)) = text_at(data, at) else { break };
                    at = end;
                    let lines = printed(&code, &sheet.name);
                    let known = if is_header { &mut sheet.header } else { &mut sheet.footer };
                    let new: Vec<String> = lines.into_iter().filter(|line| !known.contains(line)).collect();
                    known.extend(new);
                }
            }
            _ => {}
        }
    }
    sheet.grid.cut |= records.is_cut;
}

/// Adds a cell; whether the sheet has room for more, and `None` for a cell that is cut off.
fn add(id: u16, data: &[u8], row: u32, shared: &XlsbShared, sheet: &mut Sheet, limits: &Limits) -> Option<bool> {
    let column = u32_at(data, 0)?;
    let style = (u32_at(data, 4)? & 0xFF_FFFF) as usize;
    let format = shared.styles.get(style).and_then(Option::as_deref);
    let text: String;
    let value = match id {
        CELL_COMPACT => CellValue::Number(compact(u32_at(data, 8)?)),
        CELL_NUMBER | FORMULA_NUMBER => CellValue::Number(f64::from_le_bytes(*data.get(8..)?.first_chunk()?)),
        CELL_TRUTH | FORMULA_TRUTH => truth_or_error(*data.get(8)?, false),
        CELL_ERROR | FORMULA_ERROR => truth_or_error(*data.get(8)?, true),
        CELL_SHARED => match shared.texts.get(u32_at(data, 8)? as usize) {
            Some(text) => CellValue::Text(text),
            // The list of texts is missing, and is told of.
            None => return Some(true),
        },
        CELL_TEXT | FORMULA_TEXT => {
            text = text_at(data, 8)?.0;
            CellValue::Text(&text)
        }
        CELL_RICH_TEXT => {
            text = text_at(data, 9)?.0;
            CellValue::Text(&text)
        }
        _ => return Some(true),
    };
    Some(sheet.grid.add(row, column, value, format, shared.epoch, limits))
}

/// The remarks in a part of them, each with its cell.
fn remarks(part: &[u8]) -> Vec<String> {
    let (mut lines, mut place) = (Vec::new(), None);
    for (id, data) in XlsbRecords::new(part) {
        match id {
            REMARK_BEGIN => place = u32_at(data, 4).zip(u32_at(data, 12)),
            REMARK_TEXT => {
                let text = text_at(data, 1).map(|(text, _)| cell::one_line(&text)).unwrap_or_default();
                if let (Some((row, column)), false) = (place, text.is_empty()) {
                    lines.push(format!("批注（{}）：{text}", cell_name(row, column)));
                }
            }
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests;

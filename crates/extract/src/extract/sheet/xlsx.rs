//! Workbooks in Office Open XML (ECMA-376 part 1, 18).
//!
//! A part that is missing costs what it held: without the list of sheets the sheets are those that are in the package,
//! without shared texts and styles the cells show what is left of them, and a sheet that is not there is named.

use std::{collections::BTreeMap, rc::Rc};

use quick_xml::events::{BytesStart, Event};

use super::{
    book::{Book, Sheet, printed},
    cell::CellValue,
    grid::CellGrid,
    number_format::{Epoch, MAX_FORMATS, NumberFormat},
    parts::{PackageParts, lenient, push_reference, value},
    remark,
};
use crate::extract::{limits::Limits, package::relations};

const MAX_STYLES: usize = 100_000;

/// What all sheets of a workbook share.
pub(super) struct XlsxShared {
    texts: Vec<String>,
    /// The number format of each style of a cell.
    styles: Vec<Option<Rc<NumberFormat>>>,
    epoch: Epoch,
}

/// The sheet as the workbook lists it.
pub(super) struct ListedSheet {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// The relation that leads to its part.
    pub(super) id: String,
}

/// Where the parts of a workbook lie.
pub(super) struct WorkbookParts {
    /// The part that lists the sheets, and its folder.
    pub(super) book: String,
    pub(super) folder: String,
    /// Where its relations lead to.
    pub(super) related: BTreeMap<String, String>,
}

impl WorkbookParts {
    /// Finds the main part; its name where nothing says so is the usual one.
    pub(super) fn find(parts: &mut PackageParts<'_>, extension: &str) -> Self {
        let root = parts.text("_rels/.rels").map(|part| relations(&part.content, "")).unwrap_or_default();
        let usual = format!("xl/workbook.{extension}");
        let is_main = |path: &&String| {
            let path = path.to_lowercase();
            path.ends_with(&format!(".{extension}")) && !path.contains("docprops")
        };
        let book = root.values().find(is_main).filter(|path| parts.has(path)).cloned().unwrap_or(usual);
        let (folder, file) = book.rsplit_once('/').unwrap_or(("", &book));
        let name = format!("{folder}/_rels/{file}.rels");
        let related = parts.text(&name).map(|part| relations(&part.content, folder)).unwrap_or_default();
        Self { folder: folder.to_owned(), related, book }
    }

    /// The part of a name that all sheets share, and whether the workbook has or should have it.
    pub(super) fn shared(&self, parts: &PackageParts<'_>, name: &str) -> Option<String> {
        let is_it = |path: &&String| path.rsplit('/').next().is_some_and(|file| file.to_lowercase().starts_with(name));
        let usual = |extension: &str| format!("{}/{name}.{extension}", self.folder);
        let found = self.related.values().find(is_it).cloned();
        found.or_else(|| ["xml", "bin"].map(usual).into_iter().find(|path| parts.has(path)))
    }

    /// The sheets to read with their parts, without charts and macros. Where the workbook does not list them, they are
    /// those that the package has; where it does not say where one lies, it is taken to be in the usual place.
    pub(super) fn sheets(
        &self,
        parts: &PackageParts<'_>,
        listed: Vec<ListedSheet>,
        extension: &str,
    ) -> Vec<(ListedSheet, String)> {
        let prefix = format!("{}/worksheets/", self.folder).to_lowercase();
        if listed.is_empty() {
            let names = parts.names().into_iter().filter(|name| {
                name.starts_with(&prefix) && name.ends_with(&format!(".{extension}")) && !name.contains("/_rels/")
            });
            return names
                .map(|path| {
                    let file = path.rsplit('/').next().unwrap_or(&path);
                    let name = file.strip_suffix(&format!(".{extension}")).unwrap_or(file).to_owned();
                    (ListedSheet { name, is_hidden: false, id: String::new() }, path)
                })
                .collect();
        }
        let usual = |number: usize| format!("{}/worksheets/sheet{number}.{extension}", self.folder);
        let places = listed.into_iter().zip(1..).map(|(sheet, number)| {
            let path = self.related.get(&sheet.id).cloned().unwrap_or_else(|| usual(number));
            (sheet, path)
        });
        places.filter(|(_, path)| !path.contains("chartsheets/") && !path.contains("macrosheets/")).collect()
    }
}

/// Reads a workbook; `None` for a package without any part of one.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Option<Book> {
    let mut parts = PackageParts::open(bytes, limits)?;
    let places = WorkbookParts::find(&mut parts, "xml");
    let mut book = Book::default();
    let list = parts.text(&places.book);
    if list.as_ref().is_none_or(|list| !list.is_whole) {
        book.missing.push(places.book.clone());
    }
    let (listed, epoch) = sheets(list.as_ref().map_or("", |list| &list.content));
    let sheets = places.sheets(&parts, listed, "xml");
    if list.is_none() && sheets.is_empty() {
        return None;
    }
    book.title = parts.text("docProps/core.xml").and_then(|part| title(&part.content));
    let mut shared = XlsxShared { texts: Vec::new(), styles: Vec::new(), epoch };
    if let Some(name) = places.shared(&parts, "sharedstrings") {
        let part = parts.text(&name);
        if part.as_ref().is_none_or(|part| !part.is_whole) {
            book.missing.push(name);
        }
        shared.texts = part.map(|part| texts(&part.content)).unwrap_or_default();
    }
    if let Some(name) = places.shared(&parts, "styles") {
        let part = parts.text(&name);
        if part.as_ref().is_none_or(|part| !part.is_whole) {
            book.missing.push(name);
        }
        shared.styles = part.map(|part| styles(&part.content)).unwrap_or_default();
    }
    for (listed, path) in sheets.into_iter().take(limits.max_pages) {
        let mut sheet = Sheet { name: listed.name, is_hidden: listed.is_hidden, ..Sheet::default() };
        match parts.text(&path) {
            Some(part) => {
                sheet.grid.cut = !part.is_whole;
                read_sheet(&part.content, &shared, &mut sheet, limits);
                sheet.remarks = remark::of_sheet(&mut parts, &path, |_| Vec::new());
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
    let places = WorkbookParts::find(&mut parts, "xml");
    let list = parts.text(&places.book);
    let (listed, _) = sheets(list.as_ref().map_or("", |list| &list.content));
    let sheets = places.sheets(&parts, listed, "xml");
    (list.is_some() || !sheets.is_empty()).then_some(sheets.len())
}

/// The sheets that the workbook lists, and the day that its dates are counted from.
fn sheets(xml: &str) -> (Vec<ListedSheet>, Epoch) {
    let (mut listed, mut epoch) = (Vec::new(), Epoch::Of1900);
    let mut reader = lenient(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => match element.local_name().into_inner() {
                "workbookPr" if value(&element, "date1904").is_some_and(|said| is_true(&said)) => {
                    epoch = Epoch::Of1904;
                }
                "sheet" => {
                    let name = value(&element, "name").unwrap_or_default();
                    let state = value(&element, "state").unwrap_or_default();
                    // `r:id`, not `sheetId`.
                    let id = value(&element, "id").unwrap_or_default();
                    listed.push(ListedSheet { name, is_hidden: !matches!(state.as_str(), "" | "visible"), id });
                }
                _ => {}
            },
            Ok(Event::Eof) | Err(_) => return (listed, epoch),
            Ok(_) => {}
        }
    }
}

fn is_true(said: &str) -> bool {
    matches!(said, "1" | "true" | "on")
}

pub(super) fn title(xml: &str) -> Option<String> {
    let mut reader = lenient(xml);
    let mut title: Option<String> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) if element.local_name().into_inner() == "title" => title = Some(String::new()),
            Ok(Event::Text(text)) => title.iter_mut().for_each(|title| title.push_str(&text.xml10_content())),
            Ok(Event::GeneralRef(reference)) => {
                if let Some(title) = &mut title {
                    push_reference(title, reference);
                }
            }
            Ok(Event::End(_)) if title.is_some() => return title,
            Ok(Event::Eof) | Err(_) => return title,
            Ok(_) => {}
        }
    }
}

/// The shared texts, without the pronunciations beside them.
fn texts(xml: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut reader = lenient(xml);
    let mut inside = Inside::default();
    let mut text = String::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().into_inner() {
                "si" => text.clear(),
                name => inside.enter(name),
            },
            Ok(Event::Empty(element)) if element.local_name().into_inner() == "si" => texts.push(String::new()),
            Ok(Event::End(element)) => match element.local_name().into_inner() {
                "si" => {
                    inside = Inside::default();
                    texts.push(unescaped(&text));
                }
                name => inside.leave(name),
            },
            Ok(Event::Text(piece)) if inside.is_text() => text.push_str(&piece.xml10_content()),
            Ok(Event::CData(piece)) if inside.is_text() => text.push_str(&piece.xml10_content()),
            Ok(Event::GeneralRef(reference)) if inside.is_text() => push_reference(&mut text, reference),
            Ok(Event::Eof) | Err(_) => return texts,
            Ok(_) => {}
        }
    }
}

/// Whether the text that is read now belongs to a cell.
#[derive(Default)]
struct Inside {
    text: bool,
    pronunciation: bool,
}

impl Inside {
    fn enter(&mut self, name: &str) {
        self.text |= name == "t";
        self.pronunciation |= name == "rPh";
    }

    fn leave(&mut self, name: &str) {
        self.text &= name != "t";
        self.pronunciation &= name != "rPh";
    }

    fn is_text(&self) -> bool {
        self.text && !self.pronunciation
    }
}

/// `_x000D_` and its like as characters (ECMA-376 part 1, 22.9.2.19).
fn unescaped(text: &str) -> String {
    if !text.contains("_x") {
        return text.to_owned();
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once("_x") {
        out.push_str(before);
        let code = behind.split_at_checked(5).filter(|(code, _)| code.ends_with('_'));
        let found = code.and_then(|(code, after)| {
            let hexadecimal = code.get(..4).filter(|code| code.chars().all(|c| c.is_ascii_hexdigit()))?;
            Some((char::from_u32(u32::from_str_radix(hexadecimal, 16).ok()?)?, after))
        });
        match found {
            Some((c, after)) => {
                out.push(c);
                rest = after;
            }
            None => {
                out.push_str("_x");
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The number format of each style.
fn styles(xml: &str) -> Vec<Option<Rc<NumberFormat>>> {
    let mut codes: BTreeMap<u32, String> = BTreeMap::new();
    let (mut styles, mut known) = (Vec::new(), BTreeMap::new());
    let mut in_cells = false;
    let mut reader = lenient(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => match element.local_name().into_inner() {
                "cellXfs" => in_cells = true,
                "numFmt" if codes.len() < MAX_FORMATS => {
                    let id = value(&element, "numFmtId").and_then(|id| id.parse().ok());
                    let code = value(&element, "formatCode");
                    codes.extend(id.zip(code));
                }
                "xf" if in_cells && styles.len() < MAX_STYLES => {
                    let id = value(&element, "numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                    styles.push(id);
                }
                _ => {}
            },
            Ok(Event::End(element)) if element.local_name().into_inner() == "cellXfs" => in_cells = false,
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    // Formats may stand behind the styles that use them.
    let format = |id: u32| match codes.get(&id) {
        Some(code) => Some(Rc::new(NumberFormat::parse(code))),
        None => NumberFormat::of_builtin(id).map(Rc::new),
    };
    styles.into_iter().map(|id| known.entry(id).or_insert_with(|| format(id)).clone()).collect()
}

/// The cell that is being read.
#[derive(Default)]
struct XlsxCell {
    place: (u32, u32),
    style: usize,
    kind: String,
    value: String,
    inline: String,
}

/// Reads cells, merged regions and printed lines of a sheet. Damage leaves what stands before it.
fn read_sheet(xml: &str, shared: &XlsxShared, sheet: &mut Sheet, limits: &Limits) {
    let mut reader = lenient(xml);
    let (mut row, mut column) = (0_u32, 0_u32);
    let mut cell: Option<XlsxCell> = None;
    let (mut in_value, mut inside, mut is_full) = (false, Inside::default(), false);
    // The printed line that is being read, and whether it is above the cells.
    let mut line: Option<(bool, String)> = None;
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => match element.local_name().into_inner() {
                "row" => {
                    let said = value(&element, "r").and_then(|number| number.parse::<u32>().ok());
                    row = said.and_then(|number| number.checked_sub(1)).unwrap_or(row);
                    column = 0;
                }
                "c" => {
                    let open = open_cell(&element, (row, column));
                    (row, column) = open.place;
                    cell = Some(open);
                }
                "v" => in_value = true,
                "oddHeader" | "evenHeader" | "firstHeader" => line = Some((true, String::new())),
                "oddFooter" | "evenFooter" | "firstFooter" => line = Some((false, String::new())),
                "mergeCell" => merge(&element, &mut sheet.grid),
                name => inside.enter(name),
            },
            Ok(Event::Empty(element)) => match element.local_name().into_inner() {
                "row" => row = row.saturating_add(1),
                "c" => {
                    (row, column) = open_cell(&element, (row, column)).place;
                    column = column.saturating_add(1);
                }
                "mergeCell" => merge(&element, &mut sheet.grid),
                _ => {}
            },
            Ok(Event::End(element)) => match element.local_name().into_inner() {
                "row" => row = row.saturating_add(1),
                "c" => {
                    inside = Inside::default();
                    if let Some(open) = cell.take().filter(|_| !is_full) {
                        is_full = !add(open, shared, &mut sheet.grid, limits);
                    }
                    column = column.saturating_add(1);
                }
                "v" => in_value = false,
                "oddHeader" | "evenHeader" | "firstHeader" | "oddFooter" | "evenFooter" | "firstFooter" => {
                    if let Some((is_header, code)) = line.take() {
                        let lines = printed(&code, &sheet.name);
                        let known = if is_header { &mut sheet.header } else { &mut sheet.footer };
                        known.extend(lines.into_iter().filter(|line| !known.contains(line)).collect::<Vec<_>>());
                    }
                }
                name => inside.leave(name),
            },
            Ok(Event::Text(text)) => push(&text.xml10_content(), &mut cell, in_value, &inside, &mut line),
            Ok(Event::CData(text)) => push(&text.xml10_content(), &mut cell, in_value, &inside, &mut line),
            Ok(Event::GeneralRef(reference)) => {
                let mut text = String::new();
                push_reference(&mut text, reference);
                push(&text, &mut cell, in_value, &inside, &mut line);
            }
            Ok(Event::Eof) => {
                sheet.grid.cut |= cell.is_some();
                return;
            }
            Err(_) => {
                sheet.grid.cut = true;
                return;
            }
            Ok(_) => {}
        }
    }
}

fn push(text: &str, cell: &mut Option<XlsxCell>, in_value: bool, inside: &Inside, line: &mut Option<(bool, String)>) {
    match (cell, line) {
        (Some(cell), _) if in_value => cell.value.push_str(text),
        (Some(cell), _) if inside.is_text() => cell.inline.push_str(text),
        (None, Some((_, line))) => line.push_str(text),
        _ => {}
    }
}

fn open_cell(element: &BytesStart<'_>, here: (u32, u32)) -> XlsxCell {
    XlsxCell {
        place: value(element, "r").and_then(|name| place(&name)).unwrap_or(here),
        style: value(element, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
        kind: value(element, "t").unwrap_or_default(),
        ..XlsxCell::default()
    }
}

/// Row and column of a cell's name, `C5`, from 0.
fn place(name: &str) -> Option<(u32, u32)> {
    let name = name.trim().replace('$', "");
    let letters = name.len() - name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (letters, digits) = name.split_at_checked(letters)?;
    let mut column = 0_u32;
    for letter in letters.bytes() {
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column.checked_sub(1)?))
}

fn merge(element: &BytesStart<'_>, grid: &mut CellGrid) {
    let Some(region) = value(element, "ref") else { return };
    let (first, last) = region.split_once(':').unwrap_or((&region, &region));
    grid.merge(place(first).zip(place(last)));
}

/// Adds a cell; false when the sheet is full.
fn add(cell: XlsxCell, shared: &XlsxShared, grid: &mut CellGrid, limits: &Limits) -> bool {
    let format = shared.styles.get(cell.style).and_then(Option::as_deref);
    let stored = cell.value.trim();
    let text: String;
    let value = match cell.kind.as_str() {
        "s" => match stored.parse().ok().and_then(|index: usize| shared.texts.get(index)) {
            Some(text) => CellValue::Text(text),
            None => return true,
        },
        "inlineStr" => {
            text = unescaped(&cell.inline);
            CellValue::Text(&text)
        }
        "str" => {
            text = unescaped(&cell.value);
            CellValue::Text(&text)
        }
        "b" => CellValue::Truth(is_true(stored)),
        "e" => CellValue::Error(stored),
        "d" => CellValue::Moment(stored),
        _ => match stored.parse::<f64>() {
            Ok(number) => CellValue::Number(number),
            Err(_) => CellValue::Text(stored),
        },
    };
    grid.add(cell.place.0, cell.place.1, value, format, shared.epoch, limits)
}

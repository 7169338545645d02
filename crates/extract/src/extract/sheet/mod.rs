//! Workbooks and tables: a page for each sheet, tabs between columns, newlines between rows.
//!
//! The page's label is the sheet's name, with `（隐藏）` where the sheet is hidden, and its lines are the cells with
//! their places. Sheets with a name of their own begin their text with it, so that a search finds it. A merged region
//! holds its value at its first cell. What is printed above the cells stands before them, what is printed below them
//! after them; remarks on the cells, text boxes, and the titles of charts, follow in lines that begin with `批注（B2）：`,
//! `文本框：` and `图表：`. These are no cells.
//!
//! The readers are this crate's own: they keep nothing for cells that are not there, however far a stray one lies, give
//! each number with its format, and go on where a part of the workbook is missing.

mod book;
mod cell;
pub(super) mod csv;
mod grid;
mod number_format;
mod ods;
mod parts;
mod remark;
mod xls;
mod xlsb;
mod xlsx;

pub use self::grid::column_letters;
use self::{
    book::{Book, Sheet},
    grid::cell_name,
};
use super::{
    embedded, ledger,
    limits::Limits,
    notice, ole,
    package::{self, PackageTrouble},
    page::single_page,
};
use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let mut extraction = read_cells(bytes, format, limits);
    embedded::add_pages(&mut extraction, bytes, format, limits);
    ledger::add_unread_parts(&mut extraction, bytes, format, limits);
    extraction
}

/// How many pages of cells a workbook has.
pub(super) fn count(bytes: &[u8], format: Format, limits: &Limits) -> Option<usize> {
    package::check(bytes, limits).ok()?;
    let sheets = match format {
        Format::Xlsx => xlsx::count(bytes, limits)?,
        Format::Xlsb => xlsb::count(bytes, limits)?,
        Format::Ods => ods::count(bytes, limits)?,
        Format::Xls if ole::has_cyclic_chain(bytes) => return None,
        Format::Xls => xls::count(bytes)?,
        _ => return None,
    };
    Some(sheets.min(limits.max_pages))
}

fn read_cells(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    match package::check(bytes, limits) {
        Ok(()) => {}
        Err(PackageTrouble::TooMuch) => return notice::only(notice::unpacks_to_too_much(format)),
        Err(PackageTrouble::TooDeep) => return notice::only(notice::nests_too_deep(format)),
    }
    let book = match format {
        Format::Xlsx => xlsx::read(bytes, limits),
        Format::Xlsb => xlsb::read(bytes, limits),
        Format::Ods if package::is_encrypted_open_document(bytes, limits) => return notice::only(notice::encrypted()),
        Format::Ods => ods::read(bytes, limits),
        _ if ole::has_cyclic_chain(bytes) => None,
        _ => match xls::read(bytes, limits) {
            Err(xls::Unreadable::Encrypted) => return notice::only(notice::encrypted()),
            read => read.ok(),
        },
    };
    let Some(book) = book else { return notice::only(notice::damaged(format)) };
    pages_of(book, limits)
}

fn pages_of(book: Book, limits: &Limits) -> Extraction {
    let mut extraction = Extraction { title: book.title, ..Extraction::default() };
    let (mut cut, mut rounded, mut rounded_count) = (Vec::new(), Vec::new(), 0);
    for (number, sheet) in (1..).zip(book.sheets.iter().take(limits.max_pages)) {
        if sheet.grid.cut {
            cut.push(number);
        }
        rounded_count += sheet.grid.rounded_count;
        let named = |(row, column): &(u32, u32)| format!("{}!{}", sheet.name, cell_name(*row, *column));
        rounded.extend(sheet.grid.rounded.iter().map(named));
        extraction.pages.push(page_of(number, sheet));
    }
    if !cut.is_empty() {
        extraction.notices.push(notice::pages_cut(&cut));
    }
    if !book.missing.is_empty() {
        extraction.notices.push(notice::parts_missing(&book.missing));
    }
    if rounded_count > 0 {
        extraction.notices.push(notice::numbers_rounded(&rounded, rounded_count));
    }
    extraction
}

/// The sheet's name where it has one of its own, what stands above the cells in print, the cells, what stands below
/// them, and the remarks.
fn page_of(number: u32, sheet: &Sheet) -> Page {
    let (columns, rows) = sheet.grid.size();
    let mut blocks: Vec<String> = sheet.header.clone();
    let cells = sheet.grid.text();
    blocks.extend((!cells.is_empty()).then_some(cells));
    blocks.extend(sheet.footer.iter().chain(&sheet.remarks).cloned());
    if !is_default_name(&sheet.name) && !blocks.is_empty() {
        blocks.insert(0, sheet.name.clone());
    }
    let label = if sheet.is_hidden { format!("{}（隐藏）", sheet.name) } else { sheet.name.clone() };
    Page {
        page: number,
        label: Some(label),
        width: columns as f32,
        height: rows as f32,
        lines: sheet.grid.lines(),
        ..single_page(PageSource::Cells, blocks.join("\n"))
    }
}

/// Names that programs give to sheets by themselves.
fn is_default_name(name: &str) -> bool {
    let name = name.trim();
    ["Sheet", "sheet", "工作表", "表", "表格"]
        .iter()
        .any(|stem| name.strip_prefix(stem).is_some_and(|rest| rest.trim().chars().all(|c| c.is_ascii_digit())))
}

#[cfg(test)]
mod tests;

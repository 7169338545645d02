//! Workbooks and tables: a page for each sheet, tabs between columns, newlines between rows.
//!
//! The page's label is the sheet's name, with `（隐藏）` where the sheet is hidden, and its lines are the cells with
//! their places. Sheets with a name of their own begin their text with it, so that a search finds it. A merged region
//! holds its value at its first cell. Remarks on the cells of an XLSX, and its text boxes, follow the cells in lines
//! that begin with `批注（B2）：` and `文本框：`; they are no cells.

mod cell;
pub(super) mod csv;
mod far_cells;
mod grid;
mod remark;
mod repeats;

use std::io::Cursor;

use calamine::{
    Data, Dimensions, Ods, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb, Xlsx,
    open_workbook_from_rs,
};

pub use self::grid::column_letters;
use self::{
    far_cells::Squeezed,
    grid::{Grid, cell_name},
};
use super::{
    embedded,
    limits::Limits,
    notice, ole,
    package::{self, Trouble},
    page::single_page,
};
use crate::{
    archive::identify::Format,
    model::{Extraction, Page, PageSource},
};

type Source<'b> = Cursor<&'b [u8]>;

pub(super) fn read(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    let mut extraction = read_cells(bytes, format, limits);
    embedded::add_pages(&mut extraction, bytes, format, limits);
    extraction
}

/// How many pages of cells a workbook has.
pub(super) fn count(bytes: &[u8], format: Format, limits: &Limits) -> Option<usize> {
    package::check(bytes, limits).ok()?;
    let sheets = match format {
        // The library looks into a compound file whatever format it is asked for.
        _ if ole::has_cyclic_chain(bytes) => return None,
        Format::Xlsx => worksheets(&open_workbook_from_rs::<Xlsx<Source<'_>>, _>(Cursor::new(bytes)).ok()?),
        Format::Ods if repeats::take_too_much(bytes, limits) => return None,
        Format::Ods => worksheets(&open_workbook_from_rs::<Ods<Source<'_>>, _>(Cursor::new(bytes)).ok()?),
        Format::Xls => {
            let readable = far_cells::readable(bytes)?;
            worksheets(&open_workbook_from_rs::<Xls<Source<'_>>, _>(Cursor::new(&*readable.bytes)).ok()?)
        }
        _ => return None,
    };
    Some(sheets.len().min(limits.max_pages))
}

fn read_cells(bytes: &[u8], format: Format, limits: &Limits) -> Extraction {
    match package::check(bytes, limits) {
        Ok(()) => {}
        Err(Trouble::TooMuch) => return notice::only(notice::unpacks_to_too_much(format)),
        Err(Trouble::TooDeep) => return notice::only(notice::nests_too_deep(format)),
    }
    let sheets = match format {
        _ if ole::has_cyclic_chain(bytes) => None,
        Format::Xlsx => open_xlsx(bytes, limits),
        Format::Xlsb => open_xlsb(bytes, limits),
        Format::Ods if package::is_encrypted_open_document(bytes, limits) => return notice::only(notice::encrypted()),
        Format::Ods if repeats::take_too_much(bytes, limits) => {
            return notice::only(notice::unpacks_to_too_much(format));
        }
        Format::Ods => open_ods(bytes, limits),
        _ => match open_xls(bytes, limits) {
            Err(XlsError::Password) => return notice::only(notice::encrypted()),
            read => read.ok(),
        },
    };
    let Some((title, sheets)) = sheets else { return notice::only(notice::damaged(format)) };
    let mut extraction = Extraction { title, ..Extraction::default() };
    let remarks = if format == Format::Xlsx { remark::of_xlsx(bytes, limits) } else { Vec::new() };
    let (mut cut, mut rounded, mut rounded_count) = (Vec::new(), Vec::new(), 0);
    let (mut left_out, mut left_out_count) = (Vec::new(), 0);
    for (number, (sheet, grid)) in (1..).zip(sheets.into_iter().take(limits.max_pages)) {
        let grid = grid.unwrap_or_else(Grid::unread);
        if grid.cut {
            cut.push(number);
        }
        rounded_count += grid.rounded_count;
        left_out_count += grid.left_out_count;
        let named = |(row, column): &(u32, u32)| format!("{}!{}", sheet.name, cell_name(*row, *column));
        rounded.extend(grid.rounded.iter().map(named));
        left_out.extend(grid.left_out.iter().map(named));
        let mut page = page_of(number, &sheet, &grid);
        for line in remarks.iter().filter(|(name, _)| *name == sheet.name).flat_map(|(_, lines)| lines) {
            if !page.text.is_empty() {
                page.text.push('\n');
            }
            page.text.push_str(line);
        }
        extraction.pages.push(page);
    }
    if !cut.is_empty() {
        extraction.notices.push(notice::pages_cut(&cut));
    }
    if left_out_count > 0 {
        extraction.notices.push(notice::cells_left_out(&left_out, left_out_count));
    }
    if rounded_count > 0 {
        extraction.notices.push(notice::numbers_rounded(&rounded, rounded_count));
    }
    extraction
}

fn page_of(number: u32, sheet: &Sheet, grid: &Grid) -> Page {
    let cells = grid.text();
    let (columns, rows) = grid.size();
    let name = &sheet.name;
    let text = if is_default_name(name) || cells.is_empty() { cells } else { format!("{name}\n{cells}") };
    let label = match sheet.visible {
        SheetVisible::Visible => name.clone(),
        _ => format!("{name}（隐藏）"),
    };
    Page {
        page: number,
        label: Some(label),
        width: columns as f32,
        height: rows as f32,
        lines: grid.lines(),
        ..single_page(PageSource::Cells, text)
    }
}

/// Sheets, each with its cells or, where it could not be read, nothing.
type Sheets = (Option<String>, Vec<(Sheet, Option<Grid>)>);

fn open_xlsx(bytes: &[u8], limits: &Limits) -> Option<Sheets> {
    let mut book: Xlsx<Source<'_>> = open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let title = book.workbook_properties().ok().and_then(|properties| properties.title);
    let mut sheets = Vec::new();
    for sheet in worksheets(&book) {
        let mut grid = Grid::default();
        grid.merge(book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default());
        match book.worksheet_cells_reader(&sheet.name) {
            Ok(mut reader) => {
                let styles = reader.styles().to_vec();
                loop {
                    // Damage in the middle of a sheet leaves the rows before it.
                    let (cell, style) = match reader.next_cell_with_style_id() {
                        Ok(Some(found)) => found,
                        Ok(None) => break,
                        Err(_) => {
                            grid.cut = true;
                            break;
                        }
                    };
                    let (row, column) = cell.get_position();
                    let format = styles.get(style).and_then(|style| style.number_format.as_ref());
                    let format = format.map(|format| format.format_code.as_str());
                    if !grid.add(row, column, &Data::from(cell.get_value().clone()), format, limits) {
                        break;
                    }
                }
            }
            Err(_) => grid.cut = true,
        }
        sheets.push((sheet, Some(grid)));
    }
    Some((title, sheets))
}

fn open_xlsb(bytes: &[u8], limits: &Limits) -> Option<Sheets> {
    let mut book: Xlsb<Source<'_>> = open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let mut sheets = Vec::new();
    for sheet in worksheets(&book) {
        let mut grid = Grid::default();
        let read = book.worksheet_cells_reader(&sheet.name).and_then(|mut cells| {
            while let Some(cell) = cells.next_cell()? {
                let (row, column) = cell.get_position();
                if !grid.add(row, column, &Data::from(cell.get_value().clone()), None, limits) {
                    break;
                }
            }
            Ok(())
        });
        grid.cut |= read.is_err();
        sheets.push((sheet, Some(grid)));
    }
    Some((None, sheets))
}

fn open_ods(bytes: &[u8], limits: &Limits) -> Option<Sheets> {
    let mut book: Ods<Source<'_>> = open_workbook_from_rs(Cursor::new(bytes)).ok()?;
    let mut sheets = Vec::new();
    for sheet in worksheets(&book) {
        let range = book.worksheet_range(&sheet.name).ok();
        let grid = range.map(|range| grid_of(&range, Vec::new(), &Squeezed::default(), limits));
        sheets.push((sheet, grid));
    }
    Some((None, sheets))
}

fn open_xls(bytes: &[u8], limits: &Limits) -> Result<Sheets, XlsError> {
    let damaged = XlsError::Unrecognized { typ: "workbook", val: 0 };
    let readable = far_cells::readable(bytes).ok_or(damaged)?;
    let mut book: Xls<Source<'_>> = open_workbook_from_rs(Cursor::new(&*readable.bytes))?;
    let squeezed = readable.sheets.iter().map(Some).chain(std::iter::repeat(None));
    let listed = book.sheets_metadata().to_vec().into_iter().zip(squeezed);
    let mut sheets = Vec::new();
    for (sheet, squeezed) in listed.filter(|(sheet, _)| has_cells(sheet)) {
        let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let squeezed = squeezed.cloned().unwrap_or_default();
        let range = book.worksheet_range(&sheet.name).ok();
        let grid = range.map(|range| grid_of(&range, merged, &squeezed, limits));
        sheets.push((sheet, grid));
    }
    Ok((None, sheets))
}

fn grid_of(range: &Range<Data>, merged: Vec<Dimensions>, squeezed: &Squeezed, limits: &Limits) -> Grid {
    let mut grid = Grid::default();
    (grid.left_out, grid.left_out_count) = (squeezed.left_out.clone(), squeezed.left_out_count);
    grid.merge(merged);
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (row, column) = squeezed.origin(top + row as u32, left + column as u32);
        if !grid.add(row, column, value, None, limits) {
            break;
        }
    }
    grid
}

/// Chart and macro sheets have no cells of their own.
fn worksheets<'b, B: Reader<Source<'b>>>(book: &B) -> Vec<Sheet> {
    book.sheets_metadata().iter().filter(|sheet| has_cells(sheet)).cloned().collect()
}

fn has_cells(sheet: &Sheet) -> bool {
    matches!(sheet.typ, SheetType::WorkSheet | SheetType::DialogSheet)
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

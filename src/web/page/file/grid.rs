//! A sheet as rows and columns, with the words that a hit or a quotation marks in their cells.
//!
//! The cells come from the places that were read with the text: `[column, row, end column, end row]` from 0. Only the
//! columns in use are shown, and of a long sheet the rows around the first mark.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use crate::{
    extract::column_letters,
    model::{Page, PageSource},
    web::page::marks::{MarkedPart, cut},
};

/// The most rows and columns shown.
const MOST_ROWS: usize = 60;
const MOST_COLUMNS: usize = 40;
/// The head of a sheet is looked for in so many rows.
const HEAD_AMONG: usize = 8;
/// Rows shown before the first mark.
const LEAD: usize = 5;

/// Part of a sheet.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SheetPart {
    /// The letters of the columns shown.
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<GridRow>,
    /// Rows in use, in the whole sheet.
    pub(super) all_rows: usize,
    /// Not all columns in use are shown.
    pub(super) narrowed: bool,
}

/// One row shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GridRow {
    /// Its number, counted from 1.
    pub(super) number: u32,
    pub(super) cells: Vec<GridCell>,
}

/// One cell shown, over so many of the columns and rows shown.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GridCell {
    pub(super) parts: Vec<MarkedPart>,
    pub(super) columns: usize,
    pub(super) rows: usize,
    pub(super) boxed: bool,
}

/// A cell of the page: its place, and the bytes of the page's text that it takes.
struct PlacedCell<'p> {
    columns: Range<u32>,
    rows: Range<u32>,
    text: &'p str,
    at: usize,
}

impl PlacedCell<'_> {
    /// The bytes of the cell that are marked, counted from its start.
    fn marks(&self, marked: &[Range<usize>]) -> Vec<Range<usize>> {
        let end = self.at + self.text.len();
        let from = marked.partition_point(|range| range.end <= self.at);
        let own = marked[from..].iter().take_while(|range| range.start < end);
        own.map(|range| range.start.max(self.at) - self.at..range.end.min(end) - self.at).collect()
    }
}

/// The sheet of a page, `parts` being its text in order; `None` where it is no sheet.
pub(super) fn grid(page: &Page, parts: &[MarkedPart]) -> Option<SheetPart> {
    let cells = placed(page)?;
    let marked = marked_ranges(parts);
    let used: Vec<u32> = cells.iter().map(|cell| cell.rows.start).collect::<BTreeSet<_>>().into_iter().collect();
    let first_mark = cells.iter().find(|cell| !cell.marks(&marked).is_empty());
    let mark_row = first_mark.and_then(|cell| used.binary_search(&cell.rows.start).ok()).unwrap_or(0);
    let until = (mark_row.saturating_sub(LEAD) + MOST_ROWS).min(used.len());
    // The head of the sheet stays above rows from further down: without it their columns say nothing.
    let from = until.saturating_sub(MOST_ROWS);
    let head: Vec<u32> = head_rows(&cells, &used).into_iter().filter(|row| used[..from].contains(row)).collect();
    // It takes the place of rows before the mark where there are so many, else of the last ones.
    let body = if mark_row >= from + head.len() { from + head.len()..until } else { from..until - head.len() };
    let rows: Vec<u32> = head.iter().chain(&used[body]).copied().collect();
    let rows = rows.as_slice();
    let (top, bottom) = (rows.first()?, rows.last()?);
    let mut own: BTreeMap<(u32, u32), &PlacedCell<'_>> = BTreeMap::new();
    for cell in
        cells.iter().filter(|cell| (top..=bottom).contains(&&cell.rows.start) && rows.contains(&cell.rows.start))
    {
        own.insert((cell.rows.start, cell.columns.start), cell);
    }
    let in_use: Vec<u32> = own.keys().map(|(_, column)| *column).collect::<BTreeSet<_>>().into_iter().collect();
    // The column of the first mark is among those shown.
    let mark_column = first_mark.and_then(|cell| in_use.binary_search(&cell.columns.start).ok()).unwrap_or(0);
    let last = (mark_column + 1).max(MOST_COLUMNS).min(in_use.len());
    let columns = &in_use[last.saturating_sub(MOST_COLUMNS)..last];
    let mut covered: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut shown = SheetPart {
        columns: columns.iter().map(|column| column_letters(*column)).collect(),
        rows: Vec::new(),
        all_rows: used.len(),
        narrowed: columns.len() < in_use.len(),
    };
    for &row in rows {
        let mut line = GridRow { number: row + 1, cells: Vec::new() };
        for &column in columns {
            if covered.contains(&(row, column)) {
                continue;
            }
            let Some(cell) = own.get(&(row, column)) else {
                line.cells.push(GridCell { parts: Vec::new(), columns: 1, rows: 1, boxed: false });
                continue;
            };
            let (wide, high) = (within(columns, &cell.columns), within(rows, &cell.rows));
            for &row in high {
                covered.extend(wide.iter().map(|column| (row, *column)));
            }
            let marks = cell.marks(&marked);
            line.cells.push(GridCell {
                parts: cut(cell.text, &marks),
                columns: wide.len(),
                rows: high.len(),
                boxed: !marks.is_empty(),
            });
        }
        shown.rows.push(line);
    }
    Some(shown)
}

/// The rows of a sheet's head: those down to the first row in which most columns of the sheet are filled, which names them.
/// None where the beginning has no such row.
fn head_rows(cells: &[PlacedCell<'_>], used: &[u32]) -> Vec<u32> {
    let filled = |row: u32| cells.iter().filter(|cell| cell.rows.start == row).count();
    let widest = used.iter().take(HEAD_AMONG).map(|row| filled(*row)).max().unwrap_or(0);
    let at = used.iter().take(HEAD_AMONG).position(|row| filled(*row) >= 2 && filled(*row) * 3 >= widest * 2);
    at.map(|at| used.iter().take(at + 1).copied().collect()).unwrap_or_default()
}

/// Those of some sorted numbers that lie in a range.
fn within<'n>(numbers: &'n [u32], range: &Range<u32>) -> &'n [u32] {
    let at = |end: u32| numbers.partition_point(|number| *number < end);
    &numbers[at(range.start)..at(range.end).max(at(range.start))]
}

/// The ranges of a text that are marked.
fn marked_ranges(parts: &[MarkedPart]) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut ranges = Vec::new();
    for part in parts {
        let start = at;
        at += part.text.len();
        if part.marked {
            ranges.push(start..at);
        }
    }
    ranges
}

/// The cells of a page of cells, found in its text. A sheet with a name of its own has it for its first line.
fn placed(page: &Page) -> Option<Vec<PlacedCell<'_>>> {
    if page.source != PageSource::Cells || page.lines.is_empty() {
        return None;
    }
    let behind_name = page.text.find('\n').map(|at| at + 1);
    behind_name.and_then(|from| placed_from(page, from)).or_else(|| placed_from(page, 0))
}

fn placed_from(page: &Page, from: usize) -> Option<Vec<PlacedCell<'_>>> {
    let mut at = from;
    let mut cells = Vec::with_capacity(page.lines.len());
    for line in &page.lines {
        // Only what divides cells lies between two of them.
        at += page.text[at..].len() - page.text[at..].trim_start_matches(['\t', '\n']).len();
        let text = line.text.as_str();
        if !page.text[at..].starts_with(text) {
            return None;
        }
        let [left, top, right, bottom] = line.bbox.map(|side| side.max(0.0) as u32);
        cells.push(PlacedCell {
            columns: left..right.max(left.saturating_add(1)),
            rows: top..bottom.max(top.saturating_add(1)),
            text: &page.text[at..at + text.len()],
            at,
        });
        at += text.len();
    }
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Line;

    /// A sheet of cells at row and column, as the readers give it.
    fn sheet(name: &str, cells: &[(u32, u32, &str)]) -> Page {
        let mut text = name.to_owned();
        let mut row = None;
        for (own_row, _, cell) in cells {
            if !text.is_empty() {
                text.push(if row == Some(*own_row) { '\t' } else { '\n' });
            }
            row = Some(*own_row);
            text.push_str(cell);
        }
        let lines = cells.iter().map(|(row, column, text)| Line {
            text: (*text).to_owned(),
            bbox: [*column, *row, column + 1, row + 1].map(|side| side as f32),
            confidence: 1.0,
            weak: Vec::new(),
        });
        let lines = lines.collect();
        Page { page: 1, label: None, source: PageSource::Cells, width: 0.0, height: 0.0, text, lines }
    }

    fn marked(page: &Page, word: &str) -> Vec<MarkedPart> {
        let ranges: Vec<_> = page.text.match_indices(word).map(|(at, found)| at..at + found.len()).collect();
        cut(&page.text, &ranges)
    }

    /// The rows as text, marks between brackets, boxed cells behind an exclamation mark.
    fn drawn(grid: &SheetPart) -> Vec<String> {
        let cell = |cell: &GridCell| {
            let part = |part: &MarkedPart| if part.marked { format!("[{}]", part.text) } else { part.text.clone() };
            let text: String = cell.parts.iter().map(part).collect();
            format!("{}{text}", if cell.boxed { "!" } else { "" })
        };
        let row =
            |row: &GridRow| format!("{} {}", row.number, row.cells.iter().map(cell).collect::<Vec<_>>().join("|"));
        grid.rows.iter().map(row).collect()
    }

    #[test]
    fn the_cell_of_a_hit_is_boxed() {
        let page = sheet("成员", &[(0, 0, "成员"), (0, 2, "股数"), (3, 0, "张小满"), (3, 2, "12")]);
        let grid = grid(&page, &marked(&page, "小满")).expect("a sheet");
        assert_eq!(grid.columns, ["A", "C"]);
        assert_eq!(drawn(&grid), ["1 成员|股数", "4 !张[小满]|12"]);
        assert_eq!((grid.all_rows, grid.narrowed), (2, false));
        let over = super::grid(&page, &marked(&page, "张小满\t12")).expect("a sheet");
        assert_eq!(drawn(&over)[1], "4 ![张小满]|![12]", "a hit over two cells");
        let name = super::grid(&page, &cut(&page.text, std::slice::from_ref(&(0..6)))).expect("a sheet");
        assert_eq!(drawn(&name)[0], "1 成员|股数", "the sheet's name is no cell");
    }

    #[test]
    fn merged_cells_take_their_places() {
        let mut page = sheet("", &[(0, 0, "成员名册"), (1, 0, "甲"), (1, 1, "乙"), (2, 1, "丙")]);
        page.lines[0].bbox = [0.0, 0.0, 2.0, 1.0];
        page.lines[1].bbox = [0.0, 1.0, 1.0, 3.0];
        let grid = grid(&page, &marked(&page, "丙")).expect("a sheet");
        let sizes: Vec<Vec<(usize, usize)>> =
            grid.rows.iter().map(|row| row.cells.iter().map(|cell| (cell.columns, cell.rows)).collect()).collect();
        assert_eq!(sizes, [vec![(2, 1)], vec![(1, 2), (1, 1)], vec![(1, 1)]]);
        assert_eq!(drawn(&grid)[2], "3 ![丙]");
    }

    #[test]
    fn of_a_long_and_wide_sheet_the_part_with_the_hit_is_shown() {
        let numbers: Vec<String> = (0..9000).map(|number| format!("n{number:04}")).collect();
        let cells: Vec<(u32, u32, &str)> =
            (0..9000u32).map(|number| (number / 90, number % 90, numbers[number as usize].as_str())).collect();
        let page = sheet("", &cells);
        let at_end = grid(&page, &marked(&page, "n8999")).expect("a sheet");
        assert_eq!((at_end.rows.len(), at_end.columns.len()), (MOST_ROWS, MOST_COLUMNS));
        assert_eq!((at_end.all_rows, at_end.narrowed), (100, true));
        assert!(drawn(&at_end).last().is_some_and(|row| row.ends_with("![n8999]")));
        let plain = grid(&page, &marked(&page, "nothing")).expect("a sheet");
        assert_eq!((plain.rows[0].number, plain.columns[0].as_str()), (1, "A"));
    }

    #[test]
    fn the_head_stays_above_rows_from_further_down() {
        let numbers: Vec<String> = (0..200).map(|number| format!("户{number}")).collect();
        let mut cells: Vec<(u32, u32, &str)> = vec![(0, 0, "成员名册"), (1, 0, "户主"), (1, 1, "人数"), (1, 2, "股数")];
        for (number, name) in (2u32..).zip(&numbers) {
            cells.extend([(number, 0, name.as_str()), (number, 1, "3"), (number, 2, "3")]);
        }
        let page = sheet("", &cells);
        let far = grid(&page, &marked(&page, "户150")).expect("a sheet");
        assert_eq!(far.rows.len(), MOST_ROWS);
        assert_eq!(drawn(&far)[..2], ["1 成员名册||", "2 户主|人数|股数"]);
        assert!(drawn(&far).iter().any(|row| row.contains("![户150]")), "{:?}", drawn(&far));
    }

    #[test]
    fn other_pages_are_no_sheets() {
        let mut page = sheet("", &[(0, 0, "甲")]);
        assert!(grid(&page, &[]).is_some());
        page.text = "乙".to_owned();
        assert!(grid(&page, &[]).is_none(), "a text that is not that of the cells");
        page = Page { source: PageSource::TextLayer, ..sheet("", &[(0, 0, "甲")]) };
        assert!(grid(&page, &[]).is_none());
        assert!(grid(&sheet("空", &[]), &[]).is_none());
    }
}

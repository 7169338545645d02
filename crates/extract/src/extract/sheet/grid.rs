//! The cells of one sheet, and how they become text with places.

use std::collections::{BTreeMap, HashMap};

use super::{
    cell::{self, CellValue},
    number_format::{Epoch, NumberFormat},
};
use crate::{extract::limits::Limits, model::Line};

/// Columns that are kept as they stand, empty ones too. Beyond, only those in use are: a stray cell in the last of
/// sixteen thousand columns would else put as many tabs into its row.
const PLAIN_COLUMNS: u32 = 64;
/// Cells of one sheet whose places are kept; the text has them all.
const MAX_PLACES: usize = 50_000;

/// The cells by row and column; absent ones are empty. Sheets may declare a million rows by sixteen thousand columns
/// and use three of them, so nothing is kept for the others.
#[derive(Default)]
pub(super) struct CellGrid {
    rows: BTreeMap<u32, BTreeMap<u32, String>>,
    cells: usize,
    bytes: usize,
    /// Not all could be read.
    pub(super) cut: bool,
    /// Merged regions by their first cell, `(row, column)` to the last.
    merged: HashMap<(u32, u32), (u32, u32)>,
    /// Cells whose numbers have lost digits, the first of them, and how many.
    pub(super) rounded: Vec<(u32, u32)>,
    pub(super) rounded_count: usize,
}

/// How many cells a notice names.
const NAMED: usize = 3;

impl CellGrid {
    /// Adds a cell as it shows; false when the sheet is full.
    pub(super) fn add(
        &mut self,
        row: u32,
        column: u32,
        value: CellValue<'_>,
        format: Option<&NumberFormat>,
        epoch: Epoch,
        limits: &Limits,
    ) -> bool {
        let text = cell::shown(value, format, epoch);
        if text.is_empty() {
            return true;
        }
        if cell::is_rounded(value) {
            self.rounded_count += 1;
            if self.rounded.len() < NAMED {
                self.rounded.push((row, column));
            }
        }
        self.add_text(row, column, text, limits)
    }

    /// Adds a text; false when the sheet is full.
    pub(super) fn add_text(&mut self, row: u32, column: u32, text: String, limits: &Limits) -> bool {
        self.cells += 1;
        self.bytes += text.len() + 1;
        if self.cells > limits.max_cells_per_sheet || self.bytes > limits.max_text_bytes {
            self.cut = true;
            return false;
        }
        self.rows.entry(row).or_default().insert(column, text);
        true
    }

    /// Records the merged regions, `(row, column)` of the first cell and of the last.
    pub(super) fn merge(&mut self, regions: impl IntoIterator<Item = ((u32, u32), (u32, u32))>) {
        self.merged.extend(regions);
    }

    /// Columns and rows up to the last one in use. Damaged files name columns and rows that no sheet has.
    pub(super) fn size(&self) -> (u32, u32) {
        let columns = self.rows.values().filter_map(|row| row.keys().next_back()).max();
        let through = |last: Option<&u32>| last.map_or(0, |last| last.saturating_add(1));
        (through(columns), through(self.rows.keys().next_back()))
    }

    /// The rows as lines, tabs between columns. Empty rows are left out, and so are empty columns far to the right;
    /// a cell in one of the first columns has as many tabs before it as columns.
    pub(super) fn text(&self) -> String {
        let mut far: Vec<u32> =
            self.rows.values().flat_map(|row| row.range(PLAIN_COLUMNS..).map(|(column, _)| *column)).collect();
        far.sort_unstable();
        far.dedup();
        let place = |column: u32| {
            if column < PLAIN_COLUMNS {
                column as usize
            } else {
                PLAIN_COLUMNS as usize + far.partition_point(|used| *used < column)
            }
        };
        let mut out = String::with_capacity(self.bytes);
        for row in self.rows.values() {
            if !out.is_empty() {
                out.push('\n');
            }
            let mut at = 0;
            for (column, text) in row {
                let place = place(*column);
                out.extend(std::iter::repeat_n('\t', place - at));
                at = place;
                out.push_str(text);
            }
        }
        out
    }

    /// Every cell with its place, `[column, row, end column, end row]` from 0.
    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::with_capacity(self.cells.min(MAX_PLACES));
        for (row, cells) in &self.rows {
            for (column, text) in cells {
                if lines.len() == MAX_PLACES {
                    return lines;
                }
                let (last_row, last_column) = self.merged.get(&(*row, *column)).copied().unwrap_or((*row, *column));
                let ends = [last_column.max(*column), last_row.max(*row)].map(|last| last.saturating_add(1));
                let bbox = [*column, *row, ends[0], ends[1]];
                lines.push(Line {
                    text: text.clone(),
                    bbox: bbox.map(|side| side as f32),
                    confidence: 1.0,
                    weak: Vec::new(),
                });
            }
        }
        lines
    }
}

/// A cell's name, `C5`, from its row and column counted from 0.
pub(super) fn cell_name(row: u32, column: u32) -> String {
    format!("{}{}", column_letters(column), u64::from(row) + 1)
}

/// The letters of a column, `AB`, from its number counted from 0.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = u64::from(column) + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.into_iter().rev().collect()
}

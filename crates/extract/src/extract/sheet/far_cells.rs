//! XLS workbooks with a cell far from all others (MS-XLS 2.1.7.20.5).
//!
//! The library keeps each sheet as one rectangle around all its cells, with memory for every place in it: a stray cell
//! in the last corner, or a row whose number is damaged, takes hundreds of megabytes or more. Where the rectangles of a
//! workbook would take too much, the library is given a copy of the file in which the rows and columns with cells are
//! numbered one after the other, and their own numbers come back after it. Where even these are too many, the last
//! rows are left out and told of.

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map::Entry},
};

use crate::extract::{
    limits::MAX_RECTANGLE_BYTES,
    ole::{self, Missing, Stream},
};

const FORMULA: u16 = 0x0006;
const END: u16 = 0x000A;
const FILE_PASS: u16 = 0x002F;
const CONTINUE: u16 = 0x003C;
const SHEET: u16 = 0x0085;
const NUMBERS: u16 = 0x00BD;
const RICH_LABEL: u16 = 0x00D6;
const SHARED_LABEL: u16 = 0x00FD;
const DIMENSIONS: u16 = 0x0200;
/// A cell without a value, which the library does not read.
const BLANK: u16 = 0x0201;
const NUMBER: u16 = 0x0203;
const LABEL: u16 = 0x0204;
const TRUTH: u16 = 0x0205;
/// What the formula before it gives.
const STRING: u16 = 0x0207;
const COMPACT_NUMBER: u16 = 0x027E;
const BEGIN: u16 = 0x0809;

/// What the library takes for a place in a rectangle: one for its value, and one for its formula.
const PLACE_BYTES: u64 = 48;
/// What it takes for a cell before there is a rectangle.
const CELL_BYTES: u64 = 32;
/// Columns that a sheet may have; only damaged files name others.
const COLUMNS: u32 = 256;
/// Rows and columns that a record can name, a row of numbers beginning at the last column included.
const NUMBERED: usize = 1 << 17;
/// How many cells that were left out are kept for the notice.
const NAMED: usize = 3;

/// A file as the library can read it.
#[derive(Debug)]
pub(super) struct Readable<'b> {
    pub(super) bytes: Cow<'b, [u8]>,
    /// In the order in which the workbook lists its sheets; none where nothing was changed.
    pub(super) sheets: Vec<Squeezed>,
}

/// A sheet whose rows and columns have other numbers in the copy.
#[derive(Debug, Clone, Default)]
pub(super) struct Squeezed {
    rows: Vec<u32>,
    columns: Vec<u32>,
    /// The first cells that were left out, `(row, column)`, and how many there are.
    pub(super) left_out: Vec<(u32, u32)>,
    pub(super) left_out_count: usize,
}

impl Squeezed {
    /// The row and column in the file of those in the copy.
    pub(super) fn origin(&self, row: u32, column: u32) -> (u32, u32) {
        let of = |numbers: &[u32], at: u32| numbers.get(at as usize).copied().unwrap_or(at);
        (of(&self.rows, row), of(&self.columns, column))
    }
}

/// The file such that the library can open it; `None` for one that it cannot be trusted with.
pub(super) fn readable(bytes: &[u8]) -> Option<Readable<'_>> {
    within(bytes, MAX_RECTANGLE_BYTES)
}

fn within(bytes: &[u8], budget: u64) -> Option<Readable<'_>> {
    let unchanged = Readable { bytes: Cow::Borrowed(bytes), sheets: Vec::new() };
    let stream = match workbook(bytes) {
        Ok(stream) => stream,
        // The library will say what there is.
        Err(Missing::Absent) => return Some(unchanged),
        Err(Missing::Unclear) => return None,
    };
    let Some(starts) = sheets(&stream.bytes) else { return Some(unchanged) };
    let extents = extents(&stream.bytes, &starts, budget);
    if fits(&starts, &extents, budget) {
        return Some(unchanged);
    }
    // In a damaged file sheets may lie upon each other, and the new numbers of one would be wrong in another.
    let ends = extents.values().map(|extent| extent.end);
    if ends.zip(extents.keys().skip(1)).any(|(end, next)| end > *next) {
        return None;
    }
    let shares = shares(&starts, &extents, budget);
    let mut copy = bytes.to_vec();
    let mut squeezed = BTreeMap::new();
    for (start, extent) in &extents {
        let share = shares.get(start).copied().unwrap_or_default();
        squeezed.insert(*start, squeeze(&stream, *start, extent, share, budget, &mut copy));
    }
    let changed = workbook(&copy).ok()?;
    if sheets(&changed.bytes)? != starts || !fits(&starts, &self::extents(&changed.bytes, &starts, budget), budget) {
        return None;
    }
    let sheets = starts.iter().map(|start| squeezed.get(start).cloned().unwrap_or_default()).collect();
    Some(Readable { bytes: Cow::Owned(copy), sheets })
}

fn workbook(bytes: &[u8]) -> Result<Stream, Missing> {
    match ole::stream(bytes, "Workbook") {
        Err(Missing::Absent) => ole::stream(bytes, "Book"),
        found => found,
    }
}

/// Where the sheets begin; `None` for an encrypted workbook.
fn sheets(stream: &[u8]) -> Option<Vec<usize>> {
    let mut starts = Vec::new();
    for record in (Records { stream, at: 0 }) {
        match record.id {
            FILE_PASS if u16_at(record.data, 0) != Some(0) => return None,
            SHEET => starts.extend(u32_at(record.data, 0).map(|start| start as usize)),
            END => break,
            _ => {}
        }
    }
    Some(starts)
}

/// The rectangle around the cells of a sheet, and which of its rows and columns have any.
struct Extent {
    /// Where in the stream the sheet ends.
    end: usize,
    bytes: u64,
    squeezed_bytes: u64,
    rows: Numbers,
    columns: Numbers,
    /// Some rectangle that the sheet declares takes too much.
    declares_too_much: bool,
}

/// Sheets may begin at the same place.
fn extents(stream: &[u8], starts: &[usize], budget: u64) -> BTreeMap<usize, Extent> {
    let mut extents = BTreeMap::new();
    for start in starts {
        if let Entry::Vacant(entry) = extents.entry(*start) {
            entry.insert(extent(stream, *start, budget));
        }
    }
    extents
}

fn extent(stream: &[u8], start: usize, budget: u64) -> Extent {
    let (mut rows, mut columns) = (Numbers::default(), Numbers::default());
    let mut declares_too_much = false;
    let end = cells(stream, start, |record, cell| match cell {
        Some(cell) => {
            rows.add(cell.row, cell.row);
            columns.add(cell.first, cell.last);
        }
        None => declares_too_much |= declared(record).is_some_and(|bytes| bytes > budget),
    });
    Extent {
        end,
        bytes: rows.span().saturating_mul(columns.span()).saturating_mul(PLACE_BYTES),
        squeezed_bytes: rows.count().saturating_mul(columns.count()).saturating_mul(PLACE_BYTES),
        rows,
        columns,
        declares_too_much,
    }
}

fn fits(starts: &[usize], extents: &BTreeMap<usize, Extent>, budget: u64) -> bool {
    let total = starts.iter().filter_map(|start| extents.get(start)).map(|extent| extent.bytes);
    total.fold(0, u64::saturating_add) <= budget && !extents.values().any(|extent| extent.declares_too_much)
}

/// What each sheet may take: the smaller ones what they need, and the others as much as each other.
fn shares(starts: &[usize], extents: &BTreeMap<usize, Extent>, budget: u64) -> BTreeMap<usize, u64> {
    let mut needs: Vec<(u64, usize)> =
        starts.iter().filter_map(|start| Some((extents.get(start)?.squeezed_bytes, *start))).collect();
    needs.sort_unstable();
    let (mut left, count) = (budget, needs.len() as u64);
    (0..)
        .zip(needs)
        .map(|(at, (need, start))| {
            let share = need.min(left / (count - at));
            left -= share;
            (start, share)
        })
        .collect()
}

/// Numbers the rows and columns of a sheet one after the other in the copy, as many as its share has room for.
fn squeeze(stream: &Stream, start: usize, extent: &Extent, share: u64, budget: u64, copy: &mut [u8]) -> Squeezed {
    let mut squeezed = Squeezed { rows: extent.rows.all(), columns: extent.columns.all(), ..Squeezed::default() };
    if extent.squeezed_bytes > share {
        squeezed.columns.retain(|column| *column < COLUMNS);
        let row_bytes = PLACE_BYTES * (squeezed.columns.len() as u64).max(1);
        squeezed.rows.truncate(usize::try_from(share / row_bytes).unwrap_or(usize::MAX));
    }
    let mut put = |at: usize, value: u16| {
        for (at, byte) in (at..).zip(value.to_le_bytes()) {
            if let Some(place) = stream.place(at).and_then(|place| copy.get_mut(place)) {
                *place = byte;
            }
        }
    };
    let Squeezed { rows, columns, left_out, left_out_count } = &mut squeezed;
    cells(&stream.bytes, start, |record, cell| {
        let Some(cell) = cell else {
            if declared(record).is_some_and(|bytes| bytes > budget) {
                put(record.at, BLANK);
            }
            return;
        };
        let found = (rows.binary_search(&cell.row), columns.binary_search(&cell.first));
        let (Ok(row), Ok(column), Ok(last)) = (found.0, found.1, columns.binary_search(&cell.last)) else {
            put(record.at, BLANK);
            if record.id != STRING {
                *left_out_count += (cell.last - cell.first) as usize + 1;
                if left_out.len() < NAMED {
                    left_out.push((cell.row, cell.first));
                }
            }
            return;
        };
        // The place of a result is that of its formula.
        if record.id != STRING {
            put(record.at + 4, row as u16);
            put(record.at + 6, column as u16);
        }
        if record.id == NUMBERS {
            put(record.at + 4 + record.data.len() - 2, last as u16);
        }
    });
    squeezed
}

struct Record<'s> {
    /// Where in the stream its number stands.
    at: usize,
    id: u16,
    data: &'s [u8],
}

/// The records from a place on, to the first that is not whole.
struct Records<'s> {
    stream: &'s [u8],
    at: usize,
}

impl<'s> Iterator for Records<'s> {
    type Item = Record<'s>;

    fn next(&mut self) -> Option<Record<'s>> {
        let at = self.at;
        let rest = self.stream.get(at..)?;
        let (id, length) = (u16_at(rest, 0)?, u16_at(rest, 2)?);
        let data = rest.get(4..4 + usize::from(length))?;
        self.at += 4 + data.len();
        Some(Record { at, id, data })
    }
}

#[derive(Clone, Copy, Default)]
struct Cells {
    row: u32,
    first: u32,
    last: u32,
}

/// Goes through the records of a sheet that matter here as the library does: those of cells, and the declared size.
/// Returns where in the stream the sheet ends.
fn cells(stream: &[u8], start: usize, mut each: impl FnMut(&Record<'_>, Option<Cells>)) -> usize {
    let (mut begun, mut depth, mut formula) = (false, 0_usize, Cells::default());
    let mut end = start;
    for record in (Records { stream, at: start }) {
        end = record.at + 4 + record.data.len();
        match record.id {
            CONTINUE => {}
            // Charts inside the sheet have records of the same numbers.
            BEGIN if begun => depth += 1,
            BEGIN => begun = true,
            END if depth == 0 => return end,
            END => depth -= 1,
            _ if depth > 0 => {}
            DIMENSIONS => each(&record, None),
            STRING => each(&record, Some(formula)),
            FORMULA | NUMBERS | RICH_LABEL | SHARED_LABEL | NUMBER | LABEL | TRUTH | COMPACT_NUMBER => {
                let (Some(row), Some(first)) = (u16_at(record.data, 0), u16_at(record.data, 2)) else { continue };
                let more = match record.id {
                    NUMBERS => match record.data.len().checked_sub(6).map_or(0, |length| length / 6) {
                        0 => continue,
                        count => count as u32 - 1,
                    },
                    _ => 0,
                };
                let cell = Cells { row: row.into(), first: first.into(), last: u32::from(first) + more };
                if record.id == FORMULA {
                    formula = cell;
                }
                each(&record, Some(cell));
            }
            _ => {}
        }
    }
    end
}

/// What the library makes ready for the rectangle that a sheet says it has; `None` where it reads no rectangle.
fn declared(record: &Record<'_>) -> Option<u64> {
    let data = record.data;
    let u16_at = |at| u16_at(data, at).map(u64::from);
    let u32_at = |at| u32_at(data, at).map(u64::from);
    let (first, end, left, right) = match data.len() {
        10 => (u16_at(0)?, u16_at(2)?, u16_at(4)?, u16_at(6)?),
        14 | 16 => (u32_at(0)?, u32_at(4)?, u16_at(8)?, u16_at(10)?),
        _ => return None,
    };
    let left = if left > 0xFF || right < left { 0 } else { left };
    if end == 0 || right == 0 {
        return Some(CELL_BYTES);
    }
    // Ends before their beginnings become numbers beyond all bounds.
    let size = |first: u64, end: u64| end.checked_sub(first).filter(|size| *size > 0).unwrap_or(u64::MAX);
    Some(size(first, end).saturating_mul(size(left, right)).saturating_mul(CELL_BYTES))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// A set of the numbers of rows or columns.
#[derive(Default)]
struct Numbers(BTreeMap<u32, u64>);

impl Numbers {
    fn add(&mut self, first: u32, last: u32) {
        for number in (first..=last).take(NUMBERED) {
            *self.0.entry(number / 64).or_default() |= 1 << (number % 64);
        }
    }

    fn count(&self) -> u64 {
        self.0.values().map(|bits| u64::from(bits.count_ones())).sum()
    }

    /// How many there are from the first to the last.
    fn span(&self) -> u64 {
        let first = self.0.iter().next().map(|(word, bits)| word * 64 + bits.trailing_zeros());
        let last = self.0.iter().next_back().map(|(word, bits)| word * 64 + 63 - bits.leading_zeros());
        first.zip(last).map_or(0, |(first, last)| u64::from(last - first) + 1)
    }

    fn all(&self) -> Vec<u32> {
        let numbers = |(word, bits): (&u32, &u64)| {
            let (word, bits) = (*word, *bits);
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        };
        self.0.iter().flat_map(numbers).collect()
    }
}

#[cfg(test)]
mod tests;

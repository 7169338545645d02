//! Ruled tables: the runs of text between rules, put back into the rows of their table.

use std::collections::BTreeMap;

use super::{
    glyph::RuledLine,
    run::{self, TextRow, TextRun},
};
use crate::extract::tidy::is_wide;

/// How far apart two rules may lie and still be one; also how far an end may miss the rule it meets.
const TOLERANCE: f64 = 2.0;
/// How much longer than a character a rule is that divides cells, as a share of the font size. Boxes to tick are as
/// high as a character.
const DIVIDES: f64 = 1.25;
/// Lines, or characters, of one cell up to which a table's row is read as one line.
const CELL_LINES: usize = 4;
const CELL_CHARACTERS: usize = 80;
/// The room that a line leaves at most in the cell it fills, as a share of the font size: a character that did not fit,
/// and the cell's own margins.
const FILLS: f64 = 2.4;
/// How wide a box for one digit is at most, as a share of the font size, and how many stand in a row at least.
const BOX_WIDTH: f64 = 2.5;
const BOXES: usize = 6;
/// Rules from which on a page is a drawing and not a table.
const MAX_RULES: usize = 4_000;

/// The rules of a page, those in one line joined.
#[derive(Default)]
pub(super) struct Rules {
    /// `(x, top, bottom)`, ascending by x.
    upright: Vec<[f64; 3]>,
    /// `(y, left, right)`, ascending by y.
    level: Vec<[f64; 3]>,
}

impl Rules {
    pub(super) fn of(rules: &[RuledLine]) -> Self {
        if rules.len() > MAX_RULES {
            return Self::default();
        }
        let (mut upright, mut level) = (Vec::new(), Vec::new());
        for RuledLine { from, to } in rules {
            if (to[0] - from[0]).abs() < (to[1] - from[1]).abs() {
                upright.push([from[0], from[1].min(to[1]), from[1].max(to[1])]);
            } else {
                level.push([from[1], from[0].min(to[0]), from[0].max(to[0])]);
            }
        }
        Self { upright: joined(upright), level: joined(level) }
    }

    /// Whether a rule stands between two places of a row.
    pub(super) fn between(&self, left: f64, right: f64, baseline: f64, size: f64) -> bool {
        let first = self.upright.partition_point(|rule| rule[0] < left);
        let middle = baseline - 0.38 * size;
        self.upright[first..]
            .iter()
            .take_while(|rule| rule[0] <= right)
            .any(|rule| rule[1] <= middle && middle <= rule[2] && rule[2] - rule[1] >= DIVIDES * size)
    }

    /// The upright rules beside a height, from the left.
    fn crossing(&self, y: f64) -> impl Iterator<Item = f64> {
        self.upright.iter().filter(move |rule| rule[1] <= y && y <= rule[2]).map(|rule| rule[0])
    }

    /// The cell around a run, `[left, top, right, bottom]`.
    fn cell(&self, run: &TextRun<'_>) -> Option<[f64; 4]> {
        let y = run.middle();
        let (mut left, mut right) = (None, None);
        for x in self.crossing(y) {
            if x <= run.start + 0.4 * run.size {
                left = Some(x);
            } else if right.is_none() && x >= run.end - 0.4 * run.size {
                right = Some(x);
            }
        }
        let (left, right) = (left?, right?);
        let spans = |rule: &&[f64; 3]| rule[1] <= left + TOLERANCE && right - TOLERANCE <= rule[2];
        let top = self.level.iter().filter(spans).take_while(|rule| rule[0] <= y).last()?[0];
        let bottom = self.level.iter().filter(spans).find(|rule| rule[0] > y)?[0];
        Some([left, top, right, bottom])
    }
}

/// Joins what lies in one line: borders are often drawn cell by cell, and thick ones as two edges.
fn joined(mut rules: Vec<[f64; 3]>) -> Vec<[f64; 3]> {
    rules.retain(|rule| rule.iter().all(|value| value.is_finite()));
    rules.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut out: Vec<[f64; 3]> = Vec::new();
    for rule in rules {
        let same = out
            .iter_mut()
            .rev()
            .take_while(|other| rule[0] - other[0] <= TOLERANCE)
            .find(|other| rule[1] <= other[2] + TOLERANCE && other[1] <= rule[2] + TOLERANCE);
        match same {
            Some(other) => {
                other[1] = other[1].min(rule[1]);
                other[2] = other[2].max(rule[2]);
            }
            None => out.push(rule),
        }
    }
    out
}

/// A part of the page, in the order of reading.
pub(super) enum PageBlock<'g> {
    /// A row outside tables.
    Free(TextRow<'g>),
    /// The lines of a table's row.
    Lines(Vec<(String, TextRow<'g>)>),
}

struct TableCell<'g> {
    frame: [f64; 4],
    /// From top to bottom, the runs of one row together.
    runs: Vec<TextRun<'g>>,
}

/// Rows outside tables as they are, and rows of tables whole.
pub(super) fn blocks<'g>(rows: Vec<TextRow<'g>>, rules: &Rules) -> Vec<PageBlock<'g>> {
    if rules.upright.len() < 2 || rules.level.len() < 2 {
        return rows.into_iter().map(PageBlock::Free).collect();
    }
    let mut cells: Vec<TableCell<'g>> = Vec::new();
    let mut places: BTreeMap<[u64; 4], usize> = BTreeMap::new();
    let mut free: Vec<(f64, TextRow<'g>)> = Vec::new();
    for row in rows {
        let mut rest = Vec::new();
        for run in row {
            match rules.cell(&run) {
                Some(frame) => {
                    let place = *places.entry(frame.map(f64::to_bits)).or_insert(cells.len());
                    match cells.get_mut(place) {
                        Some(cell) => cell.runs.push(run),
                        None => cells.push(TableCell { frame, runs: vec![run] }),
                    }
                }
                None => rest.push(run),
            }
        }
        if let Some(first) = rest.first() {
            free.push((first.middle(), rest));
        }
    }
    cells.sort_by(|a, b| a.frame[1].total_cmp(&b.frame[1]));
    let mut table_rows: Vec<Vec<TableCell<'g>>> = Vec::new();
    for cell in cells {
        match table_rows.last_mut() {
            Some(row) if cell.frame[1] - row[0].frame[1] <= TOLERANCE => row.push(cell),
            _ => table_rows.push(vec![cell]),
        }
    }
    let mut out: Vec<(f64, PageBlock<'g>)> = free.into_iter().map(|(y, row)| (y, PageBlock::Free(row))).collect();
    for mut row in table_rows {
        row.sort_by(|a, b| a.frame[0].total_cmp(&b.frame[0]));
        if let [cell] = row.as_mut_slice() {
            // A frame around text: its rows are rows like others.
            let rows = rows_of(std::mem::take(&mut cell.runs));
            out.extend(rows.into_iter().map(|row| (row[0].middle(), PageBlock::Free(row))));
        } else {
            let top = row[0].frame[1];
            out.push((top, PageBlock::Lines(lines(row, rules))));
        }
    }
    out.sort_by(|a, b| a.0.total_cmp(&b.0));
    out.into_iter().map(|(_, block)| block).collect()
}

/// Runs as rows again.
fn rows_of(runs: Vec<TextRun<'_>>) -> Vec<TextRow<'_>> {
    let mut rows: Vec<TextRow<'_>> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            Some(row) if (row[0].baseline - run.baseline).abs() < 0.4 * row[0].size => row.push(run),
            _ => rows.push(vec![run]),
        }
    }
    rows
}

/// A table's row as one line, or cell by cell where a cell holds running text.
fn lines<'g>(row: Vec<TableCell<'g>>, rules: &Rules) -> Vec<(String, TextRow<'g>)> {
    let is_short = |rows: &[TextRow<'g>]| {
        let counts = || rows.iter().map(|row| row.iter().map(|run| run.text.chars().count()).sum::<usize>());
        rows.len() <= CELL_LINES || counts().sum::<usize>() <= CELL_CHARACTERS || counts().all(|count| count <= 2)
    };
    let cells: Vec<([f64; 4], Vec<TextRow<'g>>)> =
        row.into_iter().map(|cell| (cell.frame, rows_of(cell.runs))).collect();
    if !cells.iter().all(|(_, rows)| is_short(rows)) {
        let mut out = Vec::new();
        for (frame, rows) in cells {
            if is_short(&rows) {
                out.push((cell_text(frame, &rows), rows.into_iter().flatten().collect()));
            } else {
                out.extend(rows.into_iter().map(|row| (run::joined(&row, |_| false), row)));
            }
        }
        return out;
    }
    // The text of each cell with the tabs before it, and whether it is a box for one character.
    let mut parts: Vec<(usize, String, bool)> = Vec::new();
    let mut runs = Vec::new();
    let mut edge: Option<f64> = None;
    for (frame, rows) in cells {
        // Empty cells keep their place, so that a column is the same in every row.
        let first = rows.first().and_then(|row| row.first());
        let (middle, size) = first.map_or((frame[1], 0.0), |run| (run.middle(), run.size));
        let from = edge.unwrap_or(f64::MIN);
        let inner = rules.crossing(middle).filter(|x| from + TOLERANCE < *x && *x < frame[0] - TOLERANCE).count();
        let tabs = match edge {
            Some(edge) if frame[0] - edge > TOLERANCE => inner + 2,
            Some(_) => 1,
            None => inner,
        };
        let text = cell_text(frame, &rows);
        let single = text.len() == 1 && text.starts_with(|c: char| c.is_ascii_alphanumeric());
        parts.push((tabs, text, single && frame[2] - frame[0] <= BOX_WIDTH * size));
        runs.extend(rows.into_iter().flatten());
        edge = Some(frame[2]);
    }
    // Numbers of identity cards and accounts are written into a row of boxes, one digit each.
    let mut from = 0;
    while from < parts.len() {
        let length = 1 + parts[from + 1..].iter().take_while(|part| part.0 == 1 && part.2 && parts[from].2).count();
        if length >= BOXES {
            parts[from + 1..from + length].iter_mut().for_each(|part| part.0 = 0);
        }
        from += length;
    }
    let mut text = String::new();
    for (tabs, part, _) in parts {
        text.extend(std::iter::repeat_n('\t', tabs));
        text.push_str(&part);
    }
    vec![(text, runs)]
}

/// The lines of a cell as one. A line that fills its cell goes on in the next without a space, as Chinese text and
/// long numbers do; a short one is an entry of its own, except in labels written downwards.
fn cell_text(frame: [f64; 4], rows: &[TextRow<'_>]) -> String {
    let lines: Vec<String> = rows.iter().map(|row| run::joined(row, |_| false)).collect();
    // Numbers below each other are entries, as those of lines are.
    let is_label = lines.iter().all(|line| line.chars().count() <= 2)
        && !lines.iter().all(|line| line.chars().all(|c| c.is_ascii_digit()));
    let mut text = String::new();
    let (mut runs_on, mut previous) = (true, 0);
    for (row, line) in rows.iter().zip(&lines) {
        if let (Some(last), Some(first)) = (text.chars().next_back(), line.chars().next()) {
            let wide = is_wide(last) || is_wide(first);
            let digits = last.is_ascii_digit() && first.is_ascii_digit() && previous > 2;
            if !(is_label || runs_on) || !(wide || digits) {
                text.push(' ');
            }
        }
        text.push_str(line);
        previous = line.chars().count();
        let (from, to) = row.iter().fold((f64::MAX, f64::MIN), |(from, to), p| (from.min(p.start), to.max(p.end)));
        let size = row.first().map_or(0.0, |run| run.size);
        runs_on = frame[2] - frame[0] - (to - from) < FILLS * size;
    }
    text
}

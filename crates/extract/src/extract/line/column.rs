//! Pages set in columns, read one column after the other.

use super::run::TextRow;

/// Rows that stand beside each other before two columns are taken for columns.
const ROWS: usize = 6;
/// The emptiness of a gutter, as a share of the font size.
const GUTTER: f64 = 1.2;
/// How much of a column's width its rows fill on average; cells of a table fill less.
const FILLED: f64 = 0.6;
/// How wide a column of running text is at least, in characters.
const CHARACTERS: f64 = 8.0;
/// How often columns are looked for within columns.
const MAX_DEPTH: u32 = 2;
/// Places across the page where a gutter is looked for.
const PLACES: u32 = 40;

/// The rows in the order of reading: each group of the answer is read whole before the next.
pub(super) fn split(rows: Vec<TextRow<'_>>, depth: u32) -> Vec<Vec<TextRow<'_>>> {
    let best = if depth < MAX_DEPTH { gutter(&rows) } else { None };
    let Some((from, to, x)) = best else { return if rows.is_empty() { Vec::new() } else { vec![rows] } };
    let mut above = rows;
    let below = above.split_off(to);
    let beside = above.split_off(from);
    let mut out = split(above, depth);
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for row in beside {
        let (before, after): (TextRow<'_>, TextRow<'_>) = row.into_iter().partition(|run| run.end <= x);
        left.push(before);
        right.push(after);
    }
    for side in [left, right] {
        out.extend(split(side.into_iter().filter(|row| !row.is_empty()).collect(), depth + 1));
    }
    out.extend(split(below, depth));
    out
}

/// The longest run of rows, from one to before the other, with a clear gutter at a place.
fn gutter(rows: &[TextRow<'_>]) -> Option<(usize, usize, f64)> {
    let runs = || rows.iter().flatten();
    let (low, high) = runs().fold((f64::MAX, f64::MIN), |(low, high), p| (low.min(p.start), high.max(p.end)));
    if rows.len() < ROWS || high <= low {
        return None;
    }
    let mut best: Option<(usize, usize, f64)> = None;
    for place in PLACES / 5..=PLACES - PLACES / 5 {
        let x = low + (high - low) * f64::from(place) / f64::from(PLACES);
        let clear = |row: &TextRow<'_>| row.iter().all(|run| run.end <= x || run.start >= x);
        let mut from = 0;
        while from < rows.len() {
            let length = rows[from..].iter().take_while(|row| clear(row)).count();
            let to = from + length;
            if best.is_none_or(|(a, b, _)| b - a < length) && are_columns(&rows[from..to], x) {
                best = Some((from, to, x));
            }
            from = to + 1;
        }
    }
    best
}

/// Whether the rows are running text on both sides of a place.
fn are_columns(rows: &[TextRow<'_>], x: f64) -> bool {
    let mut facing: (f64, f64) = (f64::MIN, f64::MAX);
    for side in [true, false] {
        let (mut count, mut filled, mut size) = (0_usize, 0.0, 0.0_f64);
        let (mut low, mut high) = (f64::MAX, f64::MIN);
        for row in rows {
            let mut any = false;
            for run in row.iter().filter(|run| (run.end <= x) == side) {
                // Runs between rules are cells, which are read by rows.
                if run.ruled {
                    return false;
                }
                any = true;
                filled += run.end - run.start;
                size = size.max(run.size);
                low = low.min(run.start);
                high = high.max(run.end);
            }
            count += usize::from(any);
        }
        let width = high - low;
        if count < ROWS || width < CHARACTERS * size || filled < FILLED * width * count as f64 {
            return false;
        }
        facing = if side { (high, facing.1) } else { (facing.0, low) };
        if !side && facing.1 - facing.0 < GUTTER * size {
            return false;
        }
    }
    true
}

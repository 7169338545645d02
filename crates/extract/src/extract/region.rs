//! Parts of a page: their frames, and where outlines stand in rows as characters do.
//!
//! Frames are `[x0, y0, x1, y1]` with the origin at the page's top left corner. Lengths are in points.

/// How near two frames are joined, in points.
const TOUCHING: f64 = 2.0;
/// The side of a cell of the raster on which outlines are joined to characters, and the most cells a side.
const CELL: f64 = 1.0;
const MAX_CELLS: usize = 2_000;
/// The height of a row of characters, in points.
const ROW: std::ops::RangeInclusive<f64> = 4.0..=45.0;
/// The smallest side that a character's parts have, in points.
const PART: f64 = 3.0;
/// How long a row is at least, as a share of its height, how much of it is filled, and how many outlines it has.
const LENGTH: f64 = 3.5;
const FILLED: f64 = 0.5;
const OUTLINES: usize = 10;
/// Characters from which on rows are taken for text; fewer are a logo or a seal.
const CHARACTERS: f64 = 6.0;
/// Gaps between characters of one row, as a share of its height.
const GAP: f64 = 2.0;
/// Regions of one page; more are joined to one.
const MAX_REGIONS: usize = 12;

/// A part of a page.
pub(super) type Frame = [f64; 4];

pub(super) fn area([x0, y0, x1, y1]: Frame) -> f64 {
    (x1 - x0).max(0.0) * (y1 - y0).max(0.0)
}

pub(super) fn union(a: Frame, b: Frame) -> Frame {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

pub(super) fn intersection(a: Frame, b: Frame) -> Frame {
    [a[0].max(b[0]), a[1].max(b[1]), a[2].min(b[2]), a[3].min(b[3])]
}

pub(super) fn grown([x0, y0, x1, y1]: Frame, by: f64) -> Frame {
    [x0 - by, y0 - by, x1 + by, y1 + by]
}

pub(super) fn middle([x0, y0, x1, y1]: Frame) -> [f64; 2] {
    [f64::midpoint(x0, x1), f64::midpoint(y0, y1)]
}

pub(super) fn holds([x0, y0, x1, y1]: Frame, [x, y]: [f64; 2]) -> bool {
    (x0..=x1).contains(&x) && (y0..=y1).contains(&y)
}

/// The share of a frame that others cover, which do not overlap much.
pub(super) fn covered(frame: Frame, others: impl Iterator<Item = Frame>) -> f64 {
    let whole = area(frame);
    if whole <= 0.0 { 0.0 } else { others.map(|other| area(intersection(frame, other))).sum::<f64>() / whole }
}

/// The places of frames that touch each other, together, each group with the frame around it.
pub(super) fn groups(frames: &[Frame]) -> Vec<(Frame, Vec<usize>)> {
    let mut out: Vec<(Frame, Vec<usize>)> = Vec::new();
    for (index, frame) in frames.iter().enumerate() {
        let (mut around, mut members) = (*frame, vec![index]);
        loop {
            let near = grown(around, TOUCHING);
            let Some(at) = out.iter().position(|(other, _)| area(intersection(near, *other)) > 0.0) else { break };
            let (other, joined) = out.swap_remove(at);
            around = union(around, other);
            members.extend(joined);
        }
        out.push((around, members));
    }
    out
}

/// Frames with a margin around each, those that touch joined, few enough to be looked at one by one.
pub(super) fn joined(frames: &[Frame], margin: f64) -> Vec<Frame> {
    let grown: Vec<Frame> = frames.iter().map(|frame| grown(*frame, margin)).collect();
    let mut out: Vec<Frame> = groups(&grown).into_iter().map(|(frame, _)| frame).collect();
    if out.len() > MAX_REGIONS {
        out = out.into_iter().reduce(union).into_iter().collect();
    }
    out
}

/// The rows in which outlines stand as characters do; none where there are too few for a text.
pub(super) fn rows_of_outlines(outlines: &[Frame], width: f64, height: f64) -> Vec<Frame> {
    if outlines.len() < OUTLINES || !(width > 0.0 && height > 0.0) {
        return Vec::new();
    }
    rows(&joined_outlines(outlines, width, height), OUTLINES)
}

/// The rows in which glyphs stand that say nothing; none where there are too few for a text.
pub(super) fn rows_of_glyphs(frames: &[Frame]) -> Vec<Frame> {
    let marks: Vec<OutlineGroup> = frames.iter().map(|frame| OutlineGroup { frame: *frame, outlines: 1 }).collect();
    rows(&marks, 1)
}

/// Outlines that touch, such as the parts of a character.
#[derive(Debug, Clone, Copy)]
struct OutlineGroup {
    frame: Frame,
    outlines: usize,
}

fn rows(marks: &[OutlineGroup], least: usize) -> Vec<Frame> {
    let mut marks: Vec<&OutlineGroup> = marks
        .iter()
        .filter(|mark| {
            let [x0, y0, x1, y1] = mark.frame;
            (x1 - x0).max(y1 - y0) >= PART && y1 - y0 <= *ROW.end()
        })
        .collect();
    marks.sort_by(|a, b| a.frame[0].total_cmp(&b.frame[0]));
    struct Row {
        frame: Frame,
        filled: f64,
        outlines: usize,
    }
    let mut rows: Vec<Row> = Vec::new();
    for mark in marks {
        let [x0, y0, x1, y1] = mark.frame;
        let fits = |row: &&mut Row| {
            let [_, top, end, foot] = row.frame;
            let tallest = (foot - top).max(y1 - y0);
            let level = (middle(row.frame)[1] - f64::midpoint(y0, y1)).abs() < 0.5 * tallest;
            level && x0 - end <= GAP * tallest && y1.max(foot) - y0.min(top) <= 1.5 * tallest
        };
        match rows.iter_mut().rev().take(400).find(fits) {
            Some(row) => {
                row.filled += x1 - x0.max(row.frame[2].min(x1));
                row.frame = union(row.frame, mark.frame);
                row.outlines += mark.outlines;
            }
            None => rows.push(Row { frame: mark.frame, filled: x1 - x0, outlines: mark.outlines }),
        }
    }
    rows.retain(|row| {
        let [x0, y0, x1, y1] = row.frame;
        let (length, height) = (x1 - x0, y1 - y0);
        ROW.contains(&height) && length >= LENGTH * height && row.filled >= FILLED * length && row.outlines >= least
    });
    let characters: f64 = rows.iter().map(|Row { frame: [x0, y0, x1, y1], .. }| (x1 - x0) / (y1 - y0)).sum();
    if characters < CHARACTERS { Vec::new() } else { rows.into_iter().map(|row| row.frame).collect() }
}

/// Joins what touches, on a raster.
fn joined_outlines(outlines: &[Frame], width: f64, height: f64) -> Vec<OutlineGroup> {
    let cell = CELL.max(width.max(height) / MAX_CELLS as f64);
    let count = |length: f64| ((length / cell).ceil().max(1.0) as usize).min(MAX_CELLS);
    let (columns, lines) = (count(width), count(height));
    let at = |value: f64, most: usize| ((value / cell).floor().max(0.0) as usize).min(most - 1);
    // Each frame adds one where it begins and takes it where it ends, so that sums say what is covered.
    let stride = columns + 1;
    let mut steps = vec![0_i32; stride * (lines + 1)];
    let places: Vec<[usize; 4]> = outlines
        .iter()
        .map(|[x0, y0, x1, y1]| [at(*x0, columns), at(*y0, lines), at(*x1, columns) + 1, at(*y1, lines) + 1])
        .collect();
    for [x0, y0, x1, y1] in &places {
        for (x, y, step) in [(x0, y0, 1), (x1, y0, -1), (x0, y1, -1), (x1, y1, 1)] {
            if let Some(place) = steps.get_mut(y * stride + x) {
                *place += step;
            }
        }
    }
    for line in 0..=lines {
        for column in 0..=columns {
            let left = if column > 0 { steps[line * stride + column - 1] } else { 0 };
            let above = if line > 0 { steps[(line - 1) * stride + column] } else { 0 };
            let both = if line > 0 && column > 0 { steps[(line - 1) * stride + column - 1] } else { 0 };
            steps[line * stride + column] += left + above - both;
        }
    }
    // The number of its mark for each covered cell, counted from 1.
    let mut label = vec![0_usize; columns * lines];
    let mut marks: Vec<OutlineGroup> = Vec::new();
    let mut next = Vec::new();
    for start in 0..columns * lines {
        if label[start] != 0 || steps[start / columns * stride + start % columns] <= 0 {
            continue;
        }
        let number = marks.len() + 1;
        label[start] = number;
        next.push(start);
        let (mut low, mut high) = ([usize::MAX; 2], [0_usize; 2]);
        while let Some(place) = next.pop() {
            let (x, y) = (place % columns, place / columns);
            low = [low[0].min(x), low[1].min(y)];
            high = [high[0].max(x + 1), high[1].max(y + 1)];
            let beside = [
                (x > 0).then(|| place - 1),
                (x + 1 < columns).then_some(place + 1),
                (y > 0).then(|| place - columns),
                (y + 1 < lines).then_some(place + columns),
            ];
            for place in beside.into_iter().flatten() {
                if label[place] == 0 && steps[place / columns * stride + place % columns] > 0 {
                    label[place] = number;
                    next.push(place);
                }
            }
        }
        let length = |cells: usize| cells as f64 * cell;
        marks.push(OutlineGroup {
            frame: [length(low[0]), length(low[1]), length(high[0]), length(high[1])],
            outlines: 0,
        });
    }
    for [x0, y0, ..] in &places {
        if let Some(mark) = label.get(y0 * columns + x0).and_then(|number| marks.get_mut(number.checked_sub(1)?)) {
            mark.outlines += 1;
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Characters of three outlines each, in rows.
    fn characters(rows: usize, columns: usize, size: f64) -> Vec<Frame> {
        let mut out = Vec::new();
        for row in 0..rows {
            for column in 0..columns {
                let (x, y) = (50.0 + column as f64 * size * 1.1, 60.0 + row as f64 * size * 2.0);
                out.extend([
                    [x, y, x + size, y + size * 0.3],
                    [x, y, x + size * 0.3, y + size],
                    [x + size * 0.5, y, x + size * 0.9, y + size],
                ]);
            }
        }
        out
    }

    #[test]
    fn outlined_characters_stand_in_rows() {
        let found = rows_of_outlines(&characters(3, 14, 12.0), 595.0, 842.0);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0][0] <= 50.0 && found[0][2] >= 230.0, "{found:?}");
        assert_eq!(joined(&found, 12.0).len(), 1, "rows of one text are one region");
    }

    #[test]
    fn drawings_do_not() {
        let seal = characters(1, 4, 12.0);
        let dots: Vec<Frame> = (0..200).map(|i| [f64::from(i) * 2.9, 50.0, f64::from(i) * 2.9 + 1.0, 51.0]).collect();
        let ticks: Vec<Frame> =
            (0..40).map(|i| [50.0 + f64::from(i) * 12.0, 400.0, 50.0 + f64::from(i) * 12.0, 404.0]).collect();
        let scattered: Vec<Frame> = (0..30)
            .map(|i| {
                [
                    f64::from(i * 97 % 500),
                    f64::from(i * 53 % 800),
                    f64::from(i * 97 % 500) + 20.0,
                    f64::from(i * 53 % 800) + 25.0,
                ]
            })
            .collect();
        for drawing in [seal, dots, ticks, scattered] {
            assert_eq!(rows_of_outlines(&drawing, 595.0, 842.0), [] as [Frame; 0], "{drawing:?}");
        }
    }

    #[test]
    fn frames_that_touch_are_one() {
        let found = groups(&[[0.0, 0.0, 10.0, 10.0], [100.0, 0.0, 110.0, 10.0], [11.0, 0.0, 20.0, 10.0]]);
        assert_eq!(found.len(), 2);
        assert!(found.iter().any(|(frame, members)| *frame == [0.0, 0.0, 20.0, 10.0] && members.len() == 2));
    }

    proptest! {
        #[test]
        fn any_outlines_are_sorted(places in prop::collection::vec((-900.0f64..2000.0, -900.0f64..2000.0, 0.0f64..60.0, 0.0f64..60.0), 0..80), width in 0.0f64..3000.0) {
            let frames: Vec<Frame> = places.iter().map(|(x, y, w, h)| [*x, *y, x + w, y + h]).collect();
            for row in rows_of_outlines(&frames, width, 842.0).into_iter().chain(rows_of_glyphs(&frames)) {
                prop_assert!(row.iter().all(|side| side.is_finite()) && row[0] <= row[2]);
            }
        }
    }
}

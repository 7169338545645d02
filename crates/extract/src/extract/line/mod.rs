//! Characters sorted into lines by their place, since the order of drawing says little about the order of reading.
//!
//! Characters of one angle form rows by their baseline. Rows are cut where a rule or a wide gap stands; [`table`] puts
//! the runs between rules back into the rows of their table, a tab between cells, and [`column`] finds pages that
//! are set in columns. Fixed-layout documents of every format go this way.

mod column;
mod glyph;
mod run;
mod strand;
mod table;

use std::f64::consts::FRAC_PI_2;

pub(super) use self::glyph::{ASCENT, DESCENT, DrawnPage, Glyph, GlyphText, RuledLine, frame};
use self::run::{AlignedGlyph, TextRow, TextRun, joined};
use super::tidy::{is_noise, is_wide};
use crate::model::Line;

/// How far apart two baselines of one line may lie, as a share of the smaller font size.
const SAME_BASELINE: f64 = 0.4;
/// A gap that stands for a space where a Chinese character stands on one side, as a share of the font size.
const MIXED_GAP: f64 = 0.6;
/// The same between Chinese characters: an empty place as wide as a character, or a column's edge.
const WIDE_GAP: f64 = 0.9;
/// A gap from which on two runs of a row may be cells of a table, as a share of the font size.
const CELL_GAP: f64 = 1.5;
/// The least gap on both sides of a table's border together, as a share of the font size.
const BORDER_GAP: f64 = 0.1;
/// How near the edges or middles of cells below each other stand, as a share of the font size.
const ALIGNED: f64 = 0.6;
/// In how many further rows a cell's place comes back.
const ALIGNED_ROWS: usize = 2;
/// How many rows above and below are looked at for it.
const NEIGHBOURS: usize = 12;
/// The lines of a page: upright text from top to bottom, then vertical and slanted text, each in its own order; the
/// columns of vertical text go from right to left.
pub(super) fn lines(page: &DrawnPage<'_>) -> Vec<Line> {
    let rules = table::Rules::of(page.rules);
    let bare = table::Rules::default();
    let mut out = Vec::new();
    for ((across, degrees), rows) in angles(page, &rules) {
        let rules = if !across && degrees == 0 { &rules } else { &bare };
        arrange(rows, across, rules, page, &mut out);
    }
    out
}

/// The pieces that lines are made of, each with its own box: what stands without a wide gap or a rule between.
pub(super) fn pieces(page: &DrawnPage<'_>) -> Vec<Line> {
    let rules = table::Rules::of(page.rules);
    let rows = angles(page, &rules).into_iter().flat_map(|(_, rows)| rows);
    rows.flatten().map(|run| line_of(run.text.trim(), std::slice::from_ref(&run), page)).collect()
}

/// The rows of each direction of writing, upright text first.
fn angles<'g>(page: &DrawnPage<'g>, rules: &table::Rules) -> Vec<((bool, u16), Vec<TextRow<'g>>)> {
    // Text of one angle forms lines among itself. Whole degrees keep rounding noise together.
    let mut angles: Vec<((bool, u16), Vec<AlignedGlyph<'g>>)> = Vec::new();
    for (order, glyph) in page.glyphs.iter().enumerate() {
        let key = (glyph.across, glyph.degrees);
        let turned = f64::from(glyph.degrees).to_radians();
        let ((sin, cos), [x, y]) = (turned.sin_cos(), glyph.origin);
        let (down, right) = (turned + FRAC_PI_2).sin_cos();
        let member = AlignedGlyph { glyph, order, start: x * cos + y * sin, baseline: x * right + y * down };
        match angles.iter_mut().find(|(angle, _)| *angle == key) {
            Some((_, members)) => members.push(member),
            None => angles.push((key, vec![member])),
        }
    }
    angles.sort_by_key(|(angle, _)| *angle);
    let bare = table::Rules::default();
    let sorted = angles.into_iter().map(|((across, degrees), members)| {
        // Rules stand upright and level on the page, so they divide text that does too.
        let rules = if !across && degrees == 0 { rules } else { &bare };
        let rows = rows(members).into_iter().map(|row| runs(row, rules, page.word_gap));
        ((across, degrees), rows.filter(|row| !row.is_empty()).collect())
    });
    sorted.collect()
}

/// Rows as lines: those of tables whole, the others by column. Vertical text stands in bands instead of columns, and
/// has no cells.
fn arrange(rows: Vec<TextRow<'_>>, across: bool, rules: &table::Rules, page: &DrawnPage<'_>, out: &mut Vec<Line>) {
    let mut free: Vec<TextRow<'_>> = Vec::new();
    let flush = |free: &mut Vec<TextRow<'_>>, out: &mut Vec<Line>| {
        for rows in column::split(std::mem::take(free), 0) {
            for (index, row) in rows.iter().enumerate() {
                let text = joined(row, |run| !across && (run.ruled || is_column(&rows, index, run)));
                out.push(line_of(&text, row, page));
            }
        }
    };
    for block in table::blocks(rows, rules) {
        match block {
            table::PageBlock::Free(row) => free.push(row),
            table::PageBlock::Lines(parts) => {
                flush(&mut free, out);
                out.extend(parts.into_iter().map(|(text, runs)| line_of(&text, &runs, page)));
            }
        }
    }
    flush(&mut free, out);
}

fn rows(mut members: Vec<AlignedGlyph<'_>>) -> Vec<Vec<AlignedGlyph<'_>>> {
    struct Growing<'g> {
        baseline: f64,
        size: f64,
        members: Vec<AlignedGlyph<'g>>,
    }
    members.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut rows: Vec<Growing<'_>> = Vec::new();
    for member in members {
        let size = member.glyph.size;
        let near = rows
            .iter_mut()
            .rev()
            .take(4)
            .find(|row| (member.baseline - row.baseline).abs() <= SAME_BASELINE * size.min(row.size));
        match near {
            Some(row) => {
                let count = row.members.len() as f64;
                row.baseline = (row.baseline * count + member.baseline) / (count + 1.0);
                row.size = row.size.max(size);
                row.members.push(member);
            }
            None => rows.push(Growing { baseline: member.baseline, size, members: vec![member] }),
        }
    }
    rows.into_iter()
        .flat_map(|mut row| {
            row.members.sort_by(|a, b| a.start.total_cmp(&b.start));
            strand::apart(row.members)
        })
        .collect()
}

/// Cuts a row where a rule or a wide gap stands.
fn runs<'g>(row: Vec<AlignedGlyph<'g>>, rules: &table::Rules, word_gap: f64) -> TextRow<'g> {
    let mut out: TextRow<'g> = Vec::new();
    let mut space = false;
    for member in row {
        let Some(first) = member.glyph.text.first() else { continue };
        if member.glyph.text.is_blank() {
            space = true;
            continue;
        }
        if is_noise(first) || out.last().is_some_and(|run| is_overprint(&member, &run.members)) {
            continue;
        }
        let mut new = Some(false);
        if let Some(run) = out.last_mut()
            && let Some(before) = run.members.last().copied()
        {
            let gap = member.start - before.end();
            let size = before.glyph.size.min(member.glyph.size);
            let last = before.glyph.text.last().unwrap_or(' ');
            let enough = match (is_wide(last), is_wide(first)) {
                (false, false) => word_gap,
                (true, true) => WIDE_GAP,
                _ => MIXED_GAP,
            };
            // A rule through running text is no border: boxes behind words, grids behind a page.
            let ruled = gap.abs() > BORDER_GAP * size
                && rules.between(before.end() - 0.4 * size, member.start + 0.4 * size, member.baseline, size);
            new = (ruled || gap > CELL_GAP * size).then_some(ruled);
            if new.is_none() {
                // A drawn space counts only where there is room for it: trailing spaces of one table cell often
                // reach into the text of the next.
                if gap > enough * size || (space && gap > 0.05 * size) {
                    run.text.push(' ');
                }
                member.glyph.text.push_to(&mut run.text);
                run.end = run.end.max(member.end());
                run.size = run.size.max(member.glyph.size);
                run.members.push(member);
            }
        }
        if let Some(ruled) = new {
            let mut text = String::new();
            member.glyph.text.push_to(&mut text);
            out.push(TextRun {
                text,
                start: member.start,
                end: member.end(),
                baseline: member.baseline,
                size: member.glyph.size,
                members: vec![member],
                ruled,
            });
        }
        space = false;
    }
    out
}

/// Whether the same character was already drawn at nearly the same place: bold and shadow made by drawing twice, or
/// a page that repeats its template.
fn is_overprint(member: &AlignedGlyph<'_>, kept: &[AlignedGlyph<'_>]) -> bool {
    kept.iter().rev().take(4).any(|before| {
        let near = 0.3 * member.glyph.advance.max(0.2 * member.glyph.size);
        before.glyph.text == member.glyph.text && (member.start - before.start).abs() < near
    })
}

/// Whether a run stands where runs of rows above and below stand too, as cells of one column do.
fn is_column(rows: &[TextRow<'_>], index: usize, run: &TextRun<'_>) -> bool {
    let near = ALIGNED * run.size;
    let aligned = |other: &TextRun<'_>| {
        (other.start - run.start).abs() < near
            || (other.end - run.end).abs() < near
            || (other.start + other.end - run.start - run.end).abs() < 2.0 * near
    };
    let around = index.saturating_sub(NEIGHBOURS)..(index + NEIGHBOURS + 1).min(rows.len());
    let found = around.filter(|other| *other != index).filter(|other| rows[*other].iter().skip(1).any(aligned));
    found.take(ALIGNED_ROWS).count() == ALIGNED_ROWS
}

fn line_of(text: &str, runs: &[TextRun<'_>], page: &DrawnPage<'_>) -> Line {
    let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
    for member in runs.iter().flat_map(|run| &run.members) {
        let [x0, y0, x1, y1] = member.glyph.frame;
        low = [low[0].min(x0), low[1].min(y0)];
        high = [high[0].max(x1), high[1].max(y1)];
    }
    let across = |value: f64| value.clamp(0.0, page.width.max(0.0)) as f32;
    let down = |value: f64| value.clamp(0.0, page.height.max(0.0)) as f32;
    let bbox = [across(low[0]), down(low[1]), across(high[0]), down(high[1])];
    Line { text: text.to_owned(), bbox, confidence: 1.0, weak: Vec::new() }
}

#[cfg(test)]
mod tests;

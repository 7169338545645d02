//! Characters sorted into lines by their place: templates and pages draw parts of one line in any order.

use super::content::Glyph;
use crate::model::Line;

/// How far apart two baselines of one line may lie, as a share of the smaller font size.
const SAME_BASELINE: f64 = 0.4;
/// A gap that stands for a space between letters or digits, as a share of the font size.
const WORD_GAP: f64 = 0.25;
/// The same where a Chinese character stands on one side.
const MIXED_GAP: f64 = 0.6;
/// The same between Chinese characters: an empty place as wide as a character, or a column's edge.
const WIDE_GAP: f64 = 0.9;
/// Ascent and descent of a line's box, as shares of the font size; those of the usual Chinese fonts.
const ASCENT: f64 = 0.88;
const DESCENT: f64 = 0.12;

struct Row<'g> {
    baseline: f64,
    size: f64,
    members: Vec<Member<'g>>,
}

struct Member<'g> {
    glyph: &'g Glyph,
    start: f64,
    baseline: f64,
}

/// The lines of a page with the area `[x, y, width, height]`: upright text from top to bottom, then vertical and
/// slanted text, each in its own order. Boxes count from the area's corner.
pub(super) fn lines(glyphs: &[Glyph], area: [f64; 4]) -> Vec<Line> {
    let mut angles: Vec<(u16, Vec<Member<'_>>)> = Vec::new();
    for glyph in glyphs {
        let (sin, cos) = f64::from(glyph.degrees).to_radians().sin_cos();
        let [x, y] = glyph.origin;
        let member = Member { glyph, start: x * cos + y * sin, baseline: y * cos - x * sin };
        match angles.iter_mut().find(|(degrees, _)| *degrees == glyph.degrees) {
            Some((_, members)) => members.push(member),
            None => angles.push((glyph.degrees, vec![member])),
        }
    }
    angles.sort_by_key(|(degrees, _)| *degrees);
    angles.into_iter().flat_map(|(_, members)| rows(members)).filter_map(|row| assemble(&row, area)).collect()
}

fn rows(mut members: Vec<Member<'_>>) -> Vec<Row<'_>> {
    members.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let mut rows: Vec<Row<'_>> = Vec::new();
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
            None => rows.push(Row { baseline: member.baseline, size, members: vec![member] }),
        }
    }
    for row in &mut rows {
        row.members.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    rows
}

fn assemble(row: &Row<'_>, area: [f64; 4]) -> Option<Line> {
    let mut text = String::new();
    let mut kept: Vec<&Member<'_>> = Vec::new();
    let mut space = false;
    for member in &row.members {
        let c = member.glyph.c;
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if super::super::is_noise(c) || is_overprint(member, &kept) {
            continue;
        }
        if let Some(before) = kept.last() {
            let gap = member.start - (before.start + before.glyph.advance);
            let size = before.glyph.size.min(member.glyph.size);
            let enough = match (super::super::is_wide(before.glyph.c), super::super::is_wide(c)) {
                (false, false) => WORD_GAP,
                (true, true) => WIDE_GAP,
                _ => MIXED_GAP,
            };
            // A drawn space counts only where there is room for it.
            if gap > enough * size || (space && gap > 0.05 * size) {
                text.push(' ');
            }
        }
        space = false;
        text.push(c);
        kept.push(member);
    }
    (!kept.is_empty()).then(|| Line { text, bbox: bounds(&kept, area), confidence: 1.0 })
}

/// Whether the same character was already drawn at nearly the same place: bold and shadow made by drawing twice, or
/// a page that repeats its template.
fn is_overprint(member: &Member<'_>, kept: &[&Member<'_>]) -> bool {
    kept.iter().rev().take(4).any(|before| {
        let near = 0.3 * member.glyph.advance.max(0.2 * member.glyph.size);
        before.glyph.c == member.glyph.c && (member.start - before.start).abs() < near
    })
}

fn bounds(members: &[&Member<'_>], area: [f64; 4]) -> [f32; 4] {
    let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
    for member in members {
        let glyph = member.glyph;
        // A character in a column keeps its own upright box.
        let degrees = if glyph.across { f64::from(glyph.degrees) - 90.0 } else { f64::from(glyph.degrees) };
        let (sin, cos) = degrees.to_radians().sin_cos();
        for along in [0.0, glyph.advance] {
            for above in [ASCENT * glyph.size, -DESCENT * glyph.size] {
                let corner = [glyph.origin[0] + along * cos + above * sin, glyph.origin[1] + along * sin - above * cos];
                for axis in [0, 1] {
                    low[axis] = low[axis].min(corner[axis]);
                    high[axis] = high[axis].max(corner[axis]);
                }
            }
        }
    }
    let [x, y, width, height] = area;
    let across = |value: f64| (value - x).clamp(0.0, width) as f32;
    let down = |value: f64| (value - y).clamp(0.0, height) as f32;
    [across(low[0]), down(low[1]), across(high[0]), down(high[1])]
}

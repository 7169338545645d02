//! Writings of one row that lie on each other, taken apart: a stamp or a remark over a line, a value over the words that stand in its
//! field. Sorted by place alone, the characters of both would alternate and neither could be read.

use super::run::AlignedGlyph;

/// How much of the narrower of two characters lies under the other where they cannot be of one writing.
const OVERLAPS: f64 = 0.5;
/// Characters of one writing that have to lie on the other one; a mark on a letter is one alone.
const LEAST: usize = 2;
/// How far a character may stand before the one drawn before it and still go on with it, as a share of the font size.
const BACK: f64 = 0.3;
/// Writings of one row from which on it is a drawing.
const MOST: usize = 64;

/// A row as one, or as several where writings lie on each other, in the order of drawing. `row` ascends by place.
pub(super) fn apart(row: Vec<AlignedGlyph<'_>>) -> Vec<Vec<AlignedGlyph<'_>>> {
    // The widest reach of what came before, since a wide character may reach over several narrow ones.
    let mut crossing = 0;
    let mut widest: Option<&AlignedGlyph<'_>> = None;
    for member in row.iter().filter(|member| counts(member)) {
        crossing += usize::from(widest.is_some_and(|before| lie_on_each_other(before, member)));
        if widest.is_none_or(|before| before.end() < member.end()) {
            widest = Some(member);
        }
    }
    if crossing < LEAST {
        return vec![row];
    }
    let mut drawn = row.clone();
    drawn.sort_by_key(|member| member.order);
    let mut strokes: Vec<Vec<AlignedGlyph<'_>>> = Vec::new();
    for member in drawn {
        match strokes.last_mut() {
            Some(stroke) if stroke.last().is_some_and(|last| member.start >= last.start - BACK * member.glyph.size) => {
                stroke.push(member);
            }
            _ => strokes.push(vec![member]),
        }
    }
    if strokes.len() > MOST {
        return vec![row];
    }
    let mut writings: Vec<Vec<AlignedGlyph<'_>>> = Vec::new();
    for stroke in strokes {
        match writings.iter_mut().find(|writing| covered(&stroke, writing) < LEAST) {
            Some(writing) => {
                writing.extend(stroke);
                writing.sort_by(|a, b| a.start.total_cmp(&b.start));
            }
            None => writings.push(stroke),
        }
    }
    for writing in &mut writings {
        writing.sort_by(|a, b| a.start.total_cmp(&b.start));
    }
    writings
}

/// Lines to write on and dots that lead to a number lie under writing and are none.
fn counts(member: &AlignedGlyph<'_>) -> bool {
    member.glyph.text.first().is_some_and(char::is_alphanumeric)
}

/// Whether two characters cannot be of one writing. The same one drawn twice nearly in one place is bold.
fn lie_on_each_other(a: &AlignedGlyph<'_>, b: &AlignedGlyph<'_>) -> bool {
    let shared = a.end().min(b.end()) - a.start.max(b.start);
    let narrower = a.glyph.advance.min(b.glyph.advance);
    narrower > 0.0 && shared > OVERLAPS * narrower && a.glyph.text != b.glyph.text
}

/// How many characters of one lie on those of the other and do not repeat one of them. `writing` ascends by place.
fn covered(stroke: &[AlignedGlyph<'_>], writing: &[AlignedGlyph<'_>]) -> usize {
    let widest = writing.iter().map(|member| member.glyph.advance).fold(0.0, f64::max);
    let is_covered = |member: &&AlignedGlyph<'_>| {
        let from = writing.partition_point(|other| other.start < member.start - widest);
        let near = writing.get(from..).unwrap_or_default().iter().take_while(|other| other.start < member.end());
        let near: Vec<_> = near.filter(|other| counts(other)).collect();
        let repeats = |other: &&AlignedGlyph<'_>| {
            other.glyph.text == member.glyph.text && (other.start - member.start).abs() < 0.3 * member.glyph.size
        };
        !near.iter().any(repeats) && near.iter().any(|other| lie_on_each_other(other, member))
    };
    stroke.iter().filter(|member| counts(member)).filter(is_covered).count()
}

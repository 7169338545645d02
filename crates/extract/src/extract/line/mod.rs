//! Characters sorted into lines by their place, since the order of drawing says little about the order of reading.
//!
//! Characters of one angle form rows by their baseline. Rows are cut where a rule or a wide gap stands; [`table`] puts
//! the pieces between rules back into the rows of their table, a tab between cells, and [`column`] finds pages that
//! are set in columns. Fixed-layout documents of every format go this way.

mod column;
mod table;

use std::f64::consts::FRAC_PI_2;

use crate::{model::Line, text::fold::unified_radical};

/// How far apart two baselines of one line may lie, as a share of the smaller font size.
const SAME_BASELINE: f64 = 0.4;
/// A gap that stands for a space where a Chinese character stands on one side, as a share of the font size.
const MIXED_GAP: f64 = 0.6;
/// The same between Chinese characters: an empty place as wide as a character, or a column's edge.
const WIDE_GAP: f64 = 0.9;
/// A gap from which on two pieces of a row may be cells of a table, as a share of the font size.
const CELL_GAP: f64 = 1.5;
/// The least gap on both sides of a table's border together, as a share of the font size.
const BORDER_GAP: f64 = 0.1;
/// How near the edges or middles of cells below each other stand, as a share of the font size.
const ALIGNED: f64 = 0.6;
/// In how many further rows a cell's place comes back.
const ALIGNED_ROWS: usize = 2;
/// How many rows above and below are looked at for it.
const NEIGHBOURS: usize = 12;
/// Ascent and descent of a line's box, as shares of the font size; those of the usual Chinese fonts.
pub(super) const ASCENT: f64 = 0.88;
pub(super) const DESCENT: f64 = 0.12;

/// A glyph's text: one character almost always, a few for ligatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    One(char),
    Many(Box<str>),
}

impl Text {
    /// The text with characters in place of the radicals that fonts confuse them with.
    pub(super) fn unified(text: &str) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Text::One(unified_radical(c)),
            _ => Text::Many(text.chars().map(unified_radical).collect()),
        }
    }

    pub(super) fn first(&self) -> Option<char> {
        match self {
            Text::One(c) => Some(*c),
            Text::Many(text) => text.chars().next(),
        }
    }

    fn last(&self) -> Option<char> {
        match self {
            Text::One(c) => Some(*c),
            Text::Many(text) => text.chars().next_back(),
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Text::One(c) => c.is_whitespace(),
            Text::Many(text) => text.trim().is_empty(),
        }
    }

    fn push_to(&self, out: &mut String) {
        match self {
            Text::One(c) => out.push(*c),
            Text::Many(text) => out.push_str(text),
        }
    }
}

/// One character on a page. Lengths are in the page's units, the origin is its top left corner.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) text: Text,
    /// Where it begins on its baseline.
    pub(super) origin: [f64; 2],
    /// The direction of writing, in whole degrees clockwise from rightwards, 0 to 359.
    pub(super) degrees: u16,
    /// The font size as drawn.
    pub(super) size: f64,
    /// How far it reaches in the direction of writing.
    pub(super) advance: f64,
    /// Stands across the direction of writing, as characters in columns do.
    pub(super) across: bool,
    /// Its box, `[x0, y0, x1, y1]`.
    pub(super) frame: [f64; 4],
}

/// A straight upright or level line, as tables are ruled with. `from` is the left or the upper end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rule {
    pub(super) from: [f64; 2],
    pub(super) to: [f64; 2],
}

/// What a page shows.
pub(super) struct Sheet<'g> {
    pub(super) glyphs: &'g [Glyph],
    pub(super) rules: &'g [Rule],
    pub(super) width: f64,
    pub(super) height: f64,
    /// A gap that stands for a space between letters or digits, as a share of the font size.
    pub(super) word_gap: f64,
}

#[derive(Clone, Copy)]
struct Member<'g> {
    glyph: &'g Glyph,
    start: f64,
    baseline: f64,
}

impl Member<'_> {
    fn end(&self) -> f64 {
        self.start + self.glyph.advance
    }
}

/// Characters of one row without a wide gap or a rule between them.
struct Piece<'g> {
    members: Vec<Member<'g>>,
    text: String,
    start: f64,
    end: f64,
    baseline: f64,
    size: f64,
    /// A rule stands before it.
    ruled: bool,
}

impl Piece<'_> {
    /// The height of the middle of its characters.
    fn middle(&self) -> f64 {
        self.baseline - 0.38 * self.size
    }
}

type Row<'g> = Vec<Piece<'g>>;

/// The lines of a page: upright text from top to bottom, then vertical and slanted text, each in its own order; the
/// columns of vertical text go from right to left.
pub(super) fn lines(sheet: &Sheet<'_>) -> Vec<Line> {
    // Text of one angle forms lines among itself. Whole degrees keep rounding noise together.
    let mut angles: Vec<((bool, u16), Vec<Member<'_>>)> = Vec::new();
    for glyph in sheet.glyphs {
        let key = (glyph.across, glyph.degrees);
        let turned = f64::from(glyph.degrees).to_radians();
        let ((sin, cos), [x, y]) = (turned.sin_cos(), glyph.origin);
        let (down, right) = (turned + FRAC_PI_2).sin_cos();
        let member = Member { glyph, start: x * cos + y * sin, baseline: x * right + y * down };
        match angles.iter_mut().find(|(angle, _)| *angle == key) {
            Some((_, members)) => members.push(member),
            None => angles.push((key, vec![member])),
        }
    }
    angles.sort_by_key(|(angle, _)| *angle);
    let rules = table::Rules::of(sheet.rules);
    let bare = table::Rules::default();
    let mut out = Vec::new();
    for ((across, degrees), members) in angles {
        // Rules stand upright and level on the page, so they divide text that does too.
        let rules = if !across && degrees == 0 { &rules } else { &bare };
        let rows: Vec<Row<'_>> = rows(members)
            .into_iter()
            .map(|row| pieces(row, rules, sheet.word_gap))
            .filter(|row| !row.is_empty())
            .collect();
        arrange(rows, across, rules, sheet, &mut out);
    }
    out
}

/// Rows as lines: those of tables whole, the others by column. Vertical text stands in bands instead of columns, and
/// has no cells.
fn arrange(rows: Vec<Row<'_>>, across: bool, rules: &table::Rules, sheet: &Sheet<'_>, out: &mut Vec<Line>) {
    let mut free: Vec<Row<'_>> = Vec::new();
    let flush = |free: &mut Vec<Row<'_>>, out: &mut Vec<Line>| {
        for rows in column::split(std::mem::take(free), 0) {
            for (index, row) in rows.iter().enumerate() {
                let text = joined(row, |piece| !across && (piece.ruled || is_column(&rows, index, piece)));
                out.push(line_of(&text, row, sheet));
            }
        }
    };
    for block in table::blocks(rows, rules) {
        match block {
            table::Block::Free(row) => free.push(row),
            table::Block::Lines(parts) => {
                flush(&mut free, out);
                out.extend(parts.into_iter().map(|(text, pieces)| line_of(&text, &pieces, sheet)));
            }
        }
    }
    flush(&mut free, out);
}

fn rows(mut members: Vec<Member<'_>>) -> Vec<Vec<Member<'_>>> {
    struct Growing<'g> {
        baseline: f64,
        size: f64,
        members: Vec<Member<'g>>,
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
        .map(|mut row| {
            row.members.sort_by(|a, b| a.start.total_cmp(&b.start));
            row.members
        })
        .collect()
}

/// Cuts a row where a rule or a wide gap stands.
fn pieces<'g>(row: Vec<Member<'g>>, rules: &table::Rules, word_gap: f64) -> Row<'g> {
    let mut out: Row<'g> = Vec::new();
    let mut space = false;
    for member in row {
        let Some(first) = member.glyph.text.first() else { continue };
        if member.glyph.text.is_blank() {
            space = true;
            continue;
        }
        if super::is_noise(first) || out.last().is_some_and(|piece| is_overprint(&member, &piece.members)) {
            continue;
        }
        let mut new = Some(false);
        if let Some(piece) = out.last_mut()
            && let Some(before) = piece.members.last().copied()
        {
            let gap = member.start - before.end();
            let size = before.glyph.size.min(member.glyph.size);
            let last = before.glyph.text.last().unwrap_or(' ');
            let enough = match (super::is_wide(last), super::is_wide(first)) {
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
                    piece.text.push(' ');
                }
                member.glyph.text.push_to(&mut piece.text);
                piece.end = piece.end.max(member.end());
                piece.size = piece.size.max(member.glyph.size);
                piece.members.push(member);
            }
        }
        if let Some(ruled) = new {
            let mut text = String::new();
            member.glyph.text.push_to(&mut text);
            out.push(Piece {
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
fn is_overprint(member: &Member<'_>, kept: &[Member<'_>]) -> bool {
    kept.iter().rev().take(4).any(|before| {
        let near = 0.3 * member.glyph.advance.max(0.2 * member.glyph.size);
        before.glyph.text == member.glyph.text && (member.start - before.start).abs() < near
    })
}

/// Whether a piece stands where pieces of rows above and below stand too, as cells of one column do.
fn is_column(rows: &[Row<'_>], index: usize, piece: &Piece<'_>) -> bool {
    let near = ALIGNED * piece.size;
    let aligned = |other: &Piece<'_>| {
        (other.start - piece.start).abs() < near
            || (other.end - piece.end).abs() < near
            || (other.start + other.end - piece.start - piece.end).abs() < 2.0 * near
    };
    let around = index.saturating_sub(NEIGHBOURS)..(index + NEIGHBOURS + 1).min(rows.len());
    let found = around.filter(|other| *other != index).filter(|other| rows[*other].iter().skip(1).any(aligned));
    found.take(ALIGNED_ROWS).count() == ALIGNED_ROWS
}

/// The text of a row, a tab before each piece that is a cell of its own and a space before the others.
fn joined(row: &[Piece<'_>], is_cell: impl Fn(&Piece<'_>) -> bool) -> String {
    let mut text = String::new();
    for piece in row {
        if !text.is_empty() {
            text.push(if is_cell(piece) { '\t' } else { ' ' });
        }
        text.push_str(piece.text.trim());
    }
    text
}

fn line_of(text: &str, pieces: &[Piece<'_>], sheet: &Sheet<'_>) -> Line {
    let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
    for member in pieces.iter().flat_map(|piece| &piece.members) {
        let [x0, y0, x1, y1] = member.glyph.frame;
        low = [low[0].min(x0), low[1].min(y0)];
        high = [high[0].max(x1), high[1].max(y1)];
    }
    let across = |value: f64| value.clamp(0.0, sheet.width.max(0.0)) as f32;
    let down = |value: f64| value.clamp(0.0, sheet.height.max(0.0)) as f32;
    let bbox = [across(low[0]), down(low[1]), across(high[0]), down(high[1])];
    Line { text: text.to_owned(), bbox, confidence: 1.0 }
}

/// The box of a character that begins at `origin` and runs in `direction`, from `below` to `above` its baseline.
pub(super) fn frame(origin: [f64; 2], direction: [f64; 2], advance: f64, above: f64, below: f64) -> [f64; 4] {
    let up = [direction[1], -direction[0]];
    let mut out = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
    for along in [0.0, advance] {
        for height in [above, -below] {
            for axis in [0, 1] {
                let value = origin[axis] + direction[axis] * along + up[axis] * height;
                out[axis] = out[axis].min(value);
                out[axis + 2] = out[axis + 2].max(value);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;

//! A page's glyphs as lines.

use super::glyph::{Collector, PlacedGlyph};
use crate::{
    extract::{
        line::{self, ASCENT, DESCENT, DrawnPage, Glyph, GlyphText, RuledLine},
        tidy::is_wide,
    },
    model::Line,
};

/// A gap that stands for a space between letters or digits, as a share of the font size.
const WORD_GAP: f64 = 0.18;

/// The share of a page's steps from glyph to glyph that go down where its text is set in columns from the right.
const DOWNWARD: f64 = 0.6;
/// Steps from which on a page says anything about its direction.
const STEPS: usize = 40;

/// The lines of the page.
pub(super) fn lines(page: &Collector) -> Vec<Line> {
    lines_of(&page.glyphs, &page.rules, page.width, page.height)
}

/// The lines of some glyphs of a page.
pub(super) fn lines_of(glyphs: &[PlacedGlyph], rules: &[RuledLine], width: f64, height: f64) -> Vec<Line> {
    line::lines(&DrawnPage { glyphs: &sorted(glyphs), rules, width, height, word_gap: WORD_GAP })
}

/// The pieces of the page's rows: what stands without a wide gap or a rule between.
pub(super) fn pieces(page: &Collector) -> Vec<Line> {
    let (width, height) = (page.width, page.height);
    line::pieces(&DrawnPage { glyphs: &sorted(&page.glyphs), rules: &page.rules, width, height, word_gap: WORD_GAP })
}

fn sorted(glyphs: &[PlacedGlyph]) -> Vec<Glyph> {
    let down = runs_down(glyphs);
    let placed = glyphs.iter();
    placed.filter_map(|placed| if down && !placed.vertical { glyph(&hung(placed)) } else { glyph(placed) }).collect()
}

/// The box of a glyph, `[x0, y0, x1, y1]`.
pub(super) fn frame(placed: &PlacedGlyph) -> [f64; 4] {
    // A vertical glyph hangs in the middle of its column.
    let (above, below) = if placed.vertical { (1.0, 0.0) } else { (ASCENT, DESCENT) };
    let (origin, direction) = ([placed.origin.x, placed.origin.y], [placed.direction.x, placed.direction.y]);
    line::frame(origin, direction, placed.advance, above * placed.size, below * placed.size)
}

/// Whether the page is set in columns although its fonts are not: glyph follows glyph downwards.
fn runs_down(glyphs: &[PlacedGlyph]) -> bool {
    let (mut down, mut along) = (0_usize, 0_usize);
    for pair in glyphs.windows(2) {
        let step = (pair[1].origin - pair[0].origin) / pair[0].size;
        let is_upright_wide = |placed: &PlacedGlyph| {
            placed.text.as_ref().and_then(GlyphText::first).is_some_and(is_wide) && placed.direction.x > 0.99
        };
        if is_upright_wide(&pair[0]) && is_upright_wide(&pair[1]) {
            down += usize::from(step.x.abs() < 0.3 && (0.7..2.0).contains(&step.y));
            along += usize::from(step.y.abs() < 0.3 && (0.4..2.0).contains(&step.x));
        }
    }
    down + along >= STEPS && down as f64 > DOWNWARD * (down + along) as f64
}

/// An upright glyph as one that hangs in a column.
fn hung(placed: &PlacedGlyph) -> PlacedGlyph {
    let [x, y] = [placed.origin.x, placed.origin.y];
    if placed.direction.x < 0.99 {
        return placed.clone();
    }
    PlacedGlyph {
        origin: (x, y - ASCENT * placed.size).into(),
        direction: (0.0, 1.0).into(),
        advance: placed.size,
        vertical: true,
        ..placed.clone()
    }
}

fn glyph(placed: &PlacedGlyph) -> Option<Glyph> {
    let degrees = placed.direction.atan2().to_degrees().round().rem_euclid(360.0) as u16;
    Some(Glyph {
        text: placed.text.clone()?,
        origin: [placed.origin.x, placed.origin.y],
        degrees,
        size: placed.size,
        advance: placed.advance,
        across: placed.vertical,
        frame: frame(placed),
    })
}

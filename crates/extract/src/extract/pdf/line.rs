//! A page's glyphs as lines.

use super::glyph::{Collector, PlacedGlyph};
use crate::{
    extract::{
        line::{self, ASCENT, DESCENT, DrawnPage, Glyph, GlyphText},
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
    let down = runs_down(&page.glyphs);
    let glyphs: Vec<Glyph> = page
        .glyphs
        .iter()
        .filter_map(|placed| if down && !placed.vertical { glyph(&hung(placed)) } else { glyph(placed) })
        .collect();
    line::lines(&DrawnPage {
        glyphs: &glyphs,
        rules: &page.rules,
        width: page.width,
        height: page.height,
        word_gap: WORD_GAP,
    })
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
    // A vertical glyph hangs in the middle of its column.
    let (above, below) = if placed.vertical { (1.0, 0.0) } else { (ASCENT, DESCENT) };
    let origin = [placed.origin.x, placed.origin.y];
    let direction = [placed.direction.x, placed.direction.y];
    Some(Glyph {
        text: placed.text.clone()?,
        origin,
        degrees,
        size: placed.size,
        advance: placed.advance,
        across: placed.vertical,
        frame: line::frame(origin, direction, placed.advance, above * placed.size, below * placed.size),
    })
}

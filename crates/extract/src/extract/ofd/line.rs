//! A page's characters as lines.

use super::content::OfdGlyph;
use crate::{
    extract::line::{self, ASCENT, DESCENT, DrawnPage, GlyphText},
    model::Line,
};

/// A gap that stands for a space between letters or digits, as a share of the font size.
const WORD_GAP: f64 = 0.25;

/// The lines of a page with the area `[x, y, width, height]`. Boxes count from the area's corner.
pub(super) fn lines(glyphs: &[OfdGlyph], area: [f64; 4]) -> Vec<Line> {
    let [x, y, width, height] = area;
    let placed: Vec<line::Glyph> = glyphs
        .iter()
        .map(|glyph| {
            let origin = [glyph.origin[0] - x, glyph.origin[1] - y];
            // A character in a column keeps its own upright box.
            let degrees = if glyph.across { f64::from(glyph.degrees) - 90.0 } else { f64::from(glyph.degrees) };
            let (sin, cos) = degrees.to_radians().sin_cos();
            line::Glyph {
                text: GlyphText::One(glyph.c),
                origin,
                degrees: glyph.degrees,
                size: glyph.size,
                advance: glyph.advance,
                across: glyph.across,
                frame: line::frame(origin, [cos, sin], glyph.advance, ASCENT * glyph.size, DESCENT * glyph.size),
            }
        })
        .collect();
    line::lines(&DrawnPage { glyphs: &placed, rules: &[], width, height, word_gap: WORD_GAP })
}

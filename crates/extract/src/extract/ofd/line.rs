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
    let [.., width, height] = area;
    let placed: Vec<line::Glyph> = glyphs.iter().filter_map(|glyph| placed(glyph, area)).collect();
    line::lines(&DrawnPage { glyphs: &placed, rules: &[], width, height, word_gap: WORD_GAP })
}

/// The pieces of the page's rows: what stands without a wide gap between.
pub(super) fn pieces(glyphs: &[OfdGlyph], area: [f64; 4]) -> Vec<Line> {
    let [.., width, height] = area;
    let placed: Vec<line::Glyph> = glyphs.iter().filter_map(|glyph| placed(glyph, area)).collect();
    line::pieces(&DrawnPage { glyphs: &placed, rules: &[], width, height, word_gap: WORD_GAP })
}

/// The box of a character, `[x0, y0, x1, y1]`, from the corner of the page's area.
pub(super) fn frame(glyph: &OfdGlyph, [x, y, ..]: [f64; 4]) -> [f64; 4] {
    let origin = [glyph.origin[0] - x, glyph.origin[1] - y];
    // A character in a column keeps its own upright box.
    let degrees = if glyph.across { f64::from(glyph.degrees) - 90.0 } else { f64::from(glyph.degrees) };
    let (sin, cos) = degrees.to_radians().sin_cos();
    line::frame(origin, [cos, sin], glyph.advance, ASCENT * glyph.size, DESCENT * glyph.size)
}

fn placed(glyph: &OfdGlyph, area: [f64; 4]) -> Option<line::Glyph> {
    Some(line::Glyph {
        text: GlyphText::One(glyph.c?),
        origin: [glyph.origin[0] - area[0], glyph.origin[1] - area[1]],
        degrees: glyph.degrees,
        size: glyph.size,
        advance: glyph.advance,
        across: glyph.across,
        frame: frame(glyph, area),
    })
}

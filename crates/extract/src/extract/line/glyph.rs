//! What the readers of fixed-layout formats hand over: the glyphs and rules of a page with their places.

use crate::text::fold::unified_radical;

/// Ascent and descent of a line's box, as shares of the font size; those of the usual Chinese fonts.
pub(in crate::extract) const ASCENT: f64 = 0.88;
pub(in crate::extract) const DESCENT: f64 = 0.12;

/// A glyph's text: one character almost always, a few for ligatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract) enum GlyphText {
    One(char),
    Many(Box<str>),
}

impl GlyphText {
    /// The text with characters in place of the radicals that fonts confuse them with.
    pub(in crate::extract) fn unified(text: &str) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => GlyphText::One(unified_radical(c)),
            _ => GlyphText::Many(text.chars().map(unified_radical).collect()),
        }
    }

    pub(in crate::extract) fn first(&self) -> Option<char> {
        match self {
            GlyphText::One(c) => Some(*c),
            GlyphText::Many(text) => text.chars().next(),
        }
    }

    pub(super) fn last(&self) -> Option<char> {
        match self {
            GlyphText::One(c) => Some(*c),
            GlyphText::Many(text) => text.chars().next_back(),
        }
    }

    pub(in crate::extract) fn is_blank(&self) -> bool {
        match self {
            GlyphText::One(c) => c.is_whitespace(),
            GlyphText::Many(text) => text.trim().is_empty(),
        }
    }

    pub(in crate::extract) fn push_to(&self, out: &mut String) {
        match self {
            GlyphText::One(c) => out.push(*c),
            GlyphText::Many(text) => out.push_str(text),
        }
    }
}

/// One character on a page. Lengths are in the page's units, the origin is its top left corner.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Glyph {
    pub(in crate::extract) text: GlyphText,
    /// Where it begins on its baseline.
    pub(in crate::extract) origin: [f64; 2],
    /// The direction of writing, in whole degrees clockwise from rightwards, 0 to 359.
    pub(in crate::extract) degrees: u16,
    /// The font size as drawn.
    pub(in crate::extract) size: f64,
    /// How far it reaches in the direction of writing.
    pub(in crate::extract) advance: f64,
    /// Stands across the direction of writing, as characters in columns do.
    pub(in crate::extract) across: bool,
    /// Its box, `[x0, y0, x1, y1]`.
    pub(in crate::extract) frame: [f64; 4],
}

/// A straight upright or level line, as tables are ruled with. `from` is the left or the upper end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::extract) struct RuledLine {
    pub(in crate::extract) from: [f64; 2],
    pub(in crate::extract) to: [f64; 2],
}

/// What is drawn on a page.
pub(in crate::extract) struct DrawnPage<'g> {
    pub(in crate::extract) glyphs: &'g [Glyph],
    pub(in crate::extract) rules: &'g [RuledLine],
    pub(in crate::extract) width: f64,
    pub(in crate::extract) height: f64,
    /// A gap that stands for a space between letters or digits, as a share of the font size.
    pub(in crate::extract) word_gap: f64,
}

/// The box of a character that begins at `origin` and runs in `direction`, from `below` to `above` its baseline.
pub(in crate::extract) fn frame(
    origin: [f64; 2],
    direction: [f64; 2],
    advance: f64,
    above: f64,
    below: f64,
) -> [f64; 4] {
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

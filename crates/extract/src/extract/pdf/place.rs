//! Where annotations stand on a page, and how the values of fields are set in their boxes.

use hayro_interpret::{
    TransformExt,
    kurbo::{Affine, Point, Vec2},
};
use hayro_syntax::page::Page as PdfPage;

use super::{
    super::{
        judge::Ink,
        line::{ASCENT, DESCENT, GlyphText},
        tidy::is_wide,
    },
    glyph::{Collector, PlacedGlyph},
};
use crate::text::without_space;

/// The size of text that says none, and the share of its box that it fills at most, in points.
const USUAL_SIZE: f64 = 12.0;
const FILLED: f64 = 0.8;
/// No text is set smaller, in points; it then leaves its box.
const LEAST_SIZE: f64 = 2.0;
/// From baseline to baseline, as a share of the size.
const LEADING: f64 = 1.2;

/// A box on the page, `[x0, y0, x1, y1]`, in points from its top left corner as it is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PlaceOnPage(pub(super) [f64; 4]);

/// A text to be set in a box.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Setting {
    pub(super) lines: Vec<String>,
    /// The size that the field asks for; `None` for one that fits.
    pub(super) size: Option<f64>,
    /// Whether lines that are too long are broken; else the text becomes smaller.
    pub(super) breaks: bool,
}

impl PlaceOnPage {
    /// Where a rectangle of the page's own space is seen.
    pub(super) fn of(rectangle: [f64; 4], page: &PdfPage<'_>) -> Self {
        let [x0, y0, x1, y1] = rectangle;
        let to_page: Affine = page.initial_transform(true).to_kurbo();
        let (a, b) = (to_page * Point::new(x0, y0), to_page * Point::new(x1, y1));
        Self([a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y)])
    }

    /// Whether there is room for a character, and some of it on the page.
    pub(super) fn is_seen(self, width: f64, height: f64) -> bool {
        let Self([x0, y0, x1, y1]) = self;
        let inside = x0 < width && y0 < height && x1 > 0.0 && y1 > 0.0;
        inside && x1 - x0 >= LEAST_SIZE / 2.0 && y1 - y0 >= LEAST_SIZE / 2.0
    }

    /// The part of the box that lies on the page.
    pub(super) fn on_page(self, width: f64, height: f64) -> Self {
        let Self([x0, y0, x1, y1]) = self;
        Self([x0.max(0.0), y0.max(0.0), x1.min(width), y1.min(height)])
    }

    /// The box, cut at the page's edges.
    pub(super) fn bbox(self, width: f64, height: f64) -> [f32; 4] {
        let Self([x0, y0, x1, y1]) = self;
        let across = |value: f64| value.clamp(0.0, width.max(0.0)) as f32;
        let down = |value: f64| value.clamp(0.0, height.max(0.0)) as f32;
        [across(x0), down(y0), across(x1), down(y1)]
    }

    fn holds(self, point: Point) -> bool {
        let Self([x0, y0, x1, y1]) = self;
        (x0..=x1).contains(&point.x) && (y0..=y1).contains(&point.y)
    }

    /// What is drawn within the box, without spaces; glyphs that say nothing stand as `U+FFFD`.
    pub(super) fn drawn_in(self, page: &Collector) -> String {
        let mut out = String::new();
        for glyph in &page.glyphs {
            let middle = glyph.origin + glyph.direction * (glyph.advance / 2.0)
                - Vec2::new(-glyph.direction.y, glyph.direction.x) * (glyph.size * (ASCENT - DESCENT) / 2.0);
            if !self.holds(middle) {
                continue;
            }
            match &glyph.text {
                Some(GlyphText::One(c)) => out.push(*c),
                Some(GlyphText::Many(text)) => out.push_str(text),
                None => out.push('\u{FFFD}'),
            }
        }
        without_space(&out)
    }

    /// The baseline of the label beside a field, so that both are read as one line.
    fn baseline_beside(self, page: &Collector) -> Option<f64> {
        let Self([x0, y0, x1, y1]) = self;
        let fits = |glyph: &&PlacedGlyph| {
            let middle = glyph.origin.y - glyph.size * (ASCENT - DESCENT) / 2.0;
            let is_text = glyph.text.as_ref().is_some_and(|text| !text.is_blank());
            let outside = glyph.origin.x + glyph.advance / 2.0 < x0 || glyph.origin.x >= x1;
            is_text && outside && glyph.direction.x > 0.99 && !glyph.vertical && (y0..=y1).contains(&middle)
        };
        let distance = |glyph: &PlacedGlyph| (x0 - glyph.origin.x).max(glyph.origin.x - x1);
        let nearest = page.glyphs.iter().filter(fits).min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        Some(nearest.origin.y)
    }

    /// The text as glyphs in the box, in reading direction as the page is seen.
    pub(super) fn set(self, setting: &Setting, page: &Collector) -> Vec<PlacedGlyph> {
        let Self([x0, y0, x1, y1]) = self;
        let (width, height) = (x1 - x0, y1 - y0);
        let wanted = setting.size.unwrap_or(USUAL_SIZE).clamp(LEAST_SIZE, (FILLED * height).max(LEAST_SIZE));
        let (size, lines) = if setting.breaks {
            let size = setting.size.unwrap_or(USUAL_SIZE).min(height).max(LEAST_SIZE);
            fitted(&setting.lines, size, width, height)
        } else {
            let longest = setting.lines.iter().map(|line| units(line)).fold(0.0, f64::max);
            let lines = setting.lines.clone();
            let count = lines.len().max(1) as f64;
            (wanted.min(width / longest.max(0.5)).min(height / count).max(LEAST_SIZE), lines)
        };
        let count = lines.len().max(1) as f64;
        let middle = (ASCENT - DESCENT) / 2.0 * size;
        let (first, step) = if setting.breaks {
            (y0 + ASCENT * size, (LEADING * size).min(height / count).max(LEAST_SIZE))
        } else if lines.len() == 1 {
            (self.baseline_beside(page).unwrap_or((y0 + y1) / 2.0 + middle), 0.0)
        } else {
            let step = height / count;
            (y0 + step / 2.0 + middle, step)
        };
        let mut out = Vec::new();
        for (line, row) in lines.iter().zip(0_u32..) {
            let mut x = x0;
            for c in line.chars() {
                let advance = size * units_of(c);
                out.push(PlacedGlyph {
                    text: Some(GlyphText::unified(c.encode_utf8(&mut [0; 4]))),
                    code: None,
                    origin: Point::new(x, first + step * f64::from(row)),
                    direction: Vec2::new(1.0, 0.0),
                    size,
                    advance,
                    vertical: false,
                    ink: Ink::Shown,
                    order: 0,
                });
                x += advance;
            }
        }
        out
    }
}

fn units_of(c: char) -> f64 {
    if is_wide(c) { 1.0 } else { 0.5 }
}

/// The length of a line in sizes of its font.
fn units(line: &str) -> f64 {
    line.chars().map(units_of).sum()
}

/// The size at which broken lines fit into a box, and these lines.
fn fitted(lines: &[String], wanted: f64, width: f64, height: f64) -> (f64, Vec<String>) {
    const TRIES: u32 = 24;
    const SMALLER: f64 = 0.9;
    let mut size = wanted;
    for _ in 0..TRIES {
        let broken = broken(lines, width / size);
        if broken.len() as f64 * LEADING * size <= height.max(LEADING * size) || size <= LEAST_SIZE {
            return (size, broken);
        }
        size = (size * SMALLER).max(LEAST_SIZE);
    }
    (size, broken(lines, width / size))
}

/// Lines of at most `most` units, but of one character at least; words are not kept whole.
fn broken(lines: &[String], most: f64) -> Vec<String> {
    let mut out = Vec::new();
    for line in lines {
        let (mut part, mut length) = (String::new(), 0.0);
        for c in line.chars() {
            if length + units_of(c) > most && !part.is_empty() {
                out.push(std::mem::take(&mut part));
                length = 0.0;
            }
            part.push(c);
            length += units_of(c);
        }
        out.push(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(lines: &[&str], breaks: bool) -> Setting {
        Setting { lines: lines.iter().map(|line| (*line).to_owned()).collect(), size: None, breaks }
    }

    #[test]
    fn text_stays_in_its_box() {
        let page = Collector::new(600.0, 800.0, 10);
        let place = PlaceOnPage([100.0, 100.0, 160.0, 130.0]);
        for setting in [
            setting(&["王某一"], false),
            setting(&["村民代表会议记录整理人员名单"], false),
            setting(&["村民代表会议记录整理人员名单", "二"], true),
            setting(&["a", "b", "c"], false),
        ] {
            let glyphs = place.set(&setting, &page);
            assert_eq!(glyphs.len(), setting.lines.iter().map(|line| line.chars().count()).sum::<usize>());
            for glyph in &glyphs {
                assert!(place.holds(glyph.origin), "{setting:?} {glyph:?}");
                assert!(glyph.origin.x + glyph.advance <= 160.01, "{setting:?} {glyph:?}");
            }
        }
    }

    #[test]
    fn what_leaves_its_box_ends() {
        let page = Collector::new(600.0, 800.0, 10);
        let long = "长".repeat(10_000);
        assert_eq!(PlaceOnPage([0.0, 0.0, 5.0, 5.0]).set(&setting(&[&long], true), &page).len(), 10_000);
        assert_eq!(PlaceOnPage([0.0, 0.0, 5.0, 5.0]).set(&setting(&[&long], false), &page).len(), 10_000);
        assert!(!PlaceOnPage([5.0, 5.0, 5.0, 9.0]).is_seen(600.0, 800.0));
        assert!(!PlaceOnPage([700.0, 5.0, 800.0, 9.0]).is_seen(600.0, 800.0));
    }
}

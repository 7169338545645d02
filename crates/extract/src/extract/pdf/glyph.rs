//! A drawing surface that keeps glyphs and where they stand, and measures how much of the page pictures cover.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{FontData, Glyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    kurbo::{Affine, BezPath, PathEl, Point, Rect, Vec2},
};

use super::super::line::{GlyphText, Rule};

/// Cells a side of the grid that measures picture cover.
const GRID: usize = 32;
/// Path elements from which on a filled path may be an outlined character.
const OUTLINE_ELEMENTS: usize = 12;
/// The shortest line that may be a rule of a table, in points, and how far it may lean.
const RULE_LENGTH: f64 = 4.0;
const RULE_LEAN: f64 = 0.5;
/// Rules from which on a page is a drawing, and further ones are of no use.
const MAX_RULES: usize = 5_000;

/// One glyph on the page. Lengths are in points, the origin is the page's top left corner.
#[derive(Debug, Clone)]
pub(super) struct PlacedGlyph {
    /// What it says; `None` until [`super::unicode`] has filled it in, or for good where nothing says it.
    pub(super) text: Option<GlyphText>,
    /// How it was chosen, kept where the text is missing or says nothing.
    pub(super) code: Option<Code>,
    /// Where it begins on its baseline.
    pub(super) origin: Point,
    /// The direction of writing, of length 1.
    pub(super) direction: Vec2,
    /// The font size as drawn.
    pub(super) size: f64,
    /// How far it reaches in the direction of writing.
    pub(super) advance: f64,
    /// Written from top to bottom.
    pub(super) vertical: bool,
}

/// How a glyph was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code {
    /// Place in [`Collector::fonts`].
    pub(super) font: usize,
    /// The code in the font's encoding.
    pub(super) code: u32,
    /// The glyph's number in the font program.
    pub(super) glyph: u32,
}

/// A font some of whose glyphs lack Unicode.
pub(super) struct LackingFont {
    /// Its name without the prefix of a subset; empty where it has none.
    pub(super) name: String,
    key: u128,
    /// The font program, where it is a TrueType, OpenType or CFF one.
    pub(super) data: Option<FontData>,
}

/// What one page draws.
pub(super) struct Collector {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// The fonts whose glyphs lack Unicode.
    pub(super) fonts: Vec<LackingFont>,
    /// Level and upright lines, as tables are ruled with.
    pub(super) rules: Vec<Rule>,
    /// Filled paths with as many elements as a character's outline has.
    pub(super) outlines: usize,
    /// Pictures of any size.
    pub(super) images: usize,
    covered: Vec<bool>,
    /// Glyphs drawn so far, those off the page too.
    seen: usize,
    max_glyphs: usize,
}

impl Collector {
    pub(super) fn new(width: f32, height: f32, max_glyphs: usize) -> Self {
        Self {
            width: f64::from(width),
            height: f64::from(height),
            glyphs: Vec::new(),
            fonts: Vec::new(),
            rules: Vec::new(),
            outlines: 0,
            images: 0,
            covered: vec![false; GRID * GRID],
            seen: 0,
            max_glyphs,
        }
    }

    /// The share of the page that pictures cover, 0 to 1.
    pub(super) fn image_cover(&self) -> f64 {
        self.covered.iter().filter(|covered| **covered).count() as f64 / (GRID * GRID) as f64
    }

    fn cover(&mut self, transform: Affine, width: f64, height: f64) {
        let corners =
            [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|corner| transform * Point::from(corner));
        let (mut low, mut high) = (corners[0], corners[0]);
        for corner in corners {
            low = Point::new(low.x.min(corner.x), low.y.min(corner.y));
            high = Point::new(high.x.max(corner.x), high.y.max(corner.y));
        }
        for (index, cell) in self.covered.iter_mut().enumerate() {
            let x = ((index % GRID) as f64 + 0.5) / GRID as f64 * self.width;
            let y = ((index / GRID) as f64 + 0.5) / GRID as f64 * self.height;
            *cell |= low.x <= x && x <= high.x && low.y <= y && y <= high.y;
        }
    }

    /// Whether a picture lies at this place.
    pub(super) fn is_covered(&self, place: Point) -> bool {
        let cell = |value: f64, length: f64| ((value / length * GRID as f64) as usize).min(GRID - 1);
        self.covered[cell(place.y, self.height) * GRID + cell(place.x, self.width)]
    }

    fn font_index(&mut self, glyph: &Glyph<'_>) -> usize {
        let (name, key, data) = match glyph {
            Glyph::Outline(outline) => match outline.font_data() {
                Some(font) => (font.postscript_name.unwrap_or_default(), font.cache_key, Some(font.data)),
                None => (String::new(), 0, None),
            },
            Glyph::Type3(_) => (String::new(), 0, None),
        };
        self.fonts.iter().position(|font| font.key == key && font.name == name).unwrap_or_else(|| {
            self.fonts.push(LackingFont { name, key, data });
            self.fonts.len() - 1
        })
    }

    /// Keeps the straight lines of a path that are level or upright and on the page.
    fn rule(&mut self, path: &BezPath, transform: Affine) {
        let page = Rect::new(-1.0, -1.0, self.width + 1.0, self.height + 1.0);
        let (mut start, mut last) = (Point::ORIGIN, Point::ORIGIN);
        for element in path.elements() {
            if self.rules.len() > MAX_RULES {
                return;
            }
            let end = match *element {
                PathEl::MoveTo(point) => {
                    (start, last) = (point, point);
                    continue;
                }
                PathEl::LineTo(point) => point,
                PathEl::ClosePath => start,
                PathEl::QuadTo(_, point) | PathEl::CurveTo(_, _, point) => {
                    last = point;
                    continue;
                }
            };
            let (from, to) = (transform * last, transform * end);
            last = end;
            let (across, down) = ((to.x - from.x).abs(), (to.y - from.y).abs());
            let straight = (across < RULE_LEAN && down > RULE_LENGTH) || (down < RULE_LEAN && across > RULE_LENGTH);
            if straight && (page.contains(from) || page.contains(to)) {
                self.rules.push(Rule { from: [from.x, from.y], to: [to.x, to.y] });
            }
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let placed: Vec<Affine> = run.glyphs().iter().map(|glyph| props.transform * glyph.transform()).collect();
        // A substitute font's glyphs are stretched one by one to the widths of the font they stand for, and the
        // advance is that font's already. An even stretch is the text's own horizontal scaling.
        let ratio = |transform: &Affine| {
            let [a, b, c, d, ..] = transform.as_coeffs();
            a.hypot(b) / c.hypot(d)
        };
        let even = placed.iter().map(ratio).all(|r| (r - ratio(&placed[0])).abs() < 0.02 * r.abs());
        let mut font = None;
        for (glyph, transform) in run.glyphs().iter().zip(&placed) {
            self.seen += 1;
            if self.seen > self.max_glyphs {
                // Interpretation has no way to stop early, and the rest can be hundreds of megabytes. The reader
                // catches this without a panic message.
                std::panic::resume_unwind(Box::new("too many glyphs on one page"));
            }
            let [a, b, c, d, ..] = transform.as_coeffs();
            let size = c.hypot(d) * 1000.0;
            let along = if vertical { Vec2::new(-c, -d) } else { Vec2::new(a, b) };
            let length = along.hypot();
            if !size.is_finite() || !length.is_finite() || size < 0.01 || length < 1e-9 {
                continue;
            }
            let units = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(shape) => shape.advance_width(),
            };
            let advance = match units {
                _ if vertical => size,
                Some(units) if even => f64::from(units) * length,
                Some(units) => f64::from(units) / 1000.0 * size,
                None => size / 2.0,
            };
            let origin = if vertical { *transform * Point::new(0.0, 880.0) } else { *transform * Point::ORIGIN };
            let on_page =
                (-size..self.width + size).contains(&origin.x) && (-size..self.height + size).contains(&origin.y);
            if !origin.is_finite() || !on_page {
                continue;
            }
            let text = glyph.as_unicode().map(text_of);
            let says_nothing = text.as_ref().is_none_or(|text| text.first().is_none_or(is_private));
            let code = says_nothing.then(|| Code {
                font: *font.get_or_insert_with(|| self.font_index(glyph)),
                code: glyph.char_code(),
                glyph: match &**glyph {
                    Glyph::Outline(outline) => outline.glyph_id().to_u32(),
                    Glyph::Type3(_) => 0,
                },
            });
            self.glyphs.push(PlacedGlyph {
                text,
                code,
                origin,
                direction: along / length,
                size,
                advance: advance.clamp(0.0, size * 20.0),
                vertical,
            });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.images += 1;
        self.cover(props.transform, f64::from(image.width()), f64::from(image.height()));
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Fill(_)) && path.elements().len() >= OUTLINE_ELEMENTS {
            self.outlines += 1;
        }
        self.rule(path, props.transform);
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The text that a font gives for a glyph.
pub(super) fn text_of(text: BfString) -> GlyphText {
    match text {
        BfString::Char(c) => GlyphText::unified(c.encode_utf8(&mut [0; 4])),
        BfString::String(text) => GlyphText::unified(&text),
    }
}

/// Whether a character says nothing by itself: private use, replacement, control.
pub(super) fn is_private(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}') || c.is_control()
}

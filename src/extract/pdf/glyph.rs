//! A drawing surface that keeps glyphs and where they stand, and measures how much of the page pictures cover.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
    font::{Glyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    kurbo::{Affine, BezPath, Point, Vec2},
};

use crate::text::fold::unified_radical;

/// Cells a side of the grid that measures picture cover.
const GRID: usize = 32;
/// Path elements from which on a filled path may be an outlined character.
const OUTLINE_ELEMENTS: usize = 12;

/// One glyph on the page. Lengths are in points, the origin is the page's top left corner.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// What it says; `None` until [`super::unicode`] has filled it in, or for good where nothing says it.
    pub(super) text: Option<Text>,
    /// The font's PostScript name and the code in its encoding, kept where the text is missing.
    pub(super) code: Option<(usize, u32)>,
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

/// A glyph's text: one character almost always, a few for ligatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Text {
    One(char),
    Many(Box<str>),
}

impl Text {
    pub(super) fn from_bf(text: BfString) -> Self {
        match text {
            BfString::Char(c) => Text::One(unified_radical(c)),
            BfString::String(text) => Text::Many(text.chars().map(unified_radical).collect()),
        }
    }

    pub(super) fn first(&self) -> Option<char> {
        match self {
            Text::One(c) => Some(*c),
            Text::Many(text) => text.chars().next(),
        }
    }

    pub(super) fn last(&self) -> Option<char> {
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

    pub(super) fn push_to(&self, out: &mut String) {
        match self {
            Text::One(c) => out.push(*c),
            Text::Many(text) => out.push_str(text),
        }
    }
}

/// What one page draws.
pub(super) struct Collector {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) glyphs: Vec<Placed>,
    /// The names of the fonts whose glyphs lack Unicode.
    pub(super) fonts: Vec<String>,
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

    fn font_index(&mut self, name: String) -> usize {
        self.fonts.iter().position(|font| *font == name).unwrap_or_else(|| {
            self.fonts.push(name);
            self.fonts.len() - 1
        })
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
            let text = glyph.as_unicode().map(Text::from_bf);
            let code = text.is_none().then(|| {
                let font = *font.get_or_insert_with(|| {
                    let name = match &**glyph {
                        Glyph::Outline(outline) => outline.font_data().and_then(|data| data.postscript_name),
                        Glyph::Type3(_) => None,
                    };
                    self.font_index(name.unwrap_or_default())
                });
                (font, glyph.char_code())
            });
            self.glyphs.push(Placed {
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

    fn draw_path(&mut self, path: &BezPath, _: DrawProps<'a>, mode: &DrawMode) {
        if matches!(mode, DrawMode::Fill(_)) && path.elements().len() >= OUTLINE_ELEMENTS {
            self.outlines += 1;
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

//! A drawing surface that keeps glyphs and where they stand, and what else the page shows ([`super::painted`]).

use std::collections::HashMap;

use hayro_interpret::{
    BlendMode, CacheKey, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
    font::{FontData, Glyph, GlyphRun},
    hayro_cmap::{BfString, WritingMode},
    kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape, Vec2},
    pattern::Pattern,
};

use super::{
    super::{
        judge::{Ink, PaintedPicture},
        line::{GlyphText, RuledLine},
    },
    painted::{InkTest, Painted, Veil, bounds, is_pale},
};

/// Cells a side of the grid that measures picture cover.
const GRID: usize = 32;
/// How deep patterns and masks within each other are looked into.
const MAX_NESTED: u32 = 2;
/// Patterns and masks of one page that are looked into.
const MAX_VEILS: usize = 200;
/// Contours from which on a pattern or a mask may show characters.
const DRAWN: usize = 12;
/// Pictures that are less opaque are watermarks, and glyphs that are less so are not seen, 0 to 1.
const FAINT: f32 = 0.35;
const CLEAR: f32 = 0.06;
/// How often a pattern comes back at least where it is a background.
const REPEATED: f64 = 6.0;
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
    pub(super) code: Option<GlyphCode>,
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
    /// Whether it is seen where it stands.
    pub(super) ink: Ink,
    /// Its place in the order of painting.
    pub(super) order: usize,
}

/// How a glyph was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct GlyphCode {
    /// Place in [`Collector::fonts`].
    pub(super) font: usize,
    /// The code in the font's encoding.
    pub(super) code: u32,
    /// The glyph's number in the font program.
    pub(super) glyph: u32,
}

/// A font of the page.
pub(super) struct PageFont {
    /// Its name without the prefix of a subset; empty where it has none.
    pub(super) name: String,
    pub(super) key: u128,
    /// The font program, where it is a TrueType, OpenType or CFF one.
    pub(super) data: Option<FontData>,
    /// Its glyphs are drawings (Type 3), and their codes anything.
    pub(super) is_drawn: bool,
}

/// What one page draws.
pub(super) struct Collector {
    pub(super) width: f64,
    pub(super) height: f64,
    pub(super) glyphs: Vec<PlacedGlyph>,
    /// The fonts of the glyphs.
    pub(super) fonts: Vec<PageFont>,
    /// Level and upright lines, as tables are ruled with.
    pub(super) rules: Vec<RuledLine>,
    /// What else is painted.
    pub(super) painted: Painted,
    covered: Vec<bool>,
    /// The part of the page that is painted on, the innermost last.
    clips: Vec<Rect>,
    /// The groups that are painted at present: how opaque each is, and whether it lets nothing through.
    groups: Vec<(f32, bool)>,
    /// Whether glyphs have an outline, by their identifiers.
    inked: HashMap<u128, bool>,
    /// Whether patterns and masks show text, by their identifiers.
    veils: HashMap<u128, bool>,
    nested: u32,
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
            painted: Painted::default(),
            covered: vec![false; GRID * GRID],
            clips: Vec::new(),
            groups: Vec::new(),
            inked: HashMap::new(),
            veils: HashMap::new(),
            nested: 0,
            seen: 0,
            max_glyphs,
        }
    }

    /// The share of the page that pictures cover, 0 to 1.
    pub(super) fn image_cover(&self) -> f64 {
        self.covered.iter().filter(|covered| **covered).count() as f64 / (GRID * GRID) as f64
    }

    fn cover(&mut self, frame: Rect) {
        for (index, cell) in self.covered.iter_mut().enumerate() {
            let x = ((index % GRID) as f64 + 0.5) / GRID as f64 * self.width;
            let y = ((index / GRID) as f64 + 0.5) / GRID as f64 * self.height;
            *cell |= frame.x0 <= x && x <= frame.x1 && frame.y0 <= y && y <= frame.y1;
        }
    }

    /// The part of the page that is painted on at present.
    fn seen(&self) -> Rect {
        self.clips.last().copied().unwrap_or(Rect::new(0.0, 0.0, self.width, self.height))
    }

    /// How opaque the group is that is painted at present.
    fn opacity(&self) -> f32 {
        self.groups.iter().map(|(opacity, _)| opacity).product()
    }

    /// Whether a glyph has an outline; `None` where its font's own is not at hand.
    fn has_outline(&mut self, glyph: &Glyph<'_>) -> Option<bool> {
        let Glyph::Outline(outline) = glyph else { return None };
        if outline.glyph_id().to_u32() == 0 {
            return None;
        }
        let key = outline.identifier().cache_key();
        Some(*self.inked.entry(key).or_insert_with(|| !outline.outline().elements().is_empty()))
    }

    /// Whether a glyph that is said to be a space shows something.
    fn shows_something<'a>(&mut self, glyph: &Glyph<'a>, transform: Affine, paint: &Paint<'a>) -> bool {
        match glyph {
            Glyph::Outline(_) => self.has_outline(glyph).unwrap_or_default(),
            Glyph::Type3(shape) => {
                let key = shape.cache_key();
                if let Some(known) = self.inked.get(&key) {
                    return *known;
                }
                let mut test = InkTest::default();
                shape.interpret(&mut test, transform, Affine::IDENTITY, paint);
                self.inked.insert(key, test.0);
                test.0
            }
        }
    }

    /// Notes an area that is painted with another drawing, where that shows glyphs, pictures or contours of characters.
    fn veil(&mut self, key: u128, frame: Rect, repeated: bool, paint: impl FnOnce(&mut Collector)) {
        let frame = frame.intersect(self.seen());
        if self.nested >= MAX_NESTED || frame.area() <= 0.0 {
            return;
        }
        let known = self.veils.get(&key).copied();
        if known.is_none() && self.veils.len() >= MAX_VEILS {
            return;
        }
        let says = known.unwrap_or_else(|| {
            let mut inner = Collector::new(self.width as f32, self.height as f32, self.max_glyphs);
            (inner.nested, inner.seen) = (self.nested + 1, self.seen);
            paint(&mut inner);
            self.seen = inner.seen;
            let has_glyphs = inner.glyphs.iter().any(|glyph| !glyph.text.as_ref().is_some_and(GlyphText::is_blank));
            has_glyphs || inner.painted.contours.len() >= DRAWN || !inner.painted.veils.is_empty()
        });
        self.veils.insert(key, says);
        if says {
            self.painted.veils.push(Veil { frame, repeated });
        }
    }

    /// Looks into what a path is painted with.
    fn look_behind<'a>(&mut self, path: &BezPath, props: &DrawProps<'a>, mode: &DrawMode) {
        let is_tiled = matches!(&props.paint, Paint::Pattern(pattern) if matches!(**pattern, Pattern::Tiling(_)));
        if !is_tiled && props.soft_mask.is_none() {
            return;
        }
        let frame = bounds(props.transform, path.bounding_box());
        if let Some(mask) = &props.soft_mask {
            self.veil(mask.cache_key(), frame, false, |inner| mask.interpret(inner));
        }
        if let Paint::Pattern(pattern) = &props.paint
            && let Pattern::Tiling(tiling) = &**pattern
        {
            let [a, b, c, d, ..] = tiling.matrix.as_coeffs();
            let step = (f64::from(tiling.x_step) * a.hypot(b) * f64::from(tiling.y_step) * c.hypot(d)).abs();
            let repeated = frame.intersect(self.seen()).area() > REPEATED * step;
            let is_stroke = matches!(mode, DrawMode::Stroke(_));
            self.veil(tiling.cache_key(), frame, repeated, |inner| {
                tiling.interpret(inner, tiling.matrix, is_stroke);
            });
        }
    }

    fn font_index(&mut self, glyph: &Glyph<'_>) -> usize {
        let (name, key, data) = match glyph {
            Glyph::Outline(outline) => match outline.font_data() {
                Some(font) => (font.postscript_name.unwrap_or_default(), font.cache_key, Some(font.data)),
                None => (String::new(), 0, None),
            },
            Glyph::Type3(_) => (String::new(), 0, None),
        };
        let is_drawn = matches!(glyph, Glyph::Type3(_));
        let is_same = |font: &PageFont| font.key == key && font.is_drawn == is_drawn && font.name == name;
        self.fonts.iter().position(is_same).unwrap_or_else(|| {
            self.fonts.push(PageFont { name, key, data, is_drawn });
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
                self.rules.push(RuledLine { from: [from.x, from.y], to: [to.x, to.y] });
            }
        }
    }
}

impl<'a> Device<'a> for Collector {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let ink = match mode {
            DrawMode::Invisible => Ink::None,
            _ if is_pale(&props.paint) || self.opacity() < CLEAR => Ink::Pale,
            _ => Ink::Shown,
        };
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
            let mut text = glyph.as_unicode().map(text_of);
            let is_blank = text.as_ref().is_some_and(GlyphText::is_blank);
            if is_blank && ink == Ink::Shown && self.shows_something(glyph, *transform, &props.paint) {
                // A space shows nothing; a map that says it of something is wrong.
                text = None;
            }
            let code = Some(GlyphCode {
                font: *font.get_or_insert_with(|| self.font_index(glyph)),
                code: glyph.char_code(),
                glyph: match &**glyph {
                    Glyph::Outline(outline) => outline.glyph_id().to_u32(),
                    Glyph::Type3(_) => glyph.char_code(),
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
                ink,
                order: self.seen,
            });
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let whole = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let frame = bounds(props.transform, whole).intersect(self.seen());
        if !frame.is_finite() || self.opacity() < FAINT {
            return;
        }
        self.seen += 1;
        let covers = match &image {
            Image::Raster(raster) => {
                let dict = raster.stream().dict();
                let is_masked = ["SMask", "Mask", "SMaskInData"].iter().any(|key| dict.contains_key(key));
                !is_masked && self.groups.iter().all(|(_, covers)| *covers)
            }
            Image::Stencil(_) => false,
        };
        self.cover(frame);
        let frame = [frame.x0, frame.y0, frame.x1, frame.y1];
        self.painted.picture(PaintedPicture { frame, order: self.seen, covers, key: image.cache_key() });
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        self.look_behind(path, &props, mode);
        if !is_pale(&props.paint) {
            self.painted.contours(path, props.transform, self.seen());
        }
        self.rule(path, props.transform);
    }

    fn draw_rect(&mut self, rectangle: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        let path = rectangle.to_path(0.1);
        self.look_behind(&path, &props, mode);
        self.rule(&path, props.transform);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let clip = self.seen().intersect(clip.path.bounding_box());
        self.clips.push(clip);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.groups.push((opacity, opacity > 0.99 && mask.is_none() && blend == BlendMode::Normal));
        if let Some(mask) = mask {
            let frame = self.seen();
            self.veil(mask.cache_key(), frame, false, |inner| mask.interpret(inner));
        }
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}

/// The text that a font gives for a glyph.
pub(super) fn text_of(text: BfString) -> GlyphText {
    match text {
        BfString::Char(c) => GlyphText::unified(c.encode_utf8(&mut [0; 4])),
        BfString::String(text) => GlyphText::unified(&text),
    }
}

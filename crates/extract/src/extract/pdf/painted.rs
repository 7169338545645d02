//! What a page shows beside its glyphs: pictures, contours that may be drawn characters, and areas that are painted with
//! other drawings.

use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
    font::GlyphRun,
    kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape},
};

use crate::extract::{
    judge::PaintedPicture,
    region::{area, union},
};

/// Pictures of one page that are told apart; scanners cut a page into strips, some sixty of them.
const MAX_PICTURES: usize = 500;
/// Contours of one page that are kept.
const MAX_CONTOURS: usize = 200_000;
/// The largest contour that may be a part of a character, in points a side.
const CHARACTER: f64 = 45.0;
/// From this lightness on, of 255, a colour is that of the paper, and up to this opacity it is none.
const PALE: u8 = 245;
const CLEAR: u8 = 16;

/// An area that shows another drawing: a pattern, or what a mask lets through.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Veil {
    pub(super) frame: Rect,
    /// The drawing is repeated over and over, as backgrounds are.
    pub(super) repeated: bool,
}

/// What a page shows beside its glyphs.
#[derive(Debug, Default)]
pub(super) struct Painted {
    pub(super) pictures: Vec<PaintedPicture>,
    /// The boxes of contours as small as a character and its parts.
    pub(super) contours: Vec<Rect>,
    pub(super) veils: Vec<Veil>,
}

impl Painted {
    pub(super) fn picture(&mut self, picture: PaintedPicture) {
        if area(picture.frame) <= 0.0 {
            return;
        }
        let is_full = self.pictures.len() >= MAX_PICTURES;
        match self.pictures.last_mut() {
            // What is cut finer is one picture.
            Some(last) if is_full => {
                last.frame = union(last.frame, picture.frame);
                last.order = picture.order;
            }
            _ => self.pictures.push(picture),
        }
    }

    /// Keeps the contours of a path that may be those of characters, where `seen` shows them. A rectangle alone is a
    /// rule, a box or a background.
    pub(super) fn contours(&mut self, path: &BezPath, transform: Affine, seen: Rect) {
        let mut contour = Contour::default();
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(point) => {
                    self.keep(std::mem::take(&mut contour), seen);
                    contour.add(transform * point);
                }
                PathEl::LineTo(point) => contour.add(transform * point),
                PathEl::QuadTo(a, point) => [a, point].iter().for_each(|point| contour.add(transform * *point)),
                PathEl::CurveTo(a, b, point) => {
                    [a, b, point].iter().for_each(|point| contour.add(transform * *point));
                }
                PathEl::ClosePath => {}
            }
        }
        self.keep(contour, seen);
    }

    fn keep(&mut self, contour: Contour, seen: Rect) {
        let Some(frame) = contour.frame.filter(|frame| frame.is_finite()) else { return };
        let is_small = frame.width() <= CHARACTER && frame.height() <= CHARACTER;
        if is_small && contour.points > 1 && frame.overlaps(seen) && self.contours.len() < MAX_CONTOURS {
            self.contours.push(frame);
        }
    }
}

#[derive(Default)]
struct Contour {
    points: usize,
    frame: Option<Rect>,
}

impl Contour {
    fn add(&mut self, point: Point) {
        self.points += 1;
        let at = Rect::from_points(point, point);
        self.frame = Some(self.frame.map_or(at, |frame| frame.union(at)));
    }
}

/// The box of a rectangle that is moved and turned.
pub(super) fn bounds(transform: Affine, rectangle: Rect) -> Rect {
    transform.transform_rect_bbox(rectangle)
}

/// Whether a paint leaves nothing to be seen on white paper.
pub(super) fn is_pale(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => {
            let [red, green, blue, alpha] = color.to_rgba().to_rgba8();
            alpha <= CLEAR || red.min(green).min(blue) >= PALE
        }
        Paint::Pattern(_) => false,
    }
}

/// Notes whether anything is painted at all.
#[derive(Default)]
pub(super) struct InkTest(pub(super) bool);

impl<'a> Device<'a> for InkTest {
    fn draw_path(&mut self, path: &BezPath, _: DrawProps<'a>, _: &DrawMode) {
        self.0 |= path.bounding_box().area() > 0.0;
    }
    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, 'a>, _: DrawProps<'a>, _: &DrawMode) {
        self.0 = true;
    }
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.0 = true;
    }
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contours_of_a_compound_path_are_told_apart() {
        let mut path = BezPath::new();
        for x in [0.0, 20.0, 40.0] {
            path.extend(Rect::new(x, 0.0, x + 10.0, 12.0).to_path(0.1));
        }
        path.extend(Rect::new(0.0, 0.0, 500.0, 1.0).to_path(0.1));
        let mut painted = Painted::default();
        painted.contours(&path, Affine::translate((5.0, 5.0)), Rect::new(0.0, 0.0, 600.0, 800.0));
        assert_eq!(painted.contours.len(), 3, "and the rule is none");
        assert_eq!(painted.contours[1], Rect::new(25.0, 5.0, 35.0, 17.0));
        painted.contours(&path, Affine::translate((f64::NAN, 5.0)), Rect::new(0.0, 0.0, 600.0, 800.0));
        assert_eq!(painted.contours.len(), 3);
    }
}

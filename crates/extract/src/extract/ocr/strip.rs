//! Turned rectangles: where one line of text stands in a picture.

use rten_imageproc::{PointF, RotatedRect, min_area_rect};

/// A point in pixels, origin top left, y downwards.
pub(super) type PixelPoint = [f32; 2];

/// A rectangle around one line of text, turned with the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Strip {
    pub(super) center: PixelPoint,
    /// Unit vector in the direction of reading.
    pub(super) along: PixelPoint,
    /// Length in the direction of reading.
    pub(super) width: f32,
    /// Length across it: the height of the characters.
    pub(super) height: f32,
}

impl Strip {
    /// The smallest rectangle around the points, with the direction of reading within 45° of rightwards. `None` for no
    /// points.
    pub(super) fn around(points: &[PixelPoint]) -> Option<Self> {
        let points: Vec<PointF> = points.iter().map(|p| PointF::from_yx(p[1], p[0])).collect();
        min_area_rect(&points).map(Self::from_rect)
    }

    fn from_rect(rect: RotatedRect) -> Self {
        let center = [rect.center().x, rect.center().y];
        // The two axes stand at a right angle; the flatter of them is the one of reading.
        let (up, across) = (rect.up_axis(), [rect.up_axis().y, -rect.up_axis().x]);
        let (along, width, height) = if across[0].abs() >= up.x.abs() {
            (across, rect.width(), rect.height())
        } else {
            ([up.x, up.y], rect.height(), rect.width())
        };
        let along = if along[0] < 0.0 { [-along[0], -along[1]] } else { along };
        Self { center, along, width, height }
    }

    /// Unit vector from the top of the characters to their foot.
    pub(super) fn down(&self) -> PixelPoint {
        [-self.along[1], self.along[0]]
    }

    /// The point that lies so far along and across from the centre.
    pub(super) fn at(&self, along: f32, across: f32) -> PixelPoint {
        let down = self.down();
        [
            self.center[0] + self.along[0] * along + down[0] * across,
            self.center[1] + self.along[1] * along + down[1] * across,
        ]
    }

    /// `[x0, y0, x1, y1]` of the upright rectangle around it.
    pub(super) fn bounds(&self) -> [f32; 4] {
        let reach = |i: usize| (self.along[i] * self.width).abs() / 2.0 + (self.down()[i] * self.height).abs() / 2.0;
        let (x, y) = (reach(0), reach(1));
        [self.center[0] - x, self.center[1] - y, self.center[0] + x, self.center[1] + y]
    }

    /// Degrees by which the direction of reading falls away from rightwards; clockwise is positive.
    pub(super) fn angle(&self) -> f32 {
        self.along[1].atan2(self.along[0]).to_degrees()
    }

    /// The detector marks the core of a line; this grows it to the whole line, by area times `ratio` over girth on
    /// every side, as PaddleOCR does.
    pub(super) fn unclip(&self, ratio: f32) -> Self {
        let grow = self.width * self.height * ratio / (self.width + self.height).max(f32::MIN_POSITIVE);
        Self { width: self.width + grow, height: self.height + grow, ..*self }
    }

    /// The same rectangle read from its other end, with the characters upside down.
    pub(super) fn reversed(&self) -> Self {
        Self { along: [-self.along[0], -self.along[1]], ..*self }
    }

    /// The same rectangle read from its top to its foot, with the characters lying on their left side.
    pub(super) fn downwards(&self) -> Self {
        Self { along: self.down(), width: self.height, height: self.width, ..*self }
    }

    /// The same place in a picture of another size.
    pub(super) fn scaled(&self, x: f32, y: f32) -> Self {
        let along = [self.along[0] * x, self.along[1] * y];
        let length = along[0].hypot(along[1]).max(f32::MIN_POSITIVE);
        let down = self.down();
        Self {
            center: [self.center[0] * x, self.center[1] * y],
            along: [along[0] / length, along[1] / length],
            width: self.width * length,
            height: self.height * (down[0] * x).hypot(down[1] * y),
        }
    }

    /// The same place, seen from another origin.
    pub(super) fn moved(&self, by: PixelPoint) -> Self {
        Self { center: [self.center[0] + by[0], self.center[1] + by[1]], ..*self }
    }
}

/// How a page was turned before it was read, by quarters of a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quarter {
    /// As it came.
    None,
    /// The text stood turned by 90° clockwise: it ran from top to foot.
    Clockwise,
    /// The text stood turned by 90° counter-clockwise: it ran from foot to top.
    CounterClockwise,
}

impl Quarter {
    /// Takes a place in the picture set upright back to the picture as it came, which is `width` by `height` pixels.
    pub(super) fn back(self, strip: &Strip, width: f32, height: f32) -> Strip {
        let turn = |point: PixelPoint, origin: PixelPoint| match self {
            Self::None => point,
            Self::Clockwise => [origin[0] - point[1], point[0]],
            Self::CounterClockwise => [point[1], origin[1] - point[0]],
        };
        Strip { center: turn(strip.center, [width, height]), along: turn(strip.along, [0.0, 0.0]), ..*strip }
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, imageops};
    use proptest::prelude::*;

    use super::*;

    impl Strip {
        /// Top left, top right, bottom right and bottom left, as the line is read.
        fn corners(&self) -> [PixelPoint; 4] {
            [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)].map(|(x, y)| self.at(x * self.width, y * self.height))
        }
    }

    fn any_strip() -> impl Strategy<Value = Strip> {
        (0.0f32..500.0, 0.0f32..500.0, -44.0f32..44.0, 3.0f32..300.0, 3.0f32..60.0).prop_map(|(x, y, angle, w, h)| {
            let (sin, cos) = angle.to_radians().sin_cos();
            Strip { center: [x, y], along: [cos, sin], width: w, height: h }
        })
    }

    /// Whether the point lies in the rectangle, with a thousandth of its size to spare.
    fn holds(strip: &Strip, point: PixelPoint) -> bool {
        let (dx, dy) = (point[0] - strip.center[0], point[1] - strip.center[1]);
        let along = dx * strip.along[0] + dy * strip.along[1];
        let across = dx * strip.down()[0] + dy * strip.down()[1];
        let spare = 0.01 + (strip.width + strip.height) * 1e-3;
        along.abs() <= strip.width / 2.0 + spare && across.abs() <= strip.height / 2.0 + spare
    }

    fn near(a: &Strip, b: &Strip) -> bool {
        a.corners().iter().zip(b.corners()).all(|(a, b)| (a[0] - b[0]).abs() < 0.1 && (a[1] - b[1]).abs() < 0.1)
    }

    proptest! {
        #[test]
        fn the_smallest_rectangle_holds_every_point(points in prop::collection::hash_set((0u16..400, 0u16..400), 3..40)) {
            let points: Vec<PixelPoint> = points.into_iter().map(|(x, y)| [f32::from(x), f32::from(y)]).collect();
            let strip = Strip::around(&points).expect("there are points");
            for point in &points {
                prop_assert!(holds(&strip, *point), "{point:?} outside {strip:?}");
            }
            prop_assert!(strip.angle().abs() <= 45.01);
        }

        #[test]
        fn corners_give_their_rectangle_again(strip in any_strip()) {
            let found = Strip::around(&strip.corners()).expect("four points");
            prop_assert!((found.width * found.height - strip.width * strip.height).abs() <= 0.01 * strip.width * strip.height + 1.0);
            for corner in strip.corners() {
                prop_assert!(holds(&found, corner));
            }
        }

        #[test]
        fn growing_keeps_what_was_inside(strip in any_strip(), ratio in 0.0f32..3.0) {
            let grown = strip.unclip(ratio);
            for corner in strip.corners() {
                prop_assert!(holds(&grown, corner));
            }
            prop_assert!(grown.bounds()[0] <= strip.bounds()[0] && grown.bounds()[3] >= strip.bounds()[3]);
        }

        #[test]
        fn scaling_and_moving_go_there_and_back(strip in any_strip(), scale in 0.1f32..8.0) {
            let back = strip.scaled(scale, scale).moved([3.0, 4.0]).moved([-3.0, -4.0]).scaled(1.0 / scale, 1.0 / scale);
            prop_assert!(near(&strip, &back));
            prop_assert!(near(&strip, &strip.reversed().reversed()));
        }

        #[test]
        fn a_place_in_the_turned_picture_is_found_again(x in 0u16..30, y in 0u16..20) {
            let (width, height) = (30u32, 20u32);
            let mut picture = RgbImage::new(width, height);
            picture.put_pixel(x.into(), y.into(), Rgb([255, 0, 0]));
            // The page that stood turned clockwise is set upright by turning it back.
            for (quarter, upright) in [
                (Quarter::Clockwise, imageops::rotate270(&picture)),
                (Quarter::CounterClockwise, imageops::rotate90(&picture)),
            ] {
                let (ux, uy, _) = upright.enumerate_pixels().find(|(_, _, p)| p.0[0] == 255).expect("the mark");
                #[expect(clippy::cast_precision_loss, reason = "pixels of a small picture")]
                let place = Strip {
                    center: [ux as f32 + 0.5, uy as f32 + 0.5], along: [1.0, 0.0], width: 1.0, height: 1.0,
                };
                let found = quarter.back(&place, 30.0, 20.0);
                prop_assert_eq!(found.center, [f32::from(x) + 0.5, f32::from(y) + 0.5]);
            }
        }
    }

    #[test]
    fn a_tall_rectangle_is_read_from_its_top() {
        let tall = Strip { center: [10.0, 50.0], along: [1.0, 0.0], width: 8.0, height: 60.0 };
        let read = tall.downwards();
        assert_eq!((read.width, read.height, read.along), (60.0, 8.0, [0.0, 1.0]));
        assert_eq!(
            read.corners()[0],
            [14.0, 20.0],
            "reading starts at the top, the heads of the characters to the right"
        );
        assert_eq!(read.bounds(), tall.bounds());
    }
}

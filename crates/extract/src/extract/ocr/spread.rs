//! Spreads: two pages side by side in one picture, such as an open minute book or an A3 sheet folded to a booklet.

use image::RgbImage;

use super::{
    layout::TextBox,
    raster::{luma, pixels, whole},
    strip::PixelPoint,
};

/// A spread is wider than so many times its height; one page of A4 or A3 on its side has 1.41, a photo 1.33.
const WIDE: f32 = 1.15;
/// How far the empty column may lie from the middle of the picture, or from that of its text, as a part of the width.
const OFF_MIDDLE: f32 = 0.12;
/// The least width of the empty column, as a part of the picture's width.
const GUTTER: f32 = 0.012;
/// A line of running text takes up so much of the width of its side.
const LONG: f32 = 0.6;
/// A line of running text is so many times as long as high.
const SLENDER: f32 = 8.0;
/// So many lines of running text stand on each side.
const LINES: usize = 4;
/// So much of the text of a side, by length, is running text; the cells of a table are not.
const RUNNING: f32 = 0.5;
/// From so many rules across the empty column on the sheet is one table.
const RULES: usize = 3;
/// How much darker than its surroundings a rule is, of 255.
const DARKER: f32 = 18.0;
/// The part of the width over which a rule is looked for, at the middle of the empty column.
const BAND: f32 = 0.018;

/// How a picture was laid straight: turned by `skew` degrees, and set upright.
#[derive(Debug, Clone, Copy)]
pub(super) struct Straight {
    pub(super) skew: f32,
    pub(super) upside_down: bool,
}

impl Straight {
    fn sign(self) -> f32 {
        if self.upside_down { -1.0 } else { 1.0 }
    }

    /// A point of the picture, on the straightened page.
    pub(super) fn point(self, [x, y]: PixelPoint) -> PixelPoint {
        let (sin, cos) = (-self.skew).to_radians().sin_cos();
        [self.sign() * (x * cos - y * sin), self.sign() * (x * sin + y * cos)]
    }

    /// A point of the straightened page, in the picture.
    fn back(self, [x, y]: PixelPoint) -> PixelPoint {
        let (sin, cos) = (-self.skew).to_radians().sin_cos();
        let (x, y) = (self.sign() * x, self.sign() * y);
        [x * cos + y * sin, y * cos - x * sin]
    }
}

/// Where the two pages of a spread part, from the left on the straightened page: an empty column near the middle with
/// running text on both sides and no table across it. `None` for a picture of one page.
pub(super) fn parting(picture: &RgbImage, straight: Straight, boxes: &[TextBox]) -> Option<f32> {
    let (width, height) = (pixels(picture.width()), pixels(picture.height()));
    if width <= WIDE * height {
        return None;
    }
    let middle = straight.point([width / 2.0, height / 2.0])[0];
    let [from, to] = gutter(boxes, middle, width)?;
    let parting = f32::midpoint(from, to);
    let (left, right): (Vec<&TextBox>, Vec<&TextBox>) = boxes.iter().partition(|it| it.center[0] < parting);
    if !is_running(&left) || !is_running(&right) {
        return None;
    }
    (rules_across(picture, straight, boxes, parting) < RULES).then_some(parting)
}

/// The widest empty column near the middle, from its left to its right edge.
fn gutter(boxes: &[TextBox], middle: f32, width: f32) -> Option<[f32; 2]> {
    let mut sides: Vec<[f32; 2]> = boxes.iter().map(|it| [it.left(), it.right()]).collect();
    sides.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let first = sides.first()?[0];
    let last = sides.iter().map(|side| side[1]).fold(f32::NEG_INFINITY, f32::max);
    let near = |at: f32| {
        let off = (at - middle).abs().min((at - f32::midpoint(first, last)).abs());
        off <= OFF_MIDDLE * width
    };
    let mut reached = f32::INFINITY;
    let mut widest: Option<[f32; 2]> = None;
    for [left, right] in sides {
        let gap = left - reached;
        let is_wider = widest.is_none_or(|[from, to]| gap > to - from);
        if gap >= GUTTER * width && is_wider && near(f32::midpoint(reached, left)) {
            widest = Some([reached, left]);
        }
        reached = if reached.is_finite() { reached.max(right) } else { right };
    }
    widest
}

/// Whether one side of a spread is a page of running text.
fn is_running(side: &[&TextBox]) -> bool {
    let left = side.iter().map(|it| it.left()).fold(f32::INFINITY, f32::min);
    let right = side.iter().map(|it| it.right()).fold(f32::NEG_INFINITY, f32::max);
    let is_long = |it: &&&TextBox| it.width >= LONG * (right - left) && it.width >= SLENDER * it.height;
    let long: Vec<f32> = side.iter().filter(is_long).map(|it| it.width).collect();
    let all: f32 = side.iter().map(|it| it.width).sum();
    long.len() >= LINES && long.iter().sum::<f32>() >= RUNNING * all
}

/// How many rules run across the column at `at`, beside the text.
fn rules_across(picture: &RgbImage, straight: Straight, boxes: &[TextBox], at: f32) -> usize {
    /// How far a rule may rise or fall along its length.
    const SLOPES: [f32; 5] = [-0.04, -0.02, 0.0, 0.02, 0.04];
    const POINTS: u8 = 9;
    /// Surroundings, above and below, in points of the picture.
    const AROUND: usize = 12;
    let top = boxes.iter().map(|it| it.center[1] - it.height).fold(f32::INFINITY, f32::min);
    let foot = boxes.iter().map(|it| it.center[1] + it.height).fold(f32::NEG_INFINITY, f32::max);
    let band = BAND * pixels(picture.width());
    // The lightest point of a row across the band: dark only where the whole row is.
    let lightest = |y: f32, slope: f32| {
        (0..POINTS)
            .map(|point| (f32::from(point) / f32::from(POINTS - 1) - 0.5) * band)
            .map(|off| luma(picture, straight.back([at + off, y + slope * off])))
            .fold(0.0, f32::max)
    };
    let rows = whole((foot - top).clamp(0.0, pixels(picture.height())));
    let darkness: Vec<f32> = (0..rows)
        .map(|row| top + pixels(row))
        .map(|y| SLOPES.iter().map(|slope| lightest(y, *slope)).fold(f32::INFINITY, f32::min))
        .collect();
    let mut rules = 0;
    let mut is_within = false;
    for (row, value) in darkness.iter().enumerate() {
        let around = darkness.iter().take(row + AROUND + 1).skip(row.saturating_sub(AROUND));
        let paper = around.copied().fold(0.0, f32::max);
        let is_dark = paper - value >= DARKER;
        rules += usize::from(is_dark && !is_within);
        is_within = is_dark;
    }
    rules
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    const STRAIGHT: Straight = Straight { skew: 0.0, upside_down: false };
    const SHEET: (u32, u32) = (1_400, 1_000);

    fn line(x: f32, y: f32, width: f32) -> TextBox {
        TextBox { text: "字".to_owned(), center: [x + width / 2.0, y], width, height: 30.0 }
    }

    /// Lines from the top to the foot, those of one width beside each other from each `x` on.
    fn lines(columns: &[(f32, f32)]) -> Vec<TextBox> {
        (0u8..16)
            .flat_map(|row| columns.iter().map(move |(x, width)| line(*x, 100.0 + 50.0 * f32::from(row), *width)))
            .collect()
    }

    fn paper() -> RgbImage {
        RgbImage::from_pixel(SHEET.0, SHEET.1, Rgb([245, 243, 238]))
    }

    fn ruled(from: u32, to: u32) -> RgbImage {
        let mut sheet = paper();
        for y in (125..900).step_by(50) {
            for (x, y) in (from..to).flat_map(|x| [(x, y), (x, y + 1)]) {
                sheet.put_pixel(x, y, Rgb([120, 120, 120]));
            }
        }
        sheet
    }

    #[test]
    fn running_text_on_both_sides_of_an_empty_column_is_a_spread() {
        let spread = lines(&[(80.0, 560.0), (760.0, 560.0)]);
        let at = parting(&paper(), STRAIGHT, &spread).expect("two pages");
        assert!((at - 700.0).abs() < 1.0, "{at}");
        let mut ruled_pages = ruled(60, 660);
        for (x, y, pixel) in ruled(740, 1_340).enumerate_pixels() {
            if pixel.0[0] < 200 {
                ruled_pages.put_pixel(x, y, *pixel);
            }
        }
        assert!(parting(&ruled_pages, STRAIGHT, &spread).is_some(), "the rules of a book end before the fold");
        let upside_down = Straight { skew: 0.0, upside_down: true };
        let turned: Vec<TextBox> = spread
            .iter()
            .map(|it| TextBox { center: [it.center[0] - 1_400.0, it.center[1] - 1_000.0], ..it.clone() })
            .collect();
        let at = parting(&paper(), upside_down, &turned).expect("two pages");
        assert!((at + 700.0).abs() < 1.0, "{at}");
    }

    #[test]
    fn one_page_is_not_parted() {
        let spread = lines(&[(80.0, 560.0), (760.0, 560.0)]);
        let tall = RgbImage::from_pixel(1_400, 1_300, Rgb([245, 243, 238]));
        assert_eq!(parting(&tall, STRAIGHT, &spread), None, "not wide enough");
        assert_eq!(parting(&paper(), STRAIGHT, &lines(&[(80.0, 1_240.0)])), None, "lines across the middle");
        let mut across = spread.clone();
        across.push(line(500.0, 60.0, 400.0));
        assert_eq!(parting(&paper(), STRAIGHT, &across), None, "a title across both");
        assert_eq!(parting(&paper(), STRAIGHT, &lines(&[(80.0, 900.0), (1_100.0, 220.0)])), None, "a column aside");
        let few = lines(&[(80.0, 560.0), (760.0, 560.0)]).into_iter().take(6).collect::<Vec<_>>();
        assert_eq!(parting(&paper(), STRAIGHT, &few), None, "a photo with a few words");
        assert_eq!(parting(&paper(), STRAIGHT, &[]), None);
    }

    #[test]
    fn tables_are_not_parted() {
        let columns = [80.0, 260.0, 440.0, 620.0, 800.0, 980.0, 1_160.0].map(|x| (x, 120.0));
        assert_eq!(parting(&paper(), STRAIGHT, &lines(&columns)), None, "a wide list");
        let spread = lines(&[(80.0, 560.0), (760.0, 560.0)]);
        assert_eq!(parting(&ruled(60, 1_340), STRAIGHT, &spread), None, "a table of two columns of long cells");
    }
}

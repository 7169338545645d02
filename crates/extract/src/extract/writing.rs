//! Whether a picture can show writing: a cheap look that spares plain backgrounds, drawings of a few lines and seals the
//! reading of their text.

use std::collections::BTreeSet;

use image::{RgbImage, imageops};

/// The side of a cell, in pixels of a picture with about 110 dots an inch; a character of 12 points takes four.
const CELL: usize = 8;
/// How far around a pixel the paper is looked for, in pixels.
const AROUND: usize = 12;
/// How much ink differs from the paper around it, of 255.
const CONTRAST: i64 = 24;
/// From ink to paper and back, this often along the rows and along the columns of a cell, is writing.
const CHANGES: usize = 5;
/// Rows, and columns, of a cell that differ: where rules cross there are two kinds of each.
const KINDS: usize = 4;
/// How often a picture is made half as large, so that large and coarse characters are seen too.
const HALVES: u32 = 3;
/// Cells of writing that six small characters have.
const WRITTEN: usize = 14;
/// The share of ink that is red in a seal, and how much redder than anything else it is.
const RED: f64 = 0.6;
const REDDER: i32 = 40;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WritingEvidence {
    /// Nothing that could be writing.
    Plain,
    /// It may be writing, all of it red.
    Red,
    /// It may be writing.
    Writing,
}

/// Looks at a picture that is drawn with about 110 dots an inch.
pub(super) fn shown(picture: &RgbImage) -> WritingEvidence {
    let mut found = shown_at(picture);
    for halves in 1..=HALVES {
        let (width, height) = (picture.width() >> halves, picture.height() >> halves);
        if found != WritingEvidence::Plain || (width as usize) < CELL || (height as usize) < CELL {
            break;
        }
        found = shown_at(&imageops::thumbnail(picture, width, height));
    }
    found
}

fn shown_at(picture: &RgbImage) -> WritingEvidence {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    if width < CELL || height < CELL {
        return WritingEvidence::Plain;
    }
    let grey: Vec<i64> = picture
        .pixels()
        .map(|pixel| {
            let [red, green, blue] = pixel.0.map(i64::from);
            (red * 299 + green * 587 + blue * 114) / 1000
        })
        .collect();
    let sums = Sums::of(&grey, width, height);
    let is_ink = |x: usize, y: usize| (grey[y * width + x] - sums.mean(x, y)).abs() > CONTRAST;
    let ink: Vec<bool> = (0..width * height).map(|place| is_ink(place % width, place / width)).collect();
    let (mut written, mut inked, mut red) = (0_usize, 0_usize, 0_usize);
    for top in (0..height - CELL + 1).step_by(CELL) {
        for left in (0..width - CELL + 1).step_by(CELL) {
            let at = |x: usize, y: usize| ink[(top + y) * width + left + x];
            let pairs = || (0..CELL).flat_map(|a| (1..CELL).map(move |b| (a, b)));
            let along = pairs().filter(|(y, x)| at(*x, *y) != at(x - 1, *y)).count();
            let down = pairs().filter(|(x, y)| at(*x, *y) != at(*x, y - 1)).count();
            let kinds = |cell: &dyn Fn(usize, usize) -> bool| {
                let lines = (0..CELL).map(|a| (0..CELL).fold(0_u32, |bits, b| bits << 1 | u32::from(cell(a, b))));
                lines.collect::<BTreeSet<u32>>().len()
            };
            let is_crossing = kinds(&|y, x| at(x, y)) < KINDS || kinds(&|x, y| at(x, y)) < KINDS;
            if along < CHANGES || down < CHANGES || is_crossing {
                continue;
            }
            written += 1;
            let is_dark = |x: usize, y: usize| grey[(top + y) * width + left + x] < sums.mean(left + x, top + y);
            let dark = (0..CELL).flat_map(|y| (0..CELL).map(move |x| (y, x)));
            for (y, x) in dark.filter(|(y, x)| at(*x, *y) && is_dark(*x, *y)) {
                let [r, g, b] = picture.get_pixel((left + x) as u32, (top + y) as u32).0.map(i32::from);
                inked += 1;
                red += usize::from(r - g.max(b) > REDDER);
            }
        }
    }
    match written {
        0..WRITTEN => WritingEvidence::Plain,
        _ if red as f64 >= RED * inked as f64 => WritingEvidence::Red,
        _ => WritingEvidence::Writing,
    }
}

/// Sums over every part of a picture.
struct Sums {
    sums: Vec<i64>,
    width: usize,
    height: usize,
}

impl Sums {
    fn of(grey: &[i64], width: usize, height: usize) -> Self {
        let mut sums = vec![0; (width + 1) * (height + 1)];
        for y in 0..height {
            let mut row = 0;
            for x in 0..width {
                row += grey[y * width + x];
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        Self { sums, width, height }
    }

    /// The mean around a pixel.
    fn mean(&self, x: usize, y: usize) -> i64 {
        let (x0, x1) = (x.saturating_sub(AROUND), (x + AROUND + 1).min(self.width));
        let (y0, y1) = (y.saturating_sub(AROUND), (y + AROUND + 1).min(self.height));
        let at = |x: usize, y: usize| self.sums[y * (self.width + 1) + x];
        let count = ((x1 - x0) * (y1 - y0)) as i64;
        (at(x1, y1) - at(x0, y1) - at(x1, y0) + at(x0, y0)) / count.max(1)
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    fn notice() -> RgbImage {
        let bytes = include_bytes!("../../../../tests/data/ocr/notice.png");
        let whole = image::load_from_memory(bytes).expect("the picture is sound").into_rgb8();
        imageops::resize(&whole, whole.width() / 2, whole.height() / 2, imageops::FilterType::Triangle)
    }

    #[test]
    fn writing_is_seen() {
        assert_eq!(shown(&notice()), WritingEvidence::Writing);
        let mut light = notice();
        light.pixels_mut().for_each(|pixel| pixel.0 = pixel.0.map(|value| 255 - value));
        assert_eq!(shown(&light), WritingEvidence::Writing, "light on dark");
        let mut red = notice();
        red.pixels_mut().for_each(|pixel| pixel.0[0] = 230);
        assert_eq!(shown(&red), WritingEvidence::Red);
    }

    #[test]
    fn plain_pictures_are_plain() {
        let shade = |x: u32, y: u32| u8::try_from((x + y) / 4).unwrap_or(255);
        for picture in [
            RgbImage::from_pixel(300, 300, Rgb([250, 248, 240])),
            RgbImage::from_fn(400, 400, |x, y| Rgb([shade(x, y), shade(y, x), 200])),
            RgbImage::from_fn(400, 400, |x, y| Rgb([if x % 100 < 2 || y % 40 < 2 { 0 } else { 255 }; 3])),
            RgbImage::from_pixel(1, 1, Rgb([0; 3])),
        ] {
            assert_eq!(shown(&picture), WritingEvidence::Plain);
        }
    }
}

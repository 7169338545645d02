//! Pixels: pictures made smaller, and lines of text cut out and set upright.

use std::borrow::Cow;

use image::{RgbImage, imageops};

use super::strip::{PixelPoint, Strip};

/// The picture itself, or a smaller one of the same shape where it has more than so many pixels; and by how much it
/// was made smaller.
pub(super) fn within(picture: &RgbImage, most: u32) -> (Cow<'_, RgbImage>, f32) {
    let count = pixels(picture.width()) * pixels(picture.height());
    if count <= pixels(most) {
        return (Cow::Borrowed(picture), 1.0);
    }
    let scale = (pixels(most) / count).sqrt();
    let side = |length: u32| whole(pixels(length) * scale).max(1);
    let small = imageops::thumbnail(picture, side(picture.width()), side(picture.height()));
    (Cow::Owned(small), scale)
}

/// A count of pixels as a coordinate.
#[expect(clippy::cast_precision_loss, reason = "pictures are far below 16 million pixels wide")]
pub(super) fn pixels(count: u32) -> f32 {
    count as f32
}

/// A coordinate as a count of pixels, rounded.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "negative values become 0, large ones the largest"
)]
pub(super) fn whole(length: f32) -> u32 {
    length.round() as u32
}

/// Cuts the strip out of the picture, as `width` by `height` values of one colour after the other: blue, green, red,
/// each from -1 to 1, row by row.
pub(super) fn cut_out(picture: &RgbImage, strip: &Strip, width: u32, height: u32) -> Vec<f32> {
    let plane = (width * height) as usize;
    let mut values = vec![0.0; plane * 3];
    let (step_x, step_y) = (strip.width / pixels(width), strip.height / pixels(height));
    // Where the strip is larger than the cut, several points are looked at for each pixel, so that thin strokes are
    // not stepped over.
    let (points_x, points_y) = (points(step_x), points(step_y));
    let weight = 1.0 / (pixels(points_x) * pixels(points_y) * 127.5);
    let left_top = strip.at(-strip.width / 2.0, -strip.height / 2.0);
    let (along, down) = (strip.along, strip.down());
    for y in 0..height {
        for x in 0..width {
            let mut sum = [0.0; 3];
            for sub_y in 0..points_y {
                let v = (pixels(y) + (pixels(sub_y) + 0.5) / pixels(points_y)) * step_y;
                for sub_x in 0..points_x {
                    let u = (pixels(x) + (pixels(sub_x) + 0.5) / pixels(points_x)) * step_x;
                    let px = left_top[0] + along[0] * u + down[0] * v - 0.5;
                    let py = left_top[1] + along[1] * u + down[1] * v - 0.5;
                    add_between(picture, px, py, &mut sum);
                }
            }
            let at = (y * width + x) as usize;
            for (colour, value) in sum.iter().enumerate() {
                values[(2 - colour) * plane + at] = value * weight - 1.0;
            }
        }
    }
    values
}

/// How light the picture is at a point, 0 to 255; beyond the edge the edge goes on.
pub(super) fn luma(picture: &RgbImage, [x, y]: PixelPoint) -> f32 {
    let mut sum = [0.0; 3];
    add_between(picture, x, y, &mut sum);
    0.299 * sum[0] + 0.587 * sum[1] + 0.114 * sum[2]
}

fn points(step: f32) -> u32 {
    whole(step).clamp(1, 4)
}

/// Adds the colour between four pixels; beyond the edge the edge goes on.
fn add_between(picture: &RgbImage, x: f32, y: f32, sum: &mut [f32; 3]) {
    let (right, foot) = (picture.width() - 1, picture.height() - 1);
    let (x, y) = (x.clamp(0.0, pixels(right)), y.clamp(0.0, pixels(foot)));
    let (x0, y0) = (floor(x), floor(y));
    let (fx, fy) = (x - pixels(x0), y - pixels(y0));
    let (x1, y1) = ((x0 + 1).min(right), (y0 + 1).min(foot));
    let raw = picture.as_raw();
    let row = picture.width() as usize;
    for (px, py, weight) in
        [(x0, y0, (1.0 - fx) * (1.0 - fy)), (x1, y0, fx * (1.0 - fy)), (x0, y1, (1.0 - fx) * fy), (x1, y1, fx * fy)]
    {
        let at = (py as usize * row + px as usize) * 3;
        for (sum, value) in sum.iter_mut().zip(&raw[at..at + 3]) {
            *sum += f32::from(*value) * weight;
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within the picture before")]
fn floor(value: f32) -> u32 {
    value as u32
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn a_cut_keeps_colours_and_order() {
        let mut picture = RgbImage::from_pixel(8, 4, Rgb([255, 255, 255]));
        picture.put_pixel(1, 0, Rgb([255, 0, 0]));
        let strip = Strip { center: [4.0, 2.0], along: [1.0, 0.0], width: 8.0, height: 4.0 };
        let cut = cut_out(&picture, &strip, 8, 4);
        assert_eq!(cut.len(), 3 * 32);
        assert_eq!([cut[1], cut[32 + 1], cut[64 + 1]], [-1.0, -1.0, 1.0], "blue, green, red of the red pixel");
        assert!(cut.iter().enumerate().all(|(i, v)| i % 32 == 1 || (v - 1.0).abs() < 1e-6));
        // Read from the other end, the pixel lies last but one.
        let turned = cut_out(&picture, &strip.reversed(), 8, 4);
        assert!((turned[30] + 1.0).abs() < 1e-6 && (turned[1] - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_smaller_cut_keeps_thin_strokes() {
        let mut picture = RgbImage::from_pixel(40, 40, Rgb([255, 255, 255]));
        for y in 0..40 {
            picture.put_pixel(21, y, Rgb([0, 0, 0]));
        }
        let strip = Strip { center: [20.0, 20.0], along: [1.0, 0.0], width: 40.0, height: 40.0 };
        let cut = cut_out(&picture, &strip, 10, 10);
        assert!((cut[5] - 0.5).abs() < 1e-6, "a quarter of the pixel is black: {}", cut[5]);
    }

    #[test]
    fn large_pictures_are_made_smaller() {
        let picture = RgbImage::new(300, 12);
        let (small, scale) = within(&picture, 400);
        assert_eq!((small.width(), small.height()), (100, 4));
        assert!((scale - 1.0 / 3.0).abs() < 1e-6);
        assert!(matches!(within(&picture, 3_600), (Cow::Borrowed(_), 1.0)));
    }
}

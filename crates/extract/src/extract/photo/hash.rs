//! What the pixels of a picture give: what it looks like, how sharp and how bright it is.
//!
//! A frame's hash is the median hash of a cosine transform (16 × 16 coefficients of a 32 × 32 grey copy), 256 bits.
//! One frame survives saving, resizing and brightening. Cutting and adding margins move everything in the picture, so
//! frames are also made of parts of it: what is left of B is a part of A, and the part is compared with B's whole.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{
    DynamicImage, GrayImage,
    imageops::{FilterType, crop_imm, resize},
    metadata::Orientation,
};
use image_hasher::{BitOrder, HashAlg, HasherConfig};

use super::decode::decode;
use crate::{
    archive::identify::Format,
    model::{FrameHash, PictureHash, PixelFacts},
};

/// The long side of the grey copy that everything is measured on, in pixels.
const COPY_SIDE: u32 = 512;
/// The side of the grey copy that is looked at for texture, in pixels.
const TEXTURE_SIDE: u32 = 32;
/// The mean step between a pixel and its neighbours, in grey levels on the small copy, below which a picture has too
/// little in it to be told from others: blank paper, a wall, the sky.
const MIN_TEXTURE: f32 = 2.5;
/// How far pixels of an even border may be from its shade, in grey levels.
const BORDER_SPREAD: u8 = 14;
/// The share of a row's pixels that must have the border's shade, in percent.
const BORDER_SHARE: usize = 97;
/// The share of a side that may be border, in percent.
const MAX_BORDER: u32 = 25;
/// The parts of a picture that get a frame of their own: left, top, right and bottom margin, in percent. Evenly cut by
/// a twentieth to a seventh, one side cut, where a strip was added or taken off, and one corner kept.
const PARTS: [[u32; 4]; 16] = [
    [2, 2, 3, 3],
    [5, 5, 5, 5],
    [7, 7, 8, 8],
    [9, 0, 0, 0],
    [0, 9, 0, 0],
    [0, 0, 9, 0],
    [0, 0, 0, 9],
    [0, 0, 0, 5],
    [5, 5, 0, 0],
    [0, 5, 5, 0],
    [0, 0, 5, 5],
    [5, 0, 0, 5],
    [9, 9, 0, 0],
    [0, 9, 9, 0],
    [0, 0, 9, 9],
    [9, 0, 0, 9],
];

/// Decodes a picture once, turns it upright by its EXIF orientation (1 to 8) and measures it.
///
/// `None` where it cannot be decoded, is too large, or has a format without a decoder. It never panics outward.
pub fn read_pixels(bytes: &[u8], format: Format, orientation: u8) -> Option<PixelFacts> {
    measure_contained(&decode(bytes, format)?.picture, orientation)
}

/// Measures a decoded picture, which `orientation` turns upright. It never panics outward.
pub(super) fn measure_contained(picture: &DynamicImage, orientation: u8) -> Option<PixelFacts> {
    catch_unwind(AssertUnwindSafe(|| measure(picture, orientation))).ok().flatten()
}

fn measure(picture: &DynamicImage, orientation: u8) -> Option<PixelFacts> {
    if picture.width() == 0 || picture.height() == 0 {
        return None;
    }
    let small = if picture.width().max(picture.height()) > COPY_SIDE {
        // Averages whole blocks, so that the grain of a large picture is gone before anything is measured.
        picture.thumbnail(COPY_SIDE, COPY_SIDE).into_luma8()
    } else {
        picture.to_luma8()
    };
    let mut upright = DynamicImage::ImageLuma8(small);
    upright.apply_orientation(Orientation::from_exif(orientation).unwrap_or(Orientation::NoTransforms));
    let grey = upright.into_luma8();
    let mean = grey.as_raw().iter().map(|value| u64::from(*value)).sum::<u64>() as f64 / grey.as_raw().len() as f64;
    Some(PixelFacts { sharpness: sharpness(&grey), brightness: mean as f32, hash: hash(&grey) })
}

/// The variance of the Laplacian.
fn sharpness(grey: &GrayImage) -> f32 {
    let (mut sum, mut squares, mut count) = (0_i64, 0_i64, 0_i64);
    for value in laplacian(grey) {
        sum += value;
        squares += value * value;
        count += 1;
    }
    if count == 0 {
        return 0.0;
    }
    let mean = sum as f64 / count as f64;
    (squares as f64 / count as f64 - mean * mean) as f32
}

/// Four times each inner pixel less its four neighbours.
fn laplacian(grey: &GrayImage) -> impl Iterator<Item = i64> {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let pixels = grey.as_raw();
    let at = move |x: usize, y: usize| i64::from(pixels[y * width + x]);
    (1..height.saturating_sub(1)).flat_map(move |y| {
        (1..width.saturating_sub(1))
            .map(move |x| 4 * at(x, y) - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1))
    })
}

fn hash(grey: &GrayImage) -> Option<PictureHash> {
    let small = resize(grey, TEXTURE_SIDE, TEXTURE_SIDE, FilterType::Triangle);
    let inner = f64::from((TEXTURE_SIDE - 2) * (TEXTURE_SIDE - 2));
    let texture = laplacian(&small).map(i64::abs).sum::<i64>() as f64 / 4.0 / inner;
    if texture < f64::from(MIN_TEXTURE) {
        return None;
    }
    let hasher = HasherConfig::with_bytes_type::<[u8; 32]>()
        .hash_size(16, 16)
        .hash_alg(HashAlg::Median)
        .preproc_dct()
        .resize_filter(FilterType::Triangle)
        .bit_order(BitOrder::LsbFirst)
        .to_hasher();
    let frame = |[x, y, width, height]: [u32; 4]| {
        let part = crop_imm(grey, x, y, width, height).to_image();
        let bits = hasher.hash_image(&part).into_inner();
        let word = |at: usize| (0..8).fold(0_u64, |word, i| word | u64::from(bits[at * 8 + i]) << (8 * i));
        FrameHash([word(0), word(1), word(2), word(3)])
    };
    let (width, height) = grey.dimensions();
    let mut whole = vec![frame([0, 0, width, height])];
    whole.extend(without_border(grey).map(frame));
    let parts = PARTS.map(|[left, top, right, bottom]| {
        let (x, y) = (width * left / 100, height * top / 100);
        frame([x, y, (width - x - width * right / 100).max(1), (height - y - height * bottom / 100).max(1)])
    });
    Some(PictureHash { whole, parts: parts.to_vec() })
}

/// The picture without an even border, as `[x, y, width, height]`; `None` where it has none.
fn without_border(grey: &GrayImage) -> Option<[u32; 4]> {
    let (width, height) = grey.dimensions();
    let row = |y: u32| (0..width).map(move |x| grey.get_pixel(x, y)[0]);
    let column = |x: u32| (0..height).map(move |y| grey.get_pixel(x, y)[0]);
    let top = even(height, |i| shade_of(row(i)));
    let bottom = even(height, |i| shade_of(row(height - 1 - i)));
    let left = even(width, |i| shade_of(column(i)));
    let right = even(width, |i| shade_of(column(width - 1 - i)));
    let rest = [left, top, width.saturating_sub(left + right), height.saturating_sub(top + bottom)];
    let cut = (left + right) * 100 >= width || (top + bottom) * 100 >= height;
    (cut && rest[2] >= width / 2 && rest[3] >= height / 2).then_some(rest)
}

/// How many lines from the edge on have one shade, all the same.
fn even(side: u32, shade: impl Fn(u32) -> Option<u8>) -> u32 {
    let Some(first) = side.checked_sub(1).and_then(|_| shade(0)) else { return 0 };
    (0..side * MAX_BORDER / 100)
        .take_while(|&i| shade(i).is_some_and(|shade| shade.abs_diff(first) <= BORDER_SPREAD))
        .map(|i| i + 1)
        .last()
        .unwrap_or(0)
}

/// The shade of a line of pixels that nearly all have it: its middle value.
fn shade_of(line: impl Iterator<Item = u8> + Clone) -> Option<u8> {
    let mut counts = [0_usize; 256];
    let mut total = 0;
    for value in line {
        counts[usize::from(value)] += 1;
        total += 1;
    }
    let mut seen = 0;
    let middle = (0..=255_u8).find(|value| {
        seen += counts[usize::from(*value)];
        seen * 2 >= total
    })?;
    let near = usize::from(middle.saturating_sub(BORDER_SPREAD))..=usize::from(middle.saturating_add(BORDER_SPREAD));
    (counts[near].iter().sum::<usize>() * 100 >= total * BORDER_SHARE).then_some(middle)
}

#[cfg(test)]
mod tests {
    use image::{Luma, imageops};

    use super::*;

    /// Blocks of many shades, another set for each seed.
    fn scene(seed: u64, width: u32, height: u32) -> GrayImage {
        let shade = |x: u64, y: u64| {
            let mut n = (x * 0x9E37_79B9 + y * 0x85EB_CA6B + seed * 0xC2B2_AE35).wrapping_mul(0x2545_F491_4F6C_DD1D);
            n ^= n >> 29;
            (n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as f32
        };
        let (across, down) = (9.0, 7.0);
        GrayImage::from_fn(width, height, |x, y| {
            let (fx, fy) = (x as f32 / width as f32 * across, y as f32 / height as f32 * down);
            let (x0, y0) = (fx.floor(), fy.floor());
            let (dx, dy) = (fx - x0, fy - y0);
            let at = |i: f32, j: f32| shade((x0 + i) as u64, (y0 + j) as u64);
            let top = at(0.0, 0.0) * (1.0 - dx) + at(1.0, 0.0) * dx;
            let low = at(0.0, 1.0) * (1.0 - dx) + at(1.0, 1.0) * dx;
            Luma([(top * (1.0 - dy) + low * dy) as u8])
        })
    }

    fn facts(grey: GrayImage, orientation: u8) -> PixelFacts {
        measure(&DynamicImage::ImageLuma8(grey), orientation).expect("facts")
    }

    #[test]
    fn one_picture_at_two_sizes_and_turned() {
        let picture = scene(1, 900, 600);
        let [a, b] = [picture.clone(), resize(&picture, 300, 200, FilterType::Triangle)]
            .map(|picture| facts(picture, 1).hash.expect("a hash").whole[0]);
        assert!(a.distance(b) <= 24, "{}", a.distance(b));
        let turned = facts(imageops::rotate270(&picture), 6).hash.expect("a hash").whole[0];
        assert!(a.distance(turned) <= 24, "turned upright first: {}", a.distance(turned));
        let other = facts(scene(2, 900, 600), 1).hash.expect("a hash").whole[0];
        assert!(a.distance(other) > 90, "{}", a.distance(other));
    }

    #[test]
    fn a_border_is_cut_off() {
        let picture = scene(3, 400, 300);
        let mut framed = GrayImage::from_pixel(460, 360, Luma([255]));
        imageops::overlay(&mut framed, &picture, 30, 30);
        let rest = without_border(&framed).expect("a border");
        assert_eq!(rest, [30, 30, 400, 300]);
        let a = facts(picture, 1).hash.expect("a hash").whole[0];
        let framed = facts(framed, 1).hash.expect("a hash");
        assert_eq!(framed.whole.len(), 2);
        assert!(a.distance(framed.whole[1]) <= 6, "{}", a.distance(framed.whole[1]));
    }

    #[test]
    fn a_cut_picture_is_a_part_of_the_whole() {
        let picture = scene(4, 500, 400);
        let cut = crop_imm(&picture, 25, 20, 450, 360).to_image();
        let whole = facts(cut, 1).hash.expect("a hash").whole[0];
        let nearest = facts(picture, 1).hash.expect("a hash").parts.iter().map(|part| part.distance(whole)).min();
        assert!(nearest <= Some(12), "{nearest:?}");
    }

    #[test]
    fn blank_and_smooth_pictures_have_no_hash() {
        let blank = facts(GrayImage::from_pixel(300, 200, Luma([240])), 1);
        assert_eq!((blank.hash, blank.sharpness, blank.brightness), (None, 0.0, 240.0));
        let slope = GrayImage::from_fn(300, 200, |x, _| Luma([(x * 255 / 300) as u8]));
        assert_eq!(facts(slope, 1).hash, None);
        let tiny = facts(GrayImage::new(1, 1), 8);
        assert_eq!((tiny.hash, tiny.sharpness), (None, 0.0));
    }

    #[test]
    fn blur_lowers_sharpness() {
        let checks = GrayImage::from_fn(300, 200, |x, y| Luma([if (x / 4 + y / 4) % 2 == 0 { 200 } else { 50 }]));
        let blurred = imageops::blur(&checks, 4.0);
        assert!(facts(checks, 1).sharpness > 20.0 * facts(blurred, 1).sharpness);
    }

    #[test]
    fn what_cannot_be_decoded_has_none() {
        assert_eq!(read_pixels(b"\xFF\xD8\xFF cut", Format::Jpeg, 1), None);
        assert_eq!(read_pixels(b"", Format::Heic, 1), None);
    }
}

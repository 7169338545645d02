//! Pages of pictures, as scanners and photographs give them: the pictures at their places on white paper.

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage, RgbaImage, imageops};

use super::{content::PlacedObject, package::Package, resource::Resources};
use crate::{
    archive::identify::Format,
    extract::{page::PagePicture, photo},
};

/// Pictures of one page that are drawn; scanners cut a page into strips, some sixty of them.
const MAX_IMAGES: usize = 500;
/// Pixels of all pictures of one page together.
const MAX_PIXELS: u64 = 150_000_000;
/// The largest JBIG2 picture, in pixels a side.
const MAX_SIDE: u32 = 20_000;

/// Draws the pictures of a page so that its longer side has `side` pixels, or as many as the pictures themselves have.
pub(super) fn page(
    package: &mut Package<'_>,
    resources: &Resources,
    images: &[PlacedObject],
    area: [f64; 4],
    side: u32,
) -> Option<PagePicture> {
    let [left, top, width, height] = area;
    let mut decoded: Vec<(DynamicImage, [f64; 6])> = Vec::new();
    let (mut finest, mut total) = (0.0f64, 0u64);
    for image in images.iter().take(MAX_IMAGES) {
        let Some((from, file)) = resources.media(&image.resource) else { continue };
        let Some(path) = package.find(from, "", file) else { continue };
        let Some(pixels) = package.bytes(&path).ok().and_then(|bytes| decode(&bytes)) else { continue };
        total += u64::from(pixels.width()) * u64::from(pixels.height());
        if total > MAX_PIXELS {
            break;
        }
        let [x, y, across, down] = image.boundary;
        let [a, b, c, d, e, f] = image.matrix.unwrap_or([across, 0.0, 0.0, down, 0.0, 0.0]);
        let matrix = [a, b, c, d, e + x - left, f + y - top];
        if matrix.iter().any(|value| !value.is_finite()) || (a * d - b * c).abs() < 1e-6 {
            continue;
        }
        finest = finest.max(f64::from(pixels.width()) / a.hypot(b)).max(f64::from(pixels.height()) / c.hypot(d));
        decoded.push((pixels, matrix));
    }
    if decoded.is_empty() {
        return None;
    }
    // Pixels for one millimetre.
    let scale = (f64::from(side) / width.max(height)).min(finest);
    let pixels = |length: f64| (length * scale).round().clamp(1.0, f64::from(side.max(1))) as u32;
    let mut paper = RgbImage::from_pixel(pixels(width), pixels(height), Rgb([255; 3]));
    for (picture, matrix) in decoded {
        put(&mut paper, picture, matrix.map(|value| value * scale));
    }
    Some(PagePicture { pixels: paper, scale: scale as f32 })
}

/// Puts a picture, whose unit square the matrix lays onto the paper's pixels.
fn put(paper: &mut RgbImage, picture: DynamicImage, [a, b, c, d, e, f]: [f64; 6]) {
    // Smaller pictures first become as large as they will be, so that every pixel counts.
    let wanted = |length: f64| length.round().clamp(1.0, f64::from(MAX_SIDE)) as u32;
    let (across, down) = (wanted(a.hypot(b)), wanted(c.hypot(d)));
    let picture = if across < picture.width() || down < picture.height() {
        let (across, down) = (across.min(picture.width()), down.min(picture.height()));
        picture.resize_exact(across, down, imageops::FilterType::Triangle)
    } else {
        picture
    };
    let picture: RgbaImage = picture.into_rgba8();
    let (columns, rows) = (f64::from(picture.width()), f64::from(picture.height()));
    let determinant = a * d - b * c;
    // The part of the paper that the picture can touch.
    let corners = [[e, f], [e + a, f + b], [e + c, f + d], [e + a + c, f + b + d]];
    let range = |axis: usize, most: u32| {
        let values = corners.map(|corner| corner[axis]);
        let least = values.iter().copied().fold(f64::INFINITY, f64::min).floor().clamp(0.0, f64::from(most));
        let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil().clamp(0.0, f64::from(most));
        least as u32..largest as u32
    };
    for y in range(1, paper.height()) {
        for x in range(0, paper.width()) {
            let (dx, dy) = (f64::from(x) + 0.5 - e, f64::from(y) + 0.5 - f);
            let (u, v) = ((d * dx - c * dy) / determinant, (a * dy - b * dx) / determinant);
            if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
                continue;
            }
            let [red, green, blue, alpha] = picture.get_pixel((u * columns) as u32, (v * rows) as u32).0;
            let below = paper.get_pixel_mut(x, y);
            let mix = |new: u8, old: u8| {
                ((u16::from(new) * u16::from(alpha) + u16::from(old) * (255 - u16::from(alpha))) / 255) as u8
            };
            *below = Rgb([mix(red, below.0[0]), mix(green, below.0[1]), mix(blue, below.0[2])]);
        }
    }
}

/// A picture of any format that OFD files use.
fn decode(bytes: &[u8]) -> Option<DynamicImage> {
    let format = Format::of(bytes, "");
    if format.is_picture() {
        return photo::decoded(bytes, format);
    }
    bilevel(bytes)
}

/// JBIG2 (ITU-T T.88), as a file or without its file header.
fn bilevel(bytes: &[u8]) -> Option<DynamicImage> {
    let settings = hayro_jbig2::DecodeSettings { strict: false };
    let file = hayro_jbig2::File::new(bytes, &settings).ok();
    let page = match &file {
        Some(file) => file.page(0)?,
        None => hayro_jbig2::Page::new_embedded(bytes, None, &settings).ok()?,
    };
    let (width, height) = (page.width(), page.height());
    if !(1..=MAX_SIDE).contains(&width) || !(1..=MAX_SIDE).contains(&height) {
        return None;
    }
    let mut canvas = Canvas { picture: GrayImage::from_pixel(width, height, Luma([255])), x: 0, y: 0 };
    page.decode(&mut canvas).ok()?;
    Some(canvas.picture.into())
}

/// Takes black and white pixels row by row.
struct Canvas {
    picture: GrayImage,
    x: u32,
    y: u32,
}

impl hayro_jbig2::Decoder for Canvas {
    fn push_pixel(&mut self, black: bool) {
        if black && self.x < self.picture.width() && self.y < self.picture.height() {
            self.picture.put_pixel(self.x, self.y, Luma([0]));
        }
        self.x = self.x.saturating_add(1);
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        for _ in 0..chunk_count.saturating_mul(8) {
            self.push_pixel(black);
        }
    }

    fn next_line(&mut self) {
        self.x = 0;
        self.y = self.y.saturating_add(1);
    }
}

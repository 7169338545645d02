//! Pages of pictures, as scanners and photographs give them: the pictures at their places on white paper.

use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};

use super::{content::PlacedObject, package::OfdPackage, resource::Resources};
use crate::{
    archive::identify::Format,
    extract::{judge::may_be_paper, page::PagePicture, paper::put, photo},
};

/// Pictures of one page that are drawn; scanners cut a page into strips, some sixty of them.
const MAX_IMAGES: usize = 500;
/// Pixels of all pictures of one page together.
const MAX_PIXELS: u64 = 150_000_000;
/// The longest side that is drawn, in pixels.
const LONGEST: f64 = 20_000.0;
/// The largest JBIG2 picture, in pixels a side.
const MAX_SIDE: u32 = 20_000;

/// A picture with the matrix that lays its unit square onto the page, in millimetres.
pub(super) type PlacedPicture = (DynamicImage, [f64; 6]);

/// The pictures of a page that can be decoded, the lowest first, and whether one is missing that may be a paper: damaged,
/// not in the package, or one too many.
pub(super) fn decoded(
    package: &mut OfdPackage<'_>,
    resources: &Resources,
    images: &[PlacedObject],
    [.., width, height]: [f64; 4],
) -> (Vec<PlacedPicture>, bool) {
    let mut out = Vec::new();
    let mut total = 0u64;
    let mut is_incomplete = images.len() > MAX_IMAGES;
    for image in images.iter().take(MAX_IMAGES) {
        let [x, y, across, down] = image.boundary;
        let pixels = picture_of(package, resources, image);
        total += pixels.as_ref().map_or(0, |pixels| u64::from(pixels.width()) * u64::from(pixels.height()));
        let Some(pixels) = pixels.filter(|_| total <= MAX_PIXELS) else {
            is_incomplete |= may_be_paper([x, y, x + across, y + down], [0.0, 0.0, width, height]);
            continue;
        };
        let [a, b, c, d, e, f] = image.matrix.unwrap_or([across, 0.0, 0.0, down, 0.0, 0.0]);
        let matrix = [a, b, c, d, e + x, f + y];
        if matrix.iter().all(|value| value.is_finite()) && (a * d - b * c).abs() >= 1e-6 {
            out.push((pixels, matrix));
        }
    }
    (out, is_incomplete)
}

fn picture_of(package: &mut OfdPackage<'_>, resources: &Resources, image: &PlacedObject) -> Option<DynamicImage> {
    let (from, file) = resources.media(&image.resource)?;
    let path = package.find(from, "", file)?;
    decode(&package.bytes(&path).ok()?)
}

/// Draws pictures within an area, so many pixels for a millimetre.
pub(super) fn within(pictures: &[PlacedPicture], area: [f64; 4], scale: f64) -> RgbImage {
    let [left, top, width, height] = area;
    let pixels = |length: f64| (length * scale).round().clamp(1.0, LONGEST) as u32;
    let mut paper = RgbImage::from_pixel(pixels(width), pixels(height), Rgb([255; 3]));
    for (picture, [a, b, c, d, e, f]) in pictures {
        put(&mut paper, picture.clone(), [*a, *b, *c, *d, e - left, f - top].map(|value| value * scale));
    }
    paper
}

/// Draws the pictures of a page so that its longer side has `side` pixels, or as many as the pictures themselves have.
pub(super) fn page(pictures: &[PlacedPicture], area: [f64; 4], side: u32) -> Option<PagePicture> {
    let [.., width, height] = area;
    let finest = pictures.iter().map(|(pixels, [a, b, c, d, ..])| {
        (f64::from(pixels.width()) / a.hypot(*b)).max(f64::from(pixels.height()) / c.hypot(*d))
    });
    // Pixels for one millimetre.
    let scale = (f64::from(side.max(1)) / width.max(height)).min(finest.reduce(f64::max)?);
    Some(PagePicture { pixels: within(pictures, area, scale), scale: scale as f32 })
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

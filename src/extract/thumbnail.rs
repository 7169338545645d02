//! Small upright pictures for pages and contact sheets.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use image::{DynamicImage, ImageReader, Limits, codecs::jpeg::JpegEncoder, metadata::Orientation};

use super::photo;
use crate::archive::identify::Format;

/// The largest picture that is decoded, in pixels a side and in bytes of memory.
const MAX_SIDE: u32 = 20_000;
const MAX_ALLOC: u64 = 512 << 20;
const QUALITY: u8 = 80;

/// A JPEG of the picture, turned upright by its EXIF orientation (1 to 8) and no larger than `max_px` a side.
/// `None` where the picture cannot be decoded, is too large, or has a format without a decoder.
pub fn thumbnail(bytes: &[u8], format: Format, orientation: u8, max_px: u32) -> Option<Vec<u8>> {
    // Some damaged TIFF files make their decoder panic.
    catch_unwind(AssertUnwindSafe(|| small(bytes, format, orientation, max_px))).ok().flatten()
}

fn small(bytes: &[u8], format: Format, orientation: u8, max_px: u32) -> Option<Vec<u8>> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), photo::image_format(format)?);
    reader.limits(limits);
    let mut picture = reader.decode().ok()?;
    let side = max_px.max(1);
    if picture.width() > side || picture.height() > side {
        picture = picture.thumbnail(side, side);
    }
    picture.apply_orientation(Orientation::from_exif(orientation).unwrap_or(Orientation::NoTransforms));
    let mut out = Vec::new();
    let rgb = DynamicImage::ImageRgb8(picture.into_rgb8());
    JpegEncoder::new_with_quality(&mut out, QUALITY).encode_image(&rgb).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png() -> Vec<u8> {
        let mut picture = image::RgbImage::new(60, 20);
        for x in 0..30 {
            for y in 0..20 {
                picture.put_pixel(x, y, image::Rgb([255, 255, 255]));
            }
        }
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        bytes.into_inner()
    }

    #[test]
    fn small_and_upright() {
        let bytes = thumbnail(&png(), Format::Png, 6, 30).expect("a thumbnail");
        let picture = image::load_from_memory(&bytes).expect("a JPEG").into_luma8();
        // A quarter turn to the right puts the white left half on top.
        assert_eq!((picture.width(), picture.height()), (10, 30));
        assert!(picture.get_pixel(5, 2)[0] > 200 && picture.get_pixel(5, 27)[0] < 50);
    }

    #[test]
    fn what_cannot_be_decoded_has_none() {
        assert_eq!(thumbnail(b"\x89PNG\r\n\x1A\n", Format::Png, 1, 100), None);
        assert_eq!(thumbnail(&png(), Format::Heic, 1, 100), None);
    }
}

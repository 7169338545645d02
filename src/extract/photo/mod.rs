//! Pictures: the facts that they carry beside their pixels.

mod exif;

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use super::notice;
use crate::{
    archive::identify::Format,
    model::{Extraction, PhotoFacts},
};

/// Reads a picture's facts. It has no pages: what is written on a picture is for text recognition.
pub(super) fn read(bytes: &[u8], format: Format) -> Extraction {
    let mut facts = PhotoFacts { orientation: 1, ..PhotoFacts::default() };
    let facts_read = catch_unwind(AssertUnwindSafe(|| exif::read(bytes)));
    let pixels_from_exif = match facts_read {
        Ok(Some((found, pixels))) => {
            facts = found;
            pixels
        }
        Ok(None) | Err(_) => None,
    };
    let mut extraction = Extraction::default();
    match dimensions(bytes, format).or(pixels_from_exif) {
        Some((width, height)) => (facts.width, facts.height) = (width, height),
        None => extraction.notices.push(notice::damaged(format)),
    }
    extraction.photo = Some(facts);
    extraction
}

/// Width and height by the header alone; the decoder of some formats panics on damage.
fn dimensions(bytes: &[u8], format: Format) -> Option<(u32, u32)> {
    let kind = match format {
        Format::Heic => return heic_dimensions(bytes),
        format => image_format(format)?,
    };
    let read = || image::ImageReader::with_format(Cursor::new(bytes), kind).into_dimensions().ok();
    catch_unwind(AssertUnwindSafe(read)).ok().flatten().filter(|(width, height)| *width > 0 && *height > 0)
}

/// The decoder's name for a picture format; `None` where there is no decoder.
pub(super) fn image_format(format: Format) -> Option<image::ImageFormat> {
    Some(match format {
        Format::Jpeg => image::ImageFormat::Jpeg,
        Format::Png => image::ImageFormat::Png,
        Format::Tiff => image::ImageFormat::Tiff,
        Format::Bmp => image::ImageFormat::Bmp,
        Format::Gif => image::ImageFormat::Gif,
        Format::Webp => image::ImageFormat::WebP,
        _ => return None,
    })
}

/// The largest `ispe` box (image spatial extents, ISO 23008-12, 6.5.3): thumbnails and tiles have smaller ones.
fn heic_dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = &bytes[..bytes.len().min(1 << 20)];
    head.windows(4)
        .enumerate()
        .filter(|(_, window)| *window == b"ispe")
        .filter_map(|(at, _)| {
            let field = |from: usize| Some(u32::from_be_bytes(head.get(from..from + 4)?.try_into().ok()?));
            Some((field(at + 8)?, field(at + 12)?))
        })
        .filter(|(width, height)| (1..=65_535).contains(width) && (1..=65_535).contains(height))
        .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_picture_has_a_size_and_no_more() {
        let mut bytes = Cursor::new(Vec::new());
        image::GrayImage::new(30, 20).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        let extraction = read(&bytes.into_inner(), Format::Png);
        let facts = extraction.photo.expect("photo facts");
        assert_eq!((facts.width, facts.height, facts.orientation), (30, 20, 1));
        assert_eq!((facts.taken, facts.gps, facts.description), (None, None, None));
        assert!(extraction.pages.is_empty() && extraction.notices.is_empty());
    }

    #[test]
    fn a_damaged_picture_says_so() {
        let extraction = read(b"\xFF\xD8\xFF\xE0 cut", Format::Jpeg);
        assert_eq!(extraction.notices[0].code, crate::model::NoticeCode::UnreadableFile);
    }
}

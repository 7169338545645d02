//! The decoders of pictures: the size by the header, and the pixels.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use image::DynamicImage;

use super::{
    partial,
    pixels::{DecodedPicture, MAX_ALLOC, MAX_SIDE},
    tiff_frame,
};
use crate::archive::identify::Format;

/// The pixels of a picture's first frame, as far as they can be read. It never panics outward.
pub(super) fn decode(bytes: &[u8], format: Format) -> Option<DecodedPicture> {
    // Some damaged files make their decoder panic.
    let plain = |bytes: &[u8]| catch_unwind(|| by_library(bytes, format)).ok().flatten();
    if format == Format::Tiff
        && let Some(found) =
            catch_unwind(AssertUnwindSafe(|| tiff_frame::decode(bytes, &plain, &|stream| decode(stream, Format::Jpeg))))
                .ok()
                .flatten()
    {
        return Some(found);
    }
    if let Some(picture) = plain(bytes) {
        return Some(DecodedPicture { picture, is_whole: !partial::is_cut(bytes, format) });
    }
    let part = catch_unwind(AssertUnwindSafe(|| partial::decode(bytes, format, &plain))).ok().flatten();
    part.map(|picture| DecodedPicture { picture, is_whole: false })
}

fn by_library(bytes: &[u8], format: Format) -> Option<DynamicImage> {
    let mut limits = image::Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = image::ImageReader::with_format(Cursor::new(bytes), image_format(format)?);
    reader.limits(limits);
    reader.decode().ok()
}

/// Width and height by the header alone; the decoder of some formats panics on damage.
pub(super) fn dimensions(bytes: &[u8], format: Format) -> Option<(u32, u32)> {
    let kind = match format {
        Format::Heic => return heic_dimensions(bytes),
        format => image_format(format)?,
    };
    let read = || image::ImageReader::with_format(Cursor::new(bytes), kind).into_dimensions().ok();
    catch_unwind(AssertUnwindSafe(read))
        .ok()
        .flatten()
        .or_else(|| if format == Format::Tiff { tiff_frame::dimensions(bytes) } else { None })
        .filter(|(width, height)| *width > 0 && *height > 0)
}

/// The decoder's name for a picture format; `None` where there is no decoder.
pub(in crate::extract) fn image_format(format: Format) -> Option<image::ImageFormat> {
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

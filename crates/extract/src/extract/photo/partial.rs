//! Pictures that are cut off or damaged: whether the end is missing, and as much of the picture as there is.
//!
//! What is missing is white, so that recognition reads nothing there.

use std::io::Cursor;

use image::DynamicImage;
use png::{ColorType, Decoder, Transformations};

use super::pixels::{MAX_ALLOC, MAX_SIDE};
use crate::archive::identify::Format;

/// Bytes that are put at the end of a file to make up for its lost part, at most.
const MAX_PADDING: usize = 128 << 20;

/// Whether the file's own structure says that its end is missing. JPEG and PNG have a mark at their end, and their
/// decoders take what is there for the whole.
pub(super) fn is_cut(bytes: &[u8], format: Format) -> bool {
    match format {
        Format::Jpeg => jpeg_lacks_end(bytes),
        Format::Png => png_lacks_end(bytes),
        _ => false,
    }
}

/// The picture as far as it goes, where its decoder refuses the file; `decode` is that decoder.
pub(super) fn decode(
    bytes: &[u8],
    format: Format,
    decode: &dyn Fn(&[u8]) -> Option<DynamicImage>,
) -> Option<DynamicImage> {
    match format {
        Format::Png => rows_of_png(bytes),
        Format::Bmp | Format::Webp | Format::Gif => {
            // A bitmap without compression needs four bytes a pixel at most. White is 255, and no more data is 0.
            let (value, length) = match format {
                Format::Bmp => (0xFF, bmp_size(bytes)?.saturating_sub(bytes.len())),
                Format::Webp => (0, riff_size(bytes)?.saturating_sub(bytes.len())),
                _ => (0, 1024),
            };
            if length == 0 || length > MAX_PADDING {
                return None;
            }
            let mut longer = bytes.to_vec();
            longer.resize(bytes.len() + length, value);
            decode(&longer)
        }
        _ => None,
    }
}

/// Walks the segments of a JPEG (ITU-T T.81, B.1) to its end of image. A second picture behind it, as MPO files have,
/// does not count.
fn jpeg_lacks_end(bytes: &[u8]) -> bool {
    let mut at = 0;
    loop {
        let Some(mark) = bytes.get(at..).and_then(|rest| rest.windows(2).position(|pair| is_mark(pair[0], pair[1])))
        else {
            return true;
        };
        at += mark + 1;
        match bytes.get(at) {
            Some(0xD9) => return false,
            // A segment with a length of its own; behind the head of a scan come its data, in which 0xFF is followed by 0.
            Some(0xC0..=0xCF | 0xDA..=0xEF | 0xFE) => {
                let Some(&[high, low]) = bytes.get(at + 1..at + 3) else { return true };
                at += 1 + usize::from(u16::from_be_bytes([high, low])).max(2);
            }
            _ => at += 1,
        }
    }
}

/// Whether two bytes are a mark that divides: no stuffed byte, no filling and no restart.
fn is_mark(first: u8, second: u8) -> bool {
    first == 0xFF && !matches!(second, 0x00 | 0xFF | 0xD0..=0xD7)
}

/// Walks the chunks of a PNG (PNG third edition, 5.3) to its end.
fn png_lacks_end(bytes: &[u8]) -> bool {
    let mut at = 8usize;
    loop {
        let Some(head) = bytes.get(at..at + 8) else { return true };
        if &head[4..] == b"IEND" {
            return false;
        }
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        at = at.saturating_add(length).saturating_add(12);
    }
}

/// The rows of a PNG that can be decoded, with checksums left aside.
fn rows_of_png(bytes: &[u8]) -> Option<DynamicImage> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: MAX_ALLOC as usize });
    decoder.ignore_checksums(true);
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let mut reader = decoder.read_info().ok()?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width.max(height) > MAX_SIDE {
        return None;
    }
    let (color, _) = reader.output_color_type();
    let samples = color.samples();
    let stride = reader.output_line_size(width)?;
    let size = stride.checked_mul(height as usize).filter(|size| *size as u64 <= MAX_ALLOC)?;
    let mut pixels = vec![0xFF; size];
    let mut rows = 0usize;
    if reader.info().interlaced {
        while let Ok(Some(row)) = reader.next_interlaced_row() {
            let png::InterlaceInfo::Adam7(place) = row.interlace() else { break };
            png::expand_interlaced_row(&mut pixels, stride, row.data(), place, (samples * 8) as u8);
            rows += 1;
        }
    } else {
        for row in pixels.chunks_exact_mut(stride) {
            let Ok(Some(read)) = reader.next_row() else { break };
            row.get_mut(..read.data().len())?.copy_from_slice(read.data());
            rows += 1;
        }
    }
    if rows == 0 {
        return None;
    }
    Some(match color {
        ColorType::Grayscale => image::GrayImage::from_raw(width, height, pixels)?.into(),
        ColorType::GrayscaleAlpha => image::GrayAlphaImage::from_raw(width, height, pixels)?.into(),
        ColorType::Rgb => image::RgbImage::from_raw(width, height, pixels)?.into(),
        ColorType::Rgba => image::RgbaImage::from_raw(width, height, pixels)?.into(),
        ColorType::Indexed => return None,
    })
}

/// The bytes that a bitmap without compression has (BITMAPINFOHEADER).
fn bmp_size(bytes: &[u8]) -> Option<usize> {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let (data, width, height) = (number(10)? as usize, number(18)? as usize, number(22)?.cast_signed().unsigned_abs());
    let bits = number(28)? as usize & 0xFFFF;
    let stride = width.checked_mul(bits)?.div_ceil(32).checked_mul(4)?;
    stride.checked_mul(height as usize)?.checked_add(data)
}

fn riff_size(bytes: &[u8]) -> Option<usize> {
    let size = u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?) as usize;
    size.checked_add(8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::photo::decode::decode;

    /// Dark stripes, so that every row that is read differs from a white one.
    fn striped(alpha: bool) -> DynamicImage {
        let shade = |x: u32, y: u32| ((x * 7 + y * 13) % 97) as u8;
        let picture = image::RgbImage::from_fn(240, 200, |x, y| image::Rgb([shade(x, y), 20, shade(y, x)]));
        if alpha { DynamicImage::ImageRgb8(picture).into_rgba8().into() } else { picture.into() }
    }

    fn encoded(picture: &DynamicImage, format: image::ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("a picture");
        bytes.into_inner()
    }

    /// The share of pixels that are not white, in percent, and whether the picture is whole.
    fn read(bytes: &[u8], format: Format) -> Option<(usize, bool)> {
        let found = decode(bytes, format)?;
        let pixels = found.picture.to_rgb8();
        let dark = pixels.pixels().filter(|pixel| pixel.0 != [255; 3]).count();
        Some((dark * 100 / (240 * 200), found.is_whole))
    }

    #[test]
    fn what_is_there_of_a_cut_picture_is_shown() {
        for (format, kind, alpha) in [
            (Format::Png, image::ImageFormat::Png, false),
            (Format::Png, image::ImageFormat::Png, true),
            (Format::Bmp, image::ImageFormat::Bmp, false),
        ] {
            let whole = encoded(&striped(alpha), kind);
            assert_eq!(read(&whole, format), Some((100, true)), "{format:?}");
            let (share, is_whole) = read(&whole[..whole.len() / 2], format).expect("a part");
            assert!((20..80).contains(&share) && !is_whole, "{format:?}: {share}");
        }
    }

    #[test]
    fn a_jpeg_without_its_end_is_told() {
        let whole = encoded(&striped(false), image::ImageFormat::Jpeg);
        assert!(!is_cut(&whole, Format::Jpeg));
        let mut zeros = whole[..whole.len() / 2].to_vec();
        zeros.resize(whole.len(), 0);
        for cut in [&whole[..whole.len() / 2], &whole[..whole.len() - 2], &zeros] {
            assert!(is_cut(cut, Format::Jpeg));
            assert_eq!(decode(cut, Format::Jpeg).map(|found| found.is_whole), Some(false));
        }
        // Whatever follows the end is another matter: zeros, or the second picture of an MPO file.
        for more in [vec![0; 4096], whole[..whole.len() / 2].to_vec()] {
            assert!(!is_cut(&[whole.clone(), more].concat(), Format::Jpeg));
        }
    }

    #[test]
    fn a_png_without_its_last_chunk_is_whole_but_told() {
        let whole = encoded(&striped(false), image::ImageFormat::Png);
        assert_eq!(read(&whole[..whole.len() - 12], Format::Png), Some((100, false)));
        assert_eq!(read(&[whole.clone(), vec![0; 512]].concat(), Format::Png), Some((100, true)));
        // A wrong checksum costs nothing.
        let mut wrong = whole.clone();
        let end = wrong.len() - 13;
        wrong[end] ^= 0xFF;
        assert_eq!(read(&wrong, Format::Png), Some((100, false)));
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(cut in 0usize..4000, at in 0usize..4000, byte: u8) {
            for (format, kind) in [(Format::Png, image::ImageFormat::Png), (Format::Gif, image::ImageFormat::Gif),
                (Format::Bmp, image::ImageFormat::Bmp)] {
                let small = striped(false).resize(40, 30, image::imageops::FilterType::Nearest);
                let mut bytes = encoded(&small, kind);
                let length = bytes.len();
                bytes[at % length] = byte;
                bytes.truncate(cut % length);
                let _ = (decode(&bytes, format), is_cut(&bytes, format));
            }
        }
    }
}

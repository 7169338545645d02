//! Frames of TIFF files that the image decoder does not read by itself: palettes, fax codes, the old way to hold a
//! JPEG, and frames of which a part is missing. Scanners write all of these.

use std::{borrow::Cow, io::Cursor};

use ::tiff::{
    ColorType,
    decoder::{Decoder, DecodingResult},
};
use hayro_ccitt::{DecodeSettings, DecoderContext, EncodingMode};
use image::{DynamicImage, GrayImage, Luma, Rgb, RgbImage};

use super::{
    pixels::{DecodedPicture, MAX_ALLOC, MAX_SIDE},
    tiff::Frames,
};

// Tags of TIFF 6.0.
const WIDTH: u64 = 256;
const HEIGHT: u64 = 257;
const BITS: u64 = 258;
const COMPRESSION: u64 = 259;
const PHOTOMETRIC: u64 = 262;
const FILL_ORDER: u64 = 266;
const SAMPLES: u64 = 277;
const ROWS_PER_STRIP: u64 = 278;
const PLANES: u64 = 284;
const FAX_OPTIONS: u64 = 292;
const COLOR_MAP: u64 = 320;
const JPEG_OFFSET: u64 = 513;
const JPEG_LENGTH: u64 = 514;

/// Photometric interpretations.
const WHITE_IS_ZERO: u64 = 0;
const BLACK_IS_ZERO: u32 = 1;
const PALETTE: u64 = 3;

/// Width and height of the first frame by its tags.
pub(super) fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let frames = Frames::of(bytes, 1)?;
    let side = |tag| frames.value(0, tag).and_then(|value| u32::try_from(value).ok()).filter(|side| *side <= MAX_SIDE);
    let is_read = match frames.value(0, COMPRESSION).unwrap_or(1) {
        // No compression, fax, LZW, JPEG, Deflate, PackBits.
        1..=8 | 32_773 | 32_946 => true,
        _ => false,
    };
    if is_read { Some((side(WIDTH)?, side(HEIGHT)?)) } else { None }
}

/// The first frame; `decode` is the decoder that reads the ordinary ones, and `jpeg` that of a JPEG. `None` where nothing of it can be read.
pub(super) fn decode(
    bytes: &[u8],
    decode: &dyn Fn(&[u8]) -> Option<DynamicImage>,
    jpeg: &dyn Fn(&[u8]) -> Option<DecodedPicture>,
) -> Option<DecodedPicture> {
    let frames = Frames::of(bytes, 1)?;
    let is_whole = !frames.is_cut(0);
    let picture = match frames.value(0, COMPRESSION).unwrap_or(1) {
        2..=4 => fax(bytes, &frames)?,
        6 => return old_jpeg(bytes, &frames, jpeg),
        _ if frames.value(0, PHOTOMETRIC) == Some(PALETTE) => palette(&frames)?,
        _ => frame(&frames, bytes, decode)?,
    };
    Some(DecodedPicture { picture, is_whole })
}

/// A frame by the decoder; what it does not take, strip by strip or tile by tile, as many as are there.
fn frame(frames: &Frames<'_>, bytes: &[u8], decode: &dyn Fn(&[u8]) -> Option<DynamicImage>) -> Option<DynamicImage> {
    if let Some(picture) = decode(bytes) {
        return Some(picture);
    }
    let spread = |value: u8, bits: u8| (u32::from(value) * 255 / ((1u32 << bits) - 1)) as u8;
    chunks(frames, bytes, &|color, samples| match (color, samples) {
        (ColorType::Gray(bits @ 1..=8), [value, ..]) => Some(Rgb([spread(*value, bits); 3])),
        (ColorType::RGB(8) | ColorType::RGBA(8), [red, green, blue, ..]) => Some(Rgb([*red, *green, *blue])),
        _ => None,
    })
    .map(DynamicImage::from)
}

/// A frame whose pixels are numbers of colours: it is decoded as shades, which are the numbers, and these get their
/// colours from the map.
fn palette(frames: &Frames<'_>) -> Option<DynamicImage> {
    let bits = frames.value(0, BITS).unwrap_or(1);
    if !matches!(bits, 1 | 2 | 4 | 8) || frames.value(0, SAMPLES).unwrap_or(1) != 1 {
        return None;
    }
    let colors = 1usize << bits;
    let map = frames.values(0, COLOR_MAP, colors * 3);
    if map.len() != colors * 3 {
        return None;
    }
    // The map has 16 bits a part; some writers fill in 8.
    let shift = if map.iter().any(|part| *part > 255) { 8 } else { 0 };
    let part = |at: usize| map.get(at).map_or(0, |value| (value >> shift) as u8);
    let grey = frames.with_value(0, PHOTOMETRIC, BLACK_IS_ZERO)?;
    let picture = chunks(&Frames::of(&grey, 1)?, &grey, &|_, samples| {
        let number = usize::from(*samples.first()?);
        Some(Rgb([part(number), part(colors + number), part(2 * colors + number)]))
    })?;
    Some(picture.into())
}

/// What makes a pixel of its samples.
type Coloring<'c> = &'c dyn Fn(ColorType, &[u8]) -> Option<Rgb<u8>>;

/// A frame read strip by strip or tile by tile; `color` makes a pixel of its samples. What is missing stays white; `None`
/// where nothing can be read.
fn chunks(frames: &Frames<'_>, bytes: &[u8], color: Coloring<'_>) -> Option<RgbImage> {
    let (width, height) = dimensions(bytes)?;
    if u64::from(width) * u64::from(height) * 3 > MAX_ALLOC || frames.value(0, PLANES).unwrap_or(1) != 1 {
        return None;
    }
    // Of data without compression as much is there as there are bytes; the rest of a strip is filled up with white.
    let end = frames.chunks(0).iter().map(|(offset, size)| offset.saturating_add(*size)).max()?;
    let mut whole = Cow::Borrowed(bytes);
    if frames.value(0, COMPRESSION).unwrap_or(1) == 1 && frames.is_cut(0) && end <= MAX_ALLOC {
        let white = if frames.value(0, PHOTOMETRIC) == Some(WHITE_IS_ZERO) { 0 } else { 0xFF };
        whole.to_mut().resize(usize::try_from(end).ok()?, white);
    }
    let mut decoder = Decoder::new(Cursor::new(&*whole)).ok()?;
    let kind = decoder.colortype().ok()?;
    let (bits, samples) = match kind {
        ColorType::Gray(bits @ (1 | 2 | 4 | 8)) => (usize::from(bits), 1),
        ColorType::RGB(8) => (8, 3),
        ColorType::RGBA(8) => (8, 4),
        _ => return None,
    };
    let (across, down) = decoder.chunk_dimensions();
    let columns = width.div_ceil(across.max(1));
    let count = columns.checked_mul(height.div_ceil(down.max(1)))?;
    let mut picture = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    let mut any = false;
    for chunk in 0..count {
        let (wide, high) = decoder.chunk_data_dimensions(chunk);
        let Ok(DecodingResult::U8(data)) = decoder.read_chunk(chunk) else { continue };
        let (left, top) = (chunk % columns * across, chunk / columns * down);
        let stride = (wide as usize * bits * samples).div_ceil(8).max(1);
        for (y, row) in (0..high).zip(data.chunks_exact(stride)) {
            let mut values = row.iter().flat_map(|byte| {
                (0..8 / bits).map(move |at| byte >> (8 - bits * (at + 1)) & (0xFFu16 >> (8 - bits)) as u8)
            });
            for x in 0..wide {
                let mut own = [0u8; 4];
                for (place, value) in own.iter_mut().zip(values.by_ref().take(samples)) {
                    *place = value;
                }
                let (x, y) = (left + x, top + y);
                if x < width
                    && y < height
                    && let Some(pixel) = color(kind, own.get(..samples)?)
                {
                    picture.put_pixel(x, y, pixel);
                    any = true;
                }
            }
        }
    }
    any.then_some(picture)
}

/// A frame that is one whole JPEG beside its tags (TIFF 6.0, section 22); only those that give its place are read.
fn old_jpeg(
    bytes: &[u8],
    frames: &Frames<'_>,
    jpeg: &dyn Fn(&[u8]) -> Option<DecodedPicture>,
) -> Option<DecodedPicture> {
    let from =
        usize::try_from(frames.value(0, JPEG_OFFSET).or_else(|| frames.chunks(0).first().map(|(at, _)| *at))?).ok()?;
    let rest = bytes.get(from..).filter(|rest| rest.starts_with(&[0xFF, 0xD8]))?;
    let stated = frames.value(0, JPEG_LENGTH).and_then(|length| usize::try_from(length).ok());
    // Some writers state the length of the tables alone.
    [stated.and_then(|length| rest.get(..length)), Some(rest)].into_iter().flatten().find_map(jpeg)
}

/// A frame in the codes of fax machines (ITU-T T.4 and T.6), one bit a pixel, strip by strip; rows that are missing stay
/// white.
fn fax(bytes: &[u8], frames: &Frames<'_>) -> Option<DynamicImage> {
    let (width, height) = dimensions(bytes)?;
    let pixels = u64::from(width) * u64::from(height);
    if frames.value(0, BITS).unwrap_or(1) != 1 || frames.value(0, SAMPLES).unwrap_or(1) != 1 || pixels > MAX_ALLOC / 2 {
        return None;
    }
    let compression = frames.value(0, COMPRESSION)?;
    let two_dimensional = frames.value(0, FAX_OPTIONS).unwrap_or(0) & 1 == 1;
    let rows_per_strip = frames.value(0, ROWS_PER_STRIP).and_then(|rows| u32::try_from(rows).ok()).unwrap_or(height);
    let reversed = frames.value(0, FILL_ORDER) == Some(2);
    let is_inverted = frames.value(0, PHOTOMETRIC).unwrap_or(WHITE_IS_ZERO) == u64::from(BLACK_IS_ZERO);
    let mut page = PageRows {
        picture: GrayImage::from_pixel(width, height, Luma([255])),
        row: 0,
        ink: if is_inverted { 255 } else { 0 },
        paper: if is_inverted { 0 } else { 255 },
    };
    let mut first = 0u32;
    for (offset, size) in frames.chunks(0) {
        let rows = rows_per_strip.min(height.saturating_sub(first));
        let Some(rest) = usize::try_from(offset).ok().and_then(|from| bytes.get(from..)) else { break };
        if rows == 0 {
            break;
        }
        let strip = rest.get(..usize::try_from(size).ok()?).unwrap_or(rest);
        let turned: Vec<u8> =
            if reversed { strip.iter().map(|byte| byte.reverse_bits()).collect() } else { strip.to_vec() };
        page.row = first;
        let settings = DecodeSettings {
            columns: width,
            rows,
            end_of_block: compression != 2,
            end_of_line: compression == 3,
            rows_are_byte_aligned: compression == 2,
            encoding: match compression {
                4 => EncodingMode::Group4,
                3 if two_dimensional => EncodingMode::Group3_2D,
                _ => EncodingMode::Group3_1D,
            },
            strict: false,
        };
        // Rows before an error are on the page.
        let _ = hayro_ccitt::decode(&turned, &mut page, &mut DecoderContext::new(settings));
        first += rows;
    }
    (page.row > 0).then(|| page.picture.into())
}

/// The page that rows are drawn on.
struct PageRows {
    picture: GrayImage,
    row: u32,
    ink: u8,
    paper: u8,
}

impl hayro_ccitt::Decoder for PageRows {
    fn push_row(&mut self, changes: &[u32]) {
        let width = self.picture.width() as usize;
        let from = self.row as usize * width;
        self.row += 1;
        let Some(row) = self.picture.get_mut(from..from + width) else { return };
        row.fill(self.paper);
        for run in changes.chunks(2) {
            let start = run.first().map_or(width, |at| *at as usize);
            let end = run.get(1).map_or(width, |at| *at as usize).min(width);
            if let Some(ink) = row.get_mut(start..end) {
                ink.fill(self.ink);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{archive::identify::Format, extract::photo::decode::decode as decode_picture};

    /// One frame: entries of tag, type (3 SHORT, 4 LONG) and values; its strips stand at the end of the file.
    fn tiff(mut entries: Vec<(u16, u16, Vec<u32>)>, strips: &[Vec<u8>]) -> Vec<u8> {
        entries.extend([(273, 4, vec![0; strips.len()]), (279, 4, vec![0; strips.len()])]);
        entries.sort();
        let width = |kind: u16| if kind == 3 { 2 } else { 4 };
        let directory = 2 + 12 * entries.len() + 4;
        let lists =
            |(_, kind, values): &(u16, u16, Vec<u32>)| Some(values.len() * width(*kind)).filter(|size| *size > 4);
        let mut at = 8 + directory + entries.iter().filter_map(lists).sum::<usize>();
        for (place, strip) in strips.iter().enumerate() {
            for (tag, _, values) in &mut entries {
                match *tag {
                    273 => values[place] = at as u32,
                    279 => values[place] = strip.len() as u32,
                    513 => values[0] = at as u32,
                    _ => {}
                }
            }
            at += strip.len();
        }
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend((entries.len() as u16).to_le_bytes());
        let mut behind = Vec::new();
        for (tag, kind, values) in entries {
            let packed: Vec<u8> =
                values.iter().flat_map(|value| value.to_le_bytes().into_iter().take(width(kind))).collect();
            bytes.extend(tag.to_le_bytes());
            bytes.extend(kind.to_le_bytes());
            bytes.extend((values.len() as u32).to_le_bytes());
            if packed.len() <= 4 {
                bytes.extend(packed.into_iter().chain([0; 4]).take(4));
            } else {
                bytes.extend(((8 + directory + behind.len()) as u32).to_le_bytes());
                behind.extend(packed);
            }
        }
        bytes.extend([0; 4]);
        bytes.extend(behind);
        strips.iter().for_each(|strip| bytes.extend(strip));
        bytes
    }

    fn basic(width: u32, height: u32, bits: u32, compression: u32, photometric: u32) -> Vec<(u16, u16, Vec<u32>)> {
        vec![
            (256, 4, vec![width]),
            (257, 4, vec![height]),
            (258, 3, vec![bits]),
            (259, 3, vec![compression]),
            (262, 3, vec![photometric]),
            (277, 3, vec![1]),
        ]
    }

    fn pixel(bytes: &[u8], x: u32, y: u32) -> [u8; 3] {
        decode_picture(bytes, Format::Tiff).expect("a picture").picture.to_rgb8().get_pixel(x, y).0
    }

    #[test]
    fn palettes_give_colours() {
        // Four bits a pixel: numbers 0 to 15; the map has the colour 1000 times the number in red, and full blue.
        let map: Vec<u32> = (0..16).map(|n| n * 4096).chain([0; 16]).chain([0xFFFF; 16]).collect();
        let row = vec![0x01, 0x23, 0x45, 0x67];
        let mut entries = basic(8, 2, 4, 1, 3);
        entries.extend([(278, 4, vec![2]), (320, 3, map)]);
        let bytes = tiff(entries, &[[row.clone(), row].concat()]);
        assert_eq!((pixel(&bytes, 0, 0), pixel(&bytes, 7, 1)), ([0, 0, 255], [112, 0, 255]));
        assert_eq!(dimensions(&bytes), Some((8, 2)));
        // Eight bits, and a map whose parts have eight bits.
        let map: Vec<u32> = (0..256).chain((0..256).rev()).chain([7; 256]).collect();
        let mut entries = basic(3, 1, 8, 1, 3);
        entries.extend([(278, 4, vec![1]), (320, 3, map)]);
        assert_eq!(pixel(&tiff(entries, &[vec![0, 200, 255]]), 1, 0), [200, 55, 7]);
    }

    #[test]
    fn fax_codes_of_one_dimension() {
        // 8 columns: 4 white (1011), 4 black (011); with bytes as units, as compression 2 has it.
        let row = 0b1011_0110u8;
        let mut entries = basic(8, 3, 1, 2, 0);
        entries.push((278, 4, vec![3]));
        let bytes = tiff(entries.clone(), &[vec![row; 3]]);
        assert_eq!((pixel(&bytes, 3, 2), pixel(&bytes, 4, 2)), ([255; 3], [0; 3]));
        // The bits of each byte the other way round.
        entries.push((266, 3, vec![2]));
        let bytes = tiff(entries, &[vec![row.reverse_bits(); 3]]);
        assert_eq!((pixel(&bytes, 3, 1), pixel(&bytes, 4, 1)), ([255; 3], [0; 3]));
        // Compression 3: a line end (000000000001) before each row.
        let mut entries = basic(8, 2, 1, 3, 0);
        entries.push((278, 4, vec![2]));
        let bits = "000000000001".to_owned() + "1011011" + "000000000001" + "1011011" + &"000000000001".repeat(6);
        let packed: Vec<u8> = bits
            .as_bytes()
            .chunks(8)
            .map(|byte| byte.iter().enumerate().fold(0, |sum, (at, bit)| sum | (bit - b'0') << (7 - at)))
            .collect();
        let bytes = tiff(entries, &[packed]);
        assert_eq!((pixel(&bytes, 3, 1), pixel(&bytes, 4, 1)), ([255; 3], [0; 3]));
    }

    #[test]
    fn fax_codes_of_two_dimensions_as_far_as_they_go() {
        // Group 4: a row as the white one above it is V0 (1).
        let strips = vec![vec![0xFF]; 2];
        let mut entries = basic(16, 16, 1, 4, 0);
        entries.push((278, 4, vec![8]));
        let bytes = tiff(entries, &strips);
        let found = decode_picture(&bytes, Format::Tiff).expect("a page");
        assert!(found.is_whole && found.picture.to_luma8().pixels().all(|pixel| pixel.0 == [255]));
    }

    #[test]
    fn a_jpeg_of_the_old_kind_is_found_by_its_place() {
        let picture = DynamicImage::ImageLuma8(GrayImage::from_pixel(160, 120, Luma([40])));
        let mut jpeg = std::io::Cursor::new(Vec::new());
        picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).expect("a picture");
        let jpeg = jpeg.into_inner();
        let mut entries = basic(160, 120, 8, 6, 1);
        entries.extend([(513, 4, vec![8]), (514, 4, vec![jpeg.len() as u32])]);
        let shade = pixel(&tiff(entries, &[jpeg]), 80, 60)[0];
        assert!((38..=42).contains(&shade), "{shade}");
    }

    #[test]
    fn rows_that_are_there_are_shown() {
        for rows in [10u32, 120] {
            let mut entries = basic(160, 120, 8, 1, 1);
            entries.push((278, 4, vec![rows]));
            let strips: Vec<Vec<u8>> = (0..120 / rows).map(|_| vec![30; 160 * rows as usize]).collect();
            let whole = tiff(entries, &strips);
            assert!(decode_picture(&whole, Format::Tiff).expect("a picture").is_whole);
            assert_eq!(pixel(&whole, 0, 119), [30; 3]);
            let cut = &whole[..whole.len() - 160 * 45];
            assert!(!decode_picture(cut, Format::Tiff).expect("a part").is_whole);
            assert_eq!((pixel(cut, 0, 69), pixel(cut, 0, 119)), ([30; 3], [255; 3]), "{rows} rows a strip");
        }
    }
}

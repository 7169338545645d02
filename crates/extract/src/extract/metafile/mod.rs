//! Drawings of Windows (MS-EMF, MS-EMFPLUS, MS-WMF) as far as they hold what can be read: a scan that was pasted is one
//! bitmap or several strips of it, and a drawn table has its words in records of text.

mod emf;
mod wmf;

use std::io::{Cursor, Read};

use flate2::read::GzDecoder;
use image::{DynamicImage, RgbImage, imageops};

use super::bitmap::bitmap_file;

/// Records of one drawing.
const MAX_RECORDS: usize = 500_000;
/// Bitmaps of one drawing that are put together.
const MAX_BITMAPS: usize = 2_000;
/// Characters of one drawing.
const MAX_TEXT: usize = 1 << 20;
/// Pixels of a side of the picture that bitmaps are put together on.
const MAX_SIDE: i64 = 10_000;
/// Bytes that a packed drawing may unpack to.
const MAX_UNPACKED: u64 = 256 << 20;

/// A bitmap in a drawing.
struct Bitmap {
    /// A picture file.
    file: Vec<u8>,
    /// Where it is drawn: left, top, width and height in the drawing's units.
    place: [i64; 4],
}

/// What was found in a drawing.
#[derive(Default)]
struct DrawingContents {
    bitmaps: Vec<Bitmap>,
    /// Words with their left and top.
    words: Vec<(i64, i64, String)>,
    /// Lines and areas that are drawn.
    outlines: usize,
}

impl DrawingContents {
    fn add_bitmap(&mut self, file: Option<Vec<u8>>, place: [i64; 4]) {
        if let Some(file) = file
            && self.bitmaps.len() < MAX_BITMAPS
        {
            self.bitmaps.push(Bitmap { file, place });
        }
    }

    fn add_words(&mut self, x: i64, y: i64, text: String) {
        if !text.trim().is_empty() && self.words.iter().map(|word| word.2.len()).sum::<usize>() < MAX_TEXT {
            self.words.push((x, y, text));
        }
    }
}

/// What a drawing shows.
pub(super) struct Drawing {
    found: DrawingContents,
}

impl Drawing {
    /// Reads a drawing; `None` for other files.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let unpacked = if bytes.starts_with(b"\x1F\x8B") {
            let mut unpacked = Vec::new();
            GzDecoder::new(Cursor::new(bytes)).take(MAX_UNPACKED).read_to_end(&mut unpacked).ok()?;
            unpacked
        } else {
            Vec::new()
        };
        let bytes = if unpacked.is_empty() { bytes } else { &unpacked };
        let mut found = DrawingContents::default();
        if emf::is_emf(bytes) {
            emf::read(bytes, &mut found, 0);
        } else if wmf::is_wmf(bytes) {
            wmf::read(bytes, &mut found);
        } else {
            return None;
        }
        Some(Self { found })
    }

    /// The words in reading order, a line each row.
    pub(super) fn text(&self) -> String {
        let mut words: Vec<&(i64, i64, String)> = self.found.words.iter().collect();
        words.sort_by_key(|(x, y, _)| (*y, *x));
        let mut out = String::new();
        let mut last: Option<i64> = None;
        for (_, y, text) in words {
            match last {
                Some(above) if above == *y => out.push(' '),
                Some(_) => out.push('\n'),
                None => {}
            }
            out.push_str(text.trim());
            last = Some(*y);
        }
        out
    }

    /// Whether it holds bitmaps.
    pub(super) fn has_bitmaps(&self) -> bool {
        !self.found.bitmaps.is_empty()
    }

    /// Whether it draws more than a frame or a line.
    pub(super) fn has_outlines(&self) -> bool {
        /// A frame and its shadow have fewer.
        const FEW: usize = 12;
        self.found.outlines > FEW
    }

    /// The bitmaps put together; `None` where there are none that can be opened.
    pub(super) fn picture(&self) -> Option<RgbImage> {
        let opened: Vec<(DynamicImage, [i64; 4])> = self
            .found
            .bitmaps
            .iter()
            .filter_map(|bitmap| Some((image::load_from_memory(&bitmap.file).ok()?, bitmap.place)))
            .collect();
        if let [(only, _)] = opened.as_slice() {
            return Some(only.to_rgb8());
        }
        let widest = opened.iter().max_by_key(|(picture, _)| picture.width())?;
        // The drawing in the pixels of its finest bitmap.
        let scale = f64::from(widest.0.width()) / (widest.1[2].max(1) as f64);
        let edge = |pick: fn(&[i64; 4]) -> i64| opened.iter().map(move |(_, place)| pick(place));
        let (left, top) = (edge(|place| place[0]).min()?, edge(|place| place[1]).min()?);
        let (right, bottom) = (edge(|place| place[0] + place[2]).max()?, edge(|place| place[1] + place[3]).max()?);
        let pixels = |length: i64| ((length as f64 * scale).round() as i64).clamp(1, MAX_SIDE);
        let side = |length: i64| u32::try_from(pixels(length)).unwrap_or(1);
        let mut canvas = RgbImage::from_pixel(side(right - left), side(bottom - top), image::Rgb([255; 3]));
        for (picture, [x, y, width, height]) in &opened {
            let (width, height) = (side(*width), side(*height));
            let picture = picture.to_rgb8();
            let picture = if picture.dimensions() == (width, height) {
                picture
            } else {
                imageops::resize(&picture, width, height, imageops::FilterType::Triangle)
            };
            let at = |from: i64, start: i64| ((from - start) as f64 * scale).round() as i64;
            imageops::replace(&mut canvas, &picture, at(*x, left), at(*y, top));
        }
        Some(canvas)
    }
}

/// A bitmap of Windows as a file, from its head and its pixels.
fn bitmap(head: &[u8], pixels: &[u8]) -> Option<Vec<u8>> {
    let compression = head.get(16..20).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]));
    if matches!(compression, Some(4 | 5)) {
        // The pixels are a JPEG or PNG file.
        return Some(pixels.to_vec());
    }
    bitmap_file(&[head, pixels].concat(), Some(head.len()))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn signed(bytes: &[u8], at: usize) -> Option<i64> {
    word(bytes, at).map(|value| i64::from(value as i32))
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn wide_text(bytes: &[u8]) -> String {
    encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests;

//! Enhanced metafiles: the records of MS-EMF 2.3, and those of MS-EMFPLUS in their comments.

use super::{DrawingContents, MAX_RECORDS, bitmap, half, signed, wide_text, wmf, word};
use crate::extract::encoding::decode;

/// Drawings within drawings are followed so deep.
const MAX_DEPTH: usize = 3;
/// The string of a record is one of glyph numbers.
const GLYPHS: u32 = 0x10;

/// Whether it is one: the first record is the header, with its signature.
pub(super) fn is_emf(bytes: &[u8]) -> bool {
    word(bytes, 0) == Some(1) && bytes.get(40..44) == Some(b" EMF")
}

pub(super) fn read(bytes: &[u8], found: &mut DrawingContents, depth: usize) {
    let mut plus = DrawingContents::default();
    let mut object = Vec::new();
    let mut rest = bytes;
    for _ in 0..MAX_RECORDS {
        let (Some(kind), Some(size)) = (word(rest, 0), word(rest, 4)) else { break };
        let size = size as usize;
        if size < 8 {
            break;
        }
        let (record, after) = rest.split_at_checked(size).unwrap_or((rest, &[]));
        rest = after;
        match kind {
            70 if record.get(12..16) == Some(b"EMF+") => plus_records(record, &mut plus, &mut object, depth),
            14 => break,
            _ => {
                let _ = one(kind, record, found);
            }
        }
    }
    // A drawing in both forms says everything twice.
    if found.bitmaps.is_empty() {
        found.bitmaps = plus.bitmaps;
    }
    if found.words.is_empty() {
        found.words = plus.words;
    }
    found.outlines = found.outlines.max(plus.outlines);
}

fn one(kind: u32, record: &[u8], found: &mut DrawingContents) -> Option<()> {
    let number = |at| signed(record, at);
    let part = |offset: usize, length: usize| {
        let from = word(record, offset)? as usize;
        record.get(from..from.checked_add(word(record, length)? as usize)?)
    };
    match kind {
        // EMR_STRETCHDIBITS, EMR_SETDIBITSTODEVICE
        81 => {
            let place = [number(24)?, number(28)?, number(72)?, number(76)?];
            found.add_bitmap(bitmap(part(48, 52)?, part(56, 60)?), upright(place));
        }
        80 => {
            let place = [number(24)?, number(28)?, number(40)?, number(44)?];
            found.add_bitmap(bitmap(part(48, 52)?, part(56, 60)?), upright(place));
        }
        // EMR_BITBLT, EMR_STRETCHBLT, EMR_ALPHABLEND, EMR_TRANSPARENTBLT
        76 | 77 | 114 | 116 if word(record, 88)? > 0 => {
            let place = [number(24)?, number(28)?, number(32)?, number(36)?];
            found.add_bitmap(bitmap(part(84, 88)?, part(92, 96)?), upright(place));
        }
        // EMR_EXTTEXTOUTA, EMR_EXTTEXTOUTW
        83 | 84 => {
            let count = word(record, 44)? as usize;
            let from = word(record, 48)? as usize;
            let length = if kind == 84 { count.checked_mul(2)? } else { count };
            let string = record.get(from..from.checked_add(length)?)?;
            if word(record, 52)? & GLYPHS == 0 {
                let text = if kind == 84 { wide_text(string) } else { decode(string) };
                found.add_words(number(36)?, number(40)?, text);
            }
        }
        // EMR_SMALLTEXTOUT
        108 => {
            let (count, options) = (word(record, 16)? as usize, word(record, 20)?);
            let from: usize = if options & 0x100 == 0 { 52 } else { 36 };
            let narrow = options & 0x200 != 0;
            let length = if narrow { count } else { count.checked_mul(2)? };
            let string = record.get(from..from.checked_add(length)?)?;
            if options & GLYPHS == 0 {
                found.add_words(number(8)?, number(12)?, if narrow { decode(string) } else { wide_text(string) });
            }
        }
        // Lines, curves and areas.
        2..=8 | 42..=47 | 54..=55 | 61..=64 | 85..=92 => found.outlines += 1,
        _ => {}
    }
    Some(())
}

/// A place whose width and height are positive.
fn upright([x, y, width, height]: [i64; 4]) -> [i64; 4] {
    [x.min(x + width), y.min(y + height), width.abs(), height.abs()]
}

/// The records of MS-EMFPLUS in one comment; an object may go on in the next.
fn plus_records(record: &[u8], found: &mut DrawingContents, object: &mut Vec<u8>, depth: usize) {
    let length = word(record, 8).unwrap_or_default() as usize;
    let mut rest = record.get(16..12usize.saturating_add(length).min(record.len())).unwrap_or_default();
    for _ in 0..MAX_RECORDS {
        let (Some(kind), Some(flags), Some(size)) = (half(rest, 0), half(rest, 2), word(rest, 4)) else { break };
        let size = size as usize;
        if size < 12 {
            break;
        }
        let (one, after) = rest.split_at_checked(size).unwrap_or((rest, &[]));
        rest = after;
        let data = one.get(12..).unwrap_or_default();
        match kind {
            // An image; the first bit says that it goes on, after its whole size.
            0x4008 if flags >> 8 & 0x7F == 5 => {
                if flags & 0x8000 != 0 {
                    let whole = word(data, 0).unwrap_or_default() as usize;
                    object.extend_from_slice(data.get(4..).unwrap_or_default());
                    if object.len() < whole {
                        continue;
                    }
                } else {
                    object.extend_from_slice(data);
                }
                let _ = image(&std::mem::take(object), found, depth);
            }
            // A string in a rectangle.
            0x401C => {
                let count = word(data, 8).unwrap_or_default() as usize;
                let string = count.checked_mul(2).and_then(|length| data.get(28..28usize.checked_add(length)?));
                if let Some(string) = string {
                    let at = |at| word(data, at).map_or(0, |bits| f32::from_bits(bits) as i64);
                    found.add_words(at(12), at(16), wide_text(string));
                }
            }
            // Characters, each with its place.
            0x4036 => {
                let (options, matrix) = (word(data, 4).unwrap_or_default(), word(data, 8).unwrap_or_default());
                let count = word(data, 12).unwrap_or_default() as usize;
                let string = count.checked_mul(2).and_then(|length| data.get(16..16usize.checked_add(length)?));
                if let (Some(string), true) = (string, options & 1 != 0 && matrix == 0) {
                    let at =
                        |at: usize| word(data, 16 + string.len() + at).map_or(0, |bits| f32::from_bits(bits) as i64);
                    found.add_words(at(0), at(4), wide_text(string));
                }
            }
            0x400A..=0x4019 => found.outlines += 1,
            _ => {}
        }
    }
}

/// An image object: its version, its kind, and a bitmap or a drawing.
fn image(object: &[u8], found: &mut DrawingContents, depth: usize) -> Option<()> {
    let data = object.get(8..)?;
    if word(object, 4)? == 2 {
        let inner = data.get(8..)?;
        if depth < MAX_DEPTH {
            if is_emf(inner) {
                read(inner, found, depth + 1);
            } else if wmf::is_wmf(inner) {
                wmf::read(inner, found);
            }
        }
        return Some(());
    }
    let (width, height, stride) = (word(data, 0)?, word(data, 4)?, word(data, 8)? as usize);
    let (format, pixels) = (word(data, 12)?, data.get(20..)?);
    let below = found.bitmaps.iter().map(|bitmap| bitmap.place[1] + bitmap.place[3]).max().unwrap_or_default();
    if word(data, 16)? == 1 {
        let (width, height) =
            image::ImageReader::new(std::io::Cursor::new(pixels)).with_guessed_format().ok()?.into_dimensions().ok()?;
        found.add_bitmap(Some(pixels.to_vec()), [0, below, i64::from(width), i64::from(height)]);
        return Some(());
    }
    let bits: u16 = match format {
        0x0002_1808 => 24,
        0x0002_2009 | 0x0026_200A | 0x000E_200B => 32,
        _ => return None,
    };
    // A bitmap of Windows whose rows go down.
    let mut head = 40_u32.to_le_bytes().to_vec();
    head.extend(width.to_le_bytes());
    head.extend(i32::try_from(height).ok()?.checked_neg()?.to_le_bytes());
    head.extend(1_u16.to_le_bytes());
    head.extend(bits.to_le_bytes());
    head.resize(40, 0);
    let row = (width as usize).checked_mul(usize::from(bits) / 8)?.checked_next_multiple_of(4)?;
    if stride < row.min(stride.max(1)) || row.checked_mul(height as usize)? > pixels.len().saturating_add(row) {
        return None;
    }
    let mut rows: Vec<u8> = Vec::with_capacity(pixels.len());
    for line in pixels.chunks(stride.max(1)).take(height as usize) {
        rows.extend_from_slice(line.get(..row).unwrap_or(line));
        rows.resize(rows.len().next_multiple_of(row.max(1)), 0);
    }
    found.add_bitmap(bitmap(&head, &rows), [0, below, i64::from(width), i64::from(height)]);
    Some(())
}

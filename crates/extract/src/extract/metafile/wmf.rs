//! Metafiles of old Windows (MS-WMF 2.3), with the placing header of programs or without it.

use super::{DrawingContents, MAX_RECORDS, bitmap, half, word};
use crate::extract::encoding::decode;

const PLACED: u32 = 0x9AC6_CDD7;

/// Whether it is one.
pub(super) fn is_wmf(bytes: &[u8]) -> bool {
    word(bytes, 0) == Some(PLACED) || is_header(bytes)
}

/// In memory or on disk, a header of nine words, version 1 or 3.
fn is_header(bytes: &[u8]) -> bool {
    matches!(half(bytes, 0), Some(1 | 2)) && half(bytes, 2) == Some(9) && matches!(half(bytes, 4), Some(0x100 | 0x300))
}

pub(super) fn read(bytes: &[u8], found: &mut DrawingContents) {
    let header = if word(bytes, 0) == Some(PLACED) { 22 } else { 0 };
    let mut rest = bytes.get(header + 18..).unwrap_or_default();
    for _ in 0..MAX_RECORDS {
        let (Some(words), Some(kind)) = (word(rest, 0), half(rest, 4)) else { break };
        let Some(size) = (words as usize).checked_mul(2).filter(|size| *size >= 6) else { break };
        let (record, after) = rest.split_at_checked(size).unwrap_or((rest, &[]));
        rest = after;
        if kind == 0 {
            break;
        }
        let _ = one(kind, record, found);
    }
}

fn one(kind: u16, record: &[u8], found: &mut DrawingContents) -> Option<()> {
    let number = |at| half(record, at).map(|value| i64::from(value as i16));
    match kind {
        // META_STRETCHDIB
        0x0F43 => {
            found.add_bitmap(of_dib(record.get(28..)?), place(number(26)?, number(24)?, number(22)?, number(20)?))
        }
        // META_DIBSTRETCHBLT, which has no bitmap where it is as long as its numbers
        0x0B41 => {
            found.add_bitmap(of_dib(record.get(26..)?), place(number(24)?, number(22)?, number(20)?, number(18)?))
        }
        // META_DIBBITBLT
        0x0940 if record.len() > 24 + 40 => {
            found.add_bitmap(of_dib(record.get(22..)?), place(number(20)?, number(18)?, number(16)?, number(14)?));
        }
        // META_SETDIBTODEV
        0x0D33 => {
            found.add_bitmap(of_dib(record.get(24..)?), place(number(22)?, number(20)?, number(18)?, number(16)?))
        }
        // META_TEXTOUT
        0x0521 => {
            let length = usize::from(half(record, 6)?);
            let string = record.get(8..8 + length)?;
            let after = 8 + length.next_multiple_of(2);
            found.add_words(number(after + 2)?, number(after)?, decode(string));
        }
        // META_EXTTEXTOUT, with a rectangle where the options say so
        0x0A32 => {
            let (length, options) = (usize::from(half(record, 10)?), half(record, 12)?);
            let from = if options & 6 == 0 { 14 } else { 22 };
            let string = record.get(from..from + length)?;
            if options & 0x10 == 0 {
                found.add_words(number(8)?, number(6)?, decode(string));
            }
        }
        // Lines and areas.
        0x0213 | 0x0324 | 0x0325 | 0x0538 | 0x041B | 0x0418 | 0x0817 | 0x081A | 0x061C => found.outlines += 1,
        _ => {}
    }
    Some(())
}

fn place(x: i64, y: i64, width: i64, height: i64) -> [i64; 4] {
    [x.min(x + width), y.min(y + height), width.abs(), height.abs()]
}

/// A bitmap with its head before it.
fn of_dib(dib: &[u8]) -> Option<Vec<u8>> {
    let header = word(dib, 0)?;
    if !matches!(header, 12 | 40 | 52 | 56 | 64 | 108 | 124) {
        return None;
    }
    if matches!(word(dib, 16), Some(4 | 5)) && header >= 40 {
        let (head, pixels) = dib.split_at_checked(header as usize)?;
        return bitmap(head, pixels);
    }
    crate::extract::bitmap::bitmap_file(dib, None)
}

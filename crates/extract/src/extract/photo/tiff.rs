//! The frames of a TIFF file: scanners put the pages of a document into one.
//!
//! A TIFF is a chain of directories, one a frame (TIFF 6.0, section 2; BigTIFF has wider offsets). Decoders show the
//! first one; so each frame is put first in turn.

use std::borrow::Cow;

/// The tag that says how a frame lies.
const ORIENTATION: u64 = 274;
const STRIP_OFFSETS: u64 = 273;
const STRIP_LENGTHS: u64 = 279;
const TILE_OFFSETS: u64 = 324;
const TILE_LENGTHS: u64 = 325;
/// Strips or tiles of one frame that are looked at.
const MAX_CHUNKS: usize = 100_000;

/// The places of a file's directories.
pub(super) struct Frames<'b> {
    bytes: &'b [u8],
    big_endian: bool,
    /// BigTIFF.
    wide: bool,
    offsets: Vec<u64>,
}

impl<'b> Frames<'b> {
    /// Follows the chain for `most` frames at most; `None` for what is no TIFF file. A chain that turns back on
    /// itself or leads out of the file ends there.
    pub(super) fn of(bytes: &'b [u8], most: usize) -> Option<Self> {
        let big_endian = match bytes.get(..2)? {
            b"II" => false,
            b"MM" => true,
            _ => return None,
        };
        let mut frames = Self { bytes, big_endian, wide: false, offsets: Vec::new() };
        frames.wide = match frames.number(2, 2)? {
            42 => false,
            43 => true,
            _ => return None,
        };
        let width = frames.width();
        let mut offset = frames.number(if frames.wide { 8 } else { 4 }, width)?;
        while offset != 0 && frames.offsets.len() < most && !frames.offsets.contains(&offset) {
            let Some(entries) = frames.entries(offset) else { break };
            frames.offsets.push(offset);
            let (start, count) = entries;
            let Some(next) = frames.number(start + count * frames.entry(), width) else { break };
            offset = next;
        }
        Some(frames)
    }

    pub(super) fn count(&self) -> usize {
        self.offsets.len()
    }

    /// The file with a frame in the first place.
    pub(super) fn with_first(&self, index: usize) -> Option<Cow<'b, [u8]>> {
        let offset = *self.offsets.get(index)?;
        if index == 0 {
            return Some(Cow::Borrowed(self.bytes));
        }
        let mut bytes = self.bytes.to_vec();
        let (at, width) = if self.wide { (8, 8) } else { (4, 4) };
        let place = bytes.get_mut(at..at + width)?;
        if self.big_endian {
            place.copy_from_slice(offset.to_be_bytes().get(8 - width..)?);
        } else {
            place.copy_from_slice(offset.to_le_bytes().get(..width)?);
        }
        Some(Cow::Owned(bytes))
    }

    /// How a frame lies, 1 to 8 as in EXIF.
    pub(super) fn orientation(&self, index: usize) -> Option<u8> {
        let value = self.value(index, ORIENTATION)?;
        u8::try_from(value).ok().filter(|value| (1..=8).contains(value))
    }

    /// The first whole number of a frame's tag.
    pub(super) fn value(&self, index: usize, tag: u64) -> Option<u64> {
        self.values(index, tag, 1).first().copied()
    }

    /// The whole numbers of a frame's tag, `most` at most; none where the frame lacks it.
    pub(super) fn values(&self, index: usize, tag: u64, most: usize) -> Vec<u64> {
        let found = || {
            let at = self.place(index, tag)?;
            let width = match self.number(at + 2, 2)? {
                1 | 7 => 1,
                3 => 2,
                4 | 13 => 4,
                16 | 18 => 8,
                _ => return None,
            };
            let (count_width, value_at) = if self.wide { (8, 12) } else { (4, 8) };
            let count = self.number(at + 4, count_width)?;
            let inline = count.checked_mul(width as u64)? <= self.width() as u64;
            let from = if inline { at + value_at } else { self.number(at + value_at, self.width())? };
            let count = count.min(most as u64);
            Some((0..count).map_while(|value| self.number(from.checked_add(value * width as u64)?, width)).collect())
        };
        found().unwrap_or_default()
    }

    /// The file with another value in a frame's tag that has a single one.
    pub(super) fn with_value(&self, index: usize, tag: u64, value: u32) -> Option<Vec<u8>> {
        let at = self.place(index, tag)?;
        let width = match self.number(at + 2, 2)? {
            3 => 2,
            4 => 4,
            _ => return None,
        };
        let mut bytes = self.bytes.to_vec();
        let from = usize::try_from(at + if self.wide { 12 } else { 8 }).ok()?;
        let place = bytes.get_mut(from..from + width)?;
        if self.big_endian {
            place.copy_from_slice(value.to_be_bytes().get(4 - width..)?);
        } else {
            place.copy_from_slice(value.to_le_bytes().get(..width)?);
        }
        Some(bytes)
    }

    /// Where a frame's strips or tiles lie in the file: offset and length.
    pub(super) fn chunks(&self, index: usize) -> Vec<(u64, u64)> {
        let lists = if self.place(index, STRIP_OFFSETS).is_some() {
            (STRIP_OFFSETS, STRIP_LENGTHS)
        } else {
            (TILE_OFFSETS, TILE_LENGTHS)
        };
        let offsets = self.values(index, lists.0, MAX_CHUNKS);
        offsets.into_iter().zip(self.values(index, lists.1, MAX_CHUNKS)).collect()
    }

    /// Whether a part of a frame's data lies beyond the end of the file.
    pub(super) fn is_cut(&self, index: usize) -> bool {
        let length = self.bytes.len() as u64;
        self.chunks(index).iter().any(|(offset, size)| offset.saturating_add(*size) > length)
    }

    /// Where the entry of a frame's tag begins.
    fn place(&self, index: usize, tag: u64) -> Option<u64> {
        let (start, count) = self.entries(*self.offsets.get(index)?)?;
        (0..count.min(1000)).map(|entry| start + entry * self.entry()).find(|at| self.number(*at, 2) == Some(tag))
    }

    /// Where a directory's entries begin, and how many there are.
    fn entries(&self, offset: u64) -> Option<(u64, u64)> {
        let width = if self.wide { 8 } else { 2 };
        let count = self.number(offset, width)?;
        (count > 0 && count < 65_536).then_some((offset + width as u64, count))
    }

    fn entry(&self) -> u64 {
        if self.wide { 20 } else { 12 }
    }

    fn width(&self) -> usize {
        if self.wide { 8 } else { 4 }
    }

    fn number(&self, at: u64, width: usize) -> Option<u64> {
        let at = usize::try_from(at).ok()?;
        let part = self.bytes.get(at..at.checked_add(width)?)?;
        let fold = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if self.big_endian { part.iter().fold(0, fold) } else { part.iter().rev().fold(0, fold) })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A frame of black pixels, 160 by 120, and one of white in black and white, 160 by 120 and lying on its side.
    pub(in super::super) fn two_frames() -> Vec<u8> {
        let mut bytes = b"MM\0\x2A".to_vec();
        let data = [(vec![0u8; 160 * 120], 8u32, 1u32), (vec![0xFF; 20 * 120], 1, 6)];
        let mut link = bytes.len();
        bytes.extend([0; 4]);
        for (pixels, bits, turned) in data {
            let strip = bytes.len() as u32;
            let size = pixels.len() as u32;
            bytes.extend(pixels);
            let here = (bytes.len() as u32).to_be_bytes();
            bytes[link..link + 4].copy_from_slice(&here);
            let entries: [(u16, u16, u32); 10] = [
                (256, 4, 160),
                (257, 4, 120),
                (258, 3, bits << 16),
                (259, 3, 1 << 16),
                (262, 3, 1 << 16),
                (273, 4, strip),
                (274, 3, turned << 16),
                (277, 3, 1 << 16),
                (278, 4, 120),
                (279, 4, size),
            ];
            bytes.extend(10u16.to_be_bytes());
            for (tag, kind, value) in entries {
                bytes.extend(tag.to_be_bytes());
                bytes.extend(kind.to_be_bytes());
                bytes.extend(1u32.to_be_bytes());
                bytes.extend(value.to_be_bytes());
            }
            link = bytes.len();
            bytes.extend([0; 4]);
        }
        bytes
    }

    #[test]
    fn the_chain_is_followed_once() {
        let mut bytes = two_frames();
        let frames = Frames::of(&bytes, 100).expect("a TIFF file");
        assert_eq!((frames.count(), frames.orientation(0), frames.orientation(1)), (2, Some(1), Some(6)));
        let first = frames.offsets[0] as u32;
        let end = bytes.len();
        bytes[end - 4..].copy_from_slice(&first.to_be_bytes());
        assert_eq!(Frames::of(&bytes, 100).expect("a ring").count(), 2);
        assert_eq!(Frames::of(&bytes, 1).expect("a limit").count(), 1);
        assert!(Frames::of(b"II*", 1).is_none());
    }

    proptest! {
        #[test]
        fn any_chain_is_followed(tail in proptest::collection::vec(any::<u8>(), 0..200), wide: bool) {
            let mut bytes = if wide { b"II+\0\x08\0\0\0".to_vec() } else { b"II*\0".to_vec() };
            bytes.extend(tail);
            if let Some(frames) = Frames::of(&bytes, 10) {
                for index in 0..frames.count() {
                    let _ = (frames.orientation(index), frames.with_first(index));
                }
            }
        }
    }
}

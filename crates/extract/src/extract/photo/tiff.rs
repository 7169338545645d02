//! The frames of a TIFF file: scanners put the pages of a document into one.
//!
//! A TIFF is a chain of directories, one a frame (TIFF 6.0, section 2; BigTIFF has wider offsets). Decoders show the
//! first one; so each frame is put first in turn.

use std::borrow::Cow;

/// The tag that says how a frame lies.
const ORIENTATION: u64 = 274;

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
        let (start, count) = self.entries(*self.offsets.get(index)?)?;
        let value_at = if self.wide { 12 } else { 8 };
        (0..count.min(1000))
            .find_map(|entry| {
                let at = start + entry * self.entry();
                (self.number(at, 2)? == ORIENTATION).then(|| self.number(at + value_at, 2)).flatten()
            })
            .and_then(|value| u8::try_from(value).ok())
            .filter(|value| (1..=8).contains(value))
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

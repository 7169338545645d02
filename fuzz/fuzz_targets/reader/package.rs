//! Changes inside zip packages.
//!
//! Bytes that are changed in a packed member break its check sum, so that a fuzzer on whole files never gets beyond the
//! unpacking. Here one member is unpacked, changed, and packed again with sums that hold.

use std::io::{Cursor, Read, Write};

use libfuzzer_sys::fuzzer_mutate;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// Members that unpack to more stay as they are.
const MAX_MEMBER: u64 = 256 << 10;
/// How much a member may grow at once.
const GROWTH: usize = 1 << 10;

/// Changes the input: a picking byte and a zip file. One time in eight, and where there is no zip file, it is changed as
/// any bytes are.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Random(u64::from(seed) << 1 | 1);
    if random.below(8) > 0
        && size > 1
        && let Some(changed) = changed(&data[1..size], &mut random)
        && changed.len() < max_size
    {
        data[1..=changed.len()].copy_from_slice(&changed);
        return changed.len() + 1;
    }
    fuzzer_mutate(data, size, max_size)
}

/// The package with one member changed.
fn changed(bytes: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let target = random.below(archive.len());
    let mut content = Vec::new();
    if archive.by_index(target).ok()?.take(MAX_MEMBER + 1).read_to_end(&mut content).is_err()
        || content.len() as u64 > MAX_MEMBER
    {
        return None;
    }
    let content = match random.below(12) {
        // A member that is missing.
        0 => None,
        1..=4 => Some(moved(&content, random).unwrap_or(content)),
        _ => {
            let size = content.len();
            content.resize(size + GROWTH, 0);
            let size = fuzzer_mutate(&mut content, size, size + GROWTH);
            content.truncate(size);
            Some(content)
        }
    };

    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        if index != target {
            writer.raw_copy_file(archive.by_index_raw(index).ok()?).ok()?;
        } else if let Some(content) = &content {
            let name = archive.by_index_raw(index).ok()?.name().ok()?.into_owned();
            // Small members are easier to change as bytes where they are not packed.
            let method = if content.len() < 512 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            writer.start_file(name, SimpleFileOptions::default().compression_method(method)).ok()?;
            writer.write_all(content).ok()?;
        }
    }
    Some(writer.finish().ok()?.into_inner())
}

/// A part in which something that begins with a tag has been copied to another tag, or taken out.
fn moved(content: &[u8], random: &mut Random) -> Option<Vec<u8>> {
    let tags: Vec<usize> = (0..content.len()).filter(|at| content[*at] == b'<').collect();
    if tags.len() < 3 {
        return None;
    }
    let first = random.below(tags.len() - 1);
    // Neighbours mostly, so that elements stay whole now and then.
    let last = (first + 1 + random.below(8).min(random.below(64))).min(tags.len() - 1);
    let (from, to) = (tags[first], tags[last]);
    let piece = &content[from..to];
    if random.below(3) == 0 {
        return Some([&content[..from], &content[to..]].concat());
    }
    let at = tags[random.below(tags.len())];
    let times = if random.below(16) == 0 { 64 } else { 1 };
    Some([&content[..at], &piece.repeat(times), &content[at..]].concat())
}

/// The generator xorshift64, which the seed of libfuzzer starts.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }
}

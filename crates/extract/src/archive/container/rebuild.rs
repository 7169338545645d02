//! ZIP files without a directory: a copy or a download that was broken off.
//!
//! The directory stands at the end of the file (APPNOTE 4.3.6), but every member also has a header of its own before its
//! data (4.3.7). From these a directory is made, so that the members that are there can be read as usual.

use std::{borrow::Cow, io::Cursor};

use zip::ZipArchive;

/// Members that a directory is made for, at most.
const MAX_MEMBERS: usize = 65_000;
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";
const DESCRIPTOR: &[u8] = b"PK\x07\x08";
const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
/// The end of the directory without a comment, in bytes.
const END_LENGTH: usize = 22;
/// The local header without name and extra field, in bytes.
const HEADER_LENGTH: usize = 30;
/// The flag that sizes stand behind the data.
const SIZES_BEHIND: u16 = 1 << 3;

/// The file as it is where its directory can be read; with a directory made from the members' own headers where it
/// cannot, and whether that was needed. `None` where it has no members either way.
pub(crate) fn readable(bytes: &[u8]) -> Option<(Cow<'_, [u8]>, bool)> {
    if ZipArchive::new(Cursor::new(bytes)).is_ok() {
        return Some((bytes.into(), false));
    }
    // So much may have been put behind the directory that it is not looked for there.
    let end = bytes.windows(END_OF_DIRECTORY.len()).rposition(|window| window == END_OF_DIRECTORY);
    if let Some(whole) = end.and_then(|end| bytes.get(..end + END_LENGTH))
        && ZipArchive::new(Cursor::new(whole)).is_ok_and(|archive| !archive.is_empty())
    {
        return Some((whole.into(), false));
    }
    rebuilt(bytes).map(|rebuilt| (rebuilt.into(), true))
}

/// What a member's own header says.
struct LocalHeader {
    /// Where the header begins.
    at: usize,
    flags: u16,
    method: u16,
    time: [u8; 4],
    checksum: u32,
    packed: u32,
    unpacked: u32,
    name: Vec<u8>,
}

fn rebuilt(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut members = Vec::new();
    let mut at = find(bytes, LOCAL_HEADER, 0)?;
    let mut end = at;
    while members.len() < MAX_MEMBERS {
        let Some((member, next)) = member(bytes, at) else {
            // A header that is none: what looks like it stands inside the data.
            let Some(next) = find(bytes, LOCAL_HEADER, at + LOCAL_HEADER.len()) else { break };
            at = next;
            continue;
        };
        end = next;
        members.push(member);
        let Some(next) = find(bytes, LOCAL_HEADER, next) else { break };
        at = next;
    }
    if members.is_empty() {
        return None;
    }
    let mut out = bytes.get(..end.min(bytes.len()))?.to_vec();
    let directory = out.len();
    for member in &members {
        out.extend(b"PK\x01\x02\x14\0\x14\0");
        // The sizes are known now.
        out.extend((member.flags & !SIZES_BEHIND).to_le_bytes());
        out.extend(member.method.to_le_bytes());
        out.extend(member.time);
        out.extend(member.checksum.to_le_bytes());
        out.extend(member.packed.to_le_bytes());
        out.extend(member.unpacked.to_le_bytes());
        out.extend(u16::try_from(member.name.len()).ok()?.to_le_bytes());
        out.extend([0; 12]);
        out.extend(u32::try_from(member.at).ok()?.to_le_bytes());
        out.extend(&member.name);
    }
    let size = u32::try_from(out.len() - directory).ok()?;
    let count = u16::try_from(members.len()).ok()?.to_le_bytes();
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count, count].concat());
    out.extend(size.to_le_bytes());
    out.extend(u32::try_from(directory).ok()?.to_le_bytes());
    out.extend([0; 2]);
    ZipArchive::new(Cursor::new(&*out)).is_ok().then_some(out)
}

/// The member whose header begins at a place, and where its data end. `None` where there is no header.
fn member(bytes: &[u8], at: usize) -> Option<(LocalHeader, usize)> {
    let u16_at = |offset: usize| Some(u16::from_le_bytes(bytes.get(at + offset..at + offset + 2)?.try_into().ok()?));
    let u32_at = |place: usize| Some(u32::from_le_bytes(bytes.get(place..place + 4)?.try_into().ok()?));
    if !bytes.get(at..)?.starts_with(LOCAL_HEADER) {
        return None;
    }
    let (flags, method) = (u16_at(6)?, u16_at(8)?);
    let (name_length, extra_length) = (usize::from(u16_at(26)?), usize::from(u16_at(28)?));
    let name = bytes.get(at + HEADER_LENGTH..at + HEADER_LENGTH + name_length)?.to_vec();
    let data = at + HEADER_LENGTH + name_length + extra_length;
    // No method of packing has such a number, and no member an empty name: this is data that looks like a header.
    if name.is_empty() || method > 99 || data > bytes.len() {
        return None;
    }
    let mut found = LocalHeader {
        at,
        flags,
        method,
        time: bytes.get(at + 10..at + 14)?.try_into().ok()?,
        checksum: u32_at(at + 14)?,
        packed: u32_at(at + 18)?,
        unpacked: u32_at(at + 22)?,
        name,
    };
    let mut end = data.saturating_add(found.packed as usize);
    if flags & SIZES_BEHIND != 0 && found.packed == 0 {
        // The descriptor behind the data states how long they are, which tells it from data that look like it.
        let mut from = data;
        loop {
            let Some(behind) = find(bytes, DESCRIPTOR, from) else {
                end = bytes.len();
                found.packed = u32::try_from(end - data).ok()?;
                break;
            };
            if u32_at(behind + 8).is_some_and(|packed| packed as usize == behind - data) {
                (found.checksum, found.packed) = (u32_at(behind + 4)?, u32_at(behind + 8)?);
                found.unpacked = u32_at(behind + 12)?;
                end = behind + 16;
                break;
            }
            from = behind + DESCRIPTOR.len();
        }
    }
    // Of a member that is cut off the rest is missing, and its checksum will say so.
    if end > bytes.len() {
        found.packed = u32::try_from(bytes.len() - data).ok()?;
        end = bytes.len();
    }
    Some((found, end))
}

fn find(bytes: &[u8], wanted: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = *wanted.first()?;
    let mut at = 0;
    loop {
        at += rest.get(at..)?.iter().position(|byte| *byte == first)?;
        if rest.get(at..)?.starts_with(wanted) {
            return Some(from + at);
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use proptest::prelude::*;
    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn packed(sizes_behind: bool) -> Vec<u8> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        let mut out = Vec::new();
        let write = |writer: &mut dyn FnMut(&str, &str)| {
            writer("01/会议记录.txt", &"应到三十人，实到二十八人。".repeat(50));
            writer("02/名册.txt", &"甲某\t乙某\n".repeat(80));
        };
        if sizes_behind {
            let mut writer = ZipWriter::new_stream(&mut out);
            write(&mut |name, text| {
                writer.start_file(name, options).expect("a member");
                writer.write_all(text.as_bytes()).expect("memory");
            });
            writer.finish().expect("an end");
        } else {
            let mut cursor = Cursor::new(&mut out);
            let mut writer = ZipWriter::new(&mut cursor);
            write(&mut |name, text| {
                writer.start_file(name, options).expect("a member");
                writer.write_all(text.as_bytes()).expect("memory");
            });
            writer.finish().expect("an end");
        }
        out
    }

    fn texts(bytes: &[u8]) -> Vec<String> {
        let (bytes, _) = readable(bytes).expect("members");
        let mut archive = ZipArchive::new(Cursor::new(&*bytes)).expect("a directory");
        (0..archive.len())
            .map(|index| {
                let mut text = String::new();
                let read = archive.by_index(index).map(|mut member| member.read_to_string(&mut text).is_ok());
                if read.unwrap_or(false) { text } else { "damaged".to_owned() }
            })
            .collect()
    }

    #[test]
    fn members_are_read_without_a_directory() {
        for sizes_behind in [false, true] {
            let whole = packed(sizes_behind);
            let expected = texts(&whole);
            let directory = find(&whole, b"PK\x01\x02", 0).expect("a directory");
            assert_eq!(readable(&whole).map(|(_, rebuilt)| rebuilt), Some(false));
            for cut in [directory, directory + 20, whole.len() - 10] {
                assert_eq!(readable(&whole[..cut]).map(|(_, rebuilt)| rebuilt), Some(true), "{cut}");
                assert_eq!(texts(&whole[..cut]), expected, "{cut}");
            }
            // Bytes before the first header do no harm.
            assert_eq!(texts(&[b"from: somebody\r\n\r\n", &whole[..directory]].concat()), expected);
            let second = find(&whole, LOCAL_HEADER, 10).expect("a second member");
            assert_eq!(texts(&whole[..second + 60]), [expected[0].clone(), "damaged".to_owned()]);
        }
        assert!(readable(b"PK\x03\x04 and no more").is_none());
        let padded = [packed(false), vec![0; 200_000]].concat();
        assert_eq!(readable(&padded).map(|(_, rebuilt)| rebuilt), Some(false), "zeros behind cost nothing");
        assert_eq!(texts(&padded), texts(&packed(false)));
    }

    proptest! {
        #[test]
        fn any_damage_is_survived(cut in 0usize..2000, at in 0usize..2000, byte: u8) {
            let mut bytes = packed(false);
            let length = bytes.len();
            bytes[at % length] = byte;
            bytes.truncate(cut % length);
            let _ = readable(&bytes);
        }
    }
}

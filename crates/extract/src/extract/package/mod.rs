//! Zip packages of Office files, whose unpacked sizes are measured before a reader parses them.
//!
//! A member states its unpacked size in a header that anybody can write, and the libraries behind the readers recurse
//! into nested elements. So every part that they will parse is unpacked here first, as a stream that is not stored: the
//! bytes and the depth of the elements are counted.

pub(super) mod flat;
mod objects;
mod relations;

use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

pub(super) use self::{
    objects::drawn_objects,
    relations::{all_relations, relations},
};
use super::{encoding::decode, limits::Limits};

/// How deep elements may nest. Word writes some forty levels; tables in tables and grouped shapes add a dozen each.
pub(super) const MAX_DEPTH: usize = 1_000;
/// Members of one package; a workbook with a hundred sheets and as many pictures has under a thousand.
const MAX_MEMBERS: usize = 50_000;
/// Extensions of members that no reader parses: pictures, sound, fonts, files within the file.
const MEDIA: [&str; 24] = [
    "png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff", "emf", "wmf", "wdp", "webp", "svg", "mp3", "mp4",
    "wav", "avi", "mov", "m4a", "ttf", "odttf", "fntdata", "docx",
];

/// Why a package is not given to a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PackageTrouble {
    /// It unpacks to more than the limit.
    TooMuch,
    /// Elements nest deeper than [`MAX_DEPTH`].
    TooDeep,
}

/// Unpacks every part that readers parse, for its size and depth alone.
///
/// A package that cannot be opened, and a part that cannot be unpacked, are no trouble here: the readers say so.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), PackageTrouble> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(()) };
    let most = limits.max_uncompressed_bytes;
    if archive.len() > MAX_MEMBERS || archive.decompressed_size().is_some_and(|size| size > u128::from(most)) {
        return Err(PackageTrouble::TooMuch);
    }
    let mut left = most;
    for index in 0..archive.len() {
        let Ok(member) = archive.by_index(index) else { continue };
        let name = String::from_utf8_lossy(member.name_raw()).to_lowercase();
        if member.is_dir() || is_media(&name) {
            continue;
        }
        let mut counted = Counted { inner: member, left, over: false };
        let depth = if name.ends_with(".bin") { Ok(()) } else { depth_of(&mut BufReader::new(&mut counted)) };
        // After an error the parser stops early; the rest is counted as well.
        let _ = std::io::copy(&mut counted, &mut std::io::sink());
        if counted.over {
            return Err(PackageTrouble::TooMuch);
        }
        depth?;
        left = counted.left;
    }
    Ok(())
}

/// A member's bytes, up to the limit and one more.
pub(super) fn bytes_of(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, most: u64) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    archive.by_name(name).ok()?.take(most.saturating_add(1)).read_to_end(&mut content).ok()?;
    (content.len() as u64 <= most).then_some(content)
}

/// One part of a zip package as text; `None` where it is absent, damaged or larger than the limit.
pub(super) fn part(bytes: &[u8], name: &str, limits: &Limits) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    bytes_of(&mut archive, name, limits.max_uncompressed_bytes).map(|content| decode(&content))
}

/// Whether an OpenDocument package is encrypted. One with a password keeps the names of its parts and encrypts what
/// these hold (OpenDocument 1.3 part 2, 4.8).
pub(super) fn is_encrypted_open_document(bytes: &[u8], limits: &Limits) -> bool {
    part(bytes, "META-INF/manifest.xml", limits).is_some_and(|manifest| manifest.contains("encryption-data"))
}

/// A name with its numbers as numbers, so that `image10` follows `image9`.
pub(super) fn natural(name: &str) -> (String, u64, String) {
    let digits = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
    let end = name[digits..].find(|c: char| !c.is_ascii_digit()).map_or(name.len(), |at| digits + at);
    (name[..digits].to_owned(), name[digits..end].parse().unwrap_or(u64::MAX), name.to_owned())
}

fn is_media(name: &str) -> bool {
    let embedded = name.contains("/embeddings/") || name.contains("/activex/");
    embedded || name.rsplit_once('.').is_some_and(|(_, extension)| MEDIA.contains(&extension))
}

/// Counts what is read and stops at the limit.
struct Counted<R> {
    inner: R,
    left: u64,
    over: bool,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.over {
            return Ok(0);
        }
        let count = self.inner.read(buffer)? as u64;
        if count > self.left {
            self.over = true;
            return Ok(0);
        }
        self.left -= count;
        Ok(count as usize)
    }
}

/// How deep a document's elements nest; damage ends the walk.
fn depth_of(source: &mut impl BufRead) -> Result<(), PackageTrouble> {
    // UTF-16 would look like one long text.
    if source
        .fill_buf()
        .is_ok_and(|head| matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'<', 0, ..] | [0, b'<', ..]))
    {
        let mut content = Vec::new();
        let _ = source.read_to_end(&mut content);
        // What only begins like UTF-16 begins the same when it is decoded, so it is not looked at again.
        return depth_in(&mut Cursor::new(decode(&content).trim_start_matches('\u{FEFF}').as_bytes()));
    }
    depth_in(source)
}

/// Walks through a document in UTF-8, or in what has the same marks, for its depth alone.
fn depth_in(source: &mut impl BufRead) -> Result<(), PackageTrouble> {
    let mut reader = Reader::from_reader(source);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut buffer = Vec::new();
    let mut depth = 0usize;
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(PackageTrouble::TooDeep);
                }
            }
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) | Err(_) => return Ok(()),
            Ok(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part can be started");
            writer.write_all(content).expect("memory can be written");
        }
        writer.finish().expect("the directory can be written").into_inner()
    }

    /// The same archive, whose headers state another unpacked size.
    fn lying(mut bytes: Vec<u8>, size: u32) -> Vec<u8> {
        for (magic, offset) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
            let found: Vec<usize> = (0..bytes.len() - 4).filter(|at| &bytes[*at..at + 4] == magic).collect();
            for at in found {
                bytes[at + offset..at + offset + 4].copy_from_slice(&size.to_le_bytes());
            }
        }
        bytes
    }

    #[test]
    fn sizes_are_measured() {
        let bytes = zip_of(&[("a.xml", &vec![b' '; 100_000]), ("media/a.jpg", &vec![0; 100_000])]);
        let limits = |most| Limits { max_uncompressed_bytes: most, ..Limits::default() };
        assert_eq!(check(&bytes, &limits(1 << 20)), Ok(()));
        assert_eq!(check(&bytes, &limits(50_000)), Err(PackageTrouble::TooMuch));
        // A part that states less than it holds is damaged for everybody, and gives out no more than it states.
        let bytes = lying(bytes, 10);
        assert_eq!(check(&bytes, &limits(1 << 20)), Ok(()));
        let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).expect("the directory is whole");
        assert_eq!(bytes_of(&mut archive, "a.xml", 1 << 20), None);
        assert_eq!(check(b"no zip", &limits(1)), Ok(()));
    }

    #[test]
    fn depth_is_measured_in_any_encoding() {
        let deep = "<a b='>'>".repeat(MAX_DEPTH + 1);
        let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain(deep.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for content in [deep.as_bytes(), &wide] {
            assert_eq!(
                check(&zip_of(&[("word/document.xml", content)]), &Limits::default()),
                Err(PackageTrouble::TooDeep)
            );
        }
        for content in [b"<\0".as_slice(), b"\0<", b"<\0a>", b"\xFF\xFE\xFF\xFE<\0a\0"] {
            assert_eq!(check(&zip_of(&[("word/document.xml", content)]), &Limits::default()), Ok(()));
        }
        let flat = "<a><!-- <b><b> --></a><a/>".repeat(MAX_DEPTH + 1);
        assert_eq!(check(&zip_of(&[("word/document.xml", flat.as_bytes())]), &Limits::default()), Ok(()));
    }
}

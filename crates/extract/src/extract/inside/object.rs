//! One object that was inserted into a document: an OLE2 file or a storage of one (MS-OLEDS 2.3), or the older form
//! that RTF keeps (MS-OLEDS 2.2).

use std::io::{Cursor, Read};

use cfb::CompoundFile;
use encoding_rs::UTF_16LE;

use super::base_name;
use crate::{
    archive::identify::Format,
    extract::{encoding::decode, ole::has_cyclic_chain},
};

/// An OLE2 file in memory.
pub(super) type Compound<'b> = CompoundFile<Cursor<&'b [u8]>>;

/// Streams of one object that are looked at or copied.
const MAX_STREAMS: usize = 2_000;
/// The class of charts that Microsoft Graph draws, which are no files.
const GRAPH_CLASSES: [&str; 2] = ["00020803", "00020801"];

/// What an object holds.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::extract) enum InsideObject {
    /// A file, with its name where it has one.
    File(Option<String>, Vec<u8>),
    /// Something for people that cannot be taken out.
    Unread(Option<String>),
    /// Nothing that is a file: an equation, a form control.
    Nothing,
}

/// Opens an OLE2 file, unless its chains lead in circles.
pub(super) fn open(bytes: &[u8]) -> Option<Compound<'_>> {
    if has_cyclic_chain(bytes) { None } else { CompoundFile::open(Cursor::new(bytes)).ok() }
}

/// What the bytes of an object's part hold: an OLE2 file around something, or a file as it is.
pub(super) fn of_part(bytes: Vec<u8>, most: u64) -> InsideObject {
    let format = Format::of(&bytes, "");
    if !bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return match format {
            Format::Unknown | Format::Empty => InsideObject::Unread(None),
            _ => InsideObject::File(None, bytes),
        };
    }
    let Some(mut file) = open(&bytes) else { return InsideObject::Unread(None) };
    match of_storage(&mut file, "/", most) {
        // The whole file is what people know as a document.
        EmbeddedDocument::Whole => InsideObject::File(None, bytes),
        EmbeddedDocument::Inside(object) => object,
    }
}

/// What a storage of an OLE2 file holds.
pub(super) fn of_inner_storage(file: &mut Compound<'_>, path: &str, most: u64) -> InsideObject {
    match of_storage(file, path, most) {
        EmbeddedDocument::Whole => match copied(file, path, most) {
            Some(bytes) => InsideObject::File(None, bytes),
            None => InsideObject::Unread(None),
        },
        EmbeddedDocument::Inside(object) => object,
    }
}

enum EmbeddedDocument {
    /// The storage itself is a document.
    Whole,
    Inside(InsideObject),
}

fn of_storage(file: &mut Compound<'_>, path: &str, most: u64) -> EmbeddedDocument {
    let Ok(entries) = file.read_storage(path) else { return EmbeddedDocument::Inside(InsideObject::Unread(None)) };
    let names: Vec<String> = entries.take(MAX_STREAMS).map(|entry| entry.name().to_owned()).collect();
    let named = |wanted: &str| names.iter().find(|name| name.eq_ignore_ascii_case(wanted)).cloned();
    let class = file.entry(path).map(|entry| entry.clsid().to_string().to_lowercase()).unwrap_or_default();
    if GRAPH_CLASSES.iter().any(|known| class.starts_with(known)) {
        return EmbeddedDocument::Inside(InsideObject::Unread(Some("图表（Microsoft Graph）".to_owned())));
    }
    if let Some(native) = named("\u{1}Ole10Native") {
        return EmbeddedDocument::Inside(match stream(file, path, &native, most) {
            Some(bytes) => native_data(&bytes),
            None => InsideObject::Unread(None),
        });
    }
    for wanted in ["Package", "EmbeddedOdf"] {
        if let Some(name) = named(wanted) {
            return EmbeddedDocument::Inside(match stream(file, path, &name, most) {
                Some(bytes) if !bytes.is_empty() => InsideObject::File(None, bytes),
                _ => InsideObject::Unread(None),
            });
        }
    }
    let documents = ["WordDocument", "Workbook", "Book", "PowerPoint Document", "VisioDocument", "EncryptedPackage"];
    if documents.iter().any(|wanted| named(wanted).is_some()) {
        return EmbeddedDocument::Whole;
    }
    let is_control = names.iter().any(|name| name == "\u{3}OCXNAME" || name == "\u{3}OCXDATA");
    if is_control || named("Equation Native").is_some() {
        return EmbeddedDocument::Inside(InsideObject::Nothing);
    }
    if let Some(name) = named("CONTENTS")
        && let Some(bytes) = stream(file, path, &name, most)
    {
        return EmbeddedDocument::Inside(match Format::of(&bytes, "") {
            Format::Unknown | Format::Empty => InsideObject::Unread(None),
            _ => InsideObject::File(None, bytes),
        });
    }
    // Streams that only describe an object begin with a control character.
    let holds_more = names.iter().any(|name| !name.starts_with(|c: char| c.is_control()));
    EmbeddedDocument::Inside(if holds_more { InsideObject::Unread(None) } else { InsideObject::Nothing })
}

fn join(path: &str, name: &str) -> String {
    format!("{}/{name}", path.trim_end_matches('/'))
}

/// The bytes of a stream, where they are no more than `most`.
fn stream(file: &mut Compound<'_>, path: &str, name: &str, most: u64) -> Option<Vec<u8>> {
    let stream = file.open_stream(join(path, name)).ok()?;
    if stream.len() > most {
        return None;
    }
    let mut bytes = Vec::new();
    stream.take(most).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// A storage as an OLE2 file of its own.
fn copied(file: &mut Compound<'_>, path: &str, most: u64) -> Option<Vec<u8>> {
    let entries: Vec<(String, bool, u64)> = file
        .walk_storage(path)
        .ok()?
        .take(MAX_STREAMS)
        .map(|entry| (entry.path().to_string_lossy().into_owned(), entry.is_stream(), entry.len()))
        .collect();
    if entries.iter().filter(|entry| entry.1).map(|entry| entry.2).sum::<u64>() > most {
        return None;
    }
    let mut copy = CompoundFile::create(Cursor::new(Vec::new())).ok()?;
    for (from, is_stream, _) in entries {
        let to = from.strip_prefix(path).unwrap_or_default().to_owned();
        if to.is_empty() {
            continue;
        }
        if is_stream {
            let mut source = file.open_stream(&from).ok()?;
            let mut target = copy.create_stream(&to).ok()?;
            std::io::copy(&mut source, &mut target).ok()?;
        } else {
            copy.create_storage(&to).ok()?;
        }
    }
    copy.flush().ok()?;
    Some(copy.into_inner().into_inner())
}

/// What the stream of an object of OLE 1 holds: its length and the native data.
fn native_data(bytes: &[u8]) -> InsideObject {
    let length = word(bytes, 0).unwrap_or_default() as usize;
    let data = bytes.get(4..).unwrap_or_default();
    of_native(data.get(..length).unwrap_or(data))
}

/// Native data: a file that the shell packed (its names before and after it), or the data of a program.
fn of_native(data: &[u8]) -> InsideObject {
    if let Some(packed) = packed_file(data) {
        return packed;
    }
    match Format::of(data, "") {
        Format::Unknown | Format::Empty | Format::Text => InsideObject::Unread(None),
        Format::Ole | Format::Doc | Format::Xls | Format::Ppt => of_part(data.to_vec(), data.len() as u64),
        _ => InsideObject::File(None, data.to_vec()),
    }
}

/// The file that `packager.exe` puts in: a label, the path it came from, its bytes, and the names once more in UTF-16.
fn packed_file(data: &[u8]) -> Option<InsideObject> {
    const EMBEDDED: [u32; 2] = [0x0003_0000, 0x0000_0300];
    if data.get(..2)? != [2, 0] {
        return None;
    }
    let (label, rest) = ended_by_zero(data.get(2..)?)?;
    let (path, rest) = ended_by_zero(rest)?;
    let kind = word(rest, 0)?;
    let name = base_name(&decode(path)).or_else(|| base_name(&decode(label)));
    if !EMBEDDED.contains(&kind) {
        return Some(InsideObject::Unread(name));
    }
    let length = word(rest, 4)? as usize;
    let rest = rest.get(8usize.checked_add(length)?..)?;
    let length = word(rest, 0)? as usize;
    let Some(content) = rest.get(4..4usize.checked_add(length)?) else { return Some(InsideObject::Unread(name)) };
    // The temporary path, the label and the original path, each with its count of characters.
    let wide = || {
        let mut rest = rest.get(4 + length..)?;
        let mut names = Vec::new();
        for _ in 0..3 {
            let bytes = (word(rest, 0)? as usize).checked_mul(2)?;
            let units = rest.get(4..4usize.checked_add(bytes)?)?;
            names.push(UTF_16LE.decode_without_bom_handling(units).0.trim_matches('\0').to_owned());
            rest = rest.get(4 + bytes..)?;
        }
        base_name(names.get(2)?).or_else(|| base_name(names.get(1)?))
    };
    Some(InsideObject::File(wide().or(name), content.to_vec()))
}

/// What an object in the form of OLE 1 holds, as `\objdata` of RTF has it: versions, the class and its native data.
pub(in crate::extract) fn of_ole1(bytes: &[u8], most: u64) -> InsideObject {
    let read = || {
        let embedded = word(bytes, 4)? == 2;
        let mut rest = bytes.get(8..)?;
        let mut class = String::new();
        for part in 0..3 {
            let length = word(rest, 0)? as usize;
            let text = rest.get(4..4usize.checked_add(length)?)?;
            if part == 0 {
                class = decode(text).trim_matches('\0').to_owned();
            }
            rest = rest.get(4 + length..)?;
        }
        if !embedded {
            return Some(InsideObject::Unread(Some(class).filter(|class| !class.is_empty())));
        }
        let length = word(rest, 0)? as usize;
        let data = rest.get(4..)?;
        Some((class, data.get(..length).unwrap_or(data)).1).map(|data| {
            if data.starts_with(b"\xD0\xCF\x11\xE0") { of_part(data.to_vec(), most) } else { of_native(data) }
        })
    };
    read().unwrap_or(InsideObject::Unread(None))
}

fn ended_by_zero(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

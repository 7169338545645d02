//! Objects in OLE2 documents: DOC keeps them in `ObjectPool` (MS-DOC 2.1.6), XLS in storages `MBD…` and `LNK…` (MS-XLS
//! 2.1.7.2), PPT in records of its main stream (MS-PPT 2.10.34).

use std::io::{Cursor, Read};

use flate2::read::ZlibDecoder;

use super::{
    FilesInside,
    object::{Compound, of_inner_storage, of_part, open},
};
use crate::{archive::identify::Format, extract::limits::Limits};

/// Objects of one document that are looked at.
const MAX_OBJECTS: usize = 5_000;
/// The record of an embedded object, and the kinds in which it stands.
const EMBEDDED_OBJECT: u16 = 0x1011;
const PLAIN: u16 = 0;
const PACKED: u16 = 1;

pub(in crate::extract) fn of(bytes: &[u8], format: Format, limits: &Limits) -> FilesInside {
    let mut found = FilesInside::new(limits.max_uncompressed_bytes);
    let Some(mut file) = open(bytes) else { return found };
    match format {
        Format::Doc => of_storages(&mut file, "/ObjectPool", &|name| name.starts_with('_'), &mut found),
        Format::Xls => {
            let is_object = |name: &str| name.starts_with("MBD") || name.starts_with("LNK");
            of_storages(&mut file, "/", &is_object, &mut found);
        }
        _ => of_slides(&mut file, limits, &mut found),
    }
    found
}

fn of_storages(file: &mut Compound<'_>, folder: &str, is_object: &dyn Fn(&str) -> bool, found: &mut FilesInside) {
    let Ok(entries) = file.read_storage(folder) else { return };
    let mut paths: Vec<String> = entries
        .take(MAX_OBJECTS)
        .filter(|entry| entry.is_storage() && is_object(entry.name()))
        .map(|entry| entry.path().to_string_lossy().into_owned())
        .collect();
    paths.sort();
    for path in paths {
        let object = of_inner_storage(file, &path, found.left());
        found.add_object(object, &path.replace("/ObjectPool/", "").replace('/', ""));
    }
}

fn of_slides(file: &mut Compound<'_>, limits: &Limits, found: &mut FilesInside) {
    let mut bytes = Vec::new();
    let most = limits.max_input_bytes as u64;
    let Ok(stream) = file.open_stream("/PowerPoint Document") else { return };
    if stream.take(most).read_to_end(&mut bytes).is_err() {
        return;
    }
    let mut rest = bytes.as_slice();
    let mut number = 0;
    // Each record has its version and kind, its type, and its length; objects stand on the highest level.
    while let Some(([first, second, third, fourth, length @ ..], after)) = rest.split_first_chunk::<8>() {
        let instance = u16::from_le_bytes([*first, *second]) >> 4;
        let kind = u16::from_le_bytes([*third, *fourth]);
        let length = u32::from_le_bytes(*length) as usize;
        let Some((content, after)) = after.split_at_checked(length) else { break };
        rest = after;
        if kind != EMBEDDED_OBJECT {
            continue;
        }
        number += 1;
        if number > MAX_OBJECTS {
            break;
        }
        let name = format!("附件{number}");
        let object = match instance {
            PLAIN => Some(content.to_vec()),
            // The unpacked size stands before what is packed.
            PACKED => content.get(4..).and_then(|packed| unpacked(packed, found.left())),
            _ => None,
        };
        match object {
            // Macros are kept in the same way.
            Some(object) if is_macros(&object) => {}
            Some(object) => found.add_object(of_part(object, limits.max_uncompressed_bytes), &name),
            None => found.refuse(name),
        }
    }
}

fn unpacked(packed: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(Cursor::new(packed)).take(most.saturating_add(1)).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= most).then_some(bytes)
}

fn is_macros(bytes: &[u8]) -> bool {
    open(bytes).is_some_and(|file| file.is_storage("/VBA"))
}

//! The parts of a zip package by their names, of which some may be missing or damaged.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
};

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart},
};
use zip::ZipArchive;

use crate::extract::{encoding::decode, limits::Limits};

/// A package that is open for reading.
pub(super) struct PackageParts<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    /// Programs write names in their own case and with either slash.
    places: HashMap<String, usize>,
    most: u64,
}

/// What could be unpacked of a part.
pub(super) struct UnpackedPart<T> {
    pub(super) content: T,
    /// False where its end is missing or damaged.
    pub(super) is_whole: bool,
}

impl<'b> PackageParts<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Option<Self> {
        let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        // `file_names` follows the directory, as the indexes do.
        let names = archive.file_names().enumerate();
        let places = names.filter_map(|(index, name)| Some((plain(&name.ok()?), index))).collect();
        Some(Self { archive, places, most: limits.max_uncompressed_bytes })
    }

    /// The names of all parts, in lower case, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.places.keys().cloned().collect();
        names.sort_unstable();
        names
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.places.contains_key(&plain(name))
    }

    pub(super) fn bytes(&mut self, name: &str) -> Option<UnpackedPart<Vec<u8>>> {
        let index = *self.places.get(&plain(name))?;
        let member = self.archive.by_index(index).ok()?;
        let mut content = Vec::new();
        let mut member = member.take(self.most.saturating_add(1));
        // What was unpacked before the damage is kept.
        let is_whole = member.read_to_end(&mut content).is_ok() && content.len() as u64 <= self.most;
        (is_whole || !content.is_empty()).then_some(UnpackedPart { content, is_whole })
    }

    pub(super) fn text(&mut self, name: &str) -> Option<UnpackedPart<String>> {
        let UnpackedPart { content, is_whole } = self.bytes(name)?;
        let content = match String::from_utf8(content) {
            Ok(text) => text,
            Err(error) => decode(error.as_bytes()),
        };
        Some(UnpackedPart { content, is_whole })
    }
}

fn plain(name: &str) -> String {
    name.replace('\\', "/").trim_start_matches('/').to_lowercase()
}

/// A reader of XML that goes on over small faults.
pub(super) fn lenient(xml: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// The value of an attribute, whatever its prefix.
pub(super) fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = element.attributes();
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// Adds what a reference in text stands for.
pub(super) fn push_reference(text: &mut String, reference: BytesRef<'_>) {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => text.push(c),
        _ => text.push_str(resolve_predefined_entity(&reference.into_inner()).unwrap_or("")),
    }
}

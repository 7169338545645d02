//! The objects of a PDF file as `lopdf` reads them: forms, remarks and attached files.
//!
//! Pages are drawn from `hayro`'s view of the file, which reads an object when it is asked for. `lopdf` reads all of
//! them at once, so it is asked only where that view shows something for it, within limits, and what it cannot do is
//! told in a notice.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use hayro_syntax::object::ObjectIdentifier;
use lopdf::{DecompressError, Dictionary, Document, Error, FilterFunc, LoadOptions, Object, ObjectId, Stream};

use super::text_string::{text_lines, text_string};

/// What one stream of objects may unpack to. Those of real files hold 200 objects and a few dozen kilobytes.
const MAX_OBJECT_STREAM: usize = 32 << 20;
/// The content of larger streams is a picture, a font or a page, and no value.
const MAX_VALUE: usize = 64 << 10;
/// How far a chain of fields to the top of its form is followed: a damaged one can be a circle.
const MAX_PARENTS: usize = 32;

/// Why the objects of a file cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ObjectsTrouble {
    /// They are encrypted in a way that is not undone here.
    Encrypted,
    /// They are damaged, or `lopdf` fails on them.
    Unreadable,
}

/// All objects of one file.
pub(super) struct Objects {
    document: Document,
}

impl Objects {
    /// The objects, without the content of large streams; `wanted` are pages of which one at least must be there.
    pub(super) fn without_content(bytes: &[u8], wanted: &BTreeSet<ObjectIdentifier>) -> Result<Self, ObjectsTrouble> {
        Self::load(bytes, wanted, |id, object| {
            let Object::Stream(stream) = object else { return Some((id, object.clone())) };
            if stream.content.len() > MAX_VALUE && !stream.dict.has_type(b"ObjStm") {
                // An empty one would be filled again.
                stream.content = vec![0];
            }
            Some((id, Object::Null))
        })
    }

    /// The same with the content of their streams, but for pictures, drawings and fonts.
    pub(super) fn with_content(bytes: &[u8], wanted: &BTreeSet<ObjectIdentifier>) -> Result<Self, ObjectsTrouble> {
        Self::load(bytes, wanted, |id, object| {
            let Object::Stream(stream) = object else { return Some((id, object.clone())) };
            let kind = stream.dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
            let is_drawn = stream.dict.has_type(b"XObject") || matches!(kind, b"Image" | b"Form");
            (!is_drawn && !stream.dict.has(b"Length1")).then_some((id, Object::Null))
        })
    }

    /// `filter` changes an object where it stands, and drops it by `None`; what it gives back counts for members of
    /// object streams only, and none of them is a stream.
    ///
    /// A table of objects that is damaged is made anew by looking for them, as `hayro` does by itself.
    fn load(bytes: &[u8], wanted: &BTreeSet<ObjectIdentifier>, filter: FilterFunc) -> Result<Self, ObjectsTrouble> {
        for force_reconstruct in [false, true] {
            let options = LoadOptions {
                filter: Some(filter),
                max_decompressed_size: Some(MAX_OBJECT_STREAM),
                force_reconstruct,
                ..LoadOptions::default()
            };
            let loaded = catch_unwind(AssertUnwindSafe(|| Document::load_mem_with_options(bytes, options)));
            match loaded {
                // A file that waits for its password loads without objects.
                Ok(Ok(document)) if document.is_encrypted() => return Err(ObjectsTrouble::Encrypted),
                Ok(Ok(document)) => {
                    let objects = Self { document };
                    let has_wanted = wanted.is_empty() || wanted.iter().any(|id| objects.dictionary(*id).is_some());
                    // Pages that were found are read without a catalogue too, where there is none to be found.
                    let is_last = force_reconstruct && !wanted.is_empty();
                    if has_wanted && (is_last || objects.catalogue().is_some()) {
                        return Ok(objects);
                    }
                }
                Ok(Err(Error::InvalidPassword | Error::Decryption(_))) => return Err(ObjectsTrouble::Encrypted),
                // A second look would take as much memory again.
                Ok(Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. }))) => break,
                Ok(Err(_)) | Err(_) => {}
            }
        }
        Err(ObjectsTrouble::Unreadable)
    }

    /// The catalogue, which all else hangs on.
    pub(super) fn catalogue(&self) -> Option<&Dictionary> {
        self.document.catalog().ok()
    }

    /// The dictionary of an object that `hayro` knows by the same number.
    pub(super) fn dictionary(&self, id: ObjectIdentifier) -> Option<&Dictionary> {
        let id: ObjectId = (id.obj_number, u16::try_from(id.gen_number).ok()?);
        self.document.get_dictionary(id).ok()
    }

    /// What an object stands for, and its number where it has one.
    pub(super) fn resolved<'a>(&'a self, object: &'a Object) -> Option<(Option<ObjectId>, &'a Object)> {
        self.document.dereference(object).ok()
    }

    /// An entry of a dictionary; `None` also for null.
    pub(super) fn get<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let (_, object) = self.resolved(dict.get(key.as_bytes()).ok()?)?;
        (!object.is_null()).then_some(object)
    }

    /// An entry that is a dictionary.
    pub(super) fn dict<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a Dictionary> {
        self.get(dict, key)?.as_dict().ok()
    }

    /// The members of an entry that is an array; none where it is none.
    pub(super) fn array<'a>(&'a self, dict: &'a Dictionary, key: &str) -> &'a [Object] {
        self.get(dict, key).and_then(|object| object.as_array().ok()).map_or(&[], Vec::as_slice)
    }

    /// An entry that is a name.
    pub(super) fn name<'a>(&'a self, dict: &'a Dictionary, key: &str) -> Option<&'a [u8]> {
        self.get(dict, key)?.as_name().ok()
    }

    /// An entry that is a whole number; 0 where it is none.
    pub(super) fn flags(&self, dict: &Dictionary, key: &str) -> i64 {
        self.get(dict, key).and_then(|object| object.as_i64().ok()).unwrap_or_default()
    }

    /// An entry that is a text in one line.
    pub(super) fn text(&self, dict: &Dictionary, key: &str) -> Option<String> {
        text_string(self.get(dict, key)?.as_str().ok()?)
    }

    /// The lines of a text, which is a string or a small stream.
    pub(super) fn lines(&self, object: &Object) -> Vec<String> {
        let stored;
        let bytes = match self.resolved(object) {
            Some((_, Object::String(bytes, _))) => bytes.as_slice(),
            Some((_, Object::Stream(stream))) => {
                stored = self.content(stream, MAX_VALUE).unwrap_or_default();
                stored.as_slice()
            }
            _ => &[],
        };
        text_lines(bytes.get(..MAX_VALUE).unwrap_or(bytes))
    }

    /// The four numbers of a rectangle, the lower left corner first.
    pub(super) fn rectangle(&self, dict: &Dictionary, key: &str) -> Option<[f64; 4]> {
        let numbers: Vec<f64> = self
            .array(dict, key)
            .iter()
            .filter_map(|object| Some(f64::from(self.resolved(object)?.1.as_float().ok()?)))
            .filter(|number| number.is_finite())
            .collect();
        let [x0, y0, x1, y1] = numbers.try_into().ok()?;
        Some([x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)])
    }

    /// An entry of a field, or of the fields above it (ISO 32000-1, 12.7.3.1).
    pub(super) fn inherited<'a>(&'a self, field: &'a Dictionary, key: &str) -> Option<&'a Object> {
        let mut at = field;
        for _ in 0..MAX_PARENTS {
            if let Some(found) = self.get(at, key) {
                return Some(found);
            }
            at = self.dict(at, "Parent")?;
        }
        None
    }

    /// What a stream unpacks to; an error where that is more than `most` bytes, or where it is damaged.
    pub(super) fn content(&self, stream: &Stream, most: usize) -> lopdf::Result<Vec<u8>> {
        // Filters may be objects of their own, which the library does not look for.
        let refers = |key: &[u8]| stream.dict.get(key).is_ok_and(|object| object.as_reference().is_ok());
        if !refers(b"Filter") && !refers(b"DecodeParms") {
            return stream.get_plain_content_with_limit(most);
        }
        let mut direct = stream.clone();
        for key in ["Filter", "DecodeParms"] {
            if let Some(object) = self.get(&stream.dict, key).cloned() {
                direct.dict.set(key, object);
            }
        }
        direct.get_plain_content_with_limit(most)
    }
}

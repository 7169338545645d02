//! Files inside documents: what was attached, embedded or inserted as an object becomes a member of the document.
//!
//! One budget bounds the files of one document ([`MAX_FILES`], `Limits::max_uncompressed_bytes`). A file that has no
//! name of its own is called `附件1`, `附件2` … with the extension of what its bytes are. [`package`] walks through zip
//! packages, [`storage`] through OLE2 files, [`object`] takes the file out of one object of either.

mod object;
mod package;
mod storage;

pub(super) use self::{
    object::{InsideObject, of_ole1},
    package::{of_office, of_open_document, percent_decoded},
    storage::of as of_storage,
};
use crate::archive::identify::Format;

/// Files that are taken out of one document.
pub(super) const MAX_FILES: usize = 200;

/// What was found inside a document.
#[derive(Debug, Default)]
pub(super) struct FilesInside {
    /// Files with their bytes, in the order in which the document shows them where it says so.
    pub(super) files: Vec<FileInside>,
    /// The names of those that could not be taken out.
    pub(super) unread: Vec<String>,
    /// Bytes that may still be taken out.
    left: u64,
}

/// A file inside a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileInside {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

impl FilesInside {
    pub(super) fn new(most: u64) -> Self {
        Self { left: most, ..Self::default() }
    }

    /// Bytes that may still be taken out.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// Whether the document holds more than is taken out of it.
    pub(super) fn is_full(&self) -> bool {
        self.files.len() >= MAX_FILES
    }

    /// Adds a file under its own name, or under a number where it has none.
    pub(super) fn add(&mut self, name: Option<String>, bytes: Vec<u8>) {
        let name = name.as_deref().and_then(base_name).unwrap_or_else(|| {
            let extension = Format::of(&bytes, "").extensions().first().copied().unwrap_or("bin");
            format!("附件{}.{extension}", self.files.len() + 1)
        });
        if self.is_full() || bytes.len() as u64 > self.left {
            self.refuse(name);
            return;
        }
        self.left -= bytes.len() as u64;
        self.files.push(FileInside { name, bytes });
    }

    /// Adds one that cannot be taken out.
    pub(super) fn refuse(&mut self, name: String) {
        if self.unread.len() < MAX_FILES && !self.unread.contains(&name) {
            self.unread.push(name);
        }
    }

    /// Adds what an object holds; `name` stands for one that has none and cannot be taken out.
    pub(super) fn add_object(&mut self, object: InsideObject, name: &str) {
        match object {
            InsideObject::File(own, bytes) => self.add(own, bytes),
            InsideObject::Unread(own) => self.refuse(own.unwrap_or_else(|| name.to_owned())),
            InsideObject::Nothing => {}
        }
    }

    /// The names of all, those that could not be taken out last.
    pub(super) fn names(self) -> Vec<String> {
        let read = self.files.into_iter().map(|file| file.name);
        read.chain(self.unread).collect()
    }
}

/// The last part of a path as any system writes it, without controls and short enough for a name; `None` where that is
/// no name.
pub(super) fn base_name(path: &str) -> Option<String> {
    /// Characters that are kept, the last ones for the sake of the extension.
    const MOST: usize = 150;
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    let name = name.trim();
    let name: String = name.chars().skip(name.chars().count().saturating_sub(MOST)).collect();
    (!matches!(name.as_str(), "" | "." | "..")).then_some(name)
}

#[cfg(test)]
pub(super) mod tests;

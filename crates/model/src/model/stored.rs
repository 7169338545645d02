//! A file as the store knows it, but for its pages.

use super::{ArchivePath, ContentHash, FileStatus, PhotoFacts};

/// A file with what was read from it, but for its pages.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFile {
    /// Its path.
    pub path: ArchivePath,
    /// Bytes.
    pub size: u64,
    /// What became of it.
    pub status: FileStatus,
    /// Its digest, where it was read.
    pub hash: Option<ContentHash>,
    /// What the full-text index holds of it.
    pub indexed_as: Option<String>,
    /// What was read, where it was.
    pub content: Option<StoredContent>,
}

/// What was read from bytes, but for the pages.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredContent {
    /// The media type found in the bytes.
    pub media_type: String,
    /// The title that the file's metadata gives.
    pub title: Option<String>,
    /// Camera facts, for pictures.
    pub photo: Option<PhotoFacts>,
    /// How many pages.
    pub pages: u32,
    /// How many of them want recognition of their text and were not read by it.
    pub unread: u32,
    /// Differs wherever the same bytes came to another text: by other readers, or by recognition since.
    pub reading: String,
}

impl StoredContent {
    /// Whether the bytes are a container that is nothing beside the files in it.
    pub fn is_container(&self) -> bool {
        matches!(self.media_type.as_str(), "application/zip" | "application/x-7z-compressed")
    }
}

//! How far a run has come, for those who watch it.

use crate::model::ArchivePath;

/// Something that wants to know how far a run has come.
pub trait Progress: Sync {
    /// So many files are to be read.
    fn begin(&self, files: u64);
    /// One more is done.
    fn file_done(&self, path: &ArchivePath);
    /// So many pages are to be recognised.
    fn begin_pages(&self, pages: u64);
    /// One more page, counted from 1, is done.
    fn page_done(&self, path: &ArchivePath, page: u32);
    /// All are read or recognised; assessing and indexing follow.
    fn end(&self);
    /// Whether to leave it at what was read so far; asked before each file.
    fn wants_to_stop(&self) -> bool {
        false
    }
}

/// A run that nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _files: u64) {}
    fn file_done(&self, _path: &ArchivePath) {}
    fn begin_pages(&self, _pages: u64) {}
    fn page_done(&self, _path: &ArchivePath, _page: u32) {}
    fn end(&self) {}
}

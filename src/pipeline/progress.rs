//! The progress of a run, and an observer that ignores it.

use crate::model::ArchivePath;

/// An observer of a run's progress.
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
    /// Whether the run shall stop; asked before each file.
    fn wants_to_stop(&self) -> bool {
        false
    }
}

/// An observer that ignores everything.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _files: u64) {}
    fn file_done(&self, _path: &ArchivePath) {}
    fn begin_pages(&self, _pages: u64) {}
    fn page_done(&self, _path: &ArchivePath, _page: u32) {}
    fn end(&self) {}
}

//! Reading from an archive that was indexed: hits, pages, originals and pictures. Many threads can read at once, also
//! while the workspace is written.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    original::{Original, OriginalContent, Originals},
    picture::PageRenderer,
    workspace::Workspace,
};
use crate::{
    archive::Format,
    catalog::Readers,
    evaluate::{Document, facts::roster},
    extract::worker::Worker,
    index::{EmbeddedIndex, PageTexts, SearchEngine, SearchError, SearchOptions, SearchResults},
    model::{ArchivePath, Enclosed, FileStatus, Page, PhotoFacts, Transcription, TranscriptionEntry},
};

/// What reading needs, without the connection that writes: it waits for no run.
#[derive(Debug)]
pub struct Lookup {
    catalogs: Readers,
    index: Arc<EmbeddedIndex>,
    originals: Originals,
    /// Unpacks what lies in files, for one request after the other.
    unpacker: Mutex<Worker>,
    pictures: PageRenderer,
}

impl Lookup {
    /// Searches the pages.
    ///
    /// # Errors
    /// As [`SearchEngine::search`].
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<SearchResults, SearchError> {
        // Without its texts a hit has no snippet, and still is a hit.
        let read = self.catalogs.with(|catalog| self.index.search(query, options, catalog));
        read.unwrap_or_else(|_| self.index.search(query, options, &NoTexts))
    }

    /// One page of a file, counted from 1, as it was read; `None` where there is no such page.
    pub fn page(&self, path: &ArchivePath, number: u32) -> Option<Page> {
        self.catalogs.with(|catalog| catalog.page(path, number)).ok()?.ok().flatten()
    }

    /// One page of a file as the program read it, whatever people read on it; `None` where there is no such page.
    pub fn page_as_read(&self, path: &ArchivePath, number: u32) -> Option<Page> {
        self.catalogs.with(|catalog| catalog.page_as_read(path, number)).ok()?.ok().flatten()
    }

    /// What people read in a file's unsure lines, in the order in which they did.
    pub fn transcriptions(&self, path: &ArchivePath) -> Vec<TranscriptionEntry> {
        let log = self.catalogs.with(|catalog| catalog.said::<Transcription>());
        let log = log.ok().and_then(Result::ok).unwrap_or_default();
        log.into_iter().filter(|entry| entry.path == *path).collect()
    }

    /// The names of people in lists, without repetition, in their order.
    pub fn names_in(&self, lists: &[ArchivePath]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let mut known = BTreeSet::new();
        for path in lists {
            let list = roster::read(&Document::of_pages(path.clone(), self.pages(path)));
            for name in list.people.iter().flat_map(|person| [&person.name, &person.head]) {
                if !name.is_empty() && known.insert(name.clone()) {
                    names.push(name.clone());
                }
            }
        }
        names
    }

    /// All pages of a file, as they were read; none where it was not.
    pub fn pages(&self, path: &ArchivePath) -> Vec<Page> {
        let read = self.catalogs.with(|catalog| match catalog.digest_of(path)? {
            Some(hash) => catalog.pages(&hash),
            None => Ok(Vec::new()),
        });
        read.ok().and_then(Result::ok).unwrap_or_default()
    }

    /// What a picture's bytes say; `None` where the file is none or is not known.
    pub fn photo(&self, path: &ArchivePath) -> Option<PhotoFacts> {
        self.catalogs.with(|catalog| catalog.photo_of(path)).ok()?.ok().flatten()
    }

    /// What a document carries beside its pages; nothing where it is not known.
    pub fn enclosed(&self, path: &ArchivePath) -> Enclosed {
        self.catalogs.with(|catalog| catalog.enclosed_in(path)).ok().and_then(Result::ok).unwrap_or_default()
    }

    /// A file or a container's member; `None` where the catalogue does not know it, where it is no longer there, or where
    /// it would lead out of the archive. A file is handed out as it lies there; what lies in another is unpacked.
    pub fn original(&self, path: &ArchivePath) -> Option<Original> {
        let status = self.catalogs.with(|catalog| catalog.status_of(path)).ok()?.ok().flatten()?;
        if status == FileStatus::Ignored {
            return None;
        }
        if let Some(file) = self.originals.file(path) {
            return Some(file);
        }
        let mut worker = self.unpacker.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = self.originals.bytes(path, &mut worker)?;
        let format = Format::of(&bytes, &path.extension());
        Some(Original { len: bytes.len() as u64, content: OriginalContent::Unpacked(bytes), format })
    }

    /// A page, counted from 1, as a JPEG whose longer side has about `side` pixels; `None` where it cannot be drawn.
    pub fn picture(&self, path: &ArchivePath, page: u32, side: u32) -> Option<Vec<u8>> {
        let hash = self.catalogs.with(|catalog| catalog.digest_of(path)).ok()?.ok().flatten()?;
        self.pictures.page(path, &hash, page, side)
    }

    /// The same where nothing has to be drawn: `None` where it has.
    pub fn kept_picture(&self, path: &ArchivePath, page: u32, side: u32) -> Option<Option<Vec<u8>>> {
        let Some(hash) = self.catalogs.with(|catalog| catalog.digest_of(path)).ok().and_then(Result::ok).flatten()
        else {
            return Some(None);
        };
        self.pictures.kept(&hash, page, side)
    }
}

/// No page has a text.
struct NoTexts;

impl PageTexts for NoTexts {
    fn page_text(&self, _path: &ArchivePath, _page: u32) -> Option<String> {
        None
    }
}

impl Workspace {
    /// A [`Lookup`] of this archive, independent of the workspace.
    pub fn lookup(&self) -> Lookup {
        Lookup {
            catalogs: Readers::new(&self.settings.store),
            index: Arc::clone(&self.index),
            originals: Originals::new(&self.settings.archive),
            unpacker: Mutex::new(Worker::new(self.settings.worker.clone())),
            pictures: self.pictures(),
        }
    }
}

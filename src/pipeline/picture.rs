//! Pages and photos as pictures: drawn in a reader process, and kept in the store by the digest of their file.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{original::Originals, settings::WorkspaceSettings, workspace::Workspace};
use crate::{
    archive::Format,
    extract::worker::Worker,
    model::{ArchivePath, ContentHash},
};

/// The pictures' folder in the store.
const FOLDER: &str = "pictures";

/// Reader processes that draw, each in up to [`MAX_MEMORY`](crate::extract::worker::MAX_MEMORY).
const WORKERS: usize = 2;

/// Draws pages, several at once. It holds nothing of the catalogue, so that a page can be drawn while the catalogue answers others.
pub struct PageRenderer {
    originals: Originals,
    folder: PathBuf,
    /// Each draws one page at a time.
    workers: Vec<Mutex<Worker>>,
    /// How many pages were asked for that had to be drawn.
    asked: AtomicUsize,
}

impl std::fmt::Debug for PageRenderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pictures").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl PageRenderer {
    pub(super) fn new(settings: &WorkspaceSettings) -> Self {
        Self {
            originals: Originals::new(&settings.archive),
            folder: settings.store.join(FOLDER),
            workers: (0..WORKERS).map(|_| Mutex::new(Worker::new(settings.worker.clone()))).collect(),
            asked: AtomicUsize::new(0),
        }
    }

    /// A page, counted from 1, as an upright JPEG whose longer side has about `side` pixels; `None` where it cannot be
    /// drawn. `hash` is the file's digest in the catalogue.
    pub fn page(&self, path: &ArchivePath, hash: &ContentHash, page: u32, side: u32) -> Option<Vec<u8>> {
        let kept = self.folder.join(format!("{}-{page}-{side}.jpg", hash.as_str()));
        if let Ok(jpeg) = fs::read(&kept) {
            return Some(jpeg);
        }
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut worker = self.worker(number);
        let bytes = self.originals.bytes(path, &mut worker)?;
        let format = Format::of(&bytes, &path.extension());
        let jpeg = worker.picture(&bytes, format, page, side)?;
        drop(worker);
        // A picture that cannot be kept is drawn again next time.
        if ContentHash::of(&bytes) == *hash {
            let _ = self.keep(&kept, &jpeg, number);
        }
        Some(jpeg)
    }

    /// A worker that is free, or else the next in turn, once it is.
    fn worker(&self, number: usize) -> MutexGuard<'_, Worker> {
        let free = self.workers.iter().find_map(|worker| worker.try_lock().ok());
        free.unwrap_or_else(|| self.workers[number % WORKERS].lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Written beside its place and moved there, so that nobody reads half a picture; `number` tells two apart that draw
    /// the same page at once.
    fn keep(&self, place: &Path, jpeg: &[u8], number: usize) -> std::io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let beside = place.with_extension(format!("{number}.part"));
        fs::write(&beside, jpeg)?;
        fs::rename(&beside, place)
    }

    /// Drops pictures of files that are no longer known.
    pub(super) fn tidy(&self, is_known: impl Fn(&ContentHash) -> bool) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let hash = name.split('-').next().map(|hash| ContentHash::from_hex(hash.to_owned()));
            if !hash.is_some_and(|hash| is_known(&hash)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Workspace {
    /// What draws this archive's pages.
    pub fn pictures(&self) -> PageRenderer {
        PageRenderer::new(&self.settings)
    }

    /// The digest of a file that was read; `None` where the catalogue does not know it.
    pub fn digest_of(&self, path: &ArchivePath) -> Option<ContentHash> {
        self.catalog.digest_of(path).ok().flatten()
    }
}

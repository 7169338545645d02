//! Pages and photos as pictures: drawn in a reader process, and kept in the store by the digest of their file.

use std::{
    collections::BTreeSet,
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
pub const WORKERS: usize = 3;

/// The pages that are remembered as such that cannot be drawn.
const MOST_FAILED: usize = 10_000;

/// Bytes of the digest behind a kept picture, which JPEG readers pass over: what has changed on the disk is drawn anew.
const DIGEST: usize = 32;

/// Draws pages, several at once. It holds nothing of the catalogue, so that a page can be drawn while the catalogue answers others.
pub struct PageRenderer {
    originals: Originals,
    folder: PathBuf,
    /// Each draws one page at a time.
    workers: Vec<Mutex<Worker>>,
    /// How many pages were asked for that had to be drawn.
    asked: AtomicUsize,
    /// Pages that could not be drawn: they would take their reader's whole time again.
    failed: Mutex<BTreeSet<(ContentHash, u32)>>,
}

impl std::fmt::Debug for PageRenderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageRenderer").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl PageRenderer {
    pub(super) fn new(settings: &WorkspaceSettings) -> Self {
        Self {
            originals: Originals::new(&settings.archive),
            folder: settings.store.join(FOLDER),
            workers: (0..WORKERS).map(|_| Mutex::new(Worker::new(settings.worker.clone()))).collect(),
            asked: AtomicUsize::new(0),
            failed: Mutex::default(),
        }
    }

    /// A page, counted from 1, as an upright JPEG whose longer side has about `side` pixels; `None` where it cannot be
    /// drawn. `hash` is the file's digest in the catalogue.
    pub fn page(&self, path: &ArchivePath, hash: &ContentHash, page: u32, side: u32) -> Option<Vec<u8>> {
        if let Some(known) = self.kept(hash, page, side) {
            return known;
        }
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut worker = self.worker(number);
        let bytes = self.originals.bytes(path, &mut worker)?;
        let format = Format::of(&bytes, &path.extension());
        let jpeg = worker.picture(&bytes, format, page, side);
        drop(worker);
        // Bytes that are no longer those of the catalogue tell nothing of them.
        let is_same = ContentHash::of(&bytes) == *hash;
        match &jpeg {
            // A picture that cannot be kept is drawn again next time.
            Some(jpeg) if is_same => drop(self.keep(&self.place(hash, page, side), jpeg, number)),
            None if is_same => {
                let mut failed = self.failed();
                if failed.len() < MOST_FAILED {
                    failed.insert((hash.clone(), page));
                }
            }
            _ => {}
        }
        jpeg
    }

    /// A picture that was kept, or that there is none since the page cannot be drawn; `None` where it has to be drawn.
    pub fn kept(&self, hash: &ContentHash, page: u32, side: u32) -> Option<Option<Vec<u8>>> {
        if let Some(jpeg) = fs::read(self.place(hash, page, side)).ok().and_then(whole) {
            return Some(Some(jpeg));
        }
        self.failed().contains(&(hash.clone(), page)).then_some(None)
    }

    fn failed(&self) -> MutexGuard<'_, BTreeSet<(ContentHash, u32)>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn place(&self, hash: &ContentHash, page: u32, side: u32) -> PathBuf {
        self.folder.join(format!("{}-{page}-{side}.jpg", hash.as_str()))
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
        fs::write(&beside, sealed(jpeg))?;
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

/// A picture with its digest behind it.
fn sealed(jpeg: &[u8]) -> Vec<u8> {
    [jpeg, blake3::hash(jpeg).as_bytes()].concat()
}

/// The picture before its digest; `None` where it is not as it was kept.
fn whole(mut kept: Vec<u8>) -> Option<Vec<u8>> {
    let digest = kept.split_off(kept.len().checked_sub(DIGEST)?);
    (blake3::hash(&kept).as_bytes()[..] == digest[..]).then_some(kept)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_was_cut_emptied_or_changed_is_not_taken_for_one() {
        let kept = sealed(b"jpeg");
        assert_eq!(whole(kept.clone()).as_deref(), Some(&b"jpeg"[..]));
        let mut changed = kept.clone();
        changed[1] ^= 1;
        for broken in [kept[..kept.len() - 1].to_vec(), kept[..2].to_vec(), Vec::new(), changed, b"jpeg".to_vec()] {
            assert_eq!(whole(broken), None);
        }
    }
}

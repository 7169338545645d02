//! The original of a file, as bytes: for downloads, pictures and recognition. Read-only, and never from outside of
//! the archive.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    archive::{Format, walk},
    extract::worker::Worker,
    model::ArchivePath,
};

/// An original.
#[derive(Debug, Clone)]
pub struct Original {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub format: Format,
}

/// The files of an archive.
#[derive(Debug, Clone)]
pub(super) struct Originals {
    root: PathBuf,
}

impl Originals {
    pub(super) fn new(archive: &Path) -> Self {
        Self { root: archive.to_owned() }
    }

    /// The bytes of a file or of a container's member; `None` where it is no longer there, or where it would lead out
    /// of the archive. Files that hold others are unpacked by `worker`.
    pub(super) fn bytes(&self, path: &ArchivePath, worker: &mut Worker) -> Option<Vec<u8>> {
        let mut parts = path.as_str().split("!/");
        let mut at = parts.next()?.to_owned();
        let mut bytes = fs::read(self.place(&ArchivePath::new(at.clone()))?).ok()?;
        for part in parts {
            let holder = ArchivePath::new(at.clone());
            let format = Format::of(&bytes, &holder.extension());
            let unpacked = worker.unpack(&holder, &bytes, format).ok()?;
            at = format!("{at}!/{part}");
            bytes = unpacked.members.into_iter().find(|member| member.path.as_str() == at)?.bytes;
        }
        Some(bytes)
    }

    /// The path of a file on this machine. It may have been replaced by a link since the walk, so the real path is
    /// checked again to lie inside the archive.
    fn place(&self, path: &ArchivePath) -> Option<PathBuf> {
        let root = self.root.canonicalize().ok()?;
        let direct = path.as_str().split('/').fold(root.clone(), |place, part| place.join(part));
        let place = match direct.canonicalize() {
            Ok(place) => place,
            // A name that was repaired for display is looked up among the names as they are.
            Err(_) => walk(&root).ok()?.into_iter().find(|entry| entry.path == *path)?.fs_path.canonicalize().ok()?,
        };
        (place.starts_with(&root) && place.is_file()).then_some(place)
    }
}

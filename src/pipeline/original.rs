//! The original of a file, as bytes: for downloads, pictures and recognition. Read-only, and never from outside of
//! the archive.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use super::opening::{open_below, read_whole};
use crate::{
    archive::{Format, container::ContainerLimits, walk},
    extract::worker::Worker,
    model::ArchivePath,
};

/// Of a longer file only so many bytes at its beginning are looked at to tell what it is.
const HEAD: u64 = 16 << 20;

/// An original.
#[derive(Debug)]
pub struct Original {
    /// Where its bytes come from.
    pub content: OriginalContent,
    /// How many they are.
    pub len: u64,
    /// What they are.
    pub format: Format,
}

/// Where the bytes of an original come from.
#[derive(Debug)]
pub enum OriginalContent {
    /// A file of the archive, at its beginning; it is not in memory.
    File(File),
    /// What lies in another file was unpacked.
    Unpacked(Vec<u8>),
}

/// A file of the archive, and what of a path leads further into it.
struct FoundFile {
    file: File,
    path: ArchivePath,
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

    /// The bytes of a file or of a container's member; `None` where it is no longer there, where it is too large to be
    /// read, or where it would lead out of the archive. Files that hold others are unpacked by `worker`.
    pub(super) fn bytes(&self, path: &ArchivePath, worker: &mut Worker) -> Option<Vec<u8>> {
        let found = self.find(path)?;
        let mut at = found.path;
        let mut bytes = read_whole(Ok(found.file)).ok()?.into_bytes();
        while at != *path {
            let format = Format::of(&bytes, &at.extension());
            (at, bytes) = towards(&at, &bytes, format, path, worker)?;
        }
        Some(bytes)
    }

    /// A file that is handed out without being read into memory; `None` where the path leads into a file, or as
    /// [`Originals::bytes`].
    pub(super) fn file(&self, path: &ArchivePath) -> Option<Original> {
        let mut file = self.find(path).filter(|found| found.path == *path)?.file;
        let len = file.metadata().ok()?.len();
        let mut head = Vec::new();
        file.by_ref().take(HEAD).read_to_end(&mut head).ok()?;
        file.seek(SeekFrom::Start(0)).ok()?;
        let format = Format::of(&head, &path.extension());
        Some(Original { content: OriginalContent::File(file), len, format })
    }

    /// The file of the archive that a path names or leads into: the longest part of it that is one, since a folder's
    /// name may end as those of files that hold others do.
    fn find(&self, path: &ArchivePath) -> Option<FoundFile> {
        let text = path.as_str();
        let mut parts: Vec<&str> = text.match_indices("!/").filter_map(|(at, _)| text.get(..at)).collect();
        parts.push(text);
        parts.reverse();
        let direct = parts.iter().find_map(|part| {
            let place = part.split('/').fold(self.root.clone(), |place, name| place.join(name));
            Some(FoundFile { file: open_below(&self.root, &place).ok()?, path: ArchivePath::new(*part) })
        });
        // A name that was repaired for display is looked up among the names as they are.
        direct.or_else(|| {
            let entries = walk(&self.root).ok()?;
            parts.iter().find_map(|part| {
                let entry = entries.iter().find(|entry| entry.path.as_str() == *part)?;
                Some(FoundFile { file: open_below(&self.root, &entry.fs_path).ok()?, path: entry.path.clone() })
            })
        })
    }
}

/// The member that a path names, or else the one that it leads into, with the path that is asked for next.
fn towards(
    holder: &ArchivePath,
    bytes: &[u8],
    format: Format,
    path: &ArchivePath,
    worker: &mut Worker,
) -> Option<(ArchivePath, Vec<u8>)> {
    let wanted = path.as_str();
    // A member bears a number where a file of the archive has its path.
    let unnumbered = wanted.rsplit_once('#').filter(|(_, number)| number.parse::<u32>().is_ok()).map(|(name, _)| name);
    let mut best: Option<(usize, ArchivePath, Vec<u8>)> = None;
    let unpacked = worker.unpack_each(holder, bytes, format, ContainerLimits::default(), &mut |member, _| {
        let name = member.path.as_str();
        let leads = wanted.strip_prefix(name).is_some_and(|rest| rest.starts_with("!/"));
        let (weight, at) = if name == wanted {
            (usize::MAX, path.clone())
        } else if leads {
            (name.len(), member.path.clone())
        } else if unnumbered == Some(name) {
            (0, path.clone())
        } else {
            return;
        };
        if best.as_ref().is_none_or(|(known, ..)| *known < weight) {
            best = Some((weight, at, member.bytes));
        }
    });
    unpacked.ok()?;
    best.map(|(_, at, bytes)| (at, bytes))
}

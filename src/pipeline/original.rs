//! The original of a file, as bytes: for downloads and thumbnails. Read-only, and only what the catalogue names.

use std::{fs, path::PathBuf};

use super::Workspace;
use crate::{
    archive::{
        Format,
        container::{self, ContainerLimits},
        walk,
    },
    extract::thumbnail::thumbnail,
    model::{ArchivePath, FileStatus},
};

/// An original.
#[derive(Debug, Clone)]
pub struct Original {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub format: Format,
}

impl Workspace {
    /// The bytes of a file or of a container's member; `None` where the catalogue does not know it, where it is no
    /// longer there, or where it would lead out of the archive.
    pub fn original(&self, path: &ArchivePath) -> Option<Original> {
        let status = self.catalog.status_of(path).ok().flatten()?;
        if status == FileStatus::Ignored {
            return None;
        }
        let mut parts = path.as_str().split("!/");
        let mut at = parts.next()?.to_owned();
        let mut bytes = fs::read(self.place(&ArchivePath::new(at.clone()))?).ok()?;
        for part in parts {
            let members = container::unpack(&ArchivePath::new(at.clone()), &bytes, ContainerLimits::default()).ok()?;
            at = format!("{at}!/{part}");
            bytes = members.into_iter().find(|member| member.path.as_str() == at)?.bytes;
        }
        let format = Format::of(&bytes, &path.extension());
        Some(Original { bytes, format })
    }

    /// A picture's thumbnail as JPEG, upright; `None` where the file is no picture that can be drawn.
    pub fn thumbnail(&self, path: &ArchivePath, max_px: u32) -> Option<Vec<u8>> {
        let original = self.original(path)?;
        let orientation = self.catalog.photo_of(path).ok().flatten().map_or(1, |photo| photo.orientation);
        thumbnail(&original.bytes, original.format, orientation, max_px)
    }

    /// Where a file lies on this machine. It may have been swapped for a link since it was walked, so the real place
    /// is held against the archive's once more.
    fn place(&self, path: &ArchivePath) -> Option<PathBuf> {
        let root = self.settings.archive.canonicalize().ok()?;
        let direct = path.as_str().split('/').fold(root.clone(), |place, part| place.join(part));
        let place = match direct.canonicalize() {
            Ok(place) => place,
            // A name that was repaired for display is looked up among the names as they are.
            Err(_) => walk(&root).ok()?.into_iter().find(|entry| entry.path == *path)?.fs_path.canonicalize().ok()?,
        };
        (place.starts_with(&root) && place.is_file()).then_some(place)
    }
}

//! Which folder is whose.

use std::collections::BTreeMap;

use super::{ArchivePath, KnownFolder, Township, Unit};

/// Which folder of an archive is whose.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// The township and every village, listed or found.
    pub township: Township,
    /// Folders (or containers, with `!`) by unit, longest path wins.
    owners: BTreeMap<String, Unit>,
    /// The folders of which it was asked whose they are, with the archive's own first.
    pub folders: Vec<KnownFolder>,
    /// Whether the archive says itself which folders are whose.
    pub is_described: bool,
}

impl Layout {
    /// The layout of a township whose units own these folders: paths relative to the archive, empty for its root. What
    /// lies in none of them is nobody's.
    pub fn new(township: Township, owners: BTreeMap<String, Unit>) -> Self {
        Self { township, owners, folders: Vec::new(), is_described: false }
    }

    /// Whose a file is.
    pub fn unit_of(&self, path: &ArchivePath) -> Unit {
        let mut folder = path.as_str();
        while let Some((above, _)) = folder.rsplit_once('/') {
            folder = above;
            if let Some(unit) = self.owners.get(folder) {
                return unit.clone();
            }
        }
        self.owners.get("").cloned().unwrap_or(Unit::Unassigned)
    }

    /// The part of a path below its unit's folder: what the unit's own people named.
    pub fn below_unit<'p>(&self, path: &'p ArchivePath) -> &'p str {
        let text = path.as_str();
        let slashes = text.rmatch_indices('/').map(|(at, _)| text.split_at(at));
        let mut owned = slashes.filter(|(folder, _)| self.owners.contains_key(*folder));
        owned.next().map_or(text, |(_, below)| below.trim_start_matches('/'))
    }
}

//! Fixity: is every file still the one that was indexed?

use std::{collections::BTreeSet, path::Path};

use super::{error::PipelineError, workspace::Workspace};
use crate::{
    archive::{digest_of_file, walk},
    catalog::LogChain,
    model::{ArchivePath, ContentHash, FileStatus},
};

/// A file whose bytes are no longer those that were indexed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlteredFile {
    /// The file.
    pub path: ArchivePath,
    /// Its digest when it was indexed.
    pub expected: ContentHash,
    /// Its digest now; `None` where it can no longer be opened.
    pub actual: Option<ContentHash>,
}

/// The result of comparing the archive with its catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixity {
    /// Files compared with their digests.
    pub checked: u64,
    /// Files with the same bytes.
    pub unchanged: u64,
    /// Files with other bytes.
    pub changed: Vec<AlteredFile>,
    /// Files that are gone.
    pub vanished: Vec<ArchivePath>,
    /// Files that were not there.
    pub added: Vec<ArchivePath>,
    /// What people entered and did, each log against its chain.
    pub logs: Vec<LogChain>,
}

impl Fixity {
    /// Whether nothing is different.
    pub fn is_intact(&self) -> bool {
        let is_broken = |log: &LogChain| log.broken_at.is_some();
        self.changed.is_empty() && self.vanished.is_empty() && self.added.is_empty() && !self.logs.iter().any(is_broken)
    }
}

impl Workspace {
    /// Reads every file once more and compares digests; size and time are not trusted here. Changes nothing.
    ///
    /// # Errors
    /// A [`PipelineError`] where the archive cannot be walked or the catalogue not read.
    pub fn verify(&self) -> Result<Fixity, PipelineError> {
        let known = self.catalog.known_files()?;
        let entries = walk(&self.settings.archive)?;
        let mut fixity = Fixity { logs: self.catalog.log_chains()?, ..Fixity::default() };
        let mut there: BTreeSet<&ArchivePath> = BTreeSet::new();
        for entry in entries.iter().filter(|entry| entry.status != FileStatus::Ignored) {
            there.insert(&entry.path);
            match known.get(&entry.path) {
                None => fixity.added.push(entry.path.clone()),
                Some(file) => {
                    if let Some(expected) = &file.hash {
                        fixity.compare(&entry.path, expected, &entry.fs_path);
                    }
                }
            }
        }
        for (path, file) in known {
            if file.container.is_none() && file.status != FileStatus::Ignored && !there.contains(&path) {
                fixity.vanished.push(path);
            }
        }
        Ok(fixity)
    }
}

impl Fixity {
    fn compare(&mut self, path: &ArchivePath, expected: &ContentHash, place: &Path) {
        self.checked += 1;
        let actual = digest_of_file(place).ok();
        if actual.as_ref() == Some(expected) {
            self.unchanged += 1;
        } else {
            self.changed.push(AlteredFile { path: path.clone(), expected: expected.clone(), actual });
        }
    }
}

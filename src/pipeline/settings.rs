//! What a workspace is made of.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::rubric::Rubric;

/// When pages are recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recognise {
    /// Pages without usable text of their own, and pictures.
    #[default]
    Auto,
    /// No page; what was recognised before stays.
    Off,
    /// Pages with text of their own too; what is recognised takes its place.
    All,
}

/// What a workspace is made of.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The archive's folder.
    pub archive: PathBuf,
    /// The store's folder.
    pub store: PathBuf,
    /// What the archive is measured against.
    pub rubric: Arc<Rubric>,
    /// Files read at the same time.
    pub jobs: usize,
    /// The program whose `worker` command reads files in a process of its own.
    pub worker: PathBuf,
    /// When pages are recognised.
    pub recognise: Recognise,
    /// Take the loss of most files as meant.
    pub accept_loss: bool,
}

/// The default place of an archive's store: beside it, never inside.
pub fn default_store(archive: &Path) -> PathBuf {
    // A path such as `.` or `a/..` has no name of its own to put the ending on.
    let named = match archive.file_name() {
        Some(_) => archive.to_owned(),
        None => archive.canonicalize().unwrap_or_else(|_| archive.to_owned()),
    };
    let mut name = named.file_name().unwrap_or_else(|| "archive".as_ref()).to_owned();
    name.push(".cundang");
    named.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_stands_beside_the_archive() {
        assert_eq!(default_store(Path::new("a/sample-archive")), Path::new("a/sample-archive.cundang"));
        assert_eq!(default_store(Path::new("a/v1.2/")), Path::new("a/v1.2.cundang"));
    }
}

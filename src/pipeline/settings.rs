//! What a workspace is made of.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    archive::{describe, layout, walk},
    rubric::Rubric,
};

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
pub struct WorkspaceSettings {
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

/// The ending of a store's name.
const ENDING: &str = ".cundang";
/// How many folders above an archive are asked whether they are archives too: an office and a township lie above a
/// village.
const LEVELS: usize = 3;

/// The default place of an archive's store: beside it, never inside, and not inside a larger archive of which it is a
/// part either. A store that is there already stays in use, since it holds what people decided.
pub fn default_store(archive: &Path) -> PathBuf {
    // A path such as `.` or `a/..` has no name of its own to put the ending on.
    let named = match archive.file_name() {
        Some(_) => archive.to_owned(),
        None => archive.canonicalize().unwrap_or_else(|_| archive.to_owned()),
    };
    let beside = with_ending(&named);
    if walk::is_store(&beside) {
        return beside;
    }
    let Ok(real) = named.canonicalize() else { return beside };
    let around = real.ancestors().skip(1).take(LEVELS).zip(real.ancestors());
    let Some((outer, _)) = around.filter(|(outer, part)| is_archive(outer, part)).last() else { return beside };
    // `档案/01张庄村` has its store in `档案.01张庄村.cundang`, so that each part of an archive has its own.
    let Ok(below) = real.strip_prefix(outer) else { return beside };
    let mut name = outer.file_name().unwrap_or_default().to_owned();
    for part in below {
        name.push(".");
        name.push(part);
    }
    with_ending(&outer.with_file_name(name))
}

/// Where the copies of a store's catalogue lie: beside the store, so that who loses one keeps the other.
pub fn backup_folder(store: &Path) -> PathBuf {
    let mut name = store.file_name().unwrap_or_else(|| "store".as_ref()).to_owned();
    name.push(".backup");
    store.with_file_name(name)
}

fn with_ending(archive: &Path) -> PathBuf {
    let mut name = archive.file_name().unwrap_or_else(|| "archive".as_ref()).to_owned();
    name.push(ENDING);
    archive.with_file_name(name)
}

/// Whether a folder is an archive in which `part` lies: it describes itself as one, has a store, or holds folders of
/// other villages.
fn is_archive(folder: &Path, part: &Path) -> bool {
    if folder.file_name().is_none() {
        return false;
    }
    if folder.join(describe::FILE_NAME).is_file() || walk::is_store(&with_ending(folder)) {
        return true;
    }
    let is_village = |path: &Path| {
        path.file_name().is_some_and(|name| layout::is_of_one_village(&name.to_string_lossy())) && path.is_dir()
    };
    is_village(part)
        && std::fs::read_dir(folder)
            .is_ok_and(|entries| entries.flatten().any(|entry| entry.path() != part && is_village(&entry.path())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_store_stands_beside_the_archive() {
        assert_eq!(default_store(Path::new("a/sample-archive")), Path::new("a/sample-archive.cundang"));
        assert_eq!(default_store(Path::new("a/v1.2/")), Path::new("a/v1.2.cundang"));
    }

    #[test]
    fn the_store_of_a_part_stands_outside_the_whole() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().canonicalize().expect("a folder");
        let archive = root.join("档案");
        let part = archive.join("01张庄村");
        std::fs::create_dir_all(&part).expect("folders");
        assert_eq!(default_store(&part), archive.join("01张庄村.cundang"), "nothing tells of a whole");
        std::fs::create_dir(archive.join("02李庄村")).expect("a folder");
        let outside = root.join("档案.01张庄村.cundang");
        assert_eq!(default_store(&part), outside);
        std::fs::remove_dir(archive.join("02李庄村")).expect("a folder");
        std::fs::write(archive.join("archive.json"), "{}").expect("a file");
        assert_eq!(default_store(&part), outside);
        let below = part.join("03会议");
        std::fs::create_dir(&below).expect("a folder");
        assert_eq!(default_store(&below), root.join("档案.01张庄村.03会议.cundang"));
        assert_eq!(default_store(&archive), root.join("档案.cundang"));
        // A store that was made by an earlier version is kept.
        let old = archive.join("01张庄村.cundang");
        std::fs::create_dir_all(old.join("index")).expect("folders");
        std::fs::write(old.join("catalog.sqlite"), "").expect("a file");
        assert_eq!(default_store(&part), old);
    }
}

//! The walk: every file under the archive, in a fixed order, following no link.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs::Metadata,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use thiserror::Error;
use walkdir::{DirEntry, WalkDir};

use super::describe;
use crate::{
    model::{ArchivePath, FileStatus, Notice, NoticeCode},
    msg,
    text::garbled::original,
};

/// Why an archive cannot be walked at all.
#[derive(Debug, Error)]
pub enum WalkError {
    /// Nothing is there.
    #[error("{} does not exist", .0.display())]
    NotFound(PathBuf),
    /// Something is there, but no folder.
    #[error("{} is a file, not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// The folder cannot be opened.
    #[error("cannot open {path}: {source}", path = .0.display(), source = .1)]
    Closed(PathBuf, std::io::Error),
}

/// A file as the walk meets it.
#[derive(Debug, Clone)]
pub struct WalkEntry {
    /// Its name in reports.
    pub path: ArchivePath,
    /// Its place on this machine.
    pub fs_path: PathBuf,
    /// Bytes.
    pub size: u64,
    /// Time of the last change, nanoseconds since 1970 UTC; 0 where the system does not say.
    pub mtime_ns: i64,
    /// What is known without reading: [`FileStatus::Read`] means "to be read".
    pub status: FileStatus,
    /// Why it is not to be read, or how its name was damaged.
    pub notices: Vec<Notice>,
}

/// Lists every file below `root`, sorted by path.
///
/// A link is listed and not followed: it could lead out of the archive, or count a paper twice. A folder that cannot
/// be opened is listed as one unreadable entry, so that what lies in it is never taken for missing.
///
/// # Errors
/// A [`WalkError`] only where `root` itself cannot be walked.
pub fn walk(root: &Path) -> Result<Vec<WalkEntry>, WalkError> {
    check_root(root)?;
    let mut entries = Vec::new();
    let mut items = WalkDir::new(root).follow_links(false).min_depth(1).sort_by_file_name().into_iter();
    while let Some(item) = items.next() {
        match item {
            Ok(item) if item.file_type().is_dir() => {
                if is_store(item.path()) {
                    entries.push(store(root, &item));
                    items.skip_current_dir();
                }
            }
            Ok(item) => entries.push(entry(root, &item)),
            Err(error) => entries.extend(closed(root, &error)),
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.fs_path.cmp(&b.fs_path)));
    tell_apart(&mut entries);
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// Gives files whose names read alike, though their bytes differ, paths of their own: the later ones are numbered.
fn tell_apart(entries: &mut [WalkEntry]) {
    let mut taken: BTreeSet<ArchivePath> = entries.iter().map(|entry| entry.path.clone()).collect();
    let mut last: Option<ArchivePath> = None;
    for entry in entries {
        if last.as_ref() != Some(&entry.path) {
            last = Some(entry.path.clone());
            continue;
        }
        let name = entry.path.clone();
        let mut copy = 1u32;
        while taken.contains(&entry.path) {
            copy += 1;
            entry.path = ArchivePath::new(format!("{name}#{copy}"));
        }
        taken.insert(entry.path.clone());
        let message = msg!(
            "另一个文件的名称看起来与此相同（编码不同），此处以编号区分；请改名",
            "another file has a name that reads the same in another encoding; this one bears a number here: rename it"
        );
        entry.notices.push(Notice::new(NoticeCode::NameMojibake, message));
        entry.notices.iter_mut().for_each(|notice| notice.path = Some(entry.path.clone()));
    }
}

/// The folders at the top of an archive and one level down, which may be villages' though nothing lies in them yet.
/// Folders of the system, of stores, and those that cannot be opened are left out.
pub fn folders(root: &Path) -> Vec<ArchivePath> {
    WalkDir::new(root)
        .follow_links(false)
        .min_depth(1)
        .max_depth(2)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|item| item.depth() == 0 || (item.file_type().is_dir() && !is_store(item.path())))
        .flatten()
        .filter(|item| item.depth() > 0)
        .map(|item| relative(root, item.path()).0)
        .filter(|path| !path.as_str().split('/').any(is_system_folder))
        .collect()
}

/// Whether a folder is the store of an archive: its catalogue lies in it.
pub fn is_store(folder: &Path) -> bool {
    folder.join(CATALOGUE).is_file()
        && (folder.join("index").is_dir() || folder.extension().is_some_and(|ending| ending == "cundang"))
}

/// Checks that a folder can be walked, before anything is made for it.
///
/// # Errors
/// A [`WalkError`] that says why not.
pub fn check_root(root: &Path) -> Result<(), WalkError> {
    let metadata = std::fs::metadata(root).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => WalkError::NotFound(root.to_owned()),
        _ => WalkError::Closed(root.to_owned(), error),
    })?;
    if !metadata.is_dir() {
        return Err(WalkError::NotAFolder(root.to_owned()));
    }
    std::fs::read_dir(root).map(drop).map_err(|error| WalkError::Closed(root.to_owned(), error))
}

/// Whether there is any file, or link, below a folder.
pub fn holds_files(root: &Path) -> bool {
    WalkDir::new(root).follow_links(false).into_iter().any(|item| match item {
        Ok(item) => !item.file_type().is_dir(),
        // What cannot be looked into may hold files.
        Err(_) => true,
    })
}

fn entry(root: &Path, item: &DirEntry) -> WalkEntry {
    let (path, garbled) = relative(root, item.path());
    let metadata = item.metadata().ok();
    let mut entry = WalkEntry {
        fs_path: item.path().to_owned(),
        size: metadata.as_ref().map_or(0, Metadata::len),
        mtime_ns: metadata.as_ref().map_or(0, mtime_ns),
        status: FileStatus::Read,
        notices: Vec::new(),
        path,
    };
    if garbled {
        let message = msg!(
            "文件名的编码不是 UTF-8，已按 GB18030 显示；建议重新命名",
            "the file name is not UTF-8 and is shown as GB18030; rename it when convenient"
        );
        entry.notices.push(Notice::new(NoticeCode::NameMojibake, message).at(&entry.path));
    } else if let Some(original) = original(entry.path.file_name()) {
        // The path stays as the system gives it, so that it opens; the name before is a guess for a person to weigh.
        let message = msg!(
            "文件名像是乱码，原名可能是“{original}”：请核对后重新命名",
            "the file name looks garbled; it may have been “{original}”: check it, and rename when convenient"
        );
        entry.notices.push(Notice::new(NoticeCode::NameMojibake, message).at(&entry.path));
    }
    let kind = item.file_type();
    let refusal = if kind.is_symlink() {
        Some((FileStatus::Ignored, link_notice()))
    } else if !kind.is_file() {
        Some((FileStatus::Ignored, special_notice()))
    } else {
        not_evidence(&entry.path).map(|notice| (FileStatus::Ignored, notice))
    };
    if let Some((status, notice)) = refusal {
        entry.status = status;
        entry.notices.push(notice.at(&entry.path));
    }
    entry
}

/// The entry for a store, which is passed over as a whole.
fn store(root: &Path, item: &DirEntry) -> WalkEntry {
    let (path, _) = relative(root, item.path());
    let message = msg!(
        "这是 cundang 的存储文件夹（目录、索引和人工判定），不是档案材料，其中的文件未读取",
        "this is a store of cundang (catalogue, index and decisions) and no archive material; what is in it was not read"
    );
    WalkEntry {
        notices: vec![Notice::new(NoticeCode::SystemFile, message).at(&path)],
        fs_path: item.path().to_owned(),
        size: 0,
        mtime_ns: 0,
        status: FileStatus::Ignored,
        path,
    }
}

/// The entry for a folder, or a file in it, that the system will not show.
fn closed(root: &Path, error: &walkdir::Error) -> Option<WalkEntry> {
    let place = error.path()?;
    let (path, _) = relative(root, place);
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let message = msg!(
        "无法打开（{reason}）：请检查读取权限后重新运行",
        "it cannot be opened ({reason}): check the read permission and run again"
    );
    Some(WalkEntry {
        notices: vec![Notice::new(NoticeCode::UnreadableFile, message).at(&path)],
        fs_path: place.to_owned(),
        size: 0,
        mtime_ns: 0,
        status: FileStatus::Unreadable,
        path,
    })
}

fn link_notice() -> Notice {
    let message =
        msg!("这是链接，未跟随：请放入文件本身", "this is a link and was not followed: put the file itself here");
    Notice::new(NoticeCode::LinkNotFollowed, message)
}

fn special_notice() -> Notice {
    Notice::new(NoticeCode::SystemFile, msg!("不是普通文件，已略过", "not a regular file; passed over"))
}

/// The file by which a store is known.
const CATALOGUE: &str = "catalog.sqlite";

/// Files that systems and programs leave in folders, lower case.
const SYSTEM_FILES: [&str; 14] = [
    "thumbs.db",
    "ehthumbs.db",
    "ehthumbs_vista.db",
    "desktop.ini",
    "folder.htt",
    ".ds_store",
    ".localized",
    ".apdisk",
    ".directory",
    ".nomedia",
    ".picasa.ini",
    "picasa.ini",
    "autorun.inf",
    "synophoto_film_m.mp4",
];

/// Folders that systems, network storages and phones make by themselves, lower case: thumbnails, deleted files, and
/// what they note of the disk.
const SYSTEM_FOLDERS: [&str; 30] = [
    "__macosx",
    "@eadir",
    "@tmp",
    "#recycle",
    "#snapshot",
    "@recycle",
    "@recently-snapshot",
    ".@__thumb",
    ".@__qini",
    ".recycle",
    "$recycle.bin",
    "recycler",
    "recycled",
    "system volume information",
    "lost+found",
    "found.000",
    ".thumbnails",
    ".thumbs",
    ".trashes",
    ".appledouble",
    ".appledb",
    ".appledesktop",
    ".temporaryitems",
    "network trash folder",
    "temporary items",
    ".spotlight-v100",
    ".fseventsd",
    ".documentrevisions-v100",
    ".stversions",
    ".stfolder",
];

/// Whether a folder's name is one of those, or begins as some of them do with a number or a user behind.
fn is_system_folder(name: &str) -> bool {
    let lower = name.to_lowercase();
    SYSTEM_FOLDERS.contains(&lower.as_str())
        || [".trash", ".thumbdata", ".sync-", ".zfs"].iter().any(|start| lower.starts_with(start))
}

/// The notice for files that an operating system or an Office program leaves behind, and for the archive's own
/// description. They are listed by name, so that every file of the folder appears in the report.
pub fn not_evidence(path: &ArchivePath) -> Option<Notice> {
    let name = path.file_name();
    let lower = name.to_lowercase();
    let by_system = SYSTEM_FILES.contains(&lower.as_str())
        || ["._", ".fuse_hidden", ".nfs", ".thumbdata"].iter().any(|start| lower.starts_with(start));
    let by_storage = path.folders().any(is_system_folder);
    let by_office = name.starts_with("~$")
        || lower.starts_with("~wrl")
        || lower.ends_with(".tmp")
        || lower.ends_with(".wps.bak")
        || lower.starts_with(".~");
    let message = if by_system {
        msg!("操作系统自动生成的文件，不是档案材料", "made by the operating system; no archive material")
    } else if by_storage {
        msg!(
            "位于系统、网络存储（NAS）或手机自动生成的文件夹（缩略图、回收站等），不是档案材料",
            "in a folder that a system, a network storage or a phone made (thumbnails, deleted files); no archive material"
        )
    } else if by_office {
        msg!("办公软件的临时文件，不是档案材料", "a temporary file of an office program; no archive material")
    } else if path.as_str() == describe::FILE_NAME {
        msg!("档案说明文件，用来识别村名和截止日", "the archive's description; names villages and deadline")
    } else {
        return None;
    };
    Some(Notice::new(NoticeCode::SystemFile, message))
}

/// The path below the root with `/`, and whether any part had to be repaired.
fn relative(root: &Path, place: &Path) -> (ArchivePath, bool) {
    let mut garbled = false;
    let below = place.strip_prefix(root).unwrap_or(place);
    let parts: Vec<String> = below
        .iter()
        .map(|part| {
            let (name, repaired) = readable(part);
            garbled |= repaired;
            name
        })
        .collect();
    (ArchivePath::new(parts.join("/")), garbled)
}

/// A name as text: UTF-8, or else the GB18030 that old Chinese systems wrote.
fn readable(name: &OsStr) -> (String, bool) {
    match name.to_str() {
        Some(text) => (text.to_owned(), false),
        None => {
            let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(name.as_encoded_bytes());
            (text.into_owned(), true)
        }
    }
}

fn mtime_ns(metadata: &Metadata) -> i64 {
    metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|age| i64::try_from(age.as_nanos()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(entries: &[WalkEntry]) -> Vec<(&str, FileStatus)> {
        entries.iter().map(|entry| (entry.path.as_str(), entry.status)).collect()
    }

    #[test]
    fn files_in_order_and_system_files_ignored_by_name() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(dir.path().join("b村/照片")).expect("folders");
        fs::create_dir_all(dir.path().join("__MACOSX")).expect("folders");
        for name in ["b村/照片/1.jpg", "b村/Thumbs.db", "b村/~$方案.docx", "a.txt", "__MACOSX/._a.txt", "archive.json"]
        {
            fs::write(dir.path().join(name), "x").expect("a file");
        }
        let entries = walk(dir.path()).expect("walkable");
        assert_eq!(
            names(&entries),
            [
                ("__MACOSX/._a.txt", FileStatus::Ignored),
                ("a.txt", FileStatus::Read),
                ("archive.json", FileStatus::Ignored),
                ("b村/Thumbs.db", FileStatus::Ignored),
                ("b村/~$方案.docx", FileStatus::Ignored),
                ("b村/照片/1.jpg", FileStatus::Read),
            ]
        );
        for entry in entries {
            assert_eq!(entry.notices.is_empty(), entry.status == FileStatus::Read, "{}", entry.path);
        }
    }

    #[test]
    fn what_storages_and_phones_leave_behind_is_ignored_by_name() {
        for name in [
            "01张庄村/@eaDir/IMG_1.jpg/SYNOPHOTO_THUMB_XL.jpg",
            "#recycle/旧方案.docx",
            "$RECYCLE.BIN/S-1-5-21/$R1.docx",
            "01张庄村/.Trash-1000/files/a.pdf",
            "01张庄村/.thumbnails/1.jpg",
            "01张庄村/.thumbdata4--1967290299",
            ".thumbdata3/1.jpg",
            "lost+found/1.pdf",
            "System Volume Information/IndexerVolumeGuid",
            "@Recycle/a.pdf",
            "01张庄村/.@__thumb/s1.jpg",
            "01张庄村/Thumbs.db",
            "01张庄村/desktop.ini",
            "01张庄村/~$方案.docx",
            "01张庄村/.~方案.docx",
            "01张庄村/._方案.docx",
            ".DS_Store",
            "a.zip!/@eaDir/1.jpg",
        ] {
            let notice = not_evidence(&ArchivePath::new(name)).unwrap_or_else(|| panic!("{name} is no evidence"));
            assert_eq!(notice.code, NoticeCode::SystemFile);
        }
        for name in ["01张庄村/回收站管理制度.docx", "01张庄村/#1会议/a.pdf", "01张庄村/trash.txt", "a@eaDir/1.jpg"]
        {
            assert!(not_evidence(&ArchivePath::new(name)).is_none(), "{name}");
        }
    }

    #[test]
    fn a_store_is_named_and_not_read() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir_all(dir.path().join("01张庄村.cundang/index/1")).expect("folders");
        fs::create_dir_all(dir.path().join("01张庄村/空")).expect("folders");
        fs::create_dir_all(dir.path().join("@eaDir/x")).expect("folders");
        for name in ["01张庄村.cundang/catalog.sqlite", "01张庄村.cundang/index/1/meta.json", "01张庄村/a.txt"]
        {
            fs::write(dir.path().join(name), "x").expect("a file");
        }
        let entries = walk(dir.path()).expect("walkable");
        assert_eq!(names(&entries), [("01张庄村.cundang", FileStatus::Ignored), ("01张庄村/a.txt", FileStatus::Read)]);
        assert!(entries[0].notices[0].message.zh.contains("cundang"));
        let found = folders(dir.path());
        let found: Vec<&str> = found.iter().map(ArchivePath::as_str).collect();
        assert_eq!(found, ["01张庄村", "01张庄村/空"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_named_and_not_followed() {
        let outside = tempfile::tempdir().expect("a temporary folder");
        fs::write(outside.path().join("secret.txt"), "x").expect("a file");
        let dir = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(outside.path(), dir.path().join("out")).expect("a link");
        std::os::unix::fs::symlink(dir.path(), dir.path().join("loop")).expect("a link");
        let entries = walk(dir.path()).expect("walkable");
        assert_eq!(names(&entries), [("loop", FileStatus::Ignored), ("out", FileStatus::Ignored)]);
        assert!(entries.iter().all(|entry| entry.notices[0].code == NoticeCode::LinkNotFollowed));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_gbk_name_is_repaired_and_still_opens() {
        use std::os::unix::ffi::OsStrExt;
        let dir = tempfile::tempdir().expect("a temporary folder");
        let raw = OsStr::from_bytes(&[0xd5, 0xc5, 0xd7, 0xaf, b'.', b't', b'x', b't']);
        fs::write(dir.path().join(raw), "x").expect("a file");
        let entries = walk(dir.path()).expect("walkable");
        assert_eq!(entries[0].path.as_str(), "张庄.txt");
        assert_eq!(entries[0].notices[0].code, NoticeCode::NameMojibake);
        assert!(entries[0].fs_path.exists());
    }

    #[test]
    fn a_name_that_was_unpacked_in_a_wrong_encoding_is_told() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        fs::write(dir.path().join("╒┼╫»╖╜░╕.txt"), "x").expect("a file");
        fs::write(dir.path().join("张庄方案.txt"), "x").expect("a file");
        let entries = walk(dir.path()).expect("walkable");
        let told: Vec<_> = entries.iter().flat_map(|entry| &entry.notices).collect();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].code, NoticeCode::NameMojibake);
        assert!(told[0].message.zh.contains("张庄方案.txt"), "{}", told[0].message.zh);
        assert_eq!(told[0].path.as_ref().map(ArchivePath::as_str), Some("╒┼╫»╖╜░╕.txt"));
    }

    #[test]
    fn a_missing_root_and_a_file_are_told_apart() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let file = dir.path().join("a.txt");
        fs::write(&file, "x").expect("a file");
        assert!(matches!(walk(&dir.path().join("no")), Err(WalkError::NotFound(_))));
        assert!(matches!(walk(&file), Err(WalkError::NotAFolder(_))));
    }
}

//! From a file's bytes to what the catalogue keeps: identify, digest, unpack, extract.

use std::{collections::BTreeSet, fs::File, io::Read, path::Path};

use crate::{
    archive::{
        ContentHash, Format,
        container::{self, ContainerLimits, MAX_DEPTH},
        walk::Entry,
    },
    catalog::FileRow,
    extract::{self, worker::Worker},
    model::{ArchivePath, Extraction, FileStatus, Notice, NoticeCode},
    msg,
};

/// Larger files are named and not read: no paper or photo of a village comes near.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// What one file, or one member of a container, came to.
#[derive(Debug)]
pub(super) struct Outcome {
    pub(super) row: FileRow,
    /// What was read, where its bytes had not been read before.
    pub(super) read: Option<Extraction>,
}

/// What the reading of one entry of the walk came to.
#[derive(Debug)]
pub(super) enum Reading {
    /// The bytes are those of last time.
    Same,
    /// The file, and its members where it is a container.
    New(Vec<Outcome>),
}

/// Reads one entry. `known` is its digest of last time where that reading is still good; bytes in `read_before` are
/// not read again.
pub(super) fn read_entry(
    entry: &Entry,
    known: Option<&ContentHash>,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
) -> Reading {
    let row = FileRow {
        path: entry.path.clone(),
        container: None,
        size: entry.size,
        mtime_ns: entry.mtime_ns,
        hash: None,
        status: entry.status,
        notices: entry.notices.clone(),
    };
    if entry.status != FileStatus::Read {
        return Reading::New(vec![Outcome { row, read: None }]);
    }
    match read_bytes(&entry.fs_path) {
        Ok(bytes) => {
            if known.is_some_and(|known| *known == ContentHash::of(&bytes)) {
                return Reading::Same;
            }
            let mut outcomes = Vec::new();
            take_in(row, &bytes, 0, read_before, worker, &mut outcomes);
            Reading::New(outcomes)
        }
        Err(notice) => Reading::New(vec![Outcome { row: refuse(row, notice), read: None }]),
    }
}

/// Reads one file by itself, for `cundang text`: the file and, where it is a container, its members.
pub fn read_file(path: &Path, worker: &mut Worker) -> Vec<(ArchivePath, Extraction, Vec<Notice>)> {
    let name = path.file_name().map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    let row = FileRow {
        path: ArchivePath::new(name),
        container: None,
        size: 0,
        mtime_ns: 0,
        hash: None,
        status: FileStatus::Read,
        notices: Vec::new(),
    };
    let mut outcomes = Vec::new();
    match read_bytes(path) {
        Ok(bytes) => take_in(row, &bytes, 0, &BTreeSet::new(), worker, &mut outcomes),
        Err(notice) => outcomes.push(Outcome { row: refuse(row, notice), read: None }),
    }
    outcomes
        .into_iter()
        .map(|outcome| (outcome.row.path, outcome.read.unwrap_or_default(), outcome.row.notices))
        .collect()
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Notice> {
    let unreadable = |error: std::io::Error| {
        let message = msg!(
            "无法打开（{error}）：请检查读取权限，或重新复制该文件",
            "it cannot be opened ({error}): check the read permission, or copy the file again"
        );
        Notice::new(NoticeCode::UnreadableFile, message)
    };
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let gib = MAX_FILE_BYTES >> 30;
        let message = msg!(
            "文件超过 {gib} GiB，未读取：请拆分后放回",
            "the file is larger than {gib} GiB and was not read: split it"
        );
        return Err(Notice::new(NoticeCode::UnreadableFile, message));
    }
    Ok(bytes)
}

fn refuse(mut row: FileRow, notice: Notice) -> FileRow {
    row.status = FileStatus::Unreadable;
    row.notices.push(notice.at(&row.path));
    row
}

/// Takes one file's bytes in, and then its members'.
fn take_in(
    mut row: FileRow,
    bytes: &[u8],
    depth: usize,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
    outcomes: &mut Vec<Outcome>,
) {
    let extension = row.path.extension();
    let format = Format::of(bytes, &extension);
    let hash = ContentHash::of(bytes);
    row.size = bytes.len() as u64;
    row.hash = Some(hash.clone());
    if format.contradicts_extension(&extension) {
        let name = format.name();
        let message = msg!(
            "扩展名是 .{extension}，内容其实是 {name}，已按 {name} 读取；建议改正扩展名",
            "the extension is .{extension} but the content is {name} and was read as such; correct the extension"
        );
        row.notices.push(Notice::new(NoticeCode::ExtensionMismatch, message).at(&row.path));
    }
    if format == Format::Zip {
        take_in_container(row, bytes, depth, read_before, worker, outcomes);
        return;
    }
    if read_before.contains(&hash) {
        // Its status follows from notices that the catalogue already has; the refresh looks them up.
        outcomes.push(Outcome { row, read: None });
        return;
    }
    let read = worker.extract(bytes, format);
    if read.notices.iter().any(|notice| notice.code.is_unreadable()) {
        row.status = FileStatus::Unreadable;
    }
    outcomes.push(Outcome { row, read: Some(read) });
}

fn take_in_container(
    row: FileRow,
    bytes: &[u8],
    depth: usize,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
    outcomes: &mut Vec<Outcome>,
) {
    if depth >= MAX_DEPTH {
        let message = msg!(
            "压缩包嵌套超过 {MAX_DEPTH} 层，未解压：请解压后放回文件夹",
            "zip files lie more than {MAX_DEPTH} deep in each other and were not unpacked: unpack them into the folder"
        );
        outcomes.push(Outcome { row: refuse(row, Notice::new(NoticeCode::UnreadableFile, message)), read: None });
        return;
    }
    let members = match container::unpack(&row.path, bytes, ContainerLimits::default()) {
        Ok(members) => members,
        Err(notice) => {
            outcomes.push(Outcome { row: refuse(row, notice), read: None });
            return;
        }
    };
    let (path, mtime_ns) = (row.path.clone(), row.mtime_ns);
    let read = Extraction { media_type: Format::Zip.media_type().to_owned(), ..Extraction::default() };
    outcomes.push(Outcome { row, read: Some(read) });
    for member in members {
        let row = FileRow {
            path: member.path,
            container: Some(path.clone()),
            size: member.size,
            mtime_ns,
            hash: None,
            status: member.status,
            notices: member.notices,
        };
        if row.status == FileStatus::Read {
            take_in(row, &member.bytes, depth + 1, read_before, worker, outcomes);
        } else {
            outcomes.push(Outcome { row, read: None });
        }
    }
}

/// The version under which readings are kept; see [`extract::VERSION`].
pub(super) const READER_VERSION: u32 = extract::VERSION;

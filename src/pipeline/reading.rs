//! From a file's bytes to what the catalogue stores: identify, digest, unpack, extract.

use std::{collections::BTreeSet, fs::File, io::Read, path::Path};

use crate::{
    archive::{
        Format,
        container::{MAX_DEPTH, Member},
        walk::WalkEntry,
    },
    catalog::FileRow,
    containment::{contain, trip},
    extract::{self, Holder, worker::Worker},
    model::{ArchivePath, ContentHash, Extraction, Failure, FileStatus, Notice, NoticeCode, Page, Stage},
    msg,
};

use super::settings::Recognise;

/// Larger files are listed and not read; papers and photos of villages are far smaller.
const MAX_FILE_BYTES: u64 = 1 << 30;

/// The result for one file, or one member of a container.
#[derive(Debug)]
pub(super) struct FileOutcome {
    pub(super) row: FileRow,
    /// What was read, where its bytes had not been read before.
    pub(super) read: Option<Extraction>,
}

/// The result of reading one entry of the walk.
#[derive(Debug)]
pub(super) enum EntryReading {
    /// The bytes are unchanged.
    Same,
    /// The file, and its members where it is a container.
    New(Vec<FileOutcome>),
}

/// [`read_entry`], with panics caught: such a file is listed and counts as unreadable.
pub(super) fn read_entry_contained(
    entry: &WalkEntry,
    known: Option<&ContentHash>,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
) -> EntryReading {
    let read = contain(|| {
        trip("read", entry.path.as_str());
        read_entry(entry, known, read_before, worker)
    });
    read.unwrap_or_else(|panic| {
        let path = Some(entry.path.clone());
        let failure = Failure { path, item: None, stage: Stage::Read, place: panic.place };
        let row = FileRow { status: FileStatus::Unreadable, ..row_of(entry) };
        let row = FileRow { notices: vec![failure.notice(None)], ..row };
        EntryReading::New(vec![FileOutcome { row, read: None }])
    })
}

fn row_of(entry: &WalkEntry) -> FileRow {
    FileRow {
        path: entry.path.clone(),
        container: None,
        size: entry.size,
        mtime_ns: entry.mtime_ns,
        hash: None,
        status: entry.status,
        notices: entry.notices.clone(),
    }
}

/// Reads one entry. `known` is its digest of last time where that reading is still good; bytes in `read_before` are
/// not read again.
fn read_entry(
    entry: &WalkEntry,
    known: Option<&ContentHash>,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
) -> EntryReading {
    let row = row_of(entry);
    if entry.status != FileStatus::Read {
        return EntryReading::New(vec![FileOutcome { row, read: None }]);
    }
    match read_bytes(&entry.fs_path) {
        Ok(bytes) => {
            if known.is_some_and(|known| *known == ContentHash::of(&bytes)) {
                return EntryReading::Same;
            }
            let mut outcomes = Vec::new();
            take_in(row, &bytes, 0, read_before, worker, &mut |outcome, _| outcomes.push(outcome));
            EntryReading::New(outcomes)
        }
        Err(notice) => EntryReading::New(vec![FileOutcome { row: refuse(row, notice), read: None }]),
    }
}

/// Reads one file by itself, for `cundang text`: the file and, where it is a container, its members.
pub fn read_file(
    path: &Path,
    recognise: Recognise,
    worker: &mut Worker,
) -> Vec<(ArchivePath, Extraction, Vec<Notice>)> {
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
    let mut originals = Vec::new();
    match read_bytes(path) {
        Ok(bytes) => take_in(row, &bytes, 0, &BTreeSet::new(), worker, &mut |outcome, bytes| {
            originals.push(bytes.to_vec());
            outcomes.push(outcome);
        }),
        Err(notice) => {
            originals.push(Vec::new());
            outcomes.push(FileOutcome { row: refuse(row, notice), read: None });
        }
    }
    let read = |(outcome, bytes): (FileOutcome, Vec<u8>)| {
        let mut read = outcome.read.unwrap_or_default();
        if outcome.row.status == FileStatus::Read {
            recognise_pages(&mut read, &bytes, &outcome.row.path, recognise, worker);
        }
        (outcome.row.path, read, outcome.row.notices)
    };
    outcomes.into_iter().zip(originals).map(read).collect()
}

/// Puts recognised text in the place of pages that want it, and names those that stay without.
fn recognise_pages(read: &mut Extraction, bytes: &[u8], path: &ArchivePath, recognise: Recognise, worker: &mut Worker) {
    let wanted = match recognise {
        Recognise::All if !read.pages.is_empty() => read.pages.iter().map(|page| page.page).collect(),
        _ => read.wants_ocr.clone(),
    };
    let mut left = read.wants_ocr.clone();
    if extract::recognise::AVAILABLE && recognise != Recognise::Off {
        let format = Format::of(bytes, &path.extension());
        worker.recognise(bytes, format, &wanted, &mut |page| {
            if let Some(text) = page.read {
                left.retain(|waiting| *waiting != page.page);
                match read.pages.iter_mut().find(|known| known.page == page.page) {
                    Some(known) => *known = Page { label: known.label.take(), ..text },
                    None => read.pages.push(text),
                }
            }
            true
        });
        if !left.is_empty() {
            let is_picture = read.photo.is_some();
            read.notices.push(if is_picture {
                extract::notice::not_drawn()
            } else {
                extract::notice::not_recognised(&left)
            });
        }
    } else if !left.is_empty() {
        read.notices.push(extract::notice::no_text_layer(&left));
    }
    read.notices.extend(extract::notice::of_unsure_pages(&read.pages));
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

/// Reads one file's bytes, and then its members'.
fn take_in(
    mut row: FileRow,
    bytes: &[u8],
    depth: usize,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
    found: &mut dyn FnMut(FileOutcome, &[u8]),
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
    let holder = Holder::of(format);
    if holder.is_some_and(Holder::is_container) {
        take_in_container(row, bytes, format, depth, read_before, worker, found);
        return;
    }
    // Where these bytes were read before, the status follows from notices that the catalogue already has; the refresh
    // looks them up.
    let read = (!read_before.contains(&hash)).then(|| worker.extract(bytes, format));
    if read.as_ref().is_some_and(|read| read.notices.iter().any(|notice| notice.code.is_unreadable())) {
        row.status = FileStatus::Unreadable;
    }
    let members = match holder {
        Some(Holder::Zip | Holder::SevenZip) | None => Vec::new(),
        Some(Holder::Pdf | Holder::Mail | Holder::Document(_)) => {
            attached(&mut row, bytes, format, depth, read.as_ref(), worker)
        }
    };
    let (path, mtime_ns) = (row.path.clone(), row.mtime_ns);
    found(FileOutcome { row, read }, bytes);
    take_in_members(&path, mtime_ns, members, depth, read_before, worker, found);
}

/// The files attached to a document, which is a paper of its own and is read whether or not they can be taken out.
fn attached(
    row: &mut FileRow,
    bytes: &[u8],
    format: Format,
    depth: usize,
    read: Option<&Extraction>,
    worker: &mut Worker,
) -> Vec<Member> {
    let names = read.map(|read| read.enclosed.attachments.as_slice());
    if names.is_some_and(<[String]>::is_empty) {
        return Vec::new();
    }
    let Ok(unpacked) = worker.unpack(&row.path, bytes, format) else {
        row.notices.push(extract::notice::attachments_left(names.unwrap_or_default()).at(&row.path));
        return Vec::new();
    };
    row.notices.extend(unpacked.left);
    if depth >= MAX_DEPTH && !unpacked.members.is_empty() {
        let name = |member: Member| member.path.as_str().rsplit("!/").next().unwrap_or_default().to_owned();
        let names: Vec<String> = unpacked.members.into_iter().map(name).collect();
        row.notices.push(extract::notice::attachments_left(&names).at(&row.path));
        return Vec::new();
    }
    unpacked.members
}

fn take_in_container(
    row: FileRow,
    bytes: &[u8],
    format: Format,
    depth: usize,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
    found: &mut dyn FnMut(FileOutcome, &[u8]),
) {
    if depth >= MAX_DEPTH {
        let message = msg!(
            "压缩包嵌套超过 {MAX_DEPTH} 层，未解压：请解压后放回文件夹",
            "containers lie more than {MAX_DEPTH} deep in each other and were not unpacked: unpack them into the folder"
        );
        found(FileOutcome { row: refuse(row, Notice::new(NoticeCode::UnreadableFile, message)), read: None }, bytes);
        return;
    }
    let unpacked = match worker.unpack(&row.path, bytes, format) {
        Ok(unpacked) => unpacked,
        Err(notice) => {
            found(FileOutcome { row: refuse(row, notice), read: None }, bytes);
            return;
        }
    };
    let mut row = row;
    row.notices.extend(unpacked.left);
    let (path, mtime_ns) = (row.path.clone(), row.mtime_ns);
    let read = Extraction { media_type: format.media_type().to_owned(), ..Extraction::default() };
    found(FileOutcome { row, read: Some(read) }, bytes);
    take_in_members(&path, mtime_ns, unpacked.members, depth, read_before, worker, found);
}

/// Reads the members of a file that holds others, one after the other.
fn take_in_members(
    path: &ArchivePath,
    mtime_ns: i64,
    members: Vec<Member>,
    depth: usize,
    read_before: &BTreeSet<ContentHash>,
    worker: &mut Worker,
    found: &mut dyn FnMut(FileOutcome, &[u8]),
) {
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
            take_in(row, &member.bytes, depth + 1, read_before, worker, found);
        } else {
            found(FileOutcome { row, read: None }, &member.bytes);
        }
    }
}

/// The version under which readings are kept; see [`extract::VERSION`].
pub(super) const READER_VERSION: u32 = extract::VERSION;

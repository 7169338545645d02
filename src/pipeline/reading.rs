//! From a file's bytes to what the catalogue stores: identify, digest, unpack, extract.

use std::{collections::BTreeSet, path::Path};

use crate::{
    archive::{
        Format,
        container::{ContainerLimits, MAX_DEPTH},
        walk::WalkEntry,
    },
    catalog::FileRow,
    containment::{contain, trip},
    extract::{self, Holder, worker::Worker},
    model::{ArchivePath, ContentHash, Extraction, Failure, FileStatus, Notice, NoticeCode, Page, Stage},
    msg,
};

use super::{opening, settings::Recognise};

/// What one file of the archive may unpack to, with all that lies in what lies in it.
const UNPACKED: ContainerLimits =
    ContainerLimits { member_bytes: 256 << 20, total_bytes: 1 << 30, members: 20_000, ratio: 500 };

/// The text that is kept of the members of one file of the archive, in bytes.
const MEMBERS_TEXT: usize = 128 << 20;

/// The result for one file, or one member of a container.
#[derive(Debug)]
pub(super) struct FileOutcome {
    pub(super) row: FileRow,
    /// What was read, where its bytes had not been read before.
    pub(super) read: Option<Extraction>,
}

/// A piece of what was read of one entry of the walk. What lies in a file comes before it, so that a run that stops in
/// between reads the file again.
#[derive(Debug)]
pub(super) enum ReadingPiece {
    /// The bytes are unchanged.
    Same,
    /// ReadingRun begins: what was known of its members is to be dropped.
    Begin,
    /// A file, or a member of one.
    One(Box<FileOutcome>),
    /// All of it was given.
    End,
}

/// What reading needs of a run.
#[derive(Clone, Copy)]
pub(super) struct ReadingRun<'r> {
    /// The archive's folder.
    pub(super) root: &'r Path,
    /// Bytes that need not be read again.
    pub(super) read_before: &'r BTreeSet<ContentHash>,
    /// The paths of all files of the walk: a member may not have the path of one.
    pub(super) paths: &'r BTreeSet<&'r ArchivePath>,
}

/// [`read_entry`], with panics caught: such a file is listed and counts as unreadable.
pub(super) fn read_entry_contained(
    reading: ReadingRun<'_>,
    entry: &WalkEntry,
    known: Option<&ContentHash>,
    worker: &mut Worker,
    hand: &mut dyn FnMut(ReadingPiece),
) {
    let read = contain(|| {
        trip("read", entry.path.as_str());
        read_entry(reading, entry, known, worker, hand);
    });
    if let Err(panic) = read {
        let path = Some(entry.path.clone());
        let failure = Failure { path, item: None, stage: Stage::Read, place: panic.place };
        let row = FileRow { status: FileStatus::Unreadable, ..row_of(entry) };
        let row = FileRow { notices: vec![failure.notice(None)], ..row };
        hand(ReadingPiece::Begin);
        hand(ReadingPiece::One(Box::new(FileOutcome { row, read: None })));
        hand(ReadingPiece::End);
    }
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

/// Reads one entry. `known` is its digest of last time where that reading is still good.
fn read_entry(
    reading: ReadingRun<'_>,
    entry: &WalkEntry,
    known: Option<&ContentHash>,
    worker: &mut Worker,
    hand: &mut dyn FnMut(ReadingPiece),
) {
    let row = row_of(entry);
    if entry.status != FileStatus::Read {
        hand(ReadingPiece::Begin);
        hand(ReadingPiece::One(Box::new(FileOutcome { row, read: None })));
        hand(ReadingPiece::End);
        return;
    }
    let bytes = opening::read_whole(opening::open_below(reading.root, &entry.fs_path));
    if let (Ok(bytes), Some(known)) = (&bytes, known)
        && *known == ContentHash::of(bytes)
    {
        hand(ReadingPiece::Same);
        return;
    }
    hand(ReadingPiece::Begin);
    match bytes {
        Ok(bytes) => {
            let mut found = |outcome, _: &[u8], _: &mut Worker| hand(ReadingPiece::One(Box::new(outcome)));
            TakingIn::new(reading.read_before, reading.paths, &mut found).take_in(row, &bytes, 0, worker);
        }
        Err(notice) => hand(ReadingPiece::One(Box::new(FileOutcome { row: refuse(row, notice), read: None }))),
    }
    hand(ReadingPiece::End);
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
    let mut all = Vec::new();
    let mut found = |outcome: FileOutcome, bytes: &[u8], worker: &mut Worker| {
        let mut read = outcome.read.unwrap_or_default();
        if outcome.row.status == FileStatus::Read {
            recognise_pages(&mut read, bytes, &outcome.row.path, recognise, worker);
        }
        all.push((outcome.row.path, read, outcome.row.notices));
    };
    match opening::read_whole(opening::open_named(path)) {
        Ok(bytes) => {
            TakingIn::new(&BTreeSet::new(), &BTreeSet::new(), &mut found).take_in(row, &bytes, 0, worker);
        }
        Err(notice) => found(FileOutcome { row: refuse(row, notice), read: None }, &[], worker),
    }
    // A file before what lies in it.
    all.sort_by(|(a, ..), (b, ..)| a.cmp(b));
    all
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

fn refuse(mut row: FileRow, notice: Notice) -> FileRow {
    row.status = FileStatus::Unreadable;
    row.notices.push(notice.at(&row.path));
    row
}

/// Takes a file's bytes in, and those of all that lies in it; `found` is given each with its bytes and a worker that is
/// free. What lies in a file comes before it.
struct TakingIn<'t> {
    read_before: &'t BTreeSet<ContentHash>,
    paths: &'t BTreeSet<&'t ArchivePath>,
    found: &'t mut dyn FnMut(FileOutcome, &[u8], &mut Worker),
    /// What may still be unpacked: one budget for all that lies in one file of the archive, however deep.
    left: ContainerLimits,
    /// How much text of members may still be kept, in bytes.
    text_left: usize,
}

impl<'t> TakingIn<'t> {
    fn new(
        read_before: &'t BTreeSet<ContentHash>,
        paths: &'t BTreeSet<&'t ArchivePath>,
        found: &'t mut dyn FnMut(FileOutcome, &[u8], &mut Worker),
    ) -> Self {
        Self { read_before, paths, found, left: UNPACKED, text_left: MEMBERS_TEXT }
    }

    fn take_in(&mut self, mut row: FileRow, bytes: &[u8], depth: usize, worker: &mut Worker) {
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
            self.take_in_container(row, bytes, format, depth, worker);
            return;
        }
        // Where these bytes were read before, the status follows from notices that the catalogue already has; the
        // refresh looks them up.
        let mut read = (!self.read_before.contains(&hash)).then(|| worker.extract(bytes, format));
        if depth > 0 && !self.has_room_for(read.as_ref()) {
            // Without its digest, since the same bytes elsewhere may well be read.
            row = FileRow { hash: None, ..refuse(row, holds_too_much()) };
            read = None;
        }
        if read.as_ref().is_some_and(|read| read.notices.iter().any(|notice| notice.code.is_unreadable())) {
            row.status = FileStatus::Unreadable;
        }
        if let Some(Holder::Pdf | Holder::Mail | Holder::Document(_)) = holder {
            self.take_in_attached(&mut row, bytes, format, depth, read.as_ref(), worker);
        }
        (self.found)(FileOutcome { row, read }, bytes, worker);
    }

    /// Whether the text of a member is to be kept, which then counts.
    fn has_room_for(&mut self, read: Option<&Extraction>) -> bool {
        let text = read.map_or(0, |read| read.pages.iter().map(|page| page.text.len()).sum());
        match self.text_left.checked_sub(text) {
            Some(left) => {
                self.text_left = left;
                true
            }
            None => false,
        }
    }

    /// The files attached to a document, which is a paper of its own and is read whether or not they can be taken out.
    fn take_in_attached(
        &mut self,
        row: &mut FileRow,
        bytes: &[u8],
        format: Format,
        depth: usize,
        read: Option<&Extraction>,
        worker: &mut Worker,
    ) {
        let names = read.map(|read| read.enclosed.attachments.as_slice());
        if names.is_some_and(<[String]>::is_empty) {
            return;
        }
        let mut deep = Vec::new();
        let too_deep = depth >= MAX_DEPTH;
        let taken = self.take_in_members(row, bytes, format, depth, worker, too_deep.then_some(&mut deep));
        match taken {
            Ok(left) => row.notices.extend(left),
            Err(_) => row.notices.push(extract::notice::attachments_left(names.unwrap_or_default()).at(&row.path)),
        }
        if !deep.is_empty() {
            row.notices.push(extract::notice::attachments_left(&deep).at(&row.path));
        }
    }

    fn take_in_container(&mut self, mut row: FileRow, bytes: &[u8], format: Format, depth: usize, worker: &mut Worker) {
        let mut read = None;
        if depth >= MAX_DEPTH {
            let message = msg!(
                "压缩包嵌套超过 {MAX_DEPTH} 层，未解压：请解压后放回文件夹",
                "containers lie more than {MAX_DEPTH} deep in each other and were not unpacked: unpack them into the folder"
            );
            row = refuse(row, Notice::new(NoticeCode::UnreadableFile, message));
        } else {
            match self.take_in_members(&row, bytes, format, depth, worker, None) {
                Ok(left) => {
                    row.notices.extend(left);
                    read = Some(Extraction { media_type: format.media_type().to_owned(), ..Extraction::default() });
                }
                Err(notice) => row = refuse(row, notice),
            }
        }
        (self.found)(FileOutcome { row, read }, bytes, worker);
    }

    /// Reads the members of a file that holds others, one after the other; those of a file that lies too deep are only
    /// named, in `deep`. Returns what is to be said beside them.
    fn take_in_members(
        &mut self,
        holder: &FileRow,
        bytes: &[u8],
        format: Format,
        depth: usize,
        worker: &mut Worker,
        mut deep: Option<&mut Vec<String>>,
    ) -> Result<Vec<Notice>, Notice> {
        let limits = self.left;
        worker.unpack_each(&holder.path, bytes, format, limits, &mut |member, second| {
            if let Some(deep) = &mut deep {
                deep.push(member.path.as_str().rsplit("!/").next().unwrap_or_default().to_owned());
                return;
            }
            let mut row = FileRow {
                path: self.free_path(member.path),
                container: Some(holder.path.clone()),
                size: member.size,
                mtime_ns: holder.mtime_ns,
                hash: None,
                status: member.status,
                notices: member.notices,
            };
            let size = member.bytes.len() as u64;
            let has_room = size <= self.left.total_bytes && self.left.members > 0;
            self.left.members = self.left.members.saturating_sub(1);
            self.left.total_bytes = self.left.total_bytes.saturating_sub(size);
            if row.status == FileStatus::Read && has_room {
                self.take_in(row, &member.bytes, depth + 1, second);
                return;
            }
            if row.status == FileStatus::Read {
                row = refuse(row, holds_too_much());
            }
            (self.found)(FileOutcome { row, read: None }, &[], second);
        })
    }

    /// A member's path, or that with a number where a file of the archive has the same: the folder `a.zip!` may stand
    /// beside the file `a.zip`.
    fn free_path(&self, path: ArchivePath) -> ArchivePath {
        let mut free = path.clone();
        let mut copy = 1u32;
        while self.paths.contains(&free) {
            copy += 1;
            free = ArchivePath::new(format!("{path}#{copy}"));
        }
        free
    }
}

/// Why a member is left.
fn holds_too_much() -> Notice {
    let message = msg!(
        "压缩包内的内容总量超过上限，此文件未读取：请解压后放回文件夹",
        "the file that holds it unpacks to more than is read of one, and this member was not read: unpack it into the folder"
    );
    Notice::new(NoticeCode::UnreadableFile, message)
}

/// The version under which readings are kept; see [`extract::VERSION`].
pub(super) const READER_VERSION: u32 = extract::VERSION;

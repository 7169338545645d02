//! The ledger of a run: every file is read, unreadable or ignored, and each of the latter two is named.

use serde::{Deserialize, Serialize};

use super::{lang::Message, path::ArchivePath};

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileStatus {
    /// Opened and read, though perhaps not every page of it.
    Read,
    /// Evidence that could not be opened: never the same as missing.
    Unreadable,
    /// Not evidence: system files, lock files, links.
    Ignored,
}

impl FileStatus {
    /// The name in reports and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            FileStatus::Read => "read",
            FileStatus::Unreadable => "unreadable",
            FileStatus::Ignored => "ignored",
        }
    }
}

/// The sums of a run; `files = read + unreadable + ignored` always holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// All files under the archive, members of containers included.
    pub files: u64,
    /// Files opened and read.
    pub read: u64,
    /// Files that could not be read.
    pub unreadable: u64,
    /// Files that are no evidence.
    pub ignored: u64,
    /// Bytes of all files.
    pub bytes: u64,
}

impl Ledger {
    /// Counts one file.
    pub fn add(&mut self, status: FileStatus, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
        match status {
            FileStatus::Read => self.read += 1,
            FileStatus::Unreadable => self.unreadable += 1,
            FileStatus::Ignored => self.ignored += 1,
        }
    }
}

/// Why a file, or a part of it, was not read. Codes are permanent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeCode {
    /// The file is damaged, empty or refused by its reader.
    UnreadableFile,
    /// A password stands before the content.
    EncryptedFile,
    /// Pages are pictures without a text layer, and OCR did not run.
    NoTextLayer,
    /// The bytes are of another format than the extension says; read as what they are.
    ExtensionMismatch,
    /// The name lost its encoding on the way.
    NameMojibake,
    /// A format that cundang does not read.
    UnsupportedFormat,
    /// A file of the operating system or of an Office program, no evidence: `Thumbs.db`, `~$…`.
    SystemFile,
    /// A symbolic link; links are not followed, since they can lead out of the archive.
    LinkNotFollowed,
    /// Only a part was read, because a limit of size or time was reached.
    PartlyRead,
    /// Text in the file lost its encoding before it came here.
    TextMojibake,
    /// Numbers that a spreadsheet has rounded to 15 digits: identity and account numbers lose their end.
    NumberRounded,
    /// A font that the file relies on is neither in the file nor on this machine.
    FontMissing,
    /// Files attached inside a document, which are not read.
    AttachmentNotRead,
    /// The program failed on a paper that it had read; what the paper says is not counted.
    InternalError,
    /// A page is handwritten or was recognised unsurely: it was read, and a person has to check what it says.
    NeedsAPerson,
}

impl NoticeCode {
    /// The permanent name.
    pub fn as_str(self) -> &'static str {
        match self {
            NoticeCode::UnreadableFile => "unreadable-file",
            NoticeCode::EncryptedFile => "encrypted-file",
            NoticeCode::NoTextLayer => "no-text-layer",
            NoticeCode::ExtensionMismatch => "extension-mismatch",
            NoticeCode::NameMojibake => "name-mojibake",
            NoticeCode::UnsupportedFormat => "unsupported-format",
            NoticeCode::SystemFile => "system-file",
            NoticeCode::LinkNotFollowed => "link-not-followed",
            NoticeCode::PartlyRead => "partly-read",
            NoticeCode::TextMojibake => "text-mojibake",
            NoticeCode::NumberRounded => "number-rounded",
            NoticeCode::FontMissing => "font-missing",
            NoticeCode::AttachmentNotRead => "attachment-not-read",
            NoticeCode::InternalError => "internal-error",
            NoticeCode::NeedsAPerson => "needs-a-person",
        }
    }

    /// Whether a file with this notice counts as unreadable; the other codes leave it read or ignored.
    pub fn is_unreadable(self) -> bool {
        matches!(self, NoticeCode::UnreadableFile | NoticeCode::EncryptedFile | NoticeCode::UnsupportedFormat)
    }
}

/// Something that people should know about a file's reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The file; `None` while only its bytes are known.
    pub path: Option<ArchivePath>,
    /// What kind of trouble.
    pub code: NoticeCode,
    /// What happened, where, and what to do.
    pub message: Message,
}

impl Notice {
    /// A notice about the bytes at hand; the path is added by [`Notice::at`].
    pub fn new(code: NoticeCode, message: Message) -> Self {
        Self { path: None, code, message }
    }

    /// The same notice, with the file it is about.
    #[must_use]
    pub fn at(mut self, path: &ArchivePath) -> Self {
        self.path = Some(path.clone());
        self
    }
}

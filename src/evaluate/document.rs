//! A document as the assessment sees it: what it is, what it is about, when it was made, and where it says so.

use jiff::civil::Date;

use crate::model::{ArchivePath, Citation, FileStatus, PhotoFacts, Unit};

/// A day, and the place that bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The day.
    pub date: Date,
    /// Where it stands.
    pub place: Citation,
}

/// A classified file.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The file.
    pub path: ArchivePath,
    /// Its path below its unit's folder.
    pub below_unit: String,
    /// Whose it is.
    pub unit: Unit,
    /// Its digest; equal digests are one paper kept twice.
    pub digest: Option<String>,
    /// What became of it.
    pub status: FileStatus,
    /// Media type; empty where it could not be read.
    pub media_type: String,
    /// Bytes.
    pub bytes: u64,
    /// How many pages were read.
    pub pages: u32,
    /// Whether any page bears text.
    pub has_text: bool,
    /// Whether pages of it want recognition of their text and were not read by it.
    pub has_unread_pages: bool,
    /// Whether it is a container whose members are documents of their own.
    pub is_container: bool,
    /// Whether what it is evidence of was read: its text, or for a photo the picture itself. A scan without text, or a
    /// picture of a paper, is there, but what it says is not known.
    pub is_read: bool,
    /// Camera facts, for pictures.
    pub photo: Option<PhotoFacts>,
    /// Whether it is a picture of a written page, by what was recognised on it or by its name.
    pub shows_a_page: bool,
    /// What was recognised on a photo of something going on: a watermark, a banner; empty for papers.
    pub overlay: String,
    /// Its kind's id; `None` where nothing tells.
    pub kind: Option<String>,
    /// Further kinds that its name or title fits.
    pub secondary: Vec<String>,
    /// The ids of what it is about.
    pub topics: Vec<String>,
    /// Whether its own name says the kind, rather than its text or folder.
    pub kind_by_name: bool,
    /// A blank form.
    pub is_template: bool,
    /// A draft.
    pub is_draft: bool,
    /// Its title in words: the first page's, or else the name.
    pub title: String,
    /// The place that shows what it is.
    pub shown_by: Citation,
    /// Folded name, title and folder, for patterns of slots.
    pub label: String,
    /// The day it tells of or was made: by name, text, camera or folder, in this order.
    pub date: Option<Dated>,
    /// The day under its signature (落款).
    pub signed: Option<Dated>,
    /// The villages that its text or name mentions.
    pub villages: Vec<String>,
}

impl Document {
    /// Whether it is a picture with camera facts, rather than a paper.
    pub fn is_photo(&self) -> bool {
        self.photo.is_some()
    }

    /// Whether it is a picture of a paper, as its name or folder says, rather than a photo of something going on.
    pub fn is_picture_of_paper(&self) -> bool {
        self.is_photo() && self.kind.is_some() && !self.is_read
    }

    /// Whether it may be anything: neither name, title nor folder says what it is, and there is no text to ask. An
    /// empty file holds nothing.
    pub fn is_unknown(&self) -> bool {
        let holds_something = self.bytes > 0 && !self.is_container;
        let is_unread = self.status == FileStatus::Unreadable || self.has_unread_pages || !self.is_photo();
        self.status != FileStatus::Ignored && holds_something && is_unread && !self.has_text && self.kind.is_none()
    }

    /// The day it was made: the one under its signature, or else the one it tells of.
    pub fn own_date(&self) -> Option<&Dated> {
        self.signed.as_ref().or(self.date.as_ref())
    }

    /// Whether it is about any of the topics; every document is about an empty list.
    pub fn is_about(&self, topics: &[String]) -> bool {
        topics.is_empty() || topics.iter().any(|topic| self.topics.contains(topic))
    }
}

//! A document as the assessment sees it: what it is, what it is about, when it was made, and where it says so.

use std::sync::Arc;

use jiff::civil::Date;

use super::{
    identity::{Identity, Paper, SetApart},
    prose::Content,
};
use crate::{
    model::{
        ArchivePath, CaptionText, Citation, Correction, Failure, FileStatus, Page, PageSource, PhotoFacts,
        SURE_ON_DOUBTFUL_PAGE, Unit, Written,
    },
    rubric::{KindRole, Rubric, TopicRole},
};

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
    /// How many groups it sets up, each with people of its own; 0 where it is about none, or about one.
    pub groups: usize,
    /// The genres of what it decides and sets out in full: minutes that set up a group (`organisation`), or hold a plan in
    /// numbered points (`plan`).
    pub records: Vec<&'static str>,
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
    /// What a person wrote of a photo in the catalogue.
    pub written: Option<Written<CaptionText>>,
    /// Whether a person confirmed that it is a photo of another occasion or place: it counts nowhere then.
    pub is_rejected: bool,
    /// What a person corrected of it; the fields here say it already.
    pub corrected: Option<Written<Correction>>,
    /// Why the assessment set it aside, where it failed on it: nothing that it says counts then.
    pub failure: Option<Failure>,
    /// What it says that it is; nothing for pictures.
    pub identity: Arc<Identity>,
    /// Why it is no evidence, whatever its title fits.
    pub apart: Arc<[SetApart]>,
    /// What was read of it, page by page; empty for a file that was not read.
    pub content: Content,
}

/// One line of a document's text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextLine<'d> {
    /// The page, counted from 1.
    pub page: u32,
    /// How the page's text was obtained.
    pub source: PageSource,
    /// The line as read, with tabs between the cells of a table's row.
    pub text: &'d str,
}

impl<'d> TextLine<'d> {
    /// Its cells, trimmed; one for a line of running text.
    pub fn cells(self) -> impl Iterator<Item = &'d str> {
        self.text.split('\t').map(str::trim)
    }
}

/// Recognised lines below this confidence are doubtful: a person should look before they are held against anything.
pub const DOUBTFUL: f32 = 0.9;

/// The mean confidence over a page's characters below which nothing on it was read: what recognition makes of a picture
/// too coarse for it is strokes and figures that mean nothing.
const ILLEGIBLE: f32 = 0.7;

/// Whether recognition found something on a page and could read none of it.
pub fn is_illegible(page: &Page) -> bool {
    let (mut sum, mut count) = (0.0, 0.0);
    for line in &page.lines {
        let characters = line.text.chars().filter(|c| !c.is_whitespace()).count() as f32;
        sum += line.confidence * characters;
        count += characters;
    }
    page.source == PageSource::Ocr && count > 0.0 && sum < ILLEGIBLE * count
}

impl Document {
    /// A paper of nobody's, of which only the pages are known; for readers of facts on their own.
    pub fn of_pages(path: ArchivePath, content: Vec<Page>) -> Self {
        Self {
            below_unit: path.to_string(),
            unit: Unit::Unassigned,
            digest: None,
            status: FileStatus::Read,
            media_type: String::new(),
            bytes: 0,
            pages: u32::try_from(content.len()).unwrap_or(u32::MAX),
            has_text: !content.is_empty(),
            has_unread_pages: false,
            is_container: false,
            is_read: true,
            photo: None,
            shows_a_page: false,
            overlay: String::new(),
            kind: None,
            secondary: Vec::new(),
            groups: 0,
            topics: Vec::new(),
            records: Vec::new(),
            kind_by_name: false,
            is_template: false,
            is_draft: false,
            title: path.stem().to_owned(),
            shown_by: Citation::file(&path),
            label: path.stem().to_owned(),
            date: None,
            signed: None,
            villages: Vec::new(),
            written: None,
            is_rejected: false,
            corrected: None,
            failure: None,
            identity: Arc::default(),
            apart: Arc::default(),
            content: content.into(),
            path,
        }
    }

    /// What its identity is read from.
    pub fn as_paper(&self) -> Paper<'_> {
        Paper {
            path: &self.path,
            below_unit: &self.below_unit,
            unit: &self.unit,
            content: &self.content,
            is_photo: self.is_photo(),
        }
    }

    /// The role of its kind.
    pub fn role(&self, rubric: &Rubric) -> Option<KindRole> {
        rubric.role_of(self.kind.as_deref()?)
    }

    /// Whether its kind, or a secondary one, has this role.
    pub fn fits_role(&self, rubric: &Rubric, role: KindRole) -> bool {
        self.kind.iter().chain(&self.secondary).any(|kind| rubric.role_of(kind) == Some(role))
    }

    /// Whether one of its topics has this role.
    pub fn has_topic(&self, rubric: &Rubric, topic: TopicRole) -> bool {
        rubric.has_topic(&self.topics, topic)
    }

    /// Whether it is a picture with camera facts, rather than a paper.
    pub fn is_photo(&self) -> bool {
        self.photo.is_some()
    }

    /// Whether it is a picture of a paper, as its name or folder says, rather than a photo of something going on.
    pub fn is_picture_of_paper(&self) -> bool {
        self.is_photo() && self.kind.is_some() && !self.is_read
    }

    /// Whether it may be anything: neither name, title nor folder says what it is, and there is no text to ask. An
    /// empty file holds nothing; a drawing, a map layer or a sound is no written paper, whatever it shows.
    pub fn is_unknown(&self) -> bool {
        let is_no_paper = matches!(
            self.path.extension().as_str(),
            "dwg"
                | "dxf"
                | "dwt"
                | "dwf"
                | "shp"
                | "shx"
                | "sbn"
                | "sbx"
                | "prj"
                | "mp3"
                | "wav"
                | "m4a"
                | "amr"
                | "wma"
        );
        let holds_something = self.bytes > 0 && !self.is_container && !is_no_paper;
        let is_unread = self.status == FileStatus::Unreadable || self.has_unread_pages || !self.is_photo();
        self.status != FileStatus::Ignored
            && holds_something
            && is_unread
            && !self.has_text
            && self.kind.is_none()
            && !self.corrected.as_ref().is_some_and(|written| written.said.is_of_no_kind())
    }

    /// Its text, line by line, in reading order; blank lines are left out.
    pub fn lines(&self) -> impl Iterator<Item = TextLine<'_>> {
        self.content.iter().flat_map(|page| {
            page.text.lines().filter(|line| !line.trim().is_empty()).map(|text| TextLine {
                page: page.page,
                source: page.source,
                text,
            })
        })
    }

    /// Words on one of its pages.
    pub fn cite(&self, page: u32, quote: &str) -> Citation {
        Citation::on(&self.path, page, quote)
    }

    /// Whether a page is handwritten or doubtful, so that a person has to read it.
    pub fn needs_person(&self, page: u32) -> bool {
        self.content.iter().any(|read| read.page == page && read.needs_person())
    }

    /// Whether the reading of words on a page is in doubt: they stand in a recognised line of low confidence. A page that
    /// needs a person has to be surer than others.
    pub fn is_doubtful(&self, page: u32, quote: &str) -> bool {
        let quote = quote.trim();
        let sure = if self.needs_person(page) { SURE_ON_DOUBTFUL_PAGE } else { DOUBTFUL };
        self.content
            .iter()
            .filter(|read| read.page == page && read.source == PageSource::Ocr)
            .flat_map(|read| &read.lines)
            .filter(|line| {
                line.text.contains(quote) || (!line.text.trim().is_empty() && quote.contains(line.text.trim()))
            })
            .any(|line| line.confidence < sure)
    }

    /// The day it was made: the one under its signature, or else the one it tells of.
    pub fn own_date(&self) -> Option<&Dated> {
        self.signed.as_ref().or(self.date.as_ref())
    }

    /// Adds something that it is about, by the topic's id, once.
    pub fn add_topic(&mut self, topic: &str) {
        if !self.topics.iter().any(|known| known == topic) {
            self.topics.push(topic.to_owned());
        }
    }

    /// Whether it is about any of the topics; every document is about an empty list.
    pub fn is_about(&self, topics: &[String]) -> bool {
        topics.is_empty() || topics.iter().any(|topic| self.topics.contains(topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{evaluate::fixture::paper, model::Line};

    #[test]
    fn lines_know_their_page_and_their_cells() {
        let document = paper("名册.docx").saying(&["成员名册\n\n1\t 林知远\t户主", "  \n合计"]);
        let lines: Vec<_> = document.lines().map(|line| (line.page, line.text)).collect();
        assert_eq!(lines, [(1, "成员名册"), (1, "1\t 林知远\t户主"), (2, "合计")]);
        let row = document.lines().nth(1).expect("three lines");
        assert_eq!(row.cells().collect::<Vec<_>>(), ["1", "林知远", "户主"]);
        let place = document.cite(2, " 合计 ");
        assert_eq!((place.page, place.quote.as_str()), (Some(2), "合计"));
    }

    #[test]
    fn what_cannot_be_a_paper_hides_none() {
        let unread = |path: &str| Document { bytes: 9, status: FileStatus::Unreadable, has_text: false, ..paper(path) };
        for path in ["扫描2.pdf", "材料.rar", "文件.ceb", "1.tif"] {
            assert!(unread(path).is_unknown(), "{path}");
        }
        for path in ["河湾村宗地图.dwg", "地块.shp", "会议录音.M4A"] {
            assert!(!unread(path).is_unknown(), "{path}");
        }
    }

    #[test]
    fn only_recognised_lines_of_low_confidence_are_doubtful() {
        let mut document = paper("名册.jpg").saying(&["余骉\t户主"]);
        let line =
            |text: &str, confidence| Line { text: text.to_owned(), bbox: [0.0; 4], confidence, weak: Vec::new() };
        let mut page = document.content[0].clone();
        page.lines = vec![line("余骉", 0.7), line("户主", 0.99)];
        document.content = [page.clone()].into();
        assert!(!document.is_doubtful(1, "余骉"), "a text layer says what it says");
        page.source = PageSource::Ocr;
        document.content = [page].into();
        assert!(document.is_doubtful(1, "骉") && document.is_doubtful(1, "余骉户主"));
        assert!(!document.is_doubtful(1, "户主") && !document.is_doubtful(2, "余骉"));
    }
}

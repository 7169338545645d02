//! A page as it goes into the index, and where its text comes from afterwards.

use jiff::civil::Date;

use crate::model::{ArchivePath, PageSource};

/// One page as it goes into the index.
#[derive(Debug, Clone, PartialEq)]
pub struct PageDocument {
    /// The file.
    pub path: ArchivePath,
    /// Counted from 1. The file's name and title are searched as part of page 1.
    pub page: u32,
    /// The page's text; empty for a photo or a scan that nobody has read yet.
    pub text: String,
    /// The head of the following page, for strings over the page break; empty where none follows.
    pub next_text: String,
    /// The village the file belongs to, by its full name.
    pub village: Option<String>,
    /// The rubric items the file is evidence for, `V03`.
    pub item_ids: Vec<String>,
    /// The id of the kind of document.
    pub kind: Option<String>,
    /// The names of that kind in both languages, joined by a space; empty where the kind is unknown.
    pub kind_name: String,
    /// The document's title; the file's name where it has none.
    pub title: String,
    /// The document's date.
    pub date: Option<Date>,
    /// How the text was obtained; `None` where there is none.
    pub source: Option<PageSource>,
    /// The short name of the file's format, `PDF`; empty where it is not known.
    pub format: String,
    /// What decides between hits of equal score, 0 first: 0 for minutes and resolutions, 3 at most.
    pub rank: u8,
}

/// Where the text of a page comes from: the catalogue.
pub trait PageTexts {
    /// The text of a page, counted from 1; `None` where there is no such page.
    fn page_text(&self, path: &ArchivePath, page: u32) -> Option<String>;
}

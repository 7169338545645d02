//! Full-text search: a hit is one page of one file.
//!
//! [`SearchEngine`] is what the rest of cundang sees. [`EmbeddedIndex`] is the engine in the same process; another
//! one can stand beside it behind the same trait. The engine keeps no text: the words of a hit come from the
//! catalogue, through [`PageTexts`], so that text lies in one place only.
//!
//! Invariant: for every string on a page, or across the break to the next page by up to
//! [`LOOK_AHEAD`](tokenizer::LOOK_AHEAD) characters, a quoted search for that string finds that page. The fold of
//! [`crate::text::fold`] decides what counts as the same string.

// A range or an index that does not fit ends the whole run, so the lints refuse both; tests may end so.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::indexing_slicing))]

mod collect;
mod columns;
pub mod embedded;
mod excluded;
mod field;
#[cfg(test)]
mod fixture;
mod known;
pub mod node;
mod pattern;
pub mod query;
mod search;
pub mod snippet;
mod synonym;
pub mod tokenizer;
mod translate;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use jiff::civil::Date;
use thiserror::Error;

pub use embedded::{EmbeddedIndex, IndexWriterSession};
pub use node::Needle;
pub use query::QueryError;

use crate::{
    model::{ArchivePath, Message, PageSource},
    msg,
};

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

/// The order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best match first; a match in the name or title ranks above one in the text alone.
    #[default]
    Relevance,
    /// Newest document first, those without a date last.
    Date,
    /// By village, then path; those of no village last.
    Village,
    /// By path, then page.
    Path,
}

/// Why a page answers a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It holds what was asked for, letter for letter after folding.
    Exact,
    /// It holds the same date or sum in another writing.
    Form,
    /// It holds a word of the field that means the same.
    Synonym,
    /// Recognition read something that differs by one character of similar shape.
    Doubt,
    /// It holds a name with this pinyin.
    Pinyin,
    /// It holds part of the words.
    Part,
}

impl Match {
    /// The name in JSON and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Match::Exact => "exact",
            Match::Form => "form",
            Match::Synonym => "synonym",
            Match::Doubt => "doubt",
            Match::Pinyin => "pinyin",
            Match::Part => "part",
        }
    }
}

/// What hits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacetField {
    /// The village, by its full name.
    Village,
    /// The rubric item, `V03`.
    Item,
    /// The kind of document, by its id.
    Kind,
    /// Year and month of the document's date, `2020-06`.
    Month,
    /// How the text was obtained: the name of a [`PageSource`], or `none`.
    Source,
    /// The file's format, `PDF`.
    Format,
}

impl FacetField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [FacetField; 6] = [
        FacetField::Village,
        FacetField::Item,
        FacetField::Kind,
        FacetField::Month,
        FacetField::Source,
        FacetField::Format,
    ];

    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            FacetField::Village => "village",
            FacetField::Item => "item",
            FacetField::Kind => "kind",
            FacetField::Month => "month",
            FacetField::Source => "source",
            FacetField::Format => "format",
        }
    }

    /// The condition that narrows a query to a value of this facet.
    pub fn condition(self, value: &str) -> String {
        let quoted = |field: &str| {
            let plain = !value.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | ':' | '：'));
            if plain { format!("{field}:{value}") } else { format!("{field}:\"{}\"", value.replace('"', " ")) }
        };
        match self {
            FacetField::Village => quoted("村"),
            FacetField::Item => quoted("项目"),
            FacetField::Kind => quoted("类型"),
            FacetField::Month => quoted("日期"),
            FacetField::Source => quoted("来源"),
            FacetField::Format => quoted("格式"),
        }
    }

    /// The fast field that holds its values; months come from the date.
    fn column(self) -> Option<&'static str> {
        match self {
            FacetField::Item => Some("item_key"),
            FacetField::Month => None,
            other => Some(other.as_str()),
        }
    }
}

/// The hits counted by one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What they are counted by.
    pub field: FacetField,
    /// Values with the count of pages: months in order, others by count.
    pub values: Vec<(String, usize)>,
}

/// Pages that may be meant, for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct More {
    /// The reason.
    pub matched: Match,
    /// The words that were looked for instead, folded, of those that stand in the archive; none for [`Match::Part`].
    pub words: Vec<String>,
    /// A query that finds these pages beside those that were asked for; empty for [`Match::Part`].
    pub query: String,
    /// How many pages there are.
    pub total: usize,
    /// The first of them; none while pages that were asked for follow.
    pub hits: Vec<Hit>,
}

/// What part of the hits is wanted, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchOptions {
    /// The most hits to give.
    pub limit: usize,
    /// How many hits to pass over.
    pub offset: usize,
    /// Their order.
    pub sort: Sort,
    /// Only pages of this village, by its name with or without 村.
    pub village: Option<String>,
    /// Who asks may see the pages of this one village alone, by its full name: nothing else is found, counted or hinted
    /// at.
    pub within: Option<String>,
    /// Give pages that may be meant too, apart from the hits.
    pub alternatives: bool,
    /// Count the hits by their facets.
    pub facets: bool,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            limit: 20,
            offset: 0,
            sort: Sort::Relevance,
            village: None,
            within: None,
            alternatives: true,
            facets: true,
        }
    }
}

/// One page that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The file.
    pub path: ArchivePath,
    /// Counted from 1.
    pub page: u32,
    /// The village the file belongs to.
    pub village: Option<String>,
    /// The rubric items the file is evidence for.
    pub item_ids: Vec<String>,
    /// The id of the kind of document.
    pub kind: Option<String>,
    /// The document's title.
    pub title: String,
    /// The document's date.
    pub date: Option<Date>,
    /// How the page's text was obtained: the name of a [`PageSource`], or `none`.
    pub source: String,
    /// The short name of the file's format, `PDF`; empty where it is not known.
    pub format: String,
    /// Why it is a hit.
    pub matched: Match,
    /// How well it matches; comparable within one answer only.
    pub score: f32,
    /// HTML: the matches with some text around them between `<mark>` and `</mark>`, everything else escaped.
    pub snippet: String,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchResults {
    /// The query as it was asked.
    pub query: String,
    /// How many pages match, whatever the limit.
    pub total: usize,
    /// How long it took, in milliseconds.
    pub took_ms: f64,
    /// The wanted part of the hits.
    pub hits: Vec<Hit>,
    /// All hits counted by their facets; those without values are left out.
    pub facets: Vec<Facet>,
    /// Pages that may be meant and are not among the hits.
    pub more: Vec<More>,
}

/// Where the text of a page comes from: the catalogue.
pub trait PageTexts {
    /// The text of a page, counted from 1; `None` where there is no such page.
    fn page_text(&self, path: &ArchivePath, page: u32) -> Option<String>;
}

/// Something that answers queries.
pub trait SearchEngine: Send + Sync {
    /// Answers a query in the language of [`query`].
    ///
    /// # Errors
    /// [`SearchError::Query`] where the query is not understood, with the place; [`SearchError::Index`] where the
    /// index cannot be read.
    fn search(&self, query: &str, options: &SearchOptions, texts: &dyn PageTexts)
    -> Result<SearchResults, SearchError>;
}

/// Why a query has no answer.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The query is not understood.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl SearchError {
    /// What happened, where, and what to do, for people.
    pub fn message(&self) -> Message {
        match self {
            SearchError::Query(error) => error.message.clone(),
            SearchError::Index(error) => error.message(),
        }
    }
}

/// Why the index cannot be read or written.
#[derive(Debug, Error)]
pub enum IndexError {
    /// Another process is writing.
    #[error("{}", self.message().en)]
    Locked {
        /// The folder of the index.
        folder: PathBuf,
    },
    /// The file system refused.
    #[error("{}", self.message().en)]
    Io {
        /// The folder of the index.
        folder: PathBuf,
        /// What it said.
        #[source]
        source: std::io::Error,
    },
    /// The files of the index do not make sense.
    #[error("{}", self.message().en)]
    Damaged {
        /// The folder of the index.
        folder: PathBuf,
        /// What does not make sense.
        reason: String,
    },
    /// The engine stopped for a reason of its own.
    #[error("{}", self.message().en)]
    Engine {
        /// The folder of the index.
        folder: PathBuf,
        /// The reason.
        reason: String,
    },
}

impl IndexError {
    /// What happened, where, and what to do, for people.
    pub fn message(&self) -> Message {
        match self {
            IndexError::Locked { folder } => {
                let folder = folder.display();
                msg!(
                    "检索库正由另一个 cundang 进程写入：{folder}。请等它完成，或先结束它，再试一次。",
                    "another cundang is writing the search index in {folder}; wait until it is done, or stop it, and try again"
                )
            }
            IndexError::Io { folder, source } => {
                let folder = folder.display();
                msg!(
                    "检索库读写未成功：{folder}（{source}）。请检查磁盘空间和该文件夹的权限。",
                    "the search index in {folder} could not be read or written ({source}); check free space and the folder's permissions"
                )
            }
            IndexError::Damaged { folder, reason } => {
                let folder = folder.display();
                msg!(
                    "检索库文件不完整：{folder}（{reason}）。请删除该文件夹，再运行 cundang index 重建。",
                    "the search index in {folder} is incomplete ({reason}); delete that folder and run cundang index to build it anew"
                )
            }
            IndexError::Engine { folder, reason } => {
                let folder = folder.display();
                msg!(
                    "检索库未能完成操作：{folder}（{reason}）。请重试；仍不行时删除该文件夹，再运行 cundang index。",
                    "the search index in {folder} stopped ({reason}); try again, and if it stays so delete that folder and run cundang index"
                )
            }
        }
    }
}

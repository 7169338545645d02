//! What every search engine is asked, and what it answers.

use jiff::civil::Date;

use super::{error::SearchError, facet::Facet, page::PageTexts};
use crate::model::ArchivePath;

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
pub enum MatchKind {
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

impl MatchKind {
    /// The name in JSON and tables.
    pub fn as_str(self) -> &'static str {
        match self {
            MatchKind::Exact => "exact",
            MatchKind::Form => "form",
            MatchKind::Synonym => "synonym",
            MatchKind::Doubt => "doubt",
            MatchKind::Pinyin => "pinyin",
            MatchKind::Part => "part",
        }
    }
}

/// Pages that may be meant, for one reason.
#[derive(Debug, Clone, PartialEq)]
pub struct More {
    /// The reason.
    pub matched: MatchKind,
    /// The words that were looked for instead, folded, of those that stand in the archive; none for [`MatchKind::Part`].
    pub words: Vec<String>,
    /// A query that finds these pages beside those that were asked for; empty for [`MatchKind::Part`].
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
    /// How the page's text was obtained: the name of a [`PageSource`](crate::model::PageSource), or `none`.
    pub source: String,
    /// The short name of the file's format, `PDF`; empty where it is not known.
    pub format: String,
    /// Why it is a hit.
    pub matched: MatchKind,
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

/// Something that answers queries.
pub trait SearchEngine: Send + Sync {
    /// Answers a query in the language of [`query`](super::query).
    ///
    /// # Errors
    /// [`SearchError::Query`] where the query is not understood, with the place; [`SearchError::Index`] where the
    /// index cannot be read.
    fn search(&self, query: &str, options: &SearchOptions, texts: &dyn PageTexts)
    -> Result<SearchResults, SearchError>;
}

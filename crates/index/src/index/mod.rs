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
mod directory;
pub mod embedded;
mod engine;
mod error;
mod excluded;
mod facet;
mod field;
#[cfg(test)]
mod fixture;
mod known;
pub mod node;
mod page;
mod pattern;
pub mod query;
mod schema;
mod scope;
mod search;
pub mod snippet;
mod synonym;
pub mod tokenizer;
mod translate;

#[cfg(test)]
mod tests;

pub use embedded::{EmbeddedIndex, IndexWriterSession};
pub use engine::{Hit, MatchKind, More, SearchEngine, SearchOptions, SearchResults, Sort};
pub use error::{IndexError, SearchError};
pub use facet::{Facet, FacetField};
pub use field::FieldValues;
pub use node::Needle;
pub use page::{PageDocument, PageTexts};
pub use query::QueryError;

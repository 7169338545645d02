//! What one unit is assessed on, as slots, checks and suggestions look at it.

pub mod advice;
pub mod copies;
pub mod score;
pub mod shared;
pub mod slot;

use jiff::civil::Date;

use crate::{
    evaluate::{Accounts, Document, ElectionPaper, Event, Facts, Failures},
    model::{Township, Unit},
    rubric::{Matcher, Rubric},
};

pub use advice::Advice;
pub use shared::Shared;

/// What one unit is assessed on.
#[derive(Debug)]
pub struct Case<'a> {
    /// The rubric.
    pub rubric: &'a Rubric,
    /// The rubric's patterns.
    pub matcher: &'a Matcher,
    /// The last day for evidence.
    pub deadline: Date,
    /// The township, with all its villages.
    pub township: &'a Township,
    /// Who is assessed.
    pub unit: &'a Unit,
    /// The unit's documents, sorted by path.
    pub documents: &'a [Document],
    /// The unit's events.
    pub events: &'a [Event],
    /// What the unit's papers say of meetings and notices.
    pub facts: &'a Facts,
    /// What holds over the whole archive.
    pub shared: &'a Shared,
    /// What they say in figures and lists.
    pub accounts: &'a Accounts,
    /// What they say of elections, by the documents' index.
    pub elections: &'a [ElectionPaper<'a>],
    /// What failed so far.
    pub failures: &'a Failures,
}

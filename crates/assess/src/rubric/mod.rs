//! The assessment as data: which items there are, what each asks for and how it scores.
//!
//! A campaign is one JSON file in the shape of [`shape`]; another campaign needs another file and no code. The
//! built-in one is `schema/fucheng-2020.json`.

// A range or an index that does not fit ends the whole run, so the lints refuse both; tests may end so.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::indexing_slicing))]

pub mod describe;
pub mod load;
pub mod matcher;
pub mod settings;
pub mod shape;
pub mod texts;
pub mod validate;

#[cfg(test)]
mod tests;

pub use load::{RubricError, RubricProblem, load, parse};
pub use matcher::{Clues, Matcher};
pub use settings::{Fraction, NoticePeriod, Settings, Thresholds, Total};
pub use shape::{
    CheckSpec, Count, DocumentKind, Edge, Item, Level, LevelTotal, Marks, Medium, Role, Rubric, Scoring, Slot, Stage,
    Topic, Within,
};
pub use texts::{DatedFact, Grade, RightsWords, TermMix, TextPart, Typo};

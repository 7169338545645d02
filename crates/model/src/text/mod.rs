//! Chinese text without I/O: folding, dates, working days, numerals and amounts, names, identity numbers.
//!
//! Everything here is a pure function of its text. Places in a text are byte ranges of the *original*, so that a
//! finding can quote what stands there, letter for letter.

// A range or an index that does not fit ends the whole run, so the lints refuse both; tests may end so.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::indexing_slicing))]

pub mod confusable;
pub mod cut;
pub mod dates;
pub mod fold;
pub mod garbled;
pub mod ids;
pub mod likely_names;
pub mod names;
pub mod natural;
pub mod numerals;
pub mod personal;
pub mod pinyin;
pub mod private_use;
pub mod punctuation;
pub mod unsure_amount;
mod variant;
pub mod vocabulary;
pub mod workdays;
pub mod written;

pub use confusable::{confusables, one_off};
pub use cut::Cut;
pub use dates::{DateMention, MonthDayMention, Precision, find_dates, find_month_days};
pub use fold::{Folded, fold, fold_char, fold_name, fold_query, without_space};
pub use ids::{IdCheck, IdMention, check_id, find_ids, mask_id};
pub use likely_names::{LikelyName, likely_names};
pub use names::{strip_order, village_key};
pub use numerals::{AmountMention, find_amounts, parse_amount, parse_integer, to_financial};
pub use personal::{personal_middles, without_personal_numbers};
pub use private_use::{assigned_since, with_assigned};
pub use punctuation::repunctuated;
pub use unsure_amount::unsure_amounts;
pub use written::{Writing, other_writings};

/// A regular expression that is part of the program.
///
/// # Panics
/// Where it is none; every such pattern is compiled by the tests of the room that uses it.
pub fn pattern(source: &str) -> regex::Regex {
    regex::Regex::new(source).expect("the pattern is constant")
}

//! The completeness report: one view of an assessment, and the forms it is written in.
//!
//! Every form is written from [`Report`] alone and is a pure function of it, so the same archive gives the same
//! bytes. [`shown`] prepares what people see (names, signs, words, links); the forms only lay it out.

// A range or an index that does not fit ends the whole run, so the lints refuse both; tests may end so.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::indexing_slicing))]

pub mod assessment;
pub mod audit;
pub mod checks;
pub mod codes;
pub mod csv;
mod csv_row;
mod docx;
pub mod figures;
pub mod file_name;
#[cfg(test)]
pub(crate) mod fixture;
pub mod folders;
pub mod history;
pub mod html;
pub mod json;
mod lines;
pub mod link;
pub mod photos;
pub mod rectification;
mod scope;
pub mod search;
pub mod settings;
pub mod shown;
pub mod terminal;
pub mod todo;
pub mod view;
pub mod words;
pub mod xlsx;

pub use view::{Report, village_named};

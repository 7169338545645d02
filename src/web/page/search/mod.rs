//! Search over all papers; a hit is one page of one file.

mod handler;
mod page;

pub(crate) use handler::{csv, json, show, xlsx};
pub use page::SearchPage;

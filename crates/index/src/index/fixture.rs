//! Pages for the tests of this module.

use super::page::PageDocument;
use crate::model::{ArchivePath, PageSource};

/// A page of a plain text that belongs to nobody.
pub(super) fn page(path: &str, page: u32, text: &str) -> PageDocument {
    PageDocument {
        path: ArchivePath::new(path),
        page,
        text: text.to_owned(),
        next_text: String::new(),
        village: None,
        item_ids: Vec::new(),
        kind: None,
        kind_name: String::new(),
        title: String::new(),
        date: None,
        source: Some(PageSource::Plain),
        format: "TXT".to_owned(),
        rank: 3,
    }
}

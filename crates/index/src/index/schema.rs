//! The fields of a page in the index: their names, how a page is written into them, and a hit read back.

use jiff::civil::Date;
use tantivy::{
    TantivyDocument,
    schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value},
    tokenizer::TokenizerManager,
};

use super::{
    engine::{Hit, MatchKind},
    field::{NO_SOURCE, day_number},
    page::PageDocument,
    tokenizer::{GramTokenizer, page_value},
};
use crate::{
    model::{ArchivePath, PageSource},
    text::fold::fold,
};

/// The version of the fields. Raise it with every change of [`PageFields::schema`].
pub(super) const SCHEMA_VERSION: u32 = 2;
/// The name under which the tokenizer is known to the schema.
const TOKENIZER: &str = "grams";

/// The names of the fast fields that order and count hits.
pub(super) const PATH: &str = "path";
pub(super) const PAGE: &str = "page";
pub(super) const DATE: &str = "date";
pub(super) const VILLAGE: &str = "village";
pub(super) const RANK: &str = "rank";

/// The last rank; pages of kinds without one have it.
pub(super) const LAST_RANK: u64 = 3;

/// The fields of a page.
#[derive(Debug, Clone)]
pub(super) struct PageFields {
    pub(super) body: Field,
    pub(super) title: Field,
    pub(super) path: Field,
    pub(super) path_key: Field,
    pub(super) page: Field,
    pub(super) village: Field,
    pub(super) item: Field,
    pub(super) item_key: Field,
    pub(super) kind: Field,
    pub(super) kind_key: Field,
    pub(super) kind_name: Field,
    pub(super) shown_title: Field,
    pub(super) date: Field,
    pub(super) source: Field,
    pub(super) format: Field,
    pub(super) rank: Field,
}

impl PageFields {
    /// The schema, and its fields.
    pub(super) fn schema() -> (Schema, PageFields) {
        let mut schema = Schema::builder();
        let grams = TextOptions::default().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(TOKENIZER)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let fields = PageFields {
            body: schema.add_text_field("body", grams.clone()),
            title: schema.add_text_field("title", grams),
            path: schema.add_text_field(PATH, STRING | STORED | FAST),
            path_key: schema.add_text_field("path_key", STRING),
            page: schema.add_u64_field(PAGE, STORED | FAST),
            village: schema.add_text_field(VILLAGE, STRING | STORED | FAST),
            item: schema.add_text_field("item", STORED),
            item_key: schema.add_text_field("item_key", STRING | FAST),
            kind: schema.add_text_field("kind", STORED | FAST),
            kind_key: schema.add_text_field("kind_key", STRING),
            kind_name: schema.add_text_field("kind_name", STRING),
            shown_title: schema.add_text_field("shown_title", STORED),
            date: schema.add_u64_field(DATE, INDEXED | STORED | FAST),
            source: schema.add_text_field("source", STRING | STORED | FAST),
            format: schema.add_text_field("format", STRING | STORED | FAST),
            rank: schema.add_u64_field(RANK, FAST),
        };
        (schema.build(), fields)
    }

    /// A page as the engine stores it.
    pub(super) fn document(&self, page: &PageDocument) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_text(self.body, page_value(&page.text, &page.next_text));
        if page.page <= 1 {
            let name = page.path.file_name();
            document.add_text(self.title, page_value(name, ""));
            if !fold(name).contains(&fold(&page.title)) {
                document.add_text(self.title, page_value(&page.title, ""));
            }
        }
        document.add_text(self.path, page.path.as_str());
        document.add_text(self.path_key, fold(page.path.as_str()));
        document.add_u64(self.page, u64::from(page.page));
        if let Some(village) = &page.village {
            document.add_text(self.village, village);
        }
        for item in &page.item_ids {
            document.add_text(self.item, item);
            document.add_text(self.item_key, item.to_ascii_uppercase());
        }
        if let Some(kind) = &page.kind {
            document.add_text(self.kind, kind);
            document.add_text(self.kind_key, kind.to_lowercase());
        }
        if !page.kind_name.is_empty() {
            document.add_text(self.kind_name, fold(&page.kind_name));
        }
        document.add_text(self.shown_title, &page.title);
        if let Some(date) = page.date {
            document.add_u64(self.date, day_number(date));
        }
        document.add_text(self.source, page.source.map_or(NO_SOURCE, PageSource::as_str));
        if !page.format.is_empty() {
            document.add_text(self.format, &page.format);
        }
        document.add_u64(self.rank, u64::from(page.rank).min(LAST_RANK));
        document
    }
}

/// The tokenizers that the schema names.
pub(super) fn tokenizers() -> TokenizerManager {
    // The default holds `raw`, which the fields that are one term use.
    let tokenizers = TokenizerManager::default();
    tokenizers.register(TOKENIZER, GramTokenizer);
    tokenizers
}

/// A hit with what the index stores of its page.
pub(super) fn hit_of(fields: &PageFields, document: &TantivyDocument, score: f32) -> Hit {
    let text = |field: Field| document.get_first(field).and_then(|value| value.as_str()).map(str::to_owned);
    let number = |field: Field| document.get_first(field).and_then(|value| value.as_u64());
    Hit {
        path: ArchivePath::new(text(fields.path).unwrap_or_default()),
        page: number(fields.page).and_then(|page| u32::try_from(page).ok()).unwrap_or(1),
        village: text(fields.village),
        item_ids: document.get_all(fields.item).filter_map(|value| value.as_str().map(str::to_owned)).collect(),
        kind: text(fields.kind),
        title: text(fields.shown_title).unwrap_or_default(),
        date: number(fields.date).and_then(date_of),
        source: text(fields.source).unwrap_or_default(),
        format: text(fields.format).unwrap_or_default(),
        matched: MatchKind::Exact,
        score,
        snippet: String::new(),
    }
}

/// The date of a number `yyyymmdd`.
fn date_of(day: u64) -> Option<Date> {
    let part = |value: u64| i8::try_from(value).ok();
    Date::new(i16::try_from(day / 10_000).ok()?, part(day / 100 % 100)?, part(day % 100)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_back() {
        for date in [jiff::civil::date(1949, 10, 1), jiff::civil::date(2020, 2, 29)] {
            assert_eq!(date_of(day_number(date)), Some(date));
        }
        assert_eq!(date_of(20_201_301), None);
    }
}

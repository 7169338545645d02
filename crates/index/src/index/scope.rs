//! What a search may know when it may see one village alone: how many pages hold a word is counted among that village's
//! pages. Counted over all pages it would tell what stands in the others, by what is found and in which order.

use tantivy::{
    DocId, DocSet, Searcher, TERMINATED, Term,
    query::Bm25StatisticsProvider,
    schema::{Field, IndexRecordOption},
};

/// What the engine takes for the length of a village's pages, in grams: it weighs matches on short and long pages, and
/// the true mean is not kept by village.
const PAGE_LENGTH: u64 = 500;

/// The pages of one village in one state of the index.
pub(crate) struct VillageScope<'s> {
    searcher: &'s Searcher,
    /// Pages by segment, in order, without those that were deleted.
    pages: Vec<Vec<DocId>>,
}

impl<'s> VillageScope<'s> {
    /// The pages whose village, in `field`, has exactly this name.
    pub(crate) fn of_village(searcher: &'s Searcher, field: Field, name: &str) -> tantivy::Result<Self> {
        let term = Term::from_field_text(field, name);
        let mut pages = Vec::new();
        for reader in searcher.segment_readers() {
            let mut own = Vec::new();
            if let Some(mut postings) = reader.inverted_index(field)?.read_postings(&term, IndexRecordOption::Basic)? {
                let mut page = postings.doc();
                while page != TERMINATED {
                    if !reader.is_deleted(page) {
                        own.push(page);
                    }
                    page = postings.advance();
                }
            }
            pages.push(own);
        }
        Ok(Self { searcher, pages })
    }

    /// How many of the pages hold a term.
    pub(crate) fn frequency(&self, term: &Term) -> tantivy::Result<u64> {
        let mut count = 0;
        for (reader, pages) in self.searcher.segment_readers().iter().zip(&self.pages) {
            let index = reader.inverted_index(term.field())?;
            let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? else { continue };
            // By the own pages, so that the time does not tell of the others either.
            for &page in pages {
                if postings.doc() < page {
                    postings.seek(page);
                }
                if postings.doc() == page {
                    count += 1;
                }
            }
        }
        Ok(count)
    }
}

impl Bm25StatisticsProvider for VillageScope<'_> {
    fn total_num_tokens(&self, _field: Field) -> tantivy::Result<u64> {
        Ok(self.total_num_docs()?.saturating_mul(PAGE_LENGTH))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.pages.iter().map(|pages| pages.len() as u64).sum::<u64>().max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        self.frequency(term)
    }
}

//! A cache of what was read from the segments of the index. Segments never change, so an entry stays valid as long as
//! its segment exists; the engine leaves out pages that were deleted since.

use std::{
    collections::HashMap,
    fmt,
    hash::Hash,
    sync::{Arc, Mutex, PoisonError},
};

use tantivy::{
    BitSet, DocId, DocSet, Score, Searcher, SegmentReader, TantivyError,
    index::SegmentId,
    query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::{Field, IndexRecordOption},
};

use super::columns::Columns;

/// The most prefixes that are kept, each with a bit for every page: of a hundred thousand pages they take a few
/// megabytes.
const MOST_PREFIXES: usize = 256;

/// The cache of one index.
#[derive(Default)]
pub(crate) struct IndexCache {
    columns: Mutex<HashMap<SegmentId, Arc<Columns>>>,
    prefixes: Mutex<HashMap<Prefix, Arc<BitSet>>>,
}

/// The start of grams of a field in a segment.
type Prefix = (SegmentId, Field, String);

impl IndexCache {
    /// The columns of all segments, in the order of the searcher's.
    pub(crate) fn columns(&self, searcher: &Searcher) -> tantivy::Result<Vec<Arc<Columns>>> {
        searcher
            .segment_readers()
            .iter()
            .map(|reader| {
                let is_there = |id: &SegmentId| searcher.segment_readers().iter().any(|it| it.segment_id() == *id);
                once(&self.columns, reader.segment_id(), || Columns::read(reader), is_there)
            })
            .collect()
    }

    /// The pages of a segment on which a gram begins with a prefix.
    fn starting(&self, reader: &SegmentReader, field: Field, prefix: &str) -> tantivy::Result<Arc<BitSet>> {
        let key = (reader.segment_id(), field, prefix.to_owned());
        let full = lock(&self.prefixes).len() >= MOST_PREFIXES;
        once(&self.prefixes, key, || read_starting(reader, field, prefix), |_| !full)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The cached value, or else the one that `read` gives; entries whose key `stays` refuses are dropped before it is
/// added. Two threads that miss the same entry may both read it, so that neither waits for the other.
fn once<K: Eq + Hash, V>(
    known: &Mutex<HashMap<K, Arc<V>>>,
    key: K,
    read: impl FnOnce() -> tantivy::Result<V>,
    stays: impl Fn(&K) -> bool,
) -> tantivy::Result<Arc<V>> {
    if let Some(value) = lock(known).get(&key) {
        return Ok(Arc::clone(value));
    }
    let value = Arc::new(read()?);
    let mut known = lock(known);
    known.retain(|key, _| stays(key));
    known.insert(key, Arc::clone(&value));
    Ok(value)
}

fn read_starting(reader: &SegmentReader, field: Field, prefix: &str) -> tantivy::Result<BitSet> {
    let mut pages = BitSet::with_max_value(reader.max_doc());
    let index = reader.inverted_index(field)?;
    let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
    while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
        let mut postings = index.read_block_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
        while !postings.docs().is_empty() {
            for &doc in postings.docs() {
                pages.insert(doc);
            }
            postings.advance();
        }
    }
    Ok(pages)
}

/// Pages on which a gram of a field begins with a prefix: a single character, or two letters or digits. Every character
/// of a page starts a gram.
#[derive(Clone)]
pub(crate) struct StartsQuery {
    pub(crate) known: Arc<IndexCache>,
    pub(crate) field: Field,
    pub(crate) prefix: String,
}

impl fmt::Debug for StartsQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StartsQuery").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl Query for StartsQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(StartsWeight(self.clone())))
    }
}

struct StartsWeight(StartsQuery);

impl Weight for StartsWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let pages = self.0.known.starting(reader, self.0.field, &self.0.prefix)?;
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(BitSet::clone(&pages)), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        if self.scorer(reader, 1.0)?.seek(doc) == doc {
            return Ok(Explanation::new("starts", 1.0));
        }
        Err(TantivyError::InvalidArgument("no gram of this page begins so".to_owned()))
    }
}

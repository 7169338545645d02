//! Gathering hits in an order that depends on the pages alone, not on how the index is cut into segments.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, btree_map::Entry},
};

use tantivy::{
    DocId, Score, Searcher, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use super::Sort;

/// The names of the fast fields that order hits.
pub(crate) const PATH: &str = "path";
pub(crate) const PAGE: &str = "page";
pub(crate) const DATE: &str = "date";

/// One hit before its page is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked {
    /// Bigger comes first.
    key: i64,
    /// The path's place in the sorted paths of its segment.
    path: u64,
    page: u64,
    pub(crate) score: Score,
    pub(crate) segment: SegmentOrdinal,
    pub(crate) doc: DocId,
}

impl Ranked {
    /// The order within one segment.
    fn cmp_in_segment(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key).then(self.path.cmp(&other.path)).then(self.page.cmp(&other.page))
    }
}

/// Collects the first `keep` hits of each segment, and the count of all.
pub(crate) struct Ranking {
    pub(crate) sort: Sort,
    pub(crate) keep: usize,
}

/// The hits of one segment, or of all.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) total: usize,
    pub(crate) hits: Vec<Ranked>,
}

impl Collector for Ranking {
    type Fruit = Gathered;
    type Child = SegmentRanking;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentRanking> {
        let fast = reader.fast_fields();
        Ok(SegmentRanking {
            sort: self.sort,
            keep: self.keep,
            segment,
            path: fast.str(PATH)?,
            page: fast.u64(PAGE)?,
            date: fast.column_opt(DATE)?,
            gathered: Gathered::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Gathered>) -> tantivy::Result<Gathered> {
        Ok(fruits.into_iter().fold(Gathered::default(), |mut all, part| {
            all.total += part.total;
            all.hits.extend(part.hits);
            all
        }))
    }
}

pub(crate) struct SegmentRanking {
    sort: Sort,
    keep: usize,
    segment: SegmentOrdinal,
    path: Option<StrColumn>,
    page: Column<u64>,
    date: Option<Column<u64>>,
    gathered: Gathered,
}

impl SegmentRanking {
    fn cut(&mut self) {
        let hits = &mut self.gathered.hits;
        if hits.len() > self.keep {
            hits.select_nth_unstable_by(self.keep, Ranked::cmp_in_segment);
            hits.truncate(self.keep);
        }
    }
}

impl SegmentCollector for SegmentRanking {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.gathered.total += 1;
        if self.keep == 0 {
            return;
        }
        let key = match self.sort {
            // The bits of floats from zero up are in the order of the floats.
            Sort::Relevance => i64::from(score.max(0.0).to_bits()),
            Sort::Date => self
                .date
                .as_ref()
                .and_then(|date| date.first(doc))
                .and_then(|day| i64::try_from(day).ok())
                .unwrap_or(-1),
            Sort::Path => 0,
        };
        let path = self.path.as_ref().and_then(|path| path.ords().first(doc)).unwrap_or(0);
        let page = self.page.first(doc).unwrap_or(0);
        self.gathered.hits.push(Ranked { key, path, page, score, segment: self.segment, doc });
        if self.gathered.hits.len() >= self.keep.saturating_mul(2).max(4096) {
            self.cut();
        }
    }

    fn harvest(mut self) -> Gathered {
        self.cut();
        self.gathered
    }
}

/// Puts the hits of all segments into their final order: by key, then path, then page.
///
/// Paths of different segments are compared as text, which is looked up only where keys are equal.
pub(crate) fn merge(searcher: &Searcher, mut hits: Vec<Ranked>) -> tantivy::Result<Vec<Ranked>> {
    hits.sort_unstable_by(|a, b| b.key.cmp(&a.key).then(a.segment.cmp(&b.segment)).then(a.cmp_in_segment(b)));
    let mut from = 0;
    while from < hits.len() {
        let key = hits[from].key;
        let until = from + hits[from..].iter().take_while(|hit| hit.key == key).count();
        let group = &mut hits[from..until];
        from = until;
        if group.first().map(|hit| hit.segment) == group.last().map(|hit| hit.segment) {
            continue;
        }
        let mut paths: BTreeMap<(SegmentOrdinal, u64), String> = BTreeMap::new();
        for hit in group.iter() {
            if let Entry::Vacant(unknown) = paths.entry((hit.segment, hit.path)) {
                let mut path = String::new();
                if let Some(column) = searcher.segment_reader(hit.segment).fast_fields().str(PATH)? {
                    column.ord_to_str(hit.path, &mut path)?;
                }
                unknown.insert(path);
            }
        }
        group.sort_by(|a, b| {
            paths.get(&(a.segment, a.path)).cmp(&paths.get(&(b.segment, b.path))).then(a.page.cmp(&b.page))
        });
    }
    Ok(hits)
}

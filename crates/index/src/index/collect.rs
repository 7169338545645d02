//! Collects hits in an order that depends on the pages alone, not on how the index is divided into segments, and
//! counts them by their facets.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use tantivy::{
    DocId, Score, Searcher, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
};

use super::{
    columns::{Columns, Values},
    engine::Sort,
    facet::FacetField,
    schema::{LAST_RANK, PAGE, PATH},
};

/// The least number of hits of a segment that are collected before the list is cut to the wanted ones.
const HELD: usize = 64;

/// One hit before its page is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked {
    /// Bigger comes first.
    key: i64,
    /// Its place in its segment by path, then page.
    place: u32,
    pub(crate) score: Score,
    pub(crate) segment: SegmentOrdinal,
    pub(crate) doc: DocId,
}

impl Ranked {
    /// The order within one segment.
    fn cmp_in_segment(&self, other: &Self) -> Ordering {
        other.key.cmp(&self.key).then(self.place.cmp(&other.place))
    }
}

/// Collects the first `keep` hits of each segment, and counts all.
pub(crate) struct Ranking<'c> {
    /// What is known of the pages, by segment.
    pub(crate) columns: &'c [Arc<Columns>],
    pub(crate) sort: Sort,
    pub(crate) keep: usize,
    /// Count by facets too.
    pub(crate) facets: bool,
    /// The villages of the whole index in order, for [`Sort::Village`].
    pub(crate) villages: &'c [String],
}

/// The hits of one segment, or of all.
#[derive(Debug, Default)]
pub(crate) struct CollectedHits {
    pub(crate) total: usize,
    pub(crate) hits: Vec<Ranked>,
    pub(crate) facets: BTreeMap<FacetField, BTreeMap<String, usize>>,
}

impl Collector for Ranking<'_> {
    type Fruit = CollectedHits;
    type Child = SegmentRanking;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentRanking> {
        let columns = match self.columns.get(segment as usize) {
            Some(columns) => Arc::clone(columns),
            None => Arc::new(Columns::read(reader)?),
        };
        let place = |name: &String| self.villages.binary_search(name).unwrap_or(self.villages.len());
        let village_keys = match columns.facets.iter().find(|values| values.field == FacetField::Village) {
            Some(values) if self.sort == Sort::Village => {
                values.names.iter().map(|name| -i64::try_from(place(name)).unwrap_or(i64::MAX)).collect()
            }
            _ => Vec::new(),
        };
        let counters = if self.facets { columns.facets.iter().map(Values::counters).collect() } else { Vec::new() };
        Ok(SegmentRanking {
            sort: self.sort,
            keep: self.keep,
            segment,
            columns,
            village_keys,
            counters,
            last: None,
            gathered: CollectedHits::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.keep > 0
    }

    fn merge_fruits(&self, fruits: Vec<CollectedHits>) -> tantivy::Result<CollectedHits> {
        Ok(fruits.into_iter().fold(CollectedHits::default(), |mut all, part| {
            all.total += part.total;
            all.hits.extend(part.hits);
            for (field, counts) in part.facets {
                let known = all.facets.entry(field).or_default();
                for (value, count) in counts {
                    *known.entry(value).or_default() += count;
                }
            }
            all
        }))
    }
}

pub(crate) struct SegmentRanking {
    sort: Sort,
    keep: usize,
    segment: SegmentOrdinal,
    columns: Arc<Columns>,
    village_keys: Vec<i64>,
    /// Those of the facets, where they are counted.
    counters: Vec<Vec<u32>>,
    /// The last hit kept by the latest cut; a hit that orders after it is skipped.
    last: Option<Ranked>,
    gathered: CollectedHits,
}

impl SegmentRanking {
    fn cut(&mut self) {
        let hits = &mut self.gathered.hits;
        if hits.len() > self.keep {
            hits.select_nth_unstable_by(self.keep, Ranked::cmp_in_segment);
            hits.truncate(self.keep);
            self.last = hits.iter().copied().max_by(Ranked::cmp_in_segment);
        }
    }

    /// Scores within an eighth of each other count as equal; then minutes and resolutions stand before attachments, and
    /// only then the score itself decides.
    fn relevance(&self, doc: DocId, score: Score) -> i64 {
        // The bits of floats from zero up are in the order of the floats.
        let bits = i64::from(score.max(0.0).to_bits());
        let last = LAST_RANK as i64;
        let rank = self.columns.rank.get(doc as usize).map_or(last, |rank| i64::from(*rank));
        ((bits >> 20) << 34) | ((last - rank) << 32) | bits
    }

    fn key(&self, doc: DocId, score: Score) -> i64 {
        match self.sort {
            Sort::Relevance => self.relevance(doc, score),
            Sort::Date => match self.columns.day.get(doc as usize) {
                Some(&day) if day > 0 => i64::from(day),
                _ => -1,
            },
            Sort::Village => self
                .columns
                .facets
                .iter()
                .find(|values| values.field == FacetField::Village)
                .and_then(|values| self.village_keys.get(*values.of(doc).first()? as usize).copied())
                .unwrap_or(i64::MIN),
            Sort::Path => 0,
        }
    }

    fn facets(&self) -> BTreeMap<FacetField, BTreeMap<String, usize>> {
        let counted = self.columns.facets.iter().zip(&self.counters).map(|(values, counters)| {
            let found = values.names.iter().zip(counters).filter(|(_, count)| **count > 0);
            (values.field, found.map(|(name, count)| (name.clone(), *count as usize)).collect())
        });
        counted.collect()
    }
}

impl SegmentCollector for SegmentRanking {
    type Fruit = CollectedHits;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.gathered.total += 1;
        for (values, counters) in self.columns.facets.iter().zip(&mut self.counters) {
            values.count(doc, counters);
        }
        if self.keep == 0 {
            return;
        }
        let place = self.columns.place.get(doc as usize).copied().unwrap_or(u32::MAX);
        let hit = Ranked { key: self.key(doc, score), place, score, segment: self.segment, doc };
        if self.last.is_some_and(|last| last.cmp_in_segment(&hit) == Ordering::Less) {
            return;
        }
        self.gathered.hits.push(hit);
        if self.gathered.hits.len() >= self.keep.saturating_mul(2).max(HELD) {
            self.cut();
        }
    }

    fn harvest(mut self) -> CollectedHits {
        self.cut();
        self.gathered.facets = self.facets();
        self.gathered
    }
}

/// Puts the hits of all segments into their final order: by key, then path, then page.
///
/// Paths of different segments are compared as text, which is looked up only where keys are equal.
pub(crate) fn merge(searcher: &Searcher, mut hits: Vec<Ranked>) -> tantivy::Result<Vec<Ranked>> {
    hits.sort_unstable_by(|a, b| b.key.cmp(&a.key).then(a.segment.cmp(&b.segment)).then(a.place.cmp(&b.place)));
    for group in hits.chunk_by_mut(|a, b| a.key == b.key) {
        if group.first().map(|hit| hit.segment) == group.last().map(|hit| hit.segment) {
            continue;
        }
        let mut places: BTreeMap<(SegmentOrdinal, DocId), (String, u64)> = BTreeMap::new();
        // The hits of a segment stand together.
        for of_segment in group.chunk_by(|a, b| a.segment == b.segment) {
            let Some(first) = of_segment.first() else { continue };
            let fast = searcher.segment_reader(first.segment).fast_fields();
            let (paths, pages) = (fast.str(PATH)?, fast.u64(PAGE)?);
            for hit in of_segment {
                let mut path = String::new();
                if let Some(paths) = &paths
                    && let Some(place) = paths.ords().first(hit.doc)
                {
                    paths.ord_to_str(place, &mut path)?;
                }
                places.insert((hit.segment, hit.doc), (path, pages.first(hit.doc).unwrap_or(0)));
            }
        }
        group.sort_by(|a, b| places.get(&(a.segment, a.doc)).cmp(&places.get(&(b.segment, b.doc))));
    }
    Ok(hits)
}

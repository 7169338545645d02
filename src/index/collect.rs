//! Gathering hits in an order that depends on the pages alone, not on how the index is cut into segments; and
//! counting them by their facets.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, btree_map::Entry},
};

use tantivy::{
    DocId, Score, Searcher, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, StrColumn},
};

use super::{FacetField, Sort};

/// The names of the fast fields that order and count hits.
pub(crate) const PATH: &str = "path";
pub(crate) const PAGE: &str = "page";
pub(crate) const DATE: &str = "date";
pub(crate) const VILLAGE: &str = "village";
pub(crate) const RANK: &str = "rank";

/// The last rank; pages of kinds without one have it.
pub(crate) const LAST_RANK: u64 = 3;

/// Months are counted from January of this year, for so many years.
const FIRST_YEAR: u64 = 1900;
const YEARS: u64 = 220;

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

/// Collects the first `keep` hits of each segment, and counts all.
pub(crate) struct Ranking {
    pub(crate) sort: Sort,
    pub(crate) keep: usize,
    /// Count by facets too.
    pub(crate) facets: bool,
    /// The villages of the whole index in order, for [`Sort::Village`].
    pub(crate) villages: Vec<String>,
}

/// The hits of one segment, or of all.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) total: usize,
    pub(crate) hits: Vec<Ranked>,
    pub(crate) facets: BTreeMap<FacetField, BTreeMap<String, usize>>,
}

impl Collector for Ranking {
    type Fruit = Gathered;
    type Child = SegmentRanking;

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentRanking> {
        let fast = reader.fast_fields();
        let mut counters = Vec::new();
        if self.facets {
            for field in FacetField::ALL {
                if let Some(name) = field.column()
                    && let Some(column) = fast.str(name)?
                {
                    let counts = vec![0; column.num_terms()];
                    counters.push(Counter { field, column, counts });
                }
            }
        }
        let mut village_keys = Vec::new();
        if self.sort == Sort::Village
            && let Some(column) = fast.str(VILLAGE)?
        {
            let mut name = String::new();
            for ord in 0..column.num_terms() as u64 {
                name.clear();
                column.ord_to_str(ord, &mut name)?;
                let place = self.villages.binary_search(&name).unwrap_or(self.villages.len());
                village_keys.push(-i64::try_from(place).unwrap_or(i64::MAX));
            }
        }
        Ok(SegmentRanking {
            sort: self.sort,
            keep: self.keep,
            segment,
            path: fast.str(PATH)?,
            page: fast.u64(PAGE)?,
            date: fast.column_opt(DATE)?,
            rank: fast.column_opt(RANK)?,
            village: if self.sort == Sort::Village { fast.str(VILLAGE)? } else { None },
            village_keys,
            counters,
            months: if self.facets { vec![0; (YEARS * 12) as usize] } else { Vec::new() },
            gathered: Gathered::default(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.keep > 0
    }

    fn merge_fruits(&self, fruits: Vec<Gathered>) -> tantivy::Result<Gathered> {
        Ok(fruits.into_iter().fold(Gathered::default(), |mut all, part| {
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

/// Counts the values of one facet in a segment, by their place in its dictionary.
struct Counter {
    field: FacetField,
    column: StrColumn,
    counts: Vec<u32>,
}

pub(crate) struct SegmentRanking {
    sort: Sort,
    keep: usize,
    segment: SegmentOrdinal,
    path: Option<StrColumn>,
    page: Column<u64>,
    date: Option<Column<u64>>,
    rank: Option<Column<u64>>,
    village: Option<StrColumn>,
    village_keys: Vec<i64>,
    counters: Vec<Counter>,
    months: Vec<u32>,
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

    /// Scores within an eighth of each other count as equal; then minutes and resolutions stand before attachments, and
    /// only then the score itself decides.
    fn relevance(&self, doc: DocId, score: Score) -> i64 {
        // The bits of floats from zero up are in the order of the floats.
        let bits = i64::from(score.max(0.0).to_bits());
        let rank = self.rank.as_ref().and_then(|rank| rank.first(doc)).unwrap_or(LAST_RANK).min(LAST_RANK);
        let rank = i64::try_from(LAST_RANK - rank).unwrap_or(0);
        ((bits >> 20) << 34) | (rank << 32) | bits
    }

    fn count(&mut self, doc: DocId) {
        for counter in &mut self.counters {
            for ord in counter.column.ords().values_for_doc(doc) {
                if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counter.counts.get_mut(ord)) {
                    *count += 1;
                }
            }
        }
        if !self.months.is_empty()
            && let Some(day) = self.date.as_ref().and_then(|date| date.first(doc))
            && let Some(month) = (day / 10_000).checked_sub(FIRST_YEAR).map(|years| years * 12 + day / 100 % 100)
            && let Some(count) = month.checked_sub(1).and_then(|month| self.months.get_mut(month as usize))
        {
            *count += 1;
        }
    }

    fn facets(&self) -> BTreeMap<FacetField, BTreeMap<String, usize>> {
        let mut facets: BTreeMap<FacetField, BTreeMap<String, usize>> = BTreeMap::new();
        for counter in &self.counters {
            let values = facets.entry(counter.field).or_default();
            for (ord, &count) in (0..).zip(&counter.counts) {
                let mut value = String::new();
                if count > 0 && counter.column.ord_to_str(ord, &mut value).is_ok() {
                    *values.entry(value).or_default() += count as usize;
                }
            }
        }
        for (month, &count) in (0..).zip(&self.months) {
            if count > 0 {
                let value = format!("{}-{:02}", FIRST_YEAR + month / 12, month % 12 + 1);
                facets.entry(FacetField::Month).or_default().insert(value, count as usize);
            }
        }
        facets
    }
}

impl SegmentCollector for SegmentRanking {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.gathered.total += 1;
        self.count(doc);
        if self.keep == 0 {
            return;
        }
        let key = match self.sort {
            Sort::Relevance => self.relevance(doc, score),
            Sort::Date => self
                .date
                .as_ref()
                .and_then(|date| date.first(doc))
                .and_then(|day| i64::try_from(day).ok())
                .unwrap_or(-1),
            Sort::Village => self
                .village
                .as_ref()
                .and_then(|village| village.ords().first(doc))
                .and_then(|ord| self.village_keys.get(usize::try_from(ord).ok()?).copied())
                .unwrap_or(i64::MIN),
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
        self.gathered.facets = self.facets();
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

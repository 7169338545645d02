//! The values by which pages are ordered and counted, as plain arrays.
//!
//! A frequent word stands on half of all pages, and each is ordered and counted by six facets: unpacking the
//! engine's columns would cost more than finding the pages. Segments never change, so this is read once for each.

use tantivy::{DocId, SegmentReader, columnar::StrColumn};

use super::{
    facet::FacetField,
    schema::{DATE, LAST_RANK, PAGE, PATH, RANK},
};

/// The columns of one segment, an entry for each of its pages, deleted ones too.
#[derive(Debug)]
pub(crate) struct Columns {
    /// The place of a page among those of the segment, by path, then page number.
    pub(crate) place: Vec<u32>,
    /// What decides between hits of equal score, 0 to [`LAST_RANK`].
    pub(crate) rank: Vec<u8>,
    /// The document's date as `yyyymmdd`; 0 for none.
    pub(crate) day: Vec<u32>,
    /// The facets that have values.
    pub(crate) facets: Vec<Values>,
}

/// The values of one facet.
#[derive(Debug)]
pub(crate) struct Values {
    pub(crate) field: FacetField,
    /// All different values, in order.
    pub(crate) names: Vec<String>,
    of_pages: OfPages,
}

/// Places in the names; `names.len()` stands for no value.
#[derive(Debug)]
enum OfPages {
    One(Vec<u32>),
    /// Those of page `n` are `places[starts[n]..starts[n + 1]]`.
    Many {
        starts: Vec<u32>,
        places: Vec<u32>,
    },
}

impl Columns {
    pub(crate) fn read(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let pages = 0..reader.max_doc();
        let path = fast.str(PATH)?;
        let number = fast.u64(PAGE)?;
        let mut sorted: Vec<(u64, u64, DocId)> = pages
            .clone()
            .map(|doc| {
                let path = path.as_ref().and_then(|path| path.ords().first(doc)).unwrap_or(0);
                (path, number.first(doc).unwrap_or(0), doc)
            })
            .collect();
        sorted.sort_unstable();
        let mut place = vec![0; sorted.len()];
        for (at, (.., doc)) in (0..).zip(sorted) {
            if let Some(place) = place.get_mut(doc as usize) {
                *place = at;
            }
        }
        let rank = fast.column_opt::<u64>(RANK)?;
        let rank = |doc| rank.as_ref().and_then(|rank| rank.first(doc)).unwrap_or(LAST_RANK).min(LAST_RANK);
        let day = fast.column_opt::<u64>(DATE)?;
        let day = |doc| day.as_ref().and_then(|day| day.first(doc)).and_then(|day| u32::try_from(day).ok());
        let day: Vec<u32> = pages.clone().map(|doc| day(doc).unwrap_or(0)).collect();
        let mut facets = Vec::new();
        for field in FacetField::ALL {
            let values = match field.column() {
                Some(name) => fast.str(name)?.map(|column| Values::of_column(field, &column, reader.max_doc())),
                None => Some(Ok(Values::of_months(&day))),
            };
            facets.extend(values.transpose()?.filter(|values| !values.names.is_empty()));
        }
        Ok(Self { place, rank: pages.map(|doc| u8::try_from(rank(doc)).unwrap_or(u8::MAX)).collect(), day, facets })
    }
}

impl Values {
    fn of_column(field: FacetField, column: &StrColumn, pages: DocId) -> tantivy::Result<Self> {
        let mut names = Vec::with_capacity(column.num_terms());
        for place in 0..column.num_terms() as u64 {
            let mut name = String::new();
            column.ord_to_str(place, &mut name)?;
            names.push(name);
        }
        let none = u32::try_from(names.len()).unwrap_or(u32::MAX);
        let known = |place: u64| u32::try_from(place).unwrap_or(none).min(none);
        let ords = column.ords();
        let of_pages = if ords.get_cardinality().is_multivalue() {
            let (mut starts, mut places) = (vec![0], Vec::new());
            for doc in 0..pages {
                places.extend(ords.values_for_doc(doc).map(known));
                starts.push(u32::try_from(places.len()).unwrap_or(u32::MAX));
            }
            OfPages::Many { starts, places }
        } else {
            OfPages::One((0..pages).map(|doc| ords.first(doc).map_or(none, known)).collect())
        };
        Ok(Self { field, names, of_pages })
    }

    fn of_months(days: &[u32]) -> Self {
        let months = || days.iter().map(|day| day / 100);
        let mut all: Vec<u32> = months().filter(|month| *month > 0).collect();
        all.sort_unstable();
        all.dedup();
        let place = |month| all.binary_search(&month).unwrap_or(all.len());
        let places = months().map(|month| u32::try_from(place(month)).unwrap_or(u32::MAX)).collect();
        let names = all.iter().map(|month| format!("{:04}-{:02}", month / 100, month % 100)).collect();
        Self { field: FacetField::Month, names, of_pages: OfPages::One(places) }
    }

    /// Counters for all values, and one more for pages that have none.
    pub(crate) fn counters(&self) -> Vec<u32> {
        vec![0; self.names.len() + 1]
    }

    /// Counts a page in [`Values::counters`].
    pub(crate) fn count(&self, doc: DocId, counters: &mut [u32]) {
        for &place in self.of(doc) {
            if let Some(count) = counters.get_mut(place as usize) {
                *count += 1;
            }
        }
    }

    /// The places of a page's values among the names; past their end for none.
    pub(crate) fn of(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        let found = match &self.of_pages {
            OfPages::One(places) => places.get(doc..=doc),
            OfPages::Many { starts, places } => match (starts.get(doc), starts.get(doc + 1)) {
                (Some(&from), Some(&until)) => places.get(from as usize..until as usize),
                _ => None,
            },
        };
        found.unwrap_or_default()
    }
}

//! Strings with gaps, found by the positions of their grams.
//!
//! The engine's own phrase query wants every gram at a fixed place. A pattern has single characters between gaps, gaps
//! of no fixed width, and edges next to which no digit may stand; so its matches are computed here.

use std::{fmt, sync::Arc};

use tantivy::{
    BitSet, DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term,
    index::InvertedIndexReader,
    postings::{Postings, SegmentPostings},
    query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::{Field, IndexRecordOption},
};

use super::{
    node::{GapPattern, LONGEST_RUN, PatternPiece, continuing},
    tokenizer::{cover, is_open, marked},
};
use crate::text::Cut;

/// Where a gram stands: the page in its segment, and the position on it.
type GramPosition = (DocId, u32);

/// What stands at one place of a pattern.
#[derive(Debug, Clone)]
enum PatternUnit {
    /// A gram.
    Gram(String),
    /// Any gram that begins so.
    Begins(String),
}

/// Text without a gap of free width: what stands how far behind its start, and how long it is.
#[derive(Debug, Clone, Default)]
struct Chunk {
    units: Vec<(u32, PatternUnit)>,
    len: u32,
}

impl Chunk {
    fn lengthen(&mut self, characters: usize) {
        self.len = self.len.saturating_add(u32::try_from(characters).unwrap_or(u32::MAX));
    }
}

/// Pages on which a pattern begins.
#[derive(Clone)]
pub(crate) struct PatternQuery {
    field: Field,
    chunks: Vec<Chunk>,
    /// What grams must not begin with one position before the start.
    not_before: Vec<String>,
    /// What grams must not begin with at the last character.
    not_after: Vec<String>,
    /// A query for pages that hold more than the pattern's: only they are looked at.
    candidates: Option<Arc<dyn Query>>,
}

impl fmt::Debug for PatternQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PatternQuery").field("chunks", &self.chunks).finish_non_exhaustive()
    }
}

impl PatternQuery {
    pub(crate) fn new(field: Field, pattern: &GapPattern) -> Self {
        let mut chunks = vec![Chunk::default()];
        for piece in &pattern.pieces {
            let Some(chunk) = chunks.last_mut() else { continue };
            match piece {
                PatternPiece::Run => chunks.push(Chunk::default()),
                PatternPiece::Some(count) => chunk.lengthen(*count),
                PatternPiece::Text(text) => {
                    let mut chars = text.chars();
                    match (chars.next(), chars.next()) {
                        (Some(only), None) => chunk.units.push((chunk.len, PatternUnit::Begins(only.to_string()))),
                        _ => chunk.units.extend(cover(text).into_iter().map(|(offset, gram)| {
                            let unit = if is_open(&gram) { PatternUnit::Begins(gram) } else { PatternUnit::Gram(gram) };
                            (chunk.len.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX)), unit)
                        })),
                    }
                    chunk.lengthen(text.chars().count());
                }
            }
        }
        chunks.retain(|chunk| !chunk.units.is_empty());
        let edges = pattern.bounded.then(|| pattern.edges()).flatten();
        let pairs = |pair: &dyn Fn(char) -> String, of: &str| of.chars().map(pair).collect::<Vec<_>>();
        let (not_before, not_after) = edges.map_or_else(Default::default, |(first, last)| {
            (
                pairs(&|c| format!("{c}{first}"), continuing(first, true)),
                pairs(&|c| format!("{last}{c}"), continuing(last, false)),
            )
        });
        Self { field, chunks, not_before, not_after, candidates: None }
    }

    /// Looks only at the pages of another query, which must hold all that the pattern can find.
    pub(crate) fn among(mut self, candidates: Box<dyn Query>) -> Self {
        self.candidates = Some(Arc::from(candidates));
        self
    }

    /// The pages of a segment; of `candidates` where these are known, in order.
    fn pages(&self, reader: &SegmentReader, candidates: Option<Vec<DocId>>) -> tantivy::Result<BitSet> {
        let mut pages = BitSet::with_max_value(reader.max_doc());
        let index = reader.inverted_index(self.field)?;
        let places = GramPositions { index: &index, field: self.field };
        let mut allowed: Option<Vec<DocId>> = candidates;
        if allowed.as_ref().is_some_and(Vec::is_empty) {
            return Ok(pages);
        }
        let mut units: Vec<Vec<Vec<GramPosition>>> =
            self.chunks.iter().map(|chunk| vec![Vec::new(); chunk.units.len()]).collect();
        // Grams first: single characters stand on many pages, of which most are then passed over.
        for grams in [true, false] {
            for (chunk_at, (chunk, known)) in self.chunks.iter().zip(&mut units).enumerate() {
                for (unit_at, ((_, unit), known)) in chunk.units.iter().zip(known).enumerate() {
                    if matches!(unit, PatternUnit::Gram(_)) != grams {
                        continue;
                    }
                    let own_only = chunk_at == 0 && unit_at == 0;
                    let found = places.of(unit, own_only, allowed.as_deref())?;
                    if found.is_empty() {
                        return Ok(pages);
                    }
                    let mut on: Vec<DocId> = found.iter().map(|&(doc, _)| doc).collect();
                    on.dedup();
                    allowed = Some(on);
                    *known = found;
                }
            }
        }
        let forbidden = |grams: &[String], own_only: bool| -> tantivy::Result<Vec<GramPosition>> {
            let mut found = Vec::new();
            for gram in grams {
                found.extend(places.of(&PatternUnit::Begins(gram.clone()), own_only, allowed.as_deref())?);
            }
            found.sort_unstable();
            Ok(found)
        };
        let (not_before, not_after) = (forbidden(&self.not_before, true)?, forbidden(&self.not_after, false)?);
        let starts: Vec<Vec<GramPosition>> =
            self.chunks.iter().zip(&units).map(|(chunk, places)| chunk_starts(chunk, places)).collect();
        let (Some((first, rest)), Some((chunk, chunks))) = (starts.split_first(), self.chunks.split_first()) else {
            return Ok(pages);
        };
        for &(doc, start) in first {
            if pages.contains(doc) || start.checked_sub(1).is_some_and(|at| stands(&not_before, (doc, at))) {
                continue;
            }
            let end = start.saturating_add(chunk.len);
            if goes_on(doc, end, chunks, rest, &not_after) {
                pages.insert(doc);
            }
        }
        Ok(pages)
    }
}

/// Whether chunks follow a place, each within reach of the one before; `starts` are the places of each.
fn goes_on(doc: DocId, end: u32, chunks: &[Chunk], starts: &[Vec<GramPosition>], not_after: &[GramPosition]) -> bool {
    let (Some((chunk, chunks)), Some((next, starts))) = (chunks.split_first(), starts.split_first()) else {
        return !end.checked_sub(1).is_some_and(|last| stands(not_after, (doc, last)));
    };
    let from = next.partition_point(|&place| place < (doc, end));
    let reach = end.saturating_add(u32::try_from(LONGEST_RUN).unwrap_or(u32::MAX));
    next.part(from..)
        .iter()
        .take_while(|&&(page, start)| page == doc && start <= reach)
        .any(|&(_, start)| goes_on(doc, start.saturating_add(chunk.len), chunks, starts, not_after))
}

fn stands(places: &[GramPosition], place: GramPosition) -> bool {
    places.binary_search(&place).is_ok()
}

/// Where all units of a chunk stand in their distances.
fn chunk_starts(chunk: &Chunk, places: &[Vec<GramPosition>]) -> Vec<GramPosition> {
    let (Some((_, first)), Some((head, rest))) = (chunk.units.first(), places.split_first()) else { return Vec::new() };
    debug_assert!(matches!(first, PatternUnit::Gram(_) | PatternUnit::Begins(_)), "a chunk begins with text");
    head.iter()
        .copied()
        .filter(|&(doc, start)| {
            let mut others = chunk.units.iter().skip(1).zip(rest);
            others.all(|((offset, _), places)| stands(places, (doc, start.saturating_add(*offset))))
        })
        .collect()
}

/// Looks up where grams stand.
struct GramPositions<'i> {
    index: &'i InvertedIndexReader,
    field: Field,
}

impl GramPositions<'_> {
    /// All places of a unit, in order; `own_only` leaves out those on the head of the next page.
    fn of(&self, unit: &PatternUnit, own_only: bool, allowed: Option<&[DocId]>) -> tantivy::Result<Vec<GramPosition>> {
        let mut found = Vec::new();
        match unit {
            PatternUnit::Gram(gram) => {
                self.add(gram, allowed, &mut found)?;
                if !own_only {
                    self.add(&marked(gram), allowed, &mut found)?;
                }
            }
            PatternUnit::Begins(own) => {
                let next = marked(own);
                for prefix in std::iter::once(own.clone()).chain((!own_only).then_some(next)) {
                    for gram in begins(self.index, &prefix)? {
                        self.add(&gram, allowed, &mut found)?;
                    }
                }
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    fn add(&self, gram: &str, allowed: Option<&[DocId]>, found: &mut Vec<GramPosition>) -> tantivy::Result<()> {
        let term = Term::from_field_text(self.field, gram);
        let Some(mut postings) = self.index.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)? else {
            return Ok(());
        };
        let mut positions = Vec::new();
        let mut take = |postings: &mut SegmentPostings, doc: DocId| {
            postings.positions(&mut positions);
            found.extend(positions.iter().map(|&position| (doc, position)));
        };
        let mut doc = postings.doc();
        let Some(allowed) = allowed else {
            while doc != TERMINATED {
                take(&mut postings, doc);
                doc = postings.advance();
            }
            return Ok(());
        };
        for &wanted in allowed {
            if doc < wanted {
                doc = postings.seek(wanted);
            }
            if doc == wanted {
                take(&mut postings, doc);
            }
        }
        Ok(())
    }
}

/// The terms of a field that begin with a prefix, in order.
pub(crate) fn begins(index: &InvertedIndexReader, prefix: &str) -> tantivy::Result<Vec<String>> {
    let mut terms = Vec::new();
    let mut stream = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
    while stream.advance() {
        match std::str::from_utf8(stream.key()) {
            Ok(term) if term.starts_with(prefix) => terms.push(term.to_owned()),
            _ => break,
        }
    }
    Ok(terms)
}

impl Query for PatternQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let candidates = match &self.candidates {
            Some(query) => Some(query.weight(EnableScoring::disabled_from_schema(scoring.schema()))?),
            None => None,
        };
        Ok(Box::new(PatternWeight { query: self.clone(), candidates }))
    }
}

struct PatternWeight {
    query: PatternQuery,
    candidates: Option<Box<dyn Weight>>,
}

impl PatternWeight {
    fn pages(&self, reader: &SegmentReader) -> tantivy::Result<BitSet> {
        let mut candidates = None;
        if let Some(weight) = &self.candidates {
            let mut docs = Vec::new();
            weight.for_each_no_score(reader, &mut |block| docs.extend_from_slice(block))?;
            candidates = Some(docs);
        }
        self.query.pages(reader, candidates)
    }
}

impl Weight for PatternWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(self.pages(reader)?), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        if self.pages(reader)?.contains(doc) {
            return Ok(Explanation::new("pattern", 1.0));
        }
        Err(TantivyError::InvalidArgument("the pattern is not on this page".to_owned()))
    }
}

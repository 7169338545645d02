//! Pages that a query leaves out.
//!
//! The engine tests page by page whether one is excluded, with a seek that leaves a phrase query in an undefined
//! position where the page is not excluded; with debug assertions the next seek then panics as a step backwards. This
//! query offers only `advance` and `seek`, after which the position is always valid.

use std::{fmt, sync::Arc};

use tantivy::{
    DocId, DocSet, Score, SegmentReader,
    query::{EnableScoring, Explanation, Occur, Query, Scorer, Weight},
};

/// The clause of a boolean query that leaves out the pages of another.
pub(crate) fn leave_out(query: Box<dyn Query>) -> (Occur, Box<dyn Query>) {
    (Occur::MustNot, Box::new(Excluded(Arc::from(query))))
}

#[derive(Clone)]
struct Excluded(Arc<dyn Query>);

impl fmt::Debug for Excluded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Excluded").field(&self.0).finish()
    }
}

impl Query for Excluded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ExcludedWeight(self.0.weight(scoring)?)))
    }
}

struct ExcludedWeight(Box<dyn Weight>);

impl Weight for ExcludedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(Stepwise(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

/// Offers only the operations that leave a valid position; the engine derives the others from them.
struct Stepwise(Box<dyn Scorer>);

impl DocSet for Stepwise {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }
}

impl Scorer for Stepwise {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}

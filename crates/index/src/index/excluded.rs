//! Pages that a query leaves out.
//!
//! The engine asks a page at a time whether it is left out, in a way that leaves a phrase without a valid place until it
//! is on such a page; in builds with assertions the phrase then takes the next question for a step back and panics. Here
//! the pages to leave out are gone through by plain steps, which are valid everywhere.

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

/// Has only the steps that leave a valid place behind; the engine makes its own of these.
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

//! What papers say of elections: each read once, when a check first asks for it.

use std::cell::OnceCell;

use super::ballot::{self, Seated, Tally};
use crate::evaluate::{
    Document,
    documents::prose::flow::{FactPlace, Flow},
};

/// A paper, as checks of elections read it.
#[derive(Debug)]
pub struct ElectionPaper<'d> {
    /// The paper.
    pub document: &'d Document,
    tally: OnceCell<Tally>,
    seats: OnceCell<Vec<Seated>>,
    appointments: OnceCell<Vec<FactPlace>>,
}

impl<'d> ElectionPaper<'d> {
    /// A paper of which nothing was asked yet.
    pub fn new(document: &'d Document) -> Self {
        Self { document, tally: OnceCell::new(), seats: OnceCell::new(), appointments: OnceCell::new() }
    }

    /// Its counting of votes.
    pub fn tally(&self) -> &Tally {
        self.tally.get_or_init(|| ballot::tally(self.document, &Flow::new(self.document)))
    }

    /// Who sits on which board, and who watches over the books.
    pub fn seats(&self) -> &[Seated] {
        self.seats.get_or_init(|| {
            let flow = Flow::new(self.document);
            let seated = ballot::seated(self.document, &flow);
            seated.into_iter().chain(ballot::finance_seats(self.document, &flow)).collect()
        })
    }

    /// Where it says that somebody was appointed.
    pub fn appointments(&self) -> &[FactPlace] {
        self.appointments.get_or_init(|| ballot::appointments(&Flow::new(self.document)))
    }
}

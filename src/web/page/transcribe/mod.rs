//! What recognition is not sure of, line by line, for a person to read.

mod handler;
mod page;
mod queue;

pub(crate) use handler::{queue_of, save, show};
pub(crate) use page::what;

//! One item of one unit: the standard, its evidence, where the proof is, and what people decided.

mod form;
mod handler;
mod page;
pub mod proof;

pub(crate) use handler::{decide_township, decide_village, show_township, show_village};
pub use page::{Entered, ItemPage};

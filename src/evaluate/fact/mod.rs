//! What papers say, read from running text, from tables and from recognised pages alike: each fact with its place,
//! its words, and whether they were recognised with doubt.

pub mod ballot;
pub mod count;
pub mod figure;
pub mod flow;
pub mod form;
pub mod issued;
pub mod matrix;
pub mod meeting;
pub mod notice;
pub mod receipt;
pub mod roster;
pub mod script;
pub mod sheet;
pub mod sign_in;
pub mod table;

pub use script::{Fact, Script};

//! What papers say, read from running text, from tables and from recognised pages alike: each fact with its place,
//! its words, and whether they were recognised with doubt.

pub mod count;
pub mod meeting;
pub mod notice;
pub mod script;
pub mod sign_in;

pub use script::{Fact, Script};

//! The report as JSON, `cundang-report/1`, and the photos as JSON, `cundang-photos/1`.
//!
//! These shapes are public and frozen. They are defined here apart from the internal types, so that a change
//! of those cannot change what scripts read.

mod decisions;
mod figures;
mod item;
mod meeting;
mod parts;
mod photos;
mod report;
pub mod slice;
#[cfg(test)]
mod tests;

pub use decisions::decisions_json;
pub use photos::photos_json;
pub use report::report_json;

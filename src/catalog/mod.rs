//! The catalogue: what is known of every file, in one SQLite database in the store.
//!
//! What was read from bytes is kept by content hash, so the same paper in two places is read once, and a moved paper
//! not again. Everything else is kept by path. Rows are written in the order of paths and hold no clock of this
//! machine, so the same archive gives the same rows.

mod audit;
mod chain;
mod database;
mod decision;
mod error;
mod mark;
mod migrate;
mod people;
mod read;
mod readers;
mod rescue;
mod run;
mod said;
mod seal;
#[cfg(test)]
mod tests;
mod write;

pub use chain::LogChain;
pub use database::Catalog;
pub use decision::Kept;
pub use error::CatalogError;
pub use people::{Account, Attempt, Lockout};
pub use read::{KnownFile, UnrecognisedPages, WaitingPages};
pub use readers::Readers;
pub use rescue::{Rescued, RescuedTable, rescue};
pub use said::SaidOfFile;
pub use write::{Batch, FileRow};

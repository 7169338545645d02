//! From the bytes of one file to its pages and photo facts.
//!
//! Everything here is pure on bytes: no file is opened and no clock is read, so the same bytes always give the same
//! [`Extraction`](crate::model::Extraction) and the store can keep it by content hash. A reader that meets damage
//! returns what it has, with a [`Notice`](crate::model::Notice) that says what is missing and what to do. Nothing
//! panics outward; for files made to exhaust memory or time, [`worker`] runs [`extract`] in a child process.
//!
//! The modules import in one direction. At the bottom are what all readers share (`limits`, `page`, `tidy`, `encoding`,
//! `markup`, `xml`, `notice`), then the packages of Office files (`package`), the pictures in them (`embedded`) and what
//! nobody reads of them (`ledger`), then one reader a family of formats. `dispatch` chooses the reader of a file and [`picture`] the one that draws a page;
//! `members` unpacks the files inside others; [`recognise`] and [`worker`] stand on all of these. No reader calls `dispatch`.

mod bitmap;
mod counting;
mod decrypt;
mod dispatch;
mod embedded;
mod encoding;
mod field;
mod inside;
mod judge;
mod ledger;
mod limits;
mod line;
mod mail;
mod markup;
mod meaning;
#[cfg(test)]
mod measure;
mod members;
mod metafile;
mod mojibake;
pub mod notice;
#[cfg(feature = "ocr")]
pub mod ocr;
mod ofd;
mod office;
mod ole;
mod package;
mod page;
mod paper;
mod parts;
mod pdf;
mod photo;
pub mod picture;
mod plain;
mod plausible;
pub mod recognise;
mod region;
mod rtf;
mod sheet;
mod symbol;
#[cfg(test)]
mod tests;
mod tidy;
mod uof;
pub mod worker;
mod writing;
mod xml;

pub use dispatch::{VERSION, extract, prepare};
pub use limits::Limits;
pub use members::Holder;
pub use photo::{read_metadata, read_pixels};
pub use sheet::column_letters;

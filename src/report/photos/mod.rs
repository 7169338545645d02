//! The photos of an archive: a list for terminals and spreadsheets, the wall, pairs that look the same, the table of
//! the four elements, a timeline and a map drawn from the villages' areas, and the contact sheet that holds them all.

pub mod filter;
mod list;
pub mod map;
mod sheet;
pub mod shown;
mod source;
#[cfg(test)]
mod tests;
pub mod timeline;

pub use filter::{PhotoFilter, unit_key};
pub use list::{photos_csv, photos_xlsx, write_terminal};
pub use map::MapShown;
pub use sheet::contact_sheet;
pub use shown::{ElementRow, PairShown, PhotoShown, written_text};
pub use source::{THUMBNAIL_PX, Thumbnails, all};
pub use timeline::TimelineShown;

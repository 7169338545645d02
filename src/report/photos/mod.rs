//! The photos of an archive: a list for terminals and spreadsheets, the wall, pairs that look the same, the table of
//! the four elements, a timeline and a map drawn from the villages' areas, and the contact sheet that holds them all.

pub mod filter;
mod list;
pub mod map;
mod sheet;
pub mod shown;
#[cfg(test)]
mod tests;
pub mod timeline;

pub use filter::{PhotoFilter, unit_key};
pub use list::{photos_csv, photos_xlsx, write_terminal};
pub use map::MapShown;
pub use sheet::contact_sheet;
pub use shown::{ElementRow, PairShown, PhotoShown, written_text};
pub use timeline::TimelineShown;

use crate::{
    model::{ArchivePath, PhotoRecord, Unit},
    report::view::Report,
};

/// The longer side of thumbnails, in pixels.
pub const THUMBNAIL_PX: u32 = 240;

/// Where a file's thumbnail comes from: JPEG bytes, or `None` where it cannot be drawn.
pub type Thumbnails<'a> = dyn Fn(&ArchivePath) -> Option<Vec<u8>> + 'a;

/// Every photo with whose it is: the township's, the villages', then those of nobody.
pub fn all(report: &Report) -> impl Iterator<Item = (&Unit, &PhotoRecord)> {
    let owned = report.units().flat_map(|unit| unit.photos.iter().map(|photo| (&unit.unit, photo)));
    owned.chain(report.unassigned.photos.iter().map(|photo| (&Unit::Unassigned, photo)))
}

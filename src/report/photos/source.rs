//! Where photos and their thumbnails come from.

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

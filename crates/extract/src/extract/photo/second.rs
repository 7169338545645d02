//! A second reader of EXIF, for files in which the first finds no block.

use std::io::Cursor;

use nom_exif::{EntryValue, Exif, ExifTag, MediaParser, MediaSource};

use super::words::{meaningful, moment, offset_minutes};
use crate::model::{Coordinates, PhotoFacts};

/// Fills in what is missing in `facts`, captions left aside; `None` where this reader finds no block either.
pub(super) fn fill(bytes: &[u8], facts: &mut PhotoFacts) -> Option<()> {
    let source = MediaSource::seekable(Cursor::new(bytes)).ok()?;
    let exif: Exif = MediaParser::new().parse_exif(source).ok()?.into();
    let text = |tag| exif.get(tag).and_then(EntryValue::as_str).and_then(meaningful);
    let time = |tag| match exif.get(tag)? {
        EntryValue::Text(text) => moment(text),
        value => moment(&value.as_datetime()?.into_naive().to_string()),
    };
    facts.taken = facts.taken.or_else(|| time(ExifTag::DateTimeOriginal));
    facts.digitized = facts.digitized.or_else(|| time(ExifTag::CreateDate));
    facts.modified = facts.modified.or_else(|| time(ExifTag::ModifyDate));
    facts.offset_minutes = facts.offset_minutes.or_else(|| offset_minutes(&text(ExifTag::OffsetTimeOriginal)?));
    facts.gps = facts.gps.or_else(|| position(&exif));
    facts.software = facts.software.take().or_else(|| text(ExifTag::Software));
    facts.camera = facts.camera.take().or_else(|| match (text(ExifTag::Make), text(ExifTag::Model)) {
        (Some(make), Some(model)) => Some(super::exif::camera_name(make, model)),
        (make, model) => make.or(model),
    });
    if facts.orientation == 0 {
        let turn = exif.get(ExifTag::Orientation).and_then(EntryValue::try_as_integer).unwrap_or(1);
        facts.orientation = u8::try_from(turn).ok().filter(|turn| (1..=8).contains(turn)).unwrap_or(1);
    }
    Some(())
}

/// A position with directions, as this reader has worked it out; one without is 0 here and so absent.
pub(super) fn position(exif: &Exif) -> Option<Coordinates> {
    coordinates(exif.gps_info()?)
}

/// Degrees of a position; 0/0 and impossible ones are absent.
pub(super) fn coordinates(gps: &nom_exif::GPSInfo) -> Option<Coordinates> {
    let place = Coordinates { lat: gps.latitude_decimal()?, lon: gps.longitude_decimal()? };
    let there = place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0 && (place.lat != 0.0 || place.lon != 0.0);
    there.then_some(place)
}

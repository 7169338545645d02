//! Videos of MP4 and MOV: when and where they were taken, and how large they are.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use jiff::{ToSpan, civil::DateTime};
use nom_exif::{EntryValue, MediaParser, MediaSource, TrackInfoTag};

use super::{
    second::coordinates,
    words::{iso_moment, meaningful},
};
use crate::{
    archive::identify::Format,
    extract::notice,
    model::{Extraction, PhotoFacts},
};

/// China's offset from UTC, in minutes.
const CHINA: i32 = 480;

/// Reads a video's facts; they stand in [`Extraction::photo`] with `is_video` set.
///
/// A movie header counts in UTC, and phones keep to that, so its time is given at +08:00. It has neither pages nor
/// pixels here. It never panics outward; what is no readable movie gives a notice.
pub(crate) fn read_video(bytes: &[u8], format: Format) -> Extraction {
    let mut extraction = Extraction::default();
    let facts = catch_unwind(AssertUnwindSafe(|| facts(bytes))).ok().flatten();
    if facts.is_none() {
        extraction.notices.push(notice::damaged(format));
    }
    extraction.photo = Some(PhotoFacts { orientation: 1, is_video: true, ..facts.unwrap_or_default() });
    extraction
}

fn facts(bytes: &[u8]) -> Option<PhotoFacts> {
    let source = MediaSource::seekable(Cursor::new(bytes)).ok()?;
    let info = MediaParser::new().parse_track(source).ok()?;
    let text = |tag| info.get(tag).and_then(EntryValue::as_str).and_then(meaningful);
    let number = |tag| info.get(tag).and_then(EntryValue::try_as_integer).and_then(|value| u32::try_from(value).ok());
    let (taken, offset_minutes) = created(info.get(TrackInfoTag::CreateDate)).unzip();
    Some(PhotoFacts {
        width: number(TrackInfoTag::Width).unwrap_or(0),
        height: number(TrackInfoTag::Height).unwrap_or(0),
        taken,
        offset_minutes,
        gps: info.gps_info().and_then(coordinates),
        camera: match (text(TrackInfoTag::Make), text(TrackInfoTag::Model)) {
            (Some(make), Some(model)) => Some(super::exif::camera_name(make, model)),
            (make, model) => make.or(model),
        },
        software: text(TrackInfoTag::Software),
        artist: text(TrackInfoTag::Author),
        ..PhotoFacts::default()
    })
}

/// The creation time with its offset: as recorded where one other than UTC is, or else turned to +08:00. A header
/// that was never filled in says 1904, and one before 1990 is no video of a phone or camera.
fn created(value: Option<&EntryValue>) -> Option<(DateTime, i32)> {
    let said = match value? {
        EntryValue::Text(text) => text.clone(),
        value => match value.as_datetime()?.aware() {
            Some(aware) => aware.to_rfc3339(),
            None => value.as_datetime()?.into_naive().to_string(),
        },
    };
    let (at, offset) = iso_moment(&said)?;
    let (at, offset) = match offset.unwrap_or(0) {
        0 => (at.checked_add(CHINA.minutes()).ok()?, CHINA),
        offset => (at, offset),
    };
    (at.year() >= 1990).then_some((at, offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn atom(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        [&((body.len() + 8) as u32).to_be_bytes(), kind.as_slice(), body].concat()
    }

    /// A movie of one picture track, made at a second counted from 1904, UTC.
    fn movie(created: u32, place: &str) -> Vec<u8> {
        let mut header = vec![0; 4];
        header.extend(created.to_be_bytes());
        header.extend(created.to_be_bytes());
        header.extend(1000_u32.to_be_bytes());
        header.extend(5000_u32.to_be_bytes());
        header.extend([0; 76]);
        header.extend(2_u32.to_be_bytes());
        let handler = atom(b"hdlr", &[[0; 8].as_slice(), b"vide", &[0; 13]].concat());
        let mut track = vec![0; 76];
        track.extend((1920_u32 << 16).to_be_bytes());
        track.extend((1080_u32 << 16).to_be_bytes());
        let mut parts =
            vec![atom(b"mvhd", &header), atom(b"trak", &[atom(b"tkhd", &track), atom(b"mdia", &handler)].concat())];
        if !place.is_empty() {
            let text = [&(place.len() as u16).to_be_bytes(), [0x15, 0xC7].as_slice(), place.as_bytes()].concat();
            parts.push(atom(b"udta", &atom(b"\xA9xyz", &text)));
        }
        [atom(b"ftyp", b"mp42\0\0\0\0mp42isom"), atom(b"moov", &parts.concat()), atom(b"mdat", &[0; 64])].concat()
    }

    #[test]
    fn time_place_and_size_of_a_movie() {
        // 2020-06-15T06:30:05 UTC; 24,107 days lie between 1904 and 1970.
        let extraction = read_video(&movie(1_592_202_605 + 24_107 * 86_400, "+35.1100+117.4500/"), Format::Mp4);
        let facts = extraction.photo.expect("facts");
        assert!(facts.is_video && extraction.notices.is_empty());
        assert_eq!(facts.taken.map(|taken| taken.to_string()).as_deref(), Some("2020-06-15T14:30:05"));
        assert_eq!(facts.offset_minutes, Some(480));
        let gps = facts.gps.expect("a place");
        assert!((gps.lat - 35.11).abs() < 1e-5 && (gps.lon - 117.45).abs() < 1e-5, "{gps:?}");
        assert_eq!((facts.width, facts.height), (1920, 1080));
    }

    #[test]
    fn a_header_never_filled_in_says_nothing() {
        let facts = read_video(&movie(0, ""), Format::Mov).photo.expect("facts");
        assert_eq!((facts.taken, facts.offset_minutes, facts.gps), (None, None, None));
        let extraction = read_video(b"\0\0\0\x18ftypmp42", Format::Mp4);
        assert_eq!(extraction.notices.len(), 1);
        assert!(extraction.photo.is_some_and(|facts| facts.is_video));
    }
}

//! EXIF: time, place, camera and captions out of a picture's TIFF block (CIPA DC-008).
//!
//! Only the wanted tags are looked at; formatting every tag of a hostile file can take seconds.

use std::io::Cursor;

use encoding_rs::{ISO_2022_JP, UTF_16BE, UTF_16LE};
use exif::{Context, Exif, Field, In, Reader, Tag, Value};
use jiff::civil::{DateTime, Time};

use super::words::{decoded, meaningful, moment, offset_minutes, wide};
use crate::model::{CaptionSaid, Coordinates, PhotoFacts, Source};

const XP_TITLE: Tag = Tag(Context::Tiff, 0x9C9B);
const XP_COMMENT: Tag = Tag(Context::Tiff, 0x9C9C);
const XP_KEYWORDS: Tag = Tag(Context::Tiff, 0x9C9E);
const XP_SUBJECT: Tag = Tag(Context::Tiff, 0x9C9F);

/// The facts of a picture's EXIF block, with the pixel size that it claims; `None` where there is no block.
pub(super) fn read(bytes: &[u8]) -> Option<(PhotoFacts, Option<(u32, u32)>)> {
    let exif = Reader::new()
        .continue_on_error(true)
        .read_from_container(&mut Cursor::new(bytes))
        .or_else(|error| error.distill_partial_result(|_| {}))
        .or_else(|error| raw_block(bytes).ok_or(error))
        .ok()?;
    let number = |tag| field(&exif, tag).and_then(|field| field.value.get_uint(0));
    let captions = captions(&exif);
    let facts = PhotoFacts {
        orientation: number(Tag::Orientation).filter(|turn| (1..=8).contains(turn)).unwrap_or(1) as u8,
        taken: field(&exif, Tag::DateTimeOriginal).and_then(|field| moment(&text(field)?)),
        offset_minutes: field(&exif, Tag::OffsetTimeOriginal).and_then(|field| offset_minutes(&text(field)?)),
        gps: position(&exif),
        gps_time: gps_time(&exif),
        camera: camera(&exif),
        software: field(&exif, Tag::Software).and_then(text),
        description: captions.iter().find(|said| !is_camera_filler(&said.text)).map(|said| said.text.clone()),
        digitized: field(&exif, Tag::DateTimeDigitized).and_then(|field| moment(&text(field)?)),
        modified: field(&exif, Tag::DateTime).and_then(|field| moment(&text(field)?)),
        artist: field(&exif, Tag::Artist).and_then(text),
        captions,
        ..PhotoFacts::default()
    };
    let pixels = number(Tag::PixelXDimension).zip(number(Tag::PixelYDimension)).filter(|(x, y)| *x > 0 && *y > 0);
    Some((facts, pixels))
}

/// A TIFF block that stands where the container's reader does not look, as after a JPEG's damaged segments.
fn raw_block(bytes: &[u8]) -> Option<Exif> {
    let head = &bytes[..bytes.len().min(256 * 1024)];
    let at = head.windows(6).position(|window| window == b"Exif\0\0")? + 6;
    let block = bytes.get(at..bytes.len().min(at + 65_536))?;
    Reader::new()
        .continue_on_error(true)
        .read_raw(block.to_vec())
        .or_else(|error| error.distill_partial_result(|_| {}))
        .ok()
}

/// The first picture's field; some writers put fields into the wrong directory.
fn field(exif: &Exif, tag: Tag) -> Option<&Field> {
    exif.get_field(tag, In::PRIMARY)
}

/// A text value: UTF-8, or else GBK, which Chinese cameras and editors write against the standard.
fn text(field: &Field) -> Option<String> {
    let bytes = match &field.value {
        Value::Ascii(parts) => parts.first()?.as_slice(),
        Value::Undefined(bytes, _) | Value::Byte(bytes) => bytes.as_slice(),
        _ => return None,
    };
    decoded(bytes)
}

/// Numbers of a value; a fraction over zero is none. Some cameras write the unsigned fields signed.
fn numbers(field: &Field) -> Vec<Option<f64>> {
    let fraction = |top: f64, bottom: f64| (bottom != 0.0).then_some(top / bottom);
    match &field.value {
        Value::Rational(values) => values.iter().map(|v| fraction(f64::from(v.num), f64::from(v.denom))).collect(),
        Value::SRational(values) => values.iter().map(|v| fraction(f64::from(v.num), f64::from(v.denom))).collect(),
        Value::Double(values) => values.iter().map(|v| v.is_finite().then_some(*v)).collect(),
        Value::Float(values) => values.iter().map(|v| v.is_finite().then_some(f64::from(*v))).collect(),
        _ => Vec::new(),
    }
}

/// Degrees with minutes and seconds. Seconds left as 0/0 are zero; degrees left so are absent, and so are whole ones
/// whose minutes are, since they would name a place tens of kilometres away. A figure over zero (`6/0`) is a value that
/// the receiver did not have, and with it there is no position.
fn degrees(field: &Field) -> Option<f64> {
    let over_zero = |(top, bottom): (i64, i64)| top != 0 && bottom == 0;
    let lost = match &field.value {
        Value::Rational(values) => values.iter().any(|v| over_zero((v.num.into(), v.denom.into()))),
        Value::SRational(values) => values.iter().any(|v| over_zero((v.num.into(), v.denom.into()))),
        _ => false,
    };
    let numbers = numbers(field);
    let part = |at: usize| numbers.get(at).copied().flatten();
    let degrees = part(0)?;
    let is_half_given = numbers.len() > 1 && part(1).is_none() && degrees.fract() == 0.0;
    if lost || is_half_given {
        return None;
    }
    let rest = part(1).unwrap_or(0.0) / 60.0 + part(2).unwrap_or(0.0) / 3600.0;
    Some(if degrees < 0.0 { degrees - rest.abs() } else { degrees + rest })
}

fn position(exif: &Exif) -> Option<Coordinates> {
    let reference = |tag| field(exif, tag).and_then(text).and_then(|text| text.chars().next());
    let lat = degrees(field(exif, Tag::GPSLatitude)?)?;
    let lon = degrees(field(exif, Tag::GPSLongitude)?)?;
    let turned = |value: f64, tag, negative: char| match reference(tag) {
        Some(c) if c.eq_ignore_ascii_case(&negative) => -value.abs(),
        _ => value,
    };
    let place = Coordinates { lat: turned(lat, Tag::GPSLatitudeRef, 'S'), lon: turned(lon, Tag::GPSLongitudeRef, 'W') };
    let there = place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0 && (place.lat != 0.0 || place.lon != 0.0);
    there.then_some(place)
}

fn gps_time(exif: &Exif) -> Option<DateTime> {
    let date = moment(&text(field(exif, Tag::GPSDateStamp)?)?)?.date();
    let clock = numbers(field(exif, Tag::GPSTimeStamp)?);
    let part = |at: usize, limit: f64| clock.get(at).copied().flatten().filter(|value| (0.0..limit).contains(value));
    let (hour, minute, second) = (part(0, 24.0)?, part(1, 60.0)?, part(2, 61.0).unwrap_or(0.0));
    Some(date.to_datetime(Time::new(hour as i8, minute as i8, (second as i8).min(59), 0).ok()?))
}

fn camera(exif: &Exif) -> Option<String> {
    let make = field(exif, Tag::Make).and_then(text);
    let model = field(exif, Tag::Model).and_then(text);
    match (make, model) {
        (Some(make), Some(model)) => Some(camera_name(make, model)),
        (make, model) => make.or(model),
    }
}

/// Maker and model together; `Canon` and `Canon EOS 40D` say the maker once.
pub(super) fn camera_name(make: String, model: String) -> String {
    if model.to_lowercase().starts_with(&make.to_lowercase()) { model } else { format!("{make} {model}") }
}

/// Every caption of the block, the most telling field first.
fn captions(exif: &Exif) -> Vec<CaptionSaid> {
    let wide_text = |tag| match &field(exif, tag)?.value {
        Value::Byte(bytes) | Value::Undefined(bytes, _) => wide(bytes, UTF_16LE),
        _ => None,
    };
    let mut said: Vec<CaptionSaid> = Vec::new();
    for (name, text) in [
        ("ImageDescription", field(exif, Tag::ImageDescription).and_then(text)),
        ("XPComment", wide_text(XP_COMMENT)),
        ("XPTitle", wide_text(XP_TITLE)),
        ("XPSubject", wide_text(XP_SUBJECT)),
        ("UserComment", user_comment(exif)),
        ("XPKeywords", wide_text(XP_KEYWORDS)),
    ] {
        if let Some(text) = text.filter(|text| said.iter().all(|other| other.text != *text)) {
            said.push(CaptionSaid { text, source: Source::Exif, field: name.to_owned() });
        }
    }
    said
}

/// UserComment begins with eight bytes that name its encoding (CIPA DC-008, 4.6.5).
fn user_comment(exif: &Exif) -> Option<String> {
    let bytes = match &field(exif, Tag::UserComment)?.value {
        Value::Undefined(bytes, _) | Value::Byte(bytes) => bytes.as_slice(),
        Value::Ascii(parts) => return decoded(parts.first()?),
        _ => return None,
    };
    let (code, rest) = bytes.split_at_checked(8)?;
    if code.starts_with(b"UNICODE") {
        let (own, other) = if exif.little_endian() { (UTF_16LE, UTF_16BE) } else { (UTF_16BE, UTF_16LE) };
        // Some writers keep to one order whatever the block's is; Latin letters and Chinese tell which.
        let usual = |text: &String| {
            text.chars().all(|c| c.is_ascii() || matches!(c, '\u{2000}'..'\u{A000}' | '\u{FF00}'..='\u{FFEF}'))
        };
        let first = wide(rest, own);
        return first.clone().filter(usual).or_else(|| wide(rest, other).filter(usual)).or(first);
    }
    if code.starts_with(b"JIS") {
        return meaningful(ISO_2022_JP.decode_without_bom_handling_and_without_replacement(rest)?.split('\0').next()?);
    }
    let text = if code.starts_with(b"ASCII") || code.iter().all(|byte| *byte == 0) { rest } else { bytes };
    // Camera data in this field is no text.
    decoded(text).filter(|text| text.chars().filter(|c| c.is_alphanumeric()).count() * 2 > text.chars().count())
}

/// What cameras put into ImageDescription by themselves: their own name, dashes.
pub(super) fn is_camera_filler(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || text.chars().all(|c| c == '-' || c == '.' || c.is_whitespace())
        || ["SONY DSC", "DCIM", "default", "untitled"].iter().any(|filler| text.eq_ignore_ascii_case(filler))
        || text.to_ascii_uppercase().ends_with("DIGITAL CAMERA")
}

#[cfg(test)]
mod tests {
    use encoding_rs::GB18030;
    use exif::{Field, Rational, SRational, experimental::Writer};

    use super::*;

    fn jpeg(fields: &[Field]) -> Vec<u8> {
        let mut writer = Writer::new();
        for field in fields {
            writer.push_field(field);
        }
        let mut block = Cursor::new(Vec::new());
        writer.write(&mut block, false).expect("a block can be written");
        let block = block.into_inner();
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1];
        bytes.extend(((block.len() + 8) as u16).to_be_bytes());
        bytes.extend(b"Exif\0\0");
        bytes.extend(block);
        bytes.extend([0xFF, 0xD9]);
        bytes
    }

    fn entry(tag: Tag, value: Value) -> Field {
        Field { tag, ifd_num: In::PRIMARY, value }
    }

    fn ascii(tag: Tag, bytes: &[u8]) -> Field {
        entry(tag, Value::Ascii(vec![bytes.to_vec()]))
    }

    fn parts(values: [(i32, i32); 3]) -> Value {
        Value::SRational(values.map(|(num, denom)| SRational { num, denom }).to_vec())
    }

    #[test]
    fn time_place_and_camera() {
        let unsigned =
            |values: [(u32, u32); 3]| Value::Rational(values.map(|(num, denom)| Rational { num, denom }).to_vec());
        let bytes = jpeg(&[
            ascii(Tag::DateTimeOriginal, b"2020:06:15 14:30:05"),
            ascii(Tag::OffsetTimeOriginal, b"+08:00"),
            entry(Tag::GPSLatitude, parts([(35, 1), (6, 1), (3600, 100)])),
            ascii(Tag::GPSLatitudeRef, b"N"),
            entry(Tag::GPSLongitude, unsigned([(117, 1), (27, 1), (0, 0)])),
            ascii(Tag::GPSLongitudeRef, b"E"),
            ascii(Tag::GPSDateStamp, b"2020:06:15"),
            entry(Tag::GPSTimeStamp, unsigned([(6, 1), (30, 1), (59, 10)])),
            ascii(Tag::Make, b"HUAWEI"),
            ascii(Tag::Model, b"HUAWEI P30"),
            entry(Tag::Orientation, Value::Short(vec![6])),
        ]);
        let (facts, _) = read(&bytes).expect("a block");
        assert_eq!(facts.taken.map(|taken| taken.to_string()).as_deref(), Some("2020-06-15T14:30:05"));
        assert_eq!(facts.offset_minutes, Some(480));
        let gps = facts.gps.expect("a position");
        assert!((gps.lat - 35.11).abs() < 1e-9 && (gps.lon - 117.45).abs() < 1e-9);
        assert_eq!(facts.gps_time.map(|time| time.to_string()).as_deref(), Some("2020-06-15T06:30:05"));
        assert_eq!(facts.camera.as_deref(), Some("HUAWEI P30"));
        assert_eq!(facts.orientation, 6);
    }

    #[test]
    fn absent_values_are_absent() {
        for place in [[(0, 0), (0, 0), (0, 0)], [(0, 1), (0, 1), (0, 1)], [(200, 1), (0, 1), (0, 1)]] {
            let bytes = jpeg(&[
                ascii(Tag::DateTimeOriginal, b"0000:00:00 00:00:00"),
                entry(Tag::GPSLatitude, parts(place)),
                entry(Tag::GPSLongitude, parts(place)),
                ascii(Tag::ImageDescription, b"OLYMPUS DIGITAL CAMERA"),
            ]);
            let (facts, _) = read(&bytes).expect("a block");
            assert_eq!((facts.taken, facts.gps, facts.description), (None, None, None), "{place:?}");
        }
    }

    #[test]
    fn a_position_with_a_part_over_zero_is_none() {
        for (lat, is_there) in [
            ([(35, 1), (6, 1), (36, 1)], true),
            ([(35, 1), (6, 1), (0, 0)], true),
            ([(3511, 100), (0, 0), (0, 0)], true),
            ([(35, 1), (6, 0), (0, 0)], false),
            ([(35, 1), (6, 0), (36, 1)], false),
            ([(35, 1), (6, 1), (36, 0)], false),
            ([(35, 0), (6, 1), (36, 1)], false),
            ([(35, 1), (0, 0), (0, 0)], false),
        ] {
            let bytes = jpeg(&[
                entry(Tag::GPSLatitude, parts(lat)),
                entry(Tag::GPSLongitude, parts([(117, 1), (27, 1), (36, 1)])),
            ]);
            let (facts, _) = read(&bytes).expect("a block");
            assert_eq!(facts.gps.is_some(), is_there, "{lat:?}");
        }
    }

    #[test]
    fn captions_in_many_encodings() {
        let caption = "张庄村成员大会";
        let gbk = GB18030.encode(caption).0.into_owned();
        let wide: Vec<u8> = caption.encode_utf16().flat_map(u16::to_le_bytes).chain([0, 0]).collect();
        let big: Vec<u8> = caption.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let comment = [b"UNICODE\0".to_vec(), big].concat();
        let little: Vec<u8> = caption.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let other_order = [b"UNICODE\0".to_vec(), little].concat();
        let bare = [vec![0; 8], caption.as_bytes().to_vec()].concat();
        for field in [
            ascii(Tag::ImageDescription, caption.as_bytes()),
            ascii(Tag::ImageDescription, &gbk),
            entry(XP_COMMENT, Value::Byte(wide)),
            entry(Tag::UserComment, Value::Undefined(comment, 0)),
            entry(Tag::UserComment, Value::Undefined(other_order, 0)),
            entry(Tag::UserComment, Value::Undefined(bare, 0)),
        ] {
            let (facts, _) = read(&jpeg(&[field])).expect("a block");
            assert_eq!(facts.description.as_deref(), Some(caption));
        }
    }
}

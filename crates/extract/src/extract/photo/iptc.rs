//! IPTC records (Information Interchange Model 4.2): captions, days and names that agencies and old editors write.

use encoding_rs::GB18030;

use super::words::{meaningful, moment, offset_minutes};
use crate::model::{CaptionSaid, Source, TimeSaid};

/// Datasets that are read at most.
const MAX_DATASETS: usize = 2_000;

/// A record's and a dataset's number: caption is `(2, 120)`.
type Key = (u8, u8);

/// What one record says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Iptc {
    pub(super) captions: Vec<CaptionSaid>,
    pub(super) taken: Option<TimeSaid>,
    pub(super) by_line: Option<String>,
}

/// Reads a run of datasets; it ends at the first one that is none.
pub(super) fn read(bytes: &[u8]) -> Iptc {
    let mut utf8 = false;
    let mut fields: Vec<(Key, &[u8])> = Vec::new();
    let mut rest = bytes;
    while let Some((key, value, next)) = dataset(rest) {
        if fields.len() >= MAX_DATASETS {
            break;
        }
        if key == (1, 90) {
            // ESC % G selects UTF-8 (ISO 2022).
            utf8 = value == b"\x1B%G";
        }
        fields.push((key, value));
        rest = next;
    }
    let text = |key: Key| fields.iter().find(|(at, _)| *at == key).and_then(|(_, value)| text(value, utf8));
    let caption = |number: u8| {
        let text = text((2, number))?;
        Some(CaptionSaid { text, source: Source::Iptc, field: format!("2:{number}") })
    };
    // Caption, headline, object name; sublocation, city: the most telling first.
    Iptc {
        captions: [120, 105, 5, 92, 90].into_iter().filter_map(caption).collect(),
        taken: text((2, 55)).and_then(|day| taken(&day, text((2, 60)).as_deref())),
        by_line: text((2, 80)),
    }
}

/// `1C record number length value`; a length with the top bit set is the length of the length.
fn dataset(bytes: &[u8]) -> Option<(Key, &[u8], &[u8])> {
    let &[0x1C, record, number, high, low, ref rest @ ..] = bytes else { return None };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length & 0x8000 == 0 {
        let (value, rest) = rest.split_at_checked(length)?;
        return Some(((record, number), value, rest));
    }
    let (size, rest) = rest.split_at_checked(length & 0x7FFF).filter(|(size, _)| size.len() <= 4)?;
    let length = size.iter().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte));
    let (value, rest) = rest.split_at_checked(length)?;
    Some(((record, number), value, rest))
}

/// UTF-8 where the record says so or it reads as such, or else GBK.
fn text(bytes: &[u8], utf8: bool) -> Option<String> {
    let bytes = bytes.split(|byte| *byte == 0).next().unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => meaningful(text),
        Err(_) if utf8 => None,
        Err(_) => meaningful(&GB18030.decode_without_bom_handling_and_without_replacement(bytes)?),
    }
}

/// `20200615` and `143005+0800`.
fn taken(day: &str, time: Option<&str>) -> Option<TimeSaid> {
    let digits = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(day) {
        return None;
    }
    let date = format!("{}:{}:{}", &day[..4], &day[4..6], &day[6..]);
    let clock = time.filter(|time| time.len() >= 6 && time.bytes().take(6).all(|byte| byte.is_ascii_digit()));
    let Some(clock) = clock else {
        return Some(TimeSaid { at: moment(&date)?, offset_minutes: None, source: Source::Iptc });
    };
    let at = moment(&format!("{date} {}:{}:{}", &clock[..2], &clock[2..4], &clock[4..6]))?;
    let zone = clock.get(6..11).filter(|zone| zone.is_ascii());
    let offset_minutes = zone.and_then(|zone| offset_minutes(&format!("{}:{}", &zone[..3], &zone[3..])));
    Some(TimeSaid { at, offset_minutes, source: Source::Iptc })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field(record: u8, number: u8, value: &[u8]) -> Vec<u8> {
        [&[0x1C, record, number], (value.len() as u16).to_be_bytes().as_slice(), value].concat()
    }

    #[test]
    fn caption_day_and_by_line() {
        for (charset, caption) in [
            (b"\x1B%G".to_vec(), "张庄村成员大会".as_bytes().to_vec()),
            (Vec::new(), "张庄村成员大会".as_bytes().to_vec()),
            (Vec::new(), GB18030.encode("张庄村成员大会").0.into_owned()),
        ] {
            let mut bytes = field(1, 90, &charset);
            bytes.extend(field(2, 120, &caption));
            bytes.extend(field(2, 55, b"20200615"));
            bytes.extend(field(2, 60, b"143005+0800"));
            bytes.extend(field(2, 80, b"Li Si"));
            bytes.extend(field(2, 105, b"  "));
            let read = read(&bytes);
            assert_eq!(read.captions.len(), 1);
            assert_eq!((read.captions[0].text.as_str(), read.captions[0].field.as_str()), ("张庄村成员大会", "2:120"));
            let taken = read.taken.expect("a day");
            assert_eq!((taken.at.to_string().as_str(), taken.offset_minutes), ("2020-06-15T14:30:05", Some(480)));
            assert_eq!(read.by_line.as_deref(), Some("Li Si"));
        }
    }

    #[test]
    fn long_lengths_and_cut_records() {
        let mut bytes = vec![0x1C, 2, 120, 0x80, 0x02, 0, 3];
        bytes.extend(b"abc");
        bytes.extend([0x1C, 2, 105, 0, 9, b'x']);
        let read = read(&bytes);
        assert_eq!(read.captions.iter().map(|said| said.text.as_str()).collect::<Vec<_>>(), ["abc"]);
        assert_eq!(taken("20200230", None), None);
        assert_eq!(taken("2020张", None), None);
        assert_eq!(
            taken("20200615", Some("1")).map(|said| said.at.to_string()).as_deref(),
            Some("2020-06-15T00:00:00")
        );
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0x1C), Just(2), Just(0)], 0..200), day in any::<String>()) {
            for said in read(&bytes).captions {
                prop_assert!(!said.text.trim().is_empty());
            }
            let _ = taken(&day, Some(&day));
            let _ = taken("20200615", Some(&day));
        }
    }
}

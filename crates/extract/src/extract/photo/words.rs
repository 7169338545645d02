//! Words, times and offsets as picture metadata writes them.

use encoding_rs::GB18030;
use jiff::civil::{Date, DateTime, Time};

/// The longest caption that is kept, in characters.
const MAX_CAPTION: usize = 4_000;
/// The longest caption that is looked at, in bytes; four for each character that may be kept.
const MAX_CAPTION_BYTES: usize = MAX_CAPTION * 4;

/// Text up to the first zero byte: UTF-8, or else GBK, which Chinese cameras and editors write against the standard.
pub(super) fn decoded(bytes: &[u8]) -> Option<String> {
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
    let bytes = &bytes[..end];
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned(),
    };
    meaningful(&text)
}

/// Text of two bytes a character, up to the first zero.
pub(super) fn wide(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> Option<String> {
    let bytes = &bytes[..bytes.len().min(MAX_CAPTION_BYTES)];
    let text = encoding.decode_with_bom_removal(bytes).0.into_owned();
    meaningful(text.split('\0').next().unwrap_or(""))
}

/// The text without controls and surrounding blanks, cut to a length; `None` where nothing is left or it is garbled.
pub(super) fn meaningful(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|c| !c.is_control() || *c == '\n').take(MAX_CAPTION).collect();
    let text = text.trim();
    (!text.is_empty() && !text.contains('\u{FFFD}')).then(|| text.to_owned())
}

/// `2020:06:15 14:30:05`; blanks, zeros and days that do not exist are absent values.
pub(super) fn moment(text: &str) -> Option<DateTime> {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let &[year, month, day, ref time @ ..] = numbers.as_slice() else { return None };
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let part = |at: usize| time.get(at).map_or(Some(0), |part| part.parse().ok());
    // A leap second is shown as the second before it.
    let time = Time::new(part(0)?, part(1)?, part(2)?.min(59), 0).ok()?;
    (date.year() > 0).then(|| date.to_datetime(time))
}

/// `+08:00` or `+8:00` as minutes east of UTC.
pub(super) fn offset_minutes(text: &str) -> Option<i32> {
    let text = text.trim();
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    let minutes = i32::from(hours) * 60 + i32::from(minutes);
    (minutes <= 14 * 60).then_some(sign * minutes)
}

/// A date and time of ISO 8601 with its offset, as XMP has it: `2020-06-15T14:30:05+08:00`, `2020-06-15`.
///
/// Years and months alone name no day and are absent values. Programs write the old EXIF form here too.
pub(super) fn iso_moment(text: &str) -> Option<(DateTime, Option<i32>)> {
    let text = text.trim();
    let clock_at = text.find(['T', ' ']).unwrap_or(text.len());
    let clock = &text[clock_at..];
    let sign = clock.find(['+', '-', 'Z']).map(|at| clock_at + at);
    let at = moment(&text[..sign.unwrap_or(text.len())])?;
    Some((at, sign.and_then(|sign| offset_minutes(&text[sign..]))))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_and_offsets() {
        assert_eq!(moment("2020:02:30 10:00:00"), None);
        assert_eq!(moment("2020-06-15T10:00:60").map(|m| m.to_string()).as_deref(), Some("2020-06-15T10:00:59"));
        assert_eq!(moment("    :  :     :  :  "), None);
        assert_eq!(offset_minutes("-03:30"), Some(-210));
        assert_eq!(offset_minutes("8"), None);
        assert_eq!(offset_minutes("+-1:00"), None);
    }

    #[test]
    fn iso_times() {
        for (text, at, offset) in [
            ("2020-06-15T14:30:05+08:00", "2020-06-15T14:30:05", Some(480)),
            ("2020-06-15T14:30Z", "2020-06-15T14:30:00", Some(0)),
            ("2008-05-25T19:31:26.0+1:00", "2008-05-25T19:31:26", Some(60)),
            ("2020-06-15", "2020-06-15T00:00:00", None),
            ("2020:06:15 14:30:05", "2020-06-15T14:30:05", None),
            ("2014-09-21T16:00:56.000000-04:00", "2014-09-21T16:00:56", Some(-240)),
        ] {
            let (found, zone) = iso_moment(text).expect(text);
            assert_eq!((found.to_string().as_str(), zone), (at, offset), "{text}");
        }
        assert_eq!(iso_moment("2020-06"), None);
        assert_eq!(iso_moment("0000-00-00T00:00:00"), None);
    }

    proptest! {
        #[test]
        fn any_text_and_bytes_are_survived(text in any::<String>(), bytes in any::<Vec<u8>>()) {
            let _ = (moment(&text), offset_minutes(&text), iso_moment(&text));
            for kept in [decoded(&bytes), wide(&bytes, encoding_rs::UTF_16LE), meaningful(&text)].into_iter().flatten() {
                prop_assert_eq!(kept.trim(), kept.as_str());
                prop_assert!(!kept.is_empty() && kept.chars().count() <= MAX_CAPTION);
            }
        }
    }
}

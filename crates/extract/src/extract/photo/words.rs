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
///
/// A clock of twelve hours says which half of the day it means, before or behind its figures (`02:30:05 PM`,
/// `下午2:30:05`). Hour 24 is the first of its day: it comes from programs that count the hours from 1 to 24.
pub(super) fn moment(text: &str) -> Option<DateTime> {
    let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let &[year, month, day, ref time @ ..] = numbers.as_slice() else { return None };
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let part = |at: usize| time.get(at).map_or(Some(0), |part| part.parse::<i8>().ok());
    let hour = match (part(0)?, half_of_day(text)) {
        (24, _) => 0,
        (12, Some(Half::Morning | Half::Evening)) => 0,
        (hour @ 1..=11, Some(Half::Afternoon | Half::Evening)) => hour + 12,
        // Noon is close: 11:40 stands before it, 1:20 behind.
        (hour @ 1..=4, Some(Half::Noon)) => hour + 12,
        (hour, _) => hour,
    };
    // A leap second is shown as the second before it.
    let time = Time::new(hour, part(1)?, part(2)?.min(59), 0).ok()?;
    (date.year() > 0).then(|| date.to_datetime(time))
}

/// Which part of the day a clock of twelve hours means.
#[derive(Debug, Clone, Copy)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    /// Twelve o'clock in the evening is midnight.
    Evening,
}

fn half_of_day(text: &str) -> Option<Half> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["下午", "午后", "傍晚", "오후"]) {
        return Some(Half::Afternoon);
    }
    if has(&["晚上", "夜里", "夜间", "晚間", "晚间"]) {
        return Some(Half::Evening);
    }
    if has(&["中午"]) {
        return Some(Half::Noon);
    }
    if has(&["上午", "凌晨", "早上", "早晨", "清晨", "오전"]) {
        return Some(Half::Morning);
    }
    // `PM`, `p.m.` and `P` alone, as some fields have room for no more.
    let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_uppercase();
    match letters.as_str() {
        "PM" | "P" => Some(Half::Afternoon),
        "AM" | "A" => Some(Half::Morning),
        _ => None,
    }
}

/// `+08:00`, `+8:00`, `+0800`, `+08` or `UTC+8` as minutes east of UTC.
pub(super) fn offset_minutes(text: &str) -> Option<i32> {
    let text = text.trim();
    let text = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT")).unwrap_or(text).trim_start();
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 => rest.split_at_checked(2)?,
        None if matches!(rest.len(), 1 | 2) => (rest, "0"),
        None => return None,
    };
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

    #[test]
    fn clocks_of_twelve_hours_and_of_twenty_four() {
        for (text, at) in [
            ("2020:06:15 02:30:05 PM", "2020-06-15T14:30:05"),
            ("2020:06:15 02:30:05 pm", "2020-06-15T14:30:05"),
            ("2020:06:15 2:30:05 p.m.", "2020-06-15T14:30:05"),
            ("2020:06:15 下午2:30:05", "2020-06-15T14:30:05"),
            ("2020:06:15 02:30:05下午", "2020-06-15T14:30:05"),
            ("2020:06:15 下午 12:30:05", "2020-06-15T12:30:05"),
            ("2020:06:15 12:30:05 AM", "2020-06-15T00:30:05"),
            ("2020:06:15 上午09:30:05", "2020-06-15T09:30:05"),
            ("2020:06:15 中午1:05:00", "2020-06-15T13:05:00"),
            ("2020:06:15 晚上8:05:00", "2020-06-15T20:05:00"),
            // A clock of twenty-four hours keeps its hour, whatever stands behind it.
            ("2020:06:15 14:30:05 PM", "2020-06-15T14:30:05"),
            ("2020:06:15 24:15:00", "2020-06-15T00:15:00"),
            ("2020:06:15 24:00:00", "2020-06-15T00:00:00"),
            ("2020:06:15 14:30:05", "2020-06-15T14:30:05"),
        ] {
            assert_eq!(moment(text).map(|found| found.to_string()).as_deref(), Some(at), "{text}");
        }
        for text in ["2020:06:15 25:00:00", "2020:06:15 23:61:00"] {
            assert_eq!(moment(text), None, "{text}");
        }
        for (text, minutes) in [
            ("+0800", Some(480)),
            ("+0000", Some(0)),
            ("-0330", Some(-210)),
            ("+08", Some(480)),
            ("+8", Some(480)),
            ("GMT+08:00", Some(480)),
            ("UTC+8", Some(480)),
            ("+080", None),
            ("+ab:cd", None),
            ("08:00", None),
        ] {
            assert_eq!(offset_minutes(text), minutes, "{text}");
        }
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

//! The hour of a meeting.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::text::{numerals::parse_integer, pattern};

/// `上午9时30分`, `晚七点半`, `14:00`.
static HOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<half>上午|早上|早晨|早|中午|下午|傍晚|晚上|晚)?(?P<h>[0-9]{1,2}|[一二两三四五六七八九十]{1,3})(?:(?:时|点钟?|:)(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,3}|半)?)",
    )
});

/// The first hour of the clock in a text, in minutes since midnight; an hour of the afternoon without that word is
/// taken as it stands.
pub(super) fn time_of_day(text: &str) -> Option<(u16, Range<usize>)> {
    let captures = HOUR.captures(text)?;
    let whole = captures.get(0)?;
    let number = |words: &str| match words {
        "两" => Some(2),
        "半" => Some(30),
        words => u16::try_from(parse_integer(words)?).ok(),
    };
    let hour = number(captures.name("h")?.as_str())?;
    let minute = captures.name("m").map_or(Some(0), |minute| number(minute.as_str()))?;
    let is_late = match captures.name("half").map(|half| half.as_str()) {
        Some("下午" | "傍晚" | "晚上" | "晚") => hour < 12,
        Some("中午") => hour < 3,
        _ => false,
    };
    (hour < 24 && minute < 60).then(|| ((hour + if is_late { 12 } else { 0 }) * 60 + minute, whole.range()))
}

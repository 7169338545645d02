//! Dates as people write them, found in text and in names of files.
//!
//! Accepted with a year: `2020年5月16日`, `20年5月16日`, `2020.5.16`, `2020-05-16`, `2020/5/16`, `20200516`,
//! `二〇二〇年五月十六日` with any zero (〇 ○ 零 Ｏ), 廿 and 卅, all of it in full width and with spaces inside;
//! ranges whose second date leaves out year or month; `2020年5月` as a month. What names no day that exists, or a
//! year outside 1949 to 2099, is left out. Days without a year are given apart, by [`find_month_days`].

use std::{ops::Range, sync::LazyLock};

use jiff::civil::Date;
use regex::{Captures, Match, Regex};

use super::{
    Cut,
    fold::Folded,
    numerals::{digit, parse_integer},
    pattern,
};

/// How much of a date is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// Year, month and day.
    Day,
    /// Year and month; the date is the first of the month.
    Month,
}

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// Its byte range in the original text.
    pub range: Range<usize>,
    /// The date; the first of the month where the precision is [`Precision::Month`].
    pub date: Date,
    /// How much of it is written.
    pub precision: Precision,
}

impl DateMention {
    /// Whether it names a day.
    pub fn is_day(&self) -> bool {
        self.precision == Precision::Day
    }
}

/// A month and a day without a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthDayMention {
    /// Its byte range in the original text.
    pub range: Range<usize>,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31; a day that the month has in some year.
    pub day: i8,
}

/// One character of a year: `0-9`, a Chinese digit or any sign used for zero.
const YEAR: &str = "[0-9〇○◯零OoОΟ一二三四五六七八九壹贰叁肆伍陆柒捌玖]";
const MONTH: &str = "(?:[0-9O]{1,2}|[〇○零一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾元]{1,3})";
const DAY: &str = "(?:[0-9O]{1,2}|[〇○零一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]{1,4})";
/// What stands between the two dates of a range.
const TO: &str = "(?:至|到|—{1,2}|–|―|－|-{1,2}|~|〜|～|─)";

/// `2020年5月16日`, with the second date of a range behind it.
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<y>{YEAR}\s{{0,2}}{YEAR}\s{{0,2}}{YEAR}\s{{0,2}}{YEAR}|{YEAR}{YEAR})\s{{0,3}}年\s{{0,3}}(?P<m>{MONTH})\s{{0,3}}月(?:\s{{0,3}}份)?(?:\s{{0,3}}(?P<d>{DAY})\s{{0,3}}[日号])?"
    ))
});
static WRITTEN_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^\s{{0,3}}{TO}\s{{0,3}}(?P<all>(?:(?P<m>{MONTH})\s{{0,3}}月\s{{0,3}})?(?:(?P<d>{DAY})\s{{0,3}}[日号])?)"
    ))
});
/// `2020.5.16`, `2020-05-16`, `2020/5/16`; the same mark both times.
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    let forms: Vec<String> = [("a", r"[.．·]"), ("b", r"[-‐‑–－]"), ("c", "/")]
        .iter()
        .map(|(name, mark)| {
            format!(r"(?P<y{name}>[0-9O]{{4}})[ \t]?{mark}[ \t]?(?P<m{name}>[0-9O]{{1,2}})[ \t]?{mark}[ \t]?(?P<d{name}>[0-9O]{{1,2}})日?")
        })
        .collect();
    pattern(&forms.join("|"))
});
static MARKED_TAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"^\s{{0,2}}{TO}\s{{0,2}}(?P<all>(?:(?P<m>[0-9]{{1,2}})[./](?P<d>[0-9]{{1,2}}))日?)"))
});
static COMPACT: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9]+"));
static MONTH_DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?P<m>{MONTH})\s{{0,3}}月\s{{0,3}}(?P<d>{DAY})\s{{0,3}}[日号]")));

/// Reads a year, every character of which is a digit; `None` outside 1949 to 2099. Two digits are a year as people write it
/// in minutes (19年11月8日), of 2010 to 2029: a greater number is one of years.
fn year(text: &str) -> Option<i16> {
    let mut value: i16 = 0;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        value = value.checked_mul(10)?.checked_add(i16::try_from(digit(c)?).ok()?)?;
    }
    if is_short_year(text) {
        return (10..=29).contains(&value).then_some(2000 + value);
    }
    (1949..=2099).contains(&value).then_some(value)
}

fn is_short_year(text: &str) -> bool {
    text.chars().count() == 2
}

/// Reads a month or a day: `5`, `05`, `五`, `十六`, `一六`, `廿一`; 元 is the first month.
fn small(text: &str) -> Option<i8> {
    if text == "元" {
        return Some(1);
    }
    let plain: String = text.chars().map(|c| if matches!(c, 'O' | 'o' | '○' | '〇') { '零' } else { c }).collect();
    i8::try_from(parse_integer(&plain)?).ok()
}

fn day(y: i16, m: i8, d: i8) -> Option<Date> {
    Date::new(y, m, d).ok()
}

/// Whether the match is cut out of a longer number.
fn is_cut(text: &str, range: &Range<usize>) -> bool {
    let own = text.part(range.clone());
    let (first, last) = (own.chars().next(), own.chars().next_back());
    let before = text.part(..range.start).chars().next_back();
    let after = text.part(range.end..).chars().next();
    let joined = |a: Option<char>, b: Option<char>| match (a, b) {
        (Some(a), Some(b)) => {
            (a.is_ascii_digit() && b.is_ascii_digit()) || (is_chinese_digit(a) && is_chinese_digit(b))
        }
        _ => false,
    };
    joined(before, first) || joined(last, after)
}

fn is_chinese_digit(c: char) -> bool {
    !c.is_ascii() && digit(c).is_some()
}

/// Finds every date with a year, left to right, without overlap.
pub fn find_dates(text: &str) -> Vec<DateMention> {
    let folded = Folded::normalized(text);
    let text = folded.text.as_str();
    let mut found: Vec<(Range<usize>, Date, Precision)> = Vec::new();
    // Taken stretches, dates or not: `2020年2月30日` must not leave a month behind.
    let mut taken: Vec<Range<usize>> = Vec::new();
    written(text, &mut found, &mut taken);
    marked(text, &mut found, &mut taken);
    compact(text, &mut found, &taken);
    found.sort_by_key(|(range, _, _)| (range.start, range.end));
    found
        .into_iter()
        .map(|(range, date, precision)| DateMention { range: folded.original(range), date, precision })
        .collect()
}

fn written(text: &str, found: &mut Vec<(Range<usize>, Date, Precision)>, taken: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(captures) = WRITTEN.captures_at(text, at) {
        let Some(whole) = captures.get(0) else { break };
        at = whole.end();
        taken.push(whole.range());
        if is_cut(text, &whole.range()) {
            continue;
        }
        let (Some(y), Some(m)) = (number(&captures, "y", year), number(&captures, "m", small)) else { continue };
        let with_day = captures.name("d").is_some();
        // 满20年5月 counts years and months, and 20  年7月5日 is a form's blank, or a year of which recognition lost a half.
        let is_tight = |year: Match<'_>| text.part(year.end()..).starts_with('年');
        if captures.name("y").is_some_and(|year| is_short_year(year.as_str()) && !(with_day && is_tight(year))) {
            continue;
        }
        let d = if with_day { number(&captures, "d", small) } else { Some(1) };
        let Some(date) = d.and_then(|d| day(y, m, d)) else { continue };
        found.push((whole.range(), date, if with_day { Precision::Day } else { Precision::Month }));
        // The second date of a range takes over what it leaves out.
        let Some(tail) = WRITTEN_TAIL.captures(text.part(at..)) else { continue };
        let (Some(all), m2, d2) = (tail.name("all"), number(&tail, "m", small), number(&tail, "d", small)) else {
            continue;
        };
        let (second, precision) = match (m2, d2, with_day) {
            (Some(m2), Some(d2), _) => (day(y, m2, d2), Precision::Day),
            (None, Some(d2), true) => (day(y, m, d2), Precision::Day),
            (Some(m2), None, _) if tail.name("d").is_none() => (day(y, m2, 1), Precision::Month),
            _ => (None, Precision::Day),
        };
        if let Some(second) = second {
            let written = all.as_str().trim_end();
            let range = at + all.start()..at + all.start() + written.len();
            at = range.end;
            taken.push(range.clone());
            found.push((range, second, precision));
        }
    }
}

fn marked(text: &str, found: &mut Vec<(Range<usize>, Date, Precision)>, taken: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(captures) = MARKED.captures_at(text, at) {
        let Some(whole) = captures.get(0) else { break };
        // Continue inside a failed match: `192.168.2020.5.16` holds no date, `1 2020.5.16` does.
        at = whole.start() + 1;
        if is_cut(text, &whole.range()) || taken.iter().any(|other| overlap(other, &whole.range())) {
            continue;
        }
        let pick = |part: &str| ["a", "b", "c"].iter().find_map(|form| captures.name(&format!("{part}{form}")));
        let (Some(y), Some(m), Some(d)) = (pick("y"), pick("m"), pick("d")) else { continue };
        let (Some(y), Some(m), Some(d)) = (year(y.as_str()), small(m.as_str()), small(d.as_str())) else { continue };
        let Some(date) = day(y, m, d) else { continue };
        taken.push(whole.range());
        found.push((whole.range(), date, Precision::Day));
        at = whole.end();
        let Some(tail) = MARKED_TAIL.captures(text.part(at..)) else { continue };
        let (Some(all), Some(m2), Some(d2)) = (tail.name("all"), number(&tail, "m", small), number(&tail, "d", small))
        else {
            continue;
        };
        let range = at + all.start()..at + all.end();
        // Three parts after the mark are a date of their own.
        let followed = text.part(range.end..).starts_with(['.', '/']) || is_cut(text, &range);
        if !followed && let Some(second) = day(y, m2, d2) {
            at = range.end;
            taken.push(range.clone());
            found.push((range, second, Precision::Day));
        }
    }
}

fn compact(text: &str, found: &mut Vec<(Range<usize>, Date, Precision)>, taken: &[Range<usize>]) {
    for run in COMPACT.find_iter(text) {
        let digits = run.as_str();
        if digits.len() != 8 || taken.iter().any(|other| overlap(other, &run.range())) {
            continue;
        }
        let parts = (year(digits.part(..4)), small(digits.part(4..6)), small(digits.part(6..)));
        if let (Some(y), Some(m), Some(d)) = parts
            && let Some(date) = day(y, m, d)
        {
            found.push((run.range(), date, Precision::Day));
        }
    }
}

/// Finds days without a year, such as `5月10日`; those that belong to a date with a year are left out.
pub fn find_month_days(text: &str) -> Vec<MonthDayMention> {
    let dates = find_dates(text);
    let folded = Folded::normalized(text);
    let mut found = Vec::new();
    for captures in MONTH_DAY.captures_iter(&folded.text) {
        let Some(whole) = captures.get(0) else { continue };
        let before = folded.text.part(..whole.start()).trim_end();
        if is_cut(&folded.text, &whole.range()) || before.ends_with('年') {
            continue;
        }
        let range = folded.original(whole.range());
        let (Some(month), Some(d)) = (number(&captures, "m", small), number(&captures, "d", small)) else { continue };
        // 2020 is a leap year: every day that exists in some year exists in it.
        if day(2020, month, d).is_some() && !dates.iter().any(|date| overlap(&date.range, &range)) {
            found.push(MonthDayMention { range, month, day: d });
        }
    }
    found
}

fn number<T>(captures: &Captures<'_>, name: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    captures.name(name).and_then(|found| read(found.as_str()))
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<(&str, Date, Precision)> {
        find_dates(text).into_iter().map(|found| (&text[found.range], found.date, found.precision)).collect()
    }

    #[test]
    fn every_form_of_one_day() {
        for text in [
            "2020年5月16日",
            "20年5月16日",
            "二〇年五月十六日",
            "2020年05月16号",
            "2020.5.16",
            "2020.05.16",
            "2020-5-16",
            "2020－05－16",
            "2020/5/16",
            "20200516",
            "二〇二〇年五月十六日",
            "二○二○年五月十六日",
            "二零二零年五月十六日",
            "二Ｏ二Ｏ年五月十六日",
            "2O2O年5月16日",
            "贰零贰零年伍月拾陆日",
            "２０２０年５月１６日",
            "2020 年 5 月 16 日",
            "2020年5月\n16日",
            "二〇二〇年五月一六日",
            "2020 . 5 . 16",
        ] {
            assert_eq!(shown(text), [(text, date(2020, 5, 16), Precision::Day)], "{text}");
            let inside = format!("会议于{text}召开");
            assert_eq!(shown(&inside), [(text, date(2020, 5, 16), Precision::Day)], "{inside}");
        }
        assert_eq!(shown("二〇一八年元月廿一日")[0].1, date(2018, 1, 21));
        assert_eq!(shown("二〇一八年十二月卅一日")[0].1, date(2018, 12, 31));
        assert_eq!(shown("二〇一八年十二月三十日")[0].1, date(2018, 12, 30));
    }

    #[test]
    fn names_of_files() {
        assert_eq!(shown("IMG_20180612_090512.jpg"), [("20180612", date(2018, 6, 12), Precision::Day)]);
        assert_eq!(shown("20180612村民代表会议")[0].1, date(2018, 6, 12));
        assert_eq!(shown("扫描全能王 2020-06-24 15.30.pdf"), [("2020-06-24", date(2020, 6, 24), Precision::Day)]);
        assert!(shown("微信图片_20200624153012.jpg").is_empty());
        assert!(shown("990101201806120021").is_empty());
        assert!(shown("mmexport1593012345678").is_empty());
    }

    #[test]
    fn ranges_take_over_the_year() {
        let days = |text| shown(text).iter().map(|found| found.1).collect::<Vec<_>>();
        let may = [date(2020, 5, 10), date(2020, 5, 16)];
        for text in [
            "2020年5月10日至5月16日",
            "2020年5月10日—16日",
            "2020年5月10日——2020年5月16日",
            "2020年5月10日 到 16 日",
            "2020.5.10-5.16",
            "2020.5.10—2020.5.16",
            "2020-05-10至2020-05-16",
            "二〇二〇年五月十日至十六日",
        ] {
            assert_eq!(days(text), may, "{text}");
        }
        assert_eq!(shown("2020年5月10日至5月16日")[1].0, "5月16日");
        assert_eq!(
            shown("2019年3月至6月"),
            [("2019年3月", date(2019, 3, 1), Precision::Month), ("6月", date(2019, 6, 1), Precision::Month)]
        );
    }

    #[test]
    fn months_and_what_is_no_date() {
        assert_eq!(shown("2020年5月"), [("2020年5月", date(2020, 5, 1), Precision::Month)]);
        assert_eq!(shown("2020年5月16人"), [("2020年5月", date(2020, 5, 1), Precision::Month)]);
        for text in [
            "20 年7月5日",
            "20\t年7月5日",
            "满20年5月",
            "2020年2月30日",
            "2020年13月5日",
            "2020-13-01",
            "20201301",
            "1840年5月1日",
            "2100年1月1日",
            "12020年5月1日",
            "2020年",
            "5月10日",
            "2020.5",
            "192.2020.5",
            "2020.5.167",
            "20200230",
            "120200516",
            "共2020人",
            "",
        ] {
            assert!(shown(text).is_empty(), "{text}: {:?}", shown(text));
        }
    }

    #[test]
    fn days_without_a_year() {
        let text = "2020年5月10日至5月16日，5月20日 及 六月一日";
        let found = find_month_days(text);
        assert_eq!(found.iter().map(|f| &text[f.range.clone()]).collect::<Vec<_>>(), ["5月20日", "六月一日"]);
        assert_eq!((found[1].month, found[1].day), (6, 1));
        assert!(find_month_days("2月30日").is_empty());
        assert!(find_month_days("2020年2月30日").is_empty());
    }

    fn chinese(value: i8, digits: &str) -> String {
        let digits: Vec<char> = digits.chars().collect();
        let (tens, ones) = ((value / 10) as usize, (value % 10) as usize);
        let mut text = String::new();
        if tens > 1 {
            text.push(digits[tens]);
        }
        if tens > 0 {
            text.push('十');
        }
        if ones > 0 {
            text.push(digits[ones]);
        }
        text
    }

    fn full_width(text: &str) -> String {
        text.chars()
            .map(|c| if c.is_ascii_graphic() { char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c) } else { c })
            .collect()
    }

    fn forms(date: Date) -> Vec<String> {
        let (y, m, d) = (date.year(), date.month(), date.day());
        let mut forms = vec![
            format!("{y}年{m}月{d}日"),
            format!("{y}年{m:02}月{d:02}日"),
            format!("{y} 年 {m} 月 {d} 日"),
            format!("{y}.{m}.{d}"),
            format!("{y}-{m:02}-{d:02}"),
            format!("{y}/{m}/{d}"),
            format!("{y}{m:02}{d:02}"),
        ];
        for zero in ['〇', '○', '零', 'Ｏ', 'O'] {
            let digits = format!("{zero}一二三四五六七八九");
            let year: String =
                y.to_string().chars().filter_map(|c| digits.chars().nth(c.to_digit(10)? as usize)).collect();
            forms.push(format!("{year}年{}月{}日", chinese(m, &digits), chinese(d, &digits)));
        }
        forms.extend(forms.clone().iter().map(|form| full_width(form)));
        forms
    }

    proptest! {
        #[test]
        fn every_date_in_every_form_is_found(days in 0i32..55_152, head in "[会议于签到（：_a-z ]{0,4}", tail in "[召开）。，_a-z]{0,4}") {
            let day = date(1949, 1, 1).checked_add(jiff::Span::new().days(days)).expect("within jiff's years");
            for form in forms(day) {
                // A letter O beside a year of circles belongs to no date; the head holds none.
                let head = head.replace('o', "x");
                let text = format!("{head}{form}{tail}");
                prop_assert_eq!(shown(&text), [(form.as_str(), day, Precision::Day)], "{}", text);
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>(), near in cundang_testing::paper_or("[0-9〇一二十廿年月日至.\\-/ 2０]{0,30}")) {
            for text in [&text, &near] {
                for found in find_dates(text) {
                    prop_assert!(!text[found.range.clone()].is_empty());
                }
                for found in find_month_days(text) {
                    prop_assert!(!text[found.range.clone()].is_empty());
                }
            }
        }
    }
}

//! Working days in China, for notices that are counted in them. The holidays stand in `schema/vocabulary/holidays.tsv`.

use std::{
    ops::{Range, RangeInclusive},
    sync::LazyLock,
};

use jiff::civil::{Date, Weekday};

use crate::{text::vocabulary::WordList, vocabulary};

/// What the list says of some days.
struct CalendarDays {
    days: RangeInclusive<Date>,
    are_worked: bool,
}

static CALENDAR: LazyLock<Vec<CalendarDays>> =
    LazyLock::new(|| calendar(&vocabulary!("holidays.tsv")).expect("every row is one, as the tests hold"));

/// Reads the list of holidays.
///
/// # Errors
/// The row that gives no days.
fn calendar(list: &WordList) -> Result<Vec<CalendarDays>, String> {
    list.rows()
        .map(|row| {
            let day =
                |column| row.get(column).parse::<Date>().map_err(|error| format!("{}: {error}", row.get("first")));
            let (first, last) = (day("first")?, day("last")?);
            let are_worked = match row.get("kind") {
                "holiday" => false,
                "worked" => true,
                other => return Err(format!("{first}: {other} is neither holiday nor worked")),
            };
            if first > last {
                Err(format!("{first}: ends before it begins"))
            } else {
                Ok(CalendarDays { days: first..=last, are_worked })
            }
        })
        .collect()
}

/// Years that the list covers, the last not counted: those of which it has the whole.
static YEARS: LazyLock<Range<i16>> = LazyLock::new(|| {
    let years = || CALENDAR.iter().map(|days| days.days.start().year());
    years().min().unwrap_or_default()..years().max().map_or(0, |last| last + 1)
});

/// Whether the holidays of a year are known; other years count weekends only.
pub fn is_known(day: Date) -> bool {
    YEARS.contains(&day.year())
}

/// Whether people worked on a day.
pub fn is_workday(day: Date) -> bool {
    let listed = |are_worked| CALENDAR.iter().any(|days| days.are_worked == are_worked && days.days.contains(&day));
    listed(true) || !listed(false) && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Days from one day to another; negative where the second is earlier.
pub fn days_after(first: Date, second: Date) -> i32 {
    second.since(first).map_or(i32::MAX, |span| span.get_days())
}

/// How many days lie between two days, whichever comes first.
pub fn days_between(a: Date, b: Date) -> i32 {
    days_after(a, b).abs()
}

/// Working days from one day to another, both counted; 0 where the second is earlier or decades away.
pub fn workdays(first: Date, last: Date) -> i32 {
    let mut count = 0;
    let mut day = first;
    for _ in 0..3_660 {
        if day > last {
            break;
        }
        count += i32::from(is_workday(day));
        match day.tomorrow() {
            Ok(next) => day = next,
            Err(_) => break,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn made_up_days_are_weekends_and_no_holidays() {
        for day in CALENDAR.iter().filter(|days| days.are_worked).map(|days| *days.days.start()) {
            assert!(matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
            assert!(is_workday(day));
            assert!(!CALENDAR.iter().any(|days| !days.are_worked && days.days.contains(&day)), "{day}");
        }
    }

    #[test]
    fn a_row_that_gives_no_days_is_refused() {
        for (row, tells) in [
            ("2020-1-1\t2020-01-01\tholiday", "2020-1-1"),
            ("2020-01-01\t\tholiday", "2020-01-01"),
            ("2020-02-30\t2020-02-30\tholiday", "2020-02-30"),
            ("2020-01-02\t2020-01-01\tholiday", "before"),
            ("2020-01-01\t2020-01-01\trest", "rest"),
        ] {
            let list = format!("first\tlast\tkind\tname\n{row}").leak();
            let error = calendar(&WordList::new(list)).err().unwrap_or_default();
            assert!(error.contains(tells), "{row}: {error}");
        }
        assert_eq!(CALENDAR.len(), vocabulary!("holidays.tsv").rows().count());
    }

    #[test]
    fn years_have_the_working_days_that_they_had() {
        // 2017 has a 105th day of weekend; the longer Spring Festival took two days from the 251 of 2020.
        for (year, days) in [(2017, 249), (2018, 250), (2019, 250), (2020, 249)] {
            assert_eq!(workdays(date(year, 1, 1), date(year, 12, 31)), days, "{year}");
        }
    }

    #[test]
    fn holidays_and_weekends_count_not() {
        assert_eq!(workdays(date(2019, 4, 29), date(2019, 5, 5)), 3, "two days before May Day and the Sunday after");
        assert_eq!(workdays(date(2020, 1, 31), date(2020, 2, 3)), 1);
        assert_eq!(workdays(date(2018, 6, 4), date(2018, 6, 10)), 5);
        assert_eq!(workdays(date(2018, 6, 10), date(2018, 6, 4)), 0);
        assert!(!is_known(date(2021, 1, 1)));
    }
}

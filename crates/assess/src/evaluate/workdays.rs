//! Working days in China, for notices that are counted in them.
//!
//! Source: the yearly circulars of the General Office of the State Council on public holidays (国务院办公厅关于部分节假日
//! 安排的通知) for 2017 to 2020, with the extension of the Spring Festival of 2020 to 2 February.

use jiff::civil::{Date, Weekday, date};

/// Years that the tables below cover.
const YEARS: std::ops::RangeInclusive<i16> = 2017..=2020;

/// Holidays: first and last day, as year, month, day and the days that follow.
const HOLIDAYS: &[(i16, i8, i8, i32)] = &[
    (2017, 1, 1, 1),
    (2017, 1, 27, 6),
    (2017, 4, 2, 2),
    (2017, 4, 29, 2),
    (2017, 5, 28, 2),
    (2017, 10, 1, 7),
    (2017, 12, 30, 2),
    (2018, 2, 15, 6),
    (2018, 4, 5, 2),
    (2018, 4, 29, 2),
    (2018, 6, 16, 2),
    (2018, 9, 22, 2),
    (2018, 10, 1, 6),
    (2018, 12, 30, 2),
    (2019, 2, 4, 6),
    (2019, 4, 5, 2),
    (2019, 5, 1, 3),
    (2019, 6, 7, 2),
    (2019, 9, 13, 2),
    (2019, 10, 1, 6),
    (2020, 1, 1, 0),
    (2020, 1, 24, 9),
    (2020, 4, 4, 2),
    (2020, 5, 1, 4),
    (2020, 6, 25, 2),
    (2020, 10, 1, 7),
];

/// Weekend days that are worked to make up for holidays.
const MADE_UP: &[(i16, i8, i8)] = &[
    (2017, 1, 22),
    (2017, 2, 4),
    (2017, 4, 1),
    (2017, 5, 27),
    (2017, 9, 30),
    (2018, 2, 11),
    (2018, 2, 24),
    (2018, 4, 8),
    (2018, 4, 28),
    (2018, 9, 29),
    (2018, 9, 30),
    (2018, 12, 29),
    (2019, 2, 2),
    (2019, 2, 3),
    (2019, 4, 28),
    (2019, 5, 5),
    (2019, 9, 29),
    (2019, 10, 12),
    (2020, 1, 19),
    (2020, 4, 26),
    (2020, 5, 9),
    (2020, 6, 28),
    (2020, 9, 27),
    (2020, 10, 10),
];

/// Whether the holidays of a year are known; other years count weekends only.
pub fn is_known(day: Date) -> bool {
    YEARS.contains(&day.year())
}

/// Whether people worked on a day.
pub fn is_workday(day: Date) -> bool {
    if MADE_UP.iter().any(|&(y, m, d)| date(y, m, d) == day) {
        return true;
    }
    let is_holiday = HOLIDAYS.iter().any(|&(y, m, d, more)| (0..=more).contains(&days_after(date(y, m, d), day)));
    !is_holiday && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
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
    use super::*;

    #[test]
    fn made_up_days_are_weekends_and_no_holidays() {
        for &(y, m, d) in MADE_UP {
            let day = date(y, m, d);
            assert!(matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
            assert!(is_workday(day));
            assert!(
                !HOLIDAYS.iter().any(|&(y, m, d, more)| (0..=more).contains(&days_after(date(y, m, d), day))),
                "{day}"
            );
        }
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

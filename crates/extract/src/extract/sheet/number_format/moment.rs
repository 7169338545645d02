//! Dates and times under a section.

use super::{
    Epoch,
    token::{Section, Token},
};

/// The last day that spreadsheets have, 31 December 9999, and the first of the next year.
const END: f64 = 2_958_466.0;
const DAY: i64 = 86_400_000;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const CHINESE_MONTHS: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];
const DAYS: [&str; 7] = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const CHINESE_DAYS: [&str; 7] = ["日", "一", "二", "三", "四", "五", "六"];

/// What a number shows as a date or a time; `None` where no day has it.
pub(super) fn shown(section: &Section, value: f64, epoch: Epoch) -> Option<String> {
    let tokens = &section.tokens;
    let is_span = tokens.iter().any(|token| matches!(token, Token::Elapsed(..)));
    let serial = if is_span { value } else { epoch.serial(value) };
    if (serial < 0.0 && !is_span) || serial.abs() >= END {
        return None;
    }
    let mut out = String::from(if serial < 0.0 { "-" } else { "" });
    // Thousandths of a second, rounded to what is shown; without seconds the minute is not rounded.
    let behind = behind_seconds(tokens);
    let has_seconds = tokens.iter().any(|token| matches!(token, Token::Second(_) | Token::Elapsed('s', _)));
    let step = if has_seconds { 10_i64.pow(3 - behind.min(3) as u32) } else { 1 };
    let thousandths = (serial.abs() * DAY as f64).round() as i64;
    let thousandths = (thousandths + step / 2) / step * step;
    let clock = BrokenDownTime::new(thousandths);
    if !is_span && is_date(tokens) {
        // A time alone has no day of its own.
        let has_time = tokens.iter().any(|token| matches!(token, Token::Hour(_)));
        if thousandths < DAY && has_time {
            return Some(clock.time(has_seconds));
        }
        if is_ambiguous(section) {
            let (year, month, day) = clock.date;
            let date = format!("{year:04}-{month:02}-{day:02}");
            return Some(if has_time { format!("{date} {}", clock.time(has_seconds)) } else { date });
        }
    }
    let half_day = tokens.iter().any(|token| matches!(token, Token::HalfDay(..)));
    let mut is_behind_point = false;
    for token in tokens {
        if let Token::Digit(kind) = token {
            // Digits belong behind seconds; elsewhere they show nothing of a date.
            if is_behind_point && *kind == '0' {
                continue;
            }
            out.push(*kind);
            continue;
        }
        is_behind_point = false;
        match token {
            Token::Literal(literal) => out.push_str(literal),
            Token::Point if behind > 0 => {
                is_behind_point = true;
                let fraction = format!("{:03}", thousandths % 1000);
                out.push('.');
                out.extend(fraction.chars().chain(std::iter::repeat('0')).take(behind));
            }
            Token::Point => out.push('.'),
            Token::Comma => out.push(','),
            Token::Slash => out.push('/'),
            Token::Percent => out.push('%'),
            Token::Denominator(number) => out.push_str(&number.to_string()),
            Token::HalfDay(am, pm) => out.push_str(if clock.hour < 12 { am } else { pm }),
            _ => clock.part(token, section, half_day, &mut out),
        }
    }
    Some(out)
}

/// How many digits stand behind the seconds.
fn behind_seconds(tokens: &[Token]) -> usize {
    let mut rest =
        tokens.iter().skip_while(|token| !matches!(token, Token::Second(_) | Token::Elapsed('s', _))).skip(1);
    if rest.next() != Some(&Token::Point) {
        return 0;
    }
    rest.take_while(|token| **token == Token::Digit('0')).count()
}

fn is_date(tokens: &[Token]) -> bool {
    tokens.iter().any(|token| matches!(token, Token::Year(_) | Token::Month(_) | Token::Day(_) | Token::Weekday(_)))
}

/// A whole date that can be read in two ways, or that is not in Chinese.
fn is_ambiguous(section: &Section) -> bool {
    let position = |wanted: fn(&Token) -> bool| section.tokens.iter().position(wanted);
    let year = position(|token| matches!(token, Token::Year(_)));
    let month = position(|token| matches!(token, Token::Month(_)));
    let day = position(|token| matches!(token, Token::Day(1..=2)));
    let (Some(year), Some(month), Some(day)) = (year, month, day) else { return false };
    let is_short = matches!(section.tokens.get(year), Some(Token::Year(1..=2)));
    let is_named = matches!(section.tokens.get(month), Some(Token::Month(3..))) && !section.is_chinese;
    let is_separated = section.tokens.iter().any(|token| match token {
        Token::Literal(literal) => literal.contains('年'),
        _ => false,
    });
    (is_short && !is_separated) || is_named || !(year < month && month < day)
}

/// A moment, taken apart.
struct BrokenDownTime {
    /// Year, month and day.
    date: (i64, u32, u32),
    weekday: usize,
    /// Days since the beginning of the count.
    days: i64,
    hour: u32,
    minute: u32,
    second: u32,
}

impl BrokenDownTime {
    fn new(thousandths: i64) -> Self {
        let days = thousandths / DAY;
        let seconds = u32::try_from(thousandths % DAY / 1000).unwrap_or(0);
        Self {
            date: date_of(days),
            // Spreadsheets count the day that 1900 did not have.
            weekday: usize::try_from((days + 6) % 7).unwrap_or(0),
            days,
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
        }
    }

    fn time(&self, has_seconds: bool) -> String {
        match self.second {
            _ if !has_seconds => format!("{:02}:{:02}", self.hour, self.minute),
            0 => format!("{:02}:{:02}", self.hour, self.minute),
            second => format!("{:02}:{:02}:{second:02}", self.hour, self.minute),
        }
    }

    fn part(&self, token: &Token, section: &Section, half_day: bool, out: &mut String) {
        let (year, month, day) = self.date;
        let number = |out: &mut String, value: u32, run: usize| match &section.numerals {
            Some(numerals) if run < 2 || value >= 10 => out.push_str(&numerals.of_date(value)),
            Some(numerals) => out.push_str(&numerals.one_by_one(&format!("{value:02}"))),
            None if run >= 2 => out.push_str(&format!("{value:02}")),
            None => out.push_str(&value.to_string()),
        };
        match token {
            Token::Year(run) => {
                let year = if *run <= 2 { format!("{:02}", year % 100) } else { format!("{year:04}") };
                match &section.numerals {
                    Some(numerals) => out.push_str(&numerals.one_by_one(&year)),
                    None => out.push_str(&year),
                }
            }
            Token::Month(run @ 3..) => {
                let index = usize::try_from(month.saturating_sub(1)).unwrap_or(0);
                let name = MONTHS.get(index).copied().unwrap_or_default();
                match (section.is_chinese, run) {
                    (true, 3) => out.push_str(&format!("{month}月")),
                    (true, _) => out.push_str(CHINESE_MONTHS.get(index).copied().unwrap_or_default()),
                    (false, 3) => out.extend(name.chars().take(3)),
                    (false, 5) => out.extend(name.chars().take(1)),
                    (false, _) => out.push_str(name),
                }
            }
            Token::Month(run) => number(out, month, *run),
            Token::Day(run @ 3..) => {
                let name = DAYS.get(self.weekday).copied().unwrap_or_default();
                let chinese = CHINESE_DAYS.get(self.weekday).copied().unwrap_or_default();
                match (section.is_chinese, run) {
                    (true, 3) => out.push_str(&format!("周{chinese}")),
                    (true, _) => out.push_str(&format!("星期{chinese}")),
                    (false, 3) => out.extend(name.chars().take(3)),
                    (false, _) => out.push_str(name),
                }
            }
            Token::Day(run) => number(out, day, *run),
            Token::Weekday(run) => {
                out.push_str(if *run >= 4 { "星期" } else { "" });
                out.push_str(CHINESE_DAYS.get(self.weekday).copied().unwrap_or_default());
            }
            Token::Hour(run) => {
                let hour = if half_day { (self.hour + 11) % 12 + 1 } else { self.hour };
                number(out, hour, *run);
            }
            Token::Minute(run) => number(out, self.minute, *run),
            Token::Second(run) => number(out, self.second, *run),
            Token::Elapsed(unit, run) => {
                let hours = self.days * 24 + i64::from(self.hour);
                let minutes = hours * 60 + i64::from(self.minute);
                let value = match unit {
                    'h' => hours,
                    'm' => minutes,
                    _ => minutes * 60 + i64::from(self.second),
                };
                let run = (*run).min(20);
                out.push_str(&format!("{value:0run$}"));
            }
            _ => {}
        }
    }
}

/// Year, month and day of a serial number counted from 1900, with the 29 February 1900 that spreadsheets have.
fn date_of(serial: i64) -> (i64, u32, u32) {
    match serial {
        0 => return (1900, 1, 0),
        60 => return (1900, 2, 29),
        _ => {}
    }
    let days = if serial > 60 { serial - 1 } else { serial };
    // The common algorithm over eras of 400 years that begin with March; day 0 here is 1 January 1900.
    let days = days - 1 + 693_901;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

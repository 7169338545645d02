//! What one cell shows.

use calamine::{CellErrorType, Data, ExcelDateTime};

use crate::extract::tidy::is_noise;

/// The largest whole number of 15 digits: spreadsheets keep no more, and put zeros in the place of further ones.
const EXACT: f64 = 999_999_999_999_999.0;

/// A cell as people see it, on one line.
pub(super) fn shown(value: &Data) -> String {
    match value {
        Data::Empty => String::new(),
        Data::String(text) => one_line(text),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => shown_number(*number),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) => shown_moment(moment),
        Data::DateTimeIso(text) => one_line(&text.replace('T', " ")).trim_end_matches(" 00:00:00").to_owned(),
        Data::DurationIso(text) => one_line(text),
        Data::Error(CellErrorType::NA) => "#N/A".to_owned(),
        Data::Error(error) => error.to_string(),
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace()
        .map(|word| word.chars().filter(|c| !is_noise(*c)).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A number to 15 significant digits, as spreadsheets show and keep it: whole numbers without `.0`, and no trace of
/// binary fractions.
pub(super) fn shown_number(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    if number.fract() == 0.0 && number.abs() < 1e21 {
        if number.abs() < 1e15 {
            // Adding zero turns −0 into 0.
            return format!("{:.0}", number + 0.0);
        }
        let scientific = format!("{number:.14e}");
        let (digits, power) = scientific.split_once('e').unwrap_or((&scientific, "0"));
        let zeros = power.parse::<usize>().unwrap_or(14).saturating_sub(14);
        return format!("{}{}", digits.replace('.', ""), "0".repeat(zeros));
    }
    let digits = 14 - number.abs().log10().floor().clamp(-20.0, 14.0) as i32;
    let text = format!("{number:.*}", digits.clamp(0, 30) as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A serial date: the day, with the time where there is one; a time alone below day 1; a duration in hours.
pub(super) fn shown_moment(moment: &ExcelDateTime) -> String {
    let value = moment.as_f64();
    if moment.is_duration() {
        let seconds = (value * 86_400.0).round() as i64;
        let (sign, seconds) = (if seconds < 0 { "-" } else { "" }, seconds.unsigned_abs());
        return format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = match (hour, minute, second) {
        (0, 0, 0) => String::new(),
        (_, _, 0) => format!("{hour:02}:{minute:02}"),
        _ => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    if (0.0..1.0).contains(&value) && !time.is_empty() {
        return time;
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if time.is_empty() { date } else { format!("{date} {time}") }
}

/// Whether a number is one that lost its last digits: whole, and longer than a spreadsheet keeps. Identity numbers,
/// account numbers and codes of 16 to 20 digits that were typed as numbers are such.
pub(super) fn is_rounded(value: &Data) -> bool {
    let long = |number: f64| number.fract() == 0.0 && number.abs() > EXACT && number.abs() < 1e21;
    match value {
        Data::Float(number) => long(*number),
        Data::Int(number) => long(*number as f64),
        // Typed as text after it had been rounded: what people see is all there is.
        Data::String(text) => is_scientific(text.trim()),
        _ => false,
    }
}

/// `9.90101E+17`: digits, a power of 15 to 20.
fn is_scientific(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['E', 'e']) else { return false };
    let whole = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.len() > 3
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() == 1;
    whole && power.strip_prefix('+').unwrap_or(power).parse::<u8>().is_ok_and(|power| (15..=20).contains(&power))
}

/// A number under a number format: a percentage where the format says so, else the number itself. Thousands are not
/// divided: `12000` is found and compared more easily than `12,000`.
pub(super) fn shown_as(value: &Data, format: &str) -> String {
    let first = format.split(';').next().unwrap_or("");
    let outside_quotes: String = first.split('"').step_by(2).collect();
    match value {
        Data::Float(number) if is_percentage(&outside_quotes) => percentage(*number, &outside_quotes),
        Data::Int(number) if is_percentage(&outside_quotes) => percentage(*number as f64, &outside_quotes),
        _ => shown(value),
    }
}

fn is_percentage(format: &str) -> bool {
    format.contains('%') && !format.contains("\\%")
}

fn percentage(number: f64, format: &str) -> String {
    if !number.is_finite() || number.abs() > 1e12 {
        return shown_number(number);
    }
    let decimals = format
        .split_once('.')
        .map_or(0, |(_, after)| after.chars().take_while(|c| matches!(c, '0' | '#' | '?')).count())
        .min(10);
    // A half is rounded up, as spreadsheets do; binary fractions just below it are a half.
    let scale = 10f64.powi(decimals as i32);
    let rounded = (number * 100.0 * scale * (1.0 + f64::EPSILON)).round() / scale;
    format!("{rounded:.decimals$}%")
}

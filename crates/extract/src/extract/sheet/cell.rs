//! What one cell shows.

use super::number_format::{Epoch, NumberFormat, shown_number};
use crate::extract::tidy::is_noise;

/// The largest whole number of 15 digits: spreadsheets keep no more, and put zeros in the place of further ones.
const EXACT: f64 = 999_999_999_999_999.0;

/// What a cell keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum CellValue<'v> {
    Text(&'v str),
    Number(f64),
    Truth(bool),
    /// `#N/A` and its like.
    Error(&'v str),
    /// A moment as text, `2020-06-15T14:30:00`.
    Moment(&'v str),
}

/// A cell as people see it under its number format, on one line.
pub(super) fn shown(value: CellValue<'_>, format: Option<&NumberFormat>, epoch: Epoch) -> String {
    match value {
        CellValue::Text(text) => match format.and_then(|format| format.text(text)) {
            Some(shown) => one_line(&shown),
            None => one_line(text),
        },
        CellValue::Number(number) => match format.and_then(|format| format.number(number, epoch)) {
            Some(shown) => one_line(&shown),
            None => shown_number(number),
        },
        CellValue::Truth(true) => "TRUE".to_owned(),
        CellValue::Truth(false) => "FALSE".to_owned(),
        CellValue::Error(error) => one_line(error),
        CellValue::Moment(text) => one_line(&text.replace('T', " ")).trim_end_matches(" 00:00:00").to_owned(),
    }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace()
        .map(|word| word.chars().filter(|c| !is_noise(*c)).collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a number is one that lost its last digits: whole, and longer than a spreadsheet keeps. Identity numbers,
/// account numbers and codes of 16 to 20 digits that were typed as numbers are such.
pub(super) fn is_rounded(value: CellValue<'_>) -> bool {
    match value {
        CellValue::Number(number) => number.fract() == 0.0 && number.abs() > EXACT && number.abs() < 1e21,
        // Typed as text after it had been rounded: what people see is all there is.
        CellValue::Text(text) => is_scientific(text.trim()),
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

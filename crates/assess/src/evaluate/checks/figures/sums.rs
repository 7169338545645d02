//! How far sums and products miss.

use crate::model::FIGURE_SCALE;

/// By how much a whole differs from its parts.
pub(super) fn off(whole: i64, parts: &[i64]) -> i64 {
    parts.iter().fold(whole, |left, part| left.saturating_sub(*part)).saturating_abs()
}

/// A product of two values in ten-thousandths.
pub(super) fn product(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b) / i128::from(FIGURE_SCALE)
}

/// By how much a number of shares at an amount each may miss their sum: half of the last place in which the amount is
/// written for each share. A round price is one that was set, not worked out; then up to half a share is left over.
pub(super) fn rounding(shares: i64, each: i64, written: &str) -> i128 {
    let decimals =
        written.rsplit_once('.').map_or(0, |(_, rest)| rest.chars().take_while(char::is_ascii_digit).count());
    let half_place = FIGURE_SCALE / 10_i64.pow(u32::try_from(decimals.min(4)).unwrap_or(4)) / 2;
    let left_over = if each % FIGURE_SCALE == 0 { i128::from(each) / 2 } else { 0 };
    product(shares, half_place.max(1)) + left_over
}

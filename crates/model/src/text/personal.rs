//! Numbers of people in a text: identity numbers, mobile telephones and bank cards, and how they are shown to those who
//! need not see them.

use std::ops::Range;

use super::{
    cut::Cut,
    fold::Folded,
    ids::{IdCheck, check_id},
};

/// A number written in groups has at most so many (`6222 0212 3456 7890 123`).
const GROUPS: usize = 6;

/// The byte ranges of a text to hide: the middles of numbers of people, digit by digit, so that groups stay as they are
/// written. Digits of any width count.
pub fn personal_middles(text: &str) -> Vec<Range<usize>> {
    // Most lines have no number at all.
    if text.chars().filter(|c| c.is_numeric()).nth(10).is_none() {
        return Vec::new();
    }
    let folded = Folded::normalized(text);
    let pieces = pieces(&folded.text);
    let mut hidden = Vec::new();
    let mut first = 0;
    while first < pieces.len() {
        let found = (1..=GROUPS.min(pieces.len() - first)).rev().find_map(|count| {
            let group = pieces.get(first..first + count)?;
            let is_one = group.windows(2).all(|pair| matches!(pair, [a, b] if joins(folded.text.part(a.end..b.start))));
            let number: String = group.iter().map(|piece| folded.text.part(piece.clone())).collect();
            let middle = if is_one { middle_of(&number)? } else { return None };
            Some((count, group, middle))
        });
        let Some((count, group, middle)) = found else {
            first += 1;
            continue;
        };
        let digits = group.iter().flat_map(|piece| piece.clone()).enumerate();
        hidden.extend(digits.filter(|(at, _)| middle.contains(at)).map(|(_, place)| folded.original(place..place + 1)));
        first += count;
    }
    hidden
}

/// The text with the middles of numbers of people as asterisks.
pub fn without_personal_numbers(text: &str) -> String {
    let hidden = personal_middles(text);
    let mut shown = String::with_capacity(text.len());
    let mut at = 0;
    for range in hidden {
        shown.push_str(text.part(at..range.start));
        shown.push('*');
        at = range.end;
    }
    shown.push_str(text.part(at..));
    shown
}

/// Runs of digits, one of 17 with the X behind it, that are part of no word.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut end = 0;
    for run in text.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
        let start = end;
        end += run.len();
        let word = run.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        let digits = word.trim_end_matches(['X', 'x']);
        if !digits.is_empty() && word.len() - digits.len() <= 1 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            found.push(start..start + word.len());
        }
    }
    found
}

/// Whether what stands between two groups leaves them one number.
fn joins(between: &str) -> bool {
    matches!(between, " " | "-")
}

/// Which characters of a number are hidden; `None` where it is none of a person.
fn middle_of(number: &str) -> Option<Range<usize>> {
    let length = number.len();
    if length == 18 && matches!(check_id(number), IdCheck::Valid | IdCheck::BadChecksum) {
        return Some(6..16);
    }
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match (length, number.as_bytes()) {
        (11, [b'1', b'3'..=b'9', ..]) => Some(3..7),
        // 银联 cards, and the check of ISO/IEC 7812-1; accounts of villages have other forms.
        (16..=19, [b'6', b'2', ..]) if passes_luhn(number) => Some(6..length - 4),
        _ => None,
    }
}

fn passes_luhn(number: &str) -> bool {
    let sum: u32 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let digit = u32::from(byte.saturating_sub(b'0'));
            let doubled = if at % 2 == 1 { digit * 2 } else { digit };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_of_people_are_hidden_in_any_writing() {
        for (text, shown) in [
            ("身份证990101194912310021，住村东", "身份证990101**********21，住村东"),
            ("９９０１０１１９４９１２３１００２１", "９９０１０１**********２１"),
            ("11010519491231002x", "110105**********2x"),
            ("电话：13900000000", "电话：139****0000"),
            ("139-0000-0000、139 0000 0000", "139-****-0000、139 **** 0000"),
            ("卡号6299990000000012348", "卡号629999*********2348"),
            ("6299 9900 0000 0017", "6299 99** **** 0017"),
            ("13900000000 990101194912310021", "139****0000 990101**********21"),
        ] {
            assert_eq!(without_personal_numbers(text), shown);
        }
    }

    #[test]
    fn other_numbers_stay() {
        for text in [
            "统一社会信用代码91990000MA0000000X",
            "账号37050161640800000123",
            "合计 1390000.00 元",
            "2020-06-18 09:30:00",
            "990101194913310029",
            "0632-5110000",
            "订单13900000000012",
            "6299 9900 0000 0018",
            "A13900000000",
        ] {
            assert_eq!(without_personal_numbers(text), text);
        }
    }

    proptest! {
        #[test]
        fn ranges_fit_and_the_rest_stays(text in "[0-9０-９Xx \\-甲,]{0,60}") {
            let shown = without_personal_numbers(&text);
            prop_assert_eq!(shown.chars().count(), text.chars().count());
            prop_assert!(shown.chars().zip(text.chars()).all(|(a, b)| a == b || a == '*'));
        }
    }
}

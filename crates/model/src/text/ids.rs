//! Citizen identity numbers (公民身份号码), GB 11643-1999: six digits of region, eight of birth date, three of
//! order and a check character by ISO 7064 MOD 11-2.

use std::ops::Range;

use jiff::civil::Date;

use super::fold::Folded;

/// The weight of each of the first 17 digits, GB 11643-1999.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character for each remainder by 11.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// What a look at an identity number tells. The region code is not judged: codes change and come from anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdCheck {
    /// Form, birth date and check character agree.
    Valid,
    /// Digits 7 to 14 are no date between 1900 and 2099.
    BadDate,
    /// The check character is another than the digits ask for.
    BadChecksum,
    /// Not 17 digits and a digit or X.
    BadForm,
}

/// A number of identity number's shape in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdMention {
    /// Its byte range in the original text.
    pub range: Range<usize>,
    /// The number in plain digits, with a capital X.
    pub number: String,
    /// What the check says; never [`IdCheck::BadForm`].
    pub check: IdCheck,
}

/// The check character that 17 leading digits ask for; `None` where there are not 17 digits.
pub fn check_character(digits: &str) -> Option<char> {
    if digits.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (c, weight) in digits.chars().zip(WEIGHTS) {
        sum += c.to_digit(10)? * weight;
    }
    CHECKS.get((sum % 11) as usize).copied()
}

/// Checks an 18-character identity number; white space around it and the case of X do not matter.
pub fn check_id(number: &str) -> IdCheck {
    let number = number.trim().to_ascii_uppercase();
    let (Some(digits), Some(last)) = (number.get(..17), number.get(17..)) else { return IdCheck::BadForm };
    let Some(wanted) = check_character(digits) else { return IdCheck::BadForm };
    let mut rest = last.chars();
    let (Some(given), None) = (rest.next(), rest.next()) else { return IdCheck::BadForm };
    if !(given.is_ascii_digit() || given == 'X') {
        return IdCheck::BadForm;
    }
    if birth_date(digits).is_none() {
        return IdCheck::BadDate;
    }
    if given == wanted { IdCheck::Valid } else { IdCheck::BadChecksum }
}

/// The birth date in an identity number, where it is a date between 1900 and 2099.
pub fn birth_date(number: &str) -> Option<Date> {
    let year: i16 = number.get(6..10)?.parse().ok()?;
    let month: i8 = number.get(10..12)?.parse().ok()?;
    let day: i8 = number.get(12..14)?.parse().ok()?;
    if !(1900..2100).contains(&year) {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// Finds runs of 17 digits and a digit or X, in any width, that are part of no longer run of letters or digits.
///
/// Numbers with an impossible birth date are reported too, as [`IdCheck::BadDate`]; an account number can look so.
pub fn find_ids(text: &str) -> Vec<IdMention> {
    let folded = Folded::normalized(text);
    let mut found = Vec::new();
    let divides = |c: char| !c.is_ascii_alphanumeric();
    let mut end = 0;
    // Each piece is a run, which can be empty, and the character that ends it.
    for piece in folded.text.split_inclusive(divides) {
        let start = end;
        end += piece.len();
        let run = piece.trim_end_matches(divides);
        if run.is_empty() {
            continue;
        }
        let number = run.to_ascii_uppercase();
        let check = check_id(&number);
        if check != IdCheck::BadForm {
            found.push(IdMention { range: folded.original(start..start + run.len()), number, check });
        }
    }
    found
}

/// The number with its first six and last two characters shown and asterisks between; a number of twelve
/// characters or fewer shows only its last two.
pub fn mask_id(number: &str) -> String {
    let count = number.chars().count();
    let shown_head = if count > 12 { 6 } else { 0 };
    number.chars().enumerate().map(|(at, c)| if at < shown_head || at + 2 >= count { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The example of GB 11643-1999 itself (a region code of the standard's text, no living person).
    const STANDARD: &str = "11010519491231002X";

    #[test]
    fn the_standard_s_own_example() {
        assert_eq!(check_id(STANDARD), IdCheck::Valid);
        assert_eq!(check_id("11010519491231002x "), IdCheck::Valid);
        assert_eq!(check_id("110105194912310021"), IdCheck::BadChecksum);
        assert_eq!(check_id("110105194913310029"), IdCheck::BadDate);
        assert_eq!(check_id("11010519491231002"), IdCheck::BadForm);
        assert_eq!(check_id("11010519491231002XX"), IdCheck::BadForm);
        assert_eq!(check_id("一二三四五六七八九十一二三四五六七八"), IdCheck::BadForm);
        assert_eq!(check_id(""), IdCheck::BadForm);
    }

    #[test]
    fn found_in_text_of_any_width() {
        let text = "甲：990101194912310021，乙：９９０１０１１９４９１２３１００２１；账号6222990101194912310021";
        let found = find_ids(text);
        assert_eq!(found.len(), 2);
        assert_eq!(&text[found[0].range.clone()], "990101194912310021");
        assert_eq!(&text[found[1].range.clone()], "９９０１０１１９４９１２３１００２１");
        assert_eq!(found[1].number, "990101194912310021");
    }

    #[test]
    fn masks_the_middle() {
        assert_eq!(mask_id("990101194912310021"), "990101**********21");
        assert_eq!(mask_id("13900000000"), "*********00");
    }

    proptest! {
        #[test]
        fn the_right_check_character_is_valid_and_every_other_is_not(
            year in 1900i32..2100, month in 1u32..13, day in 1u32..29, order in 0u32..1000,
        ) {
            let digits = format!("990101{year:04}{month:02}{day:02}{order:03}");
            let right = check_character(&digits).expect("17 digits");
            for last in "0123456789X".chars() {
                let wanted = if last == right { IdCheck::Valid } else { IdCheck::BadChecksum };
                prop_assert_eq!(check_id(&format!("{digits}{last}")), wanted);
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>()) {
            for id in find_ids(&text) {
                prop_assert!(text.is_char_boundary(id.range.start) && text.is_char_boundary(id.range.end));
                let _ = mask_id(&id.number);
            }
            let _ = check_id(&text);
        }
    }
}

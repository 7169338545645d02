//! The order in which people count: numbers by their value, whether in figures or in Chinese, and other text by its
//! characters. `第一盒`, `第二盒`, `第十一盒`; `2.jpg` before `10.jpg`.

use std::cmp::Ordering;

use super::numerals::parse_integer;

/// A part of a text: a number, or a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum NamePart {
    /// Ends of folders come before anything that goes on.
    Separator,
    Number(u64),
    Character(char),
}

/// Compares two names or paths as people count. Texts that count alike are ordered by their characters, so that only the
/// same text is equal.
pub fn compare(a: &str, b: &str) -> Ordering {
    NameParts(a).cmp(NameParts(b)).then_with(|| a.cmp(b))
}

/// The parts of a text, one by one.
struct NameParts<'t>(&'t str);

impl Iterator for NameParts<'_> {
    type Item = NamePart;

    fn next(&mut self) -> Option<NamePart> {
        let first = self.0.chars().next()?;
        for is_digit in [|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c), is_chinese_digit] {
            if !is_digit(first) {
                continue;
            }
            let end = self.0.find(|c| !is_digit(c)).unwrap_or(self.0.len());
            let (run, rest) = self.0.split_at(end);
            // A number that is too long to be one is text.
            if let Some(number) = number(run) {
                self.0 = rest;
                return Some(NamePart::Number(number));
            }
        }
        self.0 = self.0.strip_prefix(first).unwrap_or_default();
        Some(if first == '/' { NamePart::Separator } else { NamePart::Character(first) })
    }
}

fn number(run: &str) -> Option<u64> {
    let plain: String = run
        .chars()
        .map(|c| match u32::from(c).checked_sub(u32::from('０')) {
            Some(digit @ 0..=9) => char::from_digit(digit, 10).unwrap_or(c),
            _ => c,
        })
        .collect();
    plain.parse().ok().or_else(|| parse_integer(&plain))
}

fn is_chinese_digit(c: char) -> bool {
    matches!(c, '零' | '〇' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by(|a, b| compare(a, b));
        names
    }

    #[test]
    fn numbers_count_by_their_value() {
        let boxes = vec!["第十一盒", "第三盒", "第一盒", "第二十盒", "第二盒", "第十盒"];
        assert_eq!(sorted(boxes), ["第一盒", "第二盒", "第三盒", "第十盒", "第十一盒", "第二十盒"]);
        assert_eq!(sorted(vec!["10.jpg", "2.jpg", "1.jpg", "０3.jpg"]), ["1.jpg", "2.jpg", "０3.jpg", "10.jpg"]);
        assert_eq!(sorted(vec!["（十）决议", "（二）通知", "（一）方案"]), ["（一）方案", "（二）通知", "（十）决议"]);
    }

    #[test]
    fn folders_come_before_longer_names_and_words_keep_their_order() {
        assert_eq!(sorted(vec!["第一盒续/a", "第一盒/b", "第一盒/a"]), ["第一盒/a", "第一盒/b", "第一盒续/a"]);
        assert_eq!(sorted(vec!["付庄", "张庄", "万庄"]), ["万庄", "付庄", "张庄"]);
        assert_eq!(sorted(vec!["99999999999999999999999", "9"]), ["9", "99999999999999999999999"]);
    }

    proptest! {
        #[test]
        fn it_is_an_order(a in "[一二十百0-9a/]{0,6}", b in "[一二十百0-9a/]{0,6}", c in "[一二十百0-9a/]{0,6}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &b) == Ordering::Equal, a == b);
            if compare(&a, &b) != Ordering::Greater && compare(&b, &c) != Ordering::Greater {
                prop_assert_ne!(compare(&a, &c), Ordering::Greater);
            }
        }
    }
}

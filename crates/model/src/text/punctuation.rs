//! Strings that differ from another by a mark between two of its characters, as recognition gives another mark, loses one
//! or makes one of a speck.

use super::Cut;

/// Marks that stand between the parts of a sentence, folded.
const MARKS: &str = ",.、;:。!?";

fn is_mark(c: char) -> bool {
    MARKS.contains(c)
}

/// A folded text with other marks in it: every way to leave one out, put another for it or put one between two
/// characters, and that with no mark at all; at most `limit`. `follows` tells whether a character may stand behind another
/// one at all, so that what stands nowhere is not made.
pub fn repunctuated(folded: &str, limit: usize, follows: &mut dyn FnMut(char, char) -> bool) -> Vec<String> {
    let mut variants: Vec<String> = Vec::new();
    let add = |variant: String, variants: &mut Vec<String>| {
        if variants.len() < limit && variant != folded && !variant.is_empty() && !variants.contains(&variant) {
            variants.push(variant);
        }
    };
    let chars: Vec<(usize, char)> = folded.char_indices().collect();
    let inner: usize = chars.iter().filter(|(_, c)| is_mark(*c)).count();
    if inner > 0 {
        add(folded.chars().filter(|c| !is_mark(*c)).collect(), &mut variants);
    }
    for pair in chars.windows(2) {
        let [(_, before), (at, c)] = pair else { continue };
        let (head, tail) = (folded.part(..*at), folded.part(at + c.len_utf8()..));
        if is_mark(*c) {
            let Some(next) = tail.chars().next() else { continue };
            add(format!("{head}{tail}"), &mut variants);
            for mark in MARKS.chars().filter(|mark| mark != c) {
                if follows(*before, mark) && follows(mark, next) {
                    add(format!("{head}{mark}{tail}"), &mut variants);
                }
            }
        } else if !is_mark(*before) {
            // Figures with a point or a comma between them are other figures.
            if before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric() {
                continue;
            }
            for mark in MARKS.chars() {
                if follows(*before, mark) && follows(mark, *c) {
                    add(format!("{head}{mark}{c}{tail}"), &mut variants);
                }
            }
        }
    }
    variants
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_lost_changed_and_made() {
        let all = |text: &str| repunctuated(text, 1000, &mut |_, _| true);
        let found = all("应到30人,实到28人");
        for variant in ["应到30人实到28人", "应到30人.实到28人", "应到30人、实到28人", "应到30人。实到28人"]
        {
            assert!(found.contains(&variant.to_owned()), "{variant}");
        }
        assert!(all("三十人实到").contains(&"三十人,实到".to_owned()));
        assert!(!all("12元").iter().any(|variant| variant.contains("1.2") || variant.contains("1,2")));
        assert!(all("甲").is_empty());
        assert_eq!(
            repunctuated("三十人实到", 1000, &mut |a, b| (a, b) == ('人', '。') || (a, b) == ('。', '实')),
            ["三十人。实到"]
        );
    }

    proptest! {
        #[test]
        fn every_variant_differs_by_its_marks(text in "[甲乙丙,。.0-9a]{0,12}", limit in 0usize..40) {
            let bare = |text: &str| text.chars().filter(|c| !is_mark(*c)).collect::<String>();
            let found = repunctuated(&text, limit, &mut |_, _| true);
            prop_assert!(found.len() <= limit);
            for variant in found {
                prop_assert_eq!(bare(&variant), bare(&text));
                prop_assert_ne!(&variant, &text);
            }
        }
    }
}

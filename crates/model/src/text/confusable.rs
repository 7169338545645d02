//! Characters that look alike, so that recognition of a scan takes one for the other.
//!
//! The groups stand in `schema/vocabulary/lookalikes.tsv`: a stroke more or less (`未末`), a part that is nearly the same
//! (`杨扬`), a digit with a digit or letter (`08`). Every member stands for every other of its group.

use std::{collections::BTreeMap, sync::LazyLock};

use super::Cut;
use crate::vocabulary;

static TABLE: LazyLock<BTreeMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut table: BTreeMap<char, Vec<char>> = BTreeMap::new();
    let list = vocabulary!("lookalikes.tsv");
    for group in list.rows().filter(|row| row.get("kind") != "zero").map(|row| row.get("characters")) {
        for c in group.chars() {
            let others = table.entry(c).or_default();
            for other in group.chars() {
                if other != c && !others.contains(&other) {
                    others.push(other);
                }
            }
        }
    }
    table
});

/// The characters that a folded character is taken for, and that are taken for it.
pub fn confusables(c: char) -> &'static [char] {
    TABLE.get(&c).map_or(&[], Vec::as_slice)
}

/// A folded text with one of its characters put for one that looks like it: every way, at most `limit` of them.
pub fn one_off(folded: &str, limit: usize) -> Vec<String> {
    let mut variants = Vec::new();
    for (at, c) in folded.char_indices() {
        for other in confusables(c) {
            if variants.len() >= limit {
                return variants;
            }
            variants.push(format!("{}{other}{}", folded.part(..at), folded.part(at + c.len_utf8()..)));
        }
    }
    variants
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn the_table_is_folded_and_mutual() {
        for (&c, others) in TABLE.iter() {
            assert_eq!(fold(&c.to_string()), c.to_string(), "{c} is not folded");
            for &other in others {
                assert!(confusables(other).contains(&c), "{c} {other}");
            }
        }
    }

    #[test]
    fn one_character_is_put_for_another() {
        assert_eq!(one_off("李未", 9), ["季未", "李末", "李宋", "李朱", "李来"]);
        assert!(one_off("28500", 99).contains(&"26500".to_owned()));
        assert_eq!(one_off("28500", 2).len(), 2);
        assert!(one_off("", 9).is_empty());
    }
}

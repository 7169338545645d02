//! Names of people in lists.

use std::sync::LazyLock;

use regex::Regex;

use crate::{text::pattern, vocabulary};

/// Whether a word can be a person's name: two to four ideographs, or more around a middle dot.
pub fn is_name(word: &str) -> bool {
    let count = word.chars().count();
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}' | '·' | '•');
    (2..=4).contains(&count) && word.chars().all(han)
        || (count <= 12 && word.contains(['·', '•']) && word.chars().all(han))
}

/// Words of a list that are no names.
static NO_NAMES: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("not-names.tsv").forms("attendees")));

/// The first names of a list of which not all are written out, and what stands for the others: `赵甲 钱乙 …（33人）`, `赵甲、钱乙等21人`.
/// `None` where fewer than two names come first, or something else than a mark for more follows.
pub(super) fn first_names(text: &str) -> Option<(Vec<String>, &str)> {
    static FIRST: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[ \t]*(?P<names>\p{Han}{2,4}(?:[ 、,\t]+\p{Han}{2,4}?)+)[ 、,\t]*(?P<more>(?:…+|\.{3,}|等)[^。;]{0,24})$",
        )
    });
    let found = FIRST.captures(text)?;
    Some((names(found.name("names")?.as_str())?, found.name("more")?.as_str()))
}

/// The names of a plain list, parted by 、 or spaces; `None` where anything else stands in it.
pub(super) fn names(text: &str) -> Option<Vec<String>> {
    let mut text = text.to_owned();
    // Offices in brackets belong to the name before them.
    while let (Some(open), Some(close)) = (text.find('('), text.find(')')) {
        if open > close {
            return None;
        }
        text.replace_range(open..=close, "");
    }
    let mut names: Vec<String> = Vec::new();
    let mut pending: Option<String> = None;
    for word in text.split([' ', '\t', '\n', '、', ',', ';', '。']).map(str::trim).filter(|word| !word.is_empty()) {
        // 赵 甲 is one name of two characters.
        if word.chars().count() == 1 {
            match pending.take() {
                Some(first) => names.push(first + word),
                None => pending = Some(word.to_owned()),
            }
            continue;
        }
        if pending.is_some() || !is_name(word) || NO_NAMES.is_match(word) {
            return None;
        }
        names.push(word.to_owned());
    }
    (pending.is_none() && !names.is_empty()).then_some(names)
}

//! Synonyms in the language of village archives: a search for one word also offers pages that use another. They stand in
//! `schema/vocabulary/terms.tsv`.

use std::sync::LazyLock;

use crate::vocabulary;

/// Groups of words, folded, each of two characters or more. A word stands for every other of its group.
static GROUPS: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for row in vocabulary!("terms.tsv").rows() {
        let (word, name) = (row.get("word"), row.get("group"));
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, group)) => group.push(word),
            None => groups.push((name, vec![word])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
});

/// The most ways of putting a text otherwise.
const MOST: usize = 12;

/// The folded text with a word of the field put otherwise, the longest word first.
pub(crate) fn alternatives(folded: &str) -> Vec<String> {
    let mut words: Vec<(usize, &str, &[&str])> = GROUPS
        .iter()
        .flat_map(|group| group.iter().map(move |word| (*word, group.as_slice())))
        .filter_map(|(word, group)| folded.find(word).map(|at| (at, word, group)))
        .collect();
    words.sort_by_key(|(at, word, _)| (std::cmp::Reverse(word.len()), *at));
    let mut found: Vec<String> = Vec::new();
    let mut taken: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, word, group) in words {
        let range = at..at + word.len();
        // 公布 inside a longer word that was already put otherwise is no word of its own.
        if taken.iter().any(|known| known.start <= range.start && range.end <= known.end && *known != range) {
            continue;
        }
        taken.push(range.clone());
        for other in group.iter().filter(|other| **other != word) {
            // The range is that of the first place of the word.
            let text = folded.replacen(word, other, 1);
            // A text that holds what was asked for is found already.
            if found.len() < MOST && !text.contains(folded) && !found.contains(&text) {
                found.push(text);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn words_of_one_meaning() {
        assert_eq!(alternatives("会议记录"), ["会议纪要", "记录簿", "记录本", "会议纪录"]);
        assert!(alternatives("张庄成员界定公示").contains(&"张庄成员确认公示".to_owned()));
        assert!(alternatives("张庄成员界定公示").contains(&"张庄成员界定公告".to_owned()));
        assert!(!alternatives("成员界定").contains(&"成员确认确认".to_owned()));
        assert!(alternatives("王芳").is_empty() && alternatives("").is_empty());
        assert!(!alternatives("合作社").contains(&"股份经济合作社".to_owned()), "it holds the word itself");
        assert!(alternatives("会议记录公示名单决定方案").len() <= MOST);
    }

    #[test]
    fn the_words_are_folded() {
        for word in GROUPS.iter().flatten() {
            assert_eq!(fold(word), *word);
            assert!(word.chars().count() >= 2);
        }
    }
}

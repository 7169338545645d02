//! Genres: what a paper is by the noun that ends its title (`schema/vocabulary/genres.tsv`).

use std::sync::LazyLock;

use crate::text::{Cut, vocabulary::WordList};
use crate::vocabulary;

use super::lines::tight;

static LIST: LazyLock<WordList> = LazyLock::new(|| vocabulary!("genres.tsv"));

/// The words with their genres, folded, the longest first.
static WORDS: LazyLock<Vec<(String, Genre)>> = LazyLock::new(|| {
    let mut words: Vec<_> = LIST
        .rows()
        .map(|row| (tight(row.get("word")), Genre { id: row.get("genre"), family: row.get("family") }))
        .collect();
    words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
    words
});

/// What a paper is: `minutes`, `charter`, `roster` … with the genre above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Genre {
    /// Its id in the column `genre`.
    pub id: &'static str,
    /// The genre above it, its own id where it is one of the uppermost: `summary-minutes` is within `minutes`.
    pub family: &'static str,
}

impl Genre {
    /// The genre with an id.
    pub fn of(id: &str) -> Option<Self> {
        WORDS.iter().map(|(_, genre)| *genre).find(|genre| genre.id == id)
    }

    /// Whether it is the genre with this id, or within it.
    pub fn is(self, id: &str) -> bool {
        self.id == id || self.family == id
    }

    /// The genre that a title ends with, and how many bytes its word has; the longest word counts.
    pub(super) fn ending(title: &str) -> Option<(Self, usize)> {
        let (word, genre) = WORDS.iter().find(|(word, _)| title.ends_with(word.as_str()))?;
        let before = title.part(..title.len() - word.len());
        // What ends with 法 is a law only by name: 《…法》; 方法 and 做法 are none. 表 alone is what a table is called.
        let is_short = word.chars().count() == 1;
        let is_part_of_word =
            is_short && before.ends_with(['方', '做', '用', '想', '看', '代', '外', '发', '出', '公']);
        // 不予登记, 会议召开: verbs end these, and need something in front.
        let needs_more = before.is_empty() && matches!(genre.id, "news" | "form") && is_short;
        (!is_part_of_word && !needs_more).then_some((*genre, word.len()))
    }

    /// The genre that the title of an enclosed paper ends with: as [`Genre::ending`], but for words that are verbs too.
    pub(super) fn ending_of_enclosed(title: &str) -> Option<(Self, usize)> {
        let (genre, len) = Self::ending(title)?;
        let word = title.part(title.len() - len..);
        let is_verb = LIST.rows().any(|row| row.get("also") == "verb" && tight(row.get("word")) == word);
        (!is_verb).then_some((genre, len))
    }

    /// The genre whose word a text begins with, and how many bytes the word has.
    pub(super) fn beginning(text: &str) -> Option<(Self, usize)> {
        WORDS.iter().find(|(word, _)| text.starts_with(word.as_str())).map(|(word, genre)| (*genre, word.len()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn ending(title: &str) -> Option<&'static str> {
        Genre::ending(title).map(|(genre, _)| genre.id)
    }

    #[test]
    fn every_genre_has_one_family() {
        let mut families = BTreeMap::new();
        for row in LIST.rows() {
            let family = families.entry(row.get("genre")).or_insert(row.get("family"));
            assert_eq!(*family, row.get("family"), "{}", row.get("genre"));
            assert!(!row.get("family").is_empty(), "{}", row.get("word"));
        }
        assert_eq!(Genre::of("minutes").map(|genre| genre.family), Some("minutes"));
        assert!(Genre::of("summary-minutes").is_some_and(|genre| genre.is("minutes") && !genre.is("rule")));
        assert_eq!(Genre::of("no such"), None);
    }

    #[test]
    fn the_longest_noun_at_the_end_counts() {
        for (title, genre) in [
            ("坡头村村民代表会议记录", Some("minutes")),
            ("入户走访记录", Some("visit-record")),
            ("坡头村股份经济合作社章程", Some("charter")),
            ("成员身份确认办法", Some("rule")),
            ("资产负债表", Some("balance-sheet")),
            ("固定资产清查登记表", Some("ledger-sheet")),
            ("会议签到表", Some("sign-in")),
            ("村民代表会议决议", Some("resolution")),
            ("股权证", Some("certificate")),
            ("人怎么办", None),
            ("工作方法", None),
            ("清产核资", None),
            ("", None),
        ] {
            assert_eq!(ending(title), genre, "{title}");
        }
    }
}

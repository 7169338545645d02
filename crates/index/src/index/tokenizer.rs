//! From text to grams, and from a query to the grams that cover it.
//!
//! A page is folded, and every character starts one gram at its true position: a pair with its neighbour, or a triple
//! where three ASCII letters and digits run on. A string is then found as a phrase of grams that cover it; since the
//! grams carry true positions, the phrase matches exactly where the folded string stands. Two letters or digits at the
//! end of a string may be the beginning of a triple; they are found by their prefix.
//!
//! The head of the next page follows the page's own characters, so that strings over the break are found. Grams that
//! *start* there get a mark in front: they can continue a match, but never begin one, and the next page's words are
//! not taken for this page's. The last character of a text stands alone as a gram of one, so that every character
//! of the page starts a gram, and a single character is found by its prefix.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::{Cut, Folded};

/// The version of the grams. Raise it with every change of what is indexed; the index is then built anew.
pub const GRAM_VERSION: u32 = 2;
/// How many folded characters of the next page are indexed with a page.
pub const LOOK_AHEAD: usize = 20;
/// Stands between a page's own text and the head of the next page. The fold deletes it, as every control character.
const BREAK: char = '\u{1E}';
/// Stands in front of grams that start on the next page. The fold deletes it, so no gram of text begins with it.
const MARK: char = '\u{1}';

/// Joins a page's text and the head of the next page into the one string that the tokenizer takes.
pub(crate) fn page_value(text: &str, next_text: &str) -> String {
    // Brackets and breaks fold away, so a folded character can take several of the original; the tokenizer cuts to
    // the exact count, this only keeps the copy short.
    let head: String = next_text.chars().filter(|&c| c != BREAK).take(LOOK_AHEAD * 20).collect();
    let mut value = String::with_capacity(text.len() + head.len() + 1);
    value.push_str(text);
    value.push(BREAK);
    value.push_str(&head);
    value
}

/// Whether characters of ASCII runs: they form triples.
fn in_run(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// The tokenizer of pages, titles and names.
#[derive(Debug, Clone, Copy, Default)]
pub struct GramTokenizer;

impl Tokenizer for GramTokenizer {
    type TokenStream<'a> = GramStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream {
        let own_end = text.rfind(BREAK).unwrap_or(text.len());
        let folded = Folded::new(text);
        let own = folded.offsets.partition_point(|(_, original)| original.start < own_end);
        let count = folded.offsets.len().min(own + LOOK_AHEAD);
        let chars = folded.text.chars().take(count).collect();
        let offsets = folded.offsets.into_iter().take(count).map(|(_, range)| (range.start, range.end)).collect();
        GramStream { chars, offsets, own, at: 0, token: Token::default() }
    }
}

/// The grams of one text, left to right.
#[derive(Debug)]
pub struct GramStream {
    chars: Vec<char>,
    offsets: Vec<(usize, usize)>,
    own: usize,
    at: usize,
    token: Token,
}

impl GramStream {
    /// Sets the token to the gram of `len` characters at the current place; false where it does not exist.
    fn set(&mut self, len: usize) -> bool {
        let place = self.at..self.at + len;
        let (Some(gram), Some(offsets)) = (self.chars.get(place.clone()), self.offsets.get(place)) else {
            return false;
        };
        let (Some((from, _)), Some((_, to))) = (offsets.first(), offsets.last()) else { return false };
        self.token.text.clear();
        if self.at >= self.own {
            self.token.text.push(MARK);
        }
        self.token.text.extend(gram);
        self.token.position = self.at;
        self.token.offset_from = *from;
        self.token.offset_to = *to;
        true
    }
}

impl GramStream {
    /// Gives the gram of `len` characters at the current place and goes on; false where it does not exist.
    fn step(&mut self, len: usize) -> bool {
        let found = self.set(len);
        if found {
            self.at += 1;
        }
        found
    }
}

impl TokenStream for GramStream {
    fn advance(&mut self) -> bool {
        let at = self.at;
        if self.chars.get(at..at + 3).is_some_and(|gram| gram.iter().all(|&c| in_run(c))) {
            return self.step(3);
        }
        // The very last character: a gram of one, unless it belongs to the next page.
        self.step(2) || (at < self.own && self.step(1))
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// A gram of a query: how many characters after its start it stands, and its text.
pub(crate) type Gram = (usize, String);

/// Whether a gram at the end of a string may be the beginning of a longer one where the string stands.
pub(crate) fn is_open(gram: &str) -> bool {
    gram.len() == 2 && gram.chars().all(in_run)
}

/// The grams that a folded string has wherever it stands, in order: every one but those that its end leaves open.
pub(crate) fn sure_grams(folded: &str) -> Vec<String> {
    let chars: Vec<char> = folded.chars().collect();
    let gram = |at: usize| {
        let long = chars.get(at..at + 3).filter(|gram| gram.iter().all(|&c| in_run(c)));
        let gram: String = long.or_else(|| chars.get(at..at + 2))?.iter().collect();
        (!(is_open(&gram) && at + 2 == chars.len())).then_some(gram)
    };
    (0..chars.len()).filter_map(gram).collect()
}

/// Grams that cover every character of a folded string of two characters or more, in order.
///
/// This is not what the tokenizer gives: its last lone character exists only at the end of a page. The last gram can
/// be one that [`is_open`].
pub(crate) fn cover(folded: &str) -> Vec<Gram> {
    let chars: Vec<char> = folded.chars().collect();
    let triple = |at: usize| chars.get(at..at + 3).is_some_and(|gram| gram.iter().all(|&c| in_run(c)));
    let gram = |at: usize, len: usize| (at, chars.part(at..at + len).iter().collect::<String>());
    let mut grams = Vec::new();
    let mut covered = 0;
    while covered < chars.len() {
        let left = chars.len() - covered;
        if triple(covered) {
            grams.push(gram(covered, 3));
            covered += 3;
        } else if left <= 2 && chars.len() >= 3 && triple(chars.len() - 3) {
            grams.push(gram(chars.len() - 3, 3));
            covered = chars.len();
        } else if left >= 2 {
            grams.push(gram(covered, 2));
            covered += 2;
        } else if covered > 0 {
            grams.push(gram(covered - 1, 2));
            covered += 1;
        } else {
            grams.push(gram(0, 1));
            covered += 1;
        }
    }
    grams
}

/// The same gram as it is indexed where it starts on the next page.
pub(crate) fn marked(gram: &str) -> String {
    format!("{MARK}{gram}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold;

    fn grams(text: &str, next: &str) -> Vec<(usize, String)> {
        let value = page_value(text, next);
        let mut found = Vec::new();
        let mut tokenizer = GramTokenizer;
        tokenizer.token_stream(&value).process(&mut |token| found.push((token.position, token.text.clone())));
        found
    }

    fn pairs(list: &[(usize, &str)]) -> Vec<(usize, String)> {
        list.iter().map(|&(at, gram)| (at, gram.to_owned())).collect()
    }

    #[test]
    fn pairs_at_true_positions_and_triples_in_runs() {
        assert_eq!(
            grams("第（2020）号", ""),
            pairs(&[(0, "第2"), (1, "202"), (2, "020"), (3, "20"), (4, "0号"), (5, "号")])
        );
        assert_eq!(grams("村", ""), pairs(&[(0, "村")]));
        assert!(grams("", "").is_empty());
        assert!(grams("（ ）", "").is_empty());
    }

    #[test]
    fn the_next_page_can_continue_but_not_begin() {
        assert_eq!(grams("会议", "记录本"), pairs(&[(0, "会议"), (1, "议记"), (2, "\u{1}记录"), (3, "\u{1}录本")]));
        assert_eq!(grams("会", "议"), pairs(&[(0, "会议")]));
        assert!(grams("", "议").is_empty());
        assert_eq!(grams("", "记录"), pairs(&[(0, "\u{1}记录")]));
        assert_eq!(grams("一", &"二".repeat(100)).len(), LOOK_AHEAD);
    }

    #[test]
    fn covers() {
        assert_eq!(cover("会议"), pairs(&[(0, "会议")]));
        assert_eq!(cover("会议录"), pairs(&[(0, "会议"), (1, "议录")]));
        assert_eq!(cover("2020年"), pairs(&[(0, "202"), (3, "0年")]));
        assert_eq!(cover("2020"), pairs(&[(0, "202"), (1, "020")]));
        assert_eq!(cover("共20"), pairs(&[(0, "共2"), (1, "20")]));
        assert!(is_open("20") && !is_open("0号") && !is_open("202") && !is_open("2"));
        assert_eq!(sure_grams("共2020年1"), ["共2", "202", "020", "20", "0年", "年1"]);
        assert_eq!(sure_grams("共20"), ["共2"]);
        assert_eq!(cover("会"), pairs(&[(0, "会")]));
        assert!(cover("").is_empty());
    }

    proptest! {
        #[test]
        fn every_gram_of_a_cover_is_indexed_where_the_string_stands(
            text in "[村会议0-9a-zA-Z，,。 （]{2,40}", from in 0usize..40, len in 1usize..20,
        ) {
            let sub: String = text.chars().skip(from % text.chars().count()).take(len).collect();
            let needle = crate::text::fold_query(&sub);
            if needle.chars().count() < 2 {
                return Ok(());
            }
            let all = grams(&text, "");
            let folded = fold(&text);
            let start = folded[..folded.find(&needle).expect("the guarantee of the fold")].chars().count();
            let mut next = 0;
            for (at, gram) in cover(&needle) {
                prop_assert!(at <= next, "a character is left out");
                next = at + gram.chars().count();
                let ends = at + gram.chars().count() == needle.chars().count();
                let open = ends && is_open(&gram);
                let stands = |known: &str| if open { known.starts_with(&gram) } else { known == gram };
                let found = all.iter().any(|(place, known)| *place == start + at && stands(known));
                prop_assert!(found, "{} is not at {}", gram, start + at);
            }
            prop_assert_eq!(next, needle.chars().count());
        }

        #[test]
        fn offsets_are_those_of_the_original(text in any::<String>(), next in any::<String>()) {
            let value = page_value(&text, &next);
            let mut tokenizer = GramTokenizer;
            let mut stream = tokenizer.token_stream(&value);
            while stream.advance() {
                let token = stream.token();
                prop_assert!(value.get(token.offset_from..token.offset_to).is_some_and(|cut| !cut.is_empty()));
            }
        }
    }
}

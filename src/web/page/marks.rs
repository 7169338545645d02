//! Parts of a text that are marked: quotations and the words of a hit.

use std::ops::Range;

/// A part of a text that is marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedPart {
    /// The text.
    pub text: String,
    /// Whether it is the quotation or a word of the hit.
    pub marked: bool,
}

/// Ranges in order, those that touch as one.
pub(super) fn merged(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = ranges.filter(|range| !range.is_empty()).collect();
    all.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in all {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// A text in parts, those in the ranges marked.
pub(super) fn cut(text: &str, ranges: &[Range<usize>]) -> Vec<MarkedPart> {
    let mut parts = Vec::new();
    let mut done = 0;
    for range in ranges {
        parts.push(MarkedPart { text: text[done..range.start].to_owned(), marked: false });
        parts.push(MarkedPart { text: text[range.clone()].to_owned(), marked: true });
        done = range.end;
    }
    parts.push(MarkedPart { text: text[done..].to_owned(), marked: false });
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// The text with every place of the quotation marked, and whether there is one. White space between characters is
/// not compared, since lines break elsewhere in a quotation.
pub(super) fn marked(text: &str, quote: &str) -> (Vec<MarkedPart>, bool) {
    let wanted: Vec<char> = quote.chars().filter(|c| !c.is_whitespace()).collect();
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
    let mut parts = Vec::new();
    let mut done = 0;
    let mut at = 0;
    while !wanted.is_empty() && at + wanted.len() <= letters.len() {
        let same = letters[at..at + wanted.len()].iter().map(|(_, c)| c).eq(&wanted);
        if !same {
            at += 1;
            continue;
        }
        let (last, c) = letters[at + wanted.len() - 1];
        let (start, end) = (letters[at].0, last + c.len_utf8());
        parts.push(MarkedPart { text: text[done..start].to_owned(), marked: false });
        parts.push(MarkedPart { text: text[start..end].to_owned(), marked: true });
        done = end;
        at += wanted.len();
    }
    let found = !parts.is_empty();
    parts.push(MarkedPart { text: text[done..].to_owned(), marked: false });
    parts.retain(|part| !part.text.is_empty());
    (parts, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, quote: &str) -> (String, bool) {
        let (parts, found) = marked(text, quote);
        let mark = |part: &MarkedPart| if part.marked { format!("[{}]", part.text) } else { part.text.clone() };
        (parts.iter().map(mark).collect(), found)
    }

    #[test]
    fn parts_that_overlap_are_marked_once() {
        let ranges = merged([3..9, 0..6, 12..12].into_iter());
        assert_eq!(ranges, std::slice::from_ref(&(0..9)));
        assert_eq!(cut("公示期间", &ranges).len(), 2);
    }

    #[test]
    fn every_place_of_the_quotation_is_marked_across_line_breaks() {
        assert_eq!(shown("公示期：6月\n15日 公示期", "公示期"), ("[公示期]：6月\n15日 [公示期]".to_owned(), true));
        assert_eq!(shown("公示期：6月\n15日", "6月15日"), ("公示期：[6月\n15日]".to_owned(), true));
        assert_eq!(shown("公示", "章程"), ("公示".to_owned(), false));
        assert_eq!(shown("", "x"), (String::new(), false));
        assert_eq!(shown("公示", " "), ("公示".to_owned(), false));
    }
}

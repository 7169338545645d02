//! Running text: a document's lines joined again, sentence by sentence, with the way back to the words on the page.
//!
//! Printed lines break where the paper ends, and so do pages; a clause is read whole only once they are joined. What
//! stands in a list belongs to the words that lead into it (`下列人员不予确认：（一）……`), so each sentence knows its lead.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    Paragraph, PlacedLine,
    origin::{CharOrigin, within},
    paragraph::MARKER,
};
use crate::{
    evaluate::Document,
    model::{Citation, Page, PageSource},
    text::{Cut, fold::Folded, pattern},
};

/// The groups of [`MARKER`], with the sort of mark that each is.
const SORTS: [(&str, &str); 6] = [
    ("article", "article"),
    ("chapter", "chapter"),
    ("bracket", "bracket"),
    ("number", "number"),
    ("point", "number"),
    ("word", "word"),
];
/// A list that begins inside a paragraph.
static INLINE_LIST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:\([0-9一二三四五六七八九十]{1,3}\)|[0-9]{1,2}[、)]|[一二三四五六七八九十]是)"));

/// The most characters of a clause on each side of what is looked at: a text can be without any mark.
const CLAUSE: usize = 400;

/// A sentence, or an entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in [`Running::text`].
    pub range: Range<usize>,
    /// The words that lead into the list it stands in.
    pub lead: Option<Range<usize>>,
}

/// The text of a [`Running`], kept with the document's content.
#[derive(Debug, Default)]
pub(super) struct RunningText {
    text: String,
    paragraphs: Vec<Range<usize>>,
    origins: Vec<CharOrigin>,
}

impl RunningText {
    /// Spells the paragraphs out, one behind the other.
    pub(super) fn new(pages: &[Page], paragraphs: &[Paragraph]) -> Self {
        let mut running = Self::default();
        for paragraph in paragraphs {
            let start = running.text.len();
            for line in &paragraph.lines {
                running.push_line(line, line.words(pages));
            }
            running.paragraphs.push(start..running.text.len());
        }
        running
    }

    fn push_line(&mut self, line: &PlacedLine, words: &str) {
        let folded = Folded::normalized(words);
        for (at, (offset, original)) in folded.offsets.iter().enumerate() {
            let end = folded.offsets.get(at + 1).map_or(folded.text.len(), |(next, _)| *next);
            let piece = folded.text.part(*offset..end);
            if piece.chars().all(char::is_whitespace) {
                continue;
            }
            let original = line.bytes.start + original.start..line.bytes.start + original.end;
            self.origins.push(CharOrigin::new(self.text.len(), line.page, &original));
            self.text.push_str(piece);
        }
    }
}

/// What one document says.
#[derive(Debug, Clone, Copy)]
pub struct Running<'d> {
    /// The document.
    pub document: &'d Document,
    /// All of its text, folded (NFKC, simplified, without white space), paragraphs one after the other without a mark
    /// between them: look at [`Running::paragraphs`] and [`Running::sentences`].
    pub text: &'d str,
    /// The paragraphs' bytes in the text; a row of a table is one.
    pub paragraphs: &'d [Range<usize>],
    origins: &'d [CharOrigin],
}

impl<'d> Running<'d> {
    /// A document's text; it is spelt out once and kept with the document.
    pub fn new(document: &'d Document) -> Self {
        let RunningText { text, paragraphs, origins } = document.content.running();
        Self { document, text, paragraphs, origins }
    }

    /// The sentences: divided at 。；！？, at paragraphs, and before lists that begin after a colon.
    pub fn sentences(&self) -> Vec<Sentence> {
        let mut sentences = Vec::new();
        // The lead of the list under way, and the sort of mark its paragraph bore.
        let mut lead: Option<(Range<usize>, Option<&str>)> = None;
        for paragraph in self.paragraphs {
            let own = marker(self.text.part(paragraph.clone())).map(|(sort, _)| sort);
            if own.is_none() || lead.as_ref().is_some_and(|(_, outer)| *outer == own) {
                lead = None;
            }
            for range in self.parts(paragraph) {
                let words = self.text.part(range.clone());
                if words.ends_with(':') && words.chars().count() > 3 {
                    lead = Some((range.clone(), own));
                    sentences.push(Sentence { range, lead: None });
                    continue;
                }
                let lead = lead.as_ref().map(|(lead, _)| lead.clone());
                sentences.push(Sentence { range, lead });
            }
        }
        sentences
    }

    fn parts(&self, paragraph: &Range<usize>) -> Vec<Range<usize>> {
        let text = self.text.part(paragraph.clone());
        let mut parts = Vec::new();
        let mut start = 0;
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let divides = matches!(c, '。' | ';' | '!' | '?' | '；' | '！' | '？')
                || (c == ':' && INLINE_LIST.is_match(text.part(end..)));
            if divides {
                parts.push(paragraph.start + start..paragraph.start + end);
                start = end;
            }
        }
        if start < text.len() {
            parts.push(paragraph.start + start..paragraph.end);
        }
        parts
    }

    /// The words of a range as they stand on their pages, one citation a page.
    pub fn cite(&self, range: &Range<usize>) -> Vec<Citation> {
        let mut found: Vec<(usize, Range<usize>)> = Vec::new();
        for origin in within(self.origins, range) {
            let bytes = origin.bytes();
            match found.last_mut() {
                Some((page, original)) if *page == origin.page() => original.end = original.end.max(bytes.end),
                _ => found.push((origin.page(), bytes)),
            }
        }
        let place = |(index, original): (usize, Range<usize>)| {
            let page = self.document.content.get(index)?;
            Some(self.document.cite(page.page, page.text.get(original).unwrap_or_default()))
        };
        found.into_iter().filter_map(place).collect()
    }

    /// Whether any of a range was recognised with doubt.
    pub fn is_doubtful(&self, range: &Range<usize>) -> bool {
        self.cite(range).iter().any(|place| {
            let page = place.page.unwrap_or_default();
            place.quote.lines().any(|line| !line.trim().is_empty() && self.document.is_doubtful(page, line))
        })
    }

    /// Whether any of a range was recognised rather than read.
    pub fn is_recognised(&self, range: &Range<usize>) -> bool {
        let page = |origin: &CharOrigin| self.document.content.get(origin.page());
        within(self.origins, range).iter().filter_map(page).any(|page| page.source == PageSource::Ocr)
    }

    /// The sentence around a byte, cut to the part between commas, and to [`CLAUSE`] characters on each side.
    pub fn clause_at(&self, range: &Range<usize>) -> Range<usize> {
        // They stand one behind the other.
        let after = self.paragraphs.partition_point(|paragraph| paragraph.start <= range.start);
        let around = after
            .checked_sub(1)
            .and_then(|at| self.paragraphs.get(at))
            .filter(|paragraph| range.start < paragraph.end)
            .cloned()
            .unwrap_or_else(|| range.clone());
        let text = self.text;
        // A comma inside a figure (350,000) divides nothing.
        let is_end = |at: usize, c: char| {
            matches!(c, '。' | ';' | '!' | '?')
                || (c == ',' && !text.part(at + 1..).starts_with(|next: char| next.is_ascii_digit()))
        };
        let start = text
            .part(around.start..range.start)
            .char_indices()
            .rev()
            .enumerate()
            .find(|&(count, (at, c))| count == CLAUSE || is_end(around.start + at, c))
            .map_or(around.start, |(_, (at, c))| around.start + at + c.len_utf8());
        let stop = range.end.min(around.end).max(range.start);
        let end = text
            .part(stop..around.end.max(stop))
            .char_indices()
            .enumerate()
            .find(|&(count, (at, c))| count == CLAUSE || is_end(stop + at, c))
            .map_or(around.end.max(stop), |(_, (at, _))| stop + at);
        start..end
    }

    /// Whether white space stands in front of a character on its page.
    pub fn has_space_before(&self, at: usize) -> bool {
        let index = self.origins.partition_point(|origin| origin.at() < at);
        match (index.checked_sub(1).and_then(|before| self.origins.get(before)), self.origins.get(index)) {
            (Some(before), Some(here)) => before.page() != here.page() || before.bytes().end < here.bytes().start,
            _ => false,
        }
    }

    /// The text from a byte on, up to the end of its paragraph.
    pub fn rest(&self, at: usize) -> &'d str {
        let end =
            self.paragraphs.iter().find(|paragraph| at <= paragraph.end).map_or(self.text.len(), |found| found.end);
        self.text.get(at..end).unwrap_or_default()
    }
}

/// The mark in front of a paragraph: its sort, and where it ends.
fn marker(text: &str) -> Option<(&'static str, usize)> {
    let captures = MARKER.captures(text)?;
    SORTS.into_iter().find_map(|(group, sort)| captures.name(group).map(|mark| (sort, mark.end())))
}

/// A paragraph without the mark in front of it.
pub fn without_marker(text: &str) -> &str {
    marker(text).map_or(text, |(_, end)| text.part(end..))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn sentences(pages: &[&str]) -> Vec<(String, String)> {
        let document = paper("章程.pdf").saying(pages);
        let running = Running::new(&document);
        let words = |range: &Range<usize>| running.text[range.clone()].to_owned();
        running
            .sentences()
            .iter()
            .map(|sentence| (words(&sentence.range), sentence.lead.as_ref().map(words).unwrap_or_default()))
            .collect()
    }

    fn plain(pages: &[&str]) -> Vec<String> {
        sentences(pages).into_iter().map(|(words, _)| words).collect()
    }

    #[test]
    fn lines_and_pages_are_joined() {
        let pages = [
            "凡在本村居住并且履行义务的，都可以\n按照本办法提出申请，由工作小组逐户\n- 1 -",
            "核实后张榜公布。\n任何人不得干预",
        ];
        assert_eq!(
            plain(&pages),
            ["凡在本村居住并且履行义务的,都可以按照本办法提出申请,由工作小组逐户核实后张榜公布。", "任何人不得干预"]
        );
    }

    #[test]
    fn short_lines_markers_and_rows_stand_alone() {
        let text = "王村章程\n第一章 总则\n第一条 本社由全体成员共同组成，依照本章程开展各项活动\n第二条 住所在村部\n姓名\t职务\n王五\t组长";
        assert_eq!(
            plain(&[text]),
            [
                "王村章程",
                "第一章总则",
                "第一条本社由全体成员共同组成,依照本章程开展各项活动",
                "第二条住所在村部",
                "姓名职务",
                "王五组长"
            ]
        );
    }

    #[test]
    fn entries_know_what_leads_into_them() {
        let text = "第五条 下列人员不予登记：\n（一）户口不在本村的；\n（二）已经去世的。\n第六条 其他情形另行讨论。";
        let found = sentences(&[text]);
        assert_eq!(found[1], ("(一)户口不在本村的;".to_owned(), "第五条下列人员不予登记:".to_owned()));
        assert_eq!(found[2].1, "第五条下列人员不予登记:");
        assert_eq!(found[3].1, "");
        let inline = sentences(&["下列人员予以登记：（一）户口在本村的；（二）嫁入本村的。"]);
        assert_eq!(inline[2], ("(二)嫁入本村的。".to_owned(), "下列人员予以登记:".to_owned()));
    }

    #[test]
    fn words_over_lines_and_pages_are_cited_as_they_stand() {
        let document =
            paper("办法.pdf").saying(&["由村民代表会议讨论决定并且\n报镇人民政府备案以后执行，不", "得自行更改。"]);
        let running = Running::new(&document);
        let at = running.text.find("备案").expect("it is there");
        let places = running.cite(&(at..running.text.len()));
        assert_eq!(places.len(), 2);
        assert_eq!((places[0].page, places[0].quote.as_str()), (Some(1), "备案以后执行，不"));
        assert_eq!((places[1].page, places[1].quote.as_str()), (Some(2), "得自行更改。"));
        let start = running.text.find("讨论").expect("it is there");
        assert_eq!(running.cite(&(start..at))[0].quote, "讨论决定并且\n报镇人民政府");
    }

    #[test]
    fn marks_are_taken_off() {
        for (text, rest) in [
            ("第十二条本社", "本社"),
            ("一、总体要求", "总体要求"),
            ("(三)公示", "公示"),
            ("1.范围", "范围"),
            ("12)范围", "范围"),
            ("1、坚持", "坚持"),
            ("12、坚持", "坚持"),
            ("1、", ""),
            ("1.", ""),
            ("1.坚持", "坚持"),
            ("1、5人", "5人"),
            ("1、、", "、"),
            ("1.、", "、"),
            ("一.坚持", "坚持"),
            ("一是坚持", "坚持"),
            ("附件1", "1"),
            ("123、坚持", "123、坚持"),
            ("①坚持", "①坚持"),
            ("（一）坚持", "（一）坚持"),
            ("1）坚持", "1）坚持"),
            ("2018.6月底前", "2018.6月底前"),
            ("1.5倍", "1.5倍"),
        ] {
            assert_eq!(without_marker(text), rest, "{text}");
        }
        let folded = |text: &str| Folded::normalized(text).text;
        for (text, rest) in [("（一）坚持", "坚持"), ("１、坚持", "坚持"), ("1）坚持", "坚持"), ("①坚持", "1坚持")]
        {
            assert_eq!(without_marker(&folded(text)), rest, "{text}");
        }
    }

    #[test]
    fn both_ways_to_number_are_one_sort_of_mark() {
        assert_eq!(marker("1、坚持"), Some(("number", 4)));
        assert_eq!(marker("1.坚持"), Some(("number", 2)));
        assert_eq!(marker("1.5倍"), None);
    }

    proptest! {
        #[test]
        fn a_mark_is_taken_off_in_front(text in "[0-9一二三第条是附件、.()（）①Ａ０]{0,6}") {
            prop_assert!(text.ends_with(without_marker(&text)));
        }

        #[test]
        fn every_character_keeps_its_place(pages in proptest::collection::vec(cundang_testing::paper(), 0..4)) {
            let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
            let document = paper("任意.pdf").saying(&pages);
            let running = Running::new(&document);
            let mut end = 0;
            for paragraph in running.paragraphs {
                prop_assert_eq!(paragraph.start, end);
                end = paragraph.end;
            }
            prop_assert_eq!(end, running.text.len());
            let joined: String =
                running.sentences().iter().map(|sentence| &running.text[sentence.range.clone()]).collect();
            prop_assert_eq!(joined.as_str(), running.text);
            for sentence in running.sentences() {
                for place in running.cite(&sentence.range) {
                    let page = &document.content[place.page.expect("a page") as usize - 1];
                    prop_assert!(page.text.contains(&place.quote));
                    prop_assert!(!place.quote.is_empty());
                }
                let clause = running.clause_at(&sentence.range);
                prop_assert!(running.text.get(clause).is_some());
            }
            let _ = without_marker(running.text);
        }
    }
}

//! A document's text as it was meant: lines that a page's width broke are joined again, and every place in the
//! joined text leads back to its page.

use std::ops::Range;

use super::Paragraph;
use crate::{
    evaluate::Document,
    model::{Citation, Page},
    text::{Cut, fold::Folded},
};

/// Where a reading stands, and whether a person should look at it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactPlace {
    /// The place.
    pub citation: Citation,
    /// It was recognised with doubt.
    pub doubtful: bool,
}

/// One line's share of the joined text.
#[derive(Debug, Clone)]
struct FlowLine {
    /// Its bytes in the joined text.
    bytes: Range<usize>,
    /// The page, counted from 1.
    page: u32,
}

/// The text of a [`Flow`], kept with the document's content.
#[derive(Debug)]
pub(super) struct FlowText {
    lines: Vec<FlowLine>,
    raw: String,
    folded: Folded,
}

impl FlowText {
    /// Spells the paragraphs out, a line each.
    pub(super) fn new(pages: &[Page], paragraphs: &[Paragraph]) -> Self {
        let mut raw = String::new();
        let mut lines = Vec::new();
        for paragraph in paragraphs {
            if !raw.is_empty() {
                raw.push('\n');
            }
            for line in &paragraph.lines {
                let start = raw.len();
                raw.push_str(line.words(pages).trim_end());
                let page = pages.get(line.page).map_or(1, |page| page.page);
                lines.push(FlowLine { bytes: start..raw.len(), page });
            }
        }
        let folded = Folded::normalized(&raw);
        Self { lines, raw, folded }
    }
}

/// The joined text of a document.
#[derive(Debug, Clone, Copy)]
pub struct Flow<'d> {
    document: &'d Document,
    lines: &'d [FlowLine],
    raw: &'d str,
    /// In NFKC and simplified characters; spaces and punctuation stay, paragraphs end with `\n`.
    pub folded: &'d Folded,
}

impl<'d> Flow<'d> {
    /// A document's text; it is spelt out once and kept with the document.
    pub fn new(document: &'d Document) -> Self {
        let FlowText { lines, raw, folded } = document.content.flow();
        Self { document, lines, raw, folded }
    }

    /// The sentences of the folded text: what stands between full stops, semicolons and line ends.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> + use<'d> {
        let text = self.folded.text.as_str();
        let mut from = 0;
        text.char_indices()
            .filter(|(_, c)| matches!(c, '。' | ';' | '\n' | '!' | '?'))
            .map(|(at, c)| (at, at + c.len_utf8()))
            .chain([(text.len(), text.len())])
            .filter_map(move |(end, next)| {
                let range = from..end;
                from = next;
                (!text.part(range.clone()).trim().is_empty()).then_some(range)
            })
    }

    /// The words of a range of the folded text.
    pub fn words(&self, range: &Range<usize>) -> &'d str {
        self.folded.text.part(range.clone())
    }

    /// The place of a range of the folded text.
    pub fn place(&self, range: Range<usize>) -> FactPlace {
        let original = self.folded.original(range);
        let first = self.lines.partition_point(|line| line.bytes.start <= original.start).saturating_sub(1);
        let Some(line) = self.lines.get(first) else {
            return FactPlace { citation: Citation::file(&self.document.path), doubtful: false };
        };
        // Words that run over the end of a page are shown on the page where they begin.
        let last = self.lines.part(first..).iter().take_while(|other| other.bytes.start < original.end);
        let end = last
            .clone()
            .filter(|other| other.page == line.page)
            .last()
            .map_or(original.end, |other| original.end.min(other.bytes.end));
        let quote = self.raw.get(original.start..end.max(original.start)).unwrap_or_default();
        let doubtful = last.clone().any(|other| {
            let end = original.end.min(other.bytes.end);
            let share = self.raw.get(original.start.max(other.bytes.start)..end).unwrap_or_default();
            !share.trim().is_empty() && self.document.is_doubtful(other.page, share)
        });
        FactPlace { citation: self.document.cite(line.page, quote), doubtful }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    #[test]
    fn numbers_that_a_line_end_broke_are_whole_again() {
        let page = "河湾村资产公示\n截至二〇一七年末，我村集体资产总额为人民币1,234,5\n67.89元。\n河湾村村民委员会";
        let document = paper("公示.pdf").saying(&[page]);
        let flow = Flow::new(&document);
        let at = flow.folded.text.find("1,234,567.89元").expect("the number is whole");
        let place = flow.place(at..at + "1,234,567.89元".len());
        assert_eq!(place.citation.page, Some(1));
        assert_eq!(place.citation.quote, "1,234,567.89元");
        assert!(!place.doubtful);
        assert_eq!(flow.sentences().count(), 3);
    }

    #[test]
    fn rows_of_a_table_stay_apart() {
        let document = paper("表.pdf").saying(&["合计\t12\n3\t4", "5\t6"]);
        let flow = Flow::new(&document);
        assert_eq!(flow.folded.text, "合计\t12\n3\t4\n5\t6");
        assert_eq!(flow.place(14..17).citation.page, Some(2));
    }

    proptest! {
        #[test]
        fn every_place_is_within_the_text(text in cundang_testing::paper_or("[甲乙1，。２ \t\n]{0,80}")) {
            let document = paper("a.pdf").saying(&[&text, &text]);
            let flow = Flow::new(&document);
            for range in flow.sentences() {
                let place = flow.place(range);
                prop_assert!(place.citation.page.is_some_and(|page| page <= 2));
            }
        }
    }
}

//! The lines of a document as the readers of its identity see them.

use crate::{
    model::{ArchivePath, Citation, Page, PageSource, Unit},
    text::{
        Cut,
        fold::{Folded, without_space},
    },
};

use super::proof::{Origin, Proof, Strength};

/// Characters of a document that are read for what it is; what stands behind them is annexes and rows.
const WITHIN: usize = 20_000;

/// A line that bears something.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PaperLine<'d> {
    /// The page, counted from 1.
    pub page: u32,
    /// As it stands on the page.
    pub raw: &'d str,
    /// NFKC and simplified, with its white space: `编号:  3`.
    pub text: String,
    /// The same without any white space, so that words spread over the line (`公  告`) are whole.
    pub tight: String,
    /// Whether it is the first line of its page.
    pub is_first: bool,
    /// Whether blank lines stand in front of it.
    pub after_blank: bool,
    /// Whether it is a row with several cells that bear something.
    pub is_row: bool,
}

impl PaperLine<'_> {
    /// Characters without white space.
    pub(super) fn len(&self) -> usize {
        self.tight.chars().count()
    }

    /// The cells, without white space; one for a line of running text.
    pub(super) fn cells(&self) -> Vec<String> {
        self.text.split('\t').map(without_space).filter(|cell| !cell.is_empty()).collect()
    }

    /// The pieces between two or more spaces, or tabs, each without white space.
    pub(super) fn pieces(&self) -> Vec<String> {
        let mut pieces = vec![String::new()];
        let mut gap = 0;
        for c in self.text.trim().chars() {
            if c.is_whitespace() {
                gap += if c == '\t' { 2 } else { 1 };
                continue;
            }
            if gap >= 2 {
                pieces.push(String::new());
            }
            gap = 0;
            if let Some(last) = pieces.last_mut() {
                last.push(c);
            }
        }
        pieces
    }
}

/// A text in the form in which everything here is compared: NFKC, simplified, without white space.
pub(super) fn tight(text: &str) -> String {
    without_space(&Folded::normalized(text).text)
}

/// What an identity is read from: a paper's pages, its name and where it lies.
#[derive(Debug, Clone, Copy)]
pub struct Paper<'d> {
    /// The file.
    pub path: &'d ArchivePath,
    /// Its path below its unit's folder.
    pub below_unit: &'d str,
    /// Whose folder it lies in.
    pub unit: &'d Unit,
    /// Its pages, as read.
    pub content: &'d [Page],
    /// Whether it is a picture with camera facts.
    pub is_photo: bool,
}

/// The lines of a document, its beginning and its end.
#[derive(Debug)]
pub(super) struct Lines<'d> {
    /// The document.
    pub paper: Paper<'d>,
    /// Its lines, in reading order, blank ones and page numbers left out.
    pub lines: Vec<PaperLine<'d>>,
}

impl<'d> Lines<'d> {
    /// Reads a document's lines.
    pub(super) fn new(paper: Paper<'d>) -> Self {
        let mut lines = Vec::new();
        let mut read = 0;
        for page in paper.content {
            let (mut is_first, mut after_blank) = (true, false);
            for raw in page.text.lines() {
                if read > WITHIN {
                    break;
                }
                let text = Folded::normalized(raw).text;
                let words = without_space(&text);
                if words.is_empty() {
                    after_blank = true;
                    continue;
                }
                if is_page_number(&words) {
                    continue;
                }
                read += words.chars().count();
                let cells = text.split('\t').filter(|cell| !cell.trim().is_empty()).count();
                let is_row = cells > 1 || (page.source == PageSource::Cells && text.trim_end().starts_with('\t'));
                lines.push(PaperLine { page: page.page, raw, text, tight: words, is_first, after_blank, is_row });
                (is_first, after_blank) = (false, false);
            }
        }
        Self { paper, lines }
    }

    /// The line at a place.
    pub(super) fn get(&self, at: usize) -> Option<&PaperLine<'d>> {
        self.lines.get(at)
    }

    /// A proof by a whole line.
    pub(super) fn proof(&self, at: usize, origin: Origin, strength: Strength) -> Proof {
        let path = self.paper.path;
        let place = self.get(at).map_or_else(|| Citation::file(path), |line| Citation::on(path, line.page, line.raw));
        Proof { origin, place, strength }
    }

    /// A proof by words of the path.
    pub(super) fn of_path(&self, words: &str, origin: Origin, strength: Strength) -> Proof {
        let place = Citation { path: self.paper.path.clone(), page: None, quote: words.to_owned() };
        Proof { origin, place, strength }
    }

    /// The text of the lines in a range, without white space, and without marks between them.
    pub(super) fn joined(&self, from: usize, to: usize) -> String {
        self.lines.part(from..to).iter().map(|line| line.tight.as_str()).collect()
    }
}

/// Whether a line is nothing but a page's number: `- 3 -`, `第3页共9页`, `3/9`.
fn is_page_number(words: &str) -> bool {
    let rest = words.trim_matches(|c: char| "-—–_.·第页共/,".contains(c) || c.is_ascii_digit());
    rest.is_empty() || (rest == "页共" && words.starts_with('第'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    #[test]
    fn lines_are_read_whole() {
        let document = paper("公告.docx").saying(&["- 1 -\n公　　告\n\n各　村：\n序号\t户主\n第2页共3页", "３、附表"]);
        let lines = Lines::new(document.as_paper());
        let read: Vec<_> = lines.lines.iter().map(|line| (line.page, line.tight.as_str(), line.is_row)).collect();
        assert_eq!(read, [(1, "公告", false), (1, "各村:", false), (1, "序号户主", true), (2, "3、附表", false)]);
        assert!(lines.lines[1].after_blank && lines.lines[3].is_first);
        assert_eq!(lines.joined(0, 2), "公告各村:");
    }

    #[test]
    fn pieces_stand_apart() {
        let document = paper("a.txt").saying(&["河东村党支部（章）  河东村委会\n河 东 村\n一\t二 三"]);
        let lines = Lines::new(document.as_paper());
        assert_eq!(lines.lines[0].pieces(), ["河东村党支部(章)", "河东村委会"]);
        assert_eq!(lines.lines[1].pieces(), ["河东村"]);
        assert_eq!(lines.lines[2].pieces(), ["一", "二三"]);
    }
}

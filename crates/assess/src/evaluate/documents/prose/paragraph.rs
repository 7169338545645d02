//! Where a paragraph ends. Printed lines break where the paper ends, and so do pages; what they say is read whole only
//! once they are joined again.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use crate::{
    model::{Page, PageSource},
    text::{
        Cut,
        fold::{Folded, without_space},
        pattern,
    },
    vocabulary,
};

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedLine {
    /// Index into the document's pages.
    pub page: usize,
    /// Its bytes in the page's text, without the line end.
    pub bytes: Range<usize>,
}

impl PlacedLine {
    /// The line as it stands on its page.
    pub fn words<'p>(&self, pages: &'p [Page]) -> &'p str {
        pages.get(self.page).map_or("", |page| page.text.part(self.bytes.clone()))
    }
}

/// A paragraph, a field of a form, or a row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// The lines that it is broken into.
    pub lines: Vec<PlacedLine>,
}

/// A line that fills less than this share of its page's widest ends its paragraph, in hundredths.
const FULL: usize = 75;
/// Columns, two for a wide character, that a page's widest line must have for its lines to be broken by the page's width.
const NARROWEST: usize = 20;
/// Columns that a printed line has at most; where the text has no page size and a line is longer, lines are paragraphs.
const WIDEST: usize = 110;
/// A line at the top of a page that fills less than this share, in hundredths, and has no punctuation is a heading.
const HEADING: usize = 60;

/// A line that is only a page number.
static PAGE_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[-—–_.·]*(?:第)?[0-9]{1,3}(?:/[0-9]{1,3})?页?(?:[,/]?共[0-9]{1,3}页)?[-—–_.·]*$"));
/// A mark in front of an entry of a list. `1.` is told from a decimal by the character behind it, which is no part of the
/// mark: so each group takes the mark alone.
pub(super) static MARKER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?P<article>第[0-9一二三四五六七八九十百零〇]{1,6}[条章节款])|(?P<chapter>[一二三四五六七八九十]{1,3}[、.])|(?P<bracket>\([0-9一二三四五六七八九十]{1,3}\))|(?P<number>[0-9]{1,2}[、)])|(?P<point>[0-9]{1,2}[.])(?:[^0-9]|$)|(?P<word>[一二三四五六七八九十]是|其[一二三四五]|附件))",
    )
});

/// What the line before leaves open.
#[derive(Debug, Default)]
struct Before {
    page: Option<usize>,
    /// It ends no sentence.
    is_open: bool,
    comma: bool,
    /// It fills the page's width.
    is_full: bool,
    is_row: bool,
}

/// The paragraphs of a document, in the order of its pages. Blank lines and page numbers are left out.
pub(super) fn paragraphs(pages: &[Page]) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut before = Before::default();
    for (index, page) in pages.iter().enumerate() {
        let widest = page.text.lines().filter(|line| !line.trim().contains('\t')).map(width).max().unwrap_or(0);
        // A text without a page size, of a flowing document, has whole paragraphs as lines, unless all are short.
        let is_broken = widest >= NARROWEST && (page.width > 0.0 || widest <= WIDEST);
        let mut start = 0;
        let mut after_blank = false;
        for raw in page.text.split('\n') {
            let bytes = start..start + raw.len();
            start = bytes.end + 1;
            let words = without_space(&Folded::normalized(raw).text);
            if words.is_empty() {
                after_blank = true;
                continue;
            }
            let is_first = before.page != Some(index);
            let is_row = page.source == PageSource::Cells || raw.trim().contains('\t');
            let stands_apart = is_first || raw.trim().chars().count() > words.len();
            if !is_row && stands_apart && PAGE_NUMBER.is_match(&words) {
                continue;
            }
            let is_heading = is_first && width(raw) * 100 < widest * HEADING && !has_punctuation(&words);
            let fills_on = before.is_full && !after_blank && !is_indented(raw) && !is_heading;
            let goes_on =
                before.is_open && !before.is_row && !is_row && !begins_anew(&words) && (before.comma || fills_on);
            let line = PlacedLine { page: index, bytes };
            match paragraphs.last_mut().filter(|_| goes_on) {
                Some(last) => last.lines.push(line),
                None => paragraphs.push(Paragraph { lines: vec![line] }),
            }
            before = Before {
                page: Some(index),
                is_open: !words.ends_with(['。', ';', ':', '!', '?']),
                comma: words.ends_with([',', '、']),
                is_full: is_broken && width(raw) * 100 >= widest * FULL,
                is_row,
            };
            after_blank = false;
        }
    }
    paragraphs
}

fn has_punctuation(words: &str) -> bool {
    words.contains(['。', ';', ':', '!', '?', ',', '、'])
}

fn is_indented(raw: &str) -> bool {
    raw.starts_with("　　") || raw.starts_with("    ")
}

/// Columns that a line takes up: two for a wide character.
fn width(line: &str) -> usize {
    line.trim().chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a line, normalised and without white space, begins a numbered part (`一、`, `(二)`, `3.`), a field
/// (`主持人:`), a list of people or the name of who signs.
fn begins_anew(words: &str) -> bool {
    let label: String = words.chars().take_while(|c| !c.is_ascii() && c.is_alphabetic()).collect();
    let is_field = (2..=10).contains(&label.chars().count())
        && words.part(label.len()..).starts_with(':')
        && !is_announcement(&label);
    is_field || MARKER.is_match(words) || is_issuer(words) || is_list_head(words)
}

/// What the names of those who issue papers end with.
static ISSUERS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("bodies.tsv").read_by("issuer").collect());

/// Whether a line is only the name of a body, as below a paper: `赵家庄村民委员会(章)`.
fn is_issuer(line: &str) -> bool {
    let name = line.trim_end_matches("(章)").trim_end_matches("(盖章)").trim_end_matches("(公章)");
    name.chars().count() <= 24
        && name.chars().all(|c| !c.is_ascii() && c.is_alphabetic())
        && ISSUERS.iter().any(|end| name.ends_with(end))
}

/// What the heads of lists of people end with.
static LIST_HEADS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("labels.tsv").read_by("list-head").collect());

/// Whether a line is only the head of a list of people: `到会人员签名`, `代表名单`.
fn is_list_head(line: &str) -> bool {
    (4..=12).contains(&line.chars().count())
        && line.chars().all(|c| !c.is_ascii() && c.is_alphabetic())
        && LIST_HEADS.iter().any(|end| line.ends_with(end))
}

/// Whether the words before a colon are the rest of a sentence that announces something: `(形)成如下决议:`.
fn is_announcement(label: &str) -> bool {
    let decides = label.contains("决议") || label.contains("决定");
    let begins = ["会议", "决议", "决定", "形成", "表决", "作出"].iter().any(|start| label.starts_with(start));
    label.contains("如下") || label.contains("以下") || (decides && !begins)
}

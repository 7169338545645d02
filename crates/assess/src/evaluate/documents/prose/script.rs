//! A paper's text as one run, for readers of facts: lines that the page broke are whole again, rows of tables keep
//! their tabs, and every stretch leads back to its page and its words.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{
    Paragraph, PlacedLine,
    origin::{CharOrigin, within},
};
use crate::{
    evaluate::Document,
    model::{Citation, Page, PageSource},
    text::{Cut, fold::Folded, pattern},
    vocabulary,
};

/// Characters of one paper that are read for facts; a roster of thousands of rows is no minutes.
const MOST_CHARS: usize = 200_000;

/// Something that a paper says, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// What it says.
    pub value: T,
    /// The page, counted from 1.
    pub page: u32,
    /// The words, exactly as read but for line breaks.
    pub quote: String,
    /// Whether they were recognised with doubt.
    pub doubtful: bool,
}

impl<T> Fact<T> {
    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        Fact { value: change(self.value), page: self.page, quote: self.quote, doubtful: self.doubtful }
    }

    /// The place, in its paper.
    pub fn cite(&self, document: &Document) -> Citation {
        document.cite(self.page, &self.quote)
    }
}

/// The text of a [`Script`], kept with the document's content.
#[derive(Debug, Default)]
pub(super) struct ScriptText {
    text: String,
    origins: Vec<CharOrigin>,
}

/// A paper's text as one run.
///
/// It is normalised (NFKC, simplified characters). `\n` stands between paragraphs, fields and rows, `\t` between cells,
/// a space between words of one line; spaces beside digits and punctuation are left out.
#[derive(Debug, Clone, Copy)]
pub struct Script<'d> {
    document: &'d Document,
    /// The text.
    pub text: &'d str,
    origins: &'d [CharOrigin],
}

/// A line of a page, with the bytes of each character.
type LineChars = Vec<(char, Range<usize>)>;

impl ScriptText {
    /// Spells the paragraphs out, a line each.
    pub(super) fn new(pages: &[Page], paragraphs: &[Paragraph]) -> Self {
        let mut script = Self::default();
        for paragraph in paragraphs {
            if script.origins.len() > MOST_CHARS {
                break;
            }
            for (at, line) in paragraph.lines.iter().enumerate() {
                let chars = line_chars(line, line.words(pages));
                let start = chars.first().map_or(line.bytes.start, |(_, bytes)| bytes.start);
                if at == 0 && !script.text.is_empty() {
                    script.push('\n', line.page, start..start);
                }
                script.push_line(&chars, line.page);
            }
        }
        script
    }

    fn push(&mut self, c: char, page: usize, bytes: Range<usize>) {
        self.origins.push(CharOrigin::new(self.text.len(), page, &bytes));
        self.text.push(c);
    }

    /// Adds a line; white space between two words becomes one space, beside anything else it goes.
    fn push_line(&mut self, line: &LineChars, page: usize) {
        let is_word = |c: char| !c.is_ascii() && c.is_alphabetic() || c == '(' || c == ')';
        let mut spaced: Option<Range<usize>> = None;
        for (c, bytes) in line {
            if *c == '\t' {
                spaced = None;
                self.push('\t', page, bytes.clone());
            } else if c.is_whitespace() {
                spaced = Some(bytes.clone());
            } else {
                let after_word = self.text.chars().next_back().is_some_and(is_word);
                let keeps = after_word && is_word(*c) || c.is_ascii_digit() && self.ends_with_date();
                if let Some(space) = spaced.take().filter(|_| keeps) {
                    self.push(' ', page, space);
                }
                self.push(*c, page, bytes.clone());
            }
        }
    }

    /// Whether the text ends with a whole day in figures: the hour behind `2019.9.30 19时` is none of its digits.
    fn ends_with_date(&self) -> bool {
        static DATE: LazyLock<Regex> =
            LazyLock::new(|| pattern("[0-9]{4}(?:[.][0-9]{1,2}[.]|-[0-9]{1,2}-|/[0-9]{1,2}/)[0-9]{1,2}$"));
        /// Characters of the longest such day.
        const LONGEST: usize = 10;
        let start = self.text.char_indices().rev().nth(LONGEST - 1).map_or(0, |(at, _)| at);
        DATE.is_match(self.text.part(start..))
    }
}

impl<'d> Script<'d> {
    /// A paper's text; it is spelt out once and kept with the document.
    pub fn new(document: &'d Document) -> Self {
        let ScriptText { text, origins } = document.content.script();
        Self { document, text, origins }
    }

    /// The paper.
    pub fn document(&self) -> &'d Document {
        self.document
    }

    /// A fact at a byte range of the text; where the range runs over pages, its first page shows it.
    pub fn fact<T>(&self, value: T, range: Range<usize>) -> Fact<T> {
        let inside = within(self.origins, &range);
        let start = inside.first().and_then(|start| Some((start, self.document.content.get(start.page())?)));
        let Some((start, page)) = start else {
            return Fact { value, page: 1, quote: String::new(), doubtful: false };
        };
        let end = inside.iter().rev().find(|origin| origin.page() == start.page()).unwrap_or(start);
        let from = start.bytes().start;
        let words = page.text.get(from..end.bytes().end.max(from)).unwrap_or_default();
        let doubtful = page.source == PageSource::Ocr
            && words
                .lines()
                .filter(|line| !line.trim().is_empty())
                .any(|line| self.document.is_doubtful(page.page, line));
        let quote: String = words.trim().chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
        Fact { value, page: page.page, quote, doubtful }
    }

    /// Whether a place stands on a page whose text was recognised from its picture.
    pub fn is_recognised(&self, at: usize) -> bool {
        let index = self.origins.partition_point(|origin| origin.at() < at);
        let origin = self.origins.get(index).or_else(|| self.origins.last());
        let page = origin.and_then(|origin| self.document.content.get(origin.page()));
        page.is_some_and(|page| page.source == PageSource::Ocr)
    }

    /// The lines of a stretch, each with its byte range in [`Script::text`]; empty ones are left out.
    pub fn lines(&self, range: Range<usize>) -> impl Iterator<Item = (Range<usize>, &'d str)> + use<'d> {
        let mut at = range.start;
        let text = self.text;
        text.get(range).unwrap_or_default().split('\n').filter_map(move |line| {
            let here = at..at + line.len();
            at = here.end + 1;
            (!line.trim().is_empty()).then_some((here, line))
        })
    }
}

/// A line's characters, normalised, trimmed, and with labels closed up.
fn line_chars(line: &PlacedLine, words: &str) -> LineChars {
    let folded = Folded::normalized(words);
    let placed = folded.text.chars().zip(&folded.offsets);
    let mut chars: LineChars = placed
        .filter(|(c, _)| *c != '\r')
        .map(|(c, (_, bytes))| (c, line.bytes.start + bytes.start..line.bytes.start + bytes.end))
        .collect();
    let is_space = |(c, _): &(char, Range<usize>)| c.is_whitespace() && *c != '\t';
    let lead = chars.iter().take_while(|c| is_space(c)).count();
    chars.drain(..lead);
    while chars.last().is_some_and(is_space) {
        chars.pop();
    }
    close_up(&mut chars);
    chars
}

/// Short words that forms set apart, `主 持 人`, in cells and on lines of their own, where no colon tells them from a
/// name.
static SET_APART: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("labels.tsv").read_by("set-apart").collect());
/// Characters from which on a line set apart can be a title, and what such a title ends with.
const TITLE_CHARS: usize = 4;
const TITLE_ENDS: [char; 9] = ['录', '示', '告', '议', '知', '表', '单', '案', '册'];

/// Takes the spaces out of labels and titles whose characters a form sets apart: `时　间：`, `会 议 记 录`.
fn close_up(line: &mut LineChars) {
    let is_han = |c: char| matches!(c, '\u{3400}'..='\u{9FFF}');
    let is_space = |c: char| c.is_whitespace() && c != '\t';
    let mut drop: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(&(first, _)) = line.get(at) {
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        let begins = before.is_none_or(|(before, _)| !before.is_alphanumeric());
        if !is_han(first) || !begins {
            at += 1;
            continue;
        }
        // Single characters with the same gap between them.
        let (mut word, mut gaps) = (String::from(first), Vec::new());
        let mut last = at;
        let mut width = None;
        loop {
            let gap = line.part(last + 1..).iter().take_while(|(c, _)| is_space(*c)).count();
            let next = last + 1 + gap;
            let alone = line.get(next + 1).is_none_or(|(c, _)| !is_han(*c));
            let fits = gap > 0 && width.is_none_or(|width| width == gap);
            let Some(&(c, _)) = line.get(next).filter(|(c, _)| fits && alone && is_han(*c)) else { break };
            width = Some(gap);
            gaps.push(last + 1..next);
            word.push(c);
            last = next;
        }
        let after = line.part(last + 1..).iter().map(|(c, _)| *c).find(|c| !is_space(*c));
        let is_title = at == 0 && after.is_none() && word.chars().count() >= TITLE_CHARS && word.ends_with(TITLE_ENDS);
        let is_label = after == Some(':')
            || is_title
            || ((after.is_none() || after == Some('\t')) && SET_APART.contains(&word.as_str()));
        if is_label {
            drop.append(&mut gaps);
            at = last + 1;
        } else {
            at += 1;
        }
    }
    let mut dropped = drop.into_iter().flatten().peekable();
    let mut at = 0;
    line.retain(|_| {
        let is_dropped = dropped.next_if_eq(&at).is_some();
        at += 1;
        !is_dropped
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn text(pages: &[&str]) -> String {
        Script::new(&paper("记录.docx").saying(pages)).text.to_owned()
    }

    #[test]
    fn broken_lines_are_whole_again_and_fields_stay_apart() {
        let page = "会议应到代表三十二人，实到代表二十五人，经过充分的讨\n论，同意二十五人。\n主持人：赵甲　记录人：钱乙\n序号\t姓名\n1\t孙 丙";
        assert_eq!(
            text(&[page]),
            "会议应到代表三十二人,实到代表二十五人,经过充分的讨论,同意二十五人。\n主持人:赵甲 记录人:钱乙\n序号\t姓名\n1\t孙 丙"
        );
        assert_eq!(text(&["２０２０ 年 ５ 月", "下一页"]), "2020年5月\n下一页");
        assert_eq!(
            text(&["会议经过认真讨论，以举手方式表决，同意二十五人，形\n成如下决议："]).matches('\n').count(),
            0
        );
        assert_eq!(
            text(&["出席人员：赵甲、钱乙、孙丙、李丁、周戊、吴己、郑庚\n列席人员：王辛"]).matches('\n').count(),
            1
        );
    }

    #[test]
    fn labels_set_apart_are_closed_up_and_names_are_not() {
        for (page, read) in [
            ("主 持 人：赵甲　　记 录 人：钱乙", "主持人:赵甲 记录人:钱乙"),
            ("时　间：6月3日　　地　点：村部", "时间:6月3日 地点:村部"),
            ("会 议 记 录", "会议记录"),
            ("应 到 代 表 ： 35 人　　实 到 代 表 ： 21 人", "应到代表:35人 实到代表:21人"),
            ("主  持  人\t赵  甲", "主持人\t赵 甲"),
            ("签　字：孙 丙 李 丁", "签字:孙 丙 李 丁"),
            ("孙 丙", "孙 丙"),
            ("议　题\t清产", "议题\t清产"),
        ] {
            assert_eq!(text(&[page]), read);
        }
    }

    #[test]
    fn a_fact_quotes_its_page() {
        let document = paper("记录.docx")
            .saying(&["第一页", "经全体到会的村民代表认真讨论并逐项举手表决，同意二十\n五人，反对零人，弃权零人。"]);
        let script = Script::new(&document);
        let at = script.text.find("同意").expect("the word");
        let fact = script.fact(25, at..at + "同意二十五人".len());
        assert_eq!((fact.page, fact.quote.as_str(), fact.doubtful), (2, "同意二十五人", false));
        assert_eq!(script.fact((), 0..0).quote, "");
    }

    proptest! {
        #[test]
        fn every_stretch_is_text_of_a_page(page in cundang_testing::paper_or("[会议记录：应到实到0-9人　 \t\n。，主持(一)、]{0,80}"), from in 0usize..80, len in 0usize..20) {
            let document = paper("记录.docx").saying(&[&page]);
            let script = Script::new(&document);
            let ends: Vec<usize> = script.text.char_indices().map(|(at, _)| at).chain([script.text.len()]).collect();
            let (a, b) = (ends[from.min(ends.len() - 1)], ends[(from + len).min(ends.len() - 1)]);
            let fact = script.fact((), a..b);
            let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert!(bare(&page).contains(&bare(&fact.quote)), "{:?}", fact.quote);
        }
    }
}

//! Numbers that OpenDocument counts by itself (ISO/IEC 26300-3, 5.3, 16.30 to 16.34): of items of lists and of headings. They
//! are not part of the text, but shown before it, cited, and looked for.

use std::collections::HashMap;

use super::numbering::{chinese, label_with_gap};
use crate::extract::{
    counting::{letters, roman},
    markup::attribute,
};

const LEVELS: usize = 10;
const LONGEST_LETTERS: u32 = 10;
const MOST_ROMAN: u32 = 3_999;
/// Styles of lists of one document, and lists that others may go on.
const MAX_KEPT: usize = 10_000;

/// How one level of a list is numbered.
#[derive(Default, Clone)]
struct NumberLevel {
    /// `1`, `a`, `一, 二, 三, ...`; empty where nothing is shown.
    format: String,
    before: String,
    after: String,
    /// `第%1%条`, which LibreOffice writes in place of what stands before and after.
    pattern: Option<String>,
    start: u32,
    /// How many levels are shown, with points between.
    shown: usize,
}

type Levels = [Option<NumberLevel>; LEVELS];
type Counts = [Option<u32>; LEVELS];

/// Styles of lists by their names; that of headings has none.
struct NumberStyles(HashMap<String, Levels>);

/// The content of a document with every number written before its paragraph. `styles` is the part with the named styles.
pub(super) fn with_numbers(content: &str, styles: &str) -> String {
    let mut known = NumberStyles(HashMap::new());
    known.add(styles);
    known.add(content);
    if known.0.is_empty() {
        return content.to_owned();
    }
    let mut out = String::with_capacity(content.len());
    let mut writer = Writer::new(&known);
    let mut rest = content;
    while let Some((before, tag, after)) = next_tag(rest) {
        out.push_str(before);
        if tag.starts_with("text:tracked-changes") && !tag.ends_with('/') {
            // What was deleted counts no more.
            let end = after.find("</text:tracked-changes>").unwrap_or(after.len());
            let (deleted, after) = after.split_at(end);
            out.extend(["<", tag, ">", deleted]);
            rest = after;
            continue;
        }
        out.extend(["<", tag, ">"]);
        if let Some(label) = writer.take(tag) {
            out.push_str(&label);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// What stands before the next tag, the tag without its brackets, and what follows.
fn next_tag(markup: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = markup.split_once('<')?;
    let (tag, after) = rest.split_once('>')?;
    Some((before, tag, after))
}

fn name_of(tag: &str) -> &str {
    tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default()
}

impl NumberStyles {
    fn add(&mut self, markup: &str) {
        let mut open: Option<String> = None;
        let mut rest = markup;
        while let Some((_, tag, after)) = next_tag(rest) {
            rest = after;
            match name_of(tag) {
                "text:list-style" => open = attribute(tag, "style:name"),
                "text:outline-style" => open = Some(String::new()),
                "text:list-level-style-number" | "text:outline-level-style" => {
                    let level = attribute(tag, "text:level").and_then(|level| level.parse::<usize>().ok());
                    let (Some(name), Some(level)) = (&open, level.filter(|level| (1..=LEVELS).contains(level))) else {
                        continue;
                    };
                    if self.0.len() < MAX_KEPT {
                        self.0.entry(name.clone()).or_default()[level - 1] = Some(NumberLevel::of(tag));
                    }
                }
                _ if tag.starts_with("/text:list-style") || tag.starts_with("/text:outline-style") => open = None,
                _ => {}
            }
        }
    }
}

impl NumberLevel {
    fn of(tag: &str) -> Self {
        let text = |name| attribute(tag, name).unwrap_or_default();
        let number = |name| attribute(tag, name).and_then(|value| value.parse::<u32>().ok()).unwrap_or(1);
        Self {
            format: text("style:num-format"),
            before: text("style:num-prefix"),
            after: text("style:num-suffix"),
            pattern: attribute(tag, "loext:num-list-format"),
            start: number("text:start-value"),
            shown: number("text:display-levels") as usize,
        }
    }

    fn written(&self, number: u32) -> String {
        match self.format.split(',').next().unwrap_or_default().trim() {
            "a" => letters(number, LONGEST_LETTERS).to_lowercase(),
            "A" => letters(number, LONGEST_LETTERS),
            "i" => roman(number.min(MOST_ROMAN)).to_lowercase(),
            "I" => roman(number.min(MOST_ROMAN)),
            "一" | "壹" => chinese(number),
            "①" if (1..=20).contains(&number) => {
                char::from_u32(0x2460 + number - 1).map(String::from).unwrap_or_default()
            }
            "甲" if (1..=10).contains(&number) => {
                "甲乙丙丁戊己庚辛壬癸".chars().nth(number as usize - 1).into_iter().collect()
            }
            _ => number.to_string(),
        }
    }
}

/// The label of a level; `None` where it shows none.
fn label(levels: &Levels, counts: &Counts, at: usize) -> Option<String> {
    let level = levels[at].as_ref().filter(|level| !level.format.is_empty())?;
    let number = |other: usize| {
        let shape = levels[other].as_ref().filter(|shape| !shape.format.is_empty())?;
        Some(shape.written(counts[other].unwrap_or(shape.start)))
    };
    let text = match &level.pattern {
        Some(pattern) => (0..=at).fold(pattern.clone(), |text, other| {
            text.replace(&format!("%{}%", other + 1), &number(other).unwrap_or_default())
        }),
        None => {
            let from = (at + 1).saturating_sub(level.shown.max(1));
            let numbers: Vec<String> = (from..=at).filter_map(number).collect();
            format!("{}{}{}", level.before, numbers.join("."), level.after)
        }
    };
    label_with_gap(text)
}

/// The numbers while the content is gone through.
struct Writer<'s> {
    styles: &'s NumberStyles,
    /// The styles of the lists that are open.
    open: Vec<String>,
    counts: Counts,
    /// The numbers of lists that are closed, by style and by their own name.
    closed: HashMap<String, Counts>,
    /// The own name of the outermost list.
    id: Option<String>,
    headings: Counts,
    /// An item has begun and none of its paragraphs yet.
    waits: bool,
}

impl<'s> Writer<'s> {
    fn new(styles: &'s NumberStyles) -> Self {
        let (counts, headings) = (Counts::default(), Counts::default());
        Self { styles, open: Vec::new(), counts, closed: HashMap::new(), id: None, headings, waits: false }
    }

    /// Takes in a tag and gives the label that follows it.
    fn take(&mut self, tag: &str) -> Option<String> {
        match name_of(tag) {
            "text:list" if !tag.ends_with('/') => self.begin(tag),
            "text:list-item" => {
                let at = self.level()?;
                let style = self.styles.0.get(self.open.last()?);
                let start = style.and_then(|levels| levels[at].as_ref()).map_or(1, |level| level.start);
                let given = attribute(tag, "text:start-value").and_then(|value| value.parse().ok());
                let next = self.counts[at].map_or(start, |last| last.saturating_add(1));
                self.counts[at] = Some(given.unwrap_or(next));
                self.counts[at + 1..].fill(None);
                self.waits = true;
            }
            "text:list-header" => self.waits = false,
            "text:p" | "text:h" if self.waits => {
                self.waits = false;
                let levels = self.styles.0.get(self.open.last()?)?;
                return label(levels, &self.counts, self.level()?).filter(|_| !tag.ends_with('/'));
            }
            "text:h" if self.open.is_empty() && attribute(tag, "text:is-list-header").as_deref() != Some("true") => {
                let at = attribute(tag, "text:outline-level")?.parse::<usize>().ok()?.checked_sub(1)?;
                let levels = self.styles.0.get("")?;
                let start = levels.get(at)?.as_ref()?.start;
                self.headings[at] = Some(self.headings[at].map_or(start, |last| last.saturating_add(1)));
                self.headings[at + 1..].fill(None);
                return label(levels, &self.headings, at).filter(|_| !tag.ends_with('/'));
            }
            _ if tag == "/text:list" => self.end(),
            _ => {}
        }
        None
    }

    fn level(&self) -> Option<usize> {
        self.open.len().checked_sub(1).filter(|at| *at < LEVELS)
    }

    fn begin(&mut self, tag: &str) {
        let goes_on = attribute(tag, "text:continue-numbering").as_deref() == Some("true");
        let style = attribute(tag, "text:style-name").or_else(|| self.open.last().cloned()).unwrap_or_default();
        if self.open.is_empty() {
            self.id = attribute(tag, "xml:id");
            let before = attribute(tag, "text:continue-list").map(|id| format!("#{id}"));
            let before = before.or_else(|| goes_on.then(|| style.clone()));
            self.counts = before.and_then(|before| self.closed.get(&before).copied()).unwrap_or_default();
        }
        self.open.push(style);
    }

    fn end(&mut self) {
        self.waits = false;
        let Some(style) = self.open.pop() else { return };
        if self.open.is_empty() && self.closed.len() < MAX_KEPT {
            self.closed.insert(style, self.counts);
            if let Some(id) = self.id.take() {
                self.closed.insert(format!("#{id}"), self.counts);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::extract::{markup::text_of_markup, tidy::tidy};

    const STYLES: &str = "<text:outline-style style:name=\"Outline\">\
        <text:outline-level-style text:level=\"1\" style:num-prefix=\"第\" style:num-suffix=\"章\" style:num-format=\"一, 二, 三, ...\"/>\
        <text:outline-level-style text:level=\"2\" style:num-format=\"\"/></text:outline-style>\
        <text:list-style style:name=\"L\">\
        <text:list-level-style-number text:level=\"1\" loext:num-list-format=\"第%1%条\" style:num-format=\"一, 二, 三, ...\"/>\
        <text:list-level-style-number text:level=\"2\" style:num-suffix=\")\" style:num-format=\"1\" text:display-levels=\"1\" text:start-value=\"3\"/>\
        </text:list-style><text:list-style style:name=\"B\"><text:list-level-style-bullet text:level=\"1\" text:bullet-char=\"•\"/></text:list-style>";

    fn shown(content: &str) -> String {
        tidy(&text_of_markup(&with_numbers(content, STYLES)))
    }

    fn item(text: &str) -> String {
        format!("<text:list-item><text:p text:style-name=\"P\">{text}</text:p></text:list-item>")
    }

    #[test]
    fn items_of_lists_bear_their_numbers() {
        let inner = format!("<text:list>{}{}</text:list>", item("丙"), item("丁"));
        let content = format!(
            "<text:list xml:id=\"a\" text:style-name=\"L\">{}<text:list-item><text:p>乙</text:p><text:p>续</text:p>{inner}</text:list-item></text:list>\
             <text:p>中</text:p>\
             <text:list text:continue-list=\"a\" text:style-name=\"L\">{}</text:list>\
             <text:list text:style-name=\"L\">{}<text:list-item text:start-value=\"9\"><text:p>庚</text:p></text:list-item></text:list>",
            item("甲"),
            item("戊"),
            item("己")
        );
        assert_eq!(shown(&content), "第一条 甲\n第二条 乙\n续\n3)丙\n4)丁\n中\n第三条 戊\n第一条 己\n第九条 庚");
    }

    #[test]
    fn headings_are_counted_and_bullets_and_deleted_items_are_not() {
        let content = format!(
            "<text:tracked-changes><text:list text:style-name=\"L\">{}</text:list></text:tracked-changes>\
             <text:h text:outline-level=\"1\">总则</text:h><text:h text:outline-level=\"2\">目的</text:h>\
             <text:h text:outline-level=\"1\">股权</text:h>\
             <text:list text:style-name=\"B\">{}</text:list><text:list text:style-name=\"L\"><text:list-header><text:p>题</text:p></text:list-header>{}</text:list>",
            item("删"),
            item("点"),
            item("甲")
        );
        assert_eq!(shown(&content), "第一章 总则\n目的\n第二章 股权\n点\n题\n第一条 甲");
    }

    proptest! {
        #[test]
        fn nothing_but_labels_is_added(content in "(<text:list text:style-name=\"L\">|</text:list>|<text:list-item>|</text:list-item>|<text:p>|</text:p>|<text:h text:outline-level=\"1\">|甲|<|>){0,40}") {
            let written = with_numbers(&content, STYLES);
            prop_assert!(written.len() >= content.len());
            prop_assert_eq!(written.matches('甲').count(), content.matches('甲').count());
        }
    }
}

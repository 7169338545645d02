//! A parsed query: what is asked for, and the strings that a hit shows.

use std::{fmt, ops::Range};

use regex::Regex;

use super::field::LAST_DAY;
use crate::text::{Cut, Folded, Writing};

/// The most characters that `*` stands for.
pub(crate) const LONGEST_RUN: usize = 40;

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// All of them; never empty.
    All(Vec<Node>),
    /// At least one of them; never empty.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// A string.
    Text(TextTerm),
    /// A string with `?` and `*` in it.
    Pattern(GapPattern),
    /// A village's name as written.
    Village(String),
    /// A kind's id or part of its name, as written.
    Kind(String),
    /// A rubric item's id in capitals.
    Item(String),
    /// Days from and to, both included, as `yyyymmdd`.
    Date(u64, u64),
    /// Part of a path, folded.
    File(String),
    /// How the page's text was obtained: the name of a [`crate::model::PageSource`].
    Source(String),
    /// The short name of the file's format in small letters, `pdf`.
    Format(String),
}

/// A string that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextTerm {
    /// The string, folded and not empty.
    pub text: String,
    /// It stood between quotation marks: only this string is meant.
    pub quoted: bool,
    /// Other strings that answer as well.
    pub forms: Vec<Wanted>,
}

impl TextTerm {
    /// A string as it was typed between quotation marks.
    pub fn quoted(folded: impl Into<String>) -> Self {
        Self { text: folded.into(), quoted: true, forms: Vec::new() }
    }

    /// The string and those other ones that are no patterns.
    fn words(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.text).chain(self.forms.iter().filter_map(|form| match form {
            Wanted::Text(text) => Some(text),
            Wanted::Pattern(_) => None,
        }))
    }
}

/// One of the strings that answer a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// A folded string, letter for letter.
    Text(String),
    /// A pattern of strings.
    Pattern(GapPattern),
}

impl From<Writing> for Wanted {
    fn from(writing: Writing) -> Self {
        if writing.bounded {
            Wanted::Pattern(GapPattern { pieces: vec![PatternPiece::Text(writing.text)], bounded: true })
        } else {
            Wanted::Text(writing.text)
        }
    }
}

/// Strings with gaps between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapPattern {
    /// In order; at least one is text, and neither the first nor the last is a gap.
    pub pieces: Vec<PatternPiece>,
    /// A digit at an edge is not part of a longer number.
    pub bounded: bool,
}

/// A part of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatternPiece {
    /// A folded string, not empty.
    Text(String),
    /// `?`: so many characters.
    Some(usize),
    /// `*`: up to [`LONGEST_RUN`] characters.
    Run,
}

impl GapPattern {
    fn regex(&self) -> Option<Regex> {
        let mut source = String::from("(?s)");
        for piece in &self.pieces {
            match piece {
                PatternPiece::Text(text) => source.push_str(&regex::escape(text)),
                PatternPiece::Some(count) => source.push_str(&format!(".{{{count}}}")),
                PatternPiece::Run => source.push_str(&format!(".{{0,{LONGEST_RUN}}}?")),
            }
        }
        Regex::new(&source).ok()
    }

    /// The first and the last character.
    pub(crate) fn edges(&self) -> Option<(char, char)> {
        match (self.pieces.first()?, self.pieces.last()?) {
            (PatternPiece::Text(first), PatternPiece::Text(last)) => {
                Some((first.chars().next()?, last.chars().next_back()?))
            }
            _ => None,
        }
    }
}

/// The characters that would make a longer number of one that begins or ends with `edge`.
pub(crate) fn continuing(edge: char, before: bool) -> &'static str {
    const CHINESE: &str = "〇零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟";
    if edge.is_ascii_digit() {
        if before { "0123456789." } else { "0123456789" }
    } else if CHINESE.contains(edge) {
        CHINESE
    } else {
        ""
    }
}

/// A string to look for in a page, ready for use.
#[derive(Debug, Clone)]
pub struct Needle {
    wanted: Wanted,
    regex: Option<Regex>,
}

impl Needle {
    /// Prepares one of the strings that answer.
    pub fn new(wanted: Wanted) -> Self {
        let regex = match &wanted {
            Wanted::Text(_) => None,
            Wanted::Pattern(pattern) => pattern.regex(),
        };
        Self { wanted, regex }
    }

    /// A folded string, letter for letter.
    pub fn text(folded: impl Into<String>) -> Self {
        Self::new(Wanted::Text(folded.into()))
    }

    /// Where it stands: byte ranges of the original, left to right, without overlap.
    pub fn find_all(&self, folded: &Folded) -> Vec<Range<usize>> {
        let pattern = match &self.wanted {
            Wanted::Text(text) => return folded.find_all(text),
            Wanted::Pattern(pattern) => pattern,
        };
        let (Some(regex), Some((first, last))) = (&self.regex, pattern.edges()) else { return Vec::new() };
        let free = |range: &Range<usize>| {
            let before = folded.text.part(..range.start).chars().next_back();
            let after = folded.text.part(range.end..).chars().next();
            !before.is_some_and(|c| continuing(first, true).contains(c))
                && !after.is_some_and(|c| continuing(last, false).contains(c))
        };
        regex
            .find_iter(&folded.text)
            .map(|found| found.range())
            .filter(|range| !pattern.bounded || free(range))
            .map(|range| folded.original(range))
            .collect()
    }
}

impl Node {
    /// The strings that a hit shows: all texts that are asked for with their other forms, without those excluded.
    pub fn needles(&self) -> Vec<Needle> {
        let mut found: Vec<Wanted> = Vec::new();
        self.texts(&mut |node| {
            let wanted: Vec<Wanted> = match node {
                Node::Text(text) => {
                    std::iter::once(Wanted::Text(text.text.clone())).chain(text.forms.clone()).collect()
                }
                Node::Pattern(pattern) => vec![Wanted::Pattern(pattern.clone())],
                _ => Vec::new(),
            };
            for wanted in wanted {
                if !found.contains(&wanted) {
                    found.push(wanted);
                }
            }
        });
        found.into_iter().map(Needle::new).collect()
    }

    /// Whether it is written with `OR`.
    fn is_choice(&self) -> bool {
        match self {
            Node::Any(_) => true,
            Node::Text(text) => text.words().nth(1).is_some(),
            _ => false,
        }
    }

    /// Calls back for every text and pattern that is asked for, without those excluded.
    pub(crate) fn texts<'n>(&'n self, see: &mut dyn FnMut(&'n Node)) {
        match self {
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| node.texts(see)),
            Node::Text(_) | Node::Pattern(_) => see(self),
            _ => {}
        }
    }

    /// The same query, in which the texts that are not quoted answer to further strings too; `None` where none does.
    pub(crate) fn widened(&self, more: &mut dyn FnMut(&TextTerm) -> Vec<Wanted>) -> Option<Node> {
        let mut changed = false;
        let wide = self.widen(more, &mut changed);
        changed.then_some(wide)
    }

    /// The same query, in which pages of a source also answer by further strings of each text, quoted or not.
    pub(crate) fn with_source(&self, source: &str, more: &mut dyn FnMut(&TextTerm) -> Vec<String>) -> Node {
        match self {
            Node::All(nodes) => Node::All(nodes.iter().map(|node| node.with_source(source, more)).collect()),
            Node::Any(nodes) => Node::Any(nodes.iter().map(|node| node.with_source(source, more)).collect()),
            Node::Text(text) => {
                let mut further = more(text).into_iter();
                let Some(first) = further.next() else { return self.clone() };
                let forms = further.map(Wanted::Text).collect();
                let other = Node::Text(TextTerm { text: first, quoted: text.quoted, forms });
                Node::Any(vec![self.clone(), Node::All(vec![other, Node::Source(source.to_owned())])])
            }
            other => other.clone(),
        }
    }

    fn widen(&self, more: &mut dyn FnMut(&TextTerm) -> Vec<Wanted>, changed: &mut bool) -> Node {
        let mut each = |nodes: &[Node]| nodes.iter().map(|node| node.widen(more, changed)).collect();
        match self {
            Node::All(nodes) => Node::All(each(nodes)),
            Node::Any(nodes) => Node::Any(each(nodes)),
            Node::Text(text) if !text.quoted => {
                let further = more(text);
                *changed |= !further.is_empty();
                let mut text = text.clone();
                text.forms.extend(further);
                Node::Text(text)
            }
            other => other.clone(),
        }
    }
}

/// The query as it can be typed, all its strings between quotation marks.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut join = |nodes: &[Node], between: &str, group: bool| {
            for (at, node) in nodes.iter().enumerate() {
                if at > 0 {
                    f.write_str(between)?;
                }
                let nested = matches!(node, Node::All(_)) || (group && node.is_choice());
                if nested { write!(f, "({node})")? } else { write!(f, "{node}")? }
            }
            Ok(())
        };
        match self {
            Node::All(nodes) => join(nodes, " ", true),
            Node::Any(nodes) => join(nodes, " OR ", true),
            Node::Not(inner) if inner.is_choice() || matches!(**inner, Node::All(_)) => write!(f, "-({inner})"),
            Node::Not(inner) => write!(f, "-{inner}"),
            Node::Text(text) => {
                let words: Vec<String> = text.words().map(|word| format!("\"{word}\"")).collect();
                f.write_str(&words.join(" OR "))
            }
            Node::Pattern(pattern) => {
                for piece in &pattern.pieces {
                    match piece {
                        PatternPiece::Text(text) => f.write_str(&unmistakable(text))?,
                        PatternPiece::Some(count) => f.write_str(&"?".repeat(*count))?,
                        PatternPiece::Run => f.write_str("*")?,
                    }
                }
                Ok(())
            }
            Node::Village(name) => write!(f, "村:\"{name}\""),
            Node::Kind(name) => write!(f, "类型:\"{name}\""),
            Node::Item(id) => write!(f, "项目:{id}"),
            Node::Date(from, to) => {
                let day = |day: u64| if day == 0 || day >= LAST_DAY { String::new() } else { format!("{day:08}") };
                write!(f, "日期:{}..{}", day(*from), day(*to))
            }
            Node::File(part) => write!(f, "文件:\"{part}\""),
            Node::Source(name) => write!(f, "来源:{name}"),
            Node::Format(name) => write!(f, "格式:\"{name}\""),
        }
    }
}

/// Folded text of a pattern, written so that parsing gives the same pattern: `?` and `*` become wide ones, which are no
/// wildcards, and a bracket, which folding leaves out, keeps the text before a colon from being taken for a field's
/// name.
fn unmistakable(folded: &str) -> String {
    folded.replace('?', "？").replace('*', "＊").replace(':', "【:")
}

//! The query language, parsed by hand so that an error can say where.
//!
//! ```text
//! query  = and (" OR " and)*            OR binds weaker than words side by side
//! and    = unary+
//! unary  = "-"? (group | phrase | field | word)
//! group  = "(" query ")"
//! phrase = '"' … '"' | “ … ”
//! field  = name (":" | "：") (phrase | word)
//! ```
//!
//! A word runs to the next white space and is searched letter for letter after folding; brackets other than ASCII
//! parentheses are part of it, so that `凫政发〔2020〕48号` can be pasted as it is. A word of nothing but marks that
//! search does not see (`—`) is passed over, unless it is all there is. In a word `?` stands for one character and `*`
//! for up to 40; at its edges, in phrases and in full width they are ordinary characters. A word that is or
//! holds one date or one sum of money also finds its other writings.

use thiserror::Error;

pub use super::node::Node;
use super::{
    field::{FieldValues, QueryField, dates, field, item, source},
    node::{GapPattern, PatternPiece, TextTerm, Wanted},
};
use crate::{
    model::Message,
    msg,
    text::{Cut, fold_query, other_writings},
};

/// The longest query, in characters.
const MAX_CHARS: usize = 2000;
/// The deepest nesting of parentheses.
const MAX_DEPTH: usize = 24;
/// The most gaps in one word.
const MAX_GAPS: usize = 8;
/// The most words, phrases and fields.
const MAX_PARTS: usize = 200;

/// A query that is not understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .message.en)]
pub struct QueryError {
    /// The byte in the query at which it stops making sense.
    pub offset: usize,
    /// Where, what, and what to do.
    pub message: Message,
}

/// Parses a query, whatever its fields' values are.
///
/// # Errors
/// [`QueryError`] with the byte offset where the query is empty or does not follow the grammar.
pub fn parse(query: &str) -> Result<Node, QueryError> {
    parse_with(query, &FieldValues::default())
}

/// The same for an archive in which fields have these values.
///
/// # Errors
/// As [`parse`], and where a field asks for a kind, an item or a format that there is not.
pub fn parse_with(query: &str, values: &FieldValues) -> Result<Node, QueryError> {
    let mut parser = Parser { query, at: 0, depth: 0, parts: 0, values };
    if let Some((offset, _)) = query.char_indices().nth(MAX_CHARS) {
        return Err(parser.error(
            offset,
            &msg!(
                "查询太长，最多 {MAX_CHARS} 个字符，请缩短",
                "the query is too long; shorten it to {MAX_CHARS} characters"
            ),
        ));
    }
    if query.trim_matches(is_space).is_empty() {
        let message = msg!(
            "查询是空的，请输入要找的词，例如：张庄 章程",
            "the query is empty; type what to look for, such as 张庄 章程"
        );
        return Err(QueryError { offset: 0, message });
    }
    let node = parser.any()?;
    debug_assert!(parser.at >= query.len(), "a closing parenthesis without an opening one is an error");
    Ok(node)
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '＂')
}

struct Parser<'q> {
    query: &'q str,
    at: usize,
    depth: usize,
    parts: usize,
    values: &'q FieldValues,
}

impl<'q> Parser<'q> {
    fn rest(&self) -> &'q str {
        self.query.part(self.at..)
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(is_space).len();
    }

    /// An error with its place in words: the count of characters up to it, and what stands there.
    fn error(&self, offset: usize, what: &Message) -> QueryError {
        let count = self.query.part(..offset).chars().count() + 1;
        let here: String = self.query.part(offset..).chars().take(8).collect();
        let (zh, en) = (&what.zh, &what.en);
        let message = if here.is_empty() {
            msg!("查询末尾：{zh}", "at the end of the query: {en}")
        } else {
            msg!("查询第 {count} 个字符（{here}）：{zh}", "at character {count} of the query ({here}): {en}")
        };
        QueryError { offset, message }
    }

    /// Whether the keyword OR stands here, as a word of its own.
    fn at_or(&self) -> Option<usize> {
        let rest = self.rest();
        let after = ["OR", "ＯＲ"].iter().find_map(|word| rest.strip_prefix(word))?;
        let next = after.chars().next();
        next.is_none_or(|c| is_space(c) || c == '(' || c == ')' || is_quote(c)).then_some(rest.len() - after.len())
    }

    fn at_end(&self) -> bool {
        match self.peek() {
            None => true,
            Some(c) => c == ')' && self.depth > 0,
        }
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut nodes = Vec::new();
        loop {
            self.skip_space();
            let start = self.at;
            if self.at_or().is_some() {
                return Err(self.error(
                    start,
                    &msg!(
                        "OR 前面缺少词，请在 OR 两边各写一个词",
                        "nothing stands before OR; write a word on both sides of it"
                    ),
                ));
            }
            if self.at_end() {
                let what = if nodes.is_empty() {
                    msg!(
                        "括号里是空的，请写上词或删去括号",
                        "the parentheses are empty; put a word between them or delete them"
                    )
                } else {
                    msg!(
                        "OR 后面缺少词，请在 OR 两边各写一个词",
                        "nothing stands after OR; write a word on both sides of it"
                    )
                };
                return Err(self.error(start, &what));
            }
            nodes.push(self.all()?);
            self.skip_space();
            match self.at_or() {
                Some(len) => self.at += len,
                None => break,
            }
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Any(nodes) })
    }

    fn all(&mut self) -> Result<Node, QueryError> {
        let mut nodes = Vec::new();
        let mut passed_over = None;
        loop {
            self.skip_space();
            if self.at_end() || self.at_or().is_some() {
                break;
            }
            let start = self.at;
            match self.unary()? {
                Some(node) => nodes.push(node),
                None => passed_over = passed_over.or(Some(start)),
            }
        }
        match (nodes.len(), passed_over) {
            (0, start) => Err(self.error(start.unwrap_or(self.at), &nothing_to_search())),
            (1, _) => Ok(nodes.remove(0)),
            _ => Ok(Node::All(nodes)),
        }
    }

    fn unary(&mut self) -> Result<Option<Node>, QueryError> {
        let start = self.at;
        if !matches!(self.peek(), Some('-' | '－')) {
            return self.primary();
        }
        self.at += self.peek().map_or(0, char::len_utf8);
        if self.at_end() || self.peek().is_some_and(|c| is_space(c) || matches!(c, '-' | '－')) {
            return Err(self.error(
                start,
                &msg!(
                    "减号后面要紧跟要排除的词，例如 -草案",
                    "a minus needs the word to leave out right behind it, such as -草案"
                ),
            ));
        }
        match self.primary()? {
            Some(node) => Ok(Some(Node::Not(Box::new(node)))),
            None => Err(self.error(start, &nothing_to_search())),
        }
    }

    fn primary(&mut self) -> Result<Option<Node>, QueryError> {
        let start = self.at;
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(self.error(
                start,
                &msg!("词太多，最多 {MAX_PARTS} 个，请减少", "too many words; use {MAX_PARTS} at most"),
            ));
        }
        match self.peek() {
            Some('(') => self.group().map(Some),
            Some(')') => Err(self.error(start, &unopened())),
            Some(c) if is_quote(c) || self.curly_phrase(c)? => {
                let phrase = fold_query(self.phrase()?);
                if phrase.is_empty() {
                    return Err(self.error(start, &nothing_to_search()));
                }
                Ok(Some(Node::Text(TextTerm::quoted(phrase))))
            }
            _ => self.word(),
        }
    }

    fn group(&mut self) -> Result<Node, QueryError> {
        let start = self.at;
        if self.depth >= MAX_DEPTH {
            return Err(self.error(
                start,
                &msg!(
                    "括号层数太多，最多 {MAX_DEPTH} 层，请简化",
                    "parentheses are nested too deep; use {MAX_DEPTH} levels at most"
                ),
            ));
        }
        self.at += 1;
        self.depth += 1;
        self.skip_space();
        if self.peek().is_none() {
            return Err(self.error(start, &unclosed()));
        }
        let node = self.any()?;
        self.skip_space();
        if self.peek() != Some(')') {
            return Err(self.error(start, &unclosed()));
        }
        self.at += 1;
        self.depth -= 1;
        Ok(node)
    }

    /// Whether “ opens a phrase here. `“三资”管理` in one piece is a word instead, copied from a text.
    fn curly_phrase(&self, c: char) -> Result<bool, QueryError> {
        if c != '“' {
            return Ok(false);
        }
        let Some((_, after)) = self.rest().split_once('”') else {
            return Err(self.error(
                self.at,
                &msg!("引号没有闭合，请补上 ” 或删去 “", "the quotation mark is not closed; add ” or delete “"),
            ));
        };
        let next = after.chars().next();
        Ok(next.is_none_or(|c| is_space(c) || c == ')'))
    }

    /// The text between quotation marks, the first of which stands here.
    fn phrase(&mut self) -> Result<&'q str, QueryError> {
        let start = self.at;
        let open = self.peek().unwrap_or('"');
        let inside = self.at + open.len_utf8();
        let closes = |c: char| if open == '“' { c == '”' } else { is_quote(c) };
        let Some((len, close)) = self.query.part(inside..).char_indices().find(|&(_, c)| closes(c)) else {
            return Err(self.error(
                start,
                &msg!(
                    "引号没有闭合，请补上右引号或删去左引号",
                    "the quotation mark is not closed; add the closing one or delete the opening one"
                ),
            ));
        };
        self.at = inside + len + close.len_utf8();
        Ok(self.query.part(inside..inside + len))
    }

    /// The end of the word that starts here: white space, an ASCII quotation mark, or the parenthesis of a group.
    fn word_end(&self) -> Result<usize, QueryError> {
        let mut open = 0_usize;
        for (at, c) in self.rest().char_indices() {
            match c {
                c if is_space(c) || is_quote(c) => return Ok(self.at + at),
                '(' => open += 1,
                ')' if open > 0 => open -= 1,
                ')' if self.depth > 0 => return Ok(self.at + at),
                ')' => return Err(self.error(self.at + at, &unopened())),
                _ => {}
            }
        }
        Ok(self.query.len())
    }

    fn word(&mut self) -> Result<Option<Node>, QueryError> {
        let start = self.at;
        let end = self.word_end()?;
        let word = self.query.part(start..end);
        if let Some((name_len, colon)) = word.char_indices().find(|(_, c)| matches!(c, ':' | '：')) {
            let (name, value_at) = (word.part(..name_len), start + name_len + colon.len_utf8());
            if let Some(field) = field(name) {
                return self.field(field, start, value_at, end).map(Some);
            }
            let known_form = name.len() >= 2 && name.bytes().all(|b| b.is_ascii_lowercase());
            if known_form && !self.query.part(value_at..).starts_with('/') {
                return Err(self.error(
                    start,
                    &msg!(
                        "没有“{name}”这个字段；可用 村: 类型: 项目: 日期: 文件: 来源: 格式:，要按原文查找请加引号",
                        "there is no field {name}; use village: kind: item: date: file: source: format:, or put quotation marks around the text to search for it"
                    ),
                ));
            }
        }
        self.at = end;
        if let Some(pattern) = self.pattern(start, word)? {
            return Ok(Some(Node::Pattern(pattern)));
        }
        let text = fold_query(word);
        let mut forms: Vec<Wanted> = other_writings(word).into_iter().map(Wanted::from).collect();
        // At an edge `?` and `*` are ordinary characters first; without them the word is searched as a further form,
        // since any string may go on.
        let bare = fold_query(word.trim_matches(['?', '*']));
        if bare != text && !bare.is_empty() {
            forms.push(Wanted::Text(bare));
        }
        Ok((!text.is_empty()).then_some(Node::Text(TextTerm { text, quoted: false, forms })))
    }

    /// A word with `?` or `*` between other characters.
    fn pattern(&self, start: usize, word: &str) -> Result<Option<GapPattern>, QueryError> {
        let inner = word.trim_matches(['?', '*']);
        if !inner.contains(['?', '*']) {
            return Ok(None);
        }
        let mut pieces: Vec<PatternPiece> = Vec::new();
        for part in inner.split_inclusive(['?', '*']) {
            let text = fold_query(part.trim_end_matches(['?', '*']));
            if !text.is_empty() {
                pieces.push(PatternPiece::Text(text));
            }
            match (part.chars().next_back(), pieces.last_mut()) {
                (Some('?'), Some(PatternPiece::Some(count))) => *count += 1,
                (Some('?'), Some(PatternPiece::Text(_))) => pieces.push(PatternPiece::Some(1)),
                (Some('*'), Some(PatternPiece::Text(_) | PatternPiece::Some(_))) => pieces.push(PatternPiece::Run),
                _ => {}
            }
        }
        while pieces.last().is_some_and(|piece| !matches!(piece, PatternPiece::Text(_))) {
            pieces.pop();
        }
        let gaps = pieces.iter().filter(|piece| !matches!(piece, PatternPiece::Text(_))).count();
        if gaps > MAX_GAPS {
            return Err(self.error(
                start,
                &msg!(
                    "一个词里的 ? 和 * 太多，最多 {MAX_GAPS} 处，请减少",
                    "too many ? and * in one word; use {MAX_GAPS} at most"
                ),
            ));
        }
        Ok((gaps > 0).then_some(GapPattern { pieces, bounded: false }))
    }

    fn field(&mut self, field: QueryField, start: usize, value_at: usize, end: usize) -> Result<Node, QueryError> {
        self.at = value_at;
        let first = self.peek();
        let value = if first.is_some_and(|c| is_quote(c) || (c == '“' && self.rest().contains('”'))) {
            self.phrase()?
        } else if first == Some('(') {
            return Err(self.error(value_at, &msg!(
                "字段后面不能直接用括号，请写成 (村:张庄 OR 村:付庄)，或给内容加引号",
                "parentheses cannot follow a field; write (village:A OR village:B), or put quotation marks around the value"
            )));
        } else {
            self.at = end;
            self.query.part(value_at..end)
        };
        let missing = || {
            self.error(
                start,
                &msg!(
                    "冒号后面缺少内容，请紧接着写，例如 村:张庄",
                    "the value is missing; write it right behind the colon, such as village:张庄"
                ),
            )
        };
        if fold_query(value).is_empty() {
            return Err(missing());
        }
        match field {
            QueryField::Village => Ok(Node::Village(value.trim().to_owned())),
            QueryField::Kind if !self.values.has_kind(value) => {
                Err(self.error(value_at, &self.values.no_kind(value.trim())))
            }
            QueryField::Kind => Ok(Node::Kind(value.trim().to_owned())),
            QueryField::File => Ok(Node::File(fold_query(value))),
            QueryField::Item => match item(value) {
                Some(id) if self.values.has_item(&id) => Ok(Node::Item(id)),
                Some(id) => Err(self.error(value_at, &self.values.no_item(&id))),
                None => Err(self.error(
                    value_at,
                    &msg!(
                        "项目编号写作 V03 这样；要查找文字请加引号",
                        "an item is written like V03; put quotation marks around the whole to search for the words"
                    ),
                )),
            },
            QueryField::Source => source(value).map(|name| Node::Source(name.to_owned())).ok_or_else(|| {
                self.error(
                    value_at,
                    &msg!(
                        "来源只能是 识别、文字、表格、纯文本、无文字 之一",
                        "a source is one of ocr, text, cells, plain and none"
                    ),
                )
            }),
            QueryField::Format => {
                let mut formats: Vec<Node> = self.values.formats_of(value).into_iter().map(Node::Format).collect();
                match formats.len() {
                    0 => Err(self.error(value_at, &self.values.no_format(value.trim()))),
                    1 => Ok(formats.remove(0)),
                    _ => Ok(Node::Any(formats)),
                }
            }
            QueryField::Date => {
                dates(value).map(|(from, to)| Node::Date(from, to)).map_err(|what| self.error(value_at, &what))
            }
        }
    }
}

fn nothing_to_search() -> Message {
    msg!(
        "这里没有可查找的文字（检索不看空格、括号、引号和横线），请写上文字",
        "nothing here can be searched (search does not see spaces, brackets, quotes and dashes); add some text"
    )
}

fn unopened() -> Message {
    msg!(
        "右括号没有对应的左括号，请补上或删去；要查找括号里的原文请加引号",
        "this parenthesis was never opened; open it or delete it, or put quotation marks around the text"
    )
}

fn unclosed() -> Message {
    msg!("括号没有闭合，请补上 ) 或删去 (", "the parenthesis is not closed; add ) or delete (")
}

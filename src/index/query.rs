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
//! for up to 40; at its edges, in phrases and in full width they are what they are. A word that is or
//! holds one date or one sum of money also finds its other writings.

use thiserror::Error;

pub use super::node::Node;
use super::{
    field::{Field, dates, field, item, source},
    node::{Pattern, Piece, Text, Wanted},
};
use crate::{
    model::Message,
    msg,
    text::{fold_name, fold_query, other_writings},
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

/// Parses a query.
///
/// # Errors
/// [`QueryError`] with the byte offset where the query is empty or does not follow the grammar.
pub fn parse(query: &str) -> Result<Node, QueryError> {
    let mut parser = Parser { query, at: 0, depth: 0, parts: 0 };
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
}

impl<'q> Parser<'q> {
    fn rest(&self) -> &'q str {
        &self.query[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(is_space).len();
    }

    /// An error with its place in words: the count of characters up to it, and what stands there.
    fn error(&self, offset: usize, what: &Message) -> QueryError {
        let count = self.query[..offset].chars().count() + 1;
        let here: String = self.query[offset..].chars().take(8).collect();
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
        let len = ["OR", "ＯＲ"].iter().find(|word| rest.starts_with(**word))?.len();
        let next = rest[len..].chars().next();
        next.is_none_or(|c| is_space(c) || c == '(' || c == ')' || is_quote(c)).then_some(len)
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
                Ok(Some(Node::Text(Text::quoted(phrase))))
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
        let Some(close) = self.rest().find('”') else {
            return Err(self.error(
                self.at,
                &msg!("引号没有闭合，请补上 ” 或删去 “", "the quotation mark is not closed; add ” or delete “"),
            ));
        };
        let next = self.rest()[close + '”'.len_utf8()..].chars().next();
        Ok(next.is_none_or(|c| is_space(c) || c == ')'))
    }

    /// The text between quotation marks, the first of which stands here.
    fn phrase(&mut self) -> Result<&'q str, QueryError> {
        let start = self.at;
        let open = self.peek().unwrap_or('"');
        let inside = self.at + open.len_utf8();
        let closes = |c: char| if open == '“' { c == '”' } else { is_quote(c) };
        let Some((len, close)) = self.query[inside..].char_indices().find(|&(_, c)| closes(c)) else {
            return Err(self.error(
                start,
                &msg!(
                    "引号没有闭合，请补上右引号或删去左引号",
                    "the quotation mark is not closed; add the closing one or delete the opening one"
                ),
            ));
        };
        self.at = inside + len + close.len_utf8();
        Ok(&self.query[inside..inside + len])
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
        let word = &self.query[start..end];
        if let Some((name_len, colon)) = word.char_indices().find(|(_, c)| matches!(c, ':' | '：')) {
            let (name, value_at) = (&word[..name_len], start + name_len + colon.len_utf8());
            if let Some(field) = field(name) {
                return self.field(field, start, value_at, end).map(Some);
            }
            let known_form = name.len() >= 2 && name.bytes().all(|b| b.is_ascii_lowercase());
            if known_form && !self.query[value_at..].starts_with('/') {
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
        // At an edge `?` and `*` are what they are first, and then say that the string goes on, which every string may.
        let bare = fold_query(word.trim_matches(['?', '*']));
        if bare != text && !bare.is_empty() {
            forms.push(Wanted::Text(bare));
        }
        Ok((!text.is_empty()).then_some(Node::Text(Text { text, quoted: false, forms })))
    }

    /// A word with `?` or `*` between other characters.
    fn pattern(&self, start: usize, word: &str) -> Result<Option<Pattern>, QueryError> {
        let inner = word.trim_matches(['?', '*']);
        if !inner.contains(['?', '*']) {
            return Ok(None);
        }
        let mut pieces: Vec<Piece> = Vec::new();
        for part in inner.split_inclusive(['?', '*']) {
            let text = fold_query(part.trim_end_matches(['?', '*']));
            if !text.is_empty() {
                pieces.push(Piece::Text(text));
            }
            match (part.chars().next_back(), pieces.last_mut()) {
                (Some('?'), Some(Piece::Some(count))) => *count += 1,
                (Some('?'), Some(Piece::Text(_))) => pieces.push(Piece::Some(1)),
                (Some('*'), Some(Piece::Text(_) | Piece::Some(_))) => pieces.push(Piece::Run),
                _ => {}
            }
        }
        while pieces.last().is_some_and(|piece| !matches!(piece, Piece::Text(_))) {
            pieces.pop();
        }
        let gaps = pieces.iter().filter(|piece| !matches!(piece, Piece::Text(_))).count();
        if gaps > MAX_GAPS {
            return Err(self.error(
                start,
                &msg!(
                    "一个词里的 ? 和 * 太多，最多 {MAX_GAPS} 处，请减少",
                    "too many ? and * in one word; use {MAX_GAPS} at most"
                ),
            ));
        }
        Ok((gaps > 0).then_some(Pattern { pieces, bounded: false }))
    }

    fn field(&mut self, field: Field, start: usize, value_at: usize, end: usize) -> Result<Node, QueryError> {
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
            &self.query[value_at..end]
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
            Field::Village => Ok(Node::Village(value.trim().to_owned())),
            Field::Kind => Ok(Node::Kind(value.trim().to_owned())),
            Field::File => Ok(Node::File(fold_query(value))),
            Field::Item => item(value).map(Node::Item).ok_or_else(|| {
                self.error(
                    value_at,
                    &msg!(
                        "项目编号写作 V03 这样；要查找文字请加引号",
                        "an item is written like V03; put quotation marks around the whole to search for the words"
                    ),
                )
            }),
            Field::Source => source(value).map(|name| Node::Source(name.to_owned())).ok_or_else(|| {
                self.error(
                    value_at,
                    &msg!(
                        "来源只能是 识别、文字、表格、纯文本、无文字 之一",
                        "a source is one of ocr, text, cells, plain and none"
                    ),
                )
            }),
            Field::Format => Ok(Node::Format(fold_name(value).to_lowercase())),
            Field::Date => {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(text: &str) -> Node {
        Node::Text(Text { text: text.to_owned(), quoted: false, forms: Vec::new() })
    }

    fn quoted(text: &str) -> Node {
        Node::Text(Text::quoted(text))
    }

    #[test]
    fn words_phrases_and_operators() {
        assert_eq!(parse("张庄"), Ok(text("张庄")));
        assert_eq!(parse(" 張莊　章程 "), Ok(Node::All(vec![text("张庄"), text("章程")])));
        assert_eq!(parse("\"贾 凤\""), Ok(quoted("贾凤")));
        assert_eq!(parse("“贾 凤” 村"), Ok(Node::All(vec![quoted("贾凤"), text("村")])));
        assert_eq!(parse("“三资”管理"), Ok(text("三资管理")));
        assert_eq!(parse("章程 -草案"), Ok(Node::All(vec![text("章程"), Node::Not(Box::new(text("草案")))])));
        assert_eq!(parse("a b OR c"), Ok(Node::Any(vec![Node::All(vec![text("a"), text("b")]), text("c")])));
        assert_eq!(parse("a (b OR c)"), Ok(Node::All(vec![text("a"), Node::Any(vec![text("b"), text("c")])])));
        assert_eq!(parse("凫政发〔2020〕48号"), Ok(text("凫政发202048号")));
        assert_eq!(parse("（市）警衛"), Ok(text("市警卫")));
        assert_eq!(parse("size-从"), Ok(text("size从")));
        assert_eq!(parse("村(2020)"), Ok(text("村2020")));
        assert_eq!(parse("会议 — 记录"), Ok(Node::All(vec![text("会议"), text("记录")])));
        assert_eq!(parse("ORGAN"), Ok(text("organ")));
        assert_eq!(parse("时间：9:30"), Ok(text("时间:9:30")));
    }

    #[test]
    fn fields() {
        assert_eq!(parse("村:张庄"), Ok(Node::Village("张庄".into())));
        assert_eq!(parse("Village：张庄村"), Ok(Node::Village("张庄村".into())));
        assert_eq!(parse("類型:\"会议 记录\""), Ok(Node::Kind("会议 记录".into())));
        assert_eq!(parse("项目:v03"), Ok(Node::Item("V03".into())));
        assert_eq!(parse("(文件：签到表.PDF)"), Ok(Node::File("签到表.pdf".into())));
        for (query, from, to) in [
            ("日期:2020", 20200101, 20201231),
            ("日期:2020-02", 20200201, 20200229),
            ("date:2020-05-16", 20200516, 20200516),
            ("date:20200516", 20200516, 20200516),
            ("日期：2020年5月", 20200501, 20200531),
            ("日期:2020-05..2020-06", 20200501, 20200630),
            ("日期:２０２０－０５．．", 20200501, 99991231),
            ("日期:..2020-06-30", 0, 20200630),
        ] {
            assert_eq!(parse(query), Ok(Node::Date(from, to)), "{query}");
        }
    }

    #[test]
    fn errors_say_where_and_what_to_do() {
        for (query, offset, piece) in [
            ("", 0, "空"),
            ("　 ", 0, "空"),
            ("张庄 \"会议", 7, "引号"),
            ("张庄 “会议", 7, "引号"),
            ("(张庄", 0, "闭合"),
            ("(", 0, "闭合"),
            ("张庄)", 6, "左括号"),
            ("()", 1, "空的"),
            ("OR 张庄", 0, "OR"),
            ("张庄 OR", 9, "OR"),
            ("张庄 OR OR 村", 10, "OR"),
            ("张庄 -", 7, "减号"),
            ("张庄 - 村", 7, "减号"),
            ("-（）", 0, "没有可查找"),
            ("—", 0, "没有可查找"),
            ("\"\"", 0, "没有可查找"),
            ("村:", 0, "冒号"),
            ("章程 日期:明天", 14, "日期"),
            ("日期:2020-13", 7, "日期"),
            ("日期:..", 7, "日期"),
            ("日期:2020-06..2020-05", 7, "对调"),
            ("项目:硬化道路", 7, "V03"),
            ("vilage:张庄", 0, "字段"),
            ("章程 来源:天上", 14, "来源"),
            ("村:(张庄 OR 付庄)", 4, "括号"),
        ] {
            let error = parse(query).expect_err(query);
            assert_eq!(error.offset, offset, "{query}: {error:?}");
            assert!(error.message.zh.contains(piece), "{query}: {error:?}");
            assert!(!error.message.en.is_empty());
        }
        assert_eq!(
            parse("张庄 \"会议").expect_err("unclosed").message.zh,
            "查询第 4 个字符（\"会议）：引号没有闭合，请补上右引号或删去左引号"
        );
        assert!(parse(&"(".repeat(5000)).is_err());
        assert!(parse(&"(".repeat(30)).is_err());
        assert!(parse(&"a ".repeat(300)).is_err());
    }

    #[test]
    fn patterns() {
        let pattern = |query: &str| match parse(query) {
            Ok(Node::Pattern(pattern)) => pattern.pieces,
            other => panic!("{query}: {other:?}"),
        };
        let piece = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(pattern("王?芳"), [piece("王"), Piece::Some(1), piece("芳")]);
        assert_eq!(pattern("王??芳*"), [piece("王"), Piece::Some(2), piece("芳")]);
        assert_eq!(pattern("會議*記錄"), [piece("会议"), Piece::Run, piece("记录")]);
        assert_eq!(pattern("a*?b"), [piece("a"), Piece::Run, piece("b")]);
        assert_eq!(parse("\"王?芳\""), Ok(quoted("王?芳")));
        assert_eq!(parse("什么？"), Ok(text("什么?")));
        let forms = vec![Wanted::Text("会议".to_owned())];
        assert_eq!(parse("会议*"), Ok(Node::Text(Text { text: "会议*".to_owned(), quoted: false, forms })));
        assert_eq!(parse("a?b?c?d?e?f?g?h?i?j").expect_err("too many").offset, 0);
    }

    #[test]
    fn other_writings_are_forms() {
        let forms = |query: &str| match parse(query) {
            Ok(Node::Text(text)) => text.forms.len(),
            other => panic!("{query}: {other:?}"),
        };
        assert!(forms("2020-06-12") > 5 && forms("26,785.50元") > 3);
        assert_eq!(forms("\"2020-06-12\""), 0, "quoted is that string only");
        assert_eq!(forms("会议"), 0);
    }

    #[test]
    fn needles_are_what_is_asked_for() {
        let node = parse("张庄 (章程 OR 张庄) -草案 村:付庄 经?社").expect("a query");
        let page = crate::text::Folded::new("张庄章程草案经济社付庄");
        let shown: Vec<usize> = node.needles().iter().map(|needle| needle.find_all(&page).len()).collect();
        assert_eq!(shown, [1, 1, 1]);
    }

    #[test]
    fn a_query_can_be_written_out_again() {
        for query in [
            "张庄 (章程 OR \"合作 社\") -草案",
            "(a b) OR c -(d OR e)",
            "村:张庄 类型:会议记录 项目:V03 文件:名册 来源:识别 格式:PDF",
            "日期:2020-05..2020-06 日期:2020..",
            "王?芳 会*议",
        ] {
            let quoted = |node: &Node| format!("{node}");
            let node = parse(query).expect(query);
            let again = parse(&quoted(&node)).unwrap_or_else(|error| panic!("{node}: {error}"));
            assert_eq!(quoted(&again), quoted(&node), "{query}");
        }
    }

    proptest! {
        #[test]
        fn never_panics_and_points_inside(query in any::<String>(), near in "[ab村庄 \"“”():：\\-ORＯＲ.日期2村项目]{0,24}") {
            for query in [&query, &near] {
                if let Err(error) = parse(query) {
                    prop_assert!(query.is_char_boundary(error.offset));
                    prop_assert!(!error.message.zh.is_empty() && !error.message.en.is_empty());
                }
            }
        }

        #[test]
        fn a_quoted_string_is_that_string(text in "[^\"＂]{1,30}") {
            let folded = fold_query(&text);
            match parse(&format!("\"{text}\"")) {
                Ok(node) => prop_assert_eq!(node, Node::Text(Text::quoted(folded))),
                Err(_) => prop_assert!(folded.is_empty()),
            }
        }
    }
}

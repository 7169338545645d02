//! What is wrong in a rubric file, and where.

use std::fmt;

use crate::{model::Message, msg, text::Cut};

/// One thing that is wrong in a rubric file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RubricProblem {
    /// The line, counted from 1.
    pub line: usize,
    /// The column, in characters, counted from 1.
    pub column: usize,
    /// The file, as it was named.
    pub origin: String,
    /// What is wrong and what to do.
    pub message: Message,
}

impl RubricProblem {
    /// The place and the message on one line, in both languages: `rubric.json:12:5: …`.
    pub fn to_message(&self) -> Message {
        let Self { line, column, origin, message: Message { zh, en } } = self;
        msg!("{origin}:{line}:{column}：{zh}", "{origin}:{line}:{column}: {en}")
    }
}

impl fmt::Display for RubricProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_message().en)
    }
}

/// The line and the column of a byte, both from 1, the column in characters.
pub(super) fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.part(..byte);
    let line = before.matches('\n').count() + 1;
    (line, before.chars().rev().take_while(|character| *character != '\n').count() + 1)
}

/// What serde has to say of a part of the text and the byte of the text at which it begins, at its place and in both
/// languages. What was `refused` is a string that ends there.
pub(super) fn shape_problem(
    text: &str,
    origin: &str,
    error: &serde_json::Error,
    (part, start): (&str, usize),
    refused: bool,
) -> RubricProblem {
    let full = error.to_string();
    let detail = full.rsplit_once(" at line ").map_or(full.as_str(), |(detail, _)| detail);
    // serde counts a column in bytes.
    let line: usize = part.split_inclusive('\n').take(error.line().max(1) - 1).map(str::len).sum();
    let length = part.part(line..).lines().next().map_or(0, str::len);
    let end = start + line + error.column().min(length);
    let (head, tail) = (text.part(..end), text.part(end..));
    // It stands at the end of what it read; where it names a word that ends there, the word's start says more.
    let quoted = format!("\"{}\"", named(detail));
    let at = if head.ends_with(&quoted) {
        head.len() - quoted.len()
    } else {
        // A way of scoring is read whole before its name is looked at, so serde stands at its end.
        let misread = if detail.starts_with("unknown ") {
            head.rfind(&quoted)
        } else if detail.starts_with("missing field") && !tail.trim_start().starts_with('}') {
            head.rfind('}')
        } else if refused {
            start_of_string(head.trim_end_matches([']', '}', ',', ' ', '\n', '\r', '\t']))
        } else {
            None
        };
        let last = head.char_indices().next_back().filter(|(_, character)| *character != '\n');
        misread.unwrap_or_else(|| last.map_or(head.len(), |(at, _)| at))
    };
    let (line, column) = place(text, at);
    RubricProblem { line, column, origin: origin.to_owned(), message: shape_message(detail) }
}

/// Where the JSON string begins that ends a text.
fn start_of_string(head: &str) -> Option<usize> {
    let inside = head.strip_suffix('"')?;
    let is_quote = |(at, _): &(usize, &str)| {
        let slashes = inside.part(..*at).chars().rev().take_while(|character| *character == '\\').count();
        slashes % 2 == 0
    };
    inside.rmatch_indices('"').find(is_quote).map(|(at, _)| at)
}

/// The word between the first backticks of serde's sentence; empty where it has none.
fn named(detail: &str) -> &str {
    detail.split('`').nth(1).unwrap_or_default()
}

/// serde's sentence with the action to take. Its own words stay in quotation marks, since they name the fields.
pub(super) fn shape_message(detail: &str) -> Message {
    let name = named(detail);
    match detail {
        d if d.starts_with("unknown field") => {
            msg!(
                "没有名为“{name}”的字段；请核对拼写或删去（{detail}）",
                "there is no field “{name}”; check the spelling or remove it ({detail})"
            )
        }
        d if d.starts_with("missing field") => {
            msg!("缺少字段“{name}”；请在此对象中补上", "the field “{name}” is missing; add it to this object")
        }
        d if d.starts_with("duplicate field") => {
            msg!("字段“{name}”写了两次；请保留一个", "the field “{name}” stands twice; keep one")
        }
        d if d.starts_with("unknown variant") => {
            msg!(
                "不认识的取值“{name}”；请改用列出的取值之一（{detail}）",
                "the value “{name}” is not known; use one of those listed ({detail})"
            )
        }
        d if d.starts_with("invalid ") => {
            msg!(
                "取值的类型或格式不符；请改正（{detail}）",
                "the value has the wrong type or form; correct it ({detail})"
            )
        }
        _ => msg!("不是正确的 JSON；请改正此处（{detail}）", "this is not correct JSON; correct it here ({detail})"),
    }
}

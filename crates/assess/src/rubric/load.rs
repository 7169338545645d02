//! Reads rubric files, and says where a faulty one is wrong.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use super::{shape::Rubric, validate};
use crate::{model::Message, msg, text::Cut};

/// The text of the built-in rubric.
pub const BUILTIN: &str = include_str!("../../../../schema/fucheng-2020.json");

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

/// Why a rubric file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RubricError {
    /// The file could not be read.
    #[error("cannot read the rubric {path}: {source}; check the path given with --rubric")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no UTF-8 text.
    #[error("the rubric {path} is not UTF-8 text; save it as UTF-8")]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// The file was read and is wrong in these places, in the file's order.
    #[error("the rubric {path} has {} problem(s), the first: {}", problems.len(), first(problems))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong; never empty.
        problems: Vec<RubricProblem>,
    },
}

impl RubricError {
    /// The error in both languages.
    pub fn to_message(&self) -> Message {
        let en = self.to_string();
        let zh = match self {
            Self::Read { path, source } => {
                format!("无法读取评估表 {}：{source}；请核对 --rubric 给出的路径", path.display())
            }
            Self::NotText { path } => format!("评估表 {} 不是 UTF-8 文本；请另存为 UTF-8 编码", path.display()),
            Self::Invalid { path, problems } => {
                let first = problems.first().map(|problem| problem.to_message().zh).unwrap_or_default();
                format!("评估表 {} 有 {} 处需要修改，第一处：{first}", path.display(), problems.len())
            }
        };
        Message { zh, en }
    }
}

fn first(problems: &[RubricProblem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

impl Rubric {
    /// The built-in rubric, `fucheng-2020`.
    pub fn builtin() -> Arc<Rubric> {
        static RUBRIC: LazyLock<Arc<Rubric>> = LazyLock::new(|| {
            Arc::new(serde_json::from_str(BUILTIN).expect("the built-in rubric is parsed in the tests of this file"))
        });
        Arc::clone(&RUBRIC)
    }
}

/// Reads and checks a rubric file.
///
/// # Errors
/// Where the file cannot be read, is not UTF-8, or is wrong; see [`parse`].
pub fn load(path: &Path) -> Result<Rubric, RubricError> {
    let bytes = fs::read(path).map_err(|source| RubricError::Read { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| RubricError::NotText { path: path.to_owned() })?;
    parse(&text, &path.display().to_string())
        .map_err(|problems| RubricError::Invalid { path: path.to_owned(), problems })
}

/// Reads and checks the text of a rubric; `origin` names it in problems.
///
/// # Errors
/// One problem where the text is no JSON or not of the shape [`Rubric`]; all that are found where it is of that
/// shape and contradicts itself, in the order of the text. Never an empty list.
pub fn parse(text: &str, origin: &str) -> Result<Rubric, Vec<RubricProblem>> {
    // Some Windows editors put a byte order mark first; it takes no column.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rubric: Rubric = serde_json::from_str(text).map_err(|error| vec![shape_problem(text, origin, &error)])?;
    let problems = validate::problems(&rubric, text, origin);
    if problems.is_empty() { Ok(rubric) } else { Err(problems) }
}

/// What serde has to say, at its place and in both languages.
fn shape_problem(text: &str, origin: &str, error: &serde_json::Error) -> RubricProblem {
    let full = error.to_string();
    let detail = full.rsplit_once(" at line ").map_or(full.as_str(), |(detail, _)| detail);
    // serde counts a column in bytes.
    let line = error.line().max(1);
    let content = text.lines().nth(line - 1).unwrap_or_default();
    let end = (0..=error.column().min(content.len())).rev().find(|at| content.is_char_boundary(*at)).unwrap_or(0);
    // It stands at the end of what it read; where it names a word that ends there, the word's start says more.
    let quoted = format!("\"{}\"", named(detail));
    let (head, tail) = (content.part(..end), content.part(end..));
    let (line, column) = match head.strip_suffix(quoted.as_str()) {
        Some(head) => (line, head.chars().count() + 1),
        // A check or a way of scoring is read whole before its name is looked at, so serde stands at its end.
        _ => {
            let misread = if detail.starts_with("unknown ") {
                before(text, line, end, &quoted)
            } else if detail.starts_with("missing field") && !tail.trim_start().starts_with('}') {
                before(text, line, end, "}")
            } else {
                None
            };
            misread.unwrap_or_else(|| (line, head.chars().count().max(1)))
        }
    };
    RubricProblem { line, column, origin: origin.to_owned(), message: shape_message(detail) }
}

/// The last place of a word before a place: `line` from 1, `end` in bytes of that line; line and column in characters.
fn before(text: &str, line: usize, end: usize, word: &str) -> Option<(usize, usize)> {
    let start_of_line: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let head = text.get(..start_of_line + end)?;
    let (head, _) = head.rsplit_once(word)?;
    let line = head.matches('\n').count() + 1;
    let column = head.chars().rev().take_while(|character| *character != '\n').count() + 1;
    Some((line, column))
}

/// The word between the first backticks of serde's sentence; empty where it has none.
fn named(detail: &str) -> &str {
    detail.split('`').nth(1).unwrap_or_default()
}

/// serde's sentence with the action to take. Its own words stay in quotation marks, since they name the fields.
fn shape_message(detail: &str) -> Message {
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

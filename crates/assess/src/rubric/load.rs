//! Reads rubric files, and says where a faulty one is wrong.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use super::{
    asked::CheckTypes,
    problem::{RubricProblem, shape_problem},
    shape::Rubric,
    validate,
};
use crate::model::Message;

/// The text of the built-in rubric.
pub const BUILTIN: &str = include_str!("../../../../schema/fucheng-2020.json");

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
pub fn load(path: &Path, types: &dyn CheckTypes) -> Result<Rubric, RubricError> {
    let bytes = fs::read(path).map_err(|source| RubricError::Read { path: path.to_owned(), source })?;
    let text = String::from_utf8(bytes).map_err(|_| RubricError::NotText { path: path.to_owned() })?;
    parse(&text, &path.display().to_string(), types)
        .map_err(|problems| RubricError::Invalid { path: path.to_owned(), problems })
}

/// Reads and checks the text of a rubric; `origin` names it in problems.
///
/// # Errors
/// One problem where the text is no JSON or not of the shape [`Rubric`]; all that are found where it is of that
/// shape and contradicts itself, in the order of the text. Never an empty list.
pub fn parse(text: &str, origin: &str, types: &dyn CheckTypes) -> Result<Rubric, Vec<RubricProblem>> {
    // Some Windows editors put a byte order mark first; it takes no column.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rubric: Rubric =
        serde_json::from_str(text).map_err(|error| vec![shape_problem(text, origin, &error, (text, 0), false)])?;
    let problems = validate::problems(&rubric, text, origin, types);
    if problems.is_empty() { Ok(rubric) } else { Err(problems) }
}

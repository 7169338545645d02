//! What all entries that people make have in common: decisions, captions, corrections. Who makes one gives a name, what
//! they write has limits, and one error says why nothing was kept.

use thiserror::Error;

use super::error::PipelineError;
use crate::{
    catalog::{CatalogError, Kept},
    model::Message,
    msg,
};

/// The most characters of a name.
pub const NAME_LIMIT: usize = 40;
/// The most characters of a reason.
pub const REASON_LIMIT: usize = 2_000;

/// Why nothing was kept of what a person entered. The messages say what to do.
#[derive(Debug, Error)]
pub enum EntryError {
    /// The store or the archive cannot be used.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// There is no such item or file, or it is none of which that can be said.
    #[error("{}", .0.en)]
    Unknown(Message),
    /// A part of it is not valid; the message says which and how to correct it.
    #[error("{}", .0.en)]
    Mend(Message),
    /// Somebody else has made an entry since.
    #[error("{}", .0.en)]
    Conflict(Message),
}

impl From<CatalogError> for EntryError {
    fn from(error: CatalogError) -> Self {
        Self::Pipeline(error.into())
    }
}

impl EntryError {
    /// The error in both languages.
    pub fn to_message(&self) -> Message {
        match self {
            Self::Pipeline(error) => msg!("存储暂时无法使用：{error}", "the store cannot be used: {error}"),
            Self::Unknown(message) | Self::Mend(message) | Self::Conflict(message) => message.clone(),
        }
    }
}

/// The outcome of an entry that was given to the catalogue. `since` says that somebody else has made one since.
pub(super) fn outcome(kept: Kept, since: impl FnOnce() -> Message) -> Result<(), EntryError> {
    match kept {
        Kept::Yes(_) | Kept::Already => Ok(()),
        Kept::Conflict => Err(EntryError::Conflict(since())),
    }
}

/// The name of who makes an entry, as it is kept.
pub(super) fn checked_name(by: &str) -> Result<&str, EntryError> {
    let (by, limit) = (by.trim(), NAME_LIMIT);
    if by.is_empty() {
        return Err(EntryError::Mend(msg!("请填写姓名", "please give your name")));
    }
    if by.chars().count() > limit || by.chars().any(char::is_control) {
        return Err(EntryError::Mend(msg!(
            "姓名请写在一行内，不超过 {limit} 字",
            "a name is one line of at most {limit} characters"
        )));
    }
    Ok(by)
}

/// A text as it is kept: trimmed, without control characters but line breaks. `None` where it is longer than `limit`
/// characters.
pub(super) fn text_within(limit: usize, text: &str) -> Option<String> {
    let text: String =
        text.replace("\r\n", "\n").chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    let text = text.trim();
    (text.chars().count() <= limit).then(|| text.to_owned())
}

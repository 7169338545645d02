//! What people say of files: asked for, checked, and kept as the next entry of a log.

use jiff::ZonedDateTime;
use thiserror::Error;

use super::{
    clock::timestamp,
    decide::{REASON_LIMIT, name_trouble},
    error::PipelineError,
    workspace::Workspace,
};
use crate::{
    catalog::{CatalogError, Kept, SaidOfFile},
    evaluate::documents::said,
    model::{ArchivePath, Message, SaidEntry, SaidStep},
    msg,
};

/// A request to keep what a person says of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Saying<T> {
    /// The file.
    pub path: ArchivePath,
    /// The name of the person.
    pub by: String,
    /// What is said, or what is done with what was said.
    pub what: AskedStep<T>,
    /// The number of the file's last entry that they saw, 0 for none; `None` takes the file as it is.
    pub saw: Option<u64>,
}

/// The sorts of requests.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedStep<T> {
    /// In place of what stands.
    Write(T),
    /// What stands removed.
    Withdraw,
    /// The last step in force taken back.
    Undo,
}

/// Why nothing was kept.
#[derive(Debug, Error)]
pub enum SayingError {
    /// The store or the archive cannot be used.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// There is no such file, or it is none of which that can be said.
    #[error("there is no file {0} here of which that can be said")]
    NoFile(ArchivePath),
    /// A part of it is not valid; the message says which and how to correct it.
    #[error("{}", .0.en)]
    Mend(Message),
    /// Somebody has written since.
    #[error("somebody else has written of this file since")]
    Conflict,
}

impl From<CatalogError> for SayingError {
    fn from(error: CatalogError) -> Self {
        Self::Pipeline(error.into())
    }
}

impl SayingError {
    /// The error in both languages.
    pub fn to_message(&self) -> Message {
        match self {
            Self::Pipeline(error) => msg!("存储暂时无法使用：{error}", "the store cannot be used: {error}"),
            Self::NoFile(path) => msg!("这里没有文件 {path}", "there is no file {path} here"),
            Self::Mend(message) => message.clone(),
            Self::Conflict => msg!(
                "在此期间另有人改过，请看过再保存",
                "somebody else has changed this in the meantime; please look at it first"
            ),
        }
    }
}

/// What can be said of a file.
pub(super) trait Sayable: SaidOfFile + Clone {
    /// What is asked for, as it is to be kept, or what is wrong with it.
    fn checked(self) -> Result<Self, Message>;

    /// That nobody said anything that could be withdrawn.
    fn nothing_said() -> Message;
}

impl Workspace {
    /// Keeps the next entry of a file's log. The same by the same person twice is kept once.
    pub(super) fn keep_step<T: Sayable>(
        &mut self,
        asked: &Saying<T>,
        now: &ZonedDateTime,
    ) -> Result<Kept, SayingError> {
        if let Some(trouble) = name_trouble(&asked.by) {
            return Err(SayingError::Mend(trouble));
        }
        let digest = self.catalog.digest_of(&asked.path)?;
        let Some(digest) = digest else { return Err(SayingError::NoFile(asked.path.clone())) };
        let log = self.catalog.said::<T>()?;
        let own = said::of_file(&log, &asked.path);
        let stands = said::standing(own.iter().copied());
        // A file that was moved has what was said of it elsewhere.
        let is_written = said::standing(&log).iter().any(|entry| {
            matches!(entry.step, SaidStep::Write(_))
                && (entry.path == asked.path || (own.is_empty() && entry.digest == digest.as_str()))
        });
        let entry = SaidEntry {
            seq: 0,
            at: timestamp(now),
            by: asked.by.trim().to_owned(),
            path: asked.path.clone(),
            digest: digest.as_str().to_owned(),
            step: step(&asked.what, &stands, is_written)?,
        };
        let saw = asked.saw.unwrap_or_else(|| own.last().map_or(0, |entry| entry.seq));
        Ok(self.catalog.keep_said(saw, &entry)?)
    }
}

fn step<T: Sayable>(
    asked: &AskedStep<T>,
    stands: &[&SaidEntry<T>],
    is_written: bool,
) -> Result<SaidStep<T>, SayingError> {
    match asked {
        AskedStep::Write(said) => said.clone().checked().map(SaidStep::Write).map_err(SayingError::Mend),
        AskedStep::Withdraw if !is_written => Err(SayingError::Mend(T::nothing_said())),
        AskedStep::Withdraw => Ok(SaidStep::Withdraw),
        AskedStep::Undo => match stands.last() {
            Some(last) => Ok(SaidStep::Undo { of: last.seq }),
            None => Err(SayingError::Mend(msg!("没有可以撤销的一步", "there is no step to undo"))),
        },
    }
}

/// A text of several lines as it is kept: trimmed, without control characters but line breaks.
pub(super) fn checked_text(field: &str) -> Result<String, Message> {
    checked(field, REASON_LIMIT)
}

/// A field of one line as it is kept.
pub(super) fn checked_line(field: &str, limit: usize) -> Result<String, Message> {
    checked(field, limit).map(|field| field.replace('\n', " "))
}

fn checked(field: &str, limit: usize) -> Result<String, Message> {
    let field: String =
        field.replace("\r\n", "\n").chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    let field = field.trim();
    if field.chars().count() > limit {
        return Err(msg!("每项请不超过 {limit} 字", "a field has at most {limit} characters"));
    }
    Ok(field.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CaptionEntry, CaptionStep, CaptionText};

    fn entry(seq: u64, step: CaptionStep) -> CaptionEntry {
        let path = ArchivePath::new("张庄村/1.jpg");
        CaptionEntry { seq, at: String::new(), by: "王芳".to_owned(), path, digest: String::new(), step }
    }

    #[test]
    fn only_what_stands_is_withdrawn_or_taken_back() {
        let write = entry(1, CaptionStep::Write(CaptionText::default()));
        let withdrawn = entry(2, CaptionStep::Withdraw);
        assert_eq!(step(&AskedStep::Withdraw, &[&write], true).expect("kept"), CaptionStep::Withdraw);
        assert_eq!(step(&AskedStep::Undo, &[&write, &withdrawn], false).expect("kept"), CaptionStep::Undo { of: 2 });
        assert!(step(&AskedStep::Withdraw, &[&write, &withdrawn], false).is_err());
        assert!(step::<CaptionText>(&AskedStep::Undo, &[], false).is_err());
    }
}

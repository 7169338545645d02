//! What people say of files: asked for, checked, and kept as the next entry of a log.

use jiff::ZonedDateTime;

use super::{
    clock::timestamp,
    entry::{EntryError, REASON_LIMIT, checked_name, outcome, text_within},
    workspace::Workspace,
};
use crate::{
    catalog::{Kept, SaidOfFile},
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

/// What can be said of a file.
pub(super) trait Sayable: SaidOfFile + Clone {
    /// What is asked for, as it is to be kept, or what is wrong with it.
    fn checked(self) -> Result<Self, Message>;

    /// That nobody said anything that could be withdrawn.
    fn nothing_said() -> Message;
}

impl Workspace {
    /// Keeps the next entry of a file's log, and says what became of it. The same by the same person twice is kept once.
    pub(super) fn keep_step<T: Sayable>(&mut self, asked: &Saying<T>, now: &ZonedDateTime) -> Result<Kept, EntryError> {
        let by = checked_name(&asked.by)?;
        let digest = self.catalog.digest_of(&asked.path)?.ok_or_else(|| no_file(&asked.path))?;
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
            by: by.to_owned(),
            path: asked.path.clone(),
            digest: digest.as_str().to_owned(),
            step: step(&asked.what, &stands, is_written)?,
        };
        let saw = asked.saw.unwrap_or_else(|| own.last().map_or(0, |entry| entry.seq));
        Ok(self.catalog.keep_said(saw, &entry)?)
    }
}

/// The archive has no such file, or it is none of which that can be said.
pub(super) fn no_file(path: &ArchivePath) -> EntryError {
    EntryError::Unknown(msg!("这里没有文件 {path}", "there is no file {path} here"))
}

/// The outcome of an entry of a file's log.
pub(super) fn said_outcome(kept: Kept) -> Result<(), EntryError> {
    outcome(kept, || {
        msg!(
            "在此期间另有人改过，请看过再保存",
            "somebody else has changed this in the meantime; please look at it first"
        )
    })
}

fn step<T: Sayable>(
    asked: &AskedStep<T>,
    stands: &[&SaidEntry<T>],
    is_written: bool,
) -> Result<SaidStep<T>, EntryError> {
    match asked {
        AskedStep::Write(said) => said.clone().checked().map(SaidStep::Write).map_err(EntryError::Mend),
        AskedStep::Withdraw if !is_written => Err(EntryError::Mend(T::nothing_said())),
        AskedStep::Withdraw => Ok(SaidStep::Withdraw),
        AskedStep::Undo => match stands.last() {
            Some(last) => Ok(SaidStep::Undo { of: last.seq }),
            None => Err(EntryError::Mend(msg!("没有可以撤销的一步", "there is no step to undo"))),
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
    text_within(limit, field).ok_or_else(|| msg!("每项请不超过 {limit} 字", "a field has at most {limit} characters"))
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

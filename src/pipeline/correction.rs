//! Corrections of what the program takes a file for. What one paper is bears on the whole archive: on other villages'
//! papers that are like it, on the township's figures. So everything is assessed again.

use std::sync::Arc;

use jiff::ZonedDateTime;

use super::{
    assessed::AssessedArchive,
    entry::EntryError,
    error::PipelineError,
    said::{AskedStep, Sayable, Saying, checked_line, checked_text, said_outcome},
    workspace::Workspace,
};
use crate::{
    model::{Correction, FolderOwner, Message},
    msg,
};

/// The most characters of a title.
pub const TITLE_LIMIT: usize = 200;

impl Sayable for Correction {
    fn checked(self) -> Result<Self, Message> {
        let correction =
            Correction { title: checked_line(&self.title, TITLE_LIMIT)?, reason: checked_text(&self.reason)?, ..self };
        if correction.is_empty() {
            return Err(msg!(
                "没有更正任何一项：请至少改一项；要去掉已有的更正，请用“撤下更正”",
                "nothing is corrected: change one field at least; to remove a correction, use “withdraw”"
            ));
        }
        Ok(correction)
    }

    fn nothing_said() -> Message {
        msg!("这份文件没有人工更正", "nobody has corrected this file here")
    }
}

impl Workspace {
    /// Keeps a person's correction of a file, and assesses the archive by it. The same by the same person twice is kept
    /// once. The index follows with the next [`Workspace::refresh`].
    ///
    /// # Errors
    /// An [`EntryError`] with the reason.
    pub fn correct(&mut self, asked: &Saying<Correction>, now: &ZonedDateTime) -> Result<(), EntryError> {
        if let AskedStep::Write(Correction { kind, topic, .. }) = &asked.what {
            let rubric = &self.settings.rubric;
            let kind = kind.as_ref().filter(|id| !id.is_empty() && rubric.kind(id).is_none());
            let topic = topic.as_ref().filter(|id| rubric.topic(id).is_none());
            if let Some(id) = kind.or(topic) {
                return Err(EntryError::Mend(msg!(
                    "评分表里没有“{id}”：请从列表里重新选择",
                    "the table has no “{id}”: please choose again from the list"
                )));
            }
        }
        let kept = self.keep_step(asked, now)?;
        if let Some(known) = &self.assessed
            && self.lacks_corrections(known)?
        {
            self.assessed = Some(Arc::new(self.assess()?));
        }
        said_outcome(kept)
    }

    /// Whether somebody has corrected a file, or said whose a folder is, since an assessment was made.
    pub(super) fn lacks_corrections(&self, known: &AssessedArchive) -> Result<bool, PipelineError> {
        let last = known.corrections.last().map_or(0, |entry| entry.seq);
        let folders = known.folder_log.last().map_or(0, |entry| entry.seq);
        Ok(!self.catalog.said_since::<Correction>(last)?.is_empty()
            || !self.catalog.said_since::<FolderOwner>(folders)?.is_empty())
    }
}

//! What people read in lines that recognition is not sure of. The assessment and the index read the page with it, so
//! that both are brought up to it: the assessment when the report is next made, the index with the next update.

use jiff::ZonedDateTime;

use super::{
    assessed::AssessedArchive,
    entry::EntryError,
    error::PipelineError,
    said::{AskedStep, Sayable, Saying, checked_line, no_file, said_outcome},
    workspace::Workspace,
};
use crate::{
    model::{Message, Transcription, transcription::is_same_place},
    msg,
};

/// The most characters of a line.
pub const LINE_LIMIT: usize = 300;

impl Sayable for Transcription {
    fn checked(self) -> Result<Self, Message> {
        let text = checked_line(&self.text, LINE_LIMIT)?;
        if text.is_empty() {
            return Err(msg!(
                "没有填写文字：请照原件填写这一行，或跳到下一行",
                "nothing is entered: type the line as the original has it, or go on to the next"
            ));
        }
        Ok(Self { text, ..self })
    }

    fn nothing_said() -> Message {
        msg!("这份文件没有人工转录", "nobody has transcribed this file here")
    }
}

impl Workspace {
    /// Keeps what a person reads in a line, or takes the last step on the file back. The same by the same person twice is
    /// kept once.
    ///
    /// # Errors
    /// An [`EntryError`] with the reason: above all where the page has no such line.
    pub fn transcribe(&mut self, asked: &Saying<Transcription>, now: &ZonedDateTime) -> Result<(), EntryError> {
        if let AskedStep::Write(written) = &asked.what {
            let page = self.catalog.page_as_read(&asked.path, written.page)?;
            let page = page.ok_or_else(|| no_file(&asked.path))?;
            if !page.lines.iter().any(|line| is_same_place(&line.bbox, &written.bbox)) {
                return Err(EntryError::Mend(msg!(
                    "这一页已重新识别，找不到这一行：请从列表重新打开",
                    "the page was recognised anew and has no such line: please open it again from the list"
                )));
            }
        }
        said_outcome(self.keep_step(asked, now)?)
    }

    /// Whether somebody has read a line since an assessment was made.
    pub(super) fn lacks_transcriptions(&self, known: &AssessedArchive) -> Result<bool, PipelineError> {
        let last = known.transcriptions.last().map_or(0, |entry| entry.seq);
        Ok(!self.catalog.said_since::<Transcription>(last)?.is_empty())
    }
}

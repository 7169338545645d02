//! Captions that people write of photos. Only the unit of the photo is assessed again, so that many captions in a row do
//! not assess the whole archive each time.

use std::{collections::BTreeSet, sync::Arc};

use jiff::ZonedDateTime;

use super::{
    assessed::AssessedArchive,
    entry::EntryError,
    error::PipelineError,
    said::{Sayable, Saying, checked_line, checked_text, no_file, said_outcome},
    workspace::Workspace,
};
use crate::{
    evaluate::{self, Document, photos::person},
    model::{CaptionText, Code, FileStatus, Message, PhotoRecord, Unit, UnitAssessment},
    msg,
};

/// The most characters of one element.
pub const ELEMENT_LIMIT: usize = 200;

impl Sayable for CaptionText {
    fn checked(self) -> Result<Self, Message> {
        let caption = CaptionText {
            time: checked_line(&self.time, ELEMENT_LIMIT)?,
            people: checked_line(&self.people, ELEMENT_LIMIT)?,
            place: checked_line(&self.place, ELEMENT_LIMIT)?,
            event: checked_line(&self.event, ELEMENT_LIMIT)?,
            text: checked_text(&self.text)?,
        };
        if caption.is_empty() {
            return Err(msg!(
                "说明是空的：请至少填写一项；要去掉已写的说明，请用“撤下说明”",
                "the caption is empty: fill in one field at least; to remove what was written, use “withdraw”"
            ));
        }
        Ok(caption)
    }

    fn nothing_said() -> Message {
        msg!("这张照片没有人工填写的说明", "nobody has written a caption of this photo here")
    }
}

impl Workspace {
    /// Keeps what a person wrote of a photo, and brings the assessment of its unit up to it. The same by the same person
    /// twice is kept once.
    ///
    /// # Errors
    /// An [`EntryError`] with the reason.
    pub fn caption(&mut self, asked: &Saying<CaptionText>, now: &ZonedDateTime) -> Result<(), EntryError> {
        if self.catalog.photo_of(&asked.path)?.is_none() {
            return Err(no_file(&asked.path));
        }
        let kept = self.keep_step(asked, now)?;
        self.bring_captions_up()?;
        said_outcome(kept)
    }

    /// Takes captions into the last assessment that were written since it was made.
    pub(super) fn bring_captions_up(&mut self) -> Result<(), PipelineError> {
        if let Some(newer) = self.assessed.as_ref().map(|known| self.with_captions(known)).transpose()?.flatten() {
            self.assessed = Some(Arc::new(newer));
        }
        Ok(())
    }

    /// An assessment with the captions that were written since; `None` where there are none.
    pub(super) fn with_captions(&self, known: &AssessedArchive) -> Result<Option<AssessedArchive>, PipelineError> {
        let since = self.catalog.said_since(known.captions.last().map_or(0, |entry| entry.seq))?;
        if since.is_empty() {
            return Ok(None);
        }
        let mut newer = known.clone();
        newer.captions.extend(since);
        let before: Vec<_> = newer.documents.iter().map(|document| document.written.clone()).collect();
        person::lay(&mut newer.documents, &newer.captions);
        let touched = newer.documents.iter().zip(&before).filter(|(document, before)| document.written != **before);
        let units: BTreeSet<Unit> = touched.map(|(document, _)| document.unit.clone()).collect();
        for unit in &units {
            self.assess_again(&mut newer, unit)?;
        }
        Ok(Some(newer))
    }

    /// Assesses one unit anew, with what is known of its photos over all units.
    pub(super) fn assess_again(&self, assessed: &mut AssessedArchive, unit: &Unit) -> Result<(), PipelineError> {
        let (rubric, township) = (&self.settings.rubric, &assessed.layout.township);
        let mut documents: Vec<Document> = Vec::new();
        for known in assessed.documents.iter().filter(|known| known.unit == *unit) {
            if known.status == FileStatus::Ignored {
                continue;
            }
            let mut document = known.clone();
            let file = assessed.files.iter().find(|file| file.path == known.path);
            if known.failure.is_some() {
                documents.push(document);
                continue;
            }
            if let Some(hash) = file.and_then(|file| file.hash.as_ref()).filter(|_| known.status == FileStatus::Read) {
                document.content = self.catalog.pages_weighed(hash)?.into();
            }
            documents.push(document);
        }
        if *unit == Unit::Unassigned {
            let (mut photos, _) = evaluate::photos::records::of_nobody(&mut documents, township, &rubric.settings);
            keep_reuse(&assessed.unassigned.photos, &mut photos);
            assessed.unassigned.photos = photos;
            return Ok(());
        }
        let mut fresh: UnitAssessment =
            evaluate::assess(&self.campaign, township, &assessed.shared, unit, &mut documents);
        if let Some(known) = assessed.units.get(unit) {
            keep_reuse(&known.photos, &mut fresh.photos);
        }
        evaluate::checks::spread_photos(self.campaign.checks(), &mut fresh);
        assessed.units.insert(unit.clone(), fresh);
        Ok(())
    }
}

/// Copies the results of the search for reused photos, which do not depend on captions.
fn keep_reuse(known: &[PhotoRecord], fresh: &mut [PhotoRecord]) {
    for photo in fresh {
        let Some(known) = known.iter().find(|known| known.path == photo.path) else { continue };
        photo.alike.clone_from(&known.alike);
        photo.burst.clone_from(&known.burst);
        photo.findings.extend(known.findings.iter().filter(|finding| finding.code == Code::PhotoReused).cloned());
        photo.findings.sort_by_key(|finding| finding.severity);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_one_line_and_an_empty_caption_is_none() {
        let asked =
            CaptionText { event: " 张榜\r\n公示 ".to_owned(), text: "甲\r\n乙".to_owned(), ..Default::default() };
        let kept = asked.checked().expect("it is kept");
        assert_eq!((kept.event.as_str(), kept.text.as_str()), ("张榜 公示", "甲\n乙"));
        for caption in [
            CaptionText { event: " \n".to_owned(), ..Default::default() },
            CaptionText { event: "长".repeat(ELEMENT_LIMIT + 1), ..Default::default() },
        ] {
            assert!(caption.checked().is_err());
        }
    }
}

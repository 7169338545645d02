//! Captions that people write of photos. Only the unit of the photo is assessed again, so that many captions in a row do
//! not assess the whole archive each time.

use std::{collections::BTreeSet, sync::Arc};

use jiff::ZonedDateTime;
use thiserror::Error;

use super::{
    assessed::AssessedArchive,
    decide::{REASON_LIMIT, name_trouble},
    error::PipelineError,
    workspace::Workspace,
};
use crate::{
    catalog::{CatalogError, Kept},
    evaluate::{self, Document, photos::person},
    model::{
        ArchivePath, CaptionEntry, CaptionStep, CaptionText, Code, FileStatus, Message, PhotoRecord, Unit,
        UnitAssessment,
    },
    msg,
};

/// The most characters of one element.
pub const ELEMENT_LIMIT: usize = 200;

/// A request to store a caption.
#[derive(Debug, Clone, PartialEq)]
pub struct Captioning {
    /// The photo.
    pub path: ArchivePath,
    /// The name of the person.
    pub by: String,
    /// The caption, or what is done with it.
    pub what: AskedCaption,
    /// The number of the photo's last entry that they saw, 0 for none; `None` takes the photo as it is.
    pub saw: Option<u64>,
}

/// The sorts of requests.
#[derive(Debug, Clone, PartialEq)]
pub enum AskedCaption {
    /// A caption in place of the current one.
    Write(CaptionText),
    /// The caption removed.
    Withdraw,
    /// The last step in force taken back.
    Undo,
}

/// Why a caption was not stored.
#[derive(Debug, Error)]
pub enum CaptionError {
    /// The store or the archive cannot be used.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// There is no such photo.
    #[error("there is no photo {0} here")]
    NoPhoto(ArchivePath),
    /// A part of it is not valid; the message says which and how to correct it.
    #[error("{}", .0.en)]
    Mend(Message),
    /// Somebody has written since.
    #[error("somebody else has written of this photo since")]
    Conflict,
}

impl From<CatalogError> for CaptionError {
    fn from(error: CatalogError) -> Self {
        Self::Pipeline(error.into())
    }
}

impl CaptionError {
    /// The error in both languages.
    pub fn to_message(&self) -> Message {
        match self {
            Self::Pipeline(error) => msg!("存储暂时无法使用：{error}", "the store cannot be used: {error}"),
            Self::NoPhoto(path) => msg!("这里没有照片 {path}", "there is no photo {path} here"),
            Self::Mend(message) => message.clone(),
            Self::Conflict => msg!(
                "在此期间另有人写了这张照片的说明，请看过再保存",
                "somebody else has written of this photo in the meantime; please look at it first"
            ),
        }
    }
}

impl Workspace {
    /// Keeps what a person wrote of a photo, and brings the assessment of its unit up to it. The same by the same person
    /// twice is kept once.
    ///
    /// # Errors
    /// A [`CaptionError`] with the reason.
    pub fn caption(&mut self, asked: &Captioning, now: &ZonedDateTime) -> Result<(), CaptionError> {
        if let Some(trouble) = name_trouble(&asked.by) {
            return Err(CaptionError::Mend(trouble));
        }
        let is_photo = self.catalog.photo_of(&asked.path)?.is_some();
        let digest = self.catalog.digest_of(&asked.path)?.filter(|_| is_photo);
        let Some(digest) = digest else { return Err(CaptionError::NoPhoto(asked.path.clone())) };
        let log = self.catalog.captions()?;
        let own = person::of_photo(&log, &asked.path);
        let stands = person::standing(own.iter().copied());
        // A photo that was moved shows what was written of it elsewhere.
        let is_written = person::standing(&log).iter().any(|entry| {
            matches!(entry.step, CaptionStep::Write(_))
                && (entry.path == asked.path || (own.is_empty() && entry.digest == digest.as_str()))
        });
        let step = step(&asked.what, &stands, is_written)?;
        let entry = CaptionEntry {
            seq: 0,
            at: now.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
            by: asked.by.trim().to_owned(),
            path: asked.path.clone(),
            digest: digest.as_str().to_owned(),
            step,
        };
        let saw = asked.saw.unwrap_or_else(|| own.last().map_or(0, |entry| entry.seq));
        let kept = self.catalog.keep_caption(saw, &entry)?;
        self.bring_captions_up()?;
        match kept {
            Kept::Yes(_) | Kept::Already => Ok(()),
            Kept::Conflict => Err(CaptionError::Conflict),
        }
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
        let since = self.catalog.captions_since(known.captions.last().map_or(0, |entry| entry.seq))?;
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
    fn assess_again(&self, assessed: &mut AssessedArchive, unit: &Unit) -> Result<(), PipelineError> {
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

fn step(asked: &AskedCaption, stands: &[&CaptionEntry], is_written: bool) -> Result<CaptionStep, CaptionError> {
    match asked {
        AskedCaption::Write(caption) => {
            let line = |field: &str| checked(field, ELEMENT_LIMIT).map(|field| field.replace('\n', " "));
            let caption = CaptionText {
                time: line(&caption.time)?,
                people: line(&caption.people)?,
                place: line(&caption.place)?,
                event: line(&caption.event)?,
                text: checked(&caption.text, REASON_LIMIT)?,
            };
            if caption.is_empty() {
                return Err(CaptionError::Mend(msg!(
                    "说明是空的：请至少填写一项；要去掉已写的说明，请用“撤下说明”",
                    "the caption is empty: fill in one field at least; to remove what was written, use “withdraw”"
                )));
            }
            Ok(CaptionStep::Write(caption))
        }
        AskedCaption::Withdraw if !is_written => Err(CaptionError::Mend(msg!(
            "这张照片没有人工填写的说明",
            "nobody has written a caption of this photo here"
        ))),
        AskedCaption::Withdraw => Ok(CaptionStep::Withdraw),
        AskedCaption::Undo => match stands.last() {
            Some(last) => Ok(CaptionStep::Undo { of: last.seq }),
            None => Err(CaptionError::Mend(msg!("没有可以撤销的一步", "there is no step to undo"))),
        },
    }
}

/// A field as it is stored: trimmed, without control characters but line breaks.
fn checked(field: &str, limit: usize) -> Result<String, CaptionError> {
    let field: String =
        field.replace("\r\n", "\n").chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    let field = field.trim();
    if field.chars().count() > limit {
        return Err(CaptionError::Mend(msg!("每项请不超过 {limit} 字", "a field has at most {limit} characters")));
    }
    Ok(field.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(seq: u64, step: CaptionStep) -> CaptionEntry {
        let path = ArchivePath::new("张庄村/1.jpg");
        CaptionEntry { seq, at: String::new(), by: "王芳".to_owned(), path, digest: String::new(), step }
    }

    #[test]
    fn fields_are_one_line_and_an_empty_caption_is_none() {
        let asked =
            CaptionText { event: " 张榜\r\n公示 ".to_owned(), text: "甲\r\n乙".to_owned(), ..Default::default() };
        let Ok(CaptionStep::Write(kept)) = step(&AskedCaption::Write(asked), &[], false) else { panic!("it is kept") };
        assert_eq!((kept.event.as_str(), kept.text.as_str()), ("张榜 公示", "甲\n乙"));
        for caption in [
            CaptionText { event: " \n".to_owned(), ..Default::default() },
            CaptionText { event: "长".repeat(ELEMENT_LIMIT + 1), ..Default::default() },
        ] {
            assert!(matches!(step(&AskedCaption::Write(caption), &[], false), Err(CaptionError::Mend(_))));
        }
    }

    #[test]
    fn only_what_stands_is_withdrawn_or_taken_back() {
        let write = entry(1, CaptionStep::Write(CaptionText::default()));
        let withdrawn = entry(2, CaptionStep::Withdraw);
        assert_eq!(step(&AskedCaption::Withdraw, &[&write], true).expect("kept"), CaptionStep::Withdraw);
        assert_eq!(step(&AskedCaption::Undo, &[&write, &withdrawn], false).expect("kept"), CaptionStep::Undo { of: 2 });
        assert!(step(&AskedCaption::Withdraw, &[&write, &withdrawn], false).is_err());
        assert!(step(&AskedCaption::Undo, &[], false).is_err());
    }
}

//! The one view of an assessed archive, from which every form of the report is written.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use crate::{
    model::{
        ArchivePath, CaptionEntry, ChangeSet, Correction, CorrectionEntry, FileStatus, FolderEntry, ItemAssessment,
        KnownFolder, Ledger, LogEntry, Message, Notice, PhotoRecord, Township, TranscriptionEntry, Unit,
        UnitAssessment, Village, Written,
    },
    rubric::{Level, Rubric},
    text::names::village_key,
};

/// An assessed archive.
#[derive(Debug, Clone)]
pub struct Report {
    /// When it was made: RFC 3339 with offset.
    pub generated_at: String,
    /// The day it was made, for days left to the deadline.
    pub today: Date,
    /// What it was measured against.
    pub rubric: Arc<Rubric>,
    /// The township and its villages, as listed.
    pub township: Township,
    /// The sums of the run.
    pub ledger: Ledger,
    /// What was not read, sorted by path and code.
    pub notices: Vec<Notice>,
    /// The township's own part; `None` in what a village's clerk sees ([`Report::for_village`]).
    pub town: Option<UnitAssessment>,
    /// The villages, in the order of `township.villages`.
    pub villages: Vec<UnitAssessment>,
    /// Files that belong to no unit.
    pub unassigned: Unassigned,
    /// What every file was taken for.
    pub files: BTreeMap<ArchivePath, FileEntry>,
    /// Everything that people decided, in the order in which they did; the assessments above hold what it comes to.
    pub log: Vec<LogEntry>,
    /// What changed since the assessment last came to something else; `None` where it never did.
    pub changes: Option<ChangeSet>,
    /// Everything that people wrote of photos, in the order in which they did; the photos hold what it comes to.
    pub captions: Vec<CaptionEntry>,
    /// Everything that people corrected of files, in the order in which they did; the assessments hold what it comes to.
    pub corrections: Vec<CorrectionEntry>,
    /// The pages that need a person, handwritten or recognised unsurely, by file.
    pub unsure: BTreeMap<ArchivePath, Vec<u32>>,
    /// What people read in unsure lines, in the order in which they did.
    pub transcriptions: Vec<TranscriptionEntry>,
    /// The folders of which it was asked whose they are; none in what a village's clerk sees.
    pub folders: Vec<KnownFolder>,
    /// What people said of folders, in the order in which they did; none in what a village's clerk sees.
    pub folder_log: Vec<FolderEntry>,
    /// Whether the archive describes itself in `archive.json`.
    pub is_described: bool,
}

/// Files that belong to no village and not to the township.
#[derive(Debug, Clone, Default)]
pub struct Unassigned {
    /// All of them.
    pub files: Vec<ArchivePath>,
    /// The photos among them.
    pub photos: Vec<PhotoRecord>,
}

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq)]
pub struct FileEntry {
    /// Whose it is.
    pub unit: Unit,
    /// Its kind's id, where one fits.
    pub kind: Option<String>,
    /// The ids of what it is about.
    pub topics: Vec<String>,
    /// A draft.
    pub is_draft: bool,
    /// A blank form, or a model.
    pub is_template: bool,
    /// Why it is no evidence, whatever its title fits.
    pub apart: Vec<Message>,
    /// Who issues it, as it says itself.
    pub issuer: Option<String>,
    /// To whom it goes.
    pub addressee: Option<String>,
    /// What a person corrected; the other fields say it already.
    pub corrected: Option<Written<Correction>>,
    /// Its title, from metadata, the first page or else the name.
    pub title: String,
    /// Its own date, where it bears one.
    pub date: Option<Date>,
    /// What became of it.
    pub status: FileStatus,
    /// Bytes.
    pub bytes: u64,
    /// How many pages were read.
    pub pages: u32,
    /// Media type.
    pub media_type: String,
}

impl Report {
    /// The day by which everything must be there: the archive's own, else the rubric's.
    pub fn deadline(&self) -> Date {
        self.township.deadline.unwrap_or(self.rubric.deadline)
    }

    /// The township's name, or a word for it where the archive does not say.
    pub fn township_name(&self) -> &str {
        if self.township.name.is_empty() { "镇级" } else { &self.township.name }
    }

    /// The assessment of a village by its full name.
    pub fn village(&self, name: &str) -> Option<&UnitAssessment> {
        self.villages.iter().find(|assessment| assessment.unit.village() == Some(name))
    }

    /// All assessments, the township's first where it is shown.
    pub fn units(&self) -> impl Iterator<Item = &UnitAssessment> {
        self.town.iter().chain(&self.villages)
    }

    /// The full name of the village that people mean by a name, alias or short form.
    pub fn village_named(&self, name: &str) -> Option<String> {
        village_named(&self.township, name)
    }

    /// The same report with only one village (and the township) in it.
    #[must_use]
    pub fn only_village(&self, name: &str) -> Option<Report> {
        let mut report = self.clone();
        report.villages.retain(|assessment| assessment.unit.village() == Some(name));
        report.township.villages.retain(|village| village.name == name);
        if let Some(changes) = &mut report.changes {
            changes.units.retain(|change| change.unit.village().is_none_or(|village| village == name));
        }
        (!report.villages.is_empty()).then_some(report)
    }

    /// How many files belong to nobody, of all that are read or could be, where they are more than a tenth: then the folders
    /// have been misunderstood.
    pub fn many_unassigned(&self) -> Option<(u64, u64)> {
        let (own, all) = (self.unassigned.files.len() as u64, self.ledger.files.saturating_sub(self.ledger.ignored));
        (own > 0 && own.saturating_mul(10) > all).then_some((own, all))
    }

    /// Whether nobody has looked yet at what the folders are taken for.
    pub fn are_folders_guessed(&self) -> bool {
        !self.is_described && self.folder_log.is_empty() && self.folders.len() > 1
    }

    /// Whether nothing is missing, wrong or unread in any item that documents can settle.
    pub fn is_complete(&self) -> bool {
        self.units().flat_map(|unit| &unit.items).all(ItemAssessment::is_settled)
    }
}

/// The full name of the village of a township that people mean by a name, alias or short form; the very name first.
pub fn village_named(township: &Township, name: &str) -> Option<String> {
    let key = village_key(name);
    let means = |village: &&Village| village.names().any(|own| village_key(own) == key);
    let mut villages = township.villages.iter();
    let exact = villages.find(|village| village.name == name);
    exact.or_else(|| township.villages.iter().find(means)).map(|village| village.name.clone())
}

/// What people gave a unit in all; `None` until every item has its score.
pub(super) fn given(unit: &UnitAssessment) -> Option<f64> {
    unit.items.iter().map(|item| item.decision.as_ref().map(|decision| decision.score)).sum()
}

/// The level that a unit is assessed on; files of no unit are not assessed.
pub fn level_of(unit: &Unit) -> Option<Level> {
    match unit {
        Unit::Township => Some(Level::Township),
        Unit::Village(_) => Some(Level::Village),
        Unit::Unassigned => None,
    }
}

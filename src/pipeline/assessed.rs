//! An assessed archive, from which reports are made.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    evaluate::{Document, Shared},
    model::{
        ArchivePath, CaptionEntry, CorrectionEntry, FolderEntry, Layout, Ledger, Notice, StoredFile,
        TranscriptionEntry, Unit, UnitAssessment,
    },
    report::view::Unassigned,
};

/// An assessed archive, before decisions of people are applied.
#[derive(Debug, Clone)]
pub(super) struct AssessedArchive {
    pub(super) layout: Layout,
    pub(super) shared: Shared,
    pub(super) files: Vec<StoredFile>,
    pub(super) documents: Vec<Document>,
    pub(super) units: BTreeMap<Unit, UnitAssessment>,
    pub(super) unassigned: Unassigned,
    /// The sums at the time of the assessment: a run may be writing new ones.
    pub(super) ledger: Ledger,
    pub(super) notices: Vec<Notice>,
    /// What people had written of photos, in the order in which they did.
    pub(super) captions: Vec<CaptionEntry>,
    /// The pages that need a person, by file.
    pub(super) unsure: BTreeMap<ArchivePath, Vec<u32>>,
    /// What people had read in unsure lines, in the order in which they did.
    pub(super) transcriptions: Vec<TranscriptionEntry>,
    /// What people had corrected of files, in the order in which they did.
    pub(super) corrections: Vec<CorrectionEntry>,
    /// What people had said of folders, in the order in which they did.
    pub(super) folder_log: Vec<FolderEntry>,
    /// The photos of which people confirmed that they do not count.
    pub(super) rejected: BTreeSet<ArchivePath>,
}

impl AssessedArchive {
    /// The digests of its files, for comparing evidence.
    pub(super) fn digests(&self) -> impl Fn(&ArchivePath) -> String {
        let digests: BTreeMap<&ArchivePath, &str> =
            self.files.iter().filter_map(|file| Some((&file.path, file.hash.as_ref()?.as_str()))).collect();
        move |path| digests.get(path).map_or_else(String::new, |digest| (*digest).to_owned())
    }
}

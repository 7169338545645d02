//! From documents to assessed units: the steps that an archive in a store and one in memory share.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{
    containment::contain,
    evaluate::{self, Campaign, Document, Failures, Shared, documents::contents_list::ContentsTitles},
    model::{ArchivePath, Failure, FileStatus, Page, PhotoRecord, Source, Stage, Township, Unit, UnitAssessment},
    report::view::{Unassigned, level_of},
    rubric::{self, Rubric},
    text::dates::{DateMention, find_dates},
};

/// The titles that contents lists give, and the lists that the program failed on.
pub(super) fn contents_titles<'p>(
    lists: impl IntoIterator<Item = (&'p ArchivePath, impl AsRef<[Page]>)>,
) -> (ContentsTitles, Vec<Failure>) {
    let mut titles = ContentsTitles::default();
    let mut failures = Vec::new();
    for (path, pages) in lists {
        if let Err(panic) = contain(|| titles.add(path, pages.as_ref())) {
            let path = Some(path.clone());
            failures.push(Failure { path, item: None, stage: Stage::Classify, place: panic.place });
        }
    }
    (titles, failures)
}

/// The results of assessing classified documents.
pub(super) struct AssessedDocuments {
    /// What holds over the whole archive.
    pub(super) shared: Shared,
    /// Every unit that has documents.
    pub(super) units: BTreeMap<Unit, UnitAssessment>,
    /// What belongs to nobody.
    pub(super) unassigned: Unassigned,
    /// All that the program failed on, without what the units list themselves.
    pub(super) failures: Vec<Failure>,
}

/// Assesses the classified documents of an archive, sorted by path. Those that the program fails on are set aside among
/// them.
pub(super) fn assess_documents(
    campaign: &Campaign,
    township: &Township,
    documents: &mut [Document],
) -> AssessedDocuments {
    let rubric = campaign.rubric();
    let (mut shared, mut failures) = Shared::new(rubric, township, documents);
    let mut by_unit: BTreeMap<Unit, Vec<Document>> = BTreeMap::new();
    for document in documents.iter_mut().filter(|document| document.status != FileStatus::Ignored) {
        // What is read from the pages of a unit is needed no longer once the unit is assessed.
        document.content.forget_prose();
        let mut own = document.clone();
        own.content.forget_prose();
        by_unit.entry(own.unit.clone()).or_default().push(own);
    }
    let mut units: BTreeMap<Unit, UnitAssessment> = by_unit
        .into_iter()
        .filter(|(unit, _)| level_of(unit).is_some())
        .map(|(unit, mut documents)| {
            let assessed = evaluate::assess(campaign, township, &shared, &unit, &mut documents);
            (unit, assessed)
        })
        .collect();
    shared.forget_rosters();
    let (mut unassigned, lost) = unassigned(documents, township, &rubric.settings);
    failures.extend(lost);
    let mut photos: Vec<&mut PhotoRecord> =
        units.values_mut().flat_map(|unit| &mut unit.photos).chain(&mut unassigned.photos).collect();
    let compared = Failures::default();
    compared.contain(|| Stage::Photo, None, || add_reuse(rubric, documents, &mut photos));
    for unit in units.values_mut() {
        compared.contain(|| Stage::Photo, None, || evaluate::checks::spread_photos(campaign.checks(), unit));
    }
    failures.extend(compared.into_list());
    failures.extend(documents.iter().filter_map(|document| document.failure.clone()));
    AssessedDocuments { shared, units, unassigned, failures }
}

fn unassigned(documents: &[Document], township: &Township, settings: &rubric::Settings) -> (Unassigned, Vec<Failure>) {
    let mut owned: Vec<Document> = documents
        .iter()
        .filter(|document| document.unit == Unit::Unassigned && document.status != FileStatus::Ignored)
        .cloned()
        .collect();
    let (photos, failures) = evaluate::photos::records::of_nobody(&mut owned, township, settings);
    (Unassigned { photos, files: owned.into_iter().map(|document| document.path).collect() }, failures)
}

/// The day that a caption beside a photo gives.
fn caption_day(photo: &PhotoRecord) -> Option<Date> {
    let said = photo.elements.iter().find(|said| said.element == "time" && said.source == Source::Caption)?;
    find_dates(&said.value).into_iter().find(DateMention::is_day).map(|mention| mention.date)
}

/// Adds to photos, over all units, which were used more than once.
fn add_reuse(rubric: &Rubric, documents: &[Document], photos: &mut [&mut PhotoRecord]) {
    let events: BTreeMap<ArchivePath, String> =
        photos.iter().map(|photo| (photo.path.clone(), photo.occasion.clone())).collect();
    let days: BTreeMap<ArchivePath, Date> =
        photos.iter().filter_map(|photo| Some((photo.path.clone(), caption_day(photo)?))).collect();
    let mut reused = evaluate::photos::records::reused(rubric, documents, |document| {
        let event = events.get(&document.path).filter(|event| !event.is_empty());
        let event = event.map_or_else(|| document.path.folder(), String::as_str);
        (event, days.get(&document.path).copied())
    });
    for photo in photos {
        if let Some(found) = reused.remove(&photo.path) {
            photo.findings.extend(found.findings);
            (photo.alike, photo.burst) = (found.alike, found.burst);
        }
        // What weighs most comes first; within that, the order in which it was found.
        photo.findings.sort_by_key(|finding| finding.severity);
    }
}

//! The records of pictures, and which were used more than once.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{findings, reuse};
use crate::{
    containment::trip,
    evaluate::{
        Document, Event, Failures,
        documents::{event, failure},
        facts::notice::NoticeFacts,
    },
    model::{Alike, ArchivePath, Failure, FileStatus, Finding, PhotoFacts, PhotoRecord, Stage, Township, Village},
    rubric::{KindRole, Rubric, Settings},
};

/// The records of the photos that belong to no unit, and what failed on them, which is set aside.
pub fn of_nobody(
    documents: &mut [Document],
    township: &Township,
    settings: &Settings,
) -> (Vec<PhotoRecord>, Vec<Failure>) {
    failure::spared(documents, |documents| {
        let failures = Failures::default();
        let events = failures.contain(|| Stage::Events, None, || event::group(documents)).unwrap_or_default();
        let photos = of_unit(documents, &events, &BTreeMap::new(), (township, None), settings, &failures);
        (photos, failures.into_list())
    })
}

/// The records of all pictures among the documents, in their order. `notices` are the papers that were read as notices
/// already, by their index.
pub fn of_unit(
    documents: &[Document],
    events: &[Event],
    notices: &BTreeMap<usize, NoticeFacts>,
    (township, village): (&Township, Option<&Village>),
    settings: &Settings,
    failures: &Failures,
) -> Vec<PhotoRecord> {
    let around =
        failures.contain(|| Stage::Photo, None, || super::Around::new(documents, township, village, settings, notices));
    let mut event_of: Vec<Option<&Event>> = vec![None; documents.len()];
    for event in events {
        for &member in &event.members {
            if let Some(of_member) = event_of.get_mut(member) {
                *of_member = Some(event);
            }
        }
    }
    let record = |(i, event): (usize, Option<&Event>), document: &Document| {
        let around = around.as_ref().filter(|_| document.failure.is_none())?;
        failures.contain(
            || Stage::Photo,
            None,
            || {
                trip("photo", document.path.as_str());
                around.record(i, document, event)
            },
        )
    };
    event_of
        .into_iter()
        .enumerate()
        .zip(documents)
        .filter(|(_, document)| document.is_photo())
        // Of a photo that was not examined nothing is claimed, not even that it lacks a time.
        .map(|(at, document)| record(at, document).unwrap_or_else(|| PhotoRecord::unexamined(document.path.clone())))
        .collect()
}

/// What is known of a photo's likes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reused {
    /// One for each photo of another event or unit that is, or looks, the same.
    pub findings: Vec<Finding>,
    /// Those photos.
    pub alike: Vec<Alike>,
    /// Further photos of the same scene in the same event.
    pub burst: Vec<ArchivePath>,
}

/// Photos that were used more than once, by file. `event_of` names the event of a photo and the day that its caption
/// gives; pictures of one event are not held against each other, but grouped. Pictures of papers are left out, but for
/// photos of a notice on its board.
pub fn reused<'d>(
    rubric: &Rubric,
    documents: &'d [Document],
    event_of: impl Fn(&'d Document) -> (&'d str, Option<Date>),
) -> BTreeMap<ArchivePath, Reused> {
    let is_of_notice = |document: &Document, facts: &PhotoFacts| {
        document.fits_role(rubric, KindRole::NoticePhoto) && super::is_from_camera(&document.path, facts)
    };
    let pictures: Vec<reuse::Picture<'d>> = documents
        .iter()
        .filter(|document| document.status == FileStatus::Read)
        .filter_map(|document| {
            let facts = document.photo.as_ref().filter(|facts| !facts.is_video)?;
            if document.shows_a_page && !is_of_notice(document, facts) {
                return None;
            }
            let (event, day) = event_of(document);
            Some(reuse::Picture {
                path: &document.path,
                digest: document.digest.as_deref(),
                hash: facts.pixels.as_ref().and_then(|pixels| pixels.hash.as_ref()),
                unit: &document.unit,
                event,
                day,
                is_sheet: document.shows_a_page,
            })
        })
        .collect();
    let reuse = reuse::find(&pictures);
    let mut found: BTreeMap<ArchivePath, Reused> = BTreeMap::new();
    for (index, finding) in findings::of_reuse(&pictures, &reuse) {
        if let Some(picture) = pictures.get(index) {
            found.entry(picture.path.clone()).or_default().findings.push(finding);
        }
    }
    let path_of = |index: usize| pictures.get(index).map(|picture| picture.path);
    for pair in &reuse.pairs {
        for (own, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            if let (Some(own), Some(other)) = (path_of(own), path_of(other)) {
                found.entry(own.clone()).or_default().alike.push(reuse::alike_of(pair, other));
            }
        }
    }
    for burst in &reuse.bursts {
        for &own in burst {
            let others = burst.iter().filter(|other| **other != own).filter_map(|&other| path_of(other).cloned());
            if let Some(path) = path_of(own) {
                found.entry(path.clone()).or_default().burst.extend(others);
            }
        }
    }
    found
}

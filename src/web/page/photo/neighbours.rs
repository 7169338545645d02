//! A photo of the report, and its neighbours among those that a filter shows.

use crate::{
    model::{ArchivePath, PhotoRecord, Unit},
    report::{
        Report,
        photos::{PhotoFilter, all},
    },
};

/// A photo's neighbours among those that a filter shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Its place among them, counted from 1; 0 where it is none of them.
    pub number: usize,
    /// How many there are.
    pub total: usize,
    /// The one before.
    pub before: Option<ArchivePath>,
    /// The one behind.
    pub after: Option<ArchivePath>,
}

impl Neighbours {
    /// Of a photo, which need not be one that the filter shows: a caption that is complete leaves the list of those that
    /// lack something, and the way goes on from where it stood.
    pub fn new(report: &Report, filter: &PhotoFilter, path: &ArchivePath) -> Self {
        let mut found = Self::default();
        let mut is_behind = false;
        for (unit, photo) in all(report) {
            let is_shown = filter.keeps_in(&report.township, unit, photo);
            found.total += usize::from(is_shown);
            if photo.path == *path {
                is_behind = true;
                found.number = if is_shown { found.total } else { 0 };
            } else if is_shown && !is_behind {
                found.before = Some(photo.path.clone());
            } else if is_shown && found.after.is_none() {
                found.after = Some(photo.path.clone());
            }
        }
        found
    }
}

/// A photo of the report with whose it is.
pub fn photo_of<'r>(report: &'r Report, path: &ArchivePath) -> Option<(&'r Unit, &'r PhotoRecord)> {
    all(report).find(|(_, photo)| photo.path == *path)
}

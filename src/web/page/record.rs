//! The record of what people said of a file: what stands, and every step, as the file's page shows it.

use crate::{
    evaluate::documents::said,
    model::{ArchivePath, Lang, SaidEntry},
    report::history::{self, StepShown},
};

/// The record of a file.
#[derive(Debug)]
pub(super) struct FileRecord {
    /// Every step, newest first.
    pub steps: Vec<StepShown>,
    /// The number of the last entry, 0 where there is none.
    pub version: u64,
    /// Whether a step stands that can be taken back.
    pub can_undo: bool,
}

impl FileRecord {
    /// The record of a file in a log. `says` gives what an entry says in words, `withdrew` those for one that was
    /// withdrawn.
    pub(super) fn new<T>(
        log: &[SaidEntry<T>],
        path: &ArchivePath,
        says: impl Fn(&T) -> String,
        withdrew: &str,
        lang: Lang,
    ) -> Self {
        let own = said::of_file(log, path);
        let mut steps = history::said_steps(&own, says, withdrew, lang);
        steps.reverse();
        Self {
            version: own.last().map_or(0, |entry| entry.seq),
            can_undo: steps.iter().any(|step| step.can_be_undone),
            steps,
        }
    }
}

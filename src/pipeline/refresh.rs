//! Bringing the store up to the archive: only what changed is read, what vanished is dropped.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
};

use super::{
    error::PipelineError,
    progress::Progress,
    reading::{FileOutcome, READER_VERSION, ReadingPiece, ReadingRun, read_entry_contained},
    workspace::Workspace,
};
use crate::{
    archive::{WalkEntry, walk},
    catalog::{Catalog, KnownFile},
    extract::worker::Worker,
    model::{ArchivePath, ContentHash, FileStatus, Ledger},
};

/// Pieces of files written in one transaction.
const BATCH: usize = 64;
/// Pieces that may wait to be written: each can hold a book.
const WAITING: usize = 4;

/// From so many known files on, the loss of most of them is suspect.
const SUSPECT_FROM: usize = 10;

/// What a refresh did.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// The sums after it.
    pub ledger: Ledger,
    /// Files whose bytes were read.
    pub read: u64,
    /// Files passed over because they are unchanged.
    pub unchanged: u64,
    /// Files dropped because they are gone.
    pub removed: u64,
    /// Set where most files were gone at once and the last good state was kept instead.
    pub loss: Option<Loss>,
    /// Whether the papers were assessed anew: something changed, or the last run stopped before it came to that.
    pub assessed: bool,
    /// Whether it was stopped before all was read; what was read until then is kept and assessed, and nothing dropped.
    pub stopped: bool,
}

/// A sudden loss of most files, as when a network share is not mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Files known before.
    pub known: usize,
    /// How many of them are still there.
    pub present: usize,
}

impl Workspace {
    /// Brings the catalogue up to the archive, then assesses and indexes what is in it.
    ///
    /// Where most files are suddenly gone the last good state is kept and [`Summary::loss`] says so. Where `progress` wants
    /// to stop, the files at hand are finished and [`Summary::stopped`] says so; the next run reads the rest.
    ///
    /// # Errors
    /// A [`PipelineError`] where the archive cannot be walked, holds nothing, or the store cannot be written. A file
    /// that cannot be read is no error: it is named in the catalogue.
    pub fn refresh(&mut self, progress: &dyn Progress) -> Result<Summary, PipelineError> {
        let entries = walk(&self.settings.archive)?;
        let known = self.catalog.known_files()?;
        if entries.is_empty() && known.is_empty() {
            return Err(PipelineError::Empty(self.settings.archive.clone()));
        }
        let mut summary = Summary { loss: self.suspect_loss(&entries, &known), ..Summary::default() };
        if summary.loss.is_none() {
            self.read_changed(&entries, &known, progress, &mut summary)?;
            if !summary.stopped {
                self.drop_vanished(&entries, &known, &mut summary)?;
            }
        }
        progress.end();
        let changed = summary.read > 0 || summary.removed > 0;
        let is_behind = match &self.assessed {
            Some(known) => self.lacks_corrections(known)? || self.lacks_transcriptions(known)?,
            None => true,
        };
        let is_damaged = self.index.is_damaged();
        if is_damaged {
            self.index.discard()?;
        }
        if changed || is_behind || is_damaged {
            // Where this stops on the way, the next run must not take the last assessment for that of these files.
            self.assessed = None;
            self.bring_index_up()?;
            summary.assessed = true;
        }
        summary.ledger = self.catalog.ledger()?;
        Ok(summary)
    }

    fn suspect_loss(&self, entries: &[WalkEntry], known: &BTreeMap<ArchivePath, KnownFile>) -> Option<Loss> {
        let there: BTreeSet<&ArchivePath> = entries.iter().map(|entry| &entry.path).collect();
        let before: Vec<_> = known.iter().filter(|(_, file)| file.container.is_none()).collect();
        let present = before.iter().filter(|(path, _)| there.contains(path)).count();
        let loss = Loss { known: before.len(), present };
        let suspect = loss.known >= SUSPECT_FROM && loss.present * 2 < loss.known;
        // A reorganised archive has as many files as before under other names; an unmounted one has hardly any.
        let shrunk = entries.len() * 2 < loss.known;
        (suspect && shrunk && !self.settings.accept_loss).then_some(loss)
    }

    fn read_changed(
        &mut self,
        entries: &[WalkEntry],
        known: &BTreeMap<ArchivePath, KnownFile>,
        progress: &dyn Progress,
        summary: &mut Summary,
    ) -> Result<(), PipelineError> {
        let changed: Vec<&WalkEntry> =
            entries.iter().filter(|entry| !is_unchanged(entry, known.get(&entry.path))).collect();
        summary.unchanged = (entries.len() - changed.len()) as u64;
        progress.begin(changed.len() as u64);
        let read_before: BTreeSet<ContentHash> = known
            .values()
            .filter(|file| file.version == Some(READER_VERSION))
            .filter_map(|file| file.hash.clone())
            .collect();
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::sync_channel::<(usize, ReadingPiece)>(WAITING);
        let jobs = self.settings.jobs.clamp(1, changed.len().max(1));
        let paths: BTreeSet<&ArchivePath> = entries.iter().map(|entry| &entry.path).collect();
        let (changed, next) = (&changed, &next);
        let reading = ReadingRun { root: &self.settings.archive, read_before: &read_before, paths: &paths };
        let program = &self.settings.worker;
        let catalog = &mut self.catalog;
        let written = std::thread::scope(|scope| {
            for _ in 0..jobs {
                let sender = sender.clone();
                scope.spawn(move || {
                    let mut worker = Worker::new(program.clone());
                    while !progress.wants_to_stop() {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        let Some(entry) = changed.get(i) else { break };
                        let last = known.get(&entry.path).filter(|file| file.version == Some(READER_VERSION));
                        let known = last.and_then(|file| file.hash.as_ref());
                        // The receiver is gone only where writing failed, and then nothing more is wanted.
                        let mut is_wanted = true;
                        read_entry_contained(reading, entry, known, &mut worker, &mut |piece| {
                            is_wanted = is_wanted && sender.send((i, piece)).is_ok();
                        });
                        if !is_wanted {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let written = write_all(catalog, changed, &receiver, progress, summary);
            // Readers blocked on a full channel must see it closed before the scope waits for them.
            drop(receiver);
            written
        })?;
        summary.stopped = written < changed.len();
        Ok(())
    }

    fn drop_vanished(
        &mut self,
        entries: &[WalkEntry],
        known: &BTreeMap<ArchivePath, KnownFile>,
        summary: &mut Summary,
    ) -> Result<(), PipelineError> {
        let there: BTreeSet<&ArchivePath> = entries.iter().map(|entry| &entry.path).collect();
        let batch = self.catalog.batch()?;
        for (path, file) in known {
            if file.container.is_none() && !there.contains(path) {
                batch.remove_file(path)?;
                summary.removed += 1;
            }
        }
        batch.drop_unused_content()?;
        batch.commit()?;
        if summary.removed > 0 {
            let kept: BTreeSet<ContentHash> =
                self.catalog.known_files()?.into_values().filter_map(|file| file.hash).collect();
            self.pictures().tidy(|hash| kept.contains(hash));
        }
        Ok(())
    }
}

/// Whether a file can be passed over: read before by these readers, with the same size and time.
fn is_unchanged(entry: &WalkEntry, known: Option<&KnownFile>) -> bool {
    let Some(known) = known else { return false };
    let same_place = known.size == entry.size && known.mtime_ns == entry.mtime_ns;
    if entry.status == FileStatus::Read {
        // A file that could not even be opened has no digest, and is tried again each time.
        same_place && known.hash.is_some() && known.version.is_none_or(|version| version == READER_VERSION)
    } else {
        same_place && known.status == entry.status
    }
}

/// Writes what the readers send, until they are done; returns the number of files.
fn write_all(
    catalog: &mut Catalog,
    changed: &[&WalkEntry],
    receiver: &mpsc::Receiver<(usize, ReadingPiece)>,
    progress: &dyn Progress,
    summary: &mut Summary,
) -> Result<usize, PipelineError> {
    let mut written = 0;
    loop {
        let Ok(first) = receiver.recv() else { return Ok(written) };
        let batch = catalog.batch()?;
        let more = receiver.try_iter().take(BATCH - 1);
        for (i, piece) in std::iter::once(first).chain(more) {
            let entry = changed[i];
            match piece {
                ReadingPiece::Same => {
                    batch.touch(&entry.path, entry.mtime_ns)?;
                    summary.unchanged += 1;
                }
                ReadingPiece::Begin => {
                    batch.remove_members(&entry.path)?;
                    continue;
                }
                ReadingPiece::One(outcome) => {
                    write_one(&batch, *outcome)?;
                    continue;
                }
                ReadingPiece::End => summary.read += 1,
            }
            written += 1;
            progress.file_done(&entry.path);
        }
        batch.commit()?;
    }
}

fn write_one(batch: &crate::catalog::Batch<'_>, outcome: FileOutcome) -> Result<(), PipelineError> {
    let FileOutcome { mut row, read } = outcome;
    if let Some(hash) = &row.hash {
        match read {
            Some(read) => {
                if !batch.has_content(hash, READER_VERSION)? {
                    batch.put_content(hash, READER_VERSION, &read)?;
                }
            }
            // The same bytes were read before, in another place, and what that came to holds here too.
            None => {
                if row.status == FileStatus::Read && batch.is_content_unreadable(hash)? {
                    row.status = FileStatus::Unreadable;
                }
            }
        }
    }
    batch.put_file(&row)?;
    Ok(())
}

//! Recognition of pages without text of their own: after everything else was read, page by page, in the order of
//! paths.
//!
//! Each page is kept as soon as it is read, by the digest of its file: a run can be broken off at any time and goes
//! on where it was, and no page is read twice. [`Recognition`] holds nothing of the store, so that a server can
//! recognise in the background while the store answers.

use std::sync::{
    atomic::{AtomicBool, AtomicUsize, Ordering},
    mpsc,
};

use super::{
    error::PipelineError,
    original::Originals,
    progress::Progress,
    settings::{Recognise, WorkspaceSettings},
    workspace::Workspace,
};
use crate::{
    archive::Format,
    catalog::WaitingPages,
    extract::{recognise, worker::PageRead, worker::Worker},
    model::{ArchivePath, ContentHash},
};

/// Pages given to a worker at once: few enough that the pages of a long file are spread over all workers.
const PAGES_AT_ONCE: usize = 8;

/// Pages that may wait to be written.
const WAITING: usize = 16;

/// A page as recognition left it.
#[derive(Debug, Clone, PartialEq)]
pub struct RecognisedPage {
    /// The digest of its file.
    pub hash: ContentHash,
    /// A file with these bytes.
    pub path: ArchivePath,
    /// What was read.
    pub read: PageRead,
}

/// A round of recognition over the pages that wait.
#[derive(Debug)]
pub struct Recognition {
    originals: Originals,
    settings: WorkspaceSettings,
    waiting: Vec<WaitingPages>,
}

/// How a round went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecognitionSummary {
    /// Pages that were read now.
    pub read: u64,
    /// Pages that could not be read.
    pub failed: u64,
}

impl Recognition {
    /// How many pages wait.
    pub fn pages(&self) -> u64 {
        self.waiting.iter().map(|file| file.pages.len() as u64).sum()
    }

    /// Recognises until all is done, or `stop` is set; `keep` is given the pages in small lots as they come, and
    /// answers whether to go on.
    pub fn run(&self, stop: &AtomicBool, keep: &mut dyn FnMut(Vec<RecognisedPage>) -> bool) {
        let lots: Vec<(&WaitingPages, &[u32])> = self
            .waiting
            .iter()
            .flat_map(|file| file.pages.chunks(PAGES_AT_ONCE).map(move |pages| (file, pages)))
            .collect();
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        std::thread::scope(|scope| {
            for _ in 0..self.settings.jobs.clamp(1, lots.len().max(1)) {
                let (sender, lots, next) = (sender.clone(), &lots, &next);
                scope.spawn(move || {
                    let mut worker = Worker::new(self.settings.worker.clone());
                    while let Some((file, pages)) = lots.get(next.fetch_add(1, Ordering::Relaxed)) {
                        if !self.read_lot(file, pages, &mut worker, stop, &sender) {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            while let Ok(first) = receiver.recv() {
                let lot = std::iter::once(first).chain(receiver.try_iter()).collect();
                if !keep(lot) {
                    break;
                }
            }
            // Readers blocked on a full channel must see it closed before the scope waits for them.
            drop(receiver);
        });
    }

    /// Reads some pages of one file; whether to go on with others.
    fn read_lot(
        &self,
        file: &WaitingPages,
        pages: &[u32],
        worker: &mut Worker,
        stop: &AtomicBool,
        sender: &mpsc::SyncSender<RecognisedPage>,
    ) -> bool {
        if stop.load(Ordering::Relaxed) {
            return false;
        }
        // A file that went away or changed since it was read waits for the next refresh.
        let Some(bytes) = self.originals.bytes(&file.path, worker).filter(|bytes| ContentHash::of(bytes) == file.hash)
        else {
            return true;
        };
        let format = Format::of(&bytes, &file.path.extension());
        let mut go_on = true;
        worker.recognise(&bytes, format, pages, &mut |read| {
            let page = RecognisedPage { hash: file.hash.clone(), path: file.path.clone(), read };
            go_on = sender.send(page).is_ok() && !stop.load(Ordering::Relaxed);
            go_on
        });
        go_on
    }
}

impl Workspace {
    /// The pages that wait for recognition; none where the settings or this build have no recognition.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn recognition(&mut self) -> Result<Recognition, PipelineError> {
        let mut waiting = Vec::new();
        if recognise::AVAILABLE && self.settings.recognise != Recognise::Off {
            let batch = self.catalog.batch()?;
            let all = [Format::Pdf.media_type(), Format::Ofd.media_type()];
            batch.ask_for_recognition(if self.settings.recognise == Recognise::All { &all } else { &[] })?;
            batch.commit()?;
            waiting = self.catalog.waiting_pages(recognise::VERSION)?;
        }
        let originals = Originals::new(&self.settings.archive);
        Ok(Recognition { originals, settings: self.settings.clone(), waiting })
    }

    /// Whether pages wait that will be recognised: not where recognition is off, and then they stay as they are.
    pub(super) fn waits_for_recognition(&self) -> Result<bool, PipelineError> {
        let is_wanted = recognise::AVAILABLE && self.settings.recognise != Recognise::Off;
        Ok(is_wanted && !self.catalog.waiting_pages(recognise::VERSION)?.is_empty())
    }

    /// Keeps recognised pages.
    ///
    /// # Errors
    /// As the catalogue answers.
    pub fn keep_recognised(&mut self, pages: &[RecognisedPage]) -> Result<(), PipelineError> {
        let batch = self.catalog.batch()?;
        for page in pages {
            batch.put_recognised(&page.hash, page.read.page, recognise::VERSION, page.read.read.as_ref())?;
        }
        batch.commit()?;
        Ok(())
    }

    /// Recognises every page that waits, then assesses and indexes what was read.
    ///
    /// # Errors
    /// A [`PipelineError`] where the store cannot be written. A page that cannot be read is no error: it is named.
    pub fn recognise(&mut self, progress: &dyn Progress) -> Result<RecognitionSummary, PipelineError> {
        let round = self.recognition()?;
        let mut summary = RecognitionSummary::default();
        if round.pages() == 0 {
            return Ok(summary);
        }
        progress.begin_pages(round.pages());
        let mut trouble = None;
        round.run(&AtomicBool::new(false), &mut |pages| {
            for page in &pages {
                progress.page_done(&page.path, page.read.page);
                match page.read.read {
                    Some(_) => summary.read += 1,
                    None => summary.failed += 1,
                }
            }
            match self.keep_recognised(&pages) {
                Ok(()) => true,
                Err(error) => {
                    trouble = Some(error);
                    false
                }
            }
        });
        progress.end();
        if let Some(error) = trouble {
            return Err(error);
        }
        self.bring_index_up()?;
        Ok(summary)
    }

    /// Assesses and indexes anew, after pages were kept.
    ///
    /// # Errors
    /// As [`Workspace::refresh`].
    pub fn take_in_recognised(&mut self) -> Result<(), PipelineError> {
        self.bring_index_up()
    }
}

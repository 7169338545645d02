//! The desk: one archive, its report and its index, shared by all handlers.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, atomic::AtomicBool},
    time::{Duration, Instant},
};

use jiff::ZonedDateTime;

use crate::{
    index::{SearchEngine, SearchError, SearchOptions, SearchResults},
    model::{ArchivePath, Lang, Page},
    pipeline::{
        Original, Pictures, PipelineError, RecognitionSummary, Ruling, RulingError, Silent, Summary, Workspace,
    },
    report::Report,
};

/// How often the pages show what was recognised since.
const SHOW_EVERY: Duration = Duration::from_secs(20);

/// What the pages show.
#[derive(Debug)]
pub struct Desk {
    workspace: Mutex<Workspace>,
    pictures: Pictures,
    report: RwLock<Arc<Report>>,
    lang: Lang,
}

impl Desk {
    /// A desk over an archive that was just read.
    pub fn new(workspace: Workspace, report: Report, lang: Lang) -> Self {
        let pictures = workspace.pictures();
        Self { workspace: Mutex::new(workspace), pictures, report: RwLock::new(Arc::new(report)), lang }
    }

    /// The language of people who did not choose one.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The report as it stands.
    pub fn report(&self) -> Arc<Report> {
        Arc::clone(&self.report.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes in what changed in the archive, and makes the report anew where anything did.
    ///
    /// # Errors
    /// As [`Workspace::refresh`]; the report then stays as it was.
    pub fn refresh(&self, now: &ZonedDateTime) -> Result<Summary, PipelineError> {
        let mut workspace = self.workspace();
        let summary = workspace.refresh(&Silent)?;
        // Somebody may have decided at the command line.
        let decided = self.report().log.last().map_or(0, |entry| entry.seq);
        let last = workspace.decisions()?.last().map_or(0, |entry| entry.seq);
        if summary.read > 0 || summary.removed > 0 || decided != last {
            self.make_report(&workspace, now)?;
        }
        Ok(summary)
    }

    /// Keeps what a person decided, and brings the report up to it. The report is brought up also where somebody else
    /// has decided since, so that both can be shown.
    ///
    /// # Errors
    /// As [`Workspace::decide`].
    pub fn decide(&self, ruling: &Ruling, now: &ZonedDateTime) -> Result<(), RulingError> {
        let mut workspace = self.workspace();
        let decided = workspace.decide(ruling, now);
        if matches!(decided, Ok(()) | Err(RulingError::Conflict)) {
            self.make_report(&workspace, now)?;
        }
        decided
    }

    /// Searches the pages.
    ///
    /// # Errors
    /// As [`SearchEngine::search`].
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<SearchResults, SearchError> {
        let workspace = self.workspace();
        workspace.index().search(query, options, workspace.catalog())
    }

    /// One page of a file, as it was read.
    pub fn page(&self, path: &ArchivePath, number: u32) -> Option<Page> {
        self.workspace().catalog().page(path, number).ok().flatten()
    }

    /// A file's own bytes.
    pub fn original(&self, path: &ArchivePath) -> Option<Original> {
        self.workspace().original(path)
    }

    /// A page, counted from 1, as a JPEG whose longer side has about `side` pixels.
    pub fn picture(&self, path: &ArchivePath, page: u32, side: u32) -> Option<Vec<u8>> {
        let hash = self.workspace().digest_of(path)?;
        self.pictures.page(path, &hash, page, side)
    }

    /// Recognises the pages that wait, beside everything else, until all are read or `stop` is set; returns how it
    /// went. The report is made anew now and then, and at the end.
    ///
    /// # Errors
    /// As [`Workspace::recognise`]; what was read until then is kept.
    pub fn recognise(
        &self,
        stop: &AtomicBool,
        now: &dyn Fn() -> ZonedDateTime,
    ) -> Result<RecognitionSummary, PipelineError> {
        let round = self.workspace().recognition()?;
        let mut summary = RecognitionSummary::default();
        if round.pages() == 0 {
            return Ok(summary);
        }
        let mut trouble = None;
        let mut shown: Option<Instant> = None;
        round.run(stop, &mut |pages| {
            let read = pages.iter().filter(|page| page.read.read.is_some()).count() as u64;
            summary.read += read;
            summary.failed += pages.len() as u64 - read;
            // In a statement of its own: the lock must be free again before the report is made.
            let mut kept = self.workspace().keep_recognised(&pages);
            if kept.is_ok() && shown.is_none_or(|at| at.elapsed() >= SHOW_EVERY) {
                shown = Some(Instant::now());
                kept = self.show_recognised(&now());
            }
            trouble = kept.err();
            trouble.is_none()
        });
        match trouble {
            Some(error) => Err(error),
            None => self.show_recognised(&now()).map(|()| summary),
        }
    }

    fn show_recognised(&self, now: &ZonedDateTime) -> Result<(), PipelineError> {
        let mut workspace = self.workspace();
        workspace.take_in_recognised()?;
        self.make_report(&workspace, now)
    }

    fn make_report(&self, workspace: &Workspace, now: &ZonedDateTime) -> Result<(), PipelineError> {
        let report = Arc::new(workspace.report(now)?);
        *self.report.write().unwrap_or_else(PoisonError::into_inner) = report;
        Ok(())
    }

    fn workspace(&self) -> MutexGuard<'_, Workspace> {
        self.workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

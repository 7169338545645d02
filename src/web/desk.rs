//! The desk: one archive, its report and its index, shared by all handlers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use jiff::ZonedDateTime;

use crate::{
    index::{SearchEngine, SearchError, SearchOptions, SearchResults},
    model::{ArchivePath, Lang, Page},
    pipeline::{Original, PipelineError, Silent, Summary, Workspace},
    report::Report,
};

/// What the pages show.
#[derive(Debug)]
pub struct Desk {
    workspace: Mutex<Workspace>,
    report: RwLock<Arc<Report>>,
    lang: Lang,
}

impl Desk {
    /// A desk over an archive that was just read.
    pub fn new(workspace: Workspace, report: Report, lang: Lang) -> Self {
        Self { workspace: Mutex::new(workspace), report: RwLock::new(Arc::new(report)), lang }
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
        if summary.read > 0 || summary.removed > 0 {
            let report = Arc::new(workspace.report(now)?);
            *self.report.write().unwrap_or_else(PoisonError::into_inner) = report;
        }
        Ok(summary)
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

    /// A picture's thumbnail as JPEG.
    pub fn thumbnail(&self, path: &ArchivePath, max_px: u32) -> Option<Vec<u8>> {
        self.workspace().thumbnail(path, max_px)
    }

    fn workspace(&self) -> MutexGuard<'_, Workspace> {
        self.workspace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

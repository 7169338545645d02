//! The state that all handlers share: one archive, its report and its index.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use axum::body::Bytes;
use jiff::ZonedDateTime;

use super::{
    authentication::Authentication,
    form_cache::{Form, FormCache},
    queues::RequestQueues,
    run::RunControl,
};
use crate::{
    containment::contain,
    index::{SearchError, SearchOptions, SearchResults},
    model::{
        AccessRole, ArchivePath, CaptionText, Correction, Enclosed, Lang, Page, PhotoFacts, Transcription,
        TranscriptionEntry,
    },
    pipeline::{
        self, AskedFolder, EntryError, Lookup, Original, PipelineError, Progress, RecognitionSummary, Ruling, Saying,
        Summary, Workspace,
    },
    report::Report,
};

/// How often the pages show what was recognised since.
const SHOW_EVERY: Duration = Duration::from_secs(20);
/// How long the lines that people read are gathered before the report is made anew.
const TAKE_IN_AFTER: Duration = Duration::from_secs(2);

/// One archive with its report, as the pages show it.
///
/// Lookups take no lock: they have connections of their own to the store. Decisions and captions wait for each other and
/// for the report to be made, never for a run. Only runs wait for each other. Where both locks are needed, that of the
/// run is taken first.
#[derive(Debug)]
pub struct Workbench {
    lookup: Lookup,
    /// Reads the archive.
    runner: Mutex<Workspace>,
    /// Keeps what people enter, and makes the report.
    keeper: Mutex<Workspace>,
    /// The one village that is shown, where the workbench was opened for it alone.
    only: Option<String>,
    report: RwLock<Arc<Report>>,
    /// The part of the report that belongs to each village whose clerk has asked for a page.
    scoped: Mutex<Scoped>,
    authentication: Authentication,
    /// How often the report was made.
    made: AtomicU64,
    runs: RunControl,
    forms: FormCache,
    queues: RequestQueues,
    /// Lines were read that the report does not know yet, and will soon.
    is_to_take_in: AtomicBool,
    lang: Lang,
}

/// Reports for villages' clerks, made of one whole report.
#[derive(Debug)]
struct Scoped {
    of: Arc<Report>,
    villages: BTreeMap<String, Arc<Report>>,
}

impl Workbench {
    /// A workbench over an archive that was just read.
    ///
    /// # Errors
    /// As [`Workspace::beside`].
    pub fn new(
        workspace: Workspace,
        authentication: Authentication,
        report: Report,
        lang: Lang,
    ) -> Result<Self, PipelineError> {
        let report = Arc::new(report);
        Ok(Self {
            lookup: workspace.lookup(),
            keeper: Mutex::new(workspace.beside()?),
            runner: Mutex::new(workspace),
            only: None,
            scoped: Mutex::new(Scoped { of: Arc::clone(&report), villages: BTreeMap::new() }),
            report: RwLock::new(report),
            authentication,
            made: AtomicU64::new(1),
            runs: RunControl::new(),
            forms: FormCache::default(),
            queues: RequestQueues::default(),
            is_to_take_in: AtomicBool::new(false),
            lang,
        })
    }

    /// The same workbench, showing one village by its full name and the township, also when the report is made anew.
    #[must_use]
    pub fn showing(self, village: Option<String>) -> Self {
        Self { only: village, ..self }
    }

    /// The accounts and their sessions.
    pub fn authentication(&self) -> &Authentication {
        &self.authentication
    }

    /// The language of people who did not choose one.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The report as it stands.
    pub fn report(&self) -> Arc<Report> {
        Arc::clone(&self.report.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// How often the report was made; where it is read before the report, the report is of this number or a later one.
    pub fn report_number(&self) -> u64 {
        self.made.load(Ordering::Acquire)
    }

    /// A form of a report in a language, made once; `None` where it cannot be made.
    pub(crate) fn form(&self, report: &Arc<Report>, lang: Lang, form: Form) -> Option<Bytes> {
        self.forms.get(report, lang, form)
    }

    /// The queues for what is dear.
    pub(crate) fn queues(&self) -> &RequestQueues {
        &self.queues
    }

    /// The runs over the archive.
    pub fn runs(&self) -> &RunControl {
        &self.runs
    }

    /// The report as it stands, as far as a role may see it. A village's part is made once for each report.
    pub fn report_for(&self, role: &AccessRole) -> Arc<Report> {
        let whole = self.report();
        let Some(village) = role.village() else { return whole };
        let mut scoped = self.scoped.lock().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&scoped.of, &whole) {
            *scoped = Scoped { of: Arc::clone(&whole), villages: BTreeMap::new() };
        }
        let own = scoped.villages.entry(village.to_owned()).or_insert_with(|| Arc::new(whole.for_village(village)));
        Arc::clone(own)
    }

    /// Takes in what changed in the archive, and makes the report anew where anything did.
    ///
    /// # Errors
    /// As [`Workspace::refresh`]; the report then stays as it was.
    pub fn refresh(&self, progress: &dyn Progress, now: &ZonedDateTime) -> Result<Summary, PipelineError> {
        let mut runner = self.runner();
        let summary = runner.refresh(progress)?;
        let mut keeper = self.keeper();
        // Somebody may have decided at the command line.
        let decided = self.report().log.last().map_or(0, |entry| entry.seq);
        let last = keeper.decisions()?.last().map_or(0, |entry| entry.seq);
        if summary.assessed || decided != last {
            keeper.take_over(&runner);
            self.make_report(&keeper, now)?;
        }
        Ok(summary)
    }

    /// Keeps what a person decided, and brings the report up to it.
    ///
    /// # Errors
    /// As [`Workspace::decide`].
    pub fn decide(&self, ruling: &Ruling, now: &ZonedDateTime) -> Result<(), EntryError> {
        self.keep(now, |keeper| keeper.decide(ruling, now))
    }

    /// Keeps what a person wrote of a photo, and brings the report up to it.
    ///
    /// # Errors
    /// As [`Workspace::caption`].
    pub fn caption(&self, asked: &Saying<CaptionText>, now: &ZonedDateTime) -> Result<(), EntryError> {
        self.keep(now, |keeper| keeper.caption(asked, now))
    }

    /// Keeps a person's correction of a file, and brings the report up to it. Searches find the file as it was taken
    /// until the next update.
    ///
    /// # Errors
    /// As [`Workspace::correct`].
    pub fn correct(&self, asked: &Saying<Correction>, now: &ZonedDateTime) -> Result<(), EntryError> {
        self.keep(now, |keeper| keeper.correct(asked, now))
    }

    /// Keeps whose folders are, as a person says, and brings the report up to it. Searches find the files as they were
    /// taken until the next update.
    ///
    /// # Errors
    /// As [`Workspace::say_of_folders`].
    pub fn say_of_folders(
        &self,
        asked: &[AskedFolder],
        by: &str,
        saw: Option<u64>,
        now: &ZonedDateTime,
    ) -> Result<(), EntryError> {
        self.keep(now, |keeper| keeper.say_of_folders(asked, by, saw, now))
    }

    /// An `archive.json` that says what is known of the folders now.
    ///
    /// # Errors
    /// As [`Workspace::description`].
    pub fn description(&self) -> Result<String, PipelineError> {
        self.keeper().description()
    }

    /// Keeps what a person reads in a line. Search and report follow in the background: a line takes seconds to type, and
    /// a report of a large archive as long to make.
    ///
    /// # Errors
    /// As [`Workspace::transcribe`].
    pub fn transcribe(&self, asked: &Saying<Transcription>, now: &ZonedDateTime) -> Result<(), EntryError> {
        self.keeper().transcribe(asked, now)
    }

    /// Takes what people read into the report and the index, a moment from now; what is read until then goes with it.
    pub fn take_in_transcriptions(self: &Arc<Self>) {
        if self.is_to_take_in.swap(true, Ordering::AcqRel) {
            return;
        }
        let workbench = Arc::clone(self);
        std::thread::spawn(move || {
            std::thread::sleep(TAKE_IN_AFTER);
            workbench.is_to_take_in.store(false, Ordering::Release);
            // Where the store does not answer, the next run takes it in.
            let _ = contain(|| workbench.show_recognised(&pipeline::now()));
        });
    }

    /// One page of a file as the program read it, whatever people read on it.
    pub fn page_as_read(&self, path: &ArchivePath, number: u32) -> Option<Page> {
        self.lookup.page_as_read(path, number)
    }

    /// What people read in a file's unsure lines, in the order in which they did.
    pub fn transcriptions(&self, path: &ArchivePath) -> Vec<TranscriptionEntry> {
        self.lookup.transcriptions(path)
    }

    /// The names of people in lists.
    pub fn names_in(&self, lists: &[ArchivePath]) -> Vec<String> {
        self.lookup.names_in(lists)
    }

    /// Keeps an entry, and brings the report up to it. The report is brought up also where somebody else has made one
    /// since, so that both can be shown.
    fn keep(
        &self,
        now: &ZonedDateTime,
        enter: impl FnOnce(&mut Workspace) -> Result<(), EntryError>,
    ) -> Result<(), EntryError> {
        let mut keeper = self.keeper();
        let entered = enter(&mut keeper);
        if matches!(entered, Ok(()) | Err(EntryError::Conflict(_))) {
            self.make_report(&keeper, now)?;
        }
        entered
    }

    /// Searches the pages.
    ///
    /// # Errors
    /// As [`Lookup::search`].
    pub fn search(&self, query: &str, options: &SearchOptions) -> Result<SearchResults, SearchError> {
        self.lookup.search(query, options)
    }

    /// One page of a file, as it was read.
    pub fn page(&self, path: &ArchivePath, number: u32) -> Option<Page> {
        self.lookup.page(path, number)
    }

    /// What a document carries beside its pages: attached files, seals and signatures.
    pub fn enclosed(&self, path: &ArchivePath) -> Enclosed {
        self.lookup.enclosed(path)
    }

    /// All pages of a file, as they were read; none where it was not.
    pub fn pages(&self, path: &ArchivePath) -> Vec<Page> {
        self.lookup.pages(path)
    }

    /// What a picture's bytes say.
    pub fn photo(&self, path: &ArchivePath) -> Option<PhotoFacts> {
        self.lookup.photo(path)
    }

    /// A file's own bytes.
    pub fn original(&self, path: &ArchivePath) -> Option<Original> {
        self.lookup.original(path)
    }

    /// A page, counted from 1, as a JPEG whose longer side has about `side` pixels.
    pub fn picture(&self, path: &ArchivePath, page: u32, side: u32) -> Option<Vec<u8>> {
        self.lookup.picture(path, page, side)
    }

    /// The same where nothing has to be drawn for it; `None` where it has.
    pub fn kept_picture(&self, path: &ArchivePath, page: u32, side: u32) -> Option<Option<Vec<u8>>> {
        self.lookup.kept_picture(path, page, side)
    }

    /// Recognises the pages that wait, beside everything else, until all are read or `stop` is set; returns how it
    /// went. The report is made anew now and then, and at the end.
    ///
    /// # Errors
    /// As [`Workspace::recognise`]; what was read until then is kept.
    pub fn recognise(
        &self,
        stop: &AtomicBool,
        progress: &dyn Progress,
        now: &dyn Fn() -> ZonedDateTime,
    ) -> Result<RecognitionSummary, PipelineError> {
        let round = self.runner().recognition()?;
        let mut summary = RecognitionSummary::default();
        if round.pages() == 0 {
            return Ok(summary);
        }
        progress.begin_pages(round.pages());
        let mut trouble = None;
        let mut shown: Option<Instant> = None;
        round.run(stop, &mut |pages| {
            let read = pages.iter().filter(|page| page.read.read.is_some()).count() as u64;
            summary.read += read;
            summary.failed += pages.len() as u64 - read;
            // In a statement of its own: the lock must be free again before the report is made.
            let mut kept = self.runner().keep_recognised(&pages);
            for page in &pages {
                progress.page_done(&page.path, page.read.page);
            }
            if kept.is_ok() && shown.is_none_or(|at| at.elapsed() >= SHOW_EVERY) {
                shown = Some(Instant::now());
                kept = self.show_recognised(&now());
            }
            trouble = kept.err();
            trouble.is_none()
        });
        progress.end();
        match trouble {
            Some(error) => Err(error),
            None => self.show_recognised(&now()).map(|()| summary),
        }
    }

    fn show_recognised(&self, now: &ZonedDateTime) -> Result<(), PipelineError> {
        let mut runner = self.runner();
        runner.take_in_recognised()?;
        let mut keeper = self.keeper();
        keeper.take_over(&runner);
        self.make_report(&keeper, now)
    }

    fn make_report(&self, keeper: &Workspace, now: &ZonedDateTime) -> Result<(), PipelineError> {
        let whole = keeper.report(now)?;
        let only = self.only.as_deref().and_then(|name| whole.only_village(name));
        let report = Arc::new(only.unwrap_or(whole));
        *self.report.write().unwrap_or_else(PoisonError::into_inner) = report;
        self.runs.report_made(self.made.fetch_add(1, Ordering::AcqRel) + 1);
        Ok(())
    }

    fn runner(&self) -> MutexGuard<'_, Workspace> {
        self.runner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keeper(&self) -> MutexGuard<'_, Workspace> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

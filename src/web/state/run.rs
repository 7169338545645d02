//! The state of runs over the archive and of the recognition beside them: one run at a time, seen by everybody, stopped
//! on request. What a run does is `super::background`.

use std::{
    collections::VecDeque,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use tokio::sync::watch;

use crate::{
    model::{ArchivePath, Message, Unit},
    pipeline::{self, Progress},
};

/// Runs that are remembered until the server ends.
const REMEMBERED: usize = 50;

/// Who requested a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asker {
    /// A person, by name where one is known.
    Person(String),
    /// The server, which watches the archive. Such a run shows only where it finds something.
    Watch,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The archive is looked through and what changed is read.
    Reading,
    /// What was read is assessed and indexed.
    Assessing,
    /// It has ended; [`Run::outcome`] says how.
    Ended,
}

impl Phase {
    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Phase::Reading => "reading",
            Phase::Assessing => "assessing",
            Phase::Ended => "ended",
        }
    }
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// It came to its end; or it was stopped, and what it had read is kept.
    Read(RunChanges),
    /// Most files are suddenly gone, so the last state was kept.
    Kept(pipeline::Loss),
    /// It broke off.
    Failed(Message),
}

/// What a run changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunChanges {
    /// Files that were read.
    pub read: u64,
    /// Files passed over because they are unchanged.
    pub unchanged: u64,
    /// Files that are gone.
    pub removed: u64,
    /// Whether it was stopped before its end.
    pub stopped: bool,
    /// Items that stand otherwise than before: unit and item.
    pub items: Vec<(Unit, String)>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Counted from 1 since the server started.
    pub number: u64,
    /// Who requested it first.
    pub by: Asker,
    /// When it began: RFC 3339 with offset.
    pub started: String,
    /// When it ended.
    pub ended: Option<String>,
    /// How far it is.
    pub phase: Phase,
    /// Files to be read.
    pub total: u64,
    /// Files that were read.
    pub done: u64,
    /// The file that was read last.
    pub current: Option<ArchivePath>,
    /// Whether it is to be stopped.
    pub stopping: bool,
    /// How it ended.
    pub outcome: Option<RunEnd>,
}

/// Recognition of scans, in the background.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognising {
    /// Whether it goes on.
    pub active: bool,
    /// Pages of this round.
    pub total: u64,
    /// Pages of this round that are done.
    pub done: u64,
    /// The file whose page was read last.
    pub current: Option<ArchivePath>,
    /// Rounds that ended since the server started.
    pub rounds: u64,
    /// How the last round went.
    pub last: Option<Result<(u64, u64), Message>>,
}

/// The run and the recognition of a workbench.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunState {
    /// The run that goes on, or else the last one.
    pub run: Option<Run>,
    /// Recognition beside it.
    pub recognising: Recognising,
    /// How often the report was made: a page made from an older one has something new to show.
    pub report: u64,
}

/// The result of a request for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// A new run of this number began.
    Began(u64),
    /// One goes on already, and the request joined it.
    Joined(u64),
    /// None: the workbench is being closed.
    Closed,
}

#[derive(Debug, Default)]
struct Work {
    /// The run that goes on.
    running: Option<Run>,
    /// Whether anybody is to see it.
    shown: bool,
    /// Runs that began.
    runs: u64,
    recognising: bool,
    /// More pages may wait than the round at hand knows of.
    recognise_again: bool,
    threads: Vec<JoinHandle<()>>,
    ended: VecDeque<Run>,
}

/// The runs of a workbench, and what the threads that do them share.
#[derive(Debug)]
pub struct RunControl {
    state: watch::Sender<RunState>,
    work: Mutex<Work>,
    stop: AtomicBool,
    closing: AtomicBool,
}

impl RunControl {
    pub(super) fn new() -> Self {
        Self {
            state: watch::Sender::new(RunState { report: 1, ..RunState::default() }),
            work: Mutex::default(),
            stop: AtomicBool::new(false),
            closing: AtomicBool::new(false),
        }
    }

    /// What goes on.
    pub fn state(&self) -> RunState {
        self.state.borrow().clone()
    }

    /// What goes on, whenever it changes. It is closed with the workbench.
    pub fn follow(&self) -> watch::Receiver<RunState> {
        self.state.subscribe()
    }

    /// Whether the workbench is being closed: then the event streams end.
    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }

    /// The runs that ended and are remembered, the last first.
    pub fn ended(&self) -> Vec<Run> {
        self.work().ended.iter().cloned().collect()
    }

    /// Asks the run that goes on to stop after the files at hand; whether there is one.
    pub fn cancel(&self) -> bool {
        let mut work = self.work();
        let Some(run) = &mut work.running else { return false };
        run.stopping = true;
        self.stop.store(true, Ordering::Relaxed);
        self.publish(&work);
        true
    }

    /// Says that the workbench is being closed: runs stop after the files and pages at hand, and the event streams end.
    pub(in crate::web) fn announce_closing(&self) {
        self.closing.store(true, Ordering::Relaxed);
        self.state.send_modify(|_| {});
    }

    pub(super) fn report_made(&self, number: u64) {
        self.state.send_modify(|state| state.report = number);
    }

    /// Records a new run, whose thread `spawn` starts, or joins the one that goes on.
    pub(super) fn begin(&self, by: Asker, spawn: impl FnOnce() -> JoinHandle<()>) -> Started {
        let mut work = self.work();
        if self.is_closing() {
            return Started::Closed;
        }
        if let Some(number) = work.running.as_ref().map(|run| run.number) {
            if by != Asker::Watch {
                work.shown = true;
                self.publish(&work);
            }
            return Started::Joined(number);
        }
        work.runs += 1;
        let number = work.runs;
        work.shown = by != Asker::Watch;
        work.running = Some(Run {
            number,
            by,
            started: time(),
            ended: None,
            phase: Phase::Reading,
            total: 0,
            done: 0,
            current: None,
            stopping: false,
            outcome: None,
        });
        self.stop.store(false, Ordering::Relaxed);
        self.publish(&work);
        work.threads.retain(|thread| !thread.is_finished());
        work.threads.push(spawn());
        Started::Began(number)
    }

    /// Records how the run that goes on ended.
    pub(super) fn finish(&self, outcome: RunEnd) {
        let mut work = self.work();
        let Some(mut run) = work.running.take() else { return };
        // A share that is away is reported once, not at every look at it.
        let said_before = work.ended.front().is_some_and(|last| last.outcome.as_ref() == Some(&outcome));
        let is_news = match &outcome {
            RunEnd::Read(changed) => changed.read > 0 || changed.removed > 0,
            RunEnd::Kept(_) | RunEnd::Failed(_) => !said_before,
        };
        (run.phase, run.ended, run.outcome) = (Phase::Ended, Some(time()), Some(outcome));
        if work.shown || is_news {
            work.ended.push_front(run.clone());
            work.ended.truncate(REMEMBERED);
            self.state.send_modify(|state| state.run = Some(run));
        }
    }

    /// Records that recognition begins, whose thread `spawn` starts; where it goes on already, it takes one more round.
    pub(super) fn begin_recognition(&self, spawn: impl FnOnce() -> JoinHandle<()>) {
        let mut work = self.work();
        if self.is_closing() {
            return;
        }
        if work.recognising {
            work.recognise_again = true;
            return;
        }
        work.recognising = true;
        work.threads.push(spawn());
    }

    /// Records how a round of recognition ended; returns whether another one follows.
    pub(super) fn finish_recognition(&self, last: Result<(u64, u64), Message>) -> bool {
        let mut work = self.work();
        let again = std::mem::take(&mut work.recognise_again) && last.is_ok() && !self.is_closing();
        work.recognising = again;
        self.state.send_if_modified(|state| {
            let recognising = &mut state.recognising;
            let is_news = recognising.active || last != Ok((0, 0));
            if is_news {
                *recognising = Recognising {
                    active: again,
                    rounds: recognising.rounds + 1,
                    last: Some(last),
                    ..Recognising::default()
                };
            }
            is_news
        });
        again
    }

    /// Stops what goes on after the files and pages at hand, and waits for its threads.
    pub(super) fn close(&self) {
        self.announce_closing();
        loop {
            // In a statement of its own: the threads need the lock to end.
            let threads = std::mem::take(&mut self.work().threads);
            if threads.is_empty() {
                return;
            }
            for thread in threads {
                // A panic in it was reported where it was caught.
                let _ = thread.join();
            }
        }
    }

    /// Set when the workbench is being closed, for recognition to stop at.
    pub(super) fn closing(&self) -> &AtomicBool {
        &self.closing
    }

    /// Records how far the run and the recognition are.
    pub(super) fn progress(&self) -> RunProgress<'_> {
        RunProgress { runs: self }
    }

    fn change(&self, change: impl FnOnce(&mut Run)) {
        let mut work = self.work();
        if let Some(run) = &mut work.running {
            change(run);
            self.publish(&work);
        }
    }

    fn publish(&self, work: &Work) {
        if work.shown {
            self.state.send_modify(|state| state.run.clone_from(&work.running));
        }
    }

    fn show(&self) {
        let mut work = self.work();
        work.shown = true;
        self.publish(&work);
    }

    fn work(&self) -> MutexGuard<'_, Work> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Records how far a run and the recognition are, for pages and event streams.
pub(super) struct RunProgress<'r> {
    runs: &'r RunControl,
}

impl Progress for RunProgress<'_> {
    fn begin(&self, files: u64) {
        if files > 0 {
            self.runs.show();
        }
        self.runs.change(|run| run.total = files);
    }

    fn file_done(&self, path: &ArchivePath) {
        self.runs.change(|run| {
            run.done += 1;
            run.current = Some(path.clone());
        });
    }

    fn begin_pages(&self, pages: u64) {
        self.runs.state.send_modify(|state| {
            let rounds = state.recognising.rounds;
            state.recognising = Recognising { active: true, total: pages, rounds, ..Recognising::default() };
        });
    }

    fn page_done(&self, path: &ArchivePath, _page: u32) {
        self.runs.state.send_modify(|state| {
            state.recognising.done += 1;
            state.recognising.current = Some(path.clone());
        });
    }

    fn end(&self) {
        self.runs.change(|run| run.phase = Phase::Assessing);
    }

    fn wants_to_stop(&self) -> bool {
        self.runs.stop.load(Ordering::Relaxed) || self.runs.is_closing()
    }
}

fn time() -> String {
    pipeline::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

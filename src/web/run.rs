//! Runs over the archive, started from a page, by a script or by watching, and the recognition beside them: one at a
//! time, seen by everybody, stopped on request.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
};

use tokio::sync::watch;

use super::Desk;
use crate::{
    containment::{Panic, contain},
    model::{ArchivePath, ItemAssessment, Message, Unit},
    msg,
    pipeline::{self, PipelineError, Progress, RecognitionSummary, Summary},
    report::Report,
};

/// Runs that are remembered until the server ends.
const REMEMBERED: usize = 50;

/// Who wants a run.
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
pub enum Outcome {
    /// It came to its end; or it was stopped, and what it had read is kept.
    Read(Changed),
    /// Most files are suddenly gone, so the last state was kept.
    Kept(pipeline::Loss),
    /// It broke off.
    Failed(Message),
}

/// What a run changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
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
    /// Who asked for it first.
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
    pub outcome: Option<Outcome>,
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

/// What goes on at a desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The run that goes on, or else the last one.
    pub run: Option<Run>,
    /// Recognition beside it.
    pub recognising: Recognising,
    /// How often the report was made: a page made from an older one has something new to show.
    pub report: u64,
}

/// Where a request for a run led.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Started {
    /// To a new run of this number.
    Began(u64),
    /// To the one that goes on.
    Joined(u64),
    /// Nowhere: the desk is being closed.
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

/// The runs of a desk.
#[derive(Debug)]
pub struct Runs {
    state: watch::Sender<State>,
    work: Mutex<Work>,
    stop: AtomicBool,
    closing: AtomicBool,
}

impl Runs {
    pub(super) fn new() -> Self {
        Self {
            state: watch::Sender::new(State { report: 1, ..State::default() }),
            work: Mutex::default(),
            stop: AtomicBool::new(false),
            closing: AtomicBool::new(false),
        }
    }

    /// What goes on.
    pub fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// What goes on, whenever it changes. It is closed with the desk.
    pub fn follow(&self) -> watch::Receiver<State> {
        self.state.subscribe()
    }

    /// Whether the desk is being closed: then whoever follows lets go.
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

    /// Says that the desk is being closed: runs stop after the files and pages at hand, and whoever follows lets go.
    pub(super) fn let_go(&self) {
        self.closing.store(true, Ordering::Relaxed);
        self.state.send_modify(|_| {});
    }

    pub(super) fn report_made(&self, number: u64) {
        self.state.send_modify(|state| state.report = number);
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

impl Desk {
    /// Starts a run beside everything else, or joins the one that goes on.
    pub fn start_run(self: &Arc<Self>, by: Asker) -> Started {
        let runs = self.runs();
        let mut work = runs.work();
        if runs.is_closing() {
            return Started::Closed;
        }
        if let Some(number) = work.running.as_ref().map(|run| run.number) {
            if by != Asker::Watch {
                work.shown = true;
                runs.publish(&work);
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
        runs.stop.store(false, Ordering::Relaxed);
        runs.publish(&work);
        let desk = Arc::clone(self);
        work.threads.retain(|thread| !thread.is_finished());
        work.threads.push(std::thread::spawn(move || desk.run()));
        Started::Began(number)
    }

    fn run(self: Arc<Self>) {
        let before = self.report();
        // A defect costs the run, and the desk goes on with what it has.
        let refreshed = contain(|| self.refresh(&Told { runs: self.runs() }, &pipeline::now()));
        let outcome = match refreshed {
            Ok(Ok(Summary { loss: Some(loss), .. })) => Outcome::Kept(loss),
            Ok(Ok(summary)) => Outcome::Read(Changed {
                read: summary.read,
                unchanged: summary.unchanged,
                removed: summary.removed,
                stopped: summary.stopped,
                items: changed_items(&before, &self.report()),
            }),
            Ok(Err(error)) => Outcome::Failed(trouble(&error)),
            Err(panic) => Outcome::Failed(defect(&panic)),
        };
        let is_read = matches!(outcome, Outcome::Read(_));
        self.end_run(outcome);
        if is_read {
            self.recognise_beside();
        }
    }

    fn end_run(&self, outcome: Outcome) {
        let runs = self.runs();
        let mut work = runs.work();
        let Some(mut run) = work.running.take() else { return };
        // A share that is away is told of once, not with every look at it.
        let said_before = work.ended.front().is_some_and(|last| last.outcome.as_ref() == Some(&outcome));
        let is_news = match &outcome {
            Outcome::Read(changed) => changed.read > 0 || changed.removed > 0,
            Outcome::Kept(_) | Outcome::Failed(_) => !said_before,
        };
        (run.phase, run.ended, run.outcome) = (Phase::Ended, Some(time()), Some(outcome));
        if work.shown || is_news {
            work.ended.push_front(run.clone());
            work.ended.truncate(REMEMBERED);
            runs.state.send_modify(|state| state.run = Some(run));
        }
    }

    /// Recognises what waits, beside everything else, unless that is already being done.
    pub fn recognise_beside(self: &Arc<Self>) {
        let runs = self.runs();
        let mut work = runs.work();
        if runs.is_closing() {
            return;
        }
        if work.recognising {
            work.recognise_again = true;
            return;
        }
        work.recognising = true;
        let desk = Arc::clone(self);
        work.threads.push(std::thread::spawn(move || desk.recognise_rounds()));
    }

    fn recognise_rounds(&self) {
        let runs = self.runs();
        loop {
            let told = Told { runs };
            let round = contain(|| self.recognise(&runs.closing, &told, &pipeline::now));
            let last = match round {
                Ok(Ok(RecognitionSummary { read, failed })) => Ok((read, failed)),
                Ok(Err(error)) => Err(trouble(&error)),
                Err(panic) => Err(defect(&panic)),
            };
            let mut work = runs.work();
            let again = std::mem::take(&mut work.recognise_again) && last.is_ok() && !runs.is_closing();
            work.recognising = again;
            runs.state.send_if_modified(|state| {
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
            if !again {
                return;
            }
        }
    }

    /// Stops what goes on after the files and pages at hand, and waits for that; whoever follows is let go.
    pub fn close(&self) {
        let runs = self.runs();
        runs.let_go();
        loop {
            // In a statement of its own: the threads need the lock to end.
            let threads = std::mem::take(&mut runs.work().threads);
            if threads.is_empty() {
                return;
            }
            for thread in threads {
                // What went wrong in it was told where it went wrong.
                let _ = thread.join();
            }
        }
    }
}

/// Tells those who follow how far a run is.
struct Told<'r> {
    runs: &'r Runs,
}

impl Progress for Told<'_> {
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

/// The items that stand otherwise in one report than in another.
fn changed_items(before: &Report, after: &Report) -> Vec<(Unit, String)> {
    let stands = |item: &ItemAssessment| {
        let findings = item.findings.len();
        (item.state, item.min.to_bits(), item.max.to_bits(), item.evidence.len(), findings)
    };
    let known: BTreeMap<(&Unit, &str), _> = before
        .units()
        .flat_map(|unit| unit.items.iter().map(move |item| ((&unit.unit, item.id.as_str()), stands(item))))
        .collect();
    after
        .units()
        .flat_map(|unit| unit.items.iter().map(move |item| (&unit.unit, item)))
        .filter(|(unit, item)| known.get(&(*unit, item.id.as_str())) != Some(&stands(item)))
        .map(|(unit, item)| (unit.clone(), item.id.clone()))
        .collect()
}

/// What is said of a run that a defect of the program ended.
fn defect(panic: &Panic) -> Message {
    let place = &panic.place;
    msg!(
        "程序内部出错（{place}），已保留上次的结果。请把括号里的位置发给开发者",
        "the program failed ({place}); the last results are kept. Please send the developers the place in brackets"
    )
}

/// What broke a run off, and what to do.
fn trouble(error: &PipelineError) -> Message {
    match error {
        PipelineError::Walk(_) | PipelineError::Empty(_) => msg!(
            "档案文件夹暂时打不开或是空的，已保留上次的结果。请检查共享盘或移动硬盘是否已连接，再更新一次",
            "the archive cannot be opened, or is empty; the last results are kept. Check that its disk or share is connected, then update again"
        ),
        PipelineError::Description(_) => msg!(
            "档案根目录下的 archive.json 有误：{error}。请改正后再更新一次",
            "something in the archive's {error}. Please mend it and update again"
        ),
        PipelineError::Index(error) => error.message(),
        PipelineError::Catalog(inner) if inner.is_busy() => msg!(
            "另一个 cundang 正在写入存储，请等它完成后再更新一次",
            "another cundang is writing to the store; wait until it is done and update again"
        ),
        _ => msg!(
            "存储暂时无法使用：{error}。请检查磁盘空间和权限后再更新一次",
            "the store cannot be used: {error}. Check free space and permissions, then update again"
        ),
    }
}

fn time() -> String {
    pipeline::now().strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

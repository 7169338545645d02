//! The status of runs and recognition as a viewer may see it: in words for pages, in fields for scripts. The API's names
//! of its shapes begin with `Live`.

use serde::Serialize;
use utoipa::ToSchema;

use super::run::{Asker, Phase, Recognising, Run, RunChanges, RunEnd, RunState};
use crate::{
    model::{AccessRole, ArchivePath, Lang, Unit},
    report::{Report, photos::unit_key, words},
};

/// What goes on at the workbench.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = Live)]
pub struct WorkbenchStatus {
    /// The run that goes on, or else the last one; null where there was none since the server started.
    pub run: Option<RunStatus>,
    /// Recognition of scans, in the background.
    pub recognition: RecognitionStatus,
    /// Grows whenever the report is made anew: what was read from a report of a lower number has something new to show.
    #[schema(minimum = 1)]
    pub report: u64,
    /// Whether a run or recognition goes on.
    pub active: bool,
    /// All of it in one sentence.
    pub text: String,
}

/// A run over the archive.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveRun)]
pub struct RunStatus {
    /// Counted from 1 since the server started.
    #[schema(minimum = 1)]
    pub number: u64,
    /// Who asked for it: `person` or `watch`.
    #[schema(pattern = "^(person|watch)$")]
    pub by: &'static str,
    /// `reading`, `assessing` or `ended`.
    #[schema(pattern = "^(reading|assessing|ended)$")]
    pub phase: &'static str,
    /// Whether it is to be stopped after the files at hand.
    pub stopping: bool,
    /// When it began: RFC 3339 with offset.
    pub started_at: String,
    /// When it ended.
    pub ended_at: Option<String>,
    /// Files to be read.
    pub total: u64,
    /// Files that were read.
    pub done: u64,
    /// The file that was read last.
    pub current: Option<String>,
    /// How it ended.
    pub outcome: Option<RunOutcome>,
    /// It in one sentence.
    pub text: String,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveOutcome)]
pub struct RunOutcome {
    /// `done`, `stopped` on request, `kept` where most files are suddenly gone and the last state stays, or `failed`.
    #[schema(pattern = "^(done|stopped|kept|failed)$")]
    pub result: &'static str,
    /// Files that were read.
    pub read: u64,
    /// Files passed over because they are unchanged.
    pub unchanged: u64,
    /// Files that are gone.
    pub removed: u64,
    /// Items that stand otherwise than before.
    pub items: Vec<ChangedItem>,
}

/// An item of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveItem)]
pub struct ChangedItem {
    /// `township`, or the village's name.
    pub unit: String,
    /// The item's id.
    pub item: String,
}

/// Recognition of scans, in the background.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = LiveRecognition)]
pub struct RecognitionStatus {
    /// Whether it goes on.
    pub active: bool,
    /// Pages of this round.
    pub total: u64,
    /// Pages of this round that are done.
    pub done: u64,
    /// The file whose page was read last.
    pub current: Option<String>,
    /// Pages that the last round read.
    pub read: u64,
    /// Pages that the last round could not read.
    pub failed: u64,
}

impl WorkbenchStatus {
    /// Access filter: files and items of the viewer's report only, and numbers only where they may see all files.
    pub fn new(state: &RunState, report: &Report, role: &AccessRole, lang: Lang) -> Self {
        let run = state.run.as_ref().map(|run| RunStatus::new(run, report, role, lang));
        let recognising = masked_pages(&state.recognising, role);
        let recognition = RecognitionStatus::new(&recognising, report);
        let is_running = state.run.as_ref().is_some_and(|run| run.phase != Phase::Ended);
        let mut text = Vec::new();
        if let Some(run) = &run {
            text.push(run.text.clone());
        }
        text.extend(recognition.text(&recognising, lang));
        if text.is_empty() {
            text.push(lang.pick("目前没有在更新。", "Nothing is being updated at the moment.").to_owned());
        }
        Self {
            run,
            active: is_running || recognition.active,
            recognition,
            report: state.report,
            text: text.join(lang.pick("", " ")),
        }
    }
}

impl RunStatus {
    /// A run as a viewer of this report may see it.
    pub fn new(run: &Run, report: &Report, role: &AccessRole, lang: Lang) -> Self {
        let run = &masked(run, role);
        Self {
            number: run.number,
            by: match run.by {
                Asker::Person(_) => "person",
                Asker::Watch => "watch",
            },
            phase: run.phase.as_str(),
            stopping: run.stopping,
            started_at: run.started.clone(),
            ended_at: run.ended.clone(),
            total: run.total,
            done: run.done,
            current: seen(run.current.as_ref(), report),
            outcome: run.outcome.as_ref().map(|outcome| RunOutcome::new(outcome, report)),
            text: said(run, report, lang),
        }
    }
}

impl RunOutcome {
    fn new(outcome: &RunEnd, report: &Report) -> Self {
        match outcome {
            RunEnd::Read(changed) => Self {
                result: if changed.stopped { "stopped" } else { "done" },
                read: changed.read,
                unchanged: changed.unchanged,
                removed: changed.removed,
                items: own_items(changed, report)
                    .map(|(unit, item)| ChangedItem { unit: unit_key(unit).to_owned(), item: item.clone() })
                    .collect(),
            },
            RunEnd::Kept(_) => Self::without("kept"),
            RunEnd::Failed(_) => Self::without("failed"),
        }
    }

    fn without(result: &'static str) -> Self {
        Self { result, read: 0, unchanged: 0, removed: 0, items: Vec::new() }
    }
}

impl RecognitionStatus {
    fn new(recognising: &Recognising, report: &Report) -> Self {
        let (read, failed) = match recognising.last {
            Some(Ok(last)) => last,
            Some(Err(_)) | None => (0, 0),
        };
        Self {
            active: recognising.active,
            total: recognising.total,
            done: recognising.done,
            current: seen(recognising.current.as_ref(), report),
            read,
            failed,
        }
    }

    fn text(&self, recognising: &Recognising, lang: Lang) -> Option<String> {
        let (done, total) = (words::count(self.done), words::count(self.total));
        match &recognising.last {
            _ if self.active && self.total == 0 => {
                Some(lang.pick("正在识别扫描件文字。", "Recognising scanned pages.").to_owned())
            }
            _ if self.active => Some(match lang {
                Lang::Zh => format!("正在识别扫描件文字：{done} / {total} 页。"),
                Lang::En => format!("Recognising scanned pages: {done} of {total}."),
            }),
            Some(Err(trouble)) => Some(match lang {
                Lang::Zh => format!("文字识别中断：{}。", trouble.zh),
                Lang::En => format!("Recognition broke off: {}.", trouble.en),
            }),
            Some(Ok((0, 0))) | None => None,
            Some(Ok((read, failed))) => {
                let (read, unread) = (words::count(*read), words::count(*failed));
                Some(match (lang, failed) {
                    (Lang::Zh, 0) => format!("已识别扫描件文字 {read} 页。"),
                    (Lang::En, 0) => format!("{read} scanned pages were recognised."),
                    (Lang::Zh, _) => format!("已识别扫描件文字 {read} 页，{unread} 页未能识别。"),
                    (Lang::En, _) => format!("{read} scanned pages were recognised, {unread} could not be."),
                })
            }
        }
    }
}

/// A run without the numbers that tell of other villages' files, for a village's clerk.
fn masked(run: &Run, role: &AccessRole) -> Run {
    let mut run = run.clone();
    if role.village().is_some() {
        (run.total, run.done) = (0, 0);
        if let Some(RunEnd::Read(changed)) = &mut run.outcome {
            (changed.read, changed.unchanged, changed.removed) = (0, 0, 0);
            changed.items.retain(|(unit, _)| unit.village() == role.village());
        }
    }
    run
}

/// Recognition without the numbers that tell of other villages' files, for a village's clerk.
fn masked_pages(recognising: &Recognising, role: &AccessRole) -> Recognising {
    let mut recognising = recognising.clone();
    if role.village().is_some() {
        (recognising.total, recognising.done, recognising.last) = (0, 0, None);
    }
    recognising
}

/// A path that a viewer of this report may see: a file of it, or a new one in a folder of its units.
fn seen(path: Option<&ArchivePath>, report: &Report) -> Option<String> {
    let path = path?;
    let in_own_folder = || {
        let folders = report.township.villages.iter().filter_map(|village| village.folder.as_deref());
        folders
            .chain(report.township.folder.as_deref())
            .any(|folder| path.as_str().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    };
    (report.files.contains_key(path) || in_own_folder()).then(|| path.as_str().to_owned())
}

fn own_items<'a>(changed: &'a RunChanges, report: &'a Report) -> impl Iterator<Item = &'a (Unit, String)> {
    changed.items.iter().filter(|(unit, _)| report.units().any(|own| own.unit == *unit))
}

/// A run in one sentence.
fn said(run: &Run, report: &Report, lang: Lang) -> String {
    let (done, total) = (words::count(run.done), words::count(run.total));
    let Some(outcome) = &run.outcome else {
        return match (run.phase, lang) {
            _ if run.stopping => lang
                .pick("正在停止：手头的文件读完即止。", "Stopping: the files at hand are finished first.")
                .to_owned(),
            (Phase::Reading, _) if run.total == 0 => {
                lang.pick("正在查看档案有无变动。", "Looking for what changed in the archive.").to_owned()
            }
            (Phase::Reading, Lang::Zh) => format!("正在读取有变动的文件：{done} / {total} 份。"),
            (Phase::Reading, Lang::En) => format!("Reading what changed: {done} of {total} files."),
            (Phase::Assessing | Phase::Ended, _) => {
                lang.pick("已读完，正在重新评估。", "All is read; assessing it anew.").to_owned()
            }
        };
    };
    match outcome {
        RunEnd::Read(changed) => {
            let (read, removed) = (words::count(changed.read), words::count(changed.removed));
            let items = words::count(own_items(changed, report).count() as u64);
            match (changed.stopped, lang) {
                (true, Lang::Zh) => format!("已按要求停止：读了 {read} 份，其余下次接着读。"),
                (true, Lang::En) => {
                    format!("Stopped as asked: {read} files were read, the next update reads the rest.")
                }
                (false, _) if changed.read == 0 && changed.removed == 0 && changed.items.is_empty() => {
                    lang.pick("档案没有变动。", "Nothing in the archive has changed.").to_owned()
                }
                (false, _) if changed.read == 0 && changed.removed == 0 => match lang {
                    Lang::Zh => format!("更新完成：{items} 个项目有变化。"),
                    Lang::En => format!("Updated: {items} items changed."),
                },
                (false, Lang::Zh) => format!("更新完成：新读 {read} 份，{removed} 份已不在，{items} 个项目有变化。"),
                (false, Lang::En) => format!("Updated: {read} files read, {removed} gone, {items} items changed."),
            }
        }
        RunEnd::Kept(loss) => {
            let (known, present) = (loss.known, loss.present);
            match lang {
                Lang::Zh => format!(
                    "上次有 {known} 份文件，现在只找到 {present} 份，已保留上次的结果。请检查共享盘或移动硬盘是否已连接。"
                ),
                Lang::En => format!(
                    "{known} files were there last time and only {present} are now; the last results are kept. Check that the disk or share is connected."
                ),
            }
        }
        RunEnd::Failed(trouble) => match lang {
            Lang::Zh => format!("没有更新成：{}。", trouble.zh),
            Lang::En => format!("The update broke off: {}.", trouble.en),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn state(current: &str) -> RunState {
        let items = ["张庄村", "付庄村"].map(|name| (Unit::Village(name.to_owned()), "V03".to_owned()));
        RunState {
            run: Some(Run {
                number: 1,
                by: Asker::Watch,
                started: "2020-06-18T09:30:00+08:00".to_owned(),
                ended: Some("2020-06-18T09:30:09+08:00".to_owned()),
                phase: Phase::Ended,
                total: 7,
                done: 7,
                current: Some(ArchivePath::new(current)),
                stopping: false,
                outcome: Some(RunEnd::Read(RunChanges { read: 7, items: items.to_vec(), ..RunChanges::default() })),
            }),
            recognising: Recognising { active: true, total: 12, done: 5, ..Recognising::default() },
            report: 3,
        }
    }

    #[test]
    fn a_clerk_is_told_of_their_own_village_alone() {
        let whole = fixture::report();
        let name = whole.villages[0].unit.village().expect("a village").to_owned();
        let other = whole.township.villages.iter().find(|village| village.name != name).expect("another village");
        let folder = other.folder.clone().unwrap_or_else(|| "02付庄村".to_owned());
        let state = state(&format!("{folder}/新放入.pdf"));
        let township = WorkbenchStatus::new(&state, &whole, &AccessRole::Township, Lang::Zh);
        assert!(township.text.contains("新读 7 份") && township.text.contains("5 / 12 页"), "{}", township.text);
        let clerk =
            WorkbenchStatus::new(&state, &whole.for_village(&name), &AccessRole::Village(name.clone()), Lang::Zh);
        let run = clerk.run.expect("a run");
        assert_eq!((run.total, run.done, &run.current), (0, 0, &None));
        let items = run.outcome.expect("an outcome").items;
        assert!(items.iter().all(|item| item.unit == name), "{items:?}");
        assert!(!clerk.text.contains(['7', '5']), "{}", clerk.text);
    }

    #[test]
    fn where_nothing_was_asked_for_it_says_so() {
        let status = WorkbenchStatus::new(&RunState::default(), &fixture::report(), &AccessRole::Township, Lang::En);
        assert!(!status.active && status.run.is_none());
        assert_eq!(status.text, "Nothing is being updated at the moment.");
    }
}

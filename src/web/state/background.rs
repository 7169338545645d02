//! Runs and recognition in threads of their own, beside the pages.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    run::{Asker, RunChanges, RunEnd, Started},
    workbench::Workbench,
};
use crate::{
    containment::{Panic, contain},
    model::{ItemAssessment, Message, Unit},
    msg,
    pipeline::{self, PipelineError, RecognitionSummary, Summary},
    report::Report,
};

impl Workbench {
    /// Starts a run beside everything else, or joins the one that goes on.
    pub fn start_run(self: &Arc<Self>, by: Asker) -> Started {
        let workbench = Arc::clone(self);
        self.runs().begin(by, || std::thread::spawn(move || workbench.run()))
    }

    fn run(self: Arc<Self>) {
        let before = self.report();
        // A defect costs the run, and the workbench goes on with what it has.
        let refreshed = contain(|| self.refresh(&self.runs().progress(), &pipeline::now()));
        let outcome = match refreshed {
            Ok(Ok(Summary { loss: Some(loss), .. })) => RunEnd::Kept(loss),
            Ok(Ok(summary)) => RunEnd::Read(RunChanges {
                read: summary.read,
                unchanged: summary.unchanged,
                removed: summary.removed,
                stopped: summary.stopped,
                items: changed_items(&before, &self.report()),
            }),
            Ok(Err(error)) => RunEnd::Failed(trouble(&error)),
            Err(panic) => RunEnd::Failed(defect(&panic)),
        };
        let is_read = matches!(outcome, RunEnd::Read(_));
        self.runs().finish(outcome);
        if is_read {
            self.recognise_beside();
        }
    }

    /// Recognises what waits, beside everything else, unless that is already being done.
    pub fn recognise_beside(self: &Arc<Self>) {
        let workbench = Arc::clone(self);
        self.runs().begin_recognition(|| std::thread::spawn(move || workbench.recognise_rounds()));
    }

    fn recognise_rounds(&self) {
        let runs = self.runs();
        loop {
            let round = contain(|| self.recognise(runs.closing(), &runs.progress(), &pipeline::now));
            let last = match round {
                Ok(Ok(RecognitionSummary { read, failed })) => Ok((read, failed)),
                Ok(Err(error)) => Err(trouble(&error)),
                Err(panic) => Err(defect(&panic)),
            };
            if !runs.finish_recognition(last) {
                return;
            }
        }
    }

    /// Stops what goes on after the files and pages at hand, and waits for that; the event streams end.
    pub fn close(&self) {
        self.runs().close();
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

//! How many tasks papers stand for.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::good;
use crate::{
    evaluate::{
        Case, Document,
        case::{
            advice::{Advice, NAMED},
            slot::Filled,
        },
        checks::{Check, CheckType, Target, Words},
        documents::prose::running::Running,
    },
    model::Code,
    msg,
    rubric::{Item, OwnSlot, Scoring},
    text::pattern,
    vocabulary,
};

/// How many tasks the papers stand for, by paper and by task.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskGroups {
    /// The slot that is counted by topic.
    slot: OwnSlot,
    /// Whether the papers set up groups, to which [`Settings::group_counts_each_task`] applies.
    #[serde(default)]
    groups: bool,
}

impl CheckType for TaskGroups {
    const NAME: &'static str = "task-groups";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["文件涉及几项任务，按份数和任务数各计多少", "how many tasks the papers stand for"],
        reads: ["文件名和正文里的任务名称", "the tasks named in titles and text"],
        blind_to: ["小组是否真在做事", "whether the groups did anything"],
    };
}

impl Check for TaskGroups {
    fn advise(&self, on: &Target<'_>, counted: Option<f64>, advice: &mut Advice) {
        tasks(on.case, on.item, on.filled, &self.slot, self.groups, counted, advice);
    }

    fn sets_up_groups(&self, slot: &str) -> bool {
        self.groups && self.slot == *slot
    }
}

/// Groups below the leading group.
static WORK_GROUP: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("bodies.tsv").forms("below-leading")));

/// How many tasks the papers stand for: a paper each, or each task that they name.
fn tasks(
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    slot: &str,
    groups: bool,
    counted: Option<f64>,
    advice: &mut Advice,
) {
    let Some(filled) = filled.iter().find(|filled| filled.slot.id == slot) else { return };
    let (found, most, all) = (filled.found, filled.most, filled.slot.topics.len());
    let inside: BTreeSet<usize> = filled.pieces.iter().map(|piece| piece.document).collect();
    let of_kind = |document: &Document| document.kind.as_ref().is_some_and(|kind| filled.slot.kinds.contains(kind));
    // One paper for all tasks, whose title names none of them.
    let general: Vec<(&Document, Vec<&String>)> = case
        .documents
        .iter()
        .enumerate()
        .filter(|(at, document)| {
            !inside.contains(at)
                && document.has_text
                && !document.is_template
                && !document.is_draft
                && of_kind(document)
        })
        .filter_map(|(_, document)| {
            let text = Running::new(document).text;
            let named = case.matcher.topics_of(text);
            let tasks: Vec<&String> =
                filled.slot.topics.iter().filter(|topic| named.contains(&topic.as_str())).collect();
            (tasks.len() >= 2 && (!groups || WORK_GROUP.is_match(text))).then_some((document, tasks))
        })
        .collect();
    if filled.pieces.is_empty() && general.is_empty() {
        return;
    }
    let shown = good(case, std::slice::from_ref(filled), slot).into_iter().map(|document| document.shown_by.clone());
    advice.say(
        msg!(
            "所列 {all} 项任务：一份文件算一项，计 {found} 项；按文件写到的每项都算，计 {most} 项",
            "of the {all} tasks: {found} if a paper counts for one, {most} if it counts for each that it names"
        ),
        shown.take(NAMED).collect(),
    );
    let each = case.rubric.settings.group_counts_each_task;
    let Scoring::CountCap { unit, cap, .. } = &item.scoring else { return };
    for (document, tasks) in &general {
        let (title, count) = (&document.title, tasks.len());
        let message = if groups {
            msg!(
                "《{title}》一组兼管 {count} 项：按一组计 1 项，按每项计 {count} 项；标准未写明，请与区级核实",
                "“{title}” sets up one group for {count} tasks: 1 by group, {count} by task; the standard does not say, please ask the district"
            )
        } else {
            msg!(
                "《{title}》中写到 {count} 项，不是单独成文，是否算数由评定人定",
                "“{title}” deals with {count} tasks without being a paper of its own: whether they count is for the assessor"
            )
        };
        advice.say(message, vec![document.shown_by.clone()]);
    }
    if !groups || general.is_empty() {
        return;
    }
    let named: BTreeSet<&String> = general.iter().flat_map(|(_, tasks)| tasks.iter().copied()).collect();
    let by_task = f64::from(most.max(u32::try_from(named.len()).unwrap_or(u32::MAX)));
    let by_group = f64::from(found.max(1));
    let points = (if each { by_task } else { by_group } * unit).min(*cap);
    advice.reachable = Some((by_task * unit).min(*cap));
    advice.suggest(points.max(counted.unwrap_or(0.0)));
}

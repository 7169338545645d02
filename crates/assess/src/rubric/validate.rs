//! What a rubric of the right shape can still contradict: sums, ids, references, patterns, scoring.

use std::{collections::BTreeMap, ops::Range};

use jsonc_parser::{
    ast::Value,
    common::Ranged,
    parse_to_ast, {CollectOptions, ParseOptions},
};

use super::{
    asked::CheckTypes,
    problem::{self, RubricProblem, place},
    reference::{KnownIds, Pattern, empty, no_own_slot, unknown},
    settings::{is_out_of_years, out_of_years},
    shape::{Count, Item, Rubric, Scoring, Slot},
};
use crate::{model::Message, msg, text::Cut};

/// The format that this program reads.
pub(super) const FORMAT: &str = "cundang-rubric/1";

/// Points are compared with this tolerance, since tenths have no exact binary form.
const TOLERANCE: f64 = 1e-6;

/// A step from a JSON value to one inside it.
#[derive(Debug, Clone, Copy)]
enum PathStep<'a> {
    Key(&'a str),
    Index(usize),
}

/// Everything in a rubric that contradicts itself, in the order of its text.
pub(super) fn problems(rubric: &Rubric, text: &str, origin: &str, types: &dyn CheckTypes) -> Vec<RubricProblem> {
    let ast = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default()).ok();
    let mut check =
        Validation { text, origin, root: ast.as_ref().and_then(|parsed| parsed.value.as_ref()), found: Vec::new() };
    check.head(rubric);
    check.settings(rubric);
    check.sums(rubric);
    check.topics_kinds_stages(rubric);
    check.items(rubric);
    check.checks(rubric, types);
    check.found.sort();
    check.found
}

/// A rubric's text, where values stand in it, and what was found so far.
struct Validation<'a> {
    text: &'a str,
    origin: &'a str,
    root: Option<&'a Value<'a>>,
    found: Vec<RubricProblem>,
}

impl<'a> Validation<'a> {
    /// Notes a problem at the value that the steps lead to, or at the nearest value around it that exists.
    fn note(&mut self, steps: &[PathStep<'_>], message: Message) {
        let start = self.value_at(steps).map_or(0, |value| value.range().start);
        let (line, column) = place(self.text, start);
        self.found.push(RubricProblem { line, column, origin: self.origin.to_owned(), message });
    }

    /// The value that the steps lead to, or the nearest one around it.
    fn value_at(&self, steps: &[PathStep<'_>]) -> Option<&'a Value<'a>> {
        let mut value = self.root?;
        for step in steps {
            let next = match (step, value) {
                (PathStep::Key(key), Value::Object(object)) => object.get(key).map(|property| &property.value),
                (PathStep::Index(index), Value::Array(array)) => array.elements.get(*index),
                _ => None,
            };
            match next {
                Some(next) => value = next,
                None => break,
            }
        }
        Some(value)
    }

    fn head(&mut self, rubric: &Rubric) {
        if rubric.format != FORMAT {
            let format = &rubric.format;
            self.note(
                &[PathStep::Key("format")],
                msg!("格式写的是“{format}”；请写“{FORMAT}”", "the format is “{format}”; write “{FORMAT}”"),
            );
        }
        self.not_empty(&[PathStep::Key("id")], &rubric.id);
        self.not_empty(&[PathStep::Key("title")], &rubric.title);
        if let Some(from) = rubric.evidence_from
            && from > rubric.deadline
        {
            let deadline = rubric.deadline;
            self.note(
                &[PathStep::Key("evidence_from")],
                msg!(
                    "起始日 {from} 晚于截止日 {deadline}；请核对两个日期",
                    "the first day {from} is after the deadline {deadline}; check both dates"
                ),
            );
        }
        self.pattern(&[PathStep::Key("marks"), PathStep::Key("template")], &rubric.marks.template);
        self.pattern(&[PathStep::Key("marks"), PathStep::Key("draft")], &rubric.marks.draft);
    }

    fn settings(&mut self, rubric: &Rubric) {
        let days = [("deadline", Some(rubric.deadline)), ("evidence_from", rubric.evidence_from)];
        for (key, day) in days {
            if let Some(day) = day.filter(|day| is_out_of_years(*day)) {
                self.note(&[PathStep::Key(key)], out_of_years(day));
            }
        }
        for (way, message) in rubric.settings.impossible(rubric.deadline) {
            let mut steps = vec![PathStep::Key("settings")];
            steps.extend(way.iter().map(|part| part.parse().map_or(PathStep::Key(part.as_str()), PathStep::Index)));
            self.note(&steps, message);
        }
    }

    fn sums(&mut self, rubric: &Rubric) {
        let mut seen = Vec::new();
        for (at, total) in rubric.levels.iter().enumerate() {
            let here = [PathStep::Key("levels"), PathStep::Index(at)];
            if seen.contains(&total.level) {
                self.note(
                    &join(&here, &[PathStep::Key("level")]),
                    msg!("这个层级写了两次；请保留一个", "this level stands twice; keep one"),
                );
                continue;
            }
            seen.push(total.level);
            let (sum, points, title) = (rubric.points_of(total.level), total.points, &total.title);
            if differ(sum, points) {
                self.note(
                    &join(&here, &[PathStep::Key("points")]),
                    msg!(
                        "“{title}”写 {points} 分，其各项分值合计 {sum} 分；请核对这里或各项的分值",
                        "“{title}” has {points} points, but its items add up to {sum}; correct this number or the items"
                    ),
                );
            }
        }
        let (sum, total) = (rubric.levels.iter().map(|level| level.points).sum::<f64>(), rubric.total);
        if differ(sum, total) {
            self.note(
                &[PathStep::Key("total")],
                msg!(
                    "总分写 {total} 分，各层级合计 {sum} 分；请核对",
                    "the total is {total} points, but the levels add up to {sum}; correct one of them"
                ),
            );
        }
        for (at, item) in rubric.items.iter().enumerate() {
            if !seen.contains(&item.level) {
                self.note(
                    &[PathStep::Key("items"), PathStep::Index(at), PathStep::Key("level")],
                    msg!("levels 中没有这个层级；请在 levels 中补上", "levels does not list this level; add it there"),
                );
            }
        }
    }

    fn topics_kinds_stages(&mut self, rubric: &Rubric) {
        self.unique("topics", rubric.topics.iter().map(|topic| topic.id.as_str()));
        self.unique("kinds", rubric.kinds.iter().map(|kind| kind.id.as_str()));
        self.unique("stages", rubric.stages.iter().map(|stage| stage.id.as_str()));
        self.unique("items", rubric.items.iter().map(|item| item.id.as_str()));
        for (at, topic) in rubric.topics.iter().enumerate() {
            let here = [PathStep::Key("topics"), PathStep::Index(at)];
            self.both_languages(&join(&here, &[PathStep::Key("name")]), &topic.name);
            self.pattern(&join(&here, &[PathStep::Key("pattern")]), &topic.pattern);
        }
        for (at, stage) in rubric.stages.iter().enumerate() {
            self.both_languages(&[PathStep::Key("stages"), PathStep::Index(at), PathStep::Key("name")], &stage.name);
        }
        for (at, kind) in rubric.kinds.iter().enumerate() {
            let here = [PathStep::Key("kinds"), PathStep::Index(at)];
            self.both_languages(&join(&here, &[PathStep::Key("name")]), &kind.name);
            self.pattern(&join(&here, &[PathStep::Key("pattern")]), &kind.pattern);
            if let Some(not) = &kind.not {
                self.pattern(&join(&here, &[PathStep::Key("not")]), not);
            }
            for (within_at, within) in kind.within.iter().enumerate() {
                let here = join(&here, &[PathStep::Key("within"), PathStep::Index(within_at)]);
                self.pattern(&join(&here, &[PathStep::Key("folder")]), &within.folder);
                if let Some(name) = &within.name {
                    self.pattern(&join(&here, &[PathStep::Key("name")]), name);
                }
            }
        }
    }

    fn items(&mut self, rubric: &Rubric) {
        let mut slots: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, item) in rubric.items.iter().enumerate() {
            let here = [PathStep::Key("items"), PathStep::Index(at)];
            if item.points.is_nan() || item.points <= 0.0 {
                self.note(
                    &join(&here, &[PathStep::Key("points")]),
                    msg!("分值应大于 0；请改正", "points are more than 0; correct this number"),
                );
            }
            self.not_empty(&join(&here, &[PathStep::Key("text")]), &item.text);
            if let Some(interpretation) = &item.interpretation {
                self.both_languages(&join(&here, &[PathStep::Key("interpretation")]), interpretation);
            }
            for (slot_at, slot) in item.slots.iter().enumerate() {
                let here = join(&here, &[PathStep::Key("slots"), PathStep::Index(slot_at)]);
                let times = slots.entry(&slot.id).or_default();
                *times += 1;
                if *times > 1 {
                    self.note(&join(&here, &[PathStep::Key("id")]), twice(&slot.id));
                }
                self.slot(&here, rubric, item, slot);
            }
            self.scoring(&join(&here, &[PathStep::Key("scoring")]), item);
        }
    }

    /// What each check itself refuses, at the place where it stands.
    fn checks(&mut self, rubric: &Rubric, types: &dyn CheckTypes) {
        for (at, item) in rubric.items.iter().enumerate() {
            let known = KnownIds::of(rubric, item);
            for (check_at, asked) in item.checks.iter().enumerate() {
                let here =
                    [PathStep::Key("items"), PathStep::Index(at), PathStep::Key("checks"), PathStep::Index(check_at)];
                let Some(Value::Object(object)) = self.value_at(&here) else { continue };
                let Some(name) = object.get("check") else { continue };
                let (whole, named) = (object.range, name.range);
                let parameters =
                    without(self.text.part(whole.start..whole.end), named.start - whole.start..named.end - whole.start);
                let (read, refused) = known.watch(|| types.read(&asked.check, &parameters));
                match read {
                    None => {
                        self.note(&join(&here, &[PathStep::Key("check")]), no_such_check(&asked.check, &types.names()))
                    }
                    Some(Err(error)) => {
                        let (part, is_refused) = ((&*parameters, whole.start), refused.is_some());
                        let problem = problem::shape_problem(self.text, self.origin, &error, part, is_refused);
                        let message = refused.unwrap_or(problem.message);
                        self.found.push(RubricProblem { message, ..problem });
                    }
                    Some(Ok(())) => {}
                }
            }
        }
    }

    fn slot(&mut self, here: &[PathStep<'_>], rubric: &Rubric, item: &Item, slot: &Slot) {
        let (id, owner) = (&slot.id, &item.id);
        let tail = id.strip_prefix(owner.as_str()).and_then(|rest| rest.strip_prefix('.'));
        if tail.is_none_or(str::is_empty) {
            self.note(
                &join(here, &[PathStep::Key("id")]),
                msg!(
                    "材料位编号“{id}”应以所属项目编号开头，如“{owner}.1”",
                    "the slot id “{id}” starts with its item's id, as in “{owner}.1”"
                ),
            );
        }
        self.both_languages(&join(here, &[PathStep::Key("name")]), &slot.name);
        self.both_languages(&join(here, &[PathStep::Key("todo")]), &slot.todo);
        if slot.kinds.is_empty() {
            self.note(
                &join(here, &[PathStep::Key("kinds")]),
                msg!(
                    "没有写文种，什么材料也放不进来；请至少写一个",
                    "no kinds, so nothing can fill it; name at least one"
                ),
            );
        }
        for (at, kind) in slot.kinds.iter().enumerate() {
            if rubric.kind(kind).is_none() {
                let here = join(here, &[PathStep::Key("kinds"), PathStep::Index(at)]);
                self.note(&here, unknown("文种", "kind", kind, "kinds"));
            }
        }
        for (at, topic) in slot.topics.iter().enumerate() {
            if !rubric.topics.iter().any(|known| known.id == *topic) {
                let here = join(here, &[PathStep::Key("topics"), PathStep::Index(at)]);
                self.note(&here, unknown("主题", "topic", topic, "topics"));
            }
        }
        if let Some(stage) = &slot.stage
            && !rubric.stages.iter().any(|known| known.id == *stage)
        {
            self.note(&join(here, &[PathStep::Key("stage")]), unknown("阶段", "stage", stage, "stages"));
        }
        if let Some(pattern) = &slot.containing {
            self.pattern(&join(here, &[PathStep::Key("containing")]), pattern);
        }
        let (required, topics) = (slot.required, slot.topics.len());
        if slot.count == Count::Topics && required as usize > topics {
            self.note(
                &join(here, &[PathStep::Key("required")]),
                msg!(
                    "按主题计数，需要 {required} 个，但只列了 {topics} 个主题；请核对",
                    "counts topics and asks for {required}, but lists only {topics}; correct one of them"
                ),
            );
        }
    }

    fn scoring(&mut self, here: &[PathStep<'_>], item: &Item) {
        let points = item.points;
        match &item.scoring {
            Scoring::PresenceFull { .. } | Scoring::Judgement {} | Scoring::Unspecified {} => {}
            Scoring::CountCap { slot, unit, cap } => {
                self.own_slot(&join(here, &[PathStep::Key("slot")]), item, slot);
                self.at_most(&join(here, &[PathStep::Key("cap")]), *cap, points);
                self.at_most(&join(here, &[PathStep::Key("unit")]), *unit, *cap);
            }
            Scoring::WeightedCount { weights, cap } => {
                for (slot, weight) in weights {
                    let here = join(here, &[PathStep::Key("weights"), PathStep::Key(slot)]);
                    self.own_slot(&here, item, slot);
                    self.at_most(&here, *weight, *cap);
                }
                self.at_most(&join(here, &[PathStep::Key("cap")]), *cap, points);
            }
            Scoring::Composite { parts } => {
                for slot in parts.keys() {
                    self.own_slot(&join(here, &[PathStep::Key("parts"), PathStep::Key(slot)]), item, slot);
                }
                self.at_most(&join(here, &[PathStep::Key("parts")]), parts.values().sum(), points);
            }
            Scoring::TierDocDetail { tiers, slot } => {
                self.own_slot(&join(here, &[PathStep::Key("slot")]), item, slot);
                self.tiers(here, tiers, points);
            }
            Scoring::TierVolume { tiers, slot, rich } => {
                self.own_slot(&join(here, &[PathStep::Key("slot")]), item, slot);
                self.tiers(here, tiers, points);
                self.at_least_one(&join(here, &[PathStep::Key("rich")]), *rich);
            }
            Scoring::Threshold { slot, at_least } => {
                self.own_slot(&join(here, &[PathStep::Key("slot")]), item, slot);
                self.at_least_one(&join(here, &[PathStep::Key("at_least")]), *at_least);
            }
            Scoring::VetoZero { veto } | Scoring::JudgementField { veto } => {
                self.not_empty(&join(here, &[PathStep::Key("veto")]), veto);
            }
        }
    }

    fn tiers(&mut self, here: &[PathStep<'_>], tiers: &[f64], points: f64) {
        let here = join(here, &[PathStep::Key("tiers")]);
        let Some(top) = tiers.last() else {
            self.note(&here, msg!("没有写各档分值；请至少写一档", "no grades; name at least one"));
            return;
        };
        for (at, pair) in tiers.windows(2).enumerate() {
            if let [low, high] = pair
                && high <= low
            {
                self.note(
                    &join(&here, &[PathStep::Index(at + 1)]),
                    msg!(
                        "各档分值应由低到高，这里 {high} 不高于前一档 {low}",
                        "grades go from low to high, but {high} is not above {low} before it"
                    ),
                );
            }
        }
        self.at_most(&join(&here, &[PathStep::Index(tiers.len().saturating_sub(1))]), *top, points);
    }

    /// The number is above 0 and no more than the limit.
    fn at_most(&mut self, here: &[PathStep<'_>], value: f64, limit: f64) {
        if value > limit + TOLERANCE {
            self.note(
                here,
                msg!(
                    "{value} 分超过上限 {limit} 分；请核对",
                    "{value} points are more than the limit of {limit}; check both"
                ),
            );
        } else if value.is_nan() || value <= 0.0 {
            self.note(here, msg!("分值应大于 0；请改正", "points are more than 0; correct this number"));
        }
    }

    fn at_least_one(&mut self, here: &[PathStep<'_>], value: u32) {
        if value == 0 {
            self.note(here, msg!("数量至少为 1；请改正", "the number is 1 or more; correct it"));
        }
    }

    /// The slot stands in the same item.
    fn own_slot(&mut self, here: &[PathStep<'_>], item: &Item, slot: &str) {
        if !item.slots.iter().any(|own| own.id == slot) {
            self.note(here, no_own_slot(&item.id, slot));
        }
    }

    fn unique<'i>(&mut self, list: &str, ids: impl Iterator<Item = &'i str>) {
        let mut seen = Vec::new();
        for (at, id) in ids.enumerate() {
            let here = [PathStep::Key(list), PathStep::Index(at), PathStep::Key("id")];
            self.not_empty(&here, id);
            if seen.contains(&id) {
                self.note(&here, twice(id));
            }
            seen.push(id);
        }
    }

    fn pattern(&mut self, here: &[PathStep<'_>], pattern: &str) {
        if let Some(problem) = Pattern::problem(pattern) {
            self.note(here, problem);
        }
    }

    fn both_languages(&mut self, here: &[PathStep<'_>], message: &Message) {
        self.not_empty(&join(here, &[PathStep::Key("zh")]), &message.zh);
        self.not_empty(&join(here, &[PathStep::Key("en")]), &message.en);
    }

    fn not_empty(&mut self, here: &[PathStep<'_>], text: &str) {
        if text.trim().is_empty() {
            self.note(here, empty());
        }
    }
}

fn join<'a>(here: &[PathStep<'a>], more: &[PathStep<'a>]) -> Vec<PathStep<'a>> {
    [here, more].concat()
}

fn differ(a: f64, b: f64) -> bool {
    (a - b).abs() > TOLERANCE
}

fn twice(id: &str) -> Message {
    msg!("编号“{id}”重复；请另取一个", "the id “{id}” stands twice; choose another")
}

/// The text of a JSON object without one of its properties: spaces stand in its place, and in that of a comma beside it,
/// so that everything else stays where it was.
fn without(object: &str, property: Range<usize>) -> String {
    let (head, tail) = (object.part(..property.start), object.part(property.end..));
    let spaces = " ".repeat(property.len());
    if let Some(rest) = tail.trim_start().strip_prefix(',') {
        let blank = " ".repeat(tail.len() - rest.len());
        return format!("{head}{spaces}{blank}{rest}");
    }
    match head.trim_end().strip_suffix(',') {
        Some(kept) => format!("{kept}{}{spaces}{tail}", " ".repeat(head.len() - kept.len())),
        None => format!("{head}{spaces}{tail}"),
    }
}

/// What is said of a check that this program does not have.
fn no_such_check(name: &str, names: &[&str]) -> Message {
    let all = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let detail = format!("unknown variant `{name}`, expected one of {all}");
    problem::shape_message(&detail)
}

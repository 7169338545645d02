//! Which body met on which decision (V25: decision × body), as reasons that a person weighs.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    evaluate::{
        Case,
        checks::{Check, CheckType, Target, Words, schema},
    },
    model::{Code, Lang, MeetingBody, MeetingRecord, Message, score::Reason},
    msg,
    rubric::TopicId,
};

/// Which body met on which decision: shown as reasons, not as findings.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DecisionMatrix {
    /// Ids of topics.
    #[schemars(length(min = 1))]
    decisions: Vec<TopicId>,
    /// The bodies of each step, one of which suffices.
    #[schemars(schema_with = "schema::steps_of_bodies")]
    bodies: Vec<Vec<MeetingBody>>,
}

impl CheckType for DecisionMatrix {
    const NAME: &'static str = "decision-matrix";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["每件大事由哪些会议议过，列给人看", "which bodies met on which decision, shown and not judged"],
        reads: ["归到各次会议的记录和决议", "the minutes and resolutions of each meeting"],
        blind_to: ["没有归档的会议", "meetings that left no paper here"],
    };
}

impl Check for DecisionMatrix {
    fn reasons(&self, on: &Target<'_>) -> Vec<Reason> {
        reasons(on.case, &self.decisions, &self.bodies)
    }
}

/// One reason a decision: for each step the days on which one of its bodies met on it.
fn reasons(case: &Case<'_>, decisions: &[TopicId], bodies: &[Vec<MeetingBody>]) -> Vec<Reason> {
    let records = case.facts.records(case.documents, case.events, case.matcher);
    decisions.iter().filter_map(|decision| of_decision(case, decision, bodies, &records)).collect()
}

fn of_decision(
    case: &Case<'_>,
    decision: &str,
    bodies: &[Vec<MeetingBody>],
    records: &[MeetingRecord],
) -> Option<Reason> {
    let topic = case.rubric.topic(decision)?;
    let mut places = Vec::new();
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for step in bodies {
        let met: Vec<&MeetingRecord> = records
            .iter()
            .filter(|record| step.contains(&record.body) && record.topics.iter().any(|topic| topic == decision))
            .collect();
        let days: BTreeSet<String> =
            met.iter().map(|record| record.date.map_or_else(|| "?".to_owned(), |date| date.to_string())).collect();
        let days = days.into_iter().collect::<Vec<_>>();
        let titles = |lang: Lang| step.iter().map(|body| body.title(lang)).collect::<Vec<_>>().join("/");
        let (title_zh, title_en) = (titles(Lang::Zh), titles(Lang::En));
        if days.is_empty() {
            zh.push(format!("{title_zh}：未见记录"));
            en.push(format!("{title_en}: no record seen"));
        } else {
            zh.push(format!("{title_zh}：{}", days.join("、")));
            en.push(format!("{title_en}: {}", days.join(", ")));
        }
        places.extend(met.iter().map(|record| record.citation.clone()));
    }
    let Message { zh: topic_zh, en: topic_en } = &topic.name;
    let (zh, en) = (zh.join("；"), en.join("; "));
    Some(Reason { message: msg!("{topic_zh}——{zh}", "{topic_en} — {en}"), places })
}

//! Which body met on which decision (V25: decision × body), as reasons that a person weighs.

use std::collections::BTreeSet;

use super::super::super::Case;
use crate::{
    model::{Lang, MeetingBody, MeetingRecord, Message, score::Reason},
    msg,
};

/// One reason a decision: for each step the days on which one of its bodies met on it.
pub(crate) fn reasons(case: &Case<'_>, decisions: &[String], bodies: &[Vec<MeetingBody>]) -> Vec<Reason> {
    let records = case.facts.records(case.documents, case.events, case.matcher);
    decisions.iter().filter_map(|decision| of_decision(case, decision, bodies, &records)).collect()
}

fn of_decision(
    case: &Case<'_>,
    decision: &str,
    bodies: &[Vec<MeetingBody>],
    records: &[MeetingRecord],
) -> Option<Reason> {
    let topic = case.rubric.topics.iter().find(|topic| topic.id == decision)?;
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

//! Items, findings, tasks and places as lines of plain text, for every form that lists them.

use crate::{
    evaluate::decision::finding_keys_of,
    model::{Citation, Finding, ItemAssessment, ItemState, Lang, Reason, UnitAssessment, Verdict},
    report::{
        codes, history,
        todo::{Class, Todo},
        view::Report,
        words::{self, one_line},
    },
};

/// A finding with its item and what was said of it.
pub(super) struct ListedFinding<'a> {
    pub(super) item: &'a str,
    pub(super) finding: &'a Finding,
    pub(super) key: String,
    pub(super) verdict: String,
}

/// Every finding of a unit's items, those settled too.
pub(super) fn item_findings(unit: &UnitAssessment, lang: Lang) -> Vec<ListedFinding<'_>> {
    let mut all = Vec::new();
    for item in &unit.items {
        let said = |key: &str| {
            let settled = item.settled.iter().find(|settled| settled.key == key)?;
            Some(history::verdict_line(&history::verdict(settled, lang), lang))
        };
        for (finding, key) in item.findings.iter().zip(finding_keys_of(item)) {
            let verdict = said(&key).unwrap_or_default();
            all.push(ListedFinding { item: &item.id, finding, key, verdict });
        }
        for settled in item.settled.iter().filter(|settled| settled.verdict == Verdict::WrongAlarm) {
            let key = settled.key.clone();
            let verdict = said(&key).unwrap_or_default();
            all.push(ListedFinding { item: &item.id, finding: &settled.finding, key, verdict });
        }
    }
    all
}

/// The heads of a list of tasks.
pub(super) fn task_heads(lang: Lang) -> [&'static str; 7] {
    [
        lang.pick("单位", "Unit"),
        lang.pick("次序", "Order"),
        lang.pick("要做什么", "What to do"),
        lang.pick("为什么", "Why"),
        lang.pick("在哪里", "Where it shows"),
        lang.pick("怎么改", "How to mend it"),
        lang.pick("涉及分值", "Points at stake"),
    ]
}

/// A task as cells: what, why, where, how.
pub(super) fn task(report: &Report, todo: &Todo, lang: Lang) -> [String; 4] {
    let explained = todo.code.map(codes::explain);
    let class = todo.urgency.class.word(lang);
    // What is missing is asked for by the table's own words.
    let asked = todo.items.first().and_then(|id| report.rubric.item(id)).filter(|_| todo.urgency.class == Class::Gap);
    let why = explained.as_ref().map_or_else(
        || lang.pick("作决定时的材料变了。", "The evidence of a decision has changed.").to_owned(),
        |it| asked.map_or(it.meaning.get(lang), |item| &item.text).to_owned(),
    );
    let items = words::items(&todo.items, lang);
    let why = if items.is_empty() { format!("{class}\n{why}") } else { format!("{class} {items}\n{why}") };
    let places: Vec<String> = todo.citations.iter().map(|it| place(it, lang)).collect();
    let how = explained.map_or_else(
        || lang.pick("看过变动后重新评定。", "Look at what changed and decide again.").to_owned(),
        |it| it.remedy.get(lang).to_owned(),
    );
    [todo.action.get(lang).to_owned(), why, places.join("\n"), how]
}

/// What a suggestion rests on, as lines.
pub(super) fn reasons(item: &ItemAssessment, lang: Lang) -> Vec<String> {
    let line = |reason: &Reason| {
        let places: Vec<String> = reason.places.iter().map(|it| place(it, lang)).collect();
        let shown = if places.is_empty() { String::new() } else { format!(" [{}]", places.join("; ")) };
        format!("{}{shown}", reason.message.get(lang))
    };
    item.reasons.iter().map(line).collect()
}

/// The names of the slots that want more, with how many; none for an item that could not be read.
pub(super) fn lacking(report: &Report, item: &ItemAssessment, lang: Lang) -> Vec<String> {
    if item.state == ItemState::Unreadable {
        return Vec::new();
    }
    let gaps = item.slots.iter().filter(|slot| !slot.is_filled());
    gaps.map(|slot| {
        let name = report.rubric.slot(&slot.id).map_or(slot.id.as_str(), |named| named.name.get(lang));
        format!("{name} {}/{}", slot.found, slot.required)
    })
    .collect()
}

/// The findings as lines.
pub(super) fn findings(item: &ItemAssessment, lang: Lang) -> Vec<String> {
    item.findings
        .iter()
        .map(|finding| {
            let places: Vec<String> = finding.places.iter().map(|it| place(it, lang)).collect();
            let shown = if places.is_empty() { String::new() } else { format!(" [{}]", places.join("; ")) };
            format!("{}{shown}", finding.message.get(lang))
        })
        .collect()
}

/// A place in one line: path, page and quotation.
pub(super) fn place(citation: &Citation, lang: Lang) -> String {
    let mut line = citation.path.to_string();
    if let Some(page) = citation.page {
        line.push_str(&match lang {
            Lang::Zh => format!(" 第{page}页"),
            Lang::En => format!(" page {page}"),
        });
    }
    if !citation.quote.is_empty() {
        line.push_str(&format!(" “{}”", one_line(&citation.quote)));
    }
    line
}

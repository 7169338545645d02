//! Counting (R02): an event counts when it is complete, and it counts once.

use std::collections::BTreeSet;

use super::super::{Case, slot::Filled};
use crate::{
    model::{ArchivePath, Citation, Code, Finding, ItemAssessment, Severity},
    msg,
};

/// Names every event of a slot that lacks one of its kinds.
pub(super) fn events_complete(case: &Case<'_>, slot: &str, filled: &[Filled<'_>]) -> Vec<Finding> {
    let Some(filled) = filled.iter().find(|filled| filled.slot.id == slot) else { return Vec::new() };
    filled
        .part_events
        .iter()
        .filter_map(|part| {
            let event = case.events.get(part.event)?;
            let name = &event.name;
            let kinds: Vec<_> = part.lacks.iter().filter_map(|kind| case.rubric.kind(kind)).collect();
            let zh = kinds.iter().map(|kind| kind.name.zh.as_str()).collect::<Vec<_>>().join("、");
            let en = kinds.iter().map(|kind| kind.name.en.as_str()).collect::<Vec<_>>().join(", ");
            let members = filled.pieces.iter().filter(|piece| event.members.contains(&piece.document));
            let members = members.filter_map(|piece| case.documents.get(piece.document));
            Some(Finding {
                code: Code::EventIncomplete,
                severity: Severity::Warning,
                message: msg!("“{name}”材料不齐，缺少：{zh}", "“{name}” is incomplete; it lacks: {en}"),
                places: members.map(|document| document.shown_by.clone()).collect(),
            })
        })
        .collect()
}

/// Names every event that stands as evidence in an item and in one of the others it must not be counted in.
pub(super) fn double_counted(case: &Case<'_>, item: &str, with: &[String], items: &mut [ItemAssessment]) {
    let events_of = |item: &ItemAssessment| -> BTreeSet<usize> {
        let paths: BTreeSet<&ArchivePath> = item.evidence.iter().map(|evidence| &evidence.citation.path).collect();
        let is_shown = |&member: &usize| case.documents.get(member).is_some_and(|member| paths.contains(&member.path));
        let held = case.events.iter().enumerate().filter(|(_, event)| event.members.iter().any(is_shown));
        held.map(|(at, _)| at).collect()
    };
    let Some(own) = items.iter().find(|assessed| assessed.id == item).map(events_of) else { return };
    let mut findings = Vec::new();
    for other in items.iter().filter(|assessed| with.contains(&assessed.id)) {
        for &event in own.intersection(&events_of(other)) {
            let Some(event) = case.events.get(event) else { continue };
            let members = event.members.iter().filter_map(|&member| case.documents.get(member));
            let (name, other) = (&event.name, &other.id);
            findings.push(Finding {
                code: Code::DoubleCountedEvent,
                severity: Severity::Warning,
                message: msg!(
                    "“{name}”同时用于 {item} 和 {other}：同一活动只计一次，请核实",
                    "“{name}” serves both {item} and {other}: one event counts once, please check"
                ),
                places: members.map(|member| Citation::file(&member.path)).collect(),
            });
        }
    }
    if let Some(assessed) = items.iter_mut().find(|assessed| assessed.id == item) {
        assessed.findings.extend(findings);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::*;
    use crate::{
        evaluate::{
            Document, Shared, assess, assess_item,
            fixture::{paper, photo, rubric, rubric_of, slot, slot_named, with_case},
        },
        model::{Township, Unit},
        rubric::Matcher,
    };

    /// What the events of a slot for minutes, sign-in sheet and photo are said to lack.
    fn lacking(documents: Vec<Document>) -> Vec<String> {
        let kinds = json!({ "kinds": ["minutes", "signin", "photo"], "count": "complete-events" });
        let checks = json!([{ "check": "event-complete", "slot": "V01.1" }]);
        let rubric = rubric(&json!({ "type": "judgement" }), &json!([slot("minutes", 0, &kinds)]), &checks);
        let findings = with_case(rubric, documents, assess_item).findings;
        assert!(findings.iter().all(|finding| finding.code == Code::EventIncomplete && !finding.places.is_empty()));
        findings.into_iter().map(|finding| finding.message.zh).collect()
    }

    fn minutes(folder: &str) -> Document {
        paper(&format!("{folder}/记录.docx")).kind("minutes")
    }

    fn sign_in(folder: &str) -> Document {
        paper(&format!("{folder}/签到.pdf")).kind("signin")
    }

    fn picture(folder: &str) -> Document {
        photo(&format!("{folder}/会场.jpg")).kind("photo")
    }

    #[test]
    fn events_that_lack_something() {
        let (one, two) = ("20180312动员会", "2019-03-01 推进会");
        for (documents, wanted) in [
            (vec![minutes(one), sign_in(one)], vec!["“20180312动员会”材料不齐，缺少：photo"]),
            (vec![sign_in(two), picture(two)], vec!["“2019-03-01 推进会”材料不齐，缺少：minutes"]),
            (vec![minutes(one)], vec!["“20180312动员会”材料不齐，缺少：signin、photo"]),
            (
                vec![minutes(one), picture(one), minutes(two), sign_in(two), picture(two)],
                vec!["“20180312动员会”材料不齐，缺少：signin"],
            ),
        ] {
            assert_eq!(lacking(documents), wanted);
        }
    }

    #[test]
    fn whole_events_and_stray_papers_lack_nothing() {
        let (one, two) = ("20180312动员会", "2019-03-01 推进会");
        for documents in [
            vec![minutes(one), sign_in(one), picture(one)],
            vec![minutes(one), sign_in(one), picture(one), picture(two)],
            vec![sign_in(two)],
            vec![paper("讲话.docx")],
            vec![minutes(one), sign_in(one), photo("20180312动员会/照片/1.jpg").kind("photo")],
        ] {
            assert_eq!(lacking(documents), Vec::<String>::new());
        }
    }

    /// The findings of two items that may not both count an event: minutes for one, sign-in sheets for the other.
    fn doubled(mut documents: Vec<Document>, with: &[&str]) -> Vec<String> {
        let item = |id: &str, kind: &str, with: &[&str]| {
            let checks = if with.is_empty() { json!([]) } else { json!([{ "check": "double-count", "with": with }]) };
            json!({
                "id": id, "level": "village", "points": 2.0, "text": "项目", "standard": "",
                "scoring": { "type": "presence_full" }, "checks": checks,
                "slots": [slot_named(&format!("{id}.1"), kind, 0, &json!({}))],
            })
        };
        let rubric = Arc::new(rubric_of(&json!([item("V01", "minutes", with), item("V02", "signin", &[])])));
        let matcher = Matcher::new(rubric.clone()).expect("the fixture's patterns compile");
        let township = Township::default();
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let (shared, _) = Shared::new(&township, &mut documents);
        let unit = Unit::Village("张庄村".to_owned());
        let unit = assess(&rubric, &matcher, &township, &shared, &unit, &mut documents);
        assert!(unit.items[1].findings.is_empty(), "it is said where the rubric asks");
        unit.items[0].findings.iter().map(|finding| finding.message.zh.clone()).collect()
    }

    #[test]
    fn an_event_that_serves_two_items() {
        let (one, two) = ("20180312动员会", "20190301推进会");
        let said = |name: &str| format!("“{name}”同时用于 V01 和 V02：同一活动只计一次，请核实");
        assert_eq!(doubled(vec![minutes(one), sign_in(one)], &["V02"]), [said(one)]);
        let both = vec![minutes(one), sign_in(one), minutes(two), sign_in(two)];
        assert_eq!(doubled(both, &["V02"]), [said(one), said(two)]);
        assert_eq!(doubled(vec![minutes(one), sign_in(one), minutes(two)], &["V02"]), [said(one)]);
    }

    #[test]
    fn events_that_serve_one_item_each() {
        let (one, two) = ("20180312动员会", "20190301推进会");
        assert!(doubled(vec![minutes(one), sign_in(two)], &["V02"]).is_empty());
        assert!(doubled(vec![minutes(one), minutes(two)], &["V02"]).is_empty());
        assert!(doubled(vec![minutes(one), sign_in(one)], &[]).is_empty(), "the rubric did not ask");
        let blank = Document { is_template: true, ..sign_in(one) };
        assert!(doubled(vec![minutes(one), blank], &["V02"]).is_empty(), "a blank form is no evidence");
    }
}

//! One event counts once (R02).

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Words};
use crate::{
    evaluate::Case,
    model::{ArchivePath, Citation, Code, Finding, ItemAssessment, Severity},
    msg,
    rubric::{OtherItem, is_among},
};

/// An event counted here must not count in the other items as well.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DoubleCount {
    /// The other items.
    #[schemars(length(min = 1))]
    with: Vec<OtherItem>,
}

impl CheckType for DoubleCount {
    const NAME: &'static str = "double-count";
    const CODES: &'static [Code] = &[Code::DoubleCountedEvent];
    const WORDS: Words = Words {
        looks_for: ["同一次活动是否在两个项目里重复计数", "events that count in two items"],
        reads: ["各项目所用材料属于哪一次活动", "the events that the items' papers belong to"],
        blind_to: ["换了名称和日期重新放一遍的同一次活动", "one event filed twice under another name and date"],
    };
}

impl Check for DoubleCount {
    fn across(&self, case: &Case<'_>, item: &str, items: &mut [ItemAssessment]) {
        double_counted(case, item, &self.with, items);
    }
}

/// Names every event that stands as evidence in an item and in one of the others it must not be counted in.
fn double_counted(case: &Case<'_>, item: &str, with: &[OtherItem], items: &mut [ItemAssessment]) {
    let events_of = |item: &ItemAssessment| -> BTreeSet<usize> {
        let paths: BTreeSet<&ArchivePath> = item.evidence.iter().map(|evidence| &evidence.citation.path).collect();
        let is_shown = |&member: &usize| case.documents.get(member).is_some_and(|member| paths.contains(&member.path));
        let held = case.events.iter().enumerate().filter(|(_, event)| event.members.iter().any(is_shown));
        held.map(|(at, _)| at).collect()
    };
    let Some(own) = items.iter().find(|assessed| assessed.id == item).map(events_of) else { return };
    let mut findings = Vec::new();
    for other in items.iter().filter(|assessed| is_among(with, &assessed.id)) {
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
            Campaign, Document, Shared, assess, assess_item,
            fixture::{paper, photo, rubric, rubric_of, slot, slot_named, with_case},
        },
        model::{Township, Unit},
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
        let campaign = Campaign::new(rubric).expect("the fixture\'s patterns compile");
        let township = Township::default();
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let (shared, _) = Shared::new(campaign.rubric(), &township, &mut documents);
        let unit = Unit::Village("张庄村".to_owned());
        let unit = assess(&campaign, &township, &shared, &unit, &mut documents);
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

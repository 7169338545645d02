//! The deadline (R03): evidence dated after the last day does not count.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words};
use crate::{
    evaluate::{
        Case,
        case::slot::{Filled, PieceState},
    },
    model::{Code, Finding, Severity},
    msg,
};

/// Evidence dated after the deadline is a fault (R03).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deadline {}

impl CheckType for Deadline {
    const NAME: &'static str = "deadline";
    const CODES: &'static [Code] = &[Code::DateAfterDeadline];
    const WORDS: Words = Words {
        looks_for: ["材料的日期是否晚于截止日", "papers dated after the deadline"],
        reads: [
            "落款日期，没有的看文件名、正文、文件夹里的日期",
            "the date under the paper, or else in its name, text or folder",
        ],
        blind_to: ["没有日期的材料；落款日期是否真实", "papers without a date; whether the date is true"],
    };
}

impl Check for Deadline {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled)
    }
}

fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let deadline = case.deadline;
    let mut findings: Vec<Finding> = Vec::new();
    for piece in filled.iter().flat_map(|slot| &slot.pieces) {
        let Some(document) = case.documents.get(piece.document) else { continue };
        let Some(own) = document.own_date() else { continue };
        let date = own.date;
        let title = &document.title;
        let finding = if piece.state == PieceState::Late {
            let message = msg!(
                "《{title}》落款日期 {date} 晚于截止日 {deadline}：请核实",
                "“{title}” is dated {date}, after the deadline {deadline}: please check"
            );
            Finding {
                code: Code::DateAfterDeadline,
                severity: Severity::Fault,
                message,
                places: vec![own.place.clone()],
            }
        } else if document.is_photo() && date > deadline {
            let message = msg!(
                "照片拍摄于 {date}，晚于截止日 {deadline}：请核实是否补拍",
                "the photo was taken on {date}, after the deadline {deadline}: please check whether it was taken again"
            );
            Finding {
                code: Code::DateAfterDeadline,
                severity: Severity::Warning,
                message,
                places: vec![own.place.clone()],
            }
        } else {
            continue;
        };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::{
        Document, assess_item,
        fixture::{paper, photo, rubric, slot, with_case},
    };

    fn found(document: Document) -> Vec<Severity> {
        let slots = json!([slot("plan", 0, &json!({ "kinds": ["plan", "photo"] }))]);
        let checks = json!([{ "check": "deadline" }]);
        let rubric = rubric(&json!({ "type": "presence_full" }), &slots, &checks);
        let findings = with_case(rubric, vec![document], assess_item).findings;
        assert!(findings.iter().all(|finding| finding.code == Code::DateAfterDeadline && finding.places.len() == 1));
        findings.into_iter().map(|finding| finding.severity).collect()
    }

    fn plan() -> Document {
        paper("方案.docx").kind("plan")
    }

    fn signed(day: &str) -> Document {
        Document { signed: paper("x").on(day).date, ..plan() }
    }

    #[test]
    fn what_was_made_too_late() {
        for document in [
            plan().on("2020-07-01"),
            signed("2021-01-04"),
            Document { date: plan().on("2019-05-06").date, ..signed("2020-12-31") },
        ] {
            assert_eq!(found(document), [Severity::Fault]);
        }
        assert_eq!(found(photo("公示照片.jpg").kind("photo").on("2020-07-15")), [Severity::Warning]);
    }

    #[test]
    fn what_was_made_in_time_has_no_date_or_does_not_count_anyway() {
        for document in [
            signed("2020-06-30"),
            // The day under the paper goes before a day that it speaks of.
            Document { date: plan().on("2020-12-31").date, ..signed("2020-05-06") },
            plan(),
            photo("公示照片.jpg").kind("photo").on("2020-06-30"),
            Document { is_draft: true, ..plan().on("2020-07-01") },
            paper("别的.docx").kind("minutes").on("2020-07-01"),
        ] {
            assert_eq!(found(document), []);
        }
    }
}

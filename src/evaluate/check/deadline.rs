//! The deadline (R03): evidence dated after the last day does not count.

use super::super::{
    Case,
    slot::{Filled, Standing},
};
use crate::{
    model::{Code, Finding, Severity},
    msg,
};

pub(super) fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let deadline = case.deadline;
    let mut findings: Vec<Finding> = Vec::new();
    for piece in filled.iter().flat_map(|slot| &slot.pieces) {
        let document = &case.documents[piece.document];
        let Some(own) = document.own_date() else { continue };
        let date = own.date;
        let title = &document.title;
        let finding = if piece.standing == Standing::Late {
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

//! Papers that are nearly the same as another village's (R11). Villages rightly share the county's model, so this alone
//! is never more than a hint; the differences are shown so that a person can see whether the village filled in its own.

use super::super::super::{Case, slot::Filled};
use super::papers;
use crate::{
    model::{Citation, Code, Finding, Severity},
    msg,
};

pub(in super::super) fn check(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, alike: f64) -> Vec<Finding> {
    papers(case, filled, slot)
        .into_iter()
        .filter_map(|document| {
            let likeness = case.shared.likeness.get(&document.path)?;
            if likeness.share < alike {
                return None;
            }
            let percent = (likeness.share * 100.0).floor();
            let (title, other) = (&document.title, &likeness.village);
            let message = if document.unit.village().is_some() {
                msg!(
                    "《{title}》去除地名、人名和数字后，与{other}的同类材料相似 {percent}%：使用同一范本并填入本村实际不算套用，请核实",
                    "without names and figures, “{title}” is {percent}% the same as the paper of {other}: one model with the village's own facts is no fault, please check"
                )
            } else {
                // An exemplar is to tell what one village did; there is no model for it.
                msg!(
                    "《{title}》去除地名、人名和数字后，与{other}的典型材料相似 {percent}%：请核实，建议写出该村自己的做法",
                    "without names and figures, “{title}” is {percent}% the same as the paper on {other}: please check, and tell what this village did"
                )
            };
            Some(Finding {
                code: Code::CopiedText,
                severity: Severity::Hint,
                message,
                places: vec![document.shown_by.clone(), Citation::file(&likeness.other)],
            })
        })
        .collect()
}

//! What the nearest paper of another village has in common with this one, and where they differ.

use super::{Advice, papers};
use crate::{
    evaluate::{Case, slot::Filled},
    model::Citation,
    msg,
};

/// A pair less alike than this is not worth a line.
const WORTH_A_LINE: f64 = 0.9;

pub(super) fn likeness(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, alike: f64, advice: &mut Advice) {
    for document in papers(case, filled, slot) {
        let Some(likeness) = case.shared.likeness.get(&document.path) else { continue };
        if likeness.share < WORTH_A_LINE.min(alike) {
            continue;
        }
        let percent = (likeness.share * 100.0).floor();
        let (title, other, count) = (&document.title, &likeness.village, likeness.differences.len());
        let both =
            |pair: &(Option<Citation>, Option<Citation>)| pair.0.iter().chain(&pair.1).cloned().collect::<Vec<_>>();
        let message = if count == 0 {
            msg!(
                "《{title}》去除地名、人名和数字后与{other}的相同（{percent}%）",
                "without names and figures, “{title}” is the same as that of {other} ({percent}%)"
            )
        } else {
            msg!(
                "《{title}》去除地名、人名和数字后与{other}的相似 {percent}%；不同之处（本村与{other}对照）列在下面",
                "without names and figures, “{title}” is {percent}% the same as that of {other}; where they differ, this village's words stand before the other's"
            )
        };
        let mut places: Vec<Citation> = likeness.differences.iter().flat_map(both).collect();
        if places.is_empty() {
            places = vec![document.shown_by.clone(), Citation::file(&likeness.other)];
        }
        advice.say(message, places);
    }
}

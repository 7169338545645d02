//! What the program suggests for an item, and what that rests on: the features it looked at, with the places that show
//! them. A suggestion never settles anything; it stays between what is granted and what can still be reached.

use crate::{
    evaluate::Case,
    model::{Citation, ItemAssessment, Message, Reason},
    msg,
    rubric::{Item, Scoring},
};

/// At most so many places stand beside one reason.
pub(in crate::evaluate) const NAMED: usize = 8;

/// What is said of an item.
#[derive(Debug, Default)]
pub struct Advice {
    reasons: Vec<Reason>,
    /// The suggestion, where it differs from that of counting: in points, or none at all.
    suggested: Option<Option<f64>>,
    /// Points that can be reached if the district reads an open question so.
    pub(in crate::evaluate) reachable: Option<f64>,
}

impl Advice {
    pub(in crate::evaluate) fn say(&mut self, message: Message, places: Vec<Citation>) {
        self.reasons.push(Reason { message, places });
    }

    pub(in crate::evaluate) fn suggest(&mut self, points: f64) {
        self.suggested = Some(Some(points));
    }

    pub(in crate::evaluate) fn suggest_nothing(&mut self) {
        self.suggested = Some(None);
    }

    /// Adds to a settled item what is said of it.
    pub(in crate::evaluate) fn give(mut self, case: &Case<'_>, item: &Item, assessed: &mut ItemAssessment) {
        if matches!(item.scoring, Scoring::Unspecified {}) {
            let by_presence = case.rubric.settings.empty_standard_by_presence;
            if !by_presence {
                self.suggest_nothing();
            }
            let message = if by_presence {
                msg!(
                    "量化标准空白：按有无建议，由评定人确认",
                    "the standard is blank: suggested by presence, for the assessor to confirm"
                )
            } else {
                msg!("量化标准空白：由评定人打分", "the standard is blank: the points are for the assessor")
            };
            self.say(message, Vec::new());
        }
        if let Some(reachable) = self.reachable {
            assessed.max = assessed.max.max(reachable.min(item.points));
        }
        if let Some(suggested) = self.suggested {
            assessed.suggested = suggested.map(|points| points.max(assessed.min).min(assessed.max));
        }
        assessed.reasons.extend(self.reasons);
    }
}

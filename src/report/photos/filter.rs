//! Which photos the wall shows. The same names stand in addresses, in the contact sheet's marks and in its script.

use super::timeline::month_of;
use crate::model::{Code, PhotoRecord, Unit};

/// A choice of photos; empty fields choose all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhotoFilter {
    /// A village's name, `township` or `unassigned`.
    pub unit: String,
    /// What they show: a kind's name, or `notice` for all views of notices.
    pub kind: String,
    /// `findings` for something to verify, `elements` for captions that lack elements, `pairs` for photos that look
    /// like another, `table` for all, as a table of elements.
    pub show: String,
    /// `yes` or `no`: whether the time of taking is known.
    pub time: String,
    /// `in`, `out`, `yes` or `no`: inside the village, outside it, any position or place, none.
    pub place: String,
    /// A month, `2018-06`, or a year.
    pub month: String,
    /// How many to skip.
    pub offset: usize,
}

/// The name of a unit in a filter.
pub fn unit_key(unit: &Unit) -> &str {
    match unit {
        Unit::Township => "township",
        Unit::Village(name) => name,
        Unit::Unassigned => "unassigned",
    }
}

/// Where a photo's position lies: `in`, `out`, `some` where that is not known or only words say it, or nothing.
pub fn position(photo: &PhotoRecord) -> &'static str {
    match photo.place.inside {
        Some(true) => "in",
        Some(false) => "out",
        None if photo.place.lat.is_some() || photo.place.text.is_some() => "some",
        None => "",
    }
}

impl PhotoFilter {
    /// Whether a photo is chosen, but for [`PhotoFilter::offset`].
    pub fn keeps(&self, unit: &Unit, photo: &PhotoRecord) -> bool {
        let position = position(photo);
        let shown = match self.show.as_str() {
            "findings" => !photo.findings.is_empty(),
            "elements" => photo.findings.iter().any(|finding| finding.code == Code::CaptionIncomplete),
            "pairs" => !photo.alike.is_empty(),
            _ => true,
        };
        let is_time = match self.time.as_str() {
            "yes" => photo.captured.value.is_some(),
            "no" => photo.captured.value.is_none(),
            _ => true,
        };
        let is_place = match self.place.as_str() {
            "yes" => !position.is_empty(),
            "no" => position.is_empty(),
            "" => true,
            wanted => position == wanted,
        };
        let is_kind = self.kind.is_empty()
            || photo.kind == self.kind
            || (self.kind == "notice" && photo.kind.starts_with("notice"));
        let is_month =
            self.month.is_empty() || month_of(photo).is_some_and(|month| month.starts_with(self.month.as_str()));
        shown && is_time && is_place && is_kind && is_month && (self.unit.is_empty() || unit_key(unit) == self.unit)
    }
}

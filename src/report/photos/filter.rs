//! Which photos the wall shows. The same names stand in addresses, in the contact sheet's marks and in its script.

use super::timeline::month_of;
use crate::{
    evaluate::photos::distance_to,
    model::{Code, Coordinates, PhotoRecord, Township, Unit},
};

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
    /// A finding's code: only photos of which it was found.
    pub finding: String,
    /// `in` or `out`: taken inside or outside of the time that the papers of its occasion give.
    pub period: String,
    /// Only photos taken at least so many metres outside of their village's area.
    pub far: String,
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

/// Whether a photo was taken outside of the time that the papers of its occasion give.
fn is_out_of_period(photo: &PhotoRecord) -> bool {
    photo.findings.iter().any(|finding| finding.code == Code::PhotoTimeMismatch)
}

/// Metres from where a photo was taken to its village's area; 0 inside, `None` where either is unknown.
pub fn metres_outside(township: &Township, unit: &Unit, photo: &PhotoRecord) -> Option<f64> {
    let village = township.villages.iter().find(|village| Some(village.name.as_str()) == unit.village())?;
    if photo.place.inside == Some(true) {
        return Some(0.0);
    }
    distance_to(village, Coordinates { lat: photo.place.lat?, lon: photo.place.lon? })
}

impl PhotoFilter {
    /// The same, and how far from its village's area it was taken, where that is asked for.
    pub fn keeps_in(&self, township: &Township, unit: &Unit, photo: &PhotoRecord) -> bool {
        self.keeps(unit, photo)
            && match self.far.parse::<f64>() {
                Ok(least) => metres_outside(township, unit, photo).is_some_and(|metres| metres >= least),
                Err(_) => true,
            }
    }

    /// Whether a photo is chosen, but for how far away it was taken and [`PhotoFilter::offset`].
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
        let is_found =
            self.finding.is_empty() || photo.findings.iter().any(|finding| finding.code.as_str() == self.finding);
        let is_period = match self.period.as_str() {
            "out" => is_out_of_period(photo),
            "in" => photo.captured.value.is_some() && !is_out_of_period(photo),
            _ => true,
        };
        is_found
            && is_period
            && shown
            && is_time
            && is_place
            && is_kind
            && is_month
            && (self.unit.is_empty() || unit_key(unit) == self.unit)
    }
}

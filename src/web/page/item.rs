//! One item of one unit: the standard, what fills it, and where the proof is.

use super::{Frame, Lang, Report, Template};
use crate::{
    model::UnitAssessment,
    report::{
        link,
        shown::{ItemShown, Links, Show},
        words,
    },
};

/// `/village/{name}/item/{id}` and `/township/item/{id}`
#[derive(Debug, Template)]
#[template(path = "item.html")]
pub struct ItemPage {
    lang: Lang,
    frame: Frame,
    unit: String,
    tag: &'static str,
    item: ItemShown,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

impl ItemPage {
    /// The page of a unit's item; `None` where the unit has no such item.
    pub fn new(report: &Report, assessment: &UnitAssessment, id: &str, frame: Frame) -> Option<Self> {
        let lang = frame.lang;
        let place = assessment.items.iter().position(|item| item.id == id)?;
        let unit = words::unit_name(&assessment.unit, lang);
        let neighbour = |place: Option<usize>| {
            let item = assessment.items.get(place?)?;
            Some((item.id.clone(), link::item(&assessment.unit, &item.id)))
        };
        let mut frame = frame.titled(&format!("{unit} {id}"), "");
        frame.crumbs.pop();
        frame.crumbs.push((unit.to_owned(), Some(link::unit(&assessment.unit))));
        frame.crumbs.push((id.to_owned(), None));
        Some(Self {
            lang,
            frame,
            unit: unit.to_owned(),
            tag: words::unit_tag(&assessment.unit, lang),
            item: Show::new(report, lang, Links::Web).item(&assessment.unit, &assessment.items[place]),
            before: neighbour(place.checked_sub(1)),
            after: neighbour(Some(place + 1)),
        })
    }
}

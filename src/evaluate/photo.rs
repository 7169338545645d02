//! A photo's record: when, where, what of, each with who says so.
//!
//! Camera facts can be edited and clocks can be wrong, so every value keeps its source and none is called proof.

use jiff::civil::Date;

use super::{document::Document, event::Event};
use crate::{
    model::{
        Caption, Captured, Citation, Code, Coordinates, Finding, PhotoFacts, PhotoRecord, Place, Severity, Source,
        Village,
    },
    msg,
    text::{dates::find_dates, fold::fold_name},
};

/// China's only offset from UTC, minutes; assumed and said where a camera records none.
const CHINA_OFFSET_MINUTES: i32 = 480;

/// Name beginnings under which chat programs save pictures: the time in such a name is the time of saving.
const SAVED_BY_CHAT: [&str; 4] = ["mmexport", "微信图片", "qq图片", "wx_camera"];

/// Joins what a picture says with its name, its event and its village.
pub fn record(document: &Document, event: Option<&Event>, village: Option<&Village>) -> PhotoRecord {
    let facts = document.photo.clone().unwrap_or_default();
    let captured = captured(document, &facts, event);
    let place = place(&facts, village);
    let findings = findings(document, &captured, &place, village);
    PhotoRecord {
        caption: caption(document, village),
        event: event.map_or_else(String::new, |event| event.name.clone()),
        people: Vec::new(),
        path: document.path.clone(),
        captured,
        place,
        findings,
    }
}

fn captured(document: &Document, facts: &PhotoFacts, event: Option<&Event>) -> Captured {
    if let Some(taken) = facts.taken {
        let offset = facts.offset_minutes.unwrap_or(CHINA_OFFSET_MINUTES);
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
        let value = format!("{}{sign}{hours:02}:{minutes:02}", taken.strftime("%Y-%m-%dT%H:%M:%S"));
        return Captured { value: Some(value), source: Source::Exif };
    }
    let day = |date: Date, source| Captured { value: Some(date.to_string()), source };
    if let Some(date) = day_in_name(document) {
        return day(date, Source::FileName);
    }
    match event.and_then(|event| event.date) {
        Some(date) if !is_saved_by_chat(document) => day(date, Source::Folder),
        _ => Captured::default(),
    }
}

fn day_in_name(document: &Document) -> Option<Date> {
    if is_saved_by_chat(document) {
        return None;
    }
    find_dates(document.path.stem()).into_iter().find(|mention| mention.is_day()).map(|mention| mention.date)
}

fn is_saved_by_chat(document: &Document) -> bool {
    let name = fold_name(document.path.stem()).to_lowercase();
    SAVED_BY_CHAT.iter().any(|start| name.starts_with(start))
}

fn place(facts: &PhotoFacts, village: Option<&Village>) -> Place {
    let Some(gps) = facts.gps else { return Place::default() };
    Place {
        lat: Some(gps.lat),
        lon: Some(gps.lon),
        text: None,
        source: Source::Exif,
        inside: village.and_then(|village| is_inside(village, gps)),
    }
}

/// Whether a point lies in a village: in its boundary where one is given, or else in the circle around its middle;
/// `None` where neither is known.
pub fn is_inside(village: &Village, point: Coordinates) -> Option<bool> {
    if let Some(rings) = &village.boundary {
        // Even-odd over all rings, so that holes and several parts come out right.
        let crossings: usize = rings.iter().map(|ring| crossings(ring, point)).sum();
        return Some(crossings % 2 == 1);
    }
    Some(village.center?.distance_m(point) <= village.radius_m?)
}

/// How often the ray from a point to the east crosses a ring.
fn crossings(ring: &[Coordinates], point: Coordinates) -> usize {
    let edges = ring.iter().zip(ring.iter().cycle().skip(1));
    edges
        .filter(|(a, b)| {
            (a.lat > point.lat) != (b.lat > point.lat)
                && point.lon < (b.lon - a.lon) * (point.lat - a.lat) / (b.lat - a.lat) + a.lon
        })
        .count()
}

/// The elements that the file's own name gives; captions beside the picture are not read yet by this version.
fn caption(document: &Document, village: Option<&Village>) -> Caption {
    let name = fold_name(document.path.stem());
    let mut elements = Vec::new();
    if day_in_name(document).is_some() {
        elements.push("time".to_owned());
    }
    if village.is_some_and(|village| name.contains(&fold_name(&village.name))) {
        elements.push("place".to_owned());
    }
    if document.kind_by_name {
        elements.push("event".to_owned());
    }
    let source = if elements.is_empty() { Source::None } else { Source::FileName };
    Caption { elements, source }
}

fn findings(document: &Document, captured: &Captured, place: &Place, village: Option<&Village>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if document.is_picture_of_paper() {
        // Nobody asks when and where a certificate was laid on the scanner.
        return findings;
    }
    let mut add = |code, severity, message| {
        findings.push(Finding { code, severity, message, places: vec![Citation::file(&document.path)] });
    };
    if captured.source == Source::None {
        let message = if is_saved_by_chat(document) {
            msg!(
                "无拍摄时间，文件名里只有转存时间：请提供手机里的原图",
                "no time of taking, and the name bears only the time of saving: provide the original from the phone"
            )
        } else {
            msg!(
                "无拍摄时间：请提供原图或在照片说明中写明",
                "no time of taking: provide the original or state it in the caption"
            )
        };
        add(Code::PhotoWithoutTime, Severity::Warning, message);
    }
    if place.source == Source::None {
        let message = msg!("无拍摄地点：请在照片说明中写明", "no place of taking: state it in the caption");
        add(Code::PhotoWithoutPlace, Severity::Hint, message);
    }
    if place.inside == Some(false) {
        let name = village.map_or("", |village| village.name.as_str());
        let message =
            msg!("拍摄位置不在{name}范围内：请核实", "the photo was taken outside the area of {name}: please check");
        add(Code::PhotoOutsideVillage, Severity::Warning, message);
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lat: f64, lon: f64) -> Coordinates {
        Coordinates { lat, lon }
    }

    #[test]
    fn inside_a_circle_and_a_boundary() {
        let round = Village { center: Some(at(35.1, 117.46)), radius_m: Some(3000.0), ..Village::default() };
        assert_eq!(is_inside(&round, at(35.12, 117.46)), Some(true), "2.2 km north");
        assert_eq!(is_inside(&round, at(35.13, 117.46)), Some(false), "3.3 km north");
        let ring = vec![at(35.0, 117.0), at(35.0, 118.0), at(36.0, 118.0), at(36.0, 117.0)];
        let hole = vec![at(35.4, 117.4), at(35.4, 117.6), at(35.6, 117.6), at(35.6, 117.4)];
        let square = Village { boundary: Some(vec![ring, hole]), ..Village::default() };
        assert_eq!(is_inside(&square, at(35.2, 117.2)), Some(true));
        assert_eq!(is_inside(&square, at(35.5, 117.5)), Some(false), "in the hole");
        assert_eq!(is_inside(&square, at(34.9, 117.5)), Some(false));
        assert_eq!(is_inside(&Village::default(), at(35.0, 117.0)), None);
    }
}

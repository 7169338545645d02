//! Photos as evidence: when, where, what of, who, and whether it is the same photo again, each with who says so.
//!
//! Camera facts can be edited and clocks can be wrong, so every value keeps its source and none is called proof.
//! [`time`] and [`place`] weigh what is said, [`caption`] reads words, [`kind`] tells what is shown, [`reuse`] pairs
//! pictures, and [`findings`] puts into words what a person should look at.

pub mod caption;
pub mod findings;
pub mod kind;
pub mod place;
pub mod reuse;
pub mod time;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

pub use place::is_inside;

use self::{
    caption::{Gathered, Gazetteer},
    kind::{PhotoKind, Writing},
    place::{Whereabouts, whereabouts},
    time::{ClockDoubt, TimeValue},
};
use super::{document::Document, event::Event};
use crate::{
    model::{
        ArchivePath, Caption, Captured, Citation, Coordinates, PhotoFacts, PhotoRecord, Place, Source, Township,
        Village,
    },
    text::dates::{DateMention, find_dates},
};

/// A watermark has no more characters than this.
const WATERMARK_CHARS: usize = 120;

/// The occasion that a photo is evidence of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occasion<'a> {
    /// What people call it.
    pub name: &'a str,
    /// Its day, or the first day of a notice.
    pub from: Option<Date>,
    /// The last day of a notice; `None` for an occasion of one day.
    pub to: Option<Date>,
    /// Whether a folder's name or a paper states the days. Days guessed from neighbouring files are none that a photo
    /// could contradict.
    pub is_stated: bool,
    /// The place that gives the days, where it is another file.
    pub shown_by: Option<Citation>,
}

/// A photo with everything around it that may tell of it.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The file.
    pub path: &'a ArchivePath,
    /// What its bytes say.
    pub facts: &'a PhotoFacts,
    /// The bytes are a JPEG, which a camera would have given a record.
    pub is_jpeg: bool,
    /// Its occasion, where one is known.
    pub event: Option<&'a Occasion<'a>>,
    /// The village that it belongs to.
    pub village: Option<&'a Village>,
    /// The text recognised on it, lines divided by `\n`; empty where there is none.
    pub overlay: &'a str,
    /// How much writing was recognised; `None` where recognition has not been made.
    pub writing: Option<Writing>,
    /// Captions beside it, the most telling first: a `.txt` of the same name, its row of a caption table.
    pub captions: &'a [&'a str],
    /// Whether captions beside it have been looked for. Only then can one be called incomplete.
    pub captions_read: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Examined {
    /// The record for reports.
    pub record: PhotoRecord,
    /// What it shows.
    pub kind: PhotoKind,
    /// Who says what it shows; [`Source::None`] where it is the picture itself.
    pub kind_source: Source,
    /// Every time that is given for it, in the order of worth.
    pub times: Vec<TimeValue>,
    /// Doubts about its clock.
    pub clock_doubts: Vec<ClockDoubt>,
    /// Where its position lies.
    pub whereabouts: Whereabouts,
    /// What words say of it.
    pub gathered: Gathered,
}

/// Looks at one photo. `gazetteer` knows the places that captions may name.
pub fn examine(subject: &Subject<'_>, township: &Township, gazetteer: &Gazetteer) -> Examined {
    let facts = subject.facts;
    let path = subject.path;
    let folder_day = subject.event.filter(|event| event.to.is_none()).and_then(|event| event.from);
    let times = time::times(facts, path, subject.overlay, subject.captions, folder_day);
    let chat_copy = time::is_save_name(path.stem());
    // The day of the folder says nothing of a picture whose own name says only when it was saved.
    let captured = time::best(&times).filter(|value| !(chat_copy && value.source == Source::Folder));
    let clock_doubts = time::clock_doubts(facts);
    let gathered = gather(subject, gazetteer);
    let gps = facts.gps.map(|at| (at, Source::Exif)).or(facts.xmp_gps.map(|at| (at, Source::Xmp)));
    let whereabouts = gps.map_or(Whereabouts::Unknown, |(at, _)| whereabouts(at, township, subject.village));
    let place = place_of(gps, &whereabouts, subject, &gathered, gazetteer);
    let (kind, kind_source) = kind::kind(path, facts, subject.writing);
    let known = findings::Known {
        subject,
        facts,
        times: &times,
        captured,
        doubts: &clock_doubts,
        place: place.source,
        whereabouts: &whereabouts,
        gathered: &gathered,
        kind,
    };
    // Nobody asks when and where a paper was laid on the scanner.
    let findings = if kind == PhotoKind::Scan { Vec::new() } else { findings::of_photo(&known) };
    let captured =
        captured.map(|value| Captured { value: Some(value.written()), source: value.source }).unwrap_or_default();
    let event = subject.event.map(|event| event.name.to_owned());
    let record = PhotoRecord {
        path: path.clone(),
        captured,
        place,
        people: gathered.elements.people.clone(),
        event: event.or_else(|| gathered.elements.event.clone()).unwrap_or_default(),
        caption: Caption {
            elements: gathered.elements.names().into_iter().map(str::to_owned).collect(),
            source: gathered.main_source(),
        },
        findings,
    };
    Examined { record, kind, kind_source, times, clock_doubts, whereabouts, gathered }
}

/// Words in the order of their worth: IPTC, XMP and EXIF in the picture, captions beside it, file name, folder.
fn gather(subject: &Subject<'_>, gazetteer: &Gazetteer) -> Gathered {
    let mut texts: Vec<(Source, &str)> = Vec::new();
    for source in [Source::Iptc, Source::Xmp, Source::Exif] {
        let said = subject.facts.captions.iter().filter(|said| said.source == source);
        texts.extend(said.map(|said| (source, said.text.as_str())));
    }
    if let Some(description) = subject.facts.description.as_deref().filter(|_| texts.is_empty()) {
        texts.push((Source::Exif, description));
    }
    texts.extend(subject.captions.iter().map(|text| (Source::Caption, *text)));
    // What a program names files by is no word of anybody.
    if !time::is_save_name(subject.path.stem()) {
        texts.push((Source::FileName, subject.path.stem()));
    }
    if let Some(folder) = subject.path.folders().next_back() {
        texts.push((Source::Folder, folder));
    }
    Gathered::from_texts(texts, gazetteer)
}

/// The position, with the place in words of whoever gives one; or the words alone.
fn place_of(
    gps: Option<(Coordinates, Source)>,
    whereabouts: &Whereabouts,
    subject: &Subject<'_>,
    gathered: &Gathered,
    gazetteer: &Gazetteer,
) -> Place {
    let printed = || {
        let found = caption::elements(subject.overlay, gazetteer);
        // A sheet in view names places too; a watermark has few words.
        let few = subject.overlay.chars().filter(|c| !c.is_whitespace()).count() <= WATERMARK_CHARS;
        found.place.filter(|_| few)
    };
    let said = gathered.sources.iter().find(|(name, _)| *name == "place").map(|(_, source)| *source);
    // The folder is named after the village anyway; that says nothing of where the picture was taken.
    let said = said.filter(|source| *source != Source::Folder);
    let (text, text_source) = match printed() {
        Some(text) => (Some(text), Source::Overlay),
        None => (said.and(gathered.elements.place.clone()), said.unwrap_or_default()),
    };
    match gps {
        Some((at, source)) => Place {
            lat: Some(at.lat),
            lon: Some(at.lon),
            text,
            source,
            inside: match whereabouts {
                Whereabouts::Inside | Whereabouts::InsideIfShifted => Some(true),
                Whereabouts::OtherVillage(_) | Whereabouts::Outside | Whereabouts::OutsideTownship => Some(false),
                Whereabouts::Unknown => None,
            },
        },
        None => Place { text, source: text_source, ..Place::default() },
    }
}

/// What a watermark camera printed on the picture: a few words with a day and a time of day in them. Banners and the
/// notices on a board name places and days too, and say nothing of when and where a picture was taken.
fn watermark(recognised: &str) -> &str {
    static TIME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\b(?:[01]?\d|2[0-3])[:：][0-5]\d\b").expect("the pattern is constant"));
    let few = recognised.chars().filter(|c| !c.is_whitespace()).count() <= WATERMARK_CHARS;
    let dated = few && TIME.is_match(recognised) && find_dates(recognised).iter().any(DateMention::is_day);
    if dated { recognised } else { "" }
}

/// Joins what a picture says with its name, its event, its village and what was recognised on it. Captions beside it
/// are not asked; [`examine`] takes them too.
pub fn record(document: &Document, event: Option<&Event>, village: Option<&Village>) -> PhotoRecord {
    let facts = document.photo.clone().unwrap_or_default();
    let occasion = event.map(|event| Occasion {
        name: &event.name,
        from: event.date,
        to: None,
        is_stated: event.date.is_some_and(|day| find_dates(&event.name).iter().any(|mention| mention.date == day)),
        shown_by: None,
    });
    let subject = Subject {
        path: &document.path,
        facts: &facts,
        is_jpeg: document.media_type == "image/jpeg",
        event: occasion.as_ref(),
        village,
        overlay: watermark(&document.overlay),
        writing: None,
        captions: &[],
        captions_read: false,
    };
    let gazetteer = Gazetteer::of(village.iter().flat_map(|v| v.aliases.iter().chain([&v.name]).cloned()).collect());
    let mut record = examine(&subject, &Township::default(), &gazetteer).record;
    // Nobody asks when and where a paper was laid on the scanner.
    if document.is_picture_of_paper() || (document.kind_by_name && document.shows_a_page) {
        record.findings.clear();
    }
    record
}

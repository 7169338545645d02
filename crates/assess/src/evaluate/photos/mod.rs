//! Photos as evidence: when, where, what of, who, and whether it is the same photo again, each with who says so.
//!
//! Camera facts can be edited and clocks can be wrong, so every value keeps its source and none is called proof.
//! [`records`] makes the record of each picture. [`time`] and [`place`] weigh what is said, [`caption`] and [`table`] read
//! words, [`person`] brings those that people wrote in the catalogue, [`beside`] finds those that lie beside a photo and
//! [`papers`] the days that papers state, [`kind`] tells what is shown, [`reuse`] pairs pictures, and [`findings`] puts
//! into words what a person should look at.

pub mod beside;
pub mod caption;
pub mod findings;
pub mod kind;
pub mod papers;
pub mod person;
pub mod place;
pub mod records;
pub mod reuse;
pub mod table;
pub mod time;

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, sync::LazyLock};

use jiff::civil::Date;
use regex::Regex;

pub use place::{distance_to, is_inside};

use self::{
    beside::PlacedCaption,
    caption::{Elements, GatheredElements, Gazetteer},
    kind::{PhotoKind, PhotoWriting},
    papers::StatedDays,
    place::{Whereabouts, whereabouts},
    time::{ClockDoubt, TimeValue},
};
use crate::{
    evaluate::{Document, Event, facts::notice::NoticeFacts},
    model::{
        ArchivePath, Caption, CaptionText, Captured, Citation, Coordinates, ElementSaid, Page, PageSource, PhotoFacts,
        PhotoRecord, Place, Source, Township, Village,
    },
    rubric::Settings,
    text::{
        Cut,
        dates::{DateMention, find_dates},
    },
};

/// A watermark has no more characters than this.
const WATERMARK_CHARS: usize = 120;

/// The occasion that a photo is evidence of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoOccasion<'a> {
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
pub struct PhotoSubject<'a> {
    /// The file.
    pub path: &'a ArchivePath,
    /// What its bytes say.
    pub facts: &'a PhotoFacts,
    /// The bytes are a JPEG, which a camera would have given a record.
    pub is_jpeg: bool,
    /// Its occasion, where one is known.
    pub event: Option<&'a PhotoOccasion<'a>>,
    /// What a paper that lies with it states of its occasion, where that does not fit the photo's day.
    pub stated: Option<PhotoOccasion<'a>>,
    /// The village that it belongs to.
    pub village: Option<&'a Village>,
    /// The text recognised on it, lines divided by `\n`; empty where there is none.
    pub overlay: &'a str,
    /// How much writing was recognised; `None` where recognition has not been made.
    pub writing: Option<PhotoWriting>,
    /// What was recognised on it, whatever it is.
    pub written: &'a str,
    /// Captions beside it, the most telling first: a `.txt` of the same name, its row of a caption table.
    pub captions: &'a [PlacedCaption],
    /// Whether captions beside it have been looked for. Only then can one be called incomplete.
    pub captions_read: bool,
    /// Whether time, place and the elements of a caption may come from a watermark, a name or the camera.
    pub overlay_is_enough: bool,
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
    pub gathered: GatheredElements,
}

/// Looks at one photo. `gazetteer` knows the places that captions may name.
pub fn examine(subject: &PhotoSubject<'_>, township: &Township, gazetteer: &Gazetteer) -> Examined {
    let facts = subject.facts;
    let path = subject.path;
    // The day of papers that happen to lie in the same folder is none that anybody gives for the photo.
    let folder_day = subject.event.filter(|event| event.to.is_none() && event.is_stated).and_then(|event| event.from);
    let beside: Vec<&str> = subject.captions.iter().map(|said| said.text.as_str()).collect();
    let times = time::times(facts, path, subject.overlay, &beside, folder_day);
    let chat_copy = time::is_save_name(path.stem());
    // The day of the folder says nothing of a picture whose own name says only when it was saved.
    let captured = time::best(&times).filter(|value| !(chat_copy && value.source == Source::Folder));
    let clock_doubts = time::clock_doubts(facts, township.today);
    let told = told(subject, gazetteer);
    let gathered = GatheredElements::from_elements(told.iter().cloned());
    let gps = facts.gps.map(|at| (at, Source::Exif)).or(facts.xmp_gps.map(|at| (at, Source::Xmp)));
    let whereabouts = gps.map_or(Whereabouts::Unknown, |(at, _)| whereabouts(at, township, subject.village));
    let place = place_of(gps, &whereabouts, subject, &gathered, gazetteer);
    let (kind, kind_source) = kind::kind(path, facts, subject.writing, subject.written);
    let elements = elements(subject, &gathered, captured, &place);
    let known = findings::Grounds {
        subject,
        facts,
        times: &times,
        captured,
        doubts: &clock_doubts,
        place: place.source,
        whereabouts: &whereabouts,
        elements: &elements,
        kind,
    };
    // Nobody asks when and where a paper was laid on the scanner.
    let findings = if kind == PhotoKind::Scan { Vec::new() } else { findings::of_photo(&known) };
    let captured =
        captured.map(|value| Captured { value: Some(value.written()), source: value.source }).unwrap_or_default();
    let event = subject.event.map(|event| event.name.to_owned()).filter(|name| !name.is_empty());
    let occasion = event.clone().or_else(|| match subject.captions.first() {
        Some(PlacedCaption { written: Some(_), .. }) => {
            let rest = PhotoSubject { captions: subject.captions.part(1..), ..subject.clone() };
            GatheredElements::from_elements(self::told(&rest, gazetteer)).elements.event
        }
        _ => gathered.elements.event.clone(),
    });
    let record = PhotoRecord {
        path: path.clone(),
        captured,
        place,
        people: gathered.elements.people.clone(),
        event: event.or_else(|| gathered.elements.event.clone()).unwrap_or_default(),
        caption: caption_of(told),
        occasion: occasion.unwrap_or_default(),
        written: None,
        findings,
        kind: kind.as_str().to_owned(),
        elements,
        alike: Vec::new(),
        burst: Vec::new(),
    };
    Examined { record, kind, kind_source, times, clock_doubts, whereabouts, gathered }
}

/// Words that tell of a photo.
enum PhotoWords<'s> {
    /// A text that is to be read.
    Text(&'s str),
    /// The fields of a person's caption.
    Fields(&'s CaptionText),
}

/// Words in the order of their worth: captions beside it and in the picture, file name, folders from the nearest on.
fn words<'s>(subject: &PhotoSubject<'s>) -> Vec<(Source, PhotoWords<'s>)> {
    // What people wrote for the archive tells more than what a program put into the file.
    let caption = |said: &'s PlacedCaption| match &said.written {
        Some(fields) => (Source::Caption, PhotoWords::Fields(fields)),
        None => (Source::Caption, PhotoWords::Text(&said.text)),
    };
    let mut texts: Vec<(Source, PhotoWords<'_>)> = subject.captions.iter().map(caption).collect();
    let inside = texts.len();
    for source in [Source::Iptc, Source::Xmp, Source::Exif] {
        let said = subject.facts.captions.iter().filter(|said| said.source == source);
        texts.extend(said.map(|said| (source, PhotoWords::Text(&said.text))));
    }
    if let Some(description) = subject.facts.description.as_deref().filter(|_| texts.len() == inside) {
        texts.push((Source::Exif, PhotoWords::Text(description)));
    }
    // A watermark has its own words; of a scene or a sheet the banner or the title tells.
    let printed = if subject.overlay.is_empty() { kind::banner(subject.written) } else { Some(subject.overlay) };
    texts.extend(printed.map(|text| (Source::Overlay, PhotoWords::Text(text))));
    // What a program names files by is no word of anybody.
    if !time::is_save_name(subject.path.stem()) {
        texts.push((Source::FileName, PhotoWords::Text(subject.path.stem())));
    }
    // The outermost folder is whose it is.
    let folders: Vec<&str> = subject.path.folders().skip(1).collect();
    texts.extend(folders.into_iter().rev().map(|folder| (Source::Folder, PhotoWords::Text(folder))));
    texts
}

/// What its words give, in the order of their worth.
fn told(subject: &PhotoSubject<'_>, gazetteer: &Gazetteer) -> Vec<(Source, Elements)> {
    // A banner says whose meeting or notice it is, and not where the picture was taken, as a watermark does.
    let placeless = subject.overlay.is_empty().then_some(Source::Overlay);
    let read = |(source, words): (Source, PhotoWords<'_>)| {
        let mut found = match words {
            PhotoWords::Text(text) => caption::elements(text, gazetteer),
            PhotoWords::Fields(fields) => person::given(fields, gazetteer),
        };
        if placeless == Some(source) {
            found.place = None;
        }
        (source, found)
    };
    words(subject).into_iter().map(read).collect()
}

/// What its captions alone say (V24): those beside it, and those written into the file. A watermark, a banner in view and
/// the name of the file are other sources, and describe no photo for an archive.
fn caption_of(told: Vec<(Source, Elements)>) -> Caption {
    let is_caption = |source: Source| !matches!(source, Source::Overlay | Source::FileName | Source::Folder);
    let said = GatheredElements::from_elements(told.into_iter().filter(|(source, _)| is_caption(*source)));
    Caption { elements: said.elements.names().into_iter().map(str::to_owned).collect(), source: said.main_source() }
}

/// The four elements as they are given at all: by words, and time and place by the camera or a watermark too.
fn elements(
    subject: &PhotoSubject<'_>,
    gathered: &GatheredElements,
    captured: Option<&TimeValue>,
    place: &Place,
) -> Vec<ElementSaid> {
    let by_words = |element: &str| {
        let (value, source, text) = gathered.said(element)?;
        let said = subject.captions.get(text).filter(|_| source == Source::Caption);
        let place = said.and_then(|said| said.place.clone());
        let by_person = said.is_some_and(|said| said.written.is_some());
        Some(ElementSaid { element: element.to_owned(), value, source, place, by_person })
    };
    let by_camera = |element: &str| {
        let (value, source) = match element {
            "time" => captured.filter(|value| value.source != Source::Folder).map(|at| (at.written(), at.source))?,
            "place" => {
                let position = place.lat.zip(place.lon).map(|(lat, lon)| format!("{lat:.5}, {lon:.5}"));
                (position.or(place.text.clone())?, place.source)
            }
            _ => return None,
        };
        Some(ElementSaid { element: element.to_owned(), value, source, place: None, by_person: false })
    };
    // The camera knows better than names and folders, and than a banner that names the township.
    let best = |element: &&str| {
        let words = by_words(element);
        let weak = words.as_ref().is_none_or(|said| said.source >= Source::FileName || said.source == Source::Overlay);
        if weak { by_camera(element).or(words) } else { words }
    };
    ["time", "people", "place", "event"].iter().filter_map(best).collect()
}

/// The position, with the place in words of whoever gives one; or the words alone.
fn place_of(
    gps: Option<(Coordinates, Source)>,
    whereabouts: &Whereabouts,
    subject: &PhotoSubject<'_>,
    gathered: &GatheredElements,
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

/// Whether a camera or a phone made the picture, by its record or its name, rather than a scanner.
pub fn is_from_camera(path: &ArchivePath, facts: &PhotoFacts) -> bool {
    let has_record = facts.camera.is_some() || facts.taken.is_some() || facts.gps.is_some() || facts.is_video;
    has_record || time::is_save_name(path.stem()) || time::name_time(path).is_some_and(|value| value.has_clock)
}

/// How much was recognised on a picture; `None` where recognition has not been made.
fn writing(document: &Document) -> Option<PhotoWriting> {
    let recognised = |page: &&Page| page.source == PageSource::Ocr && !document.has_unread_pages;
    let page = document.content.iter().find(recognised)?;
    let area: f32 = page.lines.iter().map(|line| (line.bbox[2] - line.bbox[0]) * (line.bbox[3] - line.bbox[1])).sum();
    let whole = (page.width * page.height).max(1.0);
    let characters = page.text.chars().filter(|c| !c.is_whitespace()).count();
    // Lines stand apart by about as much as they are high.
    Some(PhotoWriting { characters, area: (area * LEADING / whole).min(1.0) })
}

/// How much more of a sheet its lines take up with the space between them.
const LEADING: f32 = 1.6;

/// What photos are examined with: everything of their unit and township that may tell of them.
#[derive(Debug)]
pub struct Around<'a> {
    township: &'a Township,
    village: Option<&'a Village>,
    settings: &'a Settings,
    gazetteer: Gazetteer,
    captions: BTreeMap<usize, Vec<PlacedCaption>>,
    stated: Vec<StatedDays>,
}

impl<'a> Around<'a> {
    /// Looks over a unit's documents once. `notices` are those that were read as notices already, by their index.
    pub fn new(
        documents: &'a [Document],
        township: &'a Township,
        village: Option<&'a Village>,
        settings: &'a Settings,
        notices: &BTreeMap<usize, NoticeFacts>,
    ) -> Self {
        Self {
            township,
            village,
            settings,
            gazetteer: Gazetteer::new(township),
            captions: beside::captions(documents),
            stated: papers::stated(documents, notices),
        }
    }

    /// Joins what a picture says with its name, its event, its village, the captions beside it, what was recognised on
    /// it and what papers state. `index` is the picture's place among the documents.
    pub fn record(&self, index: usize, document: &Document, event: Option<&Event>) -> PhotoRecord {
        let facts = document.photo.clone().unwrap_or_default();
        let occasion = event.map(|event| PhotoOccasion {
            name: &event.name,
            from: event.date,
            to: None,
            // A title may bear the day of the photo itself, as a caption's does; a folder's name was given on purpose.
            is_stated: event.date.is_some_and(|day| {
                document.path.folders().any(|folder| find_dates(folder).iter().any(|mention| mention.date == day))
            }),
            shown_by: None,
        });
        let captions = self.captions.get(&index).map_or(&[][..], Vec::as_slice);
        let written = document.content.first().map_or("", |page| page.text.as_str());
        let mut subject = PhotoSubject {
            path: &document.path,
            facts: &facts,
            is_jpeg: document.media_type == "image/jpeg",
            event: occasion.as_ref(),
            stated: None,
            village: self.village,
            overlay: watermark(&document.overlay),
            writing: writing(document),
            written,
            captions,
            captions_read: true,
            overlay_is_enough: self.settings.overlay_is_enough,
        };
        subject.stated = self.stated_of(&subject, document);
        let mut record = examine(&subject, self.township, &self.gazetteer).record;
        record.written.clone_from(&document.written);
        // Nobody asks when and where a paper was laid on the scanner.
        let is_paper = document.is_picture_of_paper() || (document.kind_by_name && document.shows_a_page);
        // A notice on the wall can be read in a photo too, and is a photo all the same.
        let is_of_notice = [PhotoKind::NoticeNear, PhotoKind::NoticeFar, PhotoKind::Notice]
            .iter()
            .any(|kind| record.kind == kind.as_str());
        let is_view = is_of_notice && (is_from_camera(&document.path, &facts) || kind::says_view(&document.path));
        if is_paper && !is_view {
            record.findings.clear();
            PhotoKind::Scan.as_str().clone_into(&mut record.kind);
        }
        record
    }

    /// What the papers that lie with a photo state, where its day fits none of them.
    fn stated_of(&self, subject: &PhotoSubject<'_>, document: &Document) -> Option<PhotoOccasion<'_>> {
        let (kind, _) = kind::kind(subject.path, subject.facts, subject.writing, subject.written);
        let beside: Vec<&str> = subject.captions.iter().map(|said| said.text.as_str()).collect();
        let times = time::times(subject.facts, subject.path, subject.overlay, &beside, None);
        let day = time::believed(&time::clock_doubts(subject.facts, self.township.today), &times)?.day();
        let (stated, is_one) = papers::against(document, kind, day, &self.stated)?;
        Some(PhotoOccasion {
            name: &stated.title,
            from: Some(stated.from),
            to: Some(stated.to),
            is_stated: is_one,
            shown_by: Some(stated.place.clone()),
        })
    }
}

//! A photo, a pair and a row of the table of elements as templates show them.

use super::{
    filter::{PhotoFilter, position},
    source::all,
    timeline::month_of,
};
use crate::{
    model::{Alike, ArchivePath, ElementSaid, Lang, PhotoRecord, Source, Unit},
    report::{
        history, link,
        shown::{FindingShown, Show},
        view::Report,
        words,
    },
};

/// The elements that V24 asks a caption for: name in the data, sign, Chinese word, English word.
pub const ELEMENTS: [(&str, &str, &str, &str); 4] = [
    ("time", "时", "时间", "time"),
    ("people", "人", "人物", "people"),
    ("place", "地", "地点", "place"),
    ("event", "事", "事件", "event"),
];

/// One of the four elements, given or not.
#[derive(Debug)]
pub struct Element {
    /// Its sign, 时人地事.
    pub sign: &'static str,
    /// What gives it and how, or that nothing does.
    pub word: String,
    /// Whether it is given.
    pub given: bool,
}

/// A photo as the wall shows it.
#[derive(Debug)]
pub struct PhotoShown {
    /// Its place on the page, for links inside it; empty where nothing leads there.
    pub anchor: String,
    /// The file’s page; empty where nothing can be opened.
    pub href: String,
    /// The address of its thumbnail, or the thumbnail itself as a data URI; empty where it has none.
    pub thumbnail: String,
    /// Whether it is a video, of which there is no thumbnail.
    pub is_video: bool,
    /// Its file name.
    pub name: String,
    /// Whose it is.
    pub unit: String,
    /// The page of whose it is.
    pub unit_href: String,
    /// What it shows, as the filter names it.
    pub kind: String,
    /// What it shows, in words.
    pub kind_word: &'static str,
    /// Its event’s name.
    pub event: String,
    /// When it was taken and who says so.
    pub time: String,
    /// The month in which it was taken, `2018-06`; empty where that is not known.
    pub month: String,
    /// Where it was taken and who says so.
    pub place: String,
    /// Where its position lies, as the filter names it: `in`, `out`, `some` or nothing.
    pub position: &'static str,
    /// Whether that is inside the village, with its sign.
    pub inside: &'static str,
    /// The style of that.
    pub inside_class: &'static str,
    /// The four elements.
    pub elements: Vec<Element>,
    /// Who wrote its caption in the catalogue and when, in words; empty where nobody did.
    pub written: String,
    /// How many further photos show the same scene in the same event, in words; empty for none.
    pub burst: String,
    /// Whether another photo is, or looks, the same.
    pub is_alike: bool,
    /// What is to be verified.
    pub findings: Vec<FindingShown>,
}

impl PhotoShown {
    /// A photo for the pages of the workbench.
    pub fn new(photo: &PhotoRecord, unit: &str, unit_href: &str, show: &Show<'_>, lang: Lang) -> Self {
        let is_town = unit == words::unit_name(&Unit::Township, lang);
        let (inside, inside_class) = match (photo.place.inside, is_town) {
            (Some(true), false) => (lang.pick("● 在本村", "● inside the village"), "complete"),
            (Some(true), true) => (lang.pick("● 在本镇", "● inside the township"), "complete"),
            (Some(false), false) => {
                (lang.pick("◐ 不在本村，请核实", "◐ outside the village, please verify"), "partial")
            }
            (Some(false), true) => (lang.pick("◐ 不在本镇", "◐ outside the township"), "partial"),
            (None, _) => ("", ""),
        };
        let burst = match (photo.burst.len(), lang) {
            (0, _) => String::new(),
            (count, Lang::Zh) => format!("同一场景另有 {count} 张"),
            (count, Lang::En) => format!("{count} more of the same scene"),
        };
        Self {
            anchor: String::new(),
            href: link::photo(&photo.path, &PhotoFilter::default()),
            thumbnail: if is_video(&photo.path) { String::new() } else { link::thumbnail(&photo.path) },
            is_video: is_video(&photo.path),
            name: photo.path.file_name().to_owned(),
            unit: unit.to_owned(),
            unit_href: unit_href.to_owned(),
            kind: photo.kind.clone(),
            kind_word: words::photo_kind(&photo.kind, lang),
            event: photo.event.clone(),
            time: time_text(photo, lang),
            month: month_of(photo).unwrap_or_default(),
            place: place_text(photo, lang),
            position: position(photo),
            inside,
            inside_class,
            elements: ELEMENTS.iter().map(|(name, sign, zh, en)| element(photo, name, sign, zh, en, lang)).collect(),
            written: written_text(photo, lang).unwrap_or_default(),
            burst,
            is_alike: !photo.alike.is_empty(),
            findings: photo.findings.iter().map(|finding| show.finding(finding)).collect(),
        }
    }

    /// Whether one of the four elements is not given.
    pub fn lacks(&self) -> bool {
        self.elements.iter().any(|element| !element.given)
    }
}

/// Videos are listed among the photos, with the time and place of their header.
pub fn is_video(path: &ArchivePath) -> bool {
    matches!(path.extension().as_str(), "mp4" | "mov" | "m4v" | "3gp" | "avi" | "mkv" | "wmv" | "mts")
}

fn sourced(text: &str, source: &str, lang: Lang) -> String {
    if lang == Lang::Zh { format!("{text}（{source}）") } else { format!("{text} ({source})") }
}

/// Who wrote a photo's caption in the catalogue, and when: `人工填写 王芳 2020-06-18`, with a word where the file has
/// changed since; `None` where nobody did.
pub fn written_text(photo: &PhotoRecord, lang: Lang) -> Option<String> {
    let written = photo.written.as_ref()?;
    let who_when = history::who_when(written);
    let said = match lang {
        Lang::Zh => format!("人工填写 {who_when}"),
        Lang::En => format!("written by {who_when}"),
    };
    let stale = lang.pick("，照片文件此后有变动，待复核", ", the file has changed since, look again");
    Some(if written.is_stale { format!("{said}{stale}") } else { said })
}

/// Where an element's value comes from, in words; a person's caption names the person.
pub fn element_source(photo: &PhotoRecord, said: &ElementSaid, lang: Lang) -> String {
    let by_person = written_text(photo, lang).filter(|_| said.by_person);
    by_person.unwrap_or_else(|| words::source_word(said.source, lang).to_owned())
}

/// The same for the time or the place of a photo, which a person's caption may give.
fn fact_source(photo: &PhotoRecord, element: &str, source: Source, lang: Lang) -> String {
    let said = photo.elements.iter().find(|said| said.element == element && said.by_person);
    match said.filter(|_| source == Source::Caption) {
        Some(said) => element_source(photo, said, lang),
        None => words::source_word(source, lang).to_owned(),
    }
}

/// When a photo was taken and who says so, in words.
pub fn time_text(photo: &PhotoRecord, lang: Lang) -> String {
    match &photo.captured.value {
        Some(value) => {
            let source = fact_source(photo, "time", photo.captured.source, lang);
            sourced(&readable_time(value), &source, lang)
        }
        None => lang.pick("拍摄时间无记录", "time not recorded").to_owned(),
    }
}

/// Where a photo was taken and who says so, in words.
pub fn place_text(photo: &PhotoRecord, lang: Lang) -> String {
    let position = match (photo.place.lat, photo.place.lon) {
        (Some(lat), Some(lon)) => Some(format!("{lat:.4}, {lon:.4}")),
        _ => None,
    };
    // The words may be a caption's; the source is that of the position.
    let text = match (photo.place.text.as_deref(), position) {
        (Some(text), Some(position)) => Some(format!("{text} {position}")),
        (text, position) => text.map(str::to_owned).or(position),
    };
    match text {
        Some(text) => sourced(&text, &fact_source(photo, "place", photo.place.source, lang), lang),
        None => lang.pick("拍摄地点无记录", "place not recorded").to_owned(),
    }
}

/// An element's value with its source; `None` where nothing gives it.
pub fn element_text(photo: &PhotoRecord, name: &str, lang: Lang) -> Option<String> {
    let said = photo.elements.iter().find(|said| said.element == name)?;
    let value = if name == "time" { readable_time(&said.value) } else { said.value.clone() };
    Some(sourced(&value, &element_source(photo, said, lang), lang))
}

fn element(
    photo: &PhotoRecord,
    name: &str,
    sign: &'static str,
    zh: &'static str,
    en: &'static str,
    lang: Lang,
) -> Element {
    let text = element_text(photo, name, lang);
    let given = text.is_some();
    let word = match (text, lang) {
        (Some(text), Lang::Zh) => format!("{zh}：{text}"),
        (None, Lang::Zh) => format!("没有写明{zh}"),
        (Some(text), Lang::En) => format!("{en}: {text}"),
        (None, Lang::En) => format!("no {en} is given"),
    };
    Element { sign, word, given }
}

/// `2020-06-15T10:20:30+08:00` as `2020-06-15 10:20`; anything else as it is.
pub fn readable_time(value: &str) -> String {
    match (value.get(..10), value.get(10..11), value.get(11..16)) {
        (Some(day), Some("T"), Some(clock)) => format!("{day} {clock}"),
        _ => value.to_owned(),
    }
}

/// How two photos are the same, in neutral words.
pub fn likeness(alike: &Alike, lang: Lang) -> String {
    let percent = alike.similarity();
    match (alike.same_bytes, alike.mirrored, lang) {
        (true, _, Lang::Zh) => "同一文件".to_owned(),
        (true, _, Lang::En) => "the same file".to_owned(),
        (false, false, Lang::Zh) => format!("疑似同一照片，相似度 {percent}%"),
        (false, false, Lang::En) => format!("possibly the same photo, {percent}% alike"),
        (false, true, Lang::Zh) => format!("疑似同一照片（左右翻转），相似度 {percent}%"),
        (false, true, Lang::En) => format!("possibly the same photo, mirrored, {percent}% alike"),
    }
}

/// The other photo and how it is the same, for a cell.
pub(super) fn alike_text(alike: &Alike, lang: Lang) -> String {
    sourced_path(&alike.path, &likeness(alike, lang), lang)
}

fn sourced_path(path: &ArchivePath, words: &str, lang: Lang) -> String {
    if lang == Lang::Zh { format!("{path}（{words}）") } else { format!("{path} ({words})") }
}

/// One of two photos beside each other.
#[derive(Debug)]
pub struct SideShown {
    /// The file's page, or its place in the same file; empty where neither is.
    pub href: String,
    /// As in [`PhotoShown`].
    pub thumbnail: String,
    /// The file's path.
    pub path: String,
    /// Whose it is.
    pub unit: String,
    /// Its event.
    pub event: String,
    /// When it was taken and who says so.
    pub time: String,
}

/// Two photos that are, or look, the same.
#[derive(Debug)]
pub struct PairShown {
    /// How they are the same.
    pub how: String,
    /// Where they stand: in two events, or with two units.
    pub relation: &'static str,
    /// The page that shows both large; empty where there is none.
    pub href: String,
    /// The two.
    pub sides: [SideShown; 2],
}

/// Every pair once, in the order of the photos. `dress` gives a photo's link and thumbnail.
pub fn pairs<'r>(
    report: &'r Report,
    wanted: impl Fn(&Unit, &PhotoRecord) -> bool,
    lang: Lang,
    dress: &dyn Fn(&ArchivePath) -> (String, String),
) -> Vec<PairShown> {
    let known: std::collections::BTreeMap<&ArchivePath, (&'r Unit, &'r PhotoRecord)> =
        all(report).map(|(unit, photo)| (&photo.path, (unit, photo))).collect();
    let side = |path: &ArchivePath| {
        let (href, thumbnail) = dress(path);
        let found = known.get(path);
        SideShown {
            href,
            thumbnail,
            path: path.to_string(),
            unit: found.map_or_else(String::new, |(unit, _)| words::unit_name(unit, lang).to_owned()),
            event: found.map_or_else(String::new, |(_, photo)| photo.event.clone()),
            time: found.map_or_else(String::new, |(_, photo)| time_text(photo, lang)),
        }
    };
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::new();
    for (_, photo) in all(report).filter(|(unit, photo)| wanted(unit, photo)) {
        for alike in &photo.alike {
            let pair = if photo.path < alike.path { (&photo.path, &alike.path) } else { (&alike.path, &photo.path) };
            if !seen.insert(pair) {
                continue;
            }
            let is_web = !dress(pair.0).0.is_empty();
            out.push(PairShown {
                href: if is_web { link::pair(pair.0, pair.1) } else { String::new() },
                how: likeness(alike, lang),
                relation: if alike.other_unit {
                    lang.pick("在两个单位的材料里", "with two units")
                } else {
                    lang.pick("在同一单位的两次活动里", "in two events of one unit")
                },
                sides: [side(&photo.path), side(&alike.path)],
            });
        }
    }
    out
}

/// A row of the table of elements.
#[derive(Debug)]
pub struct ElementRow {
    /// As in [`PhotoShown`].
    pub anchor: String,
    /// The file's page; empty where nothing can be opened.
    pub href: String,
    /// Its file name.
    pub name: String,
    /// Whose it is.
    pub unit: String,
    /// What it shows.
    pub kind: &'static str,
    /// 时间、人物、地点、事件: each with its source, or nothing.
    pub cells: Vec<Option<String>>,
}

/// What a unit's photos come to.
#[derive(Debug)]
pub struct UnitRow {
    /// Whose they are.
    pub name: String,
    /// Where its photos are.
    pub href: String,
    /// How many; how many of them with a time, with a position or a place, with all four elements, and with something
    /// to verify.
    pub counts: [usize; 5],
}

/// A row for each unit with photos, in their order.
pub fn units(report: &Report, lang: Lang, href: impl Fn(usize, &Unit) -> String) -> Vec<UnitRow> {
    let mut rows: Vec<(&Unit, UnitRow)> = Vec::new();
    for (unit, photo) in all(report) {
        if rows.last().is_none_or(|(last, _)| *last != unit) {
            let href = href(rows.len(), unit);
            rows.push((unit, UnitRow { name: words::unit_name(unit, lang).to_owned(), href, counts: [0; 5] }));
        }
        let has = [
            true,
            photo.captured.value.is_some(),
            !position(photo).is_empty(),
            photo.elements.len() == ELEMENTS.len(),
            !photo.findings.is_empty(),
        ];
        if let Some((_, row)) = rows.last_mut() {
            for (count, has) in row.counts.iter_mut().zip(has) {
                *count += usize::from(has);
            }
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

impl ElementRow {
    /// A photo's row.
    pub fn new(unit: &Unit, photo: &PhotoRecord, lang: Lang) -> Self {
        Self {
            anchor: String::new(),
            href: link::photo(&photo.path, &PhotoFilter::default()),
            name: photo.path.file_name().to_owned(),
            unit: words::unit_name(unit, lang).to_owned(),
            kind: words::photo_kind(&photo.kind, lang),
            cells: ELEMENTS.iter().map(|(name, ..)| element_text(photo, name, lang)).collect(),
        }
    }
}

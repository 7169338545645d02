//! One line: its picture, what was recognised, the names it may hold, and the field for what a person reads.

use askama::Template;

use super::queue::LinePlace;
use crate::{
    model::{Lang, Line, Page, SaidStep, Transcription, TranscriptionEntry, TranscriptionStep, Unit, transcription},
    pipeline::{LINE_LIMIT, NAME_LIMIT},
    report::{Report, history, link, words},
    text::likely_names,
    web::{answer::frame::PageFrame, page::record::FileRecord},
};

/// So many names are offered at most.
const OFFERED: usize = 3;
/// How much of the page around a line is shown, as a part of the line's height and of the page's width.
const AROUND: (f32, f32) = (1.2, 0.02);

/// A character of the reading.
#[derive(Debug, PartialEq, Eq)]
struct CharacterShown {
    text: String,
    /// How sure it is, in percent, where it is weak.
    weak: Option<u8>,
}

/// A name that the line may hold.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    name: String,
    /// The key that takes it, with Alt.
    key: usize,
    /// The line with the name in its place.
    text: String,
}

/// The line that is shown.
#[derive(Debug)]
struct LineShown {
    here: String,
    skip: String,
    page_href: String,
    file: String,
    page: u32,
    src: String,
    size: (f32, f32),
    /// `x y width height` of what is shown, in the page's units.
    view: String,
    bounds: [f32; 4],
    characters: Vec<CharacterShown>,
    /// How sure the line is, in percent.
    sure: String,
    candidates: Vec<Candidate>,
    left: usize,
    /// Somebody has read it already: who.
    written_by: Option<String>,
}

/// What was entered and not kept, or the start of the form.
#[derive(Debug, Default)]
pub(super) struct TranscribeForm {
    pub(super) by: String,
    pub(super) typed: Option<String>,
    pub(super) trouble: Option<String>,
    /// A line was kept, or taken back, just now.
    pub(super) is_saved: bool,
}

/// What the page is made of.
pub(super) struct TranscriptionSource<'a> {
    pub(super) place: &'a LinePlace,
    /// The page with what people read.
    pub(super) page: &'a Page,
    /// The page as it was recognised.
    pub(super) as_read: &'a Page,
    pub(super) names: &'a [String],
    pub(super) log: &'a [TranscriptionEntry],
}

/// `/transcribe`
#[derive(Debug, Template)]
#[template(path = "transcribe/transcribe.html")]
pub(super) struct TranscribePage {
    lang: Lang,
    frame: PageFrame,
    /// The units with pages that wait: name, address, pages, whether it is the one shown.
    units: Vec<(String, String, usize, bool)>,
    pages: usize,
    line: Option<LineShown>,
    typed: String,
    by: String,
    trouble: Option<String>,
    is_saved: bool,
    record: Option<FileRecord>,
    name_limit: usize,
    line_limit: usize,
}

impl TranscribePage {
    /// The page of a line, or the page that says that none waits.
    pub(super) fn new(
        report: &Report,
        unit: Option<&Unit>,
        pages: usize,
        found: Option<&TranscriptionSource<'_>>,
        form: TranscribeForm,
        frame: PageFrame,
    ) -> Self {
        let lang = frame.lang;
        let withdrew = lang.pick("撤下这份文件的转录", "withdrew the transcription of this file");
        let record =
            found.map(|found| FileRecord::new(found.log, &found.place.path, |said| reads(said, lang), withdrew, lang));
        let line = found.and_then(|found| shown(found, unit, lang));
        let read = found.and_then(|found| found.page.lines.get(found.place.line)).map(|line| line.text.clone());
        Self {
            lang,
            units: units(report, unit, lang),
            pages,
            line,
            typed: form.typed.or(read).unwrap_or_default(),
            by: form.by,
            trouble: form.trouble,
            is_saved: form.is_saved,
            record,
            name_limit: NAME_LIMIT,
            line_limit: LINE_LIMIT,
            frame: frame.titled(lang.pick("手写转录", "Transcription"), "transcribe"),
        }
    }
}

/// The address of the queue of a unit, or of all.
pub(super) fn queue_href(unit: Option<&Unit>) -> String {
    match unit {
        None => "/transcribe".to_owned(),
        Some(Unit::Village(name)) => link::with("/transcribe", "unit", name),
        Some(Unit::Township) => link::with("/transcribe", "unit", "township"),
        Some(Unit::Unassigned) => link::with("/transcribe", "unit", "unassigned"),
    }
}

/// The address of a line in a queue.
pub(super) fn line_href(unit: Option<&Unit>, place: &LinePlace) -> String {
    let href = link::with(&queue_href(unit), "path", place.path.as_str());
    link::with(&link::with(&href, "page", &place.page.to_string()), "line", &place.line.to_string())
}

fn units(report: &Report, shown: Option<&Unit>, lang: Lang) -> Vec<(String, String, usize, bool)> {
    let mut units: Vec<(&Unit, usize)> = Vec::new();
    for (path, pages) in &report.unsure {
        let Some(entry) = report.files.get(path) else { continue };
        match units.iter_mut().find(|(unit, _)| *unit == &entry.unit) {
            Some((_, count)) => *count += pages.len(),
            None => units.push((&entry.unit, pages.len())),
        }
    }
    let one = |(unit, count): (&Unit, usize)| {
        (words::unit_name(unit, lang).to_string(), queue_href(Some(unit)), count, shown == Some(unit))
    };
    units.into_iter().map(one).collect()
}

fn shown(found: &TranscriptionSource<'_>, unit: Option<&Unit>, lang: Lang) -> Option<LineShown> {
    let TranscriptionSource { place, page, as_read, names, log } = found;
    let (line, read) = (page.lines.get(place.line)?, as_read.lines.get(place.line)?);
    let here = line_href(unit, place);
    let written_by = transcription::standing(log.iter().map(|entry| (entry.seq, &entry.step)))
        .into_iter()
        .find(|(_, it)| it.page == place.page && transcription::is_same_place(&it.bbox, &read.bbox))
        .and_then(|(seq, _)| log.iter().find(|entry| entry.seq == seq))
        .map(|entry| format!("{} {}", entry.by, history::minute(&entry.at)));
    Some(LineShown {
        skip: link::with(&here, "skip", "1"),
        here,
        page_href: link::file(&place.path, Some(place.page), &line.text),
        file: place.path.file_name().to_owned(),
        page: place.page,
        src: link::picture(&place.path, place.page, link::PICTURE_PX),
        size: (page.width, page.height),
        view: view((page.width, page.height), &read.bbox).map(|side| side.to_string()).join(" "),
        bounds: {
            let [x0, y0, x1, y1] = read.bbox;
            [x0, y0, x1 - x0, y1 - y0]
        },
        characters: characters(read),
        sure: match lang {
            Lang::Zh => format!("把握 {}%", (read.confidence * 100.0).floor()),
            Lang::En => format!("{}% sure", (read.confidence * 100.0).floor()),
        },
        candidates: if written_by.is_some() { Vec::new() } else { candidates(read, names) },
        left: super::queue::left_on(page),
        written_by,
    })
}

fn characters(line: &Line) -> Vec<CharacterShown> {
    let weak = |at: usize| line.weak.iter().find(|weak| usize::from(weak.at) == at).map(|weak| weak.sure);
    line.text.chars().enumerate().map(|(at, c)| CharacterShown { text: c.to_string(), weak: weak(at) }).collect()
}

fn candidates(line: &Line, names: &[String]) -> Vec<Candidate> {
    let likely = likely_names(line, names).into_iter().take(OFFERED).zip(1..);
    likely
        .map(|(likely, key)| {
            let length = likely.name.chars().count();
            let before: String = line.text.chars().take(likely.at).collect();
            let behind: String = line.text.chars().skip(likely.at + length).collect();
            Candidate { name: likely.name.to_owned(), key, text: format!("{before}{}{behind}", likely.name) }
        })
        .collect()
}

/// What of a page is shown: the line over its whole length with something around it, within the page.
fn view((width, height): (f32, f32), [x0, y0, x1, y1]: &[f32; 4]) -> [f32; 4] {
    let (above, beside) = ((y1 - y0) * AROUND.0, width * AROUND.1);
    let (left, top) = ((x0 - beside).max(0.0), (y0 - above).max(0.0));
    [left, top, (x1 + beside).min(width) - left, (y1 + above).min(height) - top]
}

/// What a person reads in a line, in words.
fn reads(written: &Transcription, lang: Lang) -> String {
    let Transcription { page, read, text, .. } = written;
    match (lang, read == text) {
        (Lang::Zh, true) => format!("第 {page} 页：“{text}”识别无误"),
        (Lang::En, true) => format!("page {page}: “{text}” was recognised rightly"),
        (Lang::Zh, false) => format!("第 {page} 页：“{read}”转录为“{text}”"),
        (Lang::En, false) => format!("page {page}: “{read}” reads “{text}”"),
    }
}

/// What somebody did to a line, in words.
pub(crate) fn what(step: &TranscriptionStep, lang: Lang) -> String {
    match step {
        SaidStep::Write(written) => reads(written, lang),
        SaidStep::Withdraw => lang.pick("撤下这份文件的转录", "withdrew the transcription of this file").to_owned(),
        SaidStep::Undo { .. } => lang.pick("撤销转录的上一步", "took back the transcription's last step").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{OtherCharacter, WeakCharacter};

    #[test]
    fn weak_characters_are_marked_and_a_name_takes_its_place() {
        let weak = WeakCharacter { at: 5, sure: 61, others: vec![OtherCharacter('梅', 6)] };
        let line = Line { text: "主持：陈秋悔，".to_owned(), bbox: [0.0; 4], confidence: 0.9, weak: vec![weak] };
        let marked: Vec<_> = characters(&line).into_iter().filter(|c| c.weak.is_some()).collect();
        assert_eq!(marked, [CharacterShown { text: "悔".to_owned(), weak: Some(61) }]);
        let offered = candidates(&line, &["陈秋梅".to_owned(), "王芳".to_owned()]);
        let expected = Candidate { name: "陈秋梅".to_owned(), key: 1, text: "主持：陈秋梅，".to_owned() };
        assert_eq!(offered, [expected]);
    }

    #[test]
    fn the_view_stays_within_the_page() {
        let [x, y, width, height] = view((100.0, 50.0), &[0.0, 1.0, 99.5, 11.0]);
        assert!(x >= 0.0 && y >= 0.0 && x + width <= 100.0 && y + height <= 50.0);
        assert!(height > 20.0);
    }
}

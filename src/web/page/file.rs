//! One page of one file: its text with the quoted words marked, and its place in the assessment.

use std::{collections::BTreeSet, ops::Range};

use super::{
    Frame, Lang, Part, Report, Template, View,
    grid::{Grid, grid},
    unit::kind_name,
    viewer::Viewer,
};
use crate::{
    archive::Format,
    index::{Needle, snippet::matches},
    model::{ArchivePath, Line, Page, PageSource, Unit},
    report::{
        link,
        shown::{Links, NoticeShown, Show, StateShown},
        words,
    },
};

/// The page to show, as it was read.
#[derive(Debug, Clone)]
pub struct PageText<'a> {
    /// The page, where that page was read.
    pub page: Option<&'a Page>,
    /// Its number, counted from 1.
    pub number: u32,
    /// How many pages the file has.
    pub count: u32,
}

/// A hit whose page is shown: what was searched for, and the way to its neighbours.
#[derive(Debug, Clone, Default)]
pub struct HitView {
    /// The query as it was asked.
    pub query: String,
    /// What answers it.
    pub needles: Vec<Needle>,
    /// The head of the following page, for strings over the break.
    pub next_text: String,
    /// Its place among the hits, counted from 1, and how many there are; zeros where that is not known.
    pub number: usize,
    /// How many hits there are.
    pub total: usize,
    /// The hit before, as a link.
    pub before: Option<String>,
    /// The hit behind.
    pub after: Option<String>,
}

/// A place of the file in the rubric.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) unit: String,
    pub(super) id: String,
    pub(super) href: String,
    pub(super) state: StateShown,
    pub(super) as_what: &'static str,
}

/// The way through the hits of a search.
#[derive(Debug)]
struct HitsShown {
    query: String,
    back: String,
    number: usize,
    total: usize,
    before: Option<String>,
    after: Option<String>,
}

/// `/file/{path}?page=…&quote=…`
#[derive(Debug, Template)]
#[template(path = "file.html")]
pub struct FilePage {
    lang: Lang,
    frame: Frame,
    path: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    number: u32,
    count: u32,
    source: &'static str,
    parts: Vec<Part>,
    /// The quotation asked for, where it is not on the page as read.
    not_found: Option<String>,
    /// The page as a picture, where it can be drawn.
    viewer: Option<Viewer>,
    /// The cells, where the page is a sheet.
    grid: Option<Grid>,
    hits: Option<HitsShown>,
    original: String,
    uses: Vec<Use>,
    notices: Vec<NoticeShown>,
    before: Option<String>,
    after: Option<String>,
}

impl FilePage {
    /// A page of a file, with a quotation to mark; `quote` may be empty. `view` says how large and which way up.
    pub fn new(
        report: &Report,
        path: &ArchivePath,
        text: &PageText<'_>,
        quote: &str,
        view: &View,
        frame: Frame,
    ) -> Self {
        let lang = frame.lang;
        let entry = report.files.get(path);
        let unit = entry.map_or(&Unit::Unassigned, |entry| &entry.unit);
        let read = text.page.map_or("", |page| page.text.as_str());
        let (parts, found) = marked(read, quote);
        let mut frame = frame.titled(path.file_name(), "");
        frame.crumbs.insert(1, (words::unit_name(unit, lang).to_owned(), Some(link::unit(unit))));
        let media_type = entry.map_or("", |entry| entry.media_type.as_str());
        let mut facts = Vec::new();
        if let Some(entry) = entry {
            let kind = kind_name(report, entry.kind.as_deref(), lang);
            facts.push((lang.pick("文种", "Kind"), kind));
            let date = entry.date.map(|date| date.to_string()).unwrap_or_default();
            facts.push((lang.pick("落款日期", "Date"), date));
            facts.push((lang.pick("页数", "Pages"), entry.pages.to_string()));
            facts.push((lang.pick("大小", "Size"), words::bytes(entry.bytes)));
            let format = Format::ALL.iter().find(|format| format.media_type() == entry.media_type);
            let format = format.map_or(entry.media_type.as_str(), |format| format.name());
            facts.push((lang.pick("格式", "Format"), format.to_owned()));
        }
        facts.push((lang.pick("文件夹", "Folder"), path.folder().to_owned()));
        facts.retain(|(_, value)| !value.is_empty());
        let at = |number| view.kept(&link::file(path, Some(number), quote));
        let boxes = text.page.map(|page| boxes(&page.lines, quote)).unwrap_or_default();
        let show = Show::new(report, lang, Links::Web);
        let own = report.notices.iter().filter(|notice| notice.path.as_ref() == Some(path));
        Self {
            lang,
            frame,
            path: path.to_string(),
            title: entry.map_or_else(|| path.file_name().to_owned(), |entry| entry.title.clone()),
            facts,
            number: text.number,
            count: text.count,
            source: text.page.map_or("", |page| source_word(page.source, lang)),
            grid: text.page.and_then(|page| grid(page, &parts)),
            parts,
            not_found: (!found && !quote.is_empty()).then(|| quote.to_owned()),
            viewer: Viewer::new(path, media_type, text, boxes, view, lang),
            hits: None,
            original: link::original(path),
            uses: uses(report, path, &show, lang),
            notices: own.map(|notice| show.notice(notice)).collect(),
            before: (text.number > 1).then(|| at(text.number - 1)),
            after: (text.number < text.count).then(|| at(text.number + 1)),
        }
    }

    /// Marks and boxes what answers a query instead of a quotation, and shows the way to the neighbouring hits.
    #[must_use]
    pub fn with_hit(mut self, text: &PageText<'_>, view: HitView) -> Self {
        let read = text.page.map_or("", |page| page.text.as_str());
        let ranges = merged(matches(read, &view.next_text, &view.needles).into_iter().map(|(range, _)| range));
        self.parts = cut(read, &ranges);
        self.not_found = None;
        if let Some(page) = text.page {
            if let Some(viewer) = &mut self.viewer {
                viewer.boxes = word_boxes(&page.text, &page.lines, &ranges);
            }
            self.grid = grid(page, &self.parts);
        }
        view.query.clone_into(&mut self.frame.query);
        self.hits = Some(HitsShown {
            back: link::search(&view.query, 0, ""),
            query: view.query,
            number: view.number,
            total: view.total,
            before: view.before,
            after: view.after,
        });
        self
    }
}

/// Ranges in order, those that touch as one.
fn merged(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = ranges.filter(|range| !range.is_empty()).collect();
    all.sort_by_key(|range| (range.start, range.end));
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in all {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}

/// A text in parts, those in the ranges marked.
pub(super) fn cut(text: &str, ranges: &[Range<usize>]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut done = 0;
    for range in ranges {
        parts.push(Part { text: text[done..range.start].to_owned(), marked: false });
        parts.push(Part { text: text[range.clone()].to_owned(), marked: true });
        done = range.end;
    }
    parts.push(Part { text: text[done..].to_owned(), marked: false });
    parts.retain(|part| !part.text.is_empty());
    parts
}

/// How wide a character is beside others of its line, in widths of a Chinese one.
fn width_of(c: char) -> f32 {
    match c {
        '\t' => 2.0,
        c if c.is_ascii() => 0.5,
        _ => 1.0,
    }
}

/// The boxes of parts of a page's text: the share of the line that each part takes up.
///
/// Characters of the text are matched with those of the lines one by one. Where the two differ, each part is looked
/// for in the lines instead.
fn word_boxes(text: &str, lines: &[Line], ranges: &[Range<usize>]) -> Vec<[f32; 4]> {
    let places: Vec<(usize, usize, char)> = lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| line.text.char_indices().map(move |(byte, c)| (at, byte, c)))
        .filter(|(_, _, c)| !c.is_whitespace())
        .collect();
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
    let same = letters.iter().map(|(_, c)| c).eq(places.iter().map(|(_, _, c)| c));
    let mut wanted: BTreeSet<usize> = BTreeSet::new();
    for range in ranges {
        let from = letters.partition_point(|(byte, _)| *byte < range.start);
        let until = letters.partition_point(|(byte, _)| *byte < range.end);
        if same {
            wanted.extend(from..until);
            continue;
        }
        let part: Vec<char> = letters[from..until].iter().map(|(_, c)| *c).collect();
        for (at, window) in places.windows(part.len().max(1)).enumerate() {
            if !part.is_empty() && window.iter().map(|(_, _, c)| c).eq(&part) {
                wanted.extend(at..at + part.len());
            }
        }
    }
    let mut found = Vec::new();
    let wanted: Vec<usize> = wanted.into_iter().collect();
    for run in wanted.chunk_by(|a, b| a + 1 == *b && places[*a].0 == places[*b].0) {
        let (Some(&first), Some(&last)) = (run.first(), run.last()) else { continue };
        let (line, from, _) = places[first];
        let (_, until, c) = places[last];
        found.push(part_of_line(&lines[line], from..until + c.len_utf8()));
    }
    found
}

/// `x`, `y`, width and height of a part of a line, with a small margin.
fn part_of_line(line: &Line, part: Range<usize>) -> [f32; 4] {
    let [x0, y0, x1, y1] = line.bbox;
    let width = |text: &str| text.chars().map(width_of).sum::<f32>();
    let all = width(&line.text).max(f32::EPSILON);
    let (from, until) = (width(&line.text[..part.start]) / all, width(&line.text[..part.end]) / all);
    let upright = (y1 - y0) > 1.5 * (x1 - x0) && line.text.chars().nth(1).is_some();
    let [x0, y0, x1, y1] = if upright {
        [x0, y0 + (y1 - y0) * from, x1, y0 + (y1 - y0) * until]
    } else {
        [x0 + (x1 - x0) * from, y0, x0 + (x1 - x0) * until, y1]
    };
    let margin = (y1 - y0).min(x1 - x0).max(0.0) * 0.1;
    [x0 - margin, y0 - margin, x1 - x0 + 2.0 * margin, y1 - y0 + 2.0 * margin]
}

fn source_word(source: PageSource, lang: Lang) -> &'static str {
    match source {
        PageSource::TextLayer => lang.pick("文字取自文件本身", "text from the file itself"),
        PageSource::Ocr => {
            lang.pick("文字由图像识别而来，请对照原件", "text recognised from the picture; compare with the original")
        }
        PageSource::Cells => lang.pick("表格单元格，以制表符分隔", "cells of a sheet, divided by tabs"),
        PageSource::Plain => lang.pick("纯文本", "plain text"),
    }
}

/// The boxes of the lines on which a quotation stands; white space is not compared.
pub(super) fn boxes(lines: &[Line], quote: &str) -> Vec<[f32; 4]> {
    let wanted: Vec<char> = quote.chars().filter(|c| !c.is_whitespace()).collect();
    let letters: Vec<(usize, char)> = lines
        .iter()
        .enumerate()
        .flat_map(|(at, line)| line.text.chars().filter(|c| !c.is_whitespace()).map(move |c| (at, c)))
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    for window in letters.windows(wanted.len()) {
        if window.iter().map(|(_, c)| c).eq(&wanted) {
            found.extend(window.iter().map(|(at, _)| *at));
        }
    }
    /// How far a box stands off its line, as a share of the line's height.
    const MARGIN: f32 = 0.15;
    let boxed = |at: usize| {
        let [x0, y0, x1, y1] = lines[at].bbox;
        let margin = (y1 - y0) * MARGIN;
        [x0 - margin, y0 - margin, x1 - x0 + 2.0 * margin, y1 - y0 + 2.0 * margin]
    };
    found.into_iter().map(boxed).collect()
}

/// Where the file stands in the assessment: as evidence, or with a finding.
pub(super) fn uses(report: &Report, path: &ArchivePath, show: &Show<'_>, lang: Lang) -> Vec<Use> {
    let mut uses = Vec::new();
    for unit in report.units() {
        for item in &unit.items {
            let evidence = item.evidence.iter().any(|evidence| evidence.citation.path == *path);
            let finding = item.findings.iter().flat_map(|it| &it.places).any(|place| place.path == *path);
            let as_what = match (evidence, finding) {
                (true, true) => lang.pick("证据，另有发现", "evidence, with a finding"),
                (true, false) => lang.pick("证据", "evidence"),
                (false, true) => lang.pick("有发现", "a finding"),
                (false, false) => continue,
            };
            uses.push(Use {
                unit: words::unit_name(&unit.unit, lang).to_owned(),
                id: item.id.clone(),
                href: link::item(&unit.unit, &item.id),
                state: show.state(item.state),
                as_what,
            });
        }
    }
    uses
}

/// The text with every place of the quotation marked, and whether there is one. White space between characters is
/// not compared, since lines break elsewhere in a quotation.
fn marked(text: &str, quote: &str) -> (Vec<Part>, bool) {
    let wanted: Vec<char> = quote.chars().filter(|c| !c.is_whitespace()).collect();
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !c.is_whitespace()).collect();
    let mut parts = Vec::new();
    let mut done = 0;
    let mut at = 0;
    while !wanted.is_empty() && at + wanted.len() <= letters.len() {
        let same = letters[at..at + wanted.len()].iter().map(|(_, c)| c).eq(&wanted);
        if !same {
            at += 1;
            continue;
        }
        let (last, c) = letters[at + wanted.len() - 1];
        let (start, end) = (letters[at].0, last + c.len_utf8());
        parts.push(Part { text: text[done..start].to_owned(), marked: false });
        parts.push(Part { text: text[start..end].to_owned(), marked: true });
        done = end;
        at += wanted.len();
    }
    let found = !parts.is_empty();
    parts.push(Part { text: text[done..].to_owned(), marked: false });
    parts.retain(|part| !part.text.is_empty());
    (parts, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, quote: &str) -> (String, bool) {
        let (parts, found) = marked(text, quote);
        let mark = |part: &Part| if part.marked { format!("[{}]", part.text) } else { part.text.clone() };
        (parts.iter().map(mark).collect(), found)
    }

    #[test]
    fn the_words_of_a_hit_are_boxed_within_their_line() {
        let line = |text: &str, bbox| Line { text: text.to_owned(), bbox, confidence: 0.9 };
        let lines = [line("公示 期间", [0.0, 0.0, 90.0, 20.0]), line("张庄村", [0.0, 40.0, 20.0, 100.0])];
        let text = "公示 期间\n张庄村";
        let at = |word: &str| text.find(word).map(|at| at..at + word.len()).expect("it is there");
        // Four and a half widths on 90: a character is 20 wide.
        let rounded = |boxes: Vec<[f32; 4]>| -> Vec<[f32; 4]> { boxes.iter().map(|it| it.map(f32::round)).collect() };
        assert_eq!(rounded(word_boxes(text, &lines, &[at("期间")])), [[48.0, -2.0, 44.0, 24.0]]);
        assert_eq!(rounded(word_boxes(text, &lines, &[at("庄")])), [[-2.0, 58.0, 24.0, 24.0]], "columns go down");
        assert_eq!(word_boxes(text, &lines, &[at("间\n张")]).len(), 2, "over the line break");
        assert_eq!(
            word_boxes("别的 张庄村", &lines, std::slice::from_ref(&(7..16))).len(),
            1,
            "looked for where the texts differ"
        );
        assert!(
            word_boxes(text, &[], std::slice::from_ref(&(0..6))).is_empty() && word_boxes("", &lines, &[]).is_empty()
        );
    }

    #[test]
    fn parts_that_overlap_are_marked_once() {
        let ranges = merged([3..9, 0..6, 12..12].into_iter());
        assert_eq!(ranges, std::slice::from_ref(&(0..9)));
        assert_eq!(cut("公示期间", &ranges).len(), 2);
    }

    #[test]
    fn the_lines_of_a_quotation_are_boxed() {
        let line = |text: &str, y| Line { text: text.to_owned(), bbox: [10.0, y, 110.0, y + 20.0], confidence: 0.9 };
        let lines = [line("公示 期：6月", 0.0), line("15日至19日", 40.0), line("张庄村", 80.0)];
        assert_eq!(boxes(&lines, "6月15日"), [[7.0, -3.0, 106.0, 26.0], [7.0, 37.0, 106.0, 26.0]]);
        assert_eq!(boxes(&lines, "张庄村").len(), 1);
        assert!(boxes(&lines, "章程").is_empty() && boxes(&lines, " ").is_empty() && boxes(&[], "章").is_empty());
    }

    #[test]
    fn every_place_of_the_quotation_is_marked_across_line_breaks() {
        assert_eq!(shown("公示期：6月\n15日 公示期", "公示期"), ("[公示期]：6月\n15日 [公示期]".to_owned(), true));
        assert_eq!(shown("公示期：6月\n15日", "6月15日"), ("公示期：[6月\n15日]".to_owned(), true));
        assert_eq!(shown("公示", "章程"), ("公示".to_owned(), false));
        assert_eq!(shown("", "x"), (String::new(), false));
        assert_eq!(shown("公示", " "), ("公示".to_owned(), false));
    }
}

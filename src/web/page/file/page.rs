//! One page of one file: its text with the quoted words marked, and its place in the assessment.

use askama::Template;

use super::{
    correction::{CorrectionForm, CorrectionShown, corrected_text, state_word},
    grid::{SheetPart, grid},
};
use crate::{
    archive::Format,
    index::{Needle, snippet::matches},
    model::{ArchivePath, CorrectedState, Enclosed, Lang, PageSource, Unit},
    report::{
        Report, link,
        shown::{Links, NoticeShown, Show},
        words,
    },
    web::{
        answer::frame::PageFrame,
        page::{
            boxes::{boxes, word_boxes},
            marks::{MarkedPart, cut, marked, merged},
            names::kind_name,
            uses::{Use, uses},
            viewer::{PageText, PageViewer, View},
        },
    },
};

/// A hit whose page is shown: what was searched for, and the way to its neighbours.
#[derive(Debug, Clone, Default)]
pub struct HitView {
    /// The query as it was typed.
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
#[template(path = "file/file.html")]
pub struct FilePage {
    lang: Lang,
    frame: PageFrame,
    path: String,
    title: String,
    facts: Vec<(&'static str, String)>,
    number: u32,
    count: u32,
    source: &'static str,
    parts: Vec<MarkedPart>,
    /// The quotation to be marked, where it is not on the page as read.
    not_found: Option<String>,
    /// The page as a picture, where it can be drawn.
    viewer: Option<PageViewer>,
    /// The cells, where the page is a sheet.
    grid: Option<SheetPart>,
    hits: Option<HitsShown>,
    original: String,
    uses: Vec<Use>,
    /// What a person corrected, and who.
    corrected: Option<(String, bool)>,
    /// The form that corrects it, for those who may.
    correction: Option<CorrectionShown>,
    notices: Vec<NoticeShown>,
    /// Where the numbers of people are shown in full, where they are masked and the viewer may see them.
    numbers: Option<String>,
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
        frame: PageFrame,
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
            let about = entry.topics.iter().filter_map(|id| report.rubric.topic(id));
            let about: Vec<&str> = about.map(|topic| topic.name.get(lang)).collect();
            facts.push((lang.pick("内容", "About"), about.join(lang.pick("、", ", "))));
            facts.push((lang.pick("发文单位", "Issued by"), entry.issuer.clone().unwrap_or_default()));
            facts.push((lang.pick("主送", "To"), entry.addressee.clone().unwrap_or_default()));
            let states = [
                (entry.is_draft, state_word(CorrectedState::Draft, lang)),
                (entry.is_template, state_word(CorrectedState::Blank, lang)),
            ];
            let states: Vec<&str> = states.iter().filter(|(is, _)| *is).map(|(_, word)| *word).collect();
            facts.push((lang.pick("状态", "State"), states.join(lang.pick("、", ", "))));
            let apart = entry.apart.iter().map(|reason| reason.get(lang).to_owned());
            facts.extend(apart.map(|reason| (lang.pick("不作材料", "No evidence"), reason)));
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
            viewer: PageViewer::new(path, media_type, text, boxes, view, lang),
            hits: None,
            original: link::original(path),
            uses: uses(report, path, &show, lang),
            corrected: entry.and_then(|entry| corrected_text(report, entry, lang)),
            correction: None,
            notices: own.map(|notice| show.notice(notice)).collect(),
            numbers: None,
            before: (text.number > 1).then(|| at(text.number - 1)),
            after: (text.number < text.count).then(|| at(text.number + 1)),
        }
    }

    /// Adds where the numbers of people are shown in full.
    #[must_use]
    pub fn with_numbers_at(self, href: String) -> Self {
        Self { numbers: Some(href), ..self }
    }

    /// Adds what the document carries beside its pages.
    #[must_use]
    pub fn with_enclosed(mut self, enclosed: &Enclosed) -> Self {
        let lang = self.lang;
        let label = lang.pick("电子签名签章（未验证）", "Seals and signatures (not verified)");
        self.facts.extend(enclosed.signatures.iter().map(|said| (label, said.clone())));
        let label = lang.pick("内嵌附件", "Attached inside");
        self.facts.extend(enclosed.attachments.iter().map(|name| (label, name.clone())));
        self
    }

    /// Adds the form that corrects what the file is taken for.
    #[must_use]
    pub fn with_correction(mut self, report: &Report, path: &ArchivePath, form: &CorrectionForm) -> Self {
        self.correction =
            report.files.get(path).map(|entry| CorrectionShown::new(report, path, entry, form, self.lang));
        self
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

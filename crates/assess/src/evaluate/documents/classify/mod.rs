//! What a file is: by its name, its title, its folders and the words on its first page, in this order.
//!
//! A name that says it outright wins. Then the paper's own title, which knows better than the folder it was put in;
//! then the folders, nearest first. What it is about is found the same way, and independently.

mod identified;
mod labelled;
#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use regex::Regex;

use self::{
    identified::Named,
    labelled::{first_day, labelled_day, signature_date, subject},
};
use super::{
    document::is_illegible,
    identity::{Identity, Places, SetApart},
    issued::issued,
};
use crate::{
    containment::{contain, trip},
    evaluate::{Dated, Document},
    model::{
        Citation, Failure, FileStatus, Layout, Page, PageSource, PhotoFacts, Stage, StoredContent, StoredFile, Unit,
    },
    rubric::{Clues, Matcher, Medium},
    text::{fold::fold_name, names::strip_order, pattern},
    vocabulary,
};

/// Lines of the first page that can belong to a title.
const HEAD_LINES: usize = 8;
/// A longer line is running text.
const HEAD_CHARS: usize = 40;
/// Words in a picture's own name that say it shows something going on, and not a paper.
static PHOTO_WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| vocabulary!("folders.tsv").read_by("picture-name").collect());

/// Words right behind 草案 by which a paper speaks of the draft and is none itself: 关于通过《章程（草案）》的决议.
static ON_DRAFT: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("clauses.tsv").forms("on-a-draft")));
/// Characters behind the mark in which such words are looked for.
const ON_DRAFT_WITHIN: usize = 10;
/// Words of a folder that holds final papers too.
static FINAL: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("folders.tsv").forms("final")));

/// Classifies files with one rubric's patterns and one archive's layout.
#[derive(Debug)]
pub struct Classifier<'a> {
    matcher: &'a Matcher,
    layout: &'a Layout,
    places: Places<'a>,
    /// Folded names of all villages, with their full names.
    villages: Vec<(String, String)>,
}

impl<'a> Classifier<'a> {
    /// A classifier for one archive.
    pub fn new(matcher: &'a Matcher, layout: &'a Layout) -> Self {
        let villages =
            layout.township.villages.iter().map(|village| (fold_name(&village.name), village.name.clone())).collect();
        Self { matcher, layout, places: Places::new(&layout.township), villages }
    }

    /// Classifies one file from its name, its place and what was read from it.
    ///
    /// `listed_as` is the title that a contents list (卷内目录) gives to it, where its own name is only a number.
    pub fn classify(&self, file: &StoredFile, content: Vec<Page>, listed_as: Option<&str>) -> Document {
        let pages = content.as_slice();
        let unit = self.layout.unit_of(&file.path);
        let below_unit = self.layout.below_unit(&file.path).to_owned();
        let photo = file.content.as_ref().and_then(|content| content.photo.clone());
        let is_photo = photo.is_some();
        let name = match listed_as {
            Some(title) => fold_name(title),
            None => own_name(file),
        };
        let folders: Vec<String> = below_unit
            .rsplit_once('/')
            .map_or("", |(folders, _)| folders)
            .split('/')
            .rev()
            .filter(|folder| !folder.is_empty())
            .map(|folder| strip_order(&fold_name(folder)).to_owned())
            .collect();
        // What stands in a photo of something going on, a banner or a board, is no title of a paper. A picture is of a
        // paper where much is written on it and its folder does not call it a photo.
        let in_photo_folder = is_photo
            && folders.iter().any(|folder| {
                let kinds = self.matcher.kinds_of_folder(folder, true);
                kinds.iter().any(|kind| self.matcher.medium_of(kind) == Some(Medium::Image))
            });
        let is_paper = !is_photo || (!in_photo_folder && is_written_page(pages));
        let is_unreadable = |page: &Page| !is_photo && is_illegible(page);
        let text_page = pages.iter().find(|page| !page.text.trim().is_empty() && !is_unreadable(page));
        let paper_pages = if is_paper { pages } else { &[] };
        let head = text_page
            .filter(|_| is_paper)
            .map(|page| PageHeading::of(page, |line| !self.matcher.kinds_of(line, false).is_empty()));
        let head_text = head.as_ref().map_or("", |head| head.folded.as_str());

        let nearest: Vec<&str> = folders.iter().map(String::as_str).collect();
        let title_text = head.as_ref().map_or("", |head| head.title_folded.as_str());
        let clues = Clues { name: &name, folders: &nearest, title: title_text, is_image: is_photo };
        let mut kinds = self.matcher.classify(clues);
        if kinds.is_empty() && !is_paper {
            // In a plain folder a banner or the head of a board tells what a photo is of.
            kinds = text_page.map(|page| self.by_banner(page)).unwrap_or_default();
        }
        let mut kinds = kinds.into_iter().map(str::to_owned);
        let (kind, mut secondary): (Option<String>, Vec<String>) = (kinds.next(), kinds.collect());
        for other in self.kinds_of_sheets(pages) {
            if kind.as_ref() != Some(&other) && !secondary.contains(&other) {
                secondary.push(other);
            }
        }
        let said = format!("{head_text}\n{}", text_page.map_or_else(String::new, subject));
        let mut topics = self.topics_said(&name, &said);
        let names_topic = !topics.is_empty();
        if !names_topic {
            topics = self.topics_around(&folders, text_page);
        }
        let is_image_kind = kind.as_ref().is_some_and(|kind| self.matcher.medium_of(kind) == Some(Medium::Image));
        let called_photo = kind.is_some() && PHOTO_WORDS.iter().any(|word| name.contains(word));
        let shows_itself = is_photo && (is_image_kind || called_photo);
        let has_unread_pages =
            file.content.as_ref().is_some_and(|content| content.unread > 0) || pages.iter().any(is_unreadable);
        let is_container =
            file.status == FileStatus::Read && file.content.as_ref().is_some_and(StoredContent::is_container);
        let shown_by = head
            .as_ref()
            .map_or_else(|| Citation::file(&file.path), |head| Citation::on(&file.path, head.page, &head.title));
        let kind_by_name = !self.matcher.kinds_of(&name, is_photo).is_empty();
        let is_template = self.matcher.is_template(&name) || self.matcher.is_template(head_text);
        let stem = fold_name(file.path.stem());
        // Titles break over lines: the last line of the head has all of them joined.
        let joined = head_text.lines().next_back().unwrap_or_default();
        let is_draft = [name.as_str(), &stem, joined].into_iter().any(|said| self.is_called_draft(said))
            || folders.first().is_some_and(|folder| self.is_called_draft(folder) && !FINAL.is_match(folder));
        let own_title = file.content.as_ref().and_then(|content| content.title.clone());
        let title = match (&head, listed_as) {
            (_, Some(listed)) => listed.to_owned(),
            (Some(head), None) => head.title.clone(),
            (None, None) => own_title.filter(|_| !is_photo).unwrap_or_else(|| file.path.stem().to_owned()),
        };
        let mut document = Document {
            date: self.date(file, paper_pages, &folders, photo.as_ref(), listed_as),
            signed: signature_date(file, paper_pages),
            villages: self.villages_in(file, pages),
            label: format!("{name}\n{head_text}\n{}", folders.join("\n")),
            digest: file.hash.as_ref().map(|hash| hash.as_str().to_owned()),
            path: file.path.clone(),
            below_unit,
            unit,
            status: file.status,
            media_type: file.content.as_ref().map_or_else(String::new, |content| content.media_type.clone()),
            bytes: file.size,
            pages: file.content.as_ref().map_or(0, |content| content.pages),
            has_text: text_page.is_some(),
            is_container,
            has_unread_pages,
            shows_a_page: is_photo && (is_paper || (kind.is_some() && !shows_itself)),
            overlay: text_page.filter(|_| is_photo && !is_paper).map_or_else(String::new, |page| page.text.clone()),
            is_read: file.status == FileStatus::Read
                && (text_page.is_some() || shows_itself || (is_photo && !pages.is_empty() && !has_unread_pages)),
            photo,
            kind,
            secondary,
            topics,
            records: Vec::new(),
            groups: 0,
            kind_by_name,
            is_template,
            is_draft,
            title,
            shown_by,
            written: None,
            is_rejected: false,
            corrected: None,
            failure: None,
            identity: Arc::default(),
            apart: Arc::default(),
            content: content.into(),
        };
        // An annex may end with days of its own; the one under the issuer's name goes before the last one.
        if is_paper && let Some(day) = issued(&document) {
            document.signed = Some(Dated { date: day.value, place: day.cite(&document) });
        }
        if is_paper {
            document.identity = Arc::new(Identity::read(document.as_paper(), &self.places));
            let of_title = self.matcher.kinds_of(title_text, is_photo);
            let draft = self.is_called_draft(&name) || self.is_called_draft(&stem);
            let named = Named { kind: kind_by_name || !of_title.is_empty(), topic: names_topic, of_title, draft };
            self.by_identity(&mut document, &named);
            self.without_issuer(&mut document, &name, &said);
        } else {
            document.apart = self.by_foreign_banner(&document).into_iter().collect();
        }
        document
    }

    /// The same, where a paper on which it fails is known by its name and place alone, and set aside.
    pub fn classify_contained(&self, file: &StoredFile, content: Vec<Page>, listed_as: Option<&str>) -> Document {
        let failed = match contain(|| {
            trip("classify", file.path.as_str());
            self.classify(file, content, listed_as)
        }) {
            Ok(document) => return document,
            Err(panic) => panic,
        };
        let by_name = contain(|| self.classify(file, Vec::new(), None));
        let mut document = by_name.unwrap_or_else(|_| {
            let mut bare = Document::of_pages(file.path.clone(), Vec::new());
            (bare.status, bare.bytes) = (file.status, file.size);
            bare.unit = self.layout.unit_of(&file.path);
            bare.digest = file.hash.as_ref().map(|hash| hash.as_str().to_owned());
            bare
        });
        let path = Some(file.path.clone());
        document.set_aside(Failure { path, item: None, stage: Stage::Classify, place: failed.place });
        document
    }

    /// Whether folded words call the paper itself a draft.
    fn is_called_draft(&self, said: &str) -> bool {
        self.matcher.behind_draft_mark(said).is_some_and(|behind| {
            let near: String = behind.chars().take(ON_DRAFT_WITHIN).collect();
            !ON_DRAFT.is_match(&near)
        })
    }

    /// What the sheets of a workbook are, each by its own name: 报表.xlsx holds the balance sheet as one of them.
    fn kinds_of_sheets(&self, pages: &[Page]) -> Vec<String> {
        let sheets = pages.iter().filter(|page| page.source == PageSource::Cells && !page.text.trim().is_empty());
        let names: Vec<String> = sheets.filter_map(|page| page.label.as_deref().map(fold_name)).collect();
        if names.len() < 2 {
            return Vec::new();
        }
        names
            .iter()
            .filter_map(|name| self.matcher.kinds_of(name, false).into_iter().next())
            .map(str::to_owned)
            .collect()
    }

    /// The kinds of photos by the first line of words in the picture that names one. Lines of a character or two are
    /// what recognition makes of a scene.
    fn by_banner(&self, page: &Page) -> Vec<&str> {
        /// The fewest Chinese characters of a line that counts.
        const WORDS: usize = 4;
        let has_words = |line: &&str| line.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9FFF}')).count() >= WORDS;
        let mut lines = page.text.lines().filter(has_words).map(|line| self.matcher.kinds_of_banner(&fold_name(line)));
        lines.find(|kinds| !kinds.is_empty()).unwrap_or_default()
    }

    /// That a picture in one village's folder is of another village: the line that says what it is of (会标) begins with the
    /// other one's name, and the own name stands nowhere in it.
    fn by_foreign_banner(&self, document: &Document) -> Option<SetApart> {
        let own = fold_name(document.unit.village()?);
        let township = fold_name(&self.layout.township.name);
        document.lines().find_map(|line| {
            let folded = fold_name(line.text);
            let said = folded.strip_prefix(township.as_str()).unwrap_or(&folded);
            let is_title = || !self.matcher.kinds_of_banner(&folded).is_empty();
            let (_, name) = self.villages.iter().find(|(name, _)| said.starts_with(name.as_str()))?;
            let is_foreign = !folded.contains(own.as_str()) && is_title();
            is_foreign.then(|| SetApart::by_banner(name, document.cite(line.page, line.text.trim())))
        })
    }

    /// What name and title say that it is about.
    fn topics_said(&self, name: &str, head: &str) -> Vec<String> {
        let mut topics = self.matcher.topics_of(name);
        for topic in self.matcher.topics_of(head) {
            if !topics.contains(&topic) {
                topics.push(topic);
            }
        }
        owned(topics)
    }

    /// What the nearest folder that says anything, or else the first page, says that it is about.
    fn topics_around(&self, folders: &[String], page: Option<&Page>) -> Vec<String> {
        let of_folders = folders.iter().map(|folder| self.matcher.topics_of(folder)).find(|topics| !topics.is_empty());
        let of_page = || page.map(|page| owned(self.matcher.topics_of(&fold_name(&page.text))));
        of_folders.map(owned).or_else(of_page).unwrap_or_default()
    }

    /// The day it tells of or was made.
    fn date(
        &self,
        file: &StoredFile,
        pages: &[Page],
        folders: &[String],
        photo: Option<&PhotoFacts>,
        listed_as: Option<&str>,
    ) -> Option<Dated> {
        let at_file = |date: Date| Dated { date, place: Citation::file(&file.path) };
        if let Some(taken) = photo.and_then(|photo| photo.taken) {
            return Some(at_file(taken.date()));
        }
        let by_name = first_day(listed_as.unwrap_or_else(|| file.path.stem()));
        if let Some((date, _)) = by_name {
            return Some(at_file(date));
        }
        // A paper's first day is often the reference date of what it tells, so a labelled day and the signature go first.
        if let Some(page) = pages.iter().find(|page| !page.text.trim().is_empty()) {
            let on_page =
                |(date, quote): (Date, String)| Dated { date, place: Citation::on(&file.path, page.page, &quote) };
            let found = labelled_day(&page.text).map(on_page);
            let found = found.or_else(|| signature_date(file, pages));
            if let Some(dated) = found.or_else(|| first_day(&page.text).map(on_page)) {
                return Some(dated);
            }
        }
        folders.iter().find_map(|folder| first_day(folder)).map(|(date, _)| at_file(date))
    }

    /// Villages mentioned by their full names. Only the township's papers are asked: a village's name its own.
    fn villages_in(&self, file: &StoredFile, pages: &[Page]) -> Vec<String> {
        if self.layout.unit_of(&file.path) != Unit::Township {
            return Vec::new();
        }
        let mut text = fold_name(file.path.as_str());
        for page in pages {
            text.push('\n');
            text.push_str(&fold_name(&page.text));
        }
        self.villages.iter().filter(|(folded, _)| text.contains(folded)).map(|(_, name)| name.clone()).collect()
    }
}

fn owned(ids: Vec<&str>) -> Vec<String> {
    ids.into_iter().map(str::to_owned).collect()
}

/// The folded name without order number; empty where it only repeats its folder and a number (`会议记录/会议记录3`),
/// for then the folder's order says no more of this file than of its neighbours.
fn own_name(file: &StoredFile) -> String {
    let folded = fold_name(file.path.stem());
    let name = strip_order(&folded);
    let folder = fold_name(file.path.folders().next_back().unwrap_or_default());
    let repeats = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | '-' | '_'));
    if repeats != name && repeats == strip_order(&folder) { String::new() } else { name.to_owned() }
}

/// Chinese characters from which on a picture shows a written page rather than a scene with a board in it.
const WRITTEN_PAGE: usize = 60;

/// Whether so much is written on a picture that it is one of a paper.
fn is_written_page(pages: &[Page]) -> bool {
    let han = |page: &Page| page.text.chars().filter(|c| matches!(c, '\u{3400}'..='\u{9FFF}')).count();
    pages.iter().map(han).sum::<usize>() >= WRITTEN_PAGE
}

/// The heading of a first page.
struct PageHeading {
    page: u32,
    /// The line, or the joined lines, that read as the title; exactly as on the page where it is one line.
    title: String,
    /// The same, folded.
    title_folded: String,
    /// All heading lines, folded, one a line, and once more joined, since titles break over lines.
    folded: String,
}

impl PageHeading {
    fn of(page: &Page, says_kind: impl Fn(&str) -> bool) -> Self {
        let mut lines: Vec<&str> = Vec::new();
        for line in page.text.lines().map(str::trim).filter(|line| !line.is_empty()).take(HEAD_LINES) {
            let is_text = line.chars().count() > HEAD_CHARS || line.ends_with(['。', '；', ';']);
            if is_text && !lines.is_empty() {
                break;
            }
            lines.push(line);
            // A salutation or a first field ends the heading.
            if is_text || line.ends_with(['：', ':']) {
                break;
            }
        }
        let joined = fold_name(&lines.concat());
        let telling = lines.iter().find(|line| says_kind(&fold_name(line)));
        // A title broken over lines says its kind only when it is joined again.
        let title_folded = telling.map_or_else(|| joined.clone(), |line| fold_name(line));
        let title = telling
            .or_else(|| lines.iter().max_by_key(|line| line.chars().count()))
            .map_or_else(String::new, |line| first_cell(line));
        let mut folded: String = lines.iter().map(|line| fold_name(line) + "\n").collect();
        folded.push_str(&joined);
        Self { page: page.page, title, title_folded, folded }
    }
}

/// A sheet's first row can hold a title and empty cells; only the first filled cell is the title.
fn first_cell(line: &str) -> String {
    line.split('\t').map(str::trim).find(|cell| !cell.is_empty()).unwrap_or(line).to_owned()
}

//! OFD, the fixed-layout format of GB/T 33190: the text of each page, line by line, with a place in millimetres.
//!
//! [`package`] unpacks the files and finds them by the paths they give each other, [`content`] reads what a page
//! draws, and [`line`] sorts the characters into lines, those of the templates below a page among them. Attachments
//! and signatures are no text of the document and are left alone.

mod content;
mod line;
mod package;

use std::collections::HashMap;

use self::{
    content::Content,
    package::{Lost, Package, Piece, attribute, numbers, visit},
};
use super::{Limits, notice};
use crate::{
    archive::identify::Format,
    model::{Extraction, Line, Page, PageSource},
};

/// The page where no file gives an area: A4.
const A4: [f64; 4] = [0.0, 0.0, 210.0, 297.0];
/// Characters of templates that are kept for the next page.
const KEPT_GLYPHS: usize = 1_000_000;
/// Cells a side of the grid that measures picture cover.
const GRID: usize = 32;
/// A page covered by pictures to this share …
const SCAN_COVER: f64 = 0.8;
/// … with fewer Chinese characters and fewer letters and digits than these is a scan, as for PDF.
const SCAN_HAN: usize = 30;
const SCAN_LATIN: usize = 200;
/// A layer of which this share cannot be text is garbage.
const GARBAGE_SHARE: f64 = 0.3;
/// The smallest cover of pictures that may hold text worth reading.
const PICTURE_COVER: f64 = 0.05;
/// Filled outlines from which on a page without text shows drawn characters.
const OUTLINED: usize = 30;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Extraction {
    let Some(package) = Package::open(bytes, limits.max_uncompressed_bytes) else {
        return notice::only(notice::damaged(Format::Ofd));
    };
    let mut reading = Reading {
        package,
        limits,
        extraction: Extraction::default(),
        without_text: Vec::new(),
        cut: Vec::new(),
        text_bytes: 0,
        locked: false,
        too_much: false,
        incomplete: false,
        full: false,
    };
    let (title, roots) = reading.roots();
    reading.extraction.title = title;
    for root in roots {
        reading.document(&root);
    }
    reading.finish()
}

/// What one document of the package says about its pages.
#[derive(Default)]
struct Document {
    path: String,
    area: Option<[f64; 4]>,
    /// Template files by ID.
    templates: HashMap<String, String>,
    /// ID and file of each page.
    pages: Vec<(String, String)>,
    /// Annotation files by the page's ID.
    annotations: HashMap<String, Vec<String>>,
}

struct Reading<'b> {
    package: Package<'b>,
    limits: &'b Limits,
    extraction: Extraction,
    without_text: Vec<u32>,
    cut: Vec<u32>,
    text_bytes: usize,
    locked: bool,
    too_much: bool,
    /// Something besides single pages is missing.
    incomplete: bool,
    /// No further page is read.
    full: bool,
}

impl Reading<'_> {
    /// A file's text; what hinders is remembered.
    fn file(&mut self, path: &str) -> Option<String> {
        match self.package.text(path) {
            Ok(text) => Some(text),
            Err(lost) => {
                self.locked |= lost == Lost::Locked;
                self.too_much |= lost == Lost::TooMuch;
                None
            }
        }
    }

    /// The title and the paths of the documents, from the package's entry file (GB/T 33190, 7.4).
    fn roots(&mut self) -> (Option<String>, Vec<String>) {
        const ENTRY: &str = "OFD.xml";
        let (mut title, mut roots) = (String::new(), Vec::new());
        if let Some(xml) = self.file(ENTRY) {
            let mut root = String::new();
            visit(&xml, |path, piece| match (path, piece) {
                ([.., name], Piece::Start(_)) if name == "DocRoot" => root.clear(),
                ([.., name], Piece::Text(text)) if name == "DocRoot" => root.push_str(text),
                ([.., name], Piece::End) if name == "DocRoot" => roots.push(std::mem::take(&mut root)),
                ([.., info, name], Piece::Text(text)) if info == "DocInfo" && name == "Title" && roots.is_empty() => {
                    title.push_str(text);
                }
                _ => {}
            });
        }
        let mut paths: Vec<String> = Vec::new();
        for root in &roots {
            match self.package.find(ENTRY, "", root) {
                Some(path) if paths.contains(&path) => {}
                Some(path) => paths.push(path),
                None => self.incomplete = true,
            }
        }
        if paths.is_empty() {
            // Almost every program puts the first document here.
            paths.extend(self.package.find(ENTRY, "", "Doc_0/Document.xml"));
        }
        let title: String = title.chars().filter(|c| !c.is_control()).collect();
        (Some(title).filter(|title| !title.trim().is_empty()), paths)
    }

    fn document(&mut self, root: &str) {
        if self.full {
            return;
        }
        let Some(xml) = self.file(root) else {
            self.incomplete = true;
            return;
        };
        let room = self.limits.max_pages.saturating_sub(self.extraction.pages.len()).saturating_add(1);
        let mut document = Document { path: root.to_owned(), ..Document::default() };
        let mut annotations = String::new();
        let whole = visit(&xml, |path, piece| match (path, piece) {
            ([.., name], Piece::Start(element)) if name == "TemplatePage" => {
                if let (Some(id), Some(file)) = (attribute(element, "ID"), attribute(element, "BaseLoc")) {
                    document.templates.insert(id, file);
                }
            }
            ([.., pages, name], Piece::Start(element))
                if pages == "Pages" && name == "Page" && document.pages.len() < room =>
            {
                let (id, file) = (attribute(element, "ID"), attribute(element, "BaseLoc"));
                document.pages.push((id.unwrap_or_default(), file.unwrap_or_default()));
            }
            ([.., area, name], Piece::Text(text)) if area == "PageArea" => match name.as_str() {
                "PhysicalBox" => document.area = numbers(text).or(document.area),
                "ApplicationBox" if document.area.is_none() => document.area = numbers(text),
                _ => {}
            },
            ([_, name], Piece::Text(text)) if name == "Annotations" => annotations.push_str(text),
            _ => {}
        });
        self.incomplete |= !whole;
        self.find_annotations(&mut document, &annotations);

        let mut templates: HashMap<String, Content> = HashMap::new();
        for (id, file) in &document.pages {
            let number = u32::try_from(self.extraction.pages.len() + 1).unwrap_or(u32::MAX);
            if self.too_much
                || self.extraction.pages.len() >= self.limits.max_pages
                || self.text_bytes > self.limits.max_text_bytes
            {
                self.full = true;
                return;
            }
            self.page(&document, number, id, file, &mut templates);
        }
    }

    fn find_annotations(&mut self, document: &mut Document, reference: &str) {
        if reference.trim().is_empty() {
            return;
        }
        let Some(list) = self.package.find(&document.path, &document.path, reference) else { return };
        let Some(xml) = self.file(&list) else { return };
        let (mut page, mut file) = (String::new(), String::new());
        visit(&xml, |path, piece| match (path, piece) {
            ([_, name], Piece::Start(element)) if name == "Page" => {
                page = attribute(element, "PageID").unwrap_or_default();
            }
            ([_, _, name], Piece::Start(_)) if name == "FileLoc" => file.clear(),
            ([_, _, name], Piece::Text(text)) if name == "FileLoc" => file.push_str(text),
            ([_, _, name], Piece::End) if name == "FileLoc" => {
                // Programs list files that are not there; that is no loss.
                if let Some(found) = self.package.find(&list, &document.path, &file) {
                    document.annotations.entry(page.clone()).or_default().push(found);
                }
            }
            _ => {}
        });
    }

    fn page(
        &mut self,
        document: &Document,
        number: u32,
        id: &str,
        file: &str,
        templates: &mut HashMap<String, Content>,
    ) {
        let max_glyphs = self.limits.max_glyphs_per_page;
        let read = self.package.find(&document.path, "", file).and_then(|path| self.file(&path));
        let mut content = match read {
            Some(xml) => content::read(&xml, max_glyphs),
            None => Content { cut: true, ..Content::default() },
        };
        for template in std::mem::take(&mut content.templates) {
            if !templates.contains_key(&template) {
                let Some(reference) = document.templates.get(&template) else { continue };
                let path = self.package.find(&document.path, "", reference);
                let Some(xml) = path.and_then(|path| self.file(&path)) else {
                    content.cut = true;
                    continue;
                };
                if templates.values().map(|kept| kept.glyphs.len()).sum::<usize>() > KEPT_GLYPHS {
                    templates.clear();
                }
                templates.insert(template.clone(), content::read(&xml, max_glyphs));
            }
            if let Some(below) = templates.get(&template) {
                content.area = content.area.or(below.area);
                content.add(below, max_glyphs);
            }
        }
        for path in document.annotations.get(id).into_iter().flatten() {
            if let Some(xml) = self.file(path) {
                content.add(&content::read(&xml, max_glyphs), max_glyphs);
            }
        }

        let area = [content.area, document.area].into_iter().flatten().find(|area| is_sound(*area)).unwrap_or(A4);
        let lines = line::lines(&content.glyphs, area);
        let usable = has_text_layer(&lines, &content, area);
        let cover = cover(&content.images, area);
        if content.cut {
            self.cut.push(number);
        } else if !usable && (!lines.is_empty() || cover >= PICTURE_COVER || content.outlines >= OUTLINED) {
            self.without_text.push(number);
        }
        let lines = if usable { lines } else { Vec::new() };
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        self.text_bytes += text.len();
        let [_, _, width, height] = area.map(|value| value as f32);
        self.extraction.pages.push(Page { page: number, source: PageSource::TextLayer, width, height, text, lines });
    }

    fn finish(mut self) -> Extraction {
        let nothing = self.extraction.pages.iter().all(|page| page.text.is_empty());
        // Encrypted files stay where they are and look damaged; this list tells of them (GM/T 0099).
        if nothing && (self.locked || self.package.has_file_named("encryptions.xml")) {
            return notice::only(notice::encrypted());
        }
        if nothing && self.too_much {
            return notice::only(notice::unpacks_to_too_much(Format::Ofd));
        }
        let pages = self.extraction.pages.len();
        if pages == 0 || (nothing && self.cut.len() == pages) {
            return notice::only(notice::damaged(Format::Ofd));
        }
        let notices = &mut self.extraction.notices;
        if !self.without_text.is_empty() {
            notices.push(notice::no_text_layer(&self.without_text));
        }
        if !self.cut.is_empty() {
            notices.push(notice::pages_cut(&self.cut));
        }
        if self.full {
            notices.push(notice::pages_left_out(pages));
        }
        if self.incomplete {
            notices.push(notice::partly_read("文档的一部分", "A part of the document"));
        }
        self.extraction
    }
}

/// Whether a page's area can be one: its corner and size are finite and no larger than a sheet of paper may be.
fn is_sound([x, y, width, height]: [f64; 4]) -> bool {
    const LONGEST_MM: f64 = 100_000.0;
    [x, y].iter().all(|value| value.abs() <= LONGEST_MM)
        && [width, height].iter().all(|value| *value > 0.0 && *value <= LONGEST_MM)
}

/// Whether the lines read from the page are its text, and not a mark on a scan or codes without meaning.
fn has_text_layer(lines: &[Line], content: &Content, area: [f64; 4]) -> bool {
    let (mut total, mut han, mut latin, mut noise) = (0usize, 0usize, 0usize, 0usize);
    for c in lines.iter().flat_map(|line| line.text.chars()).filter(|c| !c.is_whitespace()) {
        total += 1;
        match c {
            '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => noise += 1,
            '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => han += 1,
            _ if c.is_alphanumeric() => latin += 1,
            _ => {}
        }
    }
    let scan = han < SCAN_HAN && latin < SCAN_LATIN && cover(&content.images, area) >= SCAN_COVER;
    total > 0 && noise as f64 <= GARBAGE_SHARE * total as f64 && !scan
}

/// The share of the page that pictures cover.
fn cover(images: &[[f64; 4]], [x, y, width, height]: [f64; 4]) -> f64 {
    let mut covered = [[false; GRID]; GRID];
    let cell = |share: f64| (share * GRID as f64).round().clamp(0.0, GRID as f64) as usize;
    for [left, top, across, down] in images {
        let (from, to) = (cell((left - x) / width), cell((left + across - x) / width));
        for row in covered.iter_mut().take(cell((top + down - y) / height)).skip(cell((top - y) / height)) {
            row.iter_mut().take(to).skip(from).for_each(|place| *place = true);
        }
    }
    covered.iter().flatten().filter(|place| **place).count() as f64 / (GRID * GRID) as f64
}

#[cfg(test)]
mod tests;

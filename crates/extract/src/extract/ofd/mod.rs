//! OFD, the fixed-layout format of GB/T 33190: the text of each page, line by line, with a place in millimetres.
//!
//! [`package`] unpacks the files and finds them by the paths they give each other, [`xml`] walks through one of them,
//! [`content`] reads what a page draws, [`resource`] finds what several pages share, and [`line`] sorts the characters
//! into lines, those of the templates below a page among them. [`font`] asks the fonts inside what characters are whose
//! codes say nothing, and [`shows`] hands over what the page shows, to be held against what is read of it
//! ([`crate::extract::judge`]). [`draw`] puts the pictures of a page together.
//! Attachments and signatures are listed by [`enclosed`] and are no text of the document; attached files are its members.

mod content;
mod draw;
mod enclosed;
mod font;
mod line;
mod package;
mod remark;
mod resource;
mod shows;

use std::collections::HashMap;

use self::{
    content::OfdContent,
    draw::PlacedPicture,
    font::PackageFonts,
    package::{Lost, OfdPackage},
    resource::Resources,
    shows::POINTS,
    xml::{XmlEvent, attribute, numbers, visit},
};
use super::{
    inside::FilesInside,
    judge::{Layer, Region, SCAN_COVER, with_own_regions},
    limits::Limits,
    notice,
    page::PagePicture,
    parts::{PageParts, PartPicture},
    xml,
};
use crate::{
    archive::identify::Format,
    model::{Extraction, Line, Page, PageSource},
};

/// The page where no file gives an area: A4.
const A4: [f64; 4] = [0.0, 0.0, 210.0, 297.0];
/// Characters of templates that are kept for the next page.
const KEPT_GLYPHS: usize = 1_000_000;
/// Composite graphics of one page that are looked into.
const MAX_COMPOSITES: usize = 1_000;
/// How deep composite graphics stand within each other.
const MAX_COMPOSITE_DEPTH: u32 = 6;

pub(super) fn read(bytes: &[u8], limits: &Limits) -> Extraction {
    let Some(mut reader) = OfdReader::of(bytes, limits) else {
        return notice::only(notice::damaged(Format::Ofd));
    };
    let entry = reader.entry();
    reader.extraction.title = entry.title;
    for root in entry.roots {
        reader.document(&root);
    }
    reader.extraction.enclosed.signatures = enclosed::signatures(&mut reader.package, &entry.signatures);
    reader.finish()
}

/// Puts the pictures of a page, counted from 1, together. `None` for a page without pictures, and for one whose text
/// does not stand on a picture that covers it: characters are not drawn.
pub(super) fn picture(bytes: &[u8], page: u32, side: u32, limits: &Limits) -> Option<PagePicture> {
    let judged = judged(bytes, page, limits)?;
    if !judged.content.glyphs.is_empty() && judged.cover < SCAN_COVER {
        return None;
    }
    draw::page(&judged.pictures, judged.area, side)
}

/// What is read of a page, counted from 1, and pictures of the parts that are not; `None` for a page that is read whole or
/// not at all, and for one with parts that are not pictures, which are not drawn.
pub(super) fn parts(bytes: &[u8], page: u32, side: u32, limits: &Limits) -> Option<PageParts> {
    let judged = judged(bytes, page, limits)?;
    let Layer::Partial(regions) = judged.layer else { return None };
    let area = judged.area;
    let [left, top, width, height] = area;
    let scale = f64::from(side) / width.max(height);
    let mut pictures = Vec::new();
    for region in regions {
        if !region.is_picture {
            return None;
        }
        let frame = region.frame.map(|side| side / POINTS);
        let [x0, y0, x1, y1] = frame;
        let pixels = draw::within(&judged.pictures, [left + x0, top + y0, x1 - x0, y1 - y0], scale);
        pictures.push(PartPicture { frame, pixels });
    }
    let glyphs = &judged.content.glyphs;
    Some(PageParts {
        width: width as f32,
        height: height as f32,
        lines: judged.lines,
        pieces: line::pieces(glyphs, area),
        read: glyphs.iter().filter(|glyph| glyph.c.is_some()).map(|glyph| line::frame(glyph, area)).collect(),
        pictures,
    })
}

/// Adds the remarks on a page that was recognised from its picture, which shows none of them.
pub(super) fn add_remarks(page: &mut Page, bytes: &[u8], limits: &Limits) {
    if let Some(judged) = judged(bytes, page.page, limits) {
        remark::add(page, &judged.content.remarks, judged.area);
    }
}

/// A page, counted from 1, as it is judged.
fn judged(bytes: &[u8], page: u32, limits: &Limits) -> Option<Judged> {
    let mut reader = OfdReader::of(bytes, limits)?;
    let mut left = (page as usize).checked_sub(1)?;
    for root in reader.entry().roots {
        let document = reader.open(&root)?;
        let Some((id, file)) = document.pages.get(left) else {
            left -= document.pages.len();
            continue;
        };
        let mut content = reader.content(&document, id, file, &mut HashMap::new());
        reader.place_composites(&document, &mut content);
        return Some(reader.judge(&document, content));
    }
    None
}

/// The attached files.
pub(super) fn files(bytes: &[u8], limits: &Limits) -> FilesInside {
    let mut found = FilesInside::new(limits.max_uncompressed_bytes);
    let Some(mut reader) = OfdReader::of(bytes, limits) else { return found };
    for root in reader.entry().roots {
        let Some(document) = reader.open(&root) else { continue };
        let Some(list) = reader.package.find(&root, "", &document.attachments) else { continue };
        let Some(xml) = reader.file(&list) else { continue };
        for file in enclosed::attachments(&xml) {
            let path = reader.package.find(&list, &root, &file.place).filter(|_| !file.place.is_empty());
            match path.and_then(|path| reader.package.bytes(&path).ok()) {
                Some(content) => found.add(Some(file.name), content),
                None => found.refuse(file.name),
            }
        }
    }
    found
}

/// What a page shows, and what that is worth.
struct Judged {
    content: OfdContent,
    /// `[x, y, width, height]` in millimetres.
    area: [f64; 4],
    /// The share of the page that pictures cover.
    cover: f64,
    pictures: Vec<PlacedPicture>,
    /// A picture that may be a paper cannot be decoded.
    is_incomplete: bool,
    lines: Vec<Line>,
    layer: Layer,
}

/// What the package's entry file says.
struct EntryFile {
    title: Option<String>,
    /// The documents' paths.
    roots: Vec<String>,
    /// The paths of lists of signatures.
    signatures: Vec<String>,
}

/// What one document of the package says about its pages.
#[derive(Default)]
struct OfdDocument {
    path: String,
    area: Option<[f64; 4]>,
    /// Template files by ID.
    templates: HashMap<String, String>,
    /// ID and file of each page.
    pages: Vec<(String, String)>,
    /// Annotation files by the page's ID.
    annotations: HashMap<String, Vec<String>>,
    /// The list of attached files, as the document names it.
    attachments: String,
    resources: Resources,
}

/// A package while it is read: what has been found so far, and what is missing.
struct OfdReader<'b> {
    package: OfdPackage<'b>,
    limits: &'b Limits,
    extraction: Extraction,
    without_text: Vec<u32>,
    /// Pages of which a part is not read.
    partial: Vec<(u32, Vec<Region>)>,
    fonts: PackageFonts,
    cut: Vec<u32>,
    /// Pages with pictures that cannot be decoded.
    undecoded: Vec<u32>,
    text_bytes: usize,
    locked: bool,
    too_much: bool,
    /// Something besides single pages is missing.
    incomplete: bool,
    /// No further page is read.
    full: bool,
}

impl<'b> OfdReader<'b> {
    fn of(bytes: &'b [u8], limits: &'b Limits) -> Option<Self> {
        Some(Self {
            package: OfdPackage::open(bytes, limits.max_uncompressed_bytes)?,
            limits,
            extraction: Extraction::default(),
            without_text: Vec::new(),
            partial: Vec::new(),
            fonts: PackageFonts::default(),
            cut: Vec::new(),
            undecoded: Vec::new(),
            text_bytes: 0,
            locked: false,
            too_much: false,
            incomplete: false,
            full: false,
        })
    }

    /// A file's text; the reason why one cannot be read is remembered for the notices.
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

    /// The title, the documents and their signatures, from the package's entry file (GB/T 33190, 7.4).
    fn entry(&mut self) -> EntryFile {
        const ENTRY: &str = "OFD.xml";
        let (mut title, mut roots, mut lists) = (String::new(), Vec::new(), Vec::new());
        if let Some(xml) = self.file(ENTRY) {
            let mut reference = String::new();
            visit(&xml, |path, event| match (path, event) {
                ([.., name], XmlEvent::Start(_)) if matches!(name.as_str(), "DocRoot" | "Signatures") => {
                    reference.clear()
                }
                ([.., name], XmlEvent::Text(text)) if matches!(name.as_str(), "DocRoot" | "Signatures") => {
                    reference.push_str(text);
                }
                ([.., name], XmlEvent::End) if name == "DocRoot" => roots.push(std::mem::take(&mut reference)),
                ([.., name], XmlEvent::End) if name == "Signatures" => lists.push(std::mem::take(&mut reference)),
                ([.., info, name], XmlEvent::Text(text))
                    if info == "DocInfo" && name == "Title" && roots.is_empty() =>
                {
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
        let mut signatures: Vec<String> = lists.iter().filter_map(|list| self.package.find(ENTRY, "", list)).collect();
        signatures.dedup();
        let title: String = title.chars().filter(|c| !c.is_control()).collect();
        EntryFile { title: Some(title).filter(|title| !title.trim().is_empty()), roots: paths, signatures }
    }

    /// What a document says of its pages.
    fn open(&mut self, root: &str) -> Option<OfdDocument> {
        let xml = self.file(root)?;
        let room = self.limits.max_pages.saturating_sub(self.extraction.pages.len()).saturating_add(1);
        let mut document = OfdDocument { path: root.to_owned(), ..OfdDocument::default() };
        let (mut annotations, mut resource, mut resources) = (String::new(), String::new(), Vec::new());
        let whole = visit(&xml, |path, event| match (path, event) {
            ([.., name], XmlEvent::Start(element)) if name == "TemplatePage" => {
                if let (Some(id), Some(file)) = (attribute(element, "ID"), attribute(element, "BaseLoc")) {
                    document.templates.insert(id, file);
                }
            }
            ([.., pages, name], XmlEvent::Start(element))
                if pages == "Pages" && name == "Page" && document.pages.len() < room =>
            {
                let (id, file) = (attribute(element, "ID"), attribute(element, "BaseLoc"));
                document.pages.push((id.unwrap_or_default(), file.unwrap_or_default()));
            }
            ([.., area, name], XmlEvent::Text(text)) if area == "PageArea" => match name.as_str() {
                "PhysicalBox" => document.area = numbers(text).or(document.area),
                "ApplicationBox" if document.area.is_none() => document.area = numbers(text),
                _ => {}
            },
            ([_, name], XmlEvent::Text(text)) if name == "Annotations" => annotations.push_str(text),
            ([_, name], XmlEvent::Text(text)) if name == "Attachments" => document.attachments.push_str(text),
            ([.., name], event) if matches!(name.as_str(), "PublicRes" | "DocumentRes") => match event {
                XmlEvent::Start(_) => resource.clear(),
                XmlEvent::Text(text) => resource.push_str(text),
                XmlEvent::End => resources.push(std::mem::take(&mut resource)),
            },
            _ => {}
        });
        self.incomplete |= !whole;
        self.find_annotations(&mut document, &annotations);
        for resource in resources {
            if let Some(path) = self.package.find(root, "", &resource)
                && let Some(xml) = self.file(&path)
            {
                document.resources.add(&path, xml);
            }
        }
        Some(document)
    }

    fn document(&mut self, root: &str) {
        if self.full {
            return;
        }
        let Some(document) = self.open(root) else {
            self.incomplete = true;
            return;
        };
        if let Some(list) = self.package.find(root, "", &document.attachments)
            && let Some(xml) = self.file(&list)
        {
            let names = enclosed::attachments(&xml).into_iter().map(|file| file.name);
            self.extraction.enclosed.attachments.extend(names);
        }
        let mut templates: HashMap<String, OfdContent> = HashMap::new();
        for (id, file) in &document.pages {
            let number = u32::try_from(self.extraction.pages.len() + 1).unwrap_or(u32::MAX);
            if self.too_much
                || self.extraction.pages.len() >= self.limits.max_pages
                || self.text_bytes > self.limits.max_text_bytes
            {
                self.full = true;
                return;
            }
            let mut content = self.content(&document, id, file, &mut templates);
            self.place_composites(&document, &mut content);
            self.page(&document, number, content);
        }
    }

    /// Adds what composite graphics hold, and the graphics within them.
    fn place_composites(&self, document: &OfdDocument, content: &mut OfdContent) {
        let mut left = MAX_COMPOSITES;
        self.place_within(document, content, MAX_COMPOSITE_DEPTH, &mut left);
    }

    fn place_within(&self, document: &OfdDocument, content: &mut OfdContent, depth: u32, left: &mut usize) {
        let max_glyphs = self.limits.max_glyphs_per_page;
        for placed in std::mem::take(&mut content.composites) {
            let (Some(rest), Some(inner_depth)) = (left.checked_sub(1), depth.checked_sub(1)) else {
                content.cut = true;
                return;
            };
            *left = rest;
            if let Some(xml) = document.resources.unit(&placed.resource) {
                let mut inner = content::read_unit(xml, &placed.resource, max_glyphs);
                self.place_within(document, &mut inner, inner_depth, left);
                content.add_placed(&inner, &placed, max_glyphs);
            }
        }
    }

    fn find_annotations(&mut self, document: &mut OfdDocument, reference: &str) {
        if reference.trim().is_empty() {
            return;
        }
        let Some(list) = self.package.find(&document.path, &document.path, reference) else { return };
        let Some(xml) = self.file(&list) else { return };
        let (mut page, mut file) = (String::new(), String::new());
        visit(&xml, |path, event| match (path, event) {
            ([_, name], XmlEvent::Start(element)) if name == "Page" => {
                page = attribute(element, "PageID").unwrap_or_default();
            }
            ([_, _, name], XmlEvent::Start(_)) if name == "FileLoc" => file.clear(),
            ([_, _, name], XmlEvent::Text(text)) if name == "FileLoc" => file.push_str(text),
            ([_, _, name], XmlEvent::End) if name == "FileLoc" => {
                // Programs list files that are not there; that is no loss.
                if let Some(found) = self.package.find(&list, &document.path, &file) {
                    document.annotations.entry(page.clone()).or_default().push(found);
                }
            }
            _ => {}
        });
    }

    /// What a page draws, with its templates and annotations.
    fn content(
        &mut self,
        document: &OfdDocument,
        id: &str,
        file: &str,
        templates: &mut HashMap<String, OfdContent>,
    ) -> OfdContent {
        let max_glyphs = self.limits.max_glyphs_per_page;
        let read = self.package.find(&document.path, "", file).and_then(|path| self.file(&path));
        let mut content = match read {
            Some(xml) => content::read(&xml, max_glyphs),
            None => OfdContent { cut: true, ..OfdContent::default() },
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
                content.add_below(below, max_glyphs);
            }
        }
        for path in document.annotations.get(id).into_iter().flatten() {
            if let Some(xml) = self.file(path) {
                content.add(&content::read(&xml, max_glyphs), max_glyphs);
                content.remarks.extend(remark::remarks(&xml));
            }
        }
        content
    }

    /// Gives the characters their meaning, and holds what the page shows against them.
    fn judge(&mut self, document: &OfdDocument, mut content: OfdContent) -> Judged {
        self.fonts.give_meaning(&mut self.package, &document.path, &document.resources, &mut content.glyphs);
        let area = area_of(&content, document);
        // Without text the whole page is drawn, and only then.
        let (pictures, is_incomplete) = draw::decoded(&mut self.package, &document.resources, &content.images, area);
        let (lines, layer, cover) = shows::judged(&mut content, area, &pictures);
        let mut lines = if matches!(layer, Layer::Unusable | Layer::Blank) { Vec::new() } else { lines };
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        lines.extend(remark::new_lines(&content.remarks, &text, area));
        Judged { content, area, cover, pictures, is_incomplete, lines, layer }
    }

    fn page(&mut self, document: &OfdDocument, number: u32, content: OfdContent) {
        let is_cut = content.cut;
        let Judged { area, lines, layer, is_incomplete, .. } = self.judge(document, content);
        if is_incomplete {
            self.undecoded.push(number);
        }
        match layer {
            _ if is_cut => self.cut.push(number),
            Layer::Unusable => self.without_text.push(number),
            Layer::Partial(regions) => self.partial.push((number, regions)),
            Layer::Usable | Layer::Blank => {}
        }
        let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
        self.text_bytes += text.len();
        let [_, _, width, height] = area.map(|value| value as f32);
        self.extraction.pages.push(Page {
            page: number,
            label: None,
            source: PageSource::TextLayer,
            width,
            height,
            text,
            lines,
        });
    }

    fn finish(mut self) -> Extraction {
        let nothing = self.extraction.pages.iter().all(|page| page.text.is_empty());
        // The encrypted files of a package look damaged; this list names them (GM/T 0099).
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
        let mut wanted = self.without_text;
        wanted.extend(with_own_regions(&self.partial));
        wanted.sort_unstable();
        self.extraction.wants_ocr = wanted;
        let notices = &mut self.extraction.notices;
        if !self.cut.is_empty() {
            notices.push(notice::pages_cut(&self.cut));
        }
        if !self.undecoded.is_empty() {
            notices.push(notice::pictures_not_decoded(&self.undecoded));
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

/// The page's area, or the document's.
fn area_of(content: &OfdContent, document: &OfdDocument) -> [f64; 4] {
    [content.area, document.area].into_iter().flatten().find(|area| is_sound(*area)).unwrap_or(A4)
}

/// Whether a page's area can be one: its corner and size are finite and no larger than a sheet of paper may be.
fn is_sound([x, y, width, height]: [f64; 4]) -> bool {
    const LONGEST_MM: f64 = 100_000.0;
    [x, y].iter().all(|value| value.abs() <= LONGEST_MM)
        && [width, height].iter().all(|value| *value > 0.0 && *value <= LONGEST_MM)
}

#[cfg(test)]
mod tests;

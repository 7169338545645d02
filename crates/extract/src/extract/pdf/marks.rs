//! What stands on a page and is not drawn by its content: values of forms, and remarks.

use std::collections::BTreeSet;

use hayro_syntax::{
    Pdf,
    object::{Array, Dict, Name, ObjectIdentifier, Stream, String as PdfString},
    page::Page as PdfPage,
};
use lopdf::{Dictionary, Object};

use super::{
    form,
    glyph::{Collector, PlacedGlyph},
    objects::{Objects, ObjectsTrouble},
    place::PlaceOnPage,
    remark::{self, PdfRemark},
};
use crate::{
    extract::limits::Limits,
    model::{Line, Page},
    text::without_space,
};

/// Annotations of one page that are looked at.
const MAX_ANNOTATIONS: usize = 2_000;
/// Annotation flags (ISO 32000-1, table 165): hidden, and not shown on a screen.
const UNSEEN: i64 = 1 << 1 | 1 << 5;

/// The pages of a file that have marks, and where these are read from.
pub(super) struct FileMarks {
    objects: Objects,
    pages: BTreeSet<ObjectIdentifier>,
    needs_appearances: bool,
}

/// Why a file's marks were not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MarksUnread;

impl FileMarks {
    /// The marks of a file; `None` where it has none.
    pub(super) fn of(pdf: &Pdf, bytes: &[u8], limits: &Limits) -> Result<Option<Self>, MarksUnread> {
        let needs_appearances = needs_appearances(pdf);
        let pages: BTreeSet<ObjectIdentifier> = pdf
            .pages()
            .iter()
            .take(limits.max_pages)
            .filter(|page| has_marks(page, needs_appearances))
            .filter_map(|page| page.raw().obj_id())
            .collect();
        if pages.is_empty() {
            return Ok(None);
        }
        if pdf.len() > limits.max_objects {
            return Err(MarksUnread);
        }
        let objects = Objects::without_content(bytes, &pages).map_err(|_: ObjectsTrouble| MarksUnread)?;
        Ok(Some(Self { objects, pages, needs_appearances }))
    }

    /// The marks of one page.
    pub(super) fn on(&self, page: &PdfPage<'_>) -> PageMarks {
        let mut marks = PageMarks::default();
        let found = page.raw().obj_id().filter(|id| self.pages.contains(id)).and_then(|id| self.objects.dictionary(id));
        let Some(dictionary) = found else { return marks };
        let (width, height) = page.render_dimensions();
        let mut seen = BTreeSet::new();
        for annotation in self.objects.array(dictionary, "Annots").iter().take(MAX_ANNOTATIONS) {
            let Some((id, Object::Dictionary(annotation))) = self.objects.resolved(annotation) else { continue };
            let is_repeated = id.is_some_and(|id| !seen.insert(id));
            if is_repeated || self.objects.flags(annotation, "F") & UNSEEN != 0 {
                continue;
            }
            self.add(annotation, page, [f64::from(width), f64::from(height)], &mut marks);
        }
        marks
    }

    fn add(&self, annotation: &Dictionary, page: &PdfPage<'_>, [width, height]: [f64; 2], marks: &mut PageMarks) {
        let place = self.objects.rectangle(annotation, "Rect").map(|rectangle| PlaceOnPage::of(rectangle, page));
        if self.objects.name(annotation, "Subtype") == Some(b"Widget") {
            let place = place.map(|place| place.on_page(width, height));
            let Some(place) = place.filter(|place| place.is_seen(width, height)) else { return };
            if let Some(value) = form::value(&self.objects, annotation, self.needs_appearances) {
                marks.values.push((place, value));
            }
        } else if let Some(remark) = remark::remark(&self.objects, annotation) {
            let place = place.unwrap_or(PlaceOnPage([0.0; 4]));
            if !marks.remarks.iter().any(|known| *known == (place, remark.clone())) {
                marks.remarks.push((place, remark));
            }
        }
    }
}

/// The marks of one page.
#[derive(Default)]
pub(super) struct PageMarks {
    values: Vec<(PlaceOnPage, form::FieldValue)>,
    remarks: Vec<(PlaceOnPage, PdfRemark)>,
}

impl PageMarks {
    /// The values that the page does not show already, as glyphs in their boxes.
    pub(super) fn values(&self, drawn: &Collector) -> Vec<PlacedGlyph> {
        let is_new = |(place, value): &&(PlaceOnPage, form::FieldValue)| {
            let there = place.drawn_in(drawn);
            let said = without_space(&value.setting.lines.concat());
            // An appearance that shows anything shows the value, perhaps in another form.
            let shows_another = value.has_appearance && there.chars().any(is_said);
            !shows_another && !there.contains(&said)
        };
        self.values.iter().filter(is_new).flat_map(|(place, value)| place.set(&value.setting, drawn)).collect()
    }

    /// The remarks that the page does not show already, each as a line.
    pub(super) fn remarks(&self, drawn: &Collector) -> Vec<Line> {
        let is_new = |(place, remark): &&(PlaceOnPage, PdfRemark)| {
            !remark.may_be_on_page || !is_copy(&without_space(&remark.said), &place.drawn_in(drawn))
        };
        self.remarks
            .iter()
            .filter(is_new)
            .map(|(place, remark)| line(remark.line(), *place, drawn.width, drawn.height))
            .collect()
    }

    /// What a picture of the page does not show, as lines: values and remarks without an appearance, and remarks to a
    /// place.
    pub(super) fn beside_picture(&self, page: &Page) -> Vec<Line> {
        let (width, height) = (f64::from(page.width), f64::from(page.height));
        let values = self.values.iter().filter(|(_, value)| !value.has_appearance);
        let values = values.map(|(place, value)| line(value.setting.lines.join(" "), *place, width, height));
        let text = without_space(&page.text);
        let is_new = |remark: &PdfRemark| {
            !(remark.is_drawn && remark.may_be_on_page && text.contains(&without_space(&remark.said)))
        };
        let remarks = self.remarks.iter().filter(|(_, remark)| is_new(remark));
        values.chain(remarks.map(|(place, remark)| line(remark.line(), *place, width, height))).collect()
    }
}

fn line(text: String, place: PlaceOnPage, width: f64, height: f64) -> Line {
    Line { text, bbox: place.bbox(width, height), confidence: 1.0, weak: Vec::new() }
}

/// Whether a glyph in a field's box is a part of its value, and no rule or dotted line to write on.
fn is_said(c: char) -> bool {
    c.is_alphanumeric() || c == '\u{FFFD}'
}

/// Whether a remark is what stands in its place: the text of a note as it is drawn, or the words that were marked.
fn is_copy(said: &str, there: &str) -> bool {
    there == said || (there.contains(said) && said.chars().count() * 2 >= there.chars().count())
}

fn needs_appearances(pdf: &Pdf) -> bool {
    let catalogue = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let form = catalogue.and_then(|catalogue| catalogue.get::<Dict<'_>>("AcroForm"));
    form.and_then(|form| form.get::<bool>("NeedAppearances")).unwrap_or_default()
}

/// A cheap look at whether a page may have marks.
fn has_marks(page: &PdfPage<'_>, needs_appearances: bool) -> bool {
    let Some(annotations) = page.raw().get::<Array<'_>>("Annots") else { return false };
    annotations.iter::<Dict<'_>>().take(MAX_ANNOTATIONS).any(|annotation| {
        let Some(kind) = annotation.get::<Name<'_>>("Subtype") else { return false };
        if kind.as_ref() == b"Widget" {
            let is_signature = annotation.get::<Name<'_>>("FT").is_some_and(|kind| kind.as_ref() == b"Sig");
            let appearance = annotation.get::<Dict<'_>>("AP");
            !is_signature && (needs_appearances || !appearance.is_some_and(|appearance| appearance.contains_key("N")))
        } else {
            let says = annotation.get::<PdfString<'_>>("Contents").is_some_and(|said| !said.as_bytes().is_empty())
                || annotation.get::<Stream<'_>>("Contents").is_some();
            says && remark::bears_remarks(kind.as_ref())
        }
    })
}

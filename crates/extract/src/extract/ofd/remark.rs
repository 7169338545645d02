//! Remarks that readers left on a page (GB/T 33190, 15.2: the element `Remark` of an annotation).

use super::xml::{XmlEvent, attribute, numbers, visit};
use crate::{
    model::{Line, Page},
    text::without_space,
};

/// Remarks of one file of annotations that are kept, the most characters of one, and of its author's name.
const MAX_REMARKS: usize = 2_000;
const MAX_CHARACTERS: usize = 20_000;
const MAX_AUTHOR: usize = 100;

/// A remark.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct OfdRemark {
    author: String,
    /// What it says, in one line.
    said: String,
    /// `[x, y, width, height]` of its appearance, in the page's coordinates.
    boundary: [f64; 4],
}

impl OfdRemark {
    /// The remark as the readers of other formats write it, on a page with this area.
    fn line(&self, [left, top, ..]: [f64; 4]) -> Line {
        let Self { author, said, boundary: [x, y, width, height] } = self;
        let text =
            if author.is_empty() { format!("批注：{said}") } else { format!("批注（{author}）：{said}") };
        let bbox = [x - left, y - top, x + width - left, y + height - top].map(|side| side as f32);
        Line { text, bbox, confidence: 1.0, weak: Vec::new() }
    }
}

/// The remarks of a file of annotations.
pub(super) fn remarks(xml: &str) -> Vec<OfdRemark> {
    let mut out: Vec<OfdRemark> = Vec::new();
    let mut remark: Option<OfdRemark> = None;
    visit(xml, |path, event| {
        let name = path.last().map_or("", String::as_str);
        match (name, event) {
            ("Annot", XmlEvent::Start(element)) => {
                let is = |name: &str, value: &str| attribute(element, name).is_some_and(|it| it.trim() == value);
                let is_left = is("Visible", "false") || is("Type", "Watermark") || out.len() >= MAX_REMARKS;
                let author = || attribute(element, "Creator").unwrap_or_default();
                remark = (!is_left).then(|| OfdRemark {
                    author: author().trim().chars().take(MAX_AUTHOR).collect(),
                    ..OfdRemark::default()
                });
            }
            ("Remark", XmlEvent::Text(text)) => {
                if let Some(remark) = remark.as_mut().filter(|remark| remark.said.len() < MAX_CHARACTERS) {
                    remark.said.push_str(text);
                }
            }
            ("Appearance", XmlEvent::Start(element)) => {
                if let Some(remark) = &mut remark {
                    remark.boundary = attribute(element, "Boundary").as_deref().and_then(numbers).unwrap_or_default();
                }
            }
            ("Annot", XmlEvent::End) => {
                if let Some(mut remark) = remark.take() {
                    let words: Vec<&str> = remark.said.split_whitespace().collect();
                    remark.said = words.join(" ").chars().take(MAX_CHARACTERS).collect();
                    out.extend((!remark.said.is_empty()).then_some(remark));
                }
            }
            _ => {}
        }
    });
    out
}

/// The remarks as lines, without those that repeat what the page says: programs copy the words that are marked.
pub(super) fn new_lines(remarks: &[OfdRemark], page_text: &str, area: [f64; 4]) -> Vec<Line> {
    let text = without_space(page_text);
    let is_new = |remark: &&OfdRemark| !text.contains(&without_space(&remark.said));
    remarks.iter().filter(is_new).map(|remark| remark.line(area)).collect()
}

/// Adds the remarks of a page that was recognised from its picture, which shows none of them.
pub(super) fn add(page: &mut Page, remarks: &[OfdRemark], area: [f64; 4]) {
    for line in new_lines(remarks, &page.text, area) {
        if !page.text.is_empty() {
            page.text.push('\n');
        }
        page.text.push_str(&line.text);
        page.lines.push(line);
    }
}

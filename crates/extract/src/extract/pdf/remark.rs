//! The remarks that readers left on a page: sticky notes, and what is written to a marked place (ISO 32000-1, 12.5.6).

use lopdf::Dictionary;

use super::objects::Objects;

/// The most characters of one remark, and of its author's name.
const MAX_CHARACTERS: usize = 20_000;
const MAX_AUTHOR: usize = 100;

/// A remark.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PdfRemark {
    author: Option<String>,
    /// What it says, in one line.
    pub(super) said: String,
    /// Whether it may stand on the page itself too: drawn there, or copied from there by the program that marked it.
    pub(super) may_be_on_page: bool,
    /// Whether it has an appearance, which a picture of the page shows.
    pub(super) is_drawn: bool,
}

impl PdfRemark {
    /// The remark as the readers of other formats write it.
    pub(super) fn line(&self) -> String {
        match &self.author {
            Some(author) => format!("批注（{author}）：{}", self.said),
            None => format!("批注：{}", self.said),
        }
    }
}

/// Whether annotations of this kind bear remarks.
pub(super) fn bears_remarks(kind: &[u8]) -> bool {
    const KINDS: [&[u8]; 15] = [
        b"Text",
        b"FreeText",
        b"Highlight",
        b"Underline",
        b"Squiggly",
        b"StrikeOut",
        b"Caret",
        b"Ink",
        b"Line",
        b"Square",
        b"Circle",
        b"Polygon",
        b"PolyLine",
        b"Stamp",
        b"FileAttachment",
    ];
    KINDS.contains(&kind)
}

/// The remark of an annotation; `None` where it has none.
pub(super) fn remark(objects: &Objects, annotation: &Dictionary) -> Option<PdfRemark> {
    let kind = objects.name(annotation, "Subtype").filter(|kind| bears_remarks(kind))?;
    // Answers such as "accepted" are made by programs.
    if annotation.has(b"StateModel") {
        return None;
    }
    let joined = objects.lines(objects.get(annotation, "Contents")?).join(" ");
    let words: Vec<&str> = joined.split_whitespace().collect();
    let said: String = words.join(" ").chars().take(MAX_CHARACTERS).collect();
    // Programs write the file's name to one that is attached.
    let named = |key| objects.dict(annotation, "FS").and_then(|file| objects.text(file, key));
    if said.is_empty() || ["UF", "F"].into_iter().filter_map(named).any(|name| name == said) {
        return None;
    }
    let author = objects.text(annotation, "T").map(|author| author.chars().take(MAX_AUTHOR).collect());
    let is_drawn = objects.dict(annotation, "AP").is_some_and(|appearance| appearance.has(b"N"));
    Some(PdfRemark { author, said, may_be_on_page: kind != b"Text", is_drawn })
}

//! The runs of text that rows are made of.

use super::glyph::Glyph;

/// A glyph with its place along and across the direction of writing.
#[derive(Clone, Copy)]
pub(super) struct AlignedGlyph<'g> {
    pub(super) glyph: &'g Glyph,
    /// Its place in the order of drawing.
    pub(super) order: usize,
    pub(super) start: f64,
    pub(super) baseline: f64,
}

impl AlignedGlyph<'_> {
    pub(super) fn end(&self) -> f64 {
        self.start + self.glyph.advance
    }
}

/// Characters of one row without a wide gap or a rule between them.
pub(super) struct TextRun<'g> {
    pub(super) members: Vec<AlignedGlyph<'g>>,
    pub(super) text: String,
    pub(super) start: f64,
    pub(super) end: f64,
    pub(super) baseline: f64,
    pub(super) size: f64,
    /// A rule stands before it.
    pub(super) ruled: bool,
}

impl TextRun<'_> {
    /// The height of the middle of its characters.
    pub(super) fn middle(&self) -> f64 {
        self.baseline - 0.38 * self.size
    }
}

/// The runs of one row, from the left.
pub(super) type TextRow<'g> = Vec<TextRun<'g>>;

/// The text of a row, a tab before each run that is a cell of its own and a space before the others.
pub(super) fn joined(row: &[TextRun<'_>], is_cell: impl Fn(&TextRun<'_>) -> bool) -> String {
    let mut text = String::new();
    for run in row {
        if !text.is_empty() {
            text.push(if is_cell(run) { '\t' } else { ' ' });
        }
        text.push_str(run.text.trim());
    }
    text
}

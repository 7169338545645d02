//! What a reader gets out of one file.

use serde::{Deserialize, Serialize};

use super::{ledger::Notice, photo::PhotoFacts};

/// Everything read from one file's bytes.
///
/// It depends on the bytes alone, never on the file's name or place, so that the store can keep it by content hash.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Extraction {
    /// The media type found in the bytes, `application/pdf`.
    pub media_type: String,
    /// The title that the file's own metadata gives, where it has one.
    pub title: Option<String>,
    /// The pages in order; a sheet of a workbook, or a whole flowing document, is one page.
    pub pages: Vec<Page>,
    /// Camera and caption facts, for pictures.
    pub photo: Option<PhotoFacts>,
    /// What could not be read, and why. Their paths are filled in by whoever knows the file's place.
    pub notices: Vec<Notice>,
}

/// How the text of a page was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageSource {
    /// The text layer of a fixed-layout document, or the text of a flowing one.
    TextLayer,
    /// Optical character recognition.
    Ocr,
    /// The cells of a sheet: tabs between columns, newlines between rows.
    Cells,
    /// A plain text file.
    Plain,
}

impl PageSource {
    /// The name in reports and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            PageSource::TextLayer => "text-layer",
            PageSource::Ocr => "ocr",
            PageSource::Cells => "cells",
            PageSource::Plain => "plain",
        }
    }
}

/// One page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Counted from 1.
    pub page: u32,
    /// How the text was obtained.
    pub source: PageSource,
    /// Width in the page's own units (PDF points, pixels); 0 where the format has no pages.
    pub width: f32,
    /// Height, as the width.
    pub height: f32,
    /// The text in reading order, lines divided by `\n`; empty for a page that shows none.
    pub text: String,
    /// The same lines with their place; empty where the format has none.
    pub lines: Vec<Line>,
}

/// One line of text on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// `[x0, y0, x1, y1]` in the page's own units, origin top left.
    pub bbox: [f32; 4],
    /// How sure the reading is, 0 to 1; 1 for a text layer.
    pub confidence: f32,
}

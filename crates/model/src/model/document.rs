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
    /// Pages, counted from 1 and ascending, that have no usable text of their own: their text has to be recognised
    /// from their picture. Pictures have one page, or one for each frame of a TIFF.
    #[serde(default)]
    pub wants_ocr: Vec<u32>,
    /// What the file holds beside its pages.
    #[serde(default)]
    pub enclosed: Enclosed,
    /// What could not be read, and why. Their paths are filled in by whoever knows the file's place.
    pub notices: Vec<Notice>,
}

/// What a document carries beside its pages; listed, and not read with them. Files attached to a PDF are its members.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Enclosed {
    /// Names of files attached inside it.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// Electronic seals and signatures, each in a few words: who, when, by which provider. They are not verified.
    #[serde(default)]
    pub signatures: Vec<String>,
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
    /// What the file itself calls the page: a printed page number such as `iv`, or the name of a sheet, with `（隐藏）`
    /// after that of a hidden one. Pictures inside an Office file are the pages `图1`, `图2` … after its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How the text was obtained.
    pub source: PageSource,
    /// Width in the page's own units: PDF points, millimetres of an OFD page, pixels of a picture, columns of a sheet;
    /// 0 where the format has no pages.
    pub width: f32,
    /// Height, as the width; rows of a sheet.
    pub height: f32,
    /// The text in reading order, lines divided by `\n`; empty for a page that shows none.
    pub text: String,
    /// The same lines with their place; empty where the format has none. On a sheet or a table each is one cell that
    /// is not empty, row by row; very large sheets keep the places of their first cells only.
    pub lines: Vec<Line>,
}

/// One line of text on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Its text.
    pub text: String,
    /// `[x0, y0, x1, y1]` in the page's own units, origin top left. A cell in column `c` and row `r`, counted from 0,
    /// has `[c, r, c + columns, r + rows]`, where a merged cell takes up several columns and rows: C5 is `[2, 4, 3, 5]`.
    pub bbox: [f32; 4],
    /// How sure the reading is, 0 to 1; 1 for a text layer.
    pub confidence: f32,
}

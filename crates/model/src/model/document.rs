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
    /// How sure the reading is, 0 to 1; 1 for a text layer. Of a recognised line, the mean over its characters.
    pub confidence: f32,
    /// The characters of a recognised line that are less sure than [`SURE_LINE`], in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<WeakCharacter>,
}

/// A character of a recognised line that recognition is not sure of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeakCharacter {
    /// Its place among the characters of the line's text, counted from 0.
    pub at: u16,
    /// How sure it is, in percent, rounded down.
    pub sure: u8,
    /// What else may stand there, the most likely first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<OtherCharacter>,
}

/// What else a character may be, and how unlikely that is: `−10 · log₁₀` of its probability, so that 30 stands for a
/// thousandth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherCharacter(pub char, pub u8);

/// A line below this confidence is not sure. Printed pages lie above it nearly always, handwriting often below.
pub const SURE_LINE: f32 = 0.97;
/// On a page that needs a person, the confidence from which on a line counts as sure.
pub const SURE_ON_DOUBTFUL_PAGE: f32 = 0.98;
/// From this part of its characters in unsure lines on, a page is handwritten or doubtful.
const UNSURE_PART: f32 = 0.08;

impl Page {
    /// Whether the page is handwritten or doubtful, so that a person has to read it: 8 % of its recognised characters or
    /// more stand in lines that are not sure. Such a page was read, and what it says is evidence that it is there, but no
    /// figure of it is held against anything.
    pub fn needs_person(&self) -> bool {
        let count = |line: &Line| line.text.chars().filter(|c| !c.is_whitespace()).count() as f32;
        let all: f32 = self.lines.iter().map(count).sum();
        let unsure: f32 = self.lines.iter().filter(|line| line.confidence < SURE_LINE).map(count).sum();
        self.source == PageSource::Ocr && all > 0.0 && unsure >= UNSURE_PART * all
    }

    /// The lines that a person has to read, by their places in `lines`; none on a page that needs nobody.
    pub fn unsure_lines(&self) -> Vec<usize> {
        if !self.needs_person() {
            return Vec::new();
        }
        let is_unsure = |line: &Line| line.confidence < SURE_ON_DOUBTFUL_PAGE && !line.text.trim().is_empty();
        self.lines.iter().enumerate().filter(|(_, line)| is_unsure(line)).map(|(at, _)| at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(lines: &[(&str, f32)]) -> Page {
        let line = |(text, confidence): &(&str, f32)| Line {
            text: (*text).to_owned(),
            bbox: [0.0; 4],
            confidence: *confidence,
            weak: Vec::new(),
        };
        Page {
            page: 1,
            label: None,
            source: PageSource::Ocr,
            width: 100.0,
            height: 100.0,
            text: String::new(),
            lines: lines.iter().map(line).collect(),
        }
    }

    #[test]
    fn a_page_with_many_characters_in_unsure_lines_needs_a_person() {
        let sure = ("应到代表三十四人，实到二十五人，同意二十二票", 0.995);
        for unsure in [("王芳主持会议", 0.969), ("余额61108元", 0.5), ("同意", 0.9)] {
            assert!(page(&[sure, unsure]).needs_person(), "{unsure:?}");
        }
        assert!(!page(&[sure, ("票", 0.9)]).needs_person(), "one character of many");
        assert!(!page(&[sure, ("王芳主持会议", 0.97)]).needs_person());
        assert!(!page(&[]).needs_person() && !page(&[("  ", 0.2)]).needs_person(), "an empty page needs nobody");
        let typed = Page { source: PageSource::TextLayer, ..page(&[("王芳", 0.5)]) };
        assert!(!typed.needs_person(), "a text layer says what it says");
    }

    #[test]
    fn on_such_a_page_lines_are_sure_from_a_higher_confidence_on() {
        assert_eq!(page(&[("甲乙丙丁", 0.9), ("戊己", 0.975), ("庚辛", 0.98)]).unsure_lines(), [0, 1]);
        assert_eq!(page(&[("甲乙丙丁", 0.975)]).unsure_lines(), [0usize; 0]);
    }

    #[test]
    fn a_stored_line_without_weak_characters_is_read() {
        let line: Line = serde_json::from_str(r#"{"text":"公示","bbox":[1,2,3,4],"confidence":0.98}"#).expect("a line");
        assert!(line.weak.is_empty());
        assert_eq!(serde_json::to_value(&line).expect("it is written").as_object().map(serde_json::Map::len), Some(3));
        let weak = WeakCharacter { at: 1, sure: 61, others: vec![OtherCharacter('示', 12)] };
        let written = serde_json::to_string(&weak).expect("it is written");
        assert_eq!(written, r#"{"at":1,"sure":61,"others":[["示",12]]}"#);
        assert_eq!(serde_json::from_str::<WeakCharacter>(&written).expect("read again"), weak);
    }
}

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

impl Line {
    /// Whether the line is unsure as handwriting and bad pictures are: not where the only doubt is which of the circles a
    /// zero is, which the numerals beside it decide, nor where it is one rare character of a name. Recognition has seen
    /// few of those, in print as well, and every other character of the line says that it is well written.
    fn says_handwriting(&self) -> bool {
        let text: Vec<char> = self.text.chars().collect();
        let at = |place: Option<usize>| place.and_then(|place| text.get(place)).copied();
        let is_zero = |weak: &&WeakCharacter| {
            let place = usize::from(weak.at);
            let beside = [at(place.checked_sub(1)), at(place.checked_add(1))];
            at(Some(place)).is_some_and(|c| ZEROS.contains(c))
                && beside.into_iter().flatten().any(|c| NUMERALS.contains(c))
        };
        let doubt: f32 = self.weak.iter().filter(is_zero).map(|weak| 1.0 - f32::from(weak.sure) / 100.0).sum();
        let is_rare_name = match self.weak.as_slice() {
            [only] => {
                NAME.contains(&text.len())
                    && text.iter().all(|c| is_han(*c))
                    && at(Some(usize::from(only.at))).is_some_and(|c| !is_usual(c))
            }
            _ => false,
        };
        !is_rare_name && self.confidence < SURE_LINE && self.confidence + doubt / text.len().max(1) as f32 <= SURE_LINE
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a character is of the first level of GB/T 2312: the 3,755 most used.
fn is_usual(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding_rs::GBK.encode(c.encode_utf8(&mut buffer));
    !unmappable && matches!(*bytes, [0xB0..=0xD7, 0xA1..=0xFE])
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
/// Ways to write a zero, and the numerals beside which a circle is one.
const ZEROS: &str = "〇○零";
const NUMERALS: &str = "一二三四五六七八九十〇○";
/// The characters of a name.
const NAME: std::ops::RangeInclusive<usize> = 2..=4;

impl Page {
    /// Whether the page is handwritten or doubtful, so that a person has to read it: 8 % of its recognised characters or
    /// more stand in lines that are not sure, for another reason than what is written there. Such a page was read, and what it says is evidence that it is there, but no
    /// figure of it is held against anything.
    pub fn needs_person(&self) -> bool {
        let count = |line: &Line| line.text.chars().filter(|c| !c.is_whitespace()).count() as f32;
        let all: f32 = self.lines.iter().map(count).sum();
        let unsure: f32 = self.lines.iter().filter(|line| line.says_handwriting()).map(count).sum();
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
    fn what_print_leaves_open_too_says_nothing_of_handwriting() {
        let weak = |at: u16, sure: u8| WeakCharacter { at, sure, others: Vec::new() };
        let with = |text: &str, confidence: f32, weak: &[WeakCharacter]| {
            let mut page = page(&[("应到三十人", 0.999), (text, confidence)]);
            page.lines[1].weak = weak.to_vec();
            page.needs_person()
        };
        for (text, confidence, marks) in [
            ("时间：二〇二〇年六月十五日", 0.9496, vec![weak(4, 70), weak(6, 65)]),
            ("龙文龑", 0.887, vec![weak(2, 66)]),
            ("付志翾", 0.964, vec![weak(2, 89)]),
        ] {
            assert!(!with(text, confidence, &marks), "{text}");
        }
        for (text, confidence, marks) in [
            ("时间：二〇二〇年六月十五日", 0.93, vec![weak(4, 70), weak(9, 35), weak(11, 55)]),
            ("同意〇票", 0.9, vec![weak(2, 60)]),
            ("赵建坤", 0.888, vec![weak(2, 66)]),
            ("龙玉龑", 0.85, vec![weak(1, 80), weak(2, 75)]),
            ("记录人龙文龑", 0.95, vec![weak(5, 66)]),
        ] {
            assert!(with(text, confidence, &marks), "{text}");
        }
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

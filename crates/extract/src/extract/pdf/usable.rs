//! Whether a page's text layer can be used, or the page has to be looked at as a picture.

use super::glyph::{Collector, PlacedGlyph};
use crate::model::Line;

/// A page covered by pictures to this share …
const SCAN_COVER: f64 = 0.8;
/// … with fewer Chinese characters than this is a scan (measured on 2,550 files).
const SCAN_HAN: usize = 30;
/// A covered page in Latin script is no scan from this many letters and digits on.
const SCAN_LATIN: usize = 200;
/// A layer of which this share cannot be text is garbage.
const GARBAGE_SHARE: f64 = 0.3;
/// Filled outlines from which on a page without glyphs shows drawn characters.
const OUTLINED: usize = 30;
/// The smallest cover of pictures that may hold text worth reading.
const PICTURE_COVER: f64 = 0.05;

/// A picture that covers this share of the page is read as well where the layer's text stands beside it: the layer is
/// a letterhead then, and the paper itself a picture.
const LARGE_PICTURE: f64 = 0.5;
/// How much of the layer's text may stand on such a picture.
const ON_PICTURE: f64 = 0.2;

/// Lines that scanner apps print on their pages.
const SCANNER_MARKS: [&str; 12] = [
    "扫描全能王",
    "CamScanner",
    "夸克扫描",
    "扫描创建",
    "Scanned by",
    "Scanned with",
    "白描",
    "WPS扫描",
    "布丁扫描",
    "万能扫描",
    "扫描宝",
    "由夸克",
];

/// What a page's text layer is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// It is the page's text.
    Usable,
    /// It is text, and a large picture beside it may hold more.
    BesidePicture,
    /// There is none, or it is not the page's text.
    Unusable,
    /// The page shows nothing that could be read.
    Blank,
}

/// What the lines read from the page are worth.
pub(super) fn layer(page: &Collector, lines: &[Line]) -> Layer {
    if !has_text_layer(page, lines) {
        return if is_blank(page) { Layer::Blank } else { Layer::Unusable };
    }
    let shown = page.glyphs.iter().filter(|glyph| glyph.text.as_ref().is_some_and(|text| !text.is_blank()));
    let (mut count, mut on_picture) = (0_usize, 0_usize);
    for glyph in shown {
        count += 1;
        on_picture += usize::from(page.is_covered(glyph.origin + glyph.direction * (glyph.advance / 2.0)));
    }
    let beside = (on_picture as f64) < ON_PICTURE * count as f64;
    if beside && page.image_cover() >= LARGE_PICTURE { Layer::BesidePicture } else { Layer::Usable }
}

/// Whether the lines read from the page are its text.
fn has_text_layer(page: &Collector, lines: &[Line]) -> bool {
    let count = Count::of(lines.iter().filter(|line| !is_scanner_mark(&line.text)));
    if count.total == 0 {
        return false;
    }
    if page.image_cover() >= SCAN_COVER && count.han < SCAN_HAN && count.latin < SCAN_LATIN {
        return false;
    }
    let missing = page.glyphs.iter().filter(|glyph| glyph.text.is_none()).count();
    let nothing = (count.noise + missing) as f64 > GARBAGE_SHARE * (count.total + missing) as f64;
    // Codes read with the wrong table come out as rows of punctuation, or as the rare characters at the end of
    // the GBK table (犃–犣), where Latin letters of a symbol font land.
    let symbols = count.total >= 20 && count.symbols as f64 > 0.7 * count.total as f64;
    let rare = count.rare >= 5 && count.rare as f64 > 0.2 * count.han as f64;
    !(nothing || symbols || rare)
}

/// Whether a page without text shows nothing that could be read from its picture either.
fn is_blank(page: &Collector) -> bool {
    let shows = |glyph: &PlacedGlyph| glyph.text.as_ref().is_none_or(|text| !text.is_blank());
    !page.glyphs.iter().any(shows) && page.image_cover() < PICTURE_COVER && page.outlines < OUTLINED
}

fn is_scanner_mark(line: &str) -> bool {
    line.chars().count() <= 40 && SCANNER_MARKS.iter().any(|mark| line.contains(mark))
}

#[derive(Default)]
struct Count {
    total: usize,
    han: usize,
    latin: usize,
    noise: usize,
    symbols: usize,
    rare: usize,
}

impl Count {
    fn of<'l>(lines: impl Iterator<Item = &'l Line>) -> Self {
        let mut count = Count::default();
        for c in lines.flat_map(|line| line.text.chars()).filter(|c| !c.is_whitespace()) {
            count.total += 1;
            match c {
                '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => count.noise += 1,
                '\u{7280}'..='\u{72A3}' if !matches!(c, '犀' | '犁' | '犊' | '犄' | '犒' | '犟') => {
                    count.rare += 1;
                    count.han += 1;
                }
                '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}' => count.han += 1,
                _ if c.is_control() => count.noise += 1,
                _ if c.is_alphanumeric() => count.latin += 1,
                // Rules and leaders are drawn with these; they are no sign of a wrong table.
                '_' | '.' | '-' | '…' | '·' | '—' => count.total -= 1,
                _ if c.is_ascii_punctuation() => count.symbols += 1,
                _ => {}
            }
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(texts: &[&str]) -> Vec<Line> {
        texts
            .iter()
            .map(|text| Line { text: (*text).to_owned(), bbox: [0.0; 4], confidence: 1.0, weak: Vec::new() })
            .collect()
    }

    #[test]
    fn scanner_marks_are_no_text_layer() {
        let page = Collector::new(600.0, 800.0, 10);
        assert!(!has_text_layer(&page, &lines(&["由 扫描全能王 扫描创建"])));
        assert!(!has_text_layer(&page, &lines(&["Scanned by CamScanner"])));
        assert!(has_text_layer(&page, &lines(&["村民代表会议记录", "由 扫描全能王 扫描创建"])));
    }

    #[test]
    fn garbage_is_no_text_layer() {
        let page = Collector::new(600.0, 800.0, 10);
        assert!(!has_text_layer(&page, &lines(&["!\"#$%&'()*+,/:;<=>?@[]"])));
        assert!(!has_text_layer(&page, &lines(&["犃犅犆犇犈犉犌犎"])));
        assert!(!has_text_layer(&page, &lines(&["\u{E001}\u{E002}张\u{FFFD}"])));
        assert!(has_text_layer(&page, &lines(&["合计：￥1,234.56（大写：壹仟贰佰叁拾肆元伍角陆分）"])));
        assert!(has_text_layer(&page, &lines(&["姓名：____________ 日期：______"])));
    }
}

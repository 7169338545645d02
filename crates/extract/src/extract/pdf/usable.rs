//! Whether the lines read from a page can be its text.

use super::glyph::Collector;
use crate::model::Line;

/// A layer of which this share cannot be text is garbage.
const GARBAGE_SHARE: f64 = 0.3;

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

/// Chinese characters, and letters and digits, of the lines, the marks of scanners left out.
pub(super) fn letters(lines: &[Line]) -> (usize, usize) {
    let count = CharacterCount::of(said(lines));
    (count.han, count.latin)
}

fn said(lines: &[Line]) -> impl Iterator<Item = char> {
    lines.iter().filter(|line| !is_scanner_mark(&line.text)).flat_map(|line| line.text.chars())
}

/// Whether the lines read from the page are its text.
pub(super) fn is_text(page: &Collector, lines: &[Line]) -> bool {
    let count = CharacterCount::of(said(lines));
    if count.total == 0 {
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

fn is_scanner_mark(line: &str) -> bool {
    line.chars().count() <= 40 && SCANNER_MARKS.iter().any(|mark| line.contains(mark))
}

#[derive(Default)]
struct CharacterCount {
    total: usize,
    han: usize,
    latin: usize,
    noise: usize,
    symbols: usize,
    rare: usize,
}

impl CharacterCount {
    fn of(characters: impl Iterator<Item = char>) -> Self {
        let mut count = CharacterCount::default();
        for c in characters.filter(|c| !c.is_whitespace()) {
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
        assert!(!is_text(&page, &lines(&["由 扫描全能王 扫描创建"])));
        assert!(!is_text(&page, &lines(&["Scanned by CamScanner"])));
        assert!(is_text(&page, &lines(&["村民代表会议记录", "由 扫描全能王 扫描创建"])));
    }

    #[test]
    fn garbage_is_no_text_layer() {
        let page = Collector::new(600.0, 800.0, 10);
        assert!(!is_text(&page, &lines(&["!\"#$%&'()*+,/:;<=>?@[]"])));
        assert!(!is_text(&page, &lines(&["犃犅犆犇犈犉犌犎"])));
        assert!(!is_text(&page, &lines(&["\u{E001}\u{E002}张\u{FFFD}"])));
        assert!(is_text(&page, &lines(&["合计：￥1,234.56（大写：壹仟贰佰叁拾肆元伍角陆分）"])));
        assert!(is_text(&page, &lines(&["姓名：____________ 日期：______"])));
    }
}

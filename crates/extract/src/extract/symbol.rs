//! Characters of symbol fonts, whose codes mean nothing without the font: marks in boxes, arrows, Greek letters.

/// Wingdings: the marks, digits in circles and arrows that forms use.
const WINGDINGS: [(u8, char); 40] = [
    (0x22, '✂'),
    (0x28, '☎'),
    (0x2A, '✉'),
    (0x46, '☞'),
    (0x4A, '☺'),
    (0x6C, '●'),
    (0x6D, '❍'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x70, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x75, '◆'),
    (0x76, '❖'),
    (0x80, '⓪'),
    (0x81, '①'),
    (0x82, '②'),
    (0x83, '③'),
    (0x84, '④'),
    (0x85, '⑤'),
    (0x86, '⑥'),
    (0x87, '⑦'),
    (0x88, '⑧'),
    (0x89, '⑨'),
    (0x8A, '⑩'),
    (0x9E, '·'),
    (0x9F, '•'),
    (0xA1, '○'),
    (0xA7, '▪'),
    (0xA8, '□'),
    (0xAB, '★'),
    (0xD8, '➢'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xE1, '↑'),
    (0xE2, '↓'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];
/// Wingdings 2, whose marks in boxes Chinese forms use.
const WINGDINGS_2: [(u8, char); 9] = [
    (0x4F, '✗'),
    (0x50, '✓'),
    (0x51, '☒'),
    (0x52, '☑'),
    (0x53, '☒'),
    (0x54, '☒'),
    (0x98, '●'),
    (0x99, '◉'),
    (0xA3, '□'),
];
/// Symbol, from 0x41: the Greek letters in the order of the Latin keys.
const GREEK: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλµνοπθρστυϖωξψζ{|}∼";
/// Symbol: signs of calculation.
const SYMBOL: [(u8, char); 14] = [
    (0xA3, '≤'),
    (0xA5, '∞'),
    (0xAB, '↔'),
    (0xAC, '←'),
    (0xAD, '↑'),
    (0xAE, '→'),
    (0xAF, '↓'),
    (0xB0, '°'),
    (0xB1, '±'),
    (0xB3, '≥'),
    (0xB4, '×'),
    (0xB8, '÷'),
    (0xB9, '≠'),
    (0xD6, '√'),
];

/// A character of a symbol font; one that is not known is kept in the private area, as Word keeps it.
pub(super) fn char_of(font: &str, code: u8) -> char {
    let font = font.to_lowercase();
    let in_table = |table: &[(u8, char)]| table.iter().find(|(known, _)| *known == code).map(|(_, shown)| *shown);
    let found = if font.starts_with("wingdings 2") {
        in_table(&WINGDINGS_2)
    } else if font.starts_with("wingdings") && !font.starts_with("wingdings 3") {
        in_table(&WINGDINGS)
    } else if font.starts_with("symbol") {
        let letter = code.checked_sub(0x41).and_then(|at| GREEK.chars().nth(usize::from(at)));
        letter.or_else(|| in_table(&SYMBOL)).or_else(|| (0x20..0x41).contains(&code).then(|| char::from(code)))
    } else {
        None
    };
    found.unwrap_or_else(|| char::from_u32(0xF000 + u32::from(code)).unwrap_or('\u{FFFD}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_forms_are_characters() {
        assert_eq!(char_of("Wingdings", 0xFE), '☑');
        assert_eq!(char_of("Wingdings 2", 0x52), '☑');
        assert_eq!(char_of("Symbol", b'b'), 'β');
        assert_eq!(char_of("Symbol", 0xA3), '≤');
        assert_eq!(char_of("Webdings", 0x61), '\u{F061}');
    }
}

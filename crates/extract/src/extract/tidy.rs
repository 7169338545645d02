//! Text as every reader keeps it, and the characters that need care in it.

/// Text as it is kept: `\n` between lines, no control characters but tabs, no white space at line ends, at most one
/// empty line in a row.
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = false;
    for line in text.replace("\r\n", "\n").split(['\n', '\r', '\u{B}', '\u{C}', '\u{2028}', '\u{2029}']) {
        let line: String = line.trim_end().chars().filter(|c| !is_noise(*c)).collect();
        if line.is_empty() {
            empty = !out.is_empty();
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty { "\n\n" } else { "\n" });
        }
        empty = false;
        out.push_str(&line);
    }
    out
}

/// Characters that carry no text: controls, byte order marks, zero-width marks.
pub(super) fn is_noise(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{2060}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Characters that stand without spaces between them.
pub(super) fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}' | '\u{2018}'..='\u{201D}' | '\u{2026}' | '\u{2014}' | '\u{25A0}'..='\u{25FF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidied_text_keeps_paragraphs() {
        assert_eq!(tidy("甲 \n\n\n\n乙\u{0}\u{200B}丙\n\n"), "甲\n\n乙丙");
        assert_eq!(tidy("甲\r\n乙"), "甲\n乙");
    }
}

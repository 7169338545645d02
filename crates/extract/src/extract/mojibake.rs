//! Mojibake: text that was decoded in a wrong encoding before the file was saved.
//!
//! A notice says what the text may have been. The text itself is kept unchanged even where it could be repaired, since
//! the file is evidence.

use encoding_rs::{GB18030, WINDOWS_1252};

use super::notice;
use crate::model::Notice;

/// How much of a text is looked at, in lines and in bytes of a line.
const MAX_LINES: usize = 20_000;
const MAX_LINE: usize = 2_000;
/// The fewest Chinese characters that decoding a line again must give for the line to be taken for a wrong reading of
/// them.
const FEWEST: usize = 4;
/// Characters of a line that a notice shows.
const SHOWN: usize = 16;

/// A notice, where lines of the text look like Chinese read in another encoding, or like what is left of it.
pub(super) fn notice_of(text: &str) -> Option<Notice> {
    let (mut lost, mut characters) = (0usize, 0usize);
    let mut first: Option<(&str, Option<String>)> = None;
    let mut affected = 0usize;
    for line in text.lines().take(MAX_LINES) {
        let line = line.trim();
        characters += line.chars().count();
        lost += line.matches('\u{FFFD}').count();
        let end = line.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= MAX_LINE).last();
        let head = &line[..end.unwrap_or(0)];
        let original = original_of(head);
        let from = if original.is_some() { Some(0) } else { remains(head) };
        if let Some(from) = from {
            affected += 1;
            first.get_or_insert((&head[from..], original));
        }
    }
    // A few broken characters are a cut file or a stray byte; one in two hundred is not.
    if first.is_none() && lost >= 3 && lost * 200 >= characters {
        affected = text.lines().filter(|line| line.contains('\u{FFFD}')).count();
        first = text.lines().find(|line| line.contains('\u{FFFD}')).map(|line| (line.trim(), None));
    }
    let (line, original) = first?;
    let shown = |text: &str| text.chars().take(SHOWN).collect::<String>();
    Some(notice::text_mojibake(affected, &shown(line), original.as_deref().map(shown).as_deref()))
}

/// What a line was before it was read in a wrong encoding, where that is plain to see.
fn original_of(line: &str) -> Option<String> {
    let is_ascii = line.is_ascii();
    if is_ascii {
        return None;
    }
    // UTF-8 read as GBK: 浣犲ソ for 你好. Real Chinese is hardly ever valid the other way round.
    let (bytes, _, unmappable) = GB18030.encode(line);
    if !unmappable && let Some(found) = as_utf8(&bytes) {
        return Some(found);
    }
    // Read as a western code page: ä½ å¥½ for UTF-8, ÕÅ×¯ for GBK. Western languages have few such letters.
    let high = line.chars().filter(|c| is_high(*c)).count();
    let shown = line.chars().filter(|c| !c.is_whitespace()).count();
    if high < 2 * FEWEST || high * 10 < shown * 4 {
        return None;
    }
    let bytes: Vec<u8> = line.chars().map(western_byte).collect::<Option<_>>()?;
    as_utf8(&bytes).or_else(|| {
        let (text, broken) = GB18030.decode_without_bom_handling(&bytes);
        let han = text.chars().filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')).count();
        (!broken && han >= FEWEST && han * 2 + 1 >= high / 2).then(|| text.into_owned())
    })
}

/// The bytes as UTF-8, where that gives Chinese with next to no damage.
fn as_utf8(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let han = text
        .chars()
        .filter(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3000}'..='\u{3002}' | '\u{FF01}'..='\u{FF1F}'));
    let han = han.count();
    let broken = text.chars().filter(|c| matches!(c, '\u{FFFD}')).count();
    (han >= FEWEST && broken * 4 <= han).then(|| text.into_owned())
}

/// Letters that only a western reading of Chinese bytes has in such numbers.
fn is_high(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{17F}' | '\u{192}' | '\u{2C6}' | '\u{2DC}')
}

fn western_byte(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match &*bytes {
        [byte] if !unmappable => Some(*byte),
        _ => None,
    }
}

/// Where a line has what a failed conversion leaves of Chinese: the replacement character read as GBK, memory filled by
/// compilers, question marks in a row.
fn remains(line: &str) -> Option<usize> {
    let signs = ["锟斤拷", "烫烫烫烫", "屯屯屯屯", "ï¿½"];
    signs.iter().find_map(|sign| line.find(sign)).or_else(|| {
        let questions = line.chars().filter(|c| *c == '?').count();
        let shown = line.chars().filter(|c| !c.is_whitespace()).count();
        line.find("??????").filter(|_| questions * 2 >= shown)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::NoticeCode;

    const LINE: &str = "张庄村村民委员会公示，应到三十人。";

    #[test]
    fn wrong_readings_are_told_with_what_they_were() {
        let as_gbk = GB18030.decode_without_bom_handling(LINE.as_bytes()).0.into_owned();
        let as_latin: String = LINE.bytes().map(char::from).collect();
        let gbk_as_latin: String = GB18030.encode(LINE).0.iter().map(|byte| char::from(*byte)).collect();
        let utf8_as_western = WINDOWS_1252.decode_without_bom_handling(LINE.as_bytes()).0.into_owned();
        for wrong in [as_gbk, as_latin, gbk_as_latin, utf8_as_western] {
            let notice = notice_of(&format!("第一行\n{wrong}\n")).unwrap_or_else(|| panic!("{wrong} is told"));
            assert_eq!(notice.code, NoticeCode::TextMojibake);
            assert!(notice.message.zh.contains("张庄村"), "{}", notice.message.zh);
        }
    }

    #[test]
    fn remains_are_told() {
        for text in ["姓名：锟斤拷锟斤拷", "烫烫烫烫烫", "????????????", "甲\u{FFFD}乙\u{FFFD}丙\u{FFFD}"]
        {
            assert_eq!(notice_of(text).map(|notice| notice.code), Some(NoticeCode::TextMojibake), "{text}");
        }
    }

    #[test]
    fn sound_text_is_not() {
        let texts = [
            LINE,
            "Das Übermaß an Größe für Mädchen: äöü ÄÖÜ ß",
            "Élève à l'école, où êtes-vous ? Ça va très bien, théâtre.",
            "25℃±0.5×3²÷4·°§",
            "真的吗？？？？？？？？ what????",
            "",
        ];
        for text in texts {
            assert_eq!(notice_of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn chinese_is_sound(text in "[一-龥，。、：（）0-9a-z\n]{0,300}") {
            prop_assert_eq!(notice_of(&text), None);
        }
    }
}

//! Names that a program read in a wrong encoding (乱码): what they were before, where that is plain to see.
//!
//! Chinese Windows stores names in GBK and does not say so; unpacking programs elsewhere take them for the code page of
//! the first PC (437) or for a western one, and take names in UTF-8 for either, or for GBK.

use encoding_rs::{GB18030, WINDOWS_1252};

/// The upper half of code page 437, from 0x80.
const CODE_PAGE_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσ\u{b5}τΦΘ\u{3a9}δ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
/// Chinese characters from which a name counts as found again.
const FEWEST: usize = 2;
/// Western letters with marks stand alone or in pairs; so many in a row are bytes of something else.
const RUN: usize = 4;

/// What a name was before it was read in a wrong encoding; `None` for a name that may well be meant as it stands.
pub fn original(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    if name.chars().any(is_han) {
        // UTF-8 read as GBK: 寮犲簞 for 张庄. Chinese that was meant is hardly ever valid the other way round.
        let (bytes, _, unmappable) = GB18030.encode(name);
        return if unmappable { None } else { as_utf8(&bytes) };
    }
    let bytes_by = |byte: fn(char) -> Option<u8>| name.chars().map(byte).collect::<Option<Vec<u8>>>();
    // Lines and blocks are in no name that somebody typed.
    let is_drawn = name.chars().filter(|c| matches!(c, '\u{2500}'..='\u{259F}')).count() >= FEWEST;
    let is_run = name.split(|c: char| c.is_ascii()).any(|run| run.chars().count() >= RUN);
    let (old, western) = (bytes_by(in_437).filter(|_| is_drawn || is_run), bytes_by(in_1252).filter(|_| is_run));
    let valid = old.iter().chain(&western).find_map(|bytes| as_utf8(bytes));
    valid.or_else(|| as_gbk(old.as_deref().filter(|_| is_drawn)?)).or_else(|| as_gbk(western.as_deref()?))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

fn in_437(c: char) -> Option<u8> {
    let c = match c {
        // Look-alikes that some systems write for those of the code page.
        '\u{3BC}' => '\u{B5}',
        '\u{3B2}' => '\u{DF}',
        '\u{2126}' => '\u{3A9}',
        _ => c,
    };
    if c.is_ascii() {
        return u8::try_from(u32::from(c)).ok();
    }
    let at = CODE_PAGE_437.chars().position(|known| known == c)?;
    u8::try_from(at + 0x80).ok()
}

fn in_1252(c: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match &*bytes {
        [byte] if !unmappable => Some(*byte),
        _ => None,
    }
}

fn as_utf8(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).ok().filter(|text| is_chinese(text)).map(str::to_owned)
}

fn as_gbk(bytes: &[u8]) -> Option<String> {
    let text = GB18030.decode_without_bom_handling_and_without_replacement(bytes)?;
    is_chinese(&text).then(|| text.into_owned())
}

/// Whether a text is Chinese and nothing that Chinese names do not have.
fn is_chinese(text: &str) -> bool {
    let is_usual = |c: char| {
        c.is_ascii_graphic()
            || c == ' '
            || is_han(c)
            || matches!(c, '\u{3000}'..='\u{3017}' | '\u{FF01}'..='\u{FF5E}' | '“' | '”' | '‘' | '’' | '—' | '·' | '…')
    };
    text.chars().filter(|c| is_han(*c)).count() >= FEWEST && text.chars().all(is_usual)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read_as_437(bytes: &[u8]) -> String {
        let high: Vec<char> = CODE_PAGE_437.chars().collect();
        bytes.iter().map(|&b| if b < 0x80 { char::from(b) } else { high[usize::from(b) - 0x80] }).collect()
    }

    #[test]
    fn names_are_found_again() {
        for name in ["河湾村折股方案（2019）.docx", "成员名册-第2榜.xlsx", "会议照片", "张庄"] {
            let gbk = GB18030.encode(name).0;
            assert_eq!(original(&read_as_437(&gbk)).as_deref(), Some(name));
            assert_eq!(original(&read_as_437(name.as_bytes())).as_deref(), Some(name));
            assert_eq!(original(&WINDOWS_1252.decode_without_bom_handling(&gbk).0).as_deref(), Some(name));
        }
        assert_eq!(original("寮犲簞").as_deref(), Some("张庄"));
    }

    #[test]
    fn names_that_are_meant_as_they_stand_are_left() {
        for name in
            ["张庄村清产核资方案.docx", "IMG_2019.jpg", "Résumé à côté.pdf", "α-β.xlsx", "Ærøskøbing", "①号楼─平面.pdf"]
        {
            assert_eq!(original(name), None, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_name_can_be_asked(name in ".{0,40}") {
            let _ = original(&name);
        }
    }
}

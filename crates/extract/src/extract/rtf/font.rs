//! Fonts of an RTF file: the code page of the bytes that stand in each (RTF 1.9.1, `\fcharset` and `\cpg`).

use std::collections::HashMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GB18030, MACINTOSH, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
};

use crate::extract::symbol;

/// Fonts of one file that are kept.
const MAX_FONTS: usize = 10_000;
/// Characters of a font's name that are kept.
const MAX_NAME: usize = 64;

/// A font as far as it says what bytes mean.
#[derive(Debug, Clone, Default)]
struct Font {
    charset: Option<i32>,
    code_page: Option<i32>,
    name: String,
}

/// The table of fonts, and what holds where none is chosen.
#[derive(Debug, Default)]
pub(super) struct FontTable {
    fonts: HashMap<i32, Font>,
    /// The one that the table describes at the moment.
    described: Option<i32>,
    /// The code page of the document, where it names one.
    pub(super) document: Option<i32>,
}

impl FontTable {
    /// A control word within the table.
    pub(super) fn describe(&mut self, word: &str, number: Option<i32>) {
        match (word, number) {
            ("f", Some(number)) if self.fonts.len() < MAX_FONTS => {
                self.described = Some(number);
                self.fonts.entry(number).or_default();
            }
            ("fcharset", charset) => self.with(|font| font.charset = charset),
            ("cpg", page) => self.with(|font| font.code_page = page),
            _ => {}
        }
    }

    /// Text within the table: the name of a font.
    pub(super) fn name(&mut self, byte: u8) {
        if byte.is_ascii() && byte != b';' {
            self.with(|font| {
                if font.name.len() < MAX_NAME {
                    font.name.push(char::from(byte));
                }
            });
        }
    }

    fn with(&mut self, change: impl FnOnce(&mut Font)) {
        if let Some(font) = self.described.and_then(|number| self.fonts.get_mut(&number)) {
            change(font);
        }
    }

    /// Bytes in a font as text.
    pub(super) fn decode(&self, font: Option<i32>, bytes: &[u8]) -> String {
        let font = font.and_then(|number| self.fonts.get(&number));
        if let Some(Font { charset: Some(2), name, .. }) = font
            && !is_chinese(bytes)
        {
            return bytes.iter().map(|byte| symbol_of(name.trim(), *byte)).collect();
        }
        let of_document = self.document.map_or(GB18030, encoding_of_page);
        let of_font = font.and_then(|font| {
            let page = font.code_page.filter(|page| *page > 0).map(encoding_of_page);
            page.or_else(|| font.charset.and_then(encoding_of_charset))
        });
        let encoding = of_font.unwrap_or(of_document);
        if encoding.is_single_byte() {
            // Programs write Chinese in fonts that they call Western; the bytes come in pairs then.
            let double = if of_document.is_single_byte() { GB18030 } else { of_document };
            let certain = of_font.is_some() && of_document.is_single_byte();
            let common = if certain { is_chinese(bytes) } else { is_paired(bytes) };
            if common {
                return double.decode_without_bom_handling(bytes).0.into_owned();
            }
        }
        encoding.decode_without_bom_handling(bytes).0.into_owned()
    }

    /// A UTF-16 unit of the private area as the character of its symbol font.
    pub(super) fn symbol(&self, font: Option<i32>, unit: u16) -> Option<char> {
        let code = unit.checked_sub(0xF000).and_then(|code| u8::try_from(code).ok()).filter(|code| *code >= 0x20)?;
        let font = font.and_then(|number| self.fonts.get(&number))?;
        (font.charset == Some(2)).then(|| symbol_of(font.name.trim(), code))
    }
}

fn symbol_of(font: &str, byte: u8) -> char {
    // Spaces stand in symbol fonts too.
    if byte == b' ' || byte == b'\t' { char::from(byte) } else { symbol::char_of(font, byte) }
}

/// Bytes above ASCII that all come in pairs, two of them at least.
fn is_paired(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    let mut pairs = 0;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        if byte < 0x80 {
            continue;
        }
        match after.split_first() {
            Some((&trail, after)) if trail >= 0x40 && (0x81..=0xFE).contains(&byte) => {
                pairs += 1;
                rest = after;
            }
            _ => return false,
        }
    }
    pairs > 0
}

/// Pairs of bytes that are common characters of GB 2312, several in a row.
fn is_chinese(bytes: &[u8]) -> bool {
    let high: Vec<u8> = bytes.iter().copied().filter(|byte| *byte >= 0x80).collect();
    let common = |pair: &[u8]| matches!(pair, [0xA1..=0xA3 | 0xB0..=0xD7, 0xA1..=0xFE]);
    high.len() >= 4 && is_paired(bytes) && high.chunks(2).all(common)
}

/// The encoding of a character set of Windows; `None` for those that follow the document.
fn encoding_of_charset(charset: i32) -> Option<&'static Encoding> {
    Some(match charset {
        0 => WINDOWS_1252,
        77 => MACINTOSH,
        128 => SHIFT_JIS,
        129 | 130 => EUC_KR,
        134 => GB18030,
        136 => BIG5,
        161 => WINDOWS_1253,
        162 => WINDOWS_1254,
        163 => WINDOWS_1258,
        177 => WINDOWS_1255,
        178..=180 => WINDOWS_1256,
        186 => WINDOWS_1257,
        204 => WINDOWS_1251,
        222 => WINDOWS_874,
        238 => WINDOWS_1250,
        _ => return None,
    })
}

fn encoding_of_page(page: i32) -> &'static Encoding {
    match page {
        950 => BIG5,
        932 => SHIFT_JIS,
        949 | 1361 => EUC_KR,
        874 => WINDOWS_874,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1255 => WINDOWS_1255,
        1256 => WINDOWS_1256,
        1257 => WINDOWS_1257,
        1258 => WINDOWS_1258,
        10000 => MACINTOSH,
        65001 => encoding_rs::UTF_8,
        _ => GB18030,
    }
}

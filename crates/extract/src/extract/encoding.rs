//! The encodings of text that are used in China.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

use crate::archive::identify::utf16_of;

/// Text in whatever encoding it is: by byte order mark, then UTF-8, then what the bytes look like, where GB18030
/// wins against all but Big5.
pub(super) fn decode(bytes: &[u8]) -> String {
    let encoding = encoding_of(bytes);
    encoding.decode(bytes).0.into_owned()
}

fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf16_of(bytes) {
        return encoding;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // Big5 read as GB18030 falls into the user-defined areas again and again. Anything else, damaged text too, is
    // read as GB18030: its broken characters stay few.
    let (text, _) = GB18030.decode_without_bom_handling(bytes);
    let undefined = text.chars().filter(|c| matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFD}')).count();
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, chardetng::Utf8Detection::Deny) == BIG5;
    let fits = BIG5.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    let likely = guessed || undefined * 20 > text.chars().count();
    if fits && likely && is_rather_big5(bytes) { BIG5 } else { GB18030 }
}

/// Whether more pairs of bytes are common characters of Big5 (level 1, rows A1 to C6) than of GB 2312 (level 1, rows
/// B0 to D7, and the signs and table lines of rows A1 to A9). Table lines drawn in GB 2312 look like rare characters of
/// Big5, and mislead other guesses.
fn is_rather_big5(bytes: &[u8]) -> bool {
    let (mut pairs, mut gb, mut big5) = (0usize, 0usize, 0usize);
    let mut rest = bytes;
    while let [lead, after @ ..] = rest {
        rest = after;
        let (0x81..=0xFE, Some(trail)) = (*lead, after.first()) else { continue };
        rest = &after[1..];
        pairs += 1;
        gb += usize::from(matches!(lead, 0xA1..=0xA9 | 0xB0..=0xD7) && *trail >= 0xA1);
        big5 += usize::from(matches!(lead, 0xA1..=0xC6) && matches!(trail, 0x40..=0x7E | 0xA1..=0xFE));
    }
    big5 * 10 > gb * 10 + pairs
}

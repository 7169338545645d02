//! Fields of old Word documents that show a formula, the phonetic guide among them. Their reader leaves out the instruction
//! of a field, and these have nothing else, so what they show is written in its place before the document is read.

use crate::extract::field;

const BEGIN: u16 = 0x13;
const SEPARATOR: u16 = 0x14;
const END: u16 = 0x15;
/// A character that is nothing in the text.
const NOTHING: u16 = 0x200B;
/// Characters of one field.
const LONGEST: usize = 4_096;

/// The same file with such fields written out; `None` where there are none.
///
/// Their text is replaced within the bytes that it takes, so nothing moves: a character takes its two bytes in either.
/// The bytes are looked through as they lie in the file; sectors of one text follow each other as Word writes them.
pub(super) fn written_out(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut changed: Option<Vec<u8>> = None;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.windows(2).position(|pair| pair == [0x13, 0])) {
        let begin = at + found;
        at = begin + 1;
        let Some((units, shown)) = field_at(bytes, begin) else { continue };
        let out = changed.get_or_insert_with(|| bytes.to_vec());
        // The mark of the beginning has properties of its own, so the text stands behind it.
        let mut shown = shown.encode_utf16();
        for index in 0..units {
            let unit = if index == 0 { NOTHING } else { shown.next().unwrap_or(NOTHING) };
            for (half, byte) in unit.to_le_bytes().into_iter().enumerate() {
                if let Some(place) = out.get_mut(begin + index * 2 + half) {
                    *place = byte;
                }
            }
        }
        at = begin + units * 2;
    }
    changed
}

/// How many characters a field takes that begins here, and what it shows; `None` where it is none that shows a formula.
fn field_at(bytes: &[u8], begin: usize) -> Option<(usize, String)> {
    let mut instruction = Vec::new();
    let mut separated = false;
    for (index, pair) in bytes.get(begin..)?.chunks_exact(2).take(LONGEST).enumerate() {
        match u16::from_le_bytes([pair[0], pair[1]]) {
            BEGIN if index > 0 => return None,
            SEPARATOR => separated = true,
            END => {
                let shown = field::shown(&String::from_utf16(&instruction).ok()?)?;
                // The marks at both ends are no room for text.
                return (shown.encode_utf16().count() + 2 <= index + 1).then_some((index + 1, shown));
            }
            // It has a result to show.
            _ if separated => return None,
            unit if index > 0 => instruction.push(unit),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::inside::tests::ole_of;

    #[test]
    fn a_formula_is_written_in_its_place() {
        let text = "主持人\u{13} EQ \\* jc2 \\o\\ad(\\s\\up 9(wáng),王)\u{15}记录\u{13} PAGE \u{14}1\u{15}";
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let file =
            written_out(&ole_of(&[("WordDocument", &[vec![0; 5_001], units.clone()].concat())])).expect("a field");
        let shown: Vec<u8> = "主持人\u{200B}王".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(file.windows(shown.len()).any(|window| window == shown));
        let rest: Vec<u8> = "记录\u{13} PAGE \u{14}1\u{15}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(file.windows(rest.len()).any(|window| window == rest), "other fields stay");
        assert_eq!(written_out(&ole_of(&[("WordDocument", b"plain")])), None);
    }
}

//! The encodings of text that are used in China, whole and damaged.
//!
//! A text of which some bytes are wrong is still a text: every damaged place becomes one replacement character, and
//! where the places are is told. Which encoding it is does not hang on a single byte.

use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Characters of several bytes that a text has for each damaged place, at least, to pass for UTF-8.
const SOUND_FOR_EACH_PLACE: usize = 3;
/// The fewest bytes in a row without value that are taken for a part of the disk that was never written.
const FEWEST_ZEROS: usize = 4;

/// Text, and what was wrong with its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text, with one U+FFFD for each damaged place.
    pub text: String,
    /// What could not be decoded.
    pub damage: Damage,
}

/// What of a text's bytes could not be decoded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Damage {
    /// How many places are damaged; the end counts where a character is cut in two.
    pub places: usize,
    /// The lines of the first few, counted from 1, each once.
    pub lines: Vec<usize>,
    /// Whether the last character is cut in two.
    pub cut_off: bool,
    /// Bytes without value that stand after the text or inside it, as a copy that was broken off leaves them.
    pub zeros: usize,
}

/// Lines of damage that are named.
const NAMED_LINES: usize = 5;

impl Damage {
    /// Whether nothing is damaged.
    pub fn is_none(&self) -> bool {
        self.places == 0 && self.zeros == 0
    }

    fn at_line(&mut self, line: usize) {
        self.places += 1;
        if self.lines.len() < NAMED_LINES && self.lines.last() != Some(&line) {
            self.lines.push(line);
        }
    }
}

/// Decodes text in whatever encoding it is: by byte order mark, then UTF-8, damaged or not, then what the bytes look
/// like, where GB18030 wins against all but Big5.
pub fn decode(bytes: &[u8]) -> Decoded {
    let (bytes, zeros) = without_zeros(bytes);
    let mut decoded = match encoding_of(&bytes) {
        encoding if encoding == UTF_8 => utf8(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes)),
        encoding if encoding == GB18030 => gb18030(&bytes),
        encoding => other(&bytes, encoding),
    };
    decoded.damage.zeros = zeros;
    decoded
}

/// The bytes without runs of zeros, which no text holds, and how many there were. UTF-16 has zeros of its own: one or
/// three in a row, before and after the line ends.
fn without_zeros(bytes: &[u8]) -> (std::borrow::Cow<'_, [u8]>, usize) {
    let is_gap = |run: &[u8]| run.len() >= FEWEST_ZEROS && run.iter().all(|byte| *byte == 0);
    if !bytes.windows(FEWEST_ZEROS).any(is_gap) {
        return (bytes.into(), 0);
    }
    // The zeros of a wide character stand among those of the gap; its width is kept to.
    let wide = utf16_of(bytes).is_some();
    let mut kept = Vec::with_capacity(bytes.len());
    let mut zeros = 0;
    for run in bytes.chunk_by(|a, b| (*a == 0) == (*b == 0)) {
        if is_gap(run) {
            let left = if wide { kept.len() % 2 } else { 0 };
            kept.extend(run.iter().take(left));
            zeros += run.len() - left;
        } else {
            kept.extend_from_slice(run);
        }
    }
    (kept.into(), zeros)
}

/// The encoding that a text is in; one that is damaged here and there keeps its own.
fn encoding_of(bytes: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf16_of(bytes) {
        return encoding;
    }
    if is_utf8(bytes) {
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

/// Whether the bytes are UTF-8 but for some places. Text of another encoding has hardly any sound character of several
/// bytes when it is read so, and a broken one at every step.
fn is_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken, mut places, mut last): (usize, usize, usize, &[u8]) = (0, 0, 0, &[]);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        places += usize::from(!chunk.invalid().is_empty() && (last.is_empty() || !chunk.valid().is_empty()));
        broken += chunk.invalid().len();
        last = chunk.invalid();
    }
    let only_cut = places == 1 && is_cut(last) && sound >= 1;
    places == 0 || only_cut || (sound >= places * SOUND_FOR_EACH_PLACE && sound > broken)
}

/// UTF-8. A line that as a whole is of GB18030, as another program appends it to the file of the first, is read as such.
fn utf8(bytes: &[u8]) -> Decoded {
    let mut decoded = Decoded::default();
    for (line, number) in bytes.split_inclusive(|byte| *byte == b'\n').zip(1..) {
        if let Ok(text) = std::str::from_utf8(line) {
            decoded.text.push_str(text);
            continue;
        }
        if !is_utf8(line)
            && let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(line)
            && text.chars().filter(|c| is_common_han(*c)).count() >= 2
        {
            decoded.text.push_str(&text);
            decoded.damage.at_line(number);
            continue;
        }
        // Broken bytes side by side are one place.
        let mut open = false;
        for chunk in line.utf8_chunks() {
            open &= chunk.valid().is_empty();
            decoded.text.push_str(chunk.valid());
            if !chunk.invalid().is_empty() && !open {
                decoded.text.push('\u{FFFD}');
                decoded.damage.at_line(number);
                open = true;
            }
        }
    }
    decoded.damage.cut_off = bytes.utf8_chunks().last().is_some_and(|chunk| is_cut(chunk.invalid()));
    decoded
}

/// Whether broken bytes are the beginning of a character of UTF-8.
fn is_cut(bytes: &[u8]) -> bool {
    !bytes.is_empty() && std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

fn is_common_han(c: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = GB18030.encode(c.encode_utf8(&mut buffer));
    // Level 1 of GB 2312: the 3,755 most common characters.
    !unmappable && matches!(&*bytes, [0xB0..=0xD7, 0xA1..=0xFE])
}

/// GB18030. A byte that was lost shifts all that follow it up to the next sign of one byte; such a run is read again
/// from its end, up to the place from which both readings give the most common characters.
fn gb18030(bytes: &[u8]) -> Decoded {
    let mut decoded = Decoded::default();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let last = lines.len();
    for (line, number) in lines.into_iter().zip(1..) {
        if let Some(text) = GB18030.decode_without_bom_handling_and_without_replacement(line)
            && shifted_run(line).is_none()
        {
            decoded.text.push_str(&text);
            continue;
        }
        let mut rest = line;
        while let Some((from, place, to)) = shifted_run(rest) {
            let (head, tail) = rest.split_at(from);
            let (run, after) = tail.split_at(to - from);
            lossy_into(&mut decoded, head, number);
            lossy_into(&mut decoded, &run[..place], number);
            decoded.text.push('\u{FFFD}');
            decoded.damage.at_line(number);
            lossy_into(&mut decoded, &run[place + 1..], number);
            rest = after;
        }
        lossy_into(&mut decoded, rest, number);
        decoded.damage.cut_off = number == last && ends_in_half_a_pair(line);
    }
    decoded
}

/// Whether the last byte is the first of a pair.
fn ends_in_half_a_pair(line: &[u8]) -> bool {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(line.len()).unwrap_or(0));
    let (result, _, _) = decoder.decode_to_string(line, &mut text, false);
    let mut end = String::with_capacity(8);
    let (_, _, broken) = decoder.decode_to_string(&[], &mut end, true);
    matches!(result, encoding_rs::CoderResult::InputEmpty) && broken
}

/// GB18030 with one replacement character for broken bytes side by side.
fn lossy_into(decoded: &mut Decoded, bytes: &[u8], line: usize) {
    let mut decoder = GB18030.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0).max(8));
    let mut rest = bytes;
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::Malformed(_, _) => {
                if !text.ends_with('\u{FFFD}') {
                    decoded.damage.at_line(line);
                    text.push('\u{FFFD}');
                }
                // A broken sequence can leave less room than the rest needs.
                text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(0));
            }
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => text.reserve(rest.len() * 3 + 16),
        }
    }
    decoded.text.push_str(&text);
}

/// A run of bytes of pairs of odd length, in which a byte too few or too many has shifted the pairs: where it begins,
/// the place of the odd byte within, and where it ends. `None` where no reading with one byte left out has three common
/// characters more than the reading as it stands.
fn shifted_run(line: &[u8]) -> Option<(usize, usize, usize)> {
    let mut at = 0;
    // 0x80 and 0xFF are no part of a pair.
    let is_part = |byte: &u8| matches!(byte, 0x81..=0xFE);
    for run in line.chunk_by(|a, b| is_part(a) == is_part(b)) {
        let from = at;
        at += run.len();
        if !run.first().is_some_and(is_part) || run.len() % 2 == 0 {
            continue;
        }
        let common = |pair: &[u8]| usize::from(matches!(pair, [0xB0..=0xD7, 0xA1..=0xFE]));
        // Common characters of the pairs before each even place, and of those after it.
        let before: Vec<usize> = std::iter::once(0)
            .chain(run.chunks_exact(2).scan(0, |sum, pair| {
                *sum += common(pair);
                Some(*sum)
            }))
            .collect();
        let mut after: Vec<usize> = std::iter::once(0)
            .chain(run.rchunks_exact(2).scan(0, |sum, pair| {
                *sum += common(pair);
                Some(*sum)
            }))
            .collect();
        after.reverse();
        let (place, best) = before
            .iter()
            .zip(&after)
            .map(|(before, after)| before + after)
            .enumerate()
            .max_by_key(|(place, sum)| (*sum, *place))?;
        let as_it_stands = before.last().copied().unwrap_or(0);
        if best >= as_it_stands + 3 {
            return Some((from, place * 2, at));
        }
    }
    None
}

/// UTF-16 or Big5.
fn other(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let text = encoding.decode(bytes).0.into_owned();
    let mut damage = Damage::default();
    if text.contains('\u{FFFD}') {
        for (line, number) in text.lines().zip(1..) {
            for _ in line.matches('\u{FFFD}') {
                damage.at_line(number);
            }
        }
    }
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    damage.cut_off = wide && bytes.len() % 2 == 1 && text.ends_with('\u{FFFD}');
    Decoded { text, damage }
}

/// The UTF-16 byte order, by its mark or by which of the two makes plausible text. Only bytes with a zero among them
/// are asked: line ends and Latin letters have one even in Chinese text, and other encodings have none.
pub fn utf16_of(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xFF, 0xFE, ..] => return Some(UTF_16LE),
        [0xFE, 0xFF, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 8 || !sample.contains(&0) {
        return None;
    }
    // A zero that stands in for one byte of another encoding is no sign of this one.
    if is_utf8(sample) && sample.iter().any(|byte| *byte >= 0x80) {
        return None;
    }
    [UTF_16LE, UTF_16BE].into_iter().find(|encoding| {
        let text = encoding.decode_without_bom_handling(sample).0;
        let odd = text.chars().filter(|c| !is_plausible(*c)).count();
        odd * 20 <= text.chars().count()
    })
}

/// Characters that Chinese documents consist of.
pub(crate) fn is_plausible(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{A0}'..='\u{FF}' | '\u{2000}'..='\u{2BFF}' | '\u{3000}'..='\u{9FFF}'
        | '\u{FF00}'..='\u{FFEF}')
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str =
        "张庄村村民代表会议纪要\n应到村民代表三十人，实到二十八人，主持人王某，记录人李某。\n会议审议通过了章程。";

    /// The text of damaged bytes, with its damage.
    fn read(bytes: &[u8]) -> (String, Damage) {
        let decoded = decode(bytes);
        (decoded.text, decoded.damage)
    }

    fn at(text: &str, part: &str) -> usize {
        text.find(part).expect("a part of the text")
    }

    #[test]
    fn one_wrong_byte_anywhere_costs_one_character() {
        let whole: Vec<char> = TEXT.chars().collect();
        for place in 0..TEXT.len() {
            for wrong in [0x00, 0x3F, 0x80, 0xC0, 0xE5, 0xFF] {
                let mut bytes = TEXT.as_bytes().to_vec();
                bytes[place] = wrong;
                let text: Vec<char> = decode(&bytes).text.chars().collect();
                let same = whole.iter().zip(&text).take_while(|(a, b)| a == b).count();
                let same_at_end = whole.iter().rev().zip(text.iter().rev()).take_while(|(a, b)| a == b).count();
                assert!(same + same_at_end + 2 >= whole.len(), "{wrong:02X} at {place}: {}", decode(&bytes).text);
            }
        }
    }

    #[test]
    fn the_place_is_told_by_its_line() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes[at(TEXT, "主持")] = 0xFF;
        let (text, damage) = read(&bytes);
        assert!(text.contains("二十八人，\u{FFFD}持人王某"), "{text}");
        assert_eq!((damage.places, damage.lines, damage.cut_off), (1, vec![2], false));
    }

    #[test]
    fn a_text_cut_in_its_last_character_keeps_its_encoding() {
        for cut in 1..=2 {
            let (text, damage) = read(&TEXT.as_bytes()[..TEXT.len() - cut]);
            assert!(text.ends_with("章程\u{FFFD}"), "{text}");
            assert!(damage.cut_off);
        }
        let gbk = GB18030.encode(TEXT).0;
        let (text, damage) = read(&gbk[..gbk.len() - 1]);
        assert!(text.ends_with("章程\u{FFFD}") && text.starts_with("张庄村"), "{text}");
        assert!(damage.cut_off);
        let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (text, damage) = read(&[b"\xFF\xFE", &wide[..wide.len() - 1]].concat());
        assert!(text.ends_with("章程\u{FFFD}"), "{text}");
        assert!(damage.cut_off);
        assert!(decode(TEXT.as_bytes()).damage.is_none() && decode(&gbk).damage.is_none());
    }

    #[test]
    fn a_byte_lost_or_wrong_in_gb18030_costs_no_line() {
        let whole = GB18030.encode(TEXT).0.into_owned();
        let place = GB18030.encode(&TEXT[..at(TEXT, "到二十八")]).0.len();
        let mut lost = whole.clone();
        lost.remove(place);
        let mut more = whole.clone();
        more.insert(place, 0xFF);
        let mut wrong = whole.clone();
        wrong[place] = 0xFF;
        let mut low = whole;
        low[place + 1] = b'\n' - 3;
        for bytes in [lost, more, wrong, low] {
            let (text, damage) = read(&bytes);
            assert!(
                text.contains("应到村民代表三十人") && text.contains("主持人王某，记录人李某。\n会议审议"),
                "{text}"
            );
            assert_eq!(damage.lines, [2], "{text}");
        }
    }

    #[test]
    fn a_gap_of_zeros_is_told_and_left_out() {
        let bytes = [TEXT.as_bytes(), &[0; 512]].concat();
        let (text, damage) = read(&bytes);
        assert_eq!((text.as_str(), damage.zeros, damage.places), (TEXT, 512, 0));
        let bytes = [b"Minutes of the meeting".as_slice(), &[0; 3000]].concat();
        assert_eq!(read(&bytes).0, "Minutes of the meeting");
        let wide: Vec<u8> = "甲A\n乙".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&[b"\xFF\xFE".as_slice(), &wide, &[0; 64]].concat()).0, "甲A\n乙");
    }

    #[test]
    fn a_line_of_another_encoding_is_read_in_its_own() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.extend(b"\n");
        bytes.extend(GB18030.encode("补记：李某迟到，另行签字。\n").0.iter());
        bytes.extend("完。".as_bytes());
        let (text, damage) = read(&bytes);
        assert!(text.ends_with("补记：李某迟到，另行签字。\n完。"), "{text}");
        assert_eq!(damage.lines, [4]);
    }

    #[test]
    fn other_encodings_stay_what_they_are() {
        for text in ["甲某", "公示", "名册：甲某、乙某", "café, déjà vu", TEXT] {
            let bytes = GB18030.encode(text).0;
            assert_eq!(read(&bytes).0, text);
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let decoded = decode(&bytes);
            prop_assert!(decoded.damage.lines.len() <= NAMED_LINES);
            let _ = utf16_of(&bytes);
        }

        #[test]
        fn sound_text_has_no_damage(text in "[一-龥，。a-z0-9\n]{0,60}") {
            let decoded = decode(text.as_bytes());
            prop_assert_eq!(decoded, Decoded { text, damage: Damage::default() });
        }
    }
}

//! The text strings of a PDF file, such as its title, the names of attachments and the values of forms.

/// A text string in one line: UTF-16 or UTF-8 by mark, else PDFDocEncoding (ISO 32000-1, 7.9.2.2); Chinese programs
/// also write plain UTF-8 and GBK.
pub(super) fn text_string(bytes: &[u8]) -> Option<String> {
    let text: String = decoded(bytes)?.chars().filter(|c| !c.is_control()).collect();
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// The lines of a text string that are not empty, each with its spaces as they are but at its end.
pub(super) fn text_lines(bytes: &[u8]) -> Vec<String> {
    let Some(text) = decoded(bytes) else { return Vec::new() };
    let lines = text.split(['\r', '\n', '\u{85}', '\u{2028}', '\u{2029}']);
    let plain = |line: &str| {
        let spaced = line.chars().map(|c| if c == '\t' { ' ' } else { c });
        spaced.filter(|c| !c.is_control()).collect::<String>().trim_end().to_owned()
    };
    lines.map(plain).filter(|line| !line.trim().is_empty()).collect()
}

fn decoded(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned(),
        },
    };
    (!text.contains('\u{FFFD}')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_every_encoding() {
        assert_eq!(text_lines(b"\xFE\xFF\x5F\x20\x00\r\x5E\x84"), ["张", "庄"]);
        assert_eq!(text_lines("  张\t庄 \r\n\r\n村".as_bytes()), ["  张 庄", "村"]);
        assert_eq!(text_lines(&encoding_rs::GB18030.encode("公示\n").0), ["公示"]);
        assert!(text_lines(b"\xFF\xFE\x00\xD8").is_empty() && text_lines(b" \n ").is_empty());
    }
}

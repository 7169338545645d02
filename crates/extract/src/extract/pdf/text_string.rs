//! The text strings of a PDF file, such as its title and the names of attachments.

/// A text string: UTF-16 or UTF-8 by mark, else PDFDocEncoding (ISO 32000-1, 7.9.2.2); Chinese programs also write
/// plain UTF-8 and GBK.
pub(super) fn text_string(bytes: &[u8]) -> Option<String> {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned(),
        },
    };
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    (!text.contains('\u{FFFD}') && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

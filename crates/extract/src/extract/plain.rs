//! Plain text files and documents of markup.

use super::{
    encoding::decode_and_tell,
    limits::Limits,
    markup::{element, text_of_markup},
    mojibake, notice,
    page::single_page,
    sheet::csv,
    tidy::{is_noise, tidy},
};
use crate::model::{Extraction, Notice, Page, PageSource};

/// A text file: a table where its lines are rows of cells; else its pages, which form feeds divide.
pub(super) fn read_text(bytes: &[u8], limits: &Limits) -> Extraction {
    let (text, damage) = decode_and_tell(bytes);
    let mut extraction = csv::read(text.trim_start_matches('\u{FEFF}'), limits).unwrap_or_else(|| {
        let pages = (1..)
            .zip(text.trim_end_matches('\u{C}').split('\u{C}'))
            .map(|(number, part)| Page { page: number, ..single_page(PageSource::Plain, lines_of(part)) })
            .collect();
        Extraction { pages, ..Extraction::default() }
    });
    extraction.notices.extend(told(&text, damage));
    extraction
}

/// Lines as they are, empty ones too: in a text file they may be the layout.
fn lines_of(text: &str) -> String {
    let lines: Vec<String> = text
        .replace("\r\n", "\n")
        .split(['\n', '\r'])
        .map(|line| line.trim_end().chars().filter(|c| !is_noise(*c)).collect())
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// A web page or an XML document: its text without the markup.
pub(super) fn read_markup(bytes: &[u8]) -> Extraction {
    let (markup, damage) = decode_and_tell(bytes);
    let text = tidy(&text_of_markup(&markup));
    let mut notices = told(&text, damage);
    let pictures: Vec<String> = (1..=pictures_in(&markup)).map(|number| format!("图{number}")).collect();
    if !pictures.is_empty() {
        notices.push(notice::parts_not_read(&pictures));
    }
    Extraction {
        title: title_of(&markup),
        notices,
        pages: vec![single_page(PageSource::Plain, text)],
        ..Extraction::default()
    }
}

/// How many pictures are packed into a web page (RFC 2397) that are large enough to be papers, by their length.
fn pictures_in(markup: &str) -> usize {
    const LEAST: usize = 20_000;
    const MOST: usize = 1_000;
    let is_large = |rest: &&str| {
        rest.bytes().take(LEAST).take_while(|byte| !matches!(byte, b'"' | b'\'' | b')' | b'<' | b'>')).count() == LEAST
    };
    markup.split("data:image/").skip(1).filter(is_large).take(MOST).count()
}

/// What is told of a text: the damage of its bytes, and what was lost before it was saved. Characters that the damage
/// has cost were not lost before.
fn told(text: &str, damage: Option<Notice>) -> Vec<Notice> {
    let lost = match damage {
        Some(_) => mojibake::notice_of(&text.replace('\u{FFFD}', "")),
        None => mojibake::notice_of(text),
    };
    damage.into_iter().chain(lost).collect()
}

fn title_of(markup: &str) -> Option<String> {
    element(markup, "title").or_else(|| element(markup, "TITLE"))
}

#[cfg(test)]
mod tests {
    use encoding_rs::{BIG5, GB18030};
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "张庄村村民委员会\n二〇二〇年六月十五日，应到三十人，实到二十八人。";

    #[test]
    fn every_usual_encoding_is_read() {
        let gbk = GB18030.encode(TEXT).0.into_owned();
        let le: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let be: Vec<u8> = [0xFE, 0xFF].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let mark: Vec<u8> = [0xEF, 0xBB, 0xBF].into_iter().chain(TEXT.bytes()).collect();
        for bytes in [TEXT.as_bytes().to_vec(), gbk, [vec![0xFF, 0xFE], le].concat(), be, mark] {
            let extraction = read_text(&bytes, &Limits::default());
            assert_eq!(extraction.pages[0].text, TEXT);
            assert_eq!(extraction.pages[0].source, PageSource::Plain);
        }
        let traditional = "張莊村村民委員會公告：本會定於六月十五日召開會議，請各位村民準時參加，並請互相轉告。";
        assert_eq!(read_text(&BIG5.encode(traditional).0, &Limits::default()).pages[0].text, traditional);
    }

    #[test]
    fn table_lines_do_not_mislead() {
        let table = "┌──┬──┐\n│姓名│金额│\n├──┼──┤\n│甲某│五百│\n└──┴──┘";
        assert_eq!(read_text(&GB18030.encode(table).0, &Limits::default()).pages[0].text, table);
    }

    #[test]
    fn form_feeds_divide_pages() {
        let pages = read_text("甲\r\n\r\n乙\u{C}丙\u{C}".as_bytes(), &Limits::default()).pages;
        assert_eq!(
            pages.iter().map(|page| (page.page, page.text.as_str())).collect::<Vec<_>>(),
            [(1, "甲\n\n乙"), (2, "丙")]
        );
    }

    #[test]
    fn web_pages_lose_their_markup() {
        let html = "<html><head><title>公示</title><style>p{}</style></head><body><p>第一&nbsp;条<br>第二条\
                    <script>if (a<b) {}</script><table><tr><td><p>姓名</p></td><td>金额</td></tr>\
                    <tr><td>甲某<td>&#165;5 < 6 &amp; 7</table>完</body></html>";
        let extraction = read_markup(html.as_bytes());
        assert_eq!(extraction.title.as_deref(), Some("公示"));
        let text = &extraction.pages[0].text;
        assert!(text.contains("第一 条\n第二条\n姓名\t金额\n"), "{text}");
        assert!(text.contains("¥5 < 6 & 7"), "{text}");
        assert!(!text.contains("if (a"), "{text}");
    }

    #[test]
    fn pictures_inside_web_pages_are_told_of() {
        let page = |length: usize| {
            format!("<html><p>公示</p><img src=\"data:image/png;base64,{}\"></html>", "A".repeat(length))
        };
        assert!(read_markup(page(400).as_bytes()).notices.is_empty(), "an icon");
        let told = read_markup(page(30_000).as_bytes());
        assert_eq!((told.pages[0].text.as_str(), told.notices.len()), ("公示", 1));
    }

    proptest! {
        #[test]
        fn text_survives_gb18030(text in "(张庄村村民委员会关于公示的通知|[一-龥，。0-9]{0,40}){4}") {
            // Too short a text may pass for another encoding; this much Chinese does not.
            let bytes = GB18030.encode(&text).0.into_owned();
            prop_assert_eq!(&read_text(&bytes, &Limits::default()).pages[0].text, &text);
        }
    }
}

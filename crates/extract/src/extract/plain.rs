//! Plain text in the encodings used in China, and the text of markup.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

use super::{Limits, flat_package, is_noise, mojibake, office, sheet::csv, single_page, tidy};
use crate::{
    archive::identify::utf16_of,
    model::{Extraction, Page, PageSource},
};

/// A text file: a table where its lines are rows of cells; else its pages, which form feeds divide.
pub(super) fn read_text(bytes: &[u8], limits: &Limits) -> Extraction {
    let text = decode(bytes);
    let mut extraction = csv::read(text.trim_start_matches('\u{FEFF}'), limits).unwrap_or_else(|| {
        let pages = (1..)
            .zip(text.trim_end_matches('\u{C}').split('\u{C}'))
            .map(|(number, part)| Page { page: number, ..single_page(PageSource::Plain, lines_of(part)) })
            .collect();
        Extraction { pages, ..Extraction::default() }
    });
    extraction.notices.extend(mojibake::notice_of(&text));
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
///
/// Word also saves whole documents as one XML file: one of 2003 is read as its markup; a flat package (ISO/IEC 29500-2,
/// as Word writes it) is put together again and read as what it holds.
pub(super) fn read_markup(bytes: &[u8], limits: &Limits) -> Extraction {
    if let Some((package, format)) = flat_package::unfold(bytes, limits) {
        return office::read(&package, format, limits);
    }
    let markup = decode(bytes);
    let text = tidy(&text_of_markup(&markup));
    Extraction {
        title: title_of(&markup),
        notices: mojibake::notice_of(&text).into_iter().collect(),
        pages: vec![single_page(PageSource::Plain, text)],
        ..Extraction::default()
    }
}

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

/// Elements that end a line.
const BLOCKS: [&str; 38] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "h",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "row",
    "table",
    "table-row",
    "section",
    "article",
    "header",
    "footer",
    "title",
    "caption",
    "blockquote",
    "pre",
    "hr",
    "option",
    "form",
    "line-break",
    "page",
    "list-item",
    "body",
    "center",
    "address",
    "textbox",
];
/// Elements that are a cell of a table.
const CELLS: [&str; 5] = ["td", "th", "tc", "cell", "table-cell"];
/// Elements whose content is not text of the document; tracked deletions are among them.
const SKIPPED: [&str; 15] = [
    "script",
    "style",
    "del",
    "deltext",
    "movefrom",
    "instrtext",
    "tracked-changes",
    "styles",
    "automatic-styles",
    "binary-data",
    "bindata",
    "documentproperties",
    "noscript",
    "master-styles",
    "font-face-decls",
];

/// The text of markup, forgiving as browsers are: blocks end lines, cells are divided by tabs, tags that never close
/// do no harm. Namespaces are ignored, so this reads HTML, WordprocessingML and OpenDocument alike.
///
/// Notes and remarks of OpenDocument stand within a sentence; they follow the text, in lines of their own.
pub(super) fn text_of_markup(markup: &str) -> String {
    let mut notes = Vec::new();
    let mut out = text_and_notes(markup, &mut notes);
    for note in notes {
        end_line(&mut out);
        out.push_str(&note);
    }
    out
}

fn text_and_notes(markup: &str, notes: &mut Vec<String>) -> String {
    let mut out = String::with_capacity(markup.len() / 4);
    let mut cells = 0u32;
    let mut rest = markup;
    while let Some(open) = rest.find('<') {
        push_text(&mut out, &rest[..open]);
        rest = &rest[open..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
            continue;
        }
        if let Some(after) = rest.strip_prefix("<![CDATA[") {
            let end = after.find("]]>").unwrap_or(after.len());
            out.push_str(&after[..end]);
            rest = after.get(end + 3..).unwrap_or("");
            continue;
        }
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if !is_tag {
            // A lone `<` in text; looking for the end of each would take for ever where there are many.
            out.push('<');
            rest = &rest[1..];
            continue;
        }
        let Some(close) = rest.find('>') else { break };
        let tag = &rest[1..close];
        rest = &rest[close + 1..];
        let ends = tag.starts_with('/');
        let name = local_name(tag.trim_start_matches('/'));
        let empty = tag.ends_with('/');
        if matches!(tag_name(tag), "text:note" | "office:annotation") && !empty {
            let after = after_end(rest, &name);
            let inner = &rest[..rest.len() - after.len()];
            notes.extend(note_of(tag_name(tag), inner));
            rest = after;
        } else if SKIPPED.contains(&name.as_str()) && !ends && !empty {
            rest = after_end(rest, &name);
        } else if CELLS.contains(&name.as_str()) {
            if ends || empty {
                cells = cells.saturating_sub(u32::from(ends));
                while out.ends_with(' ') {
                    out.pop();
                }
                out.push('\t');
            } else {
                cells += 1;
            }
        } else if matches!(name.as_str(), "tr" | "row" | "table-row") {
            // A row closes any cell that was left open.
            cells = 0;
            while out.ends_with(['\t', ' ']) {
                out.pop();
            }
            end_line(&mut out);
        } else if BLOCKS.contains(&name.as_str()) {
            if cells > 0 {
                if !out.ends_with(['\t', '\n', ' ']) {
                    out.push(' ');
                }
            } else if ends || empty || !matches!(name.as_str(), "br" | "line-break") {
                end_line(&mut out);
            } else {
                out.push('\n');
            }
        } else if name == "tab" && !ends {
            out.push('\t');
        } else if name == "s" && empty {
            out.push(' ');
        }
    }
    push_text(&mut out, rest.split('<').next().unwrap_or(""));
    out
}

/// A note or a remark as a line: `脚注：…`, `批注（name）：…`.
fn note_of(kind: &str, inner: &str) -> Option<String> {
    let body = match kind {
        "text:note" => inner
            .split_once("<text:note-body")
            .map_or(inner, |(_, body)| body.split_once('>').map_or("", |(_, text)| text)),
        _ => inner
            .rsplit_once("</dc:date>")
            .or_else(|| inner.rsplit_once("</dc:creator>"))
            .map_or(inner, |(_, body)| body),
    };
    // Notes hold no notes; whatever pretends to is read as plain markup.
    let body = body.replace("<text:note", "<note").replace("<office:annotation", "<remark");
    let text = text_and_notes(&body, &mut Vec::new());
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let author = element(inner, "dc:creator").filter(|author| kind != "text:note" && !author.trim().is_empty());
    let mark = match (kind, author) {
        ("text:note", _) => "脚注：".to_owned(),
        (_, Some(author)) => format!("批注（{}）：", author.trim()),
        _ => "批注：".to_owned(),
    };
    (!text.is_empty()).then(|| mark + &text)
}

/// `w:tbl attr="…"` as `w:tbl`.
fn tag_name(tag: &str) -> &str {
    tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("")
}

fn end_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// `w:tbl attr="…"/` as `tbl`, lower case.
fn local_name(tag: &str) -> String {
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or("");
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// What follows the end tag of an element that is skipped; everything where it never ends.
fn after_end<'m>(rest: &'m str, name: &str) -> &'m str {
    let mut from = rest;
    while let Some(open) = from.find("</") {
        let after = &from[open + 2..];
        let Some(close) = after.find('>') else { return "" };
        if local_name(&after[..close]) == name {
            return &after[close + 1..];
        }
        from = after;
    }
    ""
}

/// Text between tags: white space runs are one space, entities become their characters.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '&'
            && let Some(end) = rest.bytes().take(12).position(|byte| byte == b';')
            && let Some(found) = entity(&rest[1..end])
        {
            out.push(found);
            rest = &rest[end + 1..];
            continue;
        }
        if !c.is_whitespace() || c == '\u{3000}' {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with([' ', '\n', '\t']) {
            out.push(' ');
        }
        rest = &rest[c.len_utf8()..];
    }
}

/// Entities of XML, those of HTML that Chinese offices' files use, and numbers.
fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "middot" => '·',
        "times" => '×',
        "yen" => '¥',
        "copy" => '©',
        _ => return None,
    })
}

fn title_of(markup: &str) -> Option<String> {
    element(markup, "title").or_else(|| element(markup, "TITLE"))
}

/// The text of the first element of a name, prefix included.
pub(super) fn element(markup: &str, name: &str) -> Option<String> {
    let start = markup.find(&format!("<{name}"))?;
    let content = &markup[start..][markup[start..].find('>')? + 1..];
    let mut text = String::new();
    push_text(&mut text, &content[..content.find("</")?]);
    Some(text)
}

#[cfg(test)]
mod tests {
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
        let extraction = read_markup(html.as_bytes(), &Limits::default());
        assert_eq!(extraction.title.as_deref(), Some("公示"));
        let text = &extraction.pages[0].text;
        assert!(text.contains("第一 条\n第二条\n姓名\t金额\n"), "{text}");
        assert!(text.contains("¥5 < 6 & 7"), "{text}");
        assert!(!text.contains("if (a"), "{text}");
    }

    #[test]
    fn open_document_text_without_deletions() {
        let xml = r#"<office:document-content><office:body><office:text><text:tracked-changes><text:p>旧文</text:p></text:tracked-changes><text:h>标题</text:h><text:p>正<text:span>文</text:span><text:tab/>尾</text:p><table:table><table:table-row><table:table-cell><text:p>一</text:p></table:table-cell><table:table-cell><text:p>二</text:p></table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>"#;
        assert_eq!(tidy(&text_of_markup(xml)), "标题\n正文\t尾\n一\t二");
    }

    #[test]
    fn marks_that_begin_no_tag_are_text() {
        assert_eq!(text_of_markup("5 < 6"), "5 < 6");
        // This takes minutes where the end of a tag is looked for at each.
        let many = "<".repeat(8 << 20) + ">";
        assert_eq!(text_of_markup(&many), many);
    }

    proptest! {
        #[test]
        fn any_markup_is_read(markup in "[<>/&;#a-z!\\-张 \"=\\[\\]]{0,200}") {
            let _ = text_of_markup(&markup);
        }

        #[test]
        fn text_survives_gb18030(text in "(张庄村村民委员会关于公示的通知|[一-龥，。0-9]{0,40}){4}") {
            // Too short a text may pass for another encoding; this much Chinese does not.
            let bytes = GB18030.encode(&text).0.into_owned();
            prop_assert_eq!(&read_text(&bytes, &Limits::default()).pages[0].text, &text);
        }
    }
}

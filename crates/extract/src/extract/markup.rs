//! The text of markup: HTML, WordprocessingML and OpenDocument.

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
    use crate::extract::tidy::tidy;

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
    }
}

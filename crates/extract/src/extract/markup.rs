//! The text of markup: HTML, WordprocessingML and OpenDocument.

/// Elements that end a line.
const BLOCKS: [&str; 39] = [
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
    "textarea",
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

/// The same with their prefix, since the names alone are those of other elements.
const SKIPPED_BY_PREFIX: [&str; 3] = ["office:meta", "office:settings", "office:scripts"];

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
        if matches!(name.as_str(), "rt" | "rp" | "ruby-text") && !ends && !empty {
            // The reading above a character would tear a name apart.
            rest = after_reading(rest);
        } else if let Some(value) = value_of_control(tag, &name).filter(|_| !ends) {
            push_text(&mut out, &value);
            // A mark stands before its words.
            if cells == 0 && !matches!(value.as_str(), "☑" | "□") {
                end_line(&mut out);
            }
        } else if name == "select" && !ends && !empty {
            let after = after_end(rest, &name);
            push_text(&mut out, &chosen(&rest[..rest.len() - after.len()]));
            end_line(&mut out);
            rest = after;
        } else if matches!(tag_name(tag), "text:note" | "office:annotation") && !empty {
            let after = after_end(rest, &name);
            let inner = &rest[..rest.len() - after.len()];
            notes.extend(note_of(tag_name(tag), inner));
            rest = after;
        } else if (SKIPPED.contains(&name.as_str()) || SKIPPED_BY_PREFIX.contains(&tag_name(tag))) && !ends && !empty {
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

/// What follows the reading above a character, whose end may be left out.
fn after_reading(rest: &str) -> &str {
    const ENDS: [&str; 7] = ["rt", "rp", "rb", "ruby", "ruby-text", "p", "td"];
    let mut from = rest;
    while let Some(open) = from.find('<') {
        let after = &from[open + 1..];
        let end = after.find('>').unwrap_or(after.len());
        let name = local_name(after[..end].trim_start_matches('/'));
        if ENDS.contains(&name.as_str()) {
            // An end tag of the reading itself is passed as well, others are read.
            return if after.starts_with('/') && name.starts_with('r') && !matches!(name.as_str(), "rb" | "ruby") {
                after.get(end + 1..).unwrap_or("")
            } else {
                &from[open..]
            };
        }
        from = after;
    }
    ""
}

/// What a control of a form shows: what was typed into it, or its mark.
fn value_of_control(tag: &str, name: &str) -> Option<String> {
    if tag.starts_with("form:") {
        // Controls of OpenDocument (part 3, 13.5).
        return attribute(tag, "form:current-value");
    }
    if name != "input" {
        return None;
    }
    let kind = attribute(tag, "type").unwrap_or_default().to_lowercase();
    Some(match kind.as_str() {
        "checkbox" | "radio" => {
            let is_set = attributes(tag).any(|(name, _)| name.eq_ignore_ascii_case("checked"));
            return Some(if is_set { "☑" } else { "□" }.to_owned());
        }
        "hidden" | "password" | "file" | "image" | "submit" | "button" | "reset" => return None,
        _ => attribute(tag, "value").unwrap_or_default(),
    })
}

/// The options of a list that are chosen; a list shows its first where none is.
fn chosen(options: &str) -> String {
    let mut shown = Vec::new();
    let mut first = None;
    for part in options.split('<').filter(|part| local_name(part.split('>').next().unwrap_or("")) == "option") {
        let Some((tag, text)) = part.split_once('>') else { continue };
        let text = text.trim();
        first = first.or(Some(text));
        if attributes(tag).any(|(name, _)| name.eq_ignore_ascii_case("selected")) {
            shown.push(text);
        }
    }
    if shown.is_empty() {
        shown.extend(first);
    }
    shown.join("、")
}

/// The value of an attribute of a tag, as it is written.
pub(super) fn attribute(tag: &str, wanted: &str) -> Option<String> {
    attributes(tag).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.to_owned())
}

/// The attributes of a tag with their values, empty where they have none.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag.find(char::is_whitespace).map_or("", |at| &tag[at..]);
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() && !after.starts_with('=') {
            return None;
        }
        let Some(value) = after.trim_start().strip_prefix('=') else {
            rest = after;
            return Some((name, ""));
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        rest = after;
        Some((name, value))
    })
}

/// Text between tags: white space runs are one space, entities become their characters.
fn push_text(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c == '&'
            && let Some((found, after)) = entity(rest)
        {
            // Spaces of any width are one.
            if found.chars().all(|c| c.is_whitespace() && c != '\u{3000}') {
                out.push(' ')
            } else {
                out.push_str(&found)
            }
            rest = after;
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

/// The entity that a text begins with and what follows it: a number or any name of HTML. A few names stand without the
/// semicolon too, as browsers read them.
fn entity(text: &str) -> Option<(String, &str)> {
    const LONGEST: usize = 33;
    const BARE: [(&str, &str); 9] = [
        ("nbsp", " "),
        ("amp", "&"),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("middot", "·"),
        ("times", "×"),
        ("deg", "°"),
        ("yen", "¥"),
    ];
    let Some(end) = text.bytes().take(LONGEST).position(|byte| byte == b';') else {
        return bare_entity(text, &BARE);
    };
    let (name, after) = (text.get(1..end)?, text.get(end + 1..)?);
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // The codes of controls are those of Windows.
        let c = match code {
            0x80..=0x9F => encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code as u8]).0.chars().next()?,
            _ => char::from_u32(code)?,
        };
        return Some((c.to_string(), after));
    }
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return bare_entity(text, &BARE);
    }
    let written = text.get(..=end)?;
    let shown = html_escape::decode_html_entities(written);
    (shown != written).then(|| (shown.into_owned(), after)).or_else(|| bare_entity(text, &BARE))
}

fn bare_entity<'t>(text: &'t str, known: &[(&str, &str)]) -> Option<(String, &'t str)> {
    let rest = text.get(1..)?;
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    let shown = known.iter().find(|(known, _)| *known == name)?.1;
    Some((shown.to_owned(), after))
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

    #[test]
    fn forms_show_what_was_filled_in() {
        let html = r#"<p>姓名</p><input type=text value="王某一"><input type='hidden' value=x><INPUT value=5><textarea>备注</textarea>
<select><option value=1>甲<option selected="selected">理事</option></select><select><option>首项</option><option>次项</option></select>
<input type="checkbox" checked>同意<input type="radio">反对<input type="submit" value="提交">"#;
        assert_eq!(tidy(&text_of_markup(html)), "姓名\n王某一\n5\n备注\n理事\n首项\n☑同意□反对");
    }

    #[test]
    fn entities_of_every_name_and_number() {
        let html = "a&lt;b &#24352;&#x5e84; &le; m&sup2; &radic; &alpha; &#151; &nbsp &amp;nbsp; &unknown; &CounterClockwiseContourIntegral; 5&times6 R&D &";
        assert_eq!(text_of_markup(html), "a<b 张庄 ≤ m² √ α —  &nbsp; &unknown; ∳ 5&times6 R&D &");
    }

    #[test]
    fn readings_above_characters_are_left_out() {
        for html in [
            "<ruby>王<rp>(</rp><rt>wáng</rt><rp>)</rp>玥<rt>yuè</ruby>某",
            "<text:ruby><text:ruby-base>王玥</text:ruby-base><text:ruby-text>wang</text:ruby-text></text:ruby>某",
        ] {
            assert_eq!(text_of_markup(html), "王玥某");
        }
    }

    proptest! {
        #[test]
        fn any_markup_is_read(markup in "([<>/&;#a-z!\\-张 \"=\\[\\]]|<input |<select>|<option|<rt>|</ruby>|value=){0,120}") {
            let _ = text_of_markup(&markup);
        }
    }
}

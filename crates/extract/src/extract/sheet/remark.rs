//! Remarks on the cells of a sheet, its text boxes and the words of its charts and diagrams, which are no cells (ECMA-376 part 1,
//! 18.7, 20.5, 21.2 and 21.4).

use std::sync::LazyLock;

use regex::Regex;

use super::parts::PackageParts;
use crate::extract::{markup::text_of_markup, package::relations};

/// Remarks of one sheet.
const MAX_REMARKS: usize = 10_000;
/// Charts and diagrams of one drawing.
const MAX_DRAWN: usize = 200;

/// The lines that follow the cells of a sheet, whose part has this name: `批注（B2）：…`, `文本框：…`, `图表：…`. Remarks in parts
/// that are no XML are read by `binary`.
pub(super) fn of_sheet(parts: &mut PackageParts<'_>, sheet: &str, binary: fn(&[u8]) -> Vec<String>) -> Vec<String> {
    let Some((folder, file)) = sheet.rsplit_once('/') else { return Vec::new() };
    let Some(related) = parts.text(&format!("{folder}/_rels/{file}.rels")) else { return Vec::new() };
    let mut lines: Vec<String> = Vec::new();
    let related = relations(&related.content, folder);
    for part in related.values() {
        let name = part.to_lowercase();
        let is_remarks = name.contains("comments") && !name.contains("threaded");
        let is_drawing = name.contains("/drawings/drawing");
        let has_controls = name.contains("/drawings/vmldrawing");
        if !is_remarks && !is_drawing && !has_controls {
            continue;
        }
        if name.ends_with(".bin") {
            let content = parts.bytes(part).map(|part| part.content).unwrap_or_default();
            lines.extend(binary(&content));
            continue;
        }
        let content = parts.text(part).map(|part| part.content).unwrap_or_default();
        if is_remarks {
            lines.extend(remarks(&content));
        } else if has_controls {
            lines.extend(controls(&content));
        } else {
            lines.extend(text_boxes(&content));
            lines.extend(drawn(parts, part));
        }
    }
    // Programs write the same remarks once more for older ones.
    for part in related.values().filter(|part| part.to_lowercase().contains("threadedcomment")) {
        let content = parts.text(part).map(|part| part.content).unwrap_or_default();
        for (cell, said) in cells_and_texts(&content, "threadedComment") {
            if !lines.iter().any(|line| line.contains(&said)) {
                lines.push(format!("批注（{cell}）：{said}"));
            }
        }
    }
    lines.truncate(MAX_REMARKS);
    lines
}

/// The words of the charts and diagrams that a drawing shows, a line each, in the order of their names.
fn drawn(parts: &mut PackageParts<'_>, drawing: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for part in related(parts, drawing) {
        let Some(content) = parts.text(&part).map(|part| part.content) else { continue };
        if part.contains("/charts/") {
            lines.extend(chart(&content));
            // Text boxes that were put on a chart stand in a drawing of its own.
            for over in related(parts, &part).into_iter().filter(|over| over.contains("/drawings/")) {
                lines.extend(parts.text(&over).map(|part| text_boxes(&part.content)).unwrap_or_default());
            }
        } else if part.contains("/diagrams/data") {
            lines.extend(in_one_line(&content).map(|words| format!("图形：{words}")));
        }
    }
    lines
}

/// The names of the parts that a part refers to, sorted.
fn related(parts: &mut PackageParts<'_>, part: &str) -> Vec<String> {
    let Some((folder, file)) = part.rsplit_once('/') else { return Vec::new() };
    let Some(list) = parts.text(&format!("{folder}/_rels/{file}.rels")) else { return Vec::new() };
    let mut names: Vec<String> = relations(&list.content, folder).into_values().collect();
    names.sort_unstable();
    names.truncate(MAX_DRAWN);
    names
}

/// The titles of a chart and of its axes, and the names of its series; what they were counted from stands in cells.
fn chart(xml: &str) -> Option<String> {
    let titles = pieces(xml, "title").filter_map(|(_, title)| {
        // A title that is taken from a cell gives its place before its words.
        let words = pieces(title, "v").filter_map(|(_, words)| in_one_line(words)).collect::<Vec<_>>();
        if words.is_empty() { in_one_line(title) } else { Some(words.join(" ")) }
    });
    let names = pieces(xml, "ser").flat_map(|(_, series)| {
        let name = pieces(series, "tx").next().map_or("", |(_, name)| name);
        pieces(name, "v").filter_map(|(_, words)| in_one_line(words)).collect::<Vec<_>>()
    });
    let words: Vec<String> = titles.chain(names).collect();
    (!words.is_empty()).then(|| format!("图表：{}", words.join("；")))
}

/// The words beside the boxes that are ticked in a sheet, with what is ticked, and those of other controls; buttons say
/// nothing (ECMA-376 part 4, 19.4.2.12).
fn controls(xml: &str) -> Vec<String> {
    let line = |inner: &str| {
        let kind =
            inner.split_once("ObjectType=").and_then(|(_, rest)| rest.split(['"', '\'']).nth(1)).unwrap_or_default();
        if matches!(kind, "Note" | "Button") {
            return None;
        }
        let said: Vec<String> = pieces(inner, "textbox").filter_map(|(_, inner)| in_one_line(inner)).collect();
        let is_ticked = pieces(inner, "Checked").any(|(_, inner)| inner.trim() == "1");
        let mark = match kind {
            "Checkbox" | "Radio" if is_ticked => "☑",
            "Checkbox" | "Radio" => "☐",
            _ => "",
        };
        (!said.is_empty()).then(|| format!("文本框：{mark}{}", said.join(" ")))
    };
    pieces(xml, "shape").filter_map(|(_, inner)| line(inner)).collect()
}

/// Each remark of a part, with its cell.
fn remarks(xml: &str) -> Vec<String> {
    cells_and_texts(xml, "comment").map(|(cell, said)| format!("批注（{cell}）：{said}")).collect()
}

/// The elements of a name that belong to a cell: the cell, and what they say.
fn cells_and_texts<'x>(xml: &'x str, name: &'x str) -> impl Iterator<Item = (String, String)> + 'x {
    static REFERENCE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"\sref="([A-Z]+[0-9]+)""#).expect("the pattern is fixed"));
    pieces(xml, name).filter_map(|(tag, inner)| Some((REFERENCE.captures(tag)?[1].to_owned(), in_one_line(inner)?)))
}

fn text_boxes(xml: &str) -> Vec<String> {
    pieces(xml, "txBody").filter_map(|(_, inner)| Some(format!("文本框：{}", in_one_line(inner)?))).collect()
}

/// The elements of a name, with or without a prefix: what stands in the tag, and what the element holds.
fn pieces<'x>(xml: &'x str, name: &'x str) -> impl Iterator<Item = (&'x str, &'x str)> {
    let mut rest = xml;
    std::iter::from_fn(move || {
        loop {
            let at = rest.find(name)?;
            let before = rest[..at].rsplit('<').next().unwrap_or("");
            let opens = rest[..at].contains('<')
                && !before.contains(['>', '/', ' '])
                && (before.is_empty() || before.ends_with(':'));
            let prefix = before;
            rest = &rest[at + name.len()..];
            if !opens || !rest.starts_with([' ', '>']) {
                continue;
            }
            let (tag, after) = rest.split_once('>')?;
            let end = after.find(&format!("</{prefix}{name}>"))?;
            rest = &after[end..];
            return Some((tag, &after[..end]));
        }
    })
}

fn in_one_line(markup: &str) -> Option<String> {
    let text = text_of_markup(markup);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_name_their_cell() {
        let xml = r#"<comments><commentList><comment ref="B2" authorId="0"><text><r><t>人数</t></r><r><t>待核</t></r></text></comment><comment ref="C3"><text/></comment></commentList></comments>"#;
        assert_eq!(remarks(xml), ["批注（B2）：人数待核"]);
        let xml = "<xdr:wsDr><xdr:sp><xdr:txBody><a:p><a:r><a:t>说明：</a:t></a:r></a:p><a:p><a:r><a:t>含暂借款</a:t></a:r></a:p></xdr:txBody></xdr:sp></xdr:wsDr>";
        assert_eq!(text_boxes(xml), ["文本框：说明： 含暂借款"]);
        let xml = "<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>各村</a:t></a:r><a:r><a:t>股权</a:t></a:r></a:p></c:rich></c:tx></c:title><c:ser><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:pt idx='0'><c:v>户数</c:v></c:pt></c:strCache></c:strRef></c:tx><c:val><c:v>7</c:v></c:val></c:ser><c:valAx><c:title><c:tx><c:strRef><c:f>Sheet1!$C$1</c:f><c:v>万元</c:v></c:strRef></c:tx></c:title></c:valAx></c:chart>";
        assert_eq!(chart(xml).as_deref(), Some("图表：各村股权；万元；户数"));
        assert_eq!(chart("<c:chart><c:autoTitleDeleted val='0'/></c:chart>"), None);
        assert!(remarks("comment <comment <comment ref=").is_empty());
    }

    #[test]
    fn controls_say_what_is_ticked() {
        let shape = |kind: &str, checked: &str, said: &str| {
            format!(
                "<v:shape id=\"a\"><v:textbox><div><font>{said}</font></div></v:textbox><x:ClientData ObjectType=\"{kind}\">{checked}</x:ClientData></v:shape>"
            )
        };
        let xml = format!(
            "<xml><v:shapetype id=\"t\"></v:shapetype>{}{}{}{}{}</xml>",
            shape("Checkbox", "<x:Checked>1</x:Checked>", "同意"),
            shape("Checkbox", "", "反对"),
            shape("Label", "", "填表说明"),
            shape("Button", "", "保存"),
            shape("Note", "", "批注")
        );
        assert_eq!(controls(&xml), ["文本框：☑同意", "文本框：☐反对", "文本框：填表说明"]);
        assert!(controls("<v:shape ObjectType=").is_empty());
    }
}

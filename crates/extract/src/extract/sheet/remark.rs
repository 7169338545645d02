//! Remarks on the cells of a sheet and its text boxes, which are no cells (ECMA-376 part 1, 18.7 and 20.5).

use std::sync::LazyLock;

use regex::Regex;

use super::parts::PackageParts;
use crate::extract::{markup::text_of_markup, package::relations};

/// Remarks of one sheet.
const MAX_REMARKS: usize = 10_000;

/// The lines that follow the cells of a sheet, whose part has this name: `批注（B2）：…`, `文本框：…`. Remarks in parts that
/// are no XML are read by `binary`.
pub(super) fn of_sheet(parts: &mut PackageParts<'_>, sheet: &str, binary: fn(&[u8]) -> Vec<String>) -> Vec<String> {
    let Some((folder, file)) = sheet.rsplit_once('/') else { return Vec::new() };
    let Some(related) = parts.text(&format!("{folder}/_rels/{file}.rels")) else { return Vec::new() };
    let mut lines = Vec::new();
    for part in relations(&related.content, folder).values() {
        let is_remarks = part.contains("comments") && !part.contains("threaded");
        if !is_remarks && !part.contains("/drawings/drawing") {
            continue;
        }
        if part.ends_with(".bin") {
            let content = parts.bytes(part).map(|part| part.content).unwrap_or_default();
            lines.extend(binary(&content));
            continue;
        }
        let content = parts.text(part).map(|part| part.content).unwrap_or_default();
        lines.extend(if is_remarks { remarks(&content) } else { text_boxes(&content) });
    }
    lines.truncate(MAX_REMARKS);
    lines
}

/// Each remark of a part, with its cell.
fn remarks(xml: &str) -> Vec<String> {
    static REFERENCE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"\sref="([A-Z]+[0-9]+)""#).expect("the pattern is fixed"));
    pieces(xml, "comment")
        .filter_map(|(tag, inner)| {
            let cell = REFERENCE.captures(tag)?[1].to_owned();
            Some(format!("批注（{cell}）：{}", in_one_line(inner)?))
        })
        .collect()
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
        assert!(remarks("comment <comment <comment ref=").is_empty());
    }
}

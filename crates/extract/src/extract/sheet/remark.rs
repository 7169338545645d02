//! Remarks on the cells of a sheet and its text boxes, which are no cells (ECMA-376 part 1, 18.7 and 20.5).

use std::{io::Cursor, sync::LazyLock};

use regex::Regex;
use zip::ZipArchive;

use crate::extract::{
    encoding::decode,
    limits::Limits,
    markup::text_of_markup,
    package::{bytes_of, relations},
};

/// Remarks of one workbook.
const MAX_REMARKS: usize = 10_000;

/// The lines that follow the cells of each sheet, by the sheet's name: `批注（B2）：…`, `文本框：…`.
pub(super) fn of_xlsx(bytes: &[u8], limits: &Limits) -> Vec<(String, Vec<String>)> {
    static SHEET: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<(?:\w+:)?sheet\s[^>]*>").expect("the pattern is fixed"));
    static NAME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"\sname="([^"]*)""#).expect("the pattern is fixed"));
    static ID: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#":id="([^"]*)""#).expect("the pattern is fixed"));

    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let has_remarks =
        archive.file_names().flatten().any(|name| name.contains("comments") || name.starts_with("xl/drawings/drawing"));
    if !has_remarks {
        return Vec::new();
    }
    let mut text_of = |name: &str| {
        bytes_of(&mut archive, name, limits.max_uncompressed_bytes).map(|content| decode(&content)).unwrap_or_default()
    };
    let sheets = relations(&text_of("xl/_rels/workbook.xml.rels"), "xl/");
    let book = text_of("xl/workbook.xml");
    let (mut found, mut count) = (Vec::new(), 0usize);
    for sheet in SHEET.find_iter(&book).take(limits.max_pages) {
        let (Some(name), Some(id)) = (NAME.captures(sheet.as_str()), ID.captures(sheet.as_str())) else { continue };
        let Some((folder, file)) = sheets.get(&id[1]).and_then(|path| path.rsplit_once('/')) else { continue };
        let parts = relations(&text_of(&format!("{folder}/_rels/{file}.rels")), folder);
        let mut lines = Vec::new();
        for part in parts.values() {
            if part.contains("comments") && !part.contains("threaded") {
                lines.extend(remarks(&text_of(part)));
            } else if part.contains("/drawings/drawing") {
                lines.extend(text_boxes(&text_of(part)));
            }
        }
        count += lines.len();
        if count > MAX_REMARKS {
            break;
        }
        if !lines.is_empty() {
            found.push((text_of_markup(&name[1]), lines));
        }
    }
    found
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

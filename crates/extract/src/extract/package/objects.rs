//! Charts and formulas in OpenDocument packages: documents in folders of their own (ISO/IEC 26300-1, 3.16), which another
//! document shows.

use std::io::Cursor;

use zip::ZipArchive;

use super::bytes_of;
use crate::extract::{encoding::decode, limits::Limits, markup::text_of_markup};

/// Objects of one package that are read, and the most characters of one.
const MAX_OBJECTS: usize = 500;
const MAX_CHARACTERS: usize = 20_000;

/// A chart or a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract) struct DrawnObject {
    /// The folder, as `Object 1`.
    folder: String,
    /// What it says, in one line: `图表：…`, `公式：…`.
    pub(in crate::extract) line: String,
}

impl DrawnObject {
    /// Where a part of the document shows the object.
    pub(in crate::extract) fn place_in(&self, markup: &str) -> Option<usize> {
        let names = [format!("\"./{}\"", self.folder), format!("\"{}\"", self.folder)];
        names.iter().find_map(|name| markup.find(name.as_str()))
    }

    /// Whether a part of the document shows it.
    pub(in crate::extract) fn is_named_in(&self, markup: &str) -> bool {
        self.place_in(markup).is_some()
    }
}

/// The charts and formulas of a package. A chart's figures are given out `with_data`; in a workbook they are those of its
/// cells.
pub(in crate::extract) fn drawn_objects(bytes: &[u8], limits: &Limits, with_data: bool) -> Vec<DrawnObject> {
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let folders: Vec<String> = package
        .file_names()
        .flatten()
        .filter_map(|name| name.strip_suffix("/content.xml").map(str::to_owned))
        .take(MAX_OBJECTS)
        .collect();
    let mut found = Vec::new();
    for folder in folders {
        let Some(content) = bytes_of(&mut package, &format!("{folder}/content.xml"), limits.max_uncompressed_bytes)
        else {
            continue;
        };
        if let Some(line) = line_of(&decode(&content), with_data) {
            found.push(DrawnObject { folder, line });
        }
    }
    found
}

fn line_of(xml: &str, with_data: bool) -> Option<String> {
    let (word, text) = if xml.contains("<office:chart") {
        let titles = ["chart:title", "chart:subtitle", "chart:footer"].into_iter().flat_map(|name| elements(xml, name));
        let titles: String = titles.map(|inner| format!("{} ", text_of_markup(inner))).collect();
        ("图表", if with_data { text_of_markup(xml) } else { titles })
    } else if !xml.contains("<office:body") && (xml.contains("<math") || xml.contains("<math:math")) {
        // The annotation is the same in the language of the program that made it.
        let shown = ["<annotation", "<math:annotation"].iter().find_map(|tag| xml.split_once(tag));
        ("公式", text_of_markup(shown.map_or(xml, |(shown, _)| shown)))
    } else {
        return None;
    };
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_CHARACTERS).collect();
    (!text.is_empty()).then(|| format!("{word}：{text}"))
}

/// What the elements of a name hold.
fn elements<'x>(xml: &'x str, name: &str) -> Vec<&'x str> {
    let close = format!("</{name}>");
    let open = format!("<{name}");
    xml.split(open.as_str())
        .skip(1)
        .filter(|rest| rest.starts_with([' ', '>']))
        .filter_map(|rest| Some(rest.split_once('>')?.1.split_once(close.as_str())?.0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHART: &str = "<office:document-content><office:body><office:chart><chart:chart><chart:title><text:p>收支图</text:p></chart:title><table:table><table:table-row><table:table-cell><text:p>张庄组</text:p></table:table-cell></table:table-row></table:table></chart:chart></office:chart></office:body></office:document-content>";

    #[test]
    fn charts_and_formulas_are_read() {
        assert_eq!(line_of(CHART, false).as_deref(), Some("图表：收支图"));
        assert_eq!(line_of(CHART, true).as_deref(), Some("图表：收支图 张庄组"));
        let formula = "<math><semantics><mrow><mi>人数</mi><mo>=</mo><mn>30</mn></mrow><annotation>x</annotation></semantics></math>";
        assert_eq!(line_of(formula, true).as_deref(), Some("公式：人数=30"));
        for other in ["", "<office:body><office:text><text:p>正文</text:p></office:text></office:body>", "<math/>"] {
            assert_eq!(line_of(other, true), None, "{other}");
        }
        let object = DrawnObject { folder: "Object 1".to_owned(), line: String::new() };
        assert!(object.is_named_in(r#"<draw:object xlink:href="./Object 1"/>"#));
        assert!(!object.is_named_in(r#"<draw:object xlink:href="./Object 11"/>"#));
    }
}

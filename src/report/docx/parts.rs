//! The parts of a document around its body.

use quick_xml::escape::escape;

use super::{MARGINS_MM, units};
use crate::{model::Lang, report::view::Report};

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Every part with its name, the body's text in `word/document.xml`.
pub(super) fn all(body: &str, lang: Lang, report: &Report, title: &str) -> [(&'static str, String); 7] {
    [
        ("[Content_Types].xml", content_types()),
        ("_rels/.rels", relations(&[("rId1", "officeDocument", "word/document.xml")], Some("docProps/core.xml"))),
        ("docProps/core.xml", properties(report, title)),
        (
            "word/_rels/document.xml.rels",
            relations(&[("rId1", "styles", "styles.xml"), ("rId2", "footer", "footer1.xml")], None),
        ),
        ("word/document.xml", document(body)),
        ("word/styles.xml", styles(lang)),
        ("word/footer1.xml", footer()),
    ]
}

fn content_types() -> String {
    let part = |name: &str, kind: &str| format!("<Override PartName=\"{name}\" ContentType=\"{kind}\"/>");
    let parts = [
        part("/word/document.xml", &format!("{TYPE}.document.main+xml")),
        part("/word/styles.xml", &format!("{TYPE}.styles+xml")),
        part("/word/footer1.xml", &format!("{TYPE}.footer+xml")),
        part("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    ];
    format!(
        "{XML}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>{}</Types>",
        parts.concat()
    )
}

fn relations(own: &[(&str, &str, &str)], core: Option<&str>) -> String {
    let mut list: String = own
        .iter()
        .map(|(id, kind, target)| {
            format!("<Relationship Id=\"{id}\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>")
        })
        .collect();
    if let Some(target) = core {
        list.push_str(&format!(
            "<Relationship Id=\"rIdCore\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"{target}\"/>"
        ));
    }
    format!("{XML}<Relationships xmlns=\"{PACKAGE}/relationships\">{list}</Relationships>")
}

fn properties(report: &Report, title: &str) -> String {
    let created = match report.generated_at.parse::<jiff::Timestamp>() {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        Err(_) => format!("{}T00:00:00Z", report.today),
    };
    format!(
        "{XML}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title><dc:creator>cundang</dc:creator><dcterms:created xsi:type=\"dcterms:W3CDTF\">{created}</dcterms:created></cp:coreProperties>",
        escape(title)
    )
}

fn document(body: &str) -> String {
    let (side, top) = (units(MARGINS_MM.0), units(MARGINS_MM.1));
    let (width, height) = (units(210.0), units(297.0));
    format!(
        "{XML}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><w:body>{body}<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"/><w:pgMar w:top=\"{top}\" w:right=\"{side}\" w:bottom=\"{top}\" w:left=\"{side}\" w:header=\"500\" w:footer=\"500\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>"
    )
}

/// Letters as Chinese papers have them; the language decides how lines break.
fn styles(lang: Lang) -> String {
    let tag = lang.pick("zh-CN", "en-GB");
    format!(
        "{XML}<w:styles xmlns:w=\"{MAIN}\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"宋体\" w:cs=\"Times New Roman\"/><w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/><w:lang w:val=\"{tag}\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style></w:styles>"
    )
}

fn footer() -> String {
    let field = |name: &str| {
        format!(
            "<w:fldSimple w:instr=\" {name} \"><w:r><w:rPr><w:sz w:val=\"18\"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>"
        )
    };
    format!(
        "{XML}<w:ftr xmlns:w=\"{MAIN}\"><w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>{}<w:r><w:rPr><w:sz w:val=\"18\"/></w:rPr><w:t xml:space=\"preserve\"> / </w:t></w:r>{}</w:p></w:ftr>",
        field("PAGE"),
        field("NUMPAGES")
    )
}

//! Flat packages: a whole DOCX, PPTX or XLSX as one XML file, with a `pkg:part` for each of its parts, and flat
//! OpenDocument files (ISO/IEC 26300-1, 3.1.2), one XML file with the pictures in it.

use std::io::{Cursor, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    archive::identify::Format,
    extract::{encoding::decode, limits::Limits},
};

/// How far into the file its root element must begin.
const HEAD: usize = 4096;
const MAX_PARTS: usize = 10_000;

/// The same package as a zip file, and what it holds; `None` for any other file.
pub(in crate::extract) fn unfold(bytes: &[u8], limits: &Limits) -> Option<(Vec<u8>, Format)> {
    if bytes.len() as u64 > limits.max_uncompressed_bytes {
        return None;
    }
    let head = decode(&bytes[..bytes.len().min(HEAD)]);
    if head.contains("<office:document") {
        return unfold_open_document(&decode(bytes));
    }
    if !head.contains("<pkg:package") {
        return None;
    }
    let xml = decode(bytes);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut types = String::new();
    let mut names: Vec<String> = Vec::new();
    for part in xml.split("<pkg:part").skip(1).take(MAX_PARTS) {
        let Some((tag, content)) = part.split_once('>') else { continue };
        let (Some(name), kind) = (attribute(tag, "pkg:name"), attribute(tag, "pkg:contentType")) else { continue };
        let name = name.trim_start_matches('/').to_owned();
        let content = match (between(content, "pkg:xmlData"), between(content, "pkg:binaryData")) {
            (Some(markup), _) => markup.as_bytes().to_vec(),
            (None, Some(text)) => {
                let packed: String = text.split_whitespace().collect();
                match STANDARD.decode(packed) {
                    Ok(content) => content,
                    Err(_) => continue,
                }
            }
            (None, None) => continue,
        };
        if name.is_empty() || names.contains(&name) {
            continue;
        }
        if let Some(kind) = kind {
            types.push_str(&format!(r#"<Override PartName="/{name}" ContentType="{kind}"/>"#));
        }
        writer.start_file(&*name, options).ok()?;
        writer.write_all(&content).ok()?;
        names.push(name);
    }
    let types = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>{types}</Types>"#
    );
    writer.start_file("[Content_Types].xml", options).ok()?;
    writer.write_all(types.as_bytes()).ok()?;
    let package = writer.finish().ok()?.into_inner();
    let format = Format::of(&package, "");
    matches!(format, Format::Docx | Format::Pptx).then_some((package, format))
}

/// A flat OpenDocument file as a package: the parts of its root become the files that a package has, and what is packed
/// into it (`office:binary-data`) becomes members, pictures and others apart.
fn unfold_open_document(xml: &str) -> Option<(Vec<u8>, Format)> {
    const NAME: &str = "office:document";
    let start = xml.find("<office:document")?;
    let (root, rest) = xml.get(start..)?.split_once('>')?;
    let namespaces = root.get(1 + NAME.len()..)?;
    let kind = attribute(root, "office:mimetype")?;
    let (text, members) = without_binary_data(rest);
    let element = |name: &str| {
        let open = text.find(&format!("<{name}"))?;
        let close = format!("</{name}>");
        let inner = text.get(open..)?;
        inner.get(..inner.find(&close)? + close.len())
    };
    // Documents within it have bodies too, which end before its own does.
    let body = text.find("<office:body").and_then(|open| text.get(open..text.rfind("</office:body>")? + 14))?;
    let part = |name: &str, parts: &[Option<&str>]| {
        let parts: String = parts.iter().flatten().copied().collect();
        format!(r#"<?xml version="1.0" encoding="UTF-8"?><{NAME}-{name}{namespaces}>{parts}</{NAME}-{name}>"#)
    };
    let before = text.get(..text.find("<office:body")?).unwrap_or_default();
    let of_head = |name: &str| element(name).filter(|_| before.contains(&format!("<{name}")));
    let styles = [of_head("office:styles"), of_head("office:automatic-styles"), of_head("office:master-styles")];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut files = vec![
        ("mimetype".to_owned(), kind.as_bytes().to_vec()),
        ("content.xml".to_owned(), part("content", &[of_head("office:automatic-styles"), Some(body)]).into_bytes()),
        ("styles.xml".to_owned(), part("styles", &styles).into_bytes()),
        ("meta.xml".to_owned(), part("meta", &[of_head("office:meta")]).into_bytes()),
    ];
    files.extend(members);
    for (name, content) in files {
        writer.start_file(name, options).ok()?;
        writer.write_all(&content).ok()?;
    }
    let package = writer.finish().ok()?.into_inner();
    let format = Format::of(&package, "");
    matches!(format, Format::Odt | Format::Ods | Format::Odp).then_some((package, format))
}

/// The text without the files that are packed into it, and these with the names of members. A picture gets a reference
/// in its place.
fn without_binary_data(xml: &str) -> (String, Vec<(String, Vec<u8>)>) {
    const OPEN: &str = "<office:binary-data";
    let (mut text, mut members) = (String::with_capacity(xml.len()), Vec::new());
    let mut rest = xml;
    while let Some((before, after)) = rest.split_once(OPEN).filter(|_| members.len() < MAX_PARTS) {
        let Some((inner, behind)) = after.split_once("</office:binary-data>") else { break };
        let packed: String = inner.split_once('>').map_or("", |(_, packed)| packed).split_whitespace().collect();
        let content = STANDARD.decode(packed).unwrap_or_default();
        let number = members.len() + 1;
        let holder = before.rfind("<draw:").and_then(|at| before.get(at..)).unwrap_or_default();
        if let Some(tag) = holder.strip_prefix("<draw:image") {
            let extension = Format::of(&content, "").extensions().first().copied().unwrap_or("bin");
            let name = format!("Pictures/{number}.{extension}");
            let (open, _) = before.split_at(before.len() - tag.len());
            text.push_str(open);
            text.push_str(&format!(r#" xlink:href="{name}""#));
            text.push_str(tag);
            members.push((name, content));
        } else {
            text.push_str(before);
            members.push((format!("附件{number}"), content));
        }
        rest = behind;
    }
    text.push_str(rest);
    (text, members)
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let after = tag.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split_once(quote).map(|(value, _)| value)
}

/// What stands between the tags of an element.
fn between<'t>(markup: &'t str, name: &str) -> Option<&'t str> {
    let after = markup.split_once(&format!("<{name}"))?.1.split_once('>')?.1;
    after.rsplit_once(&format!("</{name}>")).map(|(inner, _)| inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_markup_is_no_package() {
        for other in [&b"<a/>"[..], b"<office:document", b"<office:document office:mimetype=\"x\"><office:body>"] {
            assert_eq!(unfold(other, &Limits::default()), None);
        }
    }

    #[test]
    fn a_flat_open_document_is_a_package() {
        let xml = r#"<?xml version="1.0"?><office:document xmlns:office="o" office:mimetype="application/vnd.oasis.opendocument.text"><office:meta><dc:title>公示</dc:title></office:meta><office:master-styles><style:header><text:p>页眉</text:p></style:header></office:master-styles><office:body><office:text><text:p>正文</text:p><draw:frame><draw:image draw:mime-type="image/png"><office:binary-data>
            iVBORw0KGgo=
            </office:binary-data></draw:image></draw:frame><draw:object><office:document><office:body><text:p>表内</text:p></office:body></office:document></draw:object><draw:object-ole><office:binary-data>AAAA</office:binary-data></draw:object-ole></office:text></office:body></office:document>"#;
        let (package, format) = unfold(xml.as_bytes(), &Limits::default()).expect("a package");
        assert_eq!(format, Format::Odt);
        let mut package = zip::ZipArchive::new(Cursor::new(package.as_slice())).expect("it opens");
        let mut file = |name: &str| {
            let content = crate::extract::package::bytes_of(&mut package, name, 1 << 20).unwrap_or_default();
            String::from_utf8_lossy(&content).into_owned()
        };
        let content = file("content.xml");
        assert!(content.contains("正文") && content.contains("表内") && !content.contains("页眉"), "{content}");
        assert!(
            content.contains(r#"<draw:image xlink:href="Pictures/1.png" draw:mime-type="image/png">"#),
            "{content}"
        );
        assert!(content.ends_with("</office:body></office:document-content>"));
        assert!(file("styles.xml").contains("页眉") && file("meta.xml").contains("公示"));
        assert_eq!((file("Pictures/1.png").chars().count(), file("附件2").len()), (8, 3));
    }
}

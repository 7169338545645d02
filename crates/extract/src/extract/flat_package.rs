//! Flat packages: a whole DOCX, PPTX or XLSX as one XML file, with a `pkg:part` for each of its parts.

use std::io::{Cursor, Write};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{Limits, plain};
use crate::archive::identify::Format;

/// How far into the file its root element must begin.
const HEAD: usize = 4096;
const MAX_PARTS: usize = 10_000;

/// The same package as a zip file, and what it holds; `None` for any other file.
pub(super) fn unfold(bytes: &[u8], limits: &Limits) -> Option<(Vec<u8>, Format)> {
    if bytes.len() as u64 > limits.max_uncompressed_bytes {
        return None;
    }
    let head = plain::decode(&bytes[..bytes.len().min(HEAD)]);
    if !head.contains("<pkg:package") {
        return None;
    }
    let xml = plain::decode(bytes);
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
    use crate::extract::extract;

    #[test]
    fn a_flat_document_is_read_as_what_it_holds() {
        let part = |name: &str, kind: &str, content: &str| {
            format!(
                r#"<pkg:part pkg:name="{name}" pkg:contentType="{kind}"><pkg:xmlData>{content}</pkg:xmlData></pkg:part>"#
            )
        };
        let flat = format!(
            r#"<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{}{}</pkg:package>"#,
            part(
                "/_rels/.rels",
                "application/vnd.openxmlformats-package.relationships+xml",
                r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
            part(
                "/word/document.xml",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>应到</w:t></w:r><w:moveFrom w:id="1"><w:r><w:t>三十</w:t></w:r></w:moveFrom><w:ins w:id="2"><w:r><w:t>二十八人</w:t></w:r></w:ins></w:p></w:body></w:document>"#
            )
        );
        let format = Format::of(flat.as_bytes(), "xml");
        let extraction = extract(flat.as_bytes(), format, &Limits::default());
        assert_eq!(extraction.pages[0].text, "应到二十八人");
        assert_eq!(unfold(b"<a/>", &Limits::default()), None);
    }

    #[test]
    fn a_document_of_word_2003_is_read() {
        let xml = r#"<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Title>通知</o:Title><o:Author>某人</o:Author></o:DocumentProperties><w:fonts><w:defaultFonts w:ascii="宋体"/></w:fonts><w:body><w:p><w:r><w:t>应到</w:t></w:r><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>三十</w:delText></w:r></aml:content></aml:annotation><w:r><w:t>二十八人</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>签字</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"#;
        let format = Format::of(xml.as_bytes(), "doc");
        let extraction = extract(xml.as_bytes(), format, &Limits::default());
        assert_eq!(extraction.pages[0].text, "应到二十八人\n姓名\t签字");
    }
}

//! Flat packages: a whole DOCX, PPTX or XLSX as one XML file, with a `pkg:part` for each of its parts.

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
        assert_eq!(unfold(b"<a/>", &Limits::default()), None);
    }
}

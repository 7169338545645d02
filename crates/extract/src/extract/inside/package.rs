//! Files inside zip packages: Office Open XML (ECMA-376 part 1, 15.2.10 and 15.2.11) and OpenDocument (part 2).

use std::{
    collections::BTreeSet,
    io::{Cursor, Write},
};

use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{FilesInside, InsideObject, object::of_part};
use crate::{
    archive::identify::Format,
    extract::{
        encoding::decode,
        limits::Limits,
        package::{all_relations, bytes_of, natural},
        xml::{XmlEvent, attribute, visit},
    },
};

/// Parts whose relationships are looked at.
const MAX_PARTS: usize = 20_000;
type ZipPackage<'b> = ZipArchive<Cursor<&'b [u8]>>;

/// What was embedded into a document of Office: packages and objects, in the order in which its parts name them.
pub(in crate::extract) fn of_office(bytes: &[u8], limits: &Limits) -> FilesInside {
    let mut found = FilesInside::new(limits.max_uncompressed_bytes);
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else { return found };
    let names: Vec<String> = package.file_names().flatten().map(|name| name.into_owned()).take(MAX_PARTS).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut wanted: Vec<String> = Vec::new();
    let mut sources: Vec<&String> = names.iter().filter(|name| name.ends_with(".rels")).collect();
    sources.sort_by_key(|name| (natural(name), (*name).clone()));
    for name in sources {
        let Some((folder, source)) = source_of(name) else { continue };
        let text = |package: &mut ZipPackage<'_>, name: &str| {
            bytes_of(package, name, limits.max_uncompressed_bytes).map(|content| decode(&content)).unwrap_or_default()
        };
        let mut relations = all_relations(&text(&mut package, name), &folder);
        let is_file = |kind: &str| matches!(kind, "oleObject" | "package");
        if !relations.iter().any(|relation| is_file(&relation.kind)) {
            continue;
        }
        // The workbook behind a chart is what the chart shows; the chart is read.
        if folder.contains("charts/") || folder.contains("diagrams/") {
            taken.extend(relations.into_iter().map(|relation| relation.target.to_lowercase()));
            continue;
        }
        let main = text(&mut package, &source);
        relations.retain(|relation| is_file(&relation.kind));
        relations.sort_by_cached_key(|relation| main.find(&format!("\"{}\"", relation.id)).unwrap_or(usize::MAX));
        for relation in relations {
            if relation.is_external {
                found.refuse(super::base_name(&relation.target).unwrap_or(relation.target));
            } else if taken.insert(percent_decoded(&relation.target).to_lowercase()) {
                wanted.push(relation.target);
            }
        }
    }
    let others = names.iter().filter(|name| name.to_lowercase().contains("/embeddings/") && !name.ends_with('/'));
    let others: Vec<String> =
        others.filter(|name| !name.contains("/_rels/") && !taken.contains(&name.to_lowercase())).cloned().collect();
    wanted.extend(others);
    for target in wanted {
        let shown = super::base_name(&target).unwrap_or_default();
        let member = name_in(&names, &target);
        match member.and_then(|member| bytes_of(&mut package, &member, found.left())) {
            Some(content) => {
                let object = of_part(content, limits.max_uncompressed_bytes);
                found.add_object(object, &shown);
            }
            None => found.refuse(shown),
        }
    }
    found
}

/// The folder and the path of the part whose relationships `word/_rels/document.xml.rels` has.
fn source_of(name: &str) -> Option<(String, String)> {
    let (before, file) = name.rsplit_once("_rels/")?;
    Some((before.to_owned(), format!("{before}{}", file.strip_suffix(".rels")?)))
}

/// A member by the path that a relationship gives, whose case and escapes may differ.
fn name_in(names: &[String], target: &str) -> Option<String> {
    let plain = percent_decoded(target);
    let same = |name: &&String| name.eq_ignore_ascii_case(target) || name.eq_ignore_ascii_case(&plain);
    names.iter().find(same).cloned()
}

/// A path without the escapes of addresses (RFC 3986, 2.1).
pub(in crate::extract) fn percent_decoded(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(code) => {
                out.push(code);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                out.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// What was embedded into an OpenDocument file: documents in folders of their own, and OLE objects.
pub(in crate::extract) fn of_open_document(bytes: &[u8], limits: &Limits) -> FilesInside {
    let mut found = FilesInside::new(limits.max_uncompressed_bytes);
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else { return found };
    let names: Vec<String> = package.file_names().flatten().map(|name| name.into_owned()).take(MAX_PARTS).collect();
    let Some(manifest) = bytes_of(&mut package, "META-INF/manifest.xml", limits.max_uncompressed_bytes) else {
        return found;
    };
    for (path, kind) in entries(&decode(&manifest)) {
        let folder = path.trim_start_matches("./");
        if folder == "/" || folder.is_empty() {
            continue;
        }
        if folder.ends_with('/') {
            let extension = match kind.trim_end_matches("-template") {
                "application/vnd.oasis.opendocument.text" => "odt",
                "application/vnd.oasis.opendocument.spreadsheet" => "ods",
                "application/vnd.oasis.opendocument.presentation" => "odp",
                _ => continue,
            };
            match folder_as_package(&mut package, &names, folder, &kind, found.left()) {
                Some(content) => found.add(None, content),
                None => found.refuse(format!("{}.{extension}", folder.trim_end_matches('/'))),
            }
        } else if matches!(kind.as_str(), "application/vnd.sun.star.oleobject" | "application/x-ole-storage") {
            let object = match bytes_of(&mut package, folder, found.left()) {
                Some(content) => of_part(content, limits.max_uncompressed_bytes),
                None => InsideObject::Unread(None),
            };
            found.add_object(object, folder);
        }
    }
    found
}

/// The paths of a manifest with their media types.
fn entries(manifest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    visit(manifest, |path, event| {
        if let ([_, name], XmlEvent::Start(element)) = (path, event)
            && name == "file-entry"
            && found.len() < MAX_PARTS
        {
            let value = |name| attribute(element, name).unwrap_or_default();
            found.push((value("full-path"), value("media-type")));
        }
    });
    found
}

/// The members of a folder as a package of their own.
fn folder_as_package(
    package: &mut ZipPackage<'_>,
    names: &[String],
    folder: &str,
    kind: &str,
    most: u64,
) -> Option<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file("mimetype", options).ok()?;
    writer.write_all(kind.as_bytes()).ok()?;
    let mut left = most;
    for name in names.iter().filter(|name| name.starts_with(folder) && !name.ends_with('/')) {
        let content = bytes_of(package, name, left)?;
        left -= content.len() as u64;
        writer.start_file(name.get(folder.len()..)?, options).ok()?;
        writer.write_all(&content).ok()?;
    }
    let package = writer.finish().ok()?.into_inner();
    matches!(Format::of(&package, ""), Format::Odt | Format::Ods | Format::Odp).then_some(package)
}

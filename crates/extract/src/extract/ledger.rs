//! The parts of a package that hold something for people and that no reader takes: told by name, so that nothing is lost
//! in silence. What a package needs to be opened and drawn (styles, settings, fonts, thumbnails) is passed over.

use std::io::Cursor;

use zip::ZipArchive;

use super::{
    encoding::decode,
    inside::{base_name, percent_decoded},
    limits::Limits,
    notice,
    package::{all_relations, bytes_of},
};
use crate::{archive::identify::Format, model::Extraction};

/// Members of one package that are looked at.
const MAX_MEMBERS: usize = 20_000;
/// Names that are given.
const MAX_NAMES: usize = 100;
/// Folders at the top whose parts are for programs, or are read elsewhere.
const FOLDERS: [&str; 19] = [
    "_rels",
    "docprops",
    "customxml",
    "_xmlsignatures",
    "customui",
    "usercustomization",
    "meta-inf",
    "thumbnails",
    "configurations2",
    "pictures",
    "media",
    "objectreplacements",
    "basic",
    "dialogs",
    "fonts",
    "[trash]",
    "docmetadata",
    "userpictures",
    "package",
];
/// Parts at the top of the same kind.
const FILES: [&str; 9] = [
    "[content_types].xml",
    "mimetype",
    "manifest.rdf",
    "layout-cache",
    "content.xml",
    "styles.xml",
    "meta.xml",
    "settings.xml",
    "encryption.xml",
];
/// What the parts below `word/` and `ppt/` are called, without numbers, that are read or are for programs. Media,
/// embedded files, charts and diagrams have readers of their own.
const PARTS: [&str; 54] = [
    "_rels",
    "authors",
    "bibliography",
    "changesinfos",
    "charts",
    "commentauthors",
    "comments",
    "commentsextended",
    "commentsextensible",
    "commentsids",
    "customizations",
    "diagrams",
    "document",
    "documenttasks",
    "drawings",
    "embeddings",
    "endnotes",
    "fonts",
    "fonttable",
    "footer",
    "footnotes",
    "glossary",
    "handoutmasters",
    "header",
    "ink",
    "intelligence",
    "media",
    "notesmasters",
    "notesslides",
    "numbering",
    "people",
    "persons",
    "presentation",
    "presprops",
    "printersettings",
    "revisioninfo",
    "settings",
    "slidelayouts",
    "slidemasters",
    "slides",
    "slideupdateinfo",
    "styles",
    "styleswitheffects",
    "tablestyles",
    "tags",
    "tasks",
    "theme",
    "themes",
    "threadedcomments",
    "vbadata",
    "vbaproject",
    "viewprops",
    "websettings",
    "webextensions",
];
/// What the parts below `xl/` are called besides.
const SHEET_PARTS: [&str; 25] = [
    "attachedtoolbars",
    "calcchain",
    "cellimages",
    "connections",
    "ctrlprops",
    "customproperty",
    "externallinks",
    "featurepropertybag",
    "metadata",
    "model",
    "namedsheetviews",
    "pivotcache",
    "pivottables",
    "querytables",
    "revisions",
    "richdata",
    "sharedstrings",
    "slicercaches",
    "slicers",
    "tables",
    "tablesinglecells",
    "timelines",
    "workbook",
    "worksheets",
    "xmlmaps",
];
/// Kinds of relationships whose parts people see.
const SHOWN: [&str; 10] =
    ["image", "header", "footer", "footnotes", "endnotes", "comments", "slide", "notesSlide", "chart", "diagramData"];
/// Extensions of recordings and videos.
const RECORDINGS: [&str; 14] =
    ["mp4", "m4v", "mov", "avi", "wmv", "mpg", "mpeg", "mp3", "m4a", "wav", "wma", "mid", "midi", "aac"];

/// Names the parts of a package that nobody reads, where it could be read at all.
pub(super) fn add_unread_parts(extraction: &mut Extraction, bytes: &[u8], format: Format, limits: &Limits) {
    let is_package = matches!(
        format,
        Format::Docx | Format::Pptx | Format::Xlsx | Format::Xlsb | Format::Odt | Format::Odp | Format::Ods
    );
    if extraction.pages.is_empty() || !is_package {
        return;
    }
    let unread = unread(bytes, format, limits);
    if !unread.is_empty() {
        extraction.notices.push(notice::parts_not_read(&unread));
    }
}

/// The parts of a document that nobody reads, by name.
fn unread(bytes: &[u8], format: Format, limits: &Limits) -> Vec<String> {
    let Ok(mut package) = ZipArchive::new(Cursor::new(bytes)) else { return Vec::new() };
    let names: Vec<String> = package.file_names().flatten().map(|name| name.into_owned()).take(MAX_MEMBERS).collect();
    let mut found: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if found.len() < MAX_NAMES && !found.contains(&name) {
            found.push(name);
        }
    };
    // Merged documents are read where they stand, or named there.
    let mut merged: Vec<String> = Vec::new();
    let is_office = !matches!(format, Format::Odt | Format::Odp | Format::Ods);
    for name in names.iter().filter(|name| is_office && name.ends_with(".rels")) {
        let Some(content) = bytes_of(&mut package, name, limits.max_uncompressed_bytes) else { continue };
        let folder = name.rsplit_once("_rels/").map_or("", |(folder, _)| folder);
        for relation in all_relations(&decode(&content), folder) {
            match (relation.kind.as_str(), relation.is_external) {
                ("aFChunk", false) => merged.push(relation.target.to_lowercase()),
                (kind, false) if SHOWN.contains(&kind) && !is_there(&names, &relation.target) => {
                    add(base_name(&relation.target).unwrap_or(relation.target));
                }
                // What lies outside is not in the file.
                ("image" | "video" | "audio" | "media" | "subDocument", true) => {
                    add(base_name(&relation.target).unwrap_or(relation.target));
                }
                _ => {}
            }
        }
    }
    for name in &names {
        let folded = name.to_lowercase();
        if !is_known(&folded) && !merged.contains(&folded) {
            add(base_name(name).unwrap_or_else(|| name.clone()));
        }
    }
    if !is_office {
        let content = bytes_of(&mut package, "content.xml", limits.max_uncompressed_bytes).unwrap_or_default();
        linked_pictures(&decode(&content), &names).into_iter().for_each(&mut add);
    }
    found
}

/// Whether a part is in the package. Programs write `NULL` for pictures that they could not find themselves.
fn is_there(names: &[String], target: &str) -> bool {
    let plain = percent_decoded(target);
    target.ends_with("NULL")
        || names.iter().any(|name| {
            let name = name.trim_start_matches('/');
            name.eq_ignore_ascii_case(target) || name.eq_ignore_ascii_case(&plain)
        })
}

/// Whether a member, by its name in lower case, is read or is for programs.
fn is_known(name: &str) -> bool {
    let name = name.trim_start_matches('/');
    if name.is_empty() || name.ends_with('/') || name.ends_with(".rels") || name.ends_with("thumbs.db") {
        return true;
    }
    if name.rsplit_once('.').is_some_and(|(_, extension)| RECORDINGS.contains(&extension)) {
        return false;
    }
    let Some((folder, rest)) = name.split_once('/') else { return FILES.contains(&name) };
    if FOLDERS.contains(&folder) {
        return true;
    }
    if folder.starts_with("object ") {
        // A document in a folder of its own: one that is a file is a member, the picture of others is beside them.
        return true;
    }
    if !matches!(folder, "word" | "ppt" | "xl") {
        return false;
    }
    let part = rest.split(['/', '.']).next().unwrap_or(rest);
    let part = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_new_chart = rest.starts_with("charts/chartex");
    let is_known = PARTS.contains(&part) || (folder == "xl" && SHEET_PARTS.contains(&part));
    is_known && (folder == "xl" || !is_new_chart)
}

/// The pictures that a document shows and that lie outside of it.
fn linked_pictures(content: &str, names: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for image in content.split("<draw:image").skip(1) {
        let tag = image.split('>').next().unwrap_or_default();
        let Some(target) = tag.split_once("href=\"").and_then(|(_, rest)| rest.split('"').next()) else { continue };
        let inner = target.trim_start_matches("./");
        // The picture of an object that is read itself.
        let is_replacement = inner.starts_with("ObjectReplacements/");
        if !inner.is_empty() && !is_replacement && !inner.starts_with('#') && !names.iter().any(|name| name == inner) {
            found.push(base_name(target).unwrap_or_else(|| target.to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::inside::tests::zip_of;

    #[test]
    fn what_nobody_reads_is_named() {
        let relations = br#"<Relationships><Relationship Id="a" Type="x/image" TargetMode="External" Target="file:///D:\\scan.jpg"/><Relationship Id="b" Type="x/aFChunk" Target="part.mht"/><Relationship Id="c" Type="x/hyperlink" TargetMode="External" Target="http://example.invalid/"/><Relationship Id="d" Type="x/image" Target="media/image1.png"/><Relationship Id="e" Type="x/image" Target="media/gone.png"/><Relationship Id="f" Type="x/image" Target="NULL"/><Relationship Id="g" Type="x/styles" Target="styles.xml"/></Relationships>"#;
        let bytes = zip_of(&[
            ("[Content_Types].xml", b""),
            ("docProps/app.xml", b""),
            ("word/document.xml", b""),
            ("word/_rels/document.xml.rels", relations),
            ("word/header12.xml", b""),
            ("word/theme/theme1.xml", b""),
            ("word/charts/chart1.xml", b""),
            ("word/charts/chartEx1.xml", b""),
            ("word/media/image1.png", b""),
            ("word/media/media1.mp4", b""),
            ("word/activeX/activeX1.xml", b""),
            ("word/part.mht", b""),
            ("word/embeddings/a.bin", b""),
            ("other/data.xml", b""),
        ]);
        let found = unread(&bytes, Format::Docx, &Limits::default());
        assert_eq!(found, ["scan.jpg", "gone.png", "chartEx1.xml", "media1.mp4", "activeX1.xml", "data.xml"]);
        let relations =
            br#"<Relationships><Relationship Id="a" Type="x/image" Target="../media/gone.png"/></Relationships>"#;
        let bytes = zip_of(&[
            ("xl/workbook.xml", b""),
            ("xl/worksheets/sheet1.xml", b""),
            ("xl/sharedStrings.xml", b""),
            ("xl/drawings/_rels/drawing1.xml.rels", relations),
            ("xl/charts/chartEx1.xml", b""),
            ("xl/chartsheets/sheet2.xml", b""),
        ]);
        assert_eq!(unread(&bytes, Format::Xlsx, &Limits::default()), ["gone.png", "sheet2.xml"]);
        let content = br#"<draw:image xlink:href="./ObjectReplacements/Object 1"/><draw:image xlink:href="Pictures/a.png"/><draw:image xlink:href="../b.jpg"/>"#;
        let bytes = zip_of(&[("mimetype", b""), ("content.xml", content), ("Pictures/a.png", b"")]);
        assert_eq!(unread(&bytes, Format::Odt, &Limits::default()), ["b.jpg"]);
    }
}

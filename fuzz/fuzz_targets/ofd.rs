//! OFD: the data is cut into the files of a package, so that the fuzzer need not build zip files. What is read has
//! places that are numbers, and pages that want recognition can be asked for their picture.

#![no_main]

use std::io::{Cursor, Write};

use cundang::{
    archive::Format,
    extract::{Limits, extract, picture::page_picture},
};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits {
    max_input_bytes: 1 << 20,
    max_pages: 10,
    max_text_bytes: 1 << 18,
    max_uncompressed_bytes: 4 << 20,
    max_glyphs_per_page: 5_000,
    max_cells_per_sheet: 5_000,
};

/// The files in the order in which the data holds them, divided by a line of dashes.
const FILES: [&str; 5] =
    ["Doc_0/Page.xml", "Doc_0/Document.xml", "OFD.xml", "Doc_0/Res.xml", "Doc_0/Attachments.xml"];
const ENTRY: &str = "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>";
const DOCUMENT: &str = "<Document><CommonData><PublicRes>Res.xml</PublicRes></CommonData><Pages><Page ID='1' \
                        BaseLoc='Page.xml'/></Pages><Attachments>Attachments.xml</Attachments></Document>";

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.split("----");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in FILES {
        let part = parts.next().unwrap_or("");
        let content = match (part, name) {
            ("", "OFD.xml") => ENTRY,
            ("", "Doc_0/Document.xml") => DOCUMENT,
            _ => part,
        };
        let options = zip::write::SimpleFileOptions::default();
        if writer.start_file(name, options).is_err() || writer.write_all(content.as_bytes()).is_err() {
            return;
        }
    }
    let Ok(bytes) = writer.finish() else { return };
    let bytes = bytes.into_inner();
    let read = extract(&bytes, Format::Ofd, &LIMITS);
    assert!(read.pages.len() <= LIMITS.max_pages);
    for line in read.pages.iter().flat_map(|page| &page.lines) {
        assert!(line.bbox.iter().all(|side| side.is_finite()), "{line:?}");
    }
    for page in read.wants_ocr {
        assert!(read.pages.iter().any(|other| other.page == page));
        let _ = page_picture(&bytes, Format::Ofd, page, 100, &LIMITS);
    }
});

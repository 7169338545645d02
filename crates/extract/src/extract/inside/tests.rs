use std::io::{Cursor, Write};

use super::*;
use crate::{
    archive::container::ContainerLimits,
    extract::{
        limits::Limits,
        members::{Holder, names},
    },
    model::{ArchivePath, FileStatus, Notice, NoticeCode},
};

pub(in crate::extract) fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part can be started");
        writer.write_all(content).expect("memory can be written");
    }
    writer.finish().expect("the directory can be written").into_inner()
}

/// An OLE2 file of these streams.
pub(in crate::extract) fn ole_of(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("memory can be written");
    for (path, content) in streams {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !folder.is_empty() {
            file.create_storage_all(folder).expect("a storage");
        }
        file.create_stream(path).and_then(|mut stream| stream.write_all(content)).expect("a stream");
    }
    file.flush().expect("memory can be written");
    file.into_inner().into_inner()
}

/// What `packager.exe` writes: names in the code page of the machine, the bytes, and, since Windows XP, UTF-16 names.
pub(in crate::extract) fn packed(name: &str, content: &[u8], wide: bool) -> Vec<u8> {
    let narrow = encoding_rs::GB18030.encode(name).0.into_owned();
    let mut data = vec![2, 0];
    for part in [narrow.as_slice(), b"\0C:\\", &narrow, b"\0", &[0, 0, 3, 0], &4_u32.to_le_bytes(), b"C:\\\0"] {
        data.extend_from_slice(part);
    }
    data.extend((content.len() as u32).to_le_bytes());
    data.extend_from_slice(content);
    if wide {
        for said in ["C:\\t", name, name] {
            data.extend((said.encode_utf16().count() as u32).to_le_bytes());
            data.extend(said.encode_utf16().flat_map(u16::to_le_bytes));
        }
    }
    [(data.len() as u32).to_le_bytes().to_vec(), data].concat()
}

fn package(main: &str, relations: &[(&str, &str)], parts: &[(&str, &[u8])]) -> Vec<u8> {
    let relations: String = relations
        .iter()
        .map(|(id, rest)| {
            format!(r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{rest}/>"#)
        })
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>");
    let mut all: Vec<(&str, &[u8])> =
        vec![("word/document.xml", main.as_bytes()), ("word/_rels/document.xml.rels", relations.as_bytes())];
    all.extend_from_slice(parts);
    zip_of(&all)
}

fn unpacked(bytes: &[u8], format: Format) -> (Vec<(String, Vec<u8>)>, Vec<Notice>) {
    let mut members = Vec::new();
    let path = ArchivePath::new("甲.docx");
    let left = Holder::Document(format).unpack_each(&path, bytes, ContainerLimits::default(), &mut |member| {
        assert_eq!(member.status, FileStatus::Read, "{:?}", member.notices);
        members.push((member.path.as_str().to_owned(), member.bytes));
        true
    });
    (members, left.expect("documents are opened"))
}

#[test]
fn objects_of_office_packages_are_members() {
    let sheet = zip_of(&[("xl/workbook.xml", b"<workbook/>")]);
    let pdf = b"%PDF-1.4\nnothing".to_vec();
    let of_pdf = ole_of(&[("CONTENTS", &pdf), ("\u{1}CompObj", b"x")]);
    let of_text = ole_of(&[("\u{1}Ole10Native", &packed("说明.txt", "水渠两千米".as_bytes(), true))]);
    let narrow = ole_of(&[("\u{1}Ole10Native", &packed("说明.txt", "第二份".as_bytes(), false))]);
    let of_package = ole_of(&[("Package", &sheet)]);
    let workbook = ole_of(&[("Workbook", &[9; 5000]), ("\u{5}SummaryInformation", b"y")]);
    let equation = ole_of(&[("Equation Native", b"z")]);
    let unknown = ole_of(&[("Drawing", b"\x01\x02\x00")]);
    // The document shows the package before the PDF.
    let main = r#"<w:document><o:OLEObject r:id="rId2"/><o:OLEObject r:id="rId1"/></w:document>"#;
    let bytes = package(
        main,
        &[
            ("rId1", r#"oleObject" Target="embeddings/oleObject1.bin""#),
            ("rId2", r#"package" Target="/word/embeddings/Sheet1.xlsx""#),
            ("rId3", r#"oleObject" Target="embeddings/%E7%94%B2.bin""#),
            ("rId4", r#"oleObject" Target="embeddings/oleObject3.bin""#),
            ("rId5", r#"oleObject" Target="embeddings/oleObject4.bin""#),
            ("rId6", r#"oleObject" Target="embeddings/oleObject5.bin""#),
            ("rId7", r#"oleObject" Target="embeddings/oleObject6.bin""#),
            ("rId8", r#"oleObject" TargetMode="External" Target="file:///D:\台账\清单.xlsx""#),
            ("rId9", r#"oleObject" Target="embeddings/oleObject9.bin""#),
        ],
        &[
            ("word/embeddings/oleObject1.bin", &of_pdf),
            ("word/embeddings/Sheet1.xlsx", &sheet),
            ("word/embeddings/甲.bin", &of_text),
            ("word/embeddings/oleObject3.bin", &narrow),
            ("word/embeddings/oleObject4.bin", &of_package),
            ("word/embeddings/oleObject5.bin", &workbook),
            ("word/embeddings/oleObject6.bin", &equation),
            ("word/embeddings/oleObject9.bin", &unknown),
            // The workbook behind a chart is shown by the chart.
            ("word/charts/_rels/chart1.xml.rels", br#"<Relationships><Relationship Id="rId1" Type="x/package" Target="../embeddings/Chart.xlsx"/></Relationships>"#),
            ("word/embeddings/Chart.xlsx", &sheet),
        ],
    );
    let (members, left) = unpacked(&bytes, Format::Docx);
    let expected = [
        ("甲.docx!/说明.txt", "水渠两千米".as_bytes()),
        ("甲.docx!/说明.txt#2", "第二份".as_bytes()),
        ("甲.docx!/附件1.xlsx", &sheet),
        ("甲.docx!/附件2.pdf", &pdf),
        ("甲.docx!/附件5.xlsx", &sheet),
        ("甲.docx!/附件6.xls", &workbook),
    ];
    let mut found: Vec<(&str, &[u8])> = members.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect();
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].code, NoticeCode::AttachmentNotRead);
    assert!(left[0].message.zh.contains("清单.xlsx") && left[0].message.zh.contains("oleObject9.bin"), "{left:?}");
    let names = names(&bytes, Format::Docx, &Limits::default());
    assert_eq!(names.len(), 8, "{names:?}");
}

#[test]
fn objects_of_old_documents_are_members() {
    let pdf = b"%PDF-1.4\nnothing".to_vec();
    let native = packed("..\\..\\清单.csv", "甲,乙".as_bytes(), false);
    let doc = ole_of(&[
        ("WordDocument", b"main"),
        ("ObjectPool/_100/CONTENTS", &pdf),
        ("ObjectPool/_200/\u{1}Ole10Native", &native),
        ("ObjectPool/_300/WordDocument", b"inner"),
        ("ObjectPool/_300/1Table", b"table"),
        ("ObjectPool/_400/Equation Native", b"="),
    ]);
    let (members, left) = unpacked(&doc, Format::Doc);
    assert_eq!(
        members.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(),
        ["甲.docx!/清单.csv", "甲.docx!/附件1.pdf", "甲.docx!/附件3.doc",]
    );
    assert_eq!(Format::of(&members[2].1, ""), Format::Doc);
    assert!(left.is_empty());

    let xls = ole_of(&[("Workbook", b"main"), ("MBD00A1/Package", &zip_of(&[("word/document.xml", b"<a/>")]))]);
    assert_eq!(unpacked(&xls, Format::Xls).0[0].0, "甲.docx!/附件1.docx");

    let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(&ole_of(&[("CONTENTS", &pdf)])).expect("memory can be written");
    let content = [vec![0; 4], packer.finish().expect("memory can be written")].concat();
    let mut record = vec![0x10, 0, 0x11, 0x10];
    record.extend((content.len() as u32).to_le_bytes());
    record.extend(content);
    let ppt = ole_of(&[("PowerPoint Document", &[[0, 0, 1, 0, 0, 0, 0, 0].as_slice(), &record].concat())]);
    assert_eq!(unpacked(&ppt, Format::Ppt).0, [("甲.docx!/附件1.pdf".to_owned(), pdf)]);
}

#[test]
fn objects_of_open_documents_are_members() {
    let manifest = r#"<manifest:manifest xmlns:manifest="m"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="Object 1/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry manifest:full-path="Object 2/" manifest:media-type="application/vnd.oasis.opendocument.chart"/><manifest:file-entry manifest:full-path="Object 3" manifest:media-type="application/vnd.sun.star.oleobject"/></manifest:manifest>"#;
    let native = ole_of(&[("\u{1}Ole10Native", &packed("说明.txt", "正文".as_bytes(), true))]);
    let bytes = zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest.as_bytes()),
        ("content.xml", b"<a/>"),
        ("Object 1/content.xml", b"<b/>"),
        ("Object 2/content.xml", b"<c/>"),
        ("Object 3", &native),
    ]);
    let (members, left) = unpacked(&bytes, Format::Odt);
    assert_eq!(members[0], ("甲.docx!/说明.txt".to_owned(), "正文".as_bytes().to_vec()));
    assert_eq!(members[1].0, "甲.docx!/附件1.ods");
    assert_eq!(Format::of(&members[1].1, ""), Format::Ods);
    assert!(left.is_empty());
}

#[test]
fn the_budget_holds_and_names_what_is_left() {
    let mut found = FilesInside::new(10);
    found.add(Some("a/b\u{1}.txt".to_owned()), vec![b'x'; 6]);
    found.add(Some("..".to_owned()), vec![b'y'; 4]);
    found.add(Some("c.txt".to_owned()), vec![b'z']);
    assert_eq!(found.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["b.txt", "附件2.txt"]);
    assert_eq!(found.unread, ["c.txt"]);
    let mut many = FilesInside::new(1 << 20);
    (0..MAX_FILES + 2).for_each(|number| many.add(Some(format!("{number}.txt")), vec![b'x']));
    assert_eq!((many.files.len(), many.unread.len()), (MAX_FILES, 2));
}

proptest::proptest! {
    #[test]
    fn any_object_is_looked_at(data in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), class in "[a-z]{0,3}") {
        let _ = object::of_part(ole_of(&[("\u{1}Ole10Native", &data), (&format!("x{class}"), &data)]), 1 << 20);
        let _ = object::of_ole1(&data, 1 << 20);
        let cut = packed("名.txt", &data, true);
        for end in (0..cut.len()).step_by(17) {
            let _ = object::of_part(ole_of(&[("\u{1}Ole10Native", &cut[..end])]), 1 << 20);
        }
    }
}

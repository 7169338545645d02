//! Reading through the entry point, from bytes to pages and notices.

use super::{
    dispatch::extract,
    limits::Limits,
    ole::tests::{END, file},
};
use crate::{
    archive::identify::Format,
    model::{Extraction, NoticeCode},
};

fn codes(extraction: &Extraction) -> Vec<NoticeCode> {
    extraction.notices.iter().map(|notice| notice.code).collect()
}

#[test]
fn formats_without_a_reader_say_what_to_do() {
    let extraction = extract(b"Rar!", Format::Rar, &Limits::default());
    assert_eq!(codes(&extraction), [NoticeCode::UnsupportedFormat]);
    assert!(extraction.notices[0].message.zh.contains("解压"));
    assert_eq!(extraction.media_type, "application/vnd.rar");
    let extraction = extract(b"", Format::Empty, &Limits::default());
    assert_eq!(codes(&extraction), [NoticeCode::UnreadableFile]);
    assert_eq!(codes(&extract(b"", Format::EncryptedOffice, &Limits::default())), [NoticeCode::EncryptedFile]);
    for format in Format::ALL {
        for notice in extract(b"not what it says", *format, &Limits::default()).notices {
            assert!(!notice.message.zh.is_empty() && !notice.message.en.is_empty(), "{format:?}");
        }
    }
}

#[test]
fn limits_cut_text_at_a_character() {
    let limits = Limits { max_text_bytes: 10, ..Limits::default() };
    let extraction = extract("第一条第二条".as_bytes(), Format::Text, &limits);
    assert_eq!(extraction.pages[0].text, "第一条");
    assert_eq!(codes(&extraction), [NoticeCode::PartlyRead]);
    // Pages that are left out need no recognition.
    let picture = {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::GrayImage::new(200, 200).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
        bytes.into_inner()
    };
    let limits = Limits { max_pages: 0, ..Limits::default() };
    let extraction = extract(&picture, Format::Png, &limits);
    assert!(extraction.pages.is_empty() && extraction.wants_ocr.is_empty());
    let limits = Limits { max_input_bytes: 4, ..Limits::default() };
    assert_eq!(codes(&extract(b"12345", Format::Text, &limits)), [NoticeCode::UnreadableFile]);
}

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
}

#[test]
fn a_document_of_word_2003_is_read() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:o="urn:schemas-microsoft-com:office:office"><o:DocumentProperties><o:Title>通知</o:Title><o:Author>某人</o:Author></o:DocumentProperties><w:fonts><w:defaultFonts w:ascii="宋体"/></w:fonts><w:body><w:p><w:r><w:t>应到</w:t></w:r><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:delText>三十</w:delText></w:r></aml:content></aml:annotation><w:r><w:t>二十八人</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>签字</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:wordDocument>"#;
    let format = Format::of(xml.as_bytes(), "doc");
    let extraction = extract(xml.as_bytes(), format, &Limits::default());
    assert_eq!(extraction.pages[0].text, "应到二十八人\n姓名\t签字");
}

#[test]
fn a_workbook_in_circles_is_damaged() {
    let circles = [
        file([0xFFFF_FFFD, 1, 3, END, END], END),
        file([0xFFFF_FFFD, END, 3, 2, END], END),
        file([0xFFFF_FFFD, END, 3, END, END], 4),
    ];
    for bytes in circles {
        assert!(super::ole::has_cyclic_chain(&bytes));
        let read = extract(&bytes, Format::Xls, &Limits::default());
        assert_eq!(read.notices.iter().map(|notice| notice.code).collect::<Vec<_>>(), [NoticeCode::UnreadableFile]);
        assert!(read.notices[0].message.en.contains("damaged"), "{}", read.notices[0].message.en);
    }
}

use std::io::Write;

use encoding_rs::GB18030;
use proptest::prelude::*;

use super::*;

fn zip_of(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a part can be started");
        writer.write_all(content.as_bytes()).expect("memory can be written");
    }
    writer.finish().expect("the directory can be written").into_inner()
}

#[test]
fn packages_by_their_parts() {
    let docx = zip_of(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]);
    assert_eq!(Format::of(&docx, "docx"), Format::Docx);
    assert_eq!(Format::of(&docx, "wps"), Format::Docx);
    assert!(Format::Docx.contradicts_extension("wps"));
    assert_eq!(Format::of(&zip_of(&[("OFD.xml", "<OFD/>")]), "zip"), Format::Ofd);
    let ods = zip_of(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
    assert_eq!(Format::of(&ods, ""), Format::Ods);
    assert_eq!(Format::of(&zip_of(&[("照片/1.jpg", "x")]), "docx"), Format::Zip);
}

#[test]
fn a_package_without_directory_is_known_by_its_local_headers() {
    let whole = zip_of(&[("[Content_Types].xml", "<Types/>"), ("xl/workbook.xml", "<workbook/>")]);
    let cut = &whole[..whole.len() - 60];
    assert_eq!(Format::of(cut, "zip"), Format::Xlsx);
}

#[test]
fn pictures_whatever_the_extension() {
    let png = b"\x89PNG\r\n\x1A\n0000";
    assert_eq!(Format::of(png, "jpg"), Format::Png);
    assert!(Format::Png.contradicts_extension("JPG"));
    assert!(!Format::Jpeg.contradicts_extension("jpeg"));
    assert!(Format::Png.is_picture() && !Format::Pdf.is_picture());
    assert_eq!(Format::of(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", ""), Format::Heic);
    assert_eq!(Format::of(b"\0\0\0\x14ftypqt  \0\0\0\0qt  ", ""), Format::Mov);
    assert_eq!(Format::of(b"\0\0\0\x18ftypisom\0\0\x02\0isommp42", ""), Format::Mp4);
}

#[test]
fn text_in_the_encodings_of_china() {
    let line = "张庄村村民代表会议于二〇二〇年六月十五日召开，应到三十人，实到二十八人。\r\n";
    assert_eq!(Format::of(line.as_bytes(), ""), Format::Text);
    assert_eq!(Format::of(&GB18030.encode(line).0, ""), Format::Text);
    let utf16: Vec<u8> = line.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(Format::of(&utf16, ""), Format::Text);
    assert_eq!(Format::of(b"<!DOCTYPE html><html><body>x</body></html>", "doc"), Format::Html);
    assert_eq!(Format::of(b"<?xml version=\"1.0\"?><a/>", ""), Format::Xml);
    assert!(!Format::Text.contradicts_extension("csv"));
}

#[test]
fn what_is_not_read_is_named() {
    let mut tar = vec![0; 512];
    tar[257..262].copy_from_slice(b"ustar");
    let mut program = b"MZ".to_vec();
    program.resize(0x80, 0);
    program[0x3C] = 0x80;
    program.extend(b"PE\0\0");
    let files: [(&[u8], Format); 13] = [
        (b"\x1F\x8B\x08\0\0\0", Format::Gzip),
        (b"BZh91AY&SY", Format::Bzip2),
        (b"\xFD7zXZ\0\0", Format::Xz),
        (&tar, Format::Tar),
        (b"ITSF\x03\0\0\0", Format::Chm),
        (b"CAJ\0\0", Format::Caj),
        (b"AC1015\0\0", Format::Dwg),
        (b"RIFF\0\0\0\0WAVEfmt ", Format::Wav),
        (b"ID3\x03\0", Format::Mp3),
        (&program, Format::Exe),
        (b"From: a@example.org\r\nMIME-Version: 1.0\r\nSubject: x\r\n\r\nhello", Format::Mail),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n--x", Format::Mht),
        (
            b"To: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x",
            Format::Mail,
        ),
    ];
    for (bytes, format) in files {
        assert_eq!(Format::of(bytes, "doc"), format);
    }
    assert_eq!(Format::of("From: 张庄村\n日期：六月\n\n正文".as_bytes(), ""), Format::Text);
}

#[test]
fn a_package_may_begin_after_junk() {
    let docx = zip_of(&[("[Content_Types].xml", "<Types/>"), ("word/document.xml", "<w/>")]);
    assert_eq!(Format::of(&[b"\0\0junk".as_slice(), &docx].concat(), "docx"), Format::Docx);
    assert_eq!(Format::of(&[b"MZ program".as_slice(), &zip_of(&[("a.txt", "x")])].concat(), "exe"), Format::Zip);
}

#[test]
fn bytes_that_are_nothing() {
    assert_eq!(Format::of(b"", "pdf"), Format::Empty);
    assert_eq!(Format::of(&[0u8; 64], "pdf"), Format::Unknown);
    assert_eq!(Format::of(&[1, 2, 3, 4, 0xFF, 0xFE, 0, 9], "txt"), Format::Unknown);
    assert!(!Format::Unknown.contradicts_extension("pdf"));
}

#[test]
fn a_pdf_may_begin_after_junk() {
    assert_eq!(Format::of(b"\0\0junk%PDF-1.4\n%...", "pdf"), Format::Pdf);
}

proptest! {
    #[test]
    fn any_bytes_have_a_format(bytes in proptest::collection::vec(any::<u8>(), 0..600), extension in "[a-z]{0,4}") {
        let _ = Format::of(&bytes, &extension);
        let mut ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        ole.extend(bytes);
        let _ = Format::of(&ole, &extension);
    }
}

use std::io::Write;

use super::*;
use crate::extract::picture::page_picture;

fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A document with further parts: path, kind of relationship, content.
fn docx_with(body: &str, further: &[(&str, &str, Vec<u8>)]) -> Vec<u8> {
    let relations: String = further
        .iter()
        .zip(10..)
        .map(|((path, kind, _), id)| {
            format!(r#"<Relationship Id="rId{id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{path}"/>"#)
        })
        .collect();
    let parts = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"#.to_owned(),
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>"#.to_owned(),
        ),
        (
            "word/_rels/document.xml.rels",
            format!(r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>{relations}</Relationships>"#),
        ),
        (
            "word/numbering.xml",
            r#"<?xml version="1.0"?><w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"#.to_owned(),
        ),
        (
            "docProps/core.xml",
            r#"<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>会议记录</dc:title></cp:coreProperties>"#.to_owned(),
        ),
        (
            "word/document.xml",
            format!(
                r#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>{body}</w:body></w:document>"#
            ),
        ),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part can be started");
        writer.write_all(content.as_bytes()).expect("memory can be written");
    }
    for (path, _, content) in further {
        writer.start_file(format!("word/{path}"), zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(content).expect("memory can be written");
    }
    writer.finish().expect("the directory can be written").into_inner()
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn paragraphs_and_tables_in_reading_order() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(text));
    let body = format!(
        "{}<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>{}",
        paragraph("张庄村村民代表会议记录"),
        cell("姓名"),
        cell("签字"),
        cell("甲某"),
        cell("同意"),
        paragraph("散会。"),
    );
    let extraction = read(&docx(&body), Format::Docx, &Limits::default());
    assert_eq!(extraction.pages[0].text, "张庄村村民代表会议记录\n姓名\t签字\n甲某\t同意\n散会。");
    assert_eq!(extraction.pages[0].source, PageSource::TextLayer);
    assert_eq!(extraction.title.as_deref(), Some("会议记录"));
    assert!(extraction.notices.is_empty());
}

#[test]
fn automatic_numbers_are_text() {
    let clause = |level: u8, text: &str| {
        format!(
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
        )
    };
    let body = [
        clause(0, "本社名称"),
        clause(1, "全称"),
        clause(1, "简称"),
        paragraph("未编号"),
        clause(0, "住所"),
        clause(1, "地址"),
    ]
    .concat();
    let extraction = read(&docx(&body), Format::Docx, &Limits::default());
    let expected = "第一条 本社名称\n（一）全称\n（二）简称\n未编号\n第二条 住所\n（一）地址";
    assert_eq!(extraction.pages[0].text, expected);
}

#[test]
fn deleted_text_is_no_text() {
    let body = r#"<w:p><w:r><w:t>应到</w:t></w:r><w:del w:id="1" w:author="x"><w:r><w:delText>三十</w:delText></w:r></w:del><w:ins w:id="2" w:author="x"><w:r><w:t>二十八</w:t></w:r></w:ins><w:r><w:t>人</w:t></w:r></w:p>"#;
    let extraction = read(&docx(body), Format::Docx, &Limits::default());
    assert_eq!(extraction.pages[0].text, "应到二十八人");
}

#[test]
fn a_damaged_package_gives_what_it_has_or_says_so() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("a part");
    let xml = format!(
        "<w:document><w:body>{}<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p></w:body></w:document>",
        paragraph("救回的文字")
    );
    writer.write_all(xml.as_bytes()).expect("memory can be written");
    let bytes = writer.finish().expect("a directory").into_inner();
    let extraction = read(&bytes, Format::Docx, &Limits::default());
    assert_eq!(extraction.pages[0].text, "救回的文字");
    assert_eq!(extraction.notices.len(), 1);

    let extraction = read(b"PK\x03\x04 no more", Format::Docx, &Limits::default());
    assert!(extraction.pages.is_empty());
    assert_eq!(extraction.notices[0].code, crate::model::NoticeCode::UnreadableFile);
}

#[test]
fn moved_text_stands_once() {
    let body = r#"<w:p><w:moveFrom w:id="1" w:author="x"><w:r><w:t>原处</w:t></w:r></w:moveFrom><w:r><w:t>正文</w:t></w:r><w:moveTo w:id="2" w:author="x"><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>"#;
    let extraction = read(&docx(body), Format::Docx, &Limits::default());
    assert_eq!(extraction.pages[0].text, "正文新处");
}

#[test]
fn text_boxes_and_fields_are_text() {
    let body = r#"<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p><w:sdt><w:sdtContent><w:p><w:r><w:t>控件内文字</w:t></w:r></w:p></w:sdtContent></w:sdt>"#;
    let text = read(&docx(body), Format::Docx, &Limits::default()).pages.remove(0).text;
    assert_eq!(text.matches("框内文字").count(), 1, "{text}");
    assert!(text.contains("控件内文字"), "{text}");
}

#[test]
fn notes_and_remarks_follow_the_text() {
    let w = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main""#;
    let parts = [
        (
            "comments.xml",
            "comments",
            format!(
                r#"<w:comments {w}><w:comment w:id="0" w:author="甲某">{}</w:comment></w:comments>"#,
                paragraph("人数待核")
            ),
        ),
        (
            "footnotes.xml",
            "footnotes",
            format!(r#"<w:footnotes {w}><w:footnote w:id="2">{}</w:footnote></w:footnotes>"#, paragraph("含委托")),
        ),
    ];
    let parts = parts.map(|(path, kind, content)| (path, kind, content.into_bytes()));
    let body = r#"<w:p><w:r><w:t>实到三十人</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>"#;
    let extraction = read(&docx_with(body, &parts), Format::Docx, &Limits::default());
    assert_eq!(extraction.pages[0].text, "实到三十人\n脚注：含委托\n批注（甲某）：人数待核");
}

fn photo(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::new(width, height).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    bytes.into_inner()
}

#[test]
fn pasted_pictures_are_pages_in_the_order_shown() {
    let parts = [
        ("media/image1.png", "image", photo(300, 400)),
        ("media/image2.png", "image", photo(640, 480)),
        ("media/image10.png", "image", photo(299, 299)),
        ("media/image11.png", "image", photo(640, 480)),
    ];
    let drawing =
        |id: u32| format!(r#"<w:p><w:r><w:drawing><a:blip xmlns:a="a" r:embed="rId{id}"/></w:drawing></w:r></w:p>"#);
    let body = [paragraph("会议记录照片："), drawing(11), drawing(10), drawing(12), drawing(13)].concat();
    let bytes = docx_with(&body, &parts);
    let extraction = read(&bytes, Format::Docx, &Limits::default());
    let pages: Vec<_> = extraction.pages.iter().map(|page| (page.label.as_deref(), page.width, page.height)).collect();
    assert_eq!(pages, [(None, 0.0, 0.0), (Some("图1"), 640.0, 480.0), (Some("图2"), 300.0, 400.0)]);
    assert_eq!(extraction.wants_ocr, [2, 3]);
    assert_eq!(extraction.pages[1].source, PageSource::Ocr);
    let drawn = |page| page_picture(&bytes, Format::Docx, page, 2000, &Limits::default());
    assert_eq!(drawn(3).expect("the second picture").pixels.dimensions(), (300, 400));
    assert!(drawn(1).is_none() && drawn(4).is_none() && drawn(0).is_none());
}

#[test]
fn elements_without_end_are_refused_in_time() {
    let kinds = [
        ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"),
        ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>"),
        ("<w:p><w:ins><w:r>", "</w:r></w:ins></w:p>"),
        ("<x>", "</x>"),
    ];
    for (open, close) in kinds {
        for depth in [package::MAX_DEPTH - 10, 100_000] {
            let times = depth / open.matches('<').count();
            let body = format!("{}{}{}", open.repeat(times), paragraph("底"), close.repeat(times));
            let extraction = read(&docx(&body), Format::Docx, &Limits::default());
            if depth > package::MAX_DEPTH {
                assert_eq!(extraction.notices[0].code, crate::model::NoticeCode::UnreadableFile, "{open}");
            } else {
                assert!(!extraction.pages.is_empty(), "{open}");
            }
        }
    }
}

#[test]
fn a_package_may_stand_behind_junk() {
    let bytes = [b"junk before".as_slice(), &docx(&paragraph("正文"))].concat();
    let format = Format::of(&bytes, "docx");
    assert_eq!(read(&bytes, format, &Limits::default()).pages[0].text, "正文");
}

#[test]
fn a_password_on_an_open_document_is_told() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", "\u{1}<\u{2}"),
        ("META-INF/manifest.xml", "<manifest:manifest><manifest:encryption-data/></manifest:manifest>"),
    ];
    for (name, part) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(part.as_bytes()).expect("memory can be written");
    }
    let bytes = writer.finish().expect("a directory").into_inner();
    for format in [Format::Odt, Format::Ods] {
        let extraction = crate::extract::extract(&bytes, format, &Limits::default());
        assert_eq!(extraction.notices[0].code, crate::model::NoticeCode::EncryptedFile);
    }
}

#[test]
fn text_documents_of_the_open_format() {
    let content = r#"<office:document-content><office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>旧文</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>应到<office:annotation><dc:creator>甲某</dc:creator><dc:date>2020-06-15T00:00:00</dc:date><text:p>待核</text:p></office:annotation>三十人<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>含委托</text:p></text:note-body></text:note>。</text:p><text:p><draw:image xlink:href="Pictures/b.png"/></text:p></office:text></office:body></office:document-content>"#;
    let styles = "<office:document-styles><style:header><text:p>张庄村</text:p></style:header><style:footer><text:p>第页</text:p></style:footer></office:document-styles>";
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let picture = photo(640, 480);
    let parts: [(&str, &[u8]); 4] = [
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("styles.xml", styles.as_bytes()),
        ("Pictures/b.png", &picture),
    ];
    for (name, part) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        writer.write_all(part).expect("memory can be written");
    }
    let bytes = writer.finish().expect("a directory").into_inner();
    let extraction = crate::extract::extract(&bytes, Format::Odt, &Limits::default());
    assert_eq!(extraction.pages[0].text, "张庄村\n应到三十人。\n批注（甲某）：待核\n脚注：含委托\n第页");
    assert_eq!(extraction.wants_ocr, [2]);
    assert!(page_picture(&bytes, Format::Odt, 2, 100, &Limits::default()).is_some());
}

use std::io::{Cursor, Write};

use super::*;
use crate::model::NoticeCode;

const ENTRY: &str = r#"<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:Title>张庄村 &amp; 李庄村公示</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"#;

fn package(files: &[(&str, String)]) -> Vec<u8> {
    let files: Vec<_> = files.iter().map(|(name, content)| (*name, content.clone().into_bytes())).collect();
    package_of(&files)
}

fn package_of(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).expect("a file can be started");
        writer.write_all(content).expect("memory can be written");
    }
    writer.finish().expect("the directory can be written").into_inner()
}

/// A document with templates `T0`, `T1` … and pages at the given paths.
fn document(common: &str, pages: &[&str]) -> String {
    let pages: Vec<String> =
        pages.iter().zip(10..).map(|(path, id)| format!(r#"<ofd:Page ID="{id}" BaseLoc="{path}"/>"#)).collect();
    format!(
        r#"<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{}</ofd:Pages><ofd:Annotations>Annots.xml</ofd:Annotations></ofd:Document>"#,
        pages.concat()
    )
}

fn page(head: &str, objects: &str) -> String {
    format!(
        r#"<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016">{head}<ofd:Content><ofd:Layer ID="1">{objects}</ofd:Layer></ofd:Content></ofd:Page>"#
    )
}

/// A text of size 4 whose characters stand 4 apart.
fn text(x: f64, y: f64, text: &str) -> String {
    format!(
        r#"<ofd:TextObject Boundary="{x} {y} 100 6" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g {} 4">{text}</ofd:TextCode></ofd:TextObject>"#,
        text.chars().count() - 1
    )
}

fn one_page(objects: &str) -> Extraction {
    read(
        &package(&[
            ("OFD.xml", ENTRY.to_owned()),
            ("Doc_0/Document.xml", document("", &["Content.xml"])),
            ("Doc_0/Content.xml", page("", objects)),
        ]),
        &Limits::default(),
    )
}

fn codes(extraction: &Extraction) -> Vec<NoticeCode> {
    extraction.notices.iter().map(|notice| notice.code).collect()
}

#[test]
fn pages_with_their_templates_in_order_of_place() {
    let common = r#"<ofd:TemplatePage ID="7" BaseLoc="TPLS/T.xml"/>"#;
    let files = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Document.xml", document(common, &["Pages/P0/Content.xml", "/Doc_0/Pages/../Pages/./P1/Content.xml"])),
        // The name differs in case from what the document says.
        ("Doc_0/Tpls/T.xml", page("", &text(20.0, 20.0, "姓名："))),
        (
            "Doc_0/Pages/P0/Content.xml",
            page(
                r#"<ofd:Template TemplateID="7" ZOrder="Background"/>"#,
                &[text(20.0, 40.0, "第二行"), text(32.0, 20.0, "甲某"), text(20.1, 40.0, "第二行")].concat(),
            ),
        ),
        (
            "Doc_0/Pages/P1/Content.xml",
            page(
                "<ofd:Area><ofd:PhysicalBox>10 10 140 100</ofd:PhysicalBox></ofd:Area>",
                &format!("<ofd:PageBlock><ofd:PageBlock>{}</ofd:PageBlock></ofd:PageBlock>", text(20.0, 20.0, "块内")),
            ),
        ),
    ];
    let extraction = read(&package(&files), &Limits::default());
    let pages: Vec<_> = extraction.pages.iter().map(|page| (page.page, page.text.as_str())).collect();
    assert_eq!(pages, [(1, "姓名：甲某\n第二行"), (2, "块内")]);
    assert_eq!(extraction.title.as_deref(), Some("张庄村 & 李庄村公示"));
    assert!(extraction.notices.is_empty(), "{:?}", extraction.notices);
    let page = &extraction.pages[1];
    assert_eq!((page.width, page.height, page.source), (140.0, 100.0, PageSource::TextLayer));
    // The area's corner is the page's corner; ascent and descent are those of the usual fonts.
    let expected = [10.0, 10.48, 18.0, 14.48];
    assert!(page.lines[0].bbox.iter().zip(expected).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-3));
}

#[test]
fn matrices_and_vertical_text_are_followed() {
    let objects = r#"
        <ofd:TextObject Boundary="10 50 90 10" Size="12" CTM="0.5 0 0 0.5 5 1">
            <ofd:TextCode X="10" Y="8" DeltaX="g 2 12">比例尺</ofd:TextCode>
            <ofd:TextCode X="70" DeltaX="12">同行</ofd:TextCode>
        </ofd:TextObject>
        <ofd:TextObject Boundary="150 50 10 60" Size="4"><ofd:TextCode X="0" Y="4" DeltaY="g 2 5">购买方</ofd:TextCode></ofd:TextObject>
        <ofd:TextObject Boundary="10 80 90 10" Size="4"><ofd:TextCode X="0" Y="4">没有偏移</ofd:TextCode></ofd:TextObject>"#;
    let extraction = one_page(objects);
    let page = &extraction.pages[0];
    assert_eq!(page.text, "比例尺 同行\n没有偏移\n购买方");
    let near = |line: usize, expected: [f32; 4]| {
        let found = page.lines[line].bbox;
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.01), "{found:?}");
    };
    near(0, [20.0, 49.72, 62.0, 55.72]);
    near(2, [150.0, 50.48, 154.0, 64.48]);
}

#[test]
fn gaps_are_spaces_and_digits_are_one_word() {
    let objects = [
        r#"<ofd:TextObject Boundary="10 10 90 10" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="g 7 2 6 g 3 2">20200615金额12</ofd:TextCode></ofd:TextObject>"#,
        r#"<ofd:TextObject Boundary="10 20 90 10" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="2 2 2 1.2 3 2">Village</ofd:TextCode><ofd:Clips><ofd:Clip><ofd:Area><ofd:Text><ofd:TextCode X="0" Y="0">剪</ofd:TextCode></ofd:Text></ofd:Area></ofd:Clip></ofd:Clips></ofd:TextObject>"#,
        r#"<ofd:TextObject Visible="false" Boundary="10 30 90 10" Size="4"><ofd:TextCode X="0" Y="4">看不见</ofd:TextCode></ofd:TextObject>"#,
    ];
    let extraction = one_page(&objects.concat());
    assert_eq!(extraction.pages[0].text.lines().next_back(), Some("Village"));
    assert!(extraction.pages[0].text.starts_with("20200615 金额"), "{}", extraction.pages[0].text);
    assert!(!extraction.pages[0].text.contains(['剪', '看']));
}

#[test]
fn pictures_without_text_are_told_and_blank_pages_are_not() {
    let picture = r#"<ofd:ImageObject Boundary="0 0 210 297" ResourceID="5"/>"#;
    let files = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Document.xml", document("", &["A.xml", "B.xml", "C.xml", "D.xml"])),
        ("Doc_0/A.xml", page("", picture)),
        ("Doc_0/B.xml", page("", "")),
        ("Doc_0/C.xml", page("", &[picture.to_owned(), text(10.0, 10.0, "扫描全能王")].concat())),
        ("Doc_0/D.xml", page("", &text(10.0, 10.0, "正文"))),
    ];
    let extraction = read(&package(&files), &Limits::default());
    assert_eq!(extraction.wants_ocr, [1]);
    // The picture itself is not in the package, so that nothing of it could be recognised beside the words on it.
    assert_eq!(codes(&extraction), [NoticeCode::PartlyRead]);
    assert!(extraction.notices[0].message.zh.contains("第 1、3 页"), "{}", extraction.notices[0].message.zh);
    let texts: Vec<&str> = extraction.pages.iter().map(|page| page.text.as_str()).collect();
    assert_eq!(texts, ["", "", "扫描全能王", "正文"]);
}

#[test]
fn pictures_are_put_together_as_the_page_shows_them() {
    let mut red = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(20, 10, image::Rgb([200, 0, 0]))
        .write_to(&mut red, image::ImageFormat::Png)
        .expect("a picture");
    let mut seal = Cursor::new(Vec::new());
    image::RgbaImage::from_fn(10, 10, |x, _| image::Rgba([0, 0, 200, if x < 5 { 255 } else { 0 }]))
        .write_to(&mut seal, image::ImageFormat::Png)
        .expect("a picture");
    // The upper half is red, with a seal on it whose right half is clear; the red picture lies on its side below.
    let objects = r#"<ofd:ImageObject Boundary="0 0 100 50" ResourceID="5"/><ofd:ImageObject Boundary="10 10 20 20" CTM="20 0 0 20 0 0" ResourceID="6"/><ofd:ImageObject Boundary="0 50 50 50" CTM="0 50 -25 0 50 0" ResourceID="5"/><ofd:ImageObject Boundary="0 0 9 9" ResourceID="99"/>"#;
    let common = "<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>";
    let files: [(&str, Vec<u8>); 6] = [
        ("OFD.xml", ENTRY.into()),
        ("Doc_0/Document.xml", document(common, &["A.xml"]).replace("0 0 210 297", "0 0 100 100").into()),
        ("Doc_0/DocumentRes.xml", r#"<ofd:Res BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>red.png</ofd:MediaFile></ofd:MultiMedia><ofd:MultiMedia ID="6" Type="Image"><ofd:MediaFile>seal.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"#.into()),
        ("Doc_0/A.xml", page("", objects).into()),
        ("Doc_0/Res/red.png", red.into_inner()),
        ("Doc_0/Res/seal.png", seal.into_inner()),
    ];
    let bytes = package_of(&files);
    assert_eq!(read(&bytes, &Limits::default()).wants_ocr, [1]);
    let drawn = picture(&bytes, 1, 50, &Limits::default()).expect("the page can be drawn");
    assert_eq!((drawn.pixels.dimensions(), drawn.scale), ((50, 50), 0.5));
    let colour = |x: u32, y: u32| drawn.pixels.get_pixel(x / 2, y / 2).0;
    assert_eq!(colour(60, 20), [200, 0, 0]);
    assert_eq!((colour(14, 20), colour(26, 20)), ([0, 0, 200], [200, 0, 0]));
    assert_eq!((colour(40, 70), colour(10, 70), colour(80, 80)), ([200, 0, 0], [255; 3], [255; 3]));
    assert!(
        picture(&bytes, 2, 50, &Limits::default()).is_none() && picture(&bytes, 0, 50, &Limits::default()).is_none()
    );
    // A page of text alone is not drawn.
    let text = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Document.xml", document("", &["A.xml"])),
        ("Doc_0/A.xml", page("", &text(1.0, 1.0, "正文"))),
    ];
    assert!(picture(&package(&text), 1, 50, &Limits::default()).is_none());
}

#[test]
fn composite_graphics_are_read_at_their_place() {
    let common = "<ofd:PublicRes>Res.xml</ofd:PublicRes>";
    let unit = |id: u32, said: &str| {
        format!(
            r#"<ofd:CompositeGraphicUnit ID="{id}" Width="50" Height="10"><ofd:Content>{}</ofd:Content></ofd:CompositeGraphicUnit>"#,
            text(0.0, 0.0, said)
        )
    };
    let placed = |at: &str, id: u32| format!(r#"<ofd:CompositeObject Boundary="{at}" ResourceID="{id}"/>"#);
    let objects = format!("{}{}", text(10.0, 10.0, "姓名："), placed("22 10 50 10", 8));
    // One holds the next, and the last itself.
    let holder = |id: u32, inner: u32| {
        let placed = placed("4 20 50 10", inner);
        format!(r#"<ofd:CompositeGraphicUnit ID="{id}"><ofd:Content>{placed}</ofd:Content></ofd:CompositeGraphicUnit>"#)
    };
    let files = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Document.xml", document(common, &["A.xml", "B.xml", "C.xml"])),
        (
            "Doc_0/Res.xml",
            format!(
                "<ofd:Res><ofd:CompositeGraphicUnits>{}{}{}{}{}</ofd:CompositeGraphicUnits></ofd:Res>",
                unit(7, "内层"),
                unit(8, "甲某"),
                holder(9, 7),
                holder(11, 9),
                holder(12, 12)
            ),
        ),
        ("Doc_0/A.xml", page("", &objects)),
        ("Doc_0/B.xml", page("", &placed("10 10 50 10", 11))),
        ("Doc_0/C.xml", page("", &format!("{objects}{}", placed("10 10 50 10", 12)))),
    ];
    let mut read = read(&package(&files), &Limits::default());
    let texts: Vec<&str> = read.pages.iter().map(|page| page.text.as_str()).collect();
    assert_eq!(texts, ["姓名：甲某", "内层", "姓名：甲某"]);
    assert_eq!(read.pages.remove(1).lines[0].bbox[0], 18.0);
    assert_eq!(read.notices.len(), 1, "a graphic within itself is told of: {:?}", read.notices);
}

#[test]
fn attachments_and_seals_are_listed() {
    let entry =
        ENTRY.replace("</ofd:DocRoot>", "</ofd:DocRoot><ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>");
    let files = [
        ("OFD.xml", entry),
        ("Doc_0/Document.xml", document("", &["A.xml"]).replace("</ofd:Document>", "<ofd:Attachments>Attachs/List.xml</ofd:Attachments></ofd:Document>")),
        ("Doc_0/A.xml", page("", &text(10.0, 10.0, "正文"))),
        ("Doc_0/Attachs/List.xml", r#"<Attachments><Attachment ID="1" Name="名册" Format="xlsx"><FileLoc>a</FileLoc></Attachment></Attachments>"#.to_owned()),
        ("Doc_0/Signs/Signatures.xml", r#"<Signatures><Signature ID="1" BaseLoc="Sign_0/Signature.xml"/></Signatures>"#.to_owned()),
        ("Doc_0/Signs/Sign_0/Signature.xml", r#"<Signature><SignedInfo><Provider ProviderName="p" Company="某公司"/><SignatureDateTime>20200615093000Z</SignatureDateTime></SignedInfo></Signature>"#.to_owned()),
    ];
    let extraction = read(&package(&files), &Limits::default());
    assert_eq!(extraction.enclosed.attachments, ["名册.xlsx"]);
    assert_eq!(extraction.enclosed.signatures, ["电子印章：2020-06-15，某公司"]);
    assert_eq!(codes(&extraction), []);
    assert_eq!(extraction.pages[0].text, "正文");
}

#[test]
fn annotations_are_read_and_watermarks_are_not() {
    let annotations = format!(
        r#"<ofd:PageAnnot><ofd:Annot Type="Watermark"><ofd:Appearance>{0}</ofd:Appearance></ofd:Annot><ofd:Annot Type="Stamp"><ofd:Appearance Boundary="100 100 50 10">{1}</ofd:Appearance></ofd:Annot><ofd:Annot Type="Highlight" Creator="审核员"><ofd:Remark>此处数字
            有误</ofd:Remark><ofd:Appearance Boundary="10 10 20 5"/></ofd:Annot><ofd:Annot Type="Highlight"><ofd:Remark>正文</ofd:Remark></ofd:Annot></ofd:PageAnnot>"#,
        text(10.0, 10.0, "保密资料"),
        text(0.0, 0.0, "同意")
    );
    let files = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Document.xml", document("", &["A.xml"])),
        ("Doc_0/A.xml", page("", &text(10.0, 10.0, "正文"))),
        (
            "Doc_0/Annots.xml",
            r#"<Annotations><Page PageID="9"><FileLoc>Gone.xml</FileLoc></Page><Page PageID="10"><FileLoc>An.xml</FileLoc></Page></Annotations>"#.to_owned(),
        ),
        ("Doc_0/An.xml", annotations),
    ];
    let extraction = read(&package(&files), &Limits::default());
    assert_eq!(extraction.pages[0].text, "正文\n同意\n批注（审核员）：此处数字 有误");
    assert_eq!(extraction.pages[0].lines[1].bbox[0], 100.0);
    assert!(extraction.notices.is_empty());
}

#[test]
fn several_documents_follow_each_other() {
    let entry = "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody><DocBody><DocRoot>/Doc_1/Document.xml</DocRoot></DocBody><DocBody><DocRoot>Doc_2/Document.xml</DocRoot></DocBody></OFD>";
    let files = [
        ("OFD.xml", entry.to_owned()),
        ("Doc_0/Document.xml", document("", &["A.xml"])),
        ("Doc_0/A.xml", page("", &text(10.0, 10.0, "甲件"))),
        ("Doc_1/Document.xml", document("", &["A.xml"]).replace("ofd:", "")),
        ("Doc_1/A.xml", page("", &text(10.0, 10.0, "乙件")).replace("ofd:", "")),
    ];
    let extraction = read(&package(&files), &Limits::default());
    let pages: Vec<_> = extraction.pages.iter().map(|page| (page.page, page.text.as_str())).collect();
    assert_eq!(pages, [(1, "甲件"), (2, "乙件")]);
    assert_eq!(codes(&extraction), [NoticeCode::PartlyRead]);
}

#[test]
fn what_is_damaged_is_told() {
    let whole = page("", &[text(10.0, 10.0, "第一段"), text(10.0, 20.0, "第二段")].concat());
    let half = whole[..whole.find("第二").expect("the second text")].to_owned();
    let files = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Document.xml", document("", &["A.xml", "Gone.xml", "../../../etc/passwd", "Half.xml"])),
        ("Doc_0/A.xml", whole),
        ("Doc_0/Half.xml", half),
    ];
    let extraction = read(&package(&files), &Limits::default());
    assert_eq!(
        extraction.pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>(),
        ["第一段\n第二段", "", "", "第一段"]
    );
    assert_eq!(codes(&extraction), [NoticeCode::PartlyRead]);
    assert!(extraction.notices[0].message.zh.starts_with("第 2–4 页"));

    let garbage = package(&[("OFD.xml", "no markup".to_owned())]);
    let without_pages = package(&files[..2]);
    for bytes in [b"PK\x03\x04 no more".as_slice(), &garbage, &without_pages] {
        let extraction = read(bytes, &Limits::default());
        assert_eq!(codes(&extraction), [NoticeCode::UnreadableFile]);
        assert!(extraction.pages.is_empty());
    }
}

#[test]
fn encrypted_packages_are_told() {
    let files = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Encryptions.xml", "<Encryptions/>".to_owned()),
        ("Doc_0/Document.xml", "\u{1}\u{2}\u{3}".to_owned()),
    ];
    assert_eq!(codes(&read(&package(&files), &Limits::default())), [NoticeCode::EncryptedFile]);
}

#[test]
fn limits_hold() {
    let files = [
        ("OFD.xml", ENTRY.to_owned()),
        ("Doc_0/Document.xml", document("", &["A.xml", "A.xml", "A.xml"])),
        ("Doc_0/A.xml", page("", &text(10.0, 10.0, "正文正文"))),
    ];
    let bytes = package(&files);
    let read = |limits: Limits| {
        let extraction = read(&bytes, &limits);
        (extraction.pages.iter().map(|page| page.text.clone()).collect::<Vec<_>>(), codes(&extraction))
    };
    assert_eq!(read(Limits { max_pages: 2, ..Limits::default() }).0.len(), 2);
    assert_eq!(read(Limits { max_pages: 2, ..Limits::default() }).1, [NoticeCode::PartlyRead]);
    assert_eq!(read(Limits { max_text_bytes: 5, ..Limits::default() }).0.len(), 1);
    let few = read(Limits { max_glyphs_per_page: 3, ..Limits::default() });
    assert_eq!((few.0[2].as_str(), few.1), ("正文正", vec![NoticeCode::PartlyRead]));
    assert_eq!(
        read(Limits { max_uncompressed_bytes: 100, ..Limits::default() }),
        (vec![], vec![NoticeCode::UnreadableFile])
    );
    // The second reading of the same page is beyond the limit: what came before stays.
    let size: usize = files.iter().map(|(_, content)| content.len()).sum();
    let (pages, codes) = read(Limits { max_uncompressed_bytes: size as u64 + 10, ..Limits::default() });
    assert_eq!((pages[0].as_str(), codes.contains(&NoticeCode::PartlyRead)), ("正文正文", true));
}

proptest::proptest! {
    #[test]
    fn any_page_is_read(objects in "(<ofd:TextObject( Boundary=\"[0-9 .e-]{0,12}\"| Size=\"[0-9e.-]{0,4}\"| CTM=\"[0-9 .-]{0,16}\"){0,3}>|<TextCode DeltaX=\"[g0-9 .e-]{0,9}\">|</TextCode>|</ofd:TextObject>|&#x4E00;|[<>&;甲a ]){0,20}") {
        let extraction = one_page(&objects);
        for line in extraction.pages.iter().flat_map(|page| &page.lines) {
            proptest::prop_assert!(line.bbox.iter().all(|value| value.is_finite()));
        }
    }
}

/// A font program whose table puts the characters at the glyphs from 1 on: `cmap` of format 12, and `maxp`.
fn font(characters: &str) -> Vec<u8> {
    let groups: Vec<[u32; 3]> =
        (1..).zip(characters.chars()).map(|(glyph, c)| [u32::from(c), u32::from(c), glyph]).collect();
    let mut sorted = groups.clone();
    sorted.sort_unstable();
    let mut cmap = vec![0, 0, 0, 1, 0, 3, 0, 10, 0, 0, 0, 12, 0, 12, 0, 0];
    let words = [16 + 12 * sorted.len() as u32, 0, sorted.len() as u32];
    cmap.extend(words.iter().chain(sorted.iter().flatten()).flat_map(|word| word.to_be_bytes()));
    let maxp = [0, 0, 0x50, 0, 0, 200];
    let mut out = vec![0, 1, 0, 0, 0, 2, 0, 32, 0, 1, 0, 0];
    let mut start = 12 + 2 * 16_u32;
    for (tag, table) in [(b"cmap", cmap.as_slice()), (b"maxp", &maxp)] {
        out.extend(tag);
        out.extend([0; 4]);
        out.extend(start.to_be_bytes());
        out.extend((table.len() as u32).to_be_bytes());
        start += table.len() as u32;
    }
    out.extend(cmap);
    out.extend(maxp);
    out
}

/// A page whose codes are chosen by the glyphs 1, 2, 3 … of an embedded font.
fn chosen(codes: &str, program: Vec<u8>) -> Extraction {
    let resources = r#"<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:Fonts><ofd:Font ID="4" FontName="Sub"><ofd:FontFile>f.ttf</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>"#;
    let count = codes.chars().count();
    let glyphs: Vec<String> = (1..=count).map(|glyph| glyph.to_string()).collect();
    let object = format!(
        r#"<ofd:TextObject Boundary="20 30 170 8" Font="4" Size="4"><ofd:CGTransform CodePosition="0" CodeCount="{count}" GlyphCount="{count}"><ofd:Glyphs>{}</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X="0" Y="4" DeltaX="g {} 4">{codes}</ofd:TextCode></ofd:TextObject>"#,
        glyphs.join(" "),
        count - 1
    );
    let files = [
        ("OFD.xml", ENTRY.to_owned().into_bytes()),
        ("Doc_0/Document.xml", document("<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>", &["Content.xml"]).into_bytes()),
        ("Doc_0/PublicRes.xml", resources.to_owned().into_bytes()),
        ("Doc_0/Res/f.ttf", program),
        ("Doc_0/Content.xml", page("", &object).into_bytes()),
    ];
    read(&package_of(&files), &Limits::default())
}

#[test]
fn codes_without_meaning_are_read_from_the_font_by_their_glyphs() {
    let text = "张庄村民代表会议纪要";
    for codes in [
        "ABCDEFGHIJ",
        "口口口口口口口口口口",
        "          ",
        "\u{E001}\u{E002}\u{E003}\u{E004}\u{E005}\u{E006}\u{E007}\u{E008}\u{E009}\u{E00A}",
    ] {
        let read = chosen(codes, font(text));
        assert_eq!(read.pages[0].text, text, "{codes}");
        assert!(read.wants_ocr.is_empty());
    }
}

#[test]
fn codes_with_meaning_stay() {
    let text = "张庄村民代表会议纪要";
    assert_eq!(chosen(text, font("ABCDEFGHIJ")).pages[0].text, text, "a table of codes");
    assert_eq!(chosen(text, Vec::new()).pages[0].text, text);
}

#[test]
fn codes_that_nobody_knows_are_told() {
    for codes in ["ABCDEFGHIJ", "口口口口口口口口口口"] {
        let read = chosen(codes, Vec::new());
        assert_eq!((read.pages[0].text.as_str(), read.wants_ocr.as_slice()), ("", [1].as_slice()), "{codes}");
    }
}

/// Seven printed lines.
const NOTICE: &[u8] = include_bytes!("../../../../../tests/data/ocr/notice.png");

/// A page with lines of text and a picture with writing at a place of it.
fn pictured(place: &str, attributes: &str, below: bool) -> Vec<u8> {
    pictured_with(place, attributes, below, 4, NOTICE)
}

fn pictured_with(place: &str, attributes: &str, below: bool, rows: u32, file: &[u8]) -> Vec<u8> {
    let resources = r#"<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:MultiMedias><ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>p.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"#;
    let picture = format!(r#"<ofd:ImageObject Boundary="{place}" ResourceID="5"/>"#);
    let line = text(20.0, 0.0, "张庄村村民代表会议应到三十人实到")
        .replace("<ofd:TextObject", &format!("<ofd:TextObject {attributes}"));
    let lines: String = (0..rows).map(|row| line.replace("20 0 100", &format!("20 {} 100", 20 + 8 * row))).collect();
    let objects = if below { format!("{picture}{lines}") } else { format!("{lines}{picture}") };
    package_of(&[
        ("OFD.xml", ENTRY.to_owned().into_bytes()),
        ("Doc_0/Document.xml", document("<ofd:DocumentRes>Res.xml</ofd:DocumentRes>", &["Content.xml"]).into_bytes()),
        ("Doc_0/Res.xml", resources.to_owned().into_bytes()),
        ("Doc_0/p.png", file.to_vec()),
        ("Doc_0/Content.xml", page("", &objects).into_bytes()),
    ])
}

#[test]
fn a_picture_beside_text_is_recognised_and_the_text_kept() {
    let bytes = pictured("20 100 160 90", "", true);
    let extraction = read(&bytes, &Limits::default());
    assert!(extraction.pages[0].text.contains("应到三十人") && extraction.wants_ocr == [1]);
    let parts = parts(&bytes, 1, 1_000, &Limits::default()).expect("a part is not read");
    let [part] = parts.pictures.as_slice() else { panic!("one picture") };
    assert!(part.frame.iter().zip([20.0, 100.0, 180.0, 190.0]).all(|(a, b): (&f64, f64)| (a - b).abs() < 0.01));
    assert_eq!(parts.lines.len(), 4);
    assert!(read(&pictured("20 100 30 12", "", true), &Limits::default()).wants_ocr.is_empty(), "a seal or a logo");
}

#[test]
fn words_seen_on_a_scan_and_a_layer_behind_it_are_told_apart() {
    let seen = read(&pictured("0 0 210 297", "", true), &Limits::default());
    assert!(seen.pages[0].text.contains("应到三十人") && seen.wants_ocr == [1], "words on the scan");
    for (attributes, below) in [("", false), (r#"Alpha="0""#, true), (r#"Fill="false""#, true)] {
        let hidden = read(&pictured("0 0 210 297", attributes, below), &Limits::default());
        assert!(hidden.pages[0].text.contains("应到三十人") && hidden.wants_ocr.is_empty(), "{attributes} {below}");
    }
    // However few they are: pictures of OFD pages show no characters.
    let few = pictured_with("0 0 210 297", "", true, 1, NOTICE);
    assert!(read(&few, &Limits::default()).pages[0].text.contains("应到三十人"));
    assert_eq!(parts(&few, 1, 1_000, &Limits::default()).expect("the scan is not read").pictures.len(), 1);
}

#[test]
fn pictures_that_cannot_be_decoded_are_told_of() {
    for (place, told) in [("20 100 160 90", true), ("0 0 210 297", true), ("20 100 20 10", false)] {
        let read = read(&pictured_with(place, "", true, 4, b"no picture"), &Limits::default());
        assert!(read.pages[0].text.contains("应到三十人"));
        assert_eq!(codes(&read), vec![NoticeCode::PartlyRead; usize::from(told)], "{place}");
    }
}

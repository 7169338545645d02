use proptest::prelude::*;

use super::*;

fn text(rtf: &str) -> String {
    read(rtf.as_bytes(), &Limits::default()).pages.remove(0).text
}

#[test]
fn gbk_bytes_and_unicode_units() {
    let rtf = r"{\rtf1\ansi\ansicpg936{\fonttbl{\f0 \'cb\'ce\'cc\'e5;}}{\*\generator x;}\f0 \'d5\'c5\'d7\'af\'b4\'e5\par
\u24352 ?\u24196 ?\u26449 ?abc\par {\uc2\u-243 \'a3\'ba}{\deleted \'d5\'c5}end}";
    assert_eq!(text(rtf), "张庄村\n张庄村abc\n\u{FF0D}end");
}

#[test]
fn tables_have_tabs_and_rows() {
    let rtf = r"{\rtf1\ansicpg936 \trowd\intbl \'d0\'d5\'c3\'fb\cell \'bd\'f0\'b6\'ee\cell\row a\cell 5\cell\row}";
    assert_eq!(text(rtf), "姓名\t金额\na\t5");
}

#[test]
fn notes_follow_and_text_boxes_are_read() {
    let rtf = r"{\rtf1\ansicpg936 \'d5\'c5{\footnote note {\b one}}\'d7\'af{\*\atnauthor x}{\*\annotation {\chatn}remark}{\shp{\*\shpinst{\sp{\sn a}}{\shptxt box\par}}{\shprslt{\*\do{\dptxbxtext box}}}}.}";
    assert_eq!(text(rtf), "张庄.\n脚注：note one\n批注：remark\nbox");
}

#[test]
fn bytes_are_read_by_the_code_page_of_their_font() {
    let rtf = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset134 SimSun;}{\f2\fcharset136 MingLiU;}{\f3\fcharset128 MS Mincho;}{\f4\fnil\fcharset2 Wingdings;}{\f5\fcharset204 Arial Cyr;}}\f1 \'d5\'c5\'d7\'af\'b4\'e5\par\f0 caf\'e9 na\'efve\par\f2 \'b7\'7c\'c4\'b3\par{\f3 \'93\'fa\'96\'7b}\f4 \'fe\'a8 \u-3842 ?\f5 \'cc\'ee\par\f0 \'d5\'c5\'d7\'af\'b4\'e5}";
    assert_eq!(text(rtf), "张庄村\ncafé naïve\n會議\n日本☑□ ☑Мо\n张庄村");
    // Without a table of fonts the bytes are those of the document, and Chinese under a Western page.
    assert_eq!(text(r"{\rtf1\ansi\ansicpg1252 \'c4\'ea caf\'e9}"), "\u{C4}\u{EA} caf\u{E9}");
    assert_eq!(text(r"{\rtf1\ansi\ansicpg1252 2020\'c4\'ea}"), "2020年");
    assert_eq!(text(r"{\rtf1\ansi\ansicpg950 \'b7|\'c4\'b3}"), "會議");
    // Programs name Chinese bytes Western too.
    assert_eq!(text(r"{\rtf1\ansicpg936{\fonttbl{\f0\fcharset0 Times;}}\f0 \'c4\'ea}"), "年");
}

#[test]
fn a_star_within_a_group_hides_nothing() {
    assert_eq!(text(r"{\rtf1\ansicpg936{\b0\*\cs7\cf0 \'d5\'c5}{\*\cs7 a}{\*\generator x}{\*\unknown {b}}c}"), "张ac");
    assert_eq!(text(r"{\rtf1\ansicpg936 {\upr{ansi}{\*\ud{\u24352 ?}}}.}"), "张.");
}

#[test]
fn fields_show_their_outer_result_or_their_formula() {
    let rtf = r#"{\rtf1\ansicpg936 a{\field{\*\fldinst IF {\field{\*\fldinst MERGEFIELD x}{\fldrslt inner}} = 1}{\fldrslt outer}}{\field{\*\fldinst {EQ \\* jc2 \\o\\ad(\\s\\up 9(wang),\'cd\'f5)}}{\fldrslt }}b}"#;
    assert_eq!(text(rtf), "aouter王b");
}

#[test]
fn pictures_are_pages_and_objects_are_files() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(640, 480).write_to(&mut png, image::ImageFormat::Png).expect("a picture");
    let hex: String = png.into_inner().iter().map(|byte| format!("{byte:02x}")).collect();
    // A bitmap of 24 bits without the header of a file.
    let mut bitmap = vec![40, 0, 0, 0];
    bitmap.extend(400_i32.to_le_bytes());
    bitmap.extend(300_i32.to_le_bytes());
    bitmap.extend([1, 0, 24, 0]);
    bitmap.resize(40 + 400 * 300 * 3, 0);
    let bin = [b"{\\pict\\dibitmap0\\bin360040 ".as_slice(), &bitmap, b"}"].concat();
    let native = crate::extract::inside::tests::packed("说明.txt", "水渠".as_bytes(), false);
    let mut object = vec![1, 5, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0];
    object.extend(b"Package\0\0\0\0\0\0\0\0\0");
    object.extend(&native);
    let object: String = object.iter().map(|byte| format!("{byte:02X}")).collect();
    let rtf = [
        format!(r"{{\rtf1\ansicpg936 a{{\*\shppict{{\pict{{\*\picprop{{\sp{{\sn shapeType}}{{\sv 75}}}}}}\pngblip{{\*\blipuid ea04f8a5}}{hex}}}}}{{\nonshppict{{\pict\wmetafile8 0100}}}}")
            .as_bytes(),
        &bin,
        format!(
            r"{{\object\objemb{{\*\objclass Package}}{{\*\objdata {object}}}{{\result{{\pict\pngblip {hex}}}}}}}b}}"
        )
        .as_bytes(),
    ]
    .concat();
    let extraction = crate::extract::extract(&rtf, Format::Rtf, &Limits::default());
    assert_eq!(extraction.pages[0].text, "ab");
    let sizes: Vec<(f32, f32)> = extraction.pages.iter().skip(1).map(|page| (page.width, page.height)).collect();
    assert_eq!(sizes, [(640.0, 480.0), (400.0, 300.0)]);
    assert_eq!(extraction.wants_ocr, [2, 3]);
    let drawn = crate::extract::picture::page_picture(&rtf, Format::Rtf, 3, 200, &Limits::default());
    assert!(drawn.is_some_and(|picture| picture.pixels.width() == 200));
    assert_eq!(crate::extract::members::names(&rtf, Format::Rtf, &Limits::default()), ["说明.txt"]);
}

proptest! {
    #[test]
    fn any_rtf_is_read(content in "[\\\\{}'*a-z0-9 \\-张]{0,200}") {
        let _ = read(format!("{{\\rtf1{content}").as_bytes(), &Limits::default());
    }
}

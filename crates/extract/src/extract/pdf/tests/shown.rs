//! What a page shows, held against what is read of it.

use std::fmt::Write as _;

use image::imageops;

use super::*;
use crate::extract::limits::Limits;

/// A picture as the objects of a file have it, from grey or RGB pixels.
fn image(width: u32, height: u32, space: &str, pixels: &[u8]) -> String {
    let mut hex = String::with_capacity(pixels.len() * 2);
    pixels.iter().for_each(|byte| write!(hex, "{byte:02x}").expect("memory can be written"));
    hex.push('>');
    let dict = format!(
        "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /{space} /BitsPerComponent 8 \
         /Filter /ASCIIHexDecode"
    );
    stream(&dict, &hex)
}

/// Seven printed lines.
fn written() -> image::GrayImage {
    let bytes = include_bytes!("../../../../../../tests/data/ocr/notice.png");
    image::load_from_memory(bytes).expect("the picture is sound").into_luma8()
}

fn written_image() -> String {
    let picture = written();
    image(picture.width(), picture.height(), "DeviceGray", picture.as_raw())
}

fn plain_image() -> String {
    image(4, 4, "DeviceGray", &[250; 16])
}

fn seal_image() -> String {
    let small = imageops::resize(&written(), 320, 180, imageops::FilterType::Triangle);
    let red: Vec<u8> = small.pixels().flat_map(|pixel| [230, pixel.0[0], pixel.0[0]]).collect();
    image(320, 180, "DeviceRGB", &red)
}

/// A page with the fonts `F1` and `F2` of [`page`], the picture `I`, and further resources and objects from 9 on.
fn shown(content: &str, picture: String, resources: &str, more: &[String]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R {A4} /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R /F3 9 0 R >> \
             /XObject << /I 8 0 R >> {resources} >> >>"
        ),
        stream("", content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /GBK-EUC-H /DescendantFonts [7 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) \
         /Ordering (GB1) /Supplement 2 >> >>"
            .to_owned(),
        picture,
    ];
    objects.extend_from_slice(more);
    pdf_of(&objects)
}

fn gbk(text: &str) -> String {
    encoding_rs::GB18030.encode(text).0.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

const LINE: &str = "张庄村村民代表会议应到三十人实到二十八人表决通过";

/// Lines of Chinese text from a height downwards, in a rendering mode.
fn lines(count: u32, top: u32, mode: u32) -> String {
    (0..count).map(|row| format!("BT {mode} Tr /F2 12 Tf 72 {} Td <{}> Tj ET\n", top - 20 * row, gbk(LINE))).collect()
}

fn text_and_wanted(bytes: &[u8]) -> (String, Vec<u32>) {
    let read = extraction(bytes);
    (read.pages[0].text.clone(), read.wants_ocr)
}

#[test]
fn a_picture_with_writing_beside_text_is_recognised_whatever_its_size() {
    // 10 %, 40 % and 85 % of the page; and a strip of one line.
    for place in ["250 0 0 200 100 300", "500 0 0 400 50 200", "595 0 0 715 0 60", "400 0 0 20 72 500"] {
        let content = format!("{} q {place} cm /I Do Q", lines(2, 810, 0));
        let (text, wanted) = text_and_wanted(&shown(&content, written_image(), "", &[]));
        assert!(text.contains(LINE), "{text}");
        assert_eq!(wanted, [1], "{place}");
    }
}

#[test]
fn pictures_that_cannot_be_decoded_are_told_of() {
    let broken = |filter: &str, bytes: &str| {
        let dict = "/Type /XObject /Subtype /Image /Width 40 /Height 30 /ColorSpace /DeviceRGB /BitsPerComponent 8";
        stream(&format!("{dict} /Filter /{filter}"), bytes)
    };
    let beside = format!("{} q 400 0 0 300 80 200 cm /I Do Q", lines(3, 810, 0));
    for picture in [broken("DCTDecode", "no picture"), broken("Unheard", "x"), broken("ASCIIHexDecode", "000000>")] {
        let read = extraction(&shown(&beside, picture.clone(), "", &[]));
        assert!(read.pages[0].text.contains(LINE) && read.wants_ocr.is_empty());
        assert_eq!(codes(&read), [NoticeCode::PartlyRead], "{picture}");
        // A page of nothing else is drawn, and then found to lack its picture.
        let scan = shown("q 595 0 0 842 0 0 cm /I Do Q", picture, "", &[]);
        assert!(extraction(&scan).wants_ocr == [1] && has_undecoded_picture(&scan, 1));
    }
    for sound in [written_image(), plain_image()] {
        let bytes = shown(&beside, sound, "", &[]);
        assert!(extraction(&bytes).notices.is_empty() && !has_undecoded_picture(&bytes, 1));
    }
    let logo = format!("{} q 40 0 0 30 80 200 cm /I Do Q", lines(3, 810, 0));
    assert!(extraction(&shown(&logo, broken("Unheard", "x"), "", &[])).notices.is_empty(), "no paper");
}

#[test]
fn drawn_glyphs_have_no_other_fonts_encoding() {
    let names: Vec<String> = ('a'..='l').map(|name| format!("/{name}{name}")).collect();
    let drawings: String = names.iter().map(|name| format!("{name} 10 0 R ")).collect();
    let font = format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << \
         {drawings} >> /Encoding << /Differences [65 {}] >> /FirstChar 65 /LastChar 76 /Widths [{}] >>",
        names.join(" "),
        "1000 ".repeat(12)
    );
    let drawing = stream("", "1000 0 0 0 1000 1000 d1 100 100 800 800 re f");
    let drawn = format!("{} BT /F3 20 Tf 72 600 Td (ABCDEFGHIJKL) Tj ET", lines(3, 810, 0));
    let (text, wanted) = text_and_wanted(&shown(&drawn, plain_image(), "", &[font, drawing]));
    assert!(text.contains(LINE) && !text.contains("ABC") && wanted == [1], "{text} {wanted:?}");
}

#[test]
fn logos_seals_signatures_and_backgrounds_are_not() {
    let beside = |picture: String, place: &str| {
        let content = format!("{} q {place} cm /I Do Q", lines(10, 800, 0));
        text_and_wanted(&shown(&content, picture, "", &[])).1
    };
    assert!(beside(written_image(), "80 0 0 45 400 100").is_empty(), "a logo or a signature");
    assert!(beside(seal_image(), "180 0 0 120 350 80").is_empty(), "a seal");
    assert!(beside(plain_image(), "595 0 0 842 0 0").is_empty(), "a background");
    let rules: String =
        (0..40).map(|row| format!("72 {} m 520 {} l S 72 {} 40 12 re S ", 20 * row, 20 * row, 20 * row)).collect();
    assert!(text_and_wanted(&shown(&format!("{} {rules}", lines(10, 800, 0)), plain_image(), "", &[])).1.is_empty());
}

#[test]
fn words_seen_on_a_scan_do_not_read_the_scan() {
    let scan = "q 595 0 0 335 0 400 cm /I Do Q";
    let seen = shown(&format!("{scan} {}", lines(6, 700, 0)), written_image(), "", &[]);
    let (text, wanted) = text_and_wanted(&seen);
    assert!(text.contains(LINE) && wanted == [1], "{text}");
    let parts = parts(&seen, 1, 1_000, &Limits::default()).expect("a part is not read");
    assert_eq!((parts.lines.len(), parts.pictures.len()), (6, 1));
    // The picture of the part shows the scan alone: here a clear place of it, there none of the words on it.
    let [part] = parts.pictures.as_slice() else { panic!("one picture") };
    let alone = parts_of_scan(scan);
    assert_eq!(part.pixels, alone);
}

/// The scan's picture where nothing is written on it but a line above.
fn parts_of_scan(scan: &str) -> image::RgbImage {
    let bytes = shown(&format!("{scan} {}", lines(3, 830, 0)), written_image(), "", &[]);
    parts(&bytes, 1, 1_000, &Limits::default()).expect("a part is not read").pictures.remove(0).pixels
}

#[test]
fn a_layer_of_the_scans_own_script_is_its_text() {
    let scan = "q 595 0 0 842 0 0 cm /I Do Q";
    for content in [
        format!("{scan} {}", lines(8, 700, 3)),
        // Behind the picture, and in the paper's colour.
        format!("{} {scan}", lines(8, 700, 0)),
        format!("{scan} 1 g {}", lines(8, 700, 0)),
    ] {
        let (text, wanted) = text_and_wanted(&shown(&content, written_image(), "", &[]));
        assert!(text.contains(LINE) && wanted.is_empty(), "{wanted:?} {content}");
    }
}

#[test]
fn a_layer_of_another_script_is_not() {
    let scan = "q 595 0 0 842 0 0 cm /I Do Q";
    let nonsense = "RENN RARANAE Bia TOLO7AATEA WEIETA RITA EHA FAGR ARBITNR RAREMFCOLOFRAATEHAGA";
    let layer = |mode: u32| -> String {
        (0..6).map(|row| format!("BT {mode} Tr /F1 9 Tf 72 {} Td ({nonsense}) Tj ET\n", 700 - 20 * row)).collect()
    };
    for content in [format!("{scan} {}", layer(3)), format!("{} {scan}", layer(0)), format!("{scan} 1 g {}", layer(0))]
    {
        let (text, wanted) = text_and_wanted(&shown(&content, written_image(), "", &[]));
        assert_eq!((text.as_str(), wanted.as_slice()), ("", [1].as_slice()), "{content}");
    }
    let english = "The committee of the village met on the fifth and agreed to the plan by a show of hands";
    let layer: String =
        (0..6).map(|row| format!("BT 3 Tr /F1 9 Tf 72 {} Td ({english}) Tj ET\n", 700 - 20 * row)).collect();
    let (text, wanted) = text_and_wanted(&shown(&format!("{scan} {layer}"), written_image(), "", &[]));
    assert!(text.contains(english) && wanted.is_empty());
    // Words that are seen stay beside a layer that goes.
    let scan = "q 595 0 0 335 0 400 cm /I Do Q";
    let both = format!("{scan} {} {}", lines(3, 830, 0), layer_of(nonsense));
    let (text, wanted) = text_and_wanted(&shown(&both, written_image(), "", &[]));
    assert!(text.contains(LINE) && !text.contains("RARANAE") && wanted == [1], "{text}");
}

fn layer_of(text: &str) -> String {
    (0..4).map(|row| format!("BT 3 Tr /F1 9 Tf 72 {} Td ({text}) Tj ET\n", 700 - 20 * row)).collect()
}

/// A Chinese font with a predefined encoding, `F3`, whose map to Unicode is this one.
fn mapped_font(map: &str) -> Vec<String> {
    let font = "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /GBK-EUC-H /DescendantFonts [7 0 R] \
                /ToUnicode 10 0 R >>";
    let map = format!(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n1 \
         begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{map}\nendcmap end end"
    );
    vec![font.to_owned(), stream("", &map)]
}

#[test]
fn a_map_without_meaning_gives_way_to_the_fonts_encoding() {
    let text = "张庄村民代表会议纪要";
    let drawn = format!("BT /F3 14 Tf 72 600 Td <{}> Tj ET", gbk(text));
    for says in [0x41_u32, 0x20, 0xE000] {
        let pairs: String = text.chars().map(|c| format!("<{}> <{says:04X}>\n", gbk(&c.to_string()))).collect();
        let map = format!("10 beginbfchar\n{pairs}endbfchar");
        let (read, wanted) = text_and_wanted(&shown(&drawn, plain_image(), "", &mapped_font(&map)));
        assert!(read == text && wanted.is_empty(), "{says:x} {read} {wanted:?}");
    }
    let pairs: String = text.chars().map(|c| format!("<{}> <{:04X}>\n", gbk(&c.to_string()), c as u32)).collect();
    let map = format!("10 beginbfchar\n{pairs}endbfchar");
    assert_eq!(text_and_wanted(&shown(&drawn, plain_image(), "", &mapped_font(&map))).0, text);
}

/// Characters of three contours each, as a path in one piece or in many.
fn outlined(rows: u32, columns: u32, paint: &str, each: bool) -> String {
    let mut out = String::new();
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        let (x, y) = (72 + column * 14, 700 - row * 22);
        let _ = write!(
            out,
            "{x} {y} m {} {y} l {} {} l {x} {} l h {} {y} m {} {} {} {} {} {} c h {} {} m {} {} l {} {} l h ",
            x + 12,
            x + 12,
            y + 3,
            y + 3,
            x + 2,
            x + 4,
            y + 4,
            x + 5,
            y + 8,
            x + 3,
            y + 12,
            x + 7,
            y + 2,
            x + 9,
            y + 12,
            x + 11,
            y + 2
        );
        if each {
            out.push_str(paint);
            out.push(' ');
        }
    }
    if !each {
        out.push_str(paint);
    }
    out
}

#[test]
fn text_in_outlines_is_recognised() {
    for (paint, each) in [("f", false), ("f*", false), ("f", true), ("S", true)] {
        let content = outlined(8, 20, paint, each);
        assert_eq!(text_and_wanted(&shown(&content, plain_image(), "", &[])), (String::new(), vec![1]), "{paint}");
        let beside = format!("{content} {}", lines(4, 810, 0));
        let (text, wanted) = text_and_wanted(&shown(&beside, plain_image(), "", &[]));
        assert!(text.contains(LINE) && wanted == [1], "{paint} {text}");
    }
    let logo = format!("{} {}", outlined(1, 4, "f", true), lines(4, 810, 0));
    assert!(text_and_wanted(&shown(&logo, plain_image(), "", &[])).1.is_empty());
}

#[test]
fn patterns_and_masks_that_show_text_are_recognised() {
    let tile = |step: u32| {
        let dict = format!(
            "/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 {step} {step}] /XStep {step} /YStep \
             {step} /Resources << /Font << /F2 6 0 R >> >>"
        );
        stream(&dict, &format!("BT /F2 12 Tf 20 20 Td <{}> Tj ET", gbk("内部资料")))
    };
    let painted = "/Pattern cs /P scn 50 50 500 500 re f";
    let drawn = |step: u32, content: &str| {
        let more = ["null".to_owned(), tile(step)];
        text_and_wanted(&shown(content, plain_image(), "/Pattern << /P 10 0 R >>", &more)).1
    };
    assert_eq!(drawn(600, &format!("{painted} {}", lines(3, 800, 0))), [1], "one tile");
    assert!(drawn(60, &format!("{painted} {}", lines(3, 800, 0))).is_empty(), "a background");
    let group = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Group << /S /Transparency /CS /DeviceGray >> \
                 /Resources << /Font << /F2 6 0 R >> >>";
    let mask = stream(group, &format!("1 g {}", lines(4, 400, 0)));
    let content = format!("/G gs 0 g 50 200 500 300 re f /N gs {}", lines(3, 800, 0));
    let states = "/ExtGState << /G << /SMask << /S /Luminosity /G 10 0 R >> >> /N << /SMask /None >> >>";
    let (_, wanted) = text_and_wanted(&shown(&content, plain_image(), states, &["null".to_owned(), mask]));
    assert_eq!(wanted, [1], "a mask");
}

#[test]
fn blank_means_that_nothing_was_painted() {
    for nothing in ["", "1 g 0 0 595 842 re f", "72 700 m 500 700 l S", "BT /F1 12 Tf 72 700 Td (   ) Tj ET"] {
        assert_eq!(text_and_wanted(&shown(nothing, plain_image(), "", &[])), (String::new(), vec![]), "{nothing}");
    }
    let small = shown("q 60 0 0 12 72 700 cm /I Do Q", written_image(), "", &[]);
    assert_eq!(text_and_wanted(&small).1, [1]);
}

#[test]
fn a_letterhead_is_recognised_once() {
    let kids: String = (0..4).map(|page| format!("{} 0 R ", 5 + page)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{kids}] /Count 4 >>"),
        written_image(),
        stream(
            "",
            &format!("q 500 0 0 150 50 680 cm /I Do Q {}", "BT /F1 12 Tf 72 600 Td (the text of the page) Tj ET"),
        ),
    ];
    objects.extend((0..4).map(|_| {
        format!(
            "<< /Type /Page /Parent 2 0 R {A4} /Contents 4 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 \
             /BaseFont /Helvetica >> >> /XObject << /I 3 0 R >> >> >>"
        )
    }));
    let read = extraction(&pdf_of(&objects));
    assert_eq!(read.wants_ocr, [1]);
    assert!(read.pages.iter().all(|page| page.text == "the text of the page"));
}

#[cfg(feature = "ocr")]
#[test]
fn both_stand_in_the_order_of_reading() {
    let line = |y: u32, text: &str| format!("BT /F2 14 Tf 72 {y} Td <{}> Tj ET ", gbk(text));
    let content = format!(
        "{} q 480 0 0 270 60 450 cm /I Do Q {}",
        line(780, "关于公示情况的说明如下所示"),
        line(380, "以上情况请各位村民代表监督")
    );
    let bytes = shown(&content, written_image(), "", &[]);
    let mut recogniser = crate::extract::recognise::Recogniser::default();
    let page = recogniser.read(&bytes, Format::Pdf, 1, &Limits::default()).expect("the page is drawn");
    let rows: Vec<&str> = page.text.lines().collect();
    assert_eq!((rows.first(), rows.last()), (Some(&"关于公示情况的说明如下所示"), Some(&"以上情况请各位村民代表监督")));
    assert!(page.text.contains("石桥村集体资金公示表") && page.text.contains("沈若谷"), "{}", page.text);
    assert_eq!(page.source, PageSource::Ocr);
    let picture = page.lines.iter().find(|line| line.text.contains("公示表")).expect("the title was read");
    let [x0, y0, x1, y1] = picture.bbox;
    assert!(x0 > 60.0 && x1 < 540.0 && y0 > 120.0 && y1 < 300.0 && picture.confidence < 1.0, "{:?}", picture.bbox);
}

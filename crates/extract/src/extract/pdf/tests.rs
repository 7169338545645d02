use super::*;
use crate::model::NoticeCode;

mod attached;
mod marks;
mod shown;

/// A PDF of the given objects, numbered from 1; the first is the catalogue.
fn pdf_of(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(objects) {
        places.push(out.len());
        out.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R /Info << /Title <FEFF4F1A8BAE8BB05F55> >> >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

fn stream(dict: &str, content: &str) -> String {
    format!("<< {dict} /Length {} >>\nstream\n{content}\nendstream", content.len())
}

/// One page with two fonts: `F1` is Helvetica, `F2` a Chinese font with the predefined CMap GBK-EUC-H and no
/// ToUnicode map.
fn page(attributes: &str, content: &str) -> Vec<u8> {
    pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        format!(
            "<< /Type /Page /Parent 2 0 R {attributes} /Contents 4 0 R /Resources << /Font << /F1 5 0 R /F2 6 0 R >> \
             /XObject << /I 8 0 R >> >> >>"
        ),
        stream("", content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /GBK-EUC-H /DescendantFonts [7 0 R] >>"
            .to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo << /Registry (Adobe) \
         /Ordering (GB1) /Supplement 2 >> >>"
            .to_owned(),
        stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "x"),
    ])
}

const A4: &str = "/MediaBox [0 0 595 842]";

fn extraction(bytes: &[u8]) -> Extraction {
    read(bytes, &Limits::default())
}

fn codes(extraction: &Extraction) -> Vec<NoticeCode> {
    extraction.notices.iter().map(|notice| notice.code).collect()
}

#[test]
fn lines_with_boxes_from_the_top_left() {
    let bytes = page(A4, "BT /F1 12 Tf 72 700 Td (second line) Tj 0 50 Td (first line) Tj ET");
    let extraction = extraction(&bytes);
    let page = &extraction.pages[0];
    assert_eq!(page.text, "first line\nsecond line");
    assert_eq!((page.width, page.height), (595.0, 842.0));
    let [x0, y0, x1, y1] = page.lines[0].bbox;
    assert!((x0 - 72.0).abs() < 0.1 && (x1 - 72.0 - 43.3).abs() < 5.0, "{:?}", page.lines[0].bbox);
    assert!(y0 < 92.0 && y1 > 92.0 && y1 - y0 < 13.0, "{:?}", page.lines[0].bbox);
    assert_eq!(extraction.title.as_deref(), Some("会议记录"));
    assert!(extraction.notices.is_empty());
}

#[test]
fn turned_and_cropped_pages_are_read_as_they_are_seen() {
    let attributes = "/MediaBox [0 0 595 842] /CropBox [100 100 495 742] /Rotate 90";
    let bytes = page(attributes, "BT /F1 10 Tf 0 1 -1 0 120 110 Tm (upright) Tj ET");
    let page = &extraction(&bytes).pages[0];
    assert_eq!((page.width, page.height), (642.0, 395.0));
    assert_eq!(page.text, "upright");
    let [x0, y0, x1, y1] = page.lines[0].bbox;
    assert!(x0 >= 0.0 && x1 > x0 && y1 > y0 && y1 - y0 < 11.0, "{:?}", page.lines[0].bbox);
}

#[test]
fn predefined_cmaps_need_no_tounicode() {
    // 张庄村 in GBK.
    let extraction = extraction(&page(A4, "BT /F2 12 Tf 72 700 Td <D5C5D7AFB4E5> Tj ET"));
    assert_eq!(extraction.pages[0].text, "张庄村");
    let [x0, _, x1, _] = extraction.pages[0].lines[0].bbox;
    assert!((x1 - x0 - 36.0).abs() < 1.0);
}

#[test]
fn bold_by_drawing_twice_is_read_once() {
    let twice = "BT /F2 12 Tf 72 700 Td <D5C5D7AF> Tj ET BT /F2 12 Tf 72.3 700 Td <D5C5D7AF> Tj ET";
    assert_eq!(extraction(&page(A4, twice)).pages[0].text, "张庄");
}

#[test]
fn a_covering_picture_without_text_is_a_scan() {
    let scan = "q 595 0 0 842 0 0 cm /I Do Q BT /F2 9 Tf 72 20 Td <D3C9> Tj ET";
    let extraction = extraction(&page(A4, scan));
    assert_eq!(extraction.pages[0].text, "");
    assert!(extraction.pages[0].lines.is_empty());
    assert_eq!(extraction.wants_ocr, [1]);
    // A machine without Chinese fonts says so.
    assert!(extraction.notices.iter().all(|notice| notice.code == NoticeCode::FontMissing), "{:?}", extraction.notices);
}

#[test]
fn a_blank_page_lacks_nothing() {
    let extraction = extraction(&page(A4, "BT /F1 12 Tf 72 700 Td ( ) Tj ET"));
    assert_eq!(extraction.pages[0].text, "");
    assert!(extraction.notices.is_empty());
}

#[test]
fn an_endless_page_is_cut() {
    let limits = Limits { max_glyphs_per_page: 5, ..Limits::default() };
    let extraction = read(&page(A4, "BT /F1 12 Tf 72 700 Td (abcde) Tj (fghij) Tj ET"), &limits);
    assert_eq!(extraction.pages[0].text, "abcde");
    assert_eq!(codes(&extraction), [NoticeCode::PartlyRead]);
}

#[test]
fn damage_is_told() {
    assert_eq!(codes(&extraction(b"%PDF-1.4\nnothing")), [NoticeCode::UnreadableFile]);
    let whole = page(A4, "BT /F1 12 Tf 72 700 Td (kept) Tj ET");
    // Without cross-reference table and trailer the objects are searched for.
    let cut = &whole[..whole.len() - 300];
    assert_eq!(extraction(cut).pages[0].text, "kept");
}

#[test]
fn titles_in_the_encodings_in_use() {
    assert_eq!(title(b"\xFE\xFF\x4F\x1A").as_deref(), Some("会"));
    assert_eq!(title("Microsoft Word - 公示.doc".as_bytes()).as_deref(), Some("公示.doc"));
    assert_eq!(title(&encoding_rs::GB18030.encode("公示").0).as_deref(), Some("公示"));
    assert_eq!(title(b"\0\0"), None);
}

/// A page behind a password.
fn encrypted(user_password: &str) -> Vec<u8> {
    encrypt(&page(A4, "BT /F1 12 Tf 72 700 Td (kept) Tj ET"), user_password)
}

/// The same file behind RC4 with 128 bits (ISO 32000-1, 7.6).
fn encrypt(bytes: &[u8], user_password: &str) -> Vec<u8> {
    let mut document = lopdf::Document::load_mem(bytes).expect("a whole file");
    let id = lopdf::Object::string_literal("0123456789abcdef");
    document.trailer.set("ID", lopdf::Object::Array(vec![id.clone(), id]));
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).expect("a known encryption");
    document.encrypt(&state).expect("nothing is encrypted yet");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("memory can be written");
    bytes
}

#[test]
fn a_password_to_open_is_told_and_one_to_edit_is_no_hindrance() {
    assert_eq!(codes(&extraction(&encrypted("secret"))), [NoticeCode::EncryptedFile]);
    let open = extraction(&encrypted(""));
    assert_eq!(open.pages[0].text, "kept");
    assert!(open.notices.is_empty());
}

#[test]
fn content_packed_twice_is_not_unpacked() {
    let mut bytes = page(A4, "BT /F1 12 Tf 72 700 Td (kept) Tj ET");
    let at = bytes.windows(10).position(|window| window == b"<<  /Lengt").expect("the content stream");
    bytes.splice(at..at + 2, b"<< /Filter [/FlateDecode /FlateDecode]".iter().copied());
    let extraction = extraction(&bytes);
    assert_eq!(extraction.pages[0].text, "");
    assert_eq!(codes(&extraction), [NoticeCode::PartlyRead]);
}

#[test]
fn radicals_become_the_characters_they_stand_for() {
    let text = glyph::text_of(hayro_interpret::hayro_cmap::BfString::String("⼀般⻅⺠".to_owned()));
    assert_eq!(text, crate::extract::line::GlyphText::Many("一般见民".into()));
}

#[test]
fn ruled_rows_have_tabs_and_columns_set_glyph_by_glyph_are_read_downwards() {
    let table = "70 690 m 170 690 l 70 720 m 170 720 l 70 690 m 70 720 l 120 690 m 120 720 l 170 690 m 170 720 l S \
                 BT /F2 12 Tf 72 700 Td <D5C5D7AF> Tj 50 0 Td <B4E5> Tj ET";
    assert_eq!(extraction(&page(A4, table)).pages[0].text, "张庄\t村");
    let mut down = String::new();
    for (x, code) in [(500, "D5C5"), (470, "D7AF")] {
        for row in 0..30 {
            down.push_str(&format!("BT /F2 12 Tf {x} {} Td <{code}> Tj ET\n", 780 - 15 * row));
        }
    }
    assert_eq!(extraction(&page(A4, &down)).pages[0].text, ["张".repeat(30), "庄".repeat(30)].join("\n"));
}

/// Two pages with labels, an attached file and a signed form.
fn with_structure() -> Vec<u8> {
    pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /r >> 1 << /S /D /St 2 >>] >> /Names << \
         /EmbeddedFiles << /Kids [6 0 R 7 0 R] >> >> /AcroForm << /Fields [5 0 R] >> >>"
            .to_owned(),
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R << /Subtype /FileAttachment /FS << /F \
         (roll.xlsx) >> >>] >>"
            .to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        "<< /Subtype /Widget /FT /Sig /T (Signature1) /V << /Type /Sig /Filter /Adobe.PPKLite /Name \
         <FEFF738B5C0F660E> /M (D:20210506101112+08'00') /Reason (checked) >> >>"
            .to_owned(),
        "<< /Names [(a) << /UF <FEFF9644886800 2E0064006F0063> >>] >>".to_owned(),
        "<< /Names [(b) << /F (roll.xlsx) >>] /Kids [6 0 R 7 0 R] >>".to_owned(),
    ])
}

#[test]
fn labels_attachments_and_signatures_are_listed() {
    let extraction = extraction(&with_structure());
    let labels: Vec<Option<&str>> = extraction.pages.iter().map(|page| page.label.as_deref()).collect();
    assert_eq!(labels, [Some("i"), None]);
    assert_eq!(extraction.enclosed.attachments, ["附表.doc", "roll.xlsx"]);
    assert_eq!(extraction.enclosed.signatures, ["王小明, 2021-05-06 10:11, checked, Adobe.PPKLite"]);
    assert!(extraction.notices.is_empty(), "what cannot be taken out is told where that is tried");
}

#[test]
fn labels_end_where_numbers_do() {
    let bytes = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R /PageLabels << /Nums [0 << /S /D /St 4294967295 >>] >> >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>".to_owned(),
    ]);
    let labels: Vec<Option<String>> = extraction(&bytes).pages.into_iter().map(|page| page.label).collect();
    assert_eq!(labels, [Some("4294967295".to_owned()), None]);
}

#[test]
fn pages_are_drawn_as_they_are_read() {
    let attributes = "/MediaBox [0 0 595 842] /CropBox [100 100 495 742] /Rotate 90";
    let bytes = page(attributes, "BT /F1 40 Tf 0 1 -1 0 220 210 Tm (MMMM) Tj ET");
    let drawn = picture(&bytes, 1, 1284, &Limits::default()).expect("a page");
    assert_eq!(drawn.pixels.dimensions(), (1284, 790));
    assert!((drawn.scale - 2.0).abs() < 0.001);
    let [x0, y0, x1, y1] = extraction(&bytes).pages[0].lines[0].bbox.map(|value| (value * drawn.scale) as u32);
    let dark = |x: u32, y: u32| drawn.pixels.get_pixel(x, y).0[0] < 128;
    let inked: Vec<(u32, u32)> =
        (0..1284).flat_map(|x| (0..790).map(move |y| (x, y))).filter(|(x, y)| dark(*x, *y)).collect();
    assert!(inked.len() > 500);
    assert!(inked.iter().all(|(x, y)| (x0..=x1).contains(x) && (y0..=y1).contains(y)));
    assert_eq!(drawn.pixels.get_pixel(2, 2).0, [255; 3]);
}

#[test]
fn what_cannot_be_drawn_is_no_picture() {
    let bytes = page(A4, "");
    let limits = Limits { max_glyphs_per_page: 5, ..Limits::default() };
    assert!(picture(&bytes, 1, 100, &limits).is_some());
    assert!(picture(&bytes, 0, 100, &limits).is_none());
    assert!(picture(&bytes, 2, 100, &limits).is_none());
    assert!(picture(b"%PDF-1.4", 1, 100, &limits).is_none());
    assert!(picture(&page(A4, "BT /F1 12 Tf (abcdefgh) Tj ET"), 1, 100, &limits).is_none());
    assert!(picture(&page("/MediaBox [0 0 1 1000000]", ""), 1, 100, &limits).is_some());
}

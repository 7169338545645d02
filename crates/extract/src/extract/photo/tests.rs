use std::io::Cursor;

use super::*;
use crate::model::NoticeCode;

fn read_all(bytes: &[u8], format: Format) -> Extraction {
    read(bytes, format, &Limits::default())
}

fn encoded(picture: &image::DynamicImage, format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

#[test]
fn a_plain_picture_is_one_page_to_be_recognised() {
    let bytes = encoded(&image::GrayImage::new(300, 200).into(), image::ImageFormat::Png);
    let extraction = read_all(&bytes, Format::Png);
    let facts = extraction.photo.expect("photo facts");
    assert_eq!((facts.width, facts.height, facts.orientation), (300, 200, 1));
    assert_eq!((facts.taken, facts.gps, facts.description), (None, None, None));
    assert_eq!(extraction.wants_ocr, [1]);
    let page = &extraction.pages[0];
    assert_eq!((page.width, page.height, page.source, page.text.as_str()), (300.0, 200.0, PageSource::Ocr, ""));
    assert!(extraction.notices.is_empty());
}

#[test]
fn an_icon_holds_no_text() {
    let bytes = encoded(&image::GrayImage::new(64, 99).into(), image::ImageFormat::Bmp);
    let extraction = read_all(&bytes, Format::Bmp);
    assert_eq!((extraction.pages.len(), extraction.wants_ocr.len()), (1, 0));
}

#[test]
fn a_damaged_picture_says_so() {
    let extraction = read_all(b"\xFF\xD8\xFF\xE0 cut", Format::Jpeg);
    assert_eq!(extraction.notices[0].code, NoticeCode::UnreadableFile);
    assert!(extraction.pages.is_empty() && extraction.wants_ocr.is_empty());
}

#[test]
fn a_picture_in_an_undecoded_format_keeps_its_facts() {
    let mut bytes = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
    bytes.extend(b"\0\0\0\x14ispe\0\0\0\0\0\0\x0F\xC0\0\0\x0B\xD0");
    let extraction = read_all(&bytes, Format::Heic);
    let facts = extraction.photo.expect("photo facts");
    assert_eq!((facts.width, facts.height), (4032, 3024));
    assert_eq!(extraction.notices.len(), 1);
    assert_eq!(extraction.notices[0].code, NoticeCode::PartlyRead);
    assert!(extraction.notices[0].message.zh.contains("JPEG"));
    assert!(extraction.wants_ocr.is_empty());
}

#[test]
fn transparent_pixels_are_white() {
    let picture = image::RgbaImage::from_pixel(120, 120, image::Rgba([0, 0, 0, 0]));
    let bytes = encoded(&picture.into(), image::ImageFormat::Png);
    let drawn = picture_of(&bytes, Format::Png, 1).expect("a picture");
    assert_eq!(drawn.pixels.get_pixel(5, 5).0, [255, 255, 255]);
}

fn picture_of(bytes: &[u8], format: Format, page: u32) -> Option<PagePicture> {
    picture(bytes, format, page, 2000)
}

#[test]
fn every_frame_of_a_tiff_is_a_page() {
    let bytes = tiff::tests::two_frames();
    let extraction = read_all(&bytes, Format::Tiff);
    let sizes: Vec<_> = extraction.pages.iter().map(|page| (page.page, page.width, page.height)).collect();
    // The second frame lies on its side.
    assert_eq!(sizes, [(1, 160.0, 120.0), (2, 120.0, 160.0)]);
    assert_eq!(extraction.wants_ocr, [1, 2]);
    let first = picture_of(&bytes, Format::Tiff, 1).expect("the first frame");
    let second = picture_of(&bytes, Format::Tiff, 2).expect("the second frame");
    assert_eq!((first.pixels.dimensions(), first.pixels.get_pixel(0, 0).0), ((160, 120), [0, 0, 0]));
    // Black and white, one bit a pixel.
    assert_eq!((second.pixels.dimensions(), second.pixels.get_pixel(0, 0).0), ((120, 160), [255, 255, 255]));
    assert!(picture_of(&bytes, Format::Tiff, 3).is_none() && picture_of(&bytes, Format::Tiff, 0).is_none());
}

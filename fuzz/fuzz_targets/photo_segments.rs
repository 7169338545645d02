//! Metadata of pictures and videos: EXIF, XMP packets and IPTC records, wherever the format keeps them.
//!
//! The first byte picks the format. A second run puts the same bytes where a JPEG keeps its packets and records, so
//! that the readers behind the walker are reached often.

#![no_main]

use cundang::{
    archive::Format,
    extract::{Limits, extract},
    model::{Coordinates, PhotoFacts},
};
use libfuzzer_sys::fuzz_target;

const PICTURES: [Format; 5] = [Format::Jpeg, Format::Png, Format::Tiff, Format::Webp, Format::Heic];
const BLOCKS: [(u8, &[u8]); 4] = [
    (0xE1, b"Exif\0\0"),
    (0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
    (0xED, b"Photoshop 3.0\08BIM\x04\x04\0\0"),
    (0xE1, b"http://ns.adobe.com/xmp/extension/\0"),
];

fn hold(facts: &PhotoFacts) {
    let on_earth = |place: &Coordinates| place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0;
    assert!(facts.gps.iter().chain(&facts.xmp_gps).all(on_earth));
    assert!((1..=8).contains(&facts.orientation));
    for said in &facts.captions {
        assert!(!said.text.trim().is_empty() && said.text.chars().count() <= 4_000);
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((pick, bytes)) = data.split_first() else { return };
    let format = PICTURES[usize::from(*pick) % PICTURES.len()];
    hold(&extract(bytes, format, &Limits::default()).photo.expect("a picture has facts"));
    hold(&extract(bytes, Format::Mp4, &Limits::default()).photo.expect("a video has facts"));

    let (marker, head) = BLOCKS[usize::from(*pick / 8) % BLOCKS.len()];
    let length = head.len() + bytes.len() + 2;
    let Ok(length) = u16::try_from(length) else { return };
    let mut jpeg = vec![0xFF, 0xD8, 0xFF, marker];
    jpeg.extend(length.to_be_bytes());
    jpeg.extend(head);
    jpeg.extend(bytes);
    jpeg.extend([0xFF, 0xD9]);
    hold(&extract(&jpeg, Format::Jpeg, &Limits::default()).photo.expect("a picture has facts"));
});

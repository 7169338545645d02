//! Metadata of pictures: EXIF, XMP packets and IPTC records, put where a JPEG keeps them, so that the readers behind
//! the walker are reached often. The first byte picks the kind.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

const BLOCKS: [(u8, &[u8]); 4] = [
    (0xE1, b"Exif\0\0"),
    (0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
    (0xED, b"Photoshop 3.0\08BIM\x04\x04\0\0"),
    (0xE1, b"http://ns.adobe.com/xmp/extension/\0"),
];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::uncaught(|| {
    let Some((pick, bytes)) = data.split_first() else { return };
    let (marker, head) = BLOCKS[usize::from(*pick) % BLOCKS.len()];
    let Ok(length) = u16::try_from(head.len() + bytes.len() + 2) else { return };
    let mut jpeg = vec![0xFF, 0xD8, 0xFF, marker];
    jpeg.extend(length.to_be_bytes());
    jpeg.extend(head);
    jpeg.extend(bytes);
    jpeg.extend([0xFF, 0xD9]);
    reader::read(&jpeg, Format::Jpeg);
}));

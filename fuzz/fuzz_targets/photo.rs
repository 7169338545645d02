//! Pictures and videos, with their pixels.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 9] = [
    Format::Jpeg,
    Format::Png,
    Format::Tiff,
    Format::Bmp,
    Format::Gif,
    Format::Webp,
    Format::Heic,
    Format::Mp4,
    Format::Mov,
];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::run(data, &FORMATS));

//! PDF: its pages, and the files attached to it. The first byte says whether a page is drawn as well.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 1] = [Format::Pdf];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::run(data, &FORMATS));

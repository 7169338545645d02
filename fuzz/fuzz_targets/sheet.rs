//! Workbooks in zip packages.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

const FORMATS: [Format; 3] = [Format::Xlsx, Format::Xlsb, Format::Ods];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::run(data, &FORMATS));
fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    reader::package::mutate(data, size, max_size, seed)
});

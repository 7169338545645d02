//! Mail messages and web pages in one file, and what is attached to them.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 2] = [Format::Mail, Format::Mht];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::run(data, &FORMATS));

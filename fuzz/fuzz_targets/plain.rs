//! Text, tables in text files, web pages, XML documents and RTF.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 4] = [Format::Text, Format::Html, Format::Xml, Format::Rtf];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::run(data, &FORMATS));

//! Word, Excel and PowerPoint 97–2003, in OLE2 files.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 3] = [Format::Doc, Format::Xls, Format::Ppt];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::run(data, &FORMATS));

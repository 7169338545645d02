//! Word, Excel and PowerPoint 97–2003, and encrypted packages, in OLE2 files.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 4] = [Format::Doc, Format::Xls, Format::Ppt, Format::EncryptedOffice];

fuzz_target!(init: reader::watch_panics(), |data: &[u8]| reader::run(data, &FORMATS));

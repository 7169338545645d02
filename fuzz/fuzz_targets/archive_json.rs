//! `archive.json`: any text is a description or an error.

#![no_main]

use cundang::archive::ArchiveDescription;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(description) = ArchiveDescription::parse(text) {
        let _ = description.into_township();
    }
});

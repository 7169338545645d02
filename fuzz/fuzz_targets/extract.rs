//! The readers: the first byte picks the format, the rest is the file.
//!
//! The library catches panics of the readers so that one bad file ends no run; here a caught panic is shown by the
//! notice it leaves.

#![no_main]

use cundang::{
    archive::Format,
    extract::{Limits, extract},
};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits {
    max_input_bytes: 1 << 20,
    max_pages: 20,
    max_text_bytes: 1 << 18,
    max_uncompressed_bytes: 4 << 20,
    max_glyphs_per_page: 5_000,
    max_cells_per_sheet: 5_000,
};

fuzz_target!(|data: &[u8]| {
    let Some((pick, bytes)) = data.split_first() else { return };
    let format = Format::ALL[usize::from(*pick) % Format::ALL.len()];
    let read = extract(bytes, format, &LIMITS);
    assert_eq!(read.media_type, format.media_type());
    assert!(read.pages.len() <= LIMITS.max_pages);
    assert!(read.pages.iter().map(|page| page.text.len()).sum::<usize>() <= LIMITS.max_text_bytes);
    for (page, number) in read.pages.iter().zip(1..) {
        assert_eq!(page.page, number, "pages are counted from 1");
    }
});

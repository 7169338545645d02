//! Text files: what becomes a table has each cell once, in its text and in its places.

#![no_main]

use cundang::{
    archive::Format,
    extract::{Limits, extract},
    model::PageSource,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let read = extract(data, Format::Text, &Limits::default());
    for page in read.pages.iter().filter(|page| page.source == PageSource::Cells) {
        for line in &page.lines {
            assert!(!line.text.is_empty() && page.text.contains(&line.text), "{line:?}");
            assert!(line.bbox[2] <= page.width && line.bbox[3] <= page.height, "{line:?}");
        }
    }
});

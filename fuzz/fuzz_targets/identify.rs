//! The format of any bytes, under any extension.

#![no_main]

use cundang::archive::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let (pick, bytes) = data.split_first().map_or((0, data), |(first, rest)| (*first, rest));
    let extensions: Vec<&str> = Format::ALL.iter().flat_map(|format| format.extensions()).copied().collect();
    let extension = extensions[usize::from(pick) % extensions.len()];
    let format = Format::of(bytes, extension);
    assert_eq!(format == Format::Empty, bytes.is_empty());
    let _ = format.contradicts_extension(extension);
});

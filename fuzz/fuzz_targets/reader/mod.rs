//! What the targets of the readers share: their limits, what must hold of an extraction, and which panics count.

pub mod package;

use std::{
    backtrace::Backtrace,
    cell::RefCell,
    panic::{self, AssertUnwindSafe},
    path::Path,
    process,
};

use cundang::{
    archive::{Format, container::ContainerLimits},
    extract::{Holder, Limits, extract, picture::page_picture},
    model::{ArchivePath, Coordinates, Extraction, PageSource, PhotoFacts},
};

/// Small enough for thousands of runs a minute, large enough for the seeds.
pub const LIMITS: Limits = Limits {
    max_input_bytes: 1 << 20,
    max_pages: 20,
    max_text_bytes: 1 << 18,
    max_uncompressed_bytes: 8 << 20,
    max_glyphs_per_page: 5_000,
    max_objects: 2_000,
    max_cells_per_sheet: 5_000,
};

const MEMBERS: ContainerLimits =
    ContainerLimits { member_bytes: 1 << 18, total_bytes: 1 << 20, members: 100, ratio: 500 };

/// Pixels of a drawn page's longer side.
const SIDE: u32 = 100;

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Lets panics of this project end the fuzzer, also where the library would catch them.
///
/// The library catches what panics in the libraries behind its readers, on purpose, so those are no findings. The hook
/// that libfuzzer installs ends the process before any panic is caught; this one does so by the place of the panic.
pub fn watch_panics() {
    panic::set_hook(Box::new(|info| {
        let trace = Backtrace::force_capture;
        let ours = match info.location() {
            Some(place) if is_of_std(place.file()) => blames_us(&trace().to_string()),
            Some(place) => is_ours(place.file()),
            None => true,
        };
        if ours {
            eprintln!("{info}\n{}", trace());
            process::abort();
        }
        LAST_PANIC.set(info.to_string());
    }));
}

/// Runs the body of a target. A panic that the library lets out is a finding wherever it began.
pub fn uncaught<T>(body: impl FnOnce() -> T) -> T {
    panic::catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        eprintln!("not caught: {}", LAST_PANIC.take());
        process::abort()
    })
}

/// A file of this project: relative to the folder of the targets, or below the checkout.
fn is_ours(file: &str) -> bool {
    let file = Path::new(file);
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let is_below = |checkout: &Path| ["src", "crates"].iter().any(|folder| file.starts_with(checkout.join(folder)));
    file.is_relative() || checkout.is_some_and(is_below)
}

/// The standard library shows the path at which it was built, or at which its sources are installed.
fn is_of_std(file: &str) -> bool {
    file.starts_with("/rustc/") || file.contains("/lib/rustlib/src/rust/")
}

/// Whether the first file of a backtrace that is not of the standard library is of this project.
fn blames_us(trace: &str) -> bool {
    trace
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("at "))
        // A place is `file:line:column`; the hook itself stands on top.
        .filter_map(|place| place.rsplitn(3, ':').last())
        .filter(|file| !is_of_std(file) && !file.ends_with("fuzz_targets/reader/mod.rs"))
        .map(is_ours)
        .next()
        .unwrap_or(true)
}

/// The body of a family's target. The first byte picks the format; from 128 on, a page is drawn as well.
pub fn run(data: &[u8], formats: &[Format]) {
    let Some((pick, bytes)) = data.split_first() else { return };
    let format = formats[usize::from(pick & 0x7F) % formats.len()];
    uncaught(|| {
        let read = read(bytes, format);
        if pick & 0x80 != 0
            && let Some(page) = read.wants_ocr.first().copied().or((!read.pages.is_empty()).then_some(1))
        {
            let _ = page_picture(bytes, format, page, SIDE, &LIMITS);
        }
        if let Some(holder) = Holder::of(format) {
            unpack(bytes, holder);
        }
    });
}

/// Unpacks the files inside, which stay within their limits and below their holder.
fn unpack(bytes: &[u8], holder: Holder) {
    let mut total = 0;
    let unpacked = holder.unpack_each(&ArchivePath::new("a.b"), bytes, MEMBERS, &mut |member| {
        let name = member.path.as_str().strip_prefix("a.b!/").expect("a member lies below its holder");
        assert!(!name.is_empty() && !name.split('/').any(|part| part == ".."), "{name}");
        assert!(holder.is_container() || !name.contains('/'), "{name}");
        assert!(member.bytes.len() as u64 <= MEMBERS.member_bytes);
        total += member.bytes.len() as u64;
        true
    });
    assert!(unpacked.is_ok() || holder.is_container(), "a paper with files is read whatever becomes of these");
    assert!(total <= MEMBERS.total_bytes);
}

/// Reads a file and asserts what must hold of every extraction.
pub fn read(bytes: &[u8], format: Format) -> Extraction {
    let read = extract(bytes, format, &LIMITS);
    assert_eq!(read.media_type, format.media_type());
    assert!(read.pages.len() <= LIMITS.max_pages);
    assert!(read.pages.iter().map(|page| page.text.len()).sum::<usize>() <= LIMITS.max_text_bytes);
    for (page, number) in read.pages.iter().zip(1..) {
        assert_eq!(page.page, number, "pages are counted from 1");
        assert!(page.width.is_finite() && page.height.is_finite(), "{} x {}", page.width, page.height);
        for line in &page.lines {
            assert!(line.bbox.iter().chain([&line.confidence]).all(|side| side.is_finite()), "{line:?}");
        }
        if page.source == PageSource::Cells {
            // A merged region may reach beyond the last column or row in use; its first cell does not.
            for line in &page.lines {
                assert!(!line.text.is_empty() && !line.text.contains(['\n', '\t']), "{line:?}");
                assert!(page.text.contains(&line.text), "{line:?}");
                assert!(line.bbox[0] <= page.width && line.bbox[1] <= page.height, "{line:?}");
            }
        }
    }
    assert!(read.wants_ocr.is_sorted_by(|a, b| a < b), "{:?}", read.wants_ocr);
    assert!(read.wants_ocr.iter().all(|page| (1..=read.pages.len()).contains(&(*page as usize))));
    for notice in &read.notices {
        assert!(!notice.message.zh.is_empty() && !notice.message.en.is_empty(), "{:?}", notice.code);
    }
    assert_eq!(read.photo.is_some(), format.is_picture() || matches!(format, Format::Mp4 | Format::Mov));
    read.photo.iter().for_each(hold_photo);
    // A reader process sends its extraction as JSON, which has no numbers that are not finite.
    let sent = serde_json::to_vec(&read).expect("an extraction is written");
    let taken: Extraction = serde_json::from_slice(&sent).expect("an extraction is read again");
    assert_eq!(taken.pages.len(), read.pages.len());
    read
}

/// What must hold of the facts of a picture or a video.
fn hold_photo(facts: &PhotoFacts) {
    let on_earth = |place: &Coordinates| place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0;
    assert!(facts.gps.iter().chain(&facts.xmp_gps).all(on_earth));
    assert!((1..=8).contains(&facts.orientation));
    for said in &facts.captions {
        assert!(!said.text.trim().is_empty() && said.text.chars().count() <= 4_000);
    }
}

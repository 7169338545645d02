//! The border that a panic does not cross.
//!
//! Papers are written by people, and no code foresees all of them. Where a paper makes this program's own code panic,
//! that is a defect of the program; it must cost what was being made of that paper, and nothing else. Whatever looks at
//! papers is therefore run by [`contain`], and what was lost is named by where the panic happened. The message of a
//! panic is not kept: it can quote the paper.

use std::{
    cell::{Cell, RefCell},
    panic::{self, AssertUnwindSafe, PanicHookInfo, catch_unwind},
    sync::Once,
};

/// A panic that was caught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// The source file and line: `crates/assess/src/evaluate/passage.rs:273`.
    pub place: String,
}

thread_local! {
    /// How many calls of [`contain`] this thread is in.
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    /// Where this thread last panicked.
    static PLACE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs `work`, and says where it panicked if it did. What it had begun is dropped.
///
/// The standard report of a panic on stderr is left out, since it can quote a paper; it is printed where
/// `RUST_BACKTRACE` is set.
///
/// # Errors
/// The place of the panic.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T, Panic> {
    install();
    DEPTH.set(DEPTH.get() + 1);
    let done = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    done.map_err(|_| Panic { place: PLACE.take() })
}

/// Makes this process say of a panic that nobody contains only where it happened.
fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let standard = panic::take_hook();
        let is_wordy = std::env::var_os("RUST_BACKTRACE").is_some_and(|value| value != "0") || cfg!(test);
        panic::set_hook(Box::new(move |info| {
            let place = place_of(info);
            let is_contained = DEPTH.get() > 0;
            if is_wordy {
                standard(info);
            } else if !is_contained {
                report(&place);
            }
            PLACE.set(place);
        }));
    });
}

#[expect(clippy::print_stderr, reason = "the process has no better way left to say that it is defective")]
fn report(place: &str) {
    eprintln!("内部错误 / internal error: {place}");
}

fn place_of(info: &PanicHookInfo<'_>) -> String {
    info.location().map_or_else(String::new, |at| format!("{}:{}", short(at.file()), at.line()))
}

/// A source path without the folders of the machine that built the program.
fn short(file: &str) -> String {
    let file = file.replace('\\', "/");
    let parts: Vec<&str> = file.split('/').collect();
    // A library's sources lie in `registry/src/<index>/<crate>/…`, the standard library's in `…/library/…`.
    let of_crate = parts.iter().position(|part| *part == "registry").map(|at| at + 3);
    let of_standard = parts.iter().position(|part| *part == "library");
    match of_crate.or(of_standard).and_then(|at| parts.get(at..)) {
        Some(rest) if !rest.is_empty() => rest.join("/"),
        _ => file,
    }
}

/// Panics where a test wants it to: the variable `CUNDANG_TRIP` names a stage and a part of a name, `facts:坏记录`.
/// Release builds have no such hook.
pub fn trip(stage: &str, name: &str) {
    #[cfg(debug_assertions)]
    {
        let is_wanted = TRIP.with_borrow(|wanted| {
            wanted.as_ref().is_some_and(|(wanted_stage, part)| wanted_stage == stage && name.contains(part.as_str()))
        });
        assert!(!is_wanted, "a test asked for a panic in {stage} at {name}");
    }
    #[cfg(not(debug_assertions))]
    let _ = (stage, name);
}

#[cfg(debug_assertions)]
thread_local! {
    static TRIP: RefCell<Option<(String, String)>> = RefCell::new(
        std::env::var("CUNDANG_TRIP")
            .ok()
            .and_then(|wanted| wanted.split_once(':').map(|(stage, part)| (stage.to_owned(), part.to_owned()))),
    );
}

/// Sets the hook of [`trip`] for this thread while `work` runs.
#[cfg(test)]
pub fn tripping<T>(stage: &str, part: &str, work: impl FnOnce() -> T) -> T {
    TRIP.set(Some((stage.to_owned(), part.to_owned())));
    let done = work();
    TRIP.set(None);
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_named_by_its_place_alone() {
        assert_eq!(contain(|| 7), Ok(7));
        let Err(caught) = contain(|| "1、坚持"[..2].len()) else { panic!("it was to panic") };
        assert!(caught.place.starts_with("crates/model/src/containment.rs:"), "{caught:?}");
        let nested = contain(|| contain(|| panic!("内")).map_err(|_| ()).err());
        assert_eq!(nested, Ok(Some(())));
        assert_eq!(contain(|| 8), Ok(8), "and the next goes on");
    }

    #[test]
    fn places_hold_no_folder_of_the_builders_machine() {
        let library = "/home/x/.cargo/registry/src/index.example-0a/jiff-1.0.1/src/civil/date.rs";
        assert_eq!(short(library), "jiff-1.0.1/src/civil/date.rs");
        assert_eq!(short(r"C:\u\.cargo\registry\src\i\jiff-1.0.1\src\a.rs"), "jiff-1.0.1/src/a.rs");
        assert_eq!(short("/rustc/0f/library/core/src/str/mod.rs"), "library/core/src/str/mod.rs");
        assert_eq!(short("crates/assess/src/evaluate/mod.rs"), "crates/assess/src/evaluate/mod.rs");
    }

    #[test]
    fn a_test_can_ask_for_a_panic() {
        let lost = tripping("facts", "坏", || contain(|| trip("facts", "张庄村/坏记录.txt")));
        assert!(lost.is_err());
        assert!(tripping("facts", "坏", || contain(|| trip("check", "张庄村/坏记录.txt"))).is_ok());
        assert!(contain(|| trip("facts", "坏")).is_ok());
    }
}

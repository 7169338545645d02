//! Measurements over a folder of real and of hostile files, which is no part of the project.
//!
//! `CUNDANG_CORPUS=folder cargo test --release --lib extract::measure -- --ignored --nocapture`

use std::{fmt::Write as _, io::Write as _, path::PathBuf, time::Instant};

use super::{dispatch::extract, limits::Limits, picture::page_picture};
use crate::archive::identify::Format;

fn files_of(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::env::var("CUNDANG_CORPUS").expect("CUNDANG_CORPUS names the folder");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(PathBuf::from(root).join(folder))
        .expect("the folder can be listed")
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    paths.iter().map(|path| (name(path), std::fs::read(path).expect("a file can be read"))).collect()
}

/// One file's figures in a line, and whether text or a page to be recognised came out.
fn measured(name: &str, bytes: &[u8]) -> (String, bool, bool) {
    let format = Format::of(bytes, name.rsplit_once('.').map_or("", |(_, extension)| extension));
    let limits = Limits::default();
    let started = Instant::now();
    let read = extract(bytes, format, &limits);
    let seconds = started.elapsed().as_secs_f64();
    let characters: usize = read.pages.iter().map(|page| page.text.chars().count()).sum();
    let drawn = read
        .wants_ocr
        .iter()
        .take(5)
        .filter(|page| page_picture(bytes, format, **page, 400, &limits).is_some())
        .count();
    let wanted = read.wants_ocr.len().min(5);
    let mut line = format!(
        "{name}\t{}\t{} pages\t{characters} characters\t{} to recognise, {drawn} of {wanted} drawn\t{seconds:.2} s",
        format.name(),
        read.pages.len(),
        read.wants_ocr.len(),
    );
    for notice in &read.notices {
        let _ = write!(line, "\t[{}] {}", notice.code.as_str(), notice.message.zh);
    }
    let something = characters > 0 || !read.wants_ocr.is_empty();
    (line, something, something || !read.notices.is_empty() || !read.pages.is_empty())
}

fn run(folder: &str, skip: impl Fn(&[u8]) -> bool) -> (usize, Vec<String>, Vec<String>) {
    let (mut count, mut without, mut silent) = (0, Vec::new(), Vec::new());
    for (name, bytes) in files_of(folder) {
        if skip(&bytes) {
            continue;
        }
        count += 1;
        // The name first: should the reader end the process, it is known which file did.
        let _ = write!(std::io::stderr(), "{name}\r");
        let (line, something, told) = measured(&name, &bytes);
        let _ = writeln!(std::io::stderr(), "{line}");
        if !something {
            without.push(name.clone());
        }
        if !told {
            silent.push(name);
        }
    }
    (count, without, silent)
}

#[test]
#[ignore = "needs the corpus"]
fn office_files_have_text() {
    let (count, without, _) = run("office", |_| false);
    let _ = writeln!(std::io::stderr(), "{} of {count} files give text or pages to recognise", count - without.len());
    // Two that draw coloured boxes and nothing else are what remained when this was written.
    assert!(without.len() <= 2, "{without:?}");
}

#[test]
#[ignore = "needs the corpus"]
fn hostile_files_are_read_or_named() {
    let (count, without, silent) = run("hostile", |bytes| Format::of(bytes, "pdf") == Format::Pdf);
    let _ = writeln!(std::io::stderr(), "{count} files, {} without text, {} silent", without.len(), silent.len());
    // A container says nothing of itself; its members do.
    assert!(silent.len() * 20 <= count, "{silent:?}");
}

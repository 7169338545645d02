//! Measurements over files that do not belong to the project: `CUNDANG_CORPUS` names their folder.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use super::*;
use crate::extract::dispatch::extract;

fn corpus() -> PathBuf {
    PathBuf::from(std::env::var_os("CUNDANG_CORPUS").expect("CUNDANG_CORPUS names the folder of the corpus"))
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    files.sort();
    files
}

fn han(text: &str) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for c in text.chars().map(crate::text::fold::unified_radical) {
        if matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}') {
            *counts.entry(c).or_default() += 1;
        }
    }
    counts
}

fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Chinese characters against a reference, counted without order. Pages without a usable layer are left out with
/// their file, as those are recognised and not read.
#[test]
#[ignore = "needs the corpus"]
fn chinese_text_is_read_whole() {
    let folder = corpus().join("pdf-cjk");
    let mut out = std::io::stdout().lock();
    let (mut sum, mut files) = ([0.0; 2], 0.0);
    for file in pdfs(&folder) {
        let reference = folder.join("reference").join(name(&file)).with_extension("txt");
        let Ok(reference) = fs::read(reference) else { continue };
        let expected = han(&String::from_utf8_lossy(&reference));
        let start = Instant::now();
        let read = extract(&fs::read(&file).expect("readable"), Format::Pdf, &Limits::default());
        let time = start.elapsed();
        let found = han(&read.pages.iter().map(|page| page.text.as_str()).collect::<String>());
        let both: usize =
            expected.iter().map(|(c, count)| (*count).min(found.get(c).copied().unwrap_or_default())).sum();
        let (of, got): (usize, usize) = (expected.values().sum(), found.values().sum());
        let recall = if of == 0 { 1.0 } else { both as f64 / of as f64 };
        let precision = if got == 0 { 1.0 } else { both as f64 / got as f64 };
        writeln!(
            out,
            "{recall:.3} {precision:.3} {of:6} {got:6} {:3} pages {:6.0} ms ocr {:?} {}",
            read.pages.len(),
            time.as_secs_f64() * 1000.0,
            read.wants_ocr,
            name(&file)
        )
        .expect("written");
        if read.wants_ocr.is_empty() && of > 0 {
            sum = [sum[0] + recall, sum[1] + precision];
            files += 1.0;
        }
    }
    let [recall, precision] = sum.map(|sum| sum / files);
    writeln!(out, "{files} files: recall {recall:.4}, precision {precision:.4}").expect("written");
    assert!(recall >= 0.995 && precision >= 0.98, "{recall} {precision}");
}

/// Every file that another reader gets text from gives text or asks for recognition.
#[test]
#[ignore = "needs the corpus and pdftotext"]
fn damaged_files_are_read_where_others_read_them() {
    let mut out = std::io::stdout().lock();
    let mut lost = 0;
    for folder in ["pdf-robust", "hostile"] {
        for file in pdfs(&corpus().join(folder)) {
            let bytes = fs::read(&file).expect("readable");
            let start = Instant::now();
            let read = extract(&bytes, Format::Pdf, &Limits::default());
            let seconds = start.elapsed().as_secs_f64();
            let peer = Command::new("timeout").args(["10", "pdftotext", "-q"]).arg(&file).arg("-").output();
            let peer = peer.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
            let count = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
            let (ours, theirs) = (read.pages.iter().map(|page| count(&page.text)).sum::<usize>(), count(&peer));
            if seconds > 5.0 {
                writeln!(out, "{seconds:5.1} s {}", name(&file)).expect("written");
            }
            if theirs > 20 && ours < theirs / 2 {
                let codes: Vec<&str> = read.notices.iter().map(|notice| notice.code.as_str()).collect();
                let pages = read.pages.len();
                let line =
                    format!("{ours:6} {theirs:6} {pages} pages ocr {:?} {codes:?} {}", read.wants_ocr, name(&file));
                writeln!(out, "{line}").expect("written");
                lost += usize::from(ours == 0 && read.wants_ocr.is_empty() && codes != ["encrypted-file"]);
            }
        }
    }
    writeln!(out, "{lost} files give nothing").expect("written");
}

/// The text of the files that `CUNDANG_PDFS` names, divided by colons.
#[test]
#[ignore = "needs the corpus"]
fn text_is_shown() {
    let mut out = std::io::stdout().lock();
    for file in std::env::var("CUNDANG_PDFS").unwrap_or_default().split(':').filter(|file| !file.is_empty()) {
        let start = Instant::now();
        let read = extract(&fs::read(file).expect("readable"), Format::Pdf, &Limits::default());
        writeln!(out, "== {file} {:.2?} {:?}", start.elapsed(), read.enclosed).expect("written");
        for page in read.pages {
            writeln!(out, "-- {} {:?}\n{}", page.page, page.label, page.text).expect("written");
        }
    }
}

/// Drawing takes no harm from any file.
#[test]
#[ignore = "needs the corpus"]
fn every_file_is_drawn_in_time() {
    let mut out = std::io::stdout().lock();
    let (mut drawn, mut files) = (0, 0);
    for folder in ["pdf-cjk", "pdf-robust", "hostile"] {
        for file in pdfs(&corpus().join(folder)) {
            let bytes = fs::read(&file).expect("readable");
            let start = Instant::now();
            let picture = picture(&bytes, 1, 600, &Limits::default());
            let seconds = start.elapsed().as_secs_f64();
            files += 1;
            drawn += usize::from(picture.is_some());
            if seconds > 3.0 {
                writeln!(out, "{seconds:.1} s {}", name(&file)).expect("written");
            }
        }
    }
    writeln!(out, "{drawn} of {files} drawn, {}", peak()).expect("written");
}

fn peak() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default().to_owned()
}

/// Pages as pictures beside those of another program, in the folder that `CUNDANG_PICTURES` names.
#[test]
#[ignore = "needs the corpus"]
fn pages_are_drawn() {
    let into = std::env::var_os("CUNDANG_PICTURES").map(PathBuf::from);
    let mut out = std::io::stdout().lock();
    let start = Instant::now();
    font::prepare_fonts();
    writeln!(out, "fonts {:.2?}", start.elapsed()).expect("written");
    let files = std::env::var("CUNDANG_PDFS").unwrap_or_default();
    for file in files.split(':').filter(|file| !file.is_empty()) {
        let bytes = fs::read(file).expect("readable");
        let start = Instant::now();
        let picture = render::picture(&bytes, 1, 2400, &Limits::default());
        let seconds = start.elapsed().as_secs_f64();
        let size = picture.as_ref().map(|picture| (picture.pixels.dimensions(), picture.scale));
        writeln!(out, "{seconds:.2} s {size:?} {file}").expect("written");
        if let (Some(into), Some(picture)) = (&into, picture) {
            picture.pixels.save(into.join(name(Path::new(file))).with_extension("png")).expect("written");
        }
    }
    writeln!(out, "{}", peak()).expect("written");
}

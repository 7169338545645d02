//! Facts of real photos against what exiftool says of the same files.
//!
//! `CUNDANG_CORPUS=… cargo test --lib photo::measured -- --ignored --nocapture` prints what differs. The folder holds
//! `photos/` with `exiftool.json`, made by `exiftool -j -G1 -n`.

#![expect(clippy::print_stdout, reason = "measurements for people")]

use std::{collections::BTreeMap, error::Error, fs, path::PathBuf};

use serde_json::{Map, Value};

use super::{metadata, words::moment};
use crate::{
    archive::identify::Format,
    extract::limits::Limits,
    model::{PhotoFacts, Source},
};

/// A photo with what is said of it.
struct MeasuredPhoto {
    name: String,
    truth: Map<String, Value>,
    facts: PhotoFacts,
}

impl MeasuredPhoto {
    fn text(&self, tag: &str) -> Option<String> {
        let value = self.truth.get(tag)?;
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }
}

fn cases() -> Result<Vec<MeasuredPhoto>, Box<dyn Error>> {
    let folder = PathBuf::from(std::env::var("CUNDANG_CORPUS")?).join("photos");
    let truth: Vec<Map<String, Value>> = serde_json::from_slice(&fs::read(folder.join("exiftool.json"))?)?;
    let mut cases = Vec::new();
    for truth in truth {
        let name = truth["SourceFile"].as_str().unwrap_or_default().trim_start_matches("./").to_owned();
        let bytes = fs::read(folder.join(&name))?;
        let format = Format::of(&bytes, "");
        let (facts, _) = metadata::read(&bytes, format).unwrap_or_default();
        cases.push(MeasuredPhoto { name, truth, facts });
    }
    Ok(cases)
}

/// Prints what differs; returns how many values agree, of how many.
fn tally(
    what: &str,
    cases: &[MeasuredPhoto],
    agree: impl Fn(&MeasuredPhoto) -> Option<Result<(), String>>,
) -> (usize, usize) {
    let judged: Vec<(&str, Result<(), String>)> =
        cases.iter().filter_map(|case| Some((case.name.as_str(), agree(case)?))).collect();
    let good = judged.iter().filter(|(_, result)| result.is_ok()).count();
    for (name, result) in &judged {
        if let Err(why) = result {
            println!("  {what}: {name}: {why}");
        }
    }
    println!("{what}: {good} of {}", judged.len());
    (good, judged.len())
}

fn compare<T: PartialEq + std::fmt::Debug>(ours: Option<T>, truth: Option<T>) -> Option<Result<(), String>> {
    (ours.is_some() || truth.is_some())
        .then(|| if ours == truth { Ok(()) } else { Err(format!("here {ours:?}, exiftool {truth:?}")) })
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect()
}

/// Whether a field holds bytes that are no text: many of its characters are of private use, or could not be read at
/// all, which exiftool writes as `?`. No caption is made of these.
fn is_noise(text: &str) -> bool {
    let odd = text.chars().filter(|c| matches!(c, '\u{E000}'..='\u{F8FF}' | '?' | '\u{FFFD}')).count();
    odd * 20 > text.chars().count()
}

#[test]
#[ignore = "needs the corpus"]
fn against_exiftool() {
    let cases = cases().expect("the corpus can be read");
    println!("{} files", cases.len());
    let time = |case: &MeasuredPhoto, tag: &str| case.text(tag).and_then(|text| moment(&text));
    let (good, all) =
        tally("DateTimeOriginal", &cases, |case| compare(case.facts.taken, time(case, "ExifIFD:DateTimeOriginal")));
    assert!(good * 100 >= all * 99, "{good} of {all}");
    tally("DateTimeDigitized", &cases, |case| compare(case.facts.digitized, time(case, "ExifIFD:CreateDate")));
    tally("DateTime", &cases, |case| compare(case.facts.modified, time(case, "IFD0:ModifyDate")));
    let (good, all) = tally("GPS", &cases, |case| {
        let number = |tag: &str| case.truth.get(tag).and_then(Value::as_f64);
        let truth = number("Composite:GPSLatitude").zip(number("Composite:GPSLongitude"));
        match (case.facts.gps, truth) {
            (None, None) => None,
            (Some(gps), Some((lat, lon))) if (gps.lat - lat).abs() < 1e-5 && (gps.lon - lon).abs() < 1e-5 => {
                Some(Ok(()))
            }
            (ours, truth) => Some(Err(format!("here {ours:?}, exiftool {truth:?}"))),
        }
    });
    assert_eq!(good, all);
    tally("GPS time", &cases, |case| compare(case.facts.gps_time, time(case, "Composite:GPSDateTime")));
    tally("XMP time", &cases, |case| {
        let ours = case.facts.times.iter().find(|said| said.source == Source::Xmp).map(|said| said.at);
        let truth = time(case, "XMP-exif:DateTimeOriginal");
        truth.map(|truth| if ours == Some(truth) { Ok(()) } else { Err(format!("here {ours:?}, exiftool {truth}")) })
    });
    tally("Software", &cases, |case| {
        compare(case.facts.software.as_deref().map(plain), case.text("IFD0:Software").map(|text| plain(&text)))
    });
    let fields = BTreeMap::from([
        ("ImageDescription", "IFD0:ImageDescription"),
        ("UserComment", "ExifIFD:UserComment"),
        ("XPComment", "IFD0:XPComment"),
        ("XPTitle", "IFD0:XPTitle"),
        ("dc:description", "XMP-dc:Description"),
        ("2:120", "IPTC:Caption-Abstract"),
    ]);
    let (mut good, mut all) = (0, 0);
    for (field, tag) in fields {
        let (some, of) = tally(field, &cases, |case| {
            let source = if field.starts_with("dc") {
                Source::Xmp
            } else if field.starts_with('2') {
                Source::Iptc
            } else {
                Source::Exif
            };
            let truth = case.text(tag).map(|text| plain(&text)).filter(|text| !text.is_empty() && !is_noise(text));
            let mut ours = case.facts.captions.iter().filter(|said| said.source == source);
            let own = ours.clone().find(|said| said.field == field).map(|said| plain(&said.text));
            // A text that an earlier field of the same source bears is kept once.
            let repeated = own.is_none() && ours.any(|said| Some(plain(&said.text)) == truth);
            if repeated { Some(Ok(())) } else { compare(own, truth) }
        });
        (good, all) = (good + some, all + of);
    }
    println!("captions: {good} of {all}");
    assert_eq!(good, all);
}

/// What must hold of the facts of any bytes.
fn hold(facts: &PhotoFacts, name: &str) {
    let on_earth = |place: &crate::model::Coordinates| place.lat.abs() <= 90.0 && place.lon.abs() <= 180.0;
    assert!(facts.gps.iter().chain(&facts.xmp_gps).all(on_earth), "{name}");
    assert!((1..=8).contains(&facts.orientation), "{name}");
    for said in &facts.captions {
        assert!(!said.text.trim().is_empty() && said.text.chars().count() <= 4_000, "{name}");
    }
}

#[test]
#[ignore = "needs the corpus"]
fn hostile_and_changed_files() {
    let corpus = PathBuf::from(std::env::var("CUNDANG_CORPUS").expect("the corpus is named"));
    let mut slowest = (std::time::Duration::ZERO, String::new());
    let (mut files, mut runs) = (0, 0);
    for folder in ["hostile", "photos"] {
        for entry in fs::read_dir(corpus.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let bytes = fs::read(&path).expect("a file");
            let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
            let format = Format::of(&bytes, &extension);
            if !format.is_picture() && !format.is_video() {
                continue;
            }
            files += 1;
            let mut state = 7_u64;
            for round in 0..12 {
                let mut changed = bytes.clone();
                // Metadata stands at the beginning; every round changes more of it.
                for _ in 0..round * 3 {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let at = (state >> 33) as usize % changed.len().min(16 << 10);
                    changed[at] = (state >> 25) as u8;
                }
                let start = std::time::Instant::now();
                let extraction = if format.is_video() {
                    super::read_video(&changed, format)
                } else {
                    super::read(&changed, format, &Limits::default())
                };
                let time = start.elapsed();
                hold(&extraction.photo.expect("facts"), &name);
                if time > slowest.0 {
                    slowest = (time, format!("{name}, round {round}"));
                }
                runs += 1;
            }
        }
    }
    println!("{files} files, {runs} runs; the slowest took {:?}: {}", slowest.0, slowest.1);
}

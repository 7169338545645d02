//! Prints what papers are, to be read beside them:
//!
//! - a folder of text files, with the archive's `archive.json` beside it:
//!   `cargo run -p cundang-assess --example identify -- cases/papers/texts`; a second argument keeps a share of the names;
//! - pages as JSON lines (`{"path": …, "body": …}`) on standard input: `… --example identify -- -`.
//!
//! Each part stands with its proof's origin and strength, and what speaks against it behind `≠`.
#![expect(clippy::print_stdout, reason = "an example for a terminal")]

use std::{
    env,
    error::Error,
    fmt::Debug,
    fs,
    io::{BufRead, stdin},
    path::Path,
};

use cundang_assess::evaluate::{
    Document,
    documents::identity::{Identity, Part, Places},
};
use cundang_model::model::{ArchivePath, Page, PageSource, Township, Unit, Village};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("name a folder of texts, or -")?;
    if folder == "-" {
        for line in stdin().lock().lines() {
            let page: Value = serde_json::from_str(&line?)?;
            let text = |name: &str| page.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            print(&document(&text("path"), text("body")), &Township::default());
        }
        return Ok(());
    }
    let folder = Path::new(&folder);
    let archive: Value = serde_json::from_str(&fs::read_to_string(folder.with_file_name("archive.json"))?)?;
    let township = township(&archive);
    let mut files: Vec<_> =
        fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        print(&document(&name, fs::read_to_string(&file)?), &township);
    }
    Ok(())
}

fn township(archive: &Value) -> Township {
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let village = |value: &Value| Village {
        name: text(value, "name").unwrap_or_default(),
        aliases: value
            .get("aliases")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default(),
        ..Village::default()
    };
    Township {
        name: text(archive, "township").unwrap_or_default(),
        county: text(archive, "county"),
        province: text(archive, "province"),
        villages: archive.get("villages").and_then(Value::as_array).into_iter().flatten().map(village).collect(),
        ..Township::default()
    }
}

fn document(path: &str, text: String) -> Document {
    let page =
        Page { page: 1, label: None, source: PageSource::Plain, width: 0.0, height: 0.0, text, lines: Vec::new() };
    let mut document = Document::of_pages(ArchivePath::new(path), vec![page]);
    document.unit = Unit::Unassigned;
    document
}

fn print(document: &Document, township: &Township) {
    let identity = Identity::read(document.as_paper(), &Places::new(township));
    println!("== {}", document.path);
    let title = identity.title.value();
    println!(
        "  title    {}",
        title.map_or("-".to_owned(), |title| format!(
            "{} [subject {}; notes {:?}; encloses {}]",
            title.text,
            title.subject,
            title.notes,
            title.enclosed.as_ref().map_or("-", |enclosed| enclosed.text.as_str())
        ))
    );
    part("genre", &identity.genre, |genre| genre.id.to_owned());
    part("subject", &identity.subject, |subject| subject.id.to_owned());
    part("campaign", &identity.campaign, |campaign| (*campaign).to_owned());
    println!("  reform   {:?}", identity.is_of_campaign(&["reform".to_owned()]));
    part("issuer", &identity.issuer, |body| {
        format!(
            "{} ({}, {}, {})",
            body.name,
            body.kind,
            body.level.map_or("-".to_owned(), |level| debug(&level)),
            debug(&body.whose)
        )
    });
    part("level", &identity.level, debug);
    part("place", &identity.place, debug);
    part("to", &identity.addressee, |to| to.name.clone());
    part("state", &identity.state, debug);
    part("date", &identity.date, |day| {
        format!(
            "{} {}{}",
            debug(&day.occasion),
            day.date,
            day.until.map_or_else(String::new, |until| format!("..{until}"))
        )
    });
}

fn debug(value: &impl Debug) -> String {
    format!("{value:?}")
}

fn part<T: PartialEq>(name: &str, part: &Part<T>, show: impl Fn(&T) -> String) {
    let claims: Vec<String> = part
        .claims()
        .iter()
        .take(5)
        .map(|claim| {
            let mark = if Some(&claim.value) == part.value() { "" } else { "≠" };
            format!("{mark}{} [{:?} {:?}]", show(&claim.value), claim.proof.origin, claim.proof.strength)
        })
        .collect();
    println!("  {name:<8} {}", if claims.is_empty() { "-".to_owned() } else { claims.join(" | ") });
}

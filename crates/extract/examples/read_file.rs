//! Reads one file in this process and prints its pages: `cargo run -p cundang-extract --example read_file -- FILE`.
//!
//! The program itself reads files in child processes (`extract::worker`), since a file can be made to exhaust its reader.
#![expect(clippy::print_stdout, reason = "an example for a terminal")]

use std::{env, error::Error, fs, path::PathBuf};

use cundang_extract::{
    archive::Format,
    extract::{Limits, extract},
};
use cundang_model::model::Lang;

fn main() -> Result<(), Box<dyn Error>> {
    let path = PathBuf::from(env::args_os().nth(1).ok_or("name a file")?);
    let bytes = fs::read(&path)?;
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let format = Format::of(&bytes, extension);
    let read = extract(&bytes, format, &Limits::default());
    println!("{}: {} pages", format.name(), read.pages.len());
    for page in &read.pages {
        println!("--- {}\n{}", page.page, page.text);
    }
    for notice in &read.notices {
        println!("! {}: {}", notice.code.as_str(), notice.message.get(Lang::En));
    }
    Ok(())
}

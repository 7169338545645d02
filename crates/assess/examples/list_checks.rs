//! Reads a rubric and prints which checks its items ask for, and what each looks for:
//! `cargo run -p cundang-assess --example list_checks -- schema/land-contract-2015.json`.
#![expect(clippy::print_stdout, reason = "an example for a terminal")]

use std::{env, error::Error, path::Path};

use cundang_assess::evaluate::{campaign, checks::Definition};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args().nth(1).ok_or("name a rubric file")?;
    let rubric = campaign::load(Path::new(&path))?;
    println!("{} ({} items)", rubric.title, rubric.items.len());
    for item in &rubric.items {
        println!("{} {}", item.id, item.text);
        for definition in item.checks.iter().filter_map(|asked| Definition::named(&asked.check)) {
            println!("    {}: {}", definition.name, definition.words.looks_for().zh);
        }
    }
    Ok(())
}

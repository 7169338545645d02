//! The order of modules: data flows one way, and a module imports only from those above it.

use std::{fs, path::Path};

use crate::support::root;

/// The crates whose modules have an order, the program last. Between crates the compiler holds the order.
const CRATES: [&str; 5] = ["crates/model", "crates/extract", "crates/index", "crates/assess", "."];

/// The modules that a `lib.rs` declares, in its order.
fn modules(source: &Path) -> Vec<String> {
    let lib = fs::read_to_string(source.join("lib.rs")).expect("lib.rs");
    lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            rust_files(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
}

/// The modules of this crate that a source text names, in `crate::x` paths and in `use crate::{x, y}` lists.
fn named_modules<'m>(text: &str, modules: &'m [String]) -> Vec<&'m str> {
    let mut named = Vec::new();
    for (start, _) in text.match_indices("crate::") {
        let rest = &text[start + "crate::".len()..];
        let heads: Vec<&str> = match rest.strip_prefix('{') {
            None => vec![rest],
            Some(list) => top_level_parts(list),
        };
        for head in heads {
            let head = head.trim_start();
            let end = head.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(head.len());
            named.extend(modules.iter().map(String::as_str).filter(|module| *module == &head[..end]));
        }
    }
    named
}

/// The parts of a `{a::b, c::{d, e}}` list at its top level.
fn top_level_parts(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (i, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                parts.push(&list[start..i]);
                return parts;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..i]);
                start = i + 1;
            }
            _ => {}
        }
    }
    parts
}

#[test]
fn modules_import_only_from_above() {
    let mut upward = Vec::new();
    let mut count = 0;
    for source in CRATES.map(|name| root().join(name).join("src")) {
        let modules = modules(&source);
        count += modules.len();
        let place = |module: &str| modules.iter().position(|other| other == module).expect("a listed module");
        for module in &modules {
            let mut files = Vec::new();
            let folder = source.join(module);
            if folder.is_dir() {
                rust_files(&folder, &mut files);
            } else {
                files.push(source.join(format!("{module}.rs")));
            }
            assert!(!files.is_empty(), "{module} has files");
            for file in files {
                let text = fs::read_to_string(&file).expect("a source file");
                for other in named_modules(&text, &modules) {
                    if place(other) > place(module) {
                        upward.push(format!("{} names {other}", file.display()));
                    }
                }
            }
        }
    }
    assert!(count > 12, "the crates list their modules: {count}");
    assert!(upward.is_empty(), "upward imports:\n{}", upward.join("\n"));
}

#[test]
fn an_upward_import_would_be_seen() {
    let modules = ["model".to_owned(), "text".to_owned(), "web".to_owned()];
    assert_eq!(named_modules("use crate::web::Desk;", &modules), ["web"]);
    assert_eq!(named_modules("use crate::{\n    model::{A, B},\n    web::x,\n};", &modules), ["model", "web"]);
    assert_eq!(named_modules("crate::text::fold::fold(x)", &modules), ["text"]);
    assert!(named_modules("use crate::website::x;", &modules).is_empty());
}

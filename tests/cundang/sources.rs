//! The modules of a crate and what they import, read from its sources: `use` trees and paths that begin with `crate`,
//! `self` or `super`. A name that a module only hands on (`pub use`) is followed to the file that defines it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use crate::support::root;

/// The folders of the crates: all those of `crates`, then the program.
pub(crate) fn crates() -> Vec<PathBuf> {
    let listed = fs::read_dir(root().join("crates")).expect("the crates");
    let mut found: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    found.sort();
    assert!(found.iter().all(|folder| folder.join("src").is_dir()), "each has its sources: {found:?}");
    found.push(root().to_path_buf());
    found
}

/// The modules of a crate: `["evaluate", "check"]` and its source without tests.
pub(crate) type Sources = BTreeMap<Vec<String>, String>;

/// Adds the modules of a folder of sources.
pub(crate) fn sources(folder: &Path, module: &[String], found: &mut Sources) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name in UTF-8").to_owned();
        let below = [module, std::slice::from_ref(&name)].concat();
        if path.is_dir() {
            sources(&path, &below, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_of_tests(&name) {
            let text = fs::read_to_string(&path).expect("a source file");
            let module = if matches!(name.as_str(), "mod" | "lib" | "main") { module.to_vec() } else { below };
            found.entry(module).or_default().push_str(&plain(&text));
        }
    }
}

fn is_of_tests(name: &str) -> bool {
    matches!(name, "tests" | "fixture" | "measure" | "measured")
}

/// A source without comments and without what stands behind its first `#[cfg(test)]` module.
fn plain(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The paths of `use` trees, each with whether it is handed on, and the other paths that begin at this crate.
fn paths(text: &str) -> Vec<(Vec<String>, bool)> {
    let mut found = Vec::new();
    let mut rest = String::new();
    let mut left = text;
    while let Some(at) = left.find("use ") {
        let before = left[..at].chars().next_back();
        let is_word = before.is_none_or(|c| c.is_whitespace());
        let end = left[at..].find(';').map_or(left.len(), |end| at + end);
        if is_word && left[at + 4..end].chars().all(|c| c.is_alphanumeric() || " _:{},*\n".contains(c)) {
            let line = left[..at].rsplit('\n').next().unwrap_or_default();
            tree(&left[at + 4..end], &[], line.trim_start().starts_with("pub"), &mut found);
            rest.push_str(&left[..at]);
            left = &left[end..];
        } else {
            rest.push_str(&left[..at + 4]);
            left = &left[at + 4..];
        }
    }
    rest.push_str(left);
    for word in rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        let parts: Vec<String> = word.split("::").map(str::to_owned).collect();
        if parts.len() > 1 && matches!(parts[0].as_str(), "crate" | "super" | "self") {
            found.push((parts, false));
        }
    }
    found
}

/// The paths of a `use` tree.
fn tree(text: &str, before: &[String], is_public: bool, found: &mut Vec<(Vec<String>, bool)>) {
    let text = text.trim();
    let (head, list) = match text.find('{') {
        Some(open) => (&text[..open], Some(&text[open + 1..text.rfind('}').unwrap_or(text.len())])),
        None => (text, None),
    };
    let head = head.split(" as ").next().unwrap_or_default();
    let parts = head.split("::").map(str::trim).filter(|part| !part.is_empty() && *part != "self" || before.is_empty());
    let path = [before, &parts.filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>()].concat();
    let Some(list) = list else {
        found.push((path, is_public));
        return;
    };
    let (mut depth, mut start) = (0, 0);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                tree(&list[start..at], &path, is_public, found);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !list[start..].trim().is_empty() {
        tree(&list[start..], &path, is_public, found);
    }
}

/// A path as written in a module, from the root of its crate; `None` for a path of another crate.
fn absolute(path: &[String], module: &[String]) -> Option<Vec<String>> {
    let mut base: Vec<String> = module.to_vec();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => (base, rest) = (Vec::new(), &path[1..]),
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop()?;
                rest = &rest[1..];
            }
        }
        _ => return None,
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// The module in which what a path names is defined, following names that modules hand on.
fn home(path: &[String], sources: &Sources, handed_on: &BTreeMap<Vec<String>, Vec<String>>) -> Option<Vec<String>> {
    let mut path = path.to_vec();
    for _ in 0..8 {
        let known = (0..=path.len()).rev().find(|end| sources.contains_key(&path[..*end]))?;
        let name = path.get(..known + 1).unwrap_or(&path);
        match handed_on.get(name) {
            Some(target) => path = [target.as_slice(), &path[name.len()..]].concat(),
            None => return Some(path[..known].to_vec()),
        }
    }
    None
}

/// What each module imports.
pub(crate) fn imports(sources: &Sources) -> BTreeMap<Vec<String>, BTreeSet<Vec<String>>> {
    let mut handed_on = BTreeMap::new();
    let mut asked = Vec::new();
    for (module, text) in sources {
        for (path, is_public) in paths(text) {
            // `pub use child::Name` of a module's own child begins with neither keyword.
            let own = || {
                let child = [module.as_slice(), path.get(..1).unwrap_or_default()].concat();
                sources.contains_key(&child).then(|| [module.as_slice(), &path].concat())
            };
            let Some(target) = absolute(&path, module).or_else(own) else { continue };
            if let (true, Some(name)) = (is_public, path.last()) {
                handed_on.insert([module.as_slice(), std::slice::from_ref(name)].concat(), target);
            } else {
                asked.push((module.clone(), target));
            }
        }
    }
    let mut imports: BTreeMap<Vec<String>, BTreeSet<Vec<String>>> = BTreeMap::new();
    for (module, path) in asked {
        // A module and what lies below it are one room: it hands out their names, and they use what it holds for them.
        let is_one_room = |other: &Vec<String>| other.starts_with(&module) || module.starts_with(other);
        if let Some(other) = home(&path, sources, &handed_on).filter(|other| !is_one_room(other)) {
            imports.entry(module).or_default().insert(other);
        }
    }
    imports
}

//! The order of modules: data flows one way, and a module imports only from those above it. And a campaign is data: the
//! sources know no kind, topic, stage, item or slot of a rubric by its id.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    sources::{Sources, crates, imports, sources},
    support::root,
};

/// The modules that a file declares, in its order.
fn modules(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("a source file");
    text.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect()
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            rust_files(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
}

/// The imports between modules below `parent` that go against their order.
fn upward(imports: &BTreeMap<Vec<String>, BTreeSet<Vec<String>>>, parent: &[&str], order: &[String]) -> Vec<String> {
    let place = |module: &[String]| {
        let name = module.get(parent.len()).filter(|_| module.iter().zip(parent).all(|(own, wanted)| own == wanted))?;
        order.iter().position(|other| other == name)
    };
    let mut found = Vec::new();
    for (module, others) in imports {
        for other in others {
            if place(other).is_some_and(|other| place(module).is_some_and(|own| other > own)) {
                found.push(format!("{} imports {}", module.join("::"), other.join("::")));
            }
        }
    }
    found
}

#[test]
fn modules_import_only_from_above() {
    let mut found = Vec::new();
    let mut count = 0;
    for source in crates().iter().map(|folder| folder.join("src")) {
        let mut of_crate = Sources::new();
        sources(&source, &[], &mut of_crate);
        let imports = imports(&of_crate);
        let order = modules(&source.join("lib.rs"));
        count += order.len();
        found.extend(upward(&imports, &[], &order));
        let rooms = source.join("evaluate/mod.rs");
        if rooms.exists() {
            let order = modules(&rooms);
            assert!(
                ["documents", "facts", "case", "photos", "checks"].iter().all(|room| order.iter().any(|m| m == room))
            );
            found.extend(upward(&imports, &["evaluate"], &order));
        }
    }
    assert!(count > 12, "the crates list their modules: {count}");
    assert!(found.is_empty(), "upward imports:\n{}", found.join("\n"));
}

#[test]
fn an_upward_import_would_be_seen() {
    let module = |path: &str, text: &str| (path.split("::").map(str::to_owned).collect(), text.to_owned());
    let of_crate: Sources = [
        module("model", "use crate::web::Workbench;"),
        module("web", "use crate::{model::A, website};"),
        module("web::page", "use super::super::model;"),
        module("website", ""),
    ]
    .into();
    let order = ["model", "web"].map(str::to_owned);
    assert_eq!(upward(&imports(&of_crate), &[], &order), ["model imports web"]);
    let inner: Sources =
        [module("a::x", "use super::y::Y;"), module("a::y", "use super::x;"), module("b::y", "use crate::a::x;")]
            .into();
    assert_eq!(upward(&imports(&inner), &["a"], &["x", "y"].map(str::to_owned)), ["a::x imports a::y"]);
}

/// Ids of rubrics that stand in the sources and mean something else there, each with what it means.
const COINCIDENCES: [(&str, &str); 6] = [
    ("archive", "the argument of the command line, its default name, and the finding codes on the archive"),
    ("certificate", "a column of a list of people, and a kind of photo"),
    ("charter", "a key in the settings and in a check of a rubric file"),
    ("election", "the name of a check"),
    ("villagers", "a body that meets, as a report writes it"),
    ("T03", "the example of an item in the description of the API, which is of the built-in rubric"),
];

/// The string literals of a Rust source up to its tests, without comments. Escapes are left as written: ids have none.
fn literals(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = before_tests(source);
    while let Some(start) = rest.find(['"', '/', '\'', 'r']) {
        let before = rest[..start].chars().next_back();
        rest = &rest[start..];
        let raw = rest.strip_prefix('r').map(|tail| tail.trim_start_matches('#'));
        if let Some(text) = rest.strip_prefix('"') {
            let end = end_of_string(text);
            found.push(&text[..end]);
            rest = text[end..].strip_prefix('"').unwrap_or_default();
        } else if let Some(text) = raw.and_then(|tail| tail.strip_prefix('"'))
            && !before.is_some_and(|c| c != 'b' && (c.is_alphanumeric() || c == '_'))
        {
            let hashes = rest.len() - text.len() - 2;
            let close = format!("\"{}", "#".repeat(hashes));
            let end = text.find(&close).unwrap_or(text.len());
            found.push(&text[..end]);
            rest = text.get(end + close.len()..).unwrap_or_default();
        } else if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if let Some(quoted) = rest.strip_prefix('\'') {
            // A character, unless it is a lifetime.
            let length = if let Some(escaped) = quoted.strip_prefix('\\') {
                escaped.find('\'').map(|end| end + 2)
            } else {
                quoted
                    .chars()
                    .next()
                    .map(char::len_utf8)
                    .filter(|length| quoted[*length..].starts_with('\''))
                    .map(|l| l + 1)
            };
            rest = &quoted[length.unwrap_or(0)..];
        } else {
            rest = &rest[1..];
        }
    }
    found
}

/// Where the text of a string ends that was opened before it.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (i, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return i,
            _ => {}
        }
    }
    text.len()
}

const TESTS: &str = "#[cfg(test)]";

/// The module that an attribute for tests stands before, with what ends its head: `;` or ` {`.
fn module_after(text: &str) -> Option<(&str, &str)> {
    let (_, head) = text.lines().find(|line| !line.trim().is_empty())?.trim().split_once("mod ")?;
    head.find(|c: char| !c.is_alphanumeric() && c != '_').map(|end| head.split_at(end))
}

/// A source up to the module of its tests.
fn before_tests(source: &str) -> &str {
    let mut starts = source.match_indices(TESTS).map(|(start, _)| start);
    let end = starts.find(|start| module_after(&source[start + TESTS.len()..]).is_some_and(|(_, end)| end == " {"));
    &source[..end.unwrap_or(source.len())]
}

/// The files and folders of modules that a source declares for tests alone.
fn test_modules(file: &Path, source: &str) -> Vec<PathBuf> {
    let is_root = ["mod.rs", "lib.rs", "main.rs"].iter().any(|name| file.ends_with(name));
    let folder = if is_root { file.with_file_name("") } else { file.with_extension("") };
    let after = source.match_indices(TESTS).map(|(start, _)| &source[start + TESTS.len()..]);
    after
        .filter_map(module_after)
        .filter(|(_, end)| *end == ";")
        .flat_map(|(name, _)| [folder.join(format!("{name}.rs")), folder.join(name)])
        .collect()
}

/// The sources of all crates, without the files of tests.
fn without_tests() -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for folder in crates() {
        rust_files(&folder.join("src"), &mut files);
    }
    let mut sources: Vec<(PathBuf, String)> =
        files.into_iter().map(|file| (file.clone(), fs::read_to_string(file).expect("a source file"))).collect();
    let tests: Vec<PathBuf> = sources.iter().flat_map(|(file, source)| test_modules(file, source)).collect();
    sources.retain(|(file, _)| !tests.iter().any(|test| file.starts_with(test)));
    sources
}

/// The ids of kinds, topics, stages, items and slots of every rubric in `schema`, with what each is of.
fn rubric_ids() -> BTreeMap<String, &'static str> {
    let mut ids = BTreeMap::new();
    let mut add = |list: &Value, what| {
        for id in list.as_array().into_iter().flatten().filter_map(|one| one["id"].as_str()) {
            ids.insert(id.to_owned(), what);
        }
    };
    for entry in fs::read_dir(root().join("schema")).expect("the folder of schemas") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        let rubric: Value = serde_json::from_str(&text).expect("JSON");
        if rubric["format"] != "cundang-rubric/1" {
            continue;
        }
        for what in ["kinds", "topics", "stages", "items"] {
            add(&rubric[what], what);
        }
        for item in rubric["items"].as_array().into_iter().flatten() {
            add(&item["slots"], "slots");
        }
    }
    ids
}

/// The literals of a source that are ids and no coincidence.
fn ids_in<'s>(source: &'s str, ids: &BTreeMap<String, &'static str>) -> Vec<&'s str> {
    let mut found = literals(source);
    found.retain(|text| ids.contains_key(*text) && COINCIDENCES.iter().all(|(word, _)| word != text));
    found
}

#[test]
fn no_source_knows_a_rubric_by_its_ids() {
    let ids = rubric_ids();
    assert!(ids.len() > 200, "the built-in rubric alone has more ids: {}", ids.len());
    let sources = without_tests();
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    for (file, source) in &sources {
        used.extend(literals(source));
        found.extend(ids_in(source, &ids).iter().map(|id| format!("{}: {id} of {}", file.display(), ids[*id])));
    }
    assert!(found.is_empty(), "give the kind or topic a role, the item a setting:\n{}", found.join("\n"));
    for (word, _) in COINCIDENCES {
        assert!(ids.contains_key(word) && used.contains(word), "{word} is no coincidence any more");
    }
}

#[test]
fn an_id_in_a_source_would_be_seen() {
    let ids = BTreeMap::from([("PUB_NOTICE".to_owned(), "kinds"), ("V03.2".to_owned(), "slots")]);
    for (source, seen) in [
        ("fn is(kind: &str) -> bool { kind == \"PUB_NOTICE\" }", 1),
        ("const A: [&str; 2] = [r\"PUB_NOTICE\", r#\"V03.2\"#]; // \"V03.2\"", 2),
        ("const Q: char = '\"'; fn f<'a>() { g(\"\\\"\", 'r', '\\'', \"V03.2\") }", 1),
        ("#[cfg(test)]\nmod tests;\nconst A: &str = \"PUB_NOTICE\";", 1),
        ("/// `\"PUB_NOTICE\"`\n/* \"V03.2\" */ const A: &str = \"the notice PUB_NOTICE\";", 0),
        ("const A: &str = \"\";\n#[cfg(test)]\nmod tests {\n    const B: &str = \"PUB_NOTICE\";\n}", 0),
    ] {
        assert_eq!(ids_in(source, &ids).len(), seen, "{source}");
    }
    let declared = test_modules(Path::new("a/mod.rs"), "#[cfg(test)]\npub(super) mod cases;\nmod b;");
    assert_eq!(declared, [PathBuf::from("a/cases.rs"), PathBuf::from("a/cases")]);
    assert_eq!(test_modules(Path::new("a/b.rs"), "#[cfg(test)]\nmod c;")[0], PathBuf::from("a/b/c.rs"));
}

/// The names of the types that a source declares before its tests. A `type` of an implementation is none.
fn types_of(source: &str) -> Vec<&str> {
    let declared = |line: &'_ str| -> Option<usize> {
        let indent = line.len() - line.trim_start().len();
        let mut rest = line.trim_start();
        if let Some(public) = rest.strip_prefix("pub") {
            let public =
                public.strip_prefix('(').and_then(|scope| scope.split_once(')')).map_or(public, |(_, rest)| rest);
            rest = public.strip_prefix(' ')?;
        }
        let (word, name) = rest.split_once(' ')?;
        let is_type = matches!(word, "struct" | "enum" | "union" | "trait") || (word == "type" && indent == 0);
        (is_type && name.starts_with(char::is_uppercase)).then(|| line.len() - name.len())
    };
    let name = |line: &'_ str| declared(line).map(|start| start..);
    before_tests(source)
        .lines()
        .filter_map(|line| line.get(name(line)?))
        .map(|name| name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default())
        .collect()
}

#[test]
fn no_two_types_have_one_name() {
    let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, source) in &without_tests() {
        for name in types_of(source) {
            homes.entry(name.to_owned()).or_default().push(file.display().to_string());
        }
    }
    assert!(homes.len() > 900, "the crates have types: {}", homes.len());
    homes.retain(|_, files| files.len() > 1);
    assert!(homes.is_empty(), "give each its own name: {homes:#?}");
}

#[test]
fn a_second_type_of_a_name_would_be_seen() {
    let source = "pub struct Page<'a> {\n    pub enum Inner {\n}\ntype Pages = Vec<Page>;\n    type Item = Page;\n\
        // struct Said\npub(in crate::web) trait Shown {}\nlet enumerate = 1;\n#[cfg(test)]\nmod tests {\n    struct Own;\n}";
    assert_eq!(types_of(source), ["Page", "Inner", "Pages", "Shown"]);
}

/// Lines from which on a file holds more than one thing.
const LONGEST: usize = 600;

#[test]
fn no_file_is_too_long_to_be_read_at_once() {
    let mut files = Vec::new();
    for folder in ["crates", "src", "tests", "benches", "fuzz"] {
        rust_files(&root().join(folder), &mut files);
    }
    assert!(files.len() > 500, "all files are looked at: {}", files.len());
    let lines = |file: &Path| fs::read_to_string(file).expect("a source file").lines().count();
    files.retain(|file| lines(file) > LONGEST);
    assert!(files.is_empty(), "over {LONGEST} lines: {files:?}");
}

//! No two files of a crate import each other, directly or over others, but for a module and those below it.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{Sources, crates, imports, sources};

/// Everything that can be reached from a module over imports.
fn reached<'i>(
    from: &'i [String],
    imports: &'i BTreeMap<Vec<String>, BTreeSet<Vec<String>>>,
) -> BTreeSet<&'i [String]> {
    let mut seen: BTreeSet<&[String]> = BTreeSet::new();
    let mut open = vec![from];
    while let Some(next) = open.pop() {
        for other in imports.get(next).into_iter().flatten() {
            if seen.insert(other) {
                open.push(other);
            }
        }
    }
    seen
}

/// The modules that are in a circle, each with what it imports of the same circle.
fn circles(sources: &Sources) -> Vec<String> {
    let imports = imports(sources);
    let reach: BTreeMap<&[String], BTreeSet<&[String]>> =
        imports.keys().map(|module| (module.as_slice(), reached(module, &imports))).collect();
    let is_tied = |a: &[String], b: &[String]| {
        reach.get(a).is_some_and(|seen| seen.contains(b)) && reach.get(b).is_some_and(|seen| seen.contains(a))
    };
    let mut found = Vec::new();
    for (module, others) in &imports {
        for other in others.iter().filter(|other| is_tied(module, other)) {
            found.push(format!("{} -> {}", module.join("::"), other.join("::")));
        }
    }
    found
}

#[test]
fn no_files_import_each_other() {
    let mut found = Vec::new();
    let mut count = 0;
    for folder in crates() {
        let mut of_crate = Sources::new();
        sources(&folder.join("src"), &[], &mut of_crate);
        count += of_crate.len();
        found.extend(circles(&of_crate).into_iter().map(|circle| format!("{}: {circle}", folder.display())));
    }
    assert!(count > 400, "the crates have modules: {count}");
    assert!(found.is_empty(), "files that import each other:\n{}", found.join("\n"));
}

#[test]
fn a_circle_would_be_seen() {
    let module = |path: &str, text: &str| (path.split("::").map(str::to_owned).collect(), text.to_owned());
    let straight: Sources = [
        module("a", "use crate::b::{self, Name};\nfn x() { crate::b::y() }"),
        module("b", "pub use c::Name;\nmod c;"),
        module("b::c", "use super::y;\npub struct Name;"),
    ]
    .into();
    assert_eq!(circles(&straight), Vec::<String>::new());
    let mut tied = straight.clone();
    tied.insert(vec!["b".to_owned(), "c".to_owned()], "use super::super::a::x;\npub struct Name;".to_owned());
    assert_eq!(circles(&tied), ["a -> b::c", "b::c -> a"], "a name that is handed on leads to its file");
    let mut near = straight;
    near.insert(vec!["b".to_owned()], "use crate::a;\n".to_owned());
    assert_eq!(circles(&near), ["a -> b", "b -> a"]);
}

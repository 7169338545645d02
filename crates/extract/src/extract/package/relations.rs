//! Relationships: which member of a package an id stands for (ECMA-376 part 2, 8.5).

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

/// The relationships of one part, by id, with the members that they lead to. Targets are relative to `folder`.
pub(in crate::extract) fn relations(xml: &str, folder: &str) -> BTreeMap<String, String> {
    static RELATION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<(?:\w+:)?Relationship\s[^>]*>").expect("the pattern is fixed"));
    static PAIR: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"\b(Id|Target)\s*=\s*["']([^"']*)["']"#).expect("the pattern is fixed"));
    let mut found = BTreeMap::new();
    for relation in RELATION.find_iter(xml) {
        let (mut id, mut target) = (None, None);
        for pair in PAIR.captures_iter(relation.as_str()) {
            let value = Some(pair[2].to_owned());
            if &pair[1] == "Id" { id = value } else { target = value }
        }
        if let (Some(id), Some(target)) = (id, target) {
            found.insert(id, resolved(folder, &target));
        }
    }
    found
}

/// The path of a member from a target relative to a folder, or absolute.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

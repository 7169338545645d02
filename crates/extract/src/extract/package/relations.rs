//! Relationships: which member of a package an id stands for (ECMA-376 part 2, 8.5).

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

/// A relationship of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract) struct PackageRelation {
    pub(in crate::extract) id: String,
    /// The last word of its type: `image`, `oleObject`.
    pub(in crate::extract) kind: String,
    /// The member that it leads to, or what lies outside as it is written.
    pub(in crate::extract) target: String,
    /// The target is no member.
    pub(in crate::extract) is_external: bool,
}

/// The relationships of one part in the order of the file. Targets are relative to `folder`.
pub(in crate::extract) fn all_relations(xml: &str, folder: &str) -> Vec<PackageRelation> {
    static RELATION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<(?:\w+:)?Relationship\s[^>]*>").expect("the pattern is fixed"));
    static PAIR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"\b(Id|Target|Type|TargetMode)\s*=\s*(?:"([^"]*)"|'([^']*)')"#).expect("the pattern is fixed")
    });
    let mut found = Vec::new();
    for relation in RELATION.find_iter(xml) {
        let (mut id, mut target, mut kind, mut is_external) = (None, None, String::new(), false);
        for pair in PAIR.captures_iter(relation.as_str()) {
            let value = pair.get(2).or_else(|| pair.get(3)).map_or("", |value| value.as_str());
            let value =
                quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |value| value.into_owned());
            match &pair[1] {
                "Id" => id = Some(value),
                "Target" => target = Some(value),
                "Type" => kind = value.rsplit('/').next().unwrap_or_default().to_owned(),
                _ => is_external = value.eq_ignore_ascii_case("external"),
            }
        }
        if let (Some(id), Some(target)) = (id, target) {
            let target = if is_external { target } else { resolved(folder, &target) };
            found.push(PackageRelation { id, kind, target, is_external });
        }
    }
    found
}

/// The same by id, with the members that they lead to.
pub(in crate::extract) fn relations(xml: &str, folder: &str) -> BTreeMap<String, String> {
    all_relations(xml, folder).into_iter().map(|relation| (relation.id, relation.target)).collect()
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

//! A campaign is data: a rubric whose kinds, topics, stages, items and slots have other ids assesses alike.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::{Map, Value};

use crate::support::{cundang, root, sample_archive};

/// What the other rubric's ids begin with.
const OTHER: &str = "Q9-";
/// Fields whose words are the format's, though some are ids too.
const WORDS: [&str; 3] = ["check", "bodies", "role"];

fn ids(list: &Value) -> impl Iterator<Item = String> {
    list.as_array().into_iter().flatten().filter_map(|one| one["id"].as_str().map(str::to_owned))
}

/// The value with every id changed. Keys of objects are ids only where they are those of slots.
fn renamed(value: Value, ids: &BTreeSet<String>, slots: &BTreeSet<String>) -> Value {
    match value {
        Value::String(text) if ids.contains(&text) => Value::String(format!("{OTHER}{text}")),
        Value::Array(list) => Value::Array(list.into_iter().map(|one| renamed(one, ids, slots)).collect()),
        Value::Object(object) => {
            let changed = object.into_iter().map(|(key, value)| {
                let value = if WORDS.contains(&key.as_str()) { value } else { renamed(value, ids, slots) };
                (if slots.contains(&key) { format!("{OTHER}{key}") } else { key }, value)
            });
            Value::Object(changed.collect::<Map<_, _>>())
        }
        other => other,
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let to = to.join(entry.file_name().expect("a name"));
        if entry.is_dir() {
            copy(&entry, &to);
        } else {
            fs::copy(&entry, to).expect("a copy");
        }
    }
}

#[test]
fn other_ids_assess_alike() {
    let built_in = root().join("schema/fucheng-2020.json");
    let rubric: Value = serde_json::from_str(&fs::read_to_string(&built_in).expect("the rubric")).expect("JSON");
    let slots: BTreeSet<String> =
        rubric["items"].as_array().into_iter().flatten().flat_map(|item| ids(&item["slots"])).collect();
    let mut all = slots.clone();
    all.extend(["kinds", "topics", "stages", "items"].iter().flat_map(|list| ids(&rubric[*list])));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let other = folder.path().join("other.json");
    fs::write(&other, renamed(rubric, &all, &slots).to_string()).expect("the other rubric");
    // The township and two of its villages.
    let archive = folder.path().join("archive");
    for name in ["00镇级材料", "01张庄村", "02付庄村"] {
        copy(&sample_archive().join(name), &archive.join(name));
    }
    let report = |rubric: &Path, store: &str| {
        let store = folder.path().join(store);
        let mut args: Vec<&std::ffi::OsStr> = vec!["check".as_ref(), archive.as_os_str(), "--rubric".as_ref()];
        args.extend([rubric.as_os_str(), "--store".as_ref(), store.as_os_str()]);
        args.extend(["--format", "json", "--quiet", "--ocr", "off"].map(std::ffi::OsStr::new));
        let text = cundang(args).expect_status(0).stdout;
        let mut report: Value = serde_json::from_str(&text.replace(OTHER, "")).expect("JSON");
        report["generated_at"].take();
        (report, text.contains(OTHER))
    };
    let (expected, is_other) = report(&built_in, "store");
    assert!(!is_other && expected["villages"].as_array().is_some_and(|villages| villages.len() == 2));
    assert!(!expected["villages"][0]["figures"].as_array().expect("figures").is_empty());
    let (found, is_other) = report(&other, "other");
    assert!(is_other, "the report has the other rubric's ids");
    for key in expected.as_object().expect("a report").keys() {
        assert_eq!(found[key], expected[key], "{key}");
    }
    assert_eq!(found, expected);
}

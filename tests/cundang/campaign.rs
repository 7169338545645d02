//! Another campaign is another rubric and no code: the registration of land contract rights, and an archive for it.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use crate::support::{cundang, root};

/// A finding as truth and report have it: item, code, severity, files.
type Found = (String, String, String, Vec<String>);

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

/// Each finding and how often it is given, those of a slot without any paper left out.
fn findings(unit: &Value) -> BTreeMap<Found, usize> {
    let mut found = BTreeMap::new();
    for item in list(&unit["items"]) {
        for finding in list(&item["findings"]) {
            let mut paths: Vec<String> = list(&finding["where"]).iter().map(|place| text(&place["path"])).collect();
            paths.sort();
            paths.dedup();
            if finding["code"] != "document-missing" || !paths.is_empty() {
                let key = (text(&item["id"]), text(&finding["code"]), text(&finding["severity"]), paths);
                *found.entry(key).or_insert(0) += 1;
            }
        }
    }
    found
}

fn expected(unit: &Value) -> BTreeMap<Found, usize> {
    let mut found = BTreeMap::new();
    for fault in list(&unit["faults"]) {
        let mut paths: Vec<String> = list(&fault["paths"]).iter().map(text).collect();
        paths.sort();
        let key = (text(&fault["item"]), text(&fault["code"]), text(&fault["severity"]), paths);
        *found.entry(key).or_insert(0) += usize::try_from(fault["times"].as_u64().unwrap_or(1)).expect("a number");
    }
    found
}

#[test]
fn another_campaign_needs_another_rubric_and_no_code() {
    let truth = fs::read_to_string(root().join("tests/land-archive.truth.json")).expect("the truth");
    let truth: Value = serde_json::from_str(&truth).expect("JSON");
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let (store, output) = (scratch.path().join("store"), scratch.path().join("report.json"));
    let path = |key: &str| root().join(truth[key].as_str().expect("a path"));
    let run = cundang([
        "check".as_ref(),
        path("archive").as_os_str(),
        "--rubric".as_ref(),
        path("rubric").as_os_str(),
        "--store".as_ref(),
        store.as_os_str(),
        "--ocr".as_ref(),
        "off".as_ref(),
        "--quiet".as_ref(),
        "--format".as_ref(),
        "json".as_ref(),
        "--output".as_ref(),
        output.as_os_str(),
    ]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let words = fs::read_to_string(&output).expect("the report");
    for of_another in ["股权证", "产权制度改革", "清产核资"] {
        assert!(!words.contains(of_another), "the report speaks of {of_another}");
    }
    let report: Value = serde_json::from_str(&words).expect("the report is JSON");
    for (key, count) in truth["ledger"].as_object().expect("a ledger") {
        assert_eq!(&report["ledger"][key], count, "{key}");
    }
    let villages = list(&truth["villages"]).iter().map(|village| {
        let of = list(&report["villages"]).iter().find(|unit| unit["name"] == village["name"]);
        (village, of.expect("the village is in the report"))
    });
    for (unit, reported) in villages.chain([(&truth["township"], &report["township"])]) {
        let states: BTreeMap<String, Value> =
            list(&reported["items"]).iter().map(|item| (text(&item["id"]), item["state"].clone())).collect();
        let wanted: BTreeMap<String, Value> =
            unit["states"].as_object().expect("states").iter().map(|(id, state)| (id.clone(), state.clone())).collect();
        assert_eq!(states, wanted, "{}", unit["name"]);
        assert_eq!(findings(reported), expected(unit), "{}", unit["name"]);
    }
}

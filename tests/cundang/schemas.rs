//! Every JSON output validates against its schema in `schema/`.

use std::fs;

use serde_json::Value;

use crate::support::{Archive, cundang, on_sample, root, sample_archive, sample_report};

pub(crate) fn validate(schema: &str, value: &Value) {
    let text = fs::read_to_string(root().join("schema").join(schema)).expect("a schema");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let errors: Vec<String> =
        validator.iter_errors(value).take(10).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn report() {
    validate("report.schema.json", sample_report());
    validate(
        "report.schema.json",
        &on_sample("check", &["--format", "json", "--village", "张庄", "--lang", "en"]).json(),
    );
}

#[test]
fn report_of_a_folder_that_is_no_township() {
    let archive = Archive::new(&[("docs/a.txt", "hello"), ("b.bin", "\u{0}\u{1}\u{2}")]);
    let report = archive.run("check", &["--format", "json"]).expect_status(0).json();
    validate("report.schema.json", &report);
    assert_eq!(report["unassigned"]["files"], serde_json::json!(["b.bin", "docs/a.txt"]));
}

#[test]
fn photos() {
    validate("photos.schema.json", &on_sample("photos", &["--format", "json"]).expect_status(0).json());
}

#[test]
fn search() {
    let answer = on_sample("search", &["村民代表会议", "--format", "json"]).expect_status(0).json();
    assert!(answer["total"].as_u64().expect("a number") > 0);
    validate("search.schema.json", &answer);
    validate("search.schema.json", &on_sample("search", &["这里没有这句话吧", "--format", "json"]).json());
}

#[test]
fn text() {
    let truth = crate::sample::truth();
    let mut checked = 0;
    for search in truth["searches"].as_array().expect("searches") {
        for hit in search["hits"].as_array().expect("hits") {
            let path = hit["path"].as_str().expect("a path");
            if path.contains("!/") || checked > 8 {
                continue;
            }
            let file = sample_archive().join(path);
            let run = cundang([
                "text".as_ref(),
                file.as_os_str(),
                "--format".as_ref(),
                "json".as_ref(),
                "--ocr".as_ref(),
                "off".as_ref(),
            ]);
            validate("text.schema.json", &run.expect_status(0).json());
            checked += 1;
        }
    }
    assert!(checked > 3, "some files were read");
}

#[test]
fn verify() {
    validate("verify.schema.json", &on_sample("verify", &["--format", "json"]).expect_status(0).json());
}

#[test]
fn inputs() {
    let read = |path: std::path::PathBuf| -> Value {
        serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
    };
    validate("rubric.schema.json", &read(root().join("schema/fucheng-2020.json")));
    validate("archive.schema.json", &read(sample_archive().join("archive.json")));
}

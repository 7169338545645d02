//! The JSON Schemas of `schema/`: valid themselves, true to the codes, and strict.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use cundang_assess::{evaluate::checks, rubric::load::BUILTIN};
use cundang_model::model::{Code, FileStatus, ItemState, NoticeCode, PageSource, Source};

const REPORT: &str = include_str!("../../../../schema/report.schema.json");
const PHOTOS: &str = include_str!("../../../../schema/photos.schema.json");
const ALL: [(&str, &str); 8] = [
    ("rubric", include_str!("../../../../schema/rubric.schema.json")),
    ("report", REPORT),
    ("search", include_str!("../../../../schema/search.schema.json")),
    ("text", include_str!("../../../../schema/text.schema.json")),
    ("archive", include_str!("../../../../schema/archive.schema.json")),
    ("photos", PHOTOS),
    ("verify", include_str!("../../../../schema/verify.schema.json")),
    ("decisions", include_str!("../../../../schema/decisions.schema.json")),
];

fn schema(name: &str) -> Value {
    let (_, text) = ALL.iter().find(|(known, _)| *known == name).expect("a schema of this name");
    serde_json::from_str(text).expect("the schema is JSON")
}

/// What is wrong with a value, by its place in it.
fn faults(name: &str, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema(name)).expect("the schema compiles");
    validator.iter_errors(value).map(|error| error.to_string()).collect()
}

fn words(value: &Value) -> BTreeSet<&str> {
    value.as_array().expect("a list").iter().map(|word| word.as_str().expect("a word")).collect()
}

#[test]
fn schemas_are_valid_and_named() {
    for (name, text) in ALL {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(schema["$id"], format!("urn:cundang:schema:{name}:1"));
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert_eq!(schema["properties"]["format"]["const"], format!("cundang-{name}/1"));
        assert_eq!(schema["additionalProperties"], false);
    }
}

/// The checks of the schema are written from the code: run the tests once with `CUNDANG_BLESS=1` to write them anew.
#[test]
fn the_checks_of_the_rubric_schema_are_those_of_the_program() {
    let schema = schema("rubric");
    if schema["$defs"]["check"] == checks::schema() {
        return;
    }
    if std::env::var("CUNDANG_BLESS").is_ok_and(|value| value == "1") {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/rubric.schema.json");
        let text = std::fs::read_to_string(path).expect("the schema");
        let start = text.find("\n    \"check\": {\n").expect("its checks") + "\n    \"check\": ".len();
        let end = start + text[start..].find("\n    }").expect("their end") + "\n    }".len();
        let checks = serde_json::to_string_pretty(&checks::schema()).expect("JSON").replace('\n', "\n    ");
        std::fs::write(path, format!("{}{checks}{}", &text[..start], &text[end..])).expect("the schema is written");
        return;
    }
    panic!("schema/rubric.schema.json is not current: run the tests once with CUNDANG_BLESS=1");
}

#[test]
fn the_built_in_rubric_fits_its_schema() {
    let rubric: Value = serde_json::from_str(BUILTIN).expect("JSON");
    assert_eq!(faults("rubric", &rubric), Vec::<String>::new());
    let mut wrong = rubric.clone();
    wrong["items"][0]["scoring"]["type"] = json!("guess");
    assert_eq!(faults("rubric", &wrong).len(), 1);
    let mut wrong = rubric;
    wrong["items"][3]["slots"][0]["extra"] = json!(1);
    assert_eq!(faults("rubric", &wrong).len(), 1);
}

#[test]
fn what_serde_writes_of_the_rubric_fits_too() {
    let written = serde_json::to_value(&*cundang_assess::rubric::Rubric::builtin()).expect("a rubric is JSON");
    assert_eq!(faults("rubric", &written), Vec::<String>::new());
}

#[test]
fn codes_and_states_are_those_of_the_program() {
    for text in [REPORT, PHOTOS] {
        let schema: Value = serde_json::from_str(text).expect("JSON");
        let codes: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(words(&schema["$defs"]["code"]["enum"]), codes);
        let sources = [
            Source::Exif,
            Source::Xmp,
            Source::Iptc,
            Source::Overlay,
            Source::Caption,
            Source::FileName,
            Source::Folder,
            Source::None,
        ];
        assert_eq!(words(&schema["$defs"]["source"]["enum"]), sources.map(Source::as_str).into());
    }
    let report = schema("report");
    let states = ItemState::ALL.map(ItemState::as_str);
    assert_eq!(words(&report["$defs"]["item"]["properties"]["state"]["enum"]), states.into());
    let notices = [
        NoticeCode::UnreadableFile,
        NoticeCode::EncryptedFile,
        NoticeCode::NoTextLayer,
        NoticeCode::NeedsAPerson,
        NoticeCode::ExtensionMismatch,
        NoticeCode::NameMojibake,
        NoticeCode::UnsupportedFormat,
        NoticeCode::SystemFile,
        NoticeCode::LinkNotFollowed,
        NoticeCode::PartlyRead,
        NoticeCode::TextMojibake,
        NoticeCode::NumberRounded,
        NoticeCode::FontMissing,
        NoticeCode::AttachmentNotRead,
        NoticeCode::InternalError,
    ]
    .map(NoticeCode::as_str);
    assert_eq!(words(&report["$defs"]["notice"]["properties"]["code"]["enum"]), notices.into());
    let text = schema("text");
    let page = &text["properties"]["pages"]["items"]["properties"];
    let readings = [PageSource::TextLayer, PageSource::Ocr, PageSource::Cells, PageSource::Plain];
    assert_eq!(words(&page["source"]["enum"]), readings.map(PageSource::as_str).into());
    for status in [FileStatus::Read, FileStatus::Unreadable, FileStatus::Ignored] {
        assert_eq!(report["properties"]["ledger"]["properties"][status.as_str()]["type"], "integer");
    }
}

fn photo() -> Value {
    json!({"path": "01张庄村/公示.jpg", "captured": {"value": "2018-06-15T09:05:12+08:00", "source": "exif"},
           "place": {"lat": 35.1, "lon": 117.46, "text": null, "source": "exif", "inside": true},
           "people": ["村民代表"], "event": "清产核资公示",
           "caption": {"elements": ["time", "place"], "source": "file-name"},
           "findings": [{"code": "caption-incomplete", "severity": "hint", "message": "…",
                         "where": [{"path": "01张庄村/公示.jpg", "page": null, "quote": ""}]}]})
}

/// A small report as the contract draws it.
fn report() -> Value {
    let score = json!({"confirmed": 2.5, "possible": 4, "max": 100});
    let item = json!({"id": "V03", "points": 4, "state": "partial", "decided_by": "human", "suggested": null,
        "min": 0, "max": 4, "slots": [{"id": "V03.1", "required": 1, "found": 0}],
        "evidence": [{"slot": "V03.2", "path": "01张庄村/公示.pdf", "page": 1, "quote": "公示"}],
        "findings": [{"code": "notice-too-short", "severity": "warning", "message": "公示期 5 天",
                      "where": [{"path": "01张庄村/公示.pdf", "page": 1, "quote": "6月15日至6月19日"}]}]});
    json!({"format": "cundang-report/1", "generated_at": "2026-11-23T12:00:00+08:00",
        "rubric": {"id": "fucheng-2020", "title": "综合评估表", "total": 200},
        "ledger": {"files": 3, "read": 1, "unreadable": 1, "ignored": 1, "bytes": 4},
        "notices": [{"path": "a.zip!/b.pdf", "code": "encrypted-file", "message": "…"}],
        "township": {"name": "凫城镇", "score": score, "items": [], "photos": []},
        "villages": [{"name": "张庄村", "folder": "01张庄村", "score": score, "items": [item], "photos": [photo()]}],
        "unassigned": {"files": ["x.pdf"], "photos": []}})
}

#[test]
fn the_contracts_examples_fit() {
    let search = json!({"format": "cundang-search/1", "query": "王芳", "total": 1, "took_ms": 0.8,
        "hits": [{"path": "a.pdf", "page": 1, "village": null, "item_ids": ["V03"], "kind": "MTG_MINUTES",
                  "title": "会议记录", "date": "2018-06-12", "score": 3.2, "snippet": "<mark>王芳</mark>"}]});
    let text = json!({"format": "cundang-text/1", "file": "a.pdf", "media_type": "application/pdf",
        "pages": [{"page": 1, "source": "ocr", "width": 595.0, "height": 842.0, "text": "公示",
                   "lines": [{"text": "公示", "bbox": [1.0, 2.0, 3.0, 4.0], "confidence": 0.98}]}],
        "photo": null, "notices": [{"code": "no-text-layer", "message": "…"}]});
    let archive = json!({"format": "cundang-archive/1", "township": "凫城镇", "county": "山亭区",
        "province": "山东省", "township_folder": "00镇级", "deadline": "2020-06-30",
        "villages": [{"name": "张庄村", "folder": "01张庄村", "aliases": ["张庄"], "center": [117.46, 35.10],
                      "radius_m": 3000, "boundary": null},
                     {"name": "付庄村", "boundary": {"type": "Polygon", "coordinates":
                        [[[117.0, 35.0], [117.1, 35.0], [117.1, 35.1], [117.0, 35.0]]]}}]});
    let photos = json!({"format": "cundang-photos/1", "generated_at": "2026-11-23T12:00:00+08:00",
        "township": {"name": "凫城镇", "photos": []},
        "villages": [{"name": "张庄村", "folder": null, "photos": [photo()]}], "unassigned": {"photos": []}});
    let hash = "0f".repeat(32);
    let verify = json!({"format": "cundang-verify/1", "generated_at": "2026-11-23T12:00:00+08:00", "checked": 3,
        "unchanged": 1, "changed": [{"path": "a", "expected": hash, "actual": hash}], "vanished": ["b"],
        "added": ["c"]});
    let decisions = json!({"format": "cundang-decisions/1", "rubric": "fucheng-2020", "entries": [
        {"seq": 1, "at": "2026-11-23T12:00:00+08:00", "by": "王芳", "village": "张庄村", "item": "V03", "reason": "",
         "step": "score", "score": 2.5, "original_seen": false, "suggested": null,
         "evidence": [{"path": "a.pdf", "digest": hash}, {"path": "b.jpg", "digest": ""}]},
        {"seq": 2, "at": "2026-11-23T12:00:00+08:00", "by": "王芳", "village": null, "item": "T01", "reason": "",
         "step": "undo", "of": 1, "evidence": []}]});
    let examples = [
        ("decisions", decisions),
        ("report", report()),
        ("search", search),
        ("text", text),
        ("archive", archive),
        ("photos", photos),
        ("verify", verify),
    ];
    for (name, example) in examples {
        assert_eq!(faults(name, &example), Vec::<String>::new(), "{name}");
        let mut extra = example.clone();
        extra["surprise"] = json!(true);
        assert_eq!(faults(name, &extra).len(), 1, "{name} takes a field of no name");
        let mut other = example;
        other["format"] = json!("cundang-other/1");
        assert_eq!(faults(name, &other).len(), 1, "{name} takes another format");
    }
}

#[test]
fn the_report_schema_is_strict() {
    let places = [
        ("/villages/0/items/0/state", json!("fine")),
        ("/villages/0/items/0/decided_by", json!("machine")),
        ("/villages/0/items/0/findings/0/code", json!("no-such-code")),
        ("/villages/0/items/0/findings/0/severity", json!("error")),
        ("/villages/0/items/0/evidence/0/page", json!(0)),
        ("/villages/0/photos/0/captured/source", json!("guess")),
        ("/villages/0/photos/0/caption/elements", json!(["weather"])),
        ("/notices/0/code", json!("document-missing")),
        ("/ledger/files", json!(-1)),
        ("/generated_at", json!("yesterday")),
    ];
    for (place, value) in places {
        let mut broken = report();
        *broken.pointer_mut(place).expect("the example has this place") = value;
        assert!(!faults("report", &broken).is_empty(), "{place}");
    }
    let mut lacking = report();
    lacking["villages"][0].as_object_mut().expect("an object").remove("score");
    assert_eq!(faults("report", &lacking).len(), 1);
}

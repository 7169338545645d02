//! The sample archive against its truth file, which its maker wrote: ledger, classification, faults, search.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    sync::OnceLock,
};

use cundang::evaluate::checks::codes;
use serde_json::Value;

use crate::support::{item, on_sample, recognises, root, sample_report, say, village};

/// The truth file.
pub(crate) fn truth() -> &'static Value {
    static TRUTH: OnceLock<Value> = OnceLock::new();
    TRUTH.get_or_init(|| {
        let text = fs::read_to_string(root().join("tests/sample/truth.json")).expect("the truth file");
        serde_json::from_str(&text).expect("JSON")
    })
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// Township and villages of the truth with their assessments.
fn units() -> Vec<(&'static Value, &'static Value)> {
    let report = sample_report();
    let mut units = vec![(&truth()["township"], &report["township"])];
    for known in array(&truth()["villages"]) {
        units.push((known, village(report, text(&known["name"]))));
    }
    units
}

#[test]
fn one_township_and_eighteen_villages_in_full() {
    let report = sample_report();
    assert_eq!(array(&report["township"]["items"]).len(), 15);
    assert_eq!(array(&report["villages"]).len(), 18);
    for village in array(&report["villages"]) {
        assert_eq!(array(&village["items"]).len(), 26, "{}", village["name"]);
    }
    for (name, folder) in [("北崖村", Value::from("17北崖村")), ("龙泉庄村", Value::Null)] {
        let village = village(report, name);
        assert_eq!(village["folder"], folder, "{name}");
        for item in array(&village["items"]) {
            assert_eq!(item["state"], "missing", "{name} {}: listed with everything missing", item["id"]);
        }
    }
}

#[test]
fn the_ledger_adds_up_and_names_what_was_not_read() {
    let (report, known) = (sample_report(), &truth()["ledger"]);
    let ledger = &report["ledger"];
    let count = |name: &str| ledger[name].as_u64().expect("a number");
    assert_eq!(count("files"), count("read") + count("unreadable") + count("ignored"));
    // The truth leaves out archive.json, which the program lists among the ignored.
    assert_eq!(count("files"), known["total"].as_u64().expect("a number") + 1);
    assert_eq!(count("ignored"), array(&known["ignored"]).len() as u64 + 1);

    let notices = array(&report["notices"]);
    let has = |path: &str, code: &str| notices.iter().any(|notice| notice["path"] == path && notice["code"] == code);
    for ignored in array(&known["ignored"]) {
        assert!(has(text(&ignored["path"]), "system-file"), "{ignored}");
    }
    for unreadable in array(&known["unreadable"]) {
        assert!(has(text(&unreadable["path"]), text(&unreadable["code"])), "{unreadable}");
    }
    for scan in array(&known["scans_without_text_layer"]) {
        assert_eq!(has(text(scan), "no-text-layer"), !recognises(), "{scan}");
    }
    let named: BTreeSet<&str> = notices
        .iter()
        .filter(|notice| matches!(text(&notice["code"]), "unreadable-file" | "encrypted-file" | "unsupported-format"))
        .map(|notice| text(&notice["path"]))
        .collect();
    assert_eq!(named.len() as u64, count("unreadable"), "each unreadable file is named: {named:?}");
    for notice in notices {
        assert!(!text(&notice["message"]).is_empty(), "{notice}");
    }
}

#[test]
fn files_of_nobody_are_listed_and_not_dropped() {
    let listed: BTreeSet<&str> = array(&sample_report()["unassigned"]["files"]).iter().map(text).collect();
    let known: BTreeSet<&str> = array(&truth()["ledger"]["unassigned"]).iter().map(text).collect();
    assert_eq!(listed, known);
}

/// Kinds by slot of the built-in rubric.
fn kinds_of_slots() -> BTreeMap<String, BTreeSet<String>> {
    let rubric = cundang::rubric::Rubric::builtin();
    let slots = rubric.items.iter().flat_map(|item| &item.slots);
    slots.map(|slot| (slot.id.clone(), slot.kinds.iter().cloned().collect())).collect()
}

#[test]
fn evidence_is_found_and_classified() {
    let slots = kinds_of_slots();
    let (mut known, mut found, mut unnamed) = (0_u32, 0_u32, 0_u32);
    let mut missed = Vec::new();
    for (truth, assessed) in units() {
        for (id, papers) in truth["items"].as_object().expect("items") {
            let item = item(assessed, id);
            let asked: BTreeSet<&String> = slots
                .iter()
                .filter(|(slot, _)| slot.starts_with(&format!("{id}.")))
                .flat_map(|(_, kinds)| kinds)
                .collect();
            for (kind, paths) in papers["papers"].as_object().expect("papers") {
                // Some kinds of the truth are finer or coarser than what the rubric asks for in this item.
                for path in array(paths).iter().filter(|_| asked.contains(kind)) {
                    known += 1;
                    let shown = array(&item["evidence"]).iter().any(|evidence| {
                        evidence["path"] == *path
                            && slots.get(text(&evidence["slot"])).is_some_and(|kinds| kinds.contains(kind))
                    });
                    if shown {
                        found += 1;
                    } else if is_unnamed(text(path)) && (!recognises() || text(path).ends_with(".jpg")) {
                        unnamed += 1;
                    } else {
                        missed.push(format!("{id} {kind} {path}"));
                    }
                }
            }
        }
    }
    // What has a telling name, title or folder is found; what has none needs recognition of its text. A photo of
    // something going on, in a plain folder, does not say by its text what it is evidence of.
    let share = f64::from(found) / f64::from(known - unnamed);
    say(&format!("{found} of {known} pieces of evidence stand where they belong, {unnamed} have no telling name"));
    assert!(share >= 0.97, "{found} of {known} ({unnamed} unnamed), missed:\n{}", missed.join("\n"));
}

/// Scans and pictures whose names and folders say nothing: a camera's or a chat program's name in a plain folder.
fn is_unnamed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let by_device = ["IMG_", "mmexport", "微信图片_", "扫描全能王"].iter().any(|start| name.starts_with(start));
    let numbered = name.starts_with("会议记录") && name.ends_with(".pdf");
    by_device || numbered
}

/// All files that the truth gives for an item.
fn paths_of(papers: &Value) -> impl Iterator<Item = &str> {
    papers["papers"].as_object().expect("papers").values().flat_map(array).map(text)
}

#[test]
fn an_unread_file_is_never_called_missing() {
    let scans: BTreeSet<&str> = array(&truth()["ledger"]["scans_without_text_layer"]).iter().map(text).collect();
    let locked: BTreeSet<&str> =
        array(&truth()["ledger"]["unreadable"]).iter().map(|unreadable| text(&unreadable["path"])).collect();
    for (truth, assessed) in units() {
        for (id, papers) in truth["items"].as_object().expect("items") {
            let mut paths = paths_of(papers).peekable();
            let all_unread = paths.peek().is_some() && paths.all(|path| scans.contains(path) || locked.contains(path));
            // Once its text is recognised, a scan is evidence like any other paper.
            let all_unread = all_unread && !(recognises() && paths_of(papers).any(|path| scans.contains(path)));
            if all_unread {
                let item = item(assessed, id);
                assert_ne!(item["state"], "missing", "{} {id}", truth["name"]);
                assert_eq!(item["min"], 0, "{} {id}: nothing is granted on what was not read", truth["name"]);
            }
        }
    }
}

#[test]
fn complete_villages_lack_nothing() {
    for (truth, assessed) in units() {
        if truth["thinness"] != "complete" {
            continue;
        }
        for item in array(&assessed["items"]) {
            let state = text(&item["state"]);
            let accused = array(&truth["planted"]).iter().any(|planted| planted["item"] == item["id"]);
            let expected = matches!(state, "complete" | "unreadable") || (accused && state == "fault");
            assert!(expected, "{} {}: {state}", truth["name"], item["id"]);
            for slot in array(&item["slots"]) {
                let (required, found) = (slot["required"].as_u64(), slot["found"].as_u64());
                assert!(found >= required, "{} {slot}", truth["name"]);
            }
        }
    }
}

#[test]
fn blank_templates_are_no_evidence() {
    let blank = array(&truth()["villages"])
        .iter()
        .find(|village| array(&village["planted"]).iter().any(|planted| planted["code"] == "document-template-only"))
        .expect("a village with blank forms only");
    let assessed = village(sample_report(), text(&blank["name"]));
    for planted in array(&blank["planted"]).iter().filter(|planted| planted["code"] == "document-template-only") {
        let item = item(assessed, text(&planted["item"]));
        assert_eq!(item["state"], "missing", "{planted}");
        assert!(array(&item["evidence"]).is_empty(), "{planted}");
    }
}

/// Codes of findings on an item, or on a photo of the unit, with the places they name.
fn findings<'v>(unit: &'v Value, id: Option<&str>) -> Vec<(&'v str, Vec<&'v str>)> {
    let items = array(&unit["items"]).iter().filter(|item| id.is_none_or(|id| item["id"] == id));
    let photos = array(&unit["photos"]).iter();
    items
        .chain(photos)
        .flat_map(|holder| array(&holder["findings"]))
        .map(|finding| {
            let places = array(&finding["where"]).iter().map(|place| text(&place["path"])).collect();
            (text(&finding["code"]), places)
        })
        .collect()
}

#[test]
fn planted_faults_of_the_checks_there_are_come_to_light() {
    let codes: BTreeSet<&str> = codes().iter().map(|code| code.as_str()).collect();
    let (mut looked_for, mut missed) = (0, Vec::new());
    for (truth, assessed) in units() {
        for planted in array(&truth["planted"]).iter().filter(|planted| codes.contains(text(&planted["code"]))) {
            looked_for += 1;
            let code = text(&planted["code"]);
            let path = planted["path"].as_str();
            let found = findings(assessed, planted["item"].as_str()).iter().any(|(found, places)| {
                *found == code
                    && path.is_none_or(|path| places.is_empty() || places.iter().any(|place| place.starts_with(path)))
            });
            if !found {
                missed.push(format!("{} {planted}", truth["name"]));
            }
        }
    }
    assert!(looked_for > 10, "only {looked_for} planted faults looked for");
    assert!(missed.is_empty(), "of {looked_for} planted, missed:\n{}", missed.join("\n"));
}

#[test]
fn villages_without_planted_faults_are_not_accused() {
    let mut clean = 0;
    for (truth, assessed) in units() {
        let faults: Vec<&str> = array(&truth["faults"]).iter().map(text).collect();
        if faults != ["V-a"] && faults != ["V-a", "V-r"] && faults != ["V-r"] {
            continue;
        }
        clean += 1;
        for item in array(&assessed["items"]) {
            let accused = array(&item["findings"]).iter().find(|finding| finding["severity"] == "fault");
            assert!(accused.is_none(), "{} {}: {accused:?}", truth["name"], item["id"]);
        }
    }
    assert!(clean >= 2, "the sample has villages without faults");
}

#[test]
fn what_must_not_be_found_is_not() {
    for (truth, assessed) in units() {
        for forbidden in array(&truth["must_not"]) {
            let (code, path) = (text(&forbidden["code"]), text(&forbidden["path"]));
            let found = findings(assessed, forbidden["item"].as_str());
            let accused = found.iter().any(|(found, places)| *found == code && places.contains(&path));
            assert!(!accused, "{} {forbidden}", truth["name"]);
        }
    }
}

#[test]
fn scores_are_intervals_within_the_points() {
    for (_, assessed) in units() {
        let mut sums = (0.0, 0.0);
        for item in array(&assessed["items"]) {
            let number = |name: &str| item[name].as_f64().expect("a number");
            let (min, max, points) = (number("min"), number("max"), number("points"));
            assert!(0.0 <= min && min <= max && max <= points, "{item}");
            if let Some(suggested) = item["suggested"].as_f64() {
                assert!(0.0 <= suggested && suggested <= points, "{item}");
            }
            if min > 0.0 {
                assert!(!array(&item["evidence"]).is_empty(), "no score without a page: {item}");
            }
            sums = (sums.0 + min, sums.1 + max);
        }
        assert_eq!(assessed["score"]["confirmed"].as_f64(), Some(sums.0));
        assert_eq!(assessed["score"]["possible"].as_f64(), Some(sums.1));
        assert_eq!(assessed["score"]["max"], 100);
    }
}

#[test]
fn what_only_people_decide_is_never_set() {
    let report = sample_report();
    let exemplars = item(&report["township"], "T15");
    assert_eq!((&exemplars["suggested"], &exemplars["min"]), (&Value::Null, &Value::from(0)));
    for village in array(&report["villages"]) {
        let field = item(village, "V26");
        assert_eq!(
            (&field["decided_by"], &field["suggested"], &field["min"]),
            (&"field".into(), &Value::Null, &0.into())
        );
    }
}

#[test]
fn literal_strings_are_found_on_exactly_their_pages() {
    let (mut in_scans, mut lost_in_scans) = (0, Vec::new());
    for search in array(&truth()["searches"]) {
        let query = text(&search["query"]);
        let quoted = format!("\"{query}\"");
        let answer =
            on_sample("search", &[&quoted, "--limit", "1000", "--format", "json", "--quiet"]).expect_status(0).json();
        let page = |hit: &Value| (text(&hit["path"]).to_owned(), hit["page"].as_u64().unwrap_or_default());
        let hits: BTreeSet<_> = array(&answer["hits"])
            .iter()
            // A file's own name answers too; the truth lists pages that bear the string.
            .filter(|hit| text(&hit["snippet"]).contains("<mark>"))
            .map(page)
            .collect();
        let known: BTreeSet<_> = array(&search["hits"]).iter().map(page).collect();
        let lost: Vec<_> = known.difference(&hits).collect();
        assert!(lost.is_empty(), "{query}: not found {lost:?}");
        if recognises() {
            in_scans += array(&search["ocr_hits"]).len();
            lost_in_scans.extend(
                array(&search["ocr_hits"])
                    .iter()
                    .map(page)
                    .filter(|page| !hits.contains(page))
                    .map(|page| (query, page)),
            );
        }
        let known_by_name: BTreeSet<_> =
            array(&search["ocr_hits"]).iter().chain(array(&search["number_cells"])).map(page).collect();
        let extra: Vec<_> =
            hits.difference(&known).filter(|hit| !known_by_name.contains(*hit) && !hit.0.contains(query)).collect();
        assert!(extra.is_empty(), "{query}: false pages {extra:?}");
    }
    // A string is found in a scan only where each of its characters was read right.
    assert!(lost_in_scans.len() * 10 <= in_scans, "{in_scans} in scans, not found: {lost_in_scans:?}");
}

//! The shapes of the JSON forms, over the fixture.

use serde_json::{Value, json};

use super::*;
use crate::{
    model::{Lang, MeetingRecord},
    report::fixture,
};

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("the report is JSON")
}

#[test]
fn the_report_has_the_shape_of_the_contract() {
    let text = report_json(&fixture::report(), Lang::Zh).expect("it is written");
    assert!(text.ends_with("}\n"));
    let report = value(&text);
    assert_eq!(report["format"], "cundang-report/1");
    assert_eq!(report["generated_at"], "2020-06-18T09:30:00+08:00");
    let title = "凫城镇农村集体产权制度改革工作考评表";
    let settings = serde_json::to_value(crate::rubric::Settings::default()).expect("they are JSON");
    assert_eq!(report["rubric"], json!({"id": "fixture", "title": title, "total": 34, "settings": settings}));
    assert_eq!(
        report["ledger"],
        json!({"files": 1240, "read": 1233, "unreadable": 3, "ignored": 4, "bytes": 987_654_321})
    );
    assert_eq!(
        report["notices"][1],
        json!({"path": "01张庄村/03章程/章程.pdf", "code": "encrypted-file",
            "message": "文件有密码，请取消密码后再放入。"})
    );
    assert_eq!(report["township"]["name"], "凫城镇");
    assert_eq!(report["township"]["photos"], json!([]));
    assert_eq!(report["villages"][2]["folder"], Value::Null);
    assert_eq!(report["villages"][0]["score"], json!({"confirmed": 0, "possible": 19, "max": 26}));
    assert_eq!(report["unassigned"]["files"], json!(["散页/未命名<1>.pdf"]));
}

#[test]
fn an_item_carries_slots_evidence_and_findings() {
    let report = value(&report_json(&fixture::report(), Lang::En).expect("it is written"));
    let expected = json!({
        "id": "V03", "points": 4, "state": "partial", "decided_by": "human", "suggested": 3, "min": 0, "max": 3,
        "slots": [{"id": "V03.1", "required": 1, "found": 1}, {"id": "V03.2", "required": 2, "found": 1}],
        "evidence": [
            {"slot": "V03.1", "path": "01张庄村/01清产核资/清产核资报表.xlsx", "page": 1,
             "quote": "资产总额\t1,234,567.00"},
            {"slot": "V03.2", "path": "01张庄村/01清产核资/公示近景.jpg", "page": null, "quote": ""}],
        "findings": [{"code": "notice-too-short", "severity": "warning",
            "message": "The notice period is 5 days, usually at least 7; please verify.",
            "where": [{"path": "01张庄村/01清产核资/公示.pdf", "page": 2, "quote": "公示期：6月15日至6月19日"}],
            "key": "notice-too-short:1223088a940f"}],
        "reasons": [], "decision": null, "settled": []
    });
    assert_eq!(report["villages"][0]["items"][0], expected);
    assert_eq!(report["villages"][0]["items"][2]["suggested"], Value::Null);
}

#[test]
fn what_people_decided_stands_beside_what_was_found() {
    let mut report = fixture::report();
    let log = fixture::decided(&mut report);
    let value = value(&report_json(&report, Lang::Zh).expect("it is written"));
    let item = &value["villages"][0]["items"][0];
    assert_eq!(
        item["decision"],
        json!({"score": 2.5, "original_seen": false, "suggested": 3, "by": "周小满",
            "at": "2020-06-18T09:30:00+08:00", "reason": "公示清晰", "stale": true,
            "changes": {"changed": [], "added": ["01张庄村/01清产核资/公示近景.jpg"], "removed": []}})
    );
    assert_eq!((&item["min"], &item["max"], &item["decided_by"]), (&json!(2.5), &json!(2.5), &json!("human")));
    let settled = &value["villages"][0]["items"][1];
    assert_eq!((&settled["state"], &settled["findings"]), (&json!("complete"), &json!([])));
    assert_eq!(settled["settled"][0]["verdict"], "wrong-alarm");
    assert_eq!(settled["settled"][0]["finding"]["code"], "rights-infringing-clause");
    let listed: Value = serde_json::from_str(&decisions_json("fixture", &log).expect("it is written")).expect("JSON");
    assert_eq!(listed["entries"][0]["step"], "score");
    assert_eq!(listed["entries"][1]["verdict"], "wrong-alarm");
    assert_eq!(listed["entries"][1]["village"], "张庄村");
}

#[test]
fn meetings_carry_their_numbers_and_their_papers() {
    let mut report = fixture::report();
    let place = crate::model::Citation {
        path: crate::model::ArchivePath::new("a.docx"),
        page: Some(1),
        quote: "会议名称".to_owned(),
    };
    report.villages[0].meetings.push(MeetingRecord {
        date: Some(jiff::civil::date(2019, 6, 3)),
        name: "清产核资会议".to_owned(),
        body: crate::model::MeetingBody::VillageRepresentatives,
        topics: vec!["asset-inventory".to_owned()],
        expected: Some(30),
        present: Some(25),
        in_favour: Some(24),
        against: Some(1),
        abstained: None,
        decision: Some("通过".to_owned()),
        host: Some("赵甲".to_owned()),
        recorder: None,
        papers: vec![place.path.clone()],
        citation: place,
    });
    let value = value(&report_json(&report, Lang::Zh).expect("it is written"));
    assert_eq!(
        value["villages"][0]["meetings"][0],
        json!({"date": "2019-06-03", "name": "清产核资会议", "body": "village-representatives",
            "topics": ["asset-inventory"], "expected": 30, "present": 25, "for": 24, "against": 1, "abstain": null,
            "decision": "通过", "host": "赵甲", "recorder": null,
            "where": {"path": "a.docx", "page": 1, "quote": "会议名称"}, "papers": ["a.docx"]})
    );
    assert_eq!(value["township"]["meetings"], json!([]));
}

#[test]
fn photos_say_where_each_fact_comes_from() {
    let photos = value(&photos_json(&fixture::report(), Lang::Zh).expect("it is written"));
    assert_eq!(photos["format"], "cundang-photos/1");
    assert_eq!(
        photos["villages"][0]["photos"][0],
        json!({"path": "01张庄村/01清产核资/公示近景.jpg",
            "captured": {"value": "2020-06-15T10:20:30+08:00", "source": "exif"},
            "place": {"lat": 35.1, "lon": 117.0, "text": null, "source": "exif", "inside": true},
            "people": [], "event": "清产核资公示",
            "caption": {"elements": ["time", "event"], "source": "file-name"}, "findings": [],
            "kind": "notice-near",
            "elements": [
                {"element": "time", "value": "2020-06-15", "source": "file-name", "where": null},
                {"element": "event", "value": "清产核资公示", "source": "file-name", "where": null}],
            "alike": [], "burst": [], "written": null})
    );
    let mut written = fixture::report();
    fixture::caption(&mut written, "01张庄村/01清产核资/公示近景.jpg");
    let with = value(&photos_json(&written, Lang::Zh).expect("it is written"));
    assert_eq!(
        with["villages"][0]["photos"][0]["written"],
        json!({"by": "钱多福", "at": "2020-06-17T16:20:00+08:00", "time": "", "people": "", "place": "",
            "event": "张贴公示", "text": "", "stale": false})
    );
    let report = value(&report_json(&fixture::report(), Lang::Zh).expect("it is written"));
    let photo = report["villages"][0]["photos"][0].as_object().expect("a photo");
    assert_eq!(photo.len(), 7, "the report keeps to its shape: {photo:?}");
    assert_eq!(photos["unassigned"]["photos"][0]["captured"], json!({"value": null, "source": "none"}));
    assert_eq!(photos["unassigned"]["photos"][0]["findings"][0]["code"], "photo-without-time");
    assert_eq!(photos["township"], json!({"name": "凫城镇", "photos": []}));
}

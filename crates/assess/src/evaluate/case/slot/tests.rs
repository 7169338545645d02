//! What fills a slot, in which state, and how much of it counts.

use serde_json::{Value, json};

use super::*;
use crate::{
    evaluate::{
        assess_item,
        fixture::{paper, photo, rubric, scan, slot, with_case},
    },
    model::ItemState,
};

/// `found`, `read`, `most` and the number of unknown files of a single slot.
fn figures(slot: &Value, documents: Vec<Document>) -> (u32, u32, u32, usize) {
    with_case(rubric(&json!({ "type": "judgement" }), &json!([slot]), &json!([])), documents, |case, item| {
        let filled = &fill(case, item, |_| false)[0];
        (filled.found, filled.read, filled.most, filled.unknown.len())
    })
}

fn states(documents: Vec<Document>, kind: &str) -> Vec<PieceState> {
    let rubric = rubric(&json!({ "type": "judgement" }), &json!([slot(kind, 1, &json!({}))]), &json!([]));
    with_case(rubric, documents, |case, item| {
        fill(case, item, |_| false)[0].pieces.iter().map(|piece| piece.state).collect()
    })
}

#[test]
fn the_same_bytes_twice_count_once() {
    let copy = Document { digest: paper("甲/记录.docx").digest, ..paper("乙/记录.docx").kind("minutes") };
    let documents = vec![paper("甲/记录.docx").kind("minutes"), copy, paper("丙/记录.docx").kind("minutes").unread()];
    assert_eq!(figures(&slot("minutes", 1, &json!({})), documents), (2, 1, 2, 0));
}

#[test]
fn a_photo_that_a_person_rejected_counts_nowhere_and_is_still_shown() {
    let rejected = Document { is_rejected: true, ..photo("公示2.jpg").kind("photo") };
    let documents = vec![photo("公示1.jpg").kind("photo"), rejected];
    assert_eq!(figures(&slot("photo", 2, &json!({})), documents.clone()), (1, 1, 1, 0));
    assert_eq!(states(documents.clone(), "photo"), [PieceState::Good, PieceState::Rejected]);
    let slots = json!([slot("photo", 2, &json!({}))]);
    let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), documents, assess_item);
    assert_eq!((item.state, item.evidence.len()), (ItemState::Partial, 2));
    assert!(item.findings[0].message.zh.contains("1 张照片经核实不作数"), "{:?}", item.findings);
}

#[test]
fn drafts_and_blank_forms_are_named_and_are_no_evidence_beside_the_final_paper() {
    let draft = Document { is_draft: true, ..paper("方案（征求意见稿）.docx").kind("plan") };
    let blank = Document { is_template: true, ..paper("方案样表.docx").kind("plan") };
    let slots = json!([slot("plan", 1, &json!({}))]);
    let alone = vec![draft.clone(), blank.clone()];
    let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), alone, assess_item);
    assert_eq!((item.state, item.evidence.len(), item.slots[0].found), (ItemState::Partial, 1, 0));
    let documents = vec![paper("方案.docx").kind("plan"), draft, blank];
    let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), documents, assess_item);
    assert_eq!((item.state, item.evidence.len(), item.reasons.len()), (ItemState::Complete, 1, 2));
    assert!(item.reasons.iter().any(|reason| reason.message.zh.contains("是草案")), "{:?}", item.reasons);
}

#[test]
fn a_locked_or_unread_file_makes_nothing_complete() {
    let judgement = json!({ "type": "judgement" });
    for required in [0, 1] {
        let slots = json!([slot("plan", required, &json!({}))]);
        let state = |document: Document| {
            let rubric = rubric(&judgement, &slots, &json!([]));
            with_case(rubric, vec![document], assess_item).state
        };
        let plan = || paper("方案.pdf").kind("plan");
        assert_eq!(state(plan()), ItemState::Complete);
        assert_eq!(state(plan().unread()), ItemState::Unreadable, "{required} required");
        let locked = Document { status: FileStatus::Unreadable, ..plan().unread() };
        assert_eq!(state(locked), ItemState::Unreadable, "{required} required");
    }
}

#[test]
fn the_same_title_twice_counts_once_where_titles_are_counted() {
    let named = |path: &str, title: &str| Document { title: title.to_owned(), ..paper(path).kind("plan") };
    let documents = vec![named("a.docx", "实施 方案"), named("b.pdf", "实施方案"), named("c.pdf", "量化方案")];
    assert_eq!(figures(&slot("plan", 1, &json!({ "count": "titles" })), documents).0, 2);
}

#[test]
fn a_paper_that_sets_up_groups_stands_for_as_many_topics() {
    let wanted = slot("plan", 3, &json!({ "count": "topics", "topics": ["assets", "members", "shares"] }));
    let with = |groups: usize| {
        let paper = paper("a.docx").kind("plan").topics(&["assets", "members", "shares"]);
        figures(&wanted, vec![Document { groups, ..paper }]).0
    };
    assert_eq!([0, 1, 2, 3, 4].map(with), [1, 1, 2, 3, 3]);
}

#[test]
fn a_meeting_on_two_matters_is_signed_in_to_once() {
    let minutes = |topics: &[&str]| {
        paper("会/记录.docx")
            .kind("MTG_MINUTES")
            .topics(topics)
            .on("2019-06-03")
            .saying(&["张庄村村民代表会议记录\n时间：2019年6月3日\n应到31人，实到30人"])
    };
    let sign_in = || {
        paper("会/签到.docx")
            .kind("MTG_SIGNIN")
            .topics(&["assets"])
            .on("2019-06-03")
            .saying(&["张庄村村民代表会议签到表\n时间：2019年6月3日\n1\t丁一\n2\t丙二"])
    };
    let wanted = slot("MTG_SIGNIN", 1, &json!({ "topics": ["members"] }));
    assert_eq!(figures(&wanted, vec![minutes(&["assets", "members"]), sign_in()]).0, 1);
    assert_eq!(figures(&wanted, vec![minutes(&["assets"]), sign_in()]).0, 0);
    assert_eq!(figures(&wanted, vec![sign_in()]).0, 0);
}

#[test]
fn a_paper_with_several_topics_stands_for_one_of_them() {
    let wanted = slot("plan", 3, &json!({ "count": "topics", "topics": ["assets", "members", "shares"] }));
    let all = ["assets", "members", "shares"];
    let one = vec![paper("a.docx").kind("plan").topics(&all)];
    assert_eq!(figures(&wanted, one), (1, 1, 3, 0));
    // The first takes `assets`, the second can only take `assets`: the first must give way.
    let two = vec![paper("a.docx").kind("plan").topics(&all), paper("b.docx").kind("plan").topics(&["assets"])];
    assert_eq!(figures(&wanted, two), (2, 2, 3, 0));
    let same = vec![paper("a.docx").kind("plan").topics(&["assets"]), paper("b.docx").kind("plan").topics(&["assets"])];
    assert_eq!(figures(&wanted, same), (1, 1, 1, 0));
}

#[test]
fn a_paper_about_something_else_does_not_fit() {
    let wanted = slot("plan", 1, &json!({ "topics": ["assets"] }));
    assert_eq!(figures(&wanted, vec![paper("a.docx").kind("plan").topics(&["members"])]).0, 0);
    assert_eq!(figures(&wanted, vec![paper("a.docx").kind("plan").topics(&["members", "assets"])]).0, 1);
    let wanted = slot("plan", 1, &json!({ "containing": "实施" }));
    assert_eq!(figures(&wanted, vec![paper("实施方案.docx").kind("plan"), paper("方案.docx").kind("plan")]).0, 1);
}

#[test]
fn an_event_counts_when_it_is_complete_and_once() {
    let wanted = slot("minutes", 1, &json!({ "kinds": ["minutes", "signin"], "count": "complete-events" }));
    let documents = vec![
        paper("20190506会议/记录.docx").kind("minutes"),
        paper("20190506会议/签到.docx").kind("signin"),
        paper("20190506会议/签到2.docx").kind("signin"),
        paper("20190812会议/记录.docx").kind("minutes"),
        paper("20190901会议/签到.docx").kind("signin"),
    ];
    assert_eq!(figures(&wanted, documents.clone()), (1, 1, 1, 0));
    let rubric = rubric(&json!({ "type": "judgement" }), &json!([wanted]), &json!([]));
    with_case(rubric, documents, |case, item| {
        let filled = &fill(case, item, |_| false)[0];
        let parts: Vec<_> =
            filled.part_events.iter().map(|part| (case.events[part.event].name.as_str(), &part.lacks)).collect();
        assert_eq!(parts, [("20190812会议", &vec!["signin".to_owned()])], "a lone list of names is no meeting");
    });
}

#[test]
fn an_event_that_rests_on_an_unread_paper_is_found_and_not_read() {
    let wanted = slot("minutes", 1, &json!({ "kinds": ["minutes", "signin"], "count": "complete-events" }));
    let documents =
        vec![paper("20190506会议/记录.docx").kind("minutes"), paper("20190506会议/签到.pdf").kind("signin").unread()];
    assert_eq!(figures(&wanted, documents), (1, 0, 1, 0));
}

#[test]
fn events_count_once_however_many_of_their_papers_fit() {
    let wanted = slot("minutes", 1, &json!({ "count": "events" }));
    let documents = vec![
        paper("20190506会议/记录.docx").kind("minutes"),
        paper("20190506会议/记录2.docx").kind("minutes"),
        paper("20190812会议/记录.docx").kind("minutes"),
    ];
    assert_eq!(figures(&wanted, documents).0, 2);
}

#[test]
fn villages_are_counted_by_name() {
    let naming = |path: &str, villages: &[&str]| Document {
        villages: villages.iter().map(|&name| name.to_owned()).collect(),
        ..paper(path).kind("plan")
    };
    let documents = vec![naming("a.docx", &["张庄村", "李庄村"]), naming("b.docx", &["李庄村"]), naming("c.docx", &[])];
    assert_eq!(figures(&slot("plan", 1, &json!({ "count": "villages" })), documents).0, 2);
}

#[test]
fn drafts_blank_forms_and_late_papers_do_not_count() {
    let draft = Document { is_draft: true, ..paper("a草案.docx").kind("plan") };
    let blank = Document { is_template: true, ..paper("b样表.docx").kind("plan") };
    let late = paper("c.docx").kind("plan").on("2020-07-01");
    let last_day = paper("d.docx").kind("plan").on("2020-06-30");
    let documents = vec![draft, blank, late, last_day];
    assert_eq!(figures(&slot("plan", 1, &json!({})), documents.clone()), (1, 1, 1, 0));
    assert_eq!(
        states(documents, "plan"),
        [PieceState::Draft, PieceState::Template, PieceState::Late, PieceState::Good]
    );
}

#[test]
fn the_signature_decides_what_is_late_and_a_late_picture_is_kept() {
    let mut signed = paper("a.docx").kind("plan").on("2019-05-06");
    signed.signed = paper("a.docx").on("2020-08-01").date;
    assert_eq!(states(vec![signed], "plan"), [PieceState::Late]);
    assert_eq!(states(vec![photo("a.jpg").kind("photo").on("2020-08-01")], "photo"), [PieceState::Good]);
}

#[test]
fn a_specimen_of_a_certificate_counts() {
    let specimen = Document { is_template: true, ..paper("股权证样本.pdf").kind("cert") };
    assert_eq!(states(vec![specimen], "cert"), [PieceState::Good]);
}

#[test]
fn blank_forms_are_no_evidence_and_drafts_are() {
    let draft = Document { is_draft: true, ..paper("a草案.docx").kind("plan") };
    let blank = Document { is_template: true, ..paper("b样表.docx").kind("plan") };
    let rubric = rubric(&json!({ "type": "judgement" }), &json!([slot("plan", 1, &json!({}))]), &json!([]));
    with_case(rubric, vec![draft, blank], |case, item| {
        let evidence = evidence(case, &fill(case, item, |_| false));
        assert_eq!(evidence.len(), 1);
        assert_eq!(evidence[0].slot, "V01.1");
        assert_eq!(evidence[0].citation.path.as_str(), "张庄村/a草案.docx");
    });
}

#[test]
fn unknown_files_may_be_anything_that_their_topic_allows() {
    let wanted = slot("plan", 1, &json!({ "topics": ["assets"] }));
    let documents = vec![
        scan("一/扫描1.pdf"),
        scan("二/扫描2.pdf").topics(&["assets"]),
        scan("三/扫描3.pdf").topics(&["members"]),
        Document { bytes: 0, ..scan("四/空.pdf") },
        Document { status: FileStatus::Ignored, ..scan("五/Thumbs.db") },
        Document { is_container: true, ..scan("六/a.zip") },
        Document { status: FileStatus::Unreadable, ..scan("七/坏.doc") },
    ];
    assert_eq!(figures(&wanted, documents), (0, 0, 0, 3));
}

#[test]
fn a_secondary_kind_counts_only_where_the_slot_says_so_and_the_item_asks_for_the_first() {
    let both = || vec![Document { secondary: vec!["plan".to_owned()], ..paper("小组及方案.docx").kind("group") }];
    let plans = |secondary: bool| slot("plan", 1, &json!({ "secondary": secondary }));
    assert_eq!(figures(&plans(true), both()).0, 0, "nothing vouches for it");
    let group = crate::evaluate::fixture::slot_named("V01.2", "group", 1, &json!({}));
    for (secondary, found) in [(true, 1), (false, 0)] {
        let slots = json!([plans(secondary), group]);
        with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), both(), |case, item| {
            assert_eq!(fill(case, item, |_| false)[0].found, found);
        });
    }
}

//! An item's page.

use super::{frame, page, rendered, town};
use crate::{
    model::{AccessRole, ItemState, Lang, Message, Person, score::Reason},
    report::{Report, csv::report_csv, fixture, html::report_html, json::report_json},
    web::{
        answer::frame::PageFrame,
        page::item::{Entered, ItemPage},
        state::CurrentUser,
    },
};

#[test]
fn what_a_role_does_not_allow_is_not_offered() {
    let report = fixture::report();
    let item = |viewer: &CurrentUser| {
        let frame = PageFrame::new(&report, Lang::Zh, "/").seen_by(viewer);
        rendered(&ItemPage::new(&report, &report.villages[0], "V11", &Entered::default(), frame).expect("an item"))
    };
    let person = |role| CurrentUser::Person(Person { name: "王芳".to_owned(), role });
    let clerk = item(&person(AccessRole::Village("张庄村".to_owned())));
    assert!(
        !clerk.contains("name=\"score\"") && !clerk.contains("name=\"verdict:") && !clerk.contains("href=\"/log\"")
    );
    let assessor = item(&person(AccessRole::Assessor));
    assert!(assessor.contains("name=\"score\"") && assessor.contains("name=\"verdict:"));
    assert!(
        !assessor.contains("name=\"by\"")
            && assessor.contains("href=\"/log\"")
            && !assessor.contains("href=\"/people\"")
    );
    let workbench = item(&CurrentUser::Local);
    assert!(
        workbench.contains("name=\"by\"")
            && workbench.contains("href=\"/people\"")
            && !workbench.contains("href=\"/account\"")
    );
    let people = page("people", Lang::Zh);
    assert!(people.contains("档案里没有这个村") && !people.contains("$argon2id"));
    assert!(people.contains("<option value=\"village:王庄村\" selected>"), "a role stays as it is");
}

#[test]
fn an_item_page_leads_to_the_proof() {
    let html = page("item", Lang::Zh);
    assert!(html.contains("根据公示影像清晰和详实程度酌情打分"));
    assert!(html.contains("1 / 2</td>"));
    assert!(html.contains("%E5%85%AC%E7%A4%BA.pdf?page=2&#38;quote=%E5%85%AC%E7%A4%BA%E6%9C%9F"));
    assert!(html.contains("<q lang=\"zh-CN\">公示期：6月15日至6月19日</q>"));
    assert!(html.contains("<a rel=\"next\" href=\"/village/%E5%BC%A0%E5%BA%84%E6%9D%91/item/V11\">"));
    let unread = page("item-unreadable", Lang::Zh);
    assert!(unread.contains("不按缺失计") && unread.contains("内容未读出"));
    assert!(!unread.contains("class=\"state missing\""));
    let blank = page("item-blank", Lang::En);
    assert!(blank.contains("(blank in the table)") && blank.contains("The standard is blank; field work decides."));
}

#[test]
fn an_item_page_takes_a_decision_and_shows_what_was_decided() {
    let mut report = fixture::report();
    let shown = |report: &Report, id: &str, entered: &Entered, lang| {
        let frame = PageFrame::new(report, lang, "/");
        rendered(&ItemPage::new(report, &report.villages[0], id, entered, frame).expect("the item is there"))
    };
    let by = Entered { by: "周小满".to_owned(), ..Entered::default() };
    let open = shown(&report, "V03", &by, Lang::Zh);
    assert!(
        open.contains("name=\"score\" id=\"score\" min=\"0\" max=\"4\" step=\"0.5\" value=\"3\" data-suggested=\"3\"")
    );
    assert!(open.contains("name=\"by\" value=\"周小满\""));
    assert!(open.contains("name=\"saw\" value=\"0\"") && !open.contains("class=\"history\""));
    assert!(open.contains("name=\"verdict:notice-too-short:1223088a940f\" value=\"wrong-alarm\""));
    assert!(open.contains("accesskey=\"n\" id=\"next-open\">下一个未评定：V11"));
    assert!(!open.contains("name=\"original\""), "nobody asks for an original here");

    fixture::decided(&mut report);
    let decided = shown(&report, "V03", &by, Lang::Zh);
    assert!(decided.contains("<b>评定 2.5 分</b> · 周小满 · 2020-06-18 09:30 · 公示清晰"));
    assert!(decided.contains("评定之后材料有变动：新增 01张庄村/01清产核资/公示近景.jpg"));
    assert!(decided.contains("2.5 / 4 分"), "the interval is one number now");
    assert!(decided.contains("name=\"saw\" value=\"1\"") && decided.contains("name=\"of\" value=\"1\""));
    let settled = shown(&report, "V11", &Entered::default(), Lang::En);
    assert!(settled.contains("1 called wrong alarms, not counted") && settled.contains("<b>wrong alarm</b> · 周小满"));
    assert!(settled.contains("class=\"state complete\""));
    let whole = report_html(&report, Lang::Zh).expect("the page renders");
    assert!(whole.contains("<b>评定 2.5 分</b>") && whole.contains("已定为误报 1 处，不计"));

    let typed = Entered {
        saw: Some(0),
        trouble: Some("请看过再定".to_owned()),
        score: Some("4".to_owned()),
        reason: "我的<理由>".to_owned(),
        ..by
    };
    let conflict = shown(&report, "V03", &typed, Lang::Zh);
    assert!(conflict.contains("role=\"alert\"") && conflict.contains("在您填写期间，已有这些决定"));
    assert!(conflict.contains("您填写的：<b>评定 4 分</b> · 我的&#60;理由&#62;"), "both stand side by side");
    assert!(conflict.contains("value=\"4\" data-suggested") && conflict.contains("我的&#60;理由&#62;</textarea>"));
    assert!(conflict.contains("name=\"saw\" value=\"1\""), "a second save has seen it");
}

#[test]
fn nothing_is_suggested_for_a_to_take_beside_what_is_wrong() {
    let mut report = fixture::report();
    let item = &mut report.villages[0].items[0];
    item.by_papers.state = ItemState::Complete;
    item.by_papers.suggested = Some(item.points);
    item.by_papers.rests_on = item.findings[0].places.iter().map(|place| place.path.clone()).collect();
    item.weigh_findings();
    let page = ItemPage::new(&report, &report.villages[0], "V03", &Entered::default(), frame(Lang::Zh, "/"));
    let html = rendered(&page.expect("an item"));
    assert!(html.contains("class=\"state fault\"") && html.contains("没有建议"));
    assert!(
        html.contains("step=\"0.5\" value=\"\" accesskey") && !html.contains("data-suggested"),
        "the field is empty"
    );
}

#[test]
fn what_a_suggestion_rests_on_is_shown_with_its_places() {
    let mut report = fixture::report();
    let places = report.villages[0].items[0].findings[0].places.clone();
    let message = Message::new("章节 6/7", "sections 6 of 7");
    report.villages[0].items[0].reasons = vec![Reason { message, places }];
    let entered = Entered::default();
    let page = ItemPage::new(&report, &report.villages[0], "V03", &entered, frame(Lang::Zh, "/")).expect("an item");
    let page = rendered(&page);
    let reason = page.split("<ul class=\"reasons\">").nth(1).expect("the reasons are on the page");
    assert!(reason.starts_with("<li>章节 6/7<ul class=\"places\">"), "{}", &reason[..200]);
    let whole = report_html(&report, Lang::En).expect("the page renders");
    assert!(whole.contains("<li>sections 6 of 7<ul class=\"places\">"));
    let csv = report_csv(&report, Lang::Zh);
    assert!(csv.contains("章节 6/7 [01张庄村/01清产核资/公示.pdf 第2页 “公示期：6月15日至6月19日”]"));
    let json = report_json(&report, Lang::En).expect("it is written");
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["villages"][0]["items"][0]["reasons"][0]["message"], "sections 6 of 7");
}

#[test]
fn an_original_is_ticked_where_the_standard_asks_for_it() {
    let report = fixture::report();
    let frame = frame(Lang::Zh, "/");
    let page = ItemPage::new(&report, town(&report), "T01", &Entered::default(), frame).expect("the item is there");
    assert!(rendered(&page).contains("type=\"checkbox\" name=\"original\" value=\"1\"> 已当面查验原件"));
}

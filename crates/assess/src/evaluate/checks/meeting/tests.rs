//! Meetings in words of their own: what is found, and the honest paper that must be left alone.

use serde_json::{Value, json};

use crate::{
    evaluate::{
        Document, assess_item,
        fixture::{paper, rubric, slot, with_case},
    },
    model::{Code, Finding, ItemAssessment, Severity},
    rubric::{DocumentKind, KindRole, Rubric},
};

/// The fixture's rubric with kinds of every role, all of which stand in its item.
pub(crate) fn of_roles(checks: &Value) -> Rubric {
    let kinds = json!({ "kinds": ["minutes", "signin", "resolution", "call", "notice", "result", "charter"] });
    let mut rubric = rubric(&json!({ "type": "judgement" }), &json!([slot("minutes", 0, &kinds)]), checks);
    let plain = rubric.kinds[0].clone();
    for (id, role) in [
        ("minutes", KindRole::Minutes),
        ("signin", KindRole::SignIn),
        ("resolution", KindRole::Resolution),
        ("call", KindRole::MeetingNotice),
        ("notice", KindRole::PublicNotice),
        ("result", KindRole::NoticeResult),
        ("charter", KindRole::Charter),
    ] {
        rubric.kinds.retain(|kind| kind.id != id);
        rubric.kinds.push(DocumentKind {
            id: id.to_owned(),
            role: Some(role),
            pattern: format!("^{id}$"),
            ..plain.clone()
        });
    }
    rubric
}

fn assess(checks: Value, documents: Vec<Document>) -> ItemAssessment {
    with_case(of_roles(&checks), documents, assess_item)
}

pub(super) fn found(check: &str, documents: Vec<Document>) -> Vec<Finding> {
    let findings = assess(json!([{ "check": check }]), documents).findings;
    for finding in &findings {
        assert!(!finding.places.is_empty() && finding.places.iter().all(|place| place.page == Some(1)), "{finding:?}");
    }
    findings
}

fn minutes(text: &str) -> Document {
    paper("记录.docx").kind("minutes").saying(&[text])
}

pub(super) fn codes(findings: &[Finding]) -> Vec<(Code, Severity)> {
    findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

const FULL: &str = "赵家庄村民代表会议记录\n时间：2019年6月3日上午8点\n地点：文化大院\n主持人：赵甲\n记录人：钱乙\n应到人数：30\n实到人数：24\n参会人员：孙丙、李丁、周戊\n议题：资产清查结果确认\n孙丙：账目我核对过，数字没有出入，可以提交表决。\n表决结果：同意23人，反对0人，弃权1人\n决议：确认资产清查结果。\n与会代表签名：孙丙 李丁 周戊";

#[test]
fn minutes_say_what_they_lack() {
    assert!(found("minutes-fields", vec![minutes(FULL)]).is_empty());
    for (cut, lacks) in [
        ("主持人：赵甲\n", "主持人"),
        ("记录人：钱乙\n", "记录人"),
        ("地点：文化大院\n", "地点"),
        ("应到人数：30\n", "应到人数"),
        ("\n与会代表签名：孙丙 李丁 周戊", "签字"),
    ] {
        let findings = found("minutes-fields", vec![minutes(&FULL.replace(cut, ""))]);
        assert_eq!(findings.len(), 1, "{cut}");
        assert!(findings[0].message.zh.contains(&format!("未见：{lacks}。")), "{}", findings[0].message.zh);
    }
    // 提交表决 says only that there is to be a vote.
    let unvoted = FULL.replace("表决结果：同意23人，反对0人，弃权1人\n", "").replace("结果确认", "结果的审议表决");
    let lacking = found("minutes-fields", vec![minutes(&unvoted)]);
    assert!(lacking[0].message.zh.contains("未见：表决方式与结果。"), "{lacking:?}");
    for told in ["经举手表决，通过。", "代表们均表示赞成。", "会议进行了表决。", "全体鼓掌通过。"]
    {
        let told = unvoted.replace("\n决议：", &format!("\n{told}\n决议："));
        assert!(found("minutes-fields", vec![minutes(&told)]).is_empty(), "{told}");
    }
    let blank = FULL.replace("主持人：赵甲", "主持人：____").replace("地点：文化大院", "地点：");
    assert!(found("minutes-fields", vec![minutes(&blank)])[0].message.zh.contains("未见：地点、主持人。"));
}

#[test]
fn minutes_in_running_text_and_in_a_table_lack_nothing() {
    for text in [
        "2019年6月3日上午，赵家庄在村委会会议室召开村民代表会议，由赵甲主持，由钱乙记录。应到代表30人，实到24人。会议审议了资产清查结果。孙丙提出数字没有出入。经举手表决，24人同意，0人反对，0人弃权，会议一致通过资产清查结果。\n参会代表签字：孙丙 李丁 周戊",
        "会议记录\n会议名称\t村民代表会议\n时间\t2019.6.3\t地点\t村部\n主持人\t赵甲\t记录人\t钱乙\n应到人数\t30\t实到人数\t24\n出席人员\t孙丙、李丁\n议题\t资产清查\n讨论情况\t孙丙：没有意见\n表决情况\t同意24票，反对0票，弃权0票\n决议\t通过资产清查结果\n签字\t孙丙 李丁",
    ] {
        let findings = found("minutes-fields", vec![minutes(text)]);
        assert!(findings.is_empty(), "{text}: {}", findings[0].message.zh);
    }
}

#[test]
fn quorum_of_each_body() {
    let of = |name: &str, numbers: &str| {
        found("thresholds", vec![minutes(&format!("{name}会议记录\n时间：2019年6月3日\n{numbers}"))])
    };
    for (name, numbers, severity) in [
        ("村民代表", "应到31人，实到20人", Severity::Fault),
        ("全体村民", "应到400人，实到200人", Severity::Fault),
        ("成员代表大会", "应到会代表30名，实到会19名", Severity::Warning),
        ("成员大会", "应到/实到：90/59", Severity::Warning),
        ("党员、村民代表", "应到50人，实到30人", Severity::Warning),
    ] {
        let findings = of(name, numbers);
        assert_eq!(codes(&findings), [(Code::QuorumNotMet, severity)], "{name} {numbers}");
    }
    for (name, numbers) in [
        ("村民代表", "应到30人，实到20人"),
        ("全体村民", "应到400人，实到201人"),
        ("村两委", "应到5人，实到3人"),
        ("党员", "应到30人，实到15人"),
        ("村民代表", "应到30人"),
        ("成员代表大会", "应到30人，实到20人"),
        ("专题", "应到30人，实到10人"),
    ] {
        assert!(of(name, numbers).is_empty(), "{name} {numbers}");
    }
}

#[test]
fn majority_of_each_body() {
    let of = |name: &str, text: &str| {
        found("thresholds", vec![minutes(&format!("{name}会议记录\n时间：2019年6月3日\n应到30人，实到24人\n{text}"))])
    };
    for (name, text, severity) in [
        ("村民代表", "同意12人，反对8人，弃权4人。", Severity::Fault),
        ("村民代表", "10票赞成，14票反对", Severity::Fault),
        ("成员代表大会", "议题：章程\n同意15人，反对5人，弃权4人", Severity::Warning),
        ("村民代表", "第一小组同意3人", Severity::Warning),
    ] {
        assert_eq!(codes(&of(name, text)), [(Code::VoteNotPassed, severity)], "{name} {text}");
    }
    for (name, text) in [
        ("村民代表", "同意13人，反对8人，弃权3人。"),
        ("村民代表", "同意12人，反对8人，弃权4人，未获通过，择期再议。"),
        ("村民代表", "一致通过。"),
        ("成员代表大会", "议题：章程\n同意16人，反对5人，弃权3人"),
        ("成员代表大会", "议题：股权设置\n同意13人，反对8人，弃权3人"),
        ("村两委", "同意2人，反对2人，弃权1人"),
    ] {
        let findings = of(name, text);
        assert!(findings.is_empty(), "{name} {text}");
    }
}

#[test]
fn the_villages_own_charter_binds_later_meetings() {
    let clause = "第九条 召开成员代表大会应当有五分之四以上的成员代表参加，决议须经到会代表过半数通过。";
    let charter = || Document {
        signed: paper("x").on("2019-01-10").date,
        ..paper("章程.docx").kind("charter").saying(&[clause])
    };
    let meeting = |day: &str| minutes(&format!("成员代表大会会议记录\n时间：{day}\n应到30人，实到22人"));
    let later = found("thresholds", vec![charter(), meeting("2019年6月3日")]);
    assert_eq!(codes(&later), [(Code::QuorumNotMet, Severity::Fault)]);
    assert!(
        later[0].message.zh.contains("24 人")
            && later[0].places.iter().any(|place| place.path.as_str().contains("章程"))
    );
    assert!(found("thresholds", vec![charter(), meeting("2019年1月10日")]).is_empty(), "the adopting meeting");
    let law = found(
        "thresholds",
        vec![minutes("成员大会会议记录\n时间：2025年6月3日\n应到30人，实到24人\n同意18人，反对3人，弃权3人")],
    );
    assert_eq!(codes(&law), [(Code::VoteNotPassed, Severity::Fault)], "two thirds of all since May 2025");
}

#[test]
fn numbers_that_differ() {
    let resolution = |text: &str| paper("决议.docx").kind("resolution").saying(&[text]);
    let sheet = |names: usize| {
        let rows: Vec<String> = ["赵甲", "钱乙", "孙丙", "李丁", "周戊", "吴己"]
            .iter()
            .take(names)
            .map(|name| format!("{name}\t{name}"))
            .collect();
        paper("签到.xlsx")
            .kind("signin")
            .saying(&[&format!("村民代表会议签到表\n时间：2019年6月3日\n姓名\t签字\n{}", rows.join("\n"))])
    };
    let head = "村民代表会议记录\n时间：2019年6月3日\n";
    let record = |text: &str| minutes(&format!("{head}{text}"));
    let decision = "村民代表会议决议\n2019年6月3日召开村民代表会议，";
    let bad: [(Vec<Document>, &str); 5] = [
        (vec![record("应到6人，实到5人"), resolution(&format!("{decision}应到6人，实到4人。"))], "5 人、4 人"),
        (vec![record("应到6人，实到7人")], "多于应到"),
        (vec![record("应到6人，实到5人，同意5人，反对1人，弃权0人")], "合计 6 人"),
        (vec![record("应到6人，实到5人"), sheet(6)], "签到 6 人"),
        (vec![record("应到6人，实到5人。\n赵甲：今天实到4人。")], "前后不一致"),
    ];
    for (documents, says) in bad {
        let findings = found("attendance", documents);
        assert!(findings.iter().any(|finding| finding.message.zh.contains(says)), "{says}: {findings:?}");
        // More votes than people cannot be; the rest can have a reason.
        let severity = if says == "合计 6 人" { Severity::Fault } else { Severity::Warning };
        assert!(findings.iter().all(|finding| finding.severity == severity), "{says}: {findings:?}");
    }
    let good: [Vec<Document>; 4] = [
        vec![record("应到6人，实到5人，同意4人，反对1人，弃权0人"), sheet(5)],
        vec![record("应到6人，实到5人，5人同意"), resolution(&format!("{decision}应到6人，实到5人。"))],
        vec![
            record("应到6人，实到5人"),
            resolution("村民代表会议决议\n2019年9月3日召开村民代表会议，应到6人，实到4人。"),
        ],
        vec![record("应到6人，实到6人"), sheet(6)],
    ];
    for documents in good {
        assert!(found("attendance", documents.clone()).is_empty(), "{:?}", found("attendance", documents));
    }
}

#[test]
fn signatures_that_are_not_there() {
    let resolution = |text: &str| vec![paper("决议.docx").kind("resolution").saying(&[text])];
    let head = "村民代表会议决议\n2019年6月3日召开村民代表会议，应到6人，实到4人。通过方案。\n";
    for text in [
        "代表签字：\n\n赵家庄村民委员会\n2019年6月3日",
        "代表签名：________",
        "赵家庄村民委员会\n2019年6月3日",
        "代表签字：赵甲 钱乙 孙丙",
    ] {
        let findings = found("signatures", resolution(&format!("{head}{text}")));
        assert_eq!(codes(&findings), [(Code::SignatureMissing, Severity::Warning)], "{text}");
    }
    for text in [
        "代表签字：赵甲　钱乙　孙丙　李丁\n赵家庄村民委员会\n2019年6月3日",
        "参会人员签名（手印）：\n赵 甲\t钱乙\n孙丙\t李丁",
        "签字：赵甲",
    ] {
        assert!(found("signatures", resolution(&format!("{head}{text}"))).is_empty(), "{text}");
    }
    let sheet = |note: &str| {
        let text = format!("签到表\n姓名\t签字\n赵甲\t赵甲\n钱乙\t\n孙丙\t孙丙\n李丁\t\n{note}");
        vec![paper("签到.xlsx").kind("signin").saying(&[&text])]
    };
    assert_eq!(found("signatures", sheet(""))[0].code, Code::SignatureMissing);
    assert!(found("signatures", sheet("应到4人，实到2人")).is_empty(), "the absent do not sign");
}

#[test]
fn a_charter_is_for_the_members() {
    let check = || json!([{ "check": "meeting-bodies", "bodies": ["members", "member-representatives"] }]);
    let meeting = |path: &str, name: &str, day: &str| {
        paper(path).kind("minutes").saying(&[&format!("{name}记录\n时间：{day}\n议题：章程")])
    };
    for name in ["村民代表会议", "村两委会议", "村民会议"] {
        let item = assess(check(), vec![meeting("a.docx", name, "2019年6月3日")]);
        assert_eq!(codes(&item.findings), [(Code::WrongMeetingBody, Severity::Warning)], "{name}");
    }
    for name in ["成员代表大会", "股东大会", "成员（代表）大会", "章程表决会议"] {
        let both = vec![meeting("a.docx", "村两委会议", "2019年6月1日"), meeting("b.docx", name, "2019年6月3日")];
        assert!(assess(check(), both).findings.is_empty(), "{name}");
    }
    // A meeting without a name clears one that voted only where it voted too.
    let talk = |vote: &str| {
        let text = format!("会议记录\n时间：2019年6月9日\n议题：章程\n林一念了章程草案。{vote}");
        paper("b.docx").kind("minutes").saying(&[&text])
    };
    let voted = "村民代表会议记录\n时间：2019年6月3日\n议题：章程\n表决：同意30人，反对0人，弃权0人，通过章程。";
    let voted = || paper("a.docx").kind("minutes").saying(&[voted]);
    assert_eq!(
        codes(&assess(check(), vec![voted(), talk("大家先看看。")]).findings),
        [(Code::WrongMeetingBody, Severity::Warning)]
    );
    assert!(assess(check(), vec![voted(), talk("表决：同意30人，反对0人，弃权0人。")]).findings.is_empty());
}

#[test]
fn dates_of_one_meeting() {
    let call = |signed: &str| {
        let text = format!("关于召开村民代表会议的通知\n时间：2019年6月3日\n赵家庄村民委员会\n{signed}");
        paper("20190603会议/通知.docx").kind("call").saying(&[&text])
    };
    let record = |text: &str| paper("20190603会议/记录.docx").kind("minutes").on("2019-06-03").saying(&[text]);
    let fine = "村民代表会议记录\n时间：2019年6月3日";
    assert!(found("meeting-dates", vec![record(fine)]).is_empty());
    assert!(
        found("meeting-dates", vec![record("村民代表会议记录\n时间：6月3日")]).is_empty(),
        "the folder gives the year"
    );
    let findings = with_case(
        of_roles(&json!([{ "check": "meeting-dates" }])),
        vec![record(fine), call("2019-06-05")],
        assess_item,
    )
    .findings;
    assert_eq!(codes(&findings), [(Code::DateOutOfOrder, Severity::Warning)]);
    let findings = with_case(
        of_roles(&json!([{ "check": "meeting-dates" }])),
        vec![record(fine), call("2019-05-30")],
        assess_item,
    )
    .findings;
    assert!(findings.is_empty());
    let yearless = found("meeting-dates", vec![minutes("村民代表会议记录\n时间：6月3日")]);
    assert_eq!(codes(&yearless), [(Code::DateAmbiguous, Severity::Warning)]);
    let text = "村民代表会议决议\n2019年6月3日召开村民代表会议，通过方案。\n赵家庄村民委员会\n2019年5月20日";
    let signed = paper("20190603会议/决议.docx").kind("resolution").saying(&[text]);
    let findings =
        with_case(of_roles(&json!([{ "check": "meeting-dates" }])), vec![record(fine), signed], assess_item).findings;
    assert_eq!(codes(&findings), [(Code::DateOutOfOrder, Severity::Warning)]);
}

#[test]
fn a_lunar_day_alone_names_no_day() {
    let call = |text: &str| {
        let documents = vec![paper("通知.docx").kind("call").saying(&[text])];
        codes(&with_case(of_roles(&json!([{ "check": "meeting-dates" }])), documents, assess_item).findings)
    };
    for text in [
        "会议通知\n各位代表：定于农历三月初六下午2点在文化大院召开代表会议。\n赵家庄村民委员会\n2019年4月1日",
        "会议通知\n兹定于腊月廿三上午召开社员大会，请准时参加。",
        "会议通知\n会议时间：阴历8月12日晚七点",
        "会议通知\n春耕将至。定于农历三月初六召开代表会议。请准时参加。",
        "会议通知\n2019年4月1日发。定于农历三月初六召开代表会议。",
    ] {
        assert_eq!(call(text), [(Code::DateAmbiguous, Severity::Warning)], "{text}");
    }
    for text in [
        "会议通知\n定于4月10日（农历三月初六）召开代表会议。",
        "会议通知\n定于2019年4月10日即农历三月初六召开代表会议。",
        "会议通知\n定于2019年4月10日召开代表会议，商议庙会（农历三月初六）的摊位。",
        "会议通知\n定于四月十日召开代表会议。",
    ] {
        assert_eq!(call(text), [], "{text}");
    }
}

#[test]
fn decisions_by_body_are_reasons() {
    let checks = json!([{ "check": "decision-matrix", "decisions": ["assets", "members"], "bodies": [["committee"], ["village-representatives", "villagers"]] }]);
    let item = assess(
        checks,
        vec![
            paper("a.docx").kind("minutes").saying(&["村两委会议记录\n时间：2019年6月1日\n议题：清产工作"]),
            paper("b.docx").kind("minutes").saying(&["村民代表会议记录\n时间：2019年6月3日\n议题：清产结果"]),
        ],
    );
    assert!(item.findings.is_empty());
    let said: Vec<&str> = item.reasons.iter().map(|reason| reason.message.zh.as_str()).collect();
    assert_eq!(said[0], "assets——村“两委”会议：2019-06-01；村民代表会议/村民会议：2019-06-03");
    assert_eq!(said[1], "members——村“两委”会议：未见记录；村民代表会议/村民会议：未见记录");
    assert_eq!((item.reasons[0].places.len(), item.reasons[1].places.len()), (2, 0));
}

//! Meetings in more of the ways that clerks write them down: notebooks, forms with spaced-out labels, tables, lines as
//! recognition gives them.

use serde_json::json;

use super::tests::{codes, found, of_roles};
use crate::{
    evaluate::{
        Document, assess_item,
        fixture::{paper, with_case},
    },
    model::{Code, Finding, Severity},
};

fn minutes(text: &str) -> Document {
    paper("记录.docx").kind("minutes").saying(&[text])
}

/// Minutes that lack nothing, each in a manner of its own.
const WHOLE: [&str; 5] = [
    "槐荫村村民代表会议纪录\n开会时间：2019年3月8日晚7点\n开会地点：大队部\n主持：冯大山\n记录：卫小河\n到会情况：应到村民代表28人，实到26人，请假2人（外出务工）\n到会人员：见签到表\n会议主题：资产清查方案\n会议过程：冯大山：先把镇上的要求念一遍，大家有话就说。\n表决结果：举手通过，赞成26票，反对0票，弃权0票。\n会议决定：按方案清查。\n代表签名：冯大山 卫小河 蒋青",
    "会 议 记 录\n会议名称：村民代表会议\n时　间：二〇一九年三月八日下午　　地　点：村委会二楼\n主 持 人：冯大山　　记 录 人：卫小河\n应到人数：28　　实到人数：26\n参会人员：冯大山、卫小河、蒋青等\n议　题：资产清查方案\n讨论情况：蒋青认为水塘要重新丈量。\n表　决：全体举手同意。\n决　议：通过清查方案。\n签　字：冯大山 卫小河 蒋青",
    "会议记录表\n会议名称\t清产专题村民代表会议\t\t\n时间\t2019年3月8日\t地点\t村部\n主持人\t冯大山\t记录人\t卫小河\n应到\t28人\t实到\t26人\n参会人员\t冯大山、卫小河、蒋青\n会议议题\t资产清查方案\n会议内容\t蒋青：水塘要重新丈量。\n表决结果\t同意26票、反对0票、弃权0票\n会议决议\t通过清查方案\n参会人员签字\t冯大山 卫小河 蒋青",
    "二〇一九年三月八日，槐荫村在村委会议室召开村民代表会议，会议由冯大山主持，卫小河记录。应参会代表28人，实参会26人。会议研究了资产清查方案，蒋青提出水塘要重新丈量。经举手表决，26人赞成，0人反对，0人弃权，会议一致同意清查方案。\n与会人员签名：冯大山 卫小河 蒋青",
    "槐荫村村民代表会议记录\n日期：2019.3.8\n地址：村文化广场\n主持人：冯大山\n记录员：卫小河\n应出席代表二十八人，实际出席代表二十六人\n出席人员：冯大山、卫小河、蒋青\n会议事项：讨论资产清查方案\n发言摘要：蒋青：水塘要重新丈量。\n表决情况：赞成二十六人，反对无，弃权无\n决定事项：同意清查方案\n签到：冯大山、卫小河、蒋青",
];

#[test]
fn whole_minutes_lack_nothing() {
    for text in WHOLE {
        let findings = found("minutes-fields", vec![minutes(text)]);
        assert!(findings.is_empty(), "{text}: {}", findings[0].message.zh);
    }
}

#[test]
fn what_a_clerk_left_out_is_named() {
    for (at, cut, lacks) in [
        (0, "主持：冯大山\n", "主持人"),
        (0, "开会地点：大队部\n", "地点"),
        (1, "　　记 录 人：卫小河", "记录人"),
        (1, "\n签　字：冯大山 卫小河 蒋青", "签字"),
        (2, "\t地点\t村部", "地点"),
        (2, "\t实到\t26人", "实到人数"),
        (3, "，卫小河记录", "记录人"),
        (4, "应出席代表二十八人，", "应到人数"),
    ] {
        let findings = found("minutes-fields", vec![minutes(&WHOLE[at].replace(cut, ""))]);
        assert_eq!(findings.len(), 1, "{cut}: {findings:?}");
        assert!(findings[0].message.zh.contains(&format!("未见：{lacks}。")), "{cut}: {}", findings[0].message.zh);
    }
}

fn thresholds(name: &str, text: &str) -> Vec<(Code, Severity)> {
    codes(&found("thresholds", vec![minutes(&format!("槐荫村{name}记录\n时间：2019年3月8日\n{text}"))]))
}

#[test]
fn too_few_came_however_it_is_put() {
    let fault = [(Code::QuorumNotMet, Severity::Fault)];
    for (name, text) in [
        ("村民代表会议", "本村共有村民代表35名，到会代表21名。"),
        ("村民代表会议", "应出席代表42名，实际出席27名"),
        ("村民代表会议", "应 到 代 表 ： 35 人　实 到 代 表 ： 21 人"),
        ("村民会议", "应到户代表120户，实到户代表79户"),
        ("村民代表会议", "应到人数\t实到人数\t缺席人数\n35\t21\t14"),
        ("村民大会", "本村18周岁以上村民860人，到会430人"),
    ] {
        assert_eq!(thresholds(name, text), fault, "{name} {text}");
    }
    for (name, text) in [
        ("村民代表会议", "本村共有村民代表36名，到会代表24名。"),
        ("村民会议", "应到户代表120户，实到户代表80户"),
        ("党员大会", "应到党员20人，实到9人"),
        ("村民代表会议", "到会人数超过三分之二，符合规定。"),
        ("村民代表会议", "应到人数\t实到人数\t缺席人数\n36\t24\t12"),
        ("村民大会", "本村18周岁以上村民860人，到会431人"),
    ] {
        assert_eq!(thresholds(name, text), [], "{name} {text}");
    }
}

#[test]
fn too_few_agreed_however_it_is_put() {
    let fault = [(Code::VoteNotPassed, Severity::Fault)];
    let of = |text: &str| thresholds("村民代表会议", &format!("应到36人，实到26人\n{text}"));
    for text in [
        "赞成票13票，反对票9票，弃权票4票",
        "表决情况：同意人数13，不同意人数13，弃权人数0",
        "13人举手同意，11人不同意，2人弃权",
        "同意\t反对\t弃权\n13\t9\t4",
    ] {
        assert_eq!(of(text), fault, "{text}");
    }
    for text in [
        "赞成票14票，反对票8票，弃权票4票",
        "14人举手同意，12人不同意",
        "全票通过",
        "第一轮同意12人，未过半数；第二轮同意20人，反对6人，弃权0人，通过。",
        "同意\t反对\t弃权\n14\t8\t4",
    ] {
        assert_eq!(of(text), [], "{text}");
    }
}

#[test]
fn numbers_that_do_not_fit() {
    let record = |text: &str| minutes(&format!("槐荫村村民代表会议记录\n时间：2019年3月8日\n{text}"));
    let resolution = |text: &str| {
        paper("决议.docx").kind("resolution").saying(&[&format!("槐荫村村民代表会议决议\n2019年3月8日，{text}")])
    };
    for (documents, says) in [
        (vec![record("应参会36人，实参会26人。\n同意20人，反对3人，弃权2人")], "合计 25 人"),
        (vec![record("应到36人，实到26人"), resolution("本村召开村民代表会议，应到36人，实到27人")], "26 人、27 人"),
        (vec![record("应到36人，实到26人"), resolution("本村召开村民代表会议，应到38人，实到26人")], "36 人、38 人"),
        (vec![record("应到\t实到\t同意\t反对\t弃权\n36\t26\t25\t1\t1")], "合计 27 人"),
    ] {
        let findings = found("attendance", documents);
        assert!(findings.iter().any(|finding| finding.message.zh.contains(says)), "{says}: {findings:?}");
    }
    for documents in [
        vec![record("应到36人，实到26人，列席4人。\n同意24票，反对1票，弃权1票；列席人员不参加表决")],
        vec![record("应到36人，实到26人。发出表决票26张，收回26张，同意25张，弃权1张")],
        vec![record("应到三十六人，实到二十六人"), resolution("本村召开村民代表会议，应到36人，实到26人")],
        vec![record("应到\t实到\t同意\t反对\t弃权\n36\t26\t25\t1\t0")],
    ] {
        let findings = found("attendance", documents);
        assert!(findings.is_empty(), "{findings:?}");
    }
}

#[test]
fn places_for_signatures_filled_and_blank() {
    let of = |text: &str| {
        let head = "槐荫村村民代表会议决议\n2019年3月8日召开村民代表会议，实到3人，通过方案。\n";
        found("signatures", vec![paper("决议.docx").kind("resolution").saying(&[&format!("{head}{text}")])])
    };
    for text in [
        "参会代表签名栏：\n（以下空白）",
        "代 表 签 字：\n\n2019年3月8日",
        "代表签字（按手印）：\n槐荫村村民委员会（公章）",
        "村民代表签名：___ ___ ___\n2019年3月8日",
    ] {
        assert_eq!(codes(&of(text)), [(Code::SignatureMissing, Severity::Warning)], "{text}");
    }
    for text in [
        "参会代表签名：冯大山、卫小河、蒋青\n2019年3月8日",
        "代 表 签 字：冯大山 卫小河 蒋青",
        "与会人员签字：详见签到表",
        "代表签名：\n冯大山\n卫小河\n蒋青\n2019年3月8日",
    ] {
        let findings = of(text);
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn bodies_by_what_clerks_call_them() {
    let of = |name: &str| {
        let check = json!([{ "check": "meeting-bodies", "bodies": ["members", "member-representatives"] }]);
        let text = format!("槐荫村{name}\n时间：2019年3月8日\n议题：章程");
        codes(&with_case(of_roles(&check), vec![minutes(&text)], assess_item).findings)
    };
    for name in ["村两委扩大会议记录", "户主大会记录", "党员和村民代表联席会议记录", "居民代表会议记录"]
    {
        assert_eq!(of(name), [(Code::WrongMeetingBody, Severity::Warning)], "{name}");
    }
    for name in [
        "股份经济合作社第一届成员代表大会第一次会议记录",
        "经济合作社社员代表会议记录",
        "股份经济合作社股东代表大会记录",
        "合作社成立大会记录",
    ] {
        assert_eq!(of(name), [], "{name}");
    }
}

fn dates(documents: Vec<Document>) -> Vec<Finding> {
    with_case(of_roles(&json!([{ "check": "meeting-dates" }])), documents, assess_item).findings
}

#[test]
fn dates_of_the_papers_of_one_meeting() {
    let record = || {
        let text = "槐荫村村民代表会议记录\n时间：2019年3月8日";
        paper("20190308会议/记录.docx").kind("minutes").on("2019-03-08").saying(&[text])
    };
    let other = |kind: &str, text: &str| paper(&format!("20190308会议/{kind}.docx")).kind(kind).saying(&[text]);
    let call =
        "关于召开村民代表会议的通知\n定于2019年3月8日上午九点在村部召开村民代表会议，请准时参加。\n槐荫村村民委员会\n";
    for document in [
        other("call", &format!("{call}2019年3月10日")),
        other("call", &format!("{call}二〇一九年三月九日")),
        other(
            "resolution",
            "村民代表会议决议\n2019年3月18日召开村民代表会议，通过方案。\n槐荫村村民委员会\n2019年3月18日",
        ),
        other(
            "resolution",
            "村民代表会议决议\n2019年3月8日召开村民代表会议，通过方案。\n槐荫村村民委员会\n2019年3月1日",
        ),
    ] {
        let text = document.content[0].text.clone();
        assert_eq!(codes(&dates(vec![record(), document])), [(Code::DateOutOfOrder, Severity::Warning)], "{text}");
    }
    for document in [
        other("call", &format!("{call}2019年3月8日")),
        other("call", &format!("{call}2019年3月5日")),
        other(
            "resolution",
            "村民代表会议决议\n2019年3月8日召开村民代表会议，通过方案。\n槐荫村村民委员会\n2019年3月9日",
        ),
        other("signin", "村民代表会议签到表\n2019年3月8日\n姓名\t签字\n冯大山\t冯大山"),
    ] {
        let text = document.content[0].text.clone();
        let findings = dates(vec![record(), document]);
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn decisions_are_found_by_the_words_of_the_day() {
    let check = json!([{ "check": "decision-matrix", "decisions": ["assets", "members", "shares"], "bodies": [["committee"], ["village-representatives", "villagers"]] }]);
    let said = |documents: Vec<Document>| -> Vec<String> {
        let item = with_case(of_roles(&check), documents, assess_item);
        assert!(item.findings.is_empty());
        item.reasons.into_iter().map(|reason| reason.message.zh).collect()
    };
    let book = "槐荫村会议记录簿\n村委班子会议记录\n时间：2019年3月1日\n议题：商议清产安排\n主持人：冯大山\n村民代表会议记录\n时间：2019年3月8日\n议题：表决清产方案\n主持人：冯大山\n村民大会记录\n时间：2019年5月9日\n议题：通过成员名册\n主持人：冯大山";
    let rows = said(vec![paper("记录簿.pdf").kind("minutes").saying(&[book])]);
    assert_eq!(rows[0], "assets——村“两委”会议：2019-03-01；村民代表会议/村民会议：2019-03-08");
    assert_eq!(rows[1], "members——村“两委”会议：未见记录；村民代表会议/村民会议：2019-05-09");
    assert_eq!(rows[2], "shares——村“两委”会议：未见记录；村民代表会议/村民会议：未见记录");
    let two = said(vec![
        paper("一.docx").kind("minutes").saying(&["村民代表会议记录\n时间：2019年3月8日\n议题：清产"]),
        paper("二.docx").kind("minutes").saying(&["村民代表会议记录\n时间：2019年4月2日\n议题：清产结果"]),
    ]);
    assert!(two[0].ends_with("村民代表会议/村民会议：2019-03-08、2019-04-02"), "{two:?}");
    let other = said(vec![paper("三.docx").kind("minutes").saying(&["党员大会记录\n时间：2019年3月8日\n议题：清产"])]);
    assert!(other[0].ends_with("村民代表会议/村民会议：未见记录"), "{other:?}");
}

#[test]
fn meetings_of_all_are_called_ten_days_before() {
    let of = |name: &str, day: &str, called: &str| {
        let record = format!("槐荫村{name}记录\n时间：{day}\n议题：清产");
        let call = format!("关于召开{name}的通知\n定于{day}召开{name}。\n槐荫村村民委员会\n{called}");
        dates(vec![
            paper("会议/记录.docx").kind("minutes").saying(&[&record]),
            paper("会议/通知.docx").kind("call").saying(&[&call]),
        ])
    };
    for (name, day, called, ahead) in [
        ("村民会议", "2019年3月18日", "2019年3月9日", "提前 9 天"),
        ("村民大会", "2019年3月18日", "2019年3月17日", "提前 1 天"),
        ("成员大会", "2025年6月18日", "2025年6月15日", "提前 3 天"),
    ] {
        let findings = of(name, day, called);
        assert_eq!(codes(&findings), [(Code::DateOutOfOrder, Severity::Warning)], "{name}");
        assert!(findings[0].message.zh.contains(ahead), "{}", findings[0].message.zh);
    }
    for (name, day, called) in [
        ("村民会议", "2019年3月18日", "2019年3月8日"),
        ("村民代表会议", "2019年3月18日", "2019年3月15日"),
        ("成员大会", "2019年3月18日", "2019年3月15日"),
        ("村民会议", "2019年3月18日", "2019年3月1日"),
    ] {
        let findings = of(name, day, called);
        assert!(findings.is_empty(), "{name}: {findings:?}");
    }
}

//! Suggestions on papers in more of the ways that they are written.

use serde_json::{Value, json};

use super::suggestions::{assess, graded, money, said, sections};
use crate::{
    evaluate::{
        Document,
        fixture::{builtin_checks, paper, photo, slot, slot_named},
    },
    model::{Coordinates, ItemAssessment, PhotoFacts},
};

/// One paper under the built-in checks of an item.
fn of_builtin(id: &str, text: &str) -> ItemAssessment {
    let document = paper("材料.docx").kind("plan").on("2019-03-01").saying(&[text]);
    let slots = json!([slot("plan", 1, &json!({}))]);
    assess(&json!({ "type": "judgement" }), &slots, &builtin_checks(id), vec![document])
}

#[test]
fn plans_of_each_grade() {
    let graded = |text: String| graded(paper("方案.docx").kind("plan").saying(&[&text])).suggested;
    let heads = ["总体要求", "基本原则", "工作目标", "清查对象", "时间安排", "人员分工", "保障措施", "附件"];
    let people = "组长：冯大山；副组长：卫小河；成员：蒋青、沈禾、韩松。全村86户、301人，耕地960亩。\n";
    let days = "2018年3月1日起宣传，3月10日前入户；2018年3月11日至2018年4月20日清查；2018年5月2日公示。\n";
    assert_eq!(graded(format!("{people}{days}{}", sections(&heads, 1900))), Some(4.0));
    assert_eq!(graded(format!("{days}{}", sections(&heads, 1900))), Some(2.0), "nobody is named");
    assert_eq!(graded(format!("{people}{days}{}", sections(&heads, 1000))), Some(2.0), "short");
    assert_eq!(graded(format!("{people}{days}{}", sections(&heads[..3], 1900))), Some(1.0), "few sections");
    assert_eq!(graded(format!("{people}{}", sections(&heads[..5], 900))), Some(1.0), "no day");
    assert_eq!(graded("我村清产核资工作由村委会负责，三月底完成。".to_owned()), Some(1.0));
}

#[test]
fn parts_of_a_share_management_plan() {
    for (text, wanted) in [
        ("本社设人口股和集体股，股权台账由合作社保管。", "已写明：股权设置"),
        ("股权实行生不增、死不减。", "已写明：管理方式（静态或动态）"),
        ("股权可以在本社内部转让，可以继承。", "已写明：流转、继承、退出"),
        ("年度收益按股分红。", "已写明：收益分配"),
    ] {
        let item = of_builtin("V15", text);
        assert!(said(&item).contains(&wanted), "{text}: {:?}", said(&item));
    }
    for (text, wanted) in [
        ("股权按户登记。", "未见：管理方式（静态或动态）"),
        ("本社设人口股。", "未见：收益分配"),
        ("年度收益按股分红。", "未见：股权证"),
    ] {
        let item = of_builtin("V15", text);
        assert!(said(&item).contains(&wanted), "{text}: {:?}", said(&item));
    }
}

#[test]
fn heads_and_numbers_of_papers_that_set_up_groups() {
    for (text, wanted) in [
        (
            "凫政字〔2019〕3号\n组长：冯大山（镇长）\n副组长：卫小河\n成员：蒋青、沈禾、韩松",
            "组长 1 人，副组长 1 人，成员 3 人",
        ),
        (
            "凫政字〔2019〕3号\n姓名\t职务\t组内职务\n冯大山\t镇长\t组长\n卫小河\t副镇长\t副组长\n蒋青\t站长\t成员",
            "组长 1 人，副组长 1 人，成员 1 人",
        ),
        ("凫政字〔2019〕3号\n组　　长：冯大山\n成　　员：蒋青\n　　　　　沈禾", "组长 1 人，副组长 0 人，成员 2 人"),
    ] {
        let item = of_builtin("T01", text);
        assert!(said(&item)[0].contains(wanted), "{text}: {:?}", said(&item));
    }
    for (text, wanted) in [
        ("凫政字〔2019〕3号\n组长：冯大山", "年份与日期一致"),
        ("凫政字﹝2018﹞3号\n组长：冯大山", "不同"),
        ("凫政字(2019)3号\n组长：冯大山", "六角括号"),
        ("凫城镇人民政府文件\n组长：冯大山", "未读到发文字号"),
    ] {
        let item = of_builtin("T01", text);
        assert!(said(&item).iter().any(|line| line.contains(wanted)), "{text}: {:?}", said(&item));
    }
}

/// The suggestion for groups of three tasks, a point each.
fn tasks(documents: Vec<Document>) -> Option<f64> {
    let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 3.0 });
    let slots = json!([slot("group", 3, &json!({ "count": "topics", "topics": ["assets", "members", "shares"] }))]);
    let checks = json!([{ "check": "task-groups", "slot": "V01.1", "groups": true }]);
    assess(&scoring, &slots, &checks, documents).suggested
}

#[test]
fn groups_count_by_their_tasks() {
    let own = |path: &str, topic: &str| paper(path).kind("group").topics(&[topic]).saying(&["成立工作组。"]);
    let general = |text: &str| paper("专班.docx").kind("group").saying(&[text]);
    for (documents, points) in [
        (vec![own("一.docx", "assets"), own("二.docx", "members"), own("三.docx", "shares")], 3.0),
        (vec![own("一.docx", "assets"), own("二.docx", "members")], 2.0),
        (vec![own("一.docx", "assets"), own("二.docx", "assets")], 1.0),
        (vec![general("抽调人员组成工作专班，承担清产核资、成员确认两项任务。")], 1.0),
        (vec![general("各站所按职责做好清产核资、成员确认。")], 0.0),
        (vec![own("一.docx", "assets"), Document { is_draft: true, ..own("二.docx", "members") }], 1.0),
        (Vec::new(), 0.0),
    ] {
        assert_eq!(tasks(documents), Some(points));
    }
}

#[test]
fn money_by_what_it_was_for() {
    for text in [
        "经研究，同意拨付你站农村产权制度改革经费伍万元整（￥50000.00）。",
        "支出科目：农林水支出　用途：股改专项经费　金额：30000元",
        "2019年预算安排清产核资工作经费12万元，专款专用。",
    ] {
        assert_eq!(money(text).suggested, Some(4.0), "{text}");
    }
    for text in ["综合经费30万元，由各站所统筹使用。", "安排村级办公经费每村2万元。", "上级转移支付用于基层运转。"]
    {
        assert_eq!(money(text).suggested, Some(0.0), "{text}");
    }
}

fn tour(title: &str, text: &str, gps: Option<Coordinates>) -> Vec<String> {
    let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 2.0 });
    let slots = json!([slot("plan", 1, &json!({ "kinds": ["plan", "photo"] }))]);
    let plan = Document { title: title.to_owned(), ..paper("安排.docx").kind("plan").saying(&[text]) };
    let mut picture = photo("现场.jpg").kind("photo");
    picture.photo = Some(PhotoFacts { gps, ..PhotoFacts::default() });
    let item = assess(&scoring, &slots, &json!([{ "check": "tours", "slot": "V01.1" }]), vec![plan, picture]);
    said(&item).into_iter().map(str::to_owned).collect()
}

#[test]
fn where_tours_led() {
    assert_eq!(tour("考察学习方案", "定于5月6日赴邻县河口镇参观学习。", None), ["考察地：邻县河口镇"]);
    assert_eq!(tour("关于到外市青石村观摩学习的通知", "", None), ["考察地：外市青石村"]);
    assert_eq!(tour("前往山亭区以外的柳河镇学习交流安排", "", None), ["考察地：山亭区以外的柳河镇"]);
    for title in ["到张庄村参观学习的通知", "赴凫城镇李庄村考察方案", "去本镇张庄村观摩安排"]
    {
        let said = tour(title, "", None);
        assert!(said.len() == 1 && said[0].contains("在本镇"), "{title}: {said:?}");
    }
}

fn reports(documents: Vec<(&str, &str)>) -> Vec<String> {
    let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 2.0 });
    let slots = json!([slot("plan", 2, &json!({ "count": "titles" }))]);
    let checks = json!([{ "check": "articles", "slot": "V01.1" }]);
    let documents = documents.into_iter().enumerate().map(|(at, (title, text))| Document {
        title: title.to_owned(),
        ..paper(&format!("{at}.pdf")).kind("plan").saying(&[text])
    });
    let item = assess(&scoring, &slots, &checks, documents.collect());
    said(&item).into_iter().map(str::to_owned).collect()
}

#[test]
fn reports_by_whom_they_name() {
    for (title, text) in [
        ("凫城镇：摸清家底促改革", "略"),
        ("改革进行时", "记者在李庄村看到，公开栏前围满了人。"),
        ("凫 城 镇产改见闻", "略"),
    ] {
        assert!(reports(vec![(title, text)])[0].contains("提到本镇"), "{title}");
    }
    for (title, text) in
        [("全区产改综述", "各镇街同步推进。"), ("一张股权证", "某村村民领到证书。"), ("改革", "外乡王庄村")]
    {
        assert!(reports(vec![(title, text)])[0].contains("未见本镇"), "{title}");
    }
    let twice = reports(vec![("家底清了", "张庄村"), ("家底 清了", "张庄村"), ("分红了", "张庄村")]);
    assert_eq!(twice.iter().filter(|line| line.contains("只计一次")).count(), 1, "{twice:?}");
}

#[test]
fn counts_with_weights() {
    let scoring = json!({ "type": "weighted_count", "weights": { "V01.1": 1.0, "V01.2": 2.0 }, "cap": 4.0 });
    let named = |zh: &str| json!({ "name": { "zh": zh, "en": zh }, "count": "events" });
    let slots =
        json!([slot_named("V01.1", "plan", 0, &named("调研")), slot_named("V01.2", "minutes", 0, &named("督查"))]);
    let study = |folder: &str| paper(&format!("{folder}/报告.docx")).kind("plan");
    let inspection = |folder: &str| paper(&format!("{folder}/通报.docx")).kind("minutes");
    let first = |documents: Vec<Document>| {
        let item = assess(&scoring, &slots, &json!([{ "check": "weights" }]), documents);
        (said(&item).first().map(|&line| line.to_owned()).unwrap_or_default(), said(&item).len())
    };
    for (documents, line, lines) in [
        (vec![study("20180405调研")], "调研 1 × 1 + 督查 0 × 2 = 1（上限 4）", 1),
        (vec![inspection("20180405督查"), inspection("20180605督查")], "调研 0 × 1 + 督查 2 × 2 = 4（上限 4）", 1),
        (
            vec![study("20180405调研"), inspection("20180505督查"), inspection("20180605督查")],
            "调研 1 × 1 + 督查 2 × 2 = 4（上限 4）",
            1,
        ),
        (vec![study("20180405督查调研"), inspection("20180405督查调研")], "调研 1 × 1 + 督查 1 × 2 = 3（上限 4）", 2),
        (Vec::new(), "", 0),
    ] {
        assert_eq!(first(documents), (line.to_owned(), lines));
    }
}

#[test]
fn exemplars_by_village() {
    let naming = |path: &str, villages: &[&str], text: &str| Document {
        villages: villages.iter().map(|&name| name.to_owned()).collect(),
        ..paper(path).kind("plan").saying(&[text])
    };
    let of = |documents: Vec<Document>| -> Vec<String> {
        let scoring = json!({ "type": "threshold", "slot": "V01.1", "at_least": 2 });
        let slots = json!([slot("plan", 2, &json!({ "count": "villages" }))]);
        let item = assess(&scoring, &slots, &json!([{ "check": "exemplars", "slot": "V01.1" }]), documents);
        assert_eq!((item.suggested, item.min), (None, 0.0), "never set here");
        said(&item).into_iter().map(str::to_owned).collect()
    };
    for (text, outside) in [
        ("县农业农村局发文推广其做法", 1),
        ("枣林日报头版刊发", 1),
        ("区委办简报第6期登载", 1),
        ("村里自己总结的做法", 0),
    ] {
        let said = of(vec![naming("材料.docx", &["张庄村"], text)]);
        assert!(
            said[0].contains(&format!("张庄村（材料 1 份，其中提到上级或媒体的 {outside} 份）")),
            "{text}: {said:?}"
        );
    }
    assert_eq!(of(vec![naming("材料.docx", &["张庄村", "李庄村"], "两村做法")]).len(), 2);
    assert!(of(vec![naming("材料.docx", &[], "某村做法")])[0].contains("未读到村名"));
    let draft = of(vec![Document { is_draft: true, ..naming("材料.docx", &["张庄村"], "做法") }]);
    assert!(draft.len() == 1 && draft[0].contains("是草案，未作为本项材料"), "{draft:?}");
}

#[test]
fn checks_without_their_papers_say_nothing() {
    for check in ["tours", "articles", "exemplars", "group-paper"] {
        let spec: Value = json!([{ "check": check, "slot": "V01.1" }]);
        let item = assess(&json!({ "type": "judgement" }), &json!([slot("plan", 1, &json!({}))]), &spec, Vec::new());
        assert!(item.reasons.is_empty(), "{check}");
    }
}

use serde_json::{Value, json};

use crate::{
    evaluate::{
        Document, assess_item,
        fixture::{builtin_checks, paper, photo, rubric, scan, slot, slot_named, with_case},
    },
    model::{Coordinates, ItemAssessment, PhotoFacts},
    rubric::Rubric,
};

pub(super) fn assess(scoring: &Value, slots: &Value, checks: &Value, documents: Vec<Document>) -> ItemAssessment {
    let item = with_case(rubric(scoring, slots, checks), documents, assess_item);
    assert!(item.suggested.is_none_or(|points| (item.min..=item.max).contains(&points)), "{item:?}");
    item
}

pub(super) fn said(item: &ItemAssessment) -> Vec<&str> {
    item.reasons.iter().map(|reason| reason.message.zh.as_str()).collect()
}

/// A plan graded by the built-in features of V01, with 1, 2 or 4 points.
pub(super) fn graded(plan: Document) -> ItemAssessment {
    let scoring = json!({ "type": "tier_doc_detail", "tiers": [1.0, 2.0, 4.0], "slot": "V01.1" });
    let checks: Vec<Value> = builtin_checks("V01")
        .as_array()
        .expect("a list")
        .iter()
        .filter(|check| check["check"] == "detail")
        .cloned()
        .collect();
    assess(&scoring, &json!([slot("plan", 1, &json!({}))]), &json!(checks), vec![plan])
}

/// Sections with so many characters in all.
pub(super) fn sections(heads: &[&str], length: usize) -> String {
    let filler = "各片区逐项登记并及时公开有关情况，群众可以随时查阅和提出意见，由专人记录并答复。";
    let each = length / heads.len() / filler.chars().count() + 1;
    heads
        .iter()
        .enumerate()
        .map(|(at, head)| {
            format!("{}、{head}\n{}\n", ["一", "二", "三", "四", "五", "六", "七", "八"][at], filler.repeat(each))
        })
        .collect()
}

#[test]
fn plans_are_graded_by_what_is_in_them() {
    let heads = ["指导思想", "工作原则", "目标任务", "清查范围和时点", "工作步骤", "组织领导", "工作要求"];
    let facts = "本村共有102户、388人，耕地1200.5亩。\n组长：丁一凡；副组长：钱二、孙三明；成员：周五、吴六六。\n\
                 2018年5月3日动员，2018年5月10日清查，2018年6月1日公示。\n";
    let rich = graded(paper("方案.docx").kind("plan").saying(&[&(facts.to_owned() + &sections(&heads, 2000))]));
    assert_eq!(rich.suggested, Some(4.0), "{:?}", said(&rich));
    assert!(said(&rich)[0].contains("章节 7/8") && said(&rich)[0].contains("具名 5 人"), "{:?}", said(&rich));
    assert!(said(&rich)[1].contains("附件"), "{:?}", said(&rich));
    let blank = facts.to_owned() + &sections(&heads, 2000) + "经费XX万元。\n";
    assert_eq!(graded(paper("方案.docx").kind("plan").saying(&[&blank])).suggested, Some(2.0));
    let brief = "2018年5月3日起清查。\n".to_owned() + &sections(&heads[..4], 900);
    assert_eq!(graded(paper("方案.docx").kind("plan").saying(&[&brief])).suggested, Some(2.0));
    let undated = graded(paper("方案.docx").kind("plan").saying(&[&sections(&heads[..4], 900)]));
    assert_eq!(undated.suggested, Some(1.0));
    assert_eq!(graded(paper("方案.docx").kind("plan").saying(&["按上级要求办理。"])).suggested, Some(1.0));
}

#[test]
fn a_plan_that_was_not_read_has_no_grade() {
    let unread = graded(paper("方案.pdf").kind("plan").unread());
    assert_eq!(unread.suggested, None);
    assert_eq!(said(&unread), ["有扫描页尚未识别：暂不按详细程度分档"]);
    let partly =
        Document { has_unread_pages: true, ..paper("方案.pdf").kind("plan").saying(&["一、指导思想"]) };
    assert_eq!(graded(partly).suggested, None);
    assert_eq!(graded(scan("扫描.pdf")).suggested, None);
}

#[test]
fn a_plan_without_its_group_is_for_the_assessor() {
    let scoring = json!({ "type": "tier_doc_detail", "tiers": [1.0, 2.0, 4.0], "slot": "V01.1" });
    let slots = json!([slot("plan", 1, &json!({})), slot_named("V01.2", "group", 1, &json!({}))]);
    let checks = json!([{ "check": "detail", "slot": "V01.1", "sections": [], "grades": [] }]);
    let item = assess(&scoring, &slots, &checks, vec![paper("方案.docx").kind("plan").saying(&["略"])]);
    assert_eq!(item.suggested, None);
    assert!(said(&item).last().expect("a reason").contains("材料不齐"));
}

pub(super) fn money(text: &str) -> ItemAssessment {
    let scoring = json!({ "type": "veto_zero", "veto": "统筹性拨款" });
    let document = paper("经费.docx").kind("plan").saying(&[text]);
    assess(&scoring, &json!([slot("plan", 1, &json!({}))]), &builtin_checks("T05"), vec![document])
}

#[test]
fn money_from_a_common_pot_earns_nothing() {
    for text in [
        "列支农村集体产权制度改革工作经费8万元。",
        "从预算中安排清产核资专项资金。",
        "产改经费3万元，不足部分统筹解决。",
    ] {
        assert_eq!(money(text).suggested, Some(4.0), "{text}");
    }
    for text in ["各项业务经费由镇财政统筹安排。", "下达各站所公用经费20万元。", "上级转移支付资金用于日常开支。"]
    {
        let item = money(text);
        assert_eq!((item.suggested, item.min), (Some(0.0), 0.0), "{text}");
        assert_eq!(item.reasons[0].places[0].quote, text);
    }
    assert_eq!(money("拨付资金2万元，请查收。").suggested, None);
}

/// One group for several tasks, beside one paper for one task.
fn groups(each: bool, with_own: bool) -> ItemAssessment {
    let topics = ["assets", "members", "shares"];
    let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 3.0 });
    let slots = json!([slot("group", 3, &json!({ "count": "topics", "topics": topics }))]);
    let checks = json!([{ "check": "task-groups", "slot": "V01.1", "groups": true }]);
    let mut rubric: Rubric = rubric(&scoring, &slots, &checks);
    rubric.settings.group_counts_each_task = each;
    let general = "成立产改实施小组，负责清产核资、成员确认、折股量化工作。";
    let mut documents = vec![paper("小组.docx").kind("group").saying(&[general])];
    if with_own {
        documents.push(paper("清产小组.docx").kind("group").topics(&["assets"]).saying(&["成立清产工作组。"]));
    }
    with_case(rubric, documents, assess_item)
}

#[test]
fn one_group_for_many_tasks_counts_once_unless_the_district_says_otherwise() {
    let once = groups(false, false);
    assert_eq!((once.suggested, once.min, once.max), (Some(1.0), 0.0, 3.0));
    assert!(said(&once).iter().any(|reason| reason.contains("按一组计 1 项，按每项计 3 项")), "{:?}", said(&once));
    assert_eq!(groups(true, false).suggested, Some(3.0));
    assert_eq!(groups(false, true).suggested, Some(1.0), "the paper for one task is counted already");
}

#[test]
fn a_paper_that_names_tasks_without_a_group_is_none() {
    let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 3.0 });
    let slots = json!([slot("group", 3, &json!({ "count": "topics", "topics": ["assets", "members"] }))]);
    let checks = json!([{ "check": "task-groups", "slot": "V01.1", "groups": true }]);
    let document = paper("通知.docx").kind("group").saying(&["清产核资和成员确认工作由经管站承担。"]);
    let item = assess(&scoring, &slots, &checks, vec![document]);
    assert_eq!(item.suggested, Some(0.0));
    assert!(item.reasons.is_empty());
}

#[test]
fn the_heads_of_a_group_are_counted_and_its_number_is_read() {
    let text = "凫政发〔2019〕7号\n关于成立领导小组的通知\n组　长：丁一凡　镇党委书记\n副组长：钱二　副镇长\n　　　　孙三明　经管站站长\n\
                成　员：周五　财政所所长\n　　　　吴六六　司法所所长\n　　　　郑七　国土所所长\n2019年3月1日";
    let checks = builtin_checks("T01");
    let of = |text: &str, date: &str| {
        let scoring = json!({ "type": "presence_full", "needs_original": true });
        let document = paper("通知.pdf").kind("plan").on(date).saying(&[text]);
        assess(&scoring, &json!([slot("plan", 1, &json!({}))]), &checks, vec![document])
    };
    let item = of(text, "2019-03-01");
    assert!(said(&item)[0].contains("组长 1 人，副组长 2 人，成员 3 人"), "{:?}", said(&item));
    assert!(said(&item)[1].contains("年份与日期一致"), "{:?}", said(&item));
    assert_eq!(item.reasons[1].places[0].quote, "凫政发〔2019〕7号");
    assert!(said(&of(text, "2020-03-01"))[1].contains("不同"));
    assert!(said(&of(&text.replace('〔', "[").replace('〕', "]"), "2019-03-01"))[1].contains("六角括号"));
    assert!(said(&of("组长：丁一凡", "2019-03-01"))[1].contains("未读到发文字号"));
}

#[test]
fn tours_lead_elsewhere() {
    let checks = json!([{ "check": "tours", "slot": "V01.1" }]);
    let of = |title: &str, gps: Option<Coordinates>| {
        let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 2.0 });
        let slots = json!([slot("plan", 1, &json!({ "kinds": ["plan", "photo"] }))]);
        let plan = Document { title: title.to_owned(), ..paper("安排.docx").kind("plan") };
        let mut picture = photo("现场.jpg").kind("photo");
        picture.photo = Some(PhotoFacts { gps, ..PhotoFacts::default() });
        assess(&scoring, &slots, &checks, vec![plan, picture])
    };
    assert_eq!(said(&of("赴外县山前镇考察学习方案", None)), ["考察地：外县山前镇"]);
    assert_eq!(said(&of("赴李庄村观摩方案", None)), ["考察地“李庄村”在本镇：请核实是否外出考察"]);
    assert!(said(&of("学习安排", Some(Coordinates { lat: 35.0, lon: 117.0 }))).is_empty(), "no village has a middle");
}

#[test]
fn reports_are_told_apart_and_name_the_township() {
    let checks = json!([{ "check": "articles", "slot": "V01.1" }]);
    let scoring = json!({ "type": "count_cap", "slot": "V01.1", "unit": 1.0, "cap": 2.0 });
    let report = |path: &str, title: &str, text: &str| {
        let document = paper(path).kind("plan").saying(&[text]);
        Document { title: title.to_owned(), ..document }
    };
    let documents = vec![
        report("1.pdf", "家底清了", "凫城镇各村开展改革。"),
        report("2.pdf", "家底清了", "转载。"),
        report("3.pdf", "全省改革提速", "全省各地加快推进。"),
        paper("4.jpg").kind("plan").unread(),
    ];
    let item = assess(&scoring, &json!([slot("plan", 2, &json!({ "count": "titles" }))]), &checks, documents);
    let said = said(&item);
    assert!(said[0].contains("提到本镇") && said[1].contains("只计一次"), "{said:?}");
    assert!(said[2].contains("未见本镇") && said[3].contains("人工核对"), "{said:?}");
}

#[test]
fn a_weighted_count_is_written_out() {
    let scoring = json!({ "type": "weighted_count", "weights": { "V01.1": 1.0, "V01.2": 2.0 }, "cap": 4.0 });
    let slots = json!([
        slot_named("V01.1", "plan", 0, &json!({ "name": { "zh": "调研", "en": "studies" } })),
        slot_named("V01.2", "minutes", 2, &json!({ "name": { "zh": "督查", "en": "inspections" } })),
    ]);
    let checks = json!([{ "check": "weights" }]);
    let documents = vec![paper("20190506/方案.docx").kind("plan"), paper("20190506/记录.docx").kind("minutes")];
    let item = assess(&scoring, &slots, &checks, documents);
    assert_eq!(said(&item)[0], "调研 1 × 1 + 督查 1 × 2 = 3（上限 4）");
    assert!(said(&item)[1].contains("“20190506”兼有几类材料"), "{:?}", said(&item));
    assert!(assess(&scoring, &slots, &checks, Vec::new()).reasons.is_empty());
}

#[test]
fn exemplars_are_candidates_and_never_points() {
    let scoring = json!({ "type": "threshold", "slot": "V01.1", "at_least": 2 });
    let slots = json!([slot("plan", 2, &json!({ "count": "villages" }))]);
    let checks = json!([{ "check": "exemplars", "slot": "V01.1" }]);
    let naming = |path: &str, villages: &[&str], text: &str| Document {
        villages: villages.iter().map(|&name| name.to_owned()).collect(),
        ..paper(path).kind("plan").saying(&[text])
    };
    let documents = vec![
        naming("a.docx", &["张庄村", "李庄村"], "区农业农村局通报表扬"),
        naming("b.docx", &["李庄村"], "做法"),
        naming("c.docx", &[], "经验"),
    ];
    let item = assess(&scoring, &slots, &checks, documents);
    assert_eq!((item.suggested, item.min), (None, 0.0));
    assert_eq!(said(&item).len(), 3);
    assert!(
        said(&item).iter().any(|reason| reason.contains("李庄村（材料 2 份，其中提到上级或媒体的 1 份）")),
        "{:?}",
        said(&item)
    );
}

/// A share management plan by the built-in parts of V16, 4 points at most.
fn share_plan(text: &str, by_presence: bool) -> ItemAssessment {
    let slots = json!([slot("plan", 1, &json!({}))]);
    let mut rubric: Rubric = rubric(&json!({ "type": "unspecified" }), &slots, &builtin_checks("V16"));
    rubric.settings.empty_standard_by_presence = by_presence;
    with_case(rubric, vec![paper("方案.docx").kind("plan").saying(&[text])], assess_item)
}

#[test]
fn a_blank_standard_is_suggested_by_its_parts() {
    let kinds = "设人口股3000股，不设集体股。";
    let funds = "扶贫资金形成的光伏收益，按同一标准折股到户。";
    assert_eq!(share_plan(&format!("{kinds}\n{funds}"), true).suggested, Some(2.0));
    assert_eq!(share_plan(kinds, true).suggested, Some(1.0));
    assert_eq!(share_plan("股权按户登记。", true).suggested, Some(0.0));
    let open = share_plan(kinds, false);
    assert_eq!(open.suggested, None);
    assert!(said(&open).iter().any(|reason| reason.contains("量化标准空白")), "{:?}", said(&open));
}

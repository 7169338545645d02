use serde_json::{Value, json};

use crate::{
    evaluate::{
        Case, Document, Shared, assess_item,
        fixture::{builtin_checks, day, paper, rubric, slot, township, with_case},
    },
    model::{Citation, Code, Finding, ItemAssessment, Line, Page, PageSource, Severity, Unit},
};

/// A charter of 张庄村 under the checks of an item of the built-in rubric.
fn item(id: &str, document: Document) -> ItemAssessment {
    let scoring = match id {
        "V19" => json!({ "type": "veto_zero", "veto": "套用模板" }),
        _ => json!({ "type": "judgement" }),
    };
    let slots = json!([slot("plan", 1, &json!({}))]);
    with_case(rubric(&scoring, &slots, &builtin_checks(id)), vec![document.kind("plan")], assess_item)
}

fn findings(text: &str) -> Vec<Finding> {
    item("V19", paper("章程.docx").on("2020-05-10").saying(&[text])).findings
}

fn of(code: Code, text: &str) -> Vec<Finding> {
    findings(text).into_iter().filter(|finding| finding.code == code).collect()
}

/// The same text, recognised with a confidence.
fn recognised(text: &str, confidence: f32) -> Document {
    let line = |line: &str| Line { text: line.to_owned(), bbox: [0.0; 4], confidence, weak: Vec::new() };
    let page = Page {
        page: 1,
        label: None,
        source: PageSource::Ocr,
        width: 0.0,
        height: 0.0,
        text: text.to_owned(),
        lines: text.lines().map(line).collect(),
    };
    Document { content: [page].into(), ..paper("章程.pdf").on("2020-05-10") }
}

#[test]
fn names_of_other_places_are_found() {
    for (text, name, severity) in [
        ("第二条 李庄村股份经济合作社由全体社员组成。", "李庄村", Severity::Fault),
        ("山亭区凫城镇李庄村股份经济合作社章程\n第一条 总则。", "李庄村", Severity::Fault),
        ("本社住所设在李庄村村部。", "李庄村", Severity::Fault),
        ("依照《浙江省村经济合作社组织条例》制定本章程。", "浙江省村经济合作社组织条例", Severity::Fault),
        ("本社名称为江苏省邳州市铁富镇某社。", "江苏省邳州市", Severity::Fault),
        ("章程报河南省有关部门备查。", "河南省", Severity::Warning),
    ] {
        let found = of(Code::ForeignPlaceName, text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].message.zh.contains(name), "{}", found[0].message.zh);
        assert_eq!(found[0].severity, severity, "{text}");
        assert!(!found[0].places.is_empty() && found[0].places.iter().all(|place| text.contains(&place.quote)));
    }
}

#[test]
fn own_names_neighbours_and_other_words_are_none() {
    for text in [
        "本社名称为山东省枣庄市山亭区凫城镇张庄村股份经济合作社，住所在张庄村民委员会院内。",
        "本村东至李庄村，西至山脚，四至清楚。",
        "与李庄村共有的水库由两村协商管理。",
        "原李庄村集体资产随并村一并清查登记。",
        "上李庄村迁来的住户同等对待。",
        "维护和平区域环境，合作市场有序，鲁南山区群众受益，由县级主管部门指导。",
        "报市中区域以外的机关不予受理；依照《山东省农村集体资产管理条例》执行。",
        "组织外出到江苏省参观学习所需费用据实列支。",
    ] {
        let found = of(Code::ForeignPlaceName, text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn bodies_of_other_places_do_not_decide_here() {
    let of_plan = |text: &str| {
        let plan = item("V08", paper("成员办法.docx").saying(&[text]));
        plan.findings.into_iter().filter(|finding| finding.code == Code::ForeignPlaceName).collect::<Vec<_>>()
    };
    for (text, name) in [
        ("四、回乡人员由石桥沟村村民委员会研究后登记。", "石桥沟村"),
        ("下放知青的身份，经枣树岭村成员代表大会表决通过后确认。", "枣树岭村"),
    ] {
        let found = of_plan(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].message.zh.contains(name) && found[0].severity == Severity::Warning);
    }
    for text in [
        "经张庄村村民代表会议同意后登记。",
        "由本村村民代表会议决定，报凫城镇人民政府备案。",
        "已嫁到外地的，由迁入村村民委员会研究确定。",
        "与石桥沟村共有的水面，经石桥沟村村民代表会议同意后共同开发。",
        "户口在石桥沟村的，由石桥沟村村委会确定身份。",
    ] {
        assert_eq!(of_plan(text), [], "{text}");
    }
    let found_of_town = |text: &str| {
        let scoring = json!({ "type": "judgement" });
        let checks = json!([{ "check": "foreign-places", "slot": "V01.1" }]);
        let document = Document { unit: Unit::Township, ..paper("整改通知.docx").kind("plan").saying(&[text]) };
        with_case(rubric(&scoring, &json!([slot("plan", 1, &json!({}))]), &checks), vec![document], |case, item| {
            let case = Case { unit: &Unit::Township, ..*case };
            assess_item(&case, item).findings
        })
    };
    let of_town = |text: &str| found_of_town(text).len();
    let found = found_of_town("各村要按照青龙镇人民政府检查组的意见抓好整改。");
    assert!(found.len() == 1 && found[0].message.zh.contains("“青龙镇”"), "{found:?}");
    for text in [
        "各村要按照凫城镇人民政府检查组的意见抓好整改。",
        "各乡镇人民政府、街道办事处：现将检查情况通报如下。",
        "由镇人民政府组织，各村参加。",
        "组织人员到青龙镇人民政府考察档案工作。",
        "与青龙镇人民政府交叉检查，互提意见。",
    ] {
        assert_eq!(of_town(text), 0, "{text}");
    }
}

#[test]
fn a_township_without_a_county_is_only_asked_for_villages() {
    let text = "本社名称为江苏省邳州市某社；李庄村集体资产归全体成员所有。";
    let scoring = json!({ "type": "veto_zero", "veto": "套用模板" });
    let checks = json!([{ "check": "foreign-places", "slot": "V01.1" }]);
    let slots = json!([slot("plan", 1, &json!({}))]);
    let document = paper("章程.docx").kind("plan").saying(&[text]);
    with_case(rubric(&scoring, &slots, &checks), vec![document], |case, item| {
        let mut bare = township();
        (bare.county, bare.province) = (None, None);
        let (shared, _) = Shared::new(case.rubric, &bare, &mut case.documents.to_vec());
        let case = Case { township: &bare, shared: &shared, ..*case };
        let found = assess_item(&case, item).findings;
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].message.zh.contains("李庄村"));
    });
}

#[test]
fn placeholders_weigh_as_the_item_does() {
    let text = "第三条 本社资产总额××××元，成员____户。";
    let found = of(Code::PlaceholderLeft, text);
    assert_eq!((found.len(), found[0].severity), (1, Severity::Fault));
    assert_eq!(found[0].places[0].quote, text);
    let plan = item("V01", paper("方案.docx").saying(&[text]));
    let found: Vec<_> = plan.findings.iter().filter(|finding| finding.code == Code::PlaceholderLeft).collect();
    assert_eq!(found[0].severity, Severity::Warning);
    assert!(
        of(Code::PlaceholderLeft, "第三条 本社资产总额12万元。\n理事长（签字）：______\n　　年　月　日").is_empty()
    );
    // What was written by hand into a gap is not always recognised.
    let scan = item("V19", recognised("成员____户，共____人，按户登记。", 0.98));
    assert_eq!(scan.findings[0].severity, Severity::Warning);
}

#[test]
fn slips_and_mixed_terms_are_named() {
    let found = of(Code::WordingError, "第九条 股权户内共手，社内流转。");
    assert_eq!((found.len(), found[0].severity), (1, Severity::Fault));
    assert!(found[0].message.zh.contains("户内共享"));
    let found = of(Code::WordingError, "依据清查核资结果确定资产。");
    assert_eq!(found[0].severity, Severity::Hint);
    let found = of(Code::WordingError, "由理事会提出方案。\n董事会成员五人。");
    assert_eq!((found.len(), found[0].severity, found[0].places.len()), (1, Severity::Hint, 2));
    let scan = item("V19", recognised("第九条 股权户内共手，社内流转。", 0.99));
    assert_eq!(scan.findings[0].severity, Severity::Hint, "the recogniser may have read it wrongly");
    for text in [
        "一般份额由理事会核定，按排名先后登记。",
        "由理事会提出方案，参股公司的董事会另行召开。",
        "成员大会（以下简称社员大会）每年召开一次，社员大会由理事会召集。",
    ] {
        assert!(of(Code::WordingError, text).is_empty(), "{text}");
    }
}

#[test]
fn articles_out_of_number_are_named() {
    let articles = |numbers: &[&str]| -> String {
        numbers.iter().map(|number| format!("第{number}条 本条写明一项规定。\n")).collect()
    };
    let gap = of(Code::WordingError, &articles(&["一", "二", "三", "五", "六"]));
    assert_eq!((gap.len(), gap[0].severity), (1, Severity::Warning));
    assert!(gap[0].message.zh.contains("第3条→第5条"), "{}", gap[0].message.zh);
    assert_eq!(gap[0].places[0].quote, "第三条 本条写明一项规定。");
    assert_eq!(of(Code::WordingError, &articles(&["一", "二", "二", "三", "四"])).len(), 1);
    for numbers in [
        &["一", "二", "三", "四", "五"][..],
        &["一", "二", "三", "四", "五", "一", "二"],
        &["一", "三", "五", "七", "九", "十一"],
        &["二", "五", "八", "九", "十"],
        &["一", "三"],
    ] {
        assert!(of(Code::WordingError, &articles(numbers)).is_empty(), "{numbers:?}");
    }
    let plain =
        "第一条 为了发展。\n第二条 中心任务是增收。\n第三条 和睦相处。\n第四条 所有成员一律平等。\n第五条 完。\n";
    assert!(of(Code::WordingError, plain).is_empty());
    let referred = articles(&["一", "二", "三", "四", "五"]) + "第二条规定的情形除外。\n";
    assert!(of(Code::WordingError, &referred).is_empty());
    let unread = Document {
        has_unread_pages: true,
        ..paper("章程.pdf").saying(&[&articles(&["一", "二", "五", "六", "七"])])
    };
    assert!(item("V19", unread).findings.is_empty());
}

#[test]
fn what_was_not_there_yet_is_told() {
    let dated = |text: &str, date: &str| -> Vec<Finding> {
        let mut document = paper("章程.docx").saying(&[text]);
        let place = Citation { path: document.path.clone(), page: Some(1), quote: "落款".to_owned() };
        document.signed = Some(crate::evaluate::Dated { date: day(date), place });
        item("V19", document).findings.into_iter().filter(|finding| finding.code == Code::Anachronism).collect()
    };
    for (text, date) in [
        ("依照《农村集体经济组织示范章程（试行）》制定。", "2020-06-01"),
        ("依照《中华人民共和国农村集体经济组织法》第二十条制定。", "2020-06-01"),
        ("依照《中华人民共和国民法典》和有关规定制定。", "2019-12-01"),
        ("村民委员会每届任期三年。", "2019-08-01"),
        ("妇女结婚、离婚、丧偶、户无男性等为由的限制无效。", "2020-03-01"),
    ] {
        let found = dated(text, date);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(found[0].severity, Severity::Fault, "{text}");
        assert_eq!(found[0].places.len(), 2);
    }
    for (text, date) in [
        ("依照《农村集体经济组织示范章程（试行）》制定。", "2021-01-10"),
        ("参照县农业农村局下发的示范章程制定。", "2020-05-01"),
        ("本社是农村集体经济组织法人，依法登记。", "2019-06-01"),
        ("农村集体经济组织法律地位按有关规定确定。", "2019-06-01"),
        ("民法典草案正在征求意见，本章程按现行法律执行。", "2019-12-30"),
        ("理事会每届任期三年。", "2019-08-01"),
        ("在国家制定农村集体经济组织法以前，按本章程执行。", "2019-08-01"),
    ] {
        assert!(dated(text, date).is_empty(), "{text}");
    }
    // Only the file's name gives a day here.
    let named = item("V19", paper("章程.docx").on("2020-05-10").saying(&["依照《乡村振兴促进法》制定。"]));
    assert_eq!(named.findings[0].severity, Severity::Warning);
}

#[test]
fn the_day_of_adoption_under_the_title_counts() {
    let text = "张庄村股份经济合作社章程\n（2020年5月16日成员代表大会通过）\n第一条 依照《农村集体经济组织示范章程（试行）》制定本章程。";
    let found = item("V19", paper("章程.docx").saying(&[text])).findings;
    assert_eq!((found[0].code, found[0].severity), (Code::Anachronism, Severity::Fault));
    assert_eq!(found[0].places[0].quote, "2020年5月16日");
}

#[test]
fn blocks_are_looked_for_with_their_numbers() {
    let full = "第四条 经清查，集体资产总额350,000.00元，其中耕地820.5亩。\n第五条 确认成员共102户、388人。\n\
                第六条 总股本3880股，每股80元。\n第七条 只设成员股，不设集体股。\n第八条 股权实行静态管理。";
    let complete = item("V18", paper("章程.docx").saying(&[full]));
    assert!(complete.findings.is_empty(), "{:?}", complete.findings);
    assert_eq!(complete.suggested, Some(2.0));
    let blank = full.replace("350,000.00元", "____元").replace("820.5亩", "若干").replace("静态管理", "统一管理");
    let lacking = item("V18", paper("章程.docx").saying(&[&blank]));
    let names: Vec<&str> = lacking.findings.iter().map(|finding| finding.message.zh.as_str()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].contains("清产核资结果") || names[1].contains("清产核资结果"));
    assert_eq!(lacking.findings[0].severity, Severity::Warning);
    assert_eq!(lacking.suggested, Some(1.2));
    let unread = Document { has_unread_pages: true, ..paper("章程.pdf").saying(&["第一条 总则。"]) };
    assert!(item("V18", unread).findings.is_empty());
    let scan = item("V18", recognised("第一条 总则。", 0.99));
    assert!(scan.findings.iter().all(|finding| finding.severity == Severity::Hint));
}

#[test]
fn papers_alike_over_villages_are_a_hint_with_their_differences() {
    let charter = |village: &str, sum: &str, last: &str| -> String {
        // Thirty lines of words that nobody repeats.
        let words =
            |line: u32| -> String { (0..30).filter_map(|at| char::from_u32(0x5000 + line * 30 + at)).collect() };
        let body: String = (1..=30).map(|line| format!("第{line}条 {village}成员{}。\n", words(line))).collect();
        format!("{village}股份经济合作社章程\n{body}资产总额{sum}元。\n{last}\n")
    };
    let other = |text: &str| {
        let path = crate::model::ArchivePath::new("李庄村/章程.docx");
        Document {
            unit: Unit::Village("李庄村".to_owned()), path, ..paper("章程.docx").kind("plan").saying(&[text])
        }
    };
    let both = |own: &str, others: &str| -> ItemAssessment {
        let slots = json!([slot("plan", 1, &json!({}))]);
        let checks: Value = builtin_checks("V19");
        let documents = vec![paper("章程.docx").kind("plan").saying(&[own]), other(others)];
        let scoring = json!({ "type": "judgement" });
        with_case(rubric(&scoring, &slots, &checks), documents, |case, item| {
            let own: Vec<Document> =
                case.documents.iter().filter(|document| document.unit == *case.unit).cloned().collect();
            assess_item(&Case { documents: &own, events: &[], ..*case }, item)
        })
    };
    let alike = both(
        &charter("张庄村", "1,200.00", "附则：自通过之日起施行。"),
        &charter("李庄村", "87,000.50", "附则：自公布之日起施行。"),
    );
    let found: Vec<_> = alike.findings.iter().filter(|finding| finding.code == Code::CopiedText).collect();
    assert_eq!((found.len(), found[0].severity), (1, Severity::Hint), "{:?}", alike.findings);
    let reason = alike.reasons.iter().find(|reason| reason.message.zh.contains("李庄村")).expect("a reason");
    assert_eq!(reason.places.len(), 2);
    assert_eq!(reason.places[0].quote, "附则：自通过之日起施行。");
    assert_eq!(reason.places[1].quote, "附则：自公布之日起施行。");
    let apart: String =
        (1..=30).map(|n| format!("{n}、我村另订的第{n}项约定涉及山林水面和农机的共同使用。\n")).collect();
    let different = both(&charter("张庄村", "1,200.00", "完。"), &apart);
    assert!(different.findings.iter().all(|finding| finding.code != Code::CopiedText));
}

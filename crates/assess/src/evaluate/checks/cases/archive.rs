//! The order of the archive, the township's filing list and the finance papers.

use serde_json::json;

use crate::{
    evaluate::{
        Document, assess_item,
        fixture::{builtin_checks, paper, photo, rubric, scan, slot, slot_named, with_case},
    },
    model::{Code, Severity},
};

fn titled(path: &str, title: &str) -> Document {
    Document { title: title.to_owned(), ..paper(path).kind("minutes") }
}

/// The codes of order that an archive with this contents list gives, hints left out.
fn order(list: &str, mut documents: Vec<Document>) -> Vec<Code> {
    if !list.is_empty() {
        documents.push(paper("目录.xlsx").kind("plan").saying(&[list]));
    }
    let slots = json!([slot("plan", 1, &json!({}))]);
    let item =
        with_case(rubric(&json!({ "type": "judgement" }), &slots, &builtin_checks("V23")), documents, assess_item);
    let own = [Code::CatalogueMissing, Code::CatalogueMismatch, Code::PieceNumberGap];
    let findings = item.findings.iter().filter(|finding| finding.severity != Severity::Hint);
    findings.map(|finding| finding.code).filter(|code| own.contains(code)).collect()
}

const LIST: &str = "归档文件目录\n件号\t责任者\t题名\t日期\t页数\t备注\n1\t村委会\t关于抽调人员的决定\t2018.4.2\t1\t\n2\t村委会\t盘库登记簿\t2018.4.20\t6\t\n\
                    3\t村委会\t欠款核对单\t2018.4.28\t4\t\n4\t村委会\t山林边界指认书\t2018.5.3\t2\t\n5\t村委会\t入户核实卡片\t2018.5.9\t30\t\n";

fn papers() -> Vec<Document> {
    vec![
        titled("1.pdf", "关于抽调人员的决定"),
        titled("2.pdf", "盘库登记簿"),
        titled("3.pdf", "欠款核对单"),
        titled("4.pdf", "山林边界指认书"),
        titled("5.pdf", "入户核实卡片"),
    ]
}

fn pictures(count: usize) -> Vec<Document> {
    (1..=count)
        .map(|n| {
            let title = format!("清产公示照片{n}");
            Document {
                title,
                topics: vec!["assets".to_owned()],
                ..photo(&format!("照片/清产公示照片{n}.jpg")).kind("photo")
            }
        })
        .collect()
}

#[test]
fn archive_order() {
    let without = |at: usize| {
        let mut rest = papers();
        rest.remove(at);
        rest
    };
    let and = |mut rest: Vec<Document>, more: Vec<Document>| {
        rest.extend(more);
        rest
    };
    let named: [(String, Vec<Document>, Code); 6] = [
        (String::new(), papers(), Code::CatalogueMissing),
        (LIST.to_owned(), without(1), Code::CatalogueMismatch),
        (LIST.to_owned(), and(papers(), vec![titled("6.pdf", "冷库租赁协议")]), Code::CatalogueMismatch),
        (LIST.replace("4\t村委会", "5\t村委会"), papers(), Code::PieceNumberGap),
        (LIST.replace("5\t村委会", "9\t村委会"), papers(), Code::PieceNumberGap),
        // A line for photos, and not one photo in the archive.
        (format!("{LIST}6\t村委会\t清产公示照片21张\t2018.6\t21\t\n"), papers(), Code::CatalogueMismatch),
    ];
    for (list, documents, code) in named {
        assert_eq!(order(&list, documents), [code], "{list}");
    }
    let left: [(String, Vec<Document>); 6] = [
        (LIST.to_owned(), papers()),
        (LIST.replace("欠款核对单", "《欠款核对单》（2018年）"), papers()),
        (String::new(), vec![scan("0001.pdf")]),
        // Many photos are one piece.
        (format!("{LIST}6\t村委会\t照片21张\t2018.6\t21\t\n"), and(papers(), pictures(21))),
        (format!("{LIST}6\t村委会\t清产阶段影像资料（共12幅）\t2018.6\t12\t电子\n"), and(papers(), pictures(12))),
        (format!("{LIST}6\t村委会\t现场相片一组\t2018.6\t3\t\n"), and(papers(), pictures(3))),
    ];
    for (list, documents) in left {
        assert_eq!(order(&list, documents), [], "{list}");
    }
}

/// What is said of a filing list; the township has 张庄村 and 李庄村.
fn filing(text: &str) -> Vec<String> {
    let slots = json!([slot("plan", 1, &json!({}))]);
    let list = paper("备案.xlsx").kind("plan").saying(&[text]);
    let item =
        with_case(rubric(&json!({ "type": "judgement" }), &slots, &builtin_checks("T14")), vec![list], assess_item);
    item.findings.into_iter().map(|finding| finding.message.zh).collect()
}

#[test]
fn filing_list() {
    for (list, named) in [
        (
            "单位\t资产清查报表\t成员花名册\t章程\t股权设置方案\t会议决议\t移交人\n张庄村委会\t有\t有\t有\t有\t有\t柳一",
            "李庄村",
        ),
        (
            "单位\t资产清查报表\t成员花名册\t章程\t股权设置方案\t会议决议\n张庄村\t1份\t1份\t缺\t1份\t3份\n李庄村\t1份\t1份\t1份\t1份\t2份",
            "张庄村（章程）",
        ),
        (
            "1\t张庄村\t清产核资报表\t1\n2\t张庄村\t成员名册\t1\n3\t张庄村\t章程\t1\n4\t张庄村\t量化方案\t1\n5\t张庄村\t决议\t2\n6\t李庄村\t章程\t1",
            "李庄村（清产核资报表、成员名册、股权量化方案、决议）",
        ),
        ("张庄村移交清产核资报表、成员名册、章程、股权量化方案、决议。", "李庄村"),
    ] {
        let said = filing(list);
        assert!(said.iter().any(|message| message.contains(named)), "{list}\n{said:?}");
    }
    for list in [
        "单位\t资产清查报表\t成员花名册\t章程\t股权设置方案\t会议决议\n张庄村\t√\t√\t√\t√\t√\n李庄村委会\t√\t√\t√\t√\t√",
        "张庄村、李庄村的清产核资报表、成员名册、章程、股权量化方案和决议均已移交镇档案室。",
        "1\t张庄村\t清产核资报表、成员清册\t2\n2\t张庄村\t章程、股份量化方案、决议\t5\n3\t李庄村\t资产清查表、成员名单、章程、股权管理方案、决议\t7",
    ] {
        assert_eq!(filing(list), Vec::<String>::new(), "{list}");
    }
}

fn finance(documents: Vec<Document>) -> Vec<String> {
    let named = |id: &str, kind: &str, zh: &str| slot_named(id, kind, 1, &json!({ "name": { "zh": zh, "en": zh } }));
    let slots = json!([
        named("V01.1", "plan", "制度"),
        named("V01.2", "minutes", "监督机构"),
        named("V01.3", "group", "会计"),
        named("V01.4", "cert", "决算"),
    ]);
    let checks =
        json!([{ "check": "finance-parts", "slots": ["V01.1", "V01.2", "V01.3", "V01.4"], "years": [2019, 2020] }]);
    let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &checks), documents, assess_item);
    let own = item.findings.into_iter().filter(|finding| finding.code == Code::FinancePartMissing);
    own.map(|finding| finding.message.zh).collect()
}

#[test]
fn finance_parts() {
    let rules = || paper("财务公开办法.docx").kind("plan").saying(&["按季公开。"]);
    let watch = || paper("理财小组.docx").kind("minutes").saying(&["组长：柳一"]);
    let clerk = || paper("报账员.docx").kind("group").saying(&["报账员：孟二"]);
    let accounts =
        |text: &str| Document { title: "收支".to_owned(), ..paper("收支.xlsx").kind("cert").saying(&[text]) };
    for (documents, named) in [
        (vec![rules(), watch(), accounts("2019年度财务决算")], "会计"),
        (vec![rules(), clerk(), accounts("2019年度收益分配表")], "监督机构"),
        (vec![rules(), watch(), clerk()], "决算"),
        (vec![rules(), watch(), clerk(), accounts("张庄村二〇一七年度财务收支决算表")], "2017"),
        (vec![rules(), watch(), clerk(), accounts("2017年1—12月财务收支明细表")], "2017"),
    ] {
        let said = finance(documents);
        assert!(said.len() == 1 && said[0].contains(named), "{named}: {said:?}");
    }
    for documents in [
        vec![rules(), watch(), clerk(), accounts("2019年度财务决算报告")],
        vec![rules(), watch(), clerk(), accounts("二〇一九年度收益分配方案")],
        vec![rules(), watch(), clerk(), accounts("2017年度决算\n2018年度决算\n2019年度决算")],
        vec![rules(), watch(), clerk(), scan("账本扫描.pdf")],
    ] {
        assert_eq!(finance(documents), Vec::<String>::new());
    }
}

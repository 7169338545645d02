//! Honest and faulty papers in many wordings.

use serde_json::{Value, json};

use crate::{
    evaluate::{
        Document, assess_item,
        fixture::{builtin_checks, found_by, paper, rubric, slot, with_case},
    },
    model::{Code, PageSource, Severity},
};

fn says(kind: &str, text: &str) -> Document {
    paper(&format!("{kind}{}.docx", text.len()))
        .kind(kind)
        .topics(&["asset-inventory", "member-confirmation"])
        .saying(&[text])
}

fn agree() -> Value {
    json!({ "check": "figures-agree", "severity": "fault",
        "kinds": ["ASSET_BS", "ASSET_REPORT", "PUB_NOTICE", "CHARTER", "EQUITY_PLAN", "MTG_RESOLUTION", "MEMBER_ROSTER", "EQUITY_ROSTER"] })
}

fn severities(check: &Value, code: Code, documents: Vec<Document>) -> Vec<Severity> {
    found_by(check, "ASSET_REPORT", code, documents).into_iter().map(|finding| finding.severity).collect()
}

#[test]
fn figures_that_differ_between_readable_papers_are_faults() {
    for (one, other) in [
        (says("PUB_NOTICE", "我村资产合计86.5万元。"), says("CHARTER", "本社总资产为856,000.00元。")),
        (says("EQUITY_PLAN", "每股价值50元，总股数1200股。"), says("CHARTER", "股份总数1210股，每股50元。")),
        (says("EQUITY_PLAN", "集体土地总面积880.5亩。"), says("CHARTER", "集体土地总面积为808.5亩。")),
        (
            says("MEMBER_ROSTER", "序号\t户号\t姓名\t与户主关系\n1\t1\t丁一\t户主\n2\t1\t丁二\t之子\n3\t2\t丙三\t户主"),
            says("CHARTER", "本社成员共2户、4人。"),
        ),
        (
            says("ASSET_BS", "单位：万元\n资产\t期末数\t负债及所有者权益\t期末数\n资产总计\t12.5\t负债合计\t1.5"),
            says("PUB_NOTICE", "负债合计25000元"),
        ),
    ] {
        let found = found_by(&agree(), "ASSET_REPORT", Code::FiguresDisagree, vec![one.clone(), other]);
        assert!(found.iter().any(|finding| finding.severity == Severity::Fault), "{:?}", one.content[0].text);
        assert!(
            found
                .iter()
                .all(|finding| finding.places.len() >= 2 && finding.places.iter().all(|place| place.page == Some(1)))
        );
    }
}

#[test]
fn figures_that_may_differ_are_no_faults() {
    for documents in [
        // Rounded.
        vec![says("PUB_NOTICE", "资产总额1,748,808.77元"), says("CHARTER", "资产总额约174.88万元")],
        // Another unit.
        vec![says("PUB_NOTICE", "耕地面积15亩"), says("CHARTER", "耕地面积1公顷")],
        // Another thing.
        vec![says("PUB_NOTICE", "经营性资产10元"), says("CHARTER", "非经营性资产30元，固定资产总额40元")],
        // Representatives, and part of the members.
        vec![
            says("CHARTER", "本社成员88户、301人"),
            says("MTG_RESOLUTION", "应到成员代表30人，新增成员5人，其中女成员140人"),
        ],
        // A draft.
        vec![says("CHARTER", "总股数100股"), Document { is_draft: true, ..says("EQUITY_PLAN", "总股数120股") }],
        // Only one gives it.
        vec![says("CHARTER", "总股数100股"), says("EQUITY_PLAN", "设置成员股")],
    ] {
        let texts: Vec<_> = documents.iter().map(|document| document.content[0].text.clone()).collect();
        let found = severities(&agree(), Code::FiguresDisagree, documents);
        assert!(found.iter().all(|severity| *severity == Severity::Hint), "{texts:?}: {found:?}");
    }
}

#[test]
fn sums_of_another_day_are_not_compared() {
    let documents = vec![
        says("PUB_NOTICE", "截至2017年12月31日，资产总额10元"),
        says("ASSET_BS", "登记时点：2018年12月31日\n资产总计\t20"),
    ];
    let found = found_by(&agree(), "ASSET_REPORT", Code::FiguresDisagree, documents);
    assert_eq!(found.len(), 1);
    assert!(found[0].severity == Severity::Warning && found[0].message.zh.starts_with("登记时点不一致"));
}

#[test]
fn members_who_take_shares_may_be_fewer() {
    let documents = vec![says("CHARTER", "本社成员88户、301人"), says("EQUITY_PLAN", "参加配股的成员299人")];
    assert_eq!(severities(&agree(), Code::FiguresDisagree, documents), [Severity::Warning]);
}

#[test]
fn only_differences_about_a_kind_count_where_asked() {
    let check = json!({ "check": "figures-agree", "severity": "warning", "about": ["CHARTER"],
        "kinds": ["PUB_NOTICE", "CHARTER", "EQUITY_PLAN"] });
    let plan = || says("EQUITY_PLAN", "总股数120股，每股5元");
    let notice = says("PUB_NOTICE", "总股数100股，每股5元");
    assert_eq!(severities(&check, Code::FiguresDisagree, vec![plan(), notice]), []);
    let charter = says("CHARTER", "总股数100股，每股5元");
    assert_eq!(severities(&check, Code::FiguresDisagree, vec![plan(), charter]), [Severity::Warning]);
}

#[test]
fn sums_that_do_not_come_out() {
    let check = json!({ "check": "arithmetic", "severity": "fault", "kinds": ["ASSET_BS", "EQUITY_PLAN", "EQUITY_ROSTER", "CHARTER"] });
    let of = |document: Document| severities(&check, Code::ArithmeticWrong, vec![document]);
    for wrong in [
        says("ASSET_BS", "资产总计\t100\t负债合计\t20\n\t\t所有者权益合计\t90"),
        says("CHARTER", "资产总额100.00元，负债20.50元，净资产79.00元"),
        says("EQUITY_PLAN", "量化资产总额60000元，总股数1000股，每股50元"),
        says("EQUITY_PLAN", "总股数1000股，其中成员股700股，集体股200股"),
        says("EQUITY_PLAN", "经营性资产10000元，扣除负债2000元，应量化资产总额9000元"),
        says("EQUITY_ROSTER", "户号\t户主\t股数\n1\t丁一\t30\n2\t丙三\t20\n合计\t\t60"),
        says("EQUITY_ROSTER", "序号\t户主\t个人股（股）\n1\t丁一\t30\n2\t丙三\t20\n合计\t\t40"),
        says("EQUITY_PLAN", "净资产41.2万元全部用于折股量化，总股数824股，每股503元"),
    ] {
        assert_eq!(of(wrong.clone()), [Severity::Fault], "{}", wrong.content[0].text);
    }
    for right in [
        says("ASSET_BS", "资产总计\t100\t负债合计\t20\n\t\t所有者权益合计\t80"),
        says("CHARTER", "资产总额17.49万元，负债4.20万元，净资产13.28万元"),
        says("EQUITY_PLAN", "量化资产总额50003.80元，总股数1000股，每股50.00元"),
        says("EQUITY_PLAN", "总股数1000股，其中成员股700股，集体股200股，扶贫股100股"),
        says("EQUITY_PLAN", "净资产41.2万元全部用于折股量化，总股数824股，每股500元"),
        says("EQUITY_PLAN", "总股数1001股，成员股800股，集体股200股"),
        says("EQUITY_PLAN", "经营性资产10000元，扣除负债2000元和公积金1000元，应量化资产总额7000元"),
        says("EQUITY_ROSTER", "户号\t户主\t股数\n1\t丁一\t30.5\n2\t丙三\t20\n合计\t\t51"),
    ] {
        assert_eq!(of(right.clone()), [], "{}", right.content[0].text);
    }
}

#[test]
fn sums_in_words_and_digits() {
    let check = json!({ "check": "amounts-in-words" });
    let of = |text: &str| severities(&check, Code::ArithmeticWrong, vec![says("ASSET_REPORT", text)]).len();
    for wrong in [
        "价值人民币（大写）叁仟元整（小写：￥30,000.00）",
        "计贰万元整（¥2000.00元）",
        "合计500元（大写：伍佰伍拾元整）",
    ] {
        assert_eq!(of(wrong), 1, "{wrong}");
    }
    for right in ["价值人民币（大写）叁万元整（小写：￥30,000.00）", "罚款伍佰元；另付300元", "共计三百元（300元）"]
    {
        assert_eq!(of(right), 0, "{right}");
    }
}

#[test]
fn the_reference_date_of_an_inventory() {
    let check = json!({ "check": "reference-date", "severity": "fault", "kinds": ["ASSET_REPORT"] });
    let of = |document: Document| severities(&check, Code::ReferenceDateWrong, vec![document]);
    for wrong in
        ["清查登记时点：2018年6月30日", "资产清查基准日：2017.11.30", "以二〇一八年十二月三十一日为清产核资登记时点"]
    {
        assert_eq!(of(says("ASSET_REPORT", wrong)), [Severity::Fault], "{wrong}");
    }
    for right in [
        "登记时点：2017-12-31\n填报日期：2018年5月3日",
        "实际清查日2018年4月2日，倒轧至清查时点2017年12月31日",
        "2018年5月28日填报",
        "成员身份确认基准日：2018年6月30日",
    ] {
        assert_eq!(of(says("ASSET_REPORT", right)), [], "{right}");
    }
    let yearly = says("ASSET_REPORT", "清查时点：2018年12月31日");
    assert_eq!(of(Document { title: "2018年度资产清查报表".to_owned(), ..yearly.clone() }), []);
    let other = Document {
        title: "2020年度资产清查报表".to_owned(),
        ..says("ASSET_REPORT", "清查时点：2020年3月31日")
    };
    assert_eq!(of(other), [Severity::Fault]);
    let mixed = says("ASSET_REPORT", "清查时点：2018年12月31日\n清查时点：2017年12月31日");
    assert_eq!(of(mixed), [Severity::Warning], "one sheet of several");
}

#[test]
fn a_ledger_belongs_to_an_inventory() {
    let check = json!({ "check": "ledger", "slot": "V01.2" });
    let report = || says("ASSET_REPORT", "报表");
    assert_eq!(severities(&check, Code::LedgerMissing, vec![report()]), [Severity::Warning]);
    assert_eq!(severities(&check, Code::LedgerMissing, vec![report(), says("other", "台账")]), []);
    assert_eq!(severities(&check, Code::LedgerMissing, vec![]), [], "nothing was inventoried");
    assert_eq!(severities(&check, Code::LedgerMissing, vec![report(), crate::evaluate::fixture::scan("a.pdf")]), []);
    assert_eq!(severities(&check, Code::LedgerMissing, vec![Document { is_template: true, ..report() }]), []);
}

#[test]
fn places_for_signatures_on_forms() {
    let check = json!({ "check": "form-signatures" });
    let of = |text: &str| severities(&check, Code::SignatureMissing, vec![says("ASSET_REPORT", text)]).len();
    for blank in
        ["单位负责人：　　　填表人：丙三", "填报人：____ 审核人：丁一", "清查小组成员签字：\n填报日期：2018年5月1日"]
    {
        assert_eq!(of(blank), 1, "{blank}");
    }
    for filled in
        ["单位负责人：丁一 填表人：丙三", "填表人（签字）：丙三　复核人（签字）：丁一", "说明：由填表人核对后签字。"]
    {
        assert_eq!(of(filled), 0, "{filled}");
    }
}

#[test]
fn a_signed_sheet_signs_for_no_other() {
    let check = json!({ "check": "form-signatures" });
    let workbook = |name: &str, text: &str| {
        let document = Document { title: name.to_owned(), ..paper(&format!("{name}.xlsx")).kind("ASSET_REPORT") };
        let mut document = document.saying(&[text]);
        let mut page = document.content[0].clone();
        page.source = PageSource::Cells;
        document.content = [page].into();
        document
    };
    let of = |documents: Vec<Document>| severities(&check, Code::SignatureMissing, documents).len();
    let (signed, blank) =
        ("合计\t12\n村负责人：丁一 填报人：丙三", "合计\t7\n村负责人： 填报人： 清查小组成员： 日期：2018-05-02");
    assert_eq!(of(vec![workbook("应收款项清查表", signed), workbook("库存物资清查表", blank)]), 1);
    let copy =
        Document { title: "库存物资清查表".to_owned(), ..workbook("库存物资清查表（已签）", signed) };
    assert_eq!(of(vec![copy, workbook("库存物资清查表", blank)]), 0, "the signed copy of the same sheet");
    assert_eq!(of(vec![says("ASSET_REPORT", "负责人：丁一"), workbook("库存物资清查表", blank)]), 0, "a signed paper");
}

#[test]
fn what_was_reported_to_the_township_is_held_against_the_papers() {
    let of = |row: &str| {
        let text = format!("村名\t总资产\t土地面积（亩）\t成员数\n{row}\n李庄村\t1\t2\t3");
        let sheet = Document { unit: crate::model::Unit::Township, ..paper("各村汇总表.xlsx").saying(&[&text]) };
        let own = "总资产964,500元，集体土地总面积1203.48亩，共有成员387人。";
        let papers = vec![says("CHARTER", own), says("PUB_NOTICE", &format!("公示。{own}")), sheet];
        severities(&agree(), Code::FiguresDisagree, papers)
    };
    for row in ["张庄村\t964500\t1230.48\t387", "张庄\t964500\t1203.48\t378", "张庄村\t946500\t1203\t387"] {
        assert_eq!(of(row), [Severity::Warning], "{row}");
    }
    for row in ["张庄村\t964500\t1203.5\t387", "张庄村\t\t\t", "王庄村\t1\t2\t3"] {
        assert!(of(row).is_empty(), "{row}");
    }
}

#[test]
fn the_built_in_rubric_asks_notices_and_allocations_too() {
    let of = |item: &str, kind: &str, code: Code, text: &str| {
        let slots = json!([slot(kind, 0, &json!({}))]);
        let rubric = rubric(&json!({ "type": "judgement" }), &slots, &builtin_checks(item));
        let findings = with_case(rubric, vec![says(kind, text)], assess_item).findings;
        findings.iter().filter(|finding| finding.code == code).count()
    };
    for (day, wrong) in [("2018年12月31日", 1), ("2017年12月31日", 0)] {
        let text = format!("公告\n我村清查登记时点为{day}，资产总额9元，现予公示。");
        assert_eq!(of("V04", "PUB_NOTICE", Code::ReferenceDateWrong, &text), wrong, "{text}");
    }
    for (digits, wrong) in [("3,500.00", 1), ("35,000.00", 0)] {
        let text = format!("拨付产权制度改革经费人民币叁万伍仟元整（¥{digits}元）。");
        assert_eq!(of("T05", "BUDGET", Code::ArithmeticWrong, &text), wrong, "{text}");
    }
}

//! Notices in words of their own: what is found, and the honest notice that must be left alone.

use jiff::civil::date;
use serde_json::{Value, json};

use super::period::{Days, days};
use crate::{
    evaluate::{
        Document, assess_item,
        checks::meeting::tests::of_roles,
        fixture::{paper, with_case},
    },
    model::{Code, Finding, Severity},
    rubric::Rubric,
};

fn found_in(rubric: Rubric, documents: Vec<Document>) -> Vec<Finding> {
    with_case(rubric, documents, assess_item).findings
}

fn found(check: &Value, texts: &[&str]) -> Vec<Finding> {
    let documents = texts.iter().enumerate().map(|(at, text)| notice(&format!("{at}公示.docx"), text)).collect();
    found_in(of_roles(&json!([check])), documents)
}

fn notice(path: &str, text: &str) -> Document {
    Document { signed: paper("x").on("2019-05-06").date, ..paper(path).kind("notice").saying(&[text]) }
}

fn severities(findings: &[Finding]) -> Vec<(Code, Severity)> {
    findings.iter().map(|finding| (finding.code, finding.severity)).collect()
}

#[test]
fn short_periods() {
    let check = json!({ "check": "notice-period" });
    for text in [
        "股权方案公示\n公示期自2019年5月6日起至2019年5月11日止。",
        "股权方案公示\n公示时间：5月6日—5月10日",
        "成员名单公示（第二榜）\n公示期自2019年5月6日至2019年5月9日",
        "榜　示\n清产核资结果榜示如下。\n榜示期：2019年6月3日至6月7日。",
        "通　告\n股权设置方案现予通告。\n通告时间：5月6日至5月9日",
    ] {
        let findings = found(&check, &[text]);
        assert_eq!(severities(&findings), [(Code::NoticeTooShort, Severity::Fault)], "{text}");
        assert!(!findings[0].places[0].quote.is_empty());
    }
    for text in ["股权方案公示\n公示期为五天。", "成员名单公示（第二榜）\n公示期自2019年5月6日至2019年5月11日"]
    {
        assert_eq!(severities(&found(&check, &[text])), [(Code::NoticeTooShort, Severity::Warning)], "{text}");
    }
    let seven = found(&check, &["股权方案公示\n公示期自2019年5月6日起至2019年5月12日止。"]);
    assert_eq!(
        severities(&seven),
        [(Code::NoticeTooShort, Severity::Warning)],
        "seven with the first day, six without"
    );
    for text in [
        "股权方案公示\n公示期自2019年5月6日起至2019年5月13日止。",
        "股权方案公示\n公示期十天",
        "榜　示\n清产核资结果榜示如下。\n榜示期：2019年6月3日至6月12日。",
        "通　告\n股权设置方案现予通告。\n通告张贴时间：5月6日至5月15日",
        "股权方案公示\n现将结果公示如下，如有异议请三日内提出。",
        "股权方案公示\n承包期自2019年5月6日起至2019年5月8日止。",
    ] {
        let findings = found(&check, &[text]);
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn working_days() {
    let mut rubric = of_roles(&json!([{ "check": "notice-period" }]));
    rubric.settings.notice.working = true;
    let period = |text: &str| found_in(rubric.clone(), vec![notice("公示.docx", text)]);
    assert_eq!(
        period("名单公示\n公示期自2019年5月6日至2019年5月13日。")[0].severity,
        Severity::Fault,
        "six working days"
    );
    assert!(period("名单公示\n公示期自2019年5月6日至2019年5月15日。").is_empty());
    let said = found(
        &json!({ "check": "notice-period" }),
        &["名单公示\n公示7个工作日，公示期自2019年5月6日起至2019年5月13日止。"],
    );
    assert_eq!(severities(&said), [(Code::NoticeTooShort, Severity::Warning)]);
    assert!(said[0].message.zh.contains("写明公示 7 个工作日"));
    assert_eq!(days(date(2020, 1, 23), date(2020, 2, 3), true), Days { inclusive: 2, strict: 1 });
    assert_eq!(days(date(2019, 5, 6), date(2019, 5, 12), false), Days { inclusive: 7, strict: 6 });
}

#[test]
fn lists_and_their_order() {
    let mut rubric = of_roles(&json!([{ "check": "notice-period", "lists": "V01.1" }]));
    rubric.items[0].slots[0].kinds = vec!["notice".to_owned()];
    let lists = |texts: &[&str]| {
        let documents = texts.iter().enumerate().map(|(at, text)| notice(&format!("{at}公示.docx"), text)).collect();
        severities(&found_in(rubric.clone(), documents))
    };
    let first = "成员名单公示（第一榜）\n公示期自2019年5月6日至2019年5月16日";
    assert_eq!(lists(&[first]), [(Code::NoticeFieldMissing, Severity::Hint)]);
    assert_eq!(lists(&[first, "成员名单公示（第二榜）\n公示期自2019年5月20日至2019年5月30日"]), []);
    let early = "成员名单公示（第二榜）\n公示期自2019年4月1日至2019年4月12日";
    assert_eq!(lists(&[first, early]), [(Code::DateOutOfOrder, Severity::Warning)]);
}

#[test]
fn days_without_a_year_or_in_the_wrong_order() {
    let check = json!([{ "check": "notice-period" }]);
    let undated = paper("公示.docx").kind("notice").saying(&["方案公示\n公示期：5月6日至5月16日"]);
    assert_eq!(severities(&found_in(of_roles(&check), vec![undated])), [(Code::DateAmbiguous, Severity::Warning)]);
    // The reference date that the text tells first is none of the notice's days.
    let text = "资产清查公示\n以2017年12月31日为登记时点，结果公示如下。\n公示期：5月6日至5月16日\n赵家庄村民委员会";
    let told = crate::evaluate::documents::document::Dated {
        date: jiff::civil::date(2017, 12, 31),
        place: crate::model::Citation {
            path: crate::model::ArchivePath::new("公示.docx"),
            page: Some(1),
            quote: "2017年12月31日".to_owned(),
        },
    };
    let undated = Document { date: Some(told), ..paper("公示.docx").kind("notice").saying(&[text]) };
    assert_eq!(severities(&found_in(of_roles(&check), vec![undated])), [(Code::DateAmbiguous, Severity::Warning)]);
    let turned = notice("公示.docx", "方案公示\n公示期：2019年5月16日至2019年5月6日");
    assert_eq!(severities(&found_in(of_roles(&check), vec![turned])), [(Code::DateOutOfOrder, Severity::Warning)]);
}

const FULL: &str = "赵家庄股权设置方案公示\n经村民代表会议通过，现将股权设置方案予以公示，公示期自2019年5月6日至2019年5月16日。如对方案有不同意见，请在公示期内向村委会反映，联系电话：0632-0000012。\n赵家庄村民委员会\n2019年5月6日";

#[test]
fn what_a_notice_must_say() {
    let check = json!({ "check": "notice-fields" });
    assert!(found(&check, &[FULL]).is_empty());
    for (cut, lacks) in [
        ("，公示期自2019年5月6日至2019年5月16日", "公示起止日期"),
        ("，联系电话：0632-0000012", "联系电话"),
        ("赵家庄村民委员会\n", "落款单位"),
    ] {
        let findings = found(&check, &[&FULL.replace(cut, "")]);
        assert!(
            findings.len() == 1 && findings[0].message.zh.contains(&format!("未见：{lacks}。")),
            "{cut}: {findings:?}"
        );
    }
    // A result that is announced, a heading, and a list beside its notice.
    assert!(found(&check, &["当选公告\n经成员代表大会选举，赵甲当选理事长，钱乙、孙丙当选理事，李丁当选监事长，特此向全体成员公告，请大家互相转告。"]).is_empty());
    assert!(found(&check, &["成员名单公示"]).is_empty());
    let list = format!("成员名单公示\n{}", "序号\t姓名\n1\t赵甲乙丙\n".repeat(12));
    assert!(found(&check, &[FULL, &list]).is_empty());
}

#[test]
fn whole_numbers_are_counted_and_masked() {
    let check = json!({ "check": "personal-data" });
    let bad = [
        "名单公示\n1\t赵甲\t990101195001010018",
        "名单公示\n赵甲（身份证号：９９０１０１１９５００１０１００１８）",
        "名单公示\n赵甲\t13800000001\n钱乙\t13800000002\n孙丙\t138-0000-0003\n李丁\t13800000004",
    ];
    for text in bad {
        let findings = found(&check, &[text]);
        assert_eq!(severities(&findings), [(Code::PersonalDataExposed, Severity::Warning)], "{text}");
        let shown = format!("{findings:?}");
        assert!(
            shown.contains("****") && !shown.contains("990101195001010018") && !shown.contains("13800000001"),
            "{shown}"
        );
    }
    for text in [
        "名单公示\n1\t赵甲\t990101********0018",
        "方案公示\n联系人赵甲，电话13800000001；监督电话0632-0000012",
        "资产公示\n合同编号202001011234567890，账号999999999999999999",
    ] {
        assert!(found(&check, &[text]).is_empty(), "{text}");
    }
}

#[test]
fn short_periods_in_other_words() {
    let check = json!({ "check": "notice-period" });
    let fault = [(Code::NoticeTooShort, Severity::Fault)];
    for text in [
        "资产清查结果公示\n公示时间：2019年4月1日8时至2019年4月4日18时",
        "资产清查结果公示\n公示起止日期：2019年4月1日——2019年4月4日",
        "资产清查结果公示\n公示期间为2019年4月1日（星期一）至2019年4月4日（星期四）。",
        "资产清查结果公示\n起止时间\t2019-04-01\t2019-04-04",
        "资产清查结果公示\n张贴时间：2019年4月1日　撤下时间：2019年4月4日",
        "资产清查结果公示\n公示开始日期：2019年4月1日\n公示结束日期：2019年4月4日",
        "资产清查结果公示\n公示期限：从2019 年 4 月 1 日起，到2019 年 4 月 4 日止，共4天",
        "资产清查结果公示\n公示期：4天（2019年4月1日－4月4日）",
    ] {
        assert_eq!(severities(&found(&check, &[text])), fault, "{text}");
    }
    for text in [
        "资产清查结果公示\n公示时间：2019年4月1日8时至2019年4月9日18时",
        "资产清查结果公示\n公示期间为2019年4月1日（星期一）至2019年4月8日（星期一）。",
        "资产清查结果公示\n起止时间\t2019-04-01\t2019-04-10",
        "资产清查结果公示\n张贴时间：2019年4月1日　撤下时间：2019年4月10日",
        "资产清查结果公示\n公示期：7天（2019年4月1日－4月8日）",
        "资产清查结果公示\n清查时间：2018年3月1日至2018年3月4日，公示期10天",
        "资产清查结果公示\n合同起止时间\t2019-04-01\t2019-04-04",
    ] {
        let findings = found(&check, &[text]);
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn notices_in_other_words() {
    let check = json!({ "check": "notice-fields" });
    let whole = [
        "公　示\n全体村民：\n现将我村成员身份确认初步结果张榜公布，时间为2019年4月1日至4月10日。凡有错登、漏登的，请于公示期内持户口簿到村会计室登记更正。联系人：冯会计，电话138 0000 0000。\n槐荫村村委会（章）\n2019年4月1日",
        "槐荫村资产清查情况公示表\n项目\t金额\n固定资产\t120000\n公示期限：2019年4月1日至2019年4月10日\n群众如对以上数据有疑问，可向清产核资工作小组反映。监督电话：0632-0000013\n槐荫村清产核资工作小组\n2019年4月1日",
        "股权设置方案公示（第一榜）\n根据村民代表会议决定，现将方案张榜公示，公示时间2019.4.1—2019.4.10。公示期间如有意见和建议，请以书面形式提交村委会，举报电话：0632-0000014。\n槐荫村股份经济合作社筹备组\n二〇一九年四月一日",
    ];
    for text in whole {
        let findings = found(&check, &[text]);
        assert!(findings.is_empty(), "{text}: {}", findings[0].message.zh);
    }
    for (at, cut, lacks) in [
        (0, "，电话138 0000 0000", "联系电话"),
        (0, "，时间为2019年4月1日至4月10日", "公示起止日期"),
        (1, "监督电话：0632-0000013", "联系电话"),
        (1, "\n群众如对以上数据有疑问，可向清产核资工作小组反映。监督电话：0632-0000013", "异议方式、联系电话"),
        (2, "槐荫村股份经济合作社筹备组\n", "落款单位"),
    ] {
        let findings = found(&check, &[&whole[at].replace(cut, "")]);
        assert!(
            findings.len() == 1 && findings[0].message.zh.contains(&format!("未见：{lacks}。")),
            "{cut}: {findings:?}"
        );
    }
}

#[test]
fn bank_cards_and_numbers_in_other_shapes() {
    let check = json!({ "check": "personal-data" });
    for text in [
        "分红公示\n冯大山\t6299 9900 0000 0000 004\t350元",
        "分红公示\n户主：冯大山，卡号6299980000000000006，金额350元",
        "成员公示\n冯大山 身份证号码 9901011950 0101 0018",
        "成员公示\n姓名\t电话\n冯大山\t138 0000 0001\n卫小河\t138 0000 0002\n蒋青\t138 0000 0003\n沈禾\t138 0000 0004",
    ] {
        let findings = found(&check, &[text]);
        assert_eq!(severities(&findings), [(Code::PersonalDataExposed, Severity::Warning)], "{text}");
        let shown = format!("{findings:?}");
        assert!(
            !shown.contains("0000 0000 004") && !shown.contains("9980000000") && !shown.contains("19500101"),
            "{shown}"
        );
    }
    for text in [
        "分红公示\n冯大山\t6299****0004\t350元",
        "资产公示\n银行存款账号 9050 0000 0000 0000 12，余额1200元",
        "资源公示\n地块编码3704060001000001234，面积3.2亩",
    ] {
        let findings = found(&check, &[text]);
        assert!(findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn a_number_to_call_stands_behind_a_person_or_a_label() {
    let has = |line: &str| {
        let document = notice("公示.docx", &format!("成员名单公示\n{line}"));
        crate::evaluate::facts::notice::notice(&document).is_some_and(|facts| facts.phone.is_some())
    };
    for line in [
        "如有异议请向林知远（000-6660004）书面提出。",
        "受理人：林知远　000-7713004",
        "监督电话：0632-0000012",
        "找会计林三，13900000000",
    ] {
        assert!(has(line), "{line}");
    }
    for line in ["林知远（2019年5月6日）", "第一村民小组（0632）", "集体土地12345678平方米"] {
        assert!(!has(line), "{line}");
    }
}

//! Charters, plans and rules: their blocks, names of other places, placeholders, wording, what they cite, likeness.

use serde_json::{Value, json};

use super::{Table, says, scanned, signed};
use crate::{
    evaluate::{
        Case, Document, assess_item,
        fixture::{builtin_checks, rubric, slot, with_case},
    },
    model::{ArchivePath, Code, Finding, Severity, Unit},
};

/// What the checks of a built-in item find in one text of 张庄村.
fn of(item: &str, code: Code, text: &str) -> Vec<Finding> {
    found(item, code, says("plan", text))
}

fn found(item: &str, code: Code, document: Document) -> Vec<Finding> {
    let scoring =
        if item == "V19" { json!({ "type": "veto_zero", "veto": "套用" }) } else { json!({ "type": "judgement" }) };
    let slots = json!([slot("plan", 1, &json!({}))]);
    let findings = with_case(rubric(&scoring, &slots, &builtin_checks(item)), vec![document], assess_item).findings;
    findings.into_iter().filter(|finding| finding.code == code).collect()
}

/// Something is found in each of the first, and nothing in the second.
fn holds(item: &str, code: Code, named: &[&str], left: &[&str]) {
    assert!(named.len() >= 3 && left.len() >= 3, "a table has three cases of either sort");
    for text in named {
        assert!(!of(item, code, text).is_empty(), "not named: {text}");
    }
    for text in left {
        let found = of(item, code, text);
        assert!(found.is_empty(), "named: {text}\n{found:?}");
    }
}

#[test]
fn text_blocks() {
    let whole = "第六条 经清产核资，截至登记时点本社总资产96.45万元，土地1,204.3亩。\n第七条 界定成员103户387人。\n\
                 第八条 折股量化净资产51万元，股份总数518股。\n第九条 设成员股，不设集体股。\n第十条 股权实行动态管理，五年一调整。";
    let without = |from: &str, to: &str| whole.replace(from, to);
    holds(
        "V18",
        Code::CharterBlockMissing,
        &[
            &without("总资产96.45万元，土地1,204.3亩", "各类资产以报表为准"),
            &without("界定成员103户387人", "成员以名册为准"),
            &without("股权实行动态管理，五年一调整", "股权由理事会管理"),
        ],
        &[
            whole,
            &whole.replace("96.45万元", "九十六万四千五百元"),
            &whole.replace("界定成员103户387人", "本社成员合计：户数\t103户\t人数\t387人"),
        ],
    );
}

#[test]
fn foreign_places() {
    holds(
        "V19",
        Code::ForeignPlaceName,
        &[
            "第一条 为规范李庄村股份经济合作社的组织和行为，制定本章程。",
            "第三条 本社住所：柳河镇青石峪村村委会院内。",
            "第一条 本社由柳河镇青石峪村全体成员组成。",
            "青石峪村股份经济合作社章程\n第一条 总则。",
            "第二条 本社名称：临沭县店头镇青石峪村股份经济合作社。",
            "第九条 凡槐荫街道青石峪村的农户均为本社成员。",
        ],
        &[
            "第一条 为规范张庄村股份经济合作社的组织和行为，制定本章程。",
            "第三条 本社住所：山亭区凫城镇张庄村村委会院内。",
            "第五条 接受镇党委和村党组织领导，镇村两级建立台账，报乡镇政府备案。",
            "第六条 由镇经管站指导各村开展工作，全镇18个行政村同步推进，本村自行实施。",
            "第八条 本村西至柳河镇青石峪村，以河为界。",
            "第九条 与柳河镇青石峪村签订的山场承包合同继续有效。",
            "第十条 凡返乡、下乡人员在农村创业的，适用本章程；城镇和农村居民同等对待。",
            "第十一条 户口由外乡镇其他村迁入本村的，经成员大会表决。",
            "第十二条 乡镇人民政府及村民委员会依法监督，乡村振兴示范村建设项目由村集体申报。",
        ],
    );
    // A plan may speak of others; only where it says who it is about is a strange name a trace of a model.
    holds(
        "V01",
        Code::ForeignPlaceName,
        &[
            "柳河镇青石峪村清产核资实施方案\n一、总体要求。",
            "青石峪村股份经济合作社折股量化方案\n一、依据。",
            "二、单位名称：柳河镇青石峪村民委员会",
        ],
        &[
            "张庄村清产核资实施方案\n一、总体要求。",
            "凫城镇张庄村清产核资实施方案\n组织到柳河镇青石峪村观摩学习。",
            "一、对外单位占用的资产逐项登记，柳河镇青石峪村借用的水泵一并清查。",
        ],
    );
    let pattern = of("V19", Code::ForeignPlaceName, "第三条 本社住所：柳河镇青石峪村村委会院内。");
    assert_eq!(pattern[0].severity, Severity::Warning, "only the pattern tells");
}

#[test]
fn placeholders() {
    holds(
        "V19",
        Code::PlaceholderLeft,
        &[
            "第二条 本社注册地址为ＸＸ县ＸＸ乡ＸＸ村。",
            "第七条 本社现有成员（　）户、（　）人。",
            "第九条 理事会由＿＿人组成，每届任期＿＿年。",
            "第一条 为规范【村名】股份经济合作社的行为，制定本章程。",
            "第十条 法定代表人由XXX担任。",
            "第十二条 每股金额为……元（根据实际填写）。",
        ],
        &[
            "第二条 本社注册地址为凫城镇张庄村。",
            "（以下简称〔2020〕48号文件）第七条 本社现有成员103户、387人。",
            "理事长（签名）：　　　　　监事长（签名）：",
            "成员代表：柳××，电话：138XXXX0012",
        ],
    );
    holds(
        "V21",
        Code::PlaceholderLeft,
        &[
            "第六条 单笔支出在____元以下的由理事长审批，____元以上的经成员代表会议讨论。",
            "张庄村股份经济合作社财务管理制度\n第四条 现金库存限额为（　　）元。",
            "三、支出审批：500元至XX元由理事会集体研究。",
            "第五条 会计由XXX担任，出纳由XXX担任。",
            "第六条 金额在　　元以内的，由理事长签批；超过　　元的，须经民主理财小组审核。",
            "第三条 【合作社名称】实行村账镇代理。",
        ],
        &[
            "第六条 单笔支出在500元以下的由理事长审批，5000元以上的经成员代表会议讨论。",
            "审批人（签字）：＿＿＿＿　经办人：＿＿＿＿",
            "第四条 现金库存限额为1000元，超过部分及时送存银行。",
            "附：支出审批单\n日期：　　年　　月　　日",
            "表一\t收入\t元\n表二\t支出\t元",
        ],
    );
}

#[test]
fn wording() {
    holds(
        "V19",
        Code::WordingError,
        &[
            "张庄村股份经挤合作社章程",
            "第八条 成员按股享有收益份配权。",
            "第十条 重大事项由村名代表会议表决。",
            "第十一条 表决采取无记明投票方式。",
        ],
        &[
            "张庄村股份经济合作社章程",
            "第八条 成员按股享有收益分配权，一般份额不再调整。",
            "第十条 重大事项由村民代表会议表决，按排序逐项进行。",
            "第十一条 表决采取无记名投票方式，即日起公布。",
        ],
    );
}

#[test]
fn anachronism() {
    let dated = |text: &str, date: &str| found("V19", Code::Anachronism, signed("plan", text, date)).len();
    for (text, date) in [
        ("第一条 根据《中华人民共和国乡村振兴促进法》，制定本章程。", "2020-06-05"),
        ("第二条 深入贯彻党的二十大精神，发展壮大集体经济。", "2019-11-20"),
        ("第三条 参照农业农村部印发的《农村集体经济组织示范章程（试行）》。", "2020-05-16"),
        ("第四条 在全面落实十九届五中全会部署的基础上开展工作。", "2020-04-02"),
    ] {
        assert_eq!(dated(text, date), 1, "{text}");
    }
    for (text, date) in [
        ("第一条 根据《中华人民共和国宪法》和有关法律，制定本章程。", "2020-06-05"),
        ("第二条 深入贯彻党的十九大精神，发展壮大集体经济。", "2019-11-20"),
        ("第三条 参照《山东省农村集体经济组织示范章程》。", "2020-05-16"),
        ("第四条 《中华人民共和国民法典》施行后，与其抵触的从其规定。", "2020-06-10"),
    ] {
        assert_eq!(dated(text, date), 0, "{text}");
    }
}

#[test]
fn copied_text() {
    let words = |from: u32, count: u32| -> String {
        (0..count)
            .map(|line| {
                let line: String = (0..28).filter_map(|at| char::from_u32(0x5200 + (from + line) * 28 + at)).collect();
                format!("第{}条 {line}。\n", line.chars().count())
            })
            .collect()
    };
    let hints = |own: String, other: String| -> Vec<Severity> {
        let other = Document {
            unit: Unit::Village("李庄村".to_owned()),
            path: ArchivePath::new("李庄村/章程.docx"),
            ..says("plan", &other)
        };
        let documents = vec![says("plan", &own), other];
        let checks: Value = builtin_checks("V19");
        let slots = json!([slot("plan", 1, &json!({}))]);
        with_case(rubric(&json!({ "type": "judgement" }), &slots, &checks), documents, |case, item| {
            let own: Vec<Document> =
                case.documents.iter().filter(|document| document.unit == *case.unit).cloned().collect();
            let findings = assess_item(&Case { documents: &own, events: &[], ..*case }, item).findings;
            findings.into_iter().filter(|f| f.code == Code::CopiedText).map(|finding| finding.severity).collect()
        })
    };
    let alike = [
        (format!("张庄村章程\n{}", words(0, 20)), format!("李庄村章程\n{}", words(0, 20))),
        (format!("{}资产总额96.45万元。", words(0, 20)), format!("{}资产总额1,204.00元。", words(0, 20))),
        (format!("{}理事长柳一。", words(40, 30)), format!("{}理事长孟二。", words(40, 30))),
    ];
    for (own, other) in alike {
        assert_eq!(hints(own, other), [Severity::Hint], "never more than a hint");
    }
    let apart = [
        (words(0, 20), words(60, 20)),
        (format!("{}{}", words(0, 20), words(20, 10)), format!("{}{}", words(0, 20), words(60, 10))),
        ("张庄村章程\n第一条 总则。".to_owned(), "李庄村章程\n第一条 总则。".to_owned()),
    ];
    for (own, other) in apart {
        assert_eq!(hints(own, other), []);
    }
}

#[test]
fn recognised_text_is_weighed_less() {
    let table = Table {
        check: json!({ "check": "placeholders", "slot": "V01.1" }),
        kind: "FIN_RULE",
        code: Code::PlaceholderLeft,
    };
    let gap = says("FIN_RULE", "第四条 现金库存限额为（　　）元，由会计按日盘点。");
    assert_eq!(table.found(&[scanned(gap, 0.95)]), [Severity::Warning]);
}

//! Figures, sums, reference dates, ledgers and the forms of the inventory.

use serde_json::json;

use super::{Table, says, scanned};
use crate::{
    evaluate::{Document, fixture::scan},
    model::Code,
};

#[test]
fn figures_agree() {
    let kinds = [
        "ASSET_BS",
        "ASSET_REPORT",
        "ASSET_LEDGER",
        "PUB_NOTICE",
        "ARCH_HANDOVER",
        "MTG_RESOLUTION",
        "CHARTER",
        "EQUITY_PLAN",
        "EQUITY_MGMT",
        "EQUITY_ROSTER",
        "MEMBER_ROSTER",
    ];
    let check = json!({ "check": "figures-agree", "kinds": kinds, "severity": "fault" });
    let table = Table { check, kind: "ASSET_REPORT", code: Code::FiguresDisagree };
    table.holds(
        &[
            vec![
                says("PUB_NOTICE", "序号\t项目\t金额（元）\n1\t资产总额\t1,283,600.00\n2\t负债合计\t20,100.00"),
                says("CHARTER", "第五条 清产核资后，本社资产总额为128.63万元，负债2.01万元。"),
            ],
            vec![
                says("MTG_RESOLUTION", "同意清产核资结果：资产总额人民币玖拾陆万肆仟伍佰元整，负债为零。"),
                says("ASSET_BS", "资产\t期末余额\n资产总计\t946,500.00"),
            ],
            vec![
                says("PUB_NOTICE", "经三榜公示，全村共认定集体经济组织成员一百零三户、三百八十七人。"),
                says("CHARTER", "本社成员103户，计378人，以成员名册为准。"),
            ],
            vec![says("EQUITY_PLAN", "共折合股份 2,046 股"), says("CHARTER", "本社总股本2064股，按户发证。")],
            vec![
                scanned(says("PUB_NOTICE", "资源性资产总面积 1,204.30 亩，其中耕地 990.10 亩"), 0.97),
                says("CHARTER", "集体土地总面积1024.3亩。"),
            ],
            vec![
                says("EQUITY_PLAN", "每股价值人民币612.00元"),
                says("EQUITY_MGMT", "每股金额为621元，由理事会登记造册。"),
            ],
            // Both are rounded, and neither can be the other.
            vec![says("PUB_NOTICE", "资产总额128.36万元"), says("CHARTER", "资产总额约为118.36万元")],
        ],
        &[
            // A handwritten page: a person has to read its figures first.
            vec![
                scanned(says("PUB_NOTICE", "资源性资产总面积 1,204.30 亩，其中耕地 990.10 亩"), 0.93),
                says("CHARTER", "集体土地总面积1024.3亩。"),
            ],
            vec![says("PUB_NOTICE", "资产总额128.36万元"), says("CHARTER", "资产总额约为128.4万元")],
            vec![
                says("PUB_NOTICE", "资产总额人民币壹佰贰拾捌万叁仟陆佰元整"),
                says("CHARTER", "资产总额1,283,600.00元。"),
            ],
            vec![
                says("PUB_NOTICE", "认定成员一百零三户、三百八十七人。"),
                says("CHARTER", "本社成员103户、387人。其中女性成员180人，党员成员21人。"),
            ],
            vec![says("PUB_NOTICE", "耕地面积225亩"), says("CHARTER", "耕地 15 公顷，荒山 40 亩。")],
            vec![
                says("MTG_RESOLUTION", "会议应到成员代表36人，实到33人，同意33人。"),
                says("CHARTER", "本社成员103户、387人；理事会成员5人，监事会成员3人。"),
            ],
            vec![
                says("PUB_NOTICE", "截至2017年12月31日，资产总额100,000.00元。"),
                says("CHARTER", "新建冷库投入资产30,000元，年终奖励资产总额的2%。"),
            ],
            vec![
                says("EQUITY_PLAN", "每股612元，每名成员配股2股，每户最多12股。"),
                says("CHARTER", "每股金额612.00元；每股分红由成员大会决定，每股不超过30元。"),
            ],
        ],
    );
}

#[test]
fn arithmetic() {
    let check = json!({ "check": "arithmetic", "severity": "fault",
        "kinds": ["ASSET_BS", "ASSET_REPORT", "PUB_NOTICE", "CHARTER", "EQUITY_PLAN", "EQUITY_MGMT", "EQUITY_ROSTER"] });
    let table = Table { check, kind: "ASSET_REPORT", code: Code::ArithmeticWrong };
    let balance = |cash: &str, total: &str| {
        says(
            "ASSET_BS",
            &format!(
                "资产负债表\n单位：元\n资产\t期末数\t负债及所有者权益\t期末数\n流动资产：\t\t流动负债：\t\n货币资金\t{cash}\t短期借款\t0.00\n\
                 应收款项\t12,000.00\t应付款项\t9,000.00\n库存物资\t0.00\t流动负债合计\t9,000.00\n固定资产净值\t300,000.00\t负债合计\t9,000.00\n\
                 在建工程\t20,000.00\t所有者权益合计\t{}\n资产总计\t{total}\t负债和所有者权益总计\t{total}",
                net(total)
            ),
        )
    };
    table.holds(
        &[
            vec![says("EQUITY_PLAN", "经营性净资产511,369.60元全部量化，量化资产总额511,369.60元，设总股518股，每股978.20元。")],
            vec![says("EQUITY_PLAN", "折股量化经营性净资产511,369.60元，折成518股，每股股值978.20元。")],
            vec![says("EQUITY_PLAN", "项目\t数额\n量化资产总额（元）\t511,369.60\n股份总数（股）\t518\n每股金额（元）\t978.20")],
            vec![says("EQUITY_PLAN", "511,369.60元÷518股＝978.20元/股，由成员按份享有。量化资产511,369.60元。")],
            vec![says("PUB_NOTICE", "资产总额96.45万元，其中经营性资产50.00万元，非经营性资产26.45万元。")],
            vec![says("CHARTER", "股份总数为1,300股，其中成员股1,040股，集体股160股。")],
            // The classes of a balance sheet do not add up to its total.
            vec![balance("8,000.00", "350,000.00")],
            vec![says("EQUITY_ROSTER", "户主姓名\t人口\t持股数\n甲一\t3\t6\n乙二\t2\t4\n合计\t5\t12")],
        ],
        &[
            vec![says("EQUITY_PLAN", "量化资产总额506,707.60元，设总股518股，每股978.20元。")],
            vec![says("EQUITY_PLAN", "量化资产总额100,000.00元，折合333股，每股300.30元。")],
            // A price that was set, and what is left over is less than half a share.
            vec![says("EQUITY_PLAN", "量化资产总额60,020元，每股50元，总股数1200股。")],
            vec![balance("18,000.00", "350,000.00")],
            vec![says("PUB_NOTICE", "资产总额96.45万元，经营性资产50.00万元，非经营性资产46.45万元。")],
            vec![says("CHARTER", "股份总数1,300股，成员股1,040股，集体股160股，扶贫股100股。")],
            vec![says("EQUITY_ROSTER", "户主姓名\t人口\t持股数\n甲一\t3\t6\n乙二\t2\t4\n合计\t5\t10")],
            // A balance sheet with a line that nobody here knows: nothing is added up.
            vec![says(
                "ASSET_BS",
                "资产\t期末数\n货币资金\t8,000.00\n固定资产净值\t300,000.00\n其他长期待处理事项\t40,000.00\n资产总计\t350,000.00",
            )],
        ],
    );
}

/// What is left of a total after 9,000.00 of debts.
fn net(total: &str) -> String {
    let yuan: i64 = total.replace([',', '.'], "").parse::<i64>().expect("a sum") / 100 - 9_000;
    format!("{yuan}.00")
}

#[test]
fn amounts_in_words() {
    let table =
        Table { check: json!({ "check": "amounts-in-words" }), kind: "ASSET_TRANSFER", code: Code::ArithmeticWrong };
    let of = |text: &str| vec![says("ASSET_TRANSFER", text)];
    table.holds(
        &[
            of("移交资产价值合计（大写）：壹拾贰万叁仟元整　　（小写）：￥132,000.00"),
            of("项目总投资 45,600.00 元（大写：人民币肆万伍仟陆佰伍拾元整）"),
            of("合计人民币\t（大写）柒仟零捌拾元整\t￥7,800.00"),
            vec![scanned(says("ASSET_TRANSFER", "确权金额：人民币叁佰万元整（￥300,000.00元）"), 0.98)],
        ],
        &[
            of("移交资产价值合计（大写）：壹拾贰万叁仟元整　　（小写）：￥123,000.00"),
            of("水井一眼，价值8000元；水泵两台，价值贰仟元整"),
            of("项目总投资4.56万元（大写：肆万伍仟陆佰元整）"),
            of("合计人民币柒仟零捌拾元伍角整（￥7,080.50）"),
        ],
    );
}

#[test]
fn reference_date() {
    let check =
        json!({ "check": "reference-date", "kinds": ["ASSET_REPORT", "ASSET_BS", "PLAN"], "severity": "fault" });
    let table = Table { check, kind: "ASSET_REPORT", code: Code::ReferenceDateWrong };
    let of = |text: &str| vec![says("ASSET_REPORT", text)];
    let plan = |text: &str| {
        let plan = says("PLAN", text);
        vec![Document { topics: vec!["asset-inventory".to_owned()], ..plan }]
    };
    table.holds(
        &[
            of("固定资产清查登记表\n清查登记时点：2018年12月31日\n编制单位：柳沟村"),
            of("登记时点\t2017年11月30日\t单位\t元"),
            vec![scanned(says("ASSET_REPORT", "资产登记基准日：2016-12-31"), 0.98)],
            plan("三、清查时点。以2018年6月30日为清产核资登记时点，全面清查各类资产。"),
            plan("（二）登记时点为2018年12月31日，历年形成的资产均在清查范围。"),
        ],
        &[
            of("固定资产清查登记表\n清查登记时点：2017年12月31日\n填报日期：2018年7月2日"),
            of("清查时点：2017.12.31，实际盘点日：2018.6.20"),
            of("填报时间：2018年8月1日"),
            plan("三、清查时点。以2017年12月31日为清产核资登记时点。四、2018年6月30日前完成清查。"),
            plan("成员身份确认以2018年8月31日为基准日。"),
            plan("清产核资工作于2018年3月1日启动，截止2018年9月30日完成登记造册。"),
        ],
    );
}

#[test]
fn ledger() {
    let check = json!({ "check": "ledger", "slot": "V01.2" });
    let table = Table { check, kind: "ASSET_REPORT", code: Code::LedgerMissing };
    let report = |text: &str| says("ASSET_REPORT", text);
    table.holds(
        &[
            vec![report("清产核资报表\n货币资金\t12.00")],
            vec![report("资源性资产清查登记总表\n耕地\t300亩"), report("固定资产清查登记表\n机井\t3")],
            vec![scanned(report("农清明细08\n房屋\t2\t30000.00"), 0.95)],
        ],
        &[
            vec![report("清产核资报表\n货币资金\t12.00"), says("other", "资产台账\n机井\t3")],
            vec![report("清产核资报表\n货币资金\t12.00"), scan("扫描0007.pdf")],
            vec![says("PLAN", "根据清查结果建立台账。")],
        ],
    );
}

#[test]
fn form_signatures() {
    let table =
        Table { check: json!({ "check": "form-signatures" }), kind: "ASSET_REPORT", code: Code::SignatureMissing };
    let of = |text: &str| vec![says("ASSET_REPORT", text)];
    table.holds(
        &[
            of("村负责人：柳大水　　制表人：　　　　日期：2018年5月2日"),
            of("清查人签字：__________　　监督人签字：孟小河"),
            of("填表人：丁一\t复核人：\t负责人："),
            of("合计\t\t300\n盘点人（签名）：\n监盘人：丙三"),
        ],
        &[
            of("村负责人：柳大水　　制表人：孟小河　　日期：2018年5月2日"),
            of("本表一式三份，由填表人签字后报镇经管站。"),
            vec![scanned(says("ASSET_REPORT", "负责人：　填表人："), 0.9)],
            of("填表人：丁一\t复核人：丙三\t负责人：戊四"),
        ],
    );
}

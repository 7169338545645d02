//! Lists of people: rosters, survey sheets, receipts of certificates; elections and boards.

use serde_json::json;

use super::{Table, says, scanned, signed};
use crate::{
    evaluate::Document,
    model::{Code, PageSource},
    text::ids::check_character,
};

/// An identity number of a region that does not exist, with its right check character.
fn id(birth: &str, order: u32) -> String {
    let digits = format!("990403{birth}{order:03}");
    let check = check_character(&digits).expect("17 digits");
    format!("{digits}{check}")
}

/// The same number with another check character.
fn misread(number: &str) -> String {
    format!("{}{}", &number[..17], if number.ends_with('1') { '2' } else { '1' })
}

fn roster(text: &str) -> Vec<Document> {
    vec![says("MEMBER_ROSTER", text)]
}

fn roster_table(code: Code) -> Table {
    Table { check: json!({ "check": "roster", "kind": "MEMBER_ROSTER" }), kind: "MEMBER_ROSTER", code }
}

#[test]
fn roster_identity_numbers() {
    let (man, woman) = (id("19510203", 31), id("19550809", 42));
    roster_table(Code::RosterIdInvalid).holds(
        &[
            roster(&format!("编号\t户主\t成员姓名\t性别\t公民身份号码\n1\t柳一\t柳一\t男\t{}", misread(&man))),
            roster(&format!("序号\t姓名\t性别\t身份证号\n1\t柳一\t男\t{man}\n2\t孟二\t男\t{woman}")),
            roster(&format!("姓名\t证件号码\t关系\n柳一\t{}\t本人", id("19510230", 31))),
        ],
        &[
            roster(&format!("编号\t户主\t成员姓名\t性别\t公民身份号码\n1\t柳一\t柳一\t男\t{man}")),
            roster("序号\t姓名\t性别\t身份证号\n1\t柳一\t男\t990403********0319"),
            roster(&format!("姓名\t证件号码\t关系\n柳一\t{}\t本人", &man[..15])),
            vec![scanned(says("MEMBER_ROSTER", &format!("序号\t姓名\t身份证号\n1\t柳一\t{}", misread(&man))), 0.8)],
        ],
    );
}

#[test]
fn roster_people_twice() {
    let (man, woman) = (id("19510203", 31), id("19550809", 42));
    let rows = |rows: &[(&str, &str, &str)]| {
        let rows: Vec<String> =
            rows.iter().map(|(household, name, number)| format!("{household}\t{name}\t{number}")).collect();
        roster(&format!("户编号\t姓名\t身份证号码\n{}", rows.join("\n")))
    };
    roster_table(Code::RosterDuplicatePerson).holds(
        &[
            rows(&[("001", "柳一", &man), ("001", "孟二", &woman), ("017", "柳一", &man)]),
            rows(&[("001", "柳一", &man), ("001", "柳乙", &man)]),
            roster(&format!(
                "序号\t姓名\t身份证号\t序号\t姓名\t身份证号\n1\t柳一\t{man}\t2\t孟二\t{woman}\n3\t丁三\t\t4\t柳一\t{man}"
            )),
        ],
        &[
            rows(&[("001", "柳一", &man), ("002", "柳一", &woman)]),
            rows(&[("001", "柳一", ""), ("002", "柳一", "")]),
            rows(&[("001", "柳一", "990403********0319"), ("002", "柳一", "990403********0319")]),
        ],
    );
}

#[test]
fn roster_counts() {
    const ROWS: &str =
        "序号\t户编号\t姓名\t与户主关系\n1\t1\t柳一\t户主\n2\t1\t孟二\t妻\n3\t1\t柳三\t子\n4\t2\t丁四\t户主";
    let with = |head: &str, foot: &str| roster(format!("{head}\n{ROWS}\n{foot}").trim());
    let groups = |total: &str| {
        roster(&format!(
            "一组 共1户2人\n序号\t户号\t姓名\t与户主关系\n1\t1\t柳一\t户主\n2\t1\t孟二\t妻\n二组 共1户1人\n序号\t户号\t姓名\t与户主关系\n\
             3\t2\t丁四\t户主\n{total}"
        ))
    };
    roster_table(Code::RosterCountMismatch).holds(
        &[
            with("柳沟村集体经济组织成员名册（共2户、5人）", ""),
            with("户数：2户　　人数：7人", ""),
            with("", "合计：3户4人"),
            with("", "合计\t\t6人\t"),
            with("", "以上共计 9 人，其中男 2 人，女 7 人。"),
            with("", "总计\t2户\t5人\t"),
            with("总人口 4 人，成员 6 人", ""),
            groups("全村合计 2户 5人"),
            roster("序号\t姓名\n1\t柳一\n2\t孟二\n5\t丁四"),
        ],
        &[
            with("柳沟村集体经济组织成员名册（共2户、4人）", "制表人：孟小河　2019年3月1日"),
            with("户数：2户　　人数：4人", "合计\t2户\t4人\t"),
            with("", "本页小计：1户2人"),
            with("登记人口 9 人，其中外出 5 人", ""),
            with("", "其中：男 2 人，女 2 人；党员 1 人；成员代表 1 人"),
            groups("全村合计 2户 3人"),
            with("第 1 页 共 4 页", "联系电话：0632-0000012"),
            roster("序号\t姓名\t是否成员\n1\t柳一\t是\n2\t孟二\t是\n3\t丁四\t否\n合计\t3人\t确认成员2人"),
            with("说明：户籍人口 10 人，确认 4 人", ""),
        ],
    );
}

#[test]
fn survey_signatures() {
    let check = json!({ "check": "survey", "kind": "MEMBER_SURVEY" });
    let table = Table { check, kind: "MEMBER_SURVEY", code: Code::SignatureMissing };
    let of = |text: &str| vec![says("MEMBER_SURVEY", text)];
    table.holds(
        &[
            of("户主：柳一\n姓名\t关系\n柳一\t本人\n户主签字：\t调查人签字：孟小河"),
            of("姓名\t关系\n柳一\t本人\n户主（签名或按手印）：______　调查员：孟小河"),
            of("姓名\t关系\n柳一\t本人\n户代表（签字）：　　年　月　日\n调查人：孟小河"),
        ],
        &[
            of("姓名\t关系\n柳一\t本人\n户主签字：柳一\t调查人签字：孟小河"),
            of("填表说明：调查完毕由户主签字确认。"),
            of("姓名\t关系\n柳一\t本人\n户主签名：\n柳一\n调查人签名：孟小河"),
        ],
    );
}

#[test]
fn survey_against_roster() {
    let check = json!({ "check": "survey", "kind": "MEMBER_SURVEY" });
    let table = Table { check, kind: "MEMBER_SURVEY", code: Code::RosterCountMismatch };
    let sheet = |people: &[&str]| {
        let rows: Vec<String> = people.iter().map(|name| format!("{name}\t男\t")).collect();
        format!(
            "户主：{}\n姓名\t性别\t备注\n{}\n户主签字：{}　调查人签字：孟小河\n",
            people[0],
            rows.join("\n"),
            people[0]
        )
    };
    let roster = |people: &[&[&str]]| {
        let rows: Vec<String> = people
            .iter()
            .enumerate()
            .flat_map(|(at, household)| household.iter().map(move |name| format!("{}\t{name}", at + 1)))
            .collect();
        says("MEMBER_ROSTER", &format!("户号\t姓名\n{}", rows.join("\n")))
    };
    let survey = |sheets: &[&[&str]]| {
        let sheets: Vec<String> = sheets.iter().map(|people| sheet(people)).collect();
        says("MEMBER_SURVEY", &sheets.concat())
    };
    let all: [&[&str]; 3] = [&["柳一", "柳二", "柳三"], &["孟四", "孟五"], &["丁六", "丁七"]];
    table.holds(
        &[
            vec![survey(&all[..2]), roster(&all)],
            vec![survey(&[all[0], all[1], &["丁六"]]), roster(&all)],
            vec![survey(&[all[0], all[1], &["丁六", "于七"]]), roster(&all)],
        ],
        &[
            // Whoever was asked need not have been confirmed: no more than a hint.
            vec![survey(&[all[0], all[1], &["丁六", "丁七", "丁八"]]), roster(&all)],
            vec![survey(&all), roster(&all)],
            vec![survey(&all)],
            vec![scanned(survey(&[all[0], all[1], &["丁六", "于七"]]), 0.95), roster(&all)],
            // The survey of another time or another list: it is not held against this one name by name.
            vec![survey(&[&["于一"], &["于二"], &["于三"]]), roster(&all)],
        ],
    );
}

fn receipt(rows: &[&str]) -> Document {
    says(
        "CERT_RECEIPT",
        &format!(
            "柳沟村股权证书发放签领表\n序号\t持证人\t证书编号\t持股数\t领取人（签字）\t领取日期\n{}",
            rows.join("\n")
        ),
    )
}

fn equity(rows: &[(&str, u32)]) -> Document {
    let rows: Vec<String> =
        rows.iter().enumerate().map(|(at, (head, shares))| format!("{}\t{head}\t{shares}", at + 1)).collect();
    says("EQUITY_ROSTER", &format!("户编号\t户主姓名\t股数\n{}", rows.join("\n")))
}

fn receipts(code: Code) -> Table {
    let check = json!({ "check": "receipt", "kind": "CERT_RECEIPT", "severity": "fault" });
    Table { check, kind: "CERT_RECEIPT", code }
}

const SIGNED: [&str; 3] = [
    "1\t柳一\t凫股2020001\t6\t柳一\t2020.6.8",
    "2\t孟二\t凫股2020002\t4\t孟二（妻代）\t2020.6.8",
    "3\t丁三\t凫股2020003\t8\t丁三\t2020年6月9日",
];

#[test]
fn receipt_signatures() {
    let with = |last: &str| vec![receipt(&[SIGNED[0], SIGNED[1], last])];
    receipts(Code::ReceiptUnsigned).holds(
        &[
            with("3\t丁三\t凫股2020003\t8\t\t"),
            with("3\t丁三\t凫股2020003\t8\t——\t外出"),
            with("3\t丁三\t凫股2020003\t8\t暂未领取\t"),
            with("3\t丁三\t凫股2020003\t8\t村委代管\t"),
        ],
        &[
            with(SIGNED[2]),
            with("3\t丁三\t凫股2020003\t8\t丁小三（子）代领\t6月9日"),
            vec![says("CERT_RECEIPT", "序号\t户主\t证书编号\n1\t柳一\t001\n2\t孟二\t002")],
        ],
    );
}

#[test]
fn receipt_counts_and_names() {
    let all = [("柳一", 6), ("孟二", 4), ("丁三", 8)];
    receipts(Code::ReceiptCountMismatch).holds(
        &[
            vec![receipt(&SIGNED[..2]), equity(&all)],
            vec![receipt(&SIGNED), equity(&[all[0], all[1], all[2], ("于四", 2)])],
            vec![receipt(&SIGNED), equity(&all[..2])],
            // As many rows, and one is another household.
            vec![receipt(&[SIGNED[0], SIGNED[1], "3\t于四\t凫股2020003\t8\t于四\t6月9日"]), equity(&all)],
        ],
        &[
            vec![receipt(&SIGNED), equity(&all)],
            vec![receipt(&SIGNED)],
            vec![receipt(&SIGNED[..2]), receipt(&SIGNED[2..]), equity(&all)],
            // A name that was recognised may be another.
            vec![
                scanned(receipt(&[SIGNED[0], SIGNED[1], "3\t了三\t凫股2020003\t8\t丁三\t6月9日"]), 0.85),
                equity(&all),
            ],
        ],
    );
}

#[test]
fn receipt_numbers() {
    let rows = |numbers: [&str; 3]| {
        let names = ["柳一", "孟二", "丁三"];
        let rows: Vec<String> = names
            .iter()
            .zip(numbers)
            .map(|(name, number)| format!("{name}\t{name}\t{number}\t6\t{name}\t2020.6.8"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        vec![receipt(&rows)]
    };
    receipts(Code::CertificateNumberGap).holds(
        &[
            rows(["柳沟-001", "柳沟-002", "柳沟-002"]),
            rows(["鲁D凫字第1001号", "鲁D凫字第1002号", "鲁D凫字第1004号"]),
            rows(["99040320001", "99040320003", "99040320004"]),
        ],
        &[
            rows(["柳沟-001", "柳沟-002", "柳沟-003"]),
            rows(["1003", "1001", "1002"]),
            rows(["东-01", "东-02", "西-01"]),
        ],
    );
}

#[test]
fn receipt_shares() {
    let all = [("柳一", 6), ("孟二", 4), ("丁三", 8)];
    receipts(Code::FiguresDisagree).holds(
        &[
            vec![receipt(&SIGNED), equity(&[("柳一", 9), all[1], all[2]])],
            vec![receipt(&SIGNED), equity(&[all[0], ("孟二", 5), ("丁三", 7)])],
            vec![
                says("CERT_RECEIPT", "户主\t股份\t签名\n柳一\t6.5股\t柳一\n孟二\t4股\t孟二"),
                equity(&[("柳一", 6), ("孟二", 4)]),
            ],
        ],
        &[
            vec![receipt(&SIGNED), equity(&all)],
            // Namesakes cannot be told apart.
            vec![receipt(&SIGNED), equity(&[("柳一", 9), ("柳一", 3), all[1], all[2]])],
            vec![scanned(receipt(&SIGNED), 0.9), equity(&[("柳一", 9), all[1], all[2]])],
        ],
    );
}

#[test]
fn receipt_dates_after_the_deadline() {
    let with = |last: &str| vec![receipt(&[SIGNED[0], SIGNED[1], last])];
    receipts(Code::DateAfterDeadline).holds(
        &[
            with("3\t丁三\t凫股2020003\t8\t丁三\t2020年7月2日"),
            with("3\t丁三\t凫股2020003\t8\t丁三\t2020.8.15"),
            with("3\t丁三\t凫股2020003\t8\t丁三\t7月2日"),
            vec![says("CERT_RECEIPT", "户主\t证号\t签字\t领证时间\n柳一\t1\t柳一\t20200629\n孟二\t2\t孟二\t2020/9/1")],
        ],
        &[
            with(SIGNED[2]),
            with("3\t丁三\t凫股2020003\t8\t丁三\t2020.6.30"),
            with("3\t丁三\t凫股2020003\t8\t丁三\t12日"),
            // No year is given anywhere.
            vec![says("CERT_RECEIPT", "户主\t证号\t签字\t领证时间\n柳一\t1\t柳一\t9月2日\n孟二\t2\t孟二\t9月1日")],
            vec![scanned(receipt(&[SIGNED[0], SIGNED[1], "3\t丁三\t凫股2020003\t8\t丁三\t2020年7月2日"]), 0.6)],
        ],
    );
}

#[test]
fn certificates_before_the_registration() {
    let registration = |text: &str| says("REG_CERT", text);
    let certificate = |text: &str| says("EQUITY_CERT", text);
    let registered = || registration("农村集体经济组织登记证\n名称：柳沟村股份经济合作社\n登记日期：2020年5月26日");
    receipts(Code::DateOutOfOrder).holds(
        &[
            vec![
                receipt(&SIGNED),
                registered(),
                certificate("股权证\n持证人：柳一\n股数：6股\n发证日期：2020年5月10日"),
            ],
            vec![
                receipt(&SIGNED),
                registration("登 记 证\n成立日期\t2020年6月1日\n发证机关：农业农村局"),
                certificate("股份证书\n编号：001\n柳沟村股份经济合作社（章）\n2020年3月20日"),
            ],
            vec![receipt(&["1\t柳一\t001\t6\t柳一\t2020.4.1", "2\t孟二\t002\t4\t孟二\t2020.4.2"]), registered()],
            // No registration was filed: the charter's day counts.
            vec![
                receipt(&SIGNED),
                signed("CHARTER", "柳沟村股份经济合作社章程\n2020年6月3日", "2020-06-03"),
                certificate("股权证\n持证人：柳一\n发证日期：2020年5月10日"),
            ],
            // Handed out before it was issued.
            vec![receipt(&SIGNED), certificate("股权证\n持证人：柳一\n签发日期：2020年6月20日")],
        ],
        &[
            vec![receipt(&SIGNED), registered(), certificate("股权证\n持证人：柳一\n发证日期：2020年6月1日")],
            vec![receipt(&SIGNED), certificate("股权证\n持证人：柳一\n发证日期：2020年6月1日")],
            vec![receipt(&SIGNED), registration("登记证\n有效期限：2020年7月1日至2025年6月30日")],
            // A certificate that tells of births and changes: those are not its own days.
            vec![
                receipt(&SIGNED),
                registered(),
                certificate("持证人：柳一　出生日期：1951年2月3日\n变更记录\n发证日期：2020年6月2日"),
            ],
            // Renewed: the first registration counts.
            vec![
                receipt(&SIGNED),
                registered(),
                registration("登记证（换发）\n登记日期：2020年6月28日"),
                certificate("股权证\n发证日期：2020年5月30日"),
            ],
        ],
    );
}

fn elections(code: Code) -> Table {
    let kinds = json!(["ELECTION", "MTG_VOTE", "PUB_NOTICE", "MTG_RESOLUTION", "FIN_SUPERV", "FIN_ACCOUNTANT"]);
    let check = match code {
        Code::BoardConflict => json!({ "check": "board-conflict", "kinds": kinds }),
        _ => json!({ "check": "election", "kinds": kinds, "severity": "fault" }),
    };
    Table { check, kind: "ELECTION", code }
}

#[test]
fn election() {
    let of = |text: &str| vec![says("ELECTION", text)];
    elections(Code::ArithmeticWrong).holds(
        &[
            of("本次选举共发出选票 51 张，收回选票 52 张。"),
            of("发放选票四十张，收回选票四十张，其中有效票三十六张，废票二张。"),
            of("收回选票 38 张，有效票 38 张。\n候选人\t得票数\n柳一\t39\n孟二\t20"),
            vec![scanned(says("ELECTION", "发出选票 51 张，收回选票 52 张"), 0.97)],
        ],
        &[
            of("本次选举共发出选票 52 张，收回选票 51 张，有效票 50 张，无效票 1 张。"),
            // A handwritten page: a person has to read its figures first.
            vec![scanned(says("ELECTION", "发出选票 51 张，收回选票 52 张"), 0.96)],
            of("候选人\t得票数\n柳一\t39\n孟二\t20"),
            of("收回选票等于或少于发出选票的，选举有效。"),
        ],
    );
    elections(Code::AppointedNotElected).holds(
        &[
            of("经村两委研究决定，任命柳一为柳沟村股份经济合作社理事长。"),
            of("由村党支部指定孟二、丁三担任监事会成员。"),
            of("兹委任柳一同志为理事，任期五年。"),
        ],
        &[
            of("经全体成员代表无记名投票，柳一当选理事长。"),
            of("理事会、监事会成员不得由上级委任或者指定。"),
            of("理事会聘任丁三为经营部负责人，任命财务人员须经理事会讨论。"),
        ],
    );
}

#[test]
fn board_conflict() {
    let of = |text: &str| vec![says("ELECTION", text)];
    elections(Code::BoardConflict).holds(
        &[
            of("理事长：柳一　理事：孟二、丁三\n监事长：孟二　监事：于四、庞五"),
            of("姓名\t职务\t得票数\n柳一\t理事长\t40\n丁三\t理事\t38\n丁三\t监事\t30"),
            vec![says("ELECTION", "监事会主席：于四；监事：庞五、柳一"), says("FIN_ACCOUNTANT", "合作社会计：庞五")],
        ],
        &[
            of("理事长：柳一　理事：孟二、丁三\n监事长：于四　监事：庞五、姚六"),
            of("理事候选人：柳一、孟二；监事候选人：柳一、于四"),
            vec![says("ELECTION", "监事长：于四　监事：庞五"), says("FIN_ACCOUNTANT", "合作社会计：姚六")],
            vec![scanned(says("ELECTION", "理事：孟二、丁三\n监事：孟二、庞五"), 0.6)],
        ],
    );
}

#[test]
fn recognised_pages_are_marked_so() {
    let document = scanned(says("ELECTION", "一\t二"), 0.5);
    assert!(document.content.iter().all(|page| page.source == PageSource::Ocr && page.lines.len() == 2));
}

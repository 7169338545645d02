//! Rosters and survey sheets with and without faults.

use serde_json::json;

use super::*;
use crate::{
    evaluate::{
        Document, Shared,
        fixture::{found_by, paper, township},
    },
    rubric::Rubric,
    text::ids::check_character,
};

const HEAD: &str = "序号\t户编号\t姓名\t性别\t与户主关系\t身份证号码";

/// An identity number of a region that does not exist, with its right check character.
fn id(birth: &str, order: u32) -> String {
    let digits = format!("990101{birth}{order:03}");
    let check = check_character(&digits).expect("17 digits");
    format!("{digits}{check}")
}

fn roster(rows: &[String]) -> Document {
    paper("名册.xlsx").kind("MEMBER_ROSTER").saying(&[&format!("{HEAD}\n{}", rows.join("\n"))])
}

fn found(code: Code, document: Document) -> Vec<Finding> {
    found_by(&json!({ "check": "roster", "kind": "MEMBER_ROSTER" }), "MEMBER_ROSTER", code, vec![document])
}

fn right_rows() -> Vec<String> {
    vec![
        format!("1\t1\t丁一\t男\t户主\t{}", id("19600101", 1)),
        format!("2\t1\t丙二\t女\t配偶\t{}", id("19620101", 2)),
        format!("3\t2\t戊三\t男\t户主\t{}", id("19700101", 3)),
    ]
}

#[test]
fn identity_numbers_that_do_not_pass() {
    let mut wrong_check = id("19600101", 1);
    let last = wrong_check.pop();
    wrong_check.push(if last == Some('7') { '8' } else { '7' });
    let wrong = [
        format!("4\t2\t己四\t女\t配偶\t{wrong_check}"),
        format!("4\t2\t己四\t女\t配偶\t{}", id("19600101", 11)),
        format!("4\t2\t己四\t男\t子\t{}", id("19601401", 11)),
    ];
    for row in wrong {
        let rows: Vec<String> = right_rows().into_iter().chain([row.clone()]).collect();
        let findings = found(Code::RosterIdInvalid, roster(&rows));
        assert_eq!(findings.len(), 1, "{row}");
        assert_eq!(findings[0].severity, Severity::Fault);
        let told = format!("{:?}", findings[0]);
        let number = row.rsplit('\t').next().expect("the number");
        assert!(!told.contains(number) && told.contains("990101**********"), "{told}");
    }
    for row in
        ["4\t2\t己四\t女\t配偶\t990101********0022", "4\t2\t己四\t女\t配偶\t", "4\t2\t己四\t女\t配偶\t990101600101002"]
    {
        let rows: Vec<String> = right_rows().into_iter().chain([row.to_owned()]).collect();
        assert_eq!(found(Code::RosterIdInvalid, roster(&rows)), [], "{row}");
    }
}

#[test]
fn the_same_person_twice() {
    let again = format!("4\t3\t丁一\t男\t户主\t{}", id("19600101", 1));
    let rows: Vec<String> = right_rows().into_iter().chain([again]).collect();
    let findings = found(Code::RosterDuplicatePerson, roster(&rows));
    assert_eq!((findings.len(), findings[0].severity, findings[0].places.len()), (1, Severity::Fault, 2));
    // Namesakes are two people; a name twice in one household is worth a look.
    let namesake = format!("4\t3\t丁一\t男\t户主\t{}", id("19800101", 5));
    let rows: Vec<String> = right_rows().into_iter().chain([namesake]).collect();
    assert_eq!(found(Code::RosterDuplicatePerson, roster(&rows)), []);
    let masked = ["4\t3\t庚五\t男\t户主\t***", "5\t3\t庚六\t男\t子\t***", "6\t3\t庚六\t男\t子\t***"].map(str::to_owned);
    let rows: Vec<String> = right_rows().into_iter().chain(masked).collect();
    assert_eq!(
        found(Code::RosterDuplicatePerson, roster(&rows)).iter().map(|f| f.severity).collect::<Vec<_>>(),
        [Severity::Hint]
    );
}

#[test]
fn a_person_in_two_villages() {
    let other = |rows: &[String]| Document {
        unit: Unit::Village("李庄村".to_owned()),
        path: crate::model::ArchivePath::new("李庄村/名册.xlsx"),
        ..roster(rows)
    };
    let shared =
        |documents: &[Document]| Shared::new(&Rubric::builtin(), &township(), &mut documents.to_vec()).0.persons;
    let both = [roster(&right_rows()), other(&right_rows()[..1])];
    assert_eq!(shared(&both).len(), 1);
    assert!(!format!("{:?}", shared(&both)).contains("19600101"), "no number is kept");
    assert!(shared(&[roster(&right_rows()), roster(&right_rows())]).is_empty(), "two copies of one village");
    assert!(shared(&[roster(&right_rows()), Document { is_draft: true, ..other(&right_rows()) }]).is_empty());
    let not_confirmed = Document {
        content: paper("a")
            .saying(&[&format!("{HEAD}\t是否成员\n1\t1\t丁一\t男\t户主\t{}\t否", id("19600101", 1))])
            .content,
        ..other(&[])
    };
    assert!(shared(&[roster(&right_rows()), not_confirmed]).is_empty());
    // The fixture's case has all documents, of whichever unit.
    let findings = found_by(
        &json!({ "check": "roster", "kind": "MEMBER_ROSTER" }),
        "MEMBER_ROSTER",
        Code::RosterDuplicatePerson,
        both.to_vec(),
    );
    assert!(findings.iter().any(|finding| finding.message.zh.contains("李庄村")));
}

#[test]
fn counts_gaps_and_heads() {
    let with = |note: &str, rows: &[&str]| {
        let rows: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
        paper("名册.xlsx").kind("MEMBER_ROSTER").saying(&[&format!("{note}\n{HEAD}\n{}", rows.join("\n"))])
    };
    let three = ["1\t1\t丁一\t男\t户主\t", "2\t1\t丙二\t女\t配偶\t", "3\t2\t戊三\t男\t户主\t"];
    for wrong in [
        with("经确认，共有成员2户、4人", &three),
        with("户籍人口已核实。共有2户、4人", &three),
        with("", &[three[0], three[1], "5\t2\t戊三\t男\t户主\t"]),
        with("", &[three[0], "2\t1\t丙二\t女\t户主\t", three[2]]),
    ] {
        let findings = found(Code::RosterCountMismatch, wrong.clone());
        assert_eq!(
            findings.iter().map(|f| f.severity).collect::<Vec<_>>(),
            [Severity::Warning],
            "{}",
            wrong.content[0].text
        );
    }
    for right in [
        with("经确认，共有成员2户、3人", &three),
        with("会议应到成员代表9人", &three),
        with("", &["1\t1\t丁一\t男\t本人\t", "2\t1\t丙二\t女\t配偶\t", "1\t2\t戊三\t男\t本人\t"]),
    ] {
        assert_eq!(found(Code::RosterCountMismatch, right.clone()), [], "{}", right.content[0].text);
    }
}

#[test]
fn survey_sheets_are_signed_and_complete() {
    let sheet = |n: u32, signed: &str| {
        let people = if n == 1 { "丁一\t男\t户主\n丙二\t女\t配偶" } else { "戊三\t男\t户主" };
        format!("户编号：{n:03}\n姓名\t性别\t与户主关系\n{people}\n调查人签字：丙三 户主签字：{signed}\n")
    };
    let check = json!({ "check": "survey", "kind": "MEMBER_SURVEY" });
    let of = |code, documents: Vec<Document>| found_by(&check, "MEMBER_SURVEY", code, documents).len();
    let survey = |text: String| paper("调查表.docx").kind("MEMBER_SURVEY").saying(&[&text]);
    let rosters = || roster(&right_rows());
    assert_eq!(of(Code::SignatureMissing, vec![survey(sheet(1, "丁一") + &sheet(2, ""))]), 1);
    assert_eq!(of(Code::SignatureMissing, vec![survey(sheet(1, "____"))]), 1);
    assert_eq!(of(Code::SignatureMissing, vec![survey("户主（签字）： 日期：2019年3月1日".to_owned())]), 1);
    assert_eq!(of(Code::SignatureMissing, vec![survey(sheet(1, "丁一") + &sheet(2, "戊三"))]), 0);
    assert_eq!(of(Code::SignatureMissing, vec![survey("由户主签字确认".to_owned())]), 0);
    assert_eq!(of(Code::SignatureMissing, vec![Document { is_template: true, ..survey(sheet(1, "")) }]), 0);
    assert_eq!(of(Code::RosterCountMismatch, vec![survey(sheet(1, "丁一")), rosters()]), 1);
    assert_eq!(of(Code::RosterCountMismatch, vec![survey(sheet(1, "丁一") + &sheet(2, "戊三")), rosters()]), 0);
    assert_eq!(of(Code::RosterCountMismatch, vec![survey(sheet(1, "丁一"))]), 0, "no roster to hold it against");
}

#[test]
fn a_share_roster_is_held_against_its_own_number_of_households() {
    let found = |rows: &str| {
        let text = format!("股份清册\n序号\t户主\t成员股（股）\n{rows}");
        let document = paper("清册.xlsx").kind("EQUITY_ROSTER").saying(&[&text]);
        let check = json!({ "check": "roster", "kind": "EQUITY_ROSTER" });
        found_by(&check, "EQUITY_ROSTER", Code::RosterCountMismatch, vec![document]).len()
    };
    assert_eq!(found("1\t丁一\t3\n2\t丙三\t2\n合计\t3户\t5"), 1);
    assert_eq!(found("1\t丁一\t3\n3\t丙三\t2\n合计\t3户\t5"), 2, "the number of order that lacks is told too");
    assert_eq!(found("1\t丁一\t3\n2\t丙三\t2\n合计\t2户\t5"), 0);
    assert_eq!(found("1\t丁一\t3\n2\t丙三\t2\n合计\t\t5"), 0);
}

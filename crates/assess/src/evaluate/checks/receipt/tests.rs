//! Receipt lists with and without faults.

use serde_json::json;

use super::*;
use crate::{
    evaluate::{
        Document,
        fixture::{found_by, paper},
    },
    model::PageSource,
};

fn receipt(rows: &[&str]) -> Document {
    let text = format!("股权证签领表\n序号\t户主姓名\t股权证编号\t股数\t领取人签名\t日期\n{}", rows.join("\n"));
    paper("签领表.docx").kind("CERT_RECEIPT").saying(&[&text])
}

fn roster(count: usize) -> Document {
    let rows: Vec<String> =
        (1..=count).map(|n| format!("{n}\t{n}\t丁{}\t10", ["一", "二", "三", "四", "五"][n - 1])).collect();
    paper("清册.xlsx").kind("EQUITY_ROSTER").saying(&[&format!("序号\t户号\t户主\t股数\n{}", rows.join("\n"))])
}

fn found(code: Code, documents: Vec<Document>) -> Vec<Severity> {
    let check = json!({ "check": "receipt", "kind": "CERT_RECEIPT", "severity": "fault" });
    found_by(&check, "CERT_RECEIPT", code, documents).into_iter().map(|finding| finding.severity).collect()
}

const ALL: [&str; 3] =
    ["1\t丁一\tA001\t10\t丁一\t6月1日", "2\t丁二\tA002\t10\t丁二（代）\t6月1日", "3\t丁三\tA003\t10\t丁三\t6月2日"];

#[test]
fn households_without_a_signature() {
    for blank in [
        "3\t丁三\tA003\t10",
        "3\t丁三\tA003\t10\t\t6月2日",
        "3\t丁三\tA003\t10\t未领\t",
        "3\t丁三\tA003\t10\t2020年6月2日",
    ] {
        assert_eq!(found(Code::ReceiptUnsigned, vec![receipt(&[ALL[0], ALL[1], blank])]), [Severity::Fault], "{blank}");
    }
    assert_eq!(found(Code::ReceiptUnsigned, vec![receipt(&ALL)]), []);
    let nobody = ["1\t丁一\tA001\t10", "2\t丁二\tA002\t10"];
    assert_eq!(
        found(Code::ReceiptUnsigned, vec![receipt(&nobody)]),
        [Severity::Warning],
        "the list before it was signed"
    );
    let blank_form = Document { is_template: true, ..receipt(&nobody) };
    assert_eq!(found(Code::ReceiptUnsigned, vec![blank_form]), []);
    let unread = Document { has_text: false, ..receipt(&[]) };
    let unread = Document { path: crate::model::ArchivePath::new("张庄村/签字后.pdf"), ..unread };
    assert_eq!(found(Code::ReceiptUnsigned, vec![receipt(&nobody), unread]), [], "the signed list is a scan");
}

#[test]
fn recognised_lists_are_weighed_less() {
    let mut document =
        receipt(&[ALL[0], ALL[1], "3\t丁三\tA003\t10", "4\t丁四\tA004\t10\t丁四", "5\t丁五\tA005\t10\t丁五"]);
    let mut page = document.content[0].clone();
    page.source = PageSource::Ocr;
    document.content = [page].into();
    assert_eq!(found(Code::ReceiptUnsigned, vec![document]), [Severity::Warning]);
}

#[test]
fn numbers_that_the_list_calls_void_are_no_gap() {
    let list = |note: &str| receipt(&[ALL[0], "2\t丁二\tA003\t10\t丁二\t6月1日", "3\t丁三\tA004\t10\t丁三\t", note]);
    for note in ["说明：A002号打印错误已作废收回销毁。", "备注：A-002 已注销", "A002 为空号，未启用"]
    {
        assert_eq!(found(Code::CertificateNumberGap, vec![list(note)]), [], "{note}");
    }
    for note in ["说明：证书已发完。", "说明：A009号打印错误已作废。", "A002号由丁二领取"] {
        assert_eq!(found(Code::CertificateNumberGap, vec![list(note)]), [Severity::Warning], "{note}");
    }
}

#[test]
fn as_many_receipts_as_households() {
    assert_eq!(found(Code::ReceiptCountMismatch, vec![receipt(&ALL), roster(4)]), [Severity::Fault]);
    assert_eq!(found(Code::ReceiptCountMismatch, vec![receipt(&ALL), roster(5)]), [Severity::Fault]);
    assert_eq!(found(Code::ReceiptCountMismatch, vec![receipt(&ALL), roster(2)]), [Severity::Warning]);
    assert_eq!(found(Code::ReceiptCountMismatch, vec![receipt(&ALL), roster(3)]), []);
    assert_eq!(found(Code::ReceiptCountMismatch, vec![receipt(&ALL)]), []);
    // Two lists that make one.
    let more = Document {
        path: crate::model::ArchivePath::new("张庄村/二组.docx"),
        ..receipt(&["1\t丁四\tA004\t10\t丁四"])
    };
    assert_eq!(found(Code::ReceiptCountMismatch, vec![receipt(&ALL), more, roster(4)]), []);
}

#[test]
fn numbers_of_certificates() {
    let row = |number: &str, name: &str| format!("1\t{name}\t{number}\t10\t{name}\t6月1日");
    let of = |numbers: [&str; 3]| {
        let rows = [row(numbers[0], "丁一"), row(numbers[1], "丁二"), row(numbers[2], "丁三")];
        found(Code::CertificateNumberGap, vec![receipt(&rows.each_ref().map(String::as_str))])
    };
    for wrong in [["A001", "A002", "A004"], ["鲁1", "鲁3", "鲁4"], ["0001", "0001", "0002"]] {
        assert_eq!(of(wrong), [Severity::Warning], "{wrong:?}");
    }
    for right in [["A001", "A002", "A003"], ["0003", "0001", "0002"], ["1001", "1002", "2001"], ["", "", ""]] {
        assert_eq!(of(right), [], "{right:?}");
    }
}

#[test]
fn shares_are_those_of_the_roster() {
    let other = ["1\t丁一\tA001\t20\t丁一\t", ALL[1], ALL[2]];
    assert_eq!(found(Code::FiguresDisagree, vec![receipt(&other), roster(3)]), [Severity::Warning]);
    assert_eq!(found(Code::FiguresDisagree, vec![receipt(&ALL), roster(3)]), []);
}

//! Whose data public papers show (R33).

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::notices;
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
    },
    model::{Citation, Code, Finding, Severity},
    msg,
    text::{
        fold::{Folded, fold_name},
        ids::{IdCheck, find_ids, mask_id},
        pattern,
    },
};

/// Public papers show no identity, bank or private telephone numbers (R33).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonalData {}

impl CheckType for PersonalData {
    const NAME: &'static str = "personal-data";
    const CODES: &'static [Code] = &[Code::PersonalDataExposed];
    const WORDS: Words = Words {
        looks_for: [
            "公开张贴的材料里是否露出完整证件号、银行卡号、个人电话",
            "personal numbers in papers for the public",
        ],
        reads: ["公示类材料的文字和表格", "the text and tables of public papers"],
        blind_to: ["照片里没有识别出来的号码", "numbers in photos that were not read"],
    };
}

impl Check for PersonalData {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        personal_data(on.case, on.filled)
    }
}

/// Masked quotations of one finding.
const SHOWN: usize = 3;

/// Telephone numbers of a paper that are its contacts, and no list of people's.
const CONTACTS: usize = 3;

/// Identity numbers, bank cards and people's telephone numbers in papers that hang in public. They are never printed:
/// the quotation is masked.
fn personal_data(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (document, _) in notices(case, filled) {
        let mut ids: Vec<(u32, String)> = Vec::new();
        let mut cards: Vec<(u32, String)> = Vec::new();
        let mut phones: Vec<(u32, String)> = Vec::new();
        for line in document.lines() {
            for written in [line.text.to_owned(), grouped(line.text)] {
                let found = find_ids(&written).into_iter().filter(|id| id.check != IdCheck::BadDate);
                ids.extend(found.map(|id| (line.page, mask_id(&id.number))));
                cards.extend(bank_cards(&written).map(|number| (line.page, mask_id(&number))));
            }
            phones.extend(mobiles(line.text).map(|number| (line.page, mask_phone(&number))));
        }
        phones.sort();
        phones.dedup();
        // A few numbers are those to call.
        if phones.len() <= CONTACTS {
            phones.clear();
        }
        if ids.is_empty() && cards.is_empty() && phones.is_empty() {
            continue;
        }
        let (id_count, card_count, phone_count, title) = (ids.len(), cards.len(), phones.len(), &document.title);
        let shown = ids.iter().chain(&cards).chain(&phones).take(SHOWN);
        let places: Vec<Citation> = shown.map(|(page, masked)| document.cite(*page, masked)).collect();
        findings.push(Finding {
            code: Code::PersonalDataExposed,
            severity: Severity::Warning,
            message: msg!(
                "公示材料《{title}》中有完整身份证号 {id_count} 个、银行卡号 {card_count} 个、手机号 {phone_count} 个：公示前请遮盖，引文已遮盖",
                "the public paper “{title}” shows {id_count} whole identity numbers, {card_count} bank card numbers and {phone_count} telephone numbers; cover them before it is put up; they are masked here"
            ),
            places,
        });
    }
    findings
}

/// The numbers of a line that are written in groups (`6299 9900 …`), each put together again.
fn grouped(line: &str) -> String {
    static GROUPS: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9]{4,}(?: [0-9]{3,})+[0-9Xx]?"));
    let folded = Folded::normalized(line);
    let joined = |found: regex::Match<'_>| found.as_str().replace(' ', "");
    GROUPS.find_iter(&folded.text).map(joined).collect::<Vec<_>>().join("\n")
}

/// Numbers of bank cards of people: 16 to 19 digits that begin with 62 (银联) and pass the check of ISO/IEC 7812-1. The
/// accounts of a village or a cooperative have other forms.
fn bank_cards(line: &str) -> impl Iterator<Item = String> {
    let folded = Folded::normalized(line);
    let runs: Vec<String> = folded
        .text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|run| run.starts_with("62"))
        .map(str::to_owned)
        .collect();
    runs.into_iter().filter(|run| (16..=19).contains(&run.len()) && passes_luhn(run))
}

fn passes_luhn(number: &str) -> bool {
    let mut sum = 0;
    for (at, c) in number.chars().rev().enumerate() {
        let Some(digit) = c.to_digit(10) else { return false };
        let doubled = if at % 2 == 1 { digit * 2 } else { digit };
        sum += if doubled > 9 { doubled - 9 } else { doubled };
    }
    sum % 10 == 0
}

/// Mobile numbers of a line: runs of eleven digits that begin with 13 to 19, dashes and spaces inside allowed.
fn mobiles(line: &str) -> impl Iterator<Item = String> {
    let folded = fold_name(line.replace('\t', "|").as_str());
    let digits: Vec<String> = folded
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .map(|run| run.chars().filter(char::is_ascii_digit).collect::<String>())
        .collect();
    digits.into_iter().filter(|run| run.len() == 11 && matches!(run.as_bytes(), [b'1', b'3'..=b'9', ..]))
}

fn mask_phone(number: &str) -> String {
    number.chars().enumerate().map(|(at, c)| if (3..9).contains(&at) { '*' } else { c }).collect()
}

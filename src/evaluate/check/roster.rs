//! Lists of people (R20): identity numbers, people listed twice, counts; and the survey sheets behind them.

use std::collections::BTreeMap;

use super::figures::finding;
use crate::{
    evaluate::{
        Case,
        fact::{
            form,
            roster::{IdFault, List, Person, id_fault},
        },
        shared::id_digest,
    },
    model::{Citation, Code, FigureKey, FigureValue, Finding, Lang, Reason, Severity, Unit},
    msg,
    text::{mask_id, parse_integer},
};

/// At most so many places are given for one finding.
pub(super) const NAMED: usize = 20;

/// Checks every list of a kind.
pub(super) fn check(case: &Case<'_>, kind: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (document, list) in case.accounts.lists_of(case.documents, kind) {
        findings.extend(identity_numbers(list));
        findings.extend(twice(list));
        findings.extend(in_other_villages(case, list));
        findings.extend(numbering(list));
        findings.extend(heads(list));
        findings.extend(stated(case, document, list));
    }
    findings
}

/// At most this severity for a list that was recognised.
fn weighed(people: &[&Person]) -> Severity {
    if people.iter().any(|person| person.is_recognised) { Severity::Hint } else { Severity::Warning }
}

/// The rows of people, the first [`NAMED`] of them.
pub(super) fn places(people: &[&Person]) -> Vec<Citation> {
    people.iter().take(NAMED).map(|person| person.place.citation.clone()).collect()
}

fn identity_numbers(list: &List) -> Vec<Finding> {
    let mut by_fault: BTreeMap<IdFault, Vec<&Person>> = BTreeMap::new();
    for person in &list.people {
        if let Some(fault) = id_fault(person) {
            by_fault.entry(fault).or_default().push(person);
        }
    }
    by_fault
        .into_iter()
        .map(|(fault, people)| {
            let what = match fault {
                IdFault::Checksum => msg!("校验码不符", "the check character differs"),
                IdFault::BirthDate => msg!("出生日期不是有效日期", "the birth date is no day"),
                IdFault::Sex => msg!("与性别栏不符", "the sex differs from its column"),
            };
            let shown: Vec<String> = people
                .iter()
                .take(3)
                .map(|person| format!("{} {}", person.who(), mask_id(person.id.as_ref().map_or("", |id| &id.number))))
                .collect();
            let (count, zh, en, shown) = (people.len(), what.zh, what.en, shown.join("、"));
            let message = if people.iter().any(|person| person.is_recognised) {
                msg!(
                    "{count} 个身份证号{zh}（{shown}），为识别文字：请人工核对",
                    "{count} identity numbers: {en} ({shown}); they were recognised: please look"
                )
            } else {
                msg!(
                    "{count} 个身份证号{zh}（{shown}）：请核实",
                    "{count} identity numbers: {en} ({shown}): please check"
                )
            };
            finding(Code::RosterIdInvalid, weighed(&people), message, places(&people))
        })
        .collect()
}

/// The same number twice is the same person twice; the same name twice in one household may be a slip.
fn twice(list: &List) -> Vec<Finding> {
    let mut by_id: BTreeMap<&str, Vec<&Person>> = BTreeMap::new();
    let mut by_name: BTreeMap<(&str, &str, &str), Vec<&Person>> = BTreeMap::new();
    for person in &list.people {
        match &person.id {
            Some(id) => by_id.entry(id.number.as_str()).or_default().push(person),
            None if !person.household.is_empty() && !person.name.is_empty() => {
                by_name
                    .entry((person.household.as_str(), person.name.as_str(), person.relation.as_str()))
                    .or_default()
                    .push(person);
            }
            None => {}
        }
    }
    let mut findings = Vec::new();
    for (number, people) in by_id.into_iter().filter(|(_, people)| people.len() > 1) {
        let (who, masked, count) = (people[0].who(), mask_id(number), people.len());
        let message = msg!(
            "{who}（{masked}）在名册中出现 {count} 次：请核实",
            "{who} ({masked}) stands {count} times in the roster: please check"
        );
        findings.push(finding(Code::RosterDuplicatePerson, weighed(&people), message, places(&people)));
    }
    for ((_, name, _), people) in by_name.into_iter().filter(|(_, people)| people.len() > 1) {
        let message = msg!(
            "同一户中“{name}”出现两次：请核实是否重复登记",
            "“{name}” stands twice in one household: please check whether one is a repeat"
        );
        findings.push(finding(Code::RosterDuplicatePerson, Severity::Hint, message, places(&people)));
    }
    findings
}

/// A person who is a member in another village too (两头占).
fn in_other_villages(case: &Case<'_>, list: &List) -> Vec<Finding> {
    let mut findings = Vec::new();
    for person in list.members() {
        let Some(id) = &person.id else { continue };
        let Some(entries) = case.shared.persons.get(&id_digest(&id.number)) else { continue };
        let others: Vec<_> = entries.iter().filter(|entry| entry.unit != *case.unit).collect();
        let Some(Unit::Village(other)) = others.first().map(|entry| &entry.unit) else { continue };
        let (who, masked) = (person.who(), mask_id(&id.number));
        let message = msg!(
            "{who}（{masked}）同时在{other}的名册中：请核实是否“两头占”",
            "{who} ({masked}) is in the roster of {other} too: please check in which of the two this member belongs"
        );
        let places = std::iter::once(person.place.citation.clone())
            .chain(others.iter().map(|entry| entry.place.clone()))
            .collect();
        findings.push(finding(Code::RosterDuplicatePerson, weighed(&[person]), message, places));
    }
    findings
}

/// Gaps in 序号. A number that begins anew with 1 begins another part.
fn numbering(list: &List) -> Vec<Finding> {
    let mut gaps: Vec<&Person> = Vec::new();
    let mut missing = 0;
    for pair in list.people.windows(2) {
        let (Some(before), Some(after)) = (pair[0].number, pair[1].number) else { continue };
        if after > before.saturating_add(1) && after - before <= 50 && !pair[1].is_recognised && !pair[0].is_recognised
        {
            missing += after - before - 1;
            gaps.push(&pair[1]);
        }
    }
    // A list that counts households, or skips often, is not numbered row by row.
    if gaps.is_empty() || gaps.len() > 5 {
        return Vec::new();
    }
    let message = msg!(
        "名册序号不连续，缺 {missing} 个号：请核实是否漏页漏行",
        "the roster's numbering leaves out {missing}: please check whether rows or pages lack"
    );
    vec![finding(Code::RosterCountMismatch, Severity::Warning, message, places(&gaps))]
}

/// One head a household.
fn heads(list: &List) -> Vec<Finding> {
    if !list.has_relations || list.people.iter().any(|person| person.is_recognised) {
        return Vec::new();
    }
    let mut households: BTreeMap<u64, Vec<&Person>> = BTreeMap::new();
    let mut current = None;
    for person in &list.people {
        current = parse_integer(&person.household).or(current);
        if let Some(household) = current {
            households.entry(household).or_default().push(person);
        }
    }
    // A roster that calls its heads by another word says nothing about them.
    let known = list.people.iter().filter(|person| person.is_head()).count();
    if known * 2 < households.len() {
        return Vec::new();
    }
    let heads = |people: &[&Person]| people.iter().filter(|person| person.is_head()).count();
    let several: Vec<&Person> = households
        .values()
        .filter(|people| heads(people) > 1)
        .flat_map(|people| people.iter().copied().filter(|person| person.is_head()))
        .collect();
    let none: Vec<&Person> =
        households.values().filter(|people| heads(people) == 0).filter_map(|people| people.first().copied()).collect();
    let mut findings = Vec::new();
    if !several.is_empty() {
        let count = several.len();
        let message = msg!(
            "同一户编号下有多名户主（{count} 人）：请核实户编号",
            "several heads under one household number ({count} people): please check the numbers"
        );
        findings.push(finding(Code::RosterCountMismatch, Severity::Warning, message, places(&several)));
    }
    if !none.is_empty() {
        // The head may be no member, or dead: worth knowing, no more.
        let count = none.len();
        let message = msg!("{count} 户没有标明户主：请核实", "{count} households name no head: please check");
        findings.push(finding(Code::RosterCountMismatch, Severity::Hint, message, places(&none)));
    }
    findings
}

/// The rows against the numbers that the roster itself gives, or else the last notice and the resolution give.
fn stated(case: &Case<'_>, document: usize, list: &List) -> Vec<Finding> {
    let own =
        crate::evaluate::fact::figure::read(&crate::evaluate::fact::flow::Flow::new(&case.documents[document]), true);
    let mut findings = Vec::new();
    let counted = [
        (
            FigureKey::Members,
            Some(list.people_counted()).filter(|_| list.people.iter().any(|person| !person.name.is_empty())),
        ),
        (FigureKey::Households, list.households_counted()),
    ];
    for (key, counted) in counted {
        let Some(counted) = counted.filter(|counted| counted.count > 0) else { continue };
        let said: Vec<_> = own.iter().filter(|figure| figure.key == key).collect();
        let Some(FigureValue::Number(value)) = said.first().map(|figure| figure.value) else { continue };
        let is_same = said.iter().any(|figure| {
            figure.value
                == FigureValue::Number(
                    i64::try_from(counted.count).unwrap_or(i64::MAX).saturating_mul(crate::model::FIGURE_SCALE),
                )
        });
        if is_same || said.iter().any(|figure| figure.value != FigureValue::Number(value)) {
            continue;
        }
        let (count, stated) = (counted.count, said[0].value);
        let (title_zh, title_en) = (key.title(Lang::Zh), key.title(Lang::En));
        let is_doubtful = counted.is_doubtful || said[0].place.doubtful;
        let message = if is_doubtful {
            msg!(
                "名册写明{title_zh} {stated}，逐行数得 {count}，但识别不确定：请人工核对",
                "the roster says {stated} {title_en} and has rows for {count}, but the reading is not certain: please look"
            )
        } else {
            msg!(
                "名册写明{title_zh} {stated}，逐行数得 {count}：请核实",
                "the roster says {stated} {title_en} and has rows for {count}: please check"
            )
        };
        let severity = if is_doubtful { Severity::Hint } else { Severity::Warning };
        let mut places = vec![said[0].place.citation.clone()];
        places.extend(list.people.last().map(|person| person.place.citation.clone()));
        findings.push(finding(Code::RosterCountMismatch, severity, message, places));
    }
    findings
}

/// The survey sheets (调查表): their signatures, their number, and the identity numbers on them.
pub(super) fn survey(case: &Case<'_>, kind: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut sheets = 0;
    let mut is_sure = true;
    let mut places = Vec::new();
    for (document, list) in case.accounts.lists_of(case.documents, kind) {
        findings.extend(identity_numbers(list));
        let paper = &case.documents[document];
        let signatures = survey_signatures(case, document);
        let blank: Vec<_> = signatures.iter().filter(|signature| signature.value.is_empty()).collect();
        let is_recognised = signatures.iter().any(|signature| signature.is_recognised);
        // Handwriting is seldom recognised: where most labels have nothing behind them, nothing can be said.
        let says_something = !is_recognised || blank.len() * 4 < signatures.len();
        if !blank.is_empty() && says_something {
            let (count, all) = (blank.len(), signatures.len());
            let message = if is_recognised {
                msg!(
                    "调查表签字栏 {all} 处中有 {count} 处未识别到签字：请人工核对",
                    "in {count} of {all} places no signature was recognised: please look"
                )
            } else {
                msg!(
                    "调查表签字栏 {all} 处中有 {count} 处未填：请补签或核实",
                    "{count} of {all} places for signatures are blank: have them signed, or check"
                )
            };
            let severity = if is_recognised { Severity::Hint } else { Severity::Warning };
            let places = blank.iter().take(NAMED).map(|signature| signature.place.citation.clone()).collect();
            findings.push(finding(Code::SignatureMissing, severity, message, places));
        }
        sheets += signatures.iter().filter(|signature| signature.label.contains("户主")).count();
        is_sure &= !is_recognised && !paper.has_unread_pages;
        places.push(paper.shown_by.clone());
    }
    if let (Some(households), true) = (households(case), is_sure && sheets > 0)
        && sheets != households
    {
        let message = msg!(
            "调查表 {sheets} 户，名册 {households} 户：请核实是否缺页",
            "there are survey sheets of {sheets} households and {households} in the roster: please check whether pages lack"
        );
        findings.push(finding(Code::RosterCountMismatch, Severity::Warning, message, places));
    }
    findings
}

fn survey_signatures(case: &Case<'_>, document: usize) -> Vec<form::Signature> {
    let mut signatures = form::signatures(&case.documents[document]);
    signatures.retain(|signature| signature.label.contains("户主") || signature.label.contains("调查人"));
    signatures
}

/// How many households the village has, where its papers agree on it.
pub(super) fn households(case: &Case<'_>) -> Option<usize> {
    let row = case.accounts.rows.iter().find(|row| row.key == FigureKey::Households)?;
    match row.agreed? {
        FigureValue::Number(value) => usize::try_from(value / crate::model::FIGURE_SCALE).ok(),
        FigureValue::Day(_) => None,
    }
}

/// What was counted in the lists of a kind.
pub(super) fn reasons(case: &Case<'_>, kind: &str) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for (document, list) in case.accounts.lists_of(case.documents, kind) {
        let places = vec![case.documents[document].shown_by.clone()];
        let (people, households) =
            (list.people_counted().count, list.households_counted().map(|counted| counted.count));
        if people == 0 {
            continue;
        }
        let message = match households {
            Some(households) => {
                msg!("逐行数得 {people} 行、{households} 户", "{people} rows and {households} households were counted")
            }
            None => msg!("逐行数得 {people} 行", "{people} rows were counted"),
        };
        reasons.push(Reason { message, places: places.clone() });
        let ids = list.people.iter().filter(|person| person.id.is_some()).count();
        if ids > 0 {
            let right = list.people.iter().filter(|person| person.id.is_some() && id_fault(person).is_none()).count();
            let message = msg!(
                "完整身份证号 {ids} 个，校验相符 {right} 个",
                "of {ids} whole identity numbers, {right} pass the check"
            );
            reasons.push(Reason { message, places });
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        evaluate::{
            Document, Shared,
            fixture::{found_by, paper, township},
        },
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
            assert_eq!(findings[0].severity, Severity::Warning);
            let told = format!("{:?}", findings[0]);
            let number = row.rsplit('\t').next().expect("the number");
            assert!(!told.contains(number) && told.contains("990101**********"), "{told}");
        }
        for row in [
            "4\t2\t己四\t女\t配偶\t990101********0022",
            "4\t2\t己四\t女\t配偶\t",
            "4\t2\t己四\t女\t配偶\t990101600101002",
        ] {
            let rows: Vec<String> = right_rows().into_iter().chain([row.to_owned()]).collect();
            assert_eq!(found(Code::RosterIdInvalid, roster(&rows)), [], "{row}");
        }
    }

    #[test]
    fn the_same_person_twice() {
        let again = format!("4\t3\t丁一\t男\t户主\t{}", id("19600101", 1));
        let rows: Vec<String> = right_rows().into_iter().chain([again]).collect();
        let findings = found(Code::RosterDuplicatePerson, roster(&rows));
        assert_eq!((findings.len(), findings[0].severity, findings[0].places.len()), (1, Severity::Warning, 2));
        // Namesakes are two people; a name twice in one household is worth a look.
        let namesake = format!("4\t3\t丁一\t男\t户主\t{}", id("19800101", 5));
        let rows: Vec<String> = right_rows().into_iter().chain([namesake]).collect();
        assert_eq!(found(Code::RosterDuplicatePerson, roster(&rows)), []);
        let masked =
            ["4\t3\t庚五\t男\t户主\t***", "5\t3\t庚六\t男\t子\t***", "6\t3\t庚六\t男\t子\t***"].map(str::to_owned);
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
        let shared = |documents: &[Document]| Shared::new(&township(), documents).persons;
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
            format!("户编号：{n:03}\n姓名\t性别\t与户主关系\n丁一\t男\t户主\n调查人签字：丙三 户主签字：{signed}\n")
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
}

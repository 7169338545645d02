//! Checks, one file a family. Each looks at a filled item and says what is wrong, with the place that shows it.

pub(super) mod archive;
#[cfg(test)]
mod cases;
pub(super) mod charter;
mod count;
mod deadline;
mod election;
mod figures;
mod filing;
mod finance;
mod meeting;
mod mode;
mod notice;
mod order;
mod petition;
mod presence;
mod receipt;
pub(super) mod rights;
mod roster;
mod weekday;

use super::{Case, score, slot::Filled};
use crate::{
    containment::trip,
    model::{Code, Finding, ItemAssessment, Reason, Stage},
    rubric::{CheckSpec, Item},
};

/// The codes that the checks of this version can give. A report without one of the other codes says nothing about it.
pub const CODES: &[Code] = &[
    Code::DocumentMissing,
    Code::DocumentDraftOnly,
    Code::DocumentTemplateOnly,
    Code::EventIncomplete,
    Code::DoubleCountedEvent,
    Code::UnreadableFile,
    Code::DateAfterDeadline,
    Code::PhotoWithoutTime,
    Code::PhotoWithoutPlace,
    Code::PhotoTimeMismatch,
    Code::PhotoOutsideVillage,
    Code::PhotoReused,
    Code::PhotoIsScreenshot,
    Code::PhotoEdited,
    Code::PhotoClockSuspect,
    Code::PhotoLowQuality,
    Code::DateOutOfOrder,
    Code::DateAmbiguous,
    Code::WeekdayMismatch,
    Code::ReferenceDateWrong,
    Code::QuorumNotMet,
    Code::VoteNotPassed,
    Code::AttendanceMismatch,
    Code::MinutesFieldMissing,
    Code::SignatureMissing,
    Code::WrongMeetingBody,
    Code::NoticeTooShort,
    Code::NoticeFieldMissing,
    Code::PersonalDataExposed,
    Code::FiguresDisagree,
    Code::ArithmeticWrong,
    Code::LedgerMissing,
    Code::RosterIdInvalid,
    Code::RosterDuplicatePerson,
    Code::RosterCountMismatch,
    Code::ReceiptUnsigned,
    Code::ReceiptCountMismatch,
    Code::CertificateNumberGap,
    Code::AppointedNotElected,
    Code::BoardConflict,
    Code::RightsInfringingClause,
    Code::RightsUnclearClause,
    Code::ForeignPlaceName,
    Code::PlaceholderLeft,
    Code::CopiedText,
    Code::WordingError,
    Code::CharterBlockMissing,
    Code::Anachronism,
    Code::FinancePartMissing,
    Code::PetitionFound,
    Code::CatalogueMissing,
    Code::CatalogueMismatch,
    Code::PieceNumberGap,
    Code::CaptionIncomplete,
];

/// Runs the checks of one item: presence always, the others as the rubric asks. A check that fails is noted in
/// [`Case::failures`], and the others stand.
pub fn of_item(case: &Case<'_>, item: &Item, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = if score::is_counted_out(item, filled) { Vec::new() } else { presence::check(case, filled) };
    for spec in &item.checks {
        let run = || {
            trip_at(case, filled);
            run(case, item, filled, spec)
        };
        findings.extend(case.failures.contain(|| Stage::Check(name_of(spec)), Some(&item.id), run).unwrap_or_default());
    }
    findings.sort_by(|a, b| (a.severity, a.code, &a.places).cmp(&(b.severity, b.code, &b.places)));
    findings
}

/// The name of a check in the rubric.
fn name_of(spec: &CheckSpec) -> String {
    let spec = serde_json::to_value(spec).unwrap_or_default();
    spec.get("check").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// Lets a test make a check fail on a paper that fills a slot.
fn trip_at(case: &Case<'_>, filled: &[Filled<'_>]) {
    for piece in filled.iter().flat_map(|slot| &slot.pieces) {
        if let Some(document) = case.documents.get(piece.document).filter(|document| !document.content.is_empty()) {
            trip("check", document.path.as_str());
        }
    }
}

/// Runs one check.
fn run(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], spec: &CheckSpec) -> Vec<Finding> {
    let mut findings = Vec::new();
    match spec {
        CheckSpec::Deadline {} => findings.extend(deadline::check(case, filled)),
        CheckSpec::EventComplete { slot } => findings.extend(count::events_complete(case, slot, filled)),
        // It needs the other items, so it runs once all of them are filled.
        CheckSpec::DoubleCount { .. } => {}
        CheckSpec::MinutesFields {} => findings.extend(meeting::fields(case, filled)),
        CheckSpec::Thresholds {} => findings.extend(meeting::thresholds(case, filled)),
        CheckSpec::Attendance { roster } => {
            findings.extend(meeting::attendance(case, filled, roster.as_deref()));
        }
        CheckSpec::Signatures {} => findings.extend(meeting::signatures(case, filled)),
        CheckSpec::MeetingBodies { bodies } => findings.extend(meeting::bodies(case, filled, bodies)),
        CheckSpec::Weekday {} => findings.extend(weekday::check(case, filled)),
        CheckSpec::MeetingDates {} => findings.extend(meeting::dates(case, filled)),
        CheckSpec::DateOrder { edges, notices } => {
            findings.extend(order::check(case, edges));
            findings.extend(order::during_notice(case, filled, notices));
        }
        CheckSpec::NoticePeriod { lists } => findings.extend(notice::period(case, filled, lists.as_deref())),
        CheckSpec::NoticeFields {} => findings.extend(notice::fields(case, filled)),
        CheckSpec::PersonalData {} => findings.extend(notice::personal_data(case, filled)),
        // It gives reasons, see `reasons`.
        CheckSpec::DecisionMatrix { .. } => {}
        CheckSpec::FiguresAgree { kinds, about, severity, .. } => {
            findings.extend(figures::agree::check(case, kinds, about, *severity));
        }
        CheckSpec::Arithmetic { kinds, severity } => {
            findings.extend(figures::arithmetic::check(case, kinds, *severity));
        }
        CheckSpec::AmountsInWords {} => findings.extend(figures::arithmetic::words(case, filled)),
        CheckSpec::ReferenceDate { kinds, severity } => {
            findings.extend(figures::inventory::reference_date(case, kinds, *severity));
        }
        CheckSpec::Ledger { slot } => findings.extend(figures::inventory::ledger(case, slot, filled)),
        CheckSpec::FormSignatures {} => findings.extend(figures::inventory::signatures(case, filled)),
        CheckSpec::Roster { kind } => findings.extend(roster::check(case, kind)),
        CheckSpec::Survey { kind } => findings.extend(roster::survey(case, kind)),
        CheckSpec::Receipt { kind, severity } => findings.extend(receipt::check(case, kind, filled, *severity)),
        CheckSpec::Election { kinds, severity } => {
            findings.extend(election::check(case, kinds, filled, *severity));
        }
        CheckSpec::BoardConflict { kinds } => findings.extend(election::boards(case, kinds)),
        CheckSpec::Rights { slots, words } => findings.extend(rights::check(case, filled, slots, words)),
        CheckSpec::TextBlocks { slot, blocks } => findings.extend(charter::blocks(case, filled, slot, blocks)),
        CheckSpec::ForeignPlaces { slot } => findings.extend(charter::place::check(case, item, filled, slot)),
        CheckSpec::Placeholders { slot } => findings.extend(charter::placeholder::check(case, item, filled, slot)),
        CheckSpec::Wording { slot, typos, mixes } => {
            findings.extend(charter::wording::check(case, item, filled, slot, typos, mixes));
        }
        CheckSpec::Anachronism { slot, facts } => {
            findings.extend(charter::anachronism::check(case, item, filled, slot, facts));
        }
        CheckSpec::CopiedText { slot, alike } => {
            findings.extend(charter::copied::check(case, filled, slot, *alike));
        }
        CheckSpec::ManagementMode { slot, charter } => findings.extend(mode::check(case, filled, slot, charter)),
        CheckSpec::FinanceParts { slots, years } => findings.extend(finance::check(case, filled, slots, years)),
        CheckSpec::Petitions { slot, about } => findings.extend(petition::check(case, filled, slot, about)),
        CheckSpec::ArchiveOrder { slot, stages } => findings.extend(archive::check(case, filled, slot, stages)),
        CheckSpec::FilingList { slot, papers } => findings.extend(filing::check(case, filled, slot, papers)),
        // These give reasons and suggestions, and no findings: see `evaluate::advice`.
        CheckSpec::TextParts { .. }
        | CheckSpec::Detail { .. }
        | CheckSpec::GroupPaper { .. }
        | CheckSpec::TaskGroups { .. }
        | CheckSpec::Purpose { .. }
        | CheckSpec::Tours { .. }
        | CheckSpec::Articles { .. }
        | CheckSpec::Weights {}
        | CheckSpec::Exemplars { .. } => {}
        // It needs the records of photos: `photo::items` says it once reuse is known too.
        CheckSpec::Photos { .. } => {}
    }
    findings
}

/// What the checks of an item looked at and found in order.
pub fn reasons(case: &Case<'_>, item: &Item, filled: &[Filled<'_>]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for spec in &item.checks {
        match spec {
            CheckSpec::DecisionMatrix { decisions, bodies } => {
                reasons.extend(meeting::matrix(case, decisions, bodies));
            }
            CheckSpec::FiguresAgree { kinds, about, .. } if about.is_empty() => {
                reasons.extend(figures::agree::reasons(case, kinds));
            }
            CheckSpec::FormSignatures {} => reasons.extend(figures::inventory::signature_reasons(case, filled)),
            CheckSpec::Roster { kind } | CheckSpec::Survey { kind } => reasons.extend(roster::reasons(case, kind)),
            CheckSpec::Receipt { kind, .. } => reasons.extend(receipt::reasons(case, kind)),
            CheckSpec::Election { kinds, .. } => reasons.extend(election::reasons(case, kinds)),
            _ => {}
        }
    }
    reasons
}

/// Whether a check has settled the whole item.
pub fn is_settled_by_rule(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], findings: &[Finding]) -> bool {
    let settles = |spec: &CheckSpec| matches!(spec, CheckSpec::FiguresAgree { settles: true, .. });
    // A paper that was set aside was compared with none.
    let all_read = case.documents.iter().all(|document| document.failure.is_none());
    all_read && item.checks.iter().any(settles) && figures::agree::is_settled(case, filled, findings)
}

/// Runs the checks that look across items.
pub fn across(case: &Case<'_>, items: &mut [ItemAssessment]) {
    for item in &case.rubric.items {
        for spec in &item.checks {
            if let CheckSpec::DoubleCount { with } = spec {
                let run = || count::double_counted(case, &item.id, with, items);
                case.failures.contain(|| Stage::Check(name_of(spec)), Some(&item.id), run);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use serde_json::{Value, json};

    use super::{
        super::{
            Document, Shared, assess, assess_item,
            fixture::{day, paper, photo, rubric, rubric_of, scan, slot, with_case},
        },
        *,
    };
    use crate::{
        model::{Severity, Township, Unit},
        rubric::Matcher,
    };

    /// The findings of an item that asks for one plan.
    fn findings(checks: &Value, documents: Vec<Document>) -> Vec<Finding> {
        let slots = json!([slot("plan", 1, &json!({ "kinds": ["plan", "photo"] }))]);
        with_case(rubric(&json!({ "type": "presence_full" }), &slots, checks), documents, assess_item).findings
    }

    fn codes(findings: &[Finding]) -> Vec<Code> {
        findings.iter().map(|finding| finding.code).collect()
    }

    fn paths(finding: &Finding) -> Vec<&str> {
        finding.places.iter().map(|place| place.path.as_str()).collect()
    }

    #[test]
    fn what_stands_in_the_way_of_a_paper_is_said() {
        let none = json!([]);
        let draft = || Document { is_draft: true, ..paper("方案草案.docx").kind("plan") };
        let blank = || Document { is_template: true, ..paper("方案样表.docx").kind("plan") };
        assert_eq!(codes(&findings(&none, vec![paper("方案.docx").kind("plan"), draft()])), []);
        let missing = findings(&none, vec![paper("别的.docx")]);
        assert_eq!(codes(&missing), [Code::DocumentMissing]);
        assert_eq!(missing[0].message.zh, "未找到“材料”");
        assert!(missing[0].places.is_empty());
        let only_draft = findings(&none, vec![draft(), blank()]);
        assert_eq!(codes(&only_draft), [Code::DocumentDraftOnly]);
        assert_eq!(paths(&only_draft[0]), ["张庄村/方案草案.docx"]);
        let only_blank = findings(&none, vec![blank(), scan("扫描.pdf")]);
        assert_eq!(codes(&only_blank), [Code::DocumentTemplateOnly]);
        assert_eq!(paths(&only_blank[0]), ["张庄村/方案样表.docx"]);
        let unknown = findings(&none, vec![scan("扫描.pdf")]);
        assert_eq!(codes(&unknown), [Code::UnreadableFile]);
        assert_eq!(unknown[0].severity, Severity::Hint);
        assert_eq!(paths(&unknown[0]), ["张庄村/扫描.pdf"]);
    }

    #[test]
    fn a_few_of_many_are_counted() {
        let slots = json!([slot("plan", 3, &json!({}))]);
        let rubric = rubric(&json!({ "type": "presence_full" }), &slots, &json!([]));
        let item = with_case(rubric, vec![paper("方案.docx").kind("plan")], assess_item);
        assert_eq!(item.findings[0].message.zh, "“材料”找到 1 份，需要 3 份");
    }

    #[test]
    fn late_papers_are_faults_and_late_pictures_are_to_be_looked_at() {
        let check = json!([{ "check": "deadline" }]);
        let documents = vec![
            paper("方案.docx").kind("plan").on("2020-06-30"),
            paper("迟.docx").kind("plan").on("2020-07-01"),
            photo("照片.jpg").kind("photo").on("2020-07-02"),
        ];
        let found = findings(&check, documents.clone());
        assert_eq!(codes(&found), [Code::DateAfterDeadline, Code::DateAfterDeadline]);
        assert_eq!((found[0].severity, found[1].severity), (Severity::Fault, Severity::Warning));
        assert_eq!((paths(&found[0]), paths(&found[1])), (vec!["张庄村/迟.docx"], vec!["张庄村/照片.jpg"]));
        assert!(found[0].message.zh.contains("2020-07-01") && found[0].message.zh.contains("2020-06-30"));
        assert!(findings(&json!([]), documents).is_empty(), "the rubric did not ask");
    }

    #[test]
    fn an_incomplete_event_says_what_it_lacks() {
        let slots = json!([slot("minutes", 1, &json!({ "kinds": ["minutes", "signin"], "count": "complete-events" }))]);
        let checks = json!([{ "check": "event-complete", "slot": "V01.1" }]);
        let rubric = rubric(&json!({ "type": "judgement" }), &slots, &checks);
        let documents = vec![
            paper("20190506会议/记录.docx").kind("minutes"),
            paper("20190506会议/签到.docx").kind("signin"),
            paper("20190812会议/记录.docx").kind("minutes"),
        ];
        let item = with_case(rubric, documents, assess_item);
        assert_eq!(codes(&item.findings), [Code::EventIncomplete]);
        assert_eq!(item.findings[0].message.zh, "“20190812会议”材料不齐，缺少：signin");
        assert_eq!(paths(&item.findings[0]), ["张庄村/20190812会议/记录.docx"]);
    }

    /// Two items that ask for the same minutes, and may not both have them.
    fn assess_two(deadline: Option<Date>) -> crate::model::UnitAssessment {
        let item = |id: &str, checks: Value| {
            json!({
                "id": id, "level": "village", "points": 2.0, "text": "项目", "standard": "",
                "scoring": { "type": "presence_full" }, "checks": checks,
                "slots": [super::super::fixture::slot_named(&format!("{id}.1"), "minutes", 1, &json!({}))],
            })
        };
        let rubric = std::sync::Arc::new(rubric_of(&json!([
            item("V01", json!([{ "check": "double-count", "with": ["V02"] }])),
            item("V02", json!([])),
        ])));
        let matcher = Matcher::new(rubric.clone()).expect("the fixture's patterns compile");
        let township = Township { deadline, ..Township::default() };
        let mut documents = [paper("20190506会议/记录.docx").kind("minutes").on("2019-05-06")];
        let (shared, _) = Shared::new(&township, &mut documents);
        assess(&rubric, &matcher, &township, &shared, &Unit::Village("张庄村".to_owned()), &mut documents)
    }

    #[test]
    fn an_event_in_two_items_is_named_once() {
        let unit = assess_two(None);
        assert_eq!(codes(&unit.items[0].findings), [Code::DoubleCountedEvent]);
        assert!(unit.items[0].findings[0].message.zh.contains("V02"));
        assert!(unit.items[1].findings.is_empty());
        assert_eq!((unit.score.confirmed, unit.score.possible, unit.score.max), (4.0, 4.0, 4.0));
    }

    #[test]
    fn the_archives_own_deadline_goes_before_the_rubrics() {
        let unit = assess_two(Some(day("2019-01-01")));
        assert_eq!(unit.score.confirmed, 0.0);
        assert_eq!(codes(&unit.items[1].findings), [Code::DocumentMissing]);
    }

    #[test]
    fn every_code_that_is_given_is_listed() {
        for code in [
            Code::DocumentMissing,
            Code::DocumentDraftOnly,
            Code::DocumentTemplateOnly,
            Code::EventIncomplete,
            Code::DoubleCountedEvent,
            Code::DateAfterDeadline,
            Code::UnreadableFile,
        ] {
            assert!(CODES.contains(&code), "{code:?}");
        }
    }
}

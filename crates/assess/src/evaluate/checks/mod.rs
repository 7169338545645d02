//! Checks, one file each: its parameters in a rubric, the codes that it gives, its words for people, and what it does.
//!
//! A check is a type that implements [`Check`] and [`CheckType`]; [`list`] names all of them in a line each. Reading a
//! rubric, its JSON Schema, `docs/checks.md` and the codes that the program can give come from that list.

mod archive;
mod board_conflict;
mod capture_date;
#[cfg(test)]
mod cases;
mod charter;
mod deadline;
mod detail;
mod double_count;
mod election;
mod event_complete;
mod figures;
mod filing;
mod finance;
pub mod list;
mod meeting;
mod mode;
mod notice;
mod order;
mod people;
mod petition;
mod photos;
mod presence;
mod receipt;
mod rights;
mod roster;
mod schema;
mod text_parts;
mod township;
mod unsure_page;
mod weekday;

use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde::de::DeserializeOwned;

use self::figures::agree::FiguresAgree;
use crate::{
    containment::trip,
    evaluate::{
        Case,
        case::{advice::Advice, score, slot::Filled},
        total,
    },
    model::{Code, Finding, ItemAssessment, Message, PhotoRecord, Reason, Stage, UnitAssessment},
    rubric::{AskedCheck, CheckTypes, Item, Rubric},
};

/// An item with what fills its slots, as a check looks at it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'t> {
    case: &'t Case<'t>,
    item: &'t Item,
    filled: &'t [Filled<'t>],
}

/// A check with the parameters that an item gives to it. Each method says one sort of thing; most checks have one.
pub trait Check: fmt::Debug + Send + Sync {
    /// What is wrong, with the places that show it.
    fn findings(&self, _on: &Target<'_>) -> Vec<Finding> {
        Vec::new()
    }

    /// What was looked at and found in order.
    fn reasons(&self, _on: &Target<'_>) -> Vec<Reason> {
        Vec::new()
    }

    /// What is suggested for the item, and what that rests on. `_counted` is the suggestion of counting, in points.
    fn advise(&self, _on: &Target<'_>, _counted: Option<f64>, _advice: &mut Advice) {}

    /// Adds what shows only once all items of the unit are assessed. `_item` is the id of the item that asks.
    fn across(&self, _case: &Case<'_>, _item: &str, _items: &mut [ItemAssessment]) {}

    /// What the records of the unit's photos show, once it is known too which were used twice.
    fn photos(&self, _item: &ItemAssessment, _photos: &[PhotoRecord]) -> Vec<Finding> {
        Vec::new()
    }

    /// Whether the check alone settles the item at its full points. `_findings` are all of the item.
    fn settles(&self, _on: &Target<'_>, _findings: &[Finding]) -> bool {
        false
    }

    /// Whether the papers of this slot set up groups, to which `Settings::group_counts_each_task` applies.
    fn sets_up_groups(&self, _slot: &str) -> bool {
        false
    }
}

/// A check in words, each in Chinese and in English.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// What it looks for.
    looks_for: [&'static str; 2],
    /// What it reads.
    reads: [&'static str; 2],
    /// What it cannot see.
    blind_to: [&'static str; 2],
}

impl Words {
    /// What it looks for.
    pub fn looks_for(&self) -> Message {
        Message::new(self.looks_for[0], self.looks_for[1])
    }

    /// What it reads.
    pub fn reads(&self) -> Message {
        Message::new(self.reads[0], self.reads[1])
    }

    /// What it cannot see.
    pub fn blind_to(&self) -> Message {
        Message::new(self.blind_to[0], self.blind_to[1])
    }
}

/// What is the same in every check of one type. Its fields are its parameters in a rubric file.
pub trait CheckType: Check + DeserializeOwned + JsonSchema + 'static {
    /// Its name in a rubric file.
    const NAME: &'static str;
    /// The codes of the findings that it gives.
    const CODES: &'static [Code];
    /// What it does, for people.
    const WORDS: Words;
}

/// A [`CheckType`] as a value.
#[derive(Clone, Copy)]
pub struct Definition {
    /// Its name in a rubric file.
    pub name: &'static str,
    /// The codes of the findings that it gives.
    pub codes: &'static [Code],
    /// What it does, for people.
    pub words: Words,
    read: fn(&str) -> Result<Box<dyn Check>, serde_json::Error>,
    schema: fn(&mut SchemaGenerator) -> Schema,
}

impl fmt::Debug for Definition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Definition").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Definition {
    const fn of<C: CheckType>() -> Self {
        Self {
            name: C::NAME,
            codes: C::CODES,
            words: C::WORDS,
            read: |parameters| Ok(Box::new(serde_json::from_str::<C>(parameters)?)),
            schema: C::json_schema,
        }
    }

    /// The check of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        list::ALL.iter().find(|definition| definition.name == name)
    }
}

/// Every check of this program, as [`rubric::load`](crate::rubric::load) wants them.
#[derive(Debug, Clone, Copy)]
pub struct Types;

impl CheckTypes for Types {
    fn names(&self) -> Vec<&'static str> {
        list::ALL.iter().map(|definition| definition.name).collect()
    }

    fn read(&self, name: &str, parameters: &str) -> Option<Result<(), serde_json::Error>> {
        Definition::named(name).map(|definition| (definition.read)(parameters).map(|_| ()))
    }
}

pub use presence::WORDS as PRESENCE_WORDS;
/// The name of the check that every item has without asking.
pub const PRESENCE: &str = "presence";

/// The codes of findings that this program can give, in the order of the contract. A report without one of the other
/// codes says nothing about it.
pub fn codes() -> Vec<Code> {
    let given = |code: &&Code| {
        presence::CODES.contains(code)
            || crate::evaluate::photos::findings::CODES.contains(code)
            || list::ALL.iter().any(|definition| definition.codes.contains(code))
    };
    Code::ALL.iter().filter(given).copied().collect()
}

/// A check that an item asks for, with its definition.
type Asked = (&'static Definition, Box<dyn Check>);

/// Reads a check that an item asks for.
fn read(asked: &AskedCheck) -> Result<Asked, serde_json::Error> {
    let unknown = || serde::de::Error::custom(format!("there is no check `{}`", asked.check));
    let definition = Definition::named(&asked.check).ok_or_else(unknown)?;
    Ok((definition, (definition.read)(&serde_json::to_string(&asked.parameters)?)?))
}

/// Whether an item compares the figures of all papers, so that their table belongs to it.
pub fn compares_all_figures(item: &Item) -> bool {
    // A page asks this each time it is made, so no other check is read and no pattern compiled for it.
    let of_type = item.checks.iter().filter(|asked| asked.check == FiguresAgree::NAME);
    of_type
        .filter_map(|asked| serde_json::from_value(asked.parameters.clone().into()).ok())
        .any(|check: FiguresAgree| check.compares_all_figures())
}

/// The checks of a rubric, item by item.
#[derive(Debug, Default)]
pub struct Checks {
    /// In the order of the rubric's items, and of the checks in each.
    of_items: Vec<(String, Vec<Asked>)>,
}

impl Checks {
    /// The checks that the items of a rubric ask for.
    ///
    /// # Errors
    /// Where an item asks for a check that there is not, or with other parameters than it has; not for a rubric that was
    /// [parsed](crate::rubric::parse).
    pub fn of(rubric: &Rubric) -> Result<Self, serde_json::Error> {
        let of_item = |item: &Item| Ok((item.id.clone(), item.checks.iter().map(read).collect::<Result<_, _>>()?));
        Ok(Self { of_items: rubric.items.iter().map(of_item).collect::<Result<_, serde_json::Error>>()? })
    }

    /// The checks of the item with this id.
    fn of_item(&self, id: &str) -> impl Iterator<Item = (&'static Definition, &dyn Check)> {
        let of_item = self.of_items.iter().find(|(item, _)| item == id);
        of_item.into_iter().flat_map(|(_, checks)| checks).map(|(definition, check)| (*definition, &**check))
    }

    /// Whether the papers of a slot of the item with this id set up groups.
    pub(super) fn set_up_groups(&self, item: &str, slot: &str) -> bool {
        self.of_item(item).any(|(_, check)| check.sets_up_groups(slot))
    }
}

/// Runs the checks of one item: presence always, the others as the rubric asks. A check that fails is noted in
/// [`Case::failures`], and the others stand.
pub(super) fn of_item(checks: &Checks, case: &Case<'_>, item: &Item, filled: &[Filled<'_>]) -> Vec<Finding> {
    let mut findings = if score::is_counted_out(item, filled) { Vec::new() } else { presence::check(case, filled) };
    let target = Target { case, item, filled };
    for (definition, check) in checks.of_item(&item.id) {
        let run = || {
            trip_at(case, filled);
            check.findings(&target)
        };
        let stage = || Stage::Check(definition.name.to_owned());
        let found = case.failures.contain(stage, Some(&item.id), run).unwrap_or_default();
        debug_assert!(found.iter().all(|finding| definition.codes.contains(&finding.code)), "{}", definition.name);
        findings.extend(found);
    }
    findings.retain(|finding| !unsure_page::rests_on_unsure_page(case, finding));
    sort(&mut findings);
    findings
}

/// The order in which an item names its findings: what weighs most first.
fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| (a.severity, a.code, &a.places).cmp(&(b.severity, b.code, &b.places)));
}

/// Lets a test make a check fail on a paper that fills a slot.
fn trip_at(case: &Case<'_>, filled: &[Filled<'_>]) {
    for piece in filled.iter().flat_map(|slot| &slot.pieces) {
        if let Some(document) = case.documents.get(piece.document).filter(|document| !document.content.is_empty()) {
            trip("check", document.path.as_str());
        }
    }
}

/// What the checks of an item looked at and found in order.
pub(super) fn reasons(checks: &Checks, case: &Case<'_>, item: &Item, filled: &[Filled<'_>]) -> Vec<Reason> {
    let target = Target { case, item, filled };
    checks.of_item(&item.id).flat_map(|(_, check)| check.reasons(&target)).collect()
}

/// What the checks of an item suggest, added to `advice`; `counted` is the suggestion of counting, in points.
pub(super) fn advise(
    checks: &Checks,
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    counted: Option<f64>,
    advice: &mut Advice,
) {
    let target = Target { case, item, filled };
    for (_, check) in checks.of_item(&item.id) {
        check.advise(&target, counted, advice);
    }
}

/// Whether a check has settled the whole item.
pub(super) fn is_settled_by_rule(
    checks: &Checks,
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    findings: &[Finding],
) -> bool {
    let target = Target { case, item, filled };
    // A paper that was set aside was compared with none.
    let all_read = case.documents.iter().all(|document| document.failure.is_none());
    // Figures of a page that needs a person settle nothing.
    let own = filled.iter().flat_map(|slot| &slot.pieces).filter_map(|piece| case.documents.get(piece.document));
    let all_sure = own.flat_map(|document| document.content.iter()).all(|page| !page.needs_person());
    all_read && all_sure && checks.of_item(&item.id).any(|(_, check)| check.settles(&target, findings))
}

/// Runs the checks that look across items.
pub(super) fn across(checks: &Checks, case: &Case<'_>, items: &mut [ItemAssessment]) {
    for (item, of_item) in &checks.of_items {
        for (definition, check) in of_item {
            let stage = || Stage::Check(definition.name.to_owned());
            case.failures.contain(stage, Some(item), || check.across(case, item, items));
        }
    }
    for item in items {
        item.findings.retain(|finding| !unsure_page::rests_on_unsure_page(case, finding));
    }
}

/// Adds to each item that asks for it what its photos want: what does not fit a paper, another photo or the village
/// (R14–R16); where a notice was taken from near or from far only; and how many captions are complete (R31). The items
/// are weighed anew by it.
pub fn spread_photos(checks: &Checks, unit: &mut UnitAssessment) {
    for assessed in &mut unit.items {
        for (_, check) in checks.of_item(&assessed.id) {
            for finding in check.photos(assessed, &unit.photos) {
                if !assessed.findings.contains(&finding) {
                    assessed.findings.push(finding);
                }
            }
        }
        sort(&mut assessed.findings);
        assessed.weigh_findings();
    }
    unit.score = total(&unit.items, unit.score.max);
}

/// The JSON Schema of a check as a rubric file asks for it.
pub fn schema() -> serde_json::Value {
    let mut generator = SchemaSettings::default().with(|settings| settings.inline_subschemas = true).into_generator();
    let one = |definition: &Definition| {
        let mut schema = (definition.schema)(&mut generator).to_value();
        if let Some(object) = schema.as_object_mut() {
            let name = serde_json::json!({ "const": definition.name });
            let properties = object.entry("properties").or_insert_with(|| serde_json::json!({}));
            properties.as_object_mut().into_iter().for_each(|properties| {
                properties.insert("check".to_owned(), name.clone());
            });
            let required = object.entry("required").or_insert_with(|| serde_json::json!([]));
            required.as_array_mut().into_iter().for_each(|required| required.insert(0, "check".into()));
        }
        schema
    };
    serde_json::json!({ "oneOf": list::ALL.iter().map(one).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        evaluate::{
            Campaign, Document, Shared, assess, assess_item,
            fixture::{day, paper, photo, rubric, rubric_of, scan, slot, with_case},
        },
        model::{Severity, Township, Unit},
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
                "slots": [crate::evaluate::fixture::slot_named(&format!("{id}.1"), "minutes", 1, &json!({}))],
            })
        };
        let rubric = std::sync::Arc::new(rubric_of(&json!([
            item("V01", json!([{ "check": "double-count", "with": ["V02"] }])),
            item("V02", json!([])),
        ])));
        let campaign = Campaign::new(rubric).expect("the fixture\'s patterns compile");
        let township = Township { deadline, ..Township::default() };
        let mut documents = [paper("20190506会议/记录.docx").kind("minutes").on("2019-05-06")];
        let (shared, _) = Shared::new(campaign.rubric(), &township, &mut documents);
        assess(&campaign, &township, &shared, &Unit::Village("张庄村".to_owned()), &mut documents)
    }

    #[test]
    fn an_event_in_two_items_is_named_once() {
        let unit = assess_two(None);
        assert_eq!(codes(&unit.items[0].findings), [Code::DoubleCountedEvent]);
        assert!(unit.items[0].findings[0].message.zh.contains("V02"));
        assert!(unit.items[1].findings.is_empty());
        assert_eq!((unit.score.confirmed, unit.score.possible, unit.score.max), (2.0, 4.0, 4.0));
    }

    #[test]
    fn the_archives_own_deadline_goes_before_the_rubrics() {
        let unit = assess_two(Some(day("2019-01-01")));
        assert_eq!(unit.score.confirmed, 0.0);
        assert_eq!(codes(&unit.items[1].findings), [Code::DocumentMissing]);
    }
}

//! Documents, rubrics and cases for the tests of this room.

use std::sync::Arc;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::{
    evaluate::{Case, Checks, Dated, Document, ElectionPaper, Event, Facts, Failures, Minutes, Shared},
    model::{ArchivePath, Citation, FileStatus, ItemAssessment, Page, PageSource, PhotoFacts, Township, Unit, Village},
    rubric::{Item, Matcher, Rubric},
};

/// A day written as `2019-05-06`.
pub(super) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// A read paper of Zhangzhuang village; `path` is below the village's folder.
pub(super) fn paper(path: &str) -> Document {
    let whole = ArchivePath::new(format!("张庄村/{path}"));
    Document {
        below_unit: path.to_owned(),
        unit: Unit::Village("张庄村".to_owned()),
        digest: Some(format!("digest of {path}")),
        status: FileStatus::Read,
        media_type: "text/plain".to_owned(),
        bytes: 100,
        pages: 1,
        has_text: true,
        is_container: false,
        is_read: true,
        has_unread_pages: false,
        shows_a_page: false,
        overlay: String::new(),
        photo: None,
        kind: None,
        secondary: Vec::new(),
        groups: 0,
        topics: Vec::new(),
        records: Vec::new(),
        kind_by_name: true,
        is_template: false,
        is_draft: false,
        title: whole.stem().to_owned(),
        shown_by: Citation { path: whole.clone(), page: Some(1), quote: whole.stem().to_owned() },
        label: whole.stem().to_owned(),
        date: None,
        signed: None,
        villages: Vec::new(),
        written: None,
        is_rejected: false,
        corrected: None,
        failure: None,
        identity: std::sync::Arc::default(),
        apart: std::sync::Arc::default(),
        content: super::documents::Content::default(),
        path: whole,
    }
}

/// A scan of which neither name nor text says what it is.
pub(super) fn scan(path: &str) -> Document {
    Document { has_text: false, is_read: false, kind_by_name: false, ..paper(path) }
}

/// A picture of something.
pub(super) fn photo(path: &str) -> Document {
    Document { photo: Some(PhotoFacts::default()), has_text: false, ..paper(path) }
}

impl Document {
    pub(super) fn kind(mut self, kind: &str) -> Self {
        self.kind = Some(kind.to_owned());
        self
    }

    pub(super) fn topics(mut self, topics: &[&str]) -> Self {
        self.topics = topics.iter().map(|&topic| topic.to_owned()).collect();
        self
    }

    pub(super) fn on(mut self, date: &str) -> Self {
        self.date = Some(Dated { date: day(date), place: Citation::file(&self.path) });
        self
    }

    /// Its text, one page a part.
    pub(super) fn saying(mut self, pages: &[&str]) -> Self {
        let page = |(number, text): (usize, &&str)| Page {
            page: u32::try_from(number + 1).expect("few pages"),
            label: None,
            source: PageSource::TextLayer,
            width: 0.0,
            height: 0.0,
            text: (*text).to_owned(),
            lines: Vec::new(),
        };
        self.content = pages.iter().enumerate().map(page).collect();
        self.pages = u32::try_from(pages.len()).expect("few pages");
        self
    }

    pub(super) fn unread(mut self) -> Self {
        (self.has_text, self.is_read) = (false, false);
        self
    }
}

/// A pattern that matches nothing.
const NEVER: &str = r"[^\s\S]";

/// A rubric with one item of 4 points, `V01`, that scores and asks as given.
///
/// Its kinds are `minutes` 记录, `signin` 签到, `plan` 方案, `group` 小组, `photo` 照片 and `cert` 股权证, of which a
/// specimen counts; its topics are `assets` 清产, `members` 成员 and `shares` 量化; its deadline is 30 June 2020. It has
/// the kinds and topics of the built-in rubric that have a role too, by which nothing is classified.
pub(super) fn rubric(scoring: &Value, slots: &Value, checks: &Value) -> Rubric {
    let item = json!({
        "id": "V01", "level": "village", "points": 4.0, "text": "项目", "standard": "标准",
        "scoring": scoring, "slots": slots, "checks": checks,
    });
    rubric_of(&json!([item]))
}

/// The same rubric with these items.
pub(super) fn rubric_of(items: &Value) -> Rubric {
    let name = |text: &str| json!({ "zh": text, "en": text });
    let kind = |id: &str, pattern: &str| json!({ "id": id, "name": name(id), "pattern": pattern });
    let topic = |id: &str, pattern: &str| json!({ "id": id, "name": name(id), "pattern": pattern });
    let mut picture = kind("photo", "照片|会议");
    picture["medium"] = json!("image");
    let mut cert = kind("cert", "股权证");
    cert["sample_counts"] = json!(true);
    let mut kinds = vec![
        kind("signin", "签到"),
        kind("minutes", "记录"),
        picture,
        cert,
        kind("group", "小组"),
        kind("plan", "方案"),
    ];
    let mut topics = vec![topic("assets", "清产"), topic("members", "成员"), topic("shares", "量化")];
    let builtin = Rubric::builtin();
    for (id, role) in builtin.kinds.iter().filter_map(|kind| Some((&kind.id, kind.role?))) {
        kinds.push(json!({ "id": id, "name": name(id), "pattern": NEVER, "role": role }));
    }
    for (id, role) in builtin.topics.iter().filter_map(|topic| Some((&topic.id, topic.role?))) {
        topics.push(json!({ "id": id, "name": name(id), "pattern": NEVER, "role": role }));
    }
    let shape = json!({
        "format": "cundang-rubric/1", "id": "made-up", "title": "表", "source": "made up for tests",
        "deadline": "2020-06-30", "evidence_from": null, "total": 4.0,
        "levels": [{ "level": "village", "title": "村", "points": 4.0 }],
        "marks": { "template": "样表|样本", "draft": "草案" },
        "topics": topics,
        "kinds": kinds,
        "stages": [],
        "items": items,
    });
    serde_json::from_value(shape).expect("the fixture is a rubric")
}

/// One slot `V01.1` of a kind, with further fields.
pub(super) fn slot(kind: &str, required: u32, more: &Value) -> Value {
    slot_named("V01.1", kind, required, more)
}

/// A slot with its id.
pub(super) fn slot_named(id: &str, kind: &str, required: u32, more: &Value) -> Value {
    let mut slot = json!({
        "id": id, "name": { "zh": "材料", "en": "the paper" }, "todo": { "zh": "补", "en": "add" },
        "kinds": [kind], "required": required,
    });
    if let (Some(slot), Some(more)) = (slot.as_object_mut(), more.as_object()) {
        slot.extend(more.clone());
    }
    slot
}

/// The checks of an item of the built-in rubric, but for the deadline, asked of the slot `V01.1`.
pub(super) fn builtin_checks(id: &str) -> Value {
    let builtin = Rubric::builtin();
    let item = builtin.item(id).expect("the item exists");
    let own_slot = |value: &mut Value| {
        if let Some(text) = value.as_str()
            && item.slots.iter().any(|slot| slot.id == text)
        {
            *value = json!("V01.1");
        }
    };
    let mut checks = serde_json::to_value(&item.checks).expect("checks are JSON");
    let list = checks.as_array_mut().expect("a list");
    list.retain(|check| check["check"] != "deadline");
    for check in list {
        own_slot(&mut check["slot"]);
        for slot in check["slots"].as_array_mut().into_iter().flatten() {
            own_slot(slot);
        }
        if let Some(check) = check.as_object_mut() {
            check.retain(|_, value| !value.is_null());
        }
    }
    checks
}

/// 凫城镇 with the villages 张庄村 and 李庄村.
pub(super) fn township() -> Township {
    let village = |name: &str| Village { name: name.to_owned(), ..Village::default() };
    Township {
        name: "凫城镇".to_owned(),
        county: Some("山亭区".to_owned()),
        province: Some("山东省".to_owned()),
        villages: vec![village("张庄村"), village("李庄村")],
        ..Township::default()
    }
}

/// Calls a test with the case of these documents and the rubric's first item.
pub(super) fn with_case<T>(
    rubric: Rubric,
    mut documents: Vec<Document>,
    test: impl FnOnce(&Case<'_>, &Item) -> T,
) -> T {
    documents.sort_by(|a, b| a.path.cmp(&b.path));
    let rubric = Arc::new(rubric);
    let matcher = Matcher::new(rubric.clone()).expect("the fixture's patterns compile");
    let events: Vec<Event> = crate::evaluate::documents::event::group(&documents);
    crate::evaluate::documents::event::share_topics(&mut documents, &events);
    let township = township();
    let (shared, _) = Shared::new(&rubric, &township, &mut documents);
    let unit = Unit::Village("张庄村".to_owned());
    let facts = Facts::read(&rubric, &unit, &documents, &events, Minutes::new());
    let accounts =
        crate::evaluate::facts::account::Accounts::new(&rubric, &documents, rubric.deadline, &shared.rosters);
    let elections: Vec<ElectionPaper<'_>> = documents.iter().map(ElectionPaper::new).collect();
    let case = Case {
        rubric: &rubric,
        matcher: &matcher,
        deadline: rubric.deadline,
        township: &township,
        unit: &unit,
        documents: &documents,
        events: &events,
        facts: &facts,
        accounts: &accounts,
        elections: &elections,
        shared: &shared,
        failures: &Failures::default(),
    };
    test(&case, &rubric.items[0])
}

/// Assesses an item with the checks that the case's rubric asks for.
pub(super) fn assess_item(case: &Case<'_>, item: &Item) -> ItemAssessment {
    let checks = Checks::of(case.rubric).expect("the fixture's checks can be read");
    super::assess_one(&checks, case, item)
}

/// The findings of one code that a check gives for an item whose slot `V01.1` takes papers of `kind`.
pub(super) fn found_by(
    check: &Value,
    kind: &str,
    code: crate::model::Code,
    documents: Vec<Document>,
) -> Vec<crate::model::Finding> {
    let slots = json!([slot(kind, 0, &json!({})), slot_named("V01.2", "other", 0, &json!({}))]);
    let rubric = rubric(&json!({ "type": "veto_zero", "veto": "错" }), &slots, &json!([check]));
    let mut findings = with_case(rubric, documents, assess_item).findings;
    findings.retain(|finding| finding.code == code);
    findings
}

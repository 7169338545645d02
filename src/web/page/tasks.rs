//! Everything that is to be done in the township, as one list that can be narrowed and saved.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::{
    overview::{OverviewFilter, TOWNSHIP, offices},
    select::SelectOption,
};
use crate::{
    model::{ItemState, Lang, UnitAssessment},
    report::{
        Report, link,
        shown::{Links, Show, TodoShown},
        todo::{self, Class, Todo},
        words,
    },
    web::{
        answer::frame::PageFrame,
        request::{parameters::Parameters, visit::Visit},
    },
};

/// The query of the list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct TaskParameters {
    unit: String,
    office: String,
    item: String,
    state: String,
    class: String,
    q: String,
}

/// Which tasks are wanted: `/tasks?unit=张庄村&class=gap&item=V03&q=公示`.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    units: OverviewFilter,
    unit: String,
    class: Option<Class>,
    words: String,
}

impl TaskFilter {
    /// The filter that an address asks for; a value that means nothing counts as none.
    pub(crate) fn new(report: &Report, wanted: &TaskParameters) -> Self {
        Self::of(report, [&wanted.unit, &wanted.office, &wanted.item, &wanted.state, &wanted.class, &wanted.q])
    }

    /// The filter for a unit, an office, an item, a state, a sort of task and words.
    pub(crate) fn of(report: &Report, [unit, office, item, state, class, words]: [&str; 6]) -> Self {
        let unit = match unit {
            TOWNSHIP => TOWNSHIP.to_owned(),
            name => report.village_named(name).unwrap_or_default(),
        };
        Self {
            units: OverviewFilter::new(report, "", state, office, item),
            unit,
            class: Class::ALL.into_iter().find(|known| known.as_str() == class),
            words: words.trim().to_owned(),
        }
    }

    /// Whether it asks for anything.
    pub(crate) fn is_narrowed(&self) -> bool {
        !self.query().is_empty()
    }

    /// The tasks of a report that it keeps, with their units: each unit's in its own order, by sort of task first.
    pub(crate) fn tasks<'r>(&self, report: &'r Report) -> Vec<(&'r UnitAssessment, Todo)> {
        let units =
            report.units().filter(|unit| self.unit.is_empty() || self.unit == unit.unit.village().unwrap_or(TOWNSHIP));
        let units = units.filter(|unit| self.units.of_office(report, &unit.unit));
        let mut tasks: Vec<(&UnitAssessment, Todo)> =
            units.flat_map(|unit| todo::todos(report, unit).into_iter().map(move |todo| (unit, todo))).collect();
        tasks.retain(|(unit, todo)| {
            let of_class = self.class.is_none_or(|class| todo.urgency.class == class);
            of_class && self.units.keeps_task(unit, &todo.items) && self.has_words(todo)
        });
        // Stable: each unit's own order stays.
        tasks.sort_by_key(|(_, todo)| todo.urgency.class);
        tasks
    }

    fn has_words(&self, todo: &Todo) -> bool {
        let places = || todo.citations.iter().any(|place| place.path.as_str().contains(&self.words));
        self.words.is_empty()
            || todo.action.zh.contains(&self.words)
            || todo.action.en.contains(&self.words)
            || places()
    }

    /// The same filter in the address of another form.
    fn query(&self) -> String {
        let pairs = [
            ("unit", self.unit.as_str()),
            ("office", &self.units.office),
            ("item", &self.units.item),
            ("state", self.units.state.map_or("", ItemState::as_str)),
            ("class", self.class.map_or("", Class::as_str)),
            ("q", &self.words),
        ];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        pairs.map(|(name, value)| format!("{name}={}", link::encode(value))).collect::<Vec<_>>().join("&")
    }
}

/// A task with its unit.
#[derive(Debug)]
struct TaskRow {
    unit: String,
    tag: &'static str,
    href: String,
    todo: TodoShown,
}

/// `/tasks`
#[derive(Debug, Template)]
#[template(path = "tasks.html")]
pub struct TasksPage {
    lang: Lang,
    frame: PageFrame,
    rows: Vec<TaskRow>,
    /// How many there are without a filter.
    all: usize,
    export: String,
    is_narrowed: bool,
    words: String,
    units: Vec<SelectOption>,
    offices: Vec<SelectOption>,
    classes: Vec<SelectOption>,
    items: Vec<SelectOption>,
}

impl TasksPage {
    /// The list of a report, narrowed.
    pub fn new(report: &Report, frame: PageFrame, filter: &TaskFilter) -> Self {
        let lang = frame.lang;
        let show = Show::new(report, lang, Links::Web);
        let row = |(unit, todo): (&UnitAssessment, Todo)| TaskRow {
            unit: words::unit_name(&unit.unit, lang).to_owned(),
            tag: words::unit_tag(&unit.unit, lang),
            href: link::unit(&unit.unit),
            todo: show.todo(&unit.unit, &todo),
        };
        let rows = filter.tasks(report).into_iter().map(row).collect();
        let all = report.units().map(|unit| todo::todos(report, unit).len()).sum();
        let query = filter.query();
        let class = filter.class.map_or("", Class::as_str);
        Self {
            lang,
            frame: frame.titled(lang.pick("待办清单", "Everything to do"), ""),
            rows,
            all,
            export: if query.is_empty() { "/tasks.csv".to_owned() } else { format!("/tasks.csv?{query}") },
            is_narrowed: !query.is_empty(),
            words: filter.words.clone(),
            units: report
                .units()
                .map(|unit| {
                    let value = unit.unit.village().unwrap_or(TOWNSHIP);
                    SelectOption::new(value, words::unit_name(&unit.unit, lang), &filter.unit)
                })
                .collect(),
            offices: offices(report)
                .into_iter()
                .map(|office| SelectOption::new(office, office, &filter.units.office))
                .collect(),
            classes: Class::ALL.map(|it| SelectOption::new(it.as_str(), it.word(lang), class)).into(),
            items: report
                .rubric
                .items
                .iter()
                .map(|item| SelectOption::new(&*item.id, &*item.id, &filter.units.item))
                .collect(),
        }
    }
}

/// `GET /tasks`
pub(crate) async fn show(visit: Visit, Parameters(wanted): Parameters<TaskParameters>) -> Response {
    let filter = TaskFilter::new(&visit.report, &wanted);
    visit.answer(&TasksPage::new(&visit.report, visit.frame(), &filter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn page(lang: Lang, wanted: &TaskParameters) -> String {
        let report = fixture::report();
        let filter = TaskFilter::new(&report, wanted);
        TasksPage::new(&report, PageFrame::new(&report, lang, "/tasks"), &filter).render().expect("the page renders")
    }

    fn rows(html: &str) -> usize {
        html.split("<tbody>").nth(1).map_or(0, |body| body.matches("<tr>").count())
    }

    #[test]
    fn every_task_of_the_township_stands_in_one_list() {
        let report = fixture::report();
        let all: usize = report.units().map(|unit| todo::todos(&report, unit).len()).sum();
        let html = page(Lang::Zh, &TaskParameters::default());
        assert_eq!(rows(&html), all);
        assert!(html.contains(&format!("共 {all} 件")) && html.contains("href=\"/tasks.csv\""));
        let fault = html.find("第 3 条疑似限制外嫁女").expect("the fault");
        assert!(fault < html.find("请补一张能看到公示栏全貌的照片").expect("a gap"), "faults come first");
    }

    #[test]
    fn a_filter_keeps_what_is_asked_for_and_is_in_the_export() {
        let wanted = TaskParameters { unit: "张庄".to_owned(), class: "gap".to_owned(), ..TaskParameters::default() };
        let html = page(Lang::Zh, &wanted);
        assert_eq!(rows(&html), 2, "{html}");
        assert!(html.contains("href=\"/tasks.csv?unit=%E5%BC%A0%E5%BA%84%E6%9D%91&#38;class=gap\""));
        let wanted = TaskParameters { item: "V11".to_owned(), q: "外嫁女".to_owned(), ..TaskParameters::default() };
        assert_eq!(rows(&page(Lang::Zh, &wanted)), 1);
        let wanted = TaskParameters { state: "unreadable".to_owned(), ..TaskParameters::default() };
        let html = page(Lang::En, &wanted);
        assert!(html.contains("First make these files readable") && !html.contains("/item/V20"), "{html}");
        let wanted = TaskParameters { q: "没有这样的事".to_owned(), ..TaskParameters::default() };
        assert!(page(Lang::En, &wanted).contains("Nothing is as asked."));
        let wanted = TaskParameters { unit: TOWNSHIP.to_owned(), ..TaskParameters::default() };
        assert!(!page(Lang::Zh, &wanted).contains("/item/V"));
    }
}

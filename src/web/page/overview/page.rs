//! The overview: a matrix of villages and items, narrowed and ordered by the filter.

use askama::Template;

use super::{
    filter::{Order, OverviewFilter, offices},
    opened::TOWNSHIP,
};
use crate::{
    model::{ItemState, Lang, UnitAssessment},
    report::{
        Report, folders, link,
        shown::{Links, MatrixShown, Show, SlotShown, StateShown, TodoShown},
        todo::{self, Todo},
        words,
    },
    web::{
        answer::frame::PageFrame,
        page::{
            changes::{self, ChangeShown},
            next_open::next_open,
            select::SelectOption,
            transcribe,
        },
    },
};

/// How many things to do the overview names.
const TODOS_SHOWN: usize = 10;

/// A unit's name and page.
#[derive(Debug, Clone)]
struct UnitName {
    name: String,
    tag: &'static str,
    href: String,
}

/// One item in one unit, where the filter names a single item.
#[derive(Debug)]
struct Across {
    unit: UnitName,
    href: String,
    state: StateShown,
    interval: String,
    suggested: String,
    findings: usize,
    decided: String,
    /// What is there of each paper that the item asks for, in the item's order.
    slots: Vec<Option<SlotShown>>,
}

/// An item over all units that have it.
#[derive(Debug)]
struct OneItem {
    id: String,
    text: String,
    standard: String,
    points: String,
    /// The papers that it asks for.
    slots: Vec<String>,
    rows: Vec<Across>,
}

/// `/`
#[derive(Debug, Template)]
#[template(path = "overview/overview.html")]
pub struct OverviewPage {
    lang: Lang,
    frame: PageFrame,
    title: String,
    range: String,
    changes: Option<ChangeShown>,
    town: MatrixShown,
    villages: MatrixShown,
    has_villages: bool,
    is_narrowed: bool,
    one: Option<OneItem>,
    legend: Vec<(StateShown, String)>,
    units: Vec<SelectOption>,
    items: Vec<SelectOption>,
    states: Vec<SelectOption>,
    offices: Vec<SelectOption>,
    orders: Vec<SelectOption>,
    todos: Vec<(UnitName, TodoShown)>,
    todos_left: usize,
    /// The filter in the addresses of exports and of the whole list of tasks.
    query: String,
    next_open: Option<(String, String)>,
    /// Where handwritten and doubtful pages are read, and how many wait.
    transcribe: Option<(String, usize)>,
    /// That many files belong to nobody.
    misplaced: Option<String>,
    /// Nobody has looked yet at what the folders are taken for, and the viewer may.
    asks_for_folders: bool,
    may_assign: bool,
}

impl OverviewPage {
    /// The overview, narrowed and ordered.
    pub fn new(report: &Report, frame: PageFrame, filter: &OverviewFilter) -> Self {
        let lang = frame.lang;
        let show = Show::new(report, lang, Links::Web);
        let mut villages: Vec<&UnitAssessment> =
            report.villages.iter().filter(|unit| filter.keeps(report, unit)).collect();
        filter.order.sort(&mut villages, &filter.item);
        let title = lang.pick("全镇", "Township overview");
        let mut frame = frame.titled(title, "overview");
        frame.crumbs.clear();
        // A filter for villages says nothing of the township, which has no office.
        let town: Vec<&UnitAssessment> = report.town.iter().filter(|_| filter.office.is_empty()).collect();
        let mut todos: Vec<(&UnitAssessment, Todo)> = town
            .iter()
            .chain(&villages)
            .flat_map(|unit| todo::todos(report, unit).into_iter().map(move |todo| (*unit, todo)))
            .filter(|(unit, todo)| filter.keeps_task(unit, &todo.items))
            .collect();
        // Faults first, then files to be read; the sort is stable and keeps each unit's own order.
        todos.sort_by_key(|(_, todo)| todo.urgency.class);
        let todos_left = todos.len().saturating_sub(TODOS_SHOWN);
        todos.truncate(TODOS_SHOWN);
        let name = |unit: &UnitAssessment| UnitName {
            name: words::unit_name(&unit.unit, lang).to_owned(),
            tag: words::unit_tag(&unit.unit, lang),
            href: link::unit(&unit.unit),
        };
        let todos = todos.iter().map(|(unit, todo)| (name(unit), show.todo(&unit.unit, todo))).collect();
        let narrow = |matrix: MatrixShown| narrowed(matrix, filter);
        Self {
            lang,
            title: report.rubric.title.clone(),
            range: range(report, lang),
            changes: changes::shown(report, lang),
            town: narrow(show.matrix(lang.pick("镇级", "Township"), &town)),
            villages: narrow(show.matrix(lang.pick("各村", "Villages"), &villages)),
            has_villages: !report.villages.is_empty(),
            is_narrowed: filter.is_narrowed(),
            one: one_item(report, filter, &villages, &show, lang),
            legend: legend(filter, &show),
            units: report
                .units()
                .map(|unit| {
                    let value = unit.unit.village().unwrap_or(TOWNSHIP);
                    SelectOption::new(value, words::unit_name(&unit.unit, lang), "")
                })
                .collect(),
            items: report.rubric.items.iter().map(|item| SelectOption::new(&item.id, &item.id, &filter.item)).collect(),
            states: ItemState::ALL
                .map(|state| {
                    SelectOption::new(
                        state.as_str(),
                        words::state_word(state, lang),
                        filter.state.map_or("", ItemState::as_str),
                    )
                })
                .into(),
            offices: offices(report)
                .into_iter()
                .map(|office| SelectOption::new(office, office, &filter.office))
                .collect(),
            orders: Order::ALL.map(|o| SelectOption::new(o.as_str(), o.word(lang), filter.order.as_str())).into(),
            todos,
            todos_left,
            query: filter.query(),
            next_open: next_open(report, None, lang),
            transcribe: transcribe::queue_of(report, None),
            misplaced: folders::warning(report, lang),
            asks_for_folders: report.are_folders_guessed() && frame.role.may_assign_folders(),
            may_assign: frame.role.may_assign_folders(),
            frame,
        }
    }
}

/// A matrix with only the items of the filter; cells in other states are shown faint.
fn narrowed(mut matrix: MatrixShown, filter: &OverviewFilter) -> MatrixShown {
    if !filter.item.is_empty() {
        matrix.heads.retain(|head| head.id == filter.item);
        for row in &mut matrix.rows {
            row.cells.retain(|cell| cell.id == filter.item);
        }
        if matrix.heads.is_empty() {
            matrix.rows.clear();
        }
    }
    if let Some(state) = filter.state {
        for cell in matrix.rows.iter_mut().flat_map(|row| &mut row.cells) {
            cell.is_faint = cell.state.class != state.as_str();
        }
    }
    matrix.count(filter.state);
    matrix
}

/// The states with the addresses that filter by them.
fn legend(filter: &OverviewFilter, show: &Show<'_>) -> Vec<(StateShown, String)> {
    let link = |state: &StateShown| {
        let chosen = filter.state.is_some_and(|chosen| chosen.as_str() == state.class);
        let mut pairs = vec![("sort", filter.order.as_str()), ("office", &filter.office), ("item", &filter.item)];
        if !chosen {
            pairs.push(("state", state.class));
        }
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", link::encode(value))).collect();
        format!("/?{}", pairs.join("&"))
    };
    show.legend().into_iter().map(|state| (state, link(&state))).collect()
}

fn one_item(
    report: &Report,
    filter: &OverviewFilter,
    villages: &[&UnitAssessment],
    show: &Show<'_>,
    lang: Lang,
) -> Option<OneItem> {
    let rule = report.rubric.item(&filter.item)?;
    let all: Vec<&UnitAssessment> = report.town.iter().chain(villages.iter().copied()).collect();
    let rows = all.iter().filter_map(|unit| {
        let own = unit.items.iter().find(|item| item.id == rule.id)?;
        let item = show.item(&unit.unit, own);
        let named = |id: &String| own.slots.iter().position(|slot| slot.id == *id);
        Some(Across {
            slots: rule.slots.iter().map(|slot| item.slots.get(named(&slot.id)?).cloned()).collect(),
            unit: UnitName {
                name: words::unit_name(&unit.unit, lang).to_owned(),
                tag: words::unit_tag(&unit.unit, lang),
                href: link::unit(&unit.unit),
            },
            href: item.href,
            state: item.state,
            interval: item.interval,
            suggested: item.suggested.unwrap_or_default(),
            findings: item.findings.len(),
            decided: item.decision.map(|decision| format!("{} · {}", decision.score, decision.by)).unwrap_or_default(),
        })
    });
    Some(OneItem {
        id: rule.id.clone(),
        text: rule.text.clone(),
        standard: rule.standard.clone(),
        points: words::points(rule.points),
        slots: rule.slots.iter().map(|slot| slot.name.get(lang).to_owned()).collect(),
        rows: rows.collect(),
    })
}

/// What the villages' scores span, said in one line.
fn range(report: &Report, lang: Lang) -> String {
    let villages = &report.villages;
    if villages.is_empty() {
        return String::new();
    }
    #[expect(clippy::cast_precision_loss, reason = "a township has some dozens of villages")]
    let number = villages.len() as f64;
    let mean = |pick: fn(&UnitAssessment) -> f64| villages.iter().map(pick).sum::<f64>() / number;
    let confirmed = words::points(mean(|unit| unit.score.confirmed));
    let possible = words::points(mean(|unit| unit.score.possible));
    let (count, full) = (villages.len(), words::points(villages[0].score.max));
    match lang {
        Lang::Zh => format!("{count} 个村，平均已确认 {confirmed} 分，最高可得 {possible} 分，满分 {full} 分"),
        Lang::En => {
            format!("{count} villages: on average {confirmed} points confirmed, {possible} possible, of {full}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    fn page(report: &Report, lang: Lang, filter: &OverviewFilter) -> String {
        OverviewPage::new(report, PageFrame::new(report, lang, "/"), filter).render().expect("the page renders")
    }

    #[test]
    fn a_state_keeps_the_villages_that_have_it_and_lets_other_cells_step_back() {
        let mut report = fixture::report();
        report.township.villages[0].office = Some("东片区".to_owned());
        let filter = OverviewFilter::new(&report, "", "unreadable", "没有的片区", "V99");
        assert_eq!((filter.office.as_str(), filter.item.as_str()), ("", ""), "what means nothing asks for nothing");
        let html = page(&report, Lang::Zh, &filter);
        let matrix = html.split("<table class=\"matrix\">").nth(2).expect("the villages' matrix");
        let matrix = matrix.split("</table>").next().unwrap_or_default();
        assert!(matrix.contains("张庄村</a></th>") && !matrix.contains("李庄村</a></th>"));
        assert_eq!(matrix.matches("class=\"faint\"").count(), 4, "four of its five items are in other states");
        assert!(html.contains("<option value=\"unreadable\" selected>") && html.contains("href=\"/\">全部显示"));
        let of_office = OverviewFilter::new(&report, "", "", "东片区", "");
        let html = page(&report, Lang::Zh, &of_office);
        assert_eq!(html.matches("<table class=\"matrix\">").count(), 1, "the township has no office");
        assert!(html.contains("<option value=\"东片区\" selected>"));
        let none = OverviewFilter { state: Some(ItemState::Complete), ..of_office };
        let none = OverviewFilter { item: "V11".to_owned(), ..none };
        assert!(page(&report, Lang::En, &none).contains("No unit is as asked."));
    }

    #[test]
    fn totals_count_complete_items_and_take_the_mean_of_scores() {
        let report = fixture::report();
        let html = page(&report, Lang::Zh, &OverviewFilter::default());
        assert_eq!(html.matches("<tfoot>").count(), 1, "one row has no totals");
        assert!(html.contains("齐全（个）</th><td>1</td><td>1</td><td>0</td><td>1</td><td>2</td>"), "{html}");
        assert!(html.contains("平均 6.67 – 13"));
    }

    #[test]
    fn a_filter_narrows_the_tasks_too() {
        let report = fixture::report();
        let tasks = |filter: &OverviewFilter| {
            let html = page(&report, Lang::Zh, filter);
            html.split("<table class=\"work\">")
                .nth(1)
                .and_then(|rest| rest.split("</table>").next())
                .unwrap_or_default()
                .to_owned()
        };
        let all = tasks(&OverviewFilter::default());
        let of_one = tasks(&OverviewFilter::new(&report, "", "", "", "V11"));
        assert!(all.contains(">V03</a>") && of_one.contains(">V11</a>"), "{of_one}");
        assert!(of_one.matches("<tr>").count() < all.matches("<tr>").count(), "{of_one}");
        assert!(of_one.split("<tr>").skip(2).all(|row| row.contains(">V11</a>")), "{of_one}");
    }

    #[test]
    fn one_item_stands_over_all_villages_with_its_text() {
        let report = fixture::report();
        let html = page(&report, Lang::Zh, &OverviewFilter::new(&report, "", "", "", "V11"));
        assert!(html.contains("成员确认办法不侵犯特殊群体权益") && html.contains("出现侵权条款的不得分"));
        let rows = html.split("<table class=\"across\">").nth(1).expect("the table");
        let rows = rows.split("</table>").next().unwrap_or_default();
        assert_eq!(rows.matches("/item/V11\"").count(), 3);
        let html = page(&report, Lang::Zh, &OverviewFilter::new(&report, "", "", "", "V03"));
        let rows = html.split("<table class=\"across\">").nth(1).expect("the table");
        let (head, rows) = rows.split_once("</thead>").expect("heads");
        assert!(head.contains(">公示照片（远景、近景）</th>"), "{head}");
        let zhang = rows.split("</tr>").next().expect("a row");
        assert!(zhang.contains("1 / 2") && zhang.contains("◐") && zhang.contains("待核"), "{zhang}");
        assert!(html.contains("href=\"/tasks.csv?item=V03\"") && !html.contains("外嫁女"), "tasks and exports too");
        assert!(!html.contains("<table class=\"matrix\">"));
    }
}

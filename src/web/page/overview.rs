//! The whole township on one page: villages against items.

use super::{Frame, Lang, Report, Template};
use crate::{
    model::{ItemState, UnitAssessment},
    report::{
        shown::{Links, MatrixShown, Show, StateShown, TodoShown},
        words,
    },
};

/// How many things to do the overview names.
const TODOS_SHOWN: usize = 10;

/// How villages are ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the archive lists them.
    #[default]
    Listed,
    /// Those that lack most first.
    Lacking,
    /// By name.
    Name,
    /// By what is reachable, most first.
    Score,
}

impl Order {
    const ALL: [Order; 4] = [Order::Listed, Order::Lacking, Order::Name, Order::Score];

    /// The order's name in addresses: `?sort=lacking`.
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Listed => "listed",
            Order::Lacking => "lacking",
            Order::Name => "name",
            Order::Score => "score",
        }
    }

    /// The order of that name; as listed for any other.
    pub fn from_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|order| order.as_str() == name).unwrap_or_default()
    }

    fn word(self, lang: Lang) -> &'static str {
        match self {
            Order::Listed => lang.pick("名册顺序", "as listed"),
            Order::Lacking => lang.pick("缺得最多", "lacking most"),
            Order::Name => lang.pick("名称", "name"),
            Order::Score => lang.pick("可达分数", "reachable score"),
        }
    }

    fn sort(self, villages: &mut [&UnitAssessment]) {
        let lacking = |unit: &UnitAssessment| {
            let open = |state| matches!(state, ItemState::Missing | ItemState::Fault | ItemState::Partial);
            unit.items.iter().filter(|item| open(item.state)).map(|item| item.points).sum::<f64>()
        };
        match self {
            Order::Listed => {}
            Order::Lacking => villages.sort_by(|a, b| lacking(b).total_cmp(&lacking(a))),
            Order::Name => villages.sort_by(|a, b| a.unit.cmp(&b.unit)),
            Order::Score => villages.sort_by(|a, b| b.score.possible.total_cmp(&a.score.possible)),
        }
    }
}

/// A unit's name and page.
#[derive(Debug, Clone)]
struct UnitName {
    name: String,
    tag: &'static str,
    href: String,
}

/// `/`
#[derive(Debug, Template)]
#[template(path = "overview.html")]
pub struct OverviewPage {
    lang: Lang,
    frame: Frame,
    title: String,
    range: String,
    /// The township's own part, where it is shown.
    town: Option<MatrixShown>,
    villages: MatrixShown,
    legend: Vec<StateShown>,
    orders: Vec<(&'static str, &'static str, bool)>,
    todos: Vec<(UnitName, TodoShown)>,
    todos_left: usize,
}

impl OverviewPage {
    /// The overview in an order.
    pub fn new(report: &Report, frame: Frame, order: Order) -> Self {
        let lang = frame.lang;
        let show = Show::new(report, lang, Links::Web);
        let mut villages: Vec<&UnitAssessment> = report.villages.iter().collect();
        order.sort(&mut villages);
        let title = lang.pick("全镇", "Township overview");
        let mut frame = frame.titled(title, "overview");
        frame.crumbs.clear();
        let mut todos = Vec::new();
        for unit in report.units().map(|unit| show.unit(unit)) {
            let name = UnitName { name: unit.name, tag: unit.tag, href: unit.href };
            todos.extend(unit.todos.into_iter().map(|todo| (name.clone(), todo)));
        }
        // Faults first, then files to be read; the sort is stable and keeps each unit's own order.
        let rank = |todo: &TodoShown| ["fault", "unreadable", "missing"].iter().position(|it| *it == todo.class);
        todos.sort_by_key(|(_, todo)| rank(todo).unwrap_or(usize::MAX));
        let todos_left = todos.len().saturating_sub(TODOS_SHOWN);
        todos.truncate(TODOS_SHOWN);
        Self {
            lang,
            title: report.rubric.title.clone(),
            range: range(report, lang),
            town: report.town.as_ref().map(|town| show.matrix(lang.pick("镇级", "Township"), &[town])),
            villages: show.matrix(lang.pick("各村", "Villages"), &villages),
            legend: show.legend(),
            orders: Order::ALL.map(|known| (known.as_str(), known.word(lang), known == order)).to_vec(),
            todos,
            todos_left,
            frame,
        }
    }
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
        Lang::Zh => format!("{count} 个村，平均确认 {confirmed} 分，可达 {possible} 分，满分 {full} 分"),
        Lang::En => {
            format!("{count} villages: on average {confirmed} points confirmed, {possible} possible, of {full}")
        }
    }
}

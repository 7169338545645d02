//! Which villages the overview shows, and in which order.

use crate::{
    model::{ItemAssessment, ItemState, Lang, Unit, UnitAssessment},
    report::{Report, link},
};

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
    pub(super) const ALL: [Order; 4] = [Order::Listed, Order::Lacking, Order::Name, Order::Score];

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

    pub(super) fn word(self, lang: Lang) -> &'static str {
        match self {
            Order::Listed => lang.pick("名册顺序", "as listed"),
            Order::Lacking => lang.pick("缺得最多", "lacking most"),
            Order::Name => lang.pick("名称", "name"),
            Order::Score => lang.pick("最高可得分", "reachable score"),
        }
    }

    /// Orders villages. What they lack is counted in the items that are shown (`item`, or all).
    pub(super) fn sort(self, villages: &mut [&UnitAssessment], item: &str) {
        match self {
            Order::Listed => {}
            Order::Lacking => villages.sort_by_key(|unit| std::cmp::Reverse(lacking(unit, item))),
            Order::Name => villages.sort_by(|a, b| a.unit.cmp(&b.unit)),
            Order::Score => villages.sort_by(|a, b| b.score.possible.total_cmp(&a.score.possible)),
        }
    }
}

/// What a village lacks in its items, or in one: how many papers, and then how many items are not complete.
fn lacking(unit: &UnitAssessment, item: &str) -> (u32, usize) {
    let items = || unit.items.iter().filter(|known| item.is_empty() || known.id == item);
    let papers = items().flat_map(|item| &item.slots).map(|slot| slot.required.saturating_sub(slot.found)).sum();
    let open = |state| matches!(state, ItemState::Missing | ItemState::Fault | ItemState::Partial);
    (papers, items().filter(|item| open(item.state)).count())
}

/// The filter of the overview: `/?state=missing&office=…&item=V03&sort=lacking`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OverviewFilter {
    /// The order of the villages.
    pub order: Order,
    /// Only villages with an item in this state, and only those cells stand out.
    pub state: Option<ItemState>,
    /// Only villages of this office (办事处); empty for all.
    pub office: String,
    /// Only this item; empty for all. An id that the table does not have counts as empty.
    pub item: String,
}

impl OverviewFilter {
    /// The filter that an address asks for; a value that means nothing counts as none.
    pub fn new(report: &Report, sort: &str, state: &str, office: &str, item: &str) -> Self {
        let item = if report.rubric.item(item).is_some() { item } else { "" };
        let office = if offices(report).contains(&office) { office } else { "" };
        Self {
            order: Order::from_name(sort),
            state: ItemState::ALL.into_iter().find(|known| known.as_str() == state),
            office: office.to_owned(),
            item: item.to_owned(),
        }
    }

    /// Whether a unit belongs to the office that is asked for.
    pub(crate) fn of_office(&self, report: &Report, unit: &Unit) -> bool {
        self.office.is_empty() || office_of(report, unit) == Some(self.office.as_str())
    }

    fn keeps_item(&self, item: &ItemAssessment) -> bool {
        (self.item.is_empty() || item.id == self.item) && self.state.is_none_or(|state| item.state == state)
    }

    /// The report of the units that it keeps, for exports; `items` leaves out the items that are not as asked too.
    pub(crate) fn narrowed(&self, report: &Report, items: bool) -> Report {
        let mut narrowed = report.clone();
        narrowed.town.take_if(|unit| !self.keeps(report, unit));
        narrowed.villages.retain(|unit| self.keeps(report, unit));
        if items {
            for unit in narrowed.town.iter_mut().chain(&mut narrowed.villages) {
                unit.items.retain(|item| self.keeps_item(item));
            }
        }
        narrowed
    }

    /// The filter in the address of another form: `?state=missing&item=V03`; empty where it asks for nothing.
    pub(super) fn query(&self) -> String {
        let state = self.state.map_or("", ItemState::as_str);
        let pairs = [("state", state), ("office", &self.office), ("item", &self.item)];
        let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", link::encode(value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }

    pub(crate) fn is_narrowed(&self) -> bool {
        self.state.is_some() || !self.office.is_empty() || !self.item.is_empty()
    }

    /// Whether a task of a unit is about what is shown: of its items, one fits both the item and the state.
    pub(crate) fn keeps_task(&self, unit: &UnitAssessment, items: &[String]) -> bool {
        let fits = |id: &String| {
            let is_item = self.item.is_empty() || *id == self.item;
            let in_state = |state| unit.items.iter().any(|item| item.id == *id && item.state == state);
            is_item && self.state.is_none_or(in_state)
        };
        (self.item.is_empty() && self.state.is_none()) || items.iter().any(fits)
    }

    pub(super) fn keeps(&self, report: &Report, unit: &UnitAssessment) -> bool {
        let of_office = self.of_office(report, &unit.unit);
        let in_state = |state| {
            let mut items = unit.items.iter().filter(|item| self.item.is_empty() || item.id == self.item);
            items.any(|item| item.state == state)
        };
        of_office && self.state.is_none_or(in_state)
    }
}

fn office_of<'r>(report: &'r Report, unit: &Unit) -> Option<&'r str> {
    let village = report.township.villages.iter().find(|village| Some(village.name.as_str()) == unit.village());
    village.and_then(|village| village.office.as_deref())
}

/// The offices, in the order of the villages.
pub(crate) fn offices(report: &Report) -> Vec<&str> {
    let mut offices: Vec<&str> = Vec::new();
    for village in &report.township.villages {
        if let Some(office) = village.office.as_deref().filter(|office| !offices.contains(office)) {
            offices.push(office);
        }
    }
    offices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;

    #[test]
    fn lacking_most_counts_papers_and_not_points() {
        let mut report = fixture::report();
        let names = |report: &Report, item: &str| {
            let mut villages: Vec<&UnitAssessment> = report.villages.iter().collect();
            Order::Lacking.sort(&mut villages, item);
            villages.iter().map(|unit| lacking(unit, item).0).collect::<Vec<_>>()
        };
        // One village lacks five papers of a small item, the other one paper of a heavy one.
        for (village, (required, points)) in [(1, 5.0), (5, 1.0)].into_iter().enumerate() {
            for item in &mut report.villages[village].items {
                item.state = ItemState::Partial;
                item.points = points;
                for (number, slot) in item.slots.iter_mut().enumerate() {
                    (slot.required, slot.found) = if number == 0 { (required, 0) } else { (0, 0) };
                }
            }
        }
        report.villages.truncate(2);
        let sorted = names(&report, "");
        assert!(sorted[0] > sorted[1], "{sorted:?}");
    }

    #[test]
    fn a_filter_narrows_exports_too() {
        let report = fixture::report();
        let filter = OverviewFilter::new(&report, "", "missing", "", "V20");
        assert_eq!(filter.query(), "?state=missing&item=V20");
        let narrowed = filter.narrowed(&report, true);
        assert!(narrowed.town.is_none() && narrowed.villages.len() < report.villages.len());
        assert!(narrowed.villages.iter().flat_map(|unit| &unit.items).all(|item| item.id == "V20"));
        let whole = filter.narrowed(&report, false);
        assert_eq!(whole.villages[0].items.len(), report.villages[0].items.len(), "a table stays whole");
        assert_eq!(OverviewFilter::default().query(), "");
    }
}

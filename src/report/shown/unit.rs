//! A unit with all that is known of it: its score, its stages, what it has to do and its items.

use super::{
    item::{ItemShown, slot_state},
    show::{PlaceShown, Show},
    state::{ScoreShown, StateShown, score},
};
use crate::{
    model::{ItemState, Unit, UnitAssessment},
    report::{
        todo::{self, Class},
        view::level_of,
        words,
    },
    rubric::Level,
};

/// Something to do.
#[derive(Debug, Clone)]
pub struct TodoShown {
    /// A sign for its class.
    pub sign: &'static str,
    /// The class in the style sheet.
    pub class: &'static str,
    /// The class in words.
    pub word: &'static str,
    /// The first items that it helps: id and link.
    pub items: Vec<(String, String)>,
    /// How many items it helps, where that is more than are named.
    pub items_in_all: Option<usize>,
    /// What to do.
    pub action: String,
    /// The points at stake.
    pub points: String,
    /// Where it shows.
    pub places: Vec<PlaceShown>,
}

/// A stage of the reform with the papers that it asks for.
#[derive(Debug, Clone)]
pub struct StageShown {
    /// Its name.
    pub name: String,
    /// How many of its papers are there.
    pub found: usize,
    /// Its papers, each once, in the rubric's order.
    pub slots: Vec<StageSlotShown>,
}

/// A paper that a stage asks for.
#[derive(Debug, Clone)]
pub struct StageSlotShown {
    /// Its name.
    pub name: String,
    /// Where it stands in the item where it stands worst.
    pub state: StateShown,
    /// The items that ask for it: id and link.
    pub items: Vec<(String, String)>,
}

/// A unit with all that is known of it.
#[derive(Debug, Clone)]
pub struct UnitShown {
    /// Its name.
    pub name: String,
    /// The language of its name.
    pub tag: &'static str,
    /// Its section in a file that holds several.
    pub anchor: String,
    /// Its page or section.
    pub href: String,
    /// Its level's heading in the table.
    pub heading: String,
    /// Its folder in the archive; `None` for one that is listed and has none.
    pub folder: Option<String>,
    /// Its score.
    pub score: ScoreShown,
    /// How many items stand in each state; states without any are left out.
    pub counts: Vec<(StateShown, usize)>,
    /// How far each stage of the reform is shown by papers.
    pub stages: Vec<StageShown>,
    /// What to do.
    pub todos: Vec<TodoShown>,
    /// Its items.
    pub items: Vec<ItemShown>,
}

impl Show<'_> {
    /// All that is known of a unit.
    pub fn unit(&self, unit: &UnitAssessment) -> UnitShown {
        let level = level_of(&unit.unit);
        let total = self.report.rubric.levels.iter().find(|known| Some(known.level) == level);
        let folder = match level {
            Some(Level::Township) => self.report.township.folder.clone(),
            _ => {
                let mut villages = self.report.township.villages.iter();
                let village = villages.find(|village| Some(village.name.as_str()) == unit.unit.village());
                village.and_then(|village| village.folder.clone())
            }
        };
        UnitShown {
            name: words::unit_name(&unit.unit, self.lang).to_owned(),
            tag: words::unit_tag(&unit.unit, self.lang),
            anchor: self.anchor(&unit.unit),
            href: self.unit_href(&unit.unit),
            heading: total.map(|total| total.title.clone()).unwrap_or_default(),
            folder,
            score: score(unit.score),
            counts: self.counts(unit),
            stages: self.stages(unit),
            todos: todo::todos(self.report, unit).iter().map(|todo| self.todo(&unit.unit, todo)).collect(),
            items: unit.items.iter().map(|item| self.item(&unit.unit, item)).collect(),
        }
    }

    /// One thing to do in a unit.
    pub fn todo(&self, unit: &Unit, todo: &todo::Todo) -> TodoShown {
        let state = match todo.urgency.class {
            Class::Fault => ItemState::Fault,
            Class::Unread => ItemState::Unreadable,
            Class::Gap => ItemState::Missing,
            Class::Warning => ItemState::Partial,
        };
        TodoShown {
            sign: words::state_sign(state),
            class: state.as_str(),
            word: todo.urgency.class.word(self.lang),
            items: todo
                .items
                .iter()
                .take(words::ITEMS_NAMED)
                .map(|id| (id.clone(), self.item_href(unit, id)))
                .collect(),
            items_in_all: Some(todo.items.len()).filter(|count| *count > words::ITEMS_NAMED),
            action: todo.action.get(self.lang).to_owned(),
            // Shares of an item's points are estimates: a tenth is as much as they tell.
            points: words::points((todo.urgency.points * 10.0).round() / 10.0),
            places: todo.citations.iter().map(|place| self.place(place)).collect(),
        }
    }

    fn counts(&self, unit: &UnitAssessment) -> Vec<(StateShown, usize)> {
        ItemState::ALL
            .iter()
            .map(|&state| (self.state(state), unit.items.iter().filter(|item| item.state == state).count()))
            .filter(|(_, count)| *count > 0)
            .collect()
    }

    /// A paper that several items ask for by one name counts once; it is there where each of them has what it asks for.
    fn stages(&self, unit: &UnitAssessment) -> Vec<StageShown> {
        let rubric = &self.report.rubric;
        let stages = rubric.stages.iter().map(|stage| {
            let mut slots: Vec<(StageSlotShown, ItemState)> = Vec::new();
            let all = unit.items.iter().flat_map(|item| item.slots.iter().map(move |slot| (item, slot)));
            for (item, slot) in all.filter(|(_, slot)| slot.required > 0) {
                let named = rubric.slot(&slot.id).filter(|named| named.stage.as_ref() == Some(&stage.id));
                let Some(named) = named else { continue };
                let (name, state) = (named.name.get(self.lang), slot_state(item, slot));
                let link = (item.id.clone(), self.item_href(&unit.unit, &item.id));
                match slots.iter_mut().find(|(known, _)| known.name == name) {
                    Some((known, worst)) => {
                        *worst = (*worst).max(state);
                        known.items.push(link);
                    }
                    None => {
                        let shown = self.state(state);
                        slots.push((StageSlotShown { name: name.to_owned(), state: shown, items: vec![link] }, state));
                    }
                }
            }
            let slots = slots.into_iter().map(|(slot, worst)| StageSlotShown { state: self.state(worst), ..slot });
            let slots: Vec<StageSlotShown> = slots.collect();
            let is_there = |slot: &&StageSlotShown| slot.state.class == ItemState::Complete.as_str();
            StageShown {
                name: stage.name.get(self.lang).to_owned(),
                found: slots.iter().filter(is_there).count(),
                slots,
            }
        });
        stages.filter(|stage| !stage.slots.is_empty()).collect()
    }
}

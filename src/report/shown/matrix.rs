//! Units against the items of their level.

use super::{
    show::{Links, Show},
    state::{ScoreShown, StateShown, score},
};
use crate::{
    model::{ItemState, Lang, Score, UnitAssessment},
    report::{history, link, words},
};

/// Units against items.
#[derive(Debug, Clone)]
pub struct MatrixShown {
    /// What the rows are.
    pub caption: String,
    /// The items: id and text.
    pub heads: Vec<HeadShown>,
    /// The units.
    pub rows: Vec<RowShown>,
    /// What the rows come to; `None` for a single one.
    pub totals: Option<TotalsShown>,
    lang: Lang,
}

impl MatrixShown {
    /// Counts the units in which each item is in a state, complete where none is given.
    pub fn count(&mut self, state: Option<ItemState>) {
        let state = state.unwrap_or(ItemState::Complete);
        let in_state = |at: usize| {
            let cells = self.rows.iter().filter_map(|row| row.cells.get(at));
            cells.filter(|cell| cell.state.class == state.as_str()).count()
        };
        let counts: Vec<usize> = (0..self.heads.len()).map(in_state).collect();
        let word = words::state_word(state, self.lang);
        let word = match self.lang {
            Lang::Zh => format!("{word}（个）"),
            Lang::En => format!("{word} (units)"),
        };
        #[expect(clippy::cast_precision_loss, reason = "a township has some dozens of villages")]
        let number = self.rows.len() as f64;
        let mean = |pick: fn(Score) -> f64| self.rows.iter().map(|row| pick(row.points)).sum::<f64>() / number;
        let mean = words::interval(mean(|score| score.confirmed), mean(|score| score.possible));
        self.totals = (self.rows.len() > 1).then_some(TotalsShown { word, counts, mean });
    }
}

/// An item over a column of a matrix.
#[derive(Debug, Clone)]
pub struct HeadShown {
    /// The item's id.
    pub id: String,
    /// Its text.
    pub text: String,
    /// The page that shows it over all units, on the web.
    pub href: Option<String>,
}

/// What the rows of a matrix come to.
#[derive(Debug, Clone)]
pub struct TotalsShown {
    /// What is counted: `齐全的村`.
    pub word: String,
    /// In how many units each item is so.
    pub counts: Vec<usize>,
    /// The mean interval of the units' scores.
    pub mean: String,
}

/// One unit's row in a matrix.
#[derive(Debug, Clone)]
pub struct RowShown {
    /// Its name.
    pub name: String,
    /// The language of its name.
    pub tag: &'static str,
    /// Its page or section.
    pub href: String,
    /// One cell an item.
    pub cells: Vec<CellShown>,
    /// Its score.
    pub score: ScoreShown,
    points: Score,
}

/// One item of a unit in a matrix.
#[derive(Debug, Clone)]
pub struct CellShown {
    /// The item's id.
    pub id: String,
    /// Its page or section.
    pub href: String,
    /// Where it stands.
    pub state: StateShown,
    /// What a person gave it; with a mark where they should look again.
    pub decided: Option<String>,
    /// It is not what is asked for, and steps back.
    pub is_faint: bool,
}

impl Show<'_> {
    /// Units against the items of their level; all units must be of one level.
    pub fn matrix(&self, caption: &str, units: &[&UnitAssessment]) -> MatrixShown {
        let items = units.first().map(|unit| unit.items.as_slice()).unwrap_or_default();
        let heads = items.iter().map(|item| HeadShown {
            id: item.id.clone(),
            text: self.report.rubric.item(&item.id).map(|rule| rule.text.clone()).unwrap_or_default(),
            href: (self.links == Links::Web).then(|| link::item_everywhere(&item.id)),
        });
        let rows = units.iter().map(|unit| RowShown {
            name: words::unit_name(&unit.unit, self.lang).to_owned(),
            tag: words::unit_tag(&unit.unit, self.lang),
            href: self.unit_href(&unit.unit),
            cells: unit
                .items
                .iter()
                .map(|item| CellShown {
                    id: item.id.clone(),
                    href: self.item_href(&unit.unit, &item.id),
                    state: self.state(item.state),
                    decided: item.decision.as_ref().map(|decision| {
                        let shown = history::decision(decision, self.lang);
                        history::decision_line(&shown, self.lang)
                    }),
                    is_faint: false,
                })
                .collect(),
            score: score(unit.score),
            points: unit.score,
        });
        let mut matrix = MatrixShown {
            caption: caption.to_owned(),
            heads: heads.collect(),
            rows: rows.collect(),
            totals: None,
            lang: self.lang,
        };
        matrix.count(None);
        matrix
    }
}

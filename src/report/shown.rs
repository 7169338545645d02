//! What people see of a report: names, signs, words and links, ready for templates.
//!
//! The same parts stand in the self-contained file and on the web pages; only their links differ.

use crate::{
    archive::Format,
    evaluate::decision,
    model::{
        Citation, Code, Finding, ItemAssessment, ItemState, Lang, Notice, NoticeCode, Score, SettledFinding, Severity,
        SlotStatus, Unit, UnitAssessment, Verdict,
    },
    report::{
        history::{self, DecisionShown, VerdictShown},
        link,
        todo::{self, Class},
        view::Report,
        words,
        xlsx::class_word,
    },
    rubric::Level,
};

/// Where links lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// To the pages of the web workbench.
    Web,
    /// To places in the same file; the archive's files are only named, since the report can lie anywhere.
    Inside,
}

/// A state with its sign, word and style class.
#[derive(Debug, Clone, Copy)]
pub struct StateShown {
    /// One character.
    pub sign: &'static str,
    /// The word.
    pub word: &'static str,
    /// The class in the style sheet, the state's permanent name.
    pub class: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

/// An interval of points.
#[derive(Debug, Clone)]
pub struct ScoreShown {
    /// `61.5 – 88`.
    pub interval: String,
    /// The full points.
    pub full: String,
    /// What is confirmed, in percent of the full points, for a bar.
    pub confirmed: String,
    /// What can be reached, likewise.
    pub possible: String,
}

/// A place in the archive.
#[derive(Debug, Clone)]
pub struct PlaceShown {
    /// The file's path.
    pub path: String,
    /// The page.
    pub page: Option<u32>,
    /// The words on it; empty where the file itself is the point.
    pub quote: String,
    /// The page that shows it, on the web.
    pub href: Option<String>,
    /// A small picture of it, on the web: of a photo, or of a paper's first page.
    pub thumbnail: Option<String>,
}

/// A finding.
#[derive(Debug, Clone)]
pub struct FindingShown {
    /// The code's permanent name.
    pub code: &'static str,
    /// The code's title.
    pub title: &'static str,
    /// The severity's permanent name, for the style sheet.
    pub class: &'static str,
    /// The severity's sign.
    pub sign: &'static str,
    /// The severity's word.
    pub severity: &'static str,
    /// What it is and what to do.
    pub message: String,
    /// Where it shows.
    pub places: Vec<PlaceShown>,
    /// Its key, by which a person settles it; empty for findings on photos.
    pub key: String,
    /// What a person said of it.
    pub verdict: Option<VerdictShown>,
    /// The page that lays its two papers or photos side by side, on the web.
    pub compare: Option<String>,
}

/// What a suggestion rests on.
#[derive(Debug, Clone)]
pub struct ReasonShown {
    /// What was looked at, and what came of it.
    pub message: String,
    /// Where it shows.
    pub places: Vec<PlaceShown>,
}

/// A slot with what fills it.
#[derive(Debug, Clone)]
pub struct SlotShown {
    /// Its name.
    pub name: String,
    /// How many were found.
    pub found: u32,
    /// How many it asks for.
    pub required: u32,
    /// Complete, partial or missing; unreadable where the item is and the slot is not filled.
    pub state: StateShown,
    /// What fills it.
    pub evidence: Vec<PlaceShown>,
}

/// An item of a unit.
#[derive(Debug, Clone)]
pub struct ItemShown {
    /// `V03`.
    pub id: String,
    /// The id of its section in a file that holds several units.
    pub anchor: String,
    /// Its page or section.
    pub href: String,
    /// 评估项目, verbatim.
    pub text: String,
    /// 量化标准, verbatim; empty where the table leaves it blank.
    pub standard: String,
    /// How a text is read that is blank or can be read in two ways.
    pub interpretation: Option<String>,
    /// Its full points.
    pub points: String,
    /// What it can come to.
    pub interval: String,
    /// The program's suggestion.
    pub suggested: Option<String>,
    /// Who decides.
    pub decided: &'static str,
    /// Where it stands.
    pub state: StateShown,
    /// Its slots.
    pub slots: Vec<SlotShown>,
    /// What the suggestion rests on.
    pub reasons: Vec<ReasonShown>,
    /// Its findings, faults first.
    pub findings: Vec<FindingShown>,
    /// The findings that a person called wrong alarms.
    pub dismissed: Vec<FindingShown>,
    /// The score that a person gave.
    pub decision: Option<DecisionShown>,
}

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

/// A notice.
#[derive(Debug, Clone)]
pub struct NoticeShown {
    /// The file; empty where none is known.
    pub path: String,
    /// Its page, on the web.
    pub href: Option<String>,
    /// The code's permanent name.
    pub code: &'static str,
    /// What happened and what to do.
    pub message: String,
}

/// Prepares parts of a report in one language.
#[derive(Debug, Clone, Copy)]
pub struct Show<'a> {
    report: &'a Report,
    lang: Lang,
    links: Links,
}

impl<'a> Show<'a> {
    /// For a report, a language and a sort of links.
    pub fn new(report: &'a Report, lang: Lang, links: Links) -> Self {
        Self { report, lang, links }
    }

    /// A state.
    pub fn state(&self, state: ItemState) -> StateShown {
        state_shown(state, self.lang)
    }

    /// Where an item stands. One that the program did not finish says so.
    fn item_state(&self, item: &ItemAssessment) -> StateShown {
        let mut shown = self.state(item.state);
        if item.internal_error.is_some() {
            shown.meaning = self.lang.pick(
                "程序出错，本项没有检查完，请人工核对。",
                "The program failed and did not finish this item; please check it by hand.",
            );
        }
        shown
    }

    /// A place in the archive.
    pub fn place(&self, citation: &Citation) -> PlaceShown {
        let is_web = self.links == Links::Web;
        let is_drawn = |media_type: &str| media_type.starts_with("image/") || media_type == Format::Pdf.media_type();
        let has_picture = self.report.files.get(&citation.path).is_some_and(|entry| is_drawn(&entry.media_type));
        PlaceShown {
            thumbnail: (is_web && has_picture).then(|| link::thumbnail(&citation.path)),
            path: citation.path.to_string(),
            page: citation.page,
            quote: citation.quote.clone(),
            href: is_web.then(|| link::citation(citation)),
        }
    }

    /// A finding.
    pub fn finding(&self, finding: &Finding) -> FindingShown {
        FindingShown {
            code: finding.code.as_str(),
            title: finding.code.title(self.lang),
            class: finding.severity.as_str(),
            sign: words::severity_sign(finding.severity),
            severity: words::severity_word(finding.severity, self.lang),
            message: finding.message.get(self.lang).to_owned(),
            places: finding.places.iter().map(|place| self.place(place)).collect(),
            key: String::new(),
            verdict: None,
            compare: self.compare(finding),
        }
    }

    /// Where a finding is about two files that can be laid side by side.
    fn compare(&self, finding: &Finding) -> Option<String> {
        let is_pair = matches!(finding.code, Code::CopiedText | Code::PhotoReused);
        let (here, there) = match finding.places.as_slice() {
            [here, .., there] if is_pair && self.links == Links::Web => (&here.path, &there.path),
            _ => return None,
        };
        let both = [here, there].iter().all(|path| self.report.files.contains_key(path));
        let page = if finding.code == Code::PhotoReused { link::pair } else { link::compare };
        (both && here != there).then(|| page(here, there))
    }

    /// The findings of an item that stand, with what was said of them, faults first.
    fn findings(&self, item: &ItemAssessment) -> Vec<FindingShown> {
        let mut findings: Vec<(&Finding, String)> = item.findings.iter().zip(decision::finding_keys_of(item)).collect();
        findings.sort_by_key(|(finding, _)| finding.severity);
        let shown = |(finding, key): (&Finding, String)| {
            let settled = item.settled.iter().find(|settled| settled.key == key);
            let verdict = settled.map(|settled| history::verdict(settled, self.lang));
            FindingShown { key, verdict, ..self.finding(finding) }
        };
        findings.into_iter().map(shown).collect()
    }

    /// The findings of an item that a person called wrong alarms.
    fn dismissed(&self, item: &ItemAssessment) -> Vec<FindingShown> {
        let wrong = item.settled.iter().filter(|settled| settled.verdict == Verdict::WrongAlarm);
        let shown = |settled: &SettledFinding| FindingShown {
            key: settled.key.clone(),
            verdict: Some(history::verdict(settled, self.lang)),
            ..self.finding(&settled.finding)
        };
        wrong.map(shown).collect()
    }

    /// A notice.
    pub fn notice(&self, notice: &Notice) -> NoticeShown {
        let is_web = self.links == Links::Web;
        // What is no evidence has no page; what could not be read has one, which says so and leads to the original.
        let has_page = !matches!(notice.code, NoticeCode::SystemFile | NoticeCode::LinkNotFollowed);
        NoticeShown {
            path: notice.path.as_ref().map(ToString::to_string).unwrap_or_default(),
            href: notice.path.as_ref().filter(|_| is_web && has_page).map(|path| link::file(path, None, "")),
            code: notice.code.as_str(),
            message: notice.message.get(self.lang).to_owned(),
        }
    }

    /// All that is known of a unit.
    pub fn unit(&self, unit: &UnitAssessment) -> UnitShown {
        let level = crate::report::level_of(&unit.unit);
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

    /// One item of a unit.
    pub fn item(&self, unit: &Unit, item: &ItemAssessment) -> ItemShown {
        let rule = self.report.rubric.item(&item.id);
        ItemShown {
            id: item.id.clone(),
            anchor: format!("{}-{}", self.anchor(unit), item.id),
            href: self.item_href(unit, &item.id),
            text: rule.map(|rule| rule.text.clone()).unwrap_or_default(),
            standard: rule.map(|rule| rule.standard.clone()).unwrap_or_default(),
            interpretation: rule
                .and_then(|rule| rule.interpretation.as_ref())
                .map(|message| message.get(self.lang).to_owned()),
            points: words::points(item.points),
            interval: words::interval(item.min, item.max),
            suggested: item.suggested.map(words::points),
            decided: words::decided_by_word(item.decided_by, self.lang),
            state: self.item_state(item),
            slots: self.slots(item),
            reasons: item
                .reasons
                .iter()
                .map(|reason| ReasonShown {
                    message: reason.message.get(self.lang).to_owned(),
                    places: reason.places.iter().map(|place| self.place(place)).collect(),
                })
                .collect(),
            findings: self.findings(item),
            dismissed: self.dismissed(item),
            decision: item.decision.as_ref().map(|decision| history::decision(decision, self.lang)),
        }
    }

    fn slots(&self, item: &ItemAssessment) -> Vec<SlotShown> {
        let slots = item.slots.iter().map(|slot| {
            let state = slot_state(item, slot);
            let named = self.report.rubric.slot(&slot.id);
            SlotShown {
                name: named.map_or_else(|| slot.id.clone(), |named| named.name.get(self.lang).to_owned()),
                found: slot.found,
                required: slot.required,
                state: self.state(state),
                evidence: item
                    .evidence
                    .iter()
                    .filter(|evidence| evidence.slot == slot.id)
                    .map(|evidence| self.place(&evidence.citation))
                    .collect(),
            }
        });
        slots.collect()
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
            word: class_word(todo.urgency.class, self.lang),
            items: todo
                .items
                .iter()
                .take(words::ITEMS_NAMED)
                .map(|id| (id.clone(), self.item_href(unit, id)))
                .collect(),
            items_in_all: Some(todo.items.len()).filter(|count| *count > words::ITEMS_NAMED),
            action: todo.action.get(self.lang).to_owned(),
            points: words::points(todo.urgency.points),
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

    /// The states with their signs, for a legend.
    pub fn legend(&self) -> Vec<StateShown> {
        ItemState::ALL.iter().map(|&state| self.state(state)).collect()
    }

    fn anchor(&self, unit: &Unit) -> String {
        match unit {
            Unit::Township => "township".to_owned(),
            Unit::Unassigned => "unassigned".to_owned(),
            Unit::Village(name) => {
                let place = self.report.villages.iter().position(|village| village.unit.village() == Some(name));
                format!("village-{}", place.map_or(0, |place| place + 1))
            }
        }
    }

    fn unit_href(&self, unit: &Unit) -> String {
        match self.links {
            Links::Web => link::unit(unit),
            Links::Inside => format!("#{}", self.anchor(unit)),
        }
    }

    fn item_href(&self, unit: &Unit, id: &str) -> String {
        match self.links {
            Links::Web => link::item(unit, id),
            Links::Inside => format!("#{}-{id}", self.anchor(unit)),
        }
    }
}

/// Where a slot of an item stands.
fn slot_state(item: &ItemAssessment, slot: &SlotStatus) -> ItemState {
    match (slot.is_filled(), slot.found) {
        (true, _) => ItemState::Complete,
        (false, _) if item.state == ItemState::Unreadable => ItemState::Unreadable,
        // A paper that is there but does not count, as a draft or a late one, is not called missing.
        (false, 0) if !item.evidence.iter().any(|evidence| evidence.slot == slot.id) => ItemState::Missing,
        (false, _) => ItemState::Partial,
    }
}

/// A state in a language.
pub fn state_shown(state: ItemState, lang: Lang) -> StateShown {
    StateShown {
        sign: words::state_sign(state),
        word: words::state_word(state, lang),
        class: state.as_str(),
        meaning: words::state_meaning(state, lang),
    }
}

/// A severity's permanent name, sign, word and what it means, weightiest first.
pub fn severities(lang: Lang) -> [(&'static str, &'static str, &'static str, &'static str); 3] {
    let meaning = |severity| match severity {
        Severity::Fault => lang.pick("标准为此扣分；请先核实。", "The standard takes points for it; verify first."),
        Severity::Warning => lang.pick("请人看一眼再定。", "A person should look before deciding."),
        Severity::Hint => lang.pick("仅供参考，不影响得分。", "For information; it does not move the score."),
    };
    [Severity::Fault, Severity::Warning, Severity::Hint].map(|severity| {
        let word = words::severity_word(severity, lang);
        (severity.as_str(), words::severity_sign(severity), word, meaning(severity))
    })
}

/// An interval of points.
pub fn score(score: Score) -> ScoreShown {
    let percent = |points: f64| {
        let share = if score.max > 0.0 { points / score.max * 100.0 } else { 0.0 };
        words::points(share.clamp(0.0, 100.0))
    };
    ScoreShown {
        interval: words::interval(score.confirmed, score.possible),
        full: words::points(score.max),
        confirmed: percent(score.confirmed),
        possible: percent(score.possible),
    }
}

//! Item states and score intervals. A score is always an interval: what rules alone grant, up to what is reachable.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    archive::Unit,
    code::{Code, Severity},
    decision::{Decision, SettledFinding},
    failure::Failure,
    figure::FigureRow,
    finding::{Citation, Finding},
    lang::Message,
    meeting::MeetingRecord,
    path::ArchivePath,
    photo::PhotoRecord,
};

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemState {
    /// All required slots are filled, and no fault or warning stands on what fills them.
    Complete,
    /// Some slots are filled, or what fills them says that something lacks.
    Partial,
    /// Nothing was found, and every file that could hold it was read.
    Missing,
    /// A finding of severity fault stands against it, or all slots are filled and a warning stands on what fills them.
    Fault,
    /// The evidence is there, or may be there, but its content could not be read.
    Unreadable,
}

impl ItemState {
    /// All states, best first.
    pub const ALL: [ItemState; 5] =
        [ItemState::Complete, ItemState::Partial, ItemState::Unreadable, ItemState::Missing, ItemState::Fault];

    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            ItemState::Complete => "complete",
            ItemState::Partial => "partial",
            ItemState::Missing => "missing",
            ItemState::Fault => "fault",
            ItemState::Unreadable => "unreadable",
        }
    }
}

/// Who settles an item's score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// The standard is a rule that a program can apply.
    Rule,
    /// The standard asks for a person's judgement, or a person has decided.
    Human,
    /// Only field work can tell (V26).
    Field,
}

impl DecidedBy {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            DecidedBy::Rule => "rule",
            DecidedBy::Human => "human",
            DecidedBy::Field => "field",
        }
    }
}

/// The interval of a unit's score, in points.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Score {
    /// What rules and people have settled.
    pub confirmed: f64,
    /// What can still be reached with what is there.
    pub possible: f64,
    /// The most that the rubric gives.
    pub max: f64,
}

/// How far a slot is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotStatus {
    /// The slot's id in the rubric.
    pub id: String,
    /// How many pieces it asks for; 0 for a welcome extra.
    pub required: u32,
    /// How many were found.
    pub found: u32,
}

impl SlotStatus {
    /// Whether it needs nothing more.
    pub fn is_filled(&self) -> bool {
        self.found >= self.required
    }
}

/// A piece of evidence in a slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The slot's id.
    pub slot: String,
    /// The place that shows it.
    #[serde(flatten)]
    pub citation: Citation,
}

/// Why the program suggests what it suggests: a feature it looked at, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// What was found, in neutral words: `章节 6/7`.
    pub message: Message,
    /// The places that show it.
    #[serde(rename = "where")]
    pub places: Vec<Citation>,
}

/// One item of the rubric, as one unit stands in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemAssessment {
    /// The item's id, `V03`.
    pub id: String,
    /// The item's full points.
    pub points: f64,
    /// Where it stands.
    pub state: ItemState,
    /// Who settles it.
    pub decided_by: DecidedBy,
    /// The program's suggestion, in points; `None` where it has none to give.
    pub suggested: Option<f64>,
    /// What the suggestion rests on.
    pub reasons: Vec<Reason>,
    /// The least it can come to, in points.
    pub min: f64,
    /// The most it can come to with what is there, in points.
    pub max: f64,
    /// Set where the program failed on this item, or on a paper of it: what was lost, and at which file. Such an item
    /// is never complete nor missing by rule.
    pub internal_error: Option<Reason>,
    /// Its slots, in the rubric's order.
    pub slots: Vec<SlotStatus>,
    /// What fills them.
    pub evidence: Vec<Evidence>,
    /// What is wrong, but for what a person called a wrong alarm.
    pub findings: Vec<Finding>,
    /// Where it stands by its papers alone.
    pub by_papers: ByPapers,
    /// The score that a person gave.
    pub decision: Option<Decision>,
    /// The findings that a person settled: wrong alarms, which stand here only, and those confirmed.
    pub settled: Vec<SettledFinding>,
}

/// What an item comes to by its papers, before anything found wrong with them is weighed. It is kept so that the item
/// can be weighed anew once a person has settled a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ByPapers {
    /// Where it stands.
    pub state: ItemState,
    /// The suggestion, in points.
    pub suggested: Option<f64>,
    /// The least it comes to, in points.
    pub min: f64,
    /// Who settles it.
    pub decided_by: DecidedBy,
    /// A fault takes all points (veto).
    pub fault_takes_all: bool,
    /// The files that count in its slots. What is found in others, a draft beside the final paper, does not speak against it.
    pub rests_on: BTreeSet<ArchivePath>,
}

impl ItemAssessment {
    /// Brings state, suggestion and what rules grant up to the findings that stand.
    ///
    /// Full points are neither suggested nor granted by a rule while something stands against the item: whether it matters is for
    /// a person to say.
    pub fn weigh_findings(&mut self) {
        let by_papers = self.by_papers.clone();
        self.state = self.weighed_state();
        // A late paper already fills nothing; the veto is about what the papers say.
        let is_vetoed = by_papers.fault_takes_all
            && self.findings.iter().any(|it| it.severity == Severity::Fault && it.code != Code::DateAfterDeadline);
        self.suggested = if is_vetoed { by_papers.suggested.map(|_| 0.0) } else { by_papers.suggested };
        (self.min, self.decided_by) = (by_papers.min, by_papers.decided_by);
        let is_spoken_against = self.state == ItemState::Fault
            || (by_papers.state == ItemState::Complete && self.state != ItemState::Complete);
        if is_spoken_against {
            self.suggested = self.suggested.filter(|points| *points < self.points);
            if self.min >= self.points {
                self.min = 0.0;
            }
            if self.decided_by == DecidedBy::Rule && self.suggested.is_none() {
                self.decided_by = DecidedBy::Human;
            }
        }
    }

    /// Where it stands once the findings are weighed: what lacks leaves it open, what is wrong takes its green.
    fn weighed_state(&self) -> ItemState {
        let state = self.by_papers.state;
        if self.has_fault() {
            return ItemState::Fault;
        }
        let mut open = self.findings.iter().filter(|finding| self.speaks_against(finding)).peekable();
        if state != ItemState::Complete || open.peek().is_none() {
            state
        } else if open.all(|finding| finding.code.is_of_absence()) {
            ItemState::Partial
        } else {
            ItemState::Fault
        }
    }

    /// Whether a finding weighs as a warning or more and shows on what fills the item's slots, or nowhere because something
    /// is absent.
    fn speaks_against(&self, finding: &Finding) -> bool {
        let is_of_own = finding.places.iter().any(|place| self.by_papers.rests_on.contains(&place.path));
        finding.severity != Severity::Hint && (finding.places.is_empty() || is_of_own)
    }

    /// Whether any finding is a fault.
    pub fn has_fault(&self) -> bool {
        self.findings.iter().any(|finding| finding.severity == Severity::Fault)
    }

    /// Whether something was decided here on evidence that has changed since.
    pub fn is_stale(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.said.is_stale())
            || self.settled.iter().any(|settled| settled.said.is_stale())
    }

    /// Whether a person has scored it, on the evidence as it is.
    pub fn is_decided(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| !decision.said.is_stale())
    }

    /// Whether a clerk has nothing left to do here.
    pub fn is_settled(&self) -> bool {
        self.state == ItemState::Complete
    }
}

/// A village, or the township, against the whole of its part of the rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitAssessment {
    /// Who.
    pub unit: Unit,
    /// The interval.
    pub score: Score,
    /// Every item of the unit's level, in the rubric's order.
    pub items: Vec<ItemAssessment>,
    /// The unit's photos.
    pub photos: Vec<PhotoRecord>,
    /// The unit's meetings, by day; each stands here once, however many papers tell of it.
    pub meetings: Vec<MeetingRecord>,
    /// The figures that its papers give, and how they agree; empty for the township.
    pub figures: Vec<FigureRow>,
    /// What the program failed on.
    pub failures: Vec<Failure>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Citation;

    /// An item of 4 points whose only slot is filled by `章程.pdf`, with a draft beside it.
    fn item(state: ItemState, findings: &[(Code, Severity, &str)]) -> ItemAssessment {
        let finding = |(code, severity, file): &(Code, Severity, &str)| {
            let places = if file.is_empty() { Vec::new() } else { vec![Citation::file(&ArchivePath::new(*file))] };
            Finding::new(*code, *severity, Message::same("请核实"), places)
        };
        let mut item = ItemAssessment {
            id: "V17".to_owned(),
            points: 4.0,
            state,
            decided_by: DecidedBy::Rule,
            suggested: Some(4.0),
            reasons: Vec::new(),
            min: 4.0,
            max: 4.0,
            internal_error: None,
            slots: Vec::new(),
            evidence: Vec::new(),
            findings: findings.iter().map(finding).collect(),
            by_papers: ByPapers {
                state,
                suggested: Some(4.0),
                min: 4.0,
                decided_by: DecidedBy::Rule,
                fault_takes_all: false,
                rests_on: BTreeSet::from([ArchivePath::new("章程.pdf")]),
            },
            decision: None,
            settled: Vec::new(),
        };
        item.weigh_findings();
        item
    }

    #[test]
    fn green_stands_beside_no_open_warning_on_what_it_rests_on() {
        use Severity::{Fault, Hint, Warning};
        for (code, severity, file, state) in [
            (Code::PlaceholderLeft, Warning, "章程.pdf", ItemState::Fault),
            (Code::PhotoReused, Fault, "章程.pdf", ItemState::Fault),
            (Code::NoticeTooShort, Fault, "别处.pdf", ItemState::Fault),
            (Code::DocumentMissing, Warning, "章程.pdf", ItemState::Partial),
            (Code::EventIncomplete, Warning, "", ItemState::Partial),
            (Code::SignatureMissing, Warning, "", ItemState::Fault),
        ] {
            let found = item(ItemState::Complete, &[(code, severity, file)]);
            assert_eq!(found.state, state, "{code:?} {file}");
            assert_eq!((found.suggested, found.min), (None, 0.0), "full points stand beside no {code:?}");
            assert_eq!((found.decided_by, found.is_settled()), (DecidedBy::Human, false));
        }
        for (code, severity, file) in [
            (Code::PlaceholderLeft, Hint, "章程.pdf"),
            (Code::PlaceholderLeft, Warning, "章程（草案）.docx"),
            (Code::DocumentMissing, Hint, ""),
        ] {
            let found = item(ItemState::Complete, &[(code, severity, file)]);
            assert_eq!(
                (found.state, found.suggested, found.min),
                (ItemState::Complete, Some(4.0), 4.0),
                "{code:?} {file}"
            );
        }
    }

    #[test]
    fn what_is_open_by_its_papers_stays_so_and_green_comes_back() {
        for state in [ItemState::Partial, ItemState::Missing, ItemState::Unreadable] {
            assert_eq!(item(state, &[(Code::WordingError, Severity::Warning, "章程.pdf")]).state, state);
        }
        let mut mended = item(ItemState::Complete, &[(Code::WordingError, Severity::Warning, "章程.pdf")]);
        mended.findings.clear();
        mended.weigh_findings();
        assert_eq!((mended.state, mended.suggested, mended.min), (ItemState::Complete, Some(4.0), 4.0));
        assert_eq!(mended.decided_by, DecidedBy::Rule, "a rule settles it again");
    }
}

//! One item of one unit: the standard, what fills it, where the proof is, and what people decided.

use askama::Template;

use super::proof::{FindingProof, Pages, Prover};
use crate::{
    evaluate::checks,
    evaluate::decision,
    model::{Citation, Lang, LogEntry, UnitAssessment, Verdict},
    pipeline::{NAME_LIMIT, REASON_LIMIT},
    report::{
        Report,
        figures::{self, FigureShown},
        history::{self, StepShown},
        link,
        shown::{FindingShown, ItemShown, Links, Show},
        words,
    },
    rubric::Scoring,
    web::{
        answer::frame::PageFrame,
        page::next_open::{next_open, next_unit},
    },
};

/// More reasons than these are folded away: the findings and the decision should stay in sight.
const FEW_REASONS: usize = 6;

/// What was entered in an item's form, and the result of saving it. A page that is only looked at has the name alone.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The name they go by.
    pub by: String,
    /// Something was kept just now.
    pub is_saved: bool,
    /// What stood in the way, and what to do.
    pub trouble: Option<String>,
    /// Where somebody else decided in the meantime: the number of the last entry that was seen.
    pub saw: Option<u64>,
    /// The score as it was typed.
    pub score: Option<String>,
    /// Whether the original was ticked as seen.
    pub original_seen: bool,
    /// The reason for the score.
    pub reason: String,
    /// Verdicts by the keys of their findings, with reasons.
    pub verdicts: Vec<(String, Option<Verdict>, String)>,
}

/// A finding with the fields to settle it.
#[derive(Debug)]
struct FindingForm {
    finding: FindingShown,
    /// What is chosen: a verdict's name, or nothing.
    chosen: &'static str,
    reason: String,
    /// The page that shows it.
    proof: Option<FindingProof>,
}

/// `/village/{name}/item/{id}` and `/township/item/{id}`
#[derive(Debug, Template)]
#[template(path = "item/item.html")]
pub struct ItemPage {
    lang: Lang,
    frame: PageFrame,
    unit: String,
    tag: &'static str,
    item: ItemShown,
    /// The item's name, from its text.
    name: String,
    findings: Vec<FindingForm>,
    entered: Entered,
    /// What stands in the field of the score.
    score: String,
    /// The reason that stands in its field.
    reason: String,
    wants_original: bool,
    is_original_seen: bool,
    version: u64,
    history: Vec<StepShown>,
    /// What others decided while a form was being filled in.
    between: Vec<StepShown>,
    /// The number of the last step that can be taken back.
    last_step: Option<u64>,
    verdicts: [(&'static str, &'static str); 2],
    name_limit: usize,
    reason_limit: usize,
    figures: Vec<FigureShown>,
    before: Option<(String, String)>,
    after: Option<(String, String)>,
    next_open: Option<(String, String)>,
    /// The same item of the next village: its name and page.
    next_unit: Option<(String, String)>,
    /// How many findings wait for a verdict.
    open: usize,
}

impl ItemPage {
    /// The page of a unit's item with what was entered in its form; `None` where the unit has no such item.
    pub fn new(
        report: &Report,
        assessment: &UnitAssessment,
        id: &str,
        entered: &Entered,
        frame: PageFrame,
    ) -> Option<Self> {
        let lang = frame.lang;
        let place = assessment.items.iter().position(|item| item.id == id)?;
        let unit = words::unit_name(&assessment.unit, lang);
        let neighbour = |place: Option<usize>| {
            let item = assessment.items.get(place?)?;
            Some((item.id.clone(), link::item(&assessment.unit, &item.id)))
        };
        let name = words::item_name(report.rubric.item(id).map_or("", |rule| rule.text.as_str()));
        let mut frame = frame.titled(&format!("{unit} {id} {name}"), "");
        frame.crumbs.pop();
        frame.crumbs.push((unit.to_owned(), Some(link::unit(&assessment.unit))));
        frame.crumbs.push((id.to_owned(), None));
        let assessed = &assessment.items[place];
        let show = Show::new(report, lang, Links::Web);
        let item = show.item(&assessment.unit, assessed);
        let compares = report.rubric.item(id).is_some_and(checks::compares_all_figures);
        let own = decision::of_item(&report.log, &assessment.unit, id);
        let mut history = history::steps(&report.log, &own, lang);
        let since = |step: &StepShown| entered.saw.is_some_and(|saw| step.seq > saw);
        let between = history.iter().filter(|step| since(step)).cloned().collect();
        history.reverse();
        let standing = decision::standing(&report.log);
        let is_own = |entry: &&LogEntry| entry.unit == assessment.unit && entry.item == id;
        let current = item.decision.as_ref();
        let suggested = current.map(|decision| decision.score.clone()).or_else(|| item.suggested.clone());
        let findings: Vec<FindingForm> = item.findings.iter().map(|finding| form(finding, entered)).collect();
        let findings_open = findings.iter().filter(|form| form.finding.verdict.is_none()).count();
        let scoring = report.rubric.item(id).map(|rule| &rule.scoring);
        Some(Self {
            lang,
            figures: if compares { figures::shown(report, assessment, &show, lang) } else { Vec::new() },
            unit: unit.to_owned(),
            tag: words::unit_tag(&assessment.unit, lang),
            findings,
            score: entered.score.clone().or(suggested).unwrap_or_default(),
            reason: match (&entered.score, current) {
                (None, Some(decision)) => decision.reason.clone(),
                _ => entered.reason.clone(),
            },
            wants_original: matches!(scoring, Some(Scoring::PresenceFull { needs_original: true })),
            is_original_seen: entered.original_seen
                || (entered.score.is_none() && current.is_some_and(|decision| decision.original_seen)),
            version: decision::version_of(&report.log, &assessment.unit, id),
            last_step: standing.into_iter().rfind(is_own).map(|entry| entry.seq),
            history,
            between,
            verdicts: Verdict::ALL.map(|verdict| (verdict.as_str(), history::verdict_word(verdict, lang))),
            name_limit: NAME_LIMIT,
            reason_limit: REASON_LIMIT,
            before: neighbour(place.checked_sub(1)),
            after: neighbour(Some(place + 1)),
            next_open: next_open(report, Some((&assessment.unit, Some(id))), lang),
            next_unit: next_unit(report, &assessment.unit, id, lang),
            name,
            open: findings_open,
            entered: entered.clone(),
            item,
            frame,
        })
    }
}

impl ItemPage {
    /// Shows beside each finding the page that it rests on, as far as the page was read.
    #[must_use]
    pub fn with_proofs(mut self, report: &Report, assessment: &UnitAssessment, pages: &Pages) -> Self {
        let Some(item) = assessment.items.iter().find(|item| item.id == self.item.id) else { return self };
        let keys = decision::finding_keys_of(item);
        let mut prover = Prover::new(report, pages, self.lang);
        for form in &mut self.findings {
            let at = keys.iter().position(|key| *key == form.finding.key);
            let places: &[Citation] =
                at.and_then(|at| item.findings.get(at)).map_or(&[], |finding| finding.places.as_slice());
            form.proof = prover.proof(places);
        }
        self
    }

    /// Whether a step is the last that can be taken back.
    fn is_last(&self, step: &StepShown) -> bool {
        self.last_step == Some(step.seq)
    }
}

fn form(finding: &FindingShown, entered: &Entered) -> FindingForm {
    let typed = entered.verdicts.iter().find(|(key, ..)| *key == finding.key);
    FindingForm {
        chosen: typed.and_then(|(_, verdict, _)| *verdict).map_or("", Verdict::as_str),
        reason: typed.map(|(.., reason)| reason.clone()).unwrap_or_default(),
        finding: finding.clone(),
        proof: None,
    }
}

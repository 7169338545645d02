//! How detailed a plan is (潦草笼统, 简约概括, 详实细致): its length, sections, days, people, figures and blanks, and the
//! grade that they suggest. A scan without text gets none.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Check, CheckType, Target, Words,
    charter::{papers, placeholder},
    people,
    text_parts::TextPart,
};
use crate::{
    evaluate::{
        Case, Document,
        case::{
            advice::{Advice, NAMED},
            slot::{Filled, PieceState},
        },
        documents::prose::running::{Running, without_marker},
    },
    model::{Citation, Code, Message},
    msg,
    rubric::{Item, OwnSlot, Scoring},
    text::{
        cut::Cut,
        dates::{DateMention, find_dates},
        pattern,
    },
    vocabulary,
};

/// How detailed a plan is, for the suggestion of a grade.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detail {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// The sections that such a plan has.
    sections: Vec<TextPart>,
    /// What each grade above the lowest needs, lowest first.
    #[schemars(length(min = 1))]
    grades: Vec<Grade>,
}

impl CheckType for Detail {
    const NAME: &'static str = "detail";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: [
            "方案的篇幅、章节、日期、人员、本村数据，供分档参考",
            "length, sections, dates, people and figures of a plan, for its grade",
        ],
        reads: ["方案正文", "the plan's text"],
        blind_to: ["写得是否切合实际", "whether it fits the village"],
    };
}

impl Check for Detail {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        grade(on.case, on.item, on.filled, &self.slot, &self.sections, &self.grades, advice);
    }
}

/// What a plan needs for a grade (R: 潦草笼统 / 简约概括 / 详实细致); each number is the least.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Grade {
    /// Characters, white space left out.
    length: u32,
    /// Of the expected sections.
    sections: u32,
    /// Different days.
    #[serde(default)]
    dates: u32,
    /// Different people named.
    #[serde(default)]
    persons: u32,
    /// Different figures in 户, 人, 亩 or 元.
    #[serde(default)]
    figures: u32,
    /// Whether no placeholder may be left.
    #[serde(default)]
    filled_in: bool,
}

/// Characters at the beginning of a paragraph that can be a heading.
const HEADING: usize = 22;

/// Paragraphs at the beginning that can be the title.
const TITLE: usize = 2;

static FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    let units = vocabulary!("units.tsv").forms("unit-in-plan");
    pattern(&format!("[0-9][0-9,.]*(?:{units})"))
});

/// What was counted in a plan.
struct Features {
    length: usize,
    found: Vec<(usize, Citation)>,
    dates: usize,
    persons: usize,
    figures: usize,
    blanks: usize,
}

impl Features {
    fn of(_case: &Case<'_>, document: &Document, sections: &[TextPart]) -> Self {
        let running = Running::new(document);
        let days: BTreeSet<_> = document
            .content
            .iter()
            .flat_map(|page| find_dates(&page.text))
            .filter(DateMention::is_day)
            .map(|mention| mention.date)
            .collect();
        let figures: BTreeSet<&str> = FIGURE.find_iter(running.text).map(|found| found.as_str()).collect();
        let heads: Vec<_> = running
            .paragraphs
            .iter()
            .enumerate()
            .filter(|(at, paragraph)| {
                // The paper's own title is no section of it.
                let text = running.text.part((*paragraph).clone());
                *at >= TITLE || without_marker(text).len() < text.len()
            })
            .map(|(_, paragraph)| {
                let text = running.text.part(paragraph.clone());
                let rest = without_marker(text);
                let length = rest.char_indices().nth(HEADING).map_or(rest.len(), |(at, _)| at);
                let start = paragraph.end - rest.len();
                start..start + length
            })
            .collect();
        let found = sections
            .iter()
            .enumerate()
            .filter_map(|(at, section)| {
                let pattern = &section.pattern;
                let head = heads.iter().find(|head| pattern.is_match(running.text.part((*head).clone())))?;
                Some((at, running.cite(head).into_iter().next()?))
            })
            .collect();
        Self {
            length: running.text.chars().count(),
            found,
            dates: days.len(),
            persons: people::named(document).len(),
            figures: figures.len(),
            blanks: placeholder::left_in(document).iter().filter(|(_, sure)| *sure).count(),
        }
    }

    fn reaches(&self, grade: &Grade) -> bool {
        let at_least = |count: usize, least: u32| u32::try_from(count).unwrap_or(u32::MAX) >= least;
        at_least(self.length, grade.length)
            && at_least(self.found.len(), grade.sections)
            && at_least(self.dates, grade.dates)
            && at_least(self.persons, grade.persons)
            && at_least(self.figures, grade.figures)
            && (!grade.filled_in || self.blanks == 0)
    }
}

fn grade(
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    slot: &str,
    sections: &[TextPart],
    grades: &[Grade],
    advice: &mut Advice,
) {
    let Scoring::TierDocDetail { tiers, .. } = &item.scoring else { return };
    let unread: Vec<Citation> = filled
        .iter()
        .filter(|filled| filled.slot.id == slot)
        .flat_map(|filled| &filled.pieces)
        .filter(|piece| piece.state == PieceState::Good)
        .filter_map(|piece| case.documents.get(piece.document))
        .filter(|document| !document.has_text || document.has_unread_pages)
        .map(|document| document.shown_by.clone())
        .collect();
    let mut best: Option<usize> = None;
    for document in papers(case, filled, slot).into_iter().filter(|document| !document.has_unread_pages) {
        let features = Features::of(case, document, sections);
        let level =
            grades.iter().take_while(|grade| features.reaches(grade)).count().min(tiers.len().saturating_sub(1));
        best = best.max(Some(level));
        let (title, all, name) = (&document.title, sections.len(), grade_name(level, tiers.len()));
        let (zh, en) = (&name.zh, &name.en);
        let Features { length, ref found, dates, persons, figures, blanks } = features;
        let count = found.len();
        advice.say(
            msg!(
                "《{title}》：{length} 字，章节 {count}/{all}，日期 {dates} 个，具名 {persons} 人，本村数据 {figures} 个，留空 {blanks} 处，接近“{zh}”",
                "“{title}”: {length} characters, {count} of {all} sections, {dates} days, {persons} people named, {figures} figures, {blanks} blanks; near {en}"
            ),
            vec![document.shown_by.clone()],
        );
        let lacks: Vec<&TextPart> = sections
            .iter()
            .enumerate()
            .filter(|(at, _)| !found.iter().any(|(known, _)| known == at))
            .map(|(_, part)| part)
            .collect();
        if !lacks.is_empty() {
            let zh = lacks.iter().map(|part| part.name.zh.as_str()).collect::<Vec<_>>().join("、");
            let en = lacks.iter().map(|part| part.name.en.as_str()).collect::<Vec<_>>().join(", ");
            let places = found.iter().take(NAMED).map(|(_, place)| place.clone()).collect();
            advice.say(msg!("《{title}》未见的章节：{zh}", "sections not seen in “{title}”: {en}"), places);
        }
    }
    if !unread.is_empty() {
        advice.say(
            msg!("有扫描页尚未识别：暂不按详细程度分档", "scanned pages are not yet recognised: no grade by detail"),
            unread.clone(),
        );
    }
    let all_filled = filled.iter().filter(|slot| slot.is_required()).all(Filled::is_filled);
    if !all_filled && best.is_some() {
        advice.say(
            msg!(
                "材料不齐（见上），分档由评定人定",
                "the papers are not all there (see above): the grade is for the assessor"
            ),
            Vec::new(),
        );
    } else if let Some(points) = best.and_then(|level| tiers.get(level)).filter(|_| unread.is_empty()) {
        advice.suggest(*points);
    }
}

fn grade_name(level: usize, grades: usize) -> Message {
    match (level, grades) {
        (0, 3) => msg!("潦草笼统", "the lowest grade, sketchy"),
        (1, 3) => msg!("简约概括", "the middle grade, brief"),
        (2, 3) => msg!("详实细致", "the highest grade, detailed"),
        _ => {
            let number = level + 1;
            msg!("第 {number} 档", "grade {number}")
        }
    }
}

//! Who is named in a paper that sets up a group, and its document number (R29).

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    evaluate::{
        Case, Document,
        case::{advice::Advice, slot::Filled},
        checks::{Check, CheckType, Target, Words, charter::papers, people},
    },
    model::{Citation, Code},
    msg,
    rubric::OwnSlot,
    text::{
        cut::Cut,
        fold::{Folded, fold_name},
        pattern,
    },
};

/// Who is named in a paper that sets up a group, and its document number (R29).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupPaper {
    /// The slot whose paper is read.
    slot: OwnSlot,
}

impl CheckType for GroupPaper {
    const NAME: &'static str = "group-paper";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["成立文件写明的组长、成员和文号", "who a founding paper names, and its document number"],
        reads: ["文件正文", "the paper's text"],
        blind_to: ["原件、公章", "the original and its seal"],
    };
}

impl Check for GroupPaper {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        group_paper(on.case, on.filled, &self.slot, advice);
    }
}

/// A document number (发文字号, GB/T 9704-2012): `凫政发〔2020〕48号`; other brackets are met and named.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\p{Han}{2,12}\s?(?P<open>[〔\[(【])\s?(?P<year>(?:19|20)[0-9]{2})\s?[〕\])】]\s?第?\s?[0-9]{1,4}\s?号")
});

/// Head, deputies and members of a group, and the number and day of the paper (R29).
fn group_paper(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    for document in papers(case, filled, slot) {
        let title = &document.title;
        let [heads, deputies, members] = offices(document);
        advice.say(
            msg!(
                "《{title}》：组长 {heads} 人，副组长 {deputies} 人，成员 {members} 人（应至少各 1、1、3 人）",
                "“{title}”: {heads} head, {deputies} deputies, {members} members (at least 1, 1 and 3)"
            ),
            vec![document.shown_by.clone()],
        );
        let numbered = document.lines().find_map(|line| {
            let folded = Folded::normalized(line.text);
            let found = NUMBER.captures(&folded.text)?;
            let group = |name: &str| found.name(name).map_or("", |group| group.as_str()).to_owned();
            let whole = folded.original(found.get(0)?.range());
            Some((document.cite(line.page, line.text.part(whole)), group("year"), group("open")))
        });
        let Some((place, year, bracket)) = numbered else {
            advice.say(
                msg!(
                    "《{title}》未读到发文字号：请核对原件",
                    "no document number was read in “{title}”: see the original"
                ),
                Vec::new(),
            );
            continue;
        };
        let year: Option<i16> = year.parse().ok();
        let own = document.own_date();
        let places: Vec<Citation> = [place].into_iter().chain(own.map(|own| own.place.clone())).collect();
        let year_agrees = own.zip(year).is_none_or(|(own, year)| own.date.year() == year);
        let message = match (year_agrees, bracket.as_str()) {
            (false, _) => msg!(
                "《{title}》发文字号的年份与成文日期不同：请核实",
                "the year in the document number of “{title}” is not that of its day: please check"
            ),
            (true, "〔") => msg!(
                "《{title}》发文字号形式规范，年份与日期一致",
                "the document number of “{title}” is well formed and its year is that of its day"
            ),
            (true, _) => msg!(
                "《{title}》发文字号宜用六角括号〔〕（GB/T 9704）",
                "the year in the document number of “{title}” would stand in 〔〕 (GB/T 9704)"
            ),
        };
        advice.say(message, places);
    }
}

/// How many people are named as head, as deputies and as members.
fn offices(document: &Document) -> [usize; 3] {
    let mut counts: [BTreeSet<String>; 3] = Default::default();
    let mut under: Option<usize> = None;
    for line in document.lines() {
        let words: Vec<String> = line
            .text
            .split(|c: char| c.is_whitespace() || "、，,：:（()）；;。".contains(c))
            .map(fold_name)
            .filter(|word| !word.is_empty())
            .collect();
        let folded = fold_name(line.text);
        let office = |text: &str| {
            if text.starts_with("副组长") {
                Some(1)
            } else if text.starts_with("组长") {
                Some(0)
            } else if text.starts_with("成员") {
                Some(2)
            } else {
                None
            }
        };
        // `组　长：` is spaced out; a table has the office in a cell.
        if let Some(found) = office(&folded) {
            under = Some(found);
        } else if !words.first().is_some_and(|word| people::is_name(word)) {
            let in_cell = words.iter().find_map(|word| office(word));
            if in_cell.is_none() {
                under = None;
            }
        }
        let by_cell = line.text.contains('\t').then(|| words.iter().find_map(|word| office(word))).flatten();
        if let Some(counted) = by_cell.or(under).and_then(|at| counts.get_mut(at)) {
            let names = words.iter().filter(|word| people::is_name(word));
            // Beside a name stand a place and an office; in a list of names, only names.
            let listed = line.text.contains('、');
            counted.extend(names.take(if listed { usize::MAX } else { 1 }).cloned());
        }
    }
    counts.map(|names| names.len())
}

//! The rows of a roster against the numbers that the roster itself gives, in its text, above its rows or below them.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    evaluate::{
        Case,
        facts::{figure::Figure, roster::PersonList},
    },
    model::{Code, FIGURE_SCALE, FigureKey, FigureValue, Finding, Lang, Severity},
    msg,
    text::{Cut, Folded, parse_integer, pattern},
    vocabulary,
};

const COUNT: &str = "[0-9]+|[一二三四五六七八九十百千零〇]{2,}";
/// A number of people or of households: `505人`, `人数：505`, `140户`, `户数 140`.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<people>{COUNT})\s*(?:人|名|口)|(?:总人数|成员人数|人数|成员数)\s*[:为]?\s*(?P<people2>[0-9]+)|(?P<households>{COUNT})\s*户|(?:总户数|户数)\s*[:为]?\s*(?P<households2>[0-9]+)"
    ))
});
/// Words without which a number beside a list is not said of the whole list.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("remarks.tsv").forms("of-the-whole-list")));
/// Words that make a number one of a part, or of something else.
static OTHER: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("remarks.tsv").forms("of-a-part")));
/// The same behind the number.
static OTHER_BEHIND: LazyLock<Vec<&str>> =
    LazyLock::new(|| vocabulary!("remarks.tsv").read_by("part-behind").collect());
/// Words of a note about a part of the list.
static OF_PART: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("remarks.tsv").read_by("part-of-notes").collect());

/// Names a number that a roster gives and its rows do not bear out.
pub(super) fn check(case: &Case<'_>, document: usize, list: &PersonList) -> Vec<Finding> {
    let mut said = case.accounts.said_by_lists.get(&document).cloned().unwrap_or_default();
    said.extend(beside(list));
    let everybody = list.people.len();
    let is_of_people = list.people.iter().any(|person| !person.name.is_empty());
    let counted = [
        (FigureKey::Members, Some(list.people_counted()).filter(|_| is_of_people)),
        (FigureKey::Households, list.households_counted()),
    ];
    let mut findings = Vec::new();
    for (key, counted) in counted {
        let Some(counted) = counted.filter(|counted| counted.count > 0) else { continue };
        let said: Vec<&Figure> = said.iter().filter(|figure| figure.key == key).collect();
        let Some(first) = said.first() else { continue };
        let is = |figure: &Figure, count: usize| figure.value == FigureValue::Number(scaled(count));
        // A roster may list those too whom it does not confirm, and count them.
        let is_borne_out =
            said.iter().any(|figure| is(figure, counted.count) || (key == FigureKey::Members && is(figure, everybody)));
        // Parts that are each given with their number are together the whole; other numbers cannot be told apart.
        let is_one = said.iter().all(|figure| figure.value == first.value);
        if is_borne_out || !is_one {
            continue;
        }
        let (count, stated) = (counted.count, first.value);
        let (title_zh, title_en) = (key.title(Lang::Zh), key.title(Lang::En));
        let is_doubtful = counted.is_doubtful || first.place.doubtful;
        let message = if is_doubtful {
            msg!(
                "名册写明{title_zh} {stated}，逐行数得 {count}，但识别不确定：请人工核对",
                "the roster says {stated} {title_en} and has rows for {count}, but the reading is not certain: please look"
            )
        } else {
            msg!(
                "名册写明{title_zh} {stated}，逐行数得 {count}：请核实",
                "the roster says {stated} {title_en} and has rows for {count}: please check"
            )
        };
        let severity = if is_doubtful { Severity::Hint } else { Severity::Warning };
        let mut places = vec![first.place.citation.clone()];
        places.extend(list.people.last().map(|person| person.place.citation.clone()));
        findings.push(Finding::new(Code::RosterCountMismatch, severity, message, places));
    }
    findings
}

fn scaled(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX).saturating_mul(FIGURE_SCALE)
}

/// The numbers of people and households in a list's notes that are said of the whole list.
fn beside(list: &PersonList) -> Vec<Figure> {
    let mut found = Vec::new();
    for (note, place) in &list.notes {
        let note = Folded::normalized(note).text;
        // What comes after 其中 is part of what was said before.
        let whole = note.split("其中").next().unwrap_or_default();
        if !WHOLE.is_match(whole) || OF_PART.iter().any(|word| whole.contains(word)) {
            continue;
        }
        for captures in NUMBER.captures_iter(whole) {
            let Some(number) = captures.get(0) else { continue };
            // What stands before it in its clause says of whom it is: 一组 共1户2人 speaks of one group twice.
            let before = whole.part(..number.start());
            let before = before.rsplit([',', '。', ';', '(', ')']).next().unwrap_or_default();
            let after = whole.part(number.end()..).trim_start();
            let pick = |names: [&str; 2]| names.iter().find_map(|name| captures.name(name));
            let (key, digits) = match (pick(["people", "people2"]), pick(["households", "households2"])) {
                (Some(digits), _) => (FigureKey::Members, digits),
                (None, Some(digits)) => (FigureKey::Households, digits),
                (None, None) => continue,
            };
            let is_other = OTHER.is_match(before)
                || before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '/'))
                || OTHER_BEHIND.iter().any(|word| after.starts_with(word));
            let value = parse_integer(digits.as_str()).and_then(|value| usize::try_from(value).ok());
            if let Some(value) = value.filter(|_| !is_other) {
                let value = FigureValue::Number(scaled(value));
                found.push(Figure { key, value, slack: 0, is_loose: false, place: place.clone() });
            }
        }
    }
    found
}

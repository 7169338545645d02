//! What a paper cites did not exist on its day, or no longer held (R28).

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NAMED, papers, weight};
use crate::{
    evaluate::{
        Case, Dated, Document,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words, schema},
        documents::prose::running::Running,
    },
    model::{Code, Finding, Message, Severity},
    msg,
    rubric::{Item, OwnSlot, Pattern},
    text::{
        cut::Cut,
        dates::{DateMention, find_dates},
    },
};

/// What a paper cites existed on its day (R28).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Anachronism {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// What can be cited, and when.
    #[schemars(length(min = 1))]
    facts: Vec<DatedFact>,
}

impl CheckType for Anachronism {
    const NAME: &'static str = "anachronism";
    const CODES: &'static [Code] = &[Code::Anachronism];
    const WORDS: Words = Words {
        looks_for: ["引用的法律、提法在落款日是否已有", "whether what a paper cites existed on its day"],
        reads: ["正文和日期；评估表列出的时间", "text and date; the days that the table lists"],
        blind_to: ["没有日期的材料", "papers without a date"],
    };
}

impl Check for Anachronism {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.item, on.filled, &self.slot, &self.facts)
    }
}

/// Something that can be cited from a day on, or up to a day (R28).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DatedFact {
    /// What it is.
    #[schemars(schema_with = "schema::message")]
    name: Message,
    /// Regular expression over folded sentences.
    pattern: Pattern,
    /// Sentences in which it is only planned or drafted.
    #[serde(default)]
    except: Option<Pattern>,
    /// The first day on which a paper can say it.
    #[serde(default)]
    #[schemars(schema_with = "schema::day")]
    from: Option<Date>,
    /// The last day on which a paper can say it.
    #[serde(default)]
    #[schemars(schema_with = "schema::day")]
    until: Option<Date>,
}

/// Lines at the beginning that can hold the day of adoption.
const HEAD_LINES: usize = 4;

fn check(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], slot: &str, facts: &[DatedFact]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in papers(case, filled, slot) {
        let Some(day) = day_of(document) else { continue };
        let running = Running::new(document);
        for fact in facts {
            findings.extend(cited(case, item, document, &running, &day, fact));
        }
    }
    findings
}

fn cited(
    _case: &Case<'_>,
    item: &Item,
    document: &Document,
    running: &Running<'_>,
    day: &Dated,
    fact: &DatedFact,
) -> Option<Finding> {
    let date = day.date;
    let is_early = fact.from.is_some_and(|from| date < from);
    let is_late = fact.until.is_some_and(|until| date > until);
    if !is_early && !is_late {
        return None;
    }
    let (pattern, except) = (&fact.pattern, fact.except.as_ref());
    let ranges: Vec<_> = running
        .sentences()
        .into_iter()
        .filter(|sentence| {
            let words = running.text.part(sentence.range.clone());
            pattern.is_match(words) && !except.is_some_and(|except| except.is_match(words))
        })
        .map(|sentence| sentence.range)
        .collect();
    let first = ranges.first()?;
    let (title, zh, en) = (&document.title, &fact.name.zh, &fact.name.en);
    let message = if let (true, Some(from)) = (is_early, fact.from) {
        msg!(
            "《{title}》日期为 {date}，文中提到{zh}（{from} 起才有）：内容与落款日期不一致，请核实",
            "“{title}” is dated {date} and speaks of {en} (only since {from}): its content is later than its date, please check"
        )
    } else {
        let until = fact.until.unwrap_or(date);
        msg!(
            "《{title}》日期为 {date}，文中提到{zh}（{until} 以后不再适用）：内容与落款日期不一致，请核实",
            "“{title}” is dated {date} and speaks of {en} (not after {until}): its content does not fit its date, please check"
        )
    };
    // A day that only the file's name gives is the archivist's word, not the paper's.
    let on_paper = day.place.page.is_some_and(|page| !document.is_doubtful(page, &day.place.quote));
    let sure = on_paper && !running.is_doubtful(first);
    let mut places = vec![day.place.clone()];
    places.extend(ranges.iter().take(NAMED).flat_map(|range| running.cite(range)));
    Some(Finding {
        code: Code::Anachronism,
        severity: if sure { weight(item) } else { Severity::Warning },
        message,
        places,
    })
}

/// The latest day that the paper itself bears: in brackets under its title (`2020年5月16日成员大会通过`) or at its end;
/// else the day that its name gives.
fn day_of(document: &Document) -> Option<Dated> {
    let adopted = document
        .lines()
        .take(HEAD_LINES)
        .filter(|line| line.text.contains("通过") || line.text.contains("修订") || line.text.contains("审议"))
        .flat_map(|line| {
            let days: Vec<(Date, &str)> = find_dates(line.text)
                .into_iter()
                .filter(DateMention::is_day)
                .map(|mention| (mention.date, line.text.part(mention.range)))
                .collect();
            days.into_iter().map(move |(date, words)| Dated { date, place: document.cite(line.page, words) })
        })
        .max_by_key(|dated| dated.date);
    let own = document.own_date().cloned();
    match (adopted, own) {
        (Some(adopted), Some(own)) if own.date > adopted.date => Some(own),
        (Some(adopted), _) => Some(adopted),
        (None, own) => own,
    }
}

//! What the checks on texts are told by the rubric: words to look for, parts that a paper must have, and from when on
//! something can be cited.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    shape::{CheckSpec, Item},
    validate::{Check, Step, join},
};
use crate::model::Message;

/// The words by which clauses on special groups (特殊群体) are told, each a regular expression over folded sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RightsWords {
    /// The groups that the item names: married-out daughters, sons-in-law in the wife's house, the divorced …
    pub groups: String,
    /// Groups on which villages lawfully differ (空挂户, 服刑): a clause against them is for a person to read.
    pub wider: String,
    /// Words that take or withhold something.
    pub restrictive: String,
    /// Words that grant or keep something.
    pub protective: String,
    /// Conditions that hold for everybody and make a restriction lawful more often than not (已取得其他集体经济组织成员身份).
    pub uniform: String,
    /// Words that lift such a condition again (不论户口是否迁出).
    pub absolute: String,
    /// Words by which a sentence only speaks about a clause, to turn it down or to lift it.
    pub reported: String,
}

/// Something that a paper says, by the words that show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextPart {
    /// Its name for people.
    pub name: Message,
    /// Regular expression over the folded text, sentence by sentence.
    pub pattern: String,
    /// The points that it adds to the suggestion, where the item is read so.
    #[serde(default)]
    pub points: f64,
}

/// What a plan needs for a grade (R: 潦草笼统 / 简约概括 / 详实细致); each number is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Characters, white space left out.
    pub length: u32,
    /// Of the expected sections.
    pub sections: u32,
    /// Different days.
    #[serde(default)]
    pub dates: u32,
    /// Different people named.
    #[serde(default)]
    pub persons: u32,
    /// Different figures in 户, 人, 亩 or 元.
    #[serde(default)]
    pub figures: u32,
    /// Whether no placeholder may be left.
    #[serde(default)]
    pub filled_in: bool,
}

/// A slip of the pen and what was meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Typo {
    /// Regular expression over the folded text; its first group, where it has one, is what is quoted.
    pub wrong: String,
    /// What was meant.
    pub right: String,
    /// A spelling that is met even in official papers: only a hint.
    #[serde(default)]
    pub mild: bool,
}

/// Terms of which a text uses one; more than one of them in a text is named.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermMix {
    /// The terms, each a regular expression over the folded text.
    pub terms: Vec<String>,
    /// Regular expression over sentences that may use another term, or say that two are one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub except: Option<String>,
}

/// Something that can be cited from a day on, or up to a day (R28).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedFact {
    /// What it is.
    pub name: Message,
    /// Regular expression over folded sentences.
    pub pattern: String,
    /// Sentences in which it is only planned or drafted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub except: Option<String>,
    /// The first day on which a paper can say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day on which a paper can say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl CheckSpec {
    /// The slots that a check on texts reads.
    pub fn text_slots(&self) -> Vec<(&'static str, Option<usize>, &str)> {
        fn one(slot: &str) -> Vec<(&'static str, Option<usize>, &str)> {
            vec![("slot", None, slot)]
        }
        fn many(slots: &[String]) -> Vec<(&'static str, Option<usize>, &str)> {
            slots.iter().enumerate().map(|(at, slot)| ("slots", Some(at), slot.as_str())).collect()
        }
        match self {
            CheckSpec::Rights { slots, .. }
            | CheckSpec::TextParts { slots, .. }
            | CheckSpec::FinanceParts { slots, .. } => many(slots),
            CheckSpec::TextBlocks { slot, .. }
            | CheckSpec::ForeignPlaces { slot }
            | CheckSpec::Placeholders { slot }
            | CheckSpec::Wording { slot, .. }
            | CheckSpec::Anachronism { slot, .. }
            | CheckSpec::CopiedText { slot, .. }
            | CheckSpec::Detail { slot, .. }
            | CheckSpec::Petitions { slot, .. }
            | CheckSpec::ArchiveOrder { slot, .. }
            | CheckSpec::GroupPaper { slot }
            | CheckSpec::TaskGroups { slot, .. }
            | CheckSpec::Purpose { slot, .. }
            | CheckSpec::Tours { slot }
            | CheckSpec::Articles { slot }
            | CheckSpec::FilingList { slot, .. }
            | CheckSpec::Exemplars { slot } => one(slot),
            _ => Vec::new(),
        }
    }

    /// The regular expressions of a check on texts, each with the steps that lead to it inside the check.
    pub(super) fn text_patterns(&self) -> Vec<(Vec<Step<'static>>, &str)> {
        use Step::{Index, Key};
        fn parts<'p>(list: &'static str, parts: &'p [TextPart]) -> Vec<(Vec<Step<'static>>, &'p str)> {
            let steps = |at| vec![Key(list), Index(at), Key("pattern")];
            parts.iter().enumerate().map(|(at, part)| (steps(at), part.pattern.as_str())).collect()
        }
        match self {
            CheckSpec::Rights { words, .. } => [
                ("groups", &words.groups),
                ("wider", &words.wider),
                ("restrictive", &words.restrictive),
                ("protective", &words.protective),
                ("uniform", &words.uniform),
                ("absolute", &words.absolute),
                ("reported", &words.reported),
            ]
            .into_iter()
            .map(|(name, pattern)| (vec![Key("words"), Key(name)], pattern.as_str()))
            .collect(),
            CheckSpec::TextBlocks { blocks, .. } => parts("blocks", blocks),
            CheckSpec::TextParts { parts: list, .. } => parts("parts", list),
            CheckSpec::Detail { sections, .. } => parts("sections", sections),
            CheckSpec::FilingList { papers, .. } => parts("papers", papers),
            CheckSpec::Wording { typos, mixes, .. } => {
                let typos = typos
                    .iter()
                    .enumerate()
                    .map(|(at, typo)| (vec![Key("typos"), Index(at), Key("wrong")], typo.wrong.as_str()));
                let mixes = mixes.iter().enumerate().flat_map(|(at, mix)| {
                    let terms = mix.terms.iter().enumerate().map(move |(term, pattern)| {
                        (vec![Key("mixes"), Index(at), Key("terms"), Index(term)], pattern.as_str())
                    });
                    let except = mix
                        .except
                        .iter()
                        .map(move |except| (vec![Key("mixes"), Index(at), Key("except")], except.as_str()));
                    terms.chain(except)
                });
                typos.chain(mixes).collect()
            }
            CheckSpec::Anachronism { facts, .. } => facts
                .iter()
                .enumerate()
                .flat_map(|(at, fact)| {
                    let except = fact.except.iter().map(move |except| ("except", except.as_str()));
                    std::iter::once(("pattern", fact.pattern.as_str()))
                        .chain(except)
                        .map(move |(name, pattern)| (vec![Key("facts"), Index(at), Key(name)], pattern))
                })
                .collect(),
            CheckSpec::Petitions { about, .. } => vec![(vec![Key("about")], about)],
            CheckSpec::Purpose { purpose, pooled, .. } => {
                vec![(vec![Key("purpose")], purpose), (vec![Key("pooled")], pooled)]
            }
            _ => Vec::new(),
        }
    }
}

/// What a check on texts contradicts: slots that are not the item's, and faulty patterns.
pub(super) fn problems(check: &mut Check<'_>, here: &[Step<'_>], item: &Item, spec: &CheckSpec) {
    for (list, at, slot) in spec.text_slots() {
        let mut steps = vec![Step::Key(list)];
        steps.extend(at.map(Step::Index));
        check.own_slot(&join(here, &steps), item, slot);
    }
    for (steps, pattern) in spec.text_patterns() {
        check.pattern(&join(here, &steps), pattern);
    }
}

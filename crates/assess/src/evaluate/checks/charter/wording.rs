//! Wording (V19): slips of the pen, terms that change within a text, articles and chapters out of number.

use std::{collections::BTreeMap, ops::Range, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NAMED, papers, weight};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
        documents::prose::running::Running,
    },
    model::{Citation, Code, Finding, Severity},
    msg,
    rubric::{Item, OwnSlot, Pattern},
    text::{cut::Cut, numerals::parse_integer},
};

/// Slips of the pen, mixed terms, and articles out of number are named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// Slips of the pen.
    #[serde(default)]
    typos: Vec<Typo>,
    /// Terms that should not be mixed.
    #[serde(default)]
    mixes: Vec<TermMix>,
}

impl CheckType for Wording {
    const NAME: &'static str = "wording";
    const CODES: &'static [Code] = &[Code::WordingError];
    const WORDS: Words = Words {
        looks_for: ["错别字、混用的称呼、条款编号断号重号", "slips of the pen, mixed terms, articles out of number"],
        reads: ["正文；评估表列出的错字和称呼", "the text; the slips and terms that the table lists"],
        blind_to: ["没有列出的错字", "slips that are not listed"],
    };
}

impl Check for Wording {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.item, on.filled, &self.slot, &self.typos, &self.mixes)
    }
}

/// A slip of the pen and what was meant.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typo {
    /// Regular expression over the folded text; its first group, where it has one, is what is quoted.
    wrong: Pattern,
    /// What was meant.
    right: String,
    /// A spelling that is met even in official papers: only a hint.
    #[serde(default)]
    mild: bool,
}

/// Terms of which a text uses one; more than one of them in a text is named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermMix {
    /// The terms, each a regular expression over the folded text.
    #[schemars(length(min = 2))]
    terms: Vec<Pattern>,
    /// Regular expression over sentences that may use another term, or say that two are one.
    #[serde(default)]
    except: Option<Pattern>,
}

/// A number in front of an article or a chapter. What follows tells it from a reference (`第三条规定的`).
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("^第(?P<number>[0-9一二三四五六七八九十百零〇]{1,6})(?P<sort>[条章])(?P<after>.?)")
        .expect("the pattern is constant")
});
/// Characters right behind a number that make it a reference to another article.
const REFERS: &str = "的规所至第,、和及款项之中到或与";
/// Articles from which a text is looked at as a numbered one.
const NUMBERED_FROM: usize = 5;

fn check(
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    slot: &str,
    typos: &[Typo],
    mixes: &[TermMix],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in papers(case, filled, slot) {
        let running = Running::new(document);
        let title = &document.title;
        for typo in typos {
            findings.extend(slip(case, item, &running, title, typo));
        }
        for mix in mixes {
            findings.extend(mixed(case, &running, title, mix));
        }
        if !document.has_unread_pages {
            findings.extend(out_of_number(&running, title));
        }
    }
    findings
}

fn slip(_case: &Case<'_>, item: &Item, running: &Running<'_>, title: &str, typo: &Typo) -> Option<Finding> {
    let pattern = &typo.wrong;
    let ranges: Vec<Range<usize>> = pattern
        .captures_iter(running.text)
        .filter_map(|captures| captures.get(1).or_else(|| captures.get(0)))
        .map(|found| found.range())
        // Words that only meet where two paragraphs join are none.
        .filter(|range| running.paragraphs.iter().any(|whole| whole.start <= range.start && range.end <= whole.end))
        .collect();
    let first = ranges.first()?;
    let (wrong, right) = (running.text.part(first.clone()), &typo.right);
    // A slip that was recognised may be the recogniser's own.
    let severity = if running.is_recognised(first) || typo.mild { Severity::Hint } else { weight(item) };
    let message = if running.is_recognised(first) {
        msg!(
            "《{title}》中的“{wrong}”疑为“{right}”，也可能是识别有误：请对照原件人工核对",
            "“{wrong}” in “{title}” may be a slip for “{right}”, or was recognised wrongly: please compare the original"
        )
    } else {
        msg!(
            "《{title}》中的“{wrong}”疑为“{right}”之误：请核实",
            "“{wrong}” in “{title}” is apparently a slip for “{right}”: please check"
        )
    };
    let places = ranges.iter().take(NAMED).flat_map(|range| running.cite(&running.clause_at(range))).collect();
    Some(Finding { code: Code::WordingError, severity, message, places })
}

fn mixed(_case: &Case<'_>, running: &Running<'_>, title: &str, mix: &TermMix) -> Option<Finding> {
    let except = mix.except.as_ref();
    let mut found: BTreeMap<usize, (String, Vec<Citation>)> = BTreeMap::new();
    for sentence in running.sentences() {
        let words = running.text.part(sentence.range.clone());
        if except.is_some_and(|except| except.is_match(words)) {
            continue;
        }
        for (at, term) in mix.terms.iter().enumerate() {
            if let Some(used) = term.find(words) {
                let range = sentence.range.start + used.start()..sentence.range.start + used.end();
                found.entry(at).or_insert_with(|| (used.as_str().to_owned(), running.cite(&running.clause_at(&range))));
            }
        }
    }
    if found.len() < 2 {
        return None;
    }
    let terms: Vec<&str> = found.values().map(|(used, _)| used.as_str()).collect();
    let (zh, en) = (terms.join("”“"), terms.join("”, “"));
    Some(Finding {
        code: Code::WordingError,
        severity: Severity::Hint,
        message: msg!(
            "《{title}》混用“{zh}”：请核实是否指同一机构或人员，建议统一",
            "“{title}” uses “{en}” side by side: please check whether they are the same, and use one"
        ),
        places: found.values().flat_map(|(_, places)| places).take(NAMED).cloned().collect(),
    })
}

/// Articles, then chapters, whose numbers do not follow each other.
fn out_of_number(running: &Running<'_>, title: &str) -> Vec<Finding> {
    ["条", "章"].iter().filter_map(|sort| sequence(running, title, sort)).collect()
}

fn sequence(running: &Running<'_>, title: &str, sort: &str) -> Option<Finding> {
    let mut numbers: Vec<(u64, Range<usize>)> = Vec::new();
    // A contents list has heading after heading and no sentence.
    let mut is_contents = true;
    let mut last = None;
    for (index, paragraph) in running.paragraphs.iter().enumerate() {
        let text = running.text.part(paragraph.clone());
        let Some(captures) = NUMBERED.captures(text) else { continue };
        let group = |name: &str| captures.name(name).map_or("", |found| found.as_str());
        let after = captures.name("after").map_or(paragraph.end, |after| paragraph.start + after.start());
        let refers = group("after").chars().any(|c| REFERS.contains(c)) && !running.has_space_before(after);
        if group("sort") != sort || refers {
            continue;
        }
        let Some(number) = parse_integer(group("number")) else { continue };
        let end = text.char_indices().nth(24).map_or(paragraph.end, |(at, _)| paragraph.start + at);
        is_contents &= !text.contains('。') && last.is_none_or(|last| last + 1 == index);
        last = Some(index);
        numbers.push((number, paragraph.start..end));
    }
    if numbers.first().is_none_or(|(number, _)| *number != 1)
        || numbers.len() < if sort == "条" { NUMBERED_FROM } else { 3 }
        || is_contents
    {
        return None;
    }
    // A contents list before the text, or a second text behind it, begins again at 1.
    let mut places = Vec::new();
    let mut jumps: Vec<String> = Vec::new();
    for [(before, first), (after, second)] in numbers.array_windows() {
        if *after == before.saturating_add(1) || *after == 1 {
            continue;
        }
        jumps.push(format!("第{before}{sort}→第{after}{sort}"));
        places.extend(running.cite(first));
        places.extend(running.cite(second));
    }
    // A text that jumps again and again is numbered in its own way, or was read badly.
    if jumps.is_empty() || jumps.len() > 3 {
        return None;
    }
    let recognised = numbers.iter().any(|(_, range)| running.is_recognised(range));
    let list = jumps.join("、");
    Some(Finding {
        code: Code::WordingError,
        severity: if recognised { Severity::Hint } else { Severity::Warning },
        message: msg!(
            "《{title}》的编号不连续或重复（{list}）：请对照原件人工核对",
            "the numbering of “{title}” has a gap or a repetition ({list}): please compare the original"
        ),
        places,
    })
}

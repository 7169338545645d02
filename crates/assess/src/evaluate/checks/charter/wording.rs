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
    text::{cut::Cut, numerals::parse_integer, pattern},
    vocabulary,
};

/// Slips of the pen, mixed terms, and articles out of number are named.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wording {
    /// The slot whose paper is read.
    slot: OwnSlot,
    /// Terms that should not be mixed.
    #[serde(default)]
    mixes: Vec<TermMix>,
}

impl CheckType for Wording {
    const NAME: &'static str = "wording";
    const CODES: &'static [Code] = &[Code::WordingError];
    const WORDS: Words = Words {
        looks_for: ["错别字、混用的称呼、条款编号断号重号", "slips of the pen, mixed terms, articles out of number"],
        reads: [
            "正文；常见错字、差一个字的固定用语（如“农业农居部”）；评估表列出的称呼",
            "the text; common slips, set phrases with one character wrong, the terms that the table lists",
        ],
        blind_to: ["别的错字", "other slips"],
    };
}

impl Check for Wording {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.item, on.filled, &self.slot, &self.mixes)
    }
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

/// A slip that is met often, and what was meant.
struct KnownSlip {
    wrong: Regex,
    right: &'static str,
    /// A spelling that is met even in official papers: only a hint.
    mild: bool,
}

static KNOWN: LazyLock<Vec<KnownSlip>> = LazyLock::new(|| {
    let list = vocabulary!("slips.tsv");
    let of = |reader, mild| {
        let rows = list.rows_of(reader);
        rows.map(move |row| KnownSlip { wrong: pattern(row.get("word")), right: row.get("meant"), mild })
    };
    of("slip", false).chain(of("mild-slip", true)).collect()
});

/// A phrase whose characters always stand together, and others that differ from it in one and are right.
struct SetPhrase {
    words: &'static str,
    characters: Vec<char>,
    others: Vec<&'static str>,
}

static PHRASES: LazyLock<Vec<SetPhrase>> = LazyLock::new(|| {
    let list = vocabulary!("phrases.tsv");
    let phrases = list.rows().map(|row| SetPhrase {
        words: row.get("word"),
        characters: row.get("word").chars().collect(),
        others: row.get("except").split_whitespace().collect(),
    });
    phrases.collect()
});

/// Something written wrongly.
struct Slip {
    range: Range<usize>,
    right: &'static str,
    mild: bool,
    /// One of the listed slips, rather than a phrase that is nearly another.
    known: bool,
}

fn check(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], slot: &str, mixes: &[TermMix]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for document in papers(case, filled, slot) {
        let running = Running::new(document);
        let title = &document.title;
        findings.extend(slips(item, &running, title));
        for mix in mixes {
            findings.extend(mixed(case, &running, title, mix));
        }
        if !document.has_unread_pages {
            findings.extend(out_of_number(&running, title));
        }
    }
    findings
}

/// A finding for everything that is written wrongly, with every place of it.
fn slips(item: &Item, running: &Running<'_>, title: &str) -> Vec<Finding> {
    // Words that only meet where two paragraphs join are none.
    let is_whole = |range: &Range<usize>| {
        running.paragraphs.iter().any(|paragraph| paragraph.start <= range.start && range.end <= paragraph.end)
    };
    let mut by_words: BTreeMap<&str, Vec<Slip>> = BTreeMap::new();
    let known = KNOWN.iter().flat_map(|slip| {
        let found = slip.wrong.captures_iter(running.text).filter_map(|captures| captures.get(1).or(captures.get(0)));
        found.map(|found| Slip { range: found.range(), right: slip.right, mild: slip.mild, known: true })
    });
    for slip in known.filter(|slip| is_whole(&slip.range)) {
        by_words.entry(running.text.part(slip.range.clone())).or_default().push(slip);
    }
    let told: Vec<Range<usize>> = by_words.values().flatten().map(|slip| slip.range.clone()).collect();
    for slip in running.paragraphs.iter().flat_map(|paragraph| nearly_phrases(running.text, paragraph)) {
        if !told.iter().any(|range| range.start < slip.range.end && slip.range.start < range.end) {
            by_words.entry(running.text.part(slip.range.clone())).or_default().push(slip);
        }
    }
    by_words.into_values().filter_map(|slips| of_slip(item, running, title, &slips)).collect()
}

/// Phrases of a paragraph in which one inner character is another, or two neighbours have changed places.
fn nearly_phrases(text: &str, paragraph: &Range<usize>) -> Vec<Slip> {
    let words: Vec<(usize, char)> = text.part(paragraph.clone()).char_indices().collect();
    let mut found: Vec<Slip> = Vec::new();
    for phrase in PHRASES.iter() {
        for window in words.windows(phrase.characters.len()) {
            // The ends are right: what differs there is another phrase (农业农村部, 农业农村局).
            let (Some((start, first)), Some((end, last))) = (window.first(), window.last()) else { continue };
            if phrase.characters.first() != Some(first) || phrase.characters.last() != Some(last) {
                continue;
            }
            let pairs = window.iter().map(|(_, c)| *c).zip(phrase.characters.iter().copied());
            let wrong: Vec<(char, char)> = pairs.filter(|(read, meant)| read != meant).collect();
            let is_slip = match wrong.as_slice() {
                [(read, _)] => matches!(read, '\u{3400}'..='\u{9FFF}'),
                [(a, b), (c, d)] => (a, b) == (d, c),
                _ => false,
            };
            let range = paragraph.start + start..paragraph.start + end + last.len_utf8();
            if is_slip && !phrase.others.contains(&text.part(range.clone())) {
                found.push(Slip { range, right: phrase.words, mild: false, known: false });
            }
        }
    }
    // Of two phrases with one slip (经济合作联合社, 股份经济联合社) the longer tells more.
    found.sort_by_key(|slip| (slip.range.start, std::cmp::Reverse(slip.range.end)));
    found.dedup_by(|second, first| second.range.start < first.range.end);
    found
}

fn of_slip(item: &Item, running: &Running<'_>, title: &str, slips: &[Slip]) -> Option<Finding> {
    let first = slips.first()?;
    let (wrong, right) = (running.text.part(first.range.clone()), first.right);
    let is_recognised = running.is_recognised(&first.range);
    let severity = match (is_recognised || first.mild, first.known) {
        // A slip that was recognised may be the recogniser's own.
        (true, _) => Severity::Hint,
        (false, true) => weight(item),
        (false, false) => Severity::Warning,
    };
    let message = if is_recognised {
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
    let places = slips.iter().take(NAMED).flat_map(|slip| running.cite(&running.clause_at(&slip.range))).collect();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn nearly(text: &str) -> Vec<(&str, &str)> {
        let slips = nearly_phrases(text, &(0..text.len()));
        slips.into_iter().map(|slip| (text.part(slip.range), slip.right)).collect()
    }

    #[test]
    fn phrases_with_one_character_wrong() {
        for (text, wrong, right) in [
            ("报农业农居部备案", "农业农居部", "农业农村部"),
            ("农居集体经济组织登记", "农居集体经济组织", "农村集体经济组织"),
            ("依据上级文化精神", "上级文化精神", "上级文件精神"),
            ("召开村名代表会议", "村名代表会议", "村民代表会议"),
            ("农村集体产权度制改革", "农村集体产权度制改革", "农村集体产权制度改革"),
        ] {
            assert_eq!(nearly(text).first(), Some(&(wrong, right)), "{text}");
        }
    }

    #[test]
    fn other_phrases_and_words_that_meet_are_none() {
        for text in [
            "农业农村局和农业农村厅、农业农村部的文件",
            "农村集体林权制度改革与农民集体经济组织",
            "村级代表会议、村民小组会议、村民代表大会",
            "法定代理人签字，上级会议精神、上级有关精神",
            "农村集体资金、农村集体资源，农村、集体经济组织",
            "股份经济联合社、股份合作社、供销合作社",
        ] {
            assert_eq!(nearly(text), [], "{text}");
        }
    }
}

//! Placeholders left of a model (R10): `XX村`, `____`, `（　）村`, `〔静态〕〔动态〕`, `【注：……】`, dates without a day.
//!
//! Lines to be filled in by hand are none: a signature, a seal, the date under it. Neither are marks over personal
//! data (`3704**********1234`, `王××`).

use std::{ops::Range, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{NAMED, papers, weight};
use crate::{
    evaluate::{
        Case, Document,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words},
    },
    model::{Citation, Code, Finding, PageSource, Severity},
    msg,
    rubric::{Item, OwnSlot},
    text::{cut::Cut, fold::Folded, pattern},
    vocabulary,
};

/// Placeholders left of a model are named (R10).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Placeholders {
    /// The slot whose paper is read.
    slot: OwnSlot,
}

impl CheckType for Placeholders {
    const NAME: &'static str = "placeholders";
    const CODES: &'static [Code] = &[Code::PlaceholderLeft];
    const WORDS: Words = Words {
        looks_for: ["有没有留着没填的空白或占位符", "placeholders left of a model"],
        reads: ["正文", "the text"],
        blind_to: ["填了但填错的", "blanks filled in wrongly"],
    };
}

impl Check for Placeholders {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.item, on.filled, &self.slot)
    }
}

/// Signs for something to be put in, with the unit that shows it: `XX村`, `××元`, `某某社`.
static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
    let list = vocabulary!("placeholders.tsv");
    let behind_sign = list.forms("behind-sign");
    let behind_cross = list.forms("behind-cross");
    let before_sign = list.forms("before-sign");
    let before_dots = list.forms("before-dots");
    let behind_dots = list.forms("behind-dots");
    pattern(&format!(
        r"(?:(?:[Xx×✕✖○〇]{{2,}}|某某)\s?|[*＊]{{2,}})(?:{behind_sign})|(?:^|[^A-Za-z0-9*×\p{{Han}}])[X×]\s?(?:{behind_cross})|(?:{before_sign})\s?[Xx×]{{2,}}|(?:{before_dots})\s?(?:\.{{3,}}|…+)\s?(?:{behind_dots})",
    ))
});
/// Signs that stand for a word of their own: 由XXX担任. A seal or a hand may be recognised as such.
static ALONE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[^A-Za-z0-9*×])(?P<sign>[Xx×]{3,})(?:$|[^A-Za-z0-9*×])"));
/// A line to write on.
static RULED: LazyLock<Regex> = LazyLock::new(|| pattern(r"_{2,}|＿{2,}|‗{2,}"));
/// Brackets with nothing in them.
static HOLLOW: LazyLock<Regex> = LazyLock::new(|| {
    let list = vocabulary!("placeholders.tsv");
    let before_gap = list.forms("before-gap");
    let behind_gap = list.forms("behind-gap");
    let behind_brackets = list.forms("behind-brackets");
    pattern(&format!(
        r"(?:{before_gap})[ ]{{2,}}(?:{behind_gap})|[(（]\s+[)）]|[(（][)）]\s?(?:{behind_brackets})|〔\s*〕|【\s*】|\[\s+\]",
    ))
});
/// Brackets of a model: 〔〕 around what can be chosen, 【】 around what is explained, or named and to be put in.
static MODEL: LazyLock<Regex> = LazyLock::new(|| {
    let list = vocabulary!("placeholders.tsv");
    let named = list.forms("to-be-named");
    let note = list.forms("model-note");
    pattern(&format!(
        r"〔[^〔〕\d]{{1,60}}〕\s?(?:或者?|/|、)?\s?〔[^〔〕\d]{{1,60}}〕|[〔【][^〔〕【】]{{0,6}}(?:{named})[〕】]|[〔【][^〔〕【】]{{0,30}}(?:{note})[^〔〕【】]{{0,120}}[〕】]",
    ))
});
/// A date that lacks its day, or all of its numbers.
static HOLLOW_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^0-9〇○零一二三四五六七八九十\s])\s*年\s+月\s*日|(?:^|[^0-9〇○零一二三四五六七八九十本当每今去明次后前同该\s])\s*年\s*月\s+日|[0-9]{4}\s*年\s+月\s*(?:日|份|起|$)|[0-9]{4}\s*年\s*[0-9]{1,2}\s*月\s*日|[0-9]{4}年\s*月\s*日",
    )
});
/// Lines that people fill in by hand.
static BY_HAND: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("labels.tsv").forms("by-hand")));

/// Something left open on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    /// Signs or words that only a model has.
    Model,
    /// A gap that may have been filled in by hand.
    Gap,
}

/// What is left open on a line, with its bytes.
fn left_on(line: &str) -> Vec<(Range<usize>, Left)> {
    let folded = Folded::normalized(line);
    let text = folded.text.as_str();
    let mut found: Vec<(Range<usize>, Left)> = Vec::new();
    let mut note = |range: Range<usize>, left: Left| {
        let original = folded.original(range);
        if !found.iter().any(|(other, _)| other.start < original.end && original.start < other.end) {
            found.push((original, left));
        }
    };
    for sign in SIGNS.find_iter(text) {
        // Part of a number, of a name that is masked, or of a year: `二〇〇〇年`.
        let masked = text
            .part(..sign.start())
            .ends_with(|c: char| c.is_ascii_alphanumeric() || "一二三四五六七八九十零〇○".contains(c));
        if !masked {
            note(sign.range(), Left::Model);
        }
    }
    for sign in ALONE.captures_iter(text).filter_map(|captures| captures.name("sign")) {
        note(sign.range(), Left::Gap);
    }
    for model in MODEL.find_iter(text) {
        note(model.range(), Left::Model);
    }
    let gaps = [&*RULED, &*HOLLOW, &*HOLLOW_DATE];
    if !is_by_hand(text, &gaps) {
        for gap in gaps.iter().flat_map(|pattern| pattern.find_iter(text)) {
            if !is_labelled(text.part(..gap.start())) {
                note(gap.range(), Left::Gap);
            }
        }
    }
    found.sort_by_key(|(range, _)| range.start);
    found
}

/// Whether a gap stands right behind a label for something by hand.
fn is_labelled(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "_＿‗:：()（）年月日".contains(c));
    BY_HAND.find_iter(before).last().is_some_and(|label| label.end() == before.len())
}

/// Whether a line is one to be filled in by hand: a label for it and no sentence, or nothing beside the gap. A sentence
/// may well speak of 负责人 and 签字 and have a gap of its own: 单笔支出____元以下由负责人审批。
fn is_by_hand(text: &str, gaps: &[&Regex]) -> bool {
    if BY_HAND.is_match(text) && !text.contains(['。', ',', ';']) {
        return true;
    }
    let mut rest = text.to_owned();
    for pattern in gaps {
        rest = pattern.replace_all(&rest, "").into_owned();
    }
    !rest.chars().any(|c| matches!(c, '\u{3400}'..='\u{9FFF}') && !"年月日".contains(c))
}

/// Where a document leaves something open, and how sure that is.
pub(in super::super::super) fn left_in(document: &Document) -> Vec<(Citation, bool)> {
    let mut found = Vec::new();
    for line in document.lines() {
        for (range, left) in left_on(line.text) {
            let words = line.text.part(range);
            // What hand or printer put into a gap may not have been recognised.
            let sure = match left {
                Left::Gap => line.source != PageSource::Ocr,
                Left::Model => !document.is_doubtful(line.page, words),
            };
            let quote = if line.text.chars().count() <= 60 { line.text } else { around(line.text, words) };
            found.push((document.cite(line.page, quote), sure));
        }
    }
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// The words with some of the line around them.
fn around<'l>(line: &'l str, words: &str) -> &'l str {
    let Some((before, after)) = line.split_once(words) else { return line };
    let start = before.char_indices().rev().nth(14).map_or(0, |(at, _)| at);
    let more = after.char_indices().nth(14).map_or(after.len(), |(at, _)| at);
    line.part(start..line.len() - after.len() + more)
}

fn check(case: &Case<'_>, item: &Item, filled: &[Filled<'_>], slot: &str) -> Vec<Finding> {
    papers(case, filled, slot)
        .into_iter()
        .filter_map(|document| {
            let left = left_in(document);
            let count = left.len();
            if count == 0 {
                return None;
            }
            let clear = left.iter().any(|(_, sure)| *sure);
            let title = &document.title;
            let message = if clear {
                msg!(
                    "《{title}》留有空白或占位符 {count} 处：请按本村实际填写",
                    "“{title}” has {count} blanks or placeholders left: please fill them in"
                )
            } else {
                msg!(
                    "《{title}》疑似留有空白或占位符 {count} 处，也可能是手写未识别：请对照原件人工核对",
                    "“{title}” may have {count} blanks left, or handwriting that was not recognised: please compare the original"
                )
            };
            let mut left = left;
            left.sort_by_key(|(_, sure)| !sure);
            Some(Finding {
                code: Code::PlaceholderLeft,
                severity: if clear { weight(item) } else { Severity::Warning },
                message,
                places: left.into_iter().take(NAMED).map(|(place, _)| place).collect(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn placeholders_are_found() {
        for line in [
            "第一条 为维护XX镇XX村股份经济合作社成员的权益",
            "本社资产总额××××元，负债XX万元",
            "本社共有成员____户、____人",
            "（　　）村股份经济合作社章程",
            "（　年　月　日成员代表大会通过）",
            "（2019年9月日经成员代表大会表决通过）",
            "本章程于2020年 月 日经社员大会讨论通过后施行",
            "股权实行〔静态〕〔动态〕管理",
            "【注：由各村根据实际填写】",
            "理事长由某某村推选",
            "本方案自＿＿＿起施行，有效期三年",
        ] {
            assert!(!left_on(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn marks_over_names_and_lines_to_sign_on_are_none() {
        for line in [
            "王×× 男 370400********1234 138****5678",
            "理事长（签字）：________　　2020年 月 日",
            "　　　　年　月　日",
            "2020年  月  日",
            "凫政发〔2020〕48号",
            "（以下简称〔本社〕）按年分配，每年每月每日记账",
            "本年 月均收入",
            "证书编号：ZX-0001（盖章：______）",
            "本届任期自2020年5月16日起至2025年5月15日止",
            "型号 XXL，数量 3",
            "2019年 月均收入3000元",
            "二〇〇〇年六月十四日，二○○○年",
            "**第三十条**　村民代表会议由村民委员会召集",
            "参见[删除数据]一节",
            "采用的方式为 **民主表决** 方式",
        ] {
            assert!(left_on(line).is_empty(), "{line}: {:?}", left_on(line));
        }
    }

    proptest! {
        #[test]
        fn ranges_lie_inside_the_line(line in cundang_testing::paper_or("[ 　Xx×*_（）()年月日村元某〔〕【】注：0-9a-z]{0,40}")) {
            for (range, _) in left_on(&line) {
                prop_assert!(line.get(range.clone()).is_some_and(|words| !words.is_empty()));
                prop_assert!(!around(&line, &line[range]).is_empty());
            }
        }
    }
}

//! Figures in running text and in labelled cells: sums of money, areas, numbers of people, households and shares, and
//! the days they hold for.
//!
//! A figure is only read where its label stands right before it and what stands before the label does not change its
//! meaning (非经营性资产 is not 经营性资产, 应到成员 are not the members). What is not sure is not read.

use std::{ops::Range, sync::LazyLock};

use regex::{Captures, Regex};

use crate::{
    evaluate::{
        Document,
        documents::prose::flow::{FactPlace, Flow},
    },
    model::{FIGURE_SCALE, FigureKey, FigureUnit, FigureValue},
    text::{
        Cut, find_dates, parse_integer, pattern,
        vocabulary::{WordRow, alternation},
    },
    vocabulary,
};

/// A figure in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Which figure.
    pub key: FigureKey,
    /// Its value in the key's unit.
    pub value: FigureValue,
    /// How far the true value may lie from it, in ten-thousandths: half of the last place of a sum in 万元, the
    /// rounding of a converted area; 0 where it is exact.
    pub slack: i64,
    /// It may count something a little different: members who take shares, rather than all members.
    pub is_loose: bool,
    /// Where it stands.
    pub place: FactPlace,
}

/// A number, with or without commas.
const NUMBER: &str = r"(?P<num>-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?)";
/// What may stand between a label and its number.
const LINK: &str = r"(?:\s|:|\(|¥|￥|共计|合计|总计|总额|总值|价值|金额|净值|数额|数量|面积|账面|人民币|小写|折合|大?约|确认为|核实为|核定为|确定为|为|是|计|共|有|达){0,6}";

/// A label with its number and unit in running text.
struct FigureLabel {
    key: FigureKey,
    pattern: Regex,
    /// The label at the end of what stands before a sum in words.
    lead: Regex,
    /// The label means something else after one of these.
    not_after: Vec<&'static str>,
}

fn label(key: FigureKey, words: &str, units: &str, not_after: Vec<&'static str>) -> FigureLabel {
    let pattern =
        Regex::new(&format!(r"(?:{words}){LINK}{NUMBER}\s*(?P<unit>{units})")).expect("the label is constant");
    let lead = Regex::new(&format!(r"(?:{words})(?:{LINK}|大写|\)){{0,3}}$")).expect("the label is constant");
    FigureLabel { key, pattern, lead, not_after }
}

/// Before 折为 they say that what becomes shares is only a part.
static OF_A_FUND: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("figures.tsv").read_by("of-a-fund").collect());

static LABELS: LazyLock<Vec<FigureLabel>> = LazyLock::new(|| {
    let not_after = listed("not-after");
    let others = |key| not_after.iter().find(|(of, _)| *of == key).map_or(Vec::new(), |(_, words)| words.clone());
    let labels = listed("text").into_iter();
    labels.map(|(key, words)| label(key, &words.join("|"), &units(key.unit()), others(key))).collect()
});

/// The words of figures that the list of figures has for a reader.
pub fn listed(reader: &str) -> Vec<(FigureKey, Vec<&'static str>)> {
    let key = |name: &str| FigureKey::ALL.iter().copied().find(|key| key.as_str() == name);
    let groups = vocabulary!("figures.tsv").groups("meaning", reader).into_iter();
    groups.filter_map(|(name, words)| Some((key(name)?, words))).collect()
}

/// What a figure in running text is given in.
fn units(unit: FigureUnit) -> String {
    vocabulary!("units.tsv").forms(match unit {
        FigureUnit::Yuan => "money-in-text",
        FigureUnit::YuanEach => "price-in-text",
        FigureUnit::Mu => "area-in-text",
        _ => "shares-in-text",
    })
}

/// The amount of one share behind its number: `978.20元/股`.
static EACH_SHARE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:^|[^0-9.,]){NUMBER}\s*(?P<unit>元)\s*/\s*(?:每)?股")));
/// A sum that is named behind its number: `净资产41.2万元作为量化资产`, `30,600元全部用于折股量化`.
static NAMED_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let money = units(FigureUnit::Yuan);
    pattern(&format!(
        r"(?:^|[^0-9.,]){NUMBER}\s*(?P<unit>{money})\s*(?P<of>的?(?:集体|经营性|净)*资产)?,?(?:全部|均)?(?:作为|列为|确定为|核定为|认定为|定为|确认为|用于|进行|予以|全部)(?:本[社村]|全[社村])?的?(?:可|总)?(?:折股)?量化"
    ))
});
/// What stands before such a sum where it is that of the assets, or of what is left of them.
static WHOLE_SUM: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:资产|净值|净额|余额?|剩余|[合共总]计|总额|总值|将|以|把|按|即|为|^)(?:的|人民币|价值|金额|净额|总额|总值|合计|共计|共|计|:|\s){0,4}$",
    )
});
/// A number of people or households in either writing; a lone numeral may be the start of another word.
const COUNT: &str = "[0-9]+|[一二三四五六七八九十百千零〇]{2,}";
/// 75户、248人 and 248人、75户.
static BOTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?P<h>{COUNT})\s*户[、,和(\s]*(?:共计|合计|共|计)?\s*(?P<m>{COUNT})\s*(?:人|名|口)|(?P<m2>{COUNT})\s*(?:人|名|口)[、,和(\s]*(?:分属|涉及|共计|共)?\s*(?P<h2>{COUNT})\s*户"
    ))
});
static MEMBERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"成员(?:总人数|总数|人数|数)?{LINK}(?P<m>{COUNT})\s*(?:人|名|位|口)|(?:确认|认定|界定|共有|现有)(?P<m2>{COUNT})\s*(?:名|位)(?:本)?(?:村|社|集体)?(?:集体经济组织|合作社)?成员"
    ))
});
static HOUSEHOLDS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"(?:成员|股东)(?:总户数|户数|户){LINK}(?:(?P<h>[0-9]+)\s*户?|(?P<h2>{COUNT})\s*户)"))
});
/// Before 成员 they make it something other than the members of the organisation, or only some of them.
static OTHER_MEMBERS: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("figures.tsv").forms("other-members")));
/// A body that has members of its own.
static A_BODY: LazyLock<Regex> = LazyLock::new(|| pattern(&alternation(vocabulary!("bodies.tsv").read_by("members"))));
/// The names of those who were counted: `：丁一、丙三`.
static NAMES_FOLLOW: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*[:(]\s*(?:[\p{Han}·]{2,4}(?:\([^()]{0,8}\))?[、,]\s*){1,}[\p{Han}·]{2,4}"));
/// Behind a number of members they make it something else: 成员12人参加会议, 3名成员代表.
static NOT_BEFORE: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("figures.tsv").read_by("not-before").collect());
/// They say that a figure counts those who take part in the shares.
static LOOSE: LazyLock<Regex> = LazyLock::new(|| pattern(&vocabulary!("figures.tsv").forms("takes-shares")));
/// A sum of assets, which a date before it may hold for.
static SUM_OF_ASSETS: LazyLock<Regex> = LazyLock::new(|| pattern("资产[^,;]{0,16}[0-9]"));
/// A day that share-holding, and no inventory, goes by: 股权登记基准日, 配股截止时点.
static OF_SHARES: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?:股权|股份|股东|配股)(?:登记|设置|量化|配置|界定|资格|享受|截止|确认)*的?(?:时点|基准)")
});
/// The label of a reference date.
static DAY_LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern("(?:登记|清查|清产核资|资产清查|界定|确认|基准|截止|统一)*(?:时点|基准日期?|基准时间)"));

/// A plain number in ten-thousandths, with the count of its decimals; `None` where it is none or does not fit.
pub fn number(text: &str) -> Option<(i64, u32)> {
    let (text, negative) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.chars().all(|c| c.is_ascii_digit() || c == ',') {
        return None;
    }
    let mut value = whole.replace(',', "").parse::<i64>().ok()?.checked_mul(FIGURE_SCALE)?;
    let mut unit = FIGURE_SCALE / 10;
    for c in fraction.chars() {
        value = value.checked_add(i64::from(c.to_digit(10)?).checked_mul(unit)?)?;
        unit /= 10;
    }
    Some((if negative { -value } else { value }, u32::try_from(fraction.len()).ok()?))
}

/// How many of its measure's own unit a unit makes: 15 mu to a hectare, 3 to 2000 square metres.
struct Conversion {
    word: &'static str,
    times: i64,
    per: i64,
    /// Of another system of measures: what is converted is never exact.
    is_metric: bool,
}

static CONVERSIONS: LazyLock<Vec<Conversion>> = LazyLock::new(|| {
    let of_row = |row: WordRow<'_>| {
        let times = row.get("times");
        let (times, per) = times.split_once('/').unwrap_or((times, "1"));
        let (times, per) = (times.parse().ok()?, per.parse().ok().filter(|per| *per > 0)?);
        Some(Conversion { word: row.get("word"), times, per, is_metric: row.get("measure") == "metric-area" })
    };
    vocabulary!("units.tsv").rows().filter_map(of_row).collect()
});

/// The value of a number with its unit, in the key's unit, and its slack: half of what the last place stands for, and at
/// least a hundredth of a mu where the area was measured otherwise.
pub fn converted(text: &str, unit: &str) -> Option<(i64, i64)> {
    /// A hundredth, in ten-thousandths.
    const HUNDREDTH: i64 = FIGURE_SCALE / 100;
    let (value, decimals) = number(text)?;
    let Some(unit) = CONVERSIONS.iter().find(|known| known.word == unit) else { return Some((value, 0)) };
    let half = (unit.times * FIGURE_SCALE / 10_i64.pow(decimals.min(8))) / 2;
    let slack = match (unit.is_metric, unit.times, unit.per) {
        (false, 1, _) => 0,
        (false, ..) => half,
        (true, _, 1) => half.max(HUNDREDTH),
        (true, ..) => HUNDREDTH,
    };
    let value = i128::from(value) * i128::from(unit.times) / i128::from(unit.per);
    Some((i64::try_from(value).ok()?, slack))
}

/// Every figure in a document's running text, in its order.
pub fn read(flow: &Flow<'_>, is_about_members: bool) -> Vec<Figure> {
    let mut found = Vec::new();
    for sentence in flow.sentences() {
        labelled(flow, &sentence, &mut found);
        people(flow, &sentence, &mut found);
        days(flow, &sentence, is_about_members, &mut found);
    }
    found
}

fn labelled(flow: &Flow<'_>, sentence: &Range<usize>, found: &mut Vec<Figure>) {
    let text = flow.words(sentence);
    for label in LABELS.iter() {
        for captures in label.pattern.captures_iter(text) {
            let Some((whole, value, slack)) = amount(&captures) else { continue };
            let before = text.part(..whole.start).trim_end();
            if label.not_after.iter().any(|word| before.ends_with(word)) || is_each(before, label.key) {
                continue;
            }
            // 财政资金5万元折为100股 is a part of the shares, and which part is not read here.
            let is_weak =
                label.key == FigureKey::SharesTotal && text.part(whole.clone()).starts_with(['折', '划', '均', '等']);
            if is_weak && OF_A_FUND.iter().any(|word| before.contains(word)) {
                continue;
            }
            let place = flow.place(sentence.start + whole.start..sentence.start + whole.end);
            // 约 says of itself that the value is near another.
            let is_loose = text.part(whole).contains('约');
            found.push(Figure { key: label.key, value: FigureValue::Number(value), slack, is_loose, place });
        }
    }
    in_words(flow, sentence, found);
    for captures in NAMED_BEHIND.captures_iter(text) {
        let Some((whole, value, slack)) = amount(&captures) else { continue };
        let number = captures.name("num").map_or(whole.start, |num| num.start());
        let clause = clause_before(text, number);
        // 扶贫资金5万元用于量化 and 征地补偿款5万元 are a part of it, and 人均 or 每户 are nobody's whole.
        let is_of_assets = captures.name("of").is_some() || WHOLE_SUM.is_match(clause);
        if !is_of_assets || OF_A_FUND.iter().chain(&["每", "均", "约", "新增"]).any(|word| clause.contains(word)) {
            continue;
        }
        let place = flow.place(sentence.start + number..sentence.start + whole.end);
        let value = FigureValue::Number(value);
        found.push(Figure { key: FigureKey::QuantifiedAmount, value, slack, is_loose: false, place });
    }
    for captures in EACH_SHARE.captures_iter(text) {
        if let Some((whole, value, slack)) = amount(&captures) {
            let key = FigureKey::PerShare;
            let place = flow.place(sentence.start + whole.start..sentence.start + whole.end);
            found.push(Figure { key, value: FigureValue::Number(value), slack, is_loose: false, place });
        }
    }
    // 不设集体股 says as much as a nought.
    if let Some(none) = text.find("不设集体股").or_else(|| text.find("不设置集体股")) {
        let place = flow.place(sentence.start + none..sentence.start + none + "不设集体股".len());
        let value = FigureValue::Number(0);
        found.push(Figure { key: FigureKey::SharesCollective, value, slack: 0, is_loose: false, place });
    }
}

/// Sums that are written in words behind their label: 资产总额人民币壹拾万元整.
fn in_words(flow: &Flow<'_>, sentence: &Range<usize>, found: &mut Vec<Figure>) {
    let text = flow.words(sentence);
    for amount in crate::text::find_amounts(text) {
        if text.part(amount.range.clone()).contains(|c: char| c.is_ascii_digit()) {
            continue;
        }
        let before = text.part(..amount.range.start);
        for label in LABELS.iter() {
            let is_money = matches!(label.key.unit(), FigureUnit::Yuan | FigureUnit::YuanEach);
            let Some(lead) = is_money.then(|| label.lead.find(before)).flatten() else { continue };
            if label.not_after.iter().any(|word| before.part(..lead.start()).trim_end().ends_with(word)) {
                continue;
            }
            let Some(value) = amount.fen.checked_mul(FIGURE_SCALE / 100) else { continue };
            let place = flow.place(sentence.start + lead.start()..sentence.start + amount.range.end);
            let value = FigureValue::Number(value);
            found.push(Figure { key: label.key, value, slack: 0, is_loose: false, place });
        }
    }
}

fn amount(captures: &Captures<'_>) -> Option<(Range<usize>, i64, i64)> {
    let (value, slack) = converted(captures.name("num")?.as_str(), captures.name("unit")?.as_str())?;
    Some((captures.get(0)?.range(), value, slack))
}

/// Whether the words before the label of a number of shares say that it is for one person or household.
fn is_each(before: &str, key: FigureKey) -> bool {
    let is_shares = matches!(key, FigureKey::SharesTotal | FigureKey::SharesMember | FigureKey::SharesCollective);
    let clause = before.rsplit([',', '、', ':', '(']).next().unwrap_or_default();
    let is_handed_out = ["配", "享有", "享受", "给予", "按"].iter().any(|word| clause.contains(word));
    let is_all = ["共", "合计", "总"].iter().any(|word| clause.contains(word));
    is_shares && (clause.contains('每') || (is_handed_out && !is_all && key != FigureKey::SharesTotal))
}

fn people(flow: &Flow<'_>, sentence: &Range<usize>, found: &mut Vec<Figure>) {
    let text = flow.words(sentence);
    let mut push = |key, digits: &str, range: Range<usize>, is_loose| {
        let Some(value) = count(digits) else { return };
        let place = flow.place(sentence.start + range.start..sentence.start + range.end);
        found.push(Figure { key, value: FigureValue::Number(value), slack: 0, is_loose, place });
    };
    let mut taken: Vec<Range<usize>> = Vec::new();
    for captures in BOTH.captures_iter(text) {
        let Some(whole) = captures.get(0) else { continue };
        let before = counted_before(text, whole.start());
        if !(before.contains("成员") || before.contains("股东")) || OTHER_MEMBERS.is_match(before) {
            continue;
        }
        let pick = |a: &str, b: &str| captures.name(a).or(captures.name(b));
        let start = whole.start().saturating_sub(before.len());
        if let (Some(h), Some(m)) = (pick("h", "h2"), pick("m", "m2")) {
            let is_loose = LOOSE.is_match(before);
            let begin = before.find("成员").or(before.find("股东")).map_or(whole.start(), |at| start + at);
            push(FigureKey::Households, h.as_str(), begin..whole.end(), is_loose);
            push(FigureKey::Members, m.as_str(), begin..whole.end(), is_loose);
            taken.push(begin..whole.end());
        }
    }
    for (pattern, key, name) in [(&MEMBERS, FigureKey::Members, "m"), (&HOUSEHOLDS, FigureKey::Households, "h")] {
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let before = clause_before(text, whole.start());
            let overlaps = taken.iter().any(|other| other.start < whole.end() && whole.start() < other.end);
            let after = text.part(whole.end()..);
            // 监事会照章履职,成员5名: a clause that begins with 成员 goes on about the body before it, and so does a
            // number that the names of the few follow.
            let is_of_a_body = before.trim().is_empty() && A_BODY.is_match(text.part(..whole.start()));
            if overlaps
                || is_of_a_body
                || NAMES_FOLLOW.is_match(after)
                || OTHER_MEMBERS.is_match(before)
                || NOT_BEFORE.iter().any(|word| after.starts_with(word))
            {
                continue;
            }
            let digits = captures.name(name).or_else(|| captures.name(if name == "m" { "m2" } else { "h2" }));
            if let Some(digits) = digits {
                let is_loose = LOOSE.is_match(before) || whole.as_str().contains('约');
                push(key, digits.as_str(), whole.range(), is_loose);
            }
        }
    }
}

/// A number of people or households, in ten-thousandths.
fn count(text: &str) -> Option<i64> {
    let value = parse_integer(text)?;
    i64::try_from(value).ok()?.checked_mul(FIGURE_SCALE)
}

/// The words of the clause before a place in a sentence.
fn clause_before(text: &str, at: usize) -> &str {
    text.part(..at).rsplit([',', ':', '、', '\t']).next().unwrap_or_default()
}

/// What is counted by a number of households and people: the clause before it, or, where that says no more than 共, the
/// one before: 成员名单予以公示,共74户、263人.
fn counted_before(text: &str, at: usize) -> &str {
    static ONLY_A_SUM: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^(?:共计|总共|一共|合计|总计|共有|共|计|涉及|\s)*$"));
    let clause = clause_before(text, at);
    if !ONLY_A_SUM.is_match(clause) {
        return clause;
    }
    let from = at.saturating_sub(clause.len());
    let before = text.part(..from).trim_end_matches(',');
    text.part(before.len() - clause_before(before, before.len()).len()..at)
}

fn days(flow: &Flow<'_>, sentence: &Range<usize>, is_about_members: bool, found: &mut Vec<Figure>) {
    let text = flow.words(sentence);
    let dates = find_dates(text);
    if dates.is_empty() {
        return;
    }
    let mut push = |key, date: &crate::text::DateMention, range: Range<usize>| {
        let place = flow.place(sentence.start + range.start..sentence.start + range.end);
        found.push(Figure { key, value: FigureValue::Day(date.date), slack: 0, is_loose: false, place });
    };
    for named in DAY_LABEL.find_iter(text) {
        // In a form the day fills the cell beside its label.
        let is_near = |gap: &str| gap == "\t" || (gap.chars().count() <= 6 && !gap.contains([',', '\t']));
        let is_named_before =
            |gap: &str| gap.trim_start().starts_with('为') && gap.chars().count() <= 12 && !gap.contains(',');
        let date = dates.iter().filter(|date| date.is_day()).find(|date| {
            (date.range.start >= named.end() && is_near(text.part(named.end()..date.range.start)))
                || (date.range.end <= named.start() && is_named_before(text.part(date.range.end..named.start())))
        });
        let Some(date) = date else { continue };
        let (start, end) = (named.start().min(date.range.start), named.end().max(date.range.end));
        let around = text.part(..end).chars().rev().take(40).collect::<String>();
        let around: String = around.chars().rev().collect();
        if OF_SHARES.is_match(&around) {
            continue;
        }
        let says_members = around.contains("成员") || around.contains("身份") || around.contains("户籍");
        let says_assets =
            around.contains("资产") || around.contains("清查") || around.contains("清产") || around.contains("登记");
        let key = match (says_members, says_assets) {
            (true, false) => FigureKey::MemberDate,
            (false, true) => FigureKey::ReferenceDate,
            _ if is_about_members => FigureKey::MemberDate,
            _ => FigureKey::ReferenceDate,
        };
        push(key, date, start..end);
    }
    // 截至2017年12月31日，我村集体资产总额…
    for word in ["截至", "截止到", "截止"] {
        for (at, _) in text.match_indices(word) {
            let from = at + word.len();
            let date = dates.iter().find(|date| {
                date.is_day() && date.range.start >= from && text.part(from..date.range.start).trim().is_empty()
            });
            if let Some(date) = date
                && SUM_OF_ASSETS.is_match(text.part(date.range.end..))
                && !is_about_members
            {
                push(FigureKey::ReferenceDate, date, at..date.range.end);
            }
        }
    }
}

/// Sums that a text gives both in words and in digits: `人民币（大写）伍万元整（小写：50000.00元）`. Each with the fen of
/// both writings, where they differ.
pub fn words_against_digits(document: &Document, flow: &Flow<'_>) -> Vec<(i64, i64, FactPlace)> {
    let mut found = Vec::new();
    if document.is_template {
        return found;
    }
    for sentence in flow.sentences() {
        let text = flow.words(&sentence);
        let amounts = crate::text::find_amounts(text);
        for pair in amounts.windows(2) {
            let [a, b] = pair else { continue };
            let between = text.part(a.range.end..b.range.start.max(a.range.end));
            let is_pair = a.financial != b.financial
                && between.chars().count() <= 10
                && between.chars().all(|c| "整正()（）小大写人民币¥￥:：即,、 \t".contains(c))
                && (between.contains(['(', '写', '¥'])
                    || text.part(..a.range.start).trim_end().ends_with(['写', ')', ':', '币']));
            if is_pair && a.fen != b.fen {
                let place = flow.place(sentence.start + a.range.start..sentence.start + b.range.end);
                found.push((if a.financial { a.fen } else { b.fen }, if a.financial { b.fen } else { a.fen }, place));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    /// `key value` of every figure of a text.
    fn figures(text: &str) -> Vec<String> {
        let document = paper("某件.docx").saying(&[text]);
        let flow = Flow::new(&document);
        read(&flow, false).iter().map(|figure| format!("{} {}", figure.key.as_str(), figure.value)).collect()
    }

    #[test]
    fn sums_areas_and_shares_are_read_with_their_labels() {
        for (text, wanted) in [
            ("本村总资产共计 231.5万元，负债合计为4,200.50元。", vec!["total-assets 2315000", "liabilities 4200.50"]),
            ("经营性资产：３０００元；非经营性资产为5000元", vec!["operating-assets 3000", "nonoperating-assets 5000"]),
            ("所有者权益合计人民币88元，每股净资产1.2345元", vec!["net-assets 88", "per-share 1.2345"]),
            ("全村集体土地面积20公顷，其中耕地66,667平方米", vec!["land-total 300", "land-farm 100.0005"]),
            (
                "总股数为1200股，成员股960股，集体股240股",
                vec!["shares-total 1200", "shares-member 960", "shares-collective 240"],
            ),
            ("应量化经营性净资产总额90000元，不设集体股", vec!["quantified-amount 90000", "shares-collective 0"]),
            ("最终认定集体经济组织成员96户、共301人", vec!["households 96", "members 301"]),
            ("确认成员一百零六户、三百五十一人", vec!["households 106", "members 351"]),
            ("现将我村成员名单予以公示，共 74 户、263人（名单附后）", vec!["households 74", "members 263"]),
            ("现将不予确认的成员名单予以公示，共4户、9人", vec![]),
            ("成员名单已公示，参加会议共70户、70人", vec![]),
            ("资产总额人民币（大写）叁拾万零伍佰元整", vec!["total-assets 300500"]),
            ("净资产30万元折成600股，每股股值500元", vec!["net-assets 300000", "shares-total 600", "per-share 500"]),
            ("量化资产净额9000元，合90元/股", vec!["quantified-amount 9000", "per-share 90"]),
            ("本次共确认成员：301名", vec!["members 301"]),
            ("减去负债后，经营性净资产41.2万元全部用于折股量化，设824股", vec!["quantified-amount 412000"]),
            ("会议同意将30,600.00元经营性资产作为本社可量化资产总额", vec!["quantified-amount 30600"]),
            ("扣除债务后，以41.2万元作为量化资产", vec!["quantified-amount 412000"]),
            ("监事会共3人，合作社成员301人", vec!["members 301"]),
            ("清查登记时点：二〇一七年十二月三十一日", vec!["reference-date 2017-12-31"]),
            ("以2018年6月30日为成员身份确认基准日", vec!["member-date 2018-06-30"]),
            ("截止到2017-12-31，全村集体资产总额9元", vec!["total-assets 9", "reference-date 2017-12-31"]),
        ] {
            assert_eq!(figures(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_figure_is_left() {
        for text in [
            "固定资产总额12元，流动资产合计5元",
            "负债和所有者权益总计100元，资产负债率20%",
            "会议应到成员代表15人，实到成员13人",
            "工作小组成员7人，理事会成员3人，家庭成员5人",
            "新增成员2人，取消成员资格3人，其中女成员120人",
            "每名成员配成员股10股，每户成员股40股",
            "对符合条件的人员配置成员股10股",
            "理事会由5名成员组成，成员12人参加会议，确认3名成员代表",
            "公示截止日期：2018年6月8日",
            "股权登记基准日：2019年3月31日",
            "截至2018年6月8日，资产清查工作全部完成",
            "全村共80户260人",
            "人均耕地1.3亩，流转耕地20亩，发包集体土地",
            "2017年12月31日召开会议",
            "成员3人以上联名提出",
            "资产总额以报表为准。第12条元旦",
            "财政扶持资金折为100股，每人折股2股",
            "扶贫专项资金50000元用于折股量化，户均800元作为量化资产额",
            "其中，征地补偿款30万元用于量化，上级项目款5万元作为量化",
            "监事会对理事会负责，成员5名，任期五年",
            "理财组织依法设立，成员3人：丁一、丙三、戊四",
        ] {
            assert_eq!(figures(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn rounded_sums_know_how_far_they_may_be_off() {
        assert_eq!(converted("174.88", "万元"), Some((17_488_000_000, 500_000)));
        assert_eq!(converted("1,748,808.77", "元"), Some((17_488_087_700, 0)));
        assert_eq!(converted("1.5", "亿元"), Some((1_500_000_000_000, 50_000_000_000)));
        assert_eq!(converted("1", "万股"), Some((100_000_000, 50_000_000)));
        assert_eq!(converted("2", "公顷"), Some((300_000, 75_000)));
        assert_eq!(converted("2.0000", "公顷"), Some((300_000, 100)), "what was converted is never exact");
        for unit in ["平方米", "m2"] {
            assert_eq!(converted("2000", unit), Some((30_000, 100)));
        }
        assert_eq!(converted("12", "户"), Some((120_000, 0)));
        assert_eq!(converted("12", "只"), Some((120_000, 0)), "no unit of measure");
        assert_eq!(converted("十", "元"), None);
        assert_eq!(number("12.34567"), Some((123_456, 5)));
    }

    #[test]
    fn sums_in_words_are_held_against_their_digits() {
        let differing = |text: &str| {
            let document = paper("移交书.docx").saying(&[text]);
            words_against_digits(&document, &Flow::new(&document)).len()
        };
        assert_eq!(differing("合计人民币（大写）叁万贰仟元整（小写：￥32,000.00）"), 0);
        assert_eq!(differing("合计人民币（大写）叁万贰仟元整（小写：￥23,000.00）"), 1);
        assert_eq!(differing("价款50000元（大写：伍万伍仟元整）"), 1);
        assert_eq!(differing("首付伍万元整，余款300元于年底付清"), 0);
        assert_eq!(differing("甲付100元，乙付贰佰元"), 0);
    }

    proptest! {
        #[test]
        fn written_sums_are_read_back(yuan in 0_i64..1_000_000_000, fen in 0_i64..100) {
            let grouped: String = {
                let digits = yuan.to_string();
                digits.char_indices().flat_map(|(at, c)| {
                    let comma = at > 0 && (digits.len() - at) % 3 == 0;
                    comma.then_some(',').into_iter().chain([c])
                }).collect()
            };
            let document = paper("a.docx").saying(&[&format!("我村集体资产总额{grouped}.{fen:02}元。")]);
            let flow = Flow::new(&document);
            let found = read(&flow, false);
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].value, FigureValue::Number(yuan * FIGURE_SCALE + fen * 100));
        }

        #[test]
        fn nothing_panics(text in cundang_testing::paper_or("[成员共资产总额负债每股户人元亩年月日0-9.,，、。：（）万 \n\t]{0,60}")) {
            let document = paper("a.docx").saying(&[&text]);
            let flow = Flow::new(&document);
            let _ = (read(&flow, true), words_against_digits(&document, &flow));
        }
    }
}

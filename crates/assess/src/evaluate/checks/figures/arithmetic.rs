//! Sums that should come out (R19), each within one paper: what two papers give differently is R18's business.

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    classes, formula, places, shown,
    sums::{off, product, rounding},
    wrong,
};
use crate::{
    evaluate::{
        Case,
        checks::{Check, CheckType, Target, Words, schema},
        documents::prose::flow::Flow,
        facts::figure::Figure,
    },
    model::{Citation, Code, FIGURE_SCALE, FigureKey, FigureValue, Finding, Lang, Severity},
    msg,
    rubric::{KindId, is_among},
    text::cut::Cut,
    vocabulary,
};

/// Sums come out within each paper of these kinds (R19).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arithmetic {
    /// The kinds.
    #[schemars(length(min = 1))]
    kinds: Vec<KindId>,
    /// What a sum that does not come out weighs.
    #[schemars(schema_with = "schema::severity")]
    severity: Severity,
}

impl CheckType for Arithmetic {
    const NAME: &'static str = "arithmetic";
    const CODES: &'static [Code] = &[Code::ArithmeticWrong];
    const WORDS: Words = Words {
        looks_for: ["表内合计、平衡关系是否相符", "whether sums and balances come out"],
        reads: [
            "资产负债表（各类资产与总计）、明细表、股权方案、名册里的数字，以及写出的算式",
            "balance sheets with their classes, detail sheets, share plans, rosters, and sums worked out in writing",
        ],
        blind_to: [
            "没有列出的明细；版式不明的资产负债表",
            "details that are not listed; balance sheets of unclear layout",
        ],
    };
}

impl Check for Arithmetic {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, &self.kinds, self.severity)
    }
}

/// Further kinds of shares: with one of them, members' and collective shares are not all there is.
static OTHER_SHARES: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(&vocabulary!("clauses.tsv").forms("other-shares")).expect("the pattern is constant"));

/// Checks the sums of every paper of these kinds.
fn check(case: &Case<'_>, kinds: &[KindId], weight: Severity) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &case.accounts.sources {
        let Some(document) = case.documents.get(source.document) else { continue };
        if document.kind.as_ref().is_some_and(|kind| is_among(kinds, kind)) {
            let text = Flow::new(document);
            let before = findings.len();
            findings.extend(of_paper(&source.figures, &text.folded.text, weight));
            findings.extend(quantified_base(&source.figures, &text, weight));
            // What the figures have told already is not told again.
            if findings.len() == before {
                findings.extend(formula::check(document, &text, weight));
            }
        }
    }
    findings.extend(roster_sums(case, kinds, weight));
    findings.extend(classes::check(case, kinds, weight));
    findings
}

/// The only value that a paper gives for a figure, at its finest: 51.14万元 and 511,369.60元 are one. `None` where it
/// gives none, or several.
fn only(figures: &[Figure], key: FigureKey) -> Option<(i64, &Figure)> {
    let of_key = || figures.iter().filter(|figure| figure.key == key);
    let finest = of_key().min_by_key(|figure| figure.slack)?;
    let FigureValue::Number(value) = finest.value else { return None };
    let is_same = |other: &Figure| match other.value {
        FigureValue::Number(given) => off(given, &[value]) <= other.slack,
        FigureValue::Day(_) => false,
    };
    of_key().all(is_same).then_some((value, finest))
}

fn of_figures(weight: Severity, used: &[&Figure], zh: &str, en: &str) -> Finding {
    let is_doubtful = used.iter().any(|figure| figure.place.doubtful);
    wrong(weight, is_doubtful, zh, en, places(used.iter().copied()))
}

fn of_paper(figures: &[Figure], text: &str, weight: Severity) -> Vec<Finding> {
    use FigureKey::{
        Liabilities, NetAssets, NonoperatingAssets, OperatingAssets, PerShare, QuantifiedAmount, SharesCollective,
        SharesMember, SharesTotal, TotalAssets,
    };
    let mut findings = Vec::new();
    let get = |key| only(figures, key);
    let slack = |used: &[&Figure]| used.iter().fold(100_i64, |sum, figure| sum.saturating_add(figure.slack));
    let zh = |figure: &Figure| shown(figure.key, figure.value, Lang::Zh);
    let en = |figure: &Figure| shown(figure.key, figure.value, Lang::En);
    // E1: 资产总计 = 负债合计 + 所有者权益合计.
    if let (Some((total, a)), Some((debts, b)), Some((net, c))) = (get(TotalAssets), get(Liabilities), get(NetAssets))
        && off(total, &[debts, net]) > slack(&[a, b, c])
    {
        let message = (
            format!("资产总额 {} 不等于负债 {} 加所有者权益 {}", zh(a), zh(b), zh(c)),
            format!("total assets {} are not liabilities {} and net assets {} together", en(a), en(b), en(c)),
        );
        findings.push(of_figures(weight, &[a, b, c], &message.0, &message.1));
    }
    // E3: 经营性 + 非经营性 = 资产总额. Where resources are valued too, the two are less than the whole.
    if let (Some((total, a)), Some((operating, b)), Some((other, c))) =
        (get(TotalAssets), get(OperatingAssets), get(NonoperatingAssets))
    {
        let sum = operating.saturating_add(other);
        let may_value_land =
            text.contains("资源性资产价值") || text.contains("资源性资产折") || text.contains("资源性资产金额");
        if off(total, &[sum]) > slack(&[a, b, c]) && !(may_value_land && sum < total) {
            let message = (
                format!("经营性资产 {} 加非经营性资产 {} 不等于资产总额 {}", zh(b), zh(c), zh(a)),
                format!("operating {} and non-operating assets {} are not the total {}", en(b), en(c), en(a)),
            );
            // The table does not ask for this split, and a village may have a third part.
            findings.push(of_figures(weight.max(Severity::Warning), &[a, b, c], &message.0, &message.1));
        }
    }
    // E5: 量化资产额 = 总股数 × 每股金额, within the rounding of the amount of a share.
    if let (Some((amount, a)), Some((shares, b)), Some((each, c))) =
        (get(QuantifiedAmount), get(SharesTotal), get(PerShare))
    {
        let off = (product(shares, each) - i128::from(amount)).abs();
        if off > rounding(shares, each, &c.place.citation.quote) + i128::from(slack(&[a])) {
            let message = (
                format!("总股数 {} 乘以每股 {} 不等于量化资产额 {}", zh(b), zh(c), zh(a)),
                format!("{} at {} are not the quantified {}", en(b), en(c), en(a)),
            );
            findings.push(of_figures(weight, &[a, b, c], &message.0, &message.1));
        }
    }
    // E6: 总股数 = 成员股 + 集体股, to the share.
    if let (Some((total, a)), Some((member, b)), Some((collective, c))) =
        (get(SharesTotal), get(SharesMember), get(SharesCollective))
        && off(total, &[member, collective]) > FIGURE_SCALE
        && !OTHER_SHARES.is_match(text)
        && in_one_sentence(text, &[a, b, c])
    {
        let message = (
            format!("成员股 {} 加集体股 {} 不等于总股数 {}", zh(b), zh(c), zh(a)),
            format!("members' {} and collective {} are not the total {}", en(b), en(c), en(a)),
        );
        findings.push(of_figures(weight, &[a, b, c], &message.0, &message.1));
    }
    findings
}

/// E4: 量化资产额 = 经营性资产 − 负债, where one sentence says so and has no other sum.
fn quantified_base(figures: &[Figure], flow: &Flow<'_>, weight: Severity) -> Vec<Finding> {
    static SUMS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[0-9](?:万|千)?元|%|百分之").expect("the pattern is constant"));
    let mut findings = Vec::new();
    for sentence in flow.sentences() {
        let text = flow.folded.text.part(sentence.clone());
        let says_so = ["减去", "减除", "扣除", "减掉"].iter().any(|word| text.contains(word));
        if !says_so || SUMS.find_iter(text).count() != 3 {
            continue;
        }
        let in_sentence: Vec<Figure> = figures.iter().filter(|figure| flow_has(text, figure)).cloned().collect();
        let get = |key| only(&in_sentence, key);
        if let (Some((base, a)), Some((debts, b)), Some((amount, c))) =
            (get(FigureKey::OperatingAssets), get(FigureKey::Liabilities), get(FigureKey::QuantifiedAmount))
            && off(base, &[debts, amount])
                > [a, b, c].iter().fold(100_i64, |sum, figure| sum.saturating_add(figure.slack))
        {
            let zh = |figure: &Figure| shown(figure.key, figure.value, Lang::Zh);
            let en = |figure: &Figure| shown(figure.key, figure.value, Lang::En);
            let message = (
                format!("经营性资产 {} 减去负债 {} 不等于量化资产额 {}", zh(a), zh(b), zh(c)),
                format!("operating assets {} less liabilities {} are not the quantified {}", en(a), en(b), en(c)),
            );
            findings.push(of_figures(weight, &[a, b, c], &message.0, &message.1));
        }
    }
    findings
}

/// Whether figures are given in one breath: a number of shares elsewhere may be one person's, or a row's.
fn in_one_sentence(text: &str, figures: &[&Figure]) -> bool {
    text.split(['。', ';', '\n']).any(|sentence| figures.iter().all(|figure| flow_has(sentence, figure)))
}

/// Whether a figure's words stand in a folded sentence.
fn flow_has(sentence: &str, figure: &Figure) -> bool {
    let quote = crate::text::Folded::normalized(&figure.place.citation.quote).text;
    sentence.contains(quote.as_str())
}

/// E6 for lists: the rows' shares add up to the list's own sum.
fn roster_sums(case: &Case<'_>, kinds: &[KindId], weight: Severity) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (document, list) in &case.accounts.lists {
        let kind = case.documents.get(*document).and_then(|document| document.kind.as_ref());
        let is_wanted = kind.is_some_and(|kind| is_among(kinds, kind));
        let (Some(sum), Some((stated, place)), true) = (list.shares_summed(), &list.stated_shares, is_wanted) else {
            continue;
        };
        // Shares may be rounded row by row.
        let rounding =
            if list.people.iter().all(|person| person.shares.is_some_and(|shares| shares % FIGURE_SCALE == 0)) {
                0
            } else {
                FIGURE_SCALE
            };
        if off(sum, &[*stated]) <= rounding {
            continue;
        }
        let is_doubtful = place.doubtful || list.people.iter().any(|person| person.is_recognised);
        let (sum, stated) = (FigureValue::Number(sum), FigureValue::Number(*stated));
        let count = list.people.len();
        let message = if is_doubtful {
            msg!(
                "{count} 行股数相加为 {sum}，合计写 {stated}，但为识别文字：请人工核对",
                "the shares of {count} rows add up to {sum} and the sum says {stated}, but the rows were recognised: please look"
            )
        } else {
            msg!(
                "{count} 行股数相加为 {sum}，合计写 {stated}：请核实",
                "the shares of {count} rows add up to {sum} and the sum says {stated}: please check"
            )
        };
        let severity = if is_doubtful { Severity::Warning } else { weight };
        let places: Vec<Citation> = vec![place.citation.clone()];
        findings.push(Finding::new(Code::ArithmeticWrong, severity, message, places));
    }
    findings
}

//! E2: the classes of a balance sheet add up to its total assets, where its layout leaves no doubt.

use std::sync::LazyLock;

use regex::Regex;

use super::{places, sums::off, wrong};
use crate::{
    evaluate::{
        Case,
        facts::{
            figure::Figure,
            sheet::{self, BalanceTotals, SheetEntry},
        },
    },
    model::{FigureKey, FigureValue, Finding, Severity},
    rubric::{KindId, KindRole, is_among},
    text::{cut::Cut, pattern},
    vocabulary,
};

/// Fewer classes than this are no balance sheet.
const LEAST: usize = 3;

/// Classes of assets in a village's balance sheet (村集体经济组织会计制度), none of which is part of another.
static CLASS: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("balance-sheet.tsv").forms("class");
    pattern(&format!(r"^(?:{words})$"))
});
/// Rows that add up others.
static SUBTOTAL: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("balance-sheet.tsv").forms("subtotal");
    pattern(&format!(r"^(?:{words})(?:合计|小计)$"))
});
/// Rows that say of what a class consists, or what it was before depreciation.
static ASIDE: LazyLock<Regex> = LazyLock::new(|| {
    let words = vocabulary!("balance-sheet.tsv").forms("aside");
    pattern(&format!(r"^(?:{words})$"))
});
static TOTAL: LazyLock<Regex> = LazyLock::new(|| pattern("^资产(?:总计|合计|总额)$"));

/// Adds up the balance sheets among papers of these kinds.
pub(super) fn check(case: &Case<'_>, kinds: &[KindId], weight: Severity) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in &case.accounts.sources {
        let Some(document) = case.documents.get(source.document) else { continue };
        let is_asked = document.kind.as_ref().is_some_and(|kind| is_among(kinds, kind));
        let is_balance = is_asked && document.role(case.rubric) == Some(KindRole::BalanceSheet);
        if is_balance && !document.has_unread_pages {
            findings.extend(sheet::assets(document).iter().filter_map(|entries| of_sheet(entries, weight)));
            findings.extend(sheet::balance_totals(document).iter().filter_map(|totals| unbalanced(totals, weight)));
        }
    }
    findings
}

/// The finding of one sheet; `None` where the sum comes out or the layout leaves it open what belongs to it.
fn of_sheet(entries: &[SheetEntry], weight: Severity) -> Option<Finding> {
    let at = entries.iter().position(|entry| TOTAL.is_match(&entry.label))?;
    let (total, before) = entries.part(..=at).split_last()?;
    let mut classes: Vec<&SheetEntry> = Vec::new();
    let mut subtotals = 0_i64;
    for entry in before {
        let label = entry.label.as_str();
        if CLASS.is_match(label) {
            // A class that stands twice is one of them inside the other.
            if classes.iter().any(|other| other.label.starts_with(label) || label.starts_with(&other.label)) {
                return None;
            }
            classes.push(entry);
        } else if SUBTOTAL.is_match(label) {
            subtotals = subtotals.checked_add(entry.value?)?;
        } else if !ASIDE.is_match(label) && entry.value.is_some_and(|value| value != 0) {
            return None;
        }
    }
    let values: Vec<i64> = classes.iter().filter_map(|entry| entry.value).collect();
    let whole = total.value?;
    let rows = || before.iter().chain([total]);
    let tolerance = rows().fold(100_i64, |sum, entry| sum.saturating_add(entry.slack));
    let comes_out = off(whole, &values) <= tolerance || off(whole, &[subtotals]) <= tolerance;
    if values.len() < LEAST || values.len() < classes.len() || comes_out {
        return None;
    }
    let sum = FigureValue::Number(values.iter().fold(0, |sum: i64, value| sum.saturating_add(*value)));
    let (count, stated) = (values.len(), FigureValue::Number(whole));
    let figure = |entry: &SheetEntry| Figure {
        key: FigureKey::TotalAssets,
        value: FigureValue::Number(entry.value.unwrap_or_default()),
        slack: entry.slack,
        is_loose: false,
        place: entry.place.clone(),
    };
    let used: Vec<Figure> = std::iter::once(total)
        .chain(classes.iter().copied().filter(|entry| entry.value != Some(0)))
        .map(figure)
        .collect();
    let is_doubtful = used.iter().any(|figure| figure.place.doubtful) || rows().any(|entry| entry.is_recognised);
    let (zh, en) = (
        format!("资产负债表 {count} 类资产相加为 {sum} 元，资产总计写 {stated} 元"),
        format!("the {count} classes of assets add up to {sum} yuan and the total says {stated} yuan"),
    );
    Some(wrong(weight, is_doubtful, &zh, &en, places(used.iter())))
}

/// E1, by the two sums themselves: 资产总计 = 负债和所有者权益总计, in every column.
fn unbalanced(totals: &BalanceTotals, weight: Severity) -> Option<Finding> {
    let pairs = totals.assets.iter().zip(&totals.claims);
    let (assets, claims) = pairs.into_iter().find(|(assets, claims)| off(**assets, &[**claims]) > totals.slack)?;
    let (assets, claims) = (FigureValue::Number(*assets), FigureValue::Number(*claims));
    let is_doubtful = totals.is_recognised || totals.places.iter().any(|place| place.doubtful);
    let mut places: Vec<_> = totals.places.iter().map(|place| place.citation.clone()).collect();
    places.dedup();
    let (zh, en) = (
        format!("资产总计 {assets} 元与负债和所有者权益总计 {claims} 元不相等"),
        format!("total assets of {assets} yuan are not the {claims} yuan of liabilities and net assets"),
    );
    Some(wrong(weight, is_doubtful, &zh, &en, places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    fn found(text: &str) -> usize {
        let document = paper("资产负债表.xlsx").saying(&[text]);
        sheet::assets(&document).iter().filter_map(|entries| of_sheet(entries, Severity::Fault)).count()
    }

    #[test]
    fn both_sides_of_a_balance_sheet_are_one_sum() {
        let found = |text: &str| {
            let document = paper("资产负债表.xlsx").saying(&[text]);
            sheet::balance_totals(&document).iter().filter_map(|totals| unbalanced(totals, Severity::Fault)).count()
        };
        let head = "资产\t行次\t账面数\t核实数\t负债及所有者权益\t行次\t账面数\t核实数";
        for (rows, wrong) in [
            ("资产总计\t19\t100\t3310000\t负债和所有者权益合计\t36\t100\t3311000", 1),
            ("资产总计\t19\t100\t331\t负债和所有者权益合计\t36\t100\t331", 0),
            ("资产合计\t19\t100\t331\t\t\t\t\n\t\t\t\t负债及所有者权益总计\t36\t100\t331", 0),
        ] {
            assert_eq!(found(&format!("{head}\n{rows}")), wrong, "{rows}");
        }
        assert_eq!(found("项目\t金额\n资产总计\t120\n负债合计\t20\n所有者权益合计\t90\n负债和权益总计\t110"), 1);
        assert_eq!(found("项目\t年初数\t年末数\n资产总计\t120\t130\n负债和权益总计\t130"), 0, "columns that differ");
    }

    #[test]
    fn classes_and_their_total() {
        for wrong in [
            "项目\t年末数\n货币资金\t10\n应收款项\t20\n固定资产净值\t70\n资产总计\t110",
            "资产\t行次\t年初数\t年末数\n货币资金\t1\t5\t10\n库存物资\t2\t5\t0\n长期投资\t3\t0\t30\n资产总计\t4\t10\t70",
            "资产\t金额\n流动资产：\t\n货币资金\t10\n应收款项\t20\n流动资产合计\t30\n固定资产原价\t90\n减：累计折旧\t20\n固定资产净值\t70\n固定资产合计\t70\n资产总计\t105",
        ] {
            assert_eq!(found(wrong), 1, "{wrong}");
        }
        for right in [
            "项目\t年末数\n货币资金\t10\n应收款项\t20\n固定资产净值\t70\n资产总计\t100",
            "资产\t金额\n货币资金\t10\n应收款项\t20\n流动资产合计\t30\n固定资产净值\t70\n其他\t5\n资产总计\t110",
            "资产\t金额\n货币资金\t10\n应收款项\t20\n流动资产合计\t30\n固定资产合计\t75\n资产总计\t105",
            "资产总计\t110\n货币资金\t10\n应收款项\t20\n固定资产净值\t70",
            "项目\t年末数\n货币资金\t10\n资产总计\t110",
            "资产\t年初数\t年末数\t备注\n货币资金\t\t\t\n应收款项\t\t20\t\n固定资产净值\t\t70\t\n资产总计\t\t110\t",
        ] {
            assert_eq!(found(right), 0, "{right}");
        }
    }
}

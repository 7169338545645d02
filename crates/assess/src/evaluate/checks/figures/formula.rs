//! Sums that a paper works out in writing: `518股×978.20元＝511,369.60元`, `51万元－9万元＝42万元`.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::sums::{product, rounding};
use crate::{
    evaluate::{
        Document,
        documents::prose::flow::{FactPlace, Flow},
        facts::figure::converted,
    },
    model::{Code, FIGURE_SCALE, Finding, PageSource, Severity},
    msg,
    text::{cut::Cut, pattern},
    vocabulary,
};

const TERM: &str = r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|-?[0-9]+(?:\.[0-9]+)?";

/// Two terms and what comes out. A third term before or behind would make it another sum.
static SUM: LazyLock<Regex> = LazyLock::new(|| {
    let list = vocabulary!("units.tsv");
    let (units, each) = (list.forms("unit-in-formula"), list.forms("each-in-formula"));
    let unit = format!(r"\s*(?:{units})?(?:/(?:每)?(?:{each}))?\s*");
    pattern(&format!(
        r"(?:^|[^0-9.,+*xX×÷/=()\-])(?P<sum>(?P<a>{TERM})(?P<ua>{unit})(?P<op>[+\-−–—*xX×÷/]|乘以?|除以|加上?|减去?)\s*(?P<b>{TERM})(?P<ub>{unit})(?:=|≈|等于)\s*(?P<c>{TERM})(?P<uc>{unit}))(?:$|[^0-9.,+*xX×÷/=%\-])"
    ))
});

/// Shares at an amount each, and what that makes, in a clause: `502股，每股600元，合计312000元`.
static PRODUCT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:^|[^0-9.,])(?P<sum>(?P<a>{TERM})(?P<ua>万股|股),?(?:每股|单股)(?:面值|面额|金额|价值|净值)?(?:为|计|按)?(?P<b>{TERM})(?P<ub>元)(?:/股)?,?(?:合计|共计|总计|总额|共)(?:金额|价值|资产)?(?:为|计)?(?P<c>{TERM})(?P<uc>万元|元))"
    ))
});

/// Names every sum in a text that does not come out.
pub(super) fn check(document: &Document, flow: &Flow<'_>, weight: Severity) -> Vec<Finding> {
    // Recognition may lose the point of a number and be sure of it.
    let is_recognised = |place: &FactPlace| {
        let page = document.content.iter().find(|page| Some(page.page) == place.citation.page);
        page.is_some_and(|page| page.source == PageSource::Ocr)
    };
    let mut findings = Vec::new();
    for sentence in flow.sentences() {
        let text = flow.folded.text.part(sentence.clone());
        for captures in SUM.captures_iter(text).chain(PRODUCT.captures_iter(text)) {
            let (Some(whole), Some(false)) = (captures.name("sum"), comes_out(&captures)) else { continue };
            let mut place = flow.place(sentence.start + whole.start()..sentence.start + whole.end());
            place.doubtful |= is_recognised(&place);
            findings.push(wrong(whole.as_str().trim(), place, weight));
        }
    }
    findings
}

fn wrong(sum: &str, place: FactPlace, weight: Severity) -> Finding {
    let severity = if place.doubtful { weight.max(Severity::Warning) } else { weight };
    let message = if place.doubtful {
        msg!(
            "算式“{sum}”不相等，但识别不确定：请人工核对",
            "“{sum}” does not come out, but the reading is not certain: please look"
        )
    } else {
        msg!("算式“{sum}”不相等：请核实", "“{sum}” does not come out: please check")
    };
    Finding::new(Code::ArithmeticWrong, severity, message, vec![place.citation])
}

fn captures_op<'t>(captures: &Captures<'t>) -> &'t str {
    captures.name("op").map_or("", |op| op.as_str().trim())
}

/// Whether a sum comes out within the rounding of its terms; `None` where its units do not fit each other.
fn comes_out(captures: &Captures<'_>) -> Option<bool> {
    let term = |number: &str, unit: &str| {
        let number = captures.name(number)?.as_str();
        let unit = captures.name(unit)?.as_str().trim();
        let unit = unit.split('/').next().unwrap_or_default().trim();
        let (value, slack) = converted(number, unit)?;
        Some((number, unit.trim_start_matches(['亿', '万', '千']), value, slack))
    };
    let (_, unit_a, a, slack_a) = term("a", "ua")?;
    let (b_written, unit_b, b, slack_b) = term("b", "ub")?;
    let (c_written, unit_c, c, slack_c) = term("c", "uc")?;
    let slack = i128::from(slack_a) + i128::from(slack_b) + i128::from(slack_c) + 100;
    let off = |value: i128| (value - i128::from(c)).abs();
    let is_one_unit = unit_a == unit_b && unit_b == unit_c;
    // A product in a clause has no sign.
    Some(match captures_op(captures) {
        "+" | "加" | "加上" => {
            is_one_unit.then_some(())?;
            off(i128::from(a) + i128::from(b)) <= slack
        }
        "-" | "−" | "–" | "—" | "减" | "减去" => {
            is_one_unit.then_some(())?;
            off(i128::from(a) - i128::from(b)) <= slack
        }
        "÷" | "/" | "除以" => {
            let quotient = i128::from(a) * i128::from(FIGURE_SCALE) / i128::from(Some(b).filter(|b| *b > 0)?);
            // Half of the last place in which the outcome is written, and the last share's.
            let decimals = c_written.rsplit_once('.').map_or(0, |(_, rest)| rest.len());
            let place = FIGURE_SCALE / 10_i64.pow(u32::try_from(decimals.min(4)).unwrap_or(4));
            off(quotient) <= i128::from(place) + slack
        }
        _ => off(product(a, b)) <= rounding(a, b, b_written) + slack,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn found(text: &str) -> usize {
        let document = paper("方案.docx").saying(&[text]);
        check(&document, &Flow::new(&document), Severity::Fault).len()
    }

    #[test]
    fn sums_that_a_paper_works_out() {
        for wrong in [
            "518股×978.20元=511,369.60元",
            "511,369.60元÷518股＝978.20元/股",
            "应量化净资产：51.50万元－9.00万元＝43.50万元",
            "1,040股＋260股＝1,330股",
            "每人一股，共计502股，每股600元，合计312000元。",
            "折为1,040股，每股面值500元，共计53万元",
            "设260股，每股计1,200.50元，总额312,000元",
        ] {
            assert_eq!(found(wrong), 1, "{wrong}");
        }
        for right in [
            "518股×978.20元=506,707.60元",
            "506,707.60元÷518股＝978.20元/股",
            "100,000元÷333股≈300.30元/股",
            "51.50万元－9.00万元＝42.50万元",
            "1,040股＋260股＝1,300股",
            "103户×2股+5股=211股",
            "每人一股，共计502股，每股600元，合计301200元。",
            "折为1,040股，每股面值500元，共计52万元",
            "成员股502股，每股600元，合计全村集体资产50万元以外另有土地",
            "电话0632-0000012，2019-05-06=星期一",
            "3人+2户=5",
        ] {
            assert_eq!(found(right), 0, "{right}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(text in cundang_testing::paper_or("[0-9.,+×÷=元股万 -]{0,40}")) {
            let _ = found(&text);
        }
    }
}

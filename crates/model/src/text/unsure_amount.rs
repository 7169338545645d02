//! Amounts in handwriting whose figures may have been read wrongly.

use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// A number with what stands around it: a word for money before it, or 元 behind it. Characters between its digits that
/// are no separators belong to it.
static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        "(?P<before>余额|收入|支出|资金|金额|费用?|工资|补助|补贴|合计|共计|总计|发放|支付|[￥¥])?[为是:： ]*\
         (?P<number>[0-9][0-9.,，]*(?:[^0-9.,，\\s。；;：:、（）()][0-9][0-9.,，]*)*)\
         [ ]*(?P<behind>[千万百亿]?[元圆])?",
    )
});

/// A word that may stand between two numbers that are both right, as in 3组2户.
const UNITS: [char; 20] = [
    '年', '月', '日', '时', '点', '分', '组', '户', '人', '票', '元', '万', '千', '百', '亩', '至', '到', '第', '号',
    '%',
];

/// The amounts of a recognised text that a person should hold against the original, as read and in their order: a
/// character between digits, a lone point with three digits behind it, or six digits and more without a separator.
pub fn unsure_amounts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for amount in AMOUNT.captures_iter(text) {
        let Some(number) = amount.name("number") else { continue };
        let is_money = amount.name("before").is_some() || amount.name("behind").is_some();
        let number = number.as_str().trim_end_matches(['.', ',', '，']);
        if is_money && is_unsure(number) && !found.contains(&number) {
            found.push(number);
        }
    }
    found
}

fn is_unsure(number: &str) -> bool {
    let is_separator = |c: char| matches!(c, '.' | ',' | '，');
    let strange = number.chars().any(|c| !c.is_ascii_digit() && !is_separator(c));
    if strange {
        return number.chars().all(|c| c.is_ascii_digit() || is_separator(c) || !UNITS.contains(&c));
    }
    let groups: Vec<&str> = number.split(is_separator).collect();
    match groups.as_slice() {
        [whole] => (6..=10).contains(&whole.len()),
        [whole, behind] => (behind.len() == 3 && number.contains('.')) || (6..=10).contains(&whole.len()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_that_look_misread_are_named() {
        assert_eq!(unsure_amounts("账户余额25同976元，其中"), ["25同976"]);
        assert_eq!(unsure_amounts("资金44.199元，由"), ["44.199"]);
        assert_eq!(unsure_amounts("金307400元"), ["307400"]);
        assert_eq!(unsure_amounts("支付卫生保洁费 4O5元"), ["4O5"]);
        assert_eq!(unsure_amounts("合计：128650"), ["128650"]);
    }

    #[test]
    fn well_written_amounts_and_other_numbers_are_left_alone() {
        for text in [
            "余额64067元",
            "资金44,199元",
            "每月发放43,719.50元",
            "收入9525.00元",
            "联系电话13800001111",
            "编号370406201",
            "2022年6月5日上午9时",
            "3组2户，同意20票",
            "补助3组2户各500元",
            "全长3.215公里",
            "1.5万元",
        ] {
            assert_eq!(unsure_amounts(text), [""; 0], "{text}");
        }
    }
}

//! Names of folders and villages, before they are compared.

use std::sync::LazyLock;

use regex::Regex;

use super::{Cut, fold::fold_name, vocabulary::alternation};
use crate::vocabulary;

/// Order numbers in front of a name. A number followed by a unit (`18个村`, `2020年`) is part of the name.
static ORDER: LazyLock<Regex> = LazyLock::new(|| {
    let sep = r"[\s、.．,，:：)）_—–－-]";
    Regex::new(&format!(
        r"^\s*(?:第[0-9０-９一二三四五六七八九十百]{{1,4}}[卷盒册部辑章]{sep}*|[(（\[【]\s*[0-9０-９一二三四五六七八九十百]{{1,4}}\s*[)）\]】]{sep}*|[①-⑳]{sep}*|[一二三四五六七八九十百]{{1,4}}\s*[、.．,，:：]{sep}*|[0-9０-９]{{1,3}}(?:[.．-][0-9０-９]{{1,2}})*(?:{sep}+|$))"
    ))
    .expect("the pattern is constant")
});

/// Digits that run straight into the name.
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*([0-9０-９]{1,4}(?:[.．][0-9０-９]{1,2})*)(.)").expect("the pattern is constant")
});

/// After a bare number these make it a quantity or a date, not an order number.
const UNITS: &str = "年月日号时分秒天周个户人名位份次届期元亩万亿%％°榜级组社场条款项";

fn strip_once(name: &str) -> &str {
    if let Some(found) = ORDER.find(name) {
        return name.part(found.end()..);
    }
    let Some(captures) = BARE.captures(name) else { return name };
    let (Some(number), Some(next)) = (captures.get(1), captures.get(2)) else { return name };
    let next_char = next.as_str().chars().next().unwrap_or(' ');
    let digits: Vec<char> = number.as_str().chars().filter(|c| !matches!(c, '.' | '．')).collect();
    let zero = matches!(digits.first(), Some('0' | '０'));
    let long = digits.len() > 3 && !number.as_str().contains(['.', '．']);
    let digit = next_char.is_ascii_digit() || ('０'..='９').contains(&next_char);
    let unit = UNITS.contains(next_char) && !zero;
    // Letters stay with their number: `3D`, `4G`, `2O2O`.
    if digit || unit || (long && !zero) || next_char.is_ascii_alphabetic() { name } else { name.part(number.end()..) }
}

/// A name without the order numbers in front of it: `01`, `1.`, `1、`, `（一）`, `一、`, `001`, `第1卷`, `①`.
///
/// White space around the rest goes too. A name that is nothing but an order number is given back trimmed. Dates
/// (`20180612…`, `2020年…`) and quantities (`18个村`) in front are no order numbers.
pub fn strip_order(name: &str) -> &str {
    let whole = name.trim();
    let mut rest = whole;
    loop {
        let next = strip_once(rest).trim();
        if next.is_empty() {
            return if rest.is_empty() { whole } else { rest };
        }
        if next.len() == rest.len() {
            return rest;
        }
        rest = next;
    }
}

/// Endings that say what a body is, each before those that it ends with; without them two spellings of one village agree.
static VILLAGE_ENDINGS: LazyLock<Vec<&str>> =
    LazyLock::new(|| vocabulary!("bodies.tsv").read_by("village-key").collect());

/// What two names of one village share: order number, width, traditional forms and the ending that says what the body
/// is do not matter. `01张庄村`, `張莊` and `张庄村委会` all give `张庄`. A name of one character keeps its ending.
pub fn village_key(name: &str) -> String {
    let folded = fold_name(strip_order(name));
    let mut key = folded.as_str();
    for &ending in VILLAGE_ENDINGS.iter() {
        if let Some(rest) = key.strip_suffix(ending)
            && rest.chars().count() >= 2
        {
            key = rest;
        }
    }
    key.to_owned()
}

/// A village's name with something behind its ending: signs, figures or a known remark.
static REMARKED: LazyLock<Regex> = LazyLock::new(|| {
    let bodies = vocabulary!("bodies.tsv");
    let endings = alternation(bodies.read_by("village-folder"));
    let remarks = alternation(vocabulary!("folders.tsv").read_by("village-remark"));
    Regex::new(&format!(r"^(\p{{Han}}{{1,7}}?(?:{endings}))(?:[^\p{{Han}}].*|(?:{remarks})(?:[^\p{{Han}}].*)?)$"))
        .expect("the pattern is constant")
});

/// What people put behind a name without an ending: words in brackets, a year or a number, a remark behind a sign.
static REMARK: LazyLock<Regex> = LazyLock::new(|| {
    let remarks = alternation(vocabulary!("folders.tsv").read_by("village-remark"));
    Regex::new(&format!(
        r"(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|[-_.·—–~+#]+(?:\p{{Han}}{{0,2}}(?:{remarks})|[0-9A-Za-z年月日号.]*)|[0-9]{{1,8}}[年号]?|(?:{remarks}))$"
    ))
    .expect("the pattern is constant")
});

/// A number with its word in front of a name: `1号周庄村`.
static NUMBERED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:[Nn][Oo]\.?)?[0-9]{1,3}(?:号|#)[-_.、]*").expect("the pattern is constant"));

/// A folder's folded name, as [`fold_name`] gives it, without what people put around a village's name to say how far they
/// are with it: `周庄村(已审)`, `周庄村-副本`, `周庄村_2020`, `1号周庄村`. A name that is nothing else stays.
pub fn without_remarks(folded: &str) -> &str {
    let plain = strip_order(folded);
    let numbered = NUMBERED.find(plain).map_or(plain, |found| plain.part(found.end()..));
    let mut rest = if numbered.is_empty() { plain } else { numbered };
    if let Some(name) = REMARKED.captures(rest).and_then(|found| found.get(1)) {
        return name.as_str();
    }
    while let Some(found) = REMARK.find(rest) {
        let shorter = rest.part(..found.start());
        // Figures and marks alone are no name, and neither is a single character.
        if shorter.chars().count() < 2 || !shorter.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
            break;
        }
        rest = shorter;
    }
    rest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn order_numbers_go() {
        for (name, rest) in [
            ("01张庄村", "张庄村"),
            ("1.会议通知", "会议通知"),
            ("1、会议通知", "会议通知"),
            ("（一）清产核资", "清产核资"),
            ("(3) 照片", "照片"),
            ("一、组织领导", "组织领导"),
            ("001 签到", "签到"),
            ("第1卷 会议", "会议"),
            ("第一盒清产核资", "清产核资"),
            ("02_付庄村", "付庄村"),
            ("１２－照片", "照片"),
            ("4.1章程", "章程"),
            ("①方案", "方案"),
            ("01（一）方案", "方案"),
            ("【01】方案", "方案"),
            ("0001签到", "签到"),
        ] {
            assert_eq!(strip_order(name), rest, "{name}");
        }
    }

    #[test]
    fn what_is_no_order_number_stays() {
        for name in [
            "20180612村民代表会议",
            "2020年会议",
            "18个村名单",
            "三资管理",
            "一榜公示",
            "3D图",
            "张庄村",
            "01",
            "（一）",
            "6月12日会议",
        ] {
            assert_eq!(strip_order(name), name, "{name}");
        }
    }

    #[test]
    fn one_village_many_names() {
        for name in ["张庄", "01张庄村", "張莊村", "张庄村委会", "1. 张庄村民委员会", "（三）张庄村", "张 庄 村"]
        {
            assert_eq!(village_key(name), "张庄", "{name}");
        }
        assert_eq!(village_key("村"), "村");
        assert_ne!(village_key("东张庄村"), village_key("张庄村"));
    }

    #[test]
    fn remarks_around_a_village_go() {
        for name in [
            "周庄村",
            "周庄村（已审）",
            "周庄村(终稿)",
            "周庄村【定稿】",
            "周庄村 - 副本",
            "周庄村 - 副本 (2)",
            "周庄村副本",
            "周庄村_2020",
            "周庄村2020年",
            "周庄村-20200615",
            "周庄村_v2",
            "周庄村已审",
            "周庄村资料",
            "周庄村资料(最新)",
            "01.周庄村",
            "０１周庄村",
            "０１．周庄村（已审）",
            "１号周庄村",
            "1号 周庄村",
            "周庄村１号",
            "周庄村1",
        ] {
            assert_eq!(without_remarks(&fold_name(name)), "周庄村", "{name}");
        }
        for name in ["周庄", "周庄（已审）", "周庄_2020", "周庄 - 副本", "周庄2020年", "2.周庄终稿", "周庄-已审核"]
        {
            assert_eq!(without_remarks(&fold_name(name)), "周庄", "{name}");
        }
        for name in ["周庄村委会", "张庄西村", "01", "2020", "村民代表会议", "周村", "（一）"] {
            assert_eq!(without_remarks(&fold_name(name)), strip_order(&fold_name(name)), "{name}");
        }
    }

    proptest! {
        #[test]
        fn never_empty_and_settled(name in any::<String>()) {
            let rest = strip_order(&name);
            prop_assert_eq!(rest.is_empty(), name.trim().is_empty());
            prop_assert_eq!(strip_order(rest), rest);
            let _ = (village_key(&name), without_remarks(&fold_name(&name)));
        }
    }
}

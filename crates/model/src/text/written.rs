//! The other ways to write one date or one sum of money.
//!
//! `2020年6月12日` stands in papers as `二〇二〇年六月十二日`, `2020.6.12`, `2020-06-12` or `20200612`, and `26,785.50元` as
//! `贰万陆仟柒佰捌拾伍元伍角整`. [`other_writings`] gives, for a text with one of them, the same text with each of the others
//! in its place.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::{
    Cut,
    dates::{DateMention, Precision, find_dates},
    fold::fold_query,
    numerals::{find_amounts, to_financial},
};
use crate::vocabulary;

/// A writing to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writing {
    /// The text, folded.
    pub text: String,
    /// It counts only where no further digit stands before or behind it: `2020.6.1` is not `2020.6.12`.
    pub bounded: bool,
}

/// The signs that stand for zero in a year of Chinese digits: 〇 and what typists and recognition put in its place.
static ZEROS: LazyLock<Vec<char>> = LazyLock::new(|| {
    let list = vocabulary!("lookalikes.tsv");
    let zeros = list.rows().filter(|row| row.get("kind") == "zero");
    zeros.flat_map(|row| row.get("characters").chars()).collect()
});

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The text with its one date or sum written otherwise, folded; empty where it holds none, or several.
pub fn other_writings(text: &str) -> Vec<Writing> {
    let dates = find_dates(text);
    let (range, forms) = match dates.as_slice() {
        [date] => (date.range.clone(), date_forms(date)),
        [] => match find_amounts(text).as_slice() {
            [amount] => (amount.range.clone(), amount_forms(amount.fen)),
            _ => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let asked = fold_query(text);
    let (before, after) = (text.part(..range.start), text.part(range.end..));
    let mut writings: Vec<Writing> = Vec::new();
    for form in forms {
        let folded = fold_query(&format!("{before}{form}{after}"));
        if folded != asked && !writings.iter().any(|known| known.text == folded) {
            writings.push(Writing { text: folded, bounded: true });
        }
    }
    writings
}

fn date_forms(mention: &DateMention) -> Vec<String> {
    let date = mention.date;
    let (y, m, d) = (date.year(), date.month(), date.day());
    let mut forms = Vec::new();
    if mention.precision == Precision::Month {
        for month in both(m) {
            forms.extend([format!("{y}年{month}月"), format!("{y}.{month}"), format!("{y}/{month}")]);
        }
        forms.push(format!("{y}{m:02}"));
        forms.extend(years(y).into_iter().map(|year| format!("{year}年{}月", small(m))));
        return forms;
    }
    for month in both(m) {
        for day in both(d) {
            forms.push(format!("{y}年{month}月{day}日"));
            forms.push(format!("{y}年{month}月{day}号"));
            forms.extend(['.', '/'].map(|mark| format!("{y}{mark}{month}{mark}{day}")));
        }
    }
    forms.push(format!("{y}{m:02}{d:02}"));
    // `2020-6-12` loses its marks in folding; two days that fold alike are left out.
    if is_clear(date) {
        forms.push(format!("{y}{m}{d}"));
    }
    let mut days = vec![small(d)];
    if (21..=29).contains(&d) {
        days.push(small(d).replacen("二十", "廿", 1));
    }
    for year in years(y) {
        for day in &days {
            forms.push(format!("{year}年{}月{day}日", small(m)));
            forms.push(format!("{year}年{}月{day}号", small(m)));
        }
    }
    forms
}

/// A number as it is, and with a zero in front.
fn both(number: i8) -> Vec<String> {
    if number < 10 { vec![number.to_string(), format!("{number:02}")] } else { vec![number.to_string()] }
}

/// Whether month and day, written one behind the other without zeros, can be no other day.
fn is_clear(date: Date) -> bool {
    let digits = format!("{}{}", date.month(), date.day());
    let ways = (1..digits.len())
        .filter(|&cut| {
            let (m, d) = (digits.part(..cut), digits.part(cut..));
            !d.starts_with('0')
                && m.parse().ok().zip(d.parse().ok()).is_some_and(|(m, d)| Date::new(date.year(), m, d).is_ok())
        })
        .count();
    digits.len() >= 3 && ways == 1
}

/// A year in Chinese digits, with every sign for zero.
fn years(year: i16) -> Vec<String> {
    let digits: String =
        year.to_string().chars().filter_map(|c| DIGITS.get(usize::try_from(c.to_digit(10)?).ok()?)).collect();
    if !digits.contains('〇') {
        return vec![digits];
    }
    ZEROS.iter().map(|zero| digits.replace('〇', &zero.to_string())).collect()
}

/// A month or a day in Chinese: `十二`, `三十一`.
fn small(number: i8) -> String {
    let (tens, ones) = (number / 10, number % 10);
    let digit = |value: i8| usize::try_from(value).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or('〇');
    let mut out = String::new();
    if tens > 1 {
        out.push(digit(tens));
    }
    if tens > 0 {
        out.push('十');
    }
    if ones > 0 {
        out.push(digit(ones));
    }
    out
}

fn amount_forms(fen: i64) -> Vec<String> {
    let (yuan, rest) = (fen / 100, fen % 100);
    if fen <= 0 {
        return Vec::new();
    }
    let mut forms = vec![format!("{yuan}.{rest:02}元"), format!("¥{yuan}.{rest:02}")];
    if rest == 0 {
        forms.push(format!("{yuan}元"));
        forms.push(format!("¥{yuan}元"));
    } else if rest % 10 == 0 {
        forms.push(format!("{yuan}.{}元", rest / 10));
    }
    for (name, one) in [("万元", 1_000_000_i64), ("亿元", 10_000_000_000)] {
        if fen >= one {
            forms.push(format!("{}{name}", decimal(fen, one)));
        }
    }
    let financial = to_financial(fen);
    let stem = financial.trim_end_matches('整');
    let endings: &[&str] = if stem.len() < financial.len() { &["整", "正"] } else { &[""] };
    for ending in endings {
        for unit in ["元", "圆"] {
            forms.push(format!("{}{ending}", stem.replacen('元', unit, 1)));
        }
    }
    if rest == 0 {
        let plain: String = stem.chars().map(everyday).collect();
        if let Some(short) = plain.strip_prefix("一十") {
            forms.push(format!("十{short}"));
        }
        forms.push(plain);
    }
    forms
}

/// A sum in units of `one` fen, without zeros at the end: 12.5.
fn decimal(fen: i64, one: i64) -> String {
    let places = one.ilog10() as usize;
    let fraction = format!("{:0places$}", fen % one);
    let fraction = fraction.trim_end_matches('0');
    let whole = fen / one;
    if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") }
}

/// The everyday form of a financial numeral: 壹 is 一.
fn everyday(c: char) -> char {
    const FINANCIAL: &str = "壹贰叁肆伍陆柒捌玖拾佰仟";
    const EVERYDAY: &str = "一二三四五六七八九十百千";
    FINANCIAL.chars().zip(EVERYDAY.chars()).find(|(financial, _)| *financial == c).map_or(c, |(_, everyday)| everyday)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(query: &str) -> Vec<String> {
        other_writings(query).into_iter().map(|writing| writing.text).collect()
    }

    #[test]
    fn a_date_in_all_its_writings() {
        let all = [
            "2020年6月12日",
            "2020年06月12日",
            "二〇二〇年六月十二日",
            "二○二○年六月十二日",
            "2020.6.12",
            "2020-06-12",
            "2020-6-12",
            "2020/6/12",
            "20200612",
        ];
        for query in all {
            let found = texts(query);
            for other in all {
                let folded = fold_query(other);
                assert!(folded == fold_query(query) || found.contains(&folded), "{query} gives no {other}: {found:?}");
            }
        }
        assert!(texts("2020年6月12日会议").contains(&"二〇二〇年六月十二日会议".to_owned()));
        assert!(texts("2020年6月").contains(&"二〇二〇年六月".to_owned()));
        assert!(texts("二〇二〇年六月廿一日").contains(&"2020.6.21".to_owned()));
        assert!(!texts("2020年1月12日").contains(&"2020112".to_owned()), "could be 2020-11-2");
    }

    #[test]
    fn a_sum_in_all_its_writings() {
        let all = ["26,785.50元", "贰万陆仟柒佰捌拾伍元伍角整", "2.67855万元", "¥26785.50", "26785.5元"];
        for query in all {
            let found = texts(query);
            for other in all {
                let folded = fold_query(other);
                assert!(folded == fold_query(query) || found.contains(&folded), "{query} gives no {other}: {found:?}");
            }
        }
        assert!(texts("壹仟贰佰万元整").contains(&"1200万元".to_owned()));
        assert!(texts("1200万元").contains(&"一千二百万元".to_owned()));
    }

    #[test]
    fn most_words_are_written_one_way() {
        for query in ["会议记录", "2020", "2020年6月12日至2021年6月12日", "28500股", "元", ""] {
            assert!(other_writings(query).is_empty(), "{query}");
        }
    }

    proptest! {
        #[test]
        fn every_day_comes_back(year in 1949i16..2099, month in 1i8..=12, day in 1i8..=28) {
            let date = Date::new(year, month, day).expect("a day");
            for form in texts(&format!("{year}年{month}月{day}日")) {
                let read = find_dates(&form);
                if form.contains(['年', '.', '/']) && !form.contains('o') {
                    prop_assert_eq!(read.len(), 1, "{}", &form);
                    prop_assert_eq!(read[0].date, date, "{}", form);
                }
            }
        }

        #[test]
        fn nothing_panics(text in any::<String>(), near in cundang_testing::paper_or("[0-9年月日元万亿.,壹拾佰仟¥]{0,16}")) {
            let _ = (other_writings(&text), other_writings(&near));
        }
    }
}

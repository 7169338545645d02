//! Chinese numerals and sums of money, in the plain (一二三) and the financial (壹贰叁) writing.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

use super::{Cut, fold::Folded};

/// The value of one digit character, in any of its writings; the letter O and circles stand for zero in dates.
pub fn digit(c: char) -> Option<u32> {
    Some(match c {
        '0'..='9' => u32::from(c) - u32::from('0'),
        '〇' | '○' | '◯' | '零' | 'O' | 'o' | 'О' | 'Ο' => 0,
        '一' | '壹' | '壱' | '弌' => 1,
        '二' | '贰' | '弍' | '弐' | '两' | '俩' => 2,
        '三' | '叁' | '叄' | '参' | '弎' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The value of a place marker below ten thousand.
fn place(c: char) -> Option<u64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Parses a whole number: `123`, `1,234`, `一百二十三`, `壹佰零叁`, `两千零五`, `二〇二〇`, `廿一`, `卅`, `十二`,
/// `3万5千`, `一亿零二十万`. `None` where it is not one, or does not fit.
pub fn parse_integer(text: &str) -> Option<u64> {
    let folded = Folded::normalized(text).text;
    let chars: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
    integer(&chars)
}

fn integer(chars: &[char]) -> Option<u64> {
    if chars.is_empty() {
        return None;
    }
    let marked = chars.iter().any(|&c| place(c).is_some() || matches!(c, '万' | '亿' | '廿' | '卅' | '卌'));
    if !marked {
        return positional(chars);
    }
    // 亿 divides before 万: what stands before it counts as a number of its own.
    for (marker, unit) in [('亿', 100_000_000), ('万', 10_000)] {
        if chars.contains(&marker) {
            return scaled(chars, marker, unit);
        }
    }
    below_ten_thousand(chars)
}

/// A number that a marker divides, from the left. A paper can repeat the marker without end, so this goes from part to
/// part and not by recursion.
fn scaled(chars: &[char], marker: char, unit: u64) -> Option<u64> {
    let mut parts = chars.split(|&c| c == marker);
    let mut value = integer(parts.next()?)?;
    for tail in parts {
        let rest = match tail {
            [] => 0,
            // 一万五 means 15,000: a lone digit after the marker counts the next lower place.
            [c] if !c.is_ascii_digit() && digit(*c).is_some_and(|value| value > 0) => integer(tail)? * (unit / 10),
            _ => integer(tail)?,
        };
        if rest >= unit {
            return None;
        }
        value = value.checked_mul(unit)?.checked_add(rest)?;
    }
    Some(value)
}

/// Digits side by side: `1234`, `1,234`, `二〇二〇`.
fn positional(chars: &[char]) -> Option<u64> {
    let grouped = chars.contains(&',');
    if grouped && !is_grouped(chars) {
        return None;
    }
    let mut value: u64 = 0;
    for &c in chars.iter().filter(|&&c| c != ',') {
        value = value.checked_mul(10)?.checked_add(u64::from(digit(c)?))?;
    }
    Some(value)
}

/// Whether the commas stand where thousands are divided.
fn is_grouped(chars: &[char]) -> bool {
    let mut groups = chars.split(|&c| c == ',');
    let first = groups.next().map_or(0, <[char]>::len);
    (1..=3).contains(&first) && groups.all(|group| group.len() == 3)
}

fn below_ten_thousand(chars: &[char]) -> Option<u64> {
    let mut total: u64 = 0;
    let mut pending: Option<u64> = None;
    let mut lowest = u64::MAX;
    let mut before = None;
    for &c in chars {
        let follows_digit = before.replace(c).is_some_and(|c| c.is_ascii_digit());
        let tens = match c {
            '廿' => Some(20),
            '卅' => Some(30),
            '卌' => Some(40),
            _ => None,
        };
        if let Some(tens) = tens {
            if pending.is_some() || lowest <= 10 {
                return None;
            }
            (total, lowest) = (total.checked_add(tens)?, 10);
        } else if let Some(unit) = place(c) {
            if unit >= lowest {
                return None;
            }
            // 十二 leaves out its 一; 百 and 千 never do.
            let count = match pending.take() {
                Some(count) if count > 0 => count,
                None if unit == 10 => 1,
                _ => return None,
            };
            (total, lowest) = (total.checked_add(count.checked_mul(unit)?)?, unit);
        } else {
            let value = u64::from(digit(c)?);
            match pending {
                // 零 holds an empty place: 一百零三.
                None | Some(0) => pending = Some(value),
                // Arabic digits may stand before a marker: 3千, 12万 comes here as 12.
                Some(before) if c.is_ascii_digit() && follows_digit => {
                    pending = Some(before.checked_mul(10)?.checked_add(value)?);
                }
                Some(_) => return None,
            }
        }
    }
    match pending {
        None | Some(0) => Some(total),
        Some(value) => {
            // 三百五 means 350; 三百零五 means 305.
            let after_marker = matches!(chars, [.., before, _] if place(*before).is_some());
            if after_marker && lowest >= 100 && lowest != u64::MAX {
                total.checked_add(value.checked_mul(lowest / 10)?)
            } else if value < lowest {
                total.checked_add(value)
            } else {
                None
            }
        }
    }
}

/// A sum of money in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountMention {
    /// Its byte range in the original text.
    pub range: Range<usize>,
    /// The value in fen (分, a hundredth of a yuan).
    pub fen: i64,
    /// Whether it is in the financial writing (大写).
    pub financial: bool,
}

/// A number with its unit. A bare number without 元, 万 or ¥ is none: the page may count people or mu.
static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?:[¥￥]\s*)?(?P<arabic>-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*(?P<scale>万亿|亿|万)?\s*(?P<yuan>[元圆块])",
        r"|[¥￥]\s*(?P<sign>-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]{1,2})?)\s*(?P<signscale>亿|万)?",
        r"|(?P<words>[零〇一二三四五六七八九壹贰弍弐叁叄参肆伍陆柒捌玖两俩十百千拾佰仟万亿廿卅\s]+)[元圆](?P<jiao>[零一二三四五六七八九壹贰叁肆伍陆柒捌玖两]{1,2}角)?(?P<fen>[零一二三四五六七八九壹贰叁肆伍陆柒捌玖两]{1,2}分)?[整正]?",
        r"|(?P<onlyjiao>[壹贰叁肆伍陆柒捌玖]角)(?P<onlyfen>[壹贰叁肆伍陆柒捌玖]分)?[整正]?|(?P<alonefen>[壹贰叁肆伍陆柒捌玖]分)[整正]?",
    ))
    .expect("the pattern is constant")
});

/// Finds sums of money: `26,785.50元`, `12.3万元`, `¥1,200.00`, `壹拾贰万叁仟肆佰伍拾陆元柒角捌分`, `三千元整`.
/// What does not parse or fit is left out.
pub fn find_amounts(text: &str) -> Vec<AmountMention> {
    let folded = Folded::normalized(text);
    let mut found = Vec::new();
    for captures in AMOUNT.captures_iter(&folded.text) {
        let Some(whole) = captures.get(0) else { continue };
        let group = |name| captures.name(name).map(|found| found.as_str());
        // A number cut out of a longer one (`1.2.3元`, `ab12元` is fine) says nothing sure.
        let before = folded.text.part(..whole.start()).chars().next_back();
        let arabic = group("arabic").or(group("sign"));
        if arabic.is_some() && before.is_some_and(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
            continue;
        }
        let fen = if let Some(number) = arabic {
            arabic_fen(number, group("scale").or(group("signscale")))
        } else if let Some(words) = group("words") {
            let chars: Vec<char> = words.chars().filter(|c| !c.is_whitespace()).collect();
            words_fen(&chars, group("jiao"), group("fen"))
        } else {
            words_fen(&['零'], group("onlyjiao"), group("onlyfen").or(group("alonefen")))
        };
        let Some(fen) = fen else { continue };
        let lead = whole.as_str().len() - whole.as_str().trim_start().len();
        let written = whole.as_str();
        found.push(AmountMention {
            range: folded.original(whole.start() + lead..whole.end()),
            fen,
            financial: written.contains(['壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾', '佰', '仟']),
        });
    }
    found
}

fn arabic_fen(number: &str, scale: Option<&str>) -> Option<i64> {
    let (number, negative) = number.strip_prefix('-').map_or((number, false), |rest| (rest, true));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let places: u32 = match scale {
        Some("万亿") => 14,
        Some("亿") => 10,
        Some("万") => 6,
        _ => 2,
    };
    let whole: i128 = whole.replace(',', "").parse().ok()?;
    // Digits below one fen are rounded half up: prices a mu can have them.
    let mut value = whole.checked_mul(10_i128.checked_pow(places)?)?;
    for (at, c) in (1_u32..).zip(fraction.chars()) {
        let digit = i128::from(c.to_digit(10)?);
        if at <= places {
            value = value.checked_add(digit * 10_i128.pow(places - at))?;
        } else {
            if digit >= 5 {
                value = value.checked_add(1)?;
            }
            break;
        }
    }
    i64::try_from(if negative { -value } else { value }).ok()
}

fn words_fen(yuan: &[char], jiao: Option<&str>, fen: Option<&str>) -> Option<i64> {
    let last_digit = |part: Option<&str>| -> Option<i64> {
        let Some(part) = part else { return Some(0) };
        let digits: Vec<char> = part.chars().take_while(|c| !matches!(c, '角' | '分')).collect();
        match digits.as_slice() {
            [c] | ['零', c] => digit(*c).map(i64::from),
            _ => None,
        }
    };
    let yuan = i64::try_from(integer(yuan)?).ok()?;
    yuan.checked_mul(100)?.checked_add(last_digit(jiao)? * 10)?.checked_add(last_digit(fen)?)
}

/// Parses one sum of money in fen; the whole text must be it, but for white space and a leading 人民币.
/// A bare number counts as yuan here, since the caller knows that a sum stands there.
pub fn parse_amount(text: &str) -> Option<i64> {
    let folded = Folded::normalized(text).text;
    let compact: String = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let compact = compact.trim_start_matches("人民币").trim_start_matches([':', '(', '大', '小', '写', ')']);
    let mut candidates = vec![compact.to_owned()];
    if compact.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '万' | '亿')) {
        candidates = vec![format!("{compact}元")];
    } else if compact.chars().all(|c| digit(c).is_some() || place(c).is_some() || matches!(c, '万' | '亿')) {
        candidates.push(format!("{compact}元"));
    }
    candidates.iter().find_map(|candidate| {
        let candidate = candidate.trim_end_matches(['整', '正']);
        match find_amounts(candidate).as_slice() {
            [only] if only.range == (0..candidate.len()) => Some(only.fen),
            _ => None,
        }
    })
}

/// Writes a sum in the financial writing, as vouchers have it: `12345678` fen is `壹拾贰万叁仟肆佰伍拾陆元柒角捌分`.
/// Negative sums start with 负.
pub fn to_financial(fen: i64) -> String {
    const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    let digit = |value: u64| DIGITS.get((value % 10) as usize).copied().unwrap_or('零');
    let sum = fen.unsigned_abs();
    let (yuan, jiao, rest) = (sum / 100, sum / 10 % 10, sum % 10);
    let mut out = String::new();
    if fen < 0 {
        out.push('负');
    }
    if yuan > 0 || sum == 0 {
        let mut whole = String::new();
        // Four digits a group; 万亿 is written as 万 before a later 亿.
        let groups: [u64; 5] = [0, 1, 2, 3, 4].map(|at| yuan / 10_u64.pow(4 * at) % 10_000);
        let mut zero = false;
        for (at, group) in groups.into_iter().enumerate().rev() {
            if group == 0 {
                zero |= !whole.is_empty();
                if at == 2 && groups[3..].iter().any(|&group| group > 0) {
                    whole.push('亿');
                }
                continue;
            }
            for (place, name) in PLACES.into_iter().enumerate().rev() {
                let value = group / 10_u64.pow(place as u32) % 10;
                if value == 0 {
                    zero |= !whole.is_empty();
                    continue;
                }
                if zero {
                    whole.push('零');
                    zero = false;
                }
                whole.push(digit(value));
                whole.push_str(name);
            }
            zero = false;
            whole.push_str(match at {
                1 | 3 => "万",
                2 => "亿",
                4 => "亿",
                _ => "",
            });
            zero |= group.is_multiple_of(10);
        }
        if whole.is_empty() {
            whole.push('零');
        }
        out.push_str(&whole);
        out.push('元');
    }
    if jiao == 0 && rest == 0 {
        out.push('整');
        return out;
    }
    if jiao > 0 {
        out.push(digit(jiao));
        out.push('角');
    } else if yuan > 0 {
        out.push('零');
    }
    if rest > 0 {
        out.push(digit(rest));
        out.push('分');
    } else {
        out.push('整');
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, value) in [
            ("123", Some(123)),
            ("１,２３４", Some(1234)),
            ("12,34", None),
            ("一百二十三", Some(123)),
            ("壹佰零叁", Some(103)),
            ("两千零五", Some(2005)),
            ("三百五", Some(350)),
            ("二〇二〇", Some(2020)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("廿一", Some(21)),
            ("卅", Some(30)),
            ("一万五", Some(15_000)),
            ("3万5千", Some(35_000)),
            ("一亿零二十万", Some(100_200_000)),
            ("十十", None),
            ("百二", None),
            ("", None),
            ("张三", None),
            ("99999999999999999999", None),
            ("99999999999999999999千", None),
            ("9999999999999999999千", None),
            ("一万亿", Some(1_000_000_000_000)),
            ("一亿五", Some(150_000_000)),
            ("一亿万", None),
            ("亿", None),
            ("1844亿亿", Some(18_440_000_000_000_000_000)),
            ("一亿亿亿", None),
        ] {
            assert_eq!(parse_integer(text), value, "{text}");
        }
    }

    #[test]
    fn sums_in_fen() {
        for (text, fen) in [
            ("26,785.50元", Some(2_678_550)),
            ("２６，７８５．５０元", Some(2_678_550)),
            ("12.3万元", Some(12_300_000)),
            ("74770万元", Some(74_770_000_000)),
            ("1.2亿元", Some(12_000_000_000)),
            ("¥1,200.00", Some(120_000)),
            ("36308.50", Some(3_630_850)),
            ("壹拾贰万叁仟肆佰伍拾陆元柒角捌分", Some(12_345_678)),
            ("人民币（大写）：壹佰元整", Some(10_000)),
            ("叁仟零伍元零捌分", Some(300_508)),
            ("拾元正", Some(1_000)),
            ("弍佰元整", Some(20_000)),
            ("三千元", Some(300_000)),
            ("柒角捌分", Some(78)),
            ("0.005元", Some(1)),
            ("12人", None),
            ("元", None),
            ("", None),
        ] {
            assert_eq!(parse_amount(text), fen, "{text}");
        }
    }

    #[test]
    fn endless_numbers_end() {
        for marker in ["亿", "万", "千", "9", "零"] {
            let words = marker.repeat(100_000);
            assert_eq!(parse_integer(&format!("一{words}")).unwrap_or_default(), 0, "{marker}");
            assert!(find_amounts(&format!("一{words}元")).iter().all(|found| found.fen <= 100), "{marker}");
        }
        assert_eq!(parse_amount("1701411834604692317316873037158841057.28元"), None);
    }

    #[test]
    fn found_where_they_stand() {
        let text = "共计１２,０００元（大写：壹万贰仟元整），每户3.5万元，合计120人，第3元素";
        let shown: Vec<_> = find_amounts(text).iter().map(|found| (&text[found.range.clone()], found.fen)).collect();
        assert_eq!(shown[0], ("１２,０００元", 1_200_000));
        assert_eq!(shown[1], ("壹万贰仟元整", 1_200_000));
        assert_eq!(shown[2], ("3.5万元", 3_500_000));
    }

    #[test]
    fn financial_writing() {
        for (fen, text) in [
            (0, "零元整"),
            (12_345_678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分"),
            (10_000_500, "壹拾万零伍元整"),
            (100_100_000_000, "壹拾亿零壹佰万元整"),
            (300_508, "叁仟零伍元零捌分"),
            (78, "柒角捌分"),
        ] {
            assert_eq!(to_financial(fen), text);
        }
    }

    proptest! {
        #[test]
        fn financial_writing_comes_back(fen in prop_oneof![0i64..1_000_000, 0i64..99_999_999_999_999]) {
            let text = to_financial(fen);
            prop_assert_eq!(parse_amount(&text), Some(fen), "{}", text);
        }

        #[test]
        fn grouped_digits_come_back(yuan in 0i64..10_000_000_000, fen in 0i64..100) {
            let digits = yuan.to_string();
            let mut grouped = String::new();
            for (at, c) in digits.chars().enumerate() {
                if at > 0 && (digits.len() - at) % 3 == 0 {
                    grouped.push(',');
                }
                grouped.push(c);
            }
            prop_assert_eq!(parse_amount(&format!("{grouped}.{fen:02}元")), Some(yuan * 100 + fen));
        }

        #[test]
        fn nothing_panics(text in any::<String>(), words in cundang_testing::paper_or("[零一二十百千万亿壹拾元角分整0-9,.]{0,24}")) {
            let _ = (parse_integer(&text), parse_amount(&text), find_amounts(&text));
            let _ = (parse_integer(&words), parse_amount(&words));
            for found in find_amounts(&words) {
                prop_assert!(words.is_char_boundary(found.range.start) && words.is_char_boundary(found.range.end));
            }
        }
    }
}

//! Whether characters can be a text, or are what a wrong table of codes or a reader of another script made of one.

use std::collections::BTreeSet;

use encoding_rs::GBK;

use super::tidy::is_wide;
use crate::text::fold::fold_char;

/// Different characters from which on a share of them says anything.
const FEWEST: usize = 20;
/// The share of usual characters in Chinese text: lists of given names have the fewest, every second one. A character drawn
/// at random from the same blocks is a usual one in one case of six.
const USUAL: f64 = 0.5;
/// The share of Chinese characters from which on a text is Chinese, among letters of every script.
const CHINESE: f64 = 0.2;
/// Kana or Hangul beside Chinese characters: more than none, and less than a text of their own languages has.
const STRAY: std::ops::Range<f64> = 0.02..0.25;
/// The share of little words in a text of a western language; English has a third.
const LITTLE: f64 = 0.15;
/// How many different ones it has at least.
const DIFFERENT: usize = 3;
/// The fewest words from which on little ones are to be expected.
const WORDS: usize = 12;
/// The fewest different letters, each as wide as it is high, that can only be Chinese characters.
const WIDE: usize = 8;

/// The little words of the languages that are most often scanned beside Chinese.
const LITTLE_WORDS: &str = " the of and to in a is for on that by with as at be this are from or an it was not have all \
    will which has shall any its other their no can if may de la le les des et en du un une dans est der die und den \
    von zu das mit für im el los y que del se por con da do em para não ";

/// Whether most of the Chinese characters of a text are hardly ever used, as where codes were read by a wrong table.
/// Too few different ones say nothing: a rare name can stand in every line.
pub(super) fn is_rare_chinese(characters: impl Iterator<Item = char>) -> bool {
    let different: BTreeSet<char> = characters.filter(|c| is_han(*c)).collect();
    let usual = different.iter().filter(|c| is_usual(**c)).count();
    different.len() >= FEWEST && (usual as f64) < USUAL * different.len() as f64
}

/// Chinese characters, and letters and digits of other scripts, of a text.
pub(super) fn letters(text: &str) -> (usize, usize) {
    let han = text.chars().filter(|c| is_han(*c)).count();
    (han, text.chars().filter(|c| c.is_alphanumeric()).count() - han)
}

/// Whether a layer of recognised text can be what a scan shows. One that was made for another script is none: it is Latin
/// letters for Chinese characters, or kana and Hangul among them.
pub(super) fn is_recognised_text(text: &str) -> bool {
    let (mut han, mut latin, mut stray, mut foreign) = (0_usize, 0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        match c {
            _ if is_han(c) => han += 1,
            '\u{3041}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}' | '\u{AC00}'..='\u{D7A3}' | '\u{1100}'..='\u{11FF}' => {
                stray += 1
            }
            '\u{0400}'..='\u{05FF}' | '\u{0600}'..='\u{06FF}' | '\u{0E00}'..='\u{0E7F}' => foreign += 1,
            _ if c.is_alphabetic() => latin += 1,
            _ => {}
        }
    }
    let letters = (han + latin + stray + foreign) as f64;
    if letters == 0.0 {
        return true;
    }
    if foreign as f64 > 0.5 * letters || STRAY.contains(&(stray as f64 / (han + stray).max(1) as f64)) {
        return false;
    }
    if (han + stray) as f64 >= CHINESE * letters {
        return !is_rare_chinese(text.chars());
    }
    has_little_words(text)
}

/// Whether a text of Latin letters has the little words of a language.
fn has_little_words(text: &str) -> bool {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .take(5_000)
        .collect();
    let little: Vec<&String> = words.iter().filter(|word| LITTLE_WORDS.contains(&format!(" {word} "))).collect();
    let different = little.iter().collect::<BTreeSet<_>>().len();
    words.len() >= WORDS && different >= DIFFERENT && little.len() as f64 >= LITTLE * words.len() as f64
}

/// Whether one reading of the same glyphs is a text and the other none: Chinese in place of letters or of rare characters,
/// or words of a language in place of none.
pub(super) fn is_better(one: &str, other: &str) -> bool {
    let chinese = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let usual = text.chars().filter(|c| is_han(*c) && is_usual(*c)).count();
        (usual > 0 && usual as f64 >= USUAL * letters as f64, usual as f64 >= CHINESE * letters as f64)
    };
    let ((is_chinese, _), (_, has_chinese)) = (chinese(one), chinese(other));
    (is_chinese && !has_chinese) || (has_little_words(one) && !has_little_words(other) && !has_chinese)
}

/// Whether glyphs that are said to be letters and digits are Chinese characters: each as wide as it is high. `glyphs` are
/// what each says and its width as a share of its size.
pub(super) fn are_wide_letters(glyphs: impl Iterator<Item = (char, f64)>) -> bool {
    let (mut count, mut wide) = (0_usize, 0_usize);
    let mut seen = BTreeSet::new();
    for (c, width) in glyphs.filter(|(c, _)| c.is_alphanumeric()) {
        if is_wide(c) {
            return false;
        }
        count += 1;
        wide += usize::from((0.97..1.03).contains(&width));
        seen.insert(c);
    }
    seen.len() >= WIDE && wide * 10 >= count * 9
}

/// Whether a character says nothing by itself: private use, replacement, control.
pub(super) fn is_private(c: char) -> bool {
    matches!(c, '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}') || c.is_control()
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a character, or the simplified one for it, is of the first level of GB/T 2312: the 3,755 that make up all but
/// one in a hundred of any text.
fn is_usual(c: char) -> bool {
    let simplified = fold_char(c).next().unwrap_or(c);
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = GBK.encode(simplified.encode_utf8(&mut buffer));
    !unmappable && matches!(*bytes, [0xB0..=0xD7, 0xA1..=0xFE])
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE_TEXT: &str =
        "张庄村于二〇二〇年六月十五日召开村民代表会议，应到三十人，实到二十八人，会议由王某主持。";

    #[test]
    fn layers_of_the_scripts_own_reader_are_text() {
        let roster = "王媛 李淼 赵鑫 孙婷 周芃 吴玥 郑琰 冯昱 陈曦 褚婧 卫璐 蒋睿 沈懿 韩霖";
        let english = "The committee of the village met on the fifteenth of June, and all of the members who were present \
                       agreed to the plan by a show of hands.";
        let japanese = "この会議は村の代表者が出席して行われました。議題は土地の調査についてです。";
        let traditional = "張莊村村民代表會議紀要，應到三十人，實到二十八人，會議記錄員為趙某，關於資產清查問題。";
        for text in [CHINESE_TEXT, roster, english, japanese, traditional, "12,345.60 2020", ""] {
            assert!(is_recognised_text(text), "{text}");
        }
    }

    #[test]
    fn layers_made_for_another_script_are_none() {
        let shifted: String = CHINESE_TEXT.chars().filter_map(|c| char::from_u32(c as u32 + 5)).collect();
        for text in [
            "RENN RARANAE Bia}: TOLO#7AATEA WEIETA, RITA EHA: EH FAGR: ARBITNR RENN RAREMFCOLOFRAATEHAGA, WEIN RRRETA",
            "3k HE HAT RRKREW SEI fl: 2020 FA TH is A HK WE ER a AR BH = AGB",
            "張庄村ﾉ二〇年六月ニ村民代表会議ヲ開催シ応到三十人実到二十八人主持人王某表決結果同意",
            "НЕЯИЕ ТЕЖТ ЗА КИТАЙ СКИЕ ЗНАКИ ЖЖЕТ",
            shifted.as_str(),
        ] {
            assert!(!is_recognised_text(text), "{text}");
        }
        assert!(!is_rare_chinese("齉龘".chars()), "too few to say");
    }

    #[test]
    fn a_text_is_better_than_none() {
        let english = "the plan of the village was agreed to by all of those who came to it";
        let shifted: String = english.chars().map(|c| if c == ' ' { c } else { char::from(c as u8 + 1) }).collect();
        assert!(is_better("张庄村", "ABC") && is_better(english, &shifted));
        assert!(!is_better("ABC", "张庄村") && !is_better(&shifted, english) && !is_better("ABC", "BCD"));
    }

    #[test]
    fn letters_are_narrower_than_characters() {
        let wide = "ABCDEFGHIJ".chars().map(|c| (c, 1.0));
        assert!(are_wide_letters(wide));
        assert!(!are_wide_letters("ABCDEFGHIJ".chars().map(|c| (c, 0.6))), "letters of one width");
        assert!(!are_wide_letters("张庄村村民代表会议ABC".chars().map(|c| (c, 1.0))));
        assert!(!are_wide_letters("AAAAAAAAAAAA".chars().map(|c| (c, 1.0))), "one letter");
    }
}

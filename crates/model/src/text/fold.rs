//! Folding: the many ways to write a character become one.
//!
//! [`fold`] is what search compares. It works one character at a time: a radical becomes the ideograph it stands
//! for and a code of private use the character that has since been given a place; then NFKD without the marks that
//! combine (so that composed and decomposed letters are one), lower case, traditional and variant to simplified. White
//! space, control characters, brackets, quotes, hyphens and the dots between the parts of a name are deleted whatever
//! stands beside them. The one deletion that looks at its surroundings is the comma
//! between two digits (`26,785`, `26，785`): so that `26785` is found there, and `决定或` is not found in `决定，或`.
//! [`fold_query`] drops the commas at the edges of what is searched, where those surroundings are unknown.
//!
//! The guarantee that search rests on: for every substring `s` of `t`, `fold_query(s)` is a substring of `fold(t)`.

use std::{ops::Range, sync::LazyLock};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{private_use::assigned_since, variant::usual};

/// The version of [`fold`]. Raise it with every change of what folds to what: the index is then built anew.
pub const FOLD_VERSION: u32 = 2;

/// First and last of the block CJK Unified Ideographs, where the table of simplified forms lies.
const IDEOGRAPHS: Range<u32> = 0x4E00..0xA000;

/// Simplified forms by code point from U+4E00, so that folding a page allocates nothing for a character.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    IDEOGRAPHS
        .filter_map(char::from_u32)
        .map(|c| usual(fast2s::convert(c.encode_utf8(&mut [0; 4])).chars().next().unwrap_or(c)))
        .collect()
});

/// CJK Radicals Supplement (U+2E80 to U+2EF3) to the ideograph that Unicode's EquivalentUnifiedIdeograph names.
/// Scans and PDFs use them in place of the ideographs; NFKC decomposes only two of them. Kangxi radicals need no
/// table, NFKC covers them.
const RADICALS: &[(char, char)] = &[
    ('⺁', '厂'),
    ('⺄', '乙'),
    ('⺅', '亻'),
    ('⺆', '冂'),
    ('⺉', '刂'),
    ('⺊', '卜'),
    ('⺋', '㔾'),
    ('⺎', '兀'),
    ('⺏', '尣'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺔', '彑'),
    ('⺖', '忄'),
    ('⺘', '扌'),
    ('⺙', '攵'),
    ('⺛', '旡'),
    ('⺝', '月'),
    ('⺞', '歺'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '氵'),
    ('⺢', '氺'),
    ('⺣', '灬'),
    ('⺤', '爫'),
    ('⺦', '丬'),
    ('⺧', '牛'),
    ('⺨', '犭'),
    ('⺩', '王'),
    ('⺪', '疋'),
    ('⺫', '目'),
    ('⺬', '示'),
    ('⺭', '礻'),
    ('⺯', '糹'),
    ('⺰', '纟'),
    ('⺱', '罓'),
    ('⺲', '罒'),
    ('⺳', '㓁'),
    ('⺵', '网'),
    ('⺶', '羊'),
    ('⺷', '羊'),
    ('⺸', '羋'),
    ('⺹', '耂'),
    ('⺺', '肀'),
    ('⺻', '聿'),
    ('⺼', '月'),
    ('⺽', '臼'),
    ('⺾', '艹'),
    ('⺿', '艹'),
    ('⻀', '艹'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻃', '覀'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻇', '角'),
    ('⻈', '讠'),
    ('⻉', '贝'),
    ('⻊', '足'),
    ('⻋', '车'),
    ('⻌', '辶'),
    ('⻍', '辶'),
    ('⻎', '辶'),
    ('⻏', '阝'),
    ('⻐', '钅'),
    ('⻑', '長'),
    ('⻒', '镸'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻕', '阜'),
    ('⻖', '阝'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻙', '韦'),
    ('⻚', '页'),
    ('⻛', '风'),
    ('⻜', '飞'),
    ('⻝', '食'),
    ('⻞', '食'),
    ('⻟', '飠'),
    ('⻠', '饣'),
    ('⻡', '首'),
    ('⻢', '马'),
    ('⻣', '骨'),
    ('⻤', '鬼'),
    ('⻥', '鱼'),
    ('⻦', '鸟'),
    ('⻧', '卤'),
    ('⻨', '麦'),
    ('⻩', '黄'),
    ('⻪', '黾'),
    ('⻫', '斉'),
    ('⻬', '齐'),
    ('⻭', '歯'),
    ('⻮', '齿'),
    ('⻯', '竜'),
    ('⻰', '龙'),
    ('⻱', '龟'),
    ('⻲', '亀'),
    ('⻳', '龟'),
];

/// The character that a radical's code stands for; any other character is given back. Many programs write the codes
/// of the radicals blocks for characters that look the same (`⼀` U+2F00 for `一`, `⻅` U+2EC5 for `见`), and no search
/// would find them.
pub fn unified_radical(c: char) -> char {
    match c {
        '\u{2F00}'..='\u{2FD5}' => c.nfkc().next().unwrap_or(c),
        _ => radical(c),
    }
}

/// The character that a code stands for that is only another one for it: of a radical, or of private use.
fn meant(c: char) -> char {
    radical(assigned_since(c).unwrap_or(c))
}

fn radical(c: char) -> char {
    let known = RADICALS.binary_search_by_key(&c, |&(radical, _)| radical);
    known.ok().and_then(|at| RADICALS.get(at)).map_or(c, |&(_, character)| character)
}

/// The simplified form of one character, without looking at its neighbours.
fn simplified(c: char) -> char {
    let code = u32::from(c);
    if IDEOGRAPHS.contains(&code) {
        SIMPLIFIED.get((code - IDEOGRAPHS.start) as usize).copied().unwrap_or(c)
    } else {
        usual(c)
    }
}

/// NFKC with radicals mapped and traditional characters simplified; case and punctuation stay.
fn normalize_into(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        emit(c);
    } else if IDEOGRAPHS.contains(&u32::from(c)) {
        emit(simplified(c));
    } else {
        std::iter::once(meant(c)).nfkc().for_each(|c| emit(simplified(c)));
    }
}

/// Characters without width or meaning of their own: they are dropped even from names.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{180B}'..='\u{180D}' | '\u{180F}' | '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// The dots that stand between the parts of a name, in the shapes that programs put for each other.
fn is_middle_dot(c: char) -> bool {
    matches!(c, '·' | '•' | '‧' | '∙' | '⋅' | '・' | '\u{387}' | '⸱' | '⸳' | 'ꞏ' | '･')
}

/// What search does not see: white space, control and invisible characters, brackets, quotes, hyphens and dashes.
fn is_deleted(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace()
            || c.is_ascii_control()
            || matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>' | '"' | '\'' | '-');
    }
    c.is_whitespace()
        || c.is_control()
        || is_invisible(c)
        || is_middle_dot(c)
        || matches!(c, '〈'..='】' | '〔'..='〛' | '〝'..='〟' | '«' | '»' | '‹' | '›' | '‘'..='‟'
            | '⁅' | '⁆' | '⟦'..='⟯' | '⦃'..='⦘' | '⸨' | '⸩' | '﴾' | '﴿'
            | '‐'..='―' | '−' | '⸺' | '⸻' | '〜' | '〰' | '゠')
}

/// A comma in any width, or the enumeration comma that lists and OCR put in its place.
fn is_comma(c: char) -> bool {
    matches!(c, ',' | '、')
}

fn fold_into(c: char, mut emit: impl FnMut(char)) {
    if c.is_ascii() {
        if !is_deleted(c) {
            emit(c.to_ascii_lowercase());
        }
        return;
    }
    if IDEOGRAPHS.contains(&u32::from(c)) {
        emit(simplified(c));
        return;
    }
    // NFKC can give characters that are deleted themselves: U+FF08 becomes a bracket, U+3000 a space.
    std::iter::once(meant(c))
        .nfkd()
        .flat_map(char::to_lowercase)
        .map(simplified)
        .filter(|&c| !is_deleted(c) && !is_combining_mark(c))
        .for_each(&mut emit);
}

/// Gives the characters of a folded text in order, each with the byte range that it came from. A comma between two
/// digits divides thousands and falls away.
fn fold_each(text: &str, mut emit: impl FnMut(char, Range<usize>)) {
    // A comma behind a digit waits for what follows.
    let mut waiting: Option<(char, Range<usize>)> = None;
    let mut behind_digit = false;
    for (at, c) in text.char_indices() {
        fold_into(c, |folded| {
            let range = at..at + c.len_utf8();
            let is_digit = folded.is_ascii_digit();
            if let Some((comma, place)) = waiting.take()
                && !is_digit
            {
                emit(comma, place);
            }
            if behind_digit && is_comma(folded) {
                waiting = Some((folded, range));
            } else {
                emit(folded, range);
            }
            behind_digit = is_digit;
        });
    }
    if let Some((comma, place)) = waiting {
        emit(comma, place);
    }
}

/// What one character folds to: nothing where it is deleted, several where NFKC takes it apart.
pub fn fold_char(c: char) -> impl Iterator<Item = char> {
    let mut folded = Vec::new();
    fold_into(c, |c| folded.push(c));
    folded.into_iter()
}

/// The folded text, as search compares it.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_each(text, |c, _| folded.push(c));
    folded
}

/// What to look for in folded text when `query` was asked for; empty where nothing of it can be searched.
pub fn fold_query(query: &str) -> String {
    fold(query).trim_matches(is_comma).to_owned()
}

/// A text without its white space.
pub fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A name of a village, folder or file for matching with regular expressions: NFKC, simplified, without white space
/// and invisible characters. Letters keep their case and punctuation stays, in the form that NFKC gives it.
pub fn fold_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars() {
        normalize_into(c, |c| {
            if !c.is_whitespace() && !c.is_control() && !is_invisible(c) {
                folded.push(c);
            }
        });
    }
    folded
}

/// A text made comparable, with the way back to the original.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    /// The text after folding.
    pub text: String,
    /// For every character of [`Folded::text`], in order: the byte at which it starts there, and the byte range of
    /// the original character that it came from.
    pub offsets: Vec<(usize, Range<usize>)>,
}

impl Folded {
    /// The search fold of [`fold`].
    pub fn new(text: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(text.len()), offsets: Vec::with_capacity(text.len() / 3 + 8) };
        fold_each(text, |c, range| folded.push(c, range));
        folded
    }

    /// The lighter fold for readers of dates and figures: NFKC, radicals and simplified forms, invisible characters
    /// dropped; case, punctuation and white space stay.
    pub fn normalized(text: &str) -> Self {
        let mut folded =
            Self { text: String::with_capacity(text.len()), offsets: Vec::with_capacity(text.len() / 3 + 8) };
        for (at, c) in text.char_indices() {
            normalize_into(c, |c_folded| {
                if !is_invisible(c_folded) {
                    folded.push(c_folded, at..at + c.len_utf8());
                }
            });
        }
        folded
    }

    fn push(&mut self, c: char, original: Range<usize>) {
        self.offsets.push((self.text.len(), original));
        self.text.push(c);
    }

    /// The byte range of the original for a byte range of [`Folded::text`]; an empty range gives an empty one.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let first = self.offsets.partition_point(|(start, _)| *start < range.start);
        let last = self.offsets.partition_point(|(start, _)| *start < range.end);
        match (self.offsets.get(first), last.checked_sub(1).and_then(|at| self.offsets.get(at))) {
            (Some((_, start)), Some((_, end))) if first < last => start.start..end.end,
            (Some((_, start)), _) => start.start..start.start,
            (None, _) => self.offsets.last().map_or(0..0, |(_, end)| end.end..end.end),
        }
    }

    /// Where `needle`, itself folded, stands: byte ranges of the original, left to right, without overlap.
    pub fn find_all(&self, needle: &str) -> Vec<Range<usize>> {
        if needle.is_empty() {
            return Vec::new();
        }
        self.text.match_indices(needle).map(|(at, found)| self.original(at..at + found.len())).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_form_for_many_spellings() {
        for (text, folded) in [
            ("凫政发〔2020〕48号", "凫政发202048号"),
            ("凫政发【２０２０】４８号", "凫政发202048号"),
            ("農村集體產權制度改革", "农村集体产权制度改革"),
            ("村⻓⺠主⽇记", "村长民主日记"),
            ("會議 记录\r\n（Draft－A）", "会议记录drafta"),
            ("贾\u{3000}凤\u{200B}\u{FEFF}", "贾凤"),
            ("26,785.50元；２６，７８５", "26785.50元;26785"),
            ("决定，或者", "决定,或者"),
            ("“三资”——管理", "三资管理"),
            ("①㎡", "1m2"),
            ("t-<cur", "tcur"),
            ("┼─", "┼─"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
        assert_eq!(fold_query("会议、"), "会议");
        assert_eq!(fold_query("，（）"), "");
    }

    #[test]
    fn rare_characters_have_one_form() {
        for (text, folded) in [
            ("王\u{E863}某、李\u{E81E}某", "王䶮某、李龴某"),
            ("髙某", "高某"),
            ("戸主", "户主"),
            ("戶主", "户主"),
            ("山\u{FA11}", "山崎"),
            ("\u{F9D8}\u{F90A}", "律金"),
            ("葛\u{E0100}某", "葛某"),
            ("辻\u{FE00}", "辻"),
            ("Cafe\u{301} lu\u{308}", "cafelu"),
            ("Café lü", "cafelu"),
            ("买买提·艾力", "买买提艾力"),
            ("买买提•艾力", "买买提艾力"),
            ("买买提・艾力", "买买提艾力"),
            ("买买提‧艾力", "买买提艾力"),
            ("买买提･艾力", "买买提艾力"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn names_keep_letters_and_punctuation() {
        assert_eq!(fold_name(" ０１張莊村（簽字版）.PDF\u{200B}"), "01张庄村(签字版).PDF");
        assert_eq!(fold_name("凫政发〔2020〕48号"), "凫政发〔2020〕48号");
    }

    #[test]
    fn table_of_radicals_is_sorted() {
        assert!(RADICALS.is_sorted_by_key(|&(radical, _)| radical));
        assert!(RADICALS.iter().all(|&(c, _)| ('\u{2E80}'..='\u{2EF3}').contains(&c)));
    }

    #[test]
    fn ranges_lead_back_to_the_original() {
        let text = "第 （十\n二）号：２６，７８５元";
        let folded = Folded::new(text);
        let found = folded.find_all("十二号");
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].clone()], "十\n二）号");
        assert_eq!(&text[folded.find_all("26785")[0].clone()], "２６，７８５");
        assert!(folded.find_all("").is_empty());
    }

    /// Text as archives have it: mostly ideographs, with digits, letters, punctuation of both widths and breaks.
    fn mixed() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                4 => proptest::char::range('一', '龥'),
                2 => proptest::char::range('0', '9'),
                2 => proptest::sample::select("村会议記錄張，、,。（）〔〕“”- —\n\t０９Ａｚ①㎡⻓⺠\u{200B}ﬁİ".chars().collect::<Vec<_>>()),
                1 => proptest::char::range('!', '~'),
                1 => any::<char>(),
            ],
            0..40,
        )
        .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn a_substring_folds_to_a_substring(text in mixed(), from in 0usize..40, len in 0usize..40) {
            let sub: String = text.chars().skip(from).take(len).collect();
            prop_assert!(fold(&text).contains(&fold_query(&sub)), "{:?} in {:?}", fold_query(&sub), fold(&text));
        }

        #[test]
        fn offsets_cut_at_borders_and_show_the_match(text in mixed(), from in 0usize..40, len in 1usize..40) {
            let folded = Folded::new(&text);
            for (_, range) in &folded.offsets {
                prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
            }
            let needle = fold_query(&text.chars().skip(from).take(len).collect::<String>());
            for range in folded.find_all(&needle) {
                let shown = &text[range];
                prop_assert!(fold(shown).contains(&needle), "{shown:?} shows {needle:?}");
            }
        }

        #[test]
        fn normalized_keeps_every_visible_character(text in "[0-9年月日村a-z ]{0,30}") {
            prop_assert_eq!(&Folded::normalized(&text).text, &text);
        }
    }
}

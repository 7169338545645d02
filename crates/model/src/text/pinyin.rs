//! Names typed in letters: `wangfang` or `wf` for 王芳.

use std::sync::LazyLock;

use pinyin::{ToPinyin, ToPinyinMulti};

use crate::vocabulary;

/// The usual surnames, all of one character; compound ones by their first.
static SURNAMES: LazyLock<Vec<char>> =
    LazyLock::new(|| vocabulary!("surnames.tsv").words("search", "yes").flat_map(str::chars).collect());

/// The longest name, in characters.
const LONGEST: usize = 4;

/// How the letters of a query stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// Every character by its whole syllable: `wangfang`.
    Whole,
    /// Every character by its first letter: `wf`.
    Initials,
    /// The surname whole and the rest by first letters: `wangxf`.
    Mixed,
}

/// The syllables of a character without tones, `lv` for 吕 written `lü`.
fn syllables(c: char) -> Vec<String> {
    let plain = |syllable: &str| syllable.replace('ü', "v");
    match c.to_pinyin_multi() {
        Some(multi) => multi.into_iter().map(|syllable| plain(syllable.plain())).collect(),
        None => c.to_pinyin().map(|syllable| plain(syllable.plain())).into_iter().collect(),
    }
}

/// The letters of a query that may be a name in pinyin, folded; `None` for anything else.
fn letters(folded: &str) -> Option<String> {
    let plain = (2..=24).contains(&folded.len()) && folded.bytes().all(|b| b.is_ascii_lowercase());
    plain.then(|| folded.to_owned())
}

/// The names that a folded query in letters can mean, of those a text can hold.
///
/// `followers` gives the characters that stand behind a character somewhere. At most `limit` names are given; none
/// for a query that is not in letters.
pub fn names(folded: &str, limit: usize, followers: &mut dyn FnMut(char) -> Vec<char>) -> Vec<String> {
    let Some(letters) = letters(folded) else { return Vec::new() };
    let mut search = SyllableSearch { followers, limit, found: Vec::new() };
    for reading in [Spelling::Whole, Spelling::Initials, Spelling::Mixed] {
        // Initials of long queries would be any sentence.
        if reading == Spelling::Initials && letters.len() > 3 {
            continue;
        }
        for &surname in SURNAMES.iter() {
            for (rest, whole) in steps(surname, &letters) {
                if whole == (reading != Spelling::Initials) && (reading != Spelling::Mixed || rest.len() <= 2) {
                    search.go(&mut vec![surname], rest, reading);
                }
            }
        }
    }
    search.found
}

/// What is left of the letters behind a character: read whole, or by its first letter.
fn steps(c: char, letters: &str) -> Vec<(&str, bool)> {
    let mut steps = Vec::new();
    for syllable in syllables(c) {
        let typed = syllable.replace('v', "u");
        if let Some(rest) = letters.strip_prefix(syllable.as_str()).or_else(|| letters.strip_prefix(typed.as_str())) {
            steps.push((rest, true));
        }
        if let Some(rest) = syllable.get(..1).and_then(|first| letters.strip_prefix(first)) {
            steps.push((rest, false));
        }
    }
    steps.sort_unstable();
    steps.dedup();
    steps
}

struct SyllableSearch<'f> {
    followers: &'f mut dyn FnMut(char) -> Vec<char>,
    limit: usize,
    found: Vec<String>,
}

impl SyllableSearch<'_> {
    fn go(&mut self, name: &mut Vec<char>, rest: &str, reading: Spelling) {
        if self.found.len() >= self.limit {
            return;
        }
        if rest.is_empty() {
            let name: String = name.iter().collect();
            if name.chars().count() > 1 && !self.found.contains(&name) {
                self.found.push(name);
            }
            return;
        }
        let Some(&last) = name.last() else { return };
        if name.len() >= LONGEST {
            return;
        }
        for next in (self.followers)(last) {
            for (rest, whole) in steps(next, rest) {
                if whole == (reading == Spelling::Whole) {
                    name.push(next);
                    self.go(name, rest, reading);
                    name.pop();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(query: &str) -> Vec<String> {
        let text: Vec<char> = "王芳和汪方、吕晓明、欧阳建国在王庄无法开会".chars().collect();
        names(query, 50, &mut |c| text.windows(2).filter(|pair| pair[0] == c).map(|pair| pair[1]).collect())
    }

    #[test]
    fn names_by_syllables_and_initials() {
        assert_eq!(found("wangfang"), ["王芳", "汪方"]);
        assert_eq!(found("wf"), ["王芳", "汪方"], "无 is no surname");
        assert_eq!(found("lvxiaoming"), ["吕晓明"]);
        assert_eq!(found("luxiaoming"), ["吕晓明"]);
        assert_eq!(found("lxm"), ["吕晓明"]);
        assert_eq!(found("ouyangjianguo"), ["欧阳建国"]);
        assert_eq!(found("wangf"), ["王芳", "汪方"]);
        for query in ["zhangsan", "wangfang1", "王芳", "w", "", "wangfangfang"] {
            assert!(found(query).is_empty(), "{query}: {:?}", found(query));
        }
    }

    #[test]
    fn the_limit_holds() {
        assert_eq!(names("wf", 1, &mut |_| vec!['芳', '方']).len(), 1);
    }
}

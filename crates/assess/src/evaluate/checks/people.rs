//! Names of people in a paper, roughly: enough to count whether anybody is named at all.

use std::{collections::BTreeSet, sync::LazyLock};

use crate::{
    evaluate::{Document, documents::prose::running::Running},
    text::{cut::Cut, fold::fold_name},
    vocabulary,
};

/// Surnames, the common ones and some that villages are named after.
static SURNAMES: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| vocabulary!("surnames.tsv").words("papers", "yes").collect());
/// Two characters that begin with a surname and are no name.
static WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| vocabulary!("not-names.tsv").read_by("plans").collect());
/// Characters that can stand before a name.
const BEFORE: &str = ":：为由是、,，和及长任记员计主书委事导(（ 聘";
/// Characters that can stand behind a name.
const BEHIND: &str = "、,，。;；任为负等担同兼(（)）以具主分牵在根从";
/// Words of a paragraph in which people are named.
static OFFICES: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("offices.tsv").read_by("beside-names").collect());

/// Whether a character is a surname.
fn is_surname(c: &char) -> bool {
    SURNAMES.contains(&*c.encode_utf8(&mut [0; 4]))
}

/// Whether a word can be a person's name.
pub(super) fn is_name(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    let head: String = chars.iter().take(2).collect();
    (2..=4).contains(&chars.len())
        && chars.iter().all(|c| matches!(c, '\u{3400}'..='\u{9FFF}'))
        && chars.first().is_some_and(is_surname)
        && !WORDS.contains(head.as_str())
        && (chars.len() < 4 || SURNAMES.contains(head.as_str()))
}

/// The different people that a paper names in lists, beside their offices and in tables.
pub(super) fn named(document: &Document) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let running = Running::new(document);
    for paragraph in running.paragraphs {
        let text = running.text.part(paragraph.clone());
        if !OFFICES.iter().any(|office| text.contains(office)) {
            continue;
        }
        let chars: Vec<char> = text.chars().collect();
        let mut before: Option<char> = None;
        let mut rest = chars.as_slice();
        while let [first, behind @ ..] = rest {
            let begins = is_surname(first) && before.is_none_or(|c| BEFORE.contains(c));
            let lengths = [3, 2].into_iter().filter(|_| begins);
            let found = lengths.filter_map(|length| rest.split_at_checked(length)).find_map(|(word, after)| {
                let name: String = word.iter().collect();
                let stands = after.first().is_none_or(|c| BEHIND.contains(*c)) && is_name(&name);
                stands.then_some((name, word, after))
            });
            if let Some((name, word, after)) = found {
                names.insert(name);
                (before, rest) = (word.last().copied(), after);
            } else {
                (before, rest) = (Some(*first), behind);
            }
        }
    }
    let mut column = None;
    for line in document.lines() {
        let cells: Vec<String> = line.cells().map(fold_name).collect();
        if cells.len() < 2 {
            column = None;
        } else if let Some(found) = cells.iter().position(|cell| cell.contains("姓名") || cell == "户主") {
            column = Some(found);
        } else if let Some(cell) = column.and_then(|column| cells.get(column)).filter(|cell| is_name(cell)) {
            names.insert(cell.clone());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    #[test]
    fn people_are_named_beside_their_offices() {
        let text = "组长：丁一凡（党支部书记）\n副组长：钱二、孙三明\n成员：周五、吴六六、郑七等人，全面负责成员确认的各项工作。\n姓名\t职务\n冯九\t记录";
        let names = named(&paper("通知.docx").saying(&[text]));
        let expected = ["丁一凡", "钱二", "孙三明", "周五", "吴六六", "郑七", "冯九"];
        assert_eq!(names, expected.iter().map(|name| (*name).to_owned()).collect());
    }

    #[test]
    fn words_that_begin_like_names_are_none() {
        let text = "工作组成员、全体党员要严格按照方案执行，由成员大会负责监督，计划、程序、时间，安排到位。";
        assert!(named(&paper("方案.docx").saying(&[text])).is_empty());
    }
}

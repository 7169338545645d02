//! A contents list against itself: how many papers it says it has, and how many it lists.

use std::{collections::BTreeMap, sync::LazyLock};

use regex::Regex;

use crate::{
    evaluate::Document,
    model::{Citation, PageSource},
    text::fold::Folded,
};

/// A contents list whose own number of papers is not that of its rows.
#[derive(Debug)]
pub(crate) struct StatedPieces {
    /// 共12件.
    pub stated: u64,
    /// The papers that it lists.
    pub listed: u64,
    /// Where it says so, and its last row.
    pub places: Vec<Citation>,
    /// Whether a row was recognised from a picture.
    pub is_recognised: bool,
}

/// How many papers a box or a list has, in its own words.
static PIECES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:共计?|合计|总计|件数)(?:[:\t ]|文件|材料)*(?P<n>[0-9]{1,4}) ?件?").expect("the pattern is constant")
});
/// A row of a list without columns: `001 量化小组成员名单`.
static ROW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?P<n>[0-9]{1,4})[ 、.\t]+[^0-9 \t]").expect("the pattern is constant"));

/// A list's own number of papers, where it gives one and another number of rows that run from 1.
pub(super) fn stated_pieces(list: &Document) -> Option<StatedPieces> {
    let mut stated: BTreeMap<u64, Citation> = BTreeMap::new();
    let mut rows: Vec<(u64, Citation)> = Vec::new();
    let mut is_recognised = false;
    for line in list.lines() {
        let folded = Folded::normalized(line.text).text;
        let number = |pattern: &Regex| -> Option<u64> { pattern.captures(&folded)?.name("n")?.as_str().parse().ok() };
        let place = || list.cite(line.page, line.text);
        if let Some(row) = number(&ROW) {
            is_recognised |= line.source == PageSource::Ocr;
            rows.push((row, place()));
        } else if folded.contains('件')
            && let Some(count) = number(&PIECES)
        {
            stated.entry(count).or_insert_with(place);
        }
    }
    let listed = u64::try_from(rows.len()).ok()?;
    let runs = rows.iter().zip(1..).all(|((number, _), wanted)| *number == wanted);
    let ((count, place), true) = (stated.pop_first()?, runs && rows.len() >= 3 && stated.is_empty()) else {
        return None;
    };
    let last = rows.pop().map(|(_, place)| place);
    (count != listed).then(|| StatedPieces {
        stated: count,
        listed,
        places: std::iter::once(place).chain(last).collect(),
        is_recognised,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    #[test]
    fn a_list_that_says_another_number_than_it_has_is_named() {
        let list = |rows: usize, said: &str| {
            let rows: Vec<String> = (1..=rows).map(|at| format!("{at:03} 会议记录之{at}")).collect();
            stated_pieces(&paper("目录.docx").saying(&[&format!("{said}\n盒内目录\n{}", rows.join("\n"))]))
                .map(|found| (found.stated, found.listed))
        };
        assert_eq!(list(11, "件数\t12件\n本盒共12件"), Some((12, 11)));
        assert_eq!(list(12, "本盒共12件"), None);
        assert_eq!(list(11, "第一盒共5件\n第二盒共6件"), None, "two boxes in one list");
        assert_eq!(list(11, "年度\t2019"), None);
    }
}

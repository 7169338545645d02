//! The day that a paper was issued: the one under its issuer, wherever annexes and timetables follow.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::prose::script::{Fact, Script};
use crate::{
    evaluate::Document,
    text::{
        Cut,
        dates::{DateMention, find_dates},
        pattern,
        vocabulary::alternation,
    },
    vocabulary,
};

/// A line that ends with the name of a body: `赵家庄村民委员会（章）`.
static ISSUER: LazyLock<Regex> = LazyLock::new(|| {
    let bodies = alternation(vocabulary!("bodies.tsv").read_by("issuer"));
    pattern(&format!(r"^[^,。;:\t]{{0,40}}(?:{bodies})(?:\(?(?:盖?章|公章)\)?)?[ ]*$"))
});

/// Words beside a day on its line that leave it a line of its own: 年月日 are the day's own, `（章）` and spaces not.
const BESIDE: usize = 4;

/// Reads the day under the issuer's name, or behind it on its line; the first such, since annexes have others.
pub fn issued(document: &Document) -> Option<Fact<Date>> {
    let script = Script::new(document);
    let lines: Vec<_> = script.lines(0..script.text.len()).collect();
    lines.iter().enumerate().find_map(|(at, (range, line))| {
        let found = find_dates(line).into_iter().rfind(DateMention::is_day)?;
        let (before, after) = (line.part(..found.range.start).trim(), line.part(found.range.end..).trim());
        let alone = after.chars().count() + before.chars().count() <= BESIDE && !line.contains('\t');
        let above = at.checked_sub(1).and_then(|above| lines.get(above));
        let under = alone && above.is_some_and(|(_, above)| ISSUER.is_match(above.trim()));
        let beside = after.chars().count() <= BESIDE && !before.is_empty() && ISSUER.is_match(before);
        (under || beside)
            .then(|| script.fact(found.date, range.start + found.range.start..range.start + found.range.end))
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::evaluate::fixture::paper;

    fn day(text: &str) -> Option<Date> {
        issued(&paper("方案.docx").saying(&[text])).map(|fact| fact.value)
    }

    #[test]
    fn the_day_under_the_issuer() {
        for text in [
            "实施方案\n为做好工作，特制定本方案。\n赵家庄村民委员会\n2019年3月5日\n附件 时间表\n2019年6月1日\t张榜公示",
            "通知\n赵家庄股份经济合作社（公章）\n二〇一九年三月五日",
            "通知\n2019年6月1日召开会议。\n赵家庄村委会 2019年3月5日",
        ] {
            assert_eq!(day(text), Some(date(2019, 3, 5)), "{text}");
        }
        for text in [
            "时间表\n2019年6月1日\t张榜公示\n2019年7月1日\t报镇备案",
            "2019年6月1日，村民委员会召开会议",
            "",
            "赵家庄村民委员会\n电话：0632-0000012",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}

//! A weekday beside a date is that of the date (R27): what was written down afterwards often errs there.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, meeting::pieces};
use crate::{
    evaluate::{
        Case, Document,
        case::slot::Filled,
        documents::prose::script::{Fact, Script},
    },
    model::{Code, Finding, Severity},
    msg,
    text::{
        cut::Cut,
        dates::{DateMention, find_dates},
    },
};

/// A weekday beside a date is that of the date (R27).
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weekdays {}

impl CheckType for Weekdays {
    const NAME: &'static str = "weekday";
    const CODES: &'static [Code] = &[Code::WeekdayMismatch];
    const WORDS: Words = Words {
        looks_for: ["写明的星期与日期是否相符", "whether a weekday fits its date"],
        reads: ["日期旁边写出的星期", "weekdays written beside dates"],
        blind_to: ["没有写星期的日期", "dates without a weekday"],
    };
}

impl Check for Weekdays {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled)
    }
}

static WEEKDAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[ ,、]?[(\[【]? ?(?:星期|周|礼拜)(?P<d>[一二三四五六日天])(?:[^一二三四五六日天0-9至到\-—、]|$)")
        .expect("the pattern is constant")
});

fn weekday(name: &str) -> Weekday {
    match name {
        "一" => Weekday::Monday,
        "二" => Weekday::Tuesday,
        "三" => Weekday::Wednesday,
        "四" => Weekday::Thursday,
        "五" => Weekday::Friday,
        "六" => Weekday::Saturday,
        _ => Weekday::Sunday,
    }
}

fn title(day: Weekday) -> (&'static str, &'static str) {
    match day {
        Weekday::Monday => ("星期一", "a Monday"),
        Weekday::Tuesday => ("星期二", "a Tuesday"),
        Weekday::Wednesday => ("星期三", "a Wednesday"),
        Weekday::Thursday => ("星期四", "a Thursday"),
        Weekday::Friday => ("星期五", "a Friday"),
        Weekday::Saturday => ("星期六", "a Saturday"),
        Weekday::Sunday => ("星期日", "a Sunday"),
    }
}

/// One finding for every paper of an item with such a date, at the first place.
fn check(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Finding> {
    pieces(filled).into_iter().filter_map(|i| of_paper(case.documents.get(i)?)).collect()
}

fn of_paper(document: &Document) -> Option<Finding> {
    if document.content.is_empty() {
        return None;
    }
    let script = Script::new(document);
    let text = script.text;
    find_dates(text).into_iter().filter(DateMention::is_day).find_map(|found| {
        let captures = WEEKDAY.captures(text.part(found.range.end..))?;
        let written = captures.name("d")?;
        let said = weekday(written.as_str());
        let real = found.date.weekday();
        if said == real {
            return None;
        }
        let place: Fact<()> = script.fact((), found.range.start..found.range.end + written.end());
        let (date, (real_zh, real_en), (said_zh, said_en)) = (found.date, title(real), title(said));
        let (paper, doubtful) = (&document.title, place.doubtful);
        Some(Finding {
            code: Code::WeekdayMismatch,
            severity: if doubtful { Severity::Hint } else { Severity::Warning },
            message: msg!(
                "《{paper}》写 {date} 为{said_zh}，实为{real_zh}：请核实日期",
                "“{paper}” calls {date} {said_en}, and it was {real_en}; please check the date"
            ),
            places: vec![place.cite(document)],
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    #[test]
    fn a_weekday_that_errs_is_quoted() {
        for text in [
            "会议时间：2019年6月3日（星期二）上午",
            "二〇一九年六月三日 星期日",
            "时间:2019.6.3，周五下午",
            "2019-06-03(礼拜天)",
        ] {
            let found = of_paper(&paper("记录.docx").saying(&[text])).expect(text);
            assert_eq!((found.code, found.severity), (Code::WeekdayMismatch, Severity::Warning));
            assert!(
                found.message.zh.contains("实为星期一")
                    && text.replace('：', ":").contains(&found.places[0].quote.replace('：', ":"))
            );
        }
    }

    #[test]
    fn right_ones_and_ranges_are_left_alone() {
        for text in [
            "2019年6月3日（星期一）",
            "2019年6月3日周一至周五上午",
            "2019年6月3日，每周二例会",
            "2019年6月（星期二）",
            "2019年6月3日星期一，2019年6月4日（周二）",
            "星期二",
        ] {
            assert!(of_paper(&paper("记录.docx").saying(&[text])).is_none(), "{text}");
        }
    }
}

//! A paper is photographed after it was made: a picture of it that is older than the paper's own day shows that one of
//! the two days is wrong (GB/T 11821-2002 wants the time of a photo kept with it; R04 asks for days that agree).

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, meeting::pieces};
use crate::{
    evaluate::Document,
    model::{Code, Finding, Severity},
    msg,
    text::workdays::days_between,
};

/// A paper is photographed after it was made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureDate {}

impl CheckType for CaptureDate {
    const NAME: &'static str = "capture-date";
    const CODES: &'static [Code] = &[Code::DateOutOfOrder];
    const WORDS: Words = Words {
        looks_for: ["翻拍的纸件，拍摄时间是否早于纸件日期", "whether a paper was photographed before its own day"],
        reads: ["照片的拍摄时间，纸件的落款或写明的日期", "the camera's time, and the day under or in the paper"],
        blind_to: ["扫描件、没有拍摄时间的照片", "scans, and photos without a time"],
    };
}

impl Check for CaptureDate {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        pieces(on.filled).into_iter().filter_map(|i| of_paper(on.case.documents.get(i)?)).collect()
    }
}

/// Days that a notice or a plan is dated ahead in good faith.
const AHEAD: i32 = 1;
/// A camera that is further behind has lost its clock, which is another finding.
const LOST_CLOCK: i32 = 366;

fn of_paper(document: &Document) -> Option<Finding> {
    let taken = document.photo.as_ref().filter(|_| document.shows_a_page)?.taken?.date();
    let dated = document.own_date().filter(|dated| dated.place.page.is_some())?;
    let early = if taken < dated.date { days_between(taken, dated.date) } else { 0 };
    if early <= AHEAD || early > LOST_CLOCK {
        return None;
    }
    let doubtful = document.is_doubtful(dated.place.page.unwrap_or(1), &dated.place.quote);
    let (title, date) = (&document.title, dated.date);
    Some(Finding {
        code: Code::DateOutOfOrder,
        severity: if doubtful { Severity::Hint } else { Severity::Warning },
        message: msg!(
            "《{title}》写明 {date}，照片却拍摄于 {taken}：请核实纸件日期和相机时间",
            "“{title}” is dated {date}, but was photographed on {taken}; please check the paper's date and the camera's clock"
        ),
        places: vec![dated.place.clone()],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{
        Dated,
        fixture::{day, paper, photo},
    };

    fn pictured(on: &str, dated: &str) -> Document {
        let mut document = Document { shows_a_page: true, ..photo("决议.jpg") }.saying(&[&format!("决议\n{dated}")]);
        document.photo.get_or_insert_default().taken = Some(day(on).at(9, 0, 0, 0));
        document.signed = Some(Dated { date: day(dated), place: document.cite(1, dated) });
        document
    }

    #[test]
    fn a_picture_older_than_its_paper_is_named() {
        for (on, dated) in [("2019-05-06", "2019-05-08"), ("2019-05-06", "2019-06-30"), ("2018-12-30", "2019-01-03")] {
            let found = of_paper(&pictured(on, dated)).expect(on);
            assert_eq!((found.code, found.severity), (Code::DateOutOfOrder, Severity::Warning));
            assert_eq!(found.places[0].quote, dated);
        }
    }

    #[test]
    fn pictures_taken_later_lost_clocks_and_scans_are_left_alone() {
        for (on, dated) in [("2019-05-06", "2019-05-06"), ("2019-07-01", "2019-05-06"), ("2019-05-06", "2019-05-07")] {
            assert_eq!(of_paper(&pictured(on, dated)), None, "{on} {dated}");
        }
        assert_eq!(of_paper(&pictured("2002-12-08", "2019-05-06")), None, "a camera without a clock");
        let scene = Document { shows_a_page: false, ..pictured("2019-05-06", "2019-06-30") };
        assert_eq!(of_paper(&scene), None, "a photo of something going on has no day of its own");
        assert_eq!(of_paper(&paper("决议.pdf").saying(&["决议\n2019年6月30日"])), None, "no camera");
    }
}

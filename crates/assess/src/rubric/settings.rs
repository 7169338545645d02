//! The questions that the table leaves open, and how they are read unless the district says otherwise.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::{model::Message, msg};

/// The most days that a notice can be asked to stay up.
const MOST_DAYS: u32 = 60;
/// The most lists (榜) that can be asked for.
const MOST_LISTS: u32 = 9;
/// The years in which a date of a table can lie.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// Readings of what the table does not say. Every one has a default, is shown in the report, and can be set in the
/// rubric file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// A group set up for several tasks counts once; `true` counts it once for each task.
    pub group_counts_each_task: bool,
    /// A standard says 专项培训 where its item says 考察; `true` reads it as 考察.
    pub tours_for_trainings: bool,
    /// With an empty standard, points are suggested by presence; a person confirms them.
    pub empty_standard_by_presence: bool,
    /// One event may count in two items.
    pub event_counts_twice: bool,
    /// How the villages' totals become the table's 200.
    pub total: Total,
    /// How long notices stay up.
    pub notice: NoticePeriodSettings,
    /// The reference date (登记时点, 基准日) that is right, after 农经发〔2017〕11号.
    pub reference_date: Date,
    /// Reference dates that are right for yearly inventories, named as such in their title.
    pub yearly_reference_dates: Vec<Date>,
    /// Thresholds of the members' meeting (成员大会, 成员代表大会) before a law or a model charter gave them.
    pub members_meeting: ThresholdSettings,
    /// A village's papers of the first round (2018) still count after the second (2020 规范提升).
    pub first_round_counts: bool,
    /// A photo's time and place may come from its watermark or caption; where from is always shown.
    pub overlay_is_enough: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            group_counts_each_task: false,
            tours_for_trainings: true,
            empty_standard_by_presence: true,
            event_counts_twice: false,
            total: Total::default(),
            notice: NoticePeriodSettings::default(),
            reference_date: date(2017, 12, 31),
            yearly_reference_dates: vec![date(2018, 12, 31), date(2019, 12, 31)],
            members_meeting: ThresholdSettings::default(),
            first_round_counts: true,
            overlay_is_enough: true,
        }
    }
}

/// How the villages' totals become the table's 200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Total {
    /// Each village's own with the township's part.
    Village,
    /// The township's part with the mean of the villages.
    Mean,
    /// Both are printed.
    #[default]
    Both,
}

/// How long a notice (公示) stays up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoticePeriodSettings {
    /// The fewest days.
    pub days: u32,
    /// Whether they are working days.
    pub working: bool,
    /// The fewest lists (榜) of the member roster.
    pub lists: u32,
    /// Fewer lists than this are worth a warning.
    pub lists_advised: u32,
}

impl Default for NoticePeriodSettings {
    fn default() -> Self {
        Self { days: 7, working: false, lists: 1, lists_advised: 2 }
    }
}

/// A fraction, `2/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fraction(pub u32, pub u32);

/// What a meeting needs to be held and to decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThresholdSettings {
    /// The least share of the body that is present.
    pub present: Fraction,
    /// The share of those present that ordinary matters need more than.
    pub ordinary: Fraction,
    /// The least share of those present that a charter needs.
    pub charter: Fraction,
}

impl Default for ThresholdSettings {
    fn default() -> Self {
        Self { present: Fraction(2, 3), ordinary: Fraction(1, 2), charter: Fraction(2, 3) }
    }
}

/// A setting that cannot be meant: the way to it from `settings`, an index as its digits, and what is wrong.
pub(super) type Impossible = (Vec<String>, Message);

impl Settings {
    /// Every value that cannot be meant. `deadline` is the table's.
    pub(super) fn impossible(&self, deadline: Date) -> Vec<Impossible> {
        let mut found: Vec<Impossible> = Vec::new();
        let mut note =
            |way: &[&str], message: Message| found.push((way.iter().map(ToString::to_string).collect(), message));
        let NoticePeriodSettings { days, working: _, lists, lists_advised } = self.notice;
        if !(1..=MOST_DAYS).contains(&days) {
            note(
                &["notice", "days"],
                msg!(
                    "公示期 {days} 天不可能；请写 1 到 {MOST_DAYS}",
                    "a notice cannot be asked to stay up {days} days; write 1 to {MOST_DAYS}"
                ),
            );
        }
        if !(1..=MOST_LISTS).contains(&lists) {
            note(
                &["notice", "lists"],
                msg!(
                    "{lists} 榜不可能；请写 1 到 {MOST_LISTS}",
                    "{lists} lists cannot be asked for; write 1 to {MOST_LISTS}"
                ),
            );
        }
        if lists_advised < lists || lists_advised > MOST_LISTS {
            note(
                &["notice", "lists_advised"],
                msg!(
                    "提醒的榜数 {lists_advised} 应不少于要求的 {lists} 榜，不超过 {MOST_LISTS}",
                    "the advised number of lists, {lists_advised}, is from the required {lists} to {MOST_LISTS}"
                ),
            );
        }
        let ThresholdSettings { present, ordinary, charter } = self.members_meeting;
        for (name, share, is_more_than) in
            [("present", present, false), ("ordinary", ordinary, true), ("charter", charter, false)]
        {
            let Fraction(part, whole) = share;
            let way = ["members_meeting", name];
            if part == 0 || whole == 0 || part > whole {
                note(
                    &way,
                    msg!(
                        "{part}/{whole} 不是大于 0 且不超过 1 的比例；请改正，如 [2, 3]",
                        "{part}/{whole} is no share above 0 and up to 1; correct it, as in [2, 3]"
                    ),
                );
            } else if is_more_than && part == whole {
                note(
                    &way,
                    msg!(
                        "一般事项要求“超过” {part}/{whole}，没有人数能超过全部；请改正，如 [1, 2]",
                        "ordinary matters need more than this share, and nothing is more than all; correct it, as in [1, 2]"
                    ),
                );
            }
        }
        if let Some(message) = impossible_day(self.reference_date, deadline) {
            note(&["reference_date"], message);
        }
        for (at, day) in self.yearly_reference_dates.iter().enumerate() {
            let at = at.to_string();
            if let Some(message) = impossible_day(*day, deadline) {
                note(&["yearly_reference_dates", &at], message);
            }
        }
        found
    }
}

/// Whether a day lies outside of the years that a table can speak of.
pub(super) fn is_out_of_years(day: Date) -> bool {
    !YEARS.contains(&day.year())
}

/// What is wrong with a year that no table can speak of.
pub(super) fn out_of_years(day: Date) -> Message {
    let (first, last) = (YEARS.start(), YEARS.end());
    msg!(
        "日期 {day} 不在 {first} 到 {last} 年之间；请核对",
        "the date {day} does not lie between {first} and {last}; check it"
    )
}

fn impossible_day(day: Date, deadline: Date) -> Option<Message> {
    if is_out_of_years(day) {
        return Some(out_of_years(day));
    }
    (day > deadline).then(|| {
        msg!(
            "登记时点 {day} 晚于截止日 {deadline}；请核对",
            "the reference date {day} is after the deadline {deadline}; check it"
        )
    })
}

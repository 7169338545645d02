//! The questions that the table leaves open, and how they are read unless the district says otherwise.

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

/// Readings of what the table does not say. Every one has a default, is shown in the report, and can be set in the
/// rubric file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// T02, T04: a group set up for several tasks counts once; `true` counts it once for each task.
    pub group_counts_each_task: bool,
    /// T08: the standard says 专项培训 where the item says 考察; `true` reads it as 考察.
    pub tours_for_trainings: bool,
    /// T12, V16: with an empty standard, points are suggested by presence; a person confirms them.
    pub empty_standard_by_presence: bool,
    /// T03, T07: one event may count in both.
    pub event_counts_twice: bool,
    /// How the villages' totals become the table's 200.
    pub total: Total,
    /// How long notices stay up.
    pub notice: NoticePeriod,
    /// The reference date (登记时点, 基准日) that is right, after 农经发〔2017〕11号.
    pub reference_date: Date,
    /// Reference dates that are right for yearly inventories, named as such in their title.
    pub yearly_reference_dates: Vec<Date>,
    /// Thresholds of the members' meeting (成员大会, 成员代表大会) before a law or a model charter gave them.
    pub members_meeting: Thresholds,
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
            notice: NoticePeriod::default(),
            reference_date: date(2017, 12, 31),
            yearly_reference_dates: vec![date(2018, 12, 31), date(2019, 12, 31)],
            members_meeting: Thresholds::default(),
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
pub struct NoticePeriod {
    /// The fewest days.
    pub days: u32,
    /// Whether they are working days.
    pub working: bool,
    /// The fewest lists (榜) of the member roster.
    pub lists: u32,
    /// Fewer lists than this are worth a warning.
    pub lists_advised: u32,
}

impl Default for NoticePeriod {
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
pub struct Thresholds {
    /// The least share of the body that is present.
    pub present: Fraction,
    /// The share of those present that ordinary matters need more than.
    pub ordinary: Fraction,
    /// The least share of those present that a charter needs.
    pub charter: Fraction,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self { present: Fraction(2, 3), ordinary: Fraction(1, 2), charter: Fraction(2, 3) }
    }
}

//! The assessment as data: which items there are, what each asks for and how it scores.
//!
//! A campaign is one JSON file in the shape of [`shape`]; another campaign needs another file and no code. The
//! built-in one is `schema/fucheng-2020.json`.

// A range or an index that does not fit ends the whole run, so the lints refuse both; tests may end so.
#![cfg_attr(not(test), warn(clippy::string_slice, clippy::indexing_slicing))]

pub mod asked;
pub mod describe;
pub mod load;
pub mod matcher;
pub mod problem;
pub mod reference;
pub mod role;
pub mod settings;
pub mod shape;
mod validate;

pub use asked::{AskedCheck, CheckTypes};
pub use load::{RubricError, load, parse};
pub use matcher::{Clues, Matcher};
pub use problem::RubricProblem;
pub use reference::{KindId, LevelSlot, OtherItem, OwnSlot, Pattern, TopicId, is_among};
pub use role::{KindRole, SettingName, TopicRole};
pub use settings::{Fraction, NoticePeriodSettings, Settings, ThresholdSettings, Total};
pub use shape::{
    Apart, CampaignStage, Count, DocumentKind, Item, KindIdentity, Level, LevelTotal, Marks, Medium, Rubric, Scoring,
    Slot, Topic, Within,
};

//! What people see of a report: names, signs, words and links, ready for templates.
//!
//! The same parts stand in the self-contained file and on the web pages; only their links differ.

mod item;
mod matrix;
mod show;
mod state;
mod unit;

pub use item::{ItemShown, ReasonShown, SlotShown};
pub use matrix::{CellShown, HeadShown, MatrixShown, RowShown, TotalsShown};
pub use show::{FindingShown, Links, NoticeShown, PlaceShown, Show};
pub use state::{ScoreShown, StateShown, score, severities, state_shown};
pub use unit::{StageShown, StageSlotShown, TodoShown, UnitShown};

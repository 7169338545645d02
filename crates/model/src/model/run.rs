//! What an assessment came to, small enough to be kept, and what changed from one to the next.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{archive::Unit, code::Code, score::ItemState};

/// Where every unit stood, by its papers alone: what people decided is no change of the archive.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Standing {
    /// The township first, then the villages as they are listed.
    pub units: Vec<UnitStanding>,
}

/// Where one unit stood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitStanding {
    /// The unit.
    pub unit: Unit,
    /// Its items, in the rubric's order.
    pub items: Vec<ItemStanding>,
}

/// Where one item stood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemStanding {
    /// The item's id, `V03`.
    pub id: String,
    /// Its state.
    pub state: ItemState,
    /// The least it could come to, in points.
    pub min: f64,
    /// The most it could come to, in points.
    pub max: f64,
    /// How many findings of each code it had. Places are not kept: a file that was only renamed is no news.
    pub findings: BTreeMap<Code, u32>,
}

/// One assessment as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptAssessment {
    /// When it was first made: RFC 3339 with offset.
    pub at: String,
    /// Whether everything had been read: no page waited for recognition. What follows an unsettled run belongs to it.
    pub is_settled: bool,
    /// What it came to.
    pub standing: Standing,
}

/// The last assessment and the different one before it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeptAssessments {
    /// The last.
    pub now: Option<KeptAssessment>,
    /// The one before it that came to something else.
    pub before: Option<KeptAssessment>,
}

/// What changed from one assessment to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeSet {
    /// When the earlier one was first made: RFC 3339 with offset.
    pub since: String,
    /// When the later one was first made.
    pub at: String,
    /// The units where anything changed, in the order of the later one.
    pub units: Vec<UnitChange>,
}

/// What changed in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitChange {
    /// The unit.
    pub unit: Unit,
    /// It was not there before; then the lists are empty.
    pub is_new: bool,
    /// Items that became complete.
    pub completed: Vec<String>,
    /// Items that were complete and no longer are.
    pub reopened: Vec<String>,
    /// Findings that are new: item, code and how many.
    pub found: Vec<(String, Code, u32)>,
    /// Findings that are gone.
    pub gone: Vec<(String, Code, u32)>,
    /// Confirmed and possible points, before.
    pub before: (f64, f64),
    /// Confirmed and possible points, now.
    pub now: (f64, f64),
}

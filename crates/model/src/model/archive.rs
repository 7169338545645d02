//! The township, its villages and whose papers a file belongs to.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::photo::Coordinates;

/// The township (镇) that an archive is about.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Township {
    /// Its full name, `凫城镇`; empty where the archive does not say.
    pub name: String,
    /// The county or district it lies in, where given.
    pub county: Option<String>,
    /// The province it lies in, where given.
    pub province: Option<String>,
    /// The folder of its own papers, relative to the archive.
    pub folder: Option<String>,
    /// The day by which everything must be there; the rubric's own day where the archive names none.
    pub deadline: Option<Date>,
    /// The day on which it is assessed; a photo from a later one has a wrong clock. `None` where that is not asked.
    #[serde(skip)]
    pub today: Option<Date>,
    /// The villages, in the order of `archive.json` or else of their folders.
    pub villages: Vec<Village>,
}

/// An administrative village (行政村).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Village {
    /// Its full name, `张庄村`.
    pub name: String,
    /// Its folder relative to the archive; `None` where it is listed and has none.
    pub folder: Option<String>,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// The sub-office (办事处) above it, where the archive has that level.
    pub office: Option<String>,
    /// Its middle, in degrees, WGS-84.
    pub center: Option<Coordinates>,
    /// How far from the middle still counts as inside, in metres.
    pub radius_m: Option<f64>,
    /// Its boundary: rings of points, WGS-84, the first ring outside and the others holes.
    pub boundary: Option<Vec<Vec<Coordinates>>>,
}

impl Village {
    /// Its full name, and then the others it goes by.
    pub fn names(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }
}

/// Whose papers a file belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// The township's own papers.
    Township,
    /// A village's, by its full name.
    Village(String),
    /// Nobody's that the layout knows; read and searchable all the same.
    Unassigned,
}

impl Unit {
    /// The village's name, where it is a village.
    pub fn village(&self) -> Option<&str> {
        match self {
            Unit::Village(name) => Some(name),
            Unit::Township | Unit::Unassigned => None,
        }
    }
}

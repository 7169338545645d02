//! `archive.json`: what the archive itself states about its township, villages and deadline (`cundang-archive/1`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{self, Read},
    path::Path,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

use crate::model::{Coordinates, FolderOwner, KnownFolder, Township, Village};

/// The file's name, at the archive's root.
pub const FILE_NAME: &str = "archive.json";

/// The format that this version reads.
pub const FORMAT: &str = "cundang-archive/1";

/// The largest file that is read, in bytes: boundaries of a thousand villages take a tenth of it.
const MOST_BYTES: u64 = 16 << 20;
/// The most villages of a township; the largest county has some fifteen hundred.
const MOST_VILLAGES: usize = 2_000;

/// What is wrong with an `archive.json`.
#[derive(Debug, Error)]
pub enum DescriptionError {
    /// It is there and cannot be opened.
    #[error("cannot read {FILE_NAME}: {0}")]
    Io(#[from] io::Error),
    /// It is not JSON of the right shape.
    #[error("line {line}, column {column}: {problem}")]
    Shape {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What the parser says.
        problem: String,
    },
    /// It is larger than any description of a township.
    #[error("it is larger than {} MiB", MOST_BYTES >> 20)]
    TooLarge,
    /// It lists more villages than any township has.
    #[error("it lists {found} villages, more than {MOST_VILLAGES}")]
    TooMany {
        /// How many.
        found: usize,
    },
    /// It is of another format.
    #[error("its format is {found:?}, expected {FORMAT:?}")]
    Format {
        /// What it says.
        found: String,
    },
    /// Two villages go by one name.
    #[error("village {name:?} is listed twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// A boundary that is not a GeoJSON Polygon, MultiPolygon or Feature of one.
    #[error("the boundary of village {name:?} is no GeoJSON polygon")]
    Boundary {
        /// Whose.
        name: String,
    },
}

/// An `archive.json`, as written.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveDescription {
    /// Always [`FORMAT`].
    pub format: String,
    /// The township's full name; empty where the archive does not say.
    #[serde(default)]
    pub township: String,
    /// The county or district above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub county: Option<String>,
    /// The province above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// The folder of the township's own papers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub township_folder: Option<String>,
    /// The day by which everything must be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// Every village, with a folder or without.
    #[serde(default)]
    pub villages: Vec<VillageDescription>,
    /// Folders that are no village's and not the township's, whatever they are called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_folders: Vec<String>,
}

/// A village in `archive.json`.
#[derive(Debug, Clone, PartialEq, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VillageDescription {
    /// Its full name.
    pub name: String,
    /// Its folder, relative to the archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    /// Further folders of its papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more_folders: Vec<String>,
    /// The office above it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// `[longitude, latitude]`, degrees, WGS-84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub center: Option<[f64; 2]>,
    /// Metres around the centre that count as inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub radius_m: Option<f64>,
    /// A GeoJSON geometry, or a feature of one; longitude before latitude, WGS-84.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boundary: Option<Value>,
}

impl ArchiveDescription {
    /// Reads the description at the root of an archive; `None` where there is none.
    ///
    /// # Errors
    /// A [`DescriptionError`] where it is there but cannot be used: a guess could assign papers to the wrong village.
    pub fn read(root: &Path) -> Result<Option<Self>, DescriptionError> {
        let place = root.join(FILE_NAME);
        // A pipe or a device would keep the program waiting, and a link leads out of the archive.
        match std::fs::symlink_metadata(&place) {
            Ok(data) if !data.is_file() => return Err(io::Error::from(io::ErrorKind::InvalidInput).into()),
            Ok(data) if data.len() > MOST_BYTES => return Err(DescriptionError::TooLarge),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        }
        let mut text = String::new();
        File::open(place)?.take(MOST_BYTES).read_to_string(&mut text)?;
        Self::parse(&text).map(Some)
    }

    /// Reads a description from text.
    ///
    /// # Errors
    /// As [`ArchiveDescription::read`].
    pub fn parse(text: &str) -> Result<Self, DescriptionError> {
        let text = text.trim_start_matches('\u{feff}');
        let description: Self = serde_json::from_str(text).map_err(|error| DescriptionError::Shape {
            line: error.line(),
            column: error.column(),
            problem: error.to_string(),
        })?;
        if description.format != FORMAT {
            return Err(DescriptionError::Format { found: description.format });
        }
        if description.villages.len() > MOST_VILLAGES {
            return Err(DescriptionError::TooMany { found: description.villages.len() });
        }
        let mut names = BTreeSet::new();
        for village in &description.villages {
            if !names.insert(&village.name) {
                return Err(DescriptionError::Twice { name: village.name.clone() });
            }
        }
        Ok(description)
    }

    /// The description that says what is known of folders now. What the archive described before stays (`known`), and the
    /// boundaries with it.
    pub fn of_folders(known: Option<Self>, township: &Township, folders: &[KnownFolder]) -> Self {
        let before = known.unwrap_or_else(|| Self {
            format: FORMAT.to_owned(),
            township: String::new(),
            county: None,
            province: None,
            township_folder: None,
            deadline: None,
            villages: Vec::new(),
            other_folders: Vec::new(),
        });
        let mut villages: Vec<VillageDescription> = Vec::new();
        for village in &township.villages {
            let own = |owner: &FolderOwner| matches!(owner, FolderOwner::Village { name } if *name == village.name);
            let mut of_village = folders.iter().filter(|folder| own(&folder.owner)).map(|folder| folder.path.clone());
            // The archive's own folder cannot be named by a path; the village's name says it.
            let folder = village.folder.clone().or_else(|| of_village.next()).filter(|folder| !folder.is_empty());
            let more = folders.iter().filter(|known| own(&known.owner) && Some(&known.path) != folder.as_ref());
            let listed = before.villages.iter().find(|listed| listed.name == village.name).cloned();
            villages.push(VillageDescription {
                name: village.name.clone(),
                more_folders: more.map(|known| known.path.clone()).filter(|path| !path.is_empty()).collect(),
                folder,
                office: village.office.clone(),
                ..listed.unwrap_or_default()
            });
        }
        let nobody = folders.iter().filter(|folder| folder.owner == FolderOwner::Nobody && !folder.path.is_empty());
        Self {
            township: township.name.clone(),
            township_folder: township.folder.clone(),
            villages,
            other_folders: nobody.map(|folder| folder.path.clone()).collect(),
            ..before
        }
    }

    /// The folders that it names beside the one of each village and that of the township.
    pub fn owners(&self) -> BTreeMap<String, FolderOwner> {
        let more = self.villages.iter().flat_map(|village| {
            let owner = FolderOwner::Village { name: village.name.clone() };
            village.more_folders.iter().map(move |folder| (trim_folder(folder.clone()), owner.clone()))
        });
        let others = self.other_folders.iter().map(|folder| (trim_folder(folder.clone()), FolderOwner::Nobody));
        more.chain(others).collect()
    }

    /// The township it describes; folders are taken as written and checked by the layout.
    ///
    /// # Errors
    /// [`DescriptionError::Boundary`] where a boundary cannot be read.
    pub fn into_township(self) -> Result<Township, DescriptionError> {
        let villages = self.villages.into_iter().map(VillageDescription::into_village).collect::<Result<_, _>>()?;
        Ok(Township {
            name: self.township,
            county: self.county,
            province: self.province,
            folder: self.township_folder.map(trim_folder),
            deadline: self.deadline,
            today: None,
            villages,
        })
    }
}

impl VillageDescription {
    fn into_village(self) -> Result<Village, DescriptionError> {
        let boundary = match &self.boundary {
            None | Some(Value::Null) => None,
            Some(value) => Some(rings(value).ok_or_else(|| DescriptionError::Boundary { name: self.name.clone() })?),
        };
        Ok(Village {
            name: self.name,
            folder: self.folder.map(trim_folder),
            aliases: self.aliases,
            office: self.office,
            center: self.center.map(|[lon, lat]| Coordinates { lat, lon }),
            radius_m: self.radius_m,
            boundary,
        })
    }
}

fn trim_folder(folder: String) -> String {
    folder.replace('\\', "/").trim_matches('/').to_owned()
}

/// The rings of a GeoJSON polygon (RFC 7946): of a `Polygon`, of all parts of a `MultiPolygon`, or of a feature.
fn rings(value: &Value) -> Option<Vec<Vec<Coordinates>>> {
    match value.get("type")?.as_str()? {
        "Feature" => rings(value.get("geometry")?),
        "Polygon" => polygon(value.get("coordinates")?),
        "MultiPolygon" => {
            let parts = value.get("coordinates")?.as_array()?;
            Some(parts.iter().map(polygon).collect::<Option<Vec<_>>>()?.concat())
        }
        _ => None,
    }
}

fn polygon(coordinates: &Value) -> Option<Vec<Vec<Coordinates>>> {
    let point = |value: &Value| {
        let pair = value.as_array()?;
        Some(Coordinates { lon: pair.first()?.as_f64()?, lat: pair.get(1)?.as_f64()? })
    };
    let ring = |value: &Value| value.as_array()?.iter().map(point).collect::<Option<Vec<_>>>();
    coordinates.as_array()?.iter().map(ring).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_description() {
        let text = r#"{"format": "cundang-archive/1", "township": "凫城镇", "county": "山亭区", "province": "山东省",
            "township_folder": "00镇级/", "deadline": "2020-06-30",
            "villages": [{"name": "张庄村", "folder": "01张庄村", "aliases": ["张庄"], "center": [117.46, 35.10],
                          "radius_m": 3000, "boundary": {"type": "Polygon",
                          "coordinates": [[[117.4, 35.0], [117.5, 35.0], [117.5, 35.2], [117.4, 35.0]]]}}]}"#;
        let township = ArchiveDescription::parse(text).expect("valid").into_township().expect("valid");
        assert_eq!(township.folder.as_deref(), Some("00镇级"));
        assert_eq!(township.deadline, Some(jiff::civil::date(2020, 6, 30)));
        let village = &township.villages[0];
        assert_eq!(village.center, Some(Coordinates { lat: 35.10, lon: 117.46 }));
        assert_eq!(village.boundary.as_ref().expect("a boundary")[0].len(), 4);
    }

    #[test]
    fn mistakes_are_placed() {
        let error = ArchiveDescription::parse("{\"format\": \"cundang-archive/1\",\n \"town\": 1}").expect_err("wrong");
        assert!(matches!(error, DescriptionError::Shape { line: 2, .. }), "{error}");
        let error = ArchiveDescription::parse(r#"{"format": "x/1"}"#).expect_err("wrong");
        assert!(matches!(error, DescriptionError::Format { .. }), "{error}");
    }
}

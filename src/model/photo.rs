//! Photo facts: what a picture says of time, place, people and event, and where each saying comes from.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{finding::Finding, path::ArchivePath};

/// A point on the earth in degrees, WGS-84.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Coordinates {
    /// Latitude, −90 to 90, north positive.
    pub lat: f64,
    /// Longitude, −180 to 180, east positive.
    pub lon: f64,
}

impl Coordinates {
    /// The great-circle distance to another point, in metres, on a sphere of radius 6,371,008.8 m.
    pub fn distance_m(self, other: Coordinates) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let dlat = (other.lat - self.lat).to_radians();
        let dlon = (other.lon - self.lon).to_radians();
        let a = (dlat / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * 6_371_008.8 * a.sqrt().min(1.0).asin()
    }
}

/// Where a photo fact comes from, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The camera's own EXIF block. It can be edited: support, not proof.
    Exif,
    /// An XMP packet.
    Xmp,
    /// An IPTC block.
    Iptc,
    /// Printed on the picture by a watermark camera.
    Overlay,
    /// A caption beside the picture.
    Caption,
    /// The file's name.
    FileName,
    /// The folder's name.
    Folder,
    /// Nothing says it.
    #[default]
    None,
}

impl Source {
    /// The name in reports and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Exif => "exif",
            Source::Xmp => "xmp",
            Source::Iptc => "iptc",
            Source::Overlay => "overlay",
            Source::Caption => "caption",
            Source::FileName => "file-name",
            Source::Folder => "folder",
            Source::None => "none",
        }
    }
}

/// What the bytes of a picture say, whatever the file is called.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PhotoFacts {
    /// Pixels across, as stored.
    pub width: u32,
    /// Pixels down, as stored.
    pub height: u32,
    /// EXIF orientation, 1 to 8; 1 where absent.
    pub orientation: u8,
    /// EXIF DateTimeOriginal (0x9003), camera's local time.
    pub taken: Option<DateTime>,
    /// EXIF OffsetTimeOriginal (0x9011), minutes east of UTC, where present.
    pub offset_minutes: Option<i32>,
    /// EXIF GPS position, WGS-84 assumed; a position of 0/0 is absent.
    pub gps: Option<Coordinates>,
    /// EXIF GPS date and time, UTC.
    pub gps_time: Option<DateTime>,
    /// EXIF Make and Model.
    pub camera: Option<String>,
    /// EXIF Software.
    pub software: Option<String>,
    /// EXIF ImageDescription, XPComment or UserComment: a caption inside the picture.
    pub description: Option<String>,
}

/// When a picture was taken, and who says so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Captured {
    /// RFC 3339 with offset, `+08:00` where none was recorded; a date alone where only the day is known.
    pub value: Option<String>,
    /// Who says so.
    pub source: Source,
}

/// Where a picture was taken, and who says so.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Degrees, WGS-84.
    pub lat: Option<f64>,
    /// Degrees, WGS-84.
    pub lon: Option<f64>,
    /// The place in words, where some source gives it.
    pub text: Option<String>,
    /// Who says so.
    pub source: Source,
    /// Inside the unit's area; `None` where either is unknown.
    pub inside: Option<bool>,
}

/// Which of the four elements of V24 a caption gives: 时间 `time`, 人物 `people`, 地点 `place`, 事件 `event`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Caption {
    /// The elements found.
    pub elements: Vec<String>,
    /// Where they were found.
    pub source: Source,
}

/// A photo in the report: facts joined with its name, folder and village.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PhotoRecord {
    /// The file.
    pub path: ArchivePath,
    /// When.
    pub captured: Captured,
    /// Where.
    pub place: Place,
    /// Who, from captions.
    pub people: Vec<String>,
    /// What was going on: the event's name.
    pub event: String,
    /// The caption's elements.
    pub caption: Caption,
    /// What is wrong or missing.
    pub findings: Vec<Finding>,
}

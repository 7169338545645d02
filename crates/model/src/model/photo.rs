//! Photo facts: what a picture says of time, place, people and event, and where each saying comes from.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use super::{
    caption::CaptionText,
    finding::{Citation, Finding},
    path::ArchivePath,
    said::Written,
};

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
    /// EXIF DateTimeOriginal (0x9003), camera's local time; for a video its creation time.
    pub taken: Option<DateTime>,
    /// EXIF OffsetTimeOriginal (0x9011), minutes east of UTC, where present.
    pub offset_minutes: Option<i32>,
    /// EXIF GPS position, WGS-84 assumed; a position of 0/0 is absent.
    pub gps: Option<Coordinates>,
    /// EXIF GPS date and time, UTC.
    pub gps_time: Option<DateTime>,
    /// EXIF Make and Model.
    pub camera: Option<String>,
    /// EXIF Software, or else XMP CreatorTool.
    pub software: Option<String>,
    /// The first caption inside the picture that is more than a camera's filler: EXIF ImageDescription, XPComment,
    /// UserComment, or else XMP or IPTC.
    pub description: Option<String>,
    /// EXIF DateTimeDigitized (0x9004), or else what XMP has for it, local time: for a scanned print the time of scanning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digitized: Option<DateTime>,
    /// EXIF DateTime (0x0132), or else XMP ModifyDate, local time: when the file was last saved, which an editor changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<DateTime>,
    /// EXIF Artist, XMP dc:creator or IPTC by-line: who took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artist: Option<String>,
    /// Times of taking that XMP and IPTC give, in the order found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<TimeSaid>,
    /// The position that XMP gives, WGS-84 assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xmp_gps: Option<Coordinates>,
    /// Every caption inside the picture, EXIF first, then XMP, then IPTC; a text that repeats an earlier one of the
    /// same source is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<CaptionSaid>,
    /// A video: its creation time and place stand in the fields of a photo.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_video: bool,
    /// What its pixels give, where they could be decoded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pixels: Option<PixelFacts>,
}

/// A time that a block beside the EXIF gives for the taking of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeSaid {
    /// Local time; midnight where only the day is given.
    pub at: DateTime,
    /// Minutes east of UTC, where recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_minutes: Option<i32>,
    /// [`Source::Xmp`] or [`Source::Iptc`].
    pub source: Source,
}

/// A caption that the picture itself bears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaptionSaid {
    /// Its words.
    pub text: String,
    /// [`Source::Exif`], [`Source::Xmp`] or [`Source::Iptc`].
    pub source: Source,
    /// The field it stands in: `ImageDescription`, `dc:description`, `2:120`.
    pub field: String,
}

/// What the pixels of a picture give; all of it hints.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PixelFacts {
    /// What it looks like; `None` where there is too little in it to tell it from others.
    pub hash: Option<PictureHash>,
    /// The variance of the Laplacian on a grey copy with a long side of 512 pixels; blurred pictures have little.
    pub sharpness: f32,
    /// The mean luminance, 0 to 255.
    pub brightness: f32,
}

/// What a picture looks like, kept so that it is found again after saving, resizing, cutting and mirroring.
///
/// Each frame is 256 bits: a 16 × 16 block of a cosine transform against its median. Two pictures are compared by the
/// number of bits in which frames differ.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PictureHash {
    /// The whole picture; then, where an even border was cut off, what is left. Others are compared with these.
    pub whole: Vec<FrameHash>,
    /// Parts of the picture, as if a margin were cut off; they are compared with the wholes of others.
    pub parts: Vec<FrameHash>,
}

/// 256 bits, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FrameHash(pub [u64; 4]);

impl FrameHash {
    /// In how many of the 256 bits two frames differ.
    pub fn distance(self, other: FrameHash) -> u32 {
        self.0.iter().zip(other.0).map(|(a, b)| (a ^ b).count_ones()).sum()
    }
}

impl Serialize for FrameHash {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [a, b, c, d] = self.0;
        serializer.collect_str(&format_args!("{a:016x}{b:016x}{c:016x}{d:016x}"))
    }
}

impl<'de> Deserialize<'de> for FrameHash {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong = || serde::de::Error::custom("a frame's hash has 64 hexadecimal digits");
        let mut words = [0_u64; 4];
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        for (i, word) in words.iter_mut().enumerate() {
            *word = u64::from_str_radix(&text[i * 16..(i + 1) * 16], 16).map_err(|_| wrong())?;
        }
        Ok(Self(words))
    }
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

/// One of the four elements (时间、人物、地点、事件), and who gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ElementSaid {
    /// `time`, `people`, `place` or `event`.
    pub element: String,
    /// What is given, in the source's words.
    pub value: String,
    /// Who gives it.
    pub source: Source,
    /// The words beside the photo that give it, where it is another file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Citation>,
    /// The caption is one that a person wrote in the catalogue.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_person: bool,
}

/// Another photo that is the same file, or looks the same (疑似同一照片), in another event or with another unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The other photo.
    pub path: ArchivePath,
    /// Byte for byte.
    pub same_bytes: bool,
    /// In how many of 256 bits the nearest frames differ; 0 for the same bytes.
    pub distance: u32,
    /// One is the other's mirror image.
    pub mirrored: bool,
    /// It belongs to another unit, and not only to another event.
    pub other_unit: bool,
}

impl Alike {
    /// How much of the two frames agrees, in percent; unlike pictures agree in about 50.
    pub fn similarity(&self) -> u32 {
        100 - (self.distance.min(256) * 100).div_ceil(256)
    }
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
    /// The same without what people wrote in the catalogue: pictures of different events are held against each other,
    /// and two ways to write of one event make no two of it.
    #[serde(default)]
    pub occasion: String,
    /// What a person wrote of it in the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub written: Option<Written<CaptionText>>,
    /// The caption's elements.
    pub caption: Caption,
    /// What is wrong or missing.
    pub findings: Vec<Finding>,
    /// What it shows: `meeting`, `notice-near`, `notice-far`, `notice`, `certificate`, `archive-box`, `office`,
    /// `screenshot`, `scan` or `other`.
    #[serde(default)]
    pub kind: String,
    /// Which of the four elements are given at all, in the order of the table, each by its best source: words first,
    /// then the camera.
    #[serde(default)]
    pub elements: Vec<ElementSaid>,
    /// Photos that are, or look, the same.
    #[serde(default)]
    pub alike: Vec<Alike>,
    /// Further photos of the same scene in the same event, taken in a row or kept twice; no fault.
    #[serde(default)]
    pub burst: Vec<ArchivePath>,
}

impl PhotoRecord {
    /// A photo that could not be examined: nothing is said of it.
    pub fn unexamined(path: ArchivePath) -> Self {
        Self {
            path,
            captured: Captured::default(),
            place: Place::default(),
            people: Vec::new(),
            event: String::new(),
            occasion: String::new(),
            written: None,
            caption: Caption::default(),
            findings: Vec::new(),
            kind: "other".to_owned(),
            elements: Vec::new(),
            alike: Vec::new(),
            burst: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_kept_as_hexadecimal() {
        let frame = FrameHash([1, 0xFF00, 0, u64::MAX]);
        let text = serde_json::to_string(&frame).expect("it can be written");
        assert_eq!(text, "\"0000000000000001000000000000ff000000000000000000ffffffffffffffff\"");
        assert_eq!(serde_json::from_str::<FrameHash>(&text).expect("it can be read"), frame);
        assert!(serde_json::from_str::<FrameHash>("\"00\"").is_err());
        assert!(serde_json::from_str::<FrameHash>(&format!("\"{}\"", "+".repeat(64))).is_err());
        assert_eq!(frame.distance(FrameHash([0, 0xFF00, 0, u64::MAX - 2])), 2);
    }

    #[test]
    fn facts_of_an_earlier_store_are_read() {
        let facts = PhotoFacts { width: 4, ..PhotoFacts::default() };
        let text = serde_json::to_string(&facts).expect("it can be written");
        assert!(!text.contains("captions") && !text.contains("is_video"), "{text}");
        assert_eq!(serde_json::from_str::<PhotoFacts>(&text).expect("it can be read"), facts);
    }
}

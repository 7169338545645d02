//! The shape of a rubric file, `cundang-rubric/1`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    asked::AskedCheck,
    role::{KindRole, SettingName, TopicRole},
    settings::Settings,
};
use crate::model::{MeetingBody, Message};

/// A whole assessment table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Always `cundang-rubric/1`.
    pub format: String,
    /// A short permanent name, `fucheng-2020`.
    pub id: String,
    /// The table's title, verbatim.
    pub title: String,
    /// The paper it stands in.
    pub source: String,
    /// The last day for evidence.
    pub deadline: Date,
    /// The first day that evidence can bear; papers dated earlier belong to something else.
    pub evidence_from: Option<Date>,
    /// The points of all levels together.
    pub total: f64,
    /// Who is assessed, and for how many points.
    pub levels: Vec<LevelTotal>,
    /// Words that make a paper a template or a draft.
    pub marks: Marks,
    /// How the questions that the table leaves open are read.
    #[serde(default)]
    pub settings: Settings,
    /// The campaigns that the table is about, of `schema/vocabulary/subjects.tsv`; a paper of another one is no evidence.
    /// None where the table is about any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<String>,
    /// What a paper can be about.
    pub topics: Vec<Topic>,
    /// What a paper can be, in order of precedence: the first that matches is its kind.
    pub kinds: Vec<DocumentKind>,
    /// The stages of the reform, in order.
    pub stages: Vec<CampaignStage>,
    /// The items, in the table's order.
    pub items: Vec<Item>,
}

impl Rubric {
    /// The items of one level, in the table's order.
    pub fn items_of(&self, level: Level) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(move |item| item.level == level)
    }

    /// The item with this id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The slot with this id, whichever item it stands in.
    pub fn slot(&self, id: &str) -> Option<&Slot> {
        self.items.iter().flat_map(|item| &item.slots).find(|slot| slot.id == id)
    }

    /// The kind with this id.
    pub fn kind(&self, id: &str) -> Option<&DocumentKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// A topic by its id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.iter().find(|topic| topic.id == id)
    }

    /// The kinds of a role, in the rubric's order.
    pub fn kinds_with(&self, role: KindRole) -> impl Iterator<Item = &DocumentKind> {
        self.kinds.iter().filter(move |kind| kind.role == Some(role))
    }

    /// The role of the kind with this id.
    pub fn role_of(&self, kind: &str) -> Option<KindRole> {
        self.kind(kind)?.role
    }

    /// Whether one of these ids of topics is that of a topic with this role.
    pub fn has_topic(&self, topics: &[String], role: TopicRole) -> bool {
        self.topics.iter().filter(|topic| topic.role == Some(role)).any(|topic| topics.contains(&topic.id))
    }

    /// The ids of the items whose text this setting reads, in the table's order.
    pub fn items_with(&self, setting: SettingName) -> impl Iterator<Item = &str> {
        self.items.iter().filter(move |item| item.settings.contains(&setting)).map(|item| item.id.as_str())
    }

    /// The full points of a level.
    pub fn points_of(&self, level: Level) -> f64 {
        self.items_of(level).map(|item| item.points).fold(0.0, |sum, points| sum + points)
    }
}

/// Who an item assesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The township, by its own papers.
    Township,
    /// Each village, by its papers.
    Village,
}

/// The points that a level's items must add up to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelTotal {
    /// Which level.
    pub level: Level,
    /// Its heading in the table, verbatim.
    pub title: String,
    /// The sum of its items' points.
    pub points: f64,
}

/// Words that say a paper is not the thing itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Regular expression over names and titles of blank forms; such a paper is never evidence.
    pub template: String,
    /// Regular expression over names and titles of drafts; weak evidence, the final must exist too.
    pub draft: String,
}

/// Something that papers are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id, `asset-inventory`.
    pub id: String,
    /// Its name for people.
    pub name: Message,
    /// Regular expression over names, folders and titles.
    pub pattern: String,
    /// What it is to the checks that compare figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<TopicRole>,
    /// Subjects of `schema/vocabulary/subjects.tsv` that it covers, for papers whose name and title fit no topic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
}

/// Why a paper is no evidence, whatever its title fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Apart {
    /// It is of another campaign: 换届, 扶贫, 确权.
    OtherCampaign,
    /// It is another village's or township's.
    OtherPlace,
    /// A county, city, province or ministry issued it.
    HigherLevel,
    /// It is news about the matter.
    News,
    /// It is the text of a law.
    Law,
    /// It is repealed.
    Repealed,
    /// It hands the village's own assets over to somebody else; no slot accepts that.
    #[serde(skip)]
    GivenAway,
    /// A person said so; no slot accepts that.
    #[serde(skip)]
    Person,
}

/// What sort of file a kind can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Medium {
    /// Any file.
    #[default]
    Any,
    /// Pictures only: a photo of something.
    Image,
    /// Anything but a photo; a scan of a paper saved as a picture still counts where its own name says so, and
    /// not where only its folder does.
    Paper,
}

/// A kind of document (文种).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentKind {
    /// Its id, `MTG_MINUTES`.
    pub id: String,
    /// Its name for people.
    pub name: Message,
    /// Regular expression over the folded name, folder or title.
    pub pattern: String,
    /// Where this matches too, the kind does not apply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<String>,
    /// Folders in which a short name, or no name at all, means this kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<Within>,
    /// What sort of file it can be.
    #[serde(default)]
    pub medium: Medium,
    /// A sample of it is evidence, whatever [`Marks::template`] says (a specimen share certificate, a blank ballot).
    #[serde(default)]
    pub sample_counts: bool,
    /// What its text is read for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<KindRole>,
    /// The identity by which a paper is of this kind where neither its name nor its title fits any pattern.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<KindIdentity>,
}

/// What a paper of a kind is, in the words of the vocabulary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindIdentity {
    /// Genres, or the genres above them, of `schema/vocabulary/genres.tsv`; any of them.
    pub genres: Vec<String>,
    /// Subjects of `schema/vocabulary/subjects.tsv`, any of them; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<String>,
}

/// A name that means a kind only inside certain folders: `01通知.pdf` is a training's notice in `03培训`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// Regular expression over the folded name of any folder above the file.
    pub folder: String,
    /// Regular expression over the folded file name. Without it, every file in such a folder that nothing else
    /// names is of this kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A stage of a campaign (清产核资, 成员确认 …).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignStage {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: Message,
}

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its id, `T01` or `V26`.
    pub id: String,
    /// Who it assesses.
    pub level: Level,
    /// Its full points.
    pub points: f64,
    /// 评估项目, verbatim, mistakes included.
    pub text: String,
    /// 量化标准, verbatim; empty where the table leaves it blank.
    pub standard: String,
    /// How cundang reads a text that is blank, mistaken or can be read in two ways.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interpretation: Option<Message>,
    /// How it scores.
    pub scoring: Scoring,
    /// The settings that say how its text is read; they are shown with its id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<SettingName>,
    /// What it asks for.
    pub slots: Vec<Slot>,
    /// What is checked beyond presence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<AskedCheck>,
}

/// How an item scores; the closed list of scoring types.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Scoring {
    /// All or nothing on presence.
    PresenceFull {
        /// The standard asks for the original; a scan cannot settle that, a person ticks it.
        #[serde(default)]
        needs_original: bool,
    },
    /// So many points each, up to a cap.
    CountCap {
        /// The slot that is counted.
        slot: String,
        /// Points for each.
        unit: f64,
        /// The most it gives.
        cap: f64,
    },
    /// As `count_cap`, with a weight a slot.
    WeightedCount {
        /// Points for each piece found, by slot.
        weights: BTreeMap<String, f64>,
        /// The most it gives.
        cap: f64,
    },
    /// Parts that score by themselves.
    Composite {
        /// Points by slot.
        parts: BTreeMap<String, f64>,
    },
    /// Grades of detail: 潦草笼统 / 简约概括 / 详实细致.
    TierDocDetail {
        /// Points of the grades, lowest first.
        tiers: Vec<f64>,
        /// The slot that holds the paper to be graded.
        slot: String,
    },
    /// Grades of volume: few / rich.
    TierVolume {
        /// Points of the grades, lowest first.
        tiers: Vec<f64>,
        /// The slot that is counted.
        slot: String,
        /// Pieces from which the highest grade is suggested.
        rich: u32,
    },
    /// Full points from a number on, else none.
    Threshold {
        /// The slot that is counted.
        slot: String,
        /// The number.
        at_least: u32,
    },
    /// Full points unless a fault is found.
    VetoZero {
        /// The fault, in the table's words.
        veto: String,
    },
    /// 酌情打分: a person's judgement.
    Judgement {},
    /// Judgement after field work.
    JudgementField {
        /// What takes all points, in the table's words.
        veto: String,
    },
    /// The table leaves the standard blank.
    Unspecified {},
}

/// How the pieces in a slot are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Count {
    /// Distinct files; the same bytes twice count once.
    #[default]
    Files,
    /// Distinct events that have every one of the slot's kinds.
    CompleteEvents,
    /// Distinct events with any of the slot's kinds.
    Events,
    /// Distinct topics among the slot's topics.
    Topics,
    /// Distinct titles, so that a report printed twice counts once.
    Titles,
    /// Distinct villages named.
    Villages,
}

/// One thing that an item asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Its id, `V03.2`.
    pub id: String,
    /// Its name for people.
    pub name: Message,
    /// What to do when it is empty, as an order a clerk can follow.
    pub todo: Message,
    /// The stage it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The kinds that fill it.
    pub kinds: Vec<String>,
    /// The topics it must be about, any of them; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Regular expression that the folded name, folder or title must match as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub containing: Option<String>,
    /// A paper whose secondary kind fits counts too: a plan that also sets up the group.
    #[serde(default)]
    pub secondary: bool,
    /// The bodies whose minutes it takes; empty for any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bodies: Vec<MeetingBody>,
    /// Papers that are no evidence elsewhere, and are here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accepts: Vec<Apart>,
    /// How many it asks for; 0 for a welcome extra.
    pub required: u32,
    /// How they are counted.
    #[serde(default)]
    pub count: Count,
}

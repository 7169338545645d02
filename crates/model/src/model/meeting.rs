//! Meetings, as the papers of a unit tell of them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{finding::Citation, path::ArchivePath};

/// Who met. The law gives each body its own powers and thresholds, so that one cannot stand in for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeetingBody {
    /// The village's party branch and committee (村“两委”), or one of them.
    Committee,
    /// The party members (党员大会).
    Party,
    /// The villagers' representatives (村民代表会议).
    VillageRepresentatives,
    /// All villagers, or one of each household (村民会议).
    Villagers,
    /// All members of the collective (成员大会, 社员大会, 股东大会).
    Members,
    /// The members' representatives (成员代表大会).
    MemberRepresentatives,
    /// The cooperative's council (理事会).
    Council,
    /// The cooperative's supervisors (监事会).
    Supervisors,
    /// The township.
    Township,
    /// Nothing says who.
    Unknown,
}

impl MeetingBody {
    /// Every body, in the order of the decision chain of a village (四议).
    pub const ALL: [MeetingBody; 10] = [
        MeetingBody::Committee,
        MeetingBody::Party,
        MeetingBody::VillageRepresentatives,
        MeetingBody::Villagers,
        MeetingBody::Members,
        MeetingBody::MemberRepresentatives,
        MeetingBody::Council,
        MeetingBody::Supervisors,
        MeetingBody::Township,
        MeetingBody::Unknown,
    ];

    /// The name in reports and rubric files.
    pub fn as_str(self) -> &'static str {
        match self {
            MeetingBody::Committee => "committee",
            MeetingBody::Party => "party",
            MeetingBody::VillageRepresentatives => "village-representatives",
            MeetingBody::Villagers => "villagers",
            MeetingBody::Members => "members",
            MeetingBody::MemberRepresentatives => "member-representatives",
            MeetingBody::Council => "council",
            MeetingBody::Supervisors => "supervisors",
            MeetingBody::Township => "township",
            MeetingBody::Unknown => "unknown",
        }
    }

    /// What people call it.
    pub fn title(self, lang: super::Lang) -> &'static str {
        let (zh, en) = match self {
            MeetingBody::Committee => ("村“两委”会议", "village party branch and committee"),
            MeetingBody::Party => ("党员大会", "meeting of party members"),
            MeetingBody::VillageRepresentatives => ("村民代表会议", "meeting of villagers' representatives"),
            MeetingBody::Villagers => ("村民会议", "villagers' meeting"),
            MeetingBody::Members => ("成员大会", "members' meeting"),
            MeetingBody::MemberRepresentatives => ("成员代表大会", "meeting of members' representatives"),
            MeetingBody::Council => ("理事会会议", "council meeting"),
            MeetingBody::Supervisors => ("监事会会议", "supervisors' meeting"),
            MeetingBody::Township => ("镇级会议", "township meeting"),
            MeetingBody::Unknown => ("会议", "meeting"),
        };
        lang.pick(zh, en)
    }
}

/// One meeting of a unit, put together from all papers that tell of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeetingRecord {
    /// Its day, where a paper gives it.
    pub date: Option<Date>,
    /// What its papers call it.
    pub name: String,
    /// Who met.
    pub body: MeetingBody,
    /// The ids of the rubric's topics that it was about.
    pub topics: Vec<String>,
    /// How many should have come (应到).
    pub expected: Option<u32>,
    /// How many came (实到).
    pub present: Option<u32>,
    /// Votes for (同意), of its first vote.
    pub in_favour: Option<u32>,
    /// Votes against (反对).
    pub against: Option<u32>,
    /// Abstentions (弃权).
    pub abstained: Option<u32>,
    /// What it decided, in the words of its papers.
    pub decision: Option<String>,
    /// Who led it (主持人).
    pub host: Option<String>,
    /// Who wrote the minutes (记录人).
    pub recorder: Option<String>,
    /// The place that shows it best: the minutes, or else the resolution.
    pub citation: Citation,
    /// All its papers and pictures, sorted by path.
    pub papers: Vec<ArchivePath>,
}

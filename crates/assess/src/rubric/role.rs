//! What the program asks of a rubric's kinds, topics and settings, so that it knows none of them by its id.

use serde::{Deserialize, Serialize};

/// What a kind is to the checks that read its papers. Several kinds may have one role; a kind without one fills slots, and
/// gives no meetings, notices, figures or lists of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KindRole {
    /// Minutes of meetings (会议记录).
    Minutes,
    /// Summaries that are issued after a meeting (会议纪要): as minutes, without speeches and signatures.
    Summary,
    /// Resolutions (会议决议).
    Resolution,
    /// Sign-in sheets (签到表).
    SignIn,
    /// Notices that call a meeting (会议通知).
    MeetingNotice,
    /// Ballots and tallies (选票, 计票单).
    Ballot,
    /// Public notices (公示, 公告).
    PublicNotice,
    /// What came of a public notice (公示结果).
    NoticeResult,
    /// Photos of a public notice on its board (公示照片).
    NoticePhoto,
    /// Balance sheets (资产负债表).
    BalanceSheet,
    /// Reports of an inventory of assets (清产核资报表).
    InventoryReport,
    /// Ledgers of assets (资产台账).
    AssetLedger,
    /// Rules by which members are confirmed (成员确认办法).
    MemberRules,
    /// Survey sheets of members, one a household (成员调查表).
    MemberSurvey,
    /// Rosters of members (成员名册).
    MemberRoster,
    /// Plans that quantify assets into shares (折股量化方案).
    SharePlan,
    /// Plans by which shares are managed (股权管理方案).
    ShareManagementPlan,
    /// Rosters of shareholders with their shares (股东名册).
    ShareRoster,
    /// Share certificates (股权证).
    ShareCertificate,
    /// Receipt lists of share certificates (股权证领取表).
    CertificateReceipt,
    /// Certificates of a cooperative's registration (登记证).
    RegistrationCertificate,
    /// Charters (章程), whose own thresholds hold for later meetings.
    Charter,
    /// Other plans (方案): what they say of figures is what somebody meant to do.
    Plan,
    /// Lists of what was filed or handed over (备案、移交清单).
    FilingList,
    /// Papers of the township on a village that others are to learn from (典型材料).
    Exemplar,
}

/// What a topic is to the checks that compare figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopicRole {
    /// The inventory of assets (清产核资).
    AssetInventory,
    /// The confirmation of members (成员确认).
    MemberConfirmation,
}

/// A setting by its name in [`Settings`](super::Settings).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettingName {
    /// `group_counts_each_task`.
    GroupCountsEachTask,
    /// `tours_for_trainings`.
    ToursForTrainings,
    /// `empty_standard_by_presence`.
    EmptyStandardByPresence,
    /// `event_counts_twice`.
    EventCountsTwice,
    /// `notice`.
    Notice,
    /// `reference_date`.
    ReferenceDate,
    /// `members_meeting`.
    MembersMeeting,
    /// `first_round_counts`.
    FirstRoundCounts,
    /// `overlay_is_enough`.
    OverlayIsEnough,
}

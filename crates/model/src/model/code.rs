//! The permanent codes of findings. A code, once published, keeps its name and its meaning.

use serde::{Deserialize, Serialize};

use super::lang::Lang;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The rubric takes points for it.
    Fault,
    /// A person should look at it.
    Warning,
    /// Worth knowing.
    Hint,
}

impl Severity {
    /// The name in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Fault => "fault",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

macro_rules! codes {
    ($($group:literal { $($variant:ident $name:literal $zh:literal $en:literal;)+ })+) => {
        /// What kind of finding it is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(
                #[doc = concat!($en, " (", $zh, "); group: ", $group)]
                #[serde(rename = $name)]
                $variant,
            )+)+
        }

        impl Code {
            /// Every code, in the order of the contract.
            pub const ALL: &[Code] = &[$($(Code::$variant,)+)+];

            /// The permanent name.
            pub fn as_str(self) -> &'static str {
                match self { $($(Code::$variant => $name,)+)+ }
            }

            /// A short title for people.
            pub fn title(self, lang: Lang) -> &'static str {
                match self { $($(Code::$variant => lang.pick($zh, $en),)+)+ }
            }
        }
    };
}

codes! {
    "presence" {
        DocumentMissing "document-missing" "缺少材料" "document missing";
        DocumentDraftOnly "document-draft-only" "只有草案" "only a draft";
        DocumentTemplateOnly "document-template-only" "只有空白样表" "only a blank template";
        EventIncomplete "event-incomplete" "活动材料不齐" "event incomplete";
        DoubleCountedEvent "double-counted-event" "同一活动重复计数" "event counted twice";
    }
    "files" {
        UnreadableFile "unreadable-file" "文件无法读取" "file unreadable";
        EncryptedFile "encrypted-file" "文件有密码" "file has a password";
        NoTextLayer "no-text-layer" "扫描页尚未识别" "scanned pages not yet recognised";
        ExtensionMismatch "extension-mismatch" "扩展名与内容不符" "extension differs from content";
        NameMojibake "name-mojibake" "文件名乱码" "file name garbled";
        UnsupportedFormat "unsupported-format" "暂不支持的格式" "format not supported";
    }
    "dates" {
        DateAfterDeadline "date-after-deadline" "日期晚于截止日" "dated after the deadline";
        DateOutOfOrder "date-out-of-order" "日期先后不符" "dates out of order";
        DateAmbiguous "date-ambiguous" "日期不明确" "date ambiguous";
        WeekdayMismatch "weekday-mismatch" "星期与日期不符" "weekday differs from date";
        Anachronism "anachronism" "内容与落款日期不一致" "content later than its date";
        ReferenceDateWrong "reference-date-wrong" "登记时点不符" "reference date differs";
    }
    "meetings" {
        QuorumNotMet "quorum-not-met" "到会人数不足" "quorum not met";
        VoteNotPassed "vote-not-passed" "同意票未达要求" "vote not passed";
        AttendanceMismatch "attendance-mismatch" "人数不一致" "attendance figures differ";
        MinutesFieldMissing "minutes-field-missing" "会议记录缺项" "minutes lack a field";
        SignatureMissing "signature-missing" "缺少签字" "signature missing";
        WrongMeetingBody "wrong-meeting-body" "会议主体不符" "wrong meeting body";
    }
    "notices" {
        NoticeTooShort "notice-too-short" "公示期不足" "notice period too short";
        NoticeFieldMissing "notice-field-missing" "公示内容缺项" "notice lacks a field";
    }
    "photos" {
        PhotoWithoutTime "photo-without-time" "照片无拍摄时间" "photo without time";
        PhotoWithoutPlace "photo-without-place" "照片无拍摄地点" "photo without place";
        PhotoTimeMismatch "photo-time-mismatch" "照片时间与事件不符" "photo time differs from event";
        PhotoOutsideVillage "photo-outside-village" "照片位置不在本村" "photo outside the village";
        PhotoReused "photo-reused" "疑似同一照片" "possibly the same photo";
        PhotoIsScreenshot "photo-is-screenshot" "截图或转发图" "screenshot or re-post";
        PhotoEdited "photo-edited" "照片经过编辑" "photo edited";
        PhotoClockSuspect "photo-clock-suspect" "相机时钟待核" "camera clock doubtful";
        PhotoLowQuality "photo-low-quality" "照片不清晰" "photo unclear";
        CaptionIncomplete "caption-incomplete" "照片说明要素不全" "caption incomplete";
    }
    "figures" {
        FiguresDisagree "figures-disagree" "数据不一致" "figures disagree";
        ArithmeticWrong "arithmetic-wrong" "计算关系不符" "arithmetic wrong";
        LedgerMissing "ledger-missing" "未见资产台账" "no asset ledger";
    }
    "rosters" {
        RosterIdInvalid "roster-id-invalid" "身份证号校验不符" "identity number invalid";
        RosterDuplicatePerson "roster-duplicate-person" "人员重复" "person listed twice";
        RosterCountMismatch "roster-count-mismatch" "名册人数不符" "roster count differs";
        ReceiptUnsigned "receipt-unsigned" "领取未签字" "receipt unsigned";
        ReceiptCountMismatch "receipt-count-mismatch" "领取户数不符" "receipt count differs";
        CertificateNumberGap "certificate-number-gap" "证书编号不连续" "certificate numbers have a gap";
    }
    "rights and charter" {
        RightsInfringingClause "rights-infringing-clause" "疑似侵权条款" "possibly infringing clause";
        RightsUnclearClause "rights-unclear-clause" "条款含义待核" "clause needs a reading";
        ForeignPlaceName "foreign-place-name" "出现外地地名" "name of another place";
        PlaceholderLeft "placeholder-left" "留有空白或占位符" "placeholder left";
        CopiedText "copied-text" "文本高度相似" "text very similar";
        WordingError "wording-error" "用词待核" "wording error";
        CharterBlockMissing "charter-block-missing" "章程缺少内容" "charter lacks a part";
    }
    "bodies" {
        AppointedNotElected "appointed-not-elected" "疑似委任" "possibly appointed";
        BoardConflict "board-conflict" "成员交叉任职" "boards overlap";
        FinancePartMissing "finance-part-missing" "财务材料缺项" "finance papers incomplete";
        PetitionFound "petition-found" "有信访记录" "petition on record";
    }
    "archive" {
        CatalogueMissing "catalogue-missing" "缺少目录" "catalogue missing";
        CatalogueMismatch "catalogue-mismatch" "目录与文件不符" "catalogue differs from files";
        PieceNumberGap "piece-number-gap" "件号不连续" "item numbers have a gap";
    }
    "privacy" {
        PersonalDataExposed "personal-data-exposed" "个人信息外露" "personal data exposed";
    }
}

impl Code {
    /// Whether a photo of which it holds shows another occasion or place, so that it is no evidence.
    pub fn rejects_photo(self) -> bool {
        matches!(self, Code::PhotoReused | Code::PhotoOutsideVillage)
    }

    /// Whether it says that something is not there, rather than that what is there is wrong.
    pub fn is_of_absence(self) -> bool {
        matches!(
            self,
            Code::DocumentMissing
                | Code::DocumentDraftOnly
                | Code::DocumentTemplateOnly
                | Code::EventIncomplete
                | Code::LedgerMissing
                | Code::FinancePartMissing
                | Code::CatalogueMissing
        )
    }
}

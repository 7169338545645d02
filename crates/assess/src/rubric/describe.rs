//! What each check and each way of scoring does, in words: for `docs/checks.md`, the command that prints it and whoever
//! reads a rubric.
//!
//! A new [`CheckSpec`] or [`Scoring`] does not compile until it is described here: one arm each.

use super::shape::{CheckSpec, Scoring};
use crate::model::Message;

/// A check in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckWords {
    /// Its name in a rubric file.
    pub name: &'static str,
    /// What it looks for.
    pub looks_for: Message,
    /// What it reads.
    pub reads: Message,
    /// What it cannot see.
    pub blind_to: Message,
}

/// The check that every item has without asking.
pub const PRESENCE: &str = "presence";

/// Says a check: its name in the rubric, what it looks for, what it reads and what it cannot see, each in Chinese and
/// in English.
fn words(name: &'static str, looks_for: [&str; 2], reads: [&str; 2], blind_to: [&str; 2]) -> CheckWords {
    let message = |[zh, en]: [&str; 2]| Message::new(zh, en);
    CheckWords { name, looks_for: message(looks_for), reads: message(reads), blind_to: message(blind_to) }
}

/// The presence check in words.
pub fn presence() -> CheckWords {
    words(
        PRESENCE,
        [
            "材料有没有、够不够数；只有草案、空白样表的指出来",
            "whether the papers are there and enough; only a draft or a blank form is named",
        ],
        ["文件名、文件夹名、标题和首页，卷内目录", "names, folders, titles and first pages, contents lists"],
        [
            "名称和内容都没有写明是什么的文件；纸上有而没有放进档案的",
            "files whose name and text do not say what they are; papers that are not in the archive",
        ],
    )
}

impl CheckSpec {
    /// The check in words.
    pub fn words(&self) -> CheckWords {
        match self {
            CheckSpec::Deadline {} => words(
                "deadline",
                ["材料的日期是否晚于截止日", "papers dated after the deadline"],
                [
                    "落款日期，没有的看文件名、正文、文件夹里的日期",
                    "the date under the paper, or else in its name, text or folder",
                ],
                ["没有日期的材料；落款日期是否真实", "papers without a date; whether the date is true"],
            ),
            CheckSpec::EventComplete { .. } => words(
                "event-complete",
                ["一次活动的几样材料是否齐全", "events that have some of their papers and not all"],
                ["按文件夹和日期归到同一次活动的文件", "files that folder and date bring together as one event"],
                ["散放又没有日期的材料属于哪一次活动", "where a paper belongs that lies apart and bears no date"],
            ),
            CheckSpec::DoubleCount { .. } => words(
                "double-count",
                ["同一次活动是否在两个项目里重复计数", "events that count in two items"],
                ["各项目所用材料属于哪一次活动", "the events that the items' papers belong to"],
                ["换了名称和日期重新放一遍的同一次活动", "one event filed twice under another name and date"],
            ),
            CheckSpec::MinutesFields {} => words(
                "minutes-fields",
                ["会议记录的十三项内容是否写全", "which of the thirteen things that minutes record are lacking"],
                ["会议记录的文字、表格和识别出的行", "the text, tables and recognised lines of minutes"],
                ["手写潦草、没有识别出来的内容；所记是否属实", "handwriting that was not read; whether it is true"],
            ),
            CheckSpec::Thresholds {} => words(
                "thresholds",
                ["到会人数和同意票是否达到会议当日适用的规定", "quorum and vote, by the rules of the meeting's day"],
                [
                    "应到、实到、同意、反对、弃权的数字；本村章程里的规定",
                    "the numbers expected, present, for, against and abstaining; the village's own charter",
                ],
                ["没有写出的人数；委托是否有效", "numbers that are not written; whether proxies are valid"],
            ),
            CheckSpec::Attendance { .. } => words(
                "attendance",
                [
                    "实到人数、签到人数、表决票数是否一致；签到的人是否在代表名册中；同一人是否同时出现在两处",
                    "whether those present, signed in and voting are as many, on the representatives' list, and in one place",
                ],
                [
                    "会议记录、决议、签到表、代表名册",
                    "minutes, resolutions, sign-in sheets and lists of representatives",
                ],
                ["代签、一人多签", "signatures by another hand"],
            ),
            CheckSpec::Signatures {} => words(
                "signatures",
                ["决议、记录、签到表是否有签字", "whether resolutions, minutes and sign-in sheets are signed"],
                ["签字栏后面的文字", "what stands in the places for signatures"],
                ["图片里的手写签名和手印；笔迹是否本人", "ink and fingerprints in pictures; whose hand it is"],
            ),
            CheckSpec::MeetingBodies { .. } => words(
                "meeting-bodies",
                ["作出决定的会议主体是否合适", "whether the right body decided"],
                ["会议名称和决议开头", "the meeting's name and the resolution's opening"],
                ["名称写对而参会人员不对的", "a right name over the wrong people"],
            ),
            CheckSpec::Weekday {} => words(
                "weekday",
                ["写明的星期与日期是否相符", "whether a weekday fits its date"],
                ["日期旁边写出的星期", "weekdays written beside dates"],
                ["没有写星期的日期", "dates without a weekday"],
            ),
            CheckSpec::MeetingDates {} => words(
                "meeting-dates",
                [
                    "同一次会议的通知、签到、记录、决议日期是否相合；村民会议是否提前十天通知",
                    "whether the papers of one meeting bear fitting dates, and meetings of all are called ten days before",
                ],
                ["各份材料写明的日期", "the dates that the papers state"],
                ["没有日期的材料", "papers without a date"],
            ),
            CheckSpec::DateOrder { .. } => words(
                "date-order",
                [
                    "材料的先后是否合乎改革的步骤；会议是否等公示期满才召开",
                    "whether papers follow the stages of the reform, and meetings wait until the notice is over",
                ],
                ["各份材料的日期，公示的起止日期", "the dates of the papers, the first and last day of notices"],
                ["没有日期或日期不全的材料", "papers without a whole date"],
            ),
            CheckSpec::NoticePeriod { .. } => words(
                "notice-period",
                ["公示期够不够天数；榜次够不够", "whether notices stay up long enough, in enough lists"],
                ["公示写明的起止日期和天数，放假调休安排", "the days that notices state, and the public holidays"],
                ["实际张贴了几天", "how long a notice really hung"],
            ),
            CheckSpec::NoticeFields {} => words(
                "notice-fields",
                ["公示是否写明内容、期限、异议方式、联系电话、落款", "what a public notice fails to say"],
                ["公示的文字和表格", "the text and tables of notices"],
                ["盖章、照片里看不清的公示", "seals, and notices too unclear to read in a photo"],
            ),
            CheckSpec::PersonalData {} => words(
                "personal-data",
                ["公开张贴的材料里是否露出完整证件号、银行卡号、个人电话", "personal numbers in papers for the public"],
                ["公示类材料的文字和表格", "the text and tables of public papers"],
                ["照片里没有识别出来的号码", "numbers in photos that were not read"],
            ),
            CheckSpec::DecisionMatrix { .. } => words(
                "decision-matrix",
                ["每件大事由哪些会议议过，列给人看", "which bodies met on which decision, shown and not judged"],
                ["归到各次会议的记录和决议", "the minutes and resolutions of each meeting"],
                ["没有归档的会议", "meetings that left no paper here"],
            ),
            CheckSpec::FiguresAgree { .. } => words(
                "figures-agree",
                ["同一数据在各份材料里是否一致", "whether a figure is the same in every paper"],
                [
                    "资产、负债、土地、户数、人数、股数等数据，来自正文、表格和识别出的行",
                    "sums, land, households, members and shares, from text, tables and recognised lines",
                ],
                ["没有读出或把握不大的数字；哪一份才对", "figures not read or not read surely; which paper is right"],
            ),
            CheckSpec::Arithmetic { .. } => words(
                "arithmetic",
                ["表内合计、平衡关系是否相符", "whether sums and balances come out"],
                [
                    "资产负债表（各类资产与总计）、明细表、股权方案、名册里的数字，以及写出的算式",
                    "balance sheets with their classes, detail sheets, share plans, rosters, and sums worked out in writing",
                ],
                [
                    "没有列出的明细；版式不明的资产负债表",
                    "details that are not listed; balance sheets of unclear layout",
                ],
            ),
            CheckSpec::AmountsInWords {} => words(
                "amounts-in-words",
                ["大写金额与小写金额是否相同", "whether sums in words are those in digits"],
                ["写在一起的大写和小写金额", "sums written both ways side by side"],
                ["只写一种的金额", "sums written one way only"],
            ),
            CheckSpec::ReferenceDate { .. } => words(
                "reference-date",
                ["登记时点（基准日）是否符合设定", "whether the reference date is the right one"],
                ["写明为时点、基准日的日期", "dates called the reference date"],
                ["没有写明时点的材料", "papers that do not state one"],
            ),
            CheckSpec::Ledger { .. } => words(
                "ledger",
                ["有清查报表的，是否建有资产台账", "whether a ledger stands beside an inventory report"],
                ["本项材料的种类", "the kinds of the item's papers"],
                ["台账是否漏记", "whether the ledger leaves anything out"],
            ),
            CheckSpec::FormSignatures {} => words(
                "form-signatures",
                [
                    "报表的填表人、负责人等栏是否有签名",
                    "whether the signature labels of forms have something behind them",
                ],
                ["签名栏后面的文字", "what follows the labels"],
                ["图片里的手写签名", "ink in pictures"],
            ),
            CheckSpec::Roster { .. } => words(
                "roster",
                [
                    "名册的证件号、重复人员、人数、户主、序号",
                    "identity numbers, people listed twice, counts and heads in rosters",
                ],
                ["名册表格的每一行，也与别村的名册相比", "every row, also against the rosters of other villages"],
                ["没有证件号的同名人；手写名册", "namesakes without a number; rosters by hand"],
            ),
            CheckSpec::Survey { .. } => words(
                "survey",
                [
                    "调查表份数、签名、证件号，与名册逐人核对",
                    "survey sheets: how many, signed, identity numbers, and the roster's people one by one",
                ],
                ["调查表的表格和签名栏", "the sheets' tables and signature labels"],
                ["签名是否本人", "whether the signature is the person's own"],
            ),
            CheckSpec::Receipt { .. } => words(
                "receipt",
                [
                    "股权证领取是否每户签字、与名册户主相符、在截止日前，证书编号是否连续，登记、发证、领取的先后",
                    "whether every household of the roster signed, before the deadline; certificate numbers; registration, issue and receipt in order",
                ],
                [
                    "领取表的每一行，登记证和股权证的日期",
                    "every row of the receipt list, days of registration and certificates",
                ],
                ["代签；证书是否真到户", "signatures by another hand; whether it reached the household"],
            ),
            CheckSpec::Election { .. } => words(
                "election",
                [
                    "选票数是否相合，当选票数是否过半，是否未经选举而任命",
                    "ballots that add up, winners with more than half, nobody simply appointed",
                ],
                ["计票单、选举结果、公告", "tallies, results and announcements"],
                ["计票过程", "the counting itself"],
            ),
            CheckSpec::BoardConflict { .. } => words(
                "board-conflict",
                ["同一人是否既在理事会（会计）又在监督机构", "people on a board and on the one that supervises it"],
                ["各机构的名单", "the lists of members"],
                ["亲属关系；同名不同人", "kinship; namesakes"],
            ),
            CheckSpec::Rights { .. } => words(
                "rights",
                [
                    "有没有限制出嫁、入赘、离婚、丧偶、双女户、农嫁非等群体权益的条款",
                    "clauses that take rights from special groups",
                ],
                ["方案、办法、章程、决议里的每一句", "every sentence of plans, rules, charters and resolutions"],
                ["条款以外的实际做法", "what is done without a clause"],
            ),
            CheckSpec::TextBlocks { .. } => words(
                "text-blocks",
                ["章程是否写了要求的几块内容并有数字", "whether the parts asked for are there, with figures"],
                ["章程正文", "the charter's text"],
                ["数字是否属实（由数据一致一项核对）", "whether the figures are true"],
            ),
            CheckSpec::ManagementMode { .. } => words(
                "management-mode",
                [
                    "股权管理方案与章程写明的管理方式（静态、动态）是否一致",
                    "whether plan and charter manage shares in the same way, fixed or changing",
                ],
                ["股权管理方案和章程的正文", "the text of the plan and of the charter"],
                ["实际怎样管理；一份材料里写了两种方式的", "what is done; papers that speak of both ways"],
            ),
            CheckSpec::TextParts { .. } => words(
                "text-parts",
                ["材料写到了哪几部分，列给人看", "which parts the papers have, shown with the suggestion"],
                ["材料正文", "the papers' text"],
                ["写法不同而意思相同的内容", "the same thing in quite other words"],
            ),
            CheckSpec::ForeignPlaces { .. } => words(
                "foreign-places",
                ["有没有别的村、镇、县、省的名称", "names of other villages, townships, counties and provinces"],
                [
                    "正文；本档案的村名、全国县以上地名，以及“某镇某村”的写法",
                    "the text; this archive's villages, China's counties and provinces, and names in the form of a township with its village",
                ],
                ["单独出现的外地小村名", "small places elsewhere that stand alone"],
            ),
            CheckSpec::Placeholders { .. } => words(
                "placeholders",
                ["有没有留着没填的空白或占位符", "placeholders left of a model"],
                ["正文", "the text"],
                ["填了但填错的", "blanks filled in wrongly"],
            ),
            CheckSpec::Wording { .. } => words(
                "wording",
                ["错别字、混用的称呼、条款编号断号重号", "slips of the pen, mixed terms, articles out of number"],
                ["正文；评估表列出的错字和称呼", "the text; the slips and terms that the table lists"],
                ["没有列出的错字", "slips that are not listed"],
            ),
            CheckSpec::Anachronism { .. } => words(
                "anachronism",
                ["引用的法律、提法在落款日是否已有", "whether what a paper cites existed on its day"],
                ["正文和日期；评估表列出的时间", "text and date; the days that the table lists"],
                ["没有日期的材料", "papers without a date"],
            ),
            CheckSpec::CopiedText { .. } => words(
                "copied-text",
                [
                    "隐去地名、姓名、数字后，与别村文本相似多少",
                    "how alike a text is to another village's, names and figures masked",
                ],
                ["各村同类材料的正文", "the same papers of all villages"],
                ["相似是否正当：共用示范文本不算问题", "whether it matters: a shared model is no fault"],
            ),
            CheckSpec::Detail { .. } => words(
                "detail",
                [
                    "方案的篇幅、章节、日期、人员、本村数据，供分档参考",
                    "length, sections, dates, people and figures of a plan, for its grade",
                ],
                ["方案正文", "the plan's text"],
                ["写得是否切合实际", "whether it fits the village"],
            ),
            CheckSpec::FinanceParts { .. } => words(
                "finance-parts",
                ["财务制度、监督机构、会计、决算四样缺哪样", "which of the four kinds of finance papers lack"],
                ["材料的种类和决算的年度", "kinds of papers, and the year of the accounts"],
                ["内容是否健全", "whether they are sound"],
            ),
            CheckSpec::Petitions { .. } => words(
                "petitions",
                ["信访台账里有没有涉及改革的记录", "petitions on the reform"],
                ["信访台账的每一行", "every row of the petition ledger"],
                ["没有登记的信访", "petitions that were not entered"],
            ),
            CheckSpec::ArchiveOrder { .. } => words(
                "archive-order",
                [
                    "目录与文件是否对得上（多张照片可列一件），件号是否连续，各阶段有没有文件夹",
                    "contents lists against files (several photos may be one item), item numbers, a folder for each stage",
                ],
                ["卷内目录和文件夹", "contents lists and folders"],
                ["档案盒、装订、标签的实物", "boxes, binding and labels themselves"],
            ),
            CheckSpec::GroupPaper { .. } => words(
                "group-paper",
                ["成立文件写明的组长、成员和文号", "who a founding paper names, and its document number"],
                ["文件正文", "the paper's text"],
                ["原件、公章", "the original and its seal"],
            ),
            CheckSpec::TaskGroups { .. } => words(
                "task-groups",
                ["文件涉及几项任务，按份数和任务数各计多少", "how many tasks the papers stand for"],
                ["文件名和正文里的任务名称", "the tasks named in titles and text"],
                ["小组是否真在做事", "whether the groups did anything"],
            ),
            CheckSpec::Purpose { .. } => words(
                "purpose",
                ["经费是否写明专用于改革，还是统筹安排", "whether money was given for the reform or from a common pot"],
                ["经费文件正文", "the text of budget papers"],
                ["钱实际怎么用", "how it was spent"],
            ),
            CheckSpec::Tours { .. } => words(
                "tours",
                ["考察去的是不是外地", "whether study tours lead elsewhere"],
                ["考察材料写明的地点", "the places that the papers name"],
                ["是否真去了", "whether anyone went"],
            ),
            CheckSpec::Articles { .. } => words(
                "articles",
                ["报道是不是各不相同，有没有写到本镇", "whether reports differ and name the township"],
                ["报道标题和正文", "titles and text of reports"],
                ["媒体的级别", "the standing of the outlet"],
            ),
            CheckSpec::Weights {} => words(
                "weights",
                ["按次数加权的分数怎么算出来的", "how a weighted count comes about"],
                ["各次活动的种类", "the kinds of events"],
                ["活动是否属实", "whether the events took place"],
            ),
            CheckSpec::FilingList { .. } => words(
                "filing-list",
                [
                    "备案目录是否写全各村各样材料；镇里留存的与村里自存的是否同一版本",
                    "whether a filing list has every village with every paper, and whether copies are of the villages' version",
                ],
                [
                    "备案目录的每一行；镇、村两处同一材料的正文",
                    "every row of the list; the text of papers kept in both places",
                ],
                ["纸质材料是否真在镇里；扫描件的版本", "whether the papers are there; the version of scans"],
            ),
            CheckSpec::Exemplars { .. } => words(
                "exemplars",
                ["典型材料写的是哪几个村", "which villages are held up as exemplars"],
                ["典型材料的标题和正文", "titles and text of the papers"],
                ["是否够格作典型", "whether they deserve it"],
            ),
            CheckSpec::Photos { .. } => words(
                "photos",
                [
                    "照片的时间、地点、说明与材料是否相合，公示有没有近景和远景",
                    "photos against the papers; notices from near and far",
                ],
                [
                    "拍摄信息、水印、照片说明、公示期和会议日期",
                    "camera data, watermarks, captions, notice periods and meeting days",
                ],
                ["照片拍的是不是真事", "whether what it shows is true"],
            ),
        }
    }
}

impl Scoring {
    /// How it scores, and who decides.
    pub fn words(&self) -> Message {
        let (zh, en) = match self {
            Scoring::PresenceFull { needs_original: true } => (
                "材料齐全建议满分；原件由人当面查验",
                "full points are suggested when all is there; a person sees the original",
            ),
            Scoring::PresenceFull { needs_original: false } => ("材料齐全即得满分", "full points when all is there"),
            Scoring::CountCap { .. } => ("按次数（件数）计分，到上限为止", "points by count, up to a cap"),
            Scoring::WeightedCount { .. } => ("按次数加权计分，到上限为止", "points by weighted count, up to a cap"),
            Scoring::Composite { .. } => ("各部分分别计分", "each part scores for itself"),
            Scoring::TierDocDetail { .. } => ("按文件详细程度分档，由人评定", "grades of detail, a person decides"),
            Scoring::TierVolume { .. } => ("按材料多少分档，由人评定", "grades of volume, a person decides"),
            Scoring::Threshold { .. } => {
                ("够数得满分，不够不得分，由人认定", "all or nothing by number, a person decides")
            }
            Scoring::VetoZero { .. } => {
                ("发现标准所列问题的不得分，由人认定", "nothing where the fault named is found, a person decides")
            }
            Scoring::Judgement {} => ("酌情打分，由人评定", "a person's judgement"),
            Scoring::JudgementField { .. } => ("实地走访后打分", "a person's judgement after field work"),
            Scoring::Unspecified {} => {
                ("标准空白，按材料有无建议，由人评定", "the standard is blank: suggested by presence, a person decides")
            }
        };
        Message::new(zh, en)
    }

    /// What no paper can show for it.
    pub fn blind_to(&self) -> Option<Message> {
        let (zh, en) = match self {
            Scoring::PresenceFull { needs_original: true } => {
                ("扫描件是否有原件", "whether there is an original to the scan")
            }
            Scoring::TierDocDetail { .. } => ("内容是否切合实际", "whether the text fits what was done"),
            Scoring::JudgementField { .. } => ("村民是否知情、满意", "whether villagers know of it and are content"),
            Scoring::Judgement {}
            | Scoring::Unspecified {}
            | Scoring::TierVolume { .. }
            | Scoring::Threshold { .. } => ("材料的好坏", "how good the papers are"),
            Scoring::PresenceFull { needs_original: false }
            | Scoring::CountCap { .. }
            | Scoring::WeightedCount { .. }
            | Scoring::Composite { .. }
            | Scoring::VetoZero { .. } => return None,
        };
        Some(Message::new(zh, en))
    }
}

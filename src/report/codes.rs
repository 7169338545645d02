//! What each code of a finding means, and what to do about it.

use crate::model::{Code, Message};

/// A code explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// What it means.
    pub meaning: Message,
    /// What to do.
    pub remedy: Message,
}

/// What a code means and what to do. A new code does not compile until it is explained here.
#[expect(clippy::too_many_lines, reason = "one arm a code")]
pub fn explain(code: Code) -> Explained {
    let (meaning, meaning_en, remedy, remedy_en) = match code {
        // Presence
        Code::DocumentMissing => (
            "这一项要求的材料没有找到，可能的文件都已读过。",
            "A paper that the item asks for was not found, and every file that could be it was read.",
            "补上材料；已经有的，请在文件名或文件夹名里写明是什么。",
            "Add it; if it is there, let its name or folder say what it is.",
        ),
        Code::DocumentDraftOnly => (
            "只找到草案、征求意见稿，没有定稿。",
            "Only a draft was found, not the final paper.",
            "放入定稿；确是定稿的，请改去文件名和标题里的“草案”。",
            "Add the final paper; if this is it, take the word “draft” out of its name and title.",
        ),
        Code::DocumentTemplateOnly => (
            "只找到空白样表或模板，不作为材料。",
            "Only a blank form or a template was found, which is no evidence.",
            "放入填好的材料。",
            "Add the filled-in paper.",
        ),
        Code::EventIncomplete => (
            "一次会议、培训或考察的几样材料不齐，按标准不计次数。",
            "A meeting, training or tour lacks some of its papers, so it does not count.",
            "按提示补通知、照片或材料，与该次活动放在同一文件夹。",
            "Add what is named (notice, photo, papers) to the folder of that event.",
        ),
        Code::DoubleCountedEvent => (
            "同一次活动在两个项目里都作了材料，只能计一次。",
            "One event serves as evidence in two items, and counts once.",
            "定下它归哪一项，另一项另补材料。",
            "Decide where it belongs and add other papers to the other item.",
        ),
        // Files
        Code::UnreadableFile => (
            "文件打不开，或内容没有读出来；不按缺失计。",
            "The file does not open or its content was not read; it does not count as missing.",
            "重新复制或导出；扫描件请对照原件看。",
            "Copy or export it again; compare a scan with its original.",
        ),
        Code::EncryptedFile => (
            "文件设了密码，未能读取。",
            "The file has a password and was not read.",
            "取消密码后再放入。",
            "Remove the password.",
        ),
        Code::NoTextLayer => (
            "扫描页上的文字还没有识别。",
            "The text on scanned pages is not yet recognised.",
            "等待识别完成，或对照原件人工核对。",
            "Wait for recognition, or compare it with the original yourself.",
        ),
        Code::ExtensionMismatch => (
            "扩展名与文件内容不是一种格式，已按内容读取。",
            "The extension says another format than the content; it was read by its content.",
            "把扩展名改对，免得别人打不开。",
            "Correct the extension, so that others can open it.",
        ),
        Code::NameMojibake => (
            "文件名是乱码，多半是解压时丢了编码。",
            "The file's name is garbled, mostly by unpacking.",
            "改回原来的名字。",
            "Give it its proper name.",
        ),
        Code::UnsupportedFormat => (
            "这种格式程序不读。",
            "The program does not read this format.",
            "另存为 PDF 或 Office 新格式；压缩包请解压。",
            "Save it as PDF or a current Office format; unpack archives.",
        ),
        // Dates
        Code::DateAfterDeadline => (
            "材料的日期晚于截止日，不计入。",
            "The paper is dated after the deadline and does not count.",
            "核对日期；日期识别有误的，定为误报。",
            "Check the date; where it was misread, call it a wrong alarm.",
        ),
        Code::DateOutOfOrder => (
            "几份材料的先后与规定程序不符，如公示早于会议。",
            "Papers do not follow the order of the procedure: a notice before its meeting, for example.",
            "核对各份材料的日期，有笔误的请说明。",
            "Check the dates; explain slips of the pen.",
        ),
        Code::DateAmbiguous => (
            "日期写得不全，或有几种读法。",
            "The date is incomplete or can be read in several ways.",
            "补全年月日。",
            "Write the date in full.",
        ),
        Code::WeekdayMismatch => (
            "写的星期与日期对不上。",
            "The weekday that is written is not that of the date.",
            "核对当天的日期。",
            "Check the date.",
        ),
        Code::Anachronism => (
            "内容提到了落款之后才有的文件或事情。",
            "The text mentions something later than its own date.",
            "核对落款日期和所引文件。",
            "Check the date under it and what it refers to.",
        ),
        Code::ReferenceDateWrong => (
            "资产清查登记时点或成员基准日与要求不同。",
            "The reference date of the inventory or of membership is not the one asked for.",
            "核对登记时点；确按另一时点清查的，请说明依据。",
            "Check it; where another date was right, say on what ground.",
        ),
        // Meetings
        Code::QuorumNotMet => (
            "按读到的数字，到会人数没有达到法定或章程规定的比例。",
            "By the figures read, fewer attended than the law or the charter asks for.",
            "核对应到、实到人数和签到表。",
            "Check who was to attend, who did, and the sign-in sheet.",
        ),
        Code::VoteNotPassed => (
            "按读到的数字，同意的票数没有达到要求。",
            "By the figures read, the votes in favour are too few.",
            "核对表决数字和表决票。",
            "Check the figures and the ballots.",
        ),
        Code::AttendanceMismatch => (
            "签到、记录、决议或表决里的人数不一致。",
            "Sign-in sheet, minutes, resolution or votes give different numbers of people.",
            "对照签到表核对，改正写错的一处。",
            "Compare with the sign-in sheet and correct the one that is wrong.",
        ),
        Code::MinutesFieldMissing => (
            "会议记录缺少时间、地点、主持人、记录人、表决等要素。",
            "The minutes lack time, place, chair, recorder, vote or the like.",
            "补记所缺要素，由记录人签字。",
            "Add what is lacking and let the recorder sign.",
        ),
        Code::SignatureMissing => (
            "应签字的地方没有读到签字；手写签名可能认不出来。",
            "No signature was read where one belongs; handwriting may not be recognised.",
            "对照原件看是否已签；已签的定为误报。",
            "Look at the original; where it is signed, call it a wrong alarm.",
        ),
        Code::WrongMeetingBody => (
            "会议的主体不是这一项要求的会议。",
            "The body that met is not the one the item asks for.",
            "核对是村民（代表）会议还是成员（代表）大会，补上所要求的会议材料。",
            "See whether villagers or members met, and add the papers of the body asked for.",
        ),
        // Notices
        Code::NoticeTooShort => (
            "公示起止日期算下来不够规定天数。",
            "The notice was up for fewer days than asked for.",
            "核对起止日期；公示期的要求见“设置”。",
            "Check the dates; the period asked for stands under the settings.",
        ),
        Code::NoticeFieldMissing => (
            "公示缺少起止日期、异议方式、电话、落款等内容。",
            "The notice lacks its dates, the way to object, a telephone number or a signature.",
            "对照张贴的原件核对；确实没写的请说明。",
            "Compare with what was posted; explain what was left out.",
        ),
        // Photos
        Code::PhotoWithoutTime => (
            "照片自带信息、水印、文件名和说明里都没有时间。",
            "Neither the camera's record, watermark, name nor caption gives a time.",
            "找原始照片，或在照片说明里写明时间。",
            "Find the original photo, or write the time into its caption.",
        ),
        Code::PhotoWithoutPlace => (
            "照片没有地点。",
            "The photo bears no place.",
            "在照片说明里写明地点。",
            "Write the place into its caption.",
        ),
        Code::PhotoTimeMismatch => (
            "照片的时间与所属会议、公示的日期不符。",
            "The photo's time is not that of the meeting or notice it belongs to.",
            "核对照片是否放错，或相机时钟不准。",
            "See whether it lies in the wrong place or the camera's clock was wrong.",
        ),
        Code::PhotoOutsideVillage => (
            "照片记录的位置不在本村范围内。",
            "The position in the photo lies outside the village.",
            "核对拍摄地点；外出活动的请说明。",
            "Check where it was taken; explain events elsewhere.",
        ),
        Code::PhotoReused => (
            "两张照片很像同一张，用在了不同的活动或村。",
            "Two photos look like one, used for different events or villages.",
            "两张对照着看；不是同一张的定为误报。",
            "Compare the two; where they differ, call it a wrong alarm.",
        ),
        Code::PhotoIsScreenshot => (
            "这张图像是截图或转发图，不是原始照片。",
            "The picture is a screenshot or was passed on, not an original photo.",
            "放入原始照片。",
            "Add the original photo.",
        ),
        Code::PhotoEdited => (
            "照片自带信息里有编辑软件的痕迹；裁剪、加水印也会留下。",
            "The photo's record names editing software; cropping or a watermark leaves that too.",
            "有原片的放入原片。",
            "Add the unedited photo where there is one.",
        ),
        Code::PhotoClockSuspect => (
            "相机时间像是没有设置，或与文件时间相差太大。",
            "The camera's clock seems not to have been set.",
            "时间以照片说明为准，请在说明里写明。",
            "Write the time into the caption, which counts then.",
        ),
        Code::PhotoLowQuality => (
            "照片太小或太糊，看不清内容。",
            "The photo is too small or unclear to show anything.",
            "换一张清晰的。",
            "Use a clearer one.",
        ),
        Code::CaptionIncomplete => (
            "照片摘要没有写全时间、人物、地点、事件。",
            "The caption lacks time, people, place or event.",
            "补全四要素。",
            "Complete it.",
        ),
        // Figures
        Code::FiguresDisagree => (
            "同一个数据在几份材料里不一样。",
            "One figure differs between papers.",
            "找出哪一份对，改正其余的；口径不同的请说明。",
            "Find the right one and correct the others; explain different bases.",
        ),
        Code::ArithmeticWrong => (
            "表内合计、资产＝负债＋权益等关系算不平。",
            "Sums or balances in the table do not come out.",
            "重新核算该表。",
            "Reckon the table again.",
        ),
        Code::LedgerMissing => (
            "没有找到按清产核资结果建立的资产台账。",
            "No asset ledger made from the inventory was found.",
            "补资产台账；已有的请在文件名里写明“台账”。",
            "Add the ledger; if it is there, let its name say 台账.",
        ),
        // Rosters
        Code::RosterIdInvalid => (
            "名册里的身份证号位数或校验码不对。",
            "An identity number in the roster has a wrong length or check digit.",
            "对照户口簿核对；也可能是识别有误。",
            "Compare with the household register; it may also be misread.",
        ),
        Code::RosterDuplicatePerson => (
            "同一个人在名册里出现两次，或出现在两个村。",
            "One person stands in the roster twice, or in two villages.",
            "核对是否重复确认（两头占）。",
            "See whether membership was confirmed twice.",
        ),
        Code::RosterCountMismatch => (
            "名册行数与写明的人数、户数不一致。",
            "The rows of the roster are not as many as the number it gives.",
            "点清名册，改正总数。",
            "Count again and correct the total.",
        ),
        Code::ReceiptUnsigned => (
            "股权证领取表有的行没有签字。",
            "Rows of the receipt list are unsigned.",
            "请领取人补签；代领的注明关系。",
            "Let people sign; note who received for whom.",
        ),
        Code::ReceiptCountMismatch => (
            "领取的户数与发证户数或股东户数不一致。",
            "Fewer or more households received certificates than there are.",
            "核对未领取的户，写明原因。",
            "See who has not received one, and why.",
        ),
        Code::CertificateNumberGap => (
            "股权证编号不连续或重复。",
            "Certificate numbers skip or repeat.",
            "核对作废和补发的编号，附说明。",
            "Check numbers that were voided or replaced, and note them.",
        ),
        // Rights and charter
        Code::RightsInfringingClause => (
            "条款像是限制了出嫁、入赘、离婚、丧偶等群体的权益。",
            "A clause seems to restrict the rights of married-out women, their husbands, divorced or widowed people or the like.",
            "请看原文再定；保护性条款不算。确有侵权的，按程序修改。",
            "Read the clause before deciding; protective clauses are fine. Where it infringes, amend it in due form.",
        ),
        Code::RightsUnclearClause => (
            "条款涉及特殊群体，意思不够明确。",
            "A clause on special groups is not clear.",
            "由评定人读原文判断。",
            "The assessor reads it and judges.",
        ),
        Code::ForeignPlaceName => (
            "材料里出现了别的村镇、县市的名字，像是套用。",
            "The paper names another village, town or county, as if copied.",
            "核对是否套用他村文本；正当引用的定为误报。",
            "See whether a text of another place was used; call a proper mention a wrong alarm.",
        ),
        Code::PlaceholderLeft => (
            "还留有“××”“____”之类的空白。",
            "Blanks such as “××” or “____” are left.",
            "填上本村的内容。",
            "Fill them in.",
        ),
        Code::CopiedText => (
            "与另一个村的同类材料几乎逐字相同。",
            "The text is nearly the same, word for word, as another village's.",
            "核对有没有写入本村实际；同用示范文本不算问题。",
            "See whether it says anything of this village; using a model text is fine.",
        ),
        Code::WordingError => (
            "像是写错或用错的词。",
            "A word seems to be miswritten or misused.",
            "核对原文，识别有误的定为误报。",
            "Check the original; where it was misread, call it a wrong alarm.",
        ),
        Code::CharterBlockMissing => (
            "章程里没有读到这一项要求写明的内容。",
            "The charter lacks a part that the item asks for.",
            "核对章程全文；确实没写的，按程序补充。",
            "Read the whole charter; what it lacks is added in due form.",
        ),
        // Bodies
        Code::AppointedNotElected => (
            "理事会、监事会成员像是任命而不是选举产生。",
            "Board members seem to have been appointed, not elected.",
            "补选举会议的签到、记录、计票和结果。",
            "Add the election's sign-in sheet, minutes, count and result.",
        ),
        Code::BoardConflict => (
            "同一个人兼任了不能兼任的职务。",
            "One person holds two posts that exclude each other.",
            "核对名单；同名不同人的定为误报。",
            "Check the lists; call two people of one name a wrong alarm.",
        ),
        Code::FinancePartMissing => (
            "财务制度、监督机构、会计人员、决算报告中缺一样。",
            "Of rules, supervision, accountant and final accounts, one is lacking.",
            "补所缺的一样。",
            "Add the one that is lacking.",
        ),
        Code::PetitionFound => (
            "材料里有信访记录。是否属实由评定人核定。",
            "The papers record a petition; whether it holds is for the assessor.",
            "核实是否涉及产权制度改革，处理结果附后。",
            "See whether it concerns the reform, and add how it was dealt with.",
        ),
        // Archive
        Code::CatalogueMissing => (
            "没有卷内目录。",
            "There is no contents list.",
            "按归档要求编制卷内目录。",
            "Make one by the archive rules.",
        ),
        Code::CatalogueMismatch => (
            "卷内目录与实际文件对不上。",
            "The contents list and the files differ.",
            "逐件核对，改正目录或补齐文件。",
            "Compare piece by piece and correct either.",
        ),
        Code::PieceNumberGap => {
            ("件号不连续。", "Piece numbers skip.", "核对是否漏件。", "See whether a piece is missing.")
        }
        // Privacy
        Code::PersonalDataExposed => (
            "公开的材料里有完整的身份证号、银行账号等个人信息。",
            "A public paper shows identity numbers, bank accounts or other personal data in full.",
            "公示件遮住中间数位；归档原件不必改。",
            "Mask them in what is posted; the archived original stays.",
        ),
    };
    Explained { meaning: Message::new(meaning, meaning_en), remedy: Message::new(remedy, remedy_en) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_is_explained_kindly_and_once() {
        let mut seen = BTreeSet::new();
        for &code in Code::ALL {
            let Explained { meaning, remedy } = explain(code);
            for text in [&meaning, &remedy] {
                assert!(text.zh.ends_with('。') && text.en.ends_with('.'), "{}: {text:?}", code.as_str());
                for harsh in ["造假", "违规", "失败", "作弊"] {
                    assert!(!text.zh.contains(harsh), "{}: {harsh}", code.as_str());
                }
            }
            assert!(seen.insert(meaning.zh), "{} says what another says", code.as_str());
        }
    }
}

//! What files are, by name, folder, title and page.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::json;

use super::*;
use crate::{
    evaluate::fixture::{day, rubric},
    model::{ArchivePath, ContentHash, Line, Township, Village},
    rubric::{Apart, Rubric},
};

fn page(text: &str) -> Page {
    Page {
        page: 1,
        label: None,
        source: PageSource::Plain,
        width: 0.0,
        height: 0.0,
        text: text.to_owned(),
        lines: vec![],
    }
}

fn classify(path: &str, text: &str, listed_as: Option<&str>) -> Document {
    classify_page(path, page(text), listed_as)
}

fn classify_page(path: &str, page: Page, listed_as: Option<&str>) -> Document {
    let rubric = rubric(&json!({ "type": "judgement" }), &json!([]), &json!([]));
    classify_by(Arc::new(rubric), path, page, listed_as)
}

/// The same under the kinds and topics of the built-in rubric.
fn classify_builtin(path: &str, text: &str) -> Document {
    classify_by(Rubric::builtin(), path, page(text), None)
}

fn classify_by(rubric: Arc<Rubric>, path: &str, page: Page, listed_as: Option<&str>) -> Document {
    let text = page.text.clone();
    let path = ArchivePath::new(path);
    let matcher = Matcher::new(rubric).expect("the fixture's patterns compile");
    let villages = ["张庄村", "李庄村"].map(str::to_owned);
    let mut owners: BTreeMap<String, Unit> =
        villages.iter().map(|name| (name.clone(), Unit::Village(name.clone()))).collect();
    owners.insert("镇级材料".to_owned(), Unit::Township);
    let villages = villages.map(|name| Village { name, ..Village::default() }).to_vec();
    let layout = Layout::new(Township { villages, ..Township::default() }, owners);
    let is_photo = path.extension() == "jpg";
    let file = StoredFile {
        size: 100,
        status: FileStatus::Read,
        hash: Some(ContentHash::of(text.as_bytes())),
        indexed_as: None,
        content: Some(StoredContent {
            unread: 0,
            reading: "1.0".to_owned(),
            media_type: "text/plain".to_owned(),
            title: None,
            photo: is_photo.then(PhotoFacts::default),
            pages: 1,
        }),
        path,
    };
    Classifier::new(&matcher, &layout).classify(&file, vec![page], listed_as)
}

#[test]
fn the_line_that_says_the_kind_is_the_title() {
    let document = classify("张庄村/001.pdf", "凫城镇张庄村民委员会文件\n清产核资工作方案\n各组：\n为做好工作", None);
    assert_eq!(document.kind.as_deref(), Some("plan"));
    assert_eq!(document.title, "清产核资工作方案");
    assert_eq!(document.shown_by.quote, "清产核资工作方案");
    assert_eq!(document.shown_by.page, Some(1));
    assert_eq!(document.topics, ["assets"]);
    assert!(!document.kind_by_name);
}

#[test]
fn what_recognition_could_not_read_is_unread() {
    let of = |confidence: f32| {
        let line = |text: &str| Line { text: text.to_owned(), bbox: [0.0; 4], confidence, weak: Vec::new() };
        let page = Page {
            page: 1,
            label: None,
            source: PageSource::Ocr,
            width: 600.0,
            height: 800.0,
            text: "7.1.\n口8一".to_owned(),
            lines: vec![line("7.1."), line("口8一")],
        };
        classify_page("张庄村/清产会议记录.pdf", page, None)
    };
    let coarse = of(0.55);
    assert!(coarse.has_unread_pages && !coarse.has_text && !coarse.is_read);
    assert_eq!(coarse.kind.as_deref(), Some("minutes"), "its name still says what it is");
    let plain = of(0.95);
    assert!(!plain.has_unread_pages && plain.has_text);
}

#[test]
fn a_title_broken_over_lines_is_joined() {
    let document = classify("张庄村/001.pdf", "关于清产核资工作的方\n案\n各组：", None);
    assert_eq!(document.kind.as_deref(), Some("plan"));
}

#[test]
fn running_text_is_no_title() {
    let text =
        "张庄村情况\n本村按照上级统一部署，扎实推进各项工作，认真学习了有关文件，并讨论了方案的内容和下一步的安排。";
    assert_eq!(classify("张庄村/001.pdf", text, None).kind, None);
}

#[test]
fn the_name_goes_before_the_title_and_the_title_before_the_folder() {
    assert_eq!(classify("张庄村/方案/签到表.docx", "会议记录", None).kind.as_deref(), Some("signin"));
    assert_eq!(classify("张庄村/方案/001.docx", "会议记录", None).kind.as_deref(), Some("minutes"));
    assert_eq!(classify("张庄村/方案/001.docx", "", None).kind.as_deref(), Some("plan"));
}

#[test]
fn a_name_that_only_repeats_its_folder_leaves_the_word_to_the_title() {
    assert_eq!(classify("张庄村/会议记录/会议记录3.docx", "签到表", None).kind.as_deref(), Some("signin"));
    assert_eq!(classify("张庄村/02会议记录/会议记录(3).docx", "签到表", None).kind.as_deref(), Some("signin"));
    assert_eq!(classify("张庄村/会议记录/会议记录.docx", "签到表", None).kind.as_deref(), Some("minutes"));
    assert_eq!(classify("张庄村/会议记录/会议记录3.docx", "", None).kind.as_deref(), Some("minutes"));
}

#[test]
fn the_subject_line_says_what_it_is_about() {
    let text = "会议记录\n时间：2019年5月6日\n地点：村部\n议题：成员身份确认\n内容如下。";
    let document = classify("张庄村/会议记录/会议记录3.docx", text, None);
    assert_eq!(document.topics, ["members"]);
    assert_eq!(document.date.map(|dated| dated.date), Some(day("2019-05-06")));
}

#[test]
fn topics_come_from_the_nearest_folder_that_says() {
    let document = classify("张庄村/03清产核资/02成员确认/照片/1.jpg", "", None);
    assert_eq!(document.topics, ["members"]);
    assert_eq!(document.kind.as_deref(), Some("photo"));
}

#[test]
fn the_signature_is_the_last_day_on_a_line_of_its_own() {
    let text = "方案\n自2019年3月1日起，各组按照上级要求做好清产核资工作，不得延误工期。\n\n张庄村村民委员会（章）\n2019年5月6日\n抄送：镇政府";
    let document = classify("张庄村/001.pdf", text, None);
    let signed = document.signed.as_ref().expect("a signature");
    assert_eq!((signed.date, signed.place.quote.as_str()), (day("2019-05-06"), "2019年5月6日"));
    assert_eq!(
        document.date.as_ref().map(|dated| dated.date),
        Some(day("2019-05-06")),
        "the day it was made, and not the first day it tells of"
    );
    assert_eq!(document.own_date().map(|dated| dated.date), Some(day("2019-05-06")));
    assert_eq!(classify("张庄村/001.pdf", "方案\n自2019年3月1日起，各组按照上级要求做好各项工作。", None).signed, None);
}

#[test]
fn the_contents_lists_title_stands_for_a_numbered_name() {
    let document = classify("张庄村/001.pdf", "", Some("20190506清产核资方案"));
    assert_eq!(document.kind.as_deref(), Some("plan"));
    assert_eq!(document.title, "20190506清产核资方案");
    assert_eq!(document.date.map(|dated| dated.date), Some(day("2019-05-06")));
}

#[test]
fn a_banner_says_what_a_photo_in_a_plain_folder_is_of() {
    let of = |path: &str, text: &str| {
        let document = classify(path, text, None);
        (document.kind, document.topics)
    };
    let is = |kind: &str, topics: &[&str]| {
        (Some(kind.to_owned()), topics.iter().map(|&topic| topic.to_owned()).collect::<Vec<_>>())
    };
    assert_eq!(of("张庄村/新建文件夹/IMG_0007.jpg", "张庄村清产核资会议\n二"), is("photo", &["assets"]));
    assert_eq!(of("张庄村/新建文件夹/IMG_0007.jpg", "全心全意为人民服务"), (None, Vec::new()));
    assert_eq!(of("张庄村/新建文件夹/IMG_0007.jpg", "会议"), (None, Vec::new()), "two characters are no banner");
    assert_eq!(of("张庄村/成员/IMG_0007.jpg", "张庄村清产核资会议"), is("photo", &["members"]), "the folder says more");
}

#[test]
fn marks_are_read_off_name_and_title() {
    assert!(classify("张庄村/方案(草案).docx", "", None).is_draft);
    assert!(classify("张庄村/001.docx", "清产核资方案（草案）\n各组：", None).is_draft);
    for (path, text, listed) in [
        ("张庄村/003草案.docx", "清产核资方案", Some("清产核资方案")),
        ("张庄村/方案草案/1.docx", "清产核资方案\n各组：", None),
        ("张庄村/002.docx", "张庄村清产核资方案\n（草案）\n各组：", None),
        ("张庄村/《清产核资方案（草案）》.docx", "", None),
        ("张庄村/关于印发《清产核资方案（草案）》的通知.docx", "", None),
        ("张庄村/清产核资方案草案.docx", "", None),
    ] {
        assert!(classify(path, text, listed).is_draft, "{path}");
    }
    for (path, text) in [
        ("张庄村/决议.docx", "关于通过《张庄村章程（草案）》的决议\n各位代表："),
        ("张庄村/决议.docx", "关于通过《张庄村章程\n（草案）》的决议\n各位代表："),
        ("张庄村/章程草案表决会议记录.docx", ""),
        ("张庄村/方案草案公示照片.jpg", ""),
        ("张庄村/方案草案及定稿/1.docx", "清产核资方案\n各组："),
        ("张庄村/方案草案/清产方案/1.docx", "清产核资方案\n各组："),
    ] {
        assert!(!classify(path, text, None).is_draft, "{path} {text}");
    }
    assert!(classify("张庄村/签到样表.docx", "", None).is_template);
    assert!(!classify("张庄村/方案.docx", "方案\n各组：\n样表另发", None).is_template);
}

#[test]
fn a_paper_is_about_each_group_that_it_sets_up() {
    let text = "关于成立专项工作小组的通知\n经研究，成立以下小组。\n一、清产核资工作组。组长：林一；成员：林二。\n\
                二、成员确认工作组。组长：林三；成员：林四。";
    let topics = classify_builtin("镇级材料/通知.docx", text).topics;
    assert!(["asset-inventory", "member-confirmation"].iter().all(|topic| topics.iter().any(|it| it == topic)));
    let one = classify_builtin("镇级材料/通知.docx", "关于成立清产核资工作组的通知\n组长：林一；成员：林二。");
    assert_eq!((one.topics.as_slice(), one.groups), (["asset-inventory".to_owned()].as_slice(), 0));
    let table = "农村集体产权制度改革专项工作小组分工表\n小组名称\t组长\t成员\t任务\n清产核资工作组\t林一\t林二\t清账\n\
                 成员确认工作组\t林三\t林四\t入户\n综合组\t林五\t林六\t督促";
    assert_eq!(classify_builtin("镇级材料/分工.xlsx", table).groups, 2, "a group without a task of its own is none");
}

#[test]
fn a_banner_of_another_village_sets_a_picture_apart() {
    let apart = |path: &str, text: &str| classify(path, text, None).apart.first().map(|apart| apart.said.clone());
    let other = Some("李庄村".to_owned());
    assert_eq!(apart("张庄村/会议/IMG_1.jpg", "李庄村清产核资会议"), other);
    for (path, text) in [
        ("张庄村/会议/IMG_1.jpg", "张庄村清产核资会议"),
        ("张庄村/会议/IMG_1.jpg", "张庄村、李庄村清产核资会议"),
        ("张庄村/会议/IMG_1.jpg", "清产核资会议\n李庄村欢迎您"),
        ("镇级材料/会议/IMG_1.jpg", "李庄村清产核资会议"),
    ] {
        assert_eq!(apart(path, text), None, "{path} {text}");
    }
}

#[test]
fn the_title_on_the_page_overrules_the_files_name() {
    let text = "张庄村公告\n村里股权怎么管，形成《股权管理方案》，现在上墙，请各户提意见。\n上墙时间：2019年10月11日至10月20日。";
    assert_eq!(classify_builtin("张庄村/股权方案上墙.docx", text).kind.as_deref(), Some("PUB_NOTICE"));
}

#[test]
fn only_the_townships_papers_are_asked_for_villages() {
    assert_eq!(classify("镇级材料/通报.txt", "张庄村进展较快", None).villages, ["张庄村"]);
    assert!(classify("张庄村/通报.txt", "李庄村进展较快", None).villages.is_empty());
}

#[test]
fn minutes_say_in_full_what_they_set_up() {
    let group = "成立张庄村成员身份确认工作小组，林知远当组长，林秋菊副组长，林三、林四为成员。";
    let points = "①基准日2019年9月30；②嫁进来落户的算；③当兵上学的保留；④有意见五天内回话。";
    for (said, records) in [
        (format!("{group}\n办法主要几条：{points}"), vec!["organisation", "plan"]),
        (format!("{group}\n散会"), vec!["organisation"]),
        (
            "清产核资办法也一块说了：\n头一条，卡在年底；\n二一条，啥都查；\n三一条，4月点完；\n四一条，签名。"
                .to_owned(),
            vec!["plan"],
        ),
        ("实施方案如下：\n一、范围。\n二、时点。\n三、步骤。\n四、要求。".to_owned(), vec!["plan"]),
        ("商量好的小组：林知远挑头当组长，林三、林四都算成员。".to_owned(), vec!["organisation"]),
        ("林知远宣读了实施方案，大家没有意见。".to_owned(), vec![]),
        ("会议由清产核资小组组长林知远主持，成员到齐。".to_owned(), vec![]),
        ("讨论办法，主要内容：一是时点，二是步骤。".to_owned(), vec![]),
    ] {
        let text = format!(
            "张庄村两委会议记录\n时间：2019年10月8日 地点：村办公室\n主持：林知远 记录：林三\n应到5人，实到5人\n{said}"
        );
        assert_eq!(classify_builtin("张庄村/记录.txt", &text).records, records, "{said}");
    }
    let plan = format!("张庄村成员身份确认办法\n{group}\n办法主要几条：{points}");
    assert_eq!(classify_builtin("张庄村/办法.docx", &plan).records, Vec::<&str>::new(), "a plan is one itself");
}

#[test]
fn what_the_village_gives_away_is_none_of_the_reforms_assets() {
    for (title, from, to) in [
        ("校舍移交协议", "张庄村民委员会", "凫城镇中心小学"),
        ("变压器资产移交书", "张庄村股份经济合作社", "区供电公司"),
        ("卫生室房屋移交清单", "张庄村村民委员会", "镇中心医院"),
    ] {
        let text = format!("{title}\n移交方：{from}　　接收方：{to}\n移交内容：房屋12间。\n2018年8月20日");
        let apart = classify_builtin(&format!("张庄村/{title}.docx"), &text).apart;
        assert_eq!(apart.iter().map(|it| it.why).collect::<Vec<_>>(), [Apart::GivenAway], "{title}");
    }
    for (title, from, to) in [
        ("扶贫大棚资产移交书", "凫城镇人民政府", "张庄村民委员会"),
        ("集体资产移交清单", "张庄村民委员会", "张庄村股份经济合作社"),
        ("档案移交清单", "张庄村民委员会", "凫城镇经管站"),
        ("水泥路资产移交书", "林知远（签字）", "林三（签字）"),
    ] {
        let text = format!("{title}\n移交方：{from}　　接收方：{to}\n移交内容：见清单。\n2018年8月20日");
        let apart = classify_builtin(&format!("张庄村/{title}.docx"), &text).apart;
        assert!(apart.iter().all(|it| it.why != Apart::GivenAway), "{title}: {apart:?}");
    }
}

#[test]
fn the_title_on_the_page_tells_minutes_and_notices_from_what_they_are_about() {
    for (path, text, kind) in [
        (
            "张庄村/四议两公开-章程.docx",
            "张庄村“四议两公开”工作记录（股份经济合作社章程）\n【党支部提议】2020年5月11日",
            "MTG_MINUTES",
        ),
        ("张庄村/股权量化方案通告.docx", "通　告\n各位村民：\n现将股权设置和股权管理方案通告如下。", "PUB_NOTICE"),
        ("张庄村/扫描件1.docx", "告全体村民书\n全村初步确认146户成员，现在把成员名单头一榜贴出来。", "PUB_NOTICE"),
        ("张庄村/量化细则.docx", "张庄村集体经营性资产股份量化实施细则\n第一条 范围。", "EQUITY_PLAN"),
        ("张庄村/章程.docx", "张庄村股份经济合作社章程\n第一条 本社依法成立。", "CHARTER"),
        ("张庄村/股权管理.docx", "张庄村股份经济合作社股权管理办法（试行）\n第一条 静态管理。", "EQUITY_MGMT"),
    ] {
        assert_eq!(classify_builtin(path, text).kind.as_deref(), Some(kind), "{path}");
    }
}

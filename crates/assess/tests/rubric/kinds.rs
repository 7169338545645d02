//! What files are taken for, over the names and layouts that archives really have.

use unicode_normalization::UnicodeNormalization;

use cundang_assess::rubric::{Clues, Matcher, Rubric};

/// The fold that patterns are written for, without the step from traditional to simplified characters.
fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|character| !character.is_whitespace()).collect()
}

fn matcher() -> Matcher {
    Matcher::new(Rubric::builtin()).expect("the built-in patterns compile")
}

/// All kinds of a file, by its path and the first lines of its first page.
fn classify(matcher: &Matcher, path: &str, title: &str) -> Vec<String> {
    let mut parts: Vec<String> = path.split('/').map(fold).collect();
    let file = parts.pop().unwrap_or_default();
    let (name, extension) = file.rsplit_once('.').unwrap_or((&file, ""));
    let folders: Vec<&str> = parts.iter().rev().map(String::as_str).collect();
    let is_image = ["jpg", "jpeg", "png", "heic"].contains(&extension);
    let clues = Clues { name, folders: &folders, title: &fold(title), is_image };
    matcher.classify(clues).into_iter().map(str::to_owned).collect()
}

#[test]
fn names_in_layouts() {
    let matcher = matcher();
    let (mut wrong, mut read) = (Vec::new(), 0);
    for line in include_str!("names.tsv").lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        read += 1;
        let (expected, path) = line.split_once('\t').expect("kind, tab, path");
        let (path, title) = path.split_once('\t').unwrap_or((path, ""));
        let kinds = classify(&matcher, path, title);
        let primary = kinds.first().map_or("-", String::as_str);
        if primary != expected {
            wrong.push(format!("{path} [{title}]: expected {expected}, got {kinds:?}"));
        }
    }
    assert!(read > 180, "only {read} names were read");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn secondary_kinds_come_from_the_same_words_or_the_title_and_never_from_folders() {
    let matcher = matcher();
    let kinds = classify(&matcher, "01张庄村/关于成立清产核资小组及印发实施方案的通知.pdf", "");
    assert_eq!(kinds.first().map(String::as_str), Some("ORG_DOC"));
    let both = classify(&matcher, "a/清产核资实施方案.docx", "关于成立张庄村清产核资工作小组的决定");
    assert_eq!(both, ["PLAN", "ORG_DOC"]);
    let group = classify(&matcher, "清产核资方案/关于成立张庄村清产核资工作小组的通知.pdf", "");
    assert!(!group.contains(&"PLAN".to_owned()), "{group:?}");
    let roster = classify(&matcher, "a/成员名册公示.pdf", "");
    assert_eq!(roster, ["PUB_NOTICE", "MEMBER_ROSTER"]);
}

#[test]
fn photo_kinds_fit_pictures_only_and_paper_kinds_not_by_a_pictures_folder() {
    let matcher = matcher();
    assert!(!matcher.kinds_of("清产核资公示照片", false).contains(&"PUB_PHOTO"));
    assert_eq!(matcher.kinds_of_folder("04公示", true), ["PUB_PHOTO"]);
    assert_eq!(matcher.kinds_of_folder("04公示", false), ["PUB_NOTICE"]);
    assert_eq!(matcher.kinds_of("清产核资公示表(扫描件)", true), ["PUB_NOTICE"]);
}

#[test]
fn synonyms_lead_to_one_topic() {
    let matcher = matcher();
    let topics = |text: &str| matcher.topics_of(&fold(text)).join(" ");
    for text in ["清产核资会议", "清查核资决议", "资产清查登记表"] {
        assert_eq!(topics(text), "asset-inventory", "{text}");
    }
    for text in ["成员确认", "成员界定方案", "成员身份认定", "成员资格确认", "股民界定", "第一榜", "成员花名册"]
    {
        assert_eq!(topics(text), "member-confirmation", "{text}");
    }
    for text in ["折股量化", "股份量化办法", "股权量化", "股权设置", "资产量化"] {
        assert_eq!(topics(text), "equity-quantification", "{text}");
    }
    assert_eq!(topics("股权管理方案"), "equity-quantification equity-management");
    assert_eq!(topics("成员（代表）大会"), "cooperative");
    assert_eq!(topics("理事会监事会选举"), "election");
    assert_eq!(topics("凫城镇综合提升工作方案"), "comprehensive-improvement");
    assert_eq!(topics("产权制度改革规范提升工作领导小组"), "overall-reform", "a leading group is no special group");
    assert_eq!(topics("档案管理实施方案"), "archive-management");
    assert_eq!(topics("关于发展壮大村级集体经济的意见"), "collective-economy");
    assert_eq!(topics("农村集体资产管理办法"), "asset-management");
}

#[test]
fn templates_and_drafts() {
    let matcher = matcher();
    for text in [
        "章程模板",
        "股份合作社示范章程",
        "签到表（空白）",
        "会议记录样表",
        "公示范本",
        "方案(仅供参考)",
        "范本",
        "选票样本",
    ] {
        assert!(matcher.is_template(&fold(text)), "{text}");
    }
    for text in [
        "产改示范村命名文件",
        "章程最终版",
        "典型案例",
        "关于开展参考人员培训的通知",
        "章程\n第一条 为规范本村股份经济合作社的组织",
        "方案\n同样本着公开的原则",
    ] {
        assert!(!matcher.is_template(&fold(text)), "{text}");
    }
    assert_eq!(matcher.behind_draft_mark("章程(草案)"), Some(")"));
    assert_eq!(matcher.behind_draft_mark("方案征求意见稿草稿"), Some(""));
    assert_eq!(matcher.behind_draft_mark("章程定稿"), None);
    assert!(matcher.sample_counts("EQUITY_CERT") && matcher.sample_counts("MTG_VOTE"));
    assert!(!matcher.sample_counts("CHARTER") && !matcher.sample_counts("NOTHING"));
}

#[test]
fn slots_want_their_words() {
    let matcher = matcher();
    assert!(matcher.fits_slot("T01.1", "关于成立产权制度改革领导小组的通知"));
    assert!(!matcher.fits_slot("T01.1", "清产核资工作组名单"));
    assert!(matcher.fits_slot("V03.1", "什么都行"), "a slot that wants no words takes any");
    assert!(matcher.fits_slot("V25.4", "成员(代表)大会会议记录") && matcher.fits_slot("V25.4", "成员代表大会记录"));
    assert!(!matcher.fits_slot("V25.4", "村民代表会议记录"));
}

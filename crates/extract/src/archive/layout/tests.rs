use super::*;

fn layout(root: &str, description: Option<&str>, paths: &[&str]) -> Layout {
    layout_with(root, description, paths, &[])
}

fn layout_with(root: &str, description: Option<&str>, paths: &[&str], folders: &[&str]) -> Layout {
    let folders: Vec<ArchivePath> = folders.iter().copied().map(ArchivePath::new).collect();
    let paths: Vec<ArchivePath> = paths.iter().copied().map(ArchivePath::new).collect();
    let description = description.map(|text| ArchiveDescription::parse(text).expect("a valid description"));
    lay_out(root, description, &BTreeMap::new(), paths.iter(), &folders).expect("a layout")
}

fn unit(layout: &Layout, path: &str) -> String {
    match layout.unit_of(&ArchivePath::new(path)) {
        Unit::Township => "township".to_owned(),
        Unit::Village(name) => name,
        Unit::Unassigned => "-".to_owned(),
    }
}

const LISTED: &str = r#"{"format": "cundang-archive/1", "township": "凫城镇", "villages": [
    {"name": "张庄村", "aliases": ["大张庄"]}, {"name": "张庄西村"}, {"name": "付庄村", "folder": "B/02"},
    {"name": "马庄村"}]}"#;

#[test]
fn listed_villages_are_found_by_name_alias_and_folder() {
    let paths = [
        "01张庄村/a.pdf",
        "2.張莊西村/a.pdf",
        "B/02/a.pdf",
        "（三）大张庄村委会/a.pdf",
        "00镇级材料/a.pdf",
        "张庄产改资料(最新)(1).zip!/新建文件夹/a.jpg",
        "其他资料/a.pdf",
        "李庄村/a.pdf",
        "说明.txt",
        "凫城镇产改档案/a.pdf",
    ];
    let layout = layout("档案", Some(LISTED), &paths);
    let units: Vec<String> = paths.iter().map(|path| unit(&layout, path)).collect();
    assert_eq!(units, ["张庄村", "张庄西村", "付庄村", "张庄村", "township", "张庄村", "-", "-", "-", "township"]);
    let none: Vec<_> = layout.township.villages.iter().filter(|village| village.folder.is_none()).collect();
    assert_eq!(none.len(), 1);
    assert_eq!(none[0].name, "马庄村");
    assert_eq!(layout.below_unit(&ArchivePath::new("01张庄村/02会议/a.pdf")), "02会议/a.pdf");
}

#[test]
fn unlisted_villages_are_discovered() {
    let paths = ["01张庄村/a.pdf", "02付庄/a.pdf", "张庄村委会/b.pdf", "照片/a.jpg", "镇级/a.pdf", "幸福社区/a.pdf"];
    let layout = layout("档案", None, &paths);
    let names: Vec<_> = layout.township.villages.iter().map(|village| village.name.as_str()).collect();
    assert_eq!(names, ["张庄村", "付庄村", "幸福社区"]);
    assert_eq!(unit(&layout, "张庄村委会/b.pdf"), "张庄村");
    assert_eq!(unit(&layout, "照片/a.jpg"), "-");
    assert_eq!(unit(&layout, "镇级/a.pdf"), "township");
}

#[test]
fn offices_hold_villages() {
    let layout = layout("档案", None, &["张庄办事处/01张庄村/a.pdf", "张庄办事处/02李庄/b.pdf", "张庄办事处/c.pdf"]);
    assert_eq!(unit(&layout, "张庄办事处/02李庄/b.pdf"), "李庄村");
    assert_eq!(layout.township.villages[1].office.as_deref(), Some("张庄办事处"));
    assert_eq!(unit(&layout, "张庄办事处/c.pdf"), "-");
}

#[test]
fn one_village_can_be_the_whole_archive() {
    let layout = layout("01张庄村", None, &["01清产核资/a.pdf", "b.pdf"]);
    assert_eq!(unit(&layout, "01清产核资/a.pdf"), "张庄村");
    assert_eq!(unit(&layout, "b.pdf"), "张庄村");
}

fn names(layout: &Layout) -> Vec<&str> {
    layout.township.villages.iter().map(|village| village.name.as_str()).collect()
}

#[test]
fn villages_with_an_empty_folder_are_there() {
    let folders = ["01张庄村", "02李庄村", "03王庄村", "03王庄村/会议照片", "04付庄", "新建文件夹", "临时"];
    let found = layout_with("档案", None, &["01张庄村/a.pdf"], &folders);
    assert_eq!(names(&found), ["张庄村", "李庄村", "王庄村", "付庄村"]);
    assert_eq!(found.township.villages[2].folder.as_deref(), Some("03王庄村"));
    let in_office = layout_with("档案", None, &["东办事处/01张庄村/a.pdf"], &["东办事处/02李庄村"]);
    assert_eq!(names(&in_office), ["张庄村", "李庄村"]);
    let listed = layout_with("档案", Some(LISTED), &["01张庄村/a.pdf"], &["01张庄村", "04马庄村", "05李庄村"]);
    assert_eq!(listed.township.villages[3].folder.as_deref(), Some("04马庄村"));
    assert_eq!(names(&listed), ["张庄村", "张庄西村", "付庄村", "马庄村"]);
}

#[test]
fn remarks_and_copies_are_of_the_village_that_they_name() {
    let paths = [
        "01周庄村/a.pdf",
        "周庄村（已审）/a.pdf",
        "周庄村 - 副本/a.pdf",
        "周庄村_2020/a.pdf",
        "周庄/a.pdf",
        "１号 周庄村/a.pdf",
        "周庄村资料.zip!/a.pdf",
        "02.李庄（终稿）/a.pdf",
        "各村2020年报表/a.pdf",
    ];
    let found = layout("档案", None, &paths);
    let units: Vec<String> = paths.iter().map(|path| unit(&found, path)).collect();
    assert_eq!(units, ["周庄村", "周庄村", "周庄村", "周庄村", "周庄村", "周庄村", "周庄村", "李庄村", "-"]);
    assert_eq!(names(&found), ["周庄村", "李庄村"]);
}

#[test]
fn a_single_village_keeps_its_name_whatever_its_folders_are_called() {
    for root in ["01张庄村", "张庄村（已审）", "张庄村 - 副本", "张庄村委会"] {
        let found = layout(root, None, &["01摸底/a.pdf", "02组织领导/a.pdf", "照片/1.jpg", "a.pdf"]);
        assert_eq!(names(&found), ["张庄村"], "{root}");
        assert_eq!(unit(&found, "02组织领导/a.pdf"), "张庄村");
    }
    let several = layout("张庄村", None, &["01李庄村/a.pdf", "02王庄村/a.pdf"]);
    assert_eq!(names(&several), ["李庄村", "王庄村"]);
}

#[test]
fn any_folder_works() {
    let layout = layout("stuff", None, &["docs/a.pdf", "b.pdf"]);
    assert!(layout.township.villages.is_empty());
    assert_eq!(unit(&layout, "docs/a.pdf"), "-");
}

fn said_layout(root: &str, said: &[(&str, FolderOwner)], paths: &[&str]) -> Layout {
    let paths: Vec<ArchivePath> = paths.iter().copied().map(ArchivePath::new).collect();
    let said = said.iter().map(|(folder, owner)| ((*folder).to_owned(), owner.clone())).collect();
    lay_out(root, None, &said, paths.iter(), &[]).expect("a layout")
}

fn village(name: &str) -> FolderOwner {
    FolderOwner::Village { name: name.to_owned() }
}

fn reason(layout: &Layout, path: &str) -> Option<FolderReason> {
    layout.folders.iter().find(|folder| folder.path == path).map(|folder| folder.reason)
}

#[test]
fn odd_names_of_one_village_are_one_whatever_comes_first() {
    let paths =
        ["付庄产改/a.pdf", "付庄村/a.pdf", "张庄（最新）/a.pdf", "付庄资料2020改/b.pdf", "李家沟会议记录/a.pdf"];
    let found = layout("档案", None, &paths);
    let units: Vec<String> = paths.iter().map(|path| unit(&found, path)).collect();
    assert_eq!(units, ["付庄村", "付庄村", "张庄村", "付庄村", "李家沟村"]);
    assert_eq!(reason(&found, "李家沟会议记录"), Some(FolderReason::VillageAndPapers));
    assert_eq!(reason(&found, "付庄产改"), Some(FolderReason::SameVillage));
    assert_eq!(found.folders.iter().find(|folder| folder.path == "付庄村").map(|folder| folder.files), Some(1));
}

#[test]
fn rooms_and_odds_and_ends_are_no_villages() {
    let paths = ["杂/a.pdf", "经管站/a.pdf", "财政所/a.pdf", "杂项/a.pdf", "公示照片/a.jpg", "张庄村/a.pdf"];
    let found = layout("档案", None, &paths);
    assert_eq!(names(&found), ["张庄村"]);
    assert_eq!(reason(&found, "经管站"), Some(FolderReason::NoVillage));
    // A village whose name ends as a room does keeps it before its ending.
    let found = layout("档案", None, &["八里站村/a.pdf", "千户所社区/a.pdf"]);
    assert_eq!(names(&found), ["八里站村", "千户所社区"]);
}

#[test]
fn a_folder_around_all_villages_is_looked_into() {
    let paths = ["产改/东片区/张庄村/a.pdf", "产改/东片区/李庄村/a.pdf", "产改/王庄村/a.pdf", "产改/赵庄村/a.pdf"];
    let found = layout("D盘", None, &paths);
    let units: Vec<String> = paths.iter().map(|path| unit(&found, path)).collect();
    assert_eq!(units, ["张庄村", "李庄村", "王庄村", "赵庄村"]);
    let office = found.township.villages.iter().find(|village| village.name == "张庄村");
    assert_eq!(office.and_then(|village| village.office.as_deref()), Some("东片区"));
}

#[test]
fn what_a_person_says_goes_before_any_guess() {
    let paths = ["张庄产权/a.pdf", "张庄村/a.pdf", "杂/a.pdf", "经管站/a.pdf", "红旗/a.pdf", "丙/李庄村/a.pdf"];
    let township = FolderOwner::Township { name: String::new() };
    let said = [
        ("杂", village("张庄村")),
        ("经管站", township),
        ("红旗", FolderOwner::Nobody),
        ("丙", FolderOwner::Gathers),
        ("", FolderOwner::Township { name: "虚岭镇".to_owned() }),
        ("不在了", village("王庄村")),
    ];
    let found = said_layout("档案", &said, &paths);
    assert_eq!(unit(&found, "杂/a.pdf"), "张庄村");
    assert_eq!(unit(&found, "经管站/a.pdf"), "township");
    assert_eq!(unit(&found, "红旗/a.pdf"), "-");
    assert_eq!(unit(&found, "丙/李庄村/a.pdf"), "李庄村");
    assert_eq!(found.township.name, "虚岭镇");
    assert!(!names(&found).contains(&"王庄村"), "a folder that is gone makes no village");
    assert_eq!(reason(&found, "杂"), Some(FolderReason::Said));
    let one = said_layout("资料", &[("", village("付庄村"))], &["成立合作社/a.pdf", "张庄村/a.pdf", "b.pdf"]);
    assert_eq!(names(&one), ["付庄村"]);
    assert_eq!(unit(&one, "张庄村/a.pdf"), "付庄村");
}

#[test]
fn a_township_is_named_by_the_folder_of_its_archive() {
    for (root, name) in [
        ("凫城镇产改档案", "凫城镇"),
        ("2020年虚岭乡资料", "虚岭乡"),
        ("北山街道", "北山街道"),
        ("甲县虚岭镇档案", "虚岭镇"),
        ("乡镇档案", ""),
        ("全市乡镇档案", ""),
        ("档案", ""),
        ("乡村振兴", ""),
    ] {
        assert_eq!(layout(root, None, &["张庄村/a.pdf", "李庄村/b.pdf"]).township.name, name, "{root}");
    }
}

#[test]
fn what_is_known_can_be_written_as_a_description_and_read_again() {
    let said = [("杂", village("张庄村")), ("红旗", FolderOwner::Nobody)];
    let paths = ["01张庄村/a.pdf", "东片区/李庄村/a.pdf", "杂/a.pdf", "红旗/a.pdf", "镇级/a.pdf"];
    let before = said_layout("凫城镇", &said, &paths);
    let written = ArchiveDescription::of_folders(None, &before.township, &before.folders);
    let text = serde_json::to_string(&written).expect("it can be written");
    let after = layout("别的名称", Some(&text), &paths);
    for path in paths {
        assert_eq!(unit(&before, path), unit(&after, path), "{path}");
    }
    assert_eq!(after.township.name, "凫城镇");
    assert_eq!(after.township.villages, before.township.villages);
}

//! Captions that people write in the workbench: they count like those beside the photos, and never touch a file.

use serde_json::Value;

use crate::{
    serve::{OWN, Server, encoded, with_server_on},
    support::{Archive, cundang, root},
};

const PHOTO: &str = "01张庄村/01清产核资/公示/IMG_1.png";
const OTHER: &str = "01张庄村/01清产核资/公示/IMG_2.png";

/// A village with two photos of a notice that nobody has described.
fn two_photos() -> Archive {
    let archive = Archive::new(&[("01张庄村/01清产核资/公示/资产公示.txt", "清产核资结果公示\n2018年6月15日")]);
    let picture = std::fs::read(root().join("tests/data/ocr/notice.png")).expect("a picture");
    archive.write(PHOTO, &picture);
    archive.write(OTHER, &[picture, vec![0]].concat());
    archive
}

fn page() -> String {
    format!("/photo/{}", encoded(PHOTO).replace("%2F", "/"))
}

fn write(server: &Server, saw: &str, event: &str, by: &str, does: &str) -> u16 {
    let fields = [
        ("do", does),
        ("saw", saw),
        ("time", "2018年6月15日"),
        ("people", "王芳、清产小组成员"),
        ("place", "张庄村公示栏"),
        ("event", event),
        ("by", by),
    ];
    server.post(&page(), &fields, OWN).status
}

fn of_photo(report: &Value) -> Value {
    let photos = report["villages"][0]["photos"].as_array().expect("photos");
    photos.iter().find(|photo| photo["path"] == PHOTO).expect("the photo").clone()
}

#[test]
fn a_caption_counts_outlives_a_new_reading_and_can_be_taken_back() {
    let archive = two_photos();
    let before = std::fs::read(archive.path().join(PHOTO)).expect("the photo");
    let store = tempfile::tempdir().expect("a temporary folder");
    let store = store.path().join("store");
    with_server_on(&archive.path(), |server| {
        assert_eq!(write(server, "0", "张贴清产核资公示", "王芳", "stay"), 303);
        let shown = server.get(&page()).body;
        assert!(shown.contains("人工填写 王芳 ") && shown.contains("value=\"张贴清产核资公示\""));
        let photo = of_photo(&serde_json::from_str(&server.get("/report.json").body).expect("JSON"));
        assert_eq!(photo["caption"]["source"], "caption");
        assert_eq!(photo["caption"]["elements"], serde_json::json!(["time", "people", "place", "event"]));
        assert_eq!(photo["captured"], serde_json::json!({"value": "2018-06-15", "source": "caption"}));
        assert_eq!((&photo["place"]["text"], &photo["place"]["source"]), (&"张庄村公示栏".into(), &"caption".into()));
        let codes: Vec<&str> =
            photo["findings"].as_array().expect("findings").iter().filter_map(|it| it["code"].as_str()).collect();
        assert!(!codes.iter().any(|code| code.contains("caption") || code.starts_with("photo-without")), "{codes:?}");

        // Another had the page open from before.
        let second = server.post(&page(), &[("do", "stay"), ("saw", "0"), ("event", "收榜"), ("by", "钱多福")], OWN);
        assert_eq!(second.status, 409);
        assert!(second.body.contains("value=\"收榜\"") && second.body.contains("王芳"), "both are shown");
        assert_eq!(write(server, "1", "收榜", "钱多福", "stay"), 303, "having seen it, they may");
        assert_eq!(server.post(&page(), &[("do", "undo"), ("saw", "2"), ("by", "钱多福")], OWN).status, 303);
        assert!(server.get(&page()).body.contains("value=\"张贴清产核资公示\""), "the one before stands again");
        assert_eq!(server.post(&page(), &[("do", "withdraw"), ("saw", "3"), ("by", "王芳")], OWN).status, 303);
        assert!(!server.get(&page()).body.contains("人工填写"));
        let photo = of_photo(&serde_json::from_str(&server.get("/report.json").body).expect("JSON"));
        assert_ne!(photo["captured"]["source"], "caption");
        assert_eq!(server.post(&page(), &[("do", "undo"), ("saw", "4"), ("by", "王芳")], OWN).status, 303);

        std::fs::create_dir_all(&store).expect("a folder");
        for entry in std::fs::read_dir(server.store()).expect("the store").flatten() {
            if entry.path().is_file() {
                std::fs::copy(entry.path(), store.join(entry.file_name())).expect("copied");
            }
        }
    });
    assert_eq!(std::fs::read(archive.path().join(PHOTO)).expect("the photo"), before, "the file is untouched");

    let photos = |format: &str| {
        let archive = archive.path();
        let args = ["--ocr", "off", "--format", format, "--quiet", "--store"].map(std::ffi::OsString::from);
        let all = [&["photos".into(), archive.into()], &args[..], &[store.clone().into()]].concat();
        cundang(all).expect_status(0)
    };
    let photo = of_photo(&photos("json").json());
    assert_eq!((&photo["written"]["by"], &photo["written"]["stale"]), (&"王芳".into(), &false.into()));
    assert!(photos("terminal").stdout.contains("人工填写 王芳"));
    archive.write(PHOTO, &std::fs::read(archive.path().join(OTHER)).expect("the other"));
    let photo = of_photo(&photos("json").json());
    assert_eq!(photo["written"]["stale"], true, "the file has changed since: somebody should look again");
    assert_eq!(photo["caption"]["source"], "caption", "it counts all the same");
}

#[test]
fn fifty_photos_go_by_quickly_and_what_is_wrong_is_said() {
    let archive = two_photos();
    with_server_on(&archive.path(), |server| {
        let fields = [("do", "next"), ("saw", "0"), ("event", "张榜"), ("by", "王芳")];
        let saved = server.post(&format!("{}?show=elements", page()), &fields, OWN);
        assert_eq!(saved.status, 303);
        assert!(saved.head.contains("img_2.png?show=elements&saved="), "on to the next: {}", saved.head);
        assert!(saved.head.contains("set-cookie: name="), "the name is remembered");
        let empty = server.post(&page(), &[("do", "stay"), ("saw", "1"), ("by", "王芳")], OWN);
        assert_eq!(empty.status, 422);
        assert!(empty.body.contains("说明是空的"));
        let nobody = server.post(&page(), &[("do", "stay"), ("saw", "1"), ("event", "张榜"), ("by", " ")], OWN);
        assert!(nobody.status == 422 && nobody.body.contains("请填写姓名") && nobody.body.contains("value=\"张榜\""));
        let paper = format!("/photo/{}", encoded("01张庄村/01清产核资/公示/资产公示.txt").replace("%2F", "/"));
        assert_eq!((server.get(&paper).status, server.post(&paper, &fields, OWN).status), (404, 404));
        assert_eq!(server.post(&page(), &fields, "Sec-Fetch-Site: cross-site\r\n").status, 403);
        let pair = format!("/photos/pair?a={}&b={}", encoded(PHOTO), encoded(OTHER));
        let shown = server.get(&pair);
        assert!(shown.status == 200 && shown.body.contains("● 相同") && shown.body.contains("IMG_2.png"));
        assert_eq!(server.get(&format!("/photos/pair?a={}&b=x", encoded(PHOTO))).status, 404);
    });
}

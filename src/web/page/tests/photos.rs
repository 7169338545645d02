//! The pages of photos.

use super::{frame, page, rendered};
use crate::{
    model::{ArchivePath, CaptionText, Lang, PhotoFacts},
    report::{
        fixture,
        photos::{PhotoFilter, all},
    },
    web::page::{
        pair::PairPage,
        photo::{CaptionForm, Neighbours, PhotoPage},
        photos::PhotosPage,
        viewer::{PageText, View},
    },
};

const NEAR: &str = "01张庄村/01清产核资/公示近景.jpg";

pub(super) fn photo(lang: Lang, filter: &PhotoFilter, form: &CaptionForm) -> String {
    let mut report = fixture::report();
    fixture::caption(&mut report, NEAR);
    let facts = PhotoFacts { width: 3_000, height: 2_000, camera: Some("<i>P30".to_owned()), ..PhotoFacts::default() };
    let text = PageText { page: None, number: 1, count: 1 };
    let view = View::new("", "", "/photo/x");
    let path = ArchivePath::new(NEAR);
    let around = (&view, frame(lang, "/photo/x"));
    rendered(&PhotoPage::new(&report, &path, (&text, Some(&facts)), filter, form, around).expect("the photo is there"))
}

pub(super) fn pair(lang: Lang) -> String {
    let report = fixture::report();
    let path = ArchivePath::new(NEAR);
    let facts = PhotoFacts { width: 3_000, height: 2_000, ..PhotoFacts::default() };
    let page = PairPage::new(&report, [&path, &path], [Some(&facts), None], frame(lang, "/photos/pair"));
    rendered(&page.expect("both are there"))
}

#[test]
fn photos_show_time_place_and_the_four_elements() {
    let html = page("photos", Lang::Zh);
    assert!(html.contains("2020-06-15 10:20（相机记录）"));
    assert!(html.contains("● 在本村"));
    assert!(html.contains("title=\"没有写明人物\"") && html.contains("title=\"时间：2020-06-15（文件名）\""));
    assert!(html.contains("全部 3 张，其中 2 张有待核实的地方"));
    let filter = PhotoFilter { unit: "unassigned".to_owned(), show: "findings".to_owned(), ..PhotoFilter::default() };
    let few = rendered(&PhotosPage::new(&fixture::report(), &filter, frame(Lang::Zh, "/photos")));
    let lacking = PhotoFilter { show: "elements".to_owned(), ..PhotoFilter::default() };
    let none = rendered(&PhotosPage::new(&fixture::report(), &lacking, frame(Lang::Zh, "/photos")));
    assert!(!none.contains("逐张写说明"), "where no photo lacks elements there is nothing to write");
    assert!(few.contains("IMG_0001.jpg") && !few.contains("公示近景.jpg"));
    assert_eq!(filter.href(), "/photos?unit=unassigned&show=findings");
}

#[test]
fn a_photo_shows_who_says_what_and_what_was_written_stands_in_the_form() {
    let html =
        photo(Lang::Zh, &PhotoFilter::default(), &CaptionForm { by: "王芳".to_owned(), ..CaptionForm::default() });
    assert!(html.contains("人工填写 钱多福 2020-06-17"), "who wrote it");
    assert!(html.contains("name=\"event\" value=\"张贴公示\"") && html.contains("name=\"by\" value=\"王芳\""));
    assert!(html.contains("name=\"saw\" value=\"4\"") && html.contains("来自：人工填写"));
    assert!(html.contains("&#60;i&#62;P30") && html.contains("3000 × 2000"));
    assert!(html.contains("<img src=\"/picture/"), "without its size the picture stands by itself");
    let typed = CaptionText { place: "公示栏".to_owned(), ..CaptionText::default() };
    let form =
        CaptionForm { typed: Some(typed), trouble: Some("请填写姓名".to_owned()), ..CaptionForm::default() };
    let again = photo(Lang::Zh, &PhotoFilter::default(), &form);
    assert!(again.contains("role=\"alert\">请填写姓名") && again.contains("name=\"place\" value=\"公示栏\""));
    assert!(!again.contains("value=\"张贴公示\""), "what was typed stands, and nothing else");
}

#[test]
fn neighbours_go_on_from_a_photo_that_left_the_list() {
    let report = fixture::report();
    let every: Vec<ArchivePath> = all(&report).map(|(_, photo)| photo.path.clone()).collect();
    let all = Neighbours::new(&report, &PhotoFilter::default(), &every[1]);
    assert_eq!((all.number, all.total), (2, every.len()));
    assert_eq!((all.before.as_ref(), all.after.as_ref()), (every.first(), every.get(2)));
    let lone = PhotoFilter { unit: "unassigned".to_owned(), ..PhotoFilter::default() };
    let last = every.last().expect("photos");
    let away = Neighbours::new(&report, &lone, &every[0]);
    assert_eq!((away.number, away.total, away.after.as_ref()), (0, 1, Some(last)));
}

#[test]
fn two_photos_say_what_is_the_same() {
    let html = pair(Lang::Zh);
    assert!(html.contains("● 相同") && html.contains("– 无从比较") && !html.contains("◐ 不同"));
    assert_eq!(html.matches("<figure>").count(), 2);
}

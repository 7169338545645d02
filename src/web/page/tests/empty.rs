//! The pages of an empty archive.

use super::{overview::ordered, rendered, town};
use crate::{
    model::Lang,
    report::{fixture, html::report_html, photos::PhotoFilter},
    web::{
        answer::frame::PageFrame,
        page::{
            item::{Entered, ItemPage},
            notices::NoticesPage,
            overview::{Order, OverviewPage},
            photos::PhotosPage,
            unit::UnitPage,
        },
    },
};

#[test]
fn an_empty_archive_says_why_pages_are_empty_and_what_to_do() {
    let report = fixture::empty();
    for lang in [Lang::Zh, Lang::En] {
        let here = || PageFrame::new(&report, lang, "/");
        let overview = rendered(&OverviewPage::new(&report, here(), &ordered(Order::Score)));
        assert!(overview.contains(lang.pick("没有找到村。请在档案下", "No village was found. Give each")));
        let page = rendered(&UnitPage::new(&report, town(&report), here()));
        assert!(page.contains(lang.pick("文件夹里还没有读到文件", "No file was read from its folder yet")));
        let photos = rendered(&PhotosPage::new(&report, &PhotoFilter::default(), here()));
        assert!(photos.contains(lang.pick("还没有照片。请把会议", "There are no photos yet")));
        let notices = rendered(&NoticesPage::new(&report, here()));
        assert!(notices.contains(lang.pick("所有文件都读全了", "Every file was fully read")));
        assert!(ItemPage::new(&report, town(&report), "T01", &Entered::default(), here()).is_none());
        let whole = report_html(&report, lang).expect("the page renders");
        assert!(whole.contains(lang.pick("没有找到村", "No village was found")));
    }
}

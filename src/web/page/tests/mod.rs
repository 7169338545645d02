//! Every page rendered from the same small archive, in both languages.

use askama::Template;

use self::{
    file::file,
    log::log,
    overview::ordered,
    people::accounts,
    photos::{pair, photo},
    search::{found, hit},
};
use super::{
    account::AccountPage,
    help::HelpPage,
    item::{Entered, ItemPage},
    login::LoginPage,
    notices::NoticesPage,
    overview::{Order, OverviewPage},
    people::PeoplePage,
    photo::CaptionForm,
    photos::PhotosPage,
    search::SearchPage,
    unit::UnitPage,
};
use crate::{
    index::QueryError,
    model::{AccessRole, Lang, Message, UnitAssessment},
    report::{Report, fixture, photos::PhotoFilter},
    web::answer::{error::ErrorPage, frame::PageFrame},
};

mod empty;
mod every_page;
mod file;
mod item;
mod log;
mod notices;
mod overview;
mod people;
mod photos;
mod search;
mod unit;

fn frame(lang: Lang, here: &str) -> PageFrame {
    PageFrame::new(&fixture::report(), lang, here)
}

fn town(report: &Report) -> &UnitAssessment {
    report.town.as_ref().expect("the township's part is shown")
}

fn rendered(page: &impl Template) -> String {
    page.render().expect("the page renders")
}

/// Every page by a name, in a language.
fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let report = fixture::report();
    let here = |path: &str| PageFrame::new(&report, lang, path);
    let item = |village: usize, id: &str| {
        rendered(
            &ItemPage::new(&report, &report.villages[village], id, &Entered::default(), here("/"))
                .expect("the item is there"),
        )
    };
    let trouble = QueryError { offset: 7, message: Message::new("没有 13 月。", "There is no month 13.") };
    vec![
        ("overview", rendered(&OverviewPage::new(&report, here("/"), &ordered(Order::Lacking)))),
        ("township", rendered(&UnitPage::new(&report, town(&report), here("/township")))),
        ("village", rendered(&UnitPage::new(&report, &report.villages[0], here("/village/x")))),
        ("hostile", rendered(&UnitPage::new(&report, &report.villages[1], here("/village/y")))),
        ("no-folder", rendered(&UnitPage::new(&report, &report.villages[2], here("/village/z")))),
        ("item", item(0, "V03")),
        ("item-fault", item(0, "V11")),
        ("item-unreadable", item(0, "V19")),
        ("item-blank", item(0, "V26")),
        ("item-hostile", item(1, "V19")),
        ("search-empty", rendered(&SearchPage::empty(here("/search")))),
        ("search", found("公示期", vec![hit(), hit()], 36, 0.8, here("/search"))),
        ("search-none", found("<x>\"'", Vec::new(), 0, 0.1, here("/search?q=x"))),
        ("search-trouble", rendered(&SearchPage::misunderstood("日期:2020-13", &trouble, here("/search")))),
        (
            "file",
            file(
                lang,
                "01张庄村/01清产核资/公示.pdf",
                "关于清产核资结果的公示\n\n经村民代表会议审议，现将结果公示如下：\n资产总额\t1,234,567.00\n公示期：6月15日至\n6月19日\n<script>",
                "公示期：6月15日至6月19日",
            ),
        ),
        ("photos", rendered(&PhotosPage::new(&report, &PhotoFilter::default(), here("/photos")))),
        ("photo", photo(lang, &PhotoFilter::default(), &CaptionForm::default())),
        ("pair", pair(lang)),
        ("notices", rendered(&NoticesPage::new(&report, here("/notices")))),
        ("help", rendered(&HelpPage::new(&report, here("/help")))),
        ("error", rendered(&ErrorPage::not_found(here("/nowhere?a=1")))),
        ("not-allowed", rendered(&ErrorPage::not_allowed(here("/people")))),
        ("login", rendered(&LoginPage::new("<王芳>", "/\"<x>", Some("<b>"), PageFrame::plain(lang, "/login")))),
        ("account", rendered(&AccountPage::new("<王芳>", &AccessRole::Assessor, Some(Err("<b>")), here("/account")))),
        ("people", rendered(&PeoplePage::new(&accounts(), &report.township, Some(Ok("<b>")), here("/people")))),
        ("log", log(lang, "", 0)),
    ]
}

fn page(name: &str, lang: Lang) -> String {
    pages(lang).into_iter().find(|(known, _)| *known == name).expect("the page is there").1
}

//! The pages of the workbench: a typed struct and a template each.
//!
//! A page holds what it shows and renders itself; it reads no file, no clock and no request. Pages carry no script
//! and no style of their own, so that the strictest content security policy holds, and work without script.

use askama::Template;
use jiff::civil::Date;

use crate::{
    model::{Lang, Ledger, Role},
    report::{Report, link, words},
    web::Viewer,
};

pub mod changes;
pub mod compare;
pub mod error;
pub mod file;
mod grid;
pub mod help;
pub mod item;
pub mod log;
pub mod login;
pub mod meetings;
pub mod notices;
pub mod overview;
pub mod pair;
pub mod people;
pub mod photo;
pub mod photos;
pub mod proof;
pub mod run;
pub mod search;
#[cfg(test)]
mod tests;
pub mod unit;
pub mod viewer;

pub use crate::report::photos::PhotoFilter;
pub use changes::{ChangeShown, UnitChangeShown};
pub use compare::ComparePage;
pub use error::ErrorPage;
pub use file::{FilePage, HitView, PageText};
pub use help::HelpPage;
pub use item::{Entered, ItemPage};
pub use log::{LOG_ROWS, LogPage};
pub use login::{AccountPage, LoginPage};
pub use meetings::MeetingFilter;
pub use notices::NoticesPage;
pub use overview::{Order, OverviewFilter, OverviewPage};
pub use pair::PairPage;
pub use people::PeoplePage;
pub use photo::{CaptionForm, Neighbours, PhotoPage, photo_of};
pub use photos::{PER_PAGE, PhotosPage};
pub use run::{ApiPage, RunPage};
pub use search::SearchPage;
pub use unit::UnitPage;
pub use viewer::View;

/// The style sheet, for `/assets/style.css`.
pub const STYLE: &str = crate::report::html::STYLE;
/// The keyboard shortcuts, an ES module for `/assets/app.js`; every page works without it.
pub const SCRIPT: &str = include_str!("../assets/app.js");
/// Size and turn of a page's picture without a new page, an ES module for `/assets/viewer.js`.
pub const VIEWER_SCRIPT: &str = include_str!("../assets/viewer.js");
/// What goes on, shown without a reload, an ES module for `/assets/live.js`; every page works without it.
pub const LIVE_SCRIPT: &str = include_str!("../assets/live.js");
/// The policy under which every page works.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What stands around every page: the header, the way back and the language switch.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language of cundang's words.
    pub lang: Lang,
    /// The page's own title.
    pub title: String,
    /// The township's name.
    pub township: String,
    /// The deadline and how far it is.
    pub deadline: String,
    /// How many files were read, of how many, and how many wait for somebody.
    pub ledger: String,
    /// What stands in the search box.
    pub query: String,
    /// This page in the other language.
    pub other_language: String,
    /// The ways back, outermost first: name and link; the page itself has none.
    pub crumbs: Vec<(String, Option<String>)>,
    /// Which of the fixed pages this is, for the header: `overview`, `photos`, `notices`, `help` or nothing.
    pub current: &'static str,
    /// Who has logged in, with their role in words; `None` at a desk without login.
    pub person: Option<(String, String)>,
    /// What whoever looks may do.
    pub role: Role,
    /// Nobody has come in yet: the page leads nowhere but to the login.
    pub is_closed: bool,
    /// The number of the report that the page is made from; 0 where it is made from none.
    pub number: u64,
}

impl Frame {
    /// The frame of a page at an address (path and query as requested).
    pub fn new(report: &Report, lang: Lang, path_and_query: &str) -> Self {
        let mut frame = Self::plain(lang, path_and_query);
        report.township_name().clone_into(&mut frame.township);
        frame.deadline = deadline(report.today, report.deadline(), lang);
        frame.ledger = ledger(report.ledger, lang);
        frame.is_closed = false;
        frame
    }

    /// The same frame for somebody.
    #[must_use]
    pub fn seen_by(mut self, viewer: &Viewer) -> Self {
        self.role = viewer.role().clone();
        self.person = viewer.name().map(|name| (name.to_owned(), words::role(&self.role, self.lang)));
        self
    }

    /// A frame without a report, for the page that is shown to those who have not come in yet.
    pub fn plain(lang: Lang, path_and_query: &str) -> Self {
        let other = if lang == Lang::Zh { Lang::En } else { Lang::Zh };
        Self {
            lang,
            title: String::new(),
            township: lang.pick("村档", "cundang").to_owned(),
            deadline: String::new(),
            ledger: String::new(),
            query: String::new(),
            other_language: link::in_language(path_and_query, &other.to_string()),
            crumbs: Vec::new(),
            current: "",
            person: None,
            role: Role::Township,
            is_closed: true,
            number: 0,
        }
    }

    fn titled(mut self, title: &str, current: &'static str) -> Self {
        title.clone_into(&mut self.title);
        self.current = current;
        let home = self.lang.pick("全镇", "Township overview").to_owned();
        self.crumbs = vec![(home, Some("/".to_owned())), (title.to_owned(), None)];
        self
    }
}

fn deadline(today: Date, deadline: Date, lang: Lang) -> String {
    let days = words::days_left(today, deadline, lang);
    match lang {
        Lang::Zh => format!("{deadline} 截止，{days}"),
        Lang::En => format!("due {deadline}, {days}"),
    }
}

fn ledger(ledger: Ledger, lang: Lang) -> String {
    let files = words::count(ledger.files - ledger.ignored.min(ledger.files));
    let read = words::count(ledger.read);
    let waiting = words::count(ledger.unreadable);
    match (ledger.unreadable, lang) {
        (0, Lang::Zh) => format!("已读 {read} / {files} 份"),
        (0, Lang::En) => format!("{read} of {files} files read"),
        (_, Lang::Zh) => format!("已读 {read} / {files} 份（{waiting} 份待处理）"),
        (_, Lang::En) => format!("{read} of {files} files read ({waiting} to see to)"),
    }
}

/// A part of a text that is marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Whether it is what the page is asked to show.
    pub marked: bool,
}

//! The frame around every page: header, navigation and language switch (`layout.html`).

use jiff::civil::Date;

use crate::{
    model::{AccessRole, Lang, Ledger},
    report::{Report, link, words},
    web::state::CurrentUser,
};

/// What stands around every page: the header, the way back and the language switch.
#[derive(Debug, Clone)]
pub struct PageFrame {
    /// The language of cundang's words.
    pub lang: Lang,
    /// The page's own title.
    pub title: String,
    /// The township's name.
    pub township: String,
    /// The deadline and how far it is.
    pub deadline: String,
    /// How many files were read, of how many, and how many could not be.
    pub ledger: String,
    /// What stands in the search box.
    pub query: String,
    /// This page in the other language.
    pub other_language: String,
    /// The ways back, outermost first: name and link; the page itself has none.
    pub crumbs: Vec<(String, Option<String>)>,
    /// Which of the fixed pages this is, for the header: `overview`, `photos`, `notices`, `help` or nothing.
    pub current: &'static str,
    /// The name that is logged in, with its role in words; `None` without accounts.
    pub person: Option<(String, String)>,
    /// What the viewer may do.
    pub role: AccessRole,
    /// Nobody has logged in yet: the page links to nothing but the login.
    pub is_closed: bool,
    /// The number of the report that the page is made from; 0 where it is made from none.
    pub number: u64,
}

impl PageFrame {
    /// The frame of a page at an address (path and query as requested).
    pub fn new(report: &Report, lang: Lang, path_and_query: &str) -> Self {
        let mut frame = Self::plain(lang, path_and_query);
        report.township_name().clone_into(&mut frame.township);
        frame.deadline = deadline(report.today, report.deadline(), lang);
        frame.ledger = ledger(report.ledger, lang);
        frame.is_closed = false;
        frame
    }

    /// The same frame with what the viewer may do.
    #[must_use]
    pub fn seen_by(mut self, viewer: &CurrentUser) -> Self {
        self.role = viewer.role().clone();
        self.person = viewer.name().map(|name| (name.to_owned(), words::role(&self.role, self.lang)));
        self
    }

    /// A frame without a report, for the login page.
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
            role: AccessRole::Township,
            is_closed: true,
            number: 0,
        }
    }

    /// The same frame with the page's title; `current` as [`PageFrame::current`].
    #[must_use]
    pub(crate) fn titled(mut self, title: &str, current: &'static str) -> Self {
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

//! The page of the log.

use super::rendered;
use crate::{
    model::{AuditEntry, AuditStep, Lang},
    report::fixture,
    web::{answer::frame::PageFrame, page::log::LogPage},
};

/// The log with two decisions, a login before them and one between.
pub(super) fn log(lang: Lang, by: &str, offset: usize) -> String {
    let mut report = fixture::report();
    fixture::decided(&mut report);
    report.log[1].at = "2020-06-18T09:40:00+08:00".to_owned();
    let entry = |seq, at: &str, by: &str| AuditEntry {
        seq,
        at: format!("2020-06-18T{at}:00+08:00"),
        by: by.to_owned(),
        step: AuditStep::Login { address: format!("192.0.2.{seq}") },
    };
    let audit: Vec<AuditEntry> = [entry(2, "09:35", "李明"), entry(1, "09:00", "周小满")]
        .into_iter()
        .filter(|entry| by.is_empty() || entry.by == by)
        .collect();
    let frame = PageFrame::new(&report, lang, "/log");
    rendered(&LogPage::new(&report, &audit, vec!["周小满".to_owned(), "李明".to_owned()], by, offset, frame))
}

#[test]
fn the_log_is_one_by_time_whoever_wrote_it() {
    let page = log(Lang::Zh, "", 0);
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(place("误报") < place("192.0.2.2") && place("192.0.2.2") < place("评定 2.5 分"), "newest first");
    assert!(place("评定 2.5 分") < place("192.0.2.1"));
    let one = log(Lang::Zh, "李明", 0);
    assert!(one.contains("192.0.2.2") && !one.contains("评定 2.5 分") && one.contains("<option selected>李明"));
    let behind = log(Lang::Zh, "", 3);
    assert!(behind.contains("192.0.2.1") && !behind.contains("192.0.2.2") && behind.contains("rel=\"prev\""));
}

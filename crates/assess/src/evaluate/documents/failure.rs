//! A paper that the assessment fails on costs that paper, and nothing else.
//!
//! [`Failures`] runs each part of a unit's assessment behind a border that catches a panic ([`contain`]) and notes what
//! was lost. Where anything was, [`spared`] finds the paper that causes it, sets it aside ([`Document::set_aside`]) and
//! assesses the unit again without what that paper says. What still fails then rests on no single paper: the item in
//! which it does is left open.

use std::cell::RefCell;

use super::prose::Content;

use crate::{
    containment::contain,
    evaluate::Document,
    model::{Citation, Failure, PhotoFacts, Stage},
};

/// Papers that are set aside in one unit at most. Each costs a search among the unit's papers; what fails beyond them
/// leaves its items open.
const MOST_SET_ASIDE: usize = 32;

/// What failed while one unit was assessed once, in the order in which it did.
#[derive(Debug, Default)]
pub struct Failures(RefCell<Vec<Failure>>);

impl Failures {
    /// Runs a part of the assessment; `None` where it failed, which is then noted.
    pub fn contain<T>(&self, stage: impl FnOnce() -> Stage, item: Option<&str>, work: impl FnOnce() -> T) -> Option<T> {
        match contain(work) {
            Ok(done) => Some(done),
            Err(panic) => {
                let item = item.map(str::to_owned);
                self.0.borrow_mut().push(Failure { path: None, item, stage: stage(), place: panic.place });
                None
            }
        }
    }

    /// The first failure in an item.
    pub fn of_item(&self, id: &str) -> Option<Failure> {
        self.0.borrow().iter().find(|failure| failure.item.as_deref() == Some(id)).cloned()
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Failure> {
        self.0.into_inner()
    }
}

impl Document {
    /// Takes away all that could make the assessment fail on this paper again. It stays evidence of its kind, of which
    /// nothing was read, so that no item is missing or complete because of it.
    pub fn set_aside(&mut self, failure: Failure) {
        self.content = Content::default();
        (self.has_text, self.has_unread_pages, self.is_read) = (false, true, false);
        self.overlay.clear();
        (self.date, self.signed) = (None, None);
        self.title = self.path.stem().to_owned();
        self.shown_by = Citation::file(&self.path);
        self.photo = self.photo.is_some().then(PhotoFacts::default);
        self.failure = Some(failure);
    }
}

/// Runs an assessment of documents. Where parts of it fail, the documents that cause it are set aside, and it is run
/// again. Returns what the last run made, the failures on documents, by path, and then those that rest on none.
///
/// A cause is found by halving: the documents up to it make the run fail, those before it do not.
pub fn spared<T>(documents: &mut [Document], run: impl Fn(&mut [Document]) -> (T, Vec<Failure>)) -> (T, Vec<Failure>) {
    let (mut made, mut failures) = run(documents);
    let mut set_aside: Vec<Failure> = Vec::new();
    while let Some(first) = failures.first().cloned() {
        if set_aside.len() >= MOST_SET_ASIDE {
            break;
        }
        let fails = |kept: usize| {
            let mut part = documents.to_vec();
            part.iter_mut().skip(kept).for_each(|document| document.set_aside(first.clone()));
            !run(&mut part).1.is_empty()
        };
        let Some(cause) = cause(documents.len(), fails).and_then(|at| documents.get_mut(at)) else { break };
        let failure = Failure { path: Some(cause.path.clone()), ..first };
        cause.set_aside(failure.clone());
        set_aside.push(failure);
        (made, failures) = run(documents);
    }
    set_aside.sort();
    set_aside.extend(failures);
    (made, set_aside)
}

/// The place of the document with which a run over the first documents begins to fail; `None` where it fails without any.
fn cause(count: usize, fails: impl Fn(usize) -> bool) -> Option<usize> {
    if count == 0 || fails(0) {
        return None;
    }
    let (mut good, mut bad) = (0, count);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if fails(middle) { bad = middle } else { good = middle }
    }
    Some(good)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::fixture::paper;

    fn papers(count: usize) -> Vec<Document> {
        (0..count).map(|i| paper(&format!("{i}.docx")).saying(&[&format!("第{i}份")])).collect()
    }

    /// Fails at each of these papers as long as they say anything.
    fn run(documents: &mut [Document], bad: &[usize]) -> (usize, Vec<Failure>) {
        let failures = Failures::default();
        let mut read = 0;
        failures.contain(
            || Stage::Facts,
            None,
            || {
                for (i, document) in documents.iter().enumerate().filter(|(_, document)| !document.content.is_empty()) {
                    assert!(!bad.contains(&i), "paper {}", document.path);
                    read += 1;
                }
            },
        );
        (read, failures.into_list())
    }

    #[test]
    fn the_papers_that_cause_it_are_set_aside_and_no_others() {
        for bad in [&[][..], &[0], &[8], &[3, 4], &[0, 5, 8]] {
            let mut documents = papers(9);
            let (read, failures) = spared(&mut documents, |documents| run(documents, bad));
            let paths: Vec<String> = failures
                .iter()
                .map(|failure| failure.path.as_ref().map_or_else(String::new, ToString::to_string))
                .collect();
            assert_eq!(paths, bad.iter().map(|i| format!("张庄村/{i}.docx")).collect::<Vec<_>>());
            assert_eq!(read, 9 - bad.len());
            for (i, document) in documents.iter().enumerate() {
                assert_eq!(document.failure.is_some(), bad.contains(&i), "{i}");
                assert_eq!(document.is_read, !bad.contains(&i), "{i}");
            }
            assert!(
                failures
                    .iter()
                    .all(|failure| failure.place.starts_with("crates/assess/src/evaluate/documents/failure.rs:"))
            );
        }
    }

    #[test]
    fn what_fails_without_any_paper_is_noted_once() {
        let mut documents = papers(3);
        let (_, failures) = spared(&mut documents, |_| {
            let failures = Failures::default();
            failures.contain(|| Stage::Item, Some("V01"), || panic!("on purpose"));
            ((), failures.into_list())
        });
        assert_eq!((failures.len(), failures[0].path.as_ref(), failures[0].item.as_deref()), (1, None, Some("V01")));
        assert!(documents.iter().all(|document| document.failure.is_none()));
    }
}

//! What a paper says behind its labels and under its text: the day it tells of or was made, and its subject.

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::{
    evaluate::Dated,
    model::{Citation, FileStatus, Page, StoredFile},
    text::{
        Cut,
        dates::{DateMention, find_dates},
        fold::fold_name,
    },
    vocabulary,
};

/// Lines at the end of a paper that can hold the signature.
const SIGNATURE_LINES: usize = 12;
/// Characters beside the date on the signature's line (`（章）`, `日期：`).
const SIGNATURE_EXTRA_CHARS: usize = 14;
/// Labels in front of the day on which something takes place.
static DAY_LABELS: LazyLock<Vec<&str>> = LazyLock::new(|| vocabulary!("labels.tsv").read_by("day-label").collect());
/// Labels in front of what a meeting or a paper is about.
static SUBJECT_LABELS: LazyLock<Vec<&str>> =
    LazyLock::new(|| vocabulary!("labels.tsv").read_by("subject-label").collect());
/// Lines of the first page in which such a label is looked for, and lines after it that belong to it.
const SUBJECT_WITHIN: usize = 40;
const SUBJECT_LINES: usize = 3;

/// The day behind a label such as `会议时间：`, and the words that give it.
pub(super) fn labelled_day(text: &str) -> Option<(Date, String)> {
    text.lines().take(SUBJECT_WITHIN).filter(|line| is_labelled(line, &DAY_LABELS)).find_map(first_day)
}

/// Whether a line begins with one of the labels, with a colon behind it or as a cell of its own.
fn is_labelled(line: &str, labels: &[&str]) -> bool {
    let folded = fold_name(line);
    let in_cell = line.contains('\t');
    labels.iter().any(|label| folded.strip_prefix(label).is_some_and(|rest| in_cell || rest.starts_with(':')))
}

/// The first full day in a text, and the words that give it.
pub(super) fn first_day(text: &str) -> Option<(Date, String)> {
    find_dates(text).into_iter().find(DateMention::is_day).map(|mention| {
        let quote = text.part(mention.range).to_owned();
        (mention.date, quote)
    })
}

/// The last full day near the end that stands on a line almost of its own.
pub(super) fn signature_date(file: &StoredFile, pages: &[Page]) -> Option<Dated> {
    if file.status != FileStatus::Read {
        return None;
    }
    let page = pages.iter().rev().find(|page| !page.text.trim().is_empty())?;
    let lines = page.text.lines().rev().filter(|line| !line.trim().is_empty()).take(SIGNATURE_LINES);
    for line in lines {
        let Some(mention) = find_dates(line).into_iter().rfind(DateMention::is_day) else { continue };
        let (before, after) = (line.part(..mention.range.start), line.part(mention.range.end..));
        let extra = before.chars().chain(after.chars()).filter(|c| !c.is_whitespace()).count();
        if extra <= SIGNATURE_EXTRA_CHARS {
            let place = Citation::on(&file.path, page.page, line.part(mention.range));
            return Some(Dated { date: mention.date, place });
        }
    }
    None
}

/// What a page says it is about: the lines at `议题：` and the like, folded.
pub(super) fn subject(page: &Page) -> String {
    let mut lines = page.text.lines().take(SUBJECT_WITHIN).skip_while(|line| !is_labelled(line, &SUBJECT_LABELS));
    lines.by_ref().take(SUBJECT_LINES).map(fold_name).collect()
}

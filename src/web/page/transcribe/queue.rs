//! The lines that wait, in the order of files, pages and lines.

use crate::{
    model::{ArchivePath, Page, Unit},
    report::{Report, view::FileEntry},
    rubric::KindRole,
    web::state::Workbench,
};

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LinePlace {
    pub(super) path: ArchivePath,
    /// Counted from 1.
    pub(super) page: u32,
    /// Its place among the page's lines, counted from 0.
    pub(super) line: usize,
}

/// The pages that wait, of one unit or of all that the viewer sees.
pub(super) fn pages(report: &Report, unit: Option<&Unit>) -> Vec<(ArchivePath, u32)> {
    let is_asked = |entry: &FileEntry| unit.is_none_or(|unit| entry.unit == *unit);
    let files = report.unsure.iter().filter(|(path, _)| report.files.get(*path).is_some_and(is_asked));
    files.flat_map(|(path, pages)| pages.iter().map(|page| (path.clone(), *page))).collect()
}

/// The next line that waits: on the page of `after` behind it, then on the pages behind, then from the first page on.
/// Without `after`, the first of all.
pub(super) fn next(
    workbench: &Workbench,
    pages: &[(ArchivePath, u32)],
    after: Option<&LinePlace>,
) -> Option<LinePlace> {
    let waiting = |path: &ArchivePath, page: u32| -> Vec<LinePlace> {
        let lines = workbench.page(path, page).map(|page| page.unsure_lines()).unwrap_or_default();
        lines.into_iter().map(|line| LinePlace { path: path.clone(), page, line }).collect()
    };
    let Some(after) = after else {
        return pages.iter().find_map(|(path, page)| waiting(path, *page).into_iter().next());
    };
    let own = waiting(&after.path, after.page);
    if let Some(behind) = own.iter().find(|place| place.line > after.line) {
        return Some(behind.clone());
    }
    let here = (&after.path, after.page);
    let (before, behind): (Vec<_>, Vec<_>) = pages.iter().partition(|(path, page)| (path, *page) < here);
    let others = behind.into_iter().chain(before).filter(|(path, page)| (path, *page) != here);
    let mut others = others.filter_map(|(path, page)| waiting(path, *page).into_iter().next());
    others.next().or_else(|| own.into_iter().find(|place| place.line < after.line))
}

/// The lists of people of a unit, whose names are offered.
pub(super) fn lists_of(report: &Report, unit: &Unit) -> Vec<ArchivePath> {
    let is_list = |entry: &FileEntry| {
        let role = entry.kind.as_ref().and_then(|id| report.rubric.kind(id)).and_then(|kind| kind.role);
        let is_list = matches!(
            role,
            Some(
                KindRole::MemberRoster | KindRole::ShareRoster | KindRole::MemberSurvey | KindRole::CertificateReceipt
            )
        );
        is_list && entry.unit == *unit && !entry.is_template
    };
    report.files.iter().filter(|(_, entry)| is_list(entry)).map(|(path, _)| path.clone()).collect()
}

/// How many lines of a page wait behind and before this one, itself among them.
pub(super) fn left_on(page: &Page) -> usize {
    page.unsure_lines().len()
}

//! Names that several pages show.

use crate::{model::Lang, report::Report};

/// A kind's name for people; empty for a file of no kind.
pub(super) fn kind_name(report: &Report, kind: Option<&str>, lang: Lang) -> String {
    let Some(id) = kind else { return String::new() };
    report.rubric.kind(id).map_or_else(|| id.to_owned(), |kind| kind.name.get(lang).to_owned())
}

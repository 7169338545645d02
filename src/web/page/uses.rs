//! Where a file counts in the assessment: the items that it is evidence for, or has a finding on.

use crate::{
    model::{ArchivePath, Lang},
    report::{
        Report, link,
        shown::{Show, StateShown},
        words,
    },
};

/// A place of the file in the rubric.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) unit: String,
    pub(super) id: String,
    pub(super) href: String,
    pub(super) state: StateShown,
    pub(super) as_what: &'static str,
}

/// Where the file stands in the assessment: as evidence, or with a finding.
pub(super) fn uses(report: &Report, path: &ArchivePath, show: &Show<'_>, lang: Lang) -> Vec<Use> {
    let mut uses = Vec::new();
    for unit in report.units() {
        for item in &unit.items {
            let evidence = item.evidence.iter().any(|evidence| evidence.citation.path == *path);
            let finding = item.findings.iter().flat_map(|it| &it.places).any(|place| place.path == *path);
            let as_what = match (evidence, finding) {
                (true, true) => lang.pick("证据，另有发现", "evidence, with a finding"),
                (true, false) => lang.pick("证据", "evidence"),
                (false, true) => lang.pick("有发现", "a finding"),
                (false, false) => continue,
            };
            uses.push(Use {
                unit: words::unit_name(&unit.unit, lang).to_owned(),
                id: item.id.clone(),
                href: link::item(&unit.unit, &item.id),
                state: show.state(item.state),
                as_what,
            });
        }
    }
    uses
}

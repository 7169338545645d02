//! Numbers of people on pages: shown with their middle masked, but to those who may see them and ask, which is logged.

use super::visit::Visit;
use crate::{
    model::{ArchivePath, AuditStep, Page},
    pipeline,
    text::without_personal_numbers,
};

impl Visit {
    /// A page of a file as it is shown to the viewer. `in_full` says that they asked for the numbers of people on it.
    pub(crate) async fn shown_page(&self, path: &ArchivePath, page: Page, in_full: bool) -> Page {
        if in_full && self.viewer.role().may_see_numbers() {
            let step = AuditStep::NumbersSeen { path: path.to_string(), page: page.page };
            let name = self.name.clone();
            let noted =
                self.away(move |workbench| workbench.authentication().people().note(&name, step, &pipeline::now()));
            // What cannot be noted is not shown.
            if matches!(noted.await, Some(Ok(()))) {
                return page;
            }
        }
        masked(page)
    }
}

/// The page with the middles of numbers of people as asterisks.
fn masked(mut page: Page) -> Page {
    page.text = without_personal_numbers(&page.text);
    for line in &mut page.lines {
        let shown = without_personal_numbers(&line.text);
        if shown != line.text {
            // What else a character may be would tell it.
            line.weak.clear();
            line.text = shown;
        }
    }
    page
}

//! What people should know about files: notices of their readers, pages without text, and failures of the
//! program itself.

use std::collections::BTreeMap;

use super::{error::PipelineError, workspace::Workspace};
use crate::{
    evaluate::{Document, documents::document::is_illegible},
    extract::notice,
    model::{Failure, Notice, NoticeCode, Unit, UnitAssessment},
    msg,
};

impl Workspace {
    /// What people should know about files: notices of their readers, and pages without text.
    pub(super) fn notices(&self, documents: &[Document]) -> Result<Vec<Notice>, PipelineError> {
        let mut notices = self.catalog.notices()?;
        for file in self.catalog.unrecognised_pages()? {
            let unread = match (file.tried, file.is_picture) {
                (true, true) => notice::not_drawn(),
                (true, false) => notice::not_recognised(&file.pages),
                (false, _) => notice::no_text_layer(&file.pages),
            };
            notices.push(unread.at(&file.path));
        }
        // Most pictures show no text; those whose name or folder says that they show a paper do.
        notices.extend(documents.iter().filter(|document| document.is_picture_of_paper()).map(|document| {
            let message = msg!(
                "这是材料的图片，其中的文字尚未识别",
                "this is a picture of a paper, and the text on it is not yet recognised"
            );
            Notice::new(NoticeCode::NoTextLayer, message).at(&document.path)
        }));
        // Pages of papers that recognition tried and could not read.
        for document in documents.iter().filter(|document| !document.is_photo()) {
            let pages: Vec<u32> =
                document.content.iter().filter(|page| is_illegible(page)).map(|page| page.page).collect();
            if !pages.is_empty() {
                notices.push(notice::not_recognised(&pages).at(&document.path));
            }
        }
        // Photos of something going on show a few words at most, which nobody has to transcribe.
        for document in documents.iter().filter(|document| !document.is_photo() || document.shows_a_page) {
            notices.extend(notice::of_unsure_pages(&document.content).map(|notice| notice.at(&document.path)));
        }
        Ok(notices)
    }
}

/// The notices of the program's own failures: one a file, and one an item where no single file is the cause.
pub(super) fn internal_errors(
    failures: Vec<Failure>,
    units: &BTreeMap<Unit, UnitAssessment>,
    documents: &[Document],
) -> Vec<Notice> {
    let mut notices: Vec<Notice> =
        failures.iter().map(|failure| failure.notice(documents.first().map(|document| &document.path))).collect();
    for assessed in units.values() {
        let cited = |id: &str| {
            let item = assessed.items.iter().find(|item| item.id == id)?;
            item.evidence.first().map(|evidence| &evidence.citation.path)
        };
        let of_unit = documents.iter().find(|document| document.unit == assessed.unit).map(|document| &document.path);
        for failure in &assessed.failures {
            notices.push(failure.notice(failure.item.as_deref().and_then(cited).or(of_unit)));
        }
    }
    notices
}

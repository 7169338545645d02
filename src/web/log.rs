//! The page of the log: what was decided and what else happened, newest first. For the township and assessors.

use axum::response::Response;

use super::{
    page::{LOG_ROWS, LogPage},
    routes::Visit,
};
use crate::msg;

/// `GET /log?by=NAME&offset=N`
pub(super) async fn page(visit: Visit) -> Response {
    if !visit.viewer.role().may_read_log() {
        return visit.not_allowed();
    }
    let (by, offset) = (visit.by().to_owned(), visit.offset());
    let wanted = by.clone();
    let read = visit.away(move |desk| {
        let people = desk.door().people();
        // One more than is shown says whether there is another page.
        let most = offset.saturating_add(LOG_ROWS + 1);
        let entries = people.audit(Some(wanted.as_str()).filter(|name| !name.is_empty()), most)?;
        Ok::<_, crate::pipeline::PeopleError>((entries, people.audit_names()?))
    });
    match read.await {
        Some(Ok((audit, names))) => {
            visit.answer(&LogPage::new(&visit.report, &audit, names, &by, offset, visit.frame()))
        }
        Some(Err(error)) => visit.trouble(&error.to_message()),
        None => visit.trouble(&msg!("记录未能读出", "the log could not be read")),
    }
}

//! Entries that people make on pages: decisions, captions, corrections. Who signs them, how they are kept, and what
//! answers one that is refused.

use std::sync::Arc;

use axum::{http::StatusCode, response::Response};
use jiff::ZonedDateTime;

use super::{fields::FormFields, visit::Visit};
use crate::{
    model::{ArchivePath, Message},
    pipeline::{self, AskedStep, EntryError, Saying},
    report::Report,
    web::{answer::entry_error, state::Workbench},
};

/// What answers an entry that was not kept.
pub(crate) enum Refusal {
    /// Nothing can be entered there, or the program failed.
    Answer(Box<Response>),
    /// The form again, with what was entered in it.
    Again {
        status: StatusCode,
        /// Why it was not kept, and what to do.
        message: String,
        /// The report as it stands now, so that what somebody else entered in the meantime is shown.
        report: Arc<Report>,
    },
}

impl Refusal {
    fn new(visit: &Visit, error: &EntryError) -> Self {
        if let EntryError::Unknown(_) = error {
            return Self::Answer(Box::new(visit.not_found()));
        }
        Self::Again {
            status: entry_error::status_of(error),
            message: entry_error::message_above_form(error).get(visit.lang).to_owned(),
            report: visit.workbench.report_for(visit.viewer.role()),
        }
    }
}

impl Visit {
    /// The name under which an entry is made: that of the login, whatever was typed.
    pub(crate) fn signed(&self, typed: &str) -> String {
        self.viewer.name().unwrap_or(typed).trim().to_owned()
    }

    /// Keeps an entry.
    pub(crate) async fn enter(
        &self,
        keep: impl FnOnce(&Workbench) -> Result<(), EntryError> + Send + 'static,
    ) -> Result<(), Refusal> {
        match self.away(keep).await {
            Some(kept) => kept.map_err(|error| Refusal::new(self, &error)),
            None => Err(Refusal::Answer(Box::new(self.defective()))),
        }
    }

    /// Keeps what a form says of a file, or takes it back where that button was pressed. `written` is what the fields
    /// say, or what is wrong with them.
    pub(crate) async fn say<T: Send + 'static>(
        &self,
        path: &ArchivePath,
        by: &str,
        fields: &FormFields,
        written: Result<T, Message>,
        keep: fn(&Workbench, &Saying<T>, &ZonedDateTime) -> Result<(), EntryError>,
    ) -> Result<(), Refusal> {
        let what = match (fields.get("do"), written) {
            ("withdraw", _) => AskedStep::Withdraw,
            ("undo", _) => AskedStep::Undo,
            (_, Ok(said)) => AskedStep::Write(said),
            (_, Err(message)) => return Err(Refusal::new(self, &EntryError::Mend(message))),
        };
        let asked = Saying { path: path.clone(), by: by.to_owned(), what, saw: Some(fields.version_seen()) };
        self.enter(move |workbench| keep(workbench, &asked, &pipeline::now())).await
    }
}

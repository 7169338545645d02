//! Status and message for an entry that was refused.

use axum::http::StatusCode;

use crate::{model::Message, msg, pipeline::EntryError};

/// The status of an entry that was refused.
pub(crate) fn status_of(error: &EntryError) -> StatusCode {
    match error {
        EntryError::Unknown(_) => StatusCode::NOT_FOUND,
        EntryError::Conflict(_) => StatusCode::CONFLICT,
        EntryError::Mend(_) => StatusCode::UNPROCESSABLE_ENTITY,
        EntryError::Pipeline(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// What is said above a form whose entry was refused.
pub(crate) fn message_above_form(error: &EntryError) -> Message {
    let message = error.to_message();
    match error {
        EntryError::Pipeline(_) => {
            let Message { zh, en } = message;
            msg!("{zh}。请稍后再保存一次", "{en}. Please save once more in a moment")
        }
        EntryError::Unknown(_) | EntryError::Mend(_) | EntryError::Conflict(_) => message,
    }
}

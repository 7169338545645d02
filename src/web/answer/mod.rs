//! What answers are made of: the frame around every page, error pages, problem details of the API, and the forms of
//! responses.

pub(crate) mod account_error;
pub(crate) mod entry_error;
pub mod error;
pub mod frame;
pub(crate) mod problem;
pub(crate) mod response;

//! The parts of a request: its sender, language, query parameters and form fields.

pub(crate) mod client_address;
pub(crate) mod cookie;
pub(crate) mod entry;
pub(crate) mod fields;
pub(crate) mod language;
pub(crate) mod numbers;
pub(crate) mod parameters;
pub(crate) mod visit;

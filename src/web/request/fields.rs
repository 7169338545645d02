//! The fields of a form whose names are not fixed, such as one verdict a finding.

use axum::Form;

/// A form's fields, in the order in which they stand in it.
pub(crate) type Sent = Form<Vec<(String, String)>>;

/// The fields of a form as they were sent.
pub(crate) struct FormFields(pub(crate) Vec<(String, String)>);

impl FormFields {
    /// The value of a field; empty where the form does not have it.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The version of the log that the form was filled in from: the number of its last entry.
    pub(crate) fn version_seen(&self) -> u64 {
        self.get("saw").parse().unwrap_or_default()
    }
}

//! Checks as a rubric file asks for them. What they are stands above the rubric.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A check beyond presence, as a rubric file asks for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedCheck {
    /// Its name, `deadline`.
    pub check: String,
    /// Its parameters. What they are is the check's own matter, see [`CheckTypes`].
    #[serde(flatten)]
    pub parameters: Map<String, Value>,
}

/// The checks that a rubric can ask for. They stand above the rubric, so reading one is given them.
pub trait CheckTypes {
    /// Their names.
    fn names(&self) -> Vec<&'static str>;

    /// Reads the parameters of the check of this name, a JSON object; `None` where there is no such check.
    fn read(&self, name: &str, parameters: &str) -> Option<Result<(), serde_json::Error>>;
}

//! What checks need to know of the whole archive while they look at one unit.

use super::Document;
use crate::model::Township;

/// What holds over all units: made once, before any unit is assessed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    /// The names of the archive's villages, with their aliases, in the order of the township.
    pub villages: Vec<Vec<String>>,
}

impl Shared {
    /// Looks over the township and all documents of the archive, of whichever unit.
    pub fn new(township: &Township, _documents: &[Document]) -> Self {
        let names = |village: &crate::model::Village| {
            std::iter::once(village.name.clone()).chain(village.aliases.iter().cloned()).collect()
        };
        Self { villages: township.villages.iter().map(names).collect() }
    }
}

//! The lists that forms let people choose from.

/// One option of a list.
#[derive(Debug)]
pub(super) struct SelectOption {
    /// What is sent.
    pub(super) value: String,
    /// What is shown.
    pub(super) word: String,
    /// Whether it is the chosen one.
    pub(super) is_chosen: bool,
}

impl SelectOption {
    /// An option, which is chosen where its value is the chosen one.
    pub(super) fn new(value: impl Into<String>, word: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self { is_chosen: value == chosen, value, word: word.into() }
    }
}

//! What hits are counted by.

/// What hits are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacetField {
    /// The village, by its full name.
    Village,
    /// The rubric item, `V03`.
    Item,
    /// The kind of document, by its id.
    Kind,
    /// Year and month of the document's date, `2020-06`.
    Month,
    /// How the text was obtained: the name of a [`PageSource`](crate::model::PageSource), or `none`.
    Source,
    /// The file's format, `PDF`.
    Format,
}

impl FacetField {
    /// All of them, in the order in which they are shown.
    pub const ALL: [FacetField; 6] = [
        FacetField::Village,
        FacetField::Item,
        FacetField::Kind,
        FacetField::Month,
        FacetField::Source,
        FacetField::Format,
    ];

    /// The name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            FacetField::Village => "village",
            FacetField::Item => "item",
            FacetField::Kind => "kind",
            FacetField::Month => "month",
            FacetField::Source => "source",
            FacetField::Format => "format",
        }
    }

    /// The condition that narrows a query to a value of this facet.
    pub fn condition(self, value: &str) -> String {
        let quoted = |field: &str| {
            let plain = !value.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '(' | ')' | ':' | '：'));
            if plain { format!("{field}:{value}") } else { format!("{field}:\"{}\"", value.replace('"', " ")) }
        };
        match self {
            FacetField::Village => quoted("村"),
            FacetField::Item => quoted("项目"),
            FacetField::Kind => quoted("类型"),
            FacetField::Month => quoted("日期"),
            FacetField::Source => quoted("来源"),
            FacetField::Format => quoted("格式"),
        }
    }

    /// The fast field that holds its values; months come from the date.
    pub(super) fn column(self) -> Option<&'static str> {
        match self {
            FacetField::Item => Some("item_key"),
            FacetField::Month => None,
            other => Some(other.as_str()),
        }
    }
}

/// The hits counted by one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// What they are counted by.
    pub field: FacetField,
    /// Values with the count of pages: months in order, others by count.
    pub values: Vec<(String, usize)>,
}

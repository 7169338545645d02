//! The query parameters of a page.

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, Query},
    http::{Uri, request::Parts},
};
use serde::de::DeserializeOwned;

/// The query parameters that a page takes, as one typed struct. Unknown parameters are passed over, and a query that
/// cannot be read counts as an empty one, since a page that is opened from an old link should still open.
pub(crate) struct Parameters<Q>(pub(crate) Q);

impl<S: Send + Sync, Q: DeserializeOwned + Default> FromRequestParts<S> for Parameters<Q> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self(read(&parts.uri)))
    }
}

fn read<Q: DeserializeOwned + Default>(uri: &Uri) -> Q {
    Query::try_from_uri(uri).map(|Query(query)| query).unwrap_or_default()
}

/// How many entries are passed over; what is no number counts as none.
pub(crate) fn offset(text: &str) -> usize {
    text.parse::<u32>().map_or(0, |offset| offset as usize)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Default, Deserialize, PartialEq)]
    #[serde(default)]
    struct Wanted {
        q: String,
        offset: String,
    }

    #[test]
    fn a_query_that_cannot_be_read_counts_as_an_empty_one() {
        let wanted = |uri: &str| read::<Wanted>(&uri.parse().expect("an address"));
        let found = Wanted { q: "公示".to_owned(), offset: "20".to_owned() };
        assert_eq!(wanted("/search?q=%E5%85%AC%E7%A4%BA&offset=20&x=1"), found);
        assert_eq!(wanted("/search?q=a&q=b"), Wanted::default());
        assert_eq!((offset("20"), offset("-1"), offset("")), (20, 0, 0));
    }
}

//! The language of a request: chosen in its address, else kept in a cookie, else the server's own.

use axum::http::{HeaderMap, Uri};

use super::cookie::cookie;
use crate::model::Lang;

/// The language of cundang's words in the answer to a request.
pub(crate) fn preferred(headers: &HeaderMap, uri: &Uri, default: Lang) -> Lang {
    chosen(uri).or_else(|| cookie(headers, "lang").and_then(named)).unwrap_or(default)
}

/// The language that an address chooses with `lang=zh` or `lang=en`.
pub(crate) fn chosen(uri: &Uri) -> Option<Lang> {
    uri.query().unwrap_or_default().split('&').find_map(|pair| named(pair.strip_prefix("lang=")?))
}

fn named(name: &str) -> Option<Lang> {
    match name {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}

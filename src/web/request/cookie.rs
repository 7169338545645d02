//! Cookies: the chosen language, and the name that a person typed into a form.

use axum::http::{HeaderMap, header};
use percent_encoding::percent_decode_str;

use crate::{model::Lang, pipeline::NAME_LIMIT, report::link};

/// The cookie that keeps the name of the person at a workbench without accounts.
const NAME: &str = "name";

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The cookie that keeps the chosen language.
pub(crate) fn language_cookie(lang: Lang) -> String {
    format!("lang={lang}; Path=/; Max-Age=31536000; SameSite=Lax")
}

/// The cookie that keeps a name.
pub(crate) fn name_cookie(name: &str) -> String {
    format!("{NAME}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", link::encode(name.trim()))
}

/// The name that a browser kept, as one short line; empty where it kept none.
pub(crate) fn remembered_name(headers: &HeaderMap) -> String {
    cookie(headers, NAME).map(decoded_name).unwrap_or_default()
}

fn decoded_name(value: &str) -> String {
    let name = percent_decode_str(value).decode_utf8_lossy().into_owned();
    name.chars().filter(|c| !c.is_control()).take(NAME_LIMIT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remembered_name_is_one_short_line() {
        assert_eq!(decoded_name("%E7%8E%8B%E8%8A%B3"), "王芳");
        assert_eq!(decoded_name("a%0d%0ab"), "ab");
        assert_eq!(remembered_name(&HeaderMap::new()), "");
        assert_eq!(decoded_name(&"x".repeat(99)).len(), NAME_LIMIT);
    }
}

//! The forms of responses: a rendered page, a redirect, a file to be saved.

use askama::Template;
use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use crate::{model::Lang, report::link::encode};

/// The media type of tables as text.
pub(crate) const CSV: &str = "text/csv; charset=utf-8";
/// The media type of workbooks.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The media type of Word documents.
pub(crate) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// The media type of packages.
pub(crate) const ZIP: &str = "application/zip";

/// A rendered page.
pub(crate) fn html(status: StatusCode, page: &impl Template, lang: Lang) -> Response {
    match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => {
            let text = lang.pick("500：页面无法生成\n", "500: the page could not be made\n");
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}

/// A redirect to another page after a form was sent, so that reloading sends nothing twice.
pub(crate) fn see_other(place: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(place) = HeaderValue::from_str(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    response
}

/// A file to be saved under a name, which RFC 6266 takes in any script; programs that do not know it get a plain one with
/// the same extension.
pub(crate) fn download(media_type: &'static str, name: &str, bytes: impl Into<Body>) -> Response {
    let disposition = if name.is_ascii() {
        format!("attachment; filename=\"{name}\"")
    } else {
        let extension = name.rsplit('.').next().unwrap_or_default();
        format!("attachment; filename=\"cundang.{extension}\"; filename*=UTF-8''{}", encode(name))
    };
    ([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes.into())
        .into_response()
}

/// The same response with one more cookie.
pub(crate) fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

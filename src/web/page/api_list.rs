//! The list of the API's addresses.

use askama::Template;
use axum::response::Response;
use serde_json::Value;

use crate::{
    model::Lang,
    web::{answer::frame::PageFrame, api::document::document, request::visit::Visit},
};

/// An address of the API.
#[derive(Debug)]
struct Address {
    method: String,
    path: String,
    about: String,
    /// Name, and what it is.
    parameters: Vec<(String, String)>,
}

/// `/api`
#[derive(Debug, Template)]
#[template(path = "api.html")]
pub struct ApiPage {
    lang: Lang,
    frame: PageFrame,
    about: String,
    addresses: Vec<Address>,
}

impl ApiPage {
    /// The list of an OpenAPI document.
    pub fn new(document: &Value, frame: PageFrame) -> Self {
        let lang = frame.lang;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let base = text(&document["servers"][0]["url"]);
        let mut addresses = Vec::new();
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                addresses.push(Address {
                    method: method.to_uppercase(),
                    path: format!("{base}{path}"),
                    about: [&operation["summary"], &operation["description"]].map(text).join(" ").trim().to_owned(),
                    parameters: parameters
                        .map(|parameter| (text(&parameter["name"]), text(&parameter["description"])))
                        .collect(),
                });
            }
        }
        Self {
            lang,
            about: text(&document["info"]["description"]),
            addresses,
            frame: frame.titled(lang.pick("程序接口", "API"), ""),
        }
    }
}

/// `GET /api`
pub(crate) async fn show(visit: Visit) -> Response {
    visit.answer(&ApiPage::new(document(), visit.frame()))
}

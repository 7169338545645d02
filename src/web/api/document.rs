//! The OpenAPI document: routes and parameters as the code declares them, big shapes as `schema/` fixes them.

use std::sync::OnceLock;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{operations::described, shapes::shapes};

/// The files of `schema/` whose shapes the API gives.
const FILES: [(&str, &str); 5] = [
    ("report", include_str!("../../../schema/report.schema.json")),
    ("photos", include_str!("../../../schema/photos.schema.json")),
    ("search", include_str!("../../../schema/search.schema.json")),
    ("text", include_str!("../../../schema/text.schema.json")),
    ("decisions", include_str!("../../../schema/decisions.schema.json")),
];

/// Shapes inside of those that have no name there: file, name, and where they stand.
const INNER: [(&str, &str, &str); 6] = [
    ("report", "township", "/properties/township"),
    ("report", "village", "/properties/villages/items"),
    ("report", "rubric", "/properties/rubric"),
    ("report", "ledger", "/properties/ledger"),
    ("text", "page", "/properties/pages/items"),
    ("decisions", "entry", "/properties/entries/items"),
];

/// The document, made once.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let described = described().into_openapi();
        let mut document = serde_json::to_value(&described).unwrap_or_default();
        describe_responses(&mut document);
        if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
            for (name, shape) in shapes() {
                schemas.insert(name.to_owned(), shape);
            }
            for (file, text) in FILES {
                add_file(schemas, file, text);
            }
        }
        document
    })
}

/// `GET /openapi.json`
pub(super) async fn answer() -> Response {
    (StatusCode::OK, [(header::CONTENT_TYPE, "application/json")], document().to_string()).into_response()
}

/// Says of each response what its status says, where nothing else is said: the format wants a word for each.
fn describe_responses(document: &mut Value) {
    let operations = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    let operations = operations.filter_map(Value::as_object_mut).flat_map(Map::values_mut);
    for operation in operations {
        for (status, response) in operation["responses"].as_object_mut().into_iter().flatten() {
            let known = status.parse().ok().and_then(|status| StatusCode::from_u16(status).ok());
            let word = known.and_then(|status| status.canonical_reason()).unwrap_or_default();
            if let Some(response) = response.as_object_mut() {
                response.entry("description").or_insert_with(|| json!(word));
            }
        }
    }
}

/// Adds the shapes of a file: the whole under the file's name, its parts behind that and a dot.
fn add_file(schemas: &mut Map<String, Value>, file: &str, text: &str) {
    // The files are part of the program, and a test reads each.
    let Ok(Value::Object(mut whole)) = serde_json::from_str::<Value>(text) else { return };
    for word in ["$schema", "$id"] {
        whole.remove(word);
    }
    let Some(Value::Object(parts)) = whole.remove("$defs").or_else(|| Some(json!({}))) else { return };
    let whole = Value::Object(whole);
    let inner = INNER
        .iter()
        .filter(|(of, ..)| *of == file)
        .filter_map(|(_, name, place)| Some(((*name).to_owned(), whole.pointer(place)?.clone())));
    for (name, mut part) in inner.collect::<Vec<_>>().into_iter().chain(parts) {
        point_here(&mut part, file);
        schemas.insert(format!("{file}.{name}"), part);
    }
    let mut whole = whole;
    point_here(&mut whole, file);
    schemas.insert(file.to_owned(), whole);
}

/// Turns references within a file into references within the document.
fn point_here(value: &mut Value, file: &str) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match value {
                    Value::String(to) if name == "$ref" => {
                        if let Some(part) = to.strip_prefix("#/$defs/") {
                            *to = format!("#/components/schemas/{file}.{part}");
                        }
                    }
                    other => point_here(other, file),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| point_here(value, file)),
        _ => {}
    }
}

//! The OpenAPI document: routes and parameters as the code declares them, big shapes as `schema/` fixes them.

use std::sync::OnceLock;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use utoipa::{
    OpenApi, PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{Object, Schema},
    },
};

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

/// Declares types that stand for shapes: their names in the document and what they are, in terms of other names.
macro_rules! shapes {
    ($($name:ident = $shape:expr;)*) => {
        $(
            pub(super) struct $name;
            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    // A place to be filled: what the shape is stands in `SHAPES`.
                    RefOr::T(Schema::Object(Object::default()))
                }
            }
            impl ToSchema for $name {}
        )*
        /// What each of them is.
        fn shapes() -> Vec<(&'static str, Value)> {
            vec![$((stringify!($name), $shape)),*]
        }
    };
}

shapes! {
    Summary = object(&[
        ("generated_at", json!({"type": "string", "description": "RFC 3339 with offset."})),
        ("township", json!({"type": "string"})),
        ("deadline", day()),
        ("rubric", named("report.rubric")),
        ("ledger", named("report.ledger")),
        ("units", array(&named("UnitHead"))),
    ]);
    UnitHead = object(&[
        ("unit", unit()),
        ("name", json!({"type": "string"})),
        ("score", named("report.score")),
        ("states", json!({"type": "object", "additionalProperties": {"type": "integer", "minimum": 0},
            "description": "How many items stand how."})),
        ("todos", json!({"type": "integer", "minimum": 0, "description": "How many things are to be done."})),
    ]);
    UnitList = array(&named("UnitHead"));
    UnitShape = json!({"anyOf": [named("report.village"), named("report.township")]});
    ItemList = array(&named("report.item"));
    ItemDetail = object(&[
        ("unit", unit()),
        ("text", json!({"type": "string", "description": "What the table asks, verbatim."})),
        ("standard", json!({"type": "string", "description": "The table's standard, verbatim; empty where it has none."})),
        ("version", json!({"type": "integer", "minimum": 0,
            "description": "The number of the last decision on it, 0 for none: send it as `saw`."})),
        ("item", named("report.item")),
    ]);
    FindingList = list(&object(&[
        ("unit", unit()),
        ("item", json!({"type": ["string", "null"], "description": "Null for a finding on a photo."})),
        ("finding", named("report.finding")),
    ]));
    TaskList = list(&object(&[
        ("unit", unit()),
        ("class", json!({"enum": ["fault", "unread", "gap", "warning"]})),
        ("items", array(&json!({"type": "string"}))),
        ("code", json!({"type": ["string", "null"]})),
        ("action", json!({"type": "string"})),
        ("where", array(&named("report.citation"))),
    ]));
    PhotoList = list(&object(&[("unit", unit()), ("photo", named("photos.photo"))]));
    MeetingList = list(&object(&[("unit", unit()), ("meeting", named("report.meeting"))]));
    FileList = list(&object(&[
        ("path", named("report.path")),
        ("unit", unit()),
        ("kind", json!({"type": ["string", "null"]})),
        ("title", json!({"type": "string"})),
        ("date", json!({"anyOf": [day(), {"type": "null"}]})),
        ("bytes", json!({"type": "integer", "minimum": 0})),
        ("pages", json!({"type": "integer", "minimum": 0})),
        ("media_type", json!({"type": "string"})),
    ]));
    NoticeList = list(&named("report.notice"));
    DecisionList = list(&named("decisions.entry"));
    PageShape = named("text.page");
    SearchShape = named("search");
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "cundang",
        description = "What the workbench shows, for scripts. Names are those of the JSON forms of the report. Messages come in \
            the language of the request (`lang=zh` or `lang=en`). Requests that change something are taken only from here: \
            a script sends an `Origin` header with the workbench's own address. Errors are problem details (RFC 9457)."
    ),
    servers((url = "/api/v1")),
    tags(
        (name = "read", description = "The report, its parts, files and search"),
        (name = "write", description = "Decisions"),
        (name = "run", description = "Taking in what changed in the archive")
    ),
    components(schemas(UnitHead))
)]
struct Head;

/// The document without its routes.
pub(super) fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The document, made once.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let described = super::described().into_openapi();
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

fn named(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn array(of: &Value) -> Value {
    json!({"type": "array", "items": of})
}

fn unit() -> Value {
    json!({"type": "string", "description": "`township`, `unassigned`, or a village's full name."})
}

fn day() -> Value {
    json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$"})
}

/// An object with all of these fields and no other.
fn object(fields: &[(&str, Value)]) -> Value {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let fields: Map<String, Value> = fields.iter().map(|(name, shape)| ((*name).to_owned(), shape.clone())).collect();
    json!({"type": "object", "properties": fields, "required": names, "additionalProperties": false})
}

/// A part of a list.
fn list(of: &Value) -> Value {
    let count = json!({"type": "integer", "minimum": 0});
    object(&[("total", count.clone()), ("offset", count.clone()), ("limit", count), ("entries", array(of))])
}

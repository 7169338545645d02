//! The shapes of answers that no type of the code describes: made of the shapes of `schema/`.

use serde_json::{Map, Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{Object, Schema},
    },
};

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
        pub(super) fn shapes() -> Vec<(&'static str, Value)> {
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

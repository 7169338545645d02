//! JSON Schemas of what the model defines and a rubric holds.

use schemars::{Schema, SchemaGenerator, json_schema};

use crate::model::{MeetingBody, Severity};

/// Words in both languages.
pub(crate) fn message(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "$ref": "#/$defs/message" })
}

/// A day, `2020-06-30`.
pub(crate) fn day(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "format": "date" })
}

/// What a finding weighs.
pub(crate) fn severity(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": [Severity::Fault, Severity::Warning, Severity::Hint] })
}

/// Bodies that meet, one or more.
pub(crate) fn bodies(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "enum": MeetingBody::ALL }, "minItems": 1 })
}

/// Lists of bodies that meet.
pub(crate) fn steps_of_bodies(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": bodies(generator), "minItems": 1 })
}

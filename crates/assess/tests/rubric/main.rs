//! Tests of the built-in rubric, of the loader and of the JSON Schemas.

mod broken;
mod builtin;
mod kinds;
mod loader;
mod roles;
mod schemas;
mod texts;

//! `/api/v1`: what the pages show, for scripts, under the names of the JSON forms.
//!
//! Every answer comes from a `Visit` (`web::request`), so that a script sees what the same person sees on the pages. The
//! routes and their description are one declaration each (`operations`); [`document`] adds the shapes of `schema/`.

mod answer;
pub mod document;
mod lists;
mod operations;
mod parameters;
pub(super) mod router;
mod run;
mod search;
mod shapes;
mod unit_json;
mod units;
mod write;

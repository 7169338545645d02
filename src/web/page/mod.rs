//! The pages of the workbench. Each stands with its handler, its query parameters and its template.
//!
//! A page holds what it shows and renders itself; it reads no file, no clock and no request. Its handler reads the
//! request, takes the data from the `Visit` (`web::request`) and answers with the page. Pages carry no
//! script and no style of their own, so that the strictest content security policy holds, and work without script.

pub mod account;
pub mod api_list;
mod boxes;
pub mod changes;
pub mod compare;
pub(crate) mod export;
pub mod file;
pub mod folders;
pub mod help;
pub mod item;
pub mod log;
pub mod login;
pub mod marks;
pub mod meetings;
mod names;
mod next_open;
pub mod notices;
pub mod overview;
pub mod pair;
pub mod people;
pub mod photo;
pub mod photos;
mod record;
pub mod run;
pub mod search;
mod select;
pub mod settings;
mod settle;
pub mod tasks;
#[cfg(test)]
mod tests;
pub mod transcribe;
pub mod unit;
mod uses;
pub mod viewer;

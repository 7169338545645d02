//! cundang (村档, "village archive"): checks a township's village archives for completeness, searches their papers
//! and verifies their photos.
//!
//! Data flows one way, and the modules stand in that order: a module imports only from those above it. The first rooms
//! are crates of their own, so that a change in one is compiled without the others.

pub use cundang_model::{containment, model, msg, text};

pub use cundang_extract::{archive, extract};

pub use cundang_index::index;

pub use cundang_assess::{evaluate, rubric};

pub mod catalog;

pub mod report;

pub mod pipeline;

pub mod web;

pub mod cli;

//! The assessment: [`rubric`] is the table as data, [`evaluate`] what an archive's papers come to by it.
//!
//! Data flows one way, and the modules stand in that order: a module imports only from those above it. Nothing here
//! reads a file, a clock or a store.

use cundang_model::{containment, model, msg, text, vocabulary};

pub mod rubric;

pub mod evaluate;

//! From a folder to pages: [`archive`] walks and identifies, [`extract`] reads.
//!
//! Data flows one way, and the modules stand in that order: a module imports only from those above it.

use cundang_model::{model, msg, text, vocabulary};

pub mod archive;

pub mod extract;

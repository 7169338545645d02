//! Full text: what a page is split into, the query language, and the engine that answers it.

use cundang_model::{containment, model, msg, text, vocabulary};

pub mod index;

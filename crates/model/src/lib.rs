//! What the other rooms of cundang speak of: plain data, the border that a panic does not cross, and Chinese text.
//!
//! Data flows one way, and the modules stand in that order: a module imports only from those above it.

pub mod model;

pub mod containment;

pub mod text;

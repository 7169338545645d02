//! cundang (村档, "village archive"): checks a township's village archives for completeness, searches their papers
//! and verifies their photos.
//!
//! Data flows one way, and the modules stand in that order: a module imports only from those above it.

pub mod model;

pub mod containment;

pub mod text;

pub mod archive;

pub mod extract;

pub mod catalog;

pub mod index;

pub mod rubric;

pub mod evaluate;

pub mod report;

pub mod pipeline;

pub mod web;

pub mod cli;

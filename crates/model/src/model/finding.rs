//! Findings: what an archive lacks or contradicts, always with the place that shows it.

use serde::{Deserialize, Serialize};

use super::{
    code::{Code, Severity},
    lang::Message,
    path::ArchivePath,
};

/// A place in the archive that shows something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// The file.
    pub path: ArchivePath,
    /// The page, counted from 1; `None` where the whole file is meant.
    pub page: Option<u32>,
    /// The words on that page, exactly as read; empty where the file itself is the point.
    pub quote: String,
}

impl Citation {
    /// The whole file.
    pub fn file(path: &ArchivePath) -> Self {
        Self { path: path.clone(), page: None, quote: String::new() }
    }

    /// Words on a page, counted from 1.
    pub fn on(path: &ArchivePath, page: u32, quote: &str) -> Self {
        Self { path: path.clone(), page: Some(page), quote: quote.trim().to_owned() }
    }
}

/// Something the archive lacks or contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its permanent code.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is and what to do, in neutral words.
    pub message: Message,
    /// The places that show it; empty only where something is absent.
    #[serde(rename = "where")]
    pub places: Vec<Citation>,
}

impl Finding {
    /// A finding with the places that show it.
    pub fn new(code: Code, severity: Severity, message: Message, places: Vec<Citation>) -> Self {
        Self { code, severity, message, places }
    }
}

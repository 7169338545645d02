//! What a village is asked to put right (整改): a list of one page, a notice to sign, and both with the village's workbook
//! as one package for all villages.
//!
//! Everything here is written from [`Report::for_village`], so a village's file holds no word of the others.

mod entry;
mod list;
mod notice;
mod package;

pub use self::package::{Package, PackageError, PackagedFile};

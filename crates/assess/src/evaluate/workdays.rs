//! The calendar of [`crate::text::workdays`], under the name that it had in this room.

pub use crate::text::workdays::days_between;

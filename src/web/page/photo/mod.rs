//! One photo: large, with what is known of it and the source of each fact, and the form for its caption.

mod handler;
mod neighbours;
mod page;

pub(crate) use handler::{save, show};
pub use neighbours::{Neighbours, photo_of};
pub use page::{CaptionForm, PhotoPage};

//! The overview of the township: a matrix of villages and items, narrowed and ordered by the query.

mod filter;
mod handler;
mod opened;
mod page;

pub(crate) use filter::offices;
pub use filter::{Order, OverviewFilter};
pub(crate) use handler::{open, show};
pub(crate) use opened::TOWNSHIP;
pub use page::OverviewPage;

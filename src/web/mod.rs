//! The web workbench: server-rendered pages on this machine.
//!
//! A request passes the `middleware`, which authenticates it, and `routes` leads it to its handler, which stands with its
//! [`page`] or in the [`api`]. A handler gets a `Visit` (`request`) with the part of the report that its sender may see,
//! and returns an [`answer`]. All share one [`state`].
//!
//! Imports go one way: `state`, `answer`, `request`, `middleware`, `api`, `page`, `routes`, `server`.

pub mod answer;
pub mod api;
mod assets;
mod middleware;
pub mod page;
mod request;
mod routes;
mod server;
pub mod state;

pub use routes::router;
pub use server::serve;
pub use state::{Authentication, CurrentUser, Workbench, run};

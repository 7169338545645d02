//! The state that all requests share: the workbench, its runs, its cache of rendered forms and its accounts.

mod authentication;
mod background;
pub mod form_cache;
pub mod run;
pub mod run_status;
mod viewer;
mod workbench;

pub use authentication::Authentication;
pub(crate) use authentication::Identity;
pub use viewer::Viewer;
pub use workbench::Workbench;

//! The state that all requests share: the workbench, its runs, its cache of rendered forms and its accounts.

mod authentication;
mod background;
mod current_user;
pub mod form_cache;
pub(crate) mod queues;
pub mod run;
pub mod run_status;
mod workbench;

pub use authentication::Authentication;
pub(crate) use authentication::SenderIdentity;
pub use current_user::CurrentUser;
pub use workbench::Workbench;

//! The web workbench: server-rendered pages on this machine.
//!
//! A handler turns an address into a typed page of [`page`]; what it shows comes from the [`Desk`].

mod decide;
mod desk;
mod guard;
pub mod page;
mod routes;

use std::{io, sync::Arc};

use tokio::net::TcpListener;

pub use desk::Desk;
pub use routes::router;

/// Serves a desk until the process is told to stop (Ctrl+C).
///
/// # Errors
/// Where the listener fails.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>) -> io::Result<()> {
    let stop = async {
        // Without a handler for the signal the system's own way of stopping still works.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    axum::serve(listener, router(desk)).with_graceful_shutdown(stop).await
}

//! The web workbench: server-rendered pages on this machine.
//!
//! A handler turns an address into a typed page of [`page`]; what it shows comes from the [`Desk`].

pub mod api;
mod caption;
mod decide;
mod desk;
mod guard;
pub mod live;
mod log;
mod made;
pub mod page;
mod people;
mod routes;
pub mod run;
mod session;
mod update;

use std::{io, net::SocketAddr, sync::Arc};

use tokio::net::TcpListener;

pub use desk::Desk;
pub use routes::router;
pub use session::{Door, Viewer};

/// Serves a desk until the process is told to stop (Ctrl+C).
///
/// # Errors
/// Where the listener fails.
pub async fn serve(listener: TcpListener, desk: Arc<Desk>) -> io::Result<()> {
    let closing = Arc::clone(&desk);
    let stop = async move {
        // Without a handler for the signal the system's own way of stopping still works.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        // Pages that follow a run would keep the server open.
        closing.runs().let_go();
    };
    let service = router(desk).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}

//! The server: it answers requests until the process is told to stop.

use std::{io, net::SocketAddr, sync::Arc};

use tokio::net::TcpListener;

use super::{routes::router, state::Workbench};

/// Serves a workbench until the process is told to stop (Ctrl+C).
///
/// # Errors
/// Where the listener fails.
pub async fn serve(listener: TcpListener, workbench: Arc<Workbench>) -> io::Result<()> {
    let closing = Arc::clone(&workbench);
    let stop = async move {
        // Without a handler for the signal the system's own way of stopping still works.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        // Event streams would keep the server open.
        closing.runs().announce_closing();
    };
    let service = router(workbench).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}

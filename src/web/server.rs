//! The server: it answers requests until the process is told to stop.
//!
//! A connection that sends nothing, or half a request, is closed after a while, and there is a limit to how many are open:
//! nobody keeps the others out by holding connections.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper::{Request, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};
use tower_service::Service;

use super::{routes::router, state::Workbench};

/// The most connections that are open at a time.
const MOST: usize = 2_048;
/// Handles that are left to everything but connections.
const OTHER_HANDLES: u64 = 256;
/// How long the head of a request may take, and a connection be idle, as long as there are few.
const HEAD: Duration = Duration::from_secs(20);
/// The same, once half of them are taken.
const HEAD_IN_A_CROWD: Duration = Duration::from_secs(3);
/// The longest head of a request, in bytes: cookies and a long address fit in many times.
const HEAD_BYTES: usize = 64 << 10;
/// How long answers in progress are waited for when the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(10);

/// Serves a workbench until the process is told to stop (Ctrl+C).
///
/// # Errors
/// Where the listener fails for good.
pub async fn serve(listener: TcpListener, workbench: Arc<Workbench>) -> io::Result<()> {
    let most = raise_handles();
    let free = Arc::new(Semaphore::new(most));
    let (stopping, stopped) = watch::channel(false);
    let router = router(Arc::clone(&workbench));
    let mut stop = std::pin::pin!(async {
        // Without a handler for the signal the system's own way of stopping still works.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &free) => accepted,
        };
        let Some((stream, address, permit)) = accepted else { continue };
        let is_crowded = free.available_permits() < most / 2;
        let head = if is_crowded { HEAD_IN_A_CROWD } else { HEAD };
        tokio::spawn(answer(stream, address, router.clone(), head, stopped.clone(), permit));
    }
    // Event streams would keep the server open.
    workbench.runs().announce_closing();
    drop(listener);
    drop(stopped);
    stopping.send_replace(true);
    // Those that answer hold a receiver.
    let _ = timeout(LAST_ANSWERS, stopping.closed()).await;
    Ok(())
}

/// The next connection, once there is room for one.
async fn accept(
    listener: &TcpListener,
    free: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(free).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => {
            // Answers are written whole; waiting for more to send with them only costs time.
            let _ = stream.set_nodelay(true);
            Some((stream, address, permit))
        }
        Err(_) => {
            // The other side has gone already, or the system is out of handles for the moment.
            sleep(Duration::from_millis(50)).await;
            None
        }
    }
}

/// Answers the requests of one connection.
async fn answer(
    stream: TcpStream,
    address: SocketAddr,
    router: Router,
    head: Duration,
    mut stopped: watch::Receiver<bool>,
    _permit: OwnedSemaphorePermit,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        let mut router = router.clone();
        async move { router.call(request.map(Body::new)).await }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let is_told = tokio::select! {
        _ = &mut connection => false,
        _ = stopped.wait_for(|stopped| *stopped) => true,
    };
    // An error here is that of one connection.
    if is_told {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

/// Raises this process's limit of open handles as far as it may, and says for how many connections that is enough.
fn raise_handles() -> usize {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

        let wanted = MOST as u64 * 2 + OTHER_HANDLES;
        let limit = getrlimit(Resource::Nofile);
        let current = limit.current.unwrap_or(u64::MAX);
        let raised = wanted.min(limit.maximum.unwrap_or(u64::MAX)).max(current);
        let allowed = match setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum: limit.maximum }) {
            Ok(()) => raised,
            Err(_) => current,
        };
        let room = allowed.saturating_sub(OTHER_HANDLES).max(64);
        usize::try_from(room).unwrap_or(MOST).min(MOST)
    }
    #[cfg(not(unix))]
    {
        MOST
    }
}

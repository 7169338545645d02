//! `GET /original/{path}`: the file itself.

use std::{fs::File, io::Read};

use axum::{
    body::Body,
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};
use futures_util::stream;
use tokio::sync::OwnedSemaphorePermit;

use crate::{
    model::ArchivePath,
    msg,
    pipeline::OriginalContent,
    report::link,
    web::{request::visit::Visit, state::queues::shrink},
};

/// Bytes sent at a time.
const CHUNK: u64 = 256 << 10;

/// `GET /original/{path}`
pub(crate) async fn original(Path(path): Path<String>, visit: Visit) -> Response {
    let path = ArchivePath::new(path);
    if !visit.sees(&path) {
        return visit.not_found();
    }
    // What lies in another file is unpacked in memory, for which there must be room.
    let mut room = None;
    if path.as_str().contains("!/") {
        room = visit.workbench.queues().room_to_unpack().await;
        if room.is_none() {
            return visit.unavailable(&msg!("同时下载的人太多", "too many files are being unpacked"));
        }
    }
    let file = path.clone();
    let Some(original) = visit.away(move |workbench| workbench.original(&file)).await.flatten() else {
        return visit.not_found();
    };
    let kind = original.format.media_type();
    // Only what a browser shows without running anything opens in it; the rest is handed over as a file.
    let opens =
        kind == "application/pdf" || (kind.starts_with("image/") && !kind.contains("svg")) || kind == "text/plain";
    let name = link::encode(path.file_name());
    let disposition = format!("{}; filename*=UTF-8''{name}", if opens { "inline" } else { "attachment" });
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, original.len.to_string()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, max-age=60".to_owned()),
        // The browser's own PDF viewer needs its style; nothing may run.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'".to_owned(),
        ),
    ];
    let room = room.map(|room| shrink(room, original.len));
    let source = match original.content {
        OriginalContent::File(file) => OriginalSource::File { file, left: original.len },
        OriginalContent::Unpacked(bytes) => OriginalSource::Unpacked { bytes, at: 0, _room: room },
    };
    (headers, source.body()).into_response()
}

/// Where the next chunk comes from.
enum OriginalSource {
    File { file: File, left: u64 },
    Unpacked { bytes: Vec<u8>, at: usize, _room: Option<OwnedSemaphorePermit> },
}

impl OriginalSource {
    /// A body that is read as it is sent.
    fn body(self) -> Body {
        Body::from_stream(stream::unfold(Some(self), |source| async {
            match source?.next().await {
                Ok((chunk, _)) if chunk.is_empty() => None,
                Ok((chunk, source)) => Some((Ok(chunk), Some(source))),
                // The length that was promised is not reached, which ends the connection.
                Err(error) => Some((Err(error), None)),
            }
        }))
    }

    async fn next(self) -> std::io::Result<(Vec<u8>, Self)> {
        match self {
            OriginalSource::Unpacked { bytes, at, _room } => {
                let until = bytes.len().min(at.saturating_add(usize::try_from(CHUNK).unwrap_or(usize::MAX)));
                let chunk = bytes.get(at..until).unwrap_or_default().to_vec();
                Ok((chunk, OriginalSource::Unpacked { bytes, at: until, _room }))
            }
            OriginalSource::File { mut file, left } => {
                let read = tokio::task::spawn_blocking(move || {
                    let mut chunk = Vec::new();
                    file.by_ref().take(left.min(CHUNK)).read_to_end(&mut chunk)?;
                    if chunk.is_empty() && left > 0 {
                        return Err(std::io::ErrorKind::UnexpectedEof.into());
                    }
                    let left = left.saturating_sub(chunk.len() as u64);
                    Ok((chunk, OriginalSource::File { file, left }))
                });
                read.await.map_err(std::io::Error::other)?
            }
        }
    }
}

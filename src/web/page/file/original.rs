//! `GET /original/{path}`: the file itself.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse, Response},
};

use crate::{model::ArchivePath, report::link, web::request::visit::Visit};

/// `GET /original/{path}`
pub(crate) async fn original(Path(path): Path<String>, visit: Visit) -> Response {
    let path = ArchivePath::new(path);
    if !visit.sees(&path) {
        return visit.not_found();
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
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, max-age=60".to_owned()),
        // The browser's own PDF viewer needs its style; nothing may run.
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'".to_owned(),
        ),
    ];
    (headers, original.bytes).into_response()
}

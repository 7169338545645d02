//! `GET /thumbnail/{path}` and `GET /picture/{path}`: a page as a picture.

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{
    model::ArchivePath,
    report::{link, photos::THUMBNAIL_PX},
    web::request::{parameters::Parameters, visit::Visit},
};

/// The query of a picture.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct PictureParameters {
    page: String,
    /// The length of the longer side in pixels.
    side: String,
}

impl PictureParameters {
    fn page(&self) -> u32 {
        self.page.parse().unwrap_or(1)
    }
}

/// `GET /thumbnail/{path}`
pub(crate) async fn thumbnail(
    Path(path): Path<String>,
    visit: Visit,
    Parameters(wanted): Parameters<PictureParameters>,
) -> Response {
    drawn(path, wanted.page(), THUMBNAIL_PX, visit).await
}

/// `GET /picture/{path}`
pub(crate) async fn picture(
    Path(path): Path<String>,
    visit: Visit,
    Parameters(wanted): Parameters<PictureParameters>,
) -> Response {
    // Two sizes only, so that nobody fills the store with others.
    let is_large = wanted.side == link::LARGE_PICTURE_PX.to_string();
    let side = if is_large { link::LARGE_PICTURE_PX } else { link::PICTURE_PX };
    drawn(path, wanted.page(), side, visit).await
}

async fn drawn(path: String, page: u32, side: u32, visit: Visit) -> Response {
    let path = ArchivePath::new(path);
    if !visit.sees(&path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kept = path.clone();
    let jpeg = match visit.away(move |workbench| workbench.kept_picture(&kept, page, side)).await.flatten() {
        Some(known) => known,
        None => {
            let person = visit.viewer.name().unwrap_or_default();
            // A browser that leaves takes its request out of the queue.
            let Some(turn) = visit.workbench.queues().turn_to_draw(person).await else {
                return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "5")]).into_response();
            };
            let drawn = visit.away(move |workbench| {
                // Held until the page is drawn, also where nobody waits for it any more.
                let _turn = turn;
                workbench.picture(&path, page, side)
            });
            drawn.await.flatten()
        }
    };
    match jpeg {
        Some(jpeg) => {
            let headers = [(header::CONTENT_TYPE, "image/jpeg"), (header::CACHE_CONTROL, "private, max-age=3600")];
            (headers, jpeg).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

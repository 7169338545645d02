//! The operations of the API with their descriptions.

use std::sync::Arc;

use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{lists, run, search, shapes::UnitHead, units, write};
use crate::web::state::Workbench;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "cundang",
        description = "What the workbench shows, for scripts. Names are those of the JSON forms of the report. Messages come in \
            the language of the request (`lang=zh` or `lang=en`). Requests that change something are taken only from here: \
            a script sends an `Origin` header with the workbench's own address. Errors are problem details (RFC 9457)."
    ),
    servers((url = "/api/v1")),
    tags(
        (name = "read", description = "The report, its parts, files and search"),
        (name = "write", description = "Decisions"),
        (name = "run", description = "Taking in what changed in the archive")
    ),
    components(schemas(UnitHead))
)]
struct ApiDescription;

/// The routes with their description.
pub(super) fn described() -> OpenApiRouter<Arc<Workbench>> {
    OpenApiRouter::with_openapi(ApiDescription::openapi())
        .routes(routes!(units::report))
        .routes(routes!(units::units))
        .routes(routes!(units::unit))
        .routes(routes!(units::items))
        .routes(routes!(units::item))
        .routes(routes!(lists::findings))
        .routes(routes!(lists::tasks))
        .routes(routes!(lists::photos))
        .routes(routes!(lists::meetings))
        .routes(routes!(lists::files))
        .routes(routes!(lists::page))
        .routes(routes!(lists::notices))
        .routes(routes!(lists::decisions))
        .routes(routes!(search::search))
        .routes(routes!(write::decide))
        .routes(routes!(run::runs))
        .routes(routes!(run::now, run::start, run::stop))
        .routes(routes!(run::events))
}

//! The addresses of the workbench and their handlers.

use std::sync::Arc;

use axum::{
    Router, middleware as layer,
    routing::{get, post},
};

use super::{
    api, assets,
    middleware::{authenticate, bodies, containment, headers, origin},
    page::{
        account, api_list, compare, export, file, folders, help, item, log, login, notices, overview, pair, people,
        photo, photos, run, search, settings, tasks, transcribe, unit,
    },
    request::visit::Visit,
    state::Workbench,
};

/// Every page of the workbench.
pub fn router(workbench: Arc<Workbench>) -> Router {
    Router::new()
        .route("/", get(overview::show))
        .route("/open", get(overview::open))
        .route("/township", get(unit::show_township))
        .route("/township/item/{id}", get(item::show_township).post(item::decide_township))
        .route("/village/{name}", get(unit::show_village))
        .route("/village/{name}/item/{id}", get(item::show_village).post(item::decide_village))
        .route("/search", get(search::show))
        .route("/search.json", get(search::json))
        .route("/search.csv", get(search::csv))
        .route("/search.xlsx", get(search::xlsx))
        .route("/file/{*path}", get(file::show).post(file::correct))
        .route("/compare/{*path}", get(compare::show))
        .route("/original/{*path}", get(file::original))
        .route("/thumbnail/{*path}", get(file::thumbnail))
        .route("/picture/{*path}", get(file::picture))
        .route("/transcribe", get(transcribe::show).post(transcribe::save))
        .route("/photos", get(photos::show))
        .route("/photos/pair", get(pair::show))
        .route("/photo/{*path}", get(photo::show).post(photo::save))
        .route("/notices", get(notices::show))
        .route("/folders", get(folders::show).post(folders::save))
        .route("/archive.json", get(folders::description))
        .route("/settings", get(settings::show))
        .route("/help", get(help::show))
        .route("/run", get(run::show).post(run::start))
        .route("/run/cancel", post(run::cancel))
        .route("/api", get(api_list::show))
        .nest(api::router::BASE, api::router::router())
        .route("/login", get(login::show).post(login::login))
        .route("/logout", post(login::logout))
        .route("/account", get(account::show).post(account::change_password))
        .route("/people", get(people::show).post(people::change))
        .route("/log", get(log::show))
        .route("/tasks", get(tasks::show))
        .route("/report.json", get(export::report_json))
        .route("/report.csv", get(export::report_csv))
        .route("/findings.csv", get(export::findings_csv))
        .route("/tasks.csv", get(export::tasks_csv))
        .route("/report.xlsx", get(export::report_xlsx))
        .route("/report.docx", get(export::report_docx))
        .route("/rectification.zip", get(export::rectification))
        .route("/village/{name}/rectification/{file}", get(export::rectification_file))
        .route("/assets/style.css", get(assets::style))
        .route("/favicon.svg", get(assets::icon))
        .route("/favicon.ico", get(assets::icon))
        .route("/assets/app.js", get(assets::app))
        .route("/assets/viewer.js", get(assets::viewer))
        .route("/assets/live.js", get(assets::live))
        .fallback(|visit: Visit| async move { visit.not_found() })
        .with_state(Arc::clone(&workbench))
        .layer(layer::from_fn_with_state(Arc::clone(&workbench), containment::contained))
        .layer(layer::from_fn(bodies::bodies))
        .layer(layer::from_fn(origin::own_pages_only))
        .layer(layer::from_fn_with_state(workbench, authenticate::authenticate))
        .layer(layer::from_fn(headers::headers))
}

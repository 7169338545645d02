//! What can be read of units: the report in short, each unit and its items.

use axum::response::Response;
use serde_json::{Value, json};

use super::{
    answer::written,
    parameters::{ApiParameters, PathParameters, Plain},
    shapes::{ItemDetail, ItemList, Summary, UnitList, UnitShape},
    unit_json::{detail, head, unit_of},
};
use crate::{report::json::slice, web::answer::problem::Problem};

/// The report in short: what it measures, sums, and each unit's score.
#[utoipa::path(get, path = "/report", tag = "read", params(Plain),
    responses((status = 200, body = Summary), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn report(ApiParameters { visit, query: _ }: ApiParameters<Plain>) -> Response {
    let report = &visit.report;
    let summary = || -> serde_json::Result<Value> {
        Ok(json!({
            "generated_at": report.generated_at,
            "township": report.township_name(),
            "deadline": report.deadline().to_string(),
            "rubric": slice::rubric(report)?,
            "ledger": slice::ledger(report)?,
            "units": report.units().map(|unit| head(report, unit)).collect::<Result<Vec<_>, _>>()?,
        }))
    };
    written(visit.lang, summary())
}

/// Every unit with its score: the township first, then the villages.
#[utoipa::path(get, path = "/units", tag = "read", params(Plain),
    responses((status = 200, body = UnitList), (status = 400, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn units(ApiParameters { visit, query: _ }: ApiParameters<Plain>) -> Response {
    let heads = visit.report.units().map(|unit| head(&visit.report, unit)).collect::<Result<Vec<_>, _>>();
    written(visit.lang, heads.map(Value::Array))
}

/// One unit, with everything that the report says of it.
#[utoipa::path(get, path = "/units/{unit}", tag = "read",
    params(("unit" = String, Path, description = "`township`, or a village's full name", example = "township"), Plain),
    responses((status = 200, body = UnitShape),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn unit(
    PathParameters(name): PathParameters<String>,
    ApiParameters { visit, query: _ }: ApiParameters<Plain>,
) -> Response {
    match unit_of(&visit.report, &name) {
        Some(unit) => written(visit.lang, slice::unit(&visit.report, unit, visit.lang)),
        None => Problem::not_found(visit.lang),
    }
}

/// The items of a unit, as it stands in them.
#[utoipa::path(get, path = "/units/{unit}/items", tag = "read",
    params(("unit" = String, Path, description = "`township`, or a village's full name", example = "township"), Plain),
    responses((status = 200, body = ItemList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn items(
    PathParameters(name): PathParameters<String>,
    ApiParameters { visit, query: _ }: ApiParameters<Plain>,
) -> Response {
    let Some(unit) = unit_of(&visit.report, &name) else { return Problem::not_found(visit.lang) };
    let items = unit.items.iter().map(|item| slice::item(item, visit.lang)).collect::<Result<Vec<_>, _>>();
    written(visit.lang, items.map(Value::Array))
}

/// One item of a unit, with what the table asks and the number to decide with.
#[utoipa::path(get, path = "/units/{unit}/items/{item}", tag = "read",
    params(("unit" = String, Path, description = "`township`, or a village's full name", example = "township"),
        ("item" = String, Path, description = "the item's id, `V03`", example = "T03"), Plain),
    responses((status = 200, body = ItemDetail),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(super) async fn item(
    PathParameters((name, id)): PathParameters<(String, String)>,
    ApiParameters { visit, query: _ }: ApiParameters<Plain>,
) -> Response {
    let found = unit_of(&visit.report, &name).and_then(|unit| {
        let item = unit.items.iter().find(|item| item.id == id)?;
        Some((unit, item))
    });
    match found {
        Some((unit, item)) => written(visit.lang, detail(&visit.report, unit, item, visit.lang)),
        None => Problem::not_found(visit.lang),
    }
}

//! Taking in what changed in the archive: how far it is, and what came of it; and the list of the API.

use serde_json::Value;

use super::{Frame, Lang, Report, Template};
use crate::{
    model::Unit,
    report::{link, photos::unit_key, words},
    web::live::{Live, LiveRun},
};

/// How many changed items the page names.
const ITEMS_SHOWN: usize = 40;

/// `/run`
#[derive(Debug, Template)]
#[template(path = "run.html")]
pub struct RunPage {
    lang: Lang,
    frame: Frame,
    live: Live,
    is_running: bool,
    is_stopping: bool,
    /// Items that stand otherwise: name and link.
    items: Vec<(String, String)>,
    items_left: usize,
    before: Vec<LiveRun>,
    /// Whether the reader may start and stop runs.
    may_start: bool,
}

impl RunPage {
    /// What goes on, and the runs before it.
    pub fn new(live: Live, before: Vec<LiveRun>, may_start: bool, report: &Report, frame: Frame) -> Self {
        let lang = frame.lang;
        let run = live.run.as_ref();
        let changed = run.and_then(|run| run.outcome.as_ref()).map_or(&[][..], |outcome| &outcome.items);
        let items: Vec<(String, String)> = changed
            .iter()
            .filter_map(|changed| {
                let unit: &Unit = report.units().map(|unit| &unit.unit).find(|unit| unit_key(unit) == changed.unit)?;
                let name = format!("{} {}", words::unit_name(unit, lang), changed.item);
                Some((name, link::item(unit, &changed.item)))
            })
            .collect();
        Self {
            lang,
            is_running: run.is_some_and(|run| run.ended_at.is_none()),
            is_stopping: run.is_some_and(|run| run.ended_at.is_none() && run.stopping),
            items_left: items.len().saturating_sub(ITEMS_SHOWN),
            items: items.into_iter().take(ITEMS_SHOWN).collect(),
            before,
            may_start,
            live,
            frame: frame.titled(lang.pick("更新档案", "Update"), "run"),
        }
    }
}

/// An address of the API.
#[derive(Debug)]
struct Address {
    method: String,
    path: String,
    about: String,
    /// Name, and what it is.
    parameters: Vec<(String, String)>,
}

/// `/api`
#[derive(Debug, Template)]
#[template(path = "api.html")]
pub struct ApiPage {
    lang: Lang,
    frame: Frame,
    about: String,
    addresses: Vec<Address>,
}

impl ApiPage {
    /// The list of an OpenAPI document.
    pub fn new(document: &Value, frame: Frame) -> Self {
        let lang = frame.lang;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let base = text(&document["servers"][0]["url"]);
        let mut addresses = Vec::new();
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                addresses.push(Address {
                    method: method.to_uppercase(),
                    path: format!("{base}{path}"),
                    about: [&operation["summary"], &operation["description"]].map(text).join(" ").trim().to_owned(),
                    parameters: parameters
                        .map(|parameter| (text(&parameter["name"]), text(&parameter["description"])))
                        .collect(),
                });
            }
        }
        Self {
            lang,
            about: text(&document["info"]["description"]),
            addresses,
            frame: frame.titled(lang.pick("程序接口", "API"), ""),
        }
    }
}

//! `cundang search`.

use std::io::Write;

use serde::Serialize;

use super::{
    Ending,
    args::{Common, Format, SearchArgs},
    check::{not_written, unsupported},
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    index::{Hit, SearchEngine, SearchOptions, SearchResults},
    model::{ArchivePath, Lang},
    report::{csv::row, terminal::Style},
};

/// Searches; an archive that was never read is read first.
pub(super) fn search(common: &Common, args: &SearchArgs, output: &mut Output) -> Result<Ending, Stop> {
    if !matches!(common.format, Format::Terminal | Format::Json | Format::Csv) {
        return Err(Stop::Error(unsupported("search", "terminal, json, csv")));
    }
    let mut workspace = workspace::open(&args.archive)?;
    if !workspace.is_indexed().map_err(CliError::from)? {
        drop(workspace);
        workspace = workspace::open_fresh(common, &args.archive, output)?.0;
    }
    let village = match &args.archive.village {
        None => None,
        Some(_) => workspace::report(&workspace, &args.archive, common.lang)?
            .villages
            .first()
            .and_then(|village| village.unit.village().map(str::to_owned)),
    };
    let options = SearchOptions { limit: args.limit, offset: args.offset, sort: args.sort, village };
    let results = workspace.index().search(&args.query, &options, workspace.catalog())?;
    match common.format {
        Format::Json => {
            let text = search_json(&results).map_err(|error| not_written(&error))?;
            output.data(text.as_bytes())?;
        }
        Format::Csv => output.data(search_csv(&results, common.lang).as_bytes())?,
        _ => {
            let style = output.style();
            output.write(|out| terminal(&results, args, common.lang, style, out))?;
        }
    }
    Ok(Ending::Done)
}

/// `cundang-search/1`.
#[derive(Debug, Serialize)]
struct SearchV1<'a> {
    format: &'static str,
    query: &'a str,
    total: usize,
    took_ms: f64,
    hits: Vec<HitV1<'a>>,
}

#[derive(Debug, Serialize)]
struct HitV1<'a> {
    path: &'a ArchivePath,
    page: u32,
    village: Option<&'a str>,
    item_ids: &'a [String],
    kind: Option<&'a str>,
    title: &'a str,
    date: Option<String>,
    score: f32,
    snippet: &'a str,
}

fn search_json(results: &SearchResults) -> serde_json::Result<String> {
    let hits = results
        .hits
        .iter()
        .map(|hit| HitV1 {
            path: &hit.path,
            page: hit.page,
            village: hit.village.as_deref(),
            item_ids: &hit.item_ids,
            kind: hit.kind.as_deref(),
            title: &hit.title,
            date: hit.date.map(|date| date.to_string()),
            score: hit.score,
            snippet: &hit.snippet,
        })
        .collect();
    let took_ms = (results.took_ms * 1000.0).round() / 1000.0;
    let answer = SearchV1 { format: "cundang-search/1", query: &results.query, total: results.total, took_ms, hits };
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

fn search_csv(results: &SearchResults, lang: Lang) -> String {
    let mut text = String::from("\u{feff}");
    let heads = lang.pick("路径,页,村,项目,类型,标题,日期,片段", "path,page,village,items,kind,title,date,snippet");
    row(&mut text, heads.split(','));
    for hit in &results.hits {
        let date = hit.date.map(|date| date.to_string()).unwrap_or_default();
        let cells = [
            hit.path.as_str(),
            &hit.page.to_string(),
            hit.village.as_deref().unwrap_or_default(),
            &hit.item_ids.join(" "),
            hit.kind.as_deref().unwrap_or_default(),
            &hit.title,
            &date,
            &plain(&hit.snippet, "", ""),
        ];
        row(&mut text, cells);
    }
    text
}

fn terminal(
    results: &SearchResults,
    args: &SearchArgs,
    lang: Lang,
    style: Style,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let (open, close) = if style == Style::Color { ("\x1b[1;31m", "\x1b[0m") } else { ("【", "】") };
    let (total, took) = (results.total, results.took_ms);
    match lang {
        Lang::Zh => writeln!(out, "{total} 页，{took:.1} 毫秒")?,
        Lang::En => writeln!(out, "{total} pages, {took:.1} ms")?,
    }
    for hit in &results.hits {
        writeln!(out)?;
        writeln!(out, "{}", heading(hit, lang))?;
        let snippet = plain(&hit.snippet, open, close);
        if !snippet.trim().is_empty() {
            writeln!(out, "    {}", snippet.replace('\n', " "))?;
        }
    }
    let shown = args.offset + results.hits.len();
    if shown < results.total {
        let hint = lang.pick("更多：加 --offset", "more: add --offset");
        writeln!(out, "\n{hint} {shown}")?;
    }
    Ok(())
}

fn heading(hit: &Hit, lang: Lang) -> String {
    let page = match lang {
        Lang::Zh => format!("第 {} 页", hit.page),
        Lang::En => format!("page {}", hit.page),
    };
    let mut parts = vec![format!("{}  {page}", hit.path)];
    parts.extend(hit.date.map(|date| date.to_string()));
    if !hit.item_ids.is_empty() {
        parts.push(hit.item_ids.join(" "));
    }
    parts.join("  ")
}

/// A snippet as plain text, with its marks drawn as given.
fn plain(snippet: &str, open: &str, close: &str) -> String {
    snippet
        .replace("<mark>", open)
        .replace("</mark>", close)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}

//! `cundang search`.

use std::io::Write;

use super::{
    args::{Common, OutputFormat, SearchArgs},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    index::{Hit, MatchKind, SearchEngine, SearchOptions, SearchResults},
    model::Lang,
    report::{
        search::{match_word, plain, search_csv, search_json, search_xlsx},
        terminal::Style,
    },
};

/// The default address of `serve`, to whose pages tables link.
const WORKBENCH: &str = "http://127.0.0.1:7979";

/// Searches; an archive that was never read is read first.
pub(super) fn search(common: &Common, args: &SearchArgs, output: &mut Output) -> Result<Ending, Stop> {
    if !matches!(common.format, OutputFormat::Terminal | OutputFormat::Json | OutputFormat::Csv | OutputFormat::Xlsx) {
        return Err(Stop::Error(CliError::unsupported("search", "terminal, json, csv, xlsx")));
    }
    output.refuse_terminal(common.format)?;
    let mut workspace = workspace::open(&args.archive)?;
    // An index that was thrown away, or is of an earlier version, is made anew from the catalogue.
    if !workspace.is_indexed().map_err(CliError::from)? || workspace.index().is_new() {
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
    let options = SearchOptions {
        limit: args.limit,
        offset: args.offset,
        sort: args.sort,
        village,
        alternatives: !args.exact,
        facets: true,
        within: None,
    };
    let results = workspace.index().search(&args.query, &options, workspace.catalog())?;
    match common.format {
        OutputFormat::Json => {
            let text = search_json(&results).map_err(|error| CliError::not_written(&error))?;
            output.data(text.as_bytes())?;
        }
        OutputFormat::Csv => output.data(search_csv(&results, WORKBENCH, common.lang).as_bytes())?,
        OutputFormat::Xlsx => {
            let bytes = search_xlsx(&results, WORKBENCH, common.lang).map_err(|error| CliError::not_written(&error))?;
            output.data(&bytes)?;
        }
        _ => {
            let style = output.style();
            output.write(|out| terminal(&results, args, common.lang, style, out))?;
        }
    }
    Ok(Ending::Done)
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
    results.hits.iter().try_for_each(|hit| one(hit, lang, (open, close), out))?;
    let shown = args.offset + results.hits.len();
    if shown < results.total {
        let hint = lang.pick("更多：加 --offset", "more: add --offset");
        writeln!(out, "\n{hint} {shown}")?;
    }
    for more in &results.more {
        let reason = match_word(more.matched, lang);
        let words = more.words.join(lang.pick("、", ", "));
        let total = more.total;
        match lang {
            Lang::Zh => writeln!(out, "\n—— {reason}：{words}（另 {total} 页）")?,
            Lang::En => writeln!(out, "\n-- {reason}: {words} ({total} more pages)")?,
        }
        more.hits.iter().try_for_each(|hit| one(hit, lang, (open, close), out))?;
    }
    Ok(())
}

fn one(hit: &Hit, lang: Lang, (open, close): (&str, &str), out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out)?;
    writeln!(out, "{}", heading(hit, lang))?;
    let snippet = plain(&hit.snippet, open, close);
    if snippet.trim().is_empty() { Ok(()) } else { writeln!(out, "    {}", snippet.replace('\n', " ")) }
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
    if hit.matched == MatchKind::Form {
        parts.push(match_word(hit.matched, lang).to_owned());
    }
    parts.join("  ")
}

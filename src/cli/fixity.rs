//! `cundang verify`: fixity.

use serde::Serialize;

use super::{
    args::{ArchiveArgs, Common, OutputFormat},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    model::{ArchivePath, Lang},
    msg,
    pipeline::{Fixity, now, timestamp},
};

/// Compares every file with its stored digest.
pub(super) fn verify(common: &Common, args: &ArchiveArgs, output: &mut Output) -> Result<Ending, Stop> {
    if !matches!(common.format, OutputFormat::Terminal | OutputFormat::Json) {
        return Err(Stop::Error(CliError::unsupported("verify", "terminal, json")));
    }
    let workspace = workspace::open(args)?;
    if !workspace.is_indexed().map_err(CliError::from)? {
        return Err(Stop::Error(CliError::new(
            msg!("这个档案还没有读取过，无从比对", "this archive was never read, so there is nothing to compare with"),
            msg!("请先运行 cundang index", "run cundang index first"),
        )));
    }
    let fixity = workspace.verify().map_err(CliError::from)?;
    match common.format {
        OutputFormat::Json => {
            let text = verify_json(&fixity).map_err(|error| CliError::not_written(&error))?;
            output.data(text.as_bytes())?;
        }
        _ => output.write(|out| terminal(&fixity, common.lang, out))?,
    }
    Ok(if common.strict && !fixity.is_intact() { Ending::Gaps } else { Ending::Done })
}

/// `cundang-verify/1`.
#[derive(Debug, Serialize)]
struct VerifyV1<'a> {
    format: &'static str,
    generated_at: String,
    checked: u64,
    unchanged: u64,
    changed: Vec<ChangedV1<'a>>,
    vanished: &'a [ArchivePath],
    added: &'a [ArchivePath],
    logs: Vec<LogV1<'a>>,
}

/// A log against its chain.
#[derive(Debug, Serialize)]
struct LogV1<'a> {
    log: &'a str,
    entries: u64,
    last: &'a str,
    broken_at: Option<u64>,
}

#[derive(Debug, Serialize)]
struct ChangedV1<'a> {
    path: &'a ArchivePath,
    expected: &'a str,
    actual: Option<&'a str>,
}

fn verify_json(fixity: &Fixity) -> serde_json::Result<String> {
    let changed = fixity
        .changed
        .iter()
        .map(|changed| ChangedV1 {
            path: &changed.path,
            expected: changed.expected.as_str(),
            actual: changed.actual.as_ref().map(|actual| actual.as_str()),
        })
        .collect();
    let answer = VerifyV1 {
        format: "cundang-verify/1",
        generated_at: timestamp(&now()),
        checked: fixity.checked,
        unchanged: fixity.unchanged,
        changed,
        vanished: &fixity.vanished,
        added: &fixity.added,
        logs: fixity
            .logs
            .iter()
            .map(|log| LogV1 { log: log.name, entries: log.entries, last: &log.last, broken_at: log.broken_at })
            .collect(),
    };
    Ok(serde_json::to_string_pretty(&answer)? + "\n")
}

fn terminal(fixity: &Fixity, lang: Lang, out: &mut dyn std::io::Write) -> std::io::Result<()> {
    let (checked, same) = (fixity.checked, fixity.unchanged);
    match lang {
        Lang::Zh => writeln!(out, "核验 {checked} 份文件，{same} 份与读取时一致")?,
        Lang::En => writeln!(out, "{checked} files checked, {same} are as they were read")?,
    }
    for changed in &fixity.changed {
        writeln!(out, "{}  {}", lang.pick("内容已变", "changed "), changed.path)?;
    }
    for path in &fixity.vanished {
        writeln!(out, "{}  {path}", lang.pick("已不存在", "vanished"))?;
    }
    for path in &fixity.added {
        writeln!(out, "{}  {path}", lang.pick("新增文件", "added   "))?;
    }
    for log in &fixity.logs {
        let (name, entries) = (log.name, log.entries);
        match (log.broken_at, lang) {
            (Some(at), Lang::Zh) => writeln!(out, "日志 {name}：第 {at} 条与链不符，可能被改动、删除或添加")?,
            (Some(at), Lang::En) => {
                writeln!(out, "log {name}: entry {at} does not fit its chain; it was changed, taken away or added")?
            }
            (None, Lang::Zh) if entries > 0 => writeln!(out, "日志 {name}：{entries} 条，链完整，末值 {}", log.last)?,
            (None, Lang::En) if entries > 0 => {
                writeln!(out, "log {name}: {entries} entries, the chain is whole and ends with {}", log.last)?
            }
            (None, _) => {}
        }
    }
    Ok(())
}

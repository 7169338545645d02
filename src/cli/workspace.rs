//! Opening an archive for a command, and the summary of what was read.

use std::sync::Arc;

use super::{
    args::{ArchiveArgs, Common, Ocr},
    error::CliError,
    output::{Output, Stop},
    progress::FileBar,
};
use crate::{
    evaluate::campaign,
    model::{Lang, Township},
    msg,
    pipeline::{self, Recognise, RecognitionSummary, Summary, Workspace, WorkspaceSettings, default_store},
    report::Report,
    rubric::Rubric,
};

/// The pipeline's setting for the option.
pub(super) fn recognise(ocr: Ocr) -> Recognise {
    match ocr {
        Ocr::Auto => Recognise::Auto,
        Ocr::Off => Recognise::Off,
        Ocr::All => Recognise::All,
    }
}

/// Opens the archive and its store.
pub(super) fn open(args: &ArchiveArgs) -> Result<Workspace, CliError> {
    let rubric = match &args.rubric {
        None => Rubric::builtin(),
        Some(path) => Arc::new(campaign::load(path)?),
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let worker = std::env::current_exe().map_err(|error| {
        CliError::new(
            msg!("找不到程序自身的位置：{error}", "the program's own place cannot be found: {error}"),
            msg!("请重新安装 cundang", "install cundang again"),
        )
    })?;
    Ok(Workspace::open(WorkspaceSettings {
        archive: args.archive.clone(),
        store: args.store.clone().unwrap_or_else(|| default_store(&args.archive)),
        rubric,
        jobs: args.jobs.unwrap_or(cores),
        worker,
        recognise: recognise(args.ocr),
        accept_loss: args.accept_loss,
    })?)
}

/// Opens the archive and brings its store up to date, with a bar and a summary on stderr.
pub(super) fn open_fresh(common: &Common, args: &ArchiveArgs, output: &Output) -> Result<(Workspace, Summary), Stop> {
    let (mut workspace, summary) = open_read(common, args, output)?;
    let recognised = workspace.recognise(&FileBar::new(common.lang, common.quiet))?;
    say_recognised(recognised, output);
    Ok((workspace, summary))
}

/// The same, but for pages whose text is to be recognised.
pub(super) fn open_read(common: &Common, args: &ArchiveArgs, output: &Output) -> Result<(Workspace, Summary), Stop> {
    let mut workspace = open(args)?;
    let summary = workspace.refresh(&FileBar::new(common.lang, common.quiet))?;
    say_summary(&summary, args, output);
    let folders = workspace.folders().map_err(CliError::from)?;
    // A described archive, and one that somebody looked at, needs no word.
    if !folders.is_described && folders.log.is_empty() && folders.folders.len() > 1 {
        let archive = args.archive.display();
        output.say(&msg!(
            "没有 archive.json，文件夹归属按名称推定。请核对：cundang folders {archive}",
            "there is no archive.json: whose folders are was told from their names. Check it: cundang folders {archive}"
        ));
    }
    Ok((workspace, summary))
}

fn say_summary(summary: &Summary, args: &ArchiveArgs, output: &Output) {
    if let Some(loss) = summary.loss {
        let (known, present) = (loss.known, loss.present);
        let archive = args.archive.display();
        output.say(&msg!(
            "注意：上次有 {known} 份文件，现在只找到 {present} 份，已保留上次的结果。\n\
             请检查 {archive} 是否已连接；若确已删除，请加 --accept-loss 重新运行。",
            "note: {known} files were there last time and only {present} are now; the last results are kept.\n\
             Check that {archive} is connected; if the files were deleted on purpose, run again with --accept-loss."
        ));
    }
    let ledger = summary.ledger;
    let (files, read, unreadable, ignored) = (ledger.files, ledger.read, ledger.unreadable, ledger.ignored);
    output.say(&msg!(
        "共 {files} 份文件：已读 {read}，未能读取 {unreadable}，不作材料 {ignored}",
        "{files} files: {read} read, {unreadable} unreadable, {ignored} no archive material"
    ));
    let (anew, same, gone) = (summary.read, summary.unchanged, summary.removed);
    output.say(&msg!(
        "本次新读 {anew} 份，{same} 份未变动已跳过，{gone} 份已不在",
        "{anew} read this time, {same} unchanged and skipped, {gone} gone"
    ));
}

/// Prints how much was recognised, where anything was.
pub(super) fn say_recognised(recognised: RecognitionSummary, output: &Output) {
    let RecognitionSummary { read, failed } = recognised;
    if read > 0 {
        output.say(&msg!("识别文字 {read} 页", "text recognised on {read} pages"));
    }
    if failed > 0 {
        output.say(&msg!(
            "{failed} 页未能识别，已在未读清单中列出",
            "{failed} pages could not be recognised; they are in the list of what was not read"
        ));
    }
}

/// The report; where one village was asked for, what its clerk may see of it and no word of the others.
pub(super) fn report(workspace: &Workspace, args: &ArchiveArgs, lang: Lang) -> Result<Report, CliError> {
    let report = workspace.report(&pipeline::now())?;
    let Some(wanted) = &args.village else { return Ok(report) };
    match report.village_named(wanted).map(|name| report.for_village(&name)) {
        Some(report) => Ok(report),
        None => Err(no_village(wanted, &report.township, lang)),
    }
}

/// The error for a village that the archive does not have.
pub(super) fn no_village(wanted: &str, township: &Township, lang: Lang) -> CliError {
    let names: Vec<&str> = township.villages.iter().map(|village| village.name.as_str()).collect();
    let names = if names.is_empty() {
        lang.pick("（没有村）", "(no villages)").to_owned()
    } else {
        names.join(lang.pick("、", ", "))
    };
    CliError::new(
        msg!("档案里没有叫“{wanted}”的村", "the archive has no village “{wanted}”"),
        msg!("现有：{names}", "there are: {names}"),
    )
}

//! `cundang serve`.

use std::{sync::Arc, time::Duration};

use super::{
    args::{ArchiveArgs, Common, ServeArgs},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    model::Message,
    msg,
    pipeline::{Loss, People, RecognitionSummary, default_store},
    web::{
        self,
        run::{Asker, RunChanges, RunEnd, RunState},
    },
};

/// Brings the store up to date, then serves the pages until it is told to stop.
pub(super) fn serve(common: &Common, args: &ServeArgs, output: &mut Output) -> Result<Ending, Stop> {
    let bind = args.bind;
    let is_local = bind.ip().is_loopback();
    if !is_local && !has_people(&args.archive)? {
        return Err(Stop::Error(CliError::new(
            msg!("不能在 {bind} 上提供服务：尚未添加人员", "will not serve on {bind}: there are no users"),
            msg!(
                "没有人员和登录时只在本机开放：请先运行 cundang user add 添加人员，或去掉 --bind",
                "without users and login the pages are for this machine only: add one with cundang user add, or leave out --bind"
            ),
        )));
    }
    // Scans are recognised while the pages are already there to work with.
    let (mut workspace, _) = workspace::open_read(common, &args.archive, output)?;
    let waiting = workspace.recognition().map_err(CliError::from)?.pages();
    if waiting > 0 {
        output.say(&msg!(
            "还有 {waiting} 页扫描件和图片待识别文字，在后台进行，页面会随之更新；中断后下次接着做",
            "{waiting} scanned pages and pictures wait for recognition; this goes on in the background and the pages follow; if broken off, it goes on next time"
        ));
    }
    let report = workspace::report(&workspace, &args.archive, common.lang)?;
    let asks_for_folders = report.are_folders_guessed() && is_local;
    let authentication = web::Authentication::open(workspace.store(), is_local).map_err(CliError::from)?;
    let only = args.archive.village.as_deref().and_then(|name| report.village_named(name));
    let workbench = web::Workbench::new(workspace, authentication, report, common.lang).map_err(CliError::from)?;
    let workbench = Arc::new(workbench.showing(only));
    let runtime = tokio::runtime::Runtime::new().map_err(|error| failed(&error))?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.bind).await.map_err(|error| {
            let bind = args.bind;
            CliError::new(
                msg!("无法使用 {bind}：{error}", "cannot listen on {bind}: {error}"),
                msg!(
                    "端口可能已被占用：请用 --bind 127.0.0.1:0 换一个",
                    "the port may be taken: choose another with --bind 127.0.0.1:0"
                ),
            )
        })?;
        let address = listener.local_addr().map_err(|error| failed(&error))?;
        let url = format!("http://{address}/");
        output.say(&msg!("工作台：{url}  按 Ctrl+C 结束", "workbench: {url}  press Ctrl+C to stop"));
        if !is_local {
            output.say(&msg!(
                "其他机器可以访问；密码在网络上不加密，请只在可信的局域网里使用，或在前面加 HTTPS 代理",
                "other machines can reach it; passwords are not encrypted on the way: use it in a network you trust, or behind an HTTPS proxy"
            ));
        }
        // On the first visit the folders are asked about before anything else.
        let first = if asks_for_folders { format!("{url}folders") } else { url.clone() };
        if args.open && open::that_detached(&first).is_err() {
            output.say(&msg!("浏览器没有自动打开：请手动打开 {url}", "the browser did not open: open {url} yourself"));
        }
        tokio::spawn(tell(Arc::clone(&workbench), common.clone()));
        workbench.recognise_beside();
        if args.watch {
            tokio::spawn(watch(Arc::clone(&workbench)));
        }
        let served = web::serve(listener, Arc::clone(&workbench)).await.map_err(|error| failed(&error));
        // The files and pages in progress are finished and stored.
        let _ = tokio::task::spawn_blocking(move || workbench.close()).await;
        served
    })?;
    Ok(Ending::Done)
}

/// Whether anybody can log in, without making a store where there is none.
fn has_people(args: &ArchiveArgs) -> Result<bool, CliError> {
    let store = args.store.clone().unwrap_or_else(|| default_store(&args.archive));
    if !store.is_dir() {
        return Ok(false);
    }
    let is_empty = People::open(&store).and_then(|people| people.is_empty());
    is_empty.map(|is_empty| !is_empty).map_err(CliError::from)
}

/// How often a watched archive is looked through. Polling, because the folders are often on a network share, where
/// the system's own notices of changes do not arrive.
const WATCH_EVERY: Duration = Duration::from_secs(5);

/// Updates the store when files in the archive change, until the server stops.
async fn watch(workbench: Arc<web::Workbench>) {
    while !workbench.runs().is_closing() {
        tokio::time::sleep(WATCH_EVERY).await;
        workbench.start_run(Asker::Watch);
    }
}

/// Prints the results of runs and recognition, until the server stops.
async fn tell(workbench: Arc<web::Workbench>, common: Common) {
    let output = Output::new(&common);
    let mut follow = workbench.runs().follow();
    let (mut told_run, mut told_round) = (None, 0);
    while follow.changed().await.is_ok() && !workbench.runs().is_closing() {
        let RunState { run, recognising, .. } = follow.borrow_and_update().clone();
        if let Some(run) = run
            && let Some(outcome) = &run.outcome
            && told_run != Some(run.number)
        {
            told_run = Some(run.number);
            output.say(&said(outcome));
        }
        if let Some(last) = recognising.last
            && told_round != recognising.rounds
        {
            told_round = recognising.rounds;
            match last {
                Ok((read, failed)) => workspace::say_recognised(RecognitionSummary { read, failed }, &output),
                Err(trouble) => output.say(&trouble),
            }
        }
    }
}

/// A run's outcome in one line.
fn said(outcome: &RunEnd) -> Message {
    match outcome {
        RunEnd::Read(RunChanges { read, removed, stopped, .. }) if *stopped => msg!(
            "更新已停止：新读 {read} 份，{removed} 份已不在；其余下次接着读",
            "the update was stopped: {read} read, {removed} gone; the next one reads the rest"
        ),
        RunEnd::Read(RunChanges { read: 0, removed: 0, .. }) => {
            msg!("档案没有变动", "nothing in the archive has changed")
        }
        RunEnd::Read(RunChanges { read, removed, .. }) => msg!(
            "档案有变动：新读 {read} 份，{removed} 份已不在；刷新页面即可看到",
            "the archive has changed: {read} read, {removed} gone; reload the page to see it"
        ),
        RunEnd::Kept(Loss { known, present }) => msg!(
            "注意：上次有 {known} 份文件，现在只找到 {present} 份，已保留上次的结果；请检查档案是否已连接",
            "note: {known} files were there last time and only {present} are now; the last results are kept; check that the archive is connected"
        ),
        RunEnd::Failed(trouble) => trouble.clone(),
    }
}

fn failed(error: &dyn std::fmt::Display) -> CliError {
    CliError::new(
        msg!("网页服务中断：{error}", "the pages could not be served: {error}"),
        msg!("请重新运行 cundang serve", "run cundang serve again"),
    )
}

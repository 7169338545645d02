//! `cundang backup` and `cundang rescue`: what people entered, kept safe and saved from a damaged store.

use std::path::{Path, PathBuf};

use super::{
    args::{ArchiveArgs, Common, OutputFormat},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
};
use crate::{
    catalog::{self, Catalog, RescuedTable},
    model::Lang,
    msg,
    pipeline::{PipelineError, backup_folder, default_store, now},
};

fn store_of(args: &ArchiveArgs) -> PathBuf {
    args.store.clone().unwrap_or_else(|| default_store(&args.archive))
}

/// Copies the catalogue, with all that people entered, while others may go on working with it.
pub(super) fn backup(common: &Common, args: &ArchiveArgs, output: &Output) -> Result<Ending, Stop> {
    if common.format != OutputFormat::Terminal {
        return Err(Stop::Error(CliError::unsupported("backup", "terminal")));
    }
    let store = store_of(args);
    if !store.is_dir() {
        return Err(Stop::Error(no_store(&store)));
    }
    let catalog = Catalog::open_whole(&store).map_err(|error| CliError::from(PipelineError::from(error)))?;
    let file = match &common.output {
        Some(file) => file.clone(),
        None => {
            let folder = backup_folder(&store);
            std::fs::create_dir_all(&folder).map_err(|error| CliError::output(&folder, &error))?;
            folder.join(format!("catalog-{}.sqlite", now().strftime("%Y%m%d-%H%M%S")))
        }
    };
    if file.exists() {
        let shown = file.display();
        return Err(Stop::Error(CliError::new(
            msg!("{shown} 已存在，未覆盖", "{shown} exists and is not overwritten"),
            msg!("请换一个文件名", "choose another name"),
        )));
    }
    catalog.copy_to(&file).map_err(|error| CliError::output(&file, &error))?;
    let shown = file.display();
    output.say(&msg!(
        "已备份到 {shown}；恢复时把它改名为 catalog.sqlite 放回存储文件夹",
        "the backup is in {shown}; to restore it, put it into the store under the name catalog.sqlite"
    ));
    Ok(Ending::Done)
}

/// Saves what people entered out of a damaged catalogue.
pub(super) fn rescue(common: &Common, args: &ArchiveArgs, output: &mut Output) -> Result<Ending, Stop> {
    if common.format != OutputFormat::Terminal {
        return Err(Stop::Error(CliError::unsupported("rescue", "terminal")));
    }
    let store = store_of(args);
    if !store.is_dir() {
        return Err(Stop::Error(no_store(&store)));
    }
    if Catalog::open_whole(&store).is_ok() {
        output.say(&msg!("目录库完好，无需抢救，未作改动", "the catalogue is whole; nothing was changed"));
        return Ok(Ending::Done);
    }
    let rescued = catalog::rescue(&store).map_err(|error| CliError::from(PipelineError::from(error)))?;
    let mut text = String::new();
    for table in &rescued.tables {
        text.push_str(&line(table, common.lang));
    }
    output.data(text.as_bytes())?;
    let aside = rescued.aside.display();
    output.say(&msg!(
        "损坏的目录库保留为 {aside}；请运行 cundang index，其余内容从档案重新读取",
        "the damaged catalogue is kept as {aside}; run cundang index, and the rest is read from the archive again"
    ));
    if let Some(doubts) = &rescued.doubts {
        let doubts = doubts.display();
        output.say(&msg!(
            "与校验不符的记录未恢复，已列在 {doubts}：请人工核对后补录",
            "records that do not have their checksum were not taken over and are listed in {doubts}: compare them and enter them again"
        ));
    }
    Ok(Ending::Done)
}

fn line(table: &RescuedTable, lang: Lang) -> String {
    let RescuedTable { name, saved, doubtful, lost } = table;
    let (zh, en) = match *name {
        "decision" => ("评定", "decisions"),
        "caption" => ("照片说明", "captions"),
        "correction" => ("更正", "corrections"),
        "transcription" => ("人工辨读", "transcriptions"),
        "folder" => ("文件夹归属", "folders"),
        "person" => ("人员", "people"),
        _ => ("日志", "log"),
    };
    match lang {
        Lang::Zh => format!("{zh}：恢复 {saved} 条，存疑 {doubtful} 条，丢失 {lost} 条\n"),
        Lang::En => format!("{en}: {saved} saved, {doubtful} doubtful, {lost} lost\n"),
    }
}

fn no_store(store: &Path) -> CliError {
    let store = store.display();
    CliError::new(
        msg!("没有存储文件夹 {store}", "there is no store {store}"),
        msg!("请检查档案路径，或用 --store 指定", "check the archive's path, or name the store with --store"),
    )
}

//! `cundang folders`: which folder is which village. It asks nothing: everything is an option.

use unicode_width::UnicodeWidthStr;

use super::{
    args::{Common, FoldersArgs, OutputFormat},
    ending::Ending,
    error::CliError,
    output::{Output, Stop},
    workspace,
};
use crate::{
    archive::layout::is_township_name,
    model::{FolderOwner, Lang},
    msg,
    pipeline::{self, AskedFolder, AskedStep, EntryError, Folders},
    report::{folders as shown, words},
};

/// Lists whose folders are, or keeps what is said of them.
pub(super) fn folders(common: &Common, args: &FoldersArgs, output: &mut Output) -> Result<Ending, Stop> {
    if !matches!(common.format, OutputFormat::Terminal | OutputFormat::Json) {
        return Err(Stop::Error(CliError::unsupported("folders", "terminal, json")));
    }
    let mut workspace = workspace::open(&args.archive)?;
    let asked = asked(args)?;
    if !asked.is_empty() {
        let by = args.by.as_deref().ok_or_else(|| {
            CliError::new(
                msg!("缺少 --by 姓名", "--by NAME is missing"),
                msg!(
                    "例如：cundang folders 档案 --set \"付庄产改=付庄村\" --by 王芳",
                    "for example: cundang folders ARCHIVE --set \"付庄产改=付庄村\" --by NAME"
                ),
            )
        })?;
        workspace.say_of_folders(&asked, by, None, &pipeline::now()).map_err(refused)?;
        output.say(&msg!(
            "已记录，档案文件夹没有改动；下次检查即按此归属",
            "kept; the archive is not changed, and the next check goes by it"
        ));
    }
    let text = match common.format {
        OutputFormat::Json => workspace.description().map_err(CliError::from)?,
        _ => table(&workspace.folders().map_err(CliError::from)?, common.lang),
    };
    output.data(text.as_bytes())?;
    Ok(Ending::Done)
}

/// What the options ask of folders.
fn asked(args: &FoldersArgs) -> Result<Vec<AskedFolder>, CliError> {
    let path = |folder: &str| match folder.trim().replace('\\', "/").trim_matches('/') {
        "." => String::new(),
        other => other.trim_start_matches("./").to_owned(),
    };
    let mut asked = Vec::new();
    for set in &args.set {
        let Some((folder, owner)) = set.rsplit_once('=') else {
            return Err(CliError::new(
                msg!("--set 的“{set}”里没有等号", "“{set}” of --set has no equals sign"),
                msg!("请写成 文件夹=村名", "write it as FOLDER=VILLAGE"),
            ));
        };
        let (path, owner) = (path(folder), owner.trim());
        let owner = match owner {
            "township" => FolderOwner::Township { name: String::new() },
            "gathers" => FolderOwner::Gathers,
            "nobody" => FolderOwner::Nobody,
            name if path.is_empty() && is_township_name(name) => FolderOwner::Township { name: name.to_owned() },
            name => FolderOwner::Village { name: name.to_owned() },
        };
        asked.push(AskedFolder { path, what: AskedStep::Write(owner) });
    }
    asked.extend(args.undo.iter().map(|folder| AskedFolder { path: path(folder), what: AskedStep::Undo }));
    Ok(asked)
}

/// The folders, a line each: name, files, whose, why.
fn table(folders: &Folders, lang: Lang) -> String {
    let heads = [
        lang.pick("文件夹", "Folder"),
        lang.pick("文件", "Files"),
        lang.pick("归属", "Whose"),
        lang.pick("依据", "Why"),
    ];
    let mut rows = vec![heads.map(str::to_owned)];
    rows.extend(folders.folders.iter().map(|folder| {
        let name =
            if folder.path.is_empty() { lang.pick("（整个档案）", "(the whole archive)") } else { &folder.path };
        [
            words::one_line(name),
            words::count(folder.files as u64),
            shown::owner(&folder.owner, &folder.path, lang),
            folder.reason.message().get(lang).to_owned(),
        ]
    }));
    let widths = [0, 1, 2]
        .map(|column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0));
    let mut text = String::new();
    for [name, files, owner, why] in &rows {
        let [first, second, third] = widths;
        let pad = |cell: &str, width: usize| " ".repeat(width.saturating_sub(cell.width()));
        text.push_str(&format!(
            "{name}{}  {}{files}  {owner}{}  {why}\n",
            pad(name, first),
            pad(files, second),
            pad(owner, third)
        ));
    }
    text
}

fn refused(error: EntryError) -> CliError {
    match error {
        EntryError::Pipeline(error) => error.into(),
        other => CliError::new(
            other.to_message(),
            msg!("请改正后再运行一次；没有变动", "correct it and run again; nothing was changed"),
        ),
    }
}

//! Errors for the user: what happened, where, and what to do; exit status 2.

use std::path::Path;

use crate::{
    archive::{DescriptionError, WalkError},
    catalog::CatalogError,
    containment::Panic,
    index::{IndexError, SearchError},
    model::{Lang, Message},
    msg,
    pipeline::{PeopleError, PipelineError},
    rubric::RubricError,
};

/// What stops a command.
#[derive(Debug)]
pub struct CliError {
    /// What happened, and where.
    pub message: Message,
    /// What to do.
    pub hint: Option<Message>,
}

impl CliError {
    /// An error with a hint.
    pub fn new(message: Message, hint: Message) -> Self {
        Self { message, hint: Some(hint) }
    }

    /// A command that ended by a panic.
    pub fn defect(panic: &Panic) -> Self {
        let (place, version) = (&panic.place, env!("CARGO_PKG_VERSION"));
        Self::new(
            msg!("程序内部出错（{place}）", "the program failed ({place})"),
            msg!(
                "已读入和已保存的内容没有丢失，可再试一次；请把这一行发给开发者：cundang {version} {place}",
                "nothing that was read or saved is lost, and you can try again; please send the developers this line: cundang {version} {place}"
            ),
        )
    }

    /// The lines for stderr.
    pub fn render(&self, lang: Lang) -> String {
        let mut text = format!("{}{}", lang.pick("错误：", "error: "), self.message.get(lang));
        if let Some(hint) = &self.hint {
            text.push('\n');
            text.push_str(lang.pick("建议：", "hint: "));
            text.push_str(hint.get(lang));
        }
        text
    }

    /// An output that could not be written.
    pub fn output(path: &Path, error: &dyn std::fmt::Display) -> Self {
        let path = path.display();
        Self::new(
            msg!("无法写入 {path}：{error}", "cannot write {path}: {error}"),
            msg!(
                "请检查该位置是否存在、可写且未被其他程序打开",
                "check that the place exists, can be written and is not open elsewhere"
            ),
        )
    }

    /// A form of output that a command does not write.
    pub fn unsupported(command: &str, forms: &str) -> Self {
        Self::new(
            msg!("{command} 命令没有这种输出格式", "the command {command} has no such form of output"),
            msg!("可用格式：{forms}", "it writes: {forms}"),
        )
    }

    /// A form that could not be made from a good report: an error of the program.
    pub fn not_written(error: &dyn std::fmt::Display) -> Self {
        Self::new(
            msg!("报告无法生成：{error}", "the report could not be made: {error}"),
            msg!("请换一种 --format，并反馈此问题", "use another --format, and please report this"),
        )
    }

    /// An argument that cannot be used.
    pub fn usage(message: Message) -> Self {
        Self::new(message, msg!("运行 cundang --help 查看用法", "run cundang --help for the usage"))
    }
}

impl From<PipelineError> for CliError {
    fn from(error: PipelineError) -> Self {
        match error {
            PipelineError::Walk(error) => error.into(),
            PipelineError::Description(error) => description(&error),
            PipelineError::Empty(path) => {
                let path = path.display();
                CliError::new(
                    msg!("文件夹 {path} 里没有文件", "the folder {path} holds no files"),
                    msg!(
                        "请确认路径；若是共享盘，请先连接后重试",
                        "check the path; if it is a network share, connect it first"
                    ),
                )
            }
            PipelineError::StoreInArchive(store) => {
                let store = store.display();
                CliError::new(
                    msg!("存储位置 {store} 在档案文件夹之内", "the store {store} lies inside the archive"),
                    msg!(
                        "档案是证据，不得写入：请用 --store 指定档案之外的文件夹",
                        "the archive is evidence and is never written to: name a folder outside it with --store"
                    ),
                )
            }
            PipelineError::Catalog(error) => catalog(&error),
            PipelineError::Index(error) => index(&error),
            PipelineError::Rubric(problem) => CliError::new(
                msg!("评估表无法使用：{problem}", "the rubric cannot be used: {problem}"),
                msg!("运行 cundang rubric check 查看问题所在", "run cundang rubric check to see where the problem is"),
            ),
        }
    }
}

impl From<WalkError> for CliError {
    fn from(error: WalkError) -> Self {
        match error {
            WalkError::NotFound(path) => {
                let path = path.display();
                CliError::new(
                    msg!("找不到档案文件夹 {path}", "the archive {path} does not exist"),
                    msg!(
                        "请检查路径是否写对；若是共享盘或移动硬盘，请先连接",
                        "check the spelling; if it is a network share or a removable disk, connect it first"
                    ),
                )
            }
            WalkError::NotAFolder(path) => {
                let path = path.display();
                CliError::new(
                    msg!("{path} 是一个文件，不是文件夹", "{path} is a file, not a folder"),
                    msg!(
                        "请给出装着各村文件夹的档案文件夹；查看单个文件请用 cundang text",
                        "give the folder that holds the villages' folders; to look at one file use cundang text"
                    ),
                )
            }
            WalkError::Closed(path, error) => {
                let path = path.display();
                CliError::new(
                    msg!("无法打开档案文件夹 {path}：{error}", "cannot open the archive {path}: {error}"),
                    msg!("请检查读取权限", "check the read permission"),
                )
            }
        }
    }
}

impl From<RubricError> for CliError {
    fn from(error: RubricError) -> Self {
        let mut message = error.to_message();
        if let RubricError::Invalid { problems, .. } = &error {
            for problem in &problems[1..] {
                let next = problem.to_message();
                message.zh.push_str(&format!("\n  {}", next.zh));
                message.en.push_str(&format!("\n  {}", next.en));
            }
        }
        CliError::new(
            message,
            msg!(
                "请按所示行列修改后，用 cundang rubric check 再查一遍",
                "mend the places shown, then run cundang rubric check again"
            ),
        )
    }
}

impl From<PeopleError> for CliError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Catalog(error) => PipelineError::from(error).into(),
            other => CliError::new(
                other.to_message(),
                msg!("用 cundang user list 查看现有人员", "cundang user list shows who there is"),
            ),
        }
    }
}

fn description(error: &DescriptionError) -> CliError {
    let hint = msg!(
        "请改正档案根目录下的 archive.json，或先把它移走：不用它时按文件夹名识别各村",
        "mend archive.json at the archive's root, or move it away: without it villages are found by folder names"
    );
    let message = match error {
        DescriptionError::Io(error) => msg!("无法读取 archive.json：{error}", "cannot read archive.json: {error}"),
        DescriptionError::Shape { line, column, problem } => msg!(
            "archive.json 第 {line} 行第 {column} 列有误：{problem}",
            "archive.json, line {line}, column {column}: {problem}"
        ),
        DescriptionError::TooLarge => {
            msg!("archive.json 过大，未读取", "archive.json is too large and was not read")
        }
        DescriptionError::TooMany { found } => msg!(
            "archive.json 列了 {found} 个村，超过一个乡镇可能有的数目",
            "archive.json lists {found} villages, more than any township has"
        ),
        DescriptionError::Format { found } => msg!(
            "archive.json 的 format 是“{found}”，应为“cundang-archive/1”",
            "the format of archive.json is “{found}”, expected “cundang-archive/1”"
        ),
        DescriptionError::Twice { name } => {
            msg!("archive.json 里“{name}”列了两次", "archive.json lists “{name}” twice")
        }
        DescriptionError::Boundary { name } => msg!(
            "archive.json 里“{name}”的 boundary 不是 GeoJSON 多边形",
            "in archive.json the boundary of “{name}” is no GeoJSON polygon"
        ),
    };
    CliError::new(message, hint)
}

fn catalog(error: &CatalogError) -> CliError {
    if error.is_busy() {
        return busy();
    }
    if error.is_read_only() {
        let message = match error {
            CatalogError::Store { dir, source } => {
                let dir = dir.display();
                msg!("存储位置无法写入 {dir}：{source}", "the store cannot be written in {dir}: {source}")
            }
            _ => msg!(
                "存储位置无法写入：其中的目录库是只读的",
                "the store cannot be written: its catalogue is read-only"
            ),
        };
        return CliError::new(
            message,
            msg!(
                "请检查该位置的写入权限和剩余空间，或用 --store 指定别处",
                "check its write permission and free space, or name another place with --store"
            ),
        );
    }
    if let CatalogError::Newer { found, known } = error {
        return CliError::new(
            msg!(
                "存储由更新版本的 cundang 写成（第 {found} 版，本程序识别到第 {known} 版）",
                "the store was written by a later cundang (version {found}; this program knows up to {known})"
            ),
            msg!("请使用更新版本，或用 --store 另建存储", "use the later version, or make another store with --store"),
        );
    }
    if let CatalogError::Lost { store, had_people } = error {
        let store = store.display();
        let people = |zh: &'static str, en: &'static str| if *had_people { (zh, en) } else { ("", "") };
        let (zh, en) = people("，人员和登录也在其中", ", with the people and their logins");
        return CliError::new(
            msg!(
                "存储 {store} 曾经使用过，但其目录库 catalog.sqlite 不在了、是空的，或属于另一个存储：各人的决定都在里面{zh}。为免当作新库重新开始，已停止",
                "the store {store} was in use, and its catalogue catalog.sqlite is gone, empty or that of another store: what people decided is in it{en}. It does not begin as new"
            ),
            msg!(
                "请把备份的 catalog.sqlite 放回该文件夹；若确定不要其中的内容，请把整个存储文件夹移走后重新运行，档案本身不受影响",
                "put the catalog.sqlite of a backup back into that folder; if nothing in it is wanted, move the whole store away and run again: the archive itself is not affected"
            ),
        );
    }
    if error.is_damaged() {
        return CliError::new(
            msg!("目录库已损坏：{error}", "the catalogue is damaged: {error}"),
            msg!(
                "请勿继续使用。运行 cundang rescue 可取出其中完好的决定、说明、更正、人员和日志，其余从档案重新读取；或放回备份的 catalog.sqlite。档案本身不受影响",
                "do not go on with it. cundang rescue saves the decisions, captions, corrections, people and log that are whole, and the rest is read from the archive again; or put the catalog.sqlite of a backup back. The archive itself is not affected"
            ),
        );
    }
    CliError::new(
        msg!("目录库无法使用：{error}", "the catalogue cannot be used: {error}"),
        msg!(
            "请关闭其他正在使用它的程序；若已损坏，可把存储文件夹移走后重新运行，档案本身不受影响；里面有评定人的决定，请留着",
            "close other programs that use it; if it is damaged, move the store away and run again: the archive itself is not affected; keep it, since it holds what people decided"
        ),
    )
}

fn index(error: &IndexError) -> CliError {
    if matches!(error, IndexError::Locked { .. }) {
        return busy();
    }
    CliError::new(
        msg!("全文索引无法使用：{error}", "the full-text index cannot be used: {error}"),
        msg!(
            "请检查存储位置的权限和剩余空间；若已损坏，可删除存储里的 index 文件夹后重新运行",
            "check the store's permission and free space; if it is damaged, delete the folder index in the store and run again"
        ),
    )
}

fn busy() -> CliError {
    CliError::new(
        msg!("另一个 cundang 正在写入同一存储", "another cundang is writing to the same store"),
        msg!(
            "请等它结束后再试，或用 --store 指定别处",
            "wait until it has finished, or name another place with --store"
        ),
    )
}

impl From<SearchError> for CliError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Query(error) => CliError::new(
                error.message.clone(),
                msg!(
                    "写法示例：王芳 村:张庄 类型:会议记录 日期:2020-05..2020-06 \"清产核资\" -草案",
                    "for example: 王芳 village:张庄 kind:minutes date:2020-05..2020-06 \"清产核资\" -草案"
                ),
            ),
            SearchError::Index(error) => index(&error),
        }
    }
}

//! Arguments. The help exists in both languages, so the command is built at run time in the one asked for.

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, process::ExitCode};

use clap::{
    Arg, ArgAction, ArgMatches, Command as Clap, ValueHint,
    builder::{EnumValueParser, PossibleValue},
    error::{ContextKind, ContextValue, ErrorKind},
    value_parser,
};

use super::error::CliError;
use crate::{
    index::Sort,
    model::{Lang, Message, Role, Verdict},
    msg,
};

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Terminal,
    Json,
    Html,
    Xlsx,
    Csv,
}

impl Format {
    /// The name on the command line.
    pub(super) fn name(self) -> &'static str {
        match self {
            Format::Terminal => "terminal",
            Format::Json => "json",
            Format::Html => "html",
            Format::Xlsx => "xlsx",
            Format::Csv => "csv",
        }
    }
}

impl clap::ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Format::Terminal, Format::Json, Format::Html, Format::Xlsx, Format::Csv]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

/// Which rows a report in CSV has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Table {
    /// One a unit and item.
    #[default]
    Items,
    /// One a finding and place.
    Findings,
    /// One a task.
    Tasks,
}

impl clap::ValueEnum for Table {
    fn value_variants<'a>() -> &'a [Self] {
        &[Table::Items, Table::Findings, Table::Tasks]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Table::Items => "items",
            Table::Findings => "findings",
            Table::Tasks => "tasks",
        }))
    }
}

/// Options that every command understands.
#[derive(Debug, Clone)]
pub(super) struct Common {
    pub(super) lang: Lang,
    pub(super) format: Format,
    pub(super) output: Option<PathBuf>,
    pub(super) quiet: bool,
    pub(super) strict: bool,
}

/// Which archive, and how it is read.
#[derive(Debug, Clone)]
pub(super) struct ArchiveArgs {
    pub(super) archive: PathBuf,
    pub(super) store: Option<PathBuf>,
    pub(super) rubric: Option<PathBuf>,
    pub(super) village: Option<String>,
    pub(super) jobs: Option<usize>,
    pub(super) ocr: Ocr,
    pub(super) accept_loss: bool,
}

/// When text is recognised in pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ocr {
    Auto,
    Off,
    All,
}

impl clap::ValueEnum for Ocr {
    fn value_variants<'a>() -> &'a [Self] {
        &[Ocr::Auto, Ocr::Off, Ocr::All]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            Ocr::Auto => "auto",
            Ocr::Off => "off",
            Ocr::All => "all",
        }))
    }
}

#[derive(Debug, Clone)]
pub(super) struct SearchArgs {
    pub(super) archive: ArchiveArgs,
    pub(super) query: String,
    pub(super) limit: usize,
    pub(super) offset: usize,
    pub(super) sort: Sort,
    /// Only what is asked for, nothing that may be meant.
    pub(super) exact: bool,
}

#[derive(Debug, Clone)]
pub(super) struct ServeArgs {
    pub(super) archive: ArchiveArgs,
    pub(super) bind: SocketAddr,
    pub(super) watch: bool,
    pub(super) open: bool,
}

/// What a person decides.
#[derive(Debug, Clone)]
pub(super) struct DecideArgs {
    pub(super) archive: ArchiveArgs,
    pub(super) item: Option<String>,
    pub(super) by: Option<String>,
    pub(super) reason: String,
    pub(super) score: Option<f64>,
    pub(super) original: bool,
    pub(super) finding: Option<String>,
    pub(super) verdict: Option<Verdict>,
    pub(super) undo: bool,
    pub(super) list: bool,
}

/// What is to be done about people.
#[derive(Debug, Clone)]
pub(super) struct UserArgs {
    pub(super) archive: ArchiveArgs,
    pub(super) command: UserCommand,
}

#[derive(Debug, Clone)]
pub(super) enum UserCommand {
    Add { name: String, role: Role },
    List,
    Passwd { name: String },
    Remove { name: String },
}

#[derive(Debug, Clone)]
pub(super) struct TextArgs {
    pub(super) files: Vec<PathBuf>,
    pub(super) ocr: Ocr,
}

#[derive(Debug, Clone)]
pub(super) enum Command {
    Index(ArchiveArgs),
    Check(ArchiveArgs, Table),
    Decide(DecideArgs),
    Search(SearchArgs),
    Photos(ArchiveArgs),
    Serve(ServeArgs),
    Text(TextArgs),
    Verify(ArchiveArgs),
    RubricCheck(PathBuf),
    RubricChecks(Option<PathBuf>),
    User(UserArgs),
    Worker,
}

#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) common: Common,
    pub(super) command: Command,
}

/// Why there is nothing to run.
#[derive(Debug)]
pub(super) enum Stop {
    /// Help or version was asked for: stdout, success.
    Answer(String),
    /// The arguments cannot be used: stderr, status 2.
    Usage(CliError, Lang),
}

impl Stop {
    pub(super) fn finish(self) -> ExitCode {
        match self {
            Stop::Answer(text) => {
                use std::io::Write;
                // A closed pipe is success, and any other trouble with help has nobody left to be told.
                drop(anstream::stdout().write_all(text.as_bytes()));
                ExitCode::SUCCESS
            }
            Stop::Usage(error, lang) => {
                anstream::eprintln!("{}", error.render(lang));
                ExitCode::from(2)
            }
        }
    }
}

/// Parses the arguments.
pub(super) fn parse(args: Vec<OsString>) -> Result<Parsed, Stop> {
    let lang = language(&args);
    let matches =
        command(lang).try_get_matches_from(args.into_iter().map(keep_exclusion)).map_err(|error| {
            match error.kind() {
                ErrorKind::DisplayHelp
                | ErrorKind::DisplayVersion
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                    Stop::Answer(error.render().ansi().to_string())
                }
                _ => Stop::Usage(CliError::usage(usage_message(&error)), lang),
            }
        })?;
    Ok(read(&matches, lang))
}

/// Stands before a query word like `-草案` while clap parses, which would take it for an option.
const EXCLUSION: char = '\u{e000}';

/// Marks a word that begins with a minus and can be no option of this program, since those are ASCII.
fn keep_exclusion(arg: OsString) -> OsString {
    let excludes = arg
        .to_str()
        .and_then(|arg| arg.strip_prefix('-'))
        .is_some_and(|word| word.starts_with(|c: char| !c.is_ascii() || c == '"' || c == '('));
    if !excludes {
        return arg;
    }
    let mut marked = OsString::from(EXCLUSION.to_string());
    marked.push(arg);
    marked
}

/// The language, looked for before parsing, so that even an error of parsing speaks it.
fn language(args: &[OsString]) -> Lang {
    let mut next = false;
    for arg in args.iter().filter_map(|arg| arg.to_str()) {
        let value = if next { Some(arg) } else { arg.strip_prefix("--lang=") };
        match value {
            Some("en") => return Lang::En,
            Some(_) => return Lang::Zh,
            None => next = arg == "--lang",
        }
    }
    Lang::Zh
}

/// What is wrong with the arguments, in both languages.
fn usage_message(error: &clap::Error) -> Message {
    let context = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let arg = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => msg!("不认识的选项 {arg}", "unknown option {arg}"),
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            msg!("没有名为 {name} 的命令", "there is no command {name}")
        }
        ErrorKind::MissingRequiredArgument => msg!("缺少参数 {arg}", "missing argument {arg}"),
        ErrorKind::InvalidValue if value.is_empty() => msg!("选项 {arg} 缺少值", "option {arg} needs a value"),
        ErrorKind::InvalidValue => {
            let valid = context(ContextKind::ValidValue);
            msg!("选项 {arg} 的值“{value}”无效，可用：{valid}", "the value “{value}” of {arg} is not one of: {valid}")
        }
        ErrorKind::ValueValidation => {
            msg!("选项 {arg} 的值“{value}”无效", "the value “{value}” of {arg} cannot be used")
        }
        ErrorKind::ArgumentConflict => msg!("选项 {arg} 重复或互相冲突", "option {arg} is given twice or conflicts"),
        _ => {
            let text = error.kind().to_string();
            msg!("参数有误（{text}）", "the arguments cannot be understood ({text})")
        }
    }
}

fn command(lang: Lang) -> Clap {
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let template = lang.pick("{about}\n\n用法：{usage}\n\n{all-args}\n", "{about}\n\nUsage: {usage}\n\n{all-args}\n");
    let options = say("选项", "Options");
    let arguments = say("参数", "Arguments");
    let sub = |name: &'static str, zh: &'static str, en: &'static str| {
        Clap::new(name)
            .about(say(zh, en))
            .help_template(template)
            .disable_help_flag(true)
            .arg(help_flag(say("显示帮助", "show help")).help_heading(options))
    };
    let archive = || {
        Arg::new("archive")
            .value_name("ARCHIVE")
            .required(true)
            .value_parser(value_parser!(PathBuf))
            .value_hint(ValueHint::DirPath)
            .help_heading(arguments)
            .help(say("档案文件夹：下面是各村文件夹和镇级文件夹", "the folder that holds the villages' folders"))
    };
    let with_archive = |sub: Clap| sub.arg(archive()).args(archive_options(lang, options)).args(common(lang, options));
    Clap::new("cundang")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say(
            "村档：检查村级档案是否齐全，全文检索会议记录，核实公示照片",
            "cundang: checks village archives for completeness, searches minutes, verifies notice photos",
        ))
        .help_template(template)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_help_heading(say("命令", "Commands"))
        .subcommand_value_name(say("命令", "COMMAND"))
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .arg(help_flag(say("显示帮助", "show help")).help_heading(options))
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help_heading(options)
                .help(say("显示版本", "show the version")),
        )
        .args(common(lang, options))
        .subcommand(with_archive(sub(
            "index",
            "读取档案并更新存储：遍历、识别、提取、建索引",
            "bring the store up to date: walk, identify, extract, index",
        )))
        .subcommand(
            with_archive(sub(
                "check",
                "更新存储，按评估表检查，输出齐全性报告",
                "bring the store up to date, check the rubric and print the completeness report",
            ))
            .arg(
                Arg::new("table")
                    .long("table")
                    .value_name("ROWS")
                    .value_parser(EnumValueParser::<Table>::new())
                    .default_value("items")
                    .help_heading(options)
                    .help(say(
                        "CSV 的行：items 各项目，findings 各处发现，tasks 各件待办",
                        "rows of a CSV: items, findings or tasks",
                    )),
            ),
        )
        .subcommand(decide(
            with_archive(sub(
                "decide",
                "记录评定人的决定：评分、发现属实或误报、撤销；列出全部记录",
                "keep what a person decides: a score, a finding settled, a step back; or list the log",
            )),
            lang,
            options,
        ))
        .subcommand(
            with_archive(sub(
                "search",
                "全文检索，一条结果是某个文件的一页",
                "full-text search; a hit is one page of a file",
            ))
            .arg(Arg::new("query").value_name("QUERY").required(true).num_args(1..).help_heading(arguments).help(say(
                "检索词；可用 \"短语\"、-排除、A OR B、王?芳、会*议、村: 类型: 项目: 日期: 文件: 来源: 格式:",
                "words; also \"phrase\", -word, A OR B, 王?芳, 会*议, village: kind: item: date: file: source: format:",
            )))
            .arg(number("limit", "20", say("最多显示几条", "hits to show at most"), options))
            .arg(number("offset", "0", say("跳过前几条", "hits to skip"), options))
            .arg(
                Arg::new("sort")
                    .long("sort")
                    .value_name("ORDER")
                    .default_value("relevance")
                    .value_parser(["relevance", "date", "village", "path"])
                    .help_heading(options)
                    .help(say("排序：相关度、日期、村、路径", "order of hits")),
            )
            .arg(flag(
                "exact",
                say(
                    "只要原文，不列同义词、疑似识别误差、拼音和部分相符的页",
                    "only what is asked for: no words of the same meaning, misread words, pinyin or parts",
                ),
                options,
            )),
        )
        .subcommand(with_archive(sub(
            "photos",
            "核实照片：时间、地点、事件，输出清单或接触印相页",
            "verify photos: time, place, event; a list or a contact sheet",
        )))
        .subcommand(
            with_archive(sub(
                "serve",
                "打开网页工作台（本机 7979 端口）",
                "serve the web workbench on this machine, port 7979",
            ))
            .arg(
                Arg::new("bind")
                    .long("bind")
                    .value_name("ADDR:PORT")
                    .default_value("127.0.0.1:7979")
                    .value_parser(value_parser!(SocketAddr))
                    .help_heading(options)
                    .help(say("监听地址", "the address to listen on")),
            )
            .arg(flag("watch", say("发现新文件后自动更新", "take in files as they are dropped"), options))
            .arg(flag("open", say("启动后打开浏览器", "open the browser"), options)),
        )
        .subcommand(
            sub(
                "text",
                "逐页显示从文件里读到的文字，以及读取方式",
                "show what is read from a file, page by page, and how",
            )
            .arg(
                Arg::new("files")
                    .value_name("FILE")
                    .required(true)
                    .num_args(1..)
                    .value_parser(value_parser!(PathBuf))
                    .help_heading(arguments)
                    .help(say("要查看的文件", "the files to look at")),
            )
            .arg(ocr(lang, options))
            .args(common(lang, options)),
        )
        .subcommand(with_archive(sub(
            "verify",
            "固化核验：自上次读取后改动、消失、新增的文件",
            "fixity: every file changed, vanished or added since it was indexed",
        )))
        .subcommand(
            sub("rubric", "评估表数据", "rubric files")
                .subcommand_required(true)
                .subcommand_help_heading(say("命令", "Commands"))
                .disable_help_subcommand(true)
                .subcommand(
                    sub(
                        "check",
                        "校验评估表文件，指出问题所在行列",
                        "validate a rubric; problems with line and column",
                    )
                    .arg(
                        Arg::new("file")
                            .value_name("FILE")
                            .required(true)
                            .value_parser(value_parser!(PathBuf))
                            .help_heading(arguments)
                            .help(say("评估表 JSON 文件", "the rubric's JSON file")),
                    )
                    .args(common(lang, options)),
                )
                .subcommand(
                    sub(
                        "checks",
                        "列出每个项目的检查：查什么、读什么、看不到什么",
                        "list each item's checks: what they do, read and cannot see",
                    )
                    .arg(
                        Arg::new("file")
                            .value_name("FILE")
                            .value_parser(value_parser!(PathBuf))
                            .help_heading(arguments)
                            .help(say("评估表 JSON 文件，默认内置", "the rubric's JSON file, by default the built-in")),
                    )
                    .args(common(lang, options)),
                ),
        )
        .subcommand(user(&sub, &archive, lang, [options, arguments]))
        .subcommand(Clap::new(crate::extract::worker::WORKER_COMMAND).hide(true))
}

/// `user` with its own commands.
fn user(
    sub: &dyn Fn(&'static str, &'static str, &'static str) -> Clap,
    archive: &dyn Fn() -> Arg,
    lang: Lang,
    [options, arguments]: [&'static str; 2],
) -> Clap {
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let name = || {
        Arg::new("name")
            .value_name("NAME")
            .required(true)
            .help_heading(arguments)
            .help(say("姓名，登录时用，评定记录也用它", "the name to log in with, which decisions bear"))
    };
    let of = |sub: Clap| sub.arg(archive());
    let done = |sub: Clap| sub.arg(store(lang, options)).args(common(lang, options));
    sub("user", "人员和角色", "people and their roles")
        .subcommand_required(true)
        .subcommand_help_heading(say("命令", "Commands"))
        .disable_help_subcommand(true)
        .subcommand(done(
            of(sub(
                "add",
                "添加人员；密码在终端输入，或由标准输入给出一行",
                "add a person; the password is asked for, or is a line of standard input",
            ))
            .arg(name())
            .arg(
                Arg::new("role")
                    .long("role")
                    .value_name("ROLE")
                    .required(true)
                    .value_parser(|role: &str| Role::from_name(role).ok_or("township, assessor, village:NAME"))
                    .help_heading(options)
                    .help(say(
                        "township 镇级，assessor 评定人，village:村名 只看本村",
                        "township, assessor, or village:NAME for a clerk who sees that village alone",
                    )),
            ),
        ))
        .subcommand(done(of(sub("list", "列出人员（可用 --format json）", "list people (--format json too)"))))
        .subcommand(done(of(sub("passwd", "重设密码", "set a password anew")).arg(name())))
        .subcommand(done(of(sub("remove", "移除人员", "remove a person")).arg(name())))
}

/// The options of `decide`.
fn decide(sub: Clap, lang: Lang, options: &'static str) -> Clap {
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let value = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help_heading(options).help(help)
    };
    sub.arg(value(
        "item",
        "ID",
        say("项目，如 V03；村级项目另加 --village", "the item, as V03; a village's with --village"),
    ))
    .arg(value("by", "NAME", say("评定人姓名", "the name of the person who decides")))
    .arg(value("reason", "TEXT", say("理由；得分与建议相同可不写", "why; not needed for the suggested score")))
    .arg(
        value("score", "POINTS", say("得分，以半分为单位", "the score, by halves"))
            .value_parser(value_parser!(f64))
            .allow_negative_numbers(true),
    )
    .arg(flag("original", say("已当面查验原件（与 --score 同用）", "the original was seen (with --score)"), options))
    .arg(
        value(
            "finding",
            "KEY",
            say("发现的编号或其开头，见 JSON 报告的 key", "a finding's key, or its beginning, as in the JSON report"),
        )
        .requires("verdict")
        .conflicts_with("score"),
    )
    .arg(
        value("verdict", "VERDICT", say("confirmed 属实，wrong-alarm 误报", "what is said of the finding"))
            .value_parser(Verdict::ALL.map(Verdict::as_str))
            .requires("finding"),
    )
    .arg(
        flag("undo", say("撤销这一项的上一步", "take back the item's last step"), options)
            .conflicts_with_all(["score", "finding"]),
    )
    .arg(
        flag("list", say("列出全部记录（可用 --format json）", "list the log (--format json too)"), options)
            .conflicts_with_all(["score", "finding", "undo"]),
    )
}

fn help_flag(help: &'static str) -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help)
}

fn flag(name: &'static str, help: &'static str, heading: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help).help_heading(heading)
}

fn number(name: &'static str, default: &'static str, help: &'static str, heading: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("N")
        .default_value(default)
        .value_parser(value_parser!(u32).range(0..=1_000_000))
        .help(help)
        .help_heading(heading)
}

fn common(lang: Lang, heading: &'static str) -> [Arg; 5] {
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    [
        Arg::new("lang")
            .long("lang")
            .value_name("LANG")
            .value_parser(["zh", "en"])
            .default_value("zh")
            .global(true)
            .help_heading(heading)
            .help(say("界面语言", "language of the interface")),
        Arg::new("format")
            .long("format")
            .value_name("FORMAT")
            .value_parser(EnumValueParser::<Format>::new())
            .default_value("terminal")
            .global(true)
            .help_heading(heading)
            .help(say("输出格式", "form of the output")),
        Arg::new("output")
            .long("output")
            .short('o')
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .global(true)
            .help_heading(heading)
            .help(say("写入文件，而不是标准输出", "write to a file instead of stdout")),
        Arg::new("quiet")
            .long("quiet")
            .short('q')
            .action(ArgAction::SetTrue)
            .global(true)
            .help_heading(heading)
            .help(say("不显示进度和提示", "no progress and no messages")),
        Arg::new("strict").long("strict").action(ArgAction::SetTrue).global(true).help_heading(heading).help(say(
            "有缺项时退出码为 1，有未读文件时为 3",
            "exit with 1 where gaps are found, 3 where files are unreadable",
        )),
    ]
}

fn ocr(lang: Lang, heading: &'static str) -> Arg {
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    Arg::new("ocr")
        .long("ocr")
        .value_name("WHEN")
        .value_parser(EnumValueParser::<Ocr>::new())
        .default_value("auto")
        .help_heading(heading)
        .help(say(
            "文字识别：auto 识别扫描页和图片，off 不识别（列为待识别），all 连有文字层的页也识别",
            "recognition of text: auto for scans and pictures, off for none (they are listed), all for pages with a text layer too",
        ))
}

fn store(lang: Lang, heading: &'static str) -> Arg {
    Arg::new("store").long("store").value_name("DIR").value_parser(value_parser!(PathBuf)).help_heading(heading).help(
        lang.pick(
            "存储位置，默认在档案旁边：<ARCHIVE>.cundang",
            "the store, by default beside the archive: <ARCHIVE>.cundang",
        ),
    )
}

fn archive_options(lang: Lang, heading: &'static str) -> [Arg; 6] {
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    [
        store(lang, heading),
        Arg::new("rubric")
            .long("rubric")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help_heading(heading)
            .help(say("评估表文件，默认内置 fucheng-2020", "the rubric, by default the built-in fucheng-2020")),
        Arg::new("village")
            .long("village")
            .value_name("NAME")
            .help_heading(heading)
            .help(say("只看一个村", "one village only")),
        Arg::new("jobs")
            .long("jobs")
            .short('j')
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..=256))
            .help_heading(heading)
            .help(say("同时读取几个文件，默认等于处理器核数", "files read at the same time, by default one a core")),
        ocr(lang, heading),
        flag(
            "accept-loss",
            say("确认大部分文件确已删除，更新存储", "most files were deleted on purpose: bring the store up to that"),
            heading,
        ),
    ]
}

fn read(matches: &ArgMatches, lang: Lang) -> Parsed {
    let (name, sub) = matches.subcommand().expect("clap requires a command");
    if name == crate::extract::worker::WORKER_COMMAND {
        return Parsed { common: read_common(matches, lang), command: Command::Worker };
    }
    let (command, leaf) = match name {
        "index" => (Command::Index(read_archive(sub)), sub),
        "check" => (Command::Check(read_archive(sub), one(sub, "table").unwrap_or_default()), sub),
        "decide" => (Command::Decide(read_decide(sub)), sub),
        "photos" => (Command::Photos(read_archive(sub)), sub),
        "verify" => (Command::Verify(read_archive(sub)), sub),
        "search" => (Command::Search(read_search(sub)), sub),
        "serve" => (Command::Serve(read_serve(sub)), sub),
        "text" => {
            (Command::Text(TextArgs { files: many(sub, "files"), ocr: one(sub, "ocr").unwrap_or(Ocr::Auto) }), sub)
        }
        "user" => {
            let (name, leaf) = sub.subcommand().expect("clap requires a command of user");
            (Command::User(read_user(name, leaf)), leaf)
        }
        _ => {
            let (name, leaf) = sub.subcommand().expect("clap requires a command of rubric");
            let file = one(leaf, "file");
            match name {
                "checks" => (Command::RubricChecks(file), leaf),
                _ => (Command::RubricCheck(file.expect("clap requires a file")), leaf),
            }
        }
    };
    Parsed { common: read_common(leaf, lang), command }
}

fn read_common(matches: &ArgMatches, lang: Lang) -> Common {
    Common {
        lang,
        format: one(matches, "format").unwrap_or(Format::Terminal),
        output: one(matches, "output"),
        quiet: matches.get_flag("quiet"),
        strict: matches.get_flag("strict"),
    }
}

fn read_archive(matches: &ArgMatches) -> ArchiveArgs {
    ArchiveArgs {
        archive: one(matches, "archive").expect("clap requires an archive"),
        store: one(matches, "store"),
        rubric: one(matches, "rubric"),
        village: one(matches, "village"),
        jobs: one::<u16>(matches, "jobs").map(usize::from),
        ocr: one(matches, "ocr").unwrap_or(Ocr::Auto),
        accept_loss: matches.get_flag("accept-loss"),
    }
}

fn read_user(command: &str, matches: &ArgMatches) -> UserArgs {
    let mut archive: PathBuf = one(matches, "archive").expect("clap requires an archive");
    let mut name = if command == "list" { String::new() } else { one(matches, "name").unwrap_or_default() };
    // `user add 王芳 档案` means the same as `user add 档案 王芳`.
    if !archive.is_dir() && !name.is_empty() && std::path::Path::new(&name).is_dir() {
        let folder = PathBuf::from(&name);
        name = archive.to_string_lossy().into_owned();
        archive = folder;
    }
    UserArgs {
        archive: ArchiveArgs {
            archive,
            store: one(matches, "store"),
            rubric: None,
            village: None,
            jobs: None,
            ocr: Ocr::Off,
            accept_loss: false,
        },
        command: match command {
            "add" => UserCommand::Add { name, role: one(matches, "role").expect("clap requires a role") },
            "passwd" => UserCommand::Passwd { name },
            "remove" => UserCommand::Remove { name },
            _ => UserCommand::List,
        },
    }
}

fn read_search(matches: &ArgMatches) -> SearchArgs {
    let sort = crate::report::search::sort_of(&one::<String>(matches, "sort").unwrap_or_default());
    let count = |name| one::<u32>(matches, name).map_or(0, |n| n as usize);
    SearchArgs {
        archive: read_archive(matches),
        query: many::<String>(matches, "query").join(" ").replace(EXCLUSION, ""),
        limit: count("limit"),
        offset: count("offset"),
        sort,
        exact: matches.get_flag("exact"),
    }
}

fn read_decide(matches: &ArgMatches) -> DecideArgs {
    DecideArgs {
        archive: read_archive(matches),
        item: one(matches, "item"),
        by: one(matches, "by"),
        reason: one(matches, "reason").unwrap_or_default(),
        score: one(matches, "score"),
        original: matches.get_flag("original"),
        finding: one(matches, "finding"),
        verdict: one::<String>(matches, "verdict").and_then(|name| Verdict::from_name(&name)),
        undo: matches.get_flag("undo"),
        list: matches.get_flag("list"),
    }
}

fn read_serve(matches: &ArgMatches) -> ServeArgs {
    ServeArgs {
        archive: read_archive(matches),
        bind: one(matches, "bind").expect("it has a default"),
        watch: matches.get_flag("watch"),
        open: matches.get_flag("open"),
    }
}

fn one<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Option<T> {
    matches.get_one::<T>(name).cloned()
}

fn many<T: Clone + Send + Sync + 'static>(matches: &ArgMatches, name: &str) -> Vec<T> {
    matches.get_many::<T>(name).into_iter().flatten().cloned().collect()
}

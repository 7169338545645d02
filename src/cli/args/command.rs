//! The command line as the parser knows it, with its help in one language.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Arg, ArgAction, Command as Clap, ValueHint, builder::EnumValueParser, value_parser};

use clap_complete::Shell;
use jiff::civil::Date;

use super::{
    options::{archive_options, common, flag, help_flag, number, ocr, store},
    shape::Table,
};
use crate::model::{AccessRole, Lang, Verdict};

/// The program with all its commands.
pub(super) fn command(lang: Lang) -> Clap {
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
        .subcommand(folders(
            with_archive(sub(
                "folders",
                "哪个文件夹是哪个村：列出、指明、撤销；--format json 输出 archive.json",
                "which folder is which village: list, say, take back; --format json gives an archive.json",
            )),
            lang,
            options,
        ))
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
        .subcommand(
            with_archive(sub(
                "notices",
                "给各村的整改清单、整改通知书和综合评估表，写入文件夹或 ZIP（--output）",
                "each village's list and notice of what to put right, with its table, in a folder or ZIP (--output)",
            ))
            .arg(
                Arg::new("due")
                    .long("due")
                    .value_name("DATE")
                    .value_parser(value_parser!(Date))
                    .help_heading(options)
                    .help(say(
                        "整改期限，如 2020-06-20；默认为截止日，已过则留空",
                        "the day to be done by, as 2020-06-20; by default the deadline, left to fill in once it is past",
                    )),
            ),
        )
        .subcommand(with_archive(sub(
            "photos",
            "核实照片：时间、地点、事件，输出清单或照片缩略图总表",
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
            "文件变动核对：自上次读取后改动、消失、新增的文件",
            "fixity: every file changed, vanished or added since it was indexed",
        )))
        .subcommand(with_archive(sub(
            "backup",
            "备份目录库：决定、说明、更正、人员和日志都在其中（--output 指定文件）",
            "copy the catalogue, with decisions, captions, corrections, people and log (--output names the file)",
        )))
        .subcommand(with_archive(sub(
            "rescue",
            "从损坏的目录库中取出各人填写的内容，其余从档案重新读取",
            "save what people entered out of a damaged catalogue; the rest is read from the archive again",
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
        .subcommand(
            sub("help", "显示程序或某个命令的帮助", "show the help of the program or of a command").arg(named_command(
                say("命令，如 check 或 user add", "the command, as check or user add"),
                arguments,
            )),
        )
        .subcommand(
            sub(
                "completions",
                "输出命令行补全脚本：bash、zsh、fish、powershell、elvish",
                "write the completions for a shell: bash, zsh, fish, powershell, elvish",
            )
            .arg(
                Arg::new("shell")
                    .value_name("SHELL")
                    .required(true)
                    .value_parser(EnumValueParser::<Shell>::new())
                    .help_heading(arguments)
                    .help(say("哪种命令行", "which shell")),
            )
            .args(common(lang, options)),
        )
        .subcommand(
            sub("man", "输出程序或某个命令的手册页", "write the manual page of the program or of a command")
                .arg(named_command(say("命令", "the command"), arguments))
                .args(common(lang, options)),
        )
        .subcommand(Clap::new(crate::extract::worker::WORKER_COMMAND).hide(true))
}

/// The words of a command that is asked about; none for the program itself.
fn named_command(help: &'static str, heading: &'static str) -> Arg {
    Arg::new("command").value_name("COMMAND").num_args(0..).help_heading(heading).help(help)
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
                    .value_parser(|role: &str| AccessRole::from_name(role).ok_or("township, assessor, village:NAME"))
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

/// The options of `folders`.
fn folders(sub: Clap, lang: Lang, options: &'static str) -> Clap {
    let say = |zh: &'static str, en: &'static str| lang.pick(zh, en);
    let many = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).action(ArgAction::Append).help_heading(options).help(help)
    };
    sub.arg(many(
        "set",
        "FOLDER=OWNER",
        say(
            "指明归属，可重复：村名，township 镇级，gathers 下面是各村，nobody 不属于任何村；整个档案写作 .=镇名或村名",
            "say whose it is, may be repeated: a village's name, township, gathers, nobody; the whole archive is .=NAME of its township or village",
        ),
    ))
    .arg(many("undo", "FOLDER", say("撤销这个文件夹的上一步，可重复", "take the folder's last step back, may be repeated")))
    .arg(Arg::new("by").long("by").value_name("NAME").help_heading(options).help(say("姓名", "your name")))
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

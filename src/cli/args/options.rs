//! Options that several commands share.

use std::path::PathBuf;

use clap::{Arg, ArgAction, builder::EnumValueParser, value_parser};

use super::shape::{Ocr, OutputFormat};
use crate::model::Lang;

/// `--help`, in the language of the interface.
pub(super) fn help_flag(help: &'static str) -> Arg {
    Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help)
}

/// An option without a value.
pub(super) fn flag(name: &'static str, help: &'static str, heading: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help).help_heading(heading)
}

/// An option that takes a whole number.
pub(super) fn number(name: &'static str, default: &'static str, help: &'static str, heading: &'static str) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name("N")
        .default_value(default)
        .value_parser(value_parser!(u32).range(0..=1_000_000))
        .help(help)
        .help_heading(heading)
}

/// The options that every command understands.
pub(super) fn common(lang: Lang, heading: &'static str) -> [Arg; 5] {
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
            .value_parser(EnumValueParser::<OutputFormat>::new())
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

/// `--ocr`.
pub(super) fn ocr(lang: Lang, heading: &'static str) -> Arg {
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

/// `--store`.
pub(super) fn store(lang: Lang, heading: &'static str) -> Arg {
    Arg::new("store").long("store").value_name("DIR").value_parser(value_parser!(PathBuf)).help_heading(heading).help(
        lang.pick(
            "存储位置，默认在档案旁边：<ARCHIVE>.cundang",
            "the store, by default beside the archive: <ARCHIVE>.cundang",
        ),
    )
}

/// The options of a command that reads an archive.
pub(super) fn archive_options(lang: Lang, heading: &'static str) -> [Arg; 6] {
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

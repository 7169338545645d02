//! Arguments. The help exists in both languages, so the command is built at run time in the one asked for.

mod command;
mod exclusion;
mod options;
mod read;
mod shape;

use std::{ffi::OsString, process::ExitCode};

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap_complete::Shell;

use super::error::CliError;
use crate::{
    model::{Lang, Message},
    msg,
};

pub(super) use shape::{
    ArchiveArgs, Command, Common, DecideArgs, FoldersArgs, NoticesArgs, Ocr, OutputFormat, Parsed, SearchArgs,
    ServeArgs, Table, TextArgs, UserArgs, UserCommand,
};

/// Why there is nothing to run.
#[derive(Debug)]
pub(super) enum NoCommand {
    /// Help or version was asked for: stdout, success.
    Answer(String),
    /// The arguments cannot be used: stderr, status 2.
    Usage(CliError, Lang),
}

impl NoCommand {
    pub(super) fn finish(self) -> ExitCode {
        match self {
            NoCommand::Answer(text) => {
                use std::io::Write;
                // A closed pipe is success, and other errors of writing help cannot be reported.
                drop(anstream::stdout().write_all(text.as_bytes()));
                ExitCode::SUCCESS
            }
            NoCommand::Usage(error, lang) => {
                anstream::eprintln!("{}", error.render(lang));
                ExitCode::from(2)
            }
        }
    }
}

/// Parses the arguments.
pub(super) fn parse(args: Vec<OsString>) -> Result<Parsed, NoCommand> {
    let lang = language(&args);
    let matches =
        command::command(lang).try_get_matches_from(args.into_iter().map(exclusion::marked)).map_err(|error| {
            match error.kind() {
                ErrorKind::DisplayHelp
                | ErrorKind::DisplayVersion
                | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                    NoCommand::Answer(error.render().ansi().to_string())
                }
                _ => NoCommand::Usage(CliError::usage(usage_message(&error)), lang),
            }
        })?;
    if let Some(("help", asked)) = matches.subcommand() {
        let words: Vec<&String> = asked.get_many("command").into_iter().flatten().collect();
        let mut command = built(lang);
        return Err(match named(&mut command, &words) {
            Ok(command) => NoCommand::Answer(command.render_help().ansi().to_string()),
            Err(error) => NoCommand::Usage(error, lang),
        });
    }
    Ok(read::read(&matches, lang))
}

/// The program's commands with their full names, as help and manual pages show them.
fn built(lang: Lang) -> clap::Command {
    let mut command = command::command(lang);
    command.build();
    command
}

/// A command by its words: `user add`; the program itself without any.
fn named<'c>(command: &'c mut clap::Command, words: &[&String]) -> Result<&'c mut clap::Command, CliError> {
    let mut found = command;
    for name in words {
        found = found
            .find_subcommand_mut(name)
            .ok_or_else(|| CliError::usage(msg!("没有名为 {name} 的命令", "there is no command {name}")))?;
    }
    Ok(found)
}

/// The completions of a shell.
pub(super) fn completions(shell: Shell, lang: Lang) -> Vec<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command::command(lang), "cundang", &mut script);
    script
}

/// The manual page of a command, of the program itself without words.
pub(super) fn manual(words: &[String], lang: Lang) -> Result<Vec<u8>, CliError> {
    let mut command = built(lang);
    let command = named(&mut command, &words.iter().collect::<Vec<_>>())?.clone();
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|error| CliError::not_written(&error))?;
    Ok(page)
}

/// The language, looked for before parsing, so that errors of parsing are in it too.
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

//! From what the parser found to the arguments of each command.

use std::path::PathBuf;

use clap::ArgMatches;

use super::{
    exclusion,
    shape::{
        ArchiveArgs, Command, Common, DecideArgs, FoldersArgs, NoticesArgs, Ocr, OutputFormat, Parsed, SearchArgs,
        ServeArgs, TextArgs, UserArgs, UserCommand,
    },
};
use crate::{
    extract::worker::WORKER_COMMAND,
    model::{Lang, Verdict},
    report::search::sort_of,
};

/// Reads what the parser found.
pub(super) fn read(matches: &ArgMatches, lang: Lang) -> Parsed {
    let (name, sub) = matches.subcommand().expect("clap requires a command");
    if name == WORKER_COMMAND {
        return Parsed { common: read_common(matches, lang), command: Command::Worker };
    }
    let (command, leaf) = match name {
        "index" => (Command::Index(read_archive(sub)), sub),
        "check" => (Command::Check(read_archive(sub), one(sub, "table").unwrap_or_default()), sub),
        "decide" => (Command::Decide(read_decide(sub)), sub),
        "folders" => (Command::Folders(read_folders(sub)), sub),
        "notices" => (Command::Notices(NoticesArgs { archive: read_archive(sub), due: one(sub, "due") }), sub),
        "photos" => (Command::Photos(read_archive(sub)), sub),
        "verify" => (Command::Verify(read_archive(sub)), sub),
        "backup" => (Command::Backup(read_archive(sub)), sub),
        "rescue" => (Command::Rescue(read_archive(sub)), sub),
        "search" => (Command::Search(read_search(sub)), sub),
        "serve" => (Command::Serve(read_serve(sub)), sub),
        "text" => {
            (Command::Text(TextArgs { files: many(sub, "files"), ocr: one(sub, "ocr").unwrap_or(Ocr::Auto) }), sub)
        }
        "completions" => (Command::Completions(one(sub, "shell").expect("clap requires a shell")), sub),
        "man" => (Command::Man(many(sub, "command")), sub),
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
        format: one(matches, "format").unwrap_or(OutputFormat::Terminal),
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
    let sort = sort_of(&one::<String>(matches, "sort").unwrap_or_default());
    let count = |name| one::<u32>(matches, name).map_or(0, |n| n as usize);
    SearchArgs {
        archive: read_archive(matches),
        query: exclusion::unmarked(&many::<String>(matches, "query").join(" ")),
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

fn read_folders(matches: &ArgMatches) -> FoldersArgs {
    FoldersArgs {
        archive: read_archive(matches),
        set: many(matches, "set"),
        undo: many(matches, "undo"),
        by: one(matches, "by"),
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

//! The command line: arguments, one file a command, streams and exit status.
//!
//! stdout carries data, stderr progress and messages. Exit status: 0 done; with `--strict` 1 gaps found, 3 some files
//! were unreadable (which wins over 1); 2 usage or failure; a closed pipe is success.

mod args;
mod check;
mod decide;
mod ending;
mod error;
mod fixity;
mod folders;
mod notices;
mod output;
mod photos;
mod progress;
mod rescue;
mod rubric;
mod search;
mod serve;
mod text;
mod user;
mod workspace;

use std::{ffi::OsString, process::ExitCode};

pub use error::CliError;

use self::{
    args::{Command, Parsed},
    ending::Ending,
    output::{Output, Stop},
};
use crate::containment::contain;

/// Runs the program with the given arguments, the program's own name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let parsed = match args::parse(args.into_iter().collect()) {
        Ok(parsed) => parsed,
        Err(answered) => return answered.finish(),
    };
    // Stores, reports and lists hold what the papers hold: what this program makes is for its owner alone.
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let Parsed { common, command } = parsed;
    let lang = common.lang;
    let mut output = Output::new(&common);
    let run = || match command {
        Command::Index(args) => check::index(&common, &args, &mut output),
        Command::Check(args, table) => check::check(&common, &args, table, &mut output),
        Command::Decide(args) => decide::decide(&common, &args, &mut output),
        Command::Folders(args) => folders::folders(&common, &args, &mut output),
        Command::Search(args) => search::search(&common, &args, &mut output),
        Command::Notices(args) => notices::notices(&common, &args, &mut output),
        Command::Photos(args) => photos::photos(&common, &args, &mut output),
        Command::Serve(args) => serve::serve(&common, &args, &mut output),
        Command::Text(args) => text::text(&common, &args, &mut output),
        Command::Backup(args) => rescue::backup(&common, &args, &output),
        Command::Rescue(args) => rescue::rescue(&common, &args, &mut output),
        Command::Verify(args) => fixity::verify(&common, &args, &mut output),
        Command::RubricCheck(file) => rubric::check(&file, &mut output),
        Command::RubricChecks(file) => rubric::checks(&common, file.as_deref(), &mut output),
        Command::Completions(shell) => output.data(&args::completions(shell, lang)).map(|()| Ending::Done),
        Command::Man(words) => {
            let page = args::manual(&words, lang)?;
            output.data(&page).map(|()| Ending::Done)
        }
        Command::User(args) => user::user(&common, &args, &mut output),
        // It catches its own panics and reports them to its parent.
        Command::Worker => crate::extract::worker::serve_worker().map(|()| Ending::Done).map_err(|_| Stop::Silent),
    };
    let ended = contain(run).unwrap_or_else(|panic| Err(Stop::Error(CliError::defect(&panic))));
    match ended.and_then(|ending| output.finish().map(|()| ending)) {
        Ok(ending) => ending.into(),
        Err(Stop::ClosedPipe) => ExitCode::SUCCESS,
        Err(Stop::Silent) => ExitCode::from(2),
        Err(Stop::Error(error)) => {
            anstream::eprintln!("{}", error.render(lang));
            ExitCode::from(2)
        }
    }
}

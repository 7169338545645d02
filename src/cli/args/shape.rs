//! What the arguments say: one type a command, and the options that they share.

use std::{net::SocketAddr, path::PathBuf};

use clap::builder::PossibleValue;
use clap_complete::Shell;
use jiff::civil::Date;

use crate::{
    index::Sort,
    model::{AccessRole, Lang, Verdict},
};

/// A form of output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum OutputFormat {
    Terminal,
    Json,
    Html,
    Xlsx,
    Csv,
    Docx,
}

impl OutputFormat {
    /// The name on the command line.
    pub(in crate::cli) fn name(self) -> &'static str {
        match self {
            OutputFormat::Terminal => "terminal",
            OutputFormat::Json => "json",
            OutputFormat::Html => "html",
            OutputFormat::Xlsx => "xlsx",
            OutputFormat::Csv => "csv",
            OutputFormat::Docx => "docx",
        }
    }
}

impl clap::ValueEnum for OutputFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[
            OutputFormat::Terminal,
            OutputFormat::Json,
            OutputFormat::Html,
            OutputFormat::Xlsx,
            OutputFormat::Csv,
            OutputFormat::Docx,
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

/// Which rows a report in CSV has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::cli) enum Table {
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
pub(in crate::cli) struct Common {
    pub(in crate::cli) lang: Lang,
    pub(in crate::cli) format: OutputFormat,
    pub(in crate::cli) output: Option<PathBuf>,
    pub(in crate::cli) quiet: bool,
    pub(in crate::cli) strict: bool,
}

/// Which archive, and how it is read.
#[derive(Debug, Clone)]
pub(in crate::cli) struct ArchiveArgs {
    pub(in crate::cli) archive: PathBuf,
    pub(in crate::cli) store: Option<PathBuf>,
    pub(in crate::cli) rubric: Option<PathBuf>,
    pub(in crate::cli) village: Option<String>,
    pub(in crate::cli) jobs: Option<usize>,
    pub(in crate::cli) ocr: Ocr,
    pub(in crate::cli) accept_loss: bool,
}

/// When text is recognised in pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Ocr {
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

/// What villages are given to put right.
#[derive(Debug, Clone)]
pub(in crate::cli) struct NoticesArgs {
    pub(in crate::cli) archive: ArchiveArgs,
    /// The day by which it is to be done.
    pub(in crate::cli) due: Option<Date>,
}

/// What is searched for.
#[derive(Debug, Clone)]
pub(in crate::cli) struct SearchArgs {
    pub(in crate::cli) archive: ArchiveArgs,
    pub(in crate::cli) query: String,
    pub(in crate::cli) limit: usize,
    pub(in crate::cli) offset: usize,
    pub(in crate::cli) sort: Sort,
    /// Exact hits only, without alternatives.
    pub(in crate::cli) exact: bool,
}

/// Where the pages are served.
#[derive(Debug, Clone)]
pub(in crate::cli) struct ServeArgs {
    pub(in crate::cli) archive: ArchiveArgs,
    pub(in crate::cli) bind: SocketAddr,
    pub(in crate::cli) watch: bool,
    pub(in crate::cli) open: bool,
}

/// What a person decides.
#[derive(Debug, Clone)]
pub(in crate::cli) struct DecideArgs {
    pub(in crate::cli) archive: ArchiveArgs,
    pub(in crate::cli) item: Option<String>,
    pub(in crate::cli) by: Option<String>,
    pub(in crate::cli) reason: String,
    pub(in crate::cli) score: Option<f64>,
    pub(in crate::cli) original: bool,
    pub(in crate::cli) finding: Option<String>,
    pub(in crate::cli) verdict: Option<Verdict>,
    pub(in crate::cli) undo: bool,
    pub(in crate::cli) list: bool,
}

/// Whose folders are.
#[derive(Debug, Clone)]
pub(in crate::cli) struct FoldersArgs {
    pub(in crate::cli) archive: ArchiveArgs,
    /// `FOLDER=OWNER`, each.
    pub(in crate::cli) set: Vec<String>,
    /// Folders of which the last step is taken back.
    pub(in crate::cli) undo: Vec<String>,
    pub(in crate::cli) by: Option<String>,
}

/// A command on users.
#[derive(Debug, Clone)]
pub(in crate::cli) struct UserArgs {
    pub(in crate::cli) archive: ArchiveArgs,
    pub(in crate::cli) command: UserCommand,
}

/// The commands of `user`.
#[derive(Debug, Clone)]
pub(in crate::cli) enum UserCommand {
    Add { name: String, role: AccessRole },
    List,
    Passwd { name: String },
    Remove { name: String },
}

/// The files whose text is shown.
#[derive(Debug, Clone)]
pub(in crate::cli) struct TextArgs {
    pub(in crate::cli) files: Vec<PathBuf>,
    pub(in crate::cli) ocr: Ocr,
}

/// A command with its arguments.
#[derive(Debug, Clone)]
pub(in crate::cli) enum Command {
    Index(ArchiveArgs),
    Check(ArchiveArgs, Table),
    Decide(DecideArgs),
    Folders(FoldersArgs),
    Search(SearchArgs),
    Notices(NoticesArgs),
    Photos(ArchiveArgs),
    Serve(ServeArgs),
    Text(TextArgs),
    Verify(ArchiveArgs),
    Backup(ArchiveArgs),
    Rescue(ArchiveArgs),
    RubricCheck(PathBuf),
    RubricChecks(Option<PathBuf>),
    User(UserArgs),
    Completions(Shell),
    Man(Vec<String>),
    Worker,
}

/// The whole command line.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Parsed {
    pub(in crate::cli) common: Common,
    pub(in crate::cli) command: Command,
}

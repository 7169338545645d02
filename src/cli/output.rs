//! Streams: data to stdout or a file, messages to stderr.

use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::PathBuf,
};

use super::{
    args::{Common, OutputFormat},
    error::CliError,
};
use crate::{
    model::Message,
    msg,
    report::terminal::{COLUMNS, Style},
};

/// Why a command stops early.
#[derive(Debug)]
pub(super) enum Stop {
    /// The reader of stdout closed it: the command ends, and this is no error.
    ClosedPipe,
    /// A worker process has lost its parent: the error is not printed.
    Silent,
    /// An error to print.
    Error(CliError),
}

impl<E: Into<CliError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Stop::Error(error.into())
    }
}

/// The streams of one command.
pub(super) struct Output {
    common: Common,
    sink: Option<BufWriter<Box<dyn Write + Send>>>,
    /// The name of the file where `--output` is a folder.
    name: Option<String>,
}

impl Output {
    pub(super) fn new(common: &Common) -> Self {
        Self { common: common.clone(), sink: None, name: None }
    }

    /// Gives the file a name, which it gets where `--output` is a folder.
    pub(super) fn name(&mut self, name: String) {
        self.name = Some(name);
    }

    /// Writes data.
    pub(super) fn data(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        let result = match self.sink() {
            Ok(sink) => sink.write_all(bytes),
            Err(error) => return Err(Stop::Error(error)),
        };
        self.told(result)
    }

    /// Writes data with a function that takes a writer.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Stop> {
        let result = match self.sink() {
            Ok(sink) => write(sink),
            Err(error) => return Err(Stop::Error(error)),
        };
        self.told(result)
    }

    /// Prints a message on stderr, unless `--quiet` is given.
    pub(super) fn say(&self, message: &Message) {
        if !self.common.quiet {
            anstream::eprintln!("{}", message.get(self.common.lang));
        }
    }

    /// A message in the command's language.
    pub(super) fn text<'m>(&self, message: &'m Message) -> &'m str {
        message.get(self.common.lang)
    }

    /// The style of the terminal report.
    pub(super) fn style(&self) -> Style {
        let plain = self.common.output.is_some()
            || !io::stdout().is_terminal()
            || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if plain { Style::Plain } else { Style::Color }
    }

    /// How wide the terminal is; as many columns as anywhere where the output goes elsewhere.
    pub(super) fn columns(&self) -> usize {
        let is_shown = self.common.output.is_none() && io::stdout().is_terminal();
        let size = is_shown.then(terminal_size::terminal_size).flatten();
        size.map_or(COLUMNS, |(width, _)| usize::from(width.0))
    }

    /// Ends the output: flushes it, or returns why it could not be written.
    pub(super) fn finish(&mut self) -> Result<(), Stop> {
        match self.sink.as_mut().map(Write::flush) {
            None | Some(Ok(())) => Ok(()),
            Some(Err(error)) => self.told(Err(error)),
        }
    }

    /// Refuses binary data on a terminal.
    pub(super) fn refuse_terminal(&self, format: OutputFormat) -> Result<(), Stop> {
        let is_binary = matches!(format, OutputFormat::Xlsx | OutputFormat::Docx);
        if is_binary && self.common.output.is_none() && io::stdout().is_terminal() {
            let (name, upper) = (format.name(), format.name().to_uppercase());
            return Err(Stop::Error(CliError::new(
                msg!("{upper} 不能显示在终端上", "{upper} cannot be shown on a terminal"),
                msg!("请加 --output 报告.{name}", "add --output report.{name}"),
            )));
        }
        Ok(())
    }

    fn sink(&mut self) -> Result<&mut BufWriter<Box<dyn Write + Send>>, CliError> {
        if self.sink.is_none() {
            let writer: Box<dyn Write + Send> = match &self.common.output {
                Some(path) => {
                    let name = self.name.as_ref().filter(|_| path.is_dir());
                    let path = name.map_or_else(|| path.clone(), |name| path.join(name));
                    Box::new(File::create(&path).map_err(|error| CliError::output(&path, &error))?)
                }
                None => Box::new(io::stdout()),
            };
            self.sink = Some(BufWriter::new(writer));
        }
        Ok(self.sink.as_mut().expect("it was just made"))
    }

    fn told(&self, result: io::Result<()>) -> Result<(), Stop> {
        result.map_err(|error| {
            if self.common.output.is_none() && error.kind() == io::ErrorKind::BrokenPipe {
                return Stop::ClosedPipe;
            }
            let place = self.common.output.clone().unwrap_or_else(|| PathBuf::from("stdout"));
            Stop::Error(CliError::output(&place, &error))
        })
    }
}

//! The `cundang` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    cundang::cli::run(std::env::args_os())
}

//! The `cundang` program.

use std::process::ExitCode;

/// Memory that can be capped. Linux caps a reader process by itself; elsewhere its allocator does.
#[cfg(not(target_os = "linux"))]
#[global_allocator]
static MEMORY: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);

fn main() -> ExitCode {
    #[cfg(not(target_os = "linux"))]
    {
        use cundang::extract::worker::{MAX_MEMORY, WORKER_COMMAND};

        if std::env::args_os().nth(1).is_some_and(|argument| argument == WORKER_COMMAND) {
            // Refused only where more is in use already, and nothing has been read yet.
            let _ = MEMORY.set_limit(usize::try_from(MAX_MEMORY).unwrap_or(usize::MAX));
        }
    }
    cundang::cli::run(std::env::args_os())
}

//! Reading in child processes, so that no file can stop the run.
//!
//! The parent runs `cundang worker` and speaks to it over stdin and stdout. A request is a length-prefixed JSON
//! header and as many bytes as it says; an answer is a length-prefixed JSON [`Extraction`]. Lengths are four bytes,
//! little end first. Files are opened by the parent alone; the child sees bytes and nothing else. A child that
//! crashes or takes too long is killed and replaced, its file is tried once more in a fresh child, and then given up
//! with a notice.

use std::{
    io::{self, BufReader, Read, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    thread,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::{Limits, extract, notice};
use crate::{archive::identify::Format, model::Extraction};

/// The argument that makes the program a reader.
pub const WORKER_COMMAND: &str = "worker";
/// How long one file may take.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(60);
/// How many milliseconds the writing may go on after the answer.
const PATIENCE: u32 = 1_000;
/// The longest header, and the longest answer: a hostile child cannot make the parent take more.
const MAX_HEADER: u32 = 64 * 1024;
const MAX_ANSWER: u32 = 1 << 30;

#[derive(Serialize, Deserialize)]
struct Request {
    format: Format,
    len: u64,
}

/// What became of one try.
enum Outcome {
    Read(Box<Extraction>),
    Crashed,
    TimedOut,
}

/// One reader process, started when first needed and again after a crash.
pub struct Worker {
    program: PathBuf,
    deadline: Duration,
    limits: Limits,
    running: Option<Running>,
}

struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    answers: Receiver<io::Result<Vec<u8>>>,
}

impl Worker {
    /// A worker that runs `program worker`; the program is usually [`std::env::current_exe`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self { program: program.into(), deadline: DEFAULT_DEADLINE, limits: Limits::default(), running: None }
    }

    /// The same worker with another deadline for each file.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Reads one file's bytes in the child. A crash or a missed deadline is tried once more; after that the
    /// extraction says that the reader stopped.
    pub fn extract(&mut self, bytes: &[u8], format: Format) -> Extraction {
        if bytes.len() > self.limits.max_input_bytes {
            return extract(bytes, format, &self.limits);
        }
        let mut timed_out = false;
        for _ in 0..2 {
            match self.attempt(bytes, format) {
                Ok(Outcome::Read(extraction)) => return *extraction,
                Ok(Outcome::TimedOut) => timed_out = true,
                Ok(Outcome::Crashed) | Err(_) => timed_out = false,
            }
            self.stop();
        }
        let notice =
            if timed_out { notice::reader_timed_out(self.deadline.as_secs()) } else { notice::reader_stopped() };
        Extraction { media_type: format.media_type().to_owned(), ..notice::only(notice) }
    }

    fn attempt(&mut self, bytes: &[u8], format: Format) -> io::Result<Outcome> {
        let deadline = self.deadline;
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(Running::start(&self.program)?),
        };
        let header = serde_json::to_vec(&Request { format, len: bytes.len() as u64 })?;
        let Some(mut stdin) = running.stdin.take() else { return Ok(Outcome::Crashed) };
        // The child may stop reading in the middle, so the bytes are written beside the wait for the answer. A
        // child that is killed breaks the pipe and ends the writing.
        let answer = thread::scope(|scope| {
            let writing = scope.spawn(move || {
                write_block(&mut stdin, &header)?;
                stdin.write_all(bytes)?;
                stdin.flush()?;
                Ok::<_, io::Error>(stdin)
            });
            let answer = running.answers.recv_timeout(deadline);
            // A child that answers has read everything, and the writing ends with it. One that answers and reads
            // no further would keep the writing, and this wait, for ever.
            let mut patience = PATIENCE;
            while matches!(answer, Ok(Ok(_))) && !writing.is_finished() && patience > 0 {
                thread::sleep(Duration::from_millis(1));
                patience -= 1;
            }
            if !matches!(answer, Ok(Ok(_))) || !writing.is_finished() {
                // Errors here mean that the child is gone already.
                let _ = running.child.kill();
            }
            running.stdin = writing.join().ok().and_then(Result::ok);
            answer
        });
        Ok(match answer {
            Ok(Ok(json)) => match serde_json::from_slice(&json) {
                Ok(extraction) => Outcome::Read(Box::new(extraction)),
                Err(_) => Outcome::Crashed,
            },
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Outcome::Crashed,
            Err(RecvTimeoutError::Timeout) => Outcome::TimedOut,
        })
    }

    /// Ends the child, if one runs, and waits for it.
    fn stop(&mut self) {
        if let Some(mut running) = self.running.take() {
            drop(running.stdin.take());
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Running {
    fn start(program: &PathBuf) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg(WORKER_COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let gone = || io::Error::new(io::ErrorKind::BrokenPipe, "the reader process has no pipes");
        let stdin = child.stdin.take().ok_or_else(gone)?;
        let stdout = child.stdout.take().ok_or_else(gone)?;
        let (sender, answers) = mpsc::channel();
        thread::Builder::new().name("reader answers".to_owned()).spawn(move || {
            let mut stdout = BufReader::new(stdout);
            loop {
                let answer = read_block(&mut stdout, MAX_ANSWER)
                    .and_then(|answer| answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into()));
                let ended = answer.is_err();
                if sender.send(answer).is_err() || ended {
                    return;
                }
            }
        })?;
        Ok(Self { child, stdin: Some(stdin), answers })
    }
}

/// The child's loop: reads requests from stdin and writes answers to stdout until stdin ends.
///
/// # Errors
///
/// When a request is cut short or malformed, or the parent has gone.
pub fn serve_worker() -> io::Result<()> {
    // A reader's panic is told in the answer, not on a terminal.
    std::panic::set_hook(Box::new(|_| {}));
    serve(&mut io::stdin().lock(), &mut io::stdout().lock(), &Limits::default())
}

fn serve(input: &mut impl Read, output: &mut impl Write, limits: &Limits) -> io::Result<()> {
    while let Some(header) = read_block(input, MAX_HEADER)? {
        let request: Request = serde_json::from_slice(&header)?;
        if request.len > limits.max_input_bytes as u64 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the request is larger than any file that is read"));
        }
        let mut bytes = Vec::new();
        input.by_ref().take(request.len).read_to_end(&mut bytes)?;
        if bytes.len() as u64 != request.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let answer = serde_json::to_vec(&extract(&bytes, request.format, limits))?;
        write_block(output, &answer)?;
        output.flush()?;
    }
    Ok(())
}

fn write_block(output: &mut impl Write, block: &[u8]) -> io::Result<()> {
    let len = u32::try_from(block.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    output.write_all(&len.to_le_bytes())?;
    output.write_all(block)
}

/// One block; `None` at the end of the stream.
fn read_block(input: &mut impl Read, limit: u32) -> io::Result<Option<Vec<u8>>> {
    let mut len = [0; 4];
    if input.read(&mut len[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut len[1..])?;
    let len = u32::from_le_bytes(len);
    if len > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "a block is longer than agreed"));
    }
    let mut block = Vec::new();
    input.take(u64::from(len)).read_to_end(&mut block)?;
    if block.len() == len as usize { Ok(Some(block)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::NoticeCode;

    fn request(format: Format, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let header = serde_json::to_vec(&Request { format, len: bytes.len() as u64 }).expect("a header");
        write_block(&mut out, &header).expect("memory can be written");
        out.extend(bytes);
        out
    }

    #[test]
    fn requests_are_answered_in_order() {
        let input = [request(Format::Text, "第一条".as_bytes()), request(Format::Empty, b"")].concat();
        let mut output = Vec::new();
        serve(&mut input.as_slice(), &mut output, &Limits::default()).expect("both requests are whole");
        let mut output = output.as_slice();
        let mut answer = || -> Extraction {
            let block = read_block(&mut output, MAX_ANSWER).expect("a block").expect("an answer");
            serde_json::from_slice(&block).expect("an extraction")
        };
        assert_eq!(answer().pages[0].text, "第一条");
        assert_eq!(answer().notices[0].code, NoticeCode::UnreadableFile);
    }

    #[test]
    fn a_cut_request_is_an_error() {
        let whole = request(Format::Text, b"text");
        let mut output = Vec::new();
        assert!(serve(&mut &whole[..whole.len() - 1], &mut output, &Limits::default()).is_err());
        assert!(output.is_empty());
        let long = [u32::MAX.to_le_bytes().as_slice(), b"x"].concat();
        assert!(serve(&mut long.as_slice(), &mut Vec::new(), &Limits::default()).is_err());
    }

    #[cfg(unix)]
    fn script(folder: &tempfile::TempDir, commands: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt;

        let path = folder.path().join("reader");
        std::fs::write(&path, format!("#!/bin/sh\n{commands}\n")).expect("a script can be written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a script can be made runnable");
        path
    }

    #[cfg(unix)]
    #[test]
    fn a_reader_that_hangs_is_stopped_and_tried_once_more() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("starts");
        let commands = format!("echo started >> '{}'\nexec sleep 30", log.display());
        let mut worker = Worker::new(script(&folder, &commands)).with_deadline(Duration::from_millis(300));
        // More bytes than a pipe holds, so that the writing is stopped too.
        let extraction = worker.extract(&vec![b'x'; 1 << 20], Format::Text);
        assert!(extraction.notices[0].message.en.contains("seconds"));
        assert_eq!(std::fs::read_to_string(&log).expect("a log").lines().count(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_reader_that_crashes_or_talks_nonsense_stops_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        // The last one answers and never reads.
        for commands in [
            "exit 3",
            "printf 'nonsense that is no length'; exec cat > /dev/null",
            "printf '\\002\\000\\000\\000no'; exec sleep 5",
        ] {
            let mut worker = Worker::new(script(&folder, commands)).with_deadline(Duration::from_secs(2));
            let extraction = worker.extract(&vec![b'x'; 1 << 20], Format::Text);
            assert_eq!(extraction.notices[0].code, NoticeCode::UnreadableFile, "{commands}");
        }
    }

    #[test]
    fn a_program_that_is_no_reader_stops_nothing() {
        let mut worker = Worker::new("/nonexistent/cundang");
        let extraction = worker.extract(b"text", Format::Text);
        assert_eq!(extraction.notices[0].code, NoticeCode::UnreadableFile);
        assert_eq!(extraction.media_type, "text/plain");
    }
}

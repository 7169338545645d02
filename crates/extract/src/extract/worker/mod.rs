//! Reading in child processes, so that no file can stop the run.
//!
//! The parent runs `cundang worker` and speaks to it over stdin and stdout as [`protocol`] says. Files are opened by
//! the parent alone; the child, behind its [`sandbox`], sees bytes and nothing else. A child that crashes or takes
//! too long is ended and replaced, its file is tried once more in a fresh child, and then given up with a notice. The
//! notice is kept with the file's digest and the readers' version, so that the same bytes are not tried again.

mod child;
mod protocol;
mod sandbox;

use std::{
    io::{self, BufReader, Write},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::Duration,
};

use self::protocol::{BYTES, MAX_ANSWER, MemberHead, Request, Task, read_block, write_block};
use super::{dispatch::extract, limits::Limits, notice};
use crate::{
    archive::{
        container::{ContainerLimits, Member},
        identify::Format,
    },
    model::{ArchivePath, Extraction, Notice},
};

pub use child::serve_worker;
pub use protocol::PageRead;
pub use sandbox::MAX_MEMORY;

/// The argument that makes the program a reader.
pub const WORKER_COMMAND: &str = "worker";
/// How long the parent waits for one file, or for the next page of one. The child's own limit of processor time
/// ([`sandbox::CPU_PER_STEP`]) is reached first, unless the reader sleeps or the machine is busy with other processes.
const DEADLINE: Duration = Duration::from_secs(300);
/// How many milliseconds the writing may go on after the answer.
const PATIENCE: u32 = 1_000;
/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TaskEnding {
    Done,
    Crashed,
    TimedOut,
}

/// Members above this size, in bytes, are in memory one at a time.
const LARGE_MEMBER: u64 = 32 << 20;
/// Held while a large member is in memory.
static ONE_LARGE: Mutex<()> = Mutex::new(());

/// One reader process, started when first needed and again after a crash.
pub struct Worker {
    program: PathBuf,
    deadline: Duration,
    limits: Limits,
    running: Option<RunningChild>,
    /// Reads members while this one unpacks them.
    second: Option<Box<Worker>>,
    /// What it reads lies in a large member, which holds [`ONE_LARGE`].
    is_within_large: bool,
}

struct RunningChild {
    child: Child,
    stdin: Option<ChildStdin>,
    answers: Receiver<io::Result<Vec<u8>>>,
    /// Asks for the next block of an answer: one is in memory at a time.
    wanted: Sender<()>,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("program", &self.program).finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker that runs `program worker`; the program is usually [`std::env::current_exe`].
    pub fn new(program: impl Into<PathBuf>) -> Self {
        Self {
            program: program.into(),
            deadline: DEADLINE,
            limits: Limits::default(),
            running: None,
            second: None,
            is_within_large: false,
        }
    }

    /// Reads one file's bytes in the child. A crash or a missed deadline is tried once more, without what is not needed
    /// for its pages; after that the extraction says that the reader stopped.
    pub fn extract(&mut self, bytes: &[u8], format: Format) -> Extraction {
        if bytes.len() > self.limits.max_input_bytes {
            return extract(bytes, format, &self.limits);
        }
        let mut ending = TaskEnding::Crashed;
        for careful in [false, true] {
            let mut read = None;
            ending = self.ask(Task::Read, bytes, format, careful, &mut |block| {
                read = serde_json::from_slice(&block).ok();
                read.is_some()
            });
            if let (TaskEnding::Done, Some(read)) = (ending, read) {
                return read;
            }
        }
        let notice = match ending {
            TaskEnding::TimedOut => notice::reader_timed_out(sandbox::CPU_PER_STEP),
            TaskEnding::Done | TaskEnding::Crashed => notice::reader_stopped(),
        };
        Extraction { media_type: format.media_type().to_owned(), ..notice::only(notice) }
    }

    /// Recognises the text of pages, counted from 1, and hands each on as soon as it is read; `on_page` answers
    /// whether to go on. A page that breaks its reader twice is handed on as not read, and the others follow.
    pub fn recognise(
        &mut self,
        bytes: &[u8],
        format: Format,
        pages: &[u32],
        on_page: &mut dyn FnMut(PageRead) -> bool,
    ) {
        let mut left = pages;
        let mut tried = false;
        while let Some((&next, rest)) = left.split_first() {
            let mut at = 0;
            let mut go_on = true;
            self.ask(Task::Recognise { pages: left.to_vec() }, bytes, format, tried, &mut |block| {
                match serde_json::from_slice::<PageRead>(&block) {
                    Ok(read) if left.get(at) == Some(&read.page) => {
                        at += 1;
                        go_on = on_page(read);
                        go_on
                    }
                    _ => false,
                }
            });
            if !go_on {
                return;
            }
            if at > 0 {
                left = &left[at..];
                tried = false;
            } else if tried {
                if !on_page(PageRead { page: next, read: None }) {
                    return;
                }
                left = rest;
                tried = false;
            } else {
                tried = true;
            }
        }
    }

    /// Unpacks a file that holds others ([`Holder`](super::Holder)), whose path is given, and hands on one member after
    /// the other, in the order of their paths, each with a second worker that can read it: this one stands still
    /// meanwhile, so that one member is in memory at a time. What is to be said beside them is returned.
    ///
    /// # Errors
    /// A notice where the file cannot be opened, or breaks its reader twice; members may have been handed on before.
    pub fn unpack_each(
        &mut self,
        path: &ArchivePath,
        bytes: &[u8],
        format: Format,
        limits: ContainerLimits,
        on_member: &mut dyn FnMut(Member, &mut Worker),
    ) -> Result<Vec<Notice>, Notice> {
        if bytes.len() > self.limits.max_input_bytes {
            return Err(notice::too_large(bytes.len(), self.limits.max_input_bytes).at(path));
        }
        let mut second = self.second.take().unwrap_or_else(|| Box::new(Worker::new(self.program.clone())));
        second.is_within_large = self.is_within_large;
        let unpacked = self.unpack_with(path, bytes, format, limits, &mut second, on_member);
        self.second = Some(second);
        unpacked
    }

    fn unpack_with(
        &mut self,
        path: &ArchivePath,
        bytes: &[u8],
        format: Format,
        limits: ContainerLimits,
        second: &mut Worker,
        on_member: &mut dyn FnMut(Member, &mut Worker),
    ) -> Result<Vec<Notice>, Notice> {
        let is_within_large = self.is_within_large;
        // Those that were handed on before the reader broke are not handed on again.
        let mut handed = 0;
        let mut ending = TaskEnding::Crashed;
        for _ in 0..2 {
            let mut at = 0;
            let mut left = Vec::new();
            let mut refused = None;
            let mut awaited: Option<(Member, Option<MutexGuard<'static, ()>>)> = None;
            let task = Task::Unpack { path: path.clone(), limits };
            ending = self.ask(task, bytes, format, false, &mut |mut block| {
                if let Some((mut member, large)) = awaited.take() {
                    if block.first() != Some(&BYTES) {
                        return false;
                    }
                    at += 1;
                    if at > handed {
                        handed = at;
                        block.remove(0);
                        member.bytes = block;
                        second.is_within_large = is_within_large || large.is_some();
                        on_member(member, second);
                    }
                    return true;
                }
                match serde_json::from_slice(&block) {
                    Ok(MemberHead::Member(member)) => {
                        // Large ones one at a time, of all files that are read side by side.
                        let is_large = member.size > LARGE_MEMBER && !is_within_large;
                        let large = is_large.then(|| ONE_LARGE.lock().unwrap_or_else(PoisonError::into_inner));
                        awaited = Some((member, large));
                    }
                    Ok(MemberHead::Left(notice)) => left.push(notice),
                    Ok(MemberHead::Refused(notice)) => refused = Some(notice),
                    Err(_) => return false,
                }
                true
            });
            if ending == TaskEnding::Done && awaited.is_none() {
                return refused.map_or(Ok(left), Err);
            }
        }
        let notice = match ending {
            TaskEnding::TimedOut => notice::reader_timed_out(sandbox::CPU_PER_STEP),
            TaskEnding::Done | TaskEnding::Crashed => notice::reader_stopped(),
        };
        Err(notice.at(path))
    }

    /// The bytes of one member of a file that holds others; `None` where there is none of this path, or it cannot be
    /// unpacked.
    pub fn unpack_one(
        &mut self,
        path: &ArchivePath,
        bytes: &[u8],
        format: Format,
        member: &ArchivePath,
    ) -> Option<Vec<u8>> {
        let mut found = None;
        let unpacked = self.unpack_each(path, bytes, format, ContainerLimits::default(), &mut |it, _| {
            if it.path == *member {
                found = Some(it.bytes);
            }
        });
        unpacked.ok().and(found)
    }

    /// One page, counted from 1, as an upright JPEG whose longer side has about `side` pixels; `None` where it cannot
    /// be drawn.
    pub fn picture(&mut self, bytes: &[u8], format: Format, page: u32, side: u32) -> Option<Vec<u8>> {
        let mut jpeg = None;
        let ending = self.ask(Task::Picture { page, side }, bytes, format, false, &mut |block| {
            jpeg = Some(block);
            true
        });
        jpeg.filter(|_| ending == TaskEnding::Done)
    }

    /// Gives the child a task and hands its answer on block by block; `on_block` answers whether to go on. A child
    /// that did not end its answer as agreed is ended itself.
    fn ask(
        &mut self,
        task: Task,
        bytes: &[u8],
        format: Format,
        careful: bool,
        on_block: &mut dyn FnMut(Vec<u8>) -> bool,
    ) -> TaskEnding {
        let ending = if bytes.len() > self.limits.max_input_bytes {
            TaskEnding::Crashed
        } else {
            let request = Request { task, format, len: bytes.len() as u64, careful };
            self.converse(&request, bytes, on_block).unwrap_or(TaskEnding::Crashed)
        };
        if ending != TaskEnding::Done {
            self.stop();
        }
        ending
    }

    fn converse(
        &mut self,
        request: &Request,
        bytes: &[u8],
        on_block: &mut dyn FnMut(Vec<u8>) -> bool,
    ) -> io::Result<TaskEnding> {
        let deadline = self.deadline;
        let running = match &mut self.running {
            Some(running) => running,
            none => none.insert(RunningChild::start(&self.program)?),
        };
        let header = serde_json::to_vec(request)?;
        let Some(mut stdin) = running.stdin.take() else { return Ok(TaskEnding::Crashed) };
        // The child may stop reading in the middle, so the bytes are written beside the wait for the answer. A
        // child that is killed breaks the pipe and ends the writing.
        let ending = thread::scope(|scope| {
            let writing = scope.spawn(move || {
                write_block(&mut stdin, &header)?;
                stdin.write_all(bytes)?;
                stdin.flush()?;
                Ok::<_, io::Error>(stdin)
            });
            let mut ending = loop {
                // Where the thread that reads answers has gone, the next line says so.
                let _ = running.wanted.send(());
                match running.answers.recv_timeout(deadline) {
                    Ok(Ok(block)) if block.is_empty() => break TaskEnding::Done,
                    Ok(Ok(block)) => {
                        if !on_block(block) {
                            break TaskEnding::Crashed;
                        }
                    }
                    Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => break running.how_it_ended(),
                    Err(RecvTimeoutError::Timeout) => break TaskEnding::TimedOut,
                }
            };
            // A child that answers has read everything, and the writing ends with it. One that answers and reads
            // no further would keep the writing, and this wait, for ever.
            let mut patience = PATIENCE;
            while ending == TaskEnding::Done && !writing.is_finished() {
                if patience == 0 {
                    ending = TaskEnding::Crashed;
                }
                thread::sleep(Duration::from_millis(1));
                patience = patience.saturating_sub(1);
            }
            if ending != TaskEnding::Done {
                // Errors here mean that the child is gone already.
                let _ = running.child.kill();
            }
            running.stdin = writing.join().ok().and_then(Result::ok);
            ending
        });
        Ok(ending)
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

impl RunningChild {
    fn start(program: &PathBuf) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg(WORKER_COMMAND)
            // Pages are read side by side by several readers, each on one thread.
            .env("RTEN_NUM_THREADS", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let gone = || io::Error::new(io::ErrorKind::BrokenPipe, "the reader process has no pipes");
        let stdin = child.stdin.take().ok_or_else(gone)?;
        let stdout = child.stdout.take().ok_or_else(gone)?;
        let (sender, answers) = mpsc::channel();
        let (wanted, asked) = mpsc::channel();
        thread::Builder::new().name("reader answers".to_owned()).spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while asked.recv().is_ok() {
                let answer = read_block(&mut stdout, MAX_ANSWER)
                    .and_then(|answer| answer.ok_or_else(|| io::ErrorKind::UnexpectedEof.into()));
                let ended = answer.is_err();
                if sender.send(answer).is_err() || ended {
                    return;
                }
            }
        })?;
        Ok(Self { child, stdin: Some(stdin), answers, wanted })
    }

    /// What became of a child whose answer broke off.
    fn how_it_ended(&mut self) -> TaskEnding {
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt;

            let out_of_time = rustix::process::Signal::XCPU.as_raw();
            let _ = self.child.kill();
            if self.child.wait().is_ok_and(|status| status.signal() == Some(out_of_time)) {
                return TaskEnding::TimedOut;
            }
        }
        TaskEnding::Crashed
    }
}

#[cfg(test)]
mod tests {
    use super::{child::serve, *};
    use crate::model::NoticeCode;

    fn request(format: Format, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let header = Request { task: Task::Read, format, len: bytes.len() as u64, careful: false };
        let header = serde_json::to_vec(&header).expect("a header");
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
            assert_eq!(
                read_block(&mut output, MAX_ANSWER).expect("a block"),
                Some(Vec::new()),
                "the end of the answer"
            );
            serde_json::from_slice(&block).expect("an extraction")
        };
        assert_eq!(answer().pages[0].text, "第一条");
        assert_eq!(answer().notices[0].code, NoticeCode::UnreadableFile);
    }

    #[test]
    fn a_careful_reader_leaves_out_what_may_have_broken_it() {
        let pdf = b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
            3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]/Annots[<</Subtype/Text/Contents(said)>>]>>\nendobj\n\
            trailer\n<</Root 1 0 R/Size 4>>\n%%EOF\n";
        let read = |careful| -> Extraction {
            let header = Request { task: Task::Read, format: Format::Pdf, len: pdf.len() as u64, careful };
            let mut input = Vec::new();
            write_block(&mut input, &serde_json::to_vec(&header).expect("a header")).expect("memory can be written");
            input.extend(pdf);
            let mut output = Vec::new();
            serve(&mut input.as_slice(), &mut output, &Limits::default()).expect("a whole request");
            let answer = read_block(&mut output.as_slice(), MAX_ANSWER).expect("a block").expect("an answer");
            serde_json::from_slice(&answer).expect("an extraction")
        };
        assert_eq!(read(false).pages[0].text, "批注：said");
        assert_eq!(read(true).pages[0].text, "");
        assert_eq!(read(true).notices[0].code, NoticeCode::PartlyRead);
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
        let mut worker = Worker::new(script(&folder, &commands));
        worker.deadline = Duration::from_millis(300);
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
            let mut worker = Worker::new(script(&folder, commands));
            worker.deadline = Duration::from_secs(2);
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

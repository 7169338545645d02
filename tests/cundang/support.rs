//! What the tests share: running the program, and archives to run it on.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    sync::OnceLock,
};

use serde_json::Value;

/// What a run of the program left behind.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The run's stdout as JSON; shows stderr where it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON ({error}), status {}, stderr:\n{}", self.status, self.stderr))
    }

    /// The same run, which must have ended with this status.
    pub(crate) fn expect_status(self, status: i32) -> Self {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }
}

/// The program's path; `CUNDANG_PROGRAM` names another build of it.
pub(crate) fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM
        .get_or_init(|| std::env::var("CUNDANG_PROGRAM").unwrap_or_else(|_| env!("CARGO_BIN_EXE_cundang").to_owned()))
}

/// Says something to whoever runs the tests.
pub(crate) fn say(words: &str) {
    // A closed pipe is no reason to fail a test.
    let _ = writeln!(std::io::stderr(), "{words}");
}

/// Whether the text in the sample archive's pictures is recognised: without optimisation that takes many minutes, so
/// `.ci/run` asks for it with `CUNDANG_TEST_OCR=1` and the optimised program.
pub(crate) fn recognises() -> bool {
    static SAID: OnceLock<bool> = OnceLock::new();
    *SAID.get_or_init(|| {
        let recognises = std::env::var("CUNDANG_TEST_OCR").is_ok_and(|value| value == "1");
        if !recognises {
            say("skipped: recognition of the sample archive's scans (CUNDANG_TEST_OCR=1 asks for it)");
        }
        recognises
    })
}

fn ocr() -> &'static str {
    if recognises() { "auto" } else { "off" }
}

/// Runs the program with arguments.
pub(crate) fn cundang<S: AsRef<std::ffi::OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    cundang_with(&[], args)
}

/// The same, with variables of the environment.
pub(crate) fn cundang_with<S: AsRef<std::ffi::OsStr>>(
    variables: &[(&str, &str)],
    args: impl IntoIterator<Item = S>,
) -> Run {
    // A developer's own setting must not change what people are told.
    let mut command = Command::new(program());
    command.env_remove("RUST_BACKTRACE").envs(variables.iter().copied()).args(args);
    let output = command.output().expect("the program starts");
    run_of(&output)
}

fn run_of(output: &Output) -> Run {
    Run {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The repository's root.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample archive that is committed.
pub(crate) fn sample_archive() -> PathBuf {
    root().join("sample-archive")
}

/// A store that holds the sample archive, made once for all tests.
pub(crate) fn sample_store() -> &'static Path {
    static STORE: OnceLock<tempfile::TempDir> = OnceLock::new();
    STORE
        .get_or_init(|| {
            let dir = tempfile::tempdir().expect("a temporary folder");
            let store = dir.path().join("store");
            cundang([
                "index".as_ref(),
                sample_archive().as_os_str(),
                "--store".as_ref(),
                store.as_os_str(),
                "--quiet".as_ref(),
                "--ocr".as_ref(),
                ocr().as_ref(),
            ])
            .expect_status(0);
            dir
        })
        .path()
}

/// Runs a command on the sample archive with its shared store.
pub(crate) fn on_sample(command: &str, args: &[&str]) -> Run {
    let store = sample_store().join("store");
    let archive = sample_archive();
    let mut all: Vec<&std::ffi::OsStr> = vec![command.as_ref(), archive.as_os_str()];
    all.extend(args.iter().map(std::ffi::OsStr::new));
    all.extend(["--store".as_ref(), store.as_os_str(), "--ocr".as_ref(), ocr().as_ref()]);
    cundang(all)
}

/// The report on the sample archive, made once for all tests.
pub(crate) fn sample_report() -> &'static Value {
    static REPORT: OnceLock<Value> = OnceLock::new();
    REPORT.get_or_init(|| on_sample("check", &["--format", "json", "--quiet"]).expect_status(0).json())
}

/// A small archive of text files in a temporary folder.
pub(crate) struct Archive {
    dir: tempfile::TempDir,
}

impl Archive {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let archive = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        fs::create_dir(archive.path()).expect("the archive's folder");
        for (path, text) in files {
            archive.write(path, text.as_bytes());
        }
        archive
    }

    /// The archive's folder.
    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("档案")
    }

    /// The default store beside it.
    pub(crate) fn store(&self) -> PathBuf {
        self.dir.path().join("档案.cundang")
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("folders");
        fs::write(place, bytes).expect("a file");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path().join(path)).expect("a file to remove");
    }

    /// Runs a command on it.
    pub(crate) fn run(&self, command: &str, args: &[&str]) -> Run {
        let path = self.path();
        let mut all: Vec<&std::ffi::OsStr> = vec![command.as_ref(), path.as_os_str()];
        all.extend(args.iter().map(std::ffi::OsStr::new));
        cundang(all)
    }
}

/// The item with this id in a unit of a report.
pub(crate) fn item<'v>(unit: &'v Value, id: &str) -> &'v Value {
    unit["items"]
        .as_array()
        .and_then(|items| items.iter().find(|item| item["id"] == id))
        .unwrap_or_else(|| panic!("no item {id}"))
}

/// The village with this name in a report.
pub(crate) fn village<'v>(report: &'v Value, name: &str) -> &'v Value {
    report["villages"]
        .as_array()
        .and_then(|villages| villages.iter().find(|village| village["name"] == name))
        .unwrap_or_else(|| panic!("no village {name}"))
}

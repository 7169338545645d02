//! The real server over HTTP: started for a test, and asked as a browser would.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
};

use cundang::report::link::encode;

use crate::support::program;

/// An answer: status, headers in small letters, body.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
    }
}

/// Starts a server over an archive, without recognition, and gives the address on which this machine reaches it.
pub(crate) fn start(archive: &Path, store: &Path, bind: &str) -> (Child, String) {
    start_with(archive, store, bind, &[])
}

/// The same, with variables of the environment.
pub(crate) fn start_with(archive: &Path, store: &Path, bind: &str, variables: &[(&str, &str)]) -> (Child, String) {
    let mut child = Command::new(program())
        .args(["serve".as_ref(), archive.as_os_str(), "--bind".as_ref(), bind.as_ref()])
        .args(["--store".as_ref(), store.as_os_str(), "--ocr".as_ref(), "off".as_ref()])
        .envs(variables.iter().copied())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let address = stderr
        .lines()
        .map(|line| line.expect("text"))
        .find_map(|line| Some(line.split_once("http://")?.1.split_once('/')?.0.replace("0.0.0.0", "127.0.0.1")))
        .expect("the server says where it listens");
    (child, address)
}

/// Sends a whole request and reads the whole answer.
pub(crate) fn ask(address: &str, request: &str) -> Answer {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
}

/// A form's fields as browsers send them.
pub(crate) fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

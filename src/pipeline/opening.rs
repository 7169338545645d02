//! Opening files of the archive. Between the walk and the reading a file can become a link, a pipe or a device; the
//! handle that is read is the one that was looked at, and opening never waits.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
    sync::{Condvar, Mutex, PoisonError},
};

use crate::{
    extract::Limits,
    model::{Notice, NoticeCode},
    msg,
};

/// How much of the archive is in memory at a time, in bytes, over all files that are read side by side; one file of any
/// size that is read at all always finds room.
const ROOM: u64 = 512 << 20;

/// MemoryRoom for files in memory.
static IN_MEMORY: MemoryRoom = MemoryRoom { used: Mutex::new(0), freed: Condvar::new() };

struct MemoryRoom {
    used: Mutex<u64>,
    freed: Condvar,
}

/// MemoryRoom that a file takes up, until it is dropped.
#[derive(Debug)]
struct TakenRoom(u64);

impl MemoryRoom {
    fn take(&self, bytes: u64) {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        while *used > 0 && used.saturating_add(bytes) > ROOM {
            used = self.freed.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        *used = used.saturating_add(bytes);
    }
}

impl Drop for TakenRoom {
    fn drop(&mut self) {
        let mut used = IN_MEMORY.used.lock().unwrap_or_else(PoisonError::into_inner);
        *used = used.saturating_sub(self.0);
        IN_MEMORY.freed.notify_all();
    }
}

/// The bytes of a file, with the room that they take up.
#[derive(Debug)]
pub(super) struct FileBytes {
    bytes: Vec<u8>,
    _room: TakenRoom,
}

impl std::ops::Deref for FileBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl FileBytes {
    /// The bytes alone; others then count on their room again.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// Opens a regular file below `root` without following any link on the way, and without waiting for a pipe or a device.
/// `root` itself may be a link.
///
/// # Errors
/// As the system answers; `InvalidInput` where it is no regular file, or not below the root.
pub(super) fn open_below(root: &Path, place: &Path) -> io::Result<File> {
    let below = place.strip_prefix(root).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    regular(open_parts(root, below)?)
}

/// Opens a file that a person named: links are followed, and nothing is waited for.
///
/// # Errors
/// As [`open_below`].
pub(super) fn open_named(place: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(flags.bits().cast_signed());
    }
    regular(options.open(place)?)
}

fn regular(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() {
        return Ok(file);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
}

#[cfg(unix)]
fn open_parts(root: &Path, below: &Path) -> io::Result<File> {
    use std::path::Component;

    use rustix::fs::{Mode, OFlags, open, openat};

    let folder = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let file = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let mut parts = below.components().peekable();
    // Part by part, so that no folder on the way is a link either, and paths may be as long as they like.
    let mut at = open(root, folder, Mode::empty())?;
    while let Some(part) = parts.next() {
        let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
        let flags = if parts.peek().is_some() { folder | OFlags::NOFOLLOW } else { file };
        at = openat(&at, name, flags, Mode::empty())?;
    }
    Ok(File::from(at))
}

#[cfg(not(unix))]
fn open_parts(root: &Path, below: &Path) -> io::Result<File> {
    let place = root.join(below);
    // What is opened is looked at once more: a link on the way leads elsewhere.
    let real = place.canonicalize()?;
    if std::fs::symlink_metadata(&place)?.is_symlink() || !real.starts_with(root.canonicalize()?) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    File::open(real)
}

/// Reads a whole file, once there is room for it; one that is too large is refused before.
pub(super) fn read_whole(file: io::Result<File>) -> Result<FileBytes, Notice> {
    let unreadable = |error: io::Error| {
        let message = msg!(
            "无法打开（{error}）：请检查读取权限，或重新复制该文件",
            "it cannot be opened ({error}): check the read permission, or copy the file again"
        );
        Notice::new(NoticeCode::UnreadableFile, message)
    };
    let file = file.map_err(unreadable)?;
    let len = file.metadata().map_err(unreadable)?.len();
    let most = Limits::default().max_input_bytes as u64;
    if len > most {
        return Err(too_large(most));
    }
    IN_MEMORY.take(len);
    let room = TakenRoom(len);
    // It may have grown since, so the read is bounded as well.
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0).saturating_add(1));
    file.take(most + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > most {
        return Err(too_large(most));
    }
    Ok(FileBytes { bytes, _room: room })
}

fn too_large(most: u64) -> Notice {
    let mib = most >> 20;
    let message = msg!(
        "文件超过 {mib} MiB，未读取：请拆分或压缩后放回",
        "the file is larger than {mib} MiB and was not read: split it, or make it smaller"
    );
    Notice::new(NoticeCode::UnreadableFile, message)
}

#[cfg(all(test, unix))]
mod tests {
    use std::{fs, os::unix::fs::symlink, process::Command};

    use super::*;

    #[test]
    fn links_pipes_and_devices_are_not_opened() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let root = dir.path().join("archive");
        fs::create_dir_all(root.join("a")).expect("folders");
        fs::create_dir(dir.path().join("elsewhere")).expect("a folder");
        fs::write(dir.path().join("elsewhere/secret"), "secret").expect("a file");
        fs::write(root.join("a/paper"), "paper").expect("a file");
        symlink(dir.path().join("elsewhere/secret"), root.join("a/link")).expect("a link");
        symlink(dir.path().join("elsewhere"), root.join("b")).expect("a link");
        assert!(Command::new("mkfifo").arg(root.join("a/pipe")).status().expect("mkfifo").success());
        let text = |name: &str| read_whole(open_below(&root, &root.join(name))).map(|bytes| bytes.to_vec());
        assert_eq!(text("a/paper").expect("read"), b"paper");
        for name in ["a/link", "b/secret", "a/pipe", "a", "../elsewhere/secret"] {
            assert!(text(name).is_err(), "{name}");
        }
        assert!(open_below(&root, Path::new("/dev/null")).is_err());
        assert!(open_named(&root.join("a/pipe")).is_err());
        assert!(open_named(&root.join("a/link")).is_ok(), "a person may name a link");
        // The root may be reached by a link.
        symlink(&root, dir.path().join("shortcut")).expect("a link");
        let shortcut = dir.path().join("shortcut");
        assert!(open_below(&shortcut, &shortcut.join("a/paper")).is_ok());
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_before_it_is_read() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let place = dir.path().join("sparse");
        File::create(&place).expect("a file").set_len(50 << 30).expect("a length");
        let refused = read_whole(open_below(dir.path(), &place)).expect_err("refused");
        assert!(refused.message.en.contains("larger than 512 MiB"), "{}", refused.message.en);
    }
}

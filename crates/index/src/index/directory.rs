//! The folder of an index, read without mapping it into memory.
//!
//! A mapped file that shrinks ends the process that reads it (SIGBUS); a file that is read gives an error, which one
//! search answers with. So segments are read at their places, and the two lists (`meta.json`, `.managed.json`) carry a
//! digest in their last line, since nothing else would tell a digit that has changed in them. Segments carry checksums
//! of the engine's own.

use std::{
    fs::{self, File},
    io,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use tantivy::{
    Directory, HasLen,
    directory::{
        DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
        error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError},
    },
};

/// What stands before the digest in the last line of a list.
const DIGEST: &str = "\n#blake3 ";

/// A folder whose files are read at their places. Locks, and how files are written, are the engine's own.
#[derive(Debug, Clone)]
pub(super) struct ReadDirectory {
    folder: PathBuf,
    inner: MmapDirectory,
}

impl ReadDirectory {
    pub(super) fn open(folder: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { folder: folder.to_owned(), inner: MmapDirectory::open(folder)? })
    }
}

impl Directory for ReadDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let open = || -> io::Result<PlacedFile> {
            let file = File::open(self.folder.join(path))?;
            let len = file.metadata()?.len();
            let len = usize::try_from(len).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
            Ok(PlacedFile { file, len })
        };
        match open() {
            Ok(file) => Ok(Arc::new(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(OpenReadError::FileDoesNotExist(path.to_owned()))
            }
            Err(error) => Err(OpenReadError::wrap_io_error(error, path.to_owned())),
        }
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        // Names of segment files are used once. One that is there already was left by a session that was stopped before
        // its commit, and the lock of sessions says that none is at work.
        match self.inner.open_write(path) {
            Err(OpenWriteError::FileAlreadyExists(_)) => {
                let left = self.folder.join(path);
                fs::remove_file(left).map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
                self.inner.open_write(path)
            }
            other => other,
        }
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let mut data = self.inner.atomic_read(path)?;
        let Some(end) = data.windows(DIGEST.len()).rposition(|part| part == DIGEST.as_bytes()) else {
            // Written before lists had digests.
            return Ok(data);
        };
        let written = data.split_off(end);
        if written == digest_line(&data).into_bytes() {
            return Ok(data);
        }
        let error = io::Error::new(io::ErrorKind::InvalidData, "the list does not have the digest that it says");
        Err(OpenReadError::wrap_io_error(error, path.to_owned()))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut sealed = data.to_vec();
        sealed.extend(digest_line(data).into_bytes());
        self.inner.atomic_write(path, &sealed)
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }
}

fn digest_line(data: &[u8]) -> String {
    format!("{DIGEST}{}\n", blake3::hash(data).to_hex())
}

/// A file that is read at places, as long as it was when it was opened.
#[derive(Debug)]
struct PlacedFile {
    file: File,
    len: usize,
}

impl HasLen for PlacedFile {
    fn len(&self) -> usize {
        self.len
    }
}

impl FileHandle for PlacedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let Some(len) = range.end.checked_sub(range.start).filter(|_| range.end <= self.len) else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let mut bytes = vec![0; len];
        read_at(&self.file, &mut bytes, range.start as u64)?;
        Ok(OwnedBytes::new(bytes))
    }
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                bytes = &mut bytes[read..];
                at += read as u64;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_has_changed_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let directory = ReadDirectory::open(dir.path()).expect("opened");
        let (name, list) = (Path::new("meta.json"), br#"{"opstamp":464}"#);
        directory.atomic_write(name, list).expect("written");
        assert_eq!(directory.atomic_read(name).expect("read"), list);
        let file = dir.path().join(name);
        let changed = fs::read_to_string(&file).expect("text").replace("464", "465");
        fs::write(&file, changed).expect("written");
        assert!(directory.atomic_read(name).is_err());
        fs::write(&file, list).expect("written");
        assert_eq!(directory.atomic_read(name).expect("one of before"), list);
    }

    #[test]
    fn a_file_that_shrinks_gives_an_error() {
        let dir = tempfile::tempdir().expect("a folder");
        let directory = ReadDirectory::open(dir.path()).expect("opened");
        let file = dir.path().join("a.pos");
        fs::write(&file, b"0123456789").expect("written");
        let open = directory.get_file_handle(Path::new("a.pos")).expect("opened");
        assert_eq!(open.read_bytes(2..5).expect("read").as_slice(), b"234");
        assert!(open.read_bytes(5..11).is_err(), "past the end");
        File::options().write(true).open(&file).expect("opened").set_len(4).expect("cut");
        assert!(open.read_bytes(2..5).is_err());
    }

    #[test]
    fn what_a_stopped_session_left_is_written_anew() {
        let dir = tempfile::tempdir().expect("a folder");
        let directory = ReadDirectory::open(dir.path()).expect("opened");
        fs::write(dir.path().join("a.464.del"), b"half").expect("written");
        assert!(directory.open_write(Path::new("a.464.del")).is_ok());
    }
}

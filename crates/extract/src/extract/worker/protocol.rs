//! What parent and child say to each other over the child's stdin and stdout.
//!
//! A request is a block with a JSON [`Request`] and, after it, as many bytes as it says. An answer is a row of blocks
//! and an empty block at its end. A block is its length, four bytes, little end first, and its content. Tasks that
//! take long answer page by page, so that what is done is not lost with a page that breaks the reader.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use crate::{
    archive::{
        container::{ContainerLimits, Member},
        identify::Format,
    },
    model::{ArchivePath, Notice, Page},
};

/// The longest header, and the longest block of an answer: a hostile child cannot make the parent take more.
pub(super) const MAX_HEADER: u32 = 1 << 20;
pub(super) const MAX_ANSWER: u32 = 1 << 30;

/// What the child shall do with the bytes that follow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) task: Task,
    pub(super) format: Format,
    /// How many bytes follow.
    pub(super) len: u64,
    /// The bytes broke a reader once, so what may have done so is left out.
    #[serde(default)]
    pub(super) careful: bool,
}

/// The tasks, and the blocks that answer them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Task {
    /// One block: the [`Extraction`](crate::model::Extraction) as JSON.
    Read,
    /// One block for each page: a [`PageRead`] as JSON.
    Recognise {
        /// Counted from 1.
        pages: Vec<u32>,
    },
    /// Two blocks for each member of a file that holds others: a [`MemberHead`] as JSON, and [`BYTES`] with the member's
    /// own behind it; one block for what is to be said beside them, or for the reason why it cannot be opened.
    Unpack {
        /// The file's path, which begins those of its members.
        path: ArchivePath,
        /// What is left of what one file of the archive may unpack to.
        limits: ContainerLimits,
    },
    /// One block with the page as JPEG, or none where it cannot be drawn.
    Picture {
        /// Counted from 1.
        page: u32,
        /// Pixels of the longer side.
        side: u32,
    },
}

/// What recognition made of one page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageRead {
    /// Counted from 1.
    pub page: u32,
    /// The page with its text, which may be empty; `None` where the page cannot be drawn.
    pub read: Option<Page>,
}

/// The first byte of a block with a member's bytes: an empty block would end the answer.
pub(super) const BYTES: u8 = b'B';

/// What stands before a member's bytes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum MemberHead {
    /// A member; its bytes follow in the next block.
    Member(Member),
    /// Members that could not be found.
    Left(Notice),
    /// The container cannot be opened.
    Refused(Notice),
}

pub(super) fn write_block(output: &mut impl Write, block: &[u8]) -> io::Result<()> {
    let len = u32::try_from(block.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    output.write_all(&len.to_le_bytes())?;
    output.write_all(block)
}

/// One block; `None` at the end of the stream.
pub(super) fn read_block(input: &mut impl Read, limit: u32) -> io::Result<Option<Vec<u8>>> {
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

    #[test]
    fn blocks_come_back_as_they_were_written() {
        let mut stream = Vec::new();
        for block in [b"one".as_slice(), b"", b"three"] {
            write_block(&mut stream, block).expect("memory can be written");
        }
        let mut input = stream.as_slice();
        for block in [b"one".as_slice(), b"", b"three"] {
            assert_eq!(read_block(&mut input, 10).expect("a block").expect("not the end"), block);
        }
        assert_eq!(read_block(&mut input, 10).expect("the end"), None);
        assert!(read_block(&mut stream.as_slice(), 2).is_err(), "longer than agreed");
        assert!(read_block(&mut &stream[..stream.len() - 1][7 + 4..], 10).is_err(), "cut short");
    }
}

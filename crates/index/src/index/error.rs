//! Why a query has no answer, and why the index cannot be read or written.

use std::path::PathBuf;

use thiserror::Error;

use super::query::QueryError;
use crate::{model::Message, msg};

/// Why a query has no answer.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The query is not understood.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl SearchError {
    /// What happened, where, and what to do, for people.
    pub fn message(&self) -> Message {
        match self {
            SearchError::Query(error) => error.message.clone(),
            SearchError::Index(error) => error.message(),
        }
    }
}

/// Why the index cannot be read or written.
#[derive(Debug, Error)]
pub enum IndexError {
    /// Another process is writing.
    #[error("{}", self.message().en)]
    Locked {
        /// The folder of the index.
        folder: PathBuf,
    },
    /// The file system refused.
    #[error("{}", self.message().en)]
    Io {
        /// The folder of the index.
        folder: PathBuf,
        /// What it said.
        #[source]
        source: std::io::Error,
    },
    /// The files of the index do not make sense.
    #[error("{}", self.message().en)]
    Damaged {
        /// The folder of the index.
        folder: PathBuf,
        /// What does not make sense.
        reason: String,
    },
    /// The engine stopped for a reason of its own.
    #[error("{}", self.message().en)]
    Engine {
        /// The folder of the index.
        folder: PathBuf,
        /// The reason.
        reason: String,
    },
}

impl IndexError {
    /// Whether an index built anew may do what this one cannot: it is damaged, or its engine stopped. It cannot where
    /// another writes to it, or where the disk is full or closed.
    pub fn is_mended_anew(&self) -> bool {
        match self {
            IndexError::Damaged { .. } | IndexError::Engine { .. } => true,
            IndexError::Locked { .. } => false,
            IndexError::Io { source, .. } => matches!(
                source.kind(),
                std::io::ErrorKind::NotFound
                    | std::io::ErrorKind::UnexpectedEof
                    | std::io::ErrorKind::InvalidData
                    | std::io::ErrorKind::AlreadyExists
                    | std::io::ErrorKind::Other
            ),
        }
    }

    /// What happened, where, and what to do, for people.
    pub fn message(&self) -> Message {
        match self {
            IndexError::Locked { folder } => {
                let folder = folder.display();
                msg!(
                    "检索库正由另一个 cundang 进程写入：{folder}。请等它完成，或先结束它，再试一次。",
                    "another cundang is writing the search index in {folder}; wait until it is done, or stop it, and try again"
                )
            }
            IndexError::Io { folder, source } => {
                let folder = folder.display();
                msg!(
                    "检索库读写未成功：{folder}（{source}）。请检查磁盘空间和该文件夹的权限。",
                    "the search index in {folder} could not be read or written ({source}); check free space and the folder's permissions"
                )
            }
            IndexError::Damaged { folder, reason } => {
                let folder = folder.display();
                msg!(
                    "检索库文件不完整：{folder}（{reason}）。请删除该文件夹，再运行 cundang index 重建。",
                    "the search index in {folder} is incomplete ({reason}); delete that folder and run cundang index to build it anew"
                )
            }
            IndexError::Engine { folder, reason } => {
                let folder = folder.display();
                msg!(
                    "检索库未能完成操作：{folder}（{reason}）。请重试；仍不行时删除该文件夹，再运行 cundang index。",
                    "the search index in {folder} stopped ({reason}); try again, and if it stays so delete that folder and run cundang index"
                )
            }
        }
    }
}

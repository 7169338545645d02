//! The only place where the stages meet: walk → identify → extract → catalogue → assess → index.
//!
//! A [`Workspace`] is one archive with its store. [`Workspace::refresh`] brings the store up to the archive,
//! [`Workspace::report`] assesses what the store holds. Commands and pages talk to the workspace alone.

mod assess;
mod assessed;
mod caption;
mod clock;
mod correction;
mod decide;
mod documents;
mod entry;
mod error;
mod folder;
mod indexing;
mod lookup;
mod memory;
mod notices;
mod opening;
mod original;
mod people;
mod picture;
mod progress;
mod reading;
mod recognise;
mod refresh;
mod rejection;
mod said;
mod settings;
mod transcription;
mod verify;
mod workspace;

pub use caption::ELEMENT_LIMIT;
pub use clock::{now, timestamp};
pub use correction::TITLE_LIMIT;
pub use decide::{AskedDecision, AskedVerdict, Ruling};
pub use entry::{EntryError, NAME_LIMIT, REASON_LIMIT};
pub use error::PipelineError;
pub use folder::{AskedFolder, Folders};
pub use lookup::Lookup;
pub use memory::{Assessed, PaperInMemory, assess_papers};
pub use original::{Original, OriginalContent};
pub use people::{Login, LoginAttempt, PASSWORD_LENGTHS, People, PeopleError, SESSION_SECONDS};
pub use picture::{PageRenderer, WORKERS as DRAWING_WORKERS};
pub use progress::{Progress, Silent};
pub use reading::read_file;
pub use recognise::{RecognisedPage, Recognition, RecognitionSummary};
pub use refresh::{Loss, Summary};
pub use said::{AskedStep, Saying};
pub use settings::{Recognise, WorkspaceSettings, backup_folder, default_store};
pub use transcription::LINE_LIMIT;
pub use verify::{AlteredFile, Fixity};
pub use workspace::Workspace;

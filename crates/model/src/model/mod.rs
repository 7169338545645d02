//! Plain data: what an archive, its documents and their assessment *are*.
//!
//! Nothing here reads a file, a clock or the environment. Every other room imports from this one and this one
//! imports from none, so a shape can be understood by reading it alone.

pub mod archive;
pub mod audit;
pub mod caption;
pub mod code;
pub mod correction;
pub mod decision;
pub mod digest;
pub mod document;
pub mod failure;
pub mod figure;
pub mod finding;
pub mod folder;
pub mod lang;
pub mod layout;
pub mod ledger;
pub mod meeting;
pub mod path;
pub mod person;
pub mod photo;
pub mod run;
pub mod said;
pub mod score;
pub mod stored;
pub mod transcription;

pub use archive::{Township, Unit, Village};
pub use audit::{AuditEntry, AuditStep};
pub use caption::{CaptionEntry, CaptionStep, CaptionText};
pub use code::{Code, Severity};
pub use correction::{CorrectedState, Correction, CorrectionEntry, CorrectionStep};
pub use decision::{Changes, Decision, LogEntry, Said, Seen, SettledFinding, Step, Verdict};
pub use digest::ContentHash;
pub use document::{
    Enclosed, Extraction, Line, OtherCharacter, Page, PageSource, SURE_LINE, SURE_ON_DOUBTFUL_PAGE, WeakCharacter,
};
pub use failure::{Failure, Stage};
pub use figure::{FIGURE_SCALE, FigureCell, FigureKey, FigureRow, FigureUnit, FigureValue, FigureVerdict};
pub use finding::{Citation, Finding};
pub use folder::{FolderEntry, FolderOwner, FolderReason, FolderStep, KnownFolder};
pub use lang::{Lang, Message};
pub use layout::Layout;
pub use ledger::{FileStatus, Ledger, Notice, NoticeCode};
pub use meeting::{MeetingBody, MeetingRecord};
pub use path::ArchivePath;
pub use person::{AccessRole, Person};
pub use photo::{
    Alike, Caption, CaptionSaid, Captured, Coordinates, ElementSaid, FrameHash, PhotoFacts, PhotoRecord, PictureHash,
    PixelFacts, Place, Source, TimeSaid,
};
pub use run::{ChangeSet, ItemStanding, KeptAssessment, KeptAssessments, Standing, UnitChange, UnitStanding};
pub use said::{SaidEntry, SaidStep, Written};
pub use score::{ByPapers, DecidedBy, Evidence, ItemAssessment, ItemState, Reason, Score, SlotStatus, UnitAssessment};
pub use stored::{StoredContent, StoredFile};
pub use transcription::{Transcription, TranscriptionEntry, TranscriptionStep};

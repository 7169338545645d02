//! What is read of a document, once: its lines joined to paragraphs, with the way back to the words on their pages.
//!
//! [`paragraph`] says where a paragraph ends. Three spellings of the same paragraphs serve different readers: [`Script`]
//! for fields and phrases (spaces only between words), [`Flow`] for figures (spaces and punctuation as they stand), and
//! [`Running`] for clauses (no white space at all). Each is made when it is first asked for, and kept with the
//! document's content.

pub mod flow;
mod origin;
mod paragraph;
pub mod running;
pub mod script;

use std::{
    fmt,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use crate::model::Page;

pub use flow::Flow;
pub use paragraph::{Paragraph, PlacedLine};
pub use running::Running;
pub use script::{Fact, Script};

/// What was read of a document.
#[derive(Debug)]
struct Prose {
    paragraphs: Vec<Paragraph>,
    script: OnceLock<script::ScriptText>,
    flow: OnceLock<flow::FlowText>,
    running: OnceLock<running::RunningText>,
}

/// A document's pages, with what was read from them. A clone shares both.
#[derive(Clone, Default)]
pub struct Content {
    pages: Arc<[Page]>,
    prose: Arc<OnceLock<Prose>>,
}

impl Content {
    fn prose(&self) -> &Prose {
        self.prose.get_or_init(|| Prose {
            paragraphs: paragraph::paragraphs(&self.pages),
            script: OnceLock::new(),
            flow: OnceLock::new(),
            running: OnceLock::new(),
        })
    }

    /// Lets go of what was read from the pages, which takes several times their room; it is read again if asked for.
    pub fn forget_prose(&mut self) {
        self.prose = Arc::default();
    }

    fn script(&self) -> &script::ScriptText {
        let prose = self.prose();
        prose.script.get_or_init(|| script::ScriptText::new(&self.pages, &prose.paragraphs))
    }

    fn flow(&self) -> &flow::FlowText {
        let prose = self.prose();
        prose.flow.get_or_init(|| flow::FlowText::new(&self.pages, &prose.paragraphs))
    }

    fn running(&self) -> &running::RunningText {
        let prose = self.prose();
        prose.running.get_or_init(|| running::RunningText::new(&self.pages, &prose.paragraphs))
    }
}

impl Deref for Content {
    type Target = [Page];

    fn deref(&self) -> &[Page] {
        &self.pages
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.pages == other.pages
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pages.fmt(f)
    }
}

impl From<Vec<Page>> for Content {
    fn from(pages: Vec<Page>) -> Self {
        Self { pages: pages.into(), prose: Arc::default() }
    }
}

impl<const N: usize> From<[Page; N]> for Content {
    fn from(pages: [Page; N]) -> Self {
        Vec::from(pages).into()
    }
}

impl FromIterator<Page> for Content {
    fn from_iter<I: IntoIterator<Item = Page>>(pages: I) -> Self {
        pages.into_iter().collect::<Vec<_>>().into()
    }
}

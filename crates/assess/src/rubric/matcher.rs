//! A rubric's patterns, compiled once, and the order in which they name a file.

use std::{collections::BTreeMap, sync::Arc};

use regex::Regex;

use super::shape::{DocumentKind, Medium, Rubric};
use crate::text::Cut;

/// The words about a file that its kind is read from, all folded: NFKC, simplified characters, lower case, white
/// space removed, brackets as ASCII.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clues<'a> {
    /// The file's name without extension.
    pub name: &'a str,
    /// The folders above it, nearest first.
    pub folders: &'a [&'a str],
    /// The first lines of its first page; empty where nothing was read.
    pub title: &'a str,
    /// Whether it is a picture.
    pub is_image: bool,
}

/// A rubric with its regular expressions compiled.
#[derive(Debug, Clone)]
pub struct Matcher {
    rubric: Arc<Rubric>,
    template: Regex,
    draft: Regex,
    topics: Vec<(String, Regex)>,
    kinds: Vec<KindPatterns>,
    containing: BTreeMap<String, Regex>,
}

/// A document kind's patterns.
#[derive(Debug, Clone)]
struct KindPatterns {
    id: String,
    pattern: Regex,
    not: Option<Regex>,
    within: Vec<(Regex, Option<Regex>)>,
    medium: Medium,
    sample_counts: bool,
}

impl KindPatterns {
    fn new(kind: &DocumentKind) -> Result<Self, regex::Error> {
        let compile = |pattern: &Option<String>| pattern.as_deref().map(Regex::new).transpose();
        Ok(Self {
            id: kind.id.clone(),
            pattern: Regex::new(&kind.pattern)?,
            not: compile(&kind.not)?,
            within: kind
                .within
                .iter()
                .map(|within| Ok((Regex::new(&within.folder)?, compile(&within.name)?)))
                .collect::<Result<_, regex::Error>>()?,
            medium: kind.medium,
            sample_counts: kind.sample_counts,
        })
    }

    /// Whether the file's own words can make it this kind, seen from the medium.
    fn takes(&self, is_image: bool) -> bool {
        is_image || self.medium != Medium::Image
    }

    /// Whether the text names this kind.
    fn fits(&self, text: &str) -> bool {
        self.pattern.is_match(text) && !self.excludes(text)
    }

    fn excludes(&self, text: &str) -> bool {
        self.not.as_ref().is_some_and(|not| not.is_match(text))
    }

    /// Whether the file name is a short one that means this kind in one of the folders.
    fn fits_short_name(&self, name: &str, folders: &[&str]) -> bool {
        self.within.iter().any(|(folder, short)| {
            short.as_ref().is_some_and(|short| short.is_match(name))
                && !self.excludes(name)
                && folders.iter().any(|above| folder.is_match(above))
        })
    }

    /// Whether any file that nothing else names is of this kind in one of the folders.
    fn takes_the_unnamed(&self, folders: &[&str]) -> bool {
        self.within.iter().any(|(folder, short)| short.is_none() && folders.iter().any(|above| folder.is_match(above)))
    }
}

impl Matcher {
    /// Compiles a rubric's patterns.
    ///
    /// # Errors
    /// Where a pattern is not a regular expression; a rubric that was [parsed](super::parse) has none such.
    pub fn new(rubric: Arc<Rubric>) -> Result<Self, regex::Error> {
        let topics = rubric
            .topics
            .iter()
            .map(|topic| Ok((topic.id.clone(), Regex::new(&topic.pattern)?)))
            .collect::<Result<_, regex::Error>>()?;
        let mut containing = BTreeMap::new();
        for slot in rubric.items.iter().flat_map(|item| &item.slots) {
            if let Some(pattern) = &slot.containing {
                containing.insert(slot.id.clone(), Regex::new(pattern)?);
            }
        }
        Ok(Self {
            template: Regex::new(&rubric.marks.template)?,
            draft: Regex::new(&rubric.marks.draft)?,
            topics,
            kinds: rubric.kinds.iter().map(KindPatterns::new).collect::<Result<_, _>>()?,
            containing,
            rubric,
        })
    }

    /// The rubric it was made from.
    pub fn rubric(&self) -> &Arc<Rubric> {
        &self.rubric
    }

    /// The kinds that a folded name or title fits, in order of precedence. Kinds of photos fit pictures only;
    /// kinds of papers fit pictures too, since scans are often saved as pictures.
    pub fn kinds_of(&self, folded: &str, is_image: bool) -> Vec<&str> {
        self.ids(|kind| kind.takes(is_image) && kind.fits(folded))
    }

    /// The kinds that a folded folder name fits, in order of precedence. A picture in a folder for papers is not
    /// taken for one by that alone.
    pub fn kinds_of_folder(&self, folded: &str, is_image: bool) -> Vec<&str> {
        self.ids(|kind| kind.takes(is_image) && !(is_image && kind.medium == Medium::Paper) && kind.fits(folded))
    }

    /// The kinds of photos that words in a picture fit, a banner or the head of a board, in order of precedence.
    pub fn kinds_of_banner(&self, folded: &str) -> Vec<&str> {
        self.ids(|kind| kind.medium == Medium::Image && kind.fits(folded))
    }

    /// The kinds of a file, its own kind first and secondary ones after it; empty where nothing names it.
    ///
    /// The first of these that names a kind decides: the file's name (alone, or as a short name in its folders),
    /// the title, the nearest folder that names one, and last the folders whose unnamed files have a kind. The
    /// other kinds of that step follow, then those of the title. Folders give no secondary kinds, since they hold
    /// several papers.
    pub fn classify(&self, clues: Clues<'_>) -> Vec<&str> {
        let Clues { name, folders, title, is_image } = clues;
        let mut found =
            self.ids(|kind| kind.takes(is_image) && (kind.fits(name) || kind.fits_short_name(name, folders)));
        if !title.is_empty() {
            for kind in self.kinds_of(title, is_image) {
                if !found.contains(&kind) {
                    found.push(kind);
                }
            }
        }
        if found.is_empty() {
            found = folders
                .iter()
                .map(|folder| self.kinds_of_folder(folder, is_image))
                .find(|kinds| !kinds.is_empty())
                .unwrap_or_default();
        }
        if found.is_empty() {
            found = self.ids(|kind| {
                kind.takes(is_image) && !(is_image && kind.medium == Medium::Paper) && kind.takes_the_unnamed(folders)
            });
        }
        found
    }

    /// The topics that a folded name, folder or title is about, in the rubric's order.
    pub fn topics_of(&self, folded: &str) -> Vec<&str> {
        self.topics.iter().filter(|(_, pattern)| pattern.is_match(folded)).map(|(id, _)| id.as_str()).collect()
    }

    /// Whether a folded name or title says that the paper is a blank form. See [`Matcher::sample_counts`].
    pub fn is_template(&self, folded: &str) -> bool {
        self.template.is_match(folded)
    }

    /// What stands behind the last word of a folded name or title that speaks of a draft; `None` where none does.
    pub fn behind_draft_mark<'t>(&self, folded: &'t str) -> Option<&'t str> {
        self.draft.find_iter(folded).last().map(|mark| folded.part(mark.end()..))
    }

    /// Whether a blank form of this kind is evidence all the same.
    pub fn sample_counts(&self, kind: &str) -> bool {
        self.kinds.iter().any(|known| known.id == kind && known.sample_counts)
    }

    /// What sort of file a kind can be; `None` for a kind that the rubric does not have.
    pub fn medium_of(&self, kind: &str) -> Option<Medium> {
        self.kinds.iter().find(|known| known.id == kind).map(|known| known.medium)
    }

    /// Whether a folded name, folder or title has the words that a slot wants; true where it wants none.
    pub fn fits_slot(&self, slot: &str, folded: &str) -> bool {
        self.containing.get(slot).is_none_or(|pattern| pattern.is_match(folded))
    }

    fn ids(&self, fits: impl Fn(&KindPatterns) -> bool) -> Vec<&str> {
        self.kinds.iter().filter(|kind| fits(kind)).map(|kind| kind.id.as_str()).collect()
    }
}

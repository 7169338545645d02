//! What a document is: title, genre, subject, issuer and level, addressee, state and days, each with what proves it.
//!
//! The identity is read once, from the page as it stands: the title is found and taken apart ([`Title`]), not searched for
//! words. What the page does not say, the file's name and its folders hint at, more weakly ([`Strength`]). Nothing is
//! thrown away: a [`Part`] holds all claims, so that those who ask can see what speaks against its value.
//! `docs/identity.md` tells how.

mod apart;
mod body;
mod day;
mod form;
mod genre;
mod issuer;
mod lines;
mod parse;
mod place;
mod proof;
mod state;
mod subject;
mod title;
mod topic;
mod whereabouts;

pub use apart::SetApart;
pub use body::Body;
pub use day::{Day, Occasion};
pub use genre::Genre;
pub use issuer::Addressee;
pub use lines::Paper;
pub use parse::Title;
pub(crate) use place::PLACES;
pub use place::{AdminLevel, Places, Whose};
pub use proof::{Claim, Origin, Part, Proof, Strength};
pub use state::State;
pub use subject::Subject;

use crate::{rubric::KindIdentity, text::Cut};

use self::{issuer::Issued, lines::Lines, title::Head};

/// What a document is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identity {
    /// Its title: the page's, or else the file's name where that says something.
    pub title: Part<Title>,
    /// What the title's noun, the page's form, or the name make of it.
    pub genre: Part<Genre>,
    /// What it is about, the words nearest to the noun of the title first.
    pub subject: Part<Subject>,
    /// Whose business that is: `reform`, `land-contract`, `poverty` … as in the vocabulary.
    pub campaign: Part<&'static str>,
    /// Who issues it.
    pub issuer: Part<Body>,
    /// The level of its issuer.
    pub level: Part<AdminLevel>,
    /// Of which places it tells: those of its title, and those that its text names most often.
    pub place: Part<Whose>,
    /// To whom it goes.
    pub addressee: Part<Addressee>,
    /// In which state it is; nothing is claimed of a paper that bears no sign of any.
    pub state: Part<State>,
    /// Its days.
    pub date: Part<Day>,
}

impl Identity {
    /// Reads a paper's identity. `places` tells which are the archive's own.
    pub fn read(paper: Paper<'_>, places: &Places<'_>) -> Self {
        let lines = Lines::new(paper);
        let head = Head::read(&lines, places);
        let mut issued = Issued::read(&lines, &head, places);
        let (mut title, mut genre) = (Part::default(), Part::default());
        if let Some((found, range)) = &head.title {
            let mut proof = lines.proof(range.start, Origin::Title, Strength::Strong);
            proof.place.quote = quote(&lines, range.clone());
            if let Some(found) = found.genre {
                genre.add(found, proof.clone());
            }
            title.add(found.clone(), proof);
        }
        for at in &head.red {
            // 工作简报 over an issue, 督查通报 over a circular; weaker than the noun of the title below.
            let strength = if genre.is_empty() { Strength::Strong } else { Strength::Good };
            let red = lines.get(*at).and_then(|line| title::genre_of_red(&line.tight));
            if let Some(red) = red {
                genre.add(red, lines.proof(*at, Origin::Head, strength));
            }
        }
        form::read(&lines, &head, &mut genre);
        let stem = paper.path.stem();
        let name = title::of_name(stem);
        let says_something = !title::is_empty_name(&name);
        let mut name_title = None;
        if says_something {
            let parsed = title::parse_name(&name, places);
            let proof = lines.of_path(stem, Origin::Name, Strength::Fair);
            if let Some(found) = parsed.genre {
                genre.add(found, proof.clone());
            }
            title.add(parsed.clone(), proof);
            issued.name(&name, stem, &lines, places);
            name_title = Some(parsed);
        }
        let mut state = state::read(&lines, &head, &issued, &genre);
        state::of_path(&lines, &name, &mut state);
        // What the press signs is a report, whatever noun its headline ends with.
        let press =
            state.claims().iter().find(|claim| claim.value == State::News && claim.proof.origin == Origin::Text);
        if let (Some(claim), Some(news)) = (press, Genre::of("news")) {
            genre.add(news, claim.proof.clone());
        }
        let mut date = day::read(&lines, &head, &issued);
        day::of_name(&lines, stem, &mut date);
        let (subject, campaign) = topic::read(&lines, &head, name_title.as_ref());
        let place = whereabouts::read(&lines, &head, places);
        let Issued { issuer, level, addressee, .. } = issued;
        Self { title, genre, subject, campaign, issuer, level, place, addressee, state, date }
    }

    /// The genre of the paper that a notice sends, a resolution passes or a publication makes known; else its own.
    pub fn inner_genre(&self) -> Option<Genre> {
        self.title.value().and_then(Title::inner_genre).or_else(|| self.genre.value().copied())
    }

    /// How strongly it is said to be about a subject.
    pub fn strength_of_subject(&self, id: &str) -> Option<Strength> {
        self.subject.claims().iter().find(|claim| claim.value.id == id).map(|claim| claim.proof.strength)
    }

    /// Whether genre and subject are those of a kind of the rubric. The genre is that of the paper itself, or of the one
    /// that it sends, passes or makes known.
    pub fn fits(&self, kind: &KindIdentity) -> bool {
        let genres = self.genre.value().copied().into_iter().chain(self.inner_genre());
        let is_genre = genres.into_iter().any(|genre| kind.genres.iter().any(|wanted| genre.is(wanted)));
        let is_about = |wanted: &String| self.strength_of_subject(wanted) >= Some(Strength::Weak);
        is_genre && (kind.subjects.is_empty() || kind.subjects.iter().any(is_about))
    }

    /// The day of an occasion that is proved best.
    pub fn day(&self, occasion: Occasion) -> Option<&Claim<Day>> {
        self.date.claims().iter().find(|claim| claim.value.occasion == occasion)
    }
}

/// The lines of a title as they stand.
fn quote(lines: &Lines<'_>, range: std::ops::Range<usize>) -> String {
    let lines: Vec<&str> = lines.lines.part(range).iter().map(|line| line.raw.trim()).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests;

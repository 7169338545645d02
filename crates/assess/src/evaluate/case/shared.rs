//! What checks need to know of the whole archive while they look at one unit.

use std::{collections::BTreeMap, sync::Arc};

use super::copies::{self, Drift};
use crate::{
    containment::trip,
    evaluate::{
        Document, Failures,
        documents::{
            failure,
            likeness::{self, Likeness},
        },
        facts::{
            self,
            reported::{self, Reported},
            roster::PersonList,
        },
    },
    model::{ArchivePath, Citation, Failure, FileStatus, Stage, Township, Unit},
    rubric::{KindRole, Rubric},
};

/// What holds over all units: made once, before any unit is assessed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared {
    /// The paper of another village that each of the villages' papers is most like (R11).
    pub likeness: BTreeMap<ArchivePath, Likeness>,
    /// People who are in the member rosters of more than one village, by the digest of their identity numbers.
    pub persons: BTreeMap<IdDigest, Vec<RosterPlace>>,
    /// The member rosters that were read for it, each of which is read once, until [`Shared::forget_rosters`].
    pub rosters: BTreeMap<ArchivePath, Arc<PersonList>>,
    /// The township's copies of village papers that differ from the village's own, by file.
    pub copies: BTreeMap<ArchivePath, Drift>,
    /// What the township's summary sheets say of each village.
    pub reported: Reported,
}

/// A digest that stands for an identity number, so that no number is kept.
pub type IdDigest = [u8; 16];

/// The digest of an identity number in plain digits.
pub fn id_digest(number: &str) -> IdDigest {
    blake3::hash(number.as_bytes()).as_bytes().first_chunk().copied().unwrap_or_default()
}

/// A place where somebody stands in a member roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterPlace {
    /// Whose roster.
    pub unit: Unit,
    /// Where the row stands; its quotation shows no number.
    pub place: Citation,
}

impl Shared {
    /// Looks over the township and all documents of the archive, of whichever unit. Those on which that fails are set
    /// aside among them.
    pub fn new(rubric: &Rubric, township: &Township, documents: &mut [Document]) -> (Self, Vec<Failure>) {
        failure::spared(documents, |documents| {
            let failures = Failures::default();
            let documents = &*documents;
            let nearest = || {
                let told = documents.iter().filter(|document| !document.content.is_empty());
                told.for_each(|document| trip("compare", document.path.as_str()));
                likeness::nearest(rubric, township, documents)
            };
            let rosters = part(&failures, || rosters(rubric, documents));
            let shared = Self {
                likeness: part(&failures, nearest),
                persons: part(&failures, || persons(&rosters)),
                rosters: rosters.into_iter().map(|(document, list)| (document.path.clone(), list)).collect(),
                copies: part(&failures, || copies::drifted(rubric, township, documents)),
                reported: part(&failures, || reported::read(township, documents)),
            };
            (shared, failures.into_list())
        })
    }

    /// Lets go of the rosters, which nothing asks for once the units are assessed.
    pub fn forget_rosters(&mut self) {
        self.rosters = BTreeMap::new();
    }
}

fn part<T: Default>(failures: &Failures, look: impl FnOnce() -> T) -> T {
    failures.contain(|| Stage::Compare, None, look).unwrap_or_default()
}

/// The member rosters of the villages: read, final, and no blank forms.
fn rosters<'d>(rubric: &Rubric, documents: &'d [Document]) -> Vec<(&'d Document, Arc<PersonList>)> {
    let is_roster = |document: &&Document| {
        document.role(rubric) == Some(KindRole::MemberRoster)
            && document.unit.village().is_some()
            && document.status == FileStatus::Read
            && !document.is_template
            && !document.is_draft
    };
    documents.iter().filter(is_roster).map(|document| (document, Arc::new(facts::roster::read(document)))).collect()
}

/// Everybody who stands in the rosters of two villages or more. Only numbers that pass their check count: a slip of
/// one digit must not make two people one.
fn persons(rosters: &[(&Document, Arc<PersonList>)]) -> BTreeMap<IdDigest, Vec<RosterPlace>> {
    let mut persons: BTreeMap<IdDigest, Vec<RosterPlace>> = BTreeMap::new();
    for (document, list) in rosters {
        for person in list.members() {
            let valid = person.id.as_ref().filter(|id| id.check == crate::text::IdCheck::Valid);
            let Some(id) = valid else { continue };
            let places = persons.entry(id_digest(&id.number)).or_default();
            if !places.iter().any(|place| place.unit == document.unit) {
                places.push(RosterPlace { unit: document.unit.clone(), place: person.place.citation.clone() });
            }
        }
    }
    persons.retain(|_, places| places.len() > 1);
    persons
}

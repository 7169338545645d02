//! What a part of an identity rests on: claims, each with the place that makes it and how strong it is.

use crate::model::Citation;

/// How much a proof bears, the weakest first. A claim of a higher strength overrules those of a lower one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strength {
    /// A folder of the file, or a word that stands once in a text.
    Faint,
    /// Words that come again and again in a text.
    Weak,
    /// The file's own name; of a paper without a title, the paper that it says it carries out.
    Fair,
    /// The form of the page: its labels, its numbered articles, how it begins and ends.
    Good,
    /// The title on the page, its red head, the body that signs.
    Strong,
}

/// Which part of a paper a proof was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The title on the page.
    Title,
    /// Lines around the title: a red head (文件头), the issuer's own line, a note in brackets.
    Head,
    /// The number of the paper (发文字号).
    Number,
    /// To whom it goes (主送机关).
    Addressee,
    /// The issuer or the day under the text (落款).
    Signature,
    /// A label with its value: `填报单位：…`.
    Label,
    /// What sort of sentences or rows the page is made of, or what it calls itself (`制定本办法`).
    Form,
    /// The words of the text.
    Text,
    /// The file's name.
    Name,
    /// A folder's name.
    Folder,
}

/// The place that makes a claim, and how strong it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Which part of the paper that is.
    pub origin: Origin,
    /// Where it stands. The page is `None` for [`Origin::Name`] and [`Origin::Folder`], whose quotation is of the path.
    pub place: Citation,
    /// How much it bears.
    pub strength: Strength,
}

/// A value, and what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim<T> {
    /// The value.
    pub value: T,
    /// What proves it.
    pub proof: Proof,
}

/// One part of an identity: all that is claimed of it, the strongest first, in the order of the paper where two are equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<T> {
    claims: Vec<Claim<T>>,
}

impl<T> Default for Part<T> {
    fn default() -> Self {
        Self { claims: Vec::new() }
    }
}

impl<T> Part<T> {
    /// Adds a claim behind those that are as strong as it.
    pub(super) fn add(&mut self, value: T, proof: Proof) {
        let at = self.claims.partition_point(|claim| claim.proof.strength >= proof.strength);
        self.claims.insert(at, Claim { value, proof });
    }

    /// The value with the strongest proof.
    pub fn value(&self) -> Option<&T> {
        self.claims.first().map(|claim| &claim.value)
    }

    /// The proof of that value that is strongest.
    pub fn proof(&self) -> Option<&Proof> {
        self.claims.first().map(|claim| &claim.proof)
    }

    /// How strong the proof of the value is; `None` where nothing is claimed.
    pub fn strength(&self) -> Option<Strength> {
        self.proof().map(|proof| proof.strength)
    }

    /// All claims, the strongest first.
    pub fn claims(&self) -> &[Claim<T>] {
        &self.claims
    }

    /// Whether nothing is claimed.
    pub fn is_empty(&self) -> bool {
        self.claims.is_empty()
    }
}

impl<T: PartialEq> Part<T> {
    /// The claims that say the same as the value.
    pub fn proofs(&self) -> impl Iterator<Item = &Claim<T>> {
        self.claims.iter().filter(|claim| Some(&claim.value) == self.value())
    }

    /// The claims that say something else: what speaks against the value.
    pub fn contrary(&self) -> impl Iterator<Item = &Claim<T>> {
        self.claims.iter().filter(|claim| Some(&claim.value) != self.value())
    }

    /// How strong the proof of one value is; `None` where nothing claims it.
    pub fn strength_of(&self, value: &T) -> Option<Strength> {
        self.claims.iter().find(|claim| claim.value == *value).map(|claim| claim.proof.strength)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ArchivePath;

    fn proof(strength: Strength) -> Proof {
        Proof { origin: Origin::Text, place: Citation::file(&ArchivePath::new("方案.docx")), strength }
    }

    #[test]
    fn the_strongest_claim_is_the_value_and_the_others_stay() {
        let mut part = Part::default();
        assert!(part.is_empty() && part.value().is_none() && part.strength().is_none());
        part.add("甲", proof(Strength::Fair));
        part.add("乙", proof(Strength::Strong));
        part.add("丙", proof(Strength::Strong));
        part.add("乙", proof(Strength::Faint));
        assert_eq!((part.value(), part.strength()), (Some(&"乙"), Some(Strength::Strong)));
        assert_eq!(part.claims().iter().map(|claim| claim.value).collect::<Vec<_>>(), ["乙", "丙", "甲", "乙"]);
        assert_eq!(part.proofs().count(), 2);
        assert_eq!(part.contrary().map(|claim| claim.value).collect::<Vec<_>>(), ["丙", "甲"]);
        assert_eq!(part.strength_of(&"甲"), Some(Strength::Fair));
        assert_eq!(part.strength_of(&"丁"), None);
    }

    #[test]
    fn a_page_is_stronger_than_a_name_and_a_name_than_a_folder() {
        assert!(Strength::Strong > Strength::Good && Strength::Good > Strength::Fair);
        assert!(Strength::Fair > Strength::Weak && Strength::Weak > Strength::Faint);
    }
}

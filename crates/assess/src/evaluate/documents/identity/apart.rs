//! Why a paper is no evidence, whatever its title fits: it is of another campaign, of another place, of a level above the
//! township, news, a law, or repealed.

use std::sync::LazyLock;

use regex::Regex;

use super::{Identity, Origin, Proof, State, Strength, Whose};
use crate::{
    model::{ArchivePath, Citation, Message, Unit},
    msg,
    rubric::Apart,
    text::pattern,
};

use super::{AdminLevel, place::LEVELS};

/// Why a paper is set apart from the evidence, with the place that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetApart {
    /// Why.
    pub why: Apart,
    /// Whose the paper is, as it says itself; the name of the person who set it apart.
    pub said: String,
    /// The place that shows it.
    pub place: Citation,
}

impl SetApart {
    fn new(why: Apart, said: &str, proof: &Proof) -> Self {
        Self { why, said: said.to_owned(), place: proof.place.clone() }
    }

    /// A person says that it is no evidence.
    pub(in crate::evaluate::documents) fn by_person(name: &str, path: &ArchivePath) -> Self {
        Self { why: Apart::Person, said: name.to_owned(), place: Citation::file(path) }
    }

    /// It hands the village's own assets over to somebody else.
    pub(in crate::evaluate::documents) fn by_direction(place: Citation) -> Self {
        Self { why: Apart::GivenAway, said: String::new(), place }
    }

    /// The words across a picture name another unit.
    pub(in crate::evaluate::documents) fn by_banner(unit: &str, place: Citation) -> Self {
        Self { why: Apart::OtherPlace, said: unit.to_owned(), place }
    }

    /// The reason in words.
    pub fn message(&self) -> Message {
        let said = &self.said;
        match self.why {
            Apart::OtherCampaign => msg!("属于其他工作，不是本项改革的材料", "it is of another campaign"),
            Apart::OtherPlace => msg!("是{said}的材料，不是本单位的", "it is {said}'s, and not this unit's own"),
            Apart::HigherLevel => {
                msg!("是上级（{said}）的文件，不是本镇、本村的", "it is issued above the township, by {said}")
            }
            Apart::News => msg!("是新闻报道，不是材料本身", "it is a report in the news, and not the paper itself"),
            Apart::Law => msg!("是法律法规文本", "it is the text of a law"),
            Apart::Repealed => msg!("已废止", "it is repealed"),
            Apart::GivenAway => {
                msg!("是把本村资产移交给他人，不是移交给本村", "it hands the village's assets over to somebody else")
            }
            Apart::Person => msg!("经{said}认定不作为材料", "{said} says that it is no evidence"),
        }
    }
}

/// Genres by which a body orders or tells something: a paper of one of these counts for the body that issued it. Sheets,
/// certificates, replies and agreements are drawn up for others as well.
const OF_ITS_ISSUER: [&str; 7] = ["plan", "rule", "opinion", "notice", "organisation", "report", "material"];

/// Genres by which a body keeps its own affairs. Companies, banks and schools give a village other papers, which count:
/// certificates of an account, contracts, transfers, appraisals.
const OF_ITS_OWN: [&str; 14] = [
    "resolution",
    "minutes",
    "charter",
    "rule",
    "plan",
    "notice",
    "organisation",
    "sign-in",
    "roster",
    "receipt-list",
    "vote",
    "ledger-sheet",
    "record",
    "form",
];

/// Words by which a headline tells of more than a township.
static WIDE: LazyLock<Vec<&str>> = LazyLock::new(|| LEVELS.words("sort", "whole").collect());

/// A village with the township it lies in, neither of them left open: 柳河镇青石峪村, and no 柳河镇XX村.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[^Xx×某\s]{2,}(?:镇|乡|街道)[^Xx×某\s]{2,}(?:村|社区)"));

impl Identity {
    /// Whether it is a paper of one of these campaigns: `Some` where what is claimed most strongly is all of them, or none
    /// of it is; `None` where nothing is claimed but by a folder or a word, or several campaigns are.
    pub fn is_of_campaign(&self, campaigns: &[String]) -> Option<bool> {
        let strongest = self.campaign.strength().filter(|strength| *strength >= Strength::Weak)?;
        let mut claims = self.campaign.claims().iter().filter(|claim| claim.proof.strength == strongest);
        let is_own = |campaign: &str| campaigns.iter().any(|own| own == campaign);
        let first = claims.next().map(|claim| is_own(claim.value))?;
        claims.all(|claim| is_own(claim.value) == first).then_some(first)
    }

    /// Why a unit's paper is no evidence of the campaigns, the weightiest reason first; nothing where nothing speaks against
    /// it. Only what the page or the file's name says counts, and no folder.
    pub fn set_apart(&self, unit: &Unit, campaigns: &[String]) -> Vec<SetApart> {
        [self.by_state(), self.by_issuer(unit), self.by_matter(), self.by_campaign(campaigns)]
            .into_iter()
            .flatten()
            .collect()
    }

    fn by_state(&self) -> Option<SetApart> {
        let (state, proof) = self.state.value().zip(self.state.proof())?;
        let why = match state {
            State::Law => Apart::Law,
            State::News => Apart::News,
            State::Repealed => Apart::Repealed,
            _ => return None,
        };
        (proof.strength >= Strength::Good).then(|| SetApart::new(why, "", proof))
    }

    /// A body that the title alone names may have been left in a text that was copied: that is another finding.
    fn by_issuer(&self, unit: &Unit) -> Option<SetApart> {
        let (body, proof) = self.issuer.value().zip(self.issuer.proof())?;
        let is_signed = matches!(proof.origin, Origin::Head | Origin::Number | Origin::Signature);
        let is_own = |place: &Whose| matches!(place, Whose::Village(name) if unit.village() == Some(name.as_str()));
        // A hamlet of the village signs by a name of its own; the village stands in the paper as well.
        let names_own = self.place.claims().iter().any(|claim| is_own(&claim.value));
        let is_foreign = match &body.whose {
            Whose::Foreign(_) => body.level > Some(AdminLevel::Village) || !names_own,
            Whose::Village(name) => unit.village().is_some_and(|own| own != name) && !names_own,
            _ => false,
        };
        let is_above = body.level.is_some_and(|level| level >= AdminLevel::County);
        let genre = self.genre.value();
        let is_of_its_issuer = genre.is_some_and(|genre| OF_ITS_ISSUER.iter().any(|family| genre.is(family)));
        // A text that names township and village of another place in its title, and its own nowhere, is that place's.
        let names_township = || self.place.claims().iter().any(|claim| claim.value == Whose::Township);
        let is_whole = || !names_own && !names_township() && WHOLE.is_match(&body.name);
        let is_top = matches!(proof.origin, Origin::Title | Origin::Head);
        let keeps_its_own = || genre.is_none_or(|genre| OF_ITS_OWN.iter().any(|family| genre.is(family)));
        let is_enterprise = body.kind == "enterprise" && is_top && keeps_its_own();
        let why = if is_enterprise || is_foreign && (is_signed || is_whole()) {
            Apart::OtherPlace
        } else if is_above && is_of_its_issuer && body.kind != "enterprise" {
            Apart::HigherLevel
        } else {
            return None;
        };
        (proof.strength >= Strength::Good).then(|| SetApart::new(why, &body.name, proof))
    }

    /// News is of the place that it tells of, whoever prints it, and a speech of the place whose meeting it was given to.
    fn by_matter(&self) -> Option<SetApart> {
        let is_speech = self.genre.value().is_some_and(|genre| genre.is("speech"));
        let is_news = self.genre.value().is_some_and(|genre| genre.is("news"));
        if self.state.value() != Some(&State::News) && !is_news && !is_speech {
            return None;
        }
        let is_own = |place: &Whose| matches!(place, Whose::Village(_) | Whose::Township);
        // Whatever the county sends lies in the township's folder.
        let mut claims = self.place.claims().iter().filter(|claim| claim.proof.origin != Origin::Folder);
        if claims.any(|claim| is_own(&claim.value)) {
            return None;
        }
        if let Some((title, proof)) = self.title.value().zip(self.title.proof())
            && let Some(wide) = WIDE.iter().find(|wide| {
                title.text.starts_with(**wide)
                    || is_speech && title.text.strip_prefix('在').is_some_and(|rest| rest.starts_with(**wide))
            })
        {
            return Some(SetApart::new(Apart::HigherLevel, wide, proof));
        }
        if is_speech {
            return None;
        }
        let (place, proof) = self.place.value().zip(self.place.proof())?;
        match place {
            Whose::Foreign(name) => Some(SetApart::new(Apart::OtherPlace, name, proof)),
            Whose::Above(name) => Some(SetApart::new(Apart::HigherLevel, name, proof)),
            _ => None,
        }
    }

    fn by_campaign(&self, campaigns: &[String]) -> Option<SetApart> {
        let proof = self.campaign.proof().filter(|proof| proof.strength >= Strength::Fair)?;
        let is_other = !campaigns.is_empty() && self.is_of_campaign(campaigns) == Some(false);
        is_other.then(|| SetApart::new(Apart::OtherCampaign, "", proof))
    }
}

//! Why a paper is no evidence, whatever its title fits: it is of another campaign, of another place, of a level above the
//! township, news, a law, or repealed.

use super::{Identity, Origin, Proof, State, Strength, Whose};
use crate::{
    model::{Message, Unit},
    msg,
    rubric::Apart,
};

use super::Level;

/// Why a paper is set apart from the evidence, with the place that shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetApart {
    /// Why.
    pub why: Apart,
    /// What shows it: whose the paper is, as it says itself.
    pub said: String,
    /// The place.
    pub proof: Proof,
}

impl SetApart {
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
        }
    }
}

/// Genres by which a body orders or tells something: a paper of one of these counts for the body that issued it. Sheets,
/// certificates, replies and agreements are drawn up for others as well.
const OF_ITS_ISSUER: [&str; 8] = ["plan", "rule", "opinion", "notice", "organisation", "report", "news", "material"];

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

    /// Why a unit's paper is no evidence of the campaigns; `None` where nothing speaks against it. Only what the page or
    /// the file's name says counts, and no folder.
    pub fn set_apart(&self, unit: &Unit, campaigns: &[String]) -> Option<SetApart> {
        let of = |why, said: &str, proof: &Proof| SetApart { why, said: said.to_owned(), proof: proof.clone() };
        let states = [(State::Law, Apart::Law), (State::News, Apart::News), (State::Repealed, Apart::Repealed)];
        if let Some(state) = self.state.value().zip(self.state.proof()).and_then(|(state, proof)| {
            let (_, why) = states.into_iter().find(|(wanted, _)| wanted == state)?;
            (proof.strength >= Strength::Good).then(|| of(why, "", proof))
        }) {
            return Some(state);
        }
        let is_of_its_issuer =
            self.genre.value().is_some_and(|genre| OF_ITS_ISSUER.iter().any(|family| genre.is(family)));
        if let (Some(body), Some(proof)) = (self.issuer.value(), self.issuer.proof()) {
            // A body that the title alone names may have been left in a text that was copied: that is another finding.
            let is_signed = matches!(proof.origin, Origin::Head | Origin::Number | Origin::Signature);
            let is_foreign = match &body.whose {
                Whose::Foreign(_) => true,
                Whose::Village(name) => unit.village().is_some_and(|own| own != name),
                _ => false,
            };
            if is_foreign && is_signed && proof.strength >= Strength::Good {
                return Some(of(Apart::OtherPlace, &body.name, proof));
            }
            let is_above = body.level.is_some_and(|level| level >= Level::County);
            if is_above && is_of_its_issuer && proof.strength >= Strength::Good {
                return Some(of(Apart::HigherLevel, &body.name, proof));
            }
        }
        let proof = self.campaign.proof().filter(|proof| proof.strength >= Strength::Fair)?;
        (!campaigns.is_empty() && self.is_of_campaign(campaigns) == Some(false))
            .then(|| of(Apart::OtherCampaign, "", proof))
    }
}

//! The body that decided is one that may decide: a charter is the members' to adopt, not the villagers' representatives'.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{cite_in, gatherings, name_of};
use crate::{
    evaluate::{
        Case,
        case::slot::Filled,
        checks::{Check, CheckType, Target, Words, schema},
        facts::gathering::Gathering,
    },
    model::{Code, Finding, Lang, MeetingBody, Severity},
    msg,
};

/// The item asks for the decision of one of these bodies.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MeetingBodies {
    /// The bodies that may decide it.
    #[schemars(schema_with = "schema::bodies")]
    bodies: Vec<MeetingBody>,
}

impl CheckType for MeetingBodies {
    const NAME: &'static str = "meeting-bodies";
    const CODES: &'static [Code] = &[Code::WrongMeetingBody];
    const WORDS: Words = Words {
        looks_for: ["作出决定的会议主体是否合适", "whether the right body decided"],
        reads: ["会议名称和决议开头", "the meeting's name and the resolution's opening"],
        blind_to: ["名称写对而参会人员不对的", "a right name over the wrong people"],
    };
}

impl Check for MeetingBodies {
    fn findings(&self, on: &Target<'_>) -> Vec<Finding> {
        check(on.case, on.filled, &self.bodies)
    }
}

/// Names the meetings of an item where none of them is of a body that may decide; what has no name of its own accuses
/// nobody.
fn check(case: &Case<'_>, filled: &[Filled<'_>], allowed: &[MeetingBody]) -> Vec<Finding> {
    let gatherings = gatherings(case, filled);
    // A sign-in sheet alone decides nothing, whoever signed it.
    let decides = |gathering: &Gathering| !(gathering.minutes.is_empty() && gathering.resolutions.is_empty());
    let voted =
        |gathering: &Gathering| case.facts.said(gathering).into_iter().any(|(_, facts)| !facts.votes.is_empty());
    // Where a meeting of a known body voted on it, one without a name that did not vote only talked about it.
    let is_voted_on = gatherings.iter().any(|gathering| gathering.body != MeetingBody::Unknown && voted(gathering));
    let fits = |gathering: &&Gathering| {
        allowed.contains(&gathering.body)
            || gathering.body == MeetingBody::Unknown && decides(gathering) && (!is_voted_on || voted(gathering))
    };
    if gatherings.iter().any(fits) {
        return Vec::new();
    }
    let titles =
        |lang: Lang, joiner: &str| allowed.iter().map(|body| body.title(lang)).collect::<Vec<_>>().join(joiner);
    let (wanted_zh, wanted_en) = (titles(Lang::Zh, "、"), titles(Lang::En, ", "));
    gatherings
        .into_iter()
        .filter_map(|gathering| {
            let mut places = Vec::new();
            let mut doubtful = true;
            for (document, facts) in case.facts.said(gathering) {
                if let Some(body) = &facts.body {
                    doubtful &= body.doubtful;
                    cite_in(case, document, body, &mut places);
                }
            }
            if places.is_empty() {
                return None;
            }
            let name = name_of(case, gathering);
            let (zh, en) = (gathering.body.title(Lang::Zh), gathering.body.title(Lang::En));
            Some(Finding {
                code: Code::WrongMeetingBody,
                severity: if doubtful { Severity::Hint } else { Severity::Warning },
                message: msg!(
                    "“{name}”是{zh}，此事项应由{wanted_zh}决定：请核实会议主体",
                    "“{name}” is a {en}, and this is for one of these to decide: {wanted_en}; please check who met"
                ),
                places,
            })
        })
        .collect()
}

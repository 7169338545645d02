//! The body that decided is one that may decide: a charter is the members' to adopt, not the villagers' representatives'.

use super::{
    super::super::{Case, slot::Filled},
    cite_in, gatherings, name_of,
};
use crate::{
    model::{Code, Finding, Lang, MeetingBody, Severity},
    msg,
};

/// Names the meetings of an item where none of them is of a body that may decide; what has no name of its own accuses
/// nobody.
pub(crate) fn check(case: &Case<'_>, filled: &[Filled<'_>], allowed: &[MeetingBody]) -> Vec<Finding> {
    let gatherings = gatherings(case, filled);
    let fits = |body: MeetingBody| allowed.contains(&body) || body == MeetingBody::Unknown;
    if gatherings.iter().any(|gathering| fits(gathering.body)) {
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

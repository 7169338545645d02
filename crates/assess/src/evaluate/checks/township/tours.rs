//! Where study tours led.

use std::{collections::BTreeSet, sync::LazyLock};

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{good, names};
use crate::{
    evaluate::{
        Case,
        case::{advice::Advice, slot::Filled},
        checks::{Check, CheckType, Target, Words},
        documents::prose::running::Running,
    },
    model::{Citation, Code},
    msg,
    rubric::OwnSlot,
    text::{fold::fold_name, pattern},
};

/// Study tours lead elsewhere.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tours {
    /// The slot that is counted.
    slot: OwnSlot,
}

impl CheckType for Tours {
    const NAME: &'static str = "tours";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["考察去的是不是外地", "whether study tours lead elsewhere"],
        reads: ["考察材料写明的地点", "the places that the papers name"],
        blind_to: ["是否真去了", "whether anyone went"],
    };
}

impl Check for Tours {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        tours(on.case, on.filled, &self.slot, advice);
    }
}

/// Where a tour leads.
static TOUR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[赴到去往](?P<place>\p{Han}{2,16}?)(?:开展|进行|参观|考察|学习|观摩|调研|交流|取经)"));

/// Where study tours led: a tour inside the township is none.
fn tours(case: &Case<'_>, filled: &[Filled<'_>], slot: &str, advice: &mut Advice) {
    let own: Vec<String> = names(case).map(|name| fold_name(name)).collect();
    let mut places: BTreeSet<String> = BTreeSet::new();
    for document in good(case, filled, slot) {
        let said = format!("{}\n{}", fold_name(&document.title), fold_name(document.path.as_str()));
        let text = if document.is_photo() { "" } else { Running::new(document).text };
        let place = TOUR.captures(&said).or_else(|| TOUR.captures(text));
        let place = place.and_then(|found| found.name("place")).map(|place| place.as_str().to_owned());
        if let Some(place) = place {
            let at_home = own.iter().any(|name| place.contains(name.as_str()));
            if at_home && places.insert(place.clone()) {
                advice.say(
                    msg!(
                        "考察地“{place}”在本镇：请核实是否外出考察",
                        "the tour's place “{place}” lies in the township: please check"
                    ),
                    vec![document.shown_by.clone()],
                );
            } else if places.insert(place.clone()) {
                advice.say(msg!("考察地：{place}", "place of the tour: {place}"), vec![document.shown_by.clone()]);
            }
        }
        let gps = document.photo.as_ref().and_then(|photo| photo.gps.or(photo.xmp_gps));
        let near = case.township.villages.iter().find(|village| {
            let reach = village.radius_m.unwrap_or(0.0);
            gps.zip(village.center).is_some_and(|(gps, center)| gps.distance_m(center) <= reach)
        });
        if let Some(village) = near {
            let name = &village.name;
            advice.say(
                msg!("考察照片的拍摄位置在{name}：请核实", "a photo of the tour was taken in {name}: please check"),
                vec![Citation::file(&document.path)],
            );
        }
    }
}

//! Which parts the papers have.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Check, CheckType, Target, Words, rights, schema};
use crate::{
    evaluate::{
        Case,
        case::{
            advice::{Advice, NAMED},
            slot::Filled,
        },
        documents::prose::running::Running,
    },
    model::{Citation, Code, Message},
    msg,
    rubric::{Item, OwnSlot, Pattern},
    text::cut::Cut,
};

/// Which of these parts the papers have is said with the suggestion; none is asked for by itself.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextParts {
    /// The slots whose papers are read.
    #[schemars(length(min = 1))]
    slots: Vec<OwnSlot>,
    /// The parts.
    #[schemars(length(min = 1))]
    parts: Vec<TextPart>,
}

impl CheckType for TextParts {
    const NAME: &'static str = "text-parts";
    const CODES: &'static [Code] = &[];
    const WORDS: Words = Words {
        looks_for: ["材料写到了哪几部分，列给人看", "which parts the papers have, shown with the suggestion"],
        reads: ["材料正文", "the papers' text"],
        blind_to: ["写法不同而意思相同的内容", "the same thing in quite other words"],
    };
}

impl Check for TextParts {
    fn advise(&self, on: &Target<'_>, _counted: Option<f64>, advice: &mut Advice) {
        parts(on.case, on.item, on.filled, &self.slots, &self.parts, advice);
    }
}

/// Something that a paper says, by the words that show it.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextPart {
    /// Its name for people.
    #[schemars(schema_with = "schema::message")]
    pub(super) name: Message,
    /// Regular expression over the folded text, sentence by sentence.
    pub(super) pattern: Pattern,
    /// The points that it adds to the suggestion, where the item is read so.
    #[serde(default)]
    pub(super) points: f64,
}

/// The first sentence that shows a part. Blanks left in it are no content.
pub(super) fn shows(running: &Running<'_>, part: &TextPart) -> Option<Vec<Citation>> {
    running
        .sentences()
        .into_iter()
        .find(|sentence| part.pattern.is_match(running.text.part(sentence.range.clone())))
        .map(|sentence| running.cite(&sentence.range))
}

/// Which parts the papers have. Where parts bear points, their sum is suggested, unless a paper was not read.
pub(super) fn parts(
    case: &Case<'_>,
    item: &Item,
    filled: &[Filled<'_>],
    slots: &[impl AsRef<str>],
    wanted: &[TextPart],
    advice: &mut Advice,
) {
    let papers = rights::papers(case, filled, slots);
    if papers.is_empty() {
        return;
    }
    let texts: Vec<Running<'_>> = papers.iter().map(|paper| Running::new(paper)).collect();
    let mut points = 0.0;
    let mut lacking = 0;
    for part in wanted {
        let (zh, en) = (&part.name.zh, &part.name.en);
        match texts.iter().find_map(|running| shows(running, part)) {
            Some(places) => {
                points += part.points;
                advice.say(msg!("已写明：{zh}", "stated: {en}"), places.into_iter().take(NAMED).collect());
            }
            None => {
                lacking += 1;
                advice.say(msg!("未见：{zh}", "not seen: {en}"), Vec::new());
            }
        }
    }
    if wanted.iter().all(|part| part.points <= 0.0) {
        return;
    }
    if lacking == 0 || papers.iter().all(|paper| !paper.has_unread_pages) {
        // Tenths have no exact binary form.
        advice.suggest((points.min(item.points) * 100.0).round() / 100.0);
    }
}

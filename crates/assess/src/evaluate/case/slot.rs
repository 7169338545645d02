//! What fills a slot of the rubric: which documents, in which state, and how many of them count.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    evaluate::{
        Case, Document,
        facts::{gathering::Gathering, meeting::MeetingFacts},
    },
    model::{ArchivePath, Evidence, Failure, FileStatus, Message, Reason, SlotStatus, Stage},
    msg,
    rubric::{Count, Item, Slot},
    text::fold::fold,
};

/// The state of a document in a slot: whether it counts, and why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceState {
    /// It counts.
    Good,
    /// It is dated after the deadline.
    Late,
    /// It is a draft; the final paper must exist too.
    Draft,
    /// It is a blank form.
    Template,
    /// It is a photo of which a person confirmed that it was used twice or taken elsewhere.
    Rejected,
}

/// A document in a slot.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    /// Index into the case's documents.
    pub document: usize,
    /// Its state.
    pub state: PieceState,
}

/// An event that has some of a slot's kinds.
#[derive(Debug, Clone)]
pub struct PartEvent {
    /// Index into the case's events.
    pub event: usize,
    /// The kinds it lacks.
    pub lacks: Vec<String>,
}

/// A slot and what is in it.
#[derive(Debug, Clone)]
pub struct Filled<'a> {
    /// The slot.
    pub slot: &'a Slot,
    /// Documents that fit, in the order of paths.
    pub pieces: Vec<Piece>,
    /// How many count.
    pub found: u32,
    /// How many of those were read, so that a page can be shown.
    pub read: u32,
    /// How many would count if every doubtful case were decided in favour.
    pub most: u32,
    /// Documents of which nothing is known and that could belong here.
    pub unknown: Vec<usize>,
    /// Events that would count if they were complete.
    pub part_events: Vec<PartEvent>,
    /// Documents that fit and are no evidence.
    pub apart: Vec<usize>,
}

impl Filled<'_> {
    /// Whether nothing more is needed.
    pub fn is_filled(&self) -> bool {
        self.found >= self.slot.required
    }

    /// Whether it asks for anything at all.
    pub fn is_required(&self) -> bool {
        self.slot.required > 0
    }

    /// Whether it is filled, but only by evidence whose content was not read. What asks for no number is filled by one.
    pub fn rests_on_unread(&self) -> bool {
        let wanted = self.slot.required.max(1);
        self.found >= wanted && self.read < wanted
    }

    /// Whether a piece is shown as evidence, counted or not: no blank form, and a draft only where it is all there is.
    fn shows(&self, piece: &Piece) -> bool {
        match piece.state {
            PieceState::Template => false,
            PieceState::Draft => self.found == 0,
            PieceState::Good | PieceState::Late | PieceState::Rejected => true,
        }
    }

    /// Its state for the report.
    pub fn status(&self) -> SlotStatus {
        SlotStatus { id: self.slot.id.clone(), required: self.slot.required, found: self.found }
    }
}

/// Fills an item's slots from a unit's documents. `sets_up_groups` tells by the id of a slot whether its papers do.
pub fn fill<'a>(case: &Case<'_>, item: &'a Item, sets_up_groups: impl Fn(&str) -> bool) -> Vec<Filled<'a>> {
    item.slots.iter().map(|slot| fill_slot(case, item, slot, &sets_up_groups)).collect()
}

/// What fills the slot with this id, whichever item it stands in; one paper counts as one there.
pub fn fill_one<'c>(case: &Case<'c>, id: &str) -> Option<Filled<'c>> {
    let slots = case.rubric.items.iter().flat_map(|item| item.slots.iter().map(move |slot| (item, slot)));
    let (item, slot) = slots.into_iter().find(|(_, slot)| slot.id == id)?;
    Some(fill_slot(case, item, slot, &|_| false))
}

/// The evidence in filled slots: each piece at the place that shows it; blank forms are left out, and drafts beside a final paper.
pub fn evidence(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Evidence> {
    let mut evidence = Vec::new();
    for slot in filled {
        for piece in slot.pieces.iter().filter(|piece| slot.shows(piece)) {
            let Some(document) = case.documents.get(piece.document) else { continue };
            evidence.push(Evidence { slot: slot.slot.id.clone(), citation: document.shown_by.clone() });
        }
    }
    evidence
}

/// The files that count in filled slots.
pub fn rests_on(case: &Case<'_>, filled: &[Filled<'_>]) -> BTreeSet<ArchivePath> {
    let good = filled.iter().flat_map(|slot| &slot.pieces).filter(|piece| piece.state == PieceState::Good);
    good.filter_map(|piece| Some(case.documents.get(piece.document)?.path.clone())).collect()
}

/// The papers that fit slots and are no evidence, each once, with the reason and the place that shows it.
pub fn apart(case: &Case<'_>, filled: &[Filled<'_>]) -> Vec<Reason> {
    let at: BTreeSet<usize> = filled.iter().flat_map(|slot| slot.apart.iter().copied()).collect();
    let at: Vec<usize> = at.into_iter().collect();
    let reason = |document: &Document| {
        let apart = document.apart.first()?;
        let (title, Message { zh, en }) = (&document.title, apart.message());
        let message = msg!("《{title}》{zh}，未作为本项材料", "“{title}” does not count here: {en}");
        Some(Reason { message, places: vec![apart.place.clone()] })
    };
    let mut reasons: Vec<Reason> = these(case, &at).filter_map(reason).collect();
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let left_out = |piece: &&Piece| matches!(piece.state, PieceState::Draft | PieceState::Template);
    for piece in filled.iter().flat_map(|slot| &slot.pieces).filter(left_out) {
        let Some(document) = case.documents.get(piece.document).filter(|_| told.insert(piece.document)) else {
            continue;
        };
        let (title, is_draft) = (&document.title, piece.state == PieceState::Draft);
        let message = if is_draft {
            msg!("《{title}》是草案，未作为本项材料", "“{title}” does not count here: it is a draft")
        } else {
            msg!("《{title}》是空白样表，未作为本项材料", "“{title}” does not count here: it is a blank form")
        };
        reasons.push(Reason { message, places: vec![document.shown_by.clone()] });
    }
    reasons
}

/// The first paper in filled slots, or that could be in them, on which the assessment failed, and how.
pub fn set_aside<'c>(case: &Case<'c>, filled: &[Filled<'_>]) -> Option<(&'c ArchivePath, &'c Failure)> {
    case.documents.iter().enumerate().find_map(|(i, document)| {
        let failure = document.failure.as_ref()?;
        // What it is about was not read where it failed before that.
        let is_about = |slot: &Slot| failure.stage == Stage::Classify || document.is_about(&slot.topics);
        let could_be = |slot: &Slot| {
            let mut kinds = document.kind.iter().chain(&document.secondary);
            kinds.any(|kind| slot.kinds.contains(kind)) && is_about(slot)
        };
        let is_open = |slot: &Filled<'_>| !slot.is_filled() || !slot.is_required();
        let touches = |slot: &Filled<'_>| {
            slot.pieces.iter().any(|piece| piece.document == i)
                || could_be(slot.slot)
                || (is_open(slot) && slot.unknown.contains(&i))
        };
        filled.iter().any(touches).then_some((&document.path, failure))
    })
}

fn fill_slot<'a>(case: &Case<'_>, item: &Item, slot: &'a Slot, sets_up_groups: &impl Fn(&str) -> bool) -> Filled<'a> {
    let mut pieces = Vec::new();
    let (mut unknown, mut apart) = (Vec::new(), Vec::new());
    for (i, document) in case.documents.iter().enumerate() {
        if fits(case, item, slot, i) && is_of_bodies(case, slot, i) {
            // A paper from above counts for the villages that it names.
            let names_nobody =
                slot.count == Count::Villages && !document.apart.is_empty() && document.villages.is_empty();
            if names_nobody || document.apart.iter().any(|apart| !slot.accepts.contains(&apart.why)) {
                apart.push(i);
                continue;
            }
            pieces.push(Piece { document: i, state: state_of(case, slot, document) });
        } else if document.is_unknown() && (document.topics.is_empty() || document.is_about(&slot.topics)) {
            unknown.push(i);
        }
    }
    let good: Vec<usize> = chosen(&pieces, |piece| piece.state == PieceState::Good);
    let read: Vec<usize> =
        good.iter().copied().filter(|&i| case.documents.get(i).is_some_and(|document| document.is_read)).collect();
    let most = count_most(case, slot, &good);
    let (found, read) = if case.rubric.settings.group_counts_each_task && sets_up_groups(&slot.id) {
        (most, count_most(case, slot, &read))
    } else {
        (count(case, slot, &good), count(case, slot, &read))
    };
    let part_events = if slot.count == Count::CompleteEvents { part_events(case, slot, &good) } else { Vec::new() };
    Filled { slot, pieces, found, read, most, unknown, part_events, apart }
}

fn chosen(pieces: &[Piece], keep: impl Fn(&Piece) -> bool) -> Vec<usize> {
    pieces.iter().filter(|piece| keep(piece)).map(|piece| piece.document).collect()
}

fn fits(case: &Case<'_>, item: &Item, slot: &Slot, at: usize) -> bool {
    let Some(document) = case.documents.get(at) else { return false };
    let is_in = |slot: &Slot| document.kind.as_ref().is_some_and(|kind| slot.kinds.contains(kind));
    let primary = is_in(slot);
    // What a paper is besides counts only where the item asks for what it is first (the paper that sets up the group
    // and holds the plan), or where the event it lies in vouches for it.
    let vouched = slot.count == Count::CompleteEvents || item.slots.iter().any(is_in);
    let secondary = slot.secondary && vouched && document.secondary.iter().any(|kind| slot.kinds.contains(kind));
    // Minutes that set up the group, or hold the plan in numbered points, are the paper that the village has on it.
    let recorded = || {
        let sets_out = |kind: &String| {
            let identity = case.rubric.kind(kind).and_then(|kind| kind.identity.as_ref());
            identity
                .is_some_and(|wanted| document.records.iter().any(|genre| wanted.genres.iter().any(|own| own == genre)))
        };
        slot.secondary && slot.count != Count::CompleteEvents && slot.kinds.iter().any(sets_out)
    };
    document.status != FileStatus::Ignored
        && (primary || secondary || recorded())
        && (document.is_about(&slot.topics) || is_signed_at_one_about(case, slot, at))
        && case.matcher.fits_slot(&slot.id, &document.label)
}

/// Whether a sign-in sheet is that of a meeting whose minutes or resolution are about the slot's topics. One meeting may pass
/// a charter and hold the election, and is signed in to once, under either name (V17, V20).
fn is_signed_at_one_about(case: &Case<'_>, slot: &Slot, at: usize) -> bool {
    let is_about = |document: usize| case.documents.get(document).is_some_and(|paper| paper.is_about(&slot.topics));
    let is_its = |gathering: &&Gathering| gathering.date.is_some() && gathering.sign_ins.contains(&at);
    case.facts.gatherings.iter().filter(is_its).any(|gathering| {
        let minutes = gathering.minutes.iter().map(|(document, _)| *document);
        minutes.chain(gathering.resolutions.iter().copied()).any(is_about)
    })
}

/// Whether minutes or a resolution are of a body that the slot asks for. What has no name of a body, or holds several meetings of which one
/// is, may be.
fn is_of_bodies(case: &Case<'_>, slot: &Slot, document: usize) -> bool {
    let fits = |facts: &MeetingFacts| facts.body.as_ref().is_none_or(|body| slot.bodies.contains(&body.value));
    let meetings = case.facts.minutes.get(&document).map(Vec::as_slice).unwrap_or_default();
    let mut told = meetings.iter().chain(case.facts.resolutions.get(&document)).peekable();
    slot.bodies.is_empty() || told.peek().is_none() || told.any(fits)
}

fn state_of(case: &Case<'_>, slot: &Slot, document: &Document) -> PieceState {
    let sample_counts =
        slot.kinds.iter().any(|kind| document.kind.as_ref() == Some(kind) && case.matcher.sample_counts(kind));
    if document.is_rejected {
        PieceState::Rejected
    } else if document.is_template && !sample_counts {
        PieceState::Template
    } else if document.is_draft {
        PieceState::Draft
    } else if !document.is_photo() && document.own_date().is_some_and(|own| own.date > case.deadline) {
        // A picture's own day can be that of re-photographing an older scene: the check of photos weighs it.
        PieceState::Late
    } else {
        PieceState::Good
    }
}

fn count(case: &Case<'_>, slot: &Slot, documents: &[usize]) -> u32 {
    let number = match slot.count {
        Count::Files => distinct(
            these(case, documents).map(|document| document.digest.clone().unwrap_or_else(|| document.path.to_string())),
        ),
        Count::Titles => distinct(these(case, documents).map(|document| fold(&document.title))),
        Count::Events => distinct(documents.iter().map(|&i| event_of(case, i))),
        Count::CompleteEvents => {
            kinds_by_event(case, documents).values().filter(|kinds| lacks(slot, kinds).is_empty()).count()
        }
        Count::Topics => assigned_topics(case, slot, &by_part(case, documents)),
        Count::Villages => distinct(these(case, documents).flat_map(|document| &document.villages)),
    };
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A notebook (会议记录簿) is as many papers as it holds meetings, and a paper as many as it sets up groups.
fn by_part(case: &Case<'_>, documents: &[usize]) -> Vec<usize> {
    let meetings = |document: usize| case.facts.minutes.get(&document).map_or(1, Vec::len);
    let groups = |document: usize| case.documents.get(document).map_or(1, |document| document.groups);
    let parts = |document: usize| meetings(document).max(groups(document)).max(1);
    documents.iter().flat_map(|&document| std::iter::repeat_n(document, parts(document))).collect()
}

/// The count if a paper that names several topics counted for each of them.
fn count_most(case: &Case<'_>, slot: &Slot, documents: &[usize]) -> u32 {
    if slot.count != Count::Topics {
        return count(case, slot, documents);
    }
    let named =
        these(case, documents).flat_map(|document| &document.topics).filter(|topic| slot.topics.contains(topic));
    u32::try_from(distinct(named)).unwrap_or(u32::MAX)
}

/// The documents at these indices.
fn these<'c>(case: &Case<'c>, at: &[usize]) -> impl Iterator<Item = &'c Document> {
    let documents = case.documents;
    at.iter().filter_map(|&i| documents.get(i))
}

fn distinct<T: Ord>(values: impl Iterator<Item = T>) -> usize {
    values.collect::<BTreeSet<_>>().len()
}

fn event_of(case: &Case<'_>, document: usize) -> Option<usize> {
    case.events.iter().position(|event| event.members.contains(&document))
}

/// The slot's kinds that each event has.
fn kinds_by_event(case: &Case<'_>, documents: &[usize]) -> BTreeMap<usize, BTreeSet<String>> {
    let mut events: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for &i in documents {
        let kind = case.documents.get(i).and_then(|document| document.kind.as_ref());
        if let (Some(event), Some(kind)) = (event_of(case, i), kind) {
            events.entry(event).or_default().insert(kind.clone());
        }
    }
    events
}

fn lacks(slot: &Slot, kinds: &BTreeSet<String>) -> Vec<String> {
    slot.kinds.iter().filter(|kind| !kinds.contains(*kind)).cloned().collect()
}

/// Events that are under way to counting: they have the slot's first kind, or two of its kinds. A lone photo or
/// speech is no sign of an occasion of this sort.
fn part_events(case: &Case<'_>, slot: &Slot, documents: &[usize]) -> Vec<PartEvent> {
    kinds_by_event(case, documents)
        .into_iter()
        .filter(|(_, kinds)| kinds.len() >= 2 || slot.kinds.first().is_some_and(|first| kinds.contains(first)))
        .map(|(event, kinds)| PartEvent { event, lacks: lacks(slot, &kinds) })
        .filter(|part| !part.lacks.is_empty())
        .collect()
}

/// How many of the slot's topics get a paper of their own: each paper stands for one topic at most (a maximum
/// matching), so that one paper with five duties counts once.
fn assigned_topics(case: &Case<'_>, slot: &Slot, documents: &[usize]) -> usize {
    let mut holder: BTreeMap<&str, usize> = BTreeMap::new();
    fn place<'a>(
        case: &'a Case<'_>,
        slot: &'a Slot,
        document: usize,
        tried: &mut BTreeSet<&'a str>,
        holder: &mut BTreeMap<&'a str, usize>,
    ) -> bool {
        let Some(paper) = case.documents.get(document) else { return false };
        for topic in slot.topics.iter().filter(|topic| paper.topics.contains(topic)) {
            if !tried.insert(topic) {
                continue;
            }
            let free = match holder.get(topic.as_str()).copied() {
                None => true,
                Some(other) => place(case, slot, other, tried, holder),
            };
            if free {
                holder.insert(topic, document);
                return true;
            }
        }
        false
    }
    for &document in documents {
        place(case, slot, document, &mut BTreeSet::new(), &mut holder);
    }
    holder.len()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        evaluate::{
            assess_item,
            fixture::{paper, photo, rubric, scan, slot, with_case},
        },
        model::ItemState,
    };

    /// `found`, `read`, `most` and the number of unknown files of a single slot.
    fn figures(slot: &Value, documents: Vec<Document>) -> (u32, u32, u32, usize) {
        with_case(rubric(&json!({ "type": "judgement" }), &json!([slot]), &json!([])), documents, |case, item| {
            let filled = &fill(case, item, |_| false)[0];
            (filled.found, filled.read, filled.most, filled.unknown.len())
        })
    }

    fn states(documents: Vec<Document>, kind: &str) -> Vec<PieceState> {
        let rubric = rubric(&json!({ "type": "judgement" }), &json!([slot(kind, 1, &json!({}))]), &json!([]));
        with_case(rubric, documents, |case, item| {
            fill(case, item, |_| false)[0].pieces.iter().map(|piece| piece.state).collect()
        })
    }

    #[test]
    fn the_same_bytes_twice_count_once() {
        let copy = Document { digest: paper("甲/记录.docx").digest, ..paper("乙/记录.docx").kind("minutes") };
        let documents =
            vec![paper("甲/记录.docx").kind("minutes"), copy, paper("丙/记录.docx").kind("minutes").unread()];
        assert_eq!(figures(&slot("minutes", 1, &json!({})), documents), (2, 1, 2, 0));
    }

    #[test]
    fn a_photo_that_a_person_rejected_counts_nowhere_and_is_still_shown() {
        let rejected = Document { is_rejected: true, ..photo("公示2.jpg").kind("photo") };
        let documents = vec![photo("公示1.jpg").kind("photo"), rejected];
        assert_eq!(figures(&slot("photo", 2, &json!({})), documents.clone()), (1, 1, 1, 0));
        assert_eq!(states(documents.clone(), "photo"), [PieceState::Good, PieceState::Rejected]);
        let slots = json!([slot("photo", 2, &json!({}))]);
        let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), documents, assess_item);
        assert_eq!((item.state, item.evidence.len()), (ItemState::Partial, 2));
        assert!(item.findings[0].message.zh.contains("1 张照片经核实不作数"), "{:?}", item.findings);
    }

    #[test]
    fn drafts_and_blank_forms_are_named_and_are_no_evidence_beside_the_final_paper() {
        let draft = Document { is_draft: true, ..paper("方案（征求意见稿）.docx").kind("plan") };
        let blank = Document { is_template: true, ..paper("方案样表.docx").kind("plan") };
        let slots = json!([slot("plan", 1, &json!({}))]);
        let alone = vec![draft.clone(), blank.clone()];
        let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), alone, assess_item);
        assert_eq!((item.state, item.evidence.len(), item.slots[0].found), (ItemState::Partial, 1, 0));
        let documents = vec![paper("方案.docx").kind("plan"), draft, blank];
        let item = with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), documents, assess_item);
        assert_eq!((item.state, item.evidence.len(), item.reasons.len()), (ItemState::Complete, 1, 2));
        assert!(item.reasons.iter().any(|reason| reason.message.zh.contains("是草案")), "{:?}", item.reasons);
    }

    #[test]
    fn a_locked_or_unread_file_makes_nothing_complete() {
        let judgement = json!({ "type": "judgement" });
        for required in [0, 1] {
            let slots = json!([slot("plan", required, &json!({}))]);
            let state = |document: Document| {
                let rubric = rubric(&judgement, &slots, &json!([]));
                with_case(rubric, vec![document], assess_item).state
            };
            let plan = || paper("方案.pdf").kind("plan");
            assert_eq!(state(plan()), ItemState::Complete);
            assert_eq!(state(plan().unread()), ItemState::Unreadable, "{required} required");
            let locked = Document { status: FileStatus::Unreadable, ..plan().unread() };
            assert_eq!(state(locked), ItemState::Unreadable, "{required} required");
        }
    }

    #[test]
    fn the_same_title_twice_counts_once_where_titles_are_counted() {
        let named = |path: &str, title: &str| Document { title: title.to_owned(), ..paper(path).kind("plan") };
        let documents = vec![named("a.docx", "实施 方案"), named("b.pdf", "实施方案"), named("c.pdf", "量化方案")];
        assert_eq!(figures(&slot("plan", 1, &json!({ "count": "titles" })), documents).0, 2);
    }

    #[test]
    fn a_paper_that_sets_up_groups_stands_for_as_many_topics() {
        let wanted = slot("plan", 3, &json!({ "count": "topics", "topics": ["assets", "members", "shares"] }));
        let with = |groups: usize| {
            let paper = paper("a.docx").kind("plan").topics(&["assets", "members", "shares"]);
            figures(&wanted, vec![Document { groups, ..paper }]).0
        };
        assert_eq!([0, 1, 2, 3, 4].map(with), [1, 1, 2, 3, 3]);
    }

    #[test]
    fn a_meeting_on_two_matters_is_signed_in_to_once() {
        let minutes = |topics: &[&str]| {
            paper("会/记录.docx")
                .kind("MTG_MINUTES")
                .topics(topics)
                .on("2019-06-03")
                .saying(&["张庄村村民代表会议记录\n时间：2019年6月3日\n应到31人，实到30人"])
        };
        let sign_in = || {
            paper("会/签到.docx")
                .kind("MTG_SIGNIN")
                .topics(&["assets"])
                .on("2019-06-03")
                .saying(&["张庄村村民代表会议签到表\n时间：2019年6月3日\n1\t丁一\n2\t丙二"])
        };
        let wanted = slot("MTG_SIGNIN", 1, &json!({ "topics": ["members"] }));
        assert_eq!(figures(&wanted, vec![minutes(&["assets", "members"]), sign_in()]).0, 1);
        assert_eq!(figures(&wanted, vec![minutes(&["assets"]), sign_in()]).0, 0);
        assert_eq!(figures(&wanted, vec![sign_in()]).0, 0);
    }

    #[test]
    fn a_paper_with_several_topics_stands_for_one_of_them() {
        let wanted = slot("plan", 3, &json!({ "count": "topics", "topics": ["assets", "members", "shares"] }));
        let all = ["assets", "members", "shares"];
        let one = vec![paper("a.docx").kind("plan").topics(&all)];
        assert_eq!(figures(&wanted, one), (1, 1, 3, 0));
        // The first takes `assets`, the second can only take `assets`: the first must give way.
        let two = vec![paper("a.docx").kind("plan").topics(&all), paper("b.docx").kind("plan").topics(&["assets"])];
        assert_eq!(figures(&wanted, two), (2, 2, 3, 0));
        let same =
            vec![paper("a.docx").kind("plan").topics(&["assets"]), paper("b.docx").kind("plan").topics(&["assets"])];
        assert_eq!(figures(&wanted, same), (1, 1, 1, 0));
    }

    #[test]
    fn a_paper_about_something_else_does_not_fit() {
        let wanted = slot("plan", 1, &json!({ "topics": ["assets"] }));
        assert_eq!(figures(&wanted, vec![paper("a.docx").kind("plan").topics(&["members"])]).0, 0);
        assert_eq!(figures(&wanted, vec![paper("a.docx").kind("plan").topics(&["members", "assets"])]).0, 1);
        let wanted = slot("plan", 1, &json!({ "containing": "实施" }));
        assert_eq!(figures(&wanted, vec![paper("实施方案.docx").kind("plan"), paper("方案.docx").kind("plan")]).0, 1);
    }

    #[test]
    fn an_event_counts_when_it_is_complete_and_once() {
        let wanted = slot("minutes", 1, &json!({ "kinds": ["minutes", "signin"], "count": "complete-events" }));
        let documents = vec![
            paper("20190506会议/记录.docx").kind("minutes"),
            paper("20190506会议/签到.docx").kind("signin"),
            paper("20190506会议/签到2.docx").kind("signin"),
            paper("20190812会议/记录.docx").kind("minutes"),
            paper("20190901会议/签到.docx").kind("signin"),
        ];
        assert_eq!(figures(&wanted, documents.clone()), (1, 1, 1, 0));
        let rubric = rubric(&json!({ "type": "judgement" }), &json!([wanted]), &json!([]));
        with_case(rubric, documents, |case, item| {
            let filled = &fill(case, item, |_| false)[0];
            let parts: Vec<_> =
                filled.part_events.iter().map(|part| (case.events[part.event].name.as_str(), &part.lacks)).collect();
            assert_eq!(parts, [("20190812会议", &vec!["signin".to_owned()])], "a lone list of names is no meeting");
        });
    }

    #[test]
    fn an_event_that_rests_on_an_unread_paper_is_found_and_not_read() {
        let wanted = slot("minutes", 1, &json!({ "kinds": ["minutes", "signin"], "count": "complete-events" }));
        let documents = vec![
            paper("20190506会议/记录.docx").kind("minutes"),
            paper("20190506会议/签到.pdf").kind("signin").unread(),
        ];
        assert_eq!(figures(&wanted, documents), (1, 0, 1, 0));
    }

    #[test]
    fn events_count_once_however_many_of_their_papers_fit() {
        let wanted = slot("minutes", 1, &json!({ "count": "events" }));
        let documents = vec![
            paper("20190506会议/记录.docx").kind("minutes"),
            paper("20190506会议/记录2.docx").kind("minutes"),
            paper("20190812会议/记录.docx").kind("minutes"),
        ];
        assert_eq!(figures(&wanted, documents).0, 2);
    }

    #[test]
    fn villages_are_counted_by_name() {
        let naming = |path: &str, villages: &[&str]| Document {
            villages: villages.iter().map(|&name| name.to_owned()).collect(),
            ..paper(path).kind("plan")
        };
        let documents =
            vec![naming("a.docx", &["张庄村", "李庄村"]), naming("b.docx", &["李庄村"]), naming("c.docx", &[])];
        assert_eq!(figures(&slot("plan", 1, &json!({ "count": "villages" })), documents).0, 2);
    }

    #[test]
    fn drafts_blank_forms_and_late_papers_do_not_count() {
        let draft = Document { is_draft: true, ..paper("a草案.docx").kind("plan") };
        let blank = Document { is_template: true, ..paper("b样表.docx").kind("plan") };
        let late = paper("c.docx").kind("plan").on("2020-07-01");
        let last_day = paper("d.docx").kind("plan").on("2020-06-30");
        let documents = vec![draft, blank, late, last_day];
        assert_eq!(figures(&slot("plan", 1, &json!({})), documents.clone()), (1, 1, 1, 0));
        assert_eq!(
            states(documents, "plan"),
            [PieceState::Draft, PieceState::Template, PieceState::Late, PieceState::Good]
        );
    }

    #[test]
    fn the_signature_decides_what_is_late_and_a_late_picture_is_kept() {
        let mut signed = paper("a.docx").kind("plan").on("2019-05-06");
        signed.signed = paper("a.docx").on("2020-08-01").date;
        assert_eq!(states(vec![signed], "plan"), [PieceState::Late]);
        assert_eq!(states(vec![photo("a.jpg").kind("photo").on("2020-08-01")], "photo"), [PieceState::Good]);
    }

    #[test]
    fn a_specimen_of_a_certificate_counts() {
        let specimen = Document { is_template: true, ..paper("股权证样本.pdf").kind("cert") };
        assert_eq!(states(vec![specimen], "cert"), [PieceState::Good]);
    }

    #[test]
    fn blank_forms_are_no_evidence_and_drafts_are() {
        let draft = Document { is_draft: true, ..paper("a草案.docx").kind("plan") };
        let blank = Document { is_template: true, ..paper("b样表.docx").kind("plan") };
        let rubric = rubric(&json!({ "type": "judgement" }), &json!([slot("plan", 1, &json!({}))]), &json!([]));
        with_case(rubric, vec![draft, blank], |case, item| {
            let evidence = evidence(case, &fill(case, item, |_| false));
            assert_eq!(evidence.len(), 1);
            assert_eq!(evidence[0].slot, "V01.1");
            assert_eq!(evidence[0].citation.path.as_str(), "张庄村/a草案.docx");
        });
    }

    #[test]
    fn unknown_files_may_be_anything_that_their_topic_allows() {
        let wanted = slot("plan", 1, &json!({ "topics": ["assets"] }));
        let documents = vec![
            scan("一/扫描1.pdf"),
            scan("二/扫描2.pdf").topics(&["assets"]),
            scan("三/扫描3.pdf").topics(&["members"]),
            Document { bytes: 0, ..scan("四/空.pdf") },
            Document { status: FileStatus::Ignored, ..scan("五/Thumbs.db") },
            Document { is_container: true, ..scan("六/a.zip") },
            Document { status: FileStatus::Unreadable, ..scan("七/坏.doc") },
        ];
        assert_eq!(figures(&wanted, documents), (0, 0, 0, 3));
    }

    #[test]
    fn a_secondary_kind_counts_only_where_the_slot_says_so_and_the_item_asks_for_the_first() {
        let both =
            || vec![Document { secondary: vec!["plan".to_owned()], ..paper("小组及方案.docx").kind("group") }];
        let plans = |secondary: bool| slot("plan", 1, &json!({ "secondary": secondary }));
        assert_eq!(figures(&plans(true), both()).0, 0, "nothing vouches for it");
        let group = crate::evaluate::fixture::slot_named("V01.2", "group", 1, &json!({}));
        for (secondary, found) in [(true, 1), (false, 0)] {
            let slots = json!([plans(secondary), group]);
            with_case(rubric(&json!({ "type": "judgement" }), &slots, &json!([])), both(), |case, item| {
                assert_eq!(fill(case, item, |_| false)[0].found, found);
            });
        }
    }
}

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
mod tests;
